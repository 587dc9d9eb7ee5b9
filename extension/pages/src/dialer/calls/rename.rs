//! A favourite's name, written in the place of its line.

use leptos::{
    ev::{KeyboardEvent, SubmitEvent},
    prelude::*,
};
use pagedial_protocol::{E164, page::Line};

use super::Dialer;
use crate::{
    dialer::country_picker::focus_later,
    favourites::Favourite,
    icons, number,
    words::{text, text_with},
};

const NAME: &str = "favourite-name";

/// The button that begins it, which has the keyboard's focus again afterwards.
pub(super) fn pencil_id(number: &E164) -> String {
    format!("rename{}", number.as_str())
}

#[component]
pub(super) fn Rename(
    dialer: Dialer,
    favourite: Favourite,
    renaming: RwSignal<bool>,
) -> impl IntoView {
    let Favourite { number, name } = favourite;
    let written = number::international(&number);
    let label = text_with("dialer_favourite_name", &[&written]);
    let typed = RwSignal::new(name.map(|name| name.to_string()).unwrap_or_default());
    let pencil = pencil_id(&number);
    let leave = {
        let pencil = pencil.clone();
        move |event: KeyboardEvent| {
            if event.key() == "Escape" {
                event.stop_propagation();
                renaming.set(false);
                focus_later(pencil.clone());
            }
        }
    };
    let keep = move |event: SubmitEvent| {
        event.prevent_default();
        let name = typed.with_untracked(|typed| Line::of(typed));
        renaming.set(false);
        dialer.change_favourites(|all| all.rename(&number, name));
        focus_later(pencil.clone());
    };
    focus_later(NAME);
    view! {
        <li class="entry">
            <form class="renaming" on:submit=keep on:keydown=leave>
                <input
                    id=NAME
                    type="text"
                    dir="auto"
                    autocomplete="off"
                    maxlength="100"
                    aria-label=label
                    placeholder=written
                    prop:value=typed
                    on:input:target=move |event| typed.set(event.target().value())
                />
                <button type="submit" class="quiet small" aria-label=text("dialer_favourite_save")>
                    {icons::done()}
                </button>
            </form>
        </li>
    }
}
