//! `chrome.windows`.

use serde::Serialize;
use wasm_bindgen::prelude::*;

use crate::{BrowserError, value::to_js};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = ["chrome", "windows"], js_name = create)]
    async fn create_(properties: JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["chrome", "windows"], js_name = update)]
    async fn update_(window_id: i32, properties: JsValue) -> Result<JsValue, JsValue>;
}

#[derive(Serialize)]
struct Popup<'a> {
    url: &'a str,
    #[serde(rename = "type")]
    kind: &'static str,
    width: u32,
    height: u32,
}

#[derive(Serialize)]
struct Focus {
    focused: bool,
}

/// Opens a popup window: no toolbar, but unlike an action popup it stays open and can raise the
/// microphone prompt. Sizes in CSS pixels, window frame included.
///
/// # Errors
/// When the browser refuses.
pub async fn create_popup(url: &str, width: u32, height: u32) -> Result<(), BrowserError> {
    create_(to_js(&Popup { url, kind: "popup", width, height })?).await?;
    Ok(())
}

/// Brings a window to the front.
///
/// # Errors
/// When it is gone.
pub async fn focus(window_id: i32) -> Result<(), BrowserError> {
    update_(window_id, to_js(&Focus { focused: true })?).await?;
    Ok(())
}
