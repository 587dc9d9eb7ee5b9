//! Single cases of leniency VALID, against libphonenumber's metadata for testing.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by it")]

mod reference;

use pagedial_metadata_compiler::{compile, source};
use pagedial_numbers::{Finder, Region};
use reference::random::Random;
use reference::{Reference, texts};

const CASES: &str = include_str!("data/valid-leniency.tsv");

fn testing_xml() -> String {
    std::fs::read_to_string(source::locate().unwrap().testing).unwrap()
}

/// The text of a case with what is found in «».
fn marked(finder: &Finder<'_>, text: &str, region: Option<Region>) -> String {
    let mut marked = String::new();
    let mut from = 0;
    for found in finder.find(text, region) {
        marked.push_str(&text[from..found.start]);
        marked.push('«');
        marked.push_str(&text[found.start..found.end]);
        marked.push('»');
        from = found.end;
    }
    marked + &text[from..]
}

#[test]
fn each_case_finds_what_it_marks_and_nothing_else() {
    let metadata = compile(&testing_xml(), "testing").unwrap();
    let finder = Finder::from_bytes(&metadata).unwrap();
    let reference = Reference::with(&testing_xml());
    let cases: Vec<&str> =
        CASES.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).collect();
    let failures: Vec<String> = cases
        .iter()
        .filter_map(|case| {
            let (region, expected) = case.split_once('\t').unwrap();
            let text = expected.replace(['«', '»'], "");
            let region_id = Some(region).filter(|region| *region != "-");
            assert_eq!(
                reference::found_by(&finder, &text, region_id),
                reference.find(&text, region_id),
                "the reference differs: {case}"
            );
            let found = marked(&finder, &text, Region::parse(region).ok());
            (found != expected).then(|| format!("{case}\n    found {found}"))
        })
        .collect();
    assert!(failures.is_empty(), "{} of {}:\n{}", failures.len(), cases.len(), failures.join("\n"));
    let with = cases.iter().filter(|case| case.contains('«')).count();
    assert!(with >= 51 && cases.len() - with >= 22, "{with} of {} cases find", cases.len());
}

#[test]
fn the_reference_agrees_with_the_metadata_for_testing_too() {
    const TEXTS: usize = 3_000;
    let xml = testing_xml();
    let metadata = compile(&xml, "testing").unwrap();
    let finder = Finder::from_bytes(&metadata).unwrap();
    let reference = Reference::with(&xml);
    let (mut random, seed) = Random::fresh();
    let regions: Vec<_> = reference.regions().collect();
    let mut numbers = 0;
    for _ in 0..TEXTS {
        let territory = random.pick(&regions);
        let text = texts::text(&reference, &mut random, territory);
        let expected = reference.find(&text, Some(&territory.id));
        let ours = reference::found_by(&finder, &text, Some(&territory.id));
        numbers += expected.len();
        assert!(
            ours == expected || reference::known_difference(&text, Some(&territory.id)).is_some(),
            "seed {seed}, {}: {text:?}\n  ours {ours:?}\n  ref  {expected:?}",
            territory.id
        );
    }
    assert!(numbers > TEXTS / 10, "seed {seed}: only {numbers} numbers");
}
