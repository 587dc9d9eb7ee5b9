//! The extension's pages: the dialer window, the toolbar popup, the options and the welcome.
//!
//! Each page's loader starts this module and calls its one function here. The parts that decide
//! something are pure and tested natively; the rest joins them to the browser.

#![allow(
    unreachable_pub,
    reason = "`#[component]` makes the struct of its properties `pub`, whatever the function is"
)]

mod call_log;
mod clipboard;
mod country_search;
mod dialer;
mod duration;
mod engine_frame;
mod engine_page;
mod favourites;
mod field;
mod hid;
mod host;
mod icons;
#[cfg(test)]
mod locale_tests;
mod media;
mod microphone_permission;
mod microphone_settings;
mod moments;
mod number;
mod options;
mod pasted;
mod player;
mod popup;
mod region_names;
mod setup;
mod wanted_devices;
mod welcome;
mod words;

use leptos::prelude::*;
use wasm_bindgen::prelude::*;

/// Starts the dialer in this page.
#[wasm_bindgen]
pub fn dialer() {
    words::set_page_language();
    leptos::mount::mount_to_body(|| {
        let dialer = dialer::Dialer::new();
        dialer.start();
        view! { <dialer::DialerPage dialer=dialer /> }
    });
}

/// Starts the options in this page.
#[wasm_bindgen]
pub fn options() {
    words::set_page_language();
    document().set_title(&words::text("options_title"));
    leptos::mount::mount_to_body(|| view! { <options::OptionsPage /> });
}

/// Starts the toolbar popup in this page.
#[wasm_bindgen]
pub fn popup() {
    words::set_page_language();
    leptos::mount::mount_to_body(|| view! { <popup::PopupPage /> });
}

/// Starts the welcome page in this page.
#[wasm_bindgen]
pub fn welcome() {
    words::set_page_language();
    document().set_title(&words::text("welcome_title"));
    leptos::mount::mount_to_body(|| view! { <welcome::WelcomePage /> });
}
