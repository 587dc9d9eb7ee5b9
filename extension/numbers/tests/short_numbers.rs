//! The automata of short numbers agree with the patterns that they were compiled from.

#![allow(clippy::unwrap_used, reason = "a test fails by it")]

#[path = "reference/random.rs"]
#[allow(dead_code, unreachable_pub, reason = "each test file uses its own part")]
mod random;

use pagedial_metadata_compiler::model::{Description, ShortNumberTerritory};
use pagedial_metadata_compiler::{source, xml};
use pagedial_numbers::{Region, ShortNumber, ShortNumbers};
use random::Random;
use regex::Regex;

/// One territory as libphonenumber's `ShortNumberInfo` sees it.
struct Reference {
    region: Region,
    general: Regex,
    short_code: Regex,
    lengths: Vec<usize>,
    emergency: Option<Regex>,
    expanded_emergency: Option<Regex>,
}

impl Reference {
    fn new(territory: &ShortNumberTerritory) -> Self {
        let whole = |pattern: &str| Regex::new(&format!("^(?:{pattern})$")).unwrap();
        let optional = |kind: &Option<Description>| kind.as_ref().map(|kind| whole(&kind.pattern));
        Self {
            region: Region::parse(&territory.id).unwrap(),
            general: whole(&territory.general),
            short_code: whole(&territory.short_code.pattern),
            lengths: territory.short_code.lengths.iter().map(|&one| one.into()).collect(),
            emergency: optional(&territory.emergency),
            expanded_emergency: optional(&territory.expanded_emergency),
        }
    }

    /// `isEmergencyNumber`, then `isValidShortNumberForRegion`.
    fn classify(&self, digits: &str) -> Option<ShortNumber> {
        let is = |pattern: &Option<Regex>| pattern.as_ref().is_some_and(|it| it.is_match(digits));
        if is(&self.emergency) {
            Some(ShortNumber::Emergency)
        } else if is(&self.expanded_emergency) {
            Some(ShortNumber::Helpline)
        } else if self.lengths.contains(&digits.len())
            && self.general.is_match(digits)
            && self.short_code.is_match(digits)
        {
            Some(ShortNumber::Other)
        } else {
            None
        }
    }
}

fn references() -> Vec<Reference> {
    let xml_text = std::fs::read_to_string(source::locate().unwrap().short_numbers).unwrap();
    xml::read_short_numbers(&xml_text).unwrap().iter().map(Reference::new).collect()
}

#[test]
fn every_number_of_up_to_three_digits_is_the_same_in_every_region() {
    let short_numbers = ShortNumbers::embedded();
    let mut emergencies = 0;
    for reference in references() {
        for width in 1..=3 {
            for value in 0..10_usize.pow(width) {
                let digits = format!("{value:0width$}", width = width as usize);
                let expected = reference.classify(&digits);
                let ours = short_numbers.dialled(&digits, reference.region);
                assert_eq!(ours, expected, "{digits} in {}", reference.region);
                emergencies += usize::from(expected == Some(ShortNumber::Emergency));
            }
        }
    }
    assert!(emergencies > 500, "{emergencies} emergency numbers are too few to have been compared");
}

#[test]
fn random_longer_numbers_are_the_same() {
    const NUMBERS: usize = 100_000;
    let short_numbers = ShortNumbers::embedded();
    let references = references();
    let (mut random, seed) = Random::fresh();
    let mut short = 0;
    for _ in 0..NUMBERS {
        let reference = &references[random.below(references.len())];
        // Most short numbers begin with 1.
        let mut digits = String::from(if random.one_in(2) { "1" } else { "" });
        let more = 4 + random.below(5);
        digits.push_str(&random.digits(more));
        let expected = reference.classify(&digits);
        let ours = short_numbers.dialled(&digits, reference.region);
        assert_eq!(ours, expected, "seed {seed}: {digits} in {}", reference.region);
        short += usize::from(expected.is_some());
    }
    println!("seed {seed}: {short} of {NUMBERS} are short numbers");
    // Some 1 000 of them.
    assert!(short > 100, "seed {seed}: {short} short numbers are too few to have been compared");
}
