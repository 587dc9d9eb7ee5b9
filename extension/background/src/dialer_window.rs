//! The one dialer window: opened, or brought to the front with the next number.

use pagedial_protocol::{
    E164,
    page::{About, AskedBy, DialRequest},
};
use pagedial_webext::{BrowserError, lock, runtime, storage::Area, windows};

const PAGE: &str = "dialer.html";
/// Room for the keypad and the call's controls, without a scroll bar at 100 % zoom.
const WIDTH: u32 = 380;
const HEIGHT: u32 = 680;

/// Opens the dialer as it is.
pub(crate) async fn open() -> Result<(), BrowserError> {
    // Two clicks at once must not make two windows: the second sees what the first has opened.
    lock::exclusive("dialer-window", show()).await?
}

/// Opens the dialer with a number, ready to call.
pub(crate) async fn open_with_number(
    number: E164,
    about: About,
    asked_by: AskedBy,
) -> Result<(), BrowserError> {
    leave(&DialRequest::Number { number, about: Some(about), asked_by, at_ms: now_ms() }).await
}

/// Opens the dialer with a text as if it had been typed there. The dialer says in words what is
/// wrong with one that is not a number.
pub(crate) async fn open_with_text(text: &str) -> Result<(), BrowserError> {
    let text = text.trim().chars().take(DialRequest::MAX_TEXT).collect();
    leave(&DialRequest::Text { text, at_ms: now_ms() }).await
}

async fn leave(request: &DialRequest) -> Result<(), BrowserError> {
    Area::Session.set(DialRequest::KEY, request).await?;
    open().await
}

async fn show() -> Result<(), BrowserError> {
    let page = runtime::get_url(PAGE);
    let contexts = runtime::page_contexts().await?;
    let is_dialer = |url: &str| url.split(['?', '#']).next() == Some(&page);
    let open = contexts.iter().find(|page| page.document_url.as_deref().is_some_and(is_dialer));
    match open {
        Some(context) => windows::focus(context.window_id).await,
        None => windows::create_popup(&page, WIDTH, HEIGHT).await,
    }
}

fn now_ms() -> u64 {
    // A clock before 1970 would give 0, which only makes two requests look like one.
    js_sys::Date::now() as u64
}
