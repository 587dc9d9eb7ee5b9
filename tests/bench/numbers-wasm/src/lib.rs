//! Carries text from JavaScript to [`pagedial_numbers`] and numbers back, in as few steps as there
//! can be: JavaScript encodes all blocks, joined, into [`Exchange`]'s memory as UTF-8 with one
//! `TextEncoder.encodeInto`, and reads the answer from it as flat arrays.
//!
//! UTF-8 because `encodeInto` is the one vectorised way across: for ASCII it is a copy, while UTF-16
//! would cost a `charCodeAt` for each code unit.
//!
//! Without the standard library, as `pagedial_numbers` is: its allocator and what it says of panics
//! would be a tenth of the module, and none of it finds numbers.

#![cfg_attr(target_arch = "wasm32", no_std)]

extern crate alloc;

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use pagedial_numbers::{Context, Finder, Match, PageEvidence, Region, in_utf16, infer_regions};
use wasm_bindgen::prelude::*;

#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();

/// Ends the module: JavaScript sees an error, and the next call one too.
#[cfg(target_arch = "wasm32")]
#[panic_handler]
fn stop(_: &core::panic::PanicInfo<'_>) -> ! {
    core::arch::wasm32::unreachable()
}

/// The memory that both sides use.
#[wasm_bindgen]
#[derive(Debug, Default)]
pub struct Exchange {
    text: Vec<u8>,
    matches: Vec<Match<'static>>,
    spans: Vec<u32>,
    e164: Vec<u8>,
}

#[wasm_bindgen]
impl Exchange {
    /// An empty one.
    #[wasm_bindgen(constructor)]
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Makes room for so many bytes of text and answers where. The address holds until the next
    /// call of any method.
    pub fn reserve(&mut self, bytes: usize) -> *const u8 {
        if self.text.len() < bytes {
            self.text.resize(bytes, 0);
        }
        self.text.as_ptr()
    }

    /// Finds the numbers in the first `bytes` bytes of the text, which are `units` code units of
    /// UTF-16, and answers how many there are. National numbers are taken to be of `region`.
    ///
    /// # Errors
    /// When there is not as much text, or `region` is no region.
    pub fn find(&mut self, bytes: usize, units: usize, region: &str) -> Result<usize, JsError> {
        let text = self.text.get(..bytes);
        let text = text.ok_or_else(|| JsError::new("more text than was reserved"))?;
        let region = Region::parse(region).map_err(|_| JsError::new("no such region"))?;
        self.spans.clear();
        self.e164.clear();
        let mut place = Utf16Place::new(text, units);
        self.matches = Finder::embedded().find_utf8(text, Some(region));
        for found in &self.matches {
            found.number.to_e164().append_to(&mut self.e164);
            let end_of_e164 = self.e164.len();
            for word in [place.of(found.start), place.of(found.end), end_of_e164] {
                self.spans.push(u32::try_from(word).unwrap_or(u32::MAX));
            }
        }
        Ok(self.matches.len())
    }

    /// Where the answer's words lie.
    #[must_use]
    pub fn spans(&self) -> *const u32 {
        self.spans.as_ptr()
    }

    /// All E.164 forms, one after another.
    #[must_use]
    pub fn e164(&self) -> String {
        String::from_utf8_lossy(&self.e164).into_owned()
    }

    /// What else the extension tells of a number that was found: how it is written from abroad and
    /// at home, its region, type and verdict with the reason. Empty when there is no such number.
    /// Here so that the module weighs what a finder in use does.
    #[must_use]
    pub fn facts(&self, index: usize) -> Vec<String> {
        let Some(found) = self.matches.get(index) else { return Vec::new() };
        let number = &found.number;
        vec![
            number.international(),
            number.national(),
            number.region().map_or(String::new(), |region| region.as_str().to_owned()),
            number.kind().map_or(String::new(), |kind| kind.name().to_owned()),
            found.verdict.name().to_owned(),
            found.reason.name().to_owned(),
        ]
    }

    /// The verdicts of a block under a heading, in a page of whose country its text tells. Here so
    /// that the module weighs the context layer too.
    #[must_use]
    pub fn verdicts(&self, block: &str, header: &str, page: &str) -> Vec<String> {
        let regions = infer_regions(&PageEvidence { text: page, ..PageEvidence::default() });
        let context = Context { header: Some(header), ..Context::default() };
        let mut found = Finder::embedded().find_in_context(block, &context, &regions);
        in_utf16(block, &mut found);
        found.iter().map(|found| found.reason.name().to_owned()).collect()
    }

    /// The physical limit that [`Exchange::find`] is compared with: reads every byte once, as
    /// finding must, and counts the digits.
    #[must_use]
    pub fn count_digits(&self, bytes: usize) -> usize {
        let text = self.text.get(..bytes).unwrap_or_default();
        text.iter().filter(|byte| byte.is_ascii_digit()).count()
    }
}

/// Turns offsets of bytes, which come in ascending order, into offsets of UTF-16 code units.
struct Utf16Place<'t> {
    text: &'t [u8],
    is_ascii: bool,
    bytes: usize,
    units: usize,
}

impl<'t> Utf16Place<'t> {
    /// Text with as many bytes as code units is ASCII.
    fn new(text: &'t [u8], units: usize) -> Self {
        Self { text, is_ascii: text.len() == units, bytes: 0, units: 0 }
    }

    fn of(&mut self, bytes: usize) -> usize {
        if self.is_ascii {
            return bytes;
        }
        let passed = self.text.get(self.bytes..bytes).unwrap_or_default();
        // A character has one byte that continues none; one of four bytes is a surrogate pair.
        let units = |byte: &u8| usize::from(byte & 0xC0 != 0x80) + usize::from(*byte >= 0xF0);
        self.units += passed.iter().map(units).sum::<usize>();
        self.bytes = bytes;
        self.units
    }
}

#[cfg(test)]
mod tests {
    use super::Utf16Place;

    #[test]
    fn places_count_utf16_code_units() {
        let text = "é📞 ６１ a";
        let mut place = Utf16Place::new(text.as_bytes(), text.encode_utf16().count());
        for (bytes, _) in text.char_indices() {
            assert_eq!(place.of(bytes), text[..bytes].encode_utf16().count(), "byte {bytes}");
        }
    }
}
