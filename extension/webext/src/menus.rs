//! `chrome.contextMenus`.

use serde::Serialize;
use wasm_bindgen::prelude::*;

use crate::{BrowserError, value::to_js};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = ["chrome", "contextMenus"], js_name = create)]
    fn create_(properties: JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["chrome", "contextMenus"], js_name = removeAll)]
    async fn remove_all_() -> Result<JsValue, JsValue>;
}

#[derive(Serialize)]
struct Entry<'a> {
    id: &'a str,
    title: &'a str,
    contexts: &'a [&'a str],
}

/// Removes every entry of the extension.
///
/// # Errors
/// When the browser refuses.
pub async fn remove_all() -> Result<(), BrowserError> {
    remove_all_().await?;
    Ok(())
}

/// Adds an entry for selected text; `%s` in the title stands for the selection.
///
/// # Errors
/// When the browser refuses, for one that there is an entry of that id.
pub fn create_for_selection(id: &str, title: &str) -> Result<(), BrowserError> {
    create_(to_js(&Entry { id, title, contexts: &["selection"] })?)?;
    Ok(())
}
