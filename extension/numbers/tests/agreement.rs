//! The finder agrees with the reference.

mod reference;

use std::collections::BTreeMap;

use pagedial_numbers::Finder;
use reference::random::Random;
use reference::{Facts, Reference, found_by, known_difference, texts};

#[test]
fn generated_texts_of_all_regions_hold_the_same_numbers() {
    const TEXTS: usize = 20_000;
    let reference = Reference::new();
    let finder = Finder::embedded();
    let (mut random, seed) = Random::fresh();
    let regions: Vec<_> = reference.regions().collect();
    let mut numbers = 0;
    let mut known = BTreeMap::new();
    let mut differences = Vec::new();
    for _ in 0..TEXTS {
        let territory = random.pick(&regions);
        let text = texts::text(&reference, &mut random, territory);
        let region = (!random.one_in(20)).then_some(territory.id.as_str());
        let expected = reference.find(&text, region);
        let ours = found_by(&finder, &text, region);
        numbers += expected.len();
        if ours == expected {
            continue;
        }
        if let Some(reason) = known_difference(&text, region) {
            *known.entry(reason).or_insert(0) += 1;
        } else {
            differences.push(format!("{region:?} {text:?}\n  ours {ours:?}\n  ref  {expected:?}"));
        }
    }
    println!(
        "seed {seed}: {numbers} numbers in {TEXTS} texts of {} regions, {} differ, for known \
         reasons {known:?}",
        regions.len(),
        differences.len()
    );
    assert!(differences.is_empty(), "seed {seed}\n{}", differences.join("\n"));
    assert!(known.values().sum::<usize>() < TEXTS / 100, "seed {seed}: {known:?}");
}

#[test]
fn random_numbers_of_all_regions_are_the_same_in_kind_region_and_format() {
    const NUMBERS: usize = 200_000;
    let reference = Reference::new();
    let finder = Finder::embedded();
    let (mut random, seed) = Random::fresh();
    let mut differences = Vec::new();
    let mut valid = 0;
    for _ in 0..NUMBERS {
        let territory = &reference.territories[random.below(reference.territories.len())];
        let Some(nsn) = texts::national_number(&mut random, territory) else { continue };
        let text = format!("+{}{nsn}", territory.calling_code);
        let expected = reference.parse(&text, None).map(|number| reference.facts(&number));
        let ours = finder.parse(&text, None).ok().map(|number| Facts {
            kind: number.kind().map(|kind| kind.name()),
            region: number.region().map(|region| region.to_string()),
            national: number.national(),
            international: number.international(),
        });
        valid += usize::from(ours.as_ref().is_some_and(|facts| facts.kind.is_some()));
        if ours != expected {
            differences.push(format!("{text}\n  ours {ours:?}\n  ref  {expected:?}"));
        }
    }
    println!("seed {seed}: {valid} of {NUMBERS} are valid, {} differ", differences.len());
    assert!(differences.is_empty(), "seed {seed}\n{}", differences.join("\n"));
}
