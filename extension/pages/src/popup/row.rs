//! One number of the list.

use leptos::{prelude::*, task::spawn_local};
use pagedial_protocol::page::FromPopup;
use pagedial_settings::{NotNumber, SitePattern};
use pagedial_webext::settings;

use super::{Popup, listing::Entry};
use crate::{
    clipboard, icons, region_names,
    words::{text, text_with},
};

#[component]
pub(super) fn Row(popup: Popup, entry: Entry) -> impl IntoView {
    let open = RwSignal::new(false);
    let Entry { facts, subject, .. } = entry.clone();
    let name = subject.name.as_ref().map(ToString::to_string);
    let label = subject.label.as_ref().map(ToString::to_string);
    let whom = match &name {
        Some(name) => format!("{name}, {}", facts.international),
        None => facts.international.clone(),
    };
    let call = {
        let (number, subject) = (facts.e164.clone(), subject.clone());
        move |_| {
            let about = popup.about(subject.clone());
            popup.ask_background(FromPopup::Call { number: number.clone(), about });
        }
    };
    let number = facts.international.clone();
    view! {
        <li class="entry" class:open=open>
            <div class="line">
                <div class="who">
                    {name.map(|name| view! { <p class="name"><bdi>{name}</bdi></p> })}
                    <p class="number">
                        <bdi dir="ltr">{number}</bdi>
                        {label.map(|label| view! { <bdi class="label">{label}</bdi> })}
                    </p>
                </div>
                <button
                    type="button"
                    class="quiet icon-only"
                    aria-label=text_with("popup_why", &[&whom])
                    title=text("popup_why_short")
                    aria-expanded=move || open.get().to_string()
                    on:click=move |_| open.update(|open| *open = !*open)
                >
                    {icons::question()}
                </button>
                <Copy popup=popup e164=facts.e164.to_string() whom=whom.clone() />
                <button
                    type="button"
                    class="call icon-only"
                    aria-label=text_with("content_call", &[&whom])
                    title=text("popup_call")
                    on:click=call
                >
                    {icons::handset()}
                </button>
            </div>
            <Show when=move || open.get()>
                <Why popup=popup entry=entry.clone() />
            </Show>
        </li>
    }
}

#[component]
fn Copy(popup: Popup, e164: String, whom: String) -> impl IntoView {
    let copied = RwSignal::new(false);
    let copy = move |_| {
        let e164 = e164.clone();
        spawn_local(async move {
            let done = clipboard::write(&e164).await;
            copied.set(done.is_ok());
            popup.refused.set(done.is_err());
        });
    };
    view! {
        <button
            type="button"
            class="quiet icon-only"
            class:done=copied
            aria-label=text_with("popup_copy", &[&whom])
            title=move || text(if copied.get() { "popup_copied" } else { "popup_copy_short" })
            on:click=copy
            on:blur=move |_| copied.set(false)
        >
            {move || if copied.get() { icons::done().into_any() } else { icons::copy().into_any() }}
        </button>
        <span class="for-listening" role="status">
            {move || copied.get().then(|| text("popup_copied"))}
        </span>
    }
}

/// Why it is taken for a number, and the way to say that it is none.
#[component]
fn Why(popup: Popup, entry: Entry) -> impl IntoView {
    let Entry { facts, text: written, .. } = entry;
    let kind = text(&format!("popup_kind_{}", facts.kind));
    let kind = if facts.region == "001" {
        kind
    } else {
        format!("{kind}, {}", region_names::name_of(&facts.region))
    };
    let reason = text(&format!("popup_why_{}", facts.reason));
    let number = facts.e164;
    let forget = move |_| {
        let number = number.clone();
        if let Some(origin) = popup.origin.get_untracked() {
            popup.follow(settings::change_own(move |own| {
                own.not_numbers.insert(NotNumber::new(SitePattern::of(&origin), &number));
            }));
        }
    };
    view! {
        <div class="why">
            <dl>
                <dt>{text("popup_written")}</dt>
                <dd><bdi>{written}</bdi></dd>
                <dt>{text("popup_kind")}</dt>
                <dd>{kind}</dd>
                <dt>{text("popup_why_short")}</dt>
                <dd>{reason}</dd>
            </dl>
            <Show when=move || popup.origin.with(Option::is_some)>
                <button type="button" on:click=forget.clone()>{text("popup_not_a_number")}</button>
            </Show>
        </div>
    }
}
