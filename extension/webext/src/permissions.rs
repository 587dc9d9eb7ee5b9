//! `chrome.permissions`: those that the person may give and take back.

use serde::Serialize;
use wasm_bindgen::prelude::*;

use crate::{
    BrowserError,
    value::{from_js, to_js},
};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = ["chrome", "permissions"], js_name = contains)]
    async fn contains_(permissions: JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["chrome", "permissions"], js_name = request)]
    async fn request_(permissions: JsValue) -> Result<JsValue, JsValue>;
}

/// A permission that the manifest names as optional.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Permission {
    /// To show notifications of the system.
    Notifications,
}

#[derive(Serialize)]
struct Permissions {
    permissions: [Permission; 1],
}

/// Whether the person has given it.
///
/// # Errors
/// When the browser refuses the question.
pub async fn has(permission: Permission) -> Result<bool, BrowserError> {
    from_js(contains_(to_js(&Permissions { permissions: [permission] })?).await?)
}

/// Asks the person for it, and says whether it was given. Only right after a click of theirs.
///
/// # Errors
/// When it is asked at another time, or the manifest does not name it.
pub async fn request(permission: Permission) -> Result<bool, BrowserError> {
    from_js(request_(to_js(&Permissions { permissions: [permission] })?).await?)
}
