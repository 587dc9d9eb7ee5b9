//! The clipboard.

use pagedial_webext::BrowserError;
use wasm_bindgen_futures::JsFuture;

/// Copies a text; within a person's click, as browsers want it.
pub(crate) async fn write(text: &str) -> Result<(), BrowserError> {
    let clipboard = leptos::prelude::window().navigator().clipboard();
    JsFuture::from(clipboard.write_text(text)).await?;
    Ok(())
}
