//! `chrome.commands`: the keyboard shortcuts of the manifest.

use serde::Deserialize;
use wasm_bindgen::prelude::*;

use crate::{BrowserError, value::from_js};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = ["chrome", "commands"], js_name = getAll)]
    async fn get_all_() -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["chrome", "commands", "onCommand"], js_name = addListener)]
    fn add_listener(listener: &JsValue) -> Result<(), JsValue>;
}

/// A shortcut as the browser has it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Shortcut {
    /// Its name in the manifest.
    pub name: String,
    /// The keys in the browser's words; empty when the person has taken them away.
    #[serde(default)]
    pub shortcut: String,
}

/// Every shortcut of the extension.
///
/// # Errors
/// When the browser refuses.
pub async fn all() -> Result<Vec<Shortcut>, BrowserError> {
    from_js(get_all_().await?)
}

/// Calls `listener` with the name of each shortcut that is pressed, for as long as the page lives.
///
/// # Errors
/// When the browser has no shortcuts for extensions.
pub fn on_pressed(listener: impl FnMut(String) + 'static) -> Result<(), BrowserError> {
    let closure = Closure::<dyn FnMut(String)>::new(listener);
    add_listener(closure.as_ref())?;
    closure.forget();
    Ok(())
}
