//! The country whose national numbers are typed: a button beside the number, and a list to search
//! in (WAI-ARIA Authoring Practices, "Editable Combobox With List Autocomplete").

use leptos::{
    ev::{FocusEvent, KeyboardEvent},
    prelude::*,
};
use pagedial_numbers::Plan;
use wasm_bindgen::JsCast as _;
use web_sys::{HtmlElement, Node, ScrollIntoViewOptions, ScrollLogicalPosition};

use super::{Dialer, keyboard::NUMBER_FIELD};
use crate::{
    country_search, icons,
    number::{Reading, moved_to},
    region_names::{self, Country},
    words::{self, text, text_with},
};

const BUTTON: &str = "country";
const PANEL: &str = "countries";
const SEARCH: &str = "country-search";
const LIST: &str = "country-list";

/// How far Page Up and Page Down go.
const PAGE: isize = 8;

impl Dialer {
    fn open_countries(self) {
        self.shown.picking.set(true);
        focus_later(SEARCH);
    }

    fn close_countries(self, focus: &'static str) {
        self.shown.picking.set(false);
        focus_later(focus);
    }

    fn choose_country(self, country: &Country) {
        let typed = self.shown.typed.get_untracked();
        let reading = self.shown.reading.get_untracked();
        self.shown.region.set(Some(country.region.clone()));
        self.type_instead(&moved_to(&typed, &reading, country.calling_code));
        self.close_countries(NUMBER_FIELD);
    }

    /// The country of what is typed: its own if it has a calling code.
    pub(super) fn country(self) -> Option<String> {
        let is_international = self.shown.typed.with(|typed| typed.trim_start().starts_with('+'));
        if !is_international {
            return self.shown.region.get();
        }
        self.shown.reading.with(|reading| match reading {
            Reading::Callable(number) => number.region.clone(),
            Reading::Wrong(reason) => match reason.plan() {
                Some(Plan::Region(region)) => Some(region.to_string()),
                Some(Plan::CallingCode(_)) | None => None,
            },
            Reading::Empty | Reading::Emergency(_) => None,
        })
    }
}

#[component]
pub(super) fn CountryButton(dialer: Dialer) -> impl IntoView {
    let country = Memo::new(move |_| dialer.country());
    let place = Memo::new(move |_| {
        let region = country.get()?;
        let code = region_names::calling_code(&region).map(|code| format!("+{code}"));
        Some((region_names::name_of(&region), code.unwrap_or_default()))
    });
    let label = move || match place.get() {
        Some((name, code)) => text_with("dialer_country", &[&format!("{name} {code}")]),
        None => text("dialer_country_none"),
    };
    let picking = dialer.shown.picking;
    let press = move |_| {
        if picking.get_untracked() {
            dialer.close_countries(BUTTON);
        } else {
            dialer.open_countries();
        }
    };
    let shown = move || match place.get() {
        Some((name, code)) => view! {
            <span class="name">{name}</span>
            <bdi class="code" dir="ltr">{code}</bdi>
        }
        .into_any(),
        None => view! { <span class="name">{text("dialer_country_none")}</span> }.into_any(),
    };
    view! {
        <button
            id=BUTTON
            type="button"
            class="quiet country"
            aria-haspopup="dialog"
            aria-expanded=move || if picking.get() { "true" } else { "false" }
            aria-label=label
            on:click=press
        >
            {shown}
            {icons::chevron()}
        </button>
    }
}

#[component]
pub(super) fn CountryPanel(dialer: Dialer) -> impl IntoView {
    let countries = StoredValue::new(
        region_names::countries()
            .into_iter()
            .map(|country| (words::folded(&country.name), country))
            .collect::<Vec<_>>(),
    );
    let query = RwSignal::new(String::new());
    let found: Memo<Vec<Country>> = Memo::new(move |_| {
        let query = words::folded(&query.get());
        countries.with_value(|all| {
            let found = all.iter().filter(|(name, it)| country_search::matches(it, name, &query));
            found.map(|(_, country)| country.clone()).collect()
        })
    });
    let current = dialer.shown.region.get_untracked();
    let place = found.with_untracked(|all| {
        all.iter().position(|it| Some(&it.region) == current.as_ref()).unwrap_or_default()
    });
    let active = RwSignal::new(place);
    Effect::new(move |_| {
        active.track();
        found.track();
        request_animation_frame(show_active);
    });
    let key = move |event: KeyboardEvent| {
        if take_key(dialer, &event.key(), active, found) {
            event.prevent_default();
            event.stop_propagation();
        }
    };
    let leave = move |event: FocusEvent| {
        if !stays_within(&event) {
            dialer.shown.picking.set(false);
        }
    };
    let active_id =
        move || found.with(|all| all.get(active.get()).map(|country| option_id(&country.region)));
    view! {
        <div id=PANEL class="countries" role="dialog" aria-label=text("dialer_country_choose") on:focusout=leave>
            <label for=SEARCH>{text("dialer_country_search")}</label>
            <input
                id=SEARCH
                type="text"
                role="combobox"
                autocomplete="off"
                spellcheck="false"
                aria-expanded="true"
                aria-autocomplete="list"
                aria-controls=LIST
                aria-activedescendant=active_id
                prop:value=query
                on:input:target=move |event| {
                    query.set(event.target().value());
                    active.set(0);
                }
                on:keydown=key
            />
            <ul id=LIST role="listbox" aria-label=text("dialer_country_choose")>
                {move || {
                    let options = found.get().into_iter().enumerate();
                    options
                        .map(|(at, country)| view! {
                            <CountryOption dialer=dialer country=country at=at active=active />
                        })
                        .collect_view()
                }}
            </ul>
            <p class="hint" role="status">
                {move || found.with(Vec::is_empty).then(|| text("dialer_country_not_found"))}
            </p>
        </div>
    }
}

#[component]
fn CountryOption(
    dialer: Dialer,
    country: Country,
    at: usize,
    active: RwSignal<usize>,
) -> impl IntoView {
    let chosen = country.clone();
    view! {
        <li
            id=option_id(&country.region)
            role="option"
            aria-selected=move || if active.get() == at { "true" } else { "false" }
            // The search field keeps the focus.
            on:mousedown=|event| event.prevent_default()
            on:click=move |_| dialer.choose_country(&chosen)
        >
            <span>{country.name}</span>
            <bdi class="code" dir="ltr">{format!("+{}", country.calling_code)}</bdi>
        </li>
    }
}

fn option_id(region: &str) -> String {
    format!("country-{region}")
}

/// Whether the key meant the list.
fn take_key(dialer: Dialer, key: &str, active: RwSignal<usize>, found: Memo<Vec<Country>>) -> bool {
    let count = found.with_untracked(Vec::len);
    let at = active.get_untracked();
    match key {
        "ArrowDown" => active.set(around(at, 1, count)),
        "ArrowUp" => active.set(around(at, -1, count)),
        "PageDown" => active.set(within(at, PAGE, count)),
        "PageUp" => active.set(within(at, -PAGE, count)),
        "Enter" => {
            let country = found.with_untracked(|all| all.get(at).cloned());
            if let Some(country) = country {
                dialer.choose_country(&country);
            }
        }
        "Escape" => dialer.close_countries(BUTTON),
        _ => return false,
    }
    true
}

/// One place on, from the last to the first and back.
fn around(at: usize, by: isize, count: usize) -> usize {
    match count {
        0 => 0,
        _ => at.wrapping_add_signed(by).wrapping_add(count) % count,
    }
}

fn within(at: usize, by: isize, count: usize) -> usize {
    at.saturating_add_signed(by).min(count.saturating_sub(1))
}

fn show_active() {
    let option = document().query_selector("[role=option][aria-selected=true]").ok().flatten();
    if let Some(option) = option {
        let nearest = ScrollIntoViewOptions::new();
        nearest.set_block(ScrollLogicalPosition::Nearest);
        option.scroll_into_view_with_scroll_into_view_options(&nearest);
    }
}

/// Whether the focus goes to another part of the panel, or to the button that closes it.
fn stays_within(event: &FocusEvent) -> bool {
    let next = event.related_target().and_then(|it| it.dyn_into::<Node>().ok());
    let holds =
        |id| document().get_element_by_id(id).is_some_and(|part| part.contains(next.as_ref()));
    next.is_some() && (holds(PANEL) || holds(BUTTON))
}

/// Focuses an element once the views have been updated.
pub(super) fn focus_later(id: impl AsRef<str> + 'static) {
    request_animation_frame(move || {
        let element = document().get_element_by_id(id.as_ref());
        if let Some(element) = element.and_then(|it| it.dyn_into::<HtmlElement>().ok()) {
            // One that is gone again meanwhile can't take it, and need not.
            let _ = element.focus();
        }
    });
}

#[cfg(test)]
mod tests {
    use super::{around, within};

    #[test]
    fn the_arrows_go_round_and_the_pages_stop_at_the_ends() {
        assert_eq!((around(0, -1, 3), around(2, 1, 3), around(1, 1, 3)), (2, 0, 2));
        assert_eq!((around(0, 1, 0), within(0, 8, 0)), (0, 0));
        assert_eq!((within(1, 8, 3), within(1, -8, 3), within(1, 8, 30)), (2, 0, 9));
    }
}
