//! `chrome.i18n` and what follows from the person's language.

use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = ["chrome", "i18n"], js_name = getMessage)]
    fn get_message(key: &str, substitutions: Vec<String>) -> String;
    #[wasm_bindgen(js_namespace = ["chrome", "i18n"], js_name = getUILanguage)]
    fn get_ui_language() -> String;

    #[wasm_bindgen(js_namespace = Intl, js_name = Locale)]
    type IntlLocale;
    #[wasm_bindgen(catch, constructor, js_namespace = Intl, js_class = Locale)]
    fn new(tag: &str) -> Result<IntlLocale, JsValue>;
    #[wasm_bindgen(method)]
    fn maximize(this: &IntlLocale) -> IntlLocale;
    #[wasm_bindgen(method, getter)]
    fn region(this: &IntlLocale) -> Option<String>;
}

/// The text of `_locales` under `key`, with its `$1`… filled in; empty when there is none.
#[must_use]
pub fn message(key: &str, substitutions: &[&str]) -> String {
    get_message(key, substitutions.iter().map(|&text| text.to_owned()).collect())
}

/// The region whose national numbers a person with this browser most likely means: that of the
/// browser's language, completed by CLDR's likely subtags (`de` is DE, `en` is US).
#[must_use]
pub fn default_region() -> Option<String> {
    IntlLocale::new(&get_ui_language()).ok()?.maximize().region()
}
