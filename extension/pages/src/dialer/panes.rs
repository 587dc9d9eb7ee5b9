//! Outside a call the window's middle shows the keypad or the calls (WAI-ARIA Authoring Practices,
//! "Tabs with Automatic Activation").

use leptos::{ev::KeyboardEvent, prelude::*};

use super::{
    Dialer, calls::CallsPane, country_picker::focus_later, devices::DevicePanel, keypad::Keypad,
};
use crate::words::text;

/// What the middle shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Pane {
    #[default]
    Keypad,
    Calls,
}

impl Pane {
    const ALL: [Self; 2] = [Self::Keypad, Self::Calls];

    const fn tab(self) -> &'static str {
        match self {
            Self::Keypad => "tab-keypad",
            Self::Calls => "tab-calls",
        }
    }

    fn name(self) -> String {
        match self {
            Self::Keypad => text("dialer_keypad"),
            Self::Calls => text("dialer_calls"),
        }
    }

    /// The tab that a key leads to from this one. There are two, so each arrow leads to the other.
    fn after(self, key: &str) -> Option<Self> {
        match (key, self) {
            ("ArrowLeft" | "ArrowRight", Self::Keypad) | ("End", _) => Some(Self::Calls),
            ("ArrowLeft" | "ArrowRight", Self::Calls) | ("Home", _) => Some(Self::Keypad),
            _ => None,
        }
    }
}

const PANEL: &str = "pane";

#[component]
pub(super) fn Panes(dialer: Dialer) -> impl IntoView {
    let pane = dialer.shown.pane;
    view! {
        <div class="tabs" role="tablist" aria-label=text("dialer_panes")>
            {Pane::ALL.map(|it| view! { <Tab dialer=dialer of=it /> }).collect_view()}
        </div>
        <div
            id=PANEL
            class="pane"
            role="tabpanel"
            aria-labelledby=move || pane.get().tab()
        >
            {move || match pane.get() {
                Pane::Keypad => view! { <Keypad dialer=dialer /> <DevicePanel dialer=dialer /> }.into_any(),
                Pane::Calls => view! { <CallsPane dialer=dialer /> }.into_any(),
            }}
        </div>
    }
}

#[component]
fn Tab(dialer: Dialer, of: Pane) -> impl IntoView {
    let pane = dialer.shown.pane;
    let is_selected = Memo::new(move |_| pane.get() == of);
    let key = move |event: KeyboardEvent| {
        if let Some(next) = of.after(&event.key()) {
            event.prevent_default();
            pane.set(next);
            focus_later(next.tab());
        }
    };
    view! {
        <button
            type="button"
            id=of.tab()
            role="tab"
            aria-selected=move || if is_selected.get() { "true" } else { "false" }
            aria-controls=move || is_selected.get().then_some(PANEL)
            tabindex=move || if is_selected.get() { "0" } else { "-1" }
            on:click=move |_| pane.set(of)
            on:keydown=key
        >
            {of.name()}
        </button>
    }
}
