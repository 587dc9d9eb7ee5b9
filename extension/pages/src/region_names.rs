//! Regions by their names in the person's language, as the browser knows them (CLDR).

use pagedial_numbers::{Finder, NotANumber, Region};
use wasm_bindgen::prelude::*;

use crate::words;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = Intl, js_name = DisplayNames)]
    type DisplayNames;
    #[wasm_bindgen(catch, constructor, js_namespace = Intl, js_class = DisplayNames)]
    fn new(locale: &str, options: &JsValue) -> Result<DisplayNames, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn of(this: &DisplayNames, code: &str) -> Result<Option<String>, JsValue>;
}

/// The region's name; its code where the browser has none.
pub(crate) fn name_of(region: &str) -> String {
    names().and_then(|names| names.of(region).ok().flatten()).unwrap_or_else(|| region.to_owned())
}

/// Every region that has phone numbers of its own, with its name.
pub(crate) fn all() -> Vec<(String, String)> {
    let names = names();
    let name_of = |code: &str| {
        let name = names.as_ref().and_then(|names| names.of(code).ok().flatten());
        name.unwrap_or_else(|| code.to_owned())
    };
    codes().map(|code| (name_of(&code), code)).map(|(name, code)| (code, name)).collect()
}

fn names() -> Option<DisplayNames> {
    let options = js_sys::Object::new();
    js_sys::Reflect::set(&options, &"type".into(), &"region".into()).ok()?;
    DisplayNames::new(&words::language(), &options).ok()
}

/// Of all pairs of letters, those in which a number without a calling code means something.
fn codes() -> impl Iterator<Item = String> {
    let finder = Finder::embedded();
    let pairs = ('A'..='Z').flat_map(|first| ('A'..='Z').map(move |second| [first, second]));
    pairs.map(String::from_iter).filter(move |code| {
        let region = Region::parse(code).ok();
        region.is_some()
            && finder.parse("2345678", region).err() != Some(NotANumber::UnknownCallingCode)
    })
}

#[cfg(test)]
mod tests {
    use super::codes;

    #[test]
    fn the_regions_are_those_with_a_numbering_plan() {
        let codes: Vec<String> = codes().collect();
        // libphonenumber 9 knows 245 of them.
        assert!((240..=250).contains(&codes.len()), "{}", codes.len());
        for code in ["US", "DE", "GB", "JP", "AC"] {
            assert!(codes.iter().any(|it| it == code), "{code}");
        }
        assert!(!codes.iter().any(|it| it == "AA" || it == "ZZ"));
    }
}
