//! Metadata with bytes changed and a checksum that says it is whole: whatever it says, nothing is
//! read out of bounds and everything ends.
#![no_main]

use libfuzzer_sys::fuzz_target;
use pagedial_numbers::{Finder, Region, layout};

const METADATA: &[u8] = include_bytes!("../../../extension/numbers/data/metadata.bin");
const TEXT: &str = "Call 030 23125 000, +1 (425) 555-0123 x5, 0044 20 7946 0018 or 1-800-555-0199.";

fuzz_target!(|changes: &[u8]| {
    let mut file = METADATA.to_vec();
    for change in changes.chunks_exact(4) {
        let place = u32::from_le_bytes([change[0], change[1], change[2], 0]) as usize;
        let length = file.len();
        file[place % length] = change[3];
    }
    let checksum = layout::checksum(&file);
    file[layout::header::CHECKSUM..][..4].copy_from_slice(&checksum.to_le_bytes());
    let Ok(finder) = Finder::from_bytes(&file) else { return };
    for region in ["US", "DE", "GB"] {
        let region = Region::parse(region).ok();
        for found in finder.find(TEXT, region) {
            assert!(found.start < found.end && found.end <= TEXT.len());
            assert!(!found.number.international().is_empty());
        }
    }
});
