//! `chrome.runtime`.

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use wasm_bindgen::prelude::*;

use crate::{
    BrowserError,
    value::{from_js, to_js},
};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = ["chrome", "runtime"], js_name = id, thread_local_v2)]
    static ID: String;
    #[wasm_bindgen(js_namespace = ["chrome", "runtime"], js_name = getURL)]
    fn get_url_(path: &str) -> String;
    #[wasm_bindgen(js_namespace = ["chrome", "runtime"], js_name = getManifest)]
    fn get_manifest() -> JsValue;
    #[wasm_bindgen(catch, js_namespace = ["chrome", "runtime"], js_name = getContexts)]
    async fn get_contexts(filter: JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["chrome", "runtime"], js_name = sendMessage)]
    async fn send_message(message: JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["chrome", "runtime"], js_name = openOptionsPage)]
    async fn open_options_page() -> Result<JsValue, JsValue>;
}

/// The extension's own id.
#[must_use]
pub fn id() -> String {
    ID.with(Clone::clone)
}

/// The address of a file of the extension.
#[must_use]
pub fn get_url(path: &str) -> String {
    get_url_(path)
}

#[derive(Deserialize)]
struct Manifest {
    version: String,
}

/// The extension's version, from its manifest.
///
/// # Errors
/// When the manifest has none, which no browser would load.
pub fn version() -> Result<String, BrowserError> {
    Ok(from_js::<Manifest>(get_manifest())?.version)
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ContextFilter {
    context_types: [&'static str; 1],
}

/// One of the extension's own open pages.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PageContext {
    /// The window it is in.
    pub window_id: i32,
    /// Its address, with query and fragment.
    pub document_url: Option<String>,
}

/// The extension's pages that are open in tabs and windows. Asking the browser each time, rather
/// than remembering, is what lets the service worker die between two events.
///
/// # Errors
/// When the browser refuses.
pub async fn page_contexts() -> Result<Vec<PageContext>, BrowserError> {
    let filter = to_js(&ContextFilter { context_types: ["TAB"] })?;
    from_js(get_contexts(filter).await?)
}

/// Who sent a message, as far as the browser vouches for it.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MessageSender {
    /// The id of the sending extension.
    pub id: Option<String>,
    /// The tab, when it is a content script or a page in a tab.
    pub tab: Option<SenderTab>,
    /// The frame in that tab; 0 is the top frame.
    pub frame_id: Option<i32>,
    /// The address of its document.
    pub url: Option<String>,
    /// The frame's origin, `null` for one of nobody.
    pub origin: Option<String>,
    /// The document in that frame, of this load alone.
    pub document_id: Option<String>,
}

impl MessageSender {
    /// Whether it is one of the extension's own pages; a frame of the engine or of the web is none,
    /// wherever it is shown.
    #[must_use]
    pub fn is_own_page(&self) -> bool {
        let own = get_url("");
        self.id.as_deref() == Some(&*id())
            && self.origin.as_deref() == Some(own.trim_end_matches('/'))
            && self.url.as_deref().is_some_and(|url| url.starts_with(&own))
    }
}

/// Asks the background.
///
/// # Errors
/// When it is not there, or its answer is not an `A`.
pub async fn send<M: Serialize, A: DeserializeOwned>(message: &M) -> Result<A, BrowserError> {
    from_js(send_message(to_js(message)?).await?)
}

/// Opens the options page.
///
/// # Errors
/// When the browser refuses.
pub async fn open_options() -> Result<(), BrowserError> {
    open_options_page().await?;
    Ok(())
}

/// The tab of a sender.
#[derive(Clone, Debug, Deserialize)]
pub struct SenderTab {
    /// Its id.
    pub id: Option<i32>,
    /// The address of its page.
    pub url: Option<String>,
}
