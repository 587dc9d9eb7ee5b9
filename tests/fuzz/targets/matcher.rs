//! Any text, in either encoding: numbers in order, apart from each other, and the same ones.
#![no_main]

use libfuzzer_sys::fuzz_target;
use pagedial_numbers::{Context, Finder, Region};

const REGIONS: [&str; 8] = ["US", "DE", "IT", "AR", "BR", "JP", "MX", "GB"];

fuzz_target!(|data: &[u8]| {
    let Some((first, data)) = data.split_first() else { return };
    let region = Region::parse(REGIONS[usize::from(*first) % REGIONS.len()]).ok();
    let finder = Finder::embedded();
    let in_bytes = finder.find_utf8(data, region);
    let mut end = 0;
    for found in &in_bytes {
        assert!(end <= found.start && found.start < found.end && found.end <= data.len());
        assert!(found.number.is_valid());
        end = found.end;
    }
    let Ok(text) = std::str::from_utf8(data) else { return };
    let units: Vec<u16> = text.encode_utf16().collect();
    let in_units = finder.find_utf16(&units, region);
    let numbers = |found: &[pagedial_numbers::Match<'_>]| -> Vec<String> {
        found.iter().map(|found| found.number.e164()).collect()
    };
    assert_eq!(numbers(&in_bytes), numbers(&in_units));
    let (before, header) = text.split_at(text.floor_char_boundary(text.len() / 2));
    let context =
        Context { before, header: Some(header), label: Some(before), ..Context::default() };
    let judged = finder.find_in_context(text, &context, region.as_slice());
    assert_eq!(judged.len(), in_bytes.len());
});
