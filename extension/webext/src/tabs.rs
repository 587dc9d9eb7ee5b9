//! `chrome.tabs`.

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use wasm_bindgen::prelude::*;

use crate::{
    BrowserError,
    value::{from_js, to_js},
};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = ["chrome", "tabs"], js_name = create)]
    async fn create_(properties: JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["chrome", "tabs"], js_name = query)]
    async fn query_(filter: JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["chrome", "tabs"], js_name = sendMessage)]
    async fn send_message_(tab: i32, message: JsValue, to: JsValue) -> Result<JsValue, JsValue>;
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

/// A tab. What is in it, the extension is not told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub struct Tab {
    /// Its id.
    pub id: i32,
}

#[derive(Serialize)]
struct Everything {}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ActiveHere {
    active: bool,
    current_window: bool,
}

/// Every tab.
///
/// # Errors
/// When the browser refuses.
pub async fn all() -> Result<Vec<Tab>, BrowserError> {
    from_js(query_(to_js(&Everything {})?).await?)
}

/// The tab that the person sees in the window of this page.
///
/// # Errors
/// When the browser refuses.
pub async fn active() -> Result<Option<Tab>, BrowserError> {
    let filter = to_js(&ActiveHere { active: true, current_window: true })?;
    Ok(from_js::<Vec<Tab>>(query_(filter).await?)?.first().copied())
}

/// A frame of a tab.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
struct To<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    frame_id: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    document_id: Option<&'a str>,
}

impl Tab {
    /// Tells the content scripts of every frame something.
    ///
    /// # Errors
    /// When there is none.
    pub async fn tell<M: Serialize>(self, message: &M) -> Result<(), BrowserError> {
        let everywhere = To { frame_id: None, document_id: None };
        send_message_(self.id, to_js(message)?, to_js(&everywhere)?).await?;
        Ok(())
    }

    /// Asks the content scripts of every frame; the first that answers counts, `None` is none.
    ///
    /// # Errors
    /// When there is no content script, or the answer is not an `A`.
    pub async fn ask_all<M: Serialize, A: DeserializeOwned>(
        self,
        message: &M,
    ) -> Result<Option<A>, BrowserError> {
        let everywhere = To { frame_id: None, document_id: None };
        from_js(send_message_(self.id, to_js(message)?, to_js(&everywhere)?).await?)
    }

    /// Asks the content script of one frame.
    ///
    /// # Errors
    /// When there is none, or its answer is not an `A`.
    pub async fn ask<M: Serialize, A: DeserializeOwned>(
        self,
        frame_id: i32,
        message: &M,
    ) -> Result<A, BrowserError> {
        let frame = To { frame_id: Some(frame_id), document_id: None };
        from_js(send_message_(self.id, to_js(message)?, to_js(&frame)?).await?)
    }

    /// Tells the content script of one document of one frame something.
    ///
    /// # Errors
    /// When that document is gone.
    pub async fn tell_document<M: Serialize>(
        self,
        document_id: &str,
        message: &M,
    ) -> Result<(), BrowserError> {
        let document = To { frame_id: None, document_id: Some(document_id) };
        send_message_(self.id, to_js(message)?, to_js(&document)?).await?;
        Ok(())
    }
}
