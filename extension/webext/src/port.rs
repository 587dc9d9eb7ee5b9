//! `chrome.runtime.connectNative`: one process of the host for each port.

use serde::{Serialize, de::DeserializeOwned};
use wasm_bindgen::prelude::*;

use crate::{
    BrowserError,
    value::{from_js, to_js},
};

#[wasm_bindgen]
extern "C" {
    #[derive(Clone)]
    type JsPort;
    type JsEvent;

    #[wasm_bindgen(catch, js_namespace = ["chrome", "runtime"], js_name = connectNative)]
    fn connect_native_(host: &str) -> Result<JsPort, JsValue>;
    #[wasm_bindgen(js_namespace = ["chrome", "runtime"], js_name = lastError, thread_local_v2)]
    static LAST_ERROR: JsValue;

    #[wasm_bindgen(method, catch, js_name = postMessage)]
    fn post_message(this: &JsPort, message: &JsValue) -> Result<(), JsValue>;
    #[wasm_bindgen(method)]
    fn disconnect(this: &JsPort);
    #[wasm_bindgen(method, getter, js_name = onMessage)]
    fn on_message(this: &JsPort) -> JsEvent;
    #[wasm_bindgen(method, getter, js_name = onDisconnect)]
    fn on_disconnect(this: &JsPort) -> JsEvent;
    /// Firefox tells the reason here, Chromium in `runtime.lastError`.
    #[wasm_bindgen(method, getter)]
    fn error(this: &JsPort) -> JsValue;
    #[wasm_bindgen(method, js_name = addListener)]
    fn add_listener(this: &JsEvent, listener: &JsValue);
}

/// An open port. Dropping it disconnects, and the host exits on the end of its input.
pub struct NativePort {
    port: JsPort,
    _on_message: Closure<dyn FnMut(JsValue)>,
    _on_disconnect: Closure<dyn FnMut()>,
}

impl NativePort {
    /// Starts the host. A missing host is not an error here: the browser tells it through
    /// `on_disconnect`, with its own words for the reason.
    ///
    /// `on_message` gets a [`BrowserError`] for a message that is not an `M`.
    ///
    /// # Errors
    /// When the extension may not use native messaging at all.
    pub fn connect<M: DeserializeOwned>(
        host: &str,
        mut on_message: impl FnMut(Result<M, BrowserError>) + 'static,
        mut on_disconnect: impl FnMut(Option<String>) + 'static,
    ) -> Result<Self, BrowserError> {
        let port = connect_native_(host)?;
        let message = Closure::new(move |value| on_message(from_js(value)));
        let error_source = port.clone();
        let disconnect = Closure::new(move || on_disconnect(disconnect_reason(&error_source)));
        port.on_message().add_listener(message.as_ref());
        port.on_disconnect().add_listener(disconnect.as_ref());
        Ok(Self { port, _on_message: message, _on_disconnect: disconnect })
    }

    /// Sends one message.
    ///
    /// # Errors
    /// When the port is closed.
    pub fn post<M: Serialize>(&self, message: &M) -> Result<(), BrowserError> {
        Ok(self.port.post_message(&to_js(message)?)?)
    }
}

impl Drop for NativePort {
    fn drop(&mut self) {
        self.port.disconnect();
    }
}

fn disconnect_reason(port: &JsPort) -> Option<String> {
    let told = [port.error(), LAST_ERROR.with(Clone::clone)];
    told.into_iter().find(|value| value.is_object()).map(|value| BrowserError::from(value).0)
}
