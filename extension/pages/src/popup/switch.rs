//! On and off, for this site.

use leptos::prelude::*;
use pagedial_settings::{Origin, SitePattern, Switch};
use pagedial_webext::settings;

use super::{Popup, Stage};
use crate::words::{text, text_with};

#[component]
pub(super) fn SiteSwitch(popup: Popup) -> impl IntoView {
    let site = move || popup.origin.get().filter(|_| popup.stage.get() == Stage::Page);
    view! {
        {move || site().map(|origin| view! { <Switched popup=popup origin=origin /> })}
    }
}

#[component]
fn Switched(popup: Popup, origin: Origin) -> impl IntoView {
    let host = origin.host().to_owned();
    let of = origin.clone();
    let switch: Memo<Switch> =
        Memo::new(move |_| popup.settings.with(|settings| settings.switch(&of)));
    let turn = move |on: bool| {
        let site = SitePattern::of(&origin);
        popup.follow(settings::change_own(move |own| {
            own.sites.entry(site).or_default().on = Some(on);
        }));
    };
    view! {
        <div class="site">
            <div>
                <p id="site-name" class="site-name"><bdi>{host.clone()}</bdi></p>
                <p id="site-state" class="hint">
                    {move || match switch.get() {
                        Switch { locked: true, .. } => text("popup_site_locked"),
                        Switch { on: true, .. } => text("popup_site_on"),
                        Switch { on: false, .. } => text("popup_site_off"),
                    }}
                </p>
            </div>
            <button
                type="button"
                class="switch"
                role="switch"
                aria-checked=move || switch.get().on.to_string()
                aria-label=text_with("popup_site_switch", &[&host])
                aria-describedby="site-state"
                disabled=move || switch.get().locked
                on:click=move |_| turn(!switch.get_untracked().on)
            >
                <span class="knob"></span>
            </button>
        </div>
    }
}
