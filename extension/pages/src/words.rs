//! The texts of `_locales`, and the page's language.

use leptos::prelude::document;
use pagedial_protocol::WireError;
use pagedial_webext::i18n;
use wasm_bindgen::prelude::*;

// js-sys has them with untyped functions.
#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = Intl)]
    type PluralRules;
    #[wasm_bindgen(constructor, js_namespace = Intl)]
    fn new(language: &str) -> PluralRules;
    #[wasm_bindgen(method)]
    fn select(this: &PluralRules, value: f64) -> String;

    #[wasm_bindgen(js_namespace = Intl)]
    type NumberFormat;
    #[wasm_bindgen(constructor, js_namespace = Intl)]
    fn new(language: &str) -> NumberFormat;
    #[wasm_bindgen(method)]
    fn format(this: &NumberFormat, value: f64) -> String;
}

/// The text under `key`.
pub(crate) fn text(key: &str) -> String {
    i18n::message(key, &[])
}

/// The text under `key` with its `$1`… filled in.
///
/// In a language that is read from the right, what is filled in is isolated (UAX #9, FSI and PDI):
/// a phone number would be shown with its groups turned round, and a `+` behind it.
pub(crate) fn text_with(key: &str, substitutions: &[&str]) -> String {
    if text("@@bidi_dir") != "rtl" {
        return i18n::message(key, substitutions);
    }
    let isolated: Vec<String> =
        substitutions.iter().map(|it| format!("\u{2068}{it}\u{2069}")).collect();
    i18n::message(key, &isolated.iter().map(String::as_str).collect::<Vec<_>>())
}

/// The text for so many: `key` and the plural category of the number in this language
/// (`_one`, `_few`…), with the number as its `$1`.
pub(crate) fn counted(key: &str, count: usize) -> String {
    // Nothing that is counted here comes near the whole numbers that a float can't hold.
    let count = count as f64;
    let category = PluralRules::new(&language()).select(count);
    text_with(&format!("{key}_{category}"), &[&number(count)])
}

/// A number as this language writes it.
pub(crate) fn number(value: f64) -> String {
    NumberFormat::new(&language()).format(value)
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

/// Sorts by names as the person's language does: Österreich stands beside Oman, not behind Zypern.
pub(crate) fn sort_by_name<T>(items: &mut [T], name: impl Fn(&T) -> &str) {
    let languages = js_sys::Array::of1(&language().into());
    items.sort_by(|one, other| {
        let order = js_sys::JsString::from(name(one));
        order.locale_compare(name(other), &languages, &js_sys::Object::new()).cmp(&0)
    });
}

/// A text without what people leave out when they look for it: case and accents.
pub(crate) fn folded(text: &str) -> String {
    let parts = String::from(js_sys::JsString::from(text).normalize("NFD"));
    without_accents(&parts)
}

/// Of a text in Unicode's decomposed form (UAX #15, NFD).
fn without_accents(decomposed: &str) -> String {
    // Combining Diacritical Marks, which Latin, Greek and Cyrillic are written with.
    let is_accent = |it: &char| ('\u{300}'..='\u{36f}').contains(it);
    decomposed.chars().filter(|it| !is_accent(it)).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn case_and_accents_are_left_out_of_a_search() {
        assert_eq!(super::without_accents("O\u{308}sterreich"), "osterreich");
        assert_eq!(super::without_accents("日本"), "日本");
    }
}
