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

/// Codes and names in the order of the names in the person's language: Österreich stands beside
/// Oman, not behind Zypern.
pub(crate) fn by_name(mut named: Vec<(String, String)>) -> Vec<(String, String)> {
    let languages = js_sys::Array::of1(&language().into());
    named.sort_by(|(_, one), (_, other)| {
        let order = js_sys::JsString::from(one.as_str());
        order.locale_compare(other, &languages, &js_sys::Object::new()).cmp(&0)
    });
    named
}
