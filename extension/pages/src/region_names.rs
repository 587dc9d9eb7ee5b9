//! Regions by their names in the person's language, as the browser knows them (CLDR).

use pagedial_numbers::{Finder, Region};
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

/// A region that has phone numbers of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Country {
    /// ISO 3166-1 alpha-2.
    pub(crate) region: String,
    /// In the person's language.
    pub(crate) name: String,
    /// 1 to 999.
    pub(crate) calling_code: u16,
}

/// Every region that has phone numbers of its own, by name.
pub(crate) fn countries() -> Vec<Country> {
    let names = names();
    let name_of = |code: &str| {
        let name = names.as_ref().and_then(|names| names.of(code).ok().flatten());
        name.unwrap_or_else(|| code.to_owned())
    };
    let mut countries: Vec<Country> = plans()
        .map(|(region, calling_code)| Country { name: name_of(&region), region, calling_code })
        .collect();
    words::sort_by_name(&mut countries, |country| &country.name);
    countries
}

/// The calling code of a region's numbers.
pub(crate) fn calling_code(region: &str) -> Option<u16> {
    Finder::embedded().calling_code(Region::parse(region).ok()?)
}

fn names() -> Option<DisplayNames> {
    let options = js_sys::Object::new();
    js_sys::Reflect::set(&options, &"type".into(), &"region".into()).ok()?;
    DisplayNames::new(&words::language(), &options).ok()
}

/// Of all pairs of letters, those that have a numbering plan, and its calling code.
fn plans() -> impl Iterator<Item = (String, u16)> {
    let pairs = ('A'..='Z').flat_map(|first| ('A'..='Z').map(move |second| [first, second]));
    pairs.map(String::from_iter).filter_map(|region| {
        let code = calling_code(&region)?;
        Some((region, code))
    })
}

#[cfg(test)]
mod tests {
    use super::{calling_code, plans};

    #[test]
    fn the_regions_are_those_with_a_numbering_plan() {
        let plans: Vec<(String, u16)> = plans().collect();
        // libphonenumber 9 knows 245 of them.
        assert!((240..=250).contains(&plans.len()), "{}", plans.len());
        for (region, code) in [("US", 1), ("DE", 49), ("GB", 44), ("JP", 81), ("AC", 247)] {
            assert!(plans.contains(&(region.into(), code)), "{region}");
        }
        assert_eq!(calling_code("AA"), None);
        assert_eq!(calling_code("ZZ"), None);
    }
}
