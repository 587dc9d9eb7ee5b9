//! When something was, as the person's language says it.

use wasm_bindgen::prelude::*;

use crate::words;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = Intl, js_name = DateTimeFormat)]
    type DateTimeFormat;
    #[wasm_bindgen(constructor, js_namespace = Intl, js_class = DateTimeFormat)]
    fn new(locale: &str, options: &JsValue) -> DateTimeFormat;
    #[wasm_bindgen(method)]
    fn format(this: &DateTimeFormat, at_ms: f64) -> String;
}

/// Writes moments. Made once for a list: the browser's formats are dear to make.
pub(crate) struct Moments {
    time: DateTimeFormat,
    date: DateTimeFormat,
    date_and_time: DateTimeFormat,
    today: String,
}

impl Moments {
    pub(crate) fn new() -> Self {
        let locale = words::language();
        let of = |styles: &[(&str, &str)]| {
            let options = js_sys::Object::new();
            for (name, value) in styles {
                // A plain object takes every property.
                let _ = js_sys::Reflect::set(&options, &(*name).into(), &(*value).into());
            }
            DateTimeFormat::new(&locale, &options)
        };
        let date = of(&[("dateStyle", "medium")]);
        Self {
            time: of(&[("timeStyle", "short")]),
            today: date.format(js_sys::Date::now()),
            date,
            date_and_time: of(&[("dateStyle", "medium"), ("timeStyle", "short")]),
        }
    }

    /// The time today, and the date with it before.
    pub(crate) fn say(&self, at_ms: u64) -> String {
        // Exact far beyond our time.
        let at_ms = at_ms as f64;
        let is_today = self.date.format(at_ms) == self.today;
        if is_today { self.time.format(at_ms) } else { self.date_and_time.format(at_ms) }
    }
}
