//! `chrome.action`: the toolbar button.

use serde::Serialize;
use wasm_bindgen::prelude::*;

use crate::{BrowserError, value::to_js};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = ["chrome", "action"], js_name = setBadgeText)]
    async fn set_badge_text_(details: JsValue) -> Result<JsValue, JsValue>;
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct BadgeText<'a> {
    tab_id: i32,
    text: &'a str,
}

/// Sets the badge of one tab; the browser clears it when the tab goes elsewhere.
///
/// # Errors
/// When the tab is gone.
pub async fn set_badge_text(tab_id: i32, text: &str) -> Result<(), BrowserError> {
    set_badge_text_(to_js(&BadgeText { tab_id, text })?).await?;
    Ok(())
}
