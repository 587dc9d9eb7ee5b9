//! Settings with one value.

use leptos::prelude::*;
use pagedial_numbers::Region as RegionCode;
use pagedial_protocol::page;
use pagedial_settings::{Countdown as Seconds, Field, Layer};
use pagedial_webext::i18n;

use super::{Locked, Options};
use crate::{
    region_names::{self, Country},
    words::{counted, text, text_with},
};

#[component]
pub(super) fn Region(options: Options) -> impl IntoView {
    let chosen = move || {
        options.loaded.with(|loaded| loaded.settings.region().map(|it| it.as_str().to_owned()))
    };
    let by_language = i18n::default_region().map(|code| region_names::name_of(&code));
    let as_language = match by_language {
        Some(name) => text_with("options_region_language", &[&name]),
        None => text("options_region_none"),
    };
    view! {
        <div class="option">
            <label for="region">{text("options_region")}</label>
            <select
                id="region"
                aria-describedby="region-explained"
                disabled=move || options.is_locked(Field::Region)
                on:change:target=move |event| {
                    let code = RegionCode::parse(&event.target().value()).ok();
                    options.change(move |own| own.region = code);
                }
            >
                <option value="" selected=move || chosen().is_none()>{as_language}</option>
                <RegionChoices chosen=Signal::derive(chosen) />
            </select>
            <p id="region-explained" class="hint">{text("options_region_explained")}</p>
            <Locked options=options field=Field::Region />
        </div>
    }
}

/// Every region, in the order of the person's language.
#[component]
pub(super) fn RegionChoices(chosen: Signal<Option<String>>) -> impl IntoView {
    region_names::countries()
        .into_iter()
        .map(|Country { region: code, name, .. }| {
            let value = code.clone();
            let selected = move || chosen.with(|it| it.as_deref() == Some(&code));
            view! { <option value=value selected=selected>{name}</option> }
        })
        .collect_view()
}

/// One of a few words, each with its explanation.
#[component]
fn Choice<T: Copy + PartialEq + Send + Sync + 'static>(
    options: Options,
    field: Field,
    title: &'static str,
    choices: &'static [(T, &'static str, &'static str)],
    #[prop(into)] chosen: Signal<T>,
    choose: fn(&mut Layer, T),
) -> impl IntoView {
    view! {
        <fieldset class="option" disabled=move || options.is_locked(field)>
            <legend>{text(title)}</legend>
            {choices
                .iter()
                .map(|&(value, name, explained)| view! {
                    <label class="choice">
                        <input
                            type="radio"
                            name=field.key()
                            prop:checked=move || chosen.get() == value
                            on:change=move |_| options.change(move |own| choose(own, value))
                        />
                        <span>
                            {text(name)} <small class="hint">{text(explained)}</small>
                        </span>
                    </label>
                })
                .collect_view()}
            <Locked options=options field=field />
        </fieldset>
    }
}

#[component]
pub(super) fn Show(options: Options) -> impl IntoView {
    view! {
        <Choice
            options=options
            field=Field::Show
            title="options_show"
            choices=&[
                (page::Show::Always, "options_show_always", "options_show_always_explained"),
                (page::Show::Hover, "options_show_hover", "options_show_hover_explained"),
                (page::Show::Highlight, "options_show_highlight", "options_show_highlight_explained"),
            ]
            chosen=Signal::derive(move || options.loaded.with(|it| it.settings.show()))
            choose=|own, value| own.show = Some(value)
        />
    }
}

#[component]
pub(super) fn TelLinks(options: Options) -> impl IntoView {
    view! {
        <Choice
            options=options
            field=Field::TelLinks
            title="options_links"
            choices=&[
                (page::TelLinks::TakeOver, "options_links_take_over", "options_links_take_over_explained"),
                (page::TelLinks::Leave, "options_links_leave", "options_links_leave_explained"),
            ]
            chosen=Signal::derive(move || options.loaded.with(|it| it.settings.tel_links()))
            choose=|own, value| own.tel_links = Some(value)
        />
    }
}

#[component]
pub(super) fn Inputs(options: Options) -> impl IntoView {
    view! {
        <Choice
            options=options
            field=Field::Inputs
            title="options_inputs"
            choices=&[
                (page::Inputs::Telephone, "options_inputs_telephone", "options_inputs_telephone_explained"),
                (page::Inputs::All, "options_inputs_all", "options_inputs_all_explained"),
            ]
            chosen=Signal::derive(move || options.loaded.with(|it| it.settings.inputs()))
            choose=|own, value| own.inputs = Some(value)
        />
    }
}

/// Seconds to choose from. Another value that is set is offered too.
const SECONDS: [u8; 6] = [0, 2, 3, 5, 10, 30];

#[component]
pub(super) fn Countdown(options: Options) -> impl IntoView {
    let chosen =
        move || options.loaded.with(|it| it.settings.countdown().map_or(0, Seconds::seconds));
    let offered = move || {
        let mut offered: Vec<u8> = SECONDS.into();
        offered.push(chosen());
        offered.sort_unstable();
        offered.dedup();
        offered
    };
    let words = |seconds: u8| match seconds {
        0 => text("options_countdown_off"),
        _ => counted("options_countdown_seconds", seconds.into()),
    };
    view! {
        <div class="option">
            <label for="countdown">{text("options_countdown")}</label>
            <select
                id="countdown"
                aria-describedby="countdown-explained"
                disabled=move || options.is_locked(Field::Countdown)
                on:change:target=move |event| {
                    if let Ok(seconds) = event.target().value().parse() {
                        options.change(move |own| own.countdown = Some(Seconds::of_seconds(seconds)));
                    }
                }
            >
                {move || offered().into_iter().map(|seconds| view! {
                    <option value=seconds.to_string() selected=seconds == chosen()>
                        {words(seconds)}
                    </option>
                }).collect_view()}
            </select>
            <p id="countdown-explained" class="hint">{text("options_countdown_explained")}</p>
            <Locked options=options field=Field::Countdown />
        </div>
    }
}
