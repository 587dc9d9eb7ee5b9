//! Web Locks: mutual exclusion that the browser keeps, so that it outlives a stopped service
//! worker and spans all of the extension's contexts.

use std::{cell::RefCell, future::Future, rc::Rc};

use serde::Serialize;
use wasm_bindgen::prelude::*;

use crate::{BrowserError, value::to_js};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = ["navigator", "locks"], js_name = request)]
    async fn request(name: &str, holding: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["navigator", "locks"], js_name = request)]
    async fn request_with(
        name: &str,
        options: JsValue,
        holding: &JsValue,
    ) -> Result<JsValue, JsValue>;
}

/// Runs `work` while nothing else of the extension holds the lock `name`.
///
/// # Errors
/// When the browser refuses the lock; then `work` has not run.
pub async fn exclusive<T: 'static>(
    name: &str,
    work: impl Future<Output = T> + 'static,
) -> Result<T, BrowserError> {
    let done = Rc::new(RefCell::new(None));
    let result = done.clone();
    let holding = Closure::once(move |_lock: JsValue| {
        wasm_bindgen_futures::future_to_promise(async move {
            let value = work.await;
            result.replace(Some(value));
            Ok(JsValue::UNDEFINED)
        })
    });
    request(name, holding.as_ref()).await?;
    let value = done.borrow_mut().take();
    value.ok_or_else(|| BrowserError(format!("the lock {name} was not granted")))
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct IfAvailable {
    if_available: bool,
}

/// Runs `work` if nothing else of the extension holds the lock `name`; `None` if something does.
///
/// # Errors
/// When the browser refuses the question; then `work` has not run.
pub async fn exclusive_if_free<T: 'static>(
    name: &str,
    work: impl Future<Output = T> + 'static,
) -> Result<Option<T>, BrowserError> {
    let done = Rc::new(RefCell::new(None));
    let result = done.clone();
    let holding = Closure::once(move |lock: JsValue| {
        wasm_bindgen_futures::future_to_promise(async move {
            if !lock.is_null() {
                let value = work.await;
                result.replace(Some(value));
            }
            Ok(JsValue::UNDEFINED)
        })
    });
    request_with(name, to_js(&IfAvailable { if_available: true })?, holding.as_ref()).await?;
    Ok(done.take())
}
