//! `chrome.tabs`.

use serde::Serialize;
use wasm_bindgen::prelude::*;

use crate::{BrowserError, value::to_js};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = ["chrome", "tabs"], js_name = create)]
    async fn create_(properties: JsValue) -> Result<JsValue, JsValue>;
}

#[derive(Serialize)]
struct NewTab<'a> {
    url: &'a str,
}

/// Opens a tab. Unlike a link in a page it may open the browser's own `chrome://` pages.
///
/// # Errors
/// When the browser refuses the address.
pub async fn create(url: &str) -> Result<(), BrowserError> {
    create_(to_js(&NewTab { url })?).await?;
    Ok(())
}
