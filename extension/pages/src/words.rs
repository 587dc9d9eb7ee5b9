//! The texts of `_locales`, and the page's language.

use leptos::prelude::document;
use pagedial_protocol::WireError;
use pagedial_webext::i18n;

/// The text under `key`.
pub(crate) fn text(key: &str) -> String {
    i18n::message(key, &[])
}

/// The text under `key` with its `$1`… filled in.
pub(crate) fn text_with(key: &str, substitutions: &[&str]) -> String {
    i18n::message(key, substitutions)
}

/// What happened, in the person's language if we know this error, else in the host's words.
pub(crate) fn error_text(error: &WireError) -> String {
    let own = text(&format!("error_{}", error.name));
    if own.is_empty() { error.message.clone() } else { own }
}

/// What to do about an error.
pub(crate) fn error_todo(error: &WireError) -> String {
    let own = text(&format!("error_{}_todo", error.name));
    if own.is_empty() { error.remedy.clone() } else { own }
}

/// The language that the texts are in, as a BCP 47 tag: the browser's own, or the nearest that
/// there is.
pub(crate) fn language() -> String {
    text("@@ui_locale").replace('_', "-")
}

/// Tells the browser which language and direction the page is in.
pub(crate) fn set_page_language() {
    if let Some(root) = document().document_element() {
        // A missing attribute is only a missing hint, and setting one fails for no valid name.
        let _ = root.set_attribute("lang", &language());
        let _ = root.set_attribute("dir", &text("@@bidi_dir"));
    }
}
