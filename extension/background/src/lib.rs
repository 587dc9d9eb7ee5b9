//! The background: owns the number finder for every tab, opens the dialer, keeps the badge.
//!
//! The browser may stop it between any two events, so nothing here is remembered in memory: what
//! must last is in `chrome.storage.session`, what can be asked of the browser is asked.

mod badge;
mod budget;
mod dialer_window;
mod door;
mod finding;
mod menu;
mod settings;
mod shortcut;
mod steps;

use badge::Shown;
use pagedial_protocol::{
    PageOrigin,
    page::{About, AskedBy, FromContent, FromPopup, Refused},
};
use pagedial_settings::{Origin, Place};
use pagedial_webext::{
    BrowserError,
    runtime::{self, MessageSender},
    tabs,
    value::{from_js, to_js},
};
use wasm_bindgen::prelude::*;

/// A message from a content script. Always answers; a refusal says why.
#[wasm_bindgen]
pub async fn on_message(message: JsValue, sender: JsValue) -> JsValue {
    match answer(message, sender).await {
        Ok(reply) => reply,
        // Two strings always have a JSON form; `null` would still be an answer.
        Err(error) => to_js(&Refused { error: error.0 }).unwrap_or(JsValue::NULL),
    }
}

/// The browser has started. Its first answer to what the organisation has set takes up to five seconds
/// (`storage.managed`, Chromium 156), while it opens the pages of the day before: so it is asked now.
#[wasm_bindgen]
pub async fn on_startup() -> Result<(), JsError> {
    settings::in_force().await?;
    Ok(())
}

/// The extension was installed or updated: the browser keeps menus, so this is the time.
#[wasm_bindgen]
pub async fn on_installed(reason: String) -> Result<(), JsError> {
    menu::install().await?;
    if reason == "install" {
        tabs::create(&runtime::get_url(WELCOME)).await?;
    }
    Ok(())
}

/// What a person sees first: it looks at what a call needs.
const WELCOME: &str = "welcome.html";

/// An entry of the context menu was clicked on a selection.
#[wasm_bindgen]
pub async fn on_menu_clicked(selection: String) -> Result<(), JsError> {
    Ok(dialer_window::open_with_text(&selection).await?)
}

/// A keyboard shortcut was pressed. Those of a call are the dialer's, which hears of them itself.
#[wasm_bindgen]
pub async fn on_command(command: String, tab_id: Option<i32>) -> Result<(), JsError> {
    if command == shortcut::CALL_SELECTION {
        shortcut::call_selection(tab_id).await?;
    } else if let (Some(direction), Some(tab_id)) = (steps::direction(&command), tab_id) {
        steps::step(direction, tab_id).await?;
    }
    Ok(())
}

/// A tab was closed.
#[wasm_bindgen]
pub async fn on_tab_removed(tab_id: i32) -> Result<(), JsError> {
    badge::forget(tab_id).await?;
    budget::forget(tab_id);
    steps::forget(tab_id).await?;
    Ok(door::forget(tab_id).await?)
}

async fn answer(message: JsValue, sender: JsValue) -> Result<JsValue, BrowserError> {
    let sender: MessageSender = from_js(sender)?;
    if sender.is_own_page() {
        answer_popup(from_js(message)?).await
    } else {
        answer_content(from_js(message)?, TrustedSender::check(sender)?).await
    }
}

async fn answer_content(
    message: FromContent,
    sender: TrustedSender,
) -> Result<JsValue, BrowserError> {
    match message {
        FromContent::Find { page, groups } => {
            if !budget::spend(sender.tab_id, finding::length_of(&page, &groups)) {
                return Err(BrowserError("too much text for one tab in a minute".into()));
            }
            let settings = settings::in_force().await?;
            let found = finding::find(&page, &groups, &settings, sender.place());
            return to_js(&found.map_err(|error| BrowserError(error.to_string()))?);
        }
        FromContent::Call { number, subject, title } => {
            let about = About { subject, title, origin: sender.page_origin() };
            dialer_window::open_with_number(number, about, AskedBy::Person {}).await?;
        }
        FromContent::Door { request } => return to_js(&door::knock(request, &sender).await?),
        FromContent::Painted { count, more, document_since_ms } => {
            badge::painted(sender, Shown { count, more }, document_since_ms).await?;
        }
    }
    Ok(JsValue::TRUE)
}

async fn answer_popup(message: FromPopup) -> Result<JsValue, BrowserError> {
    match message {
        FromPopup::OpenDialer {} => dialer_window::open().await?,
        FromPopup::Call { number, about } => {
            dialer_window::open_with_number(number, about, AskedBy::Person {}).await?;
        }
    }
    Ok(JsValue::TRUE)
}

/// Something was set or unset, by the person or by the organisation.
#[wasm_bindgen]
pub async fn on_settings_changed() -> Result<(), JsError> {
    Ok(settings::changed().await?)
}

/// A frame of a tab in which this extension's own content script runs.
#[derive(Clone, Debug)]
struct TrustedSender {
    tab_id: i32,
    frame_id: i32,
    /// The frame's origin; `None` for one of nobody, as of a sandboxed frame.
    origin: Option<Origin>,
    /// The origin of the tab's page.
    page: Option<Origin>,
    /// The frame's document, of this load alone.
    document_id: Option<String>,
}

impl TrustedSender {
    /// The browser fills the sender in; a page cannot. Messages of other extensions come by
    /// another event, which nobody here listens to, and are refused here all the same.
    fn check(sender: MessageSender) -> Result<Self, BrowserError> {
        let own = sender.id.as_deref() == Some(runtime::id().as_str());
        let origin = sender.origin.as_deref().and_then(Origin::of_url);
        let page = sender.tab.as_ref().and_then(|tab| Origin::of_url(tab.url.as_deref()?));
        match (own, sender.tab.and_then(|tab| tab.id), sender.frame_id) {
            (true, Some(tab_id), Some(frame_id)) => {
                Ok(Self { tab_id, frame_id, origin, page, document_id: sender.document_id })
            }
            _ => Err(BrowserError("only a content script in a tab may ask".into())),
        }
    }

    /// The origin, for the person and the history.
    fn page_origin(&self) -> Option<PageOrigin> {
        PageOrigin::parse(&self.origin.as_ref()?.to_string()).ok()
    }

    fn place(&self) -> Place<'_> {
        Place { frame: self.origin.as_ref(), page: self.page.as_ref() }
    }
}
