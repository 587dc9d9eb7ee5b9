//! Rust values as the plain JavaScript objects that messages and storage are made of.

use serde::{Serialize, de::DeserializeOwned};
use wasm_bindgen::JsValue;

use crate::BrowserError;

/// A plain object as `JSON.parse` would make it: `None` is `null`, maps are objects.
///
/// # Errors
/// When the value has no JSON form.
pub fn to_js<T: Serialize + ?Sized>(value: &T) -> Result<JsValue, BrowserError> {
    Ok(value.serialize(&serde_wasm_bindgen::Serializer::json_compatible())?)
}

/// Reads a plain object.
///
/// # Errors
/// When its shape is not `T`'s.
pub fn from_js<T: DeserializeOwned>(value: JsValue) -> Result<T, BrowserError> {
    Ok(serde_wasm_bindgen::from_value(value)?)
}
