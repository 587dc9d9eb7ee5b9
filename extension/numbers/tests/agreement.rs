//! The finder agrees with the reference.

mod reference;

use std::collections::BTreeMap;

use pagedial_numbers::{DialPlan, Finder, NotCallable, Region};
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

/// Texts in which generated ones have once shown a difference.
#[test]
fn texts_that_were_once_read_differently_are_read_alike() {
    let texts = [
        ("YE", "0[xx \u{3000}+967 71 234\u{223c}95 38 or +9671234565"),
        ("US", "(xx +1 425 555 0123"),
        ("US", "(x+1 425 555 0123"),
        ("GG", "($[/ x+44 (0)56117992 59"),
        ("GG", "[/ x+44 56117992 59 [/x+44 (0)56117992 59"),
        ("QA", "58-१(५०)–०२--३ ४६ ५\u{a0}७० x021 6994 5  +974 (2) 125 148"),
        ("QA", "5८-1(50)–02--3"),
        ("US", "425550१/1/23, 425550/1/२3 4255550123"),
        ("US", "2012-01-0२ 08:00 4255550123, 201२-01-02 08:00"),
        ("US", "2012-01-02 08:0० 4255550123"),
        ("AR", "xx 11 2345 6789, 0xx 11 2345 6789"),
    ];
    let reference = Reference::new();
    let finder = Finder::embedded();
    for (region, text) in texts {
        let expected = reference.find(text, Some(region));
        assert_eq!(found_by(&finder, text, Some(region)), expected, "{text}");
    }
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

#[test]
fn random_numbers_of_all_regions_have_too_few_or_too_many_digits_alike() {
    const NUMBERS: usize = 50_000;
    let reference = Reference::new();
    let dial_plan = DialPlan::embedded();
    let (mut random, seed) = Random::fresh();
    let mut wrong = BTreeMap::new();
    for _ in 0..NUMBERS {
        let territory = &reference.territories[random.below(reference.territories.len())];
        let Some(mut nsn) = texts::national_number(&mut random, territory) else { continue };
        nsn.truncate(nsn.len() - random.below(4).min(nsn.len()));
        let more = random.below(3);
        nsn.push_str(&random.digits(more));
        let text = format!("+{}{nsn}", territory.calling_code);
        let Some(number) = reference.parse(&text, None) else { continue };
        let expected = reference.wrong_length(&number);
        match dial_plan.read(&text, None) {
            // The reference asks the main region of a calling code only: of +1 310 1234, which
            // Canada has, it says that it lacks the area code.
            Ok(number) if number.is_valid() => {}
            Ok(_) => assert_eq!(None, expected, "seed {seed}: {text}"),
            // The reference does not ask whether it is one.
            Err(NotCallable::ShortNumber(_)) => {}
            Err(reason) => {
                assert_eq!(Some(reason.name()), expected, "seed {seed}: {text}");
                *wrong.entry(reason.name()).or_insert(0) += 1;
            }
        }
    }
    println!("seed {seed}: {wrong:?} of {NUMBERS}");
    for reason in ["too_short", "too_long", "wrong_length", "local_only"] {
        assert!(wrong.contains_key(reason), "seed {seed}: no number was {reason}: {wrong:?}");
    }
}

#[test]
fn tel_uris_with_parameters_mean_the_same_numbers() {
    const URIS: usize = 20_000;
    let reference = Reference::new();
    let finder = Finder::embedded();
    let (mut random, seed) = Random::fresh();
    let regions: Vec<_> = reference.regions().collect();
    let mut numbers = 0;
    for _ in 0..URIS {
        let territory = random.pick(&regions);
        let Some(nsn) = texts::national_number(&mut random, territory) else { continue };
        let code = territory.calling_code;
        let scheme = random.pick(&["tel:", "tel:", "tel:", ""]);
        let prefix = territory.national_prefix.clone().filter(|_| random.one_in(3));
        let parameter = random.pick(&[
            "",
            ";isub=12345",
            ";ext=7",
            ";phone-context=example.com",
            ";phone-context=",
            ";phone-context=+CODE",
            ";phone-context=+CODE;isub=9",
            ";isub=9;phone-context=+CODE;ext=7",
            ";phone-context=+(CODE)-",
            ";phone-context=+CODE x",
            ";phone-context=CODE",
        ]);
        let parameter = parameter.replace("CODE", &code.to_string());
        let text = format!("{scheme}{}{nsn}{parameter}", prefix.unwrap_or_default());
        let expected = reference.parse(&text, Some(&territory.id)).map(|it| reference.e164(&it));
        let region = Region::parse(&territory.id).ok();
        let ours = finder.parse(&text, region).ok().map(|number| number.e164());
        numbers += usize::from(expected.is_some());
        assert_eq!(ours, expected, "seed {seed}: {text} in {}", territory.id);
    }
    println!("seed {seed}: {numbers} of {URIS} are numbers");
    assert!(numbers > URIS / 2, "seed {seed}: {numbers}");
}
