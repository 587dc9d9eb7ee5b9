//! What is not a number, and which applications may ask for calls.

use leptos::{ev::SubmitEvent, prelude::*};
use pagedial_settings::{Field, NotNumber, OriginPattern};

use super::{Locked, Options};
use crate::{
    icons,
    words::{text, text_with},
};

#[component]
pub(super) fn NotNumbers(options: Options) -> impl IntoView {
    let own = Memo::new(move |_| {
        let of =
            |it: &super::Loaded| it.settings.own.not_numbers.iter().cloned().collect::<Vec<_>>();
        options.loaded.with(of)
    });
    view! {
        <section aria-labelledby="not-numbers-heading">
            <h2 id="not-numbers-heading">{text("options_not_numbers")}</h2>
            <p class="hint">
                {move || text(if own.with(Vec::is_empty) {
                    "options_not_numbers_none"
                } else {
                    "options_not_numbers_explained"
                })}
            </p>
            <ul class="rules" aria-labelledby="not-numbers-heading">
                <For each=move || own.get() key=Clone::clone children=move |it| {
                    let what = format!("{}, {}", it.number, it.site);
                    let shown = it.clone();
                    view! {
                        <li>
                            <bdi class="site" dir="ltr">{shown.number}</bdi>
                            <bdi class="hint">{shown.site.to_string()}</bdi>
                            <Remove
                                what=what
                                remove=Callback::new(move |()| {
                                    let it: NotNumber = it.clone();
                                    options.change(move |own| {
                                        own.not_numbers.remove(&it);
                                    });
                                })
                            />
                        </li>
                    }
                } />
            </ul>
        </section>
    }
}

#[component]
fn Remove(what: String, remove: Callback<()>) -> impl IntoView {
    view! {
        <button
            type="button"
            class="quiet icon-only"
            aria-label=text_with("options_remove", &[&what])
            title=text("options_remove_short")
            on:click=move |_| remove.run(())
        >
            {icons::remove()}
        </button>
    }
}

#[component]
pub(super) fn OpenDoor(options: Options) -> impl IntoView {
    let origins = Memo::new(move |_| {
        options.loaded.with(|it| it.settings.open_door().into_iter().collect::<Vec<_>>())
    });
    let locked = move || options.is_locked(Field::OpenDoor);
    view! {
        <section aria-labelledby="door-heading">
            <h2 id="door-heading">{text("options_door")}</h2>
            <p class="hint">{text("options_door_explained")}</p>
            <ul class="rules" aria-labelledby="door-heading">
                <For each=move || origins.get() key=Clone::clone children=move |origin: OriginPattern| {
                    let what = origin.to_string();
                    view! {
                        <li>
                            <bdi class="site" dir="ltr">{what.clone()}</bdi>
                            <Show when=move || !locked()>
                                <Remove
                                    what=what.clone()
                                    remove={
                                        let origin = origin.clone();
                                        Callback::new(move |()| change_door(options, origin.clone(), false))
                                    }
                                />
                            </Show>
                        </li>
                    }
                } />
            </ul>
            <Locked options=options field=Field::OpenDoor />
            <Show when=move || !locked()>
                <AddOrigin options=options />
            </Show>
        </section>
    }
}

/// Lets an application in or out. What was in force before, by default, stays so.
fn change_door(options: Options, origin: OriginPattern, open: bool) {
    let mut in_force = options.loaded.with_untracked(|it| it.settings.open_door());
    options.change(move |own| {
        let origins = own.open_door.get_or_insert_with(|| std::mem::take(&mut in_force));
        if open {
            origins.insert(origin);
        } else {
            origins.remove(&origin);
        }
    });
}

#[component]
fn AddOrigin(options: Options) -> impl IntoView {
    let typed = RwSignal::new(String::new());
    let wrong = RwSignal::new(false);
    let add = move |event: SubmitEvent| {
        event.prevent_default();
        let origin = typed.with_untracked(|text| OriginPattern::parse(text));
        wrong.set(origin.is_none());
        if let Some(origin) = origin {
            change_door(options, origin, true);
            typed.set(String::new());
        }
    };
    view! {
        <form class="add" on:submit=add>
            <label for="add-origin">{text("options_add_door")}</label>
            <div>
                <input
                    id="add-origin"
                    dir="ltr"
                    autocomplete="off"
                    spellcheck="false"
                    placeholder="https://crm.example.com"
                    aria-describedby="add-origin-fault"
                    aria-invalid=move || wrong.get().then_some("true")
                    prop:value=typed
                    on:input:target=move |event| {
                        typed.set(event.target().value());
                        wrong.set(false);
                    }
                />
                <button type="submit">{text("options_add")}</button>
            </div>
            <p id="add-origin-fault" class="wrong" role="alert">
                {move || wrong.get().then(|| text("options_fault_origin"))}
            </p>
        </form>
    }
}
