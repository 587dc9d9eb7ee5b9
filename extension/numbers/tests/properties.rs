//! What holds for every text.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by it")]

use std::time::{Duration, Instant};

use pagedial_numbers::{Finder, Match, Region, layout};
use proptest::prelude::*;

const REGIONS: [&str; 12] =
    ["US", "GB", "DE", "AR", "BR", "IT", "JP", "CN", "MX", "AG", "SM", "ZZ"];

fn region() -> impl Strategy<Value = Option<Region>> {
    proptest::option::weighted(0.9, proptest::sample::select(&REGIONS[..]))
        .prop_map(|region| region.map(|region| Region::parse(region).unwrap()))
}

/// Texts of what numbers are made of, and any others.
fn text() -> impl Strategy<Value = String> {
    let pieces = proptest::sample::select(vec![
        "0",
        "1",
        "2",
        "3",
        "4",
        "5",
        "6",
        "7",
        "8",
        "9",
        "00",
        "15",
        "201",
        "555",
        "0123",
        "+",
        "(",
        ")",
        "[",
        "]",
        "-",
        ".",
        "/",
        " ",
        "x",
        "X",
        "~",
        ",",
        ":",
        ";",
        "#",
        "*",
        "ext",
        ";ext=",
        "int",
        "доб",
        "\n",
        "\t",
        "é",
        "\u{301}",
        "€",
        "%",
        "٣",
        "５",
        "𝟗",
        "－",
        "（",
        "＋",
        "\u{A0}",
        "\u{2013}",
        "\u{200B}",
        "+1 201-555-0123",
        "+44 20 7946 0018",
        "(201) 555-0123",
    ]);
    prop_oneof![
        4 => proptest::collection::vec(pieces, 0..60).prop_map(|pieces| pieces.concat()),
        1 => any::<String>(),
    ]
}

fn spans(matches: &[Match<'_>]) -> Vec<(usize, usize, String)> {
    matches.iter().map(|found| (found.start, found.end, found.number.e164())).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn matches_lie_in_order_apart_and_on_characters(text in text(), region in region()) {
        let mut from = 0;
        for found in Finder::embedded().find(&text, region) {
            prop_assert!(from <= found.start && found.start < found.end);
            prop_assert!(text.get(found.start..found.end).is_some());
            from = found.end;
        }
    }

    #[test]
    fn a_number_that_is_found_reads_back_from_its_e164_form(text in text(), region in region()) {
        let finder = Finder::embedded();
        for found in finder.find(&text, region) {
            let e164 = found.number.e164();
            let again = finder.parse(&e164, None).unwrap();
            prop_assert_eq!(again, found.number);
            prop_assert!(again.is_valid() && again.kind() == found.number.kind());
            prop_assert_eq!(again.e164(), e164);
        }
    }

    #[test]
    fn utf_16_holds_the_same_numbers_as_utf_8(text in text(), region in region()) {
        let finder = Finder::embedded();
        let wide: Vec<u16> = text.encode_utf16().collect();
        let in_units = |end: usize| text[..end].encode_utf16().count();
        let expected: Vec<_> = spans(&finder.find(&text, region))
            .into_iter()
            .map(|(start, end, e164)| (in_units(start), in_units(end), e164))
            .collect();
        prop_assert_eq!(spans(&finder.find_utf16(&wide, region)), expected);
    }

    #[test]
    fn unpaired_surrogates_are_no_obstacle(units in proptest::collection::vec(any::<u16>(), 0..80)) {
        let finder = Finder::embedded();
        let found = finder.find_utf16(&units, Region::parse("US").ok());
        prop_assert!(found.iter().all(|found| found.end <= units.len()));
    }

    #[test]
    fn a_text_in_lines_holds_what_its_lines_hold(
        first in text(), second in text(), region in region()
    ) {
        let finder = Finder::embedded();
        let shift = first.len() + 1;
        let mut expected = spans(&finder.find(&first, region));
        expected.extend(
            spans(&finder.find(&second, region))
                .into_iter()
                .map(|(start, end, e164)| (start + shift, end + shift, e164)),
        );
        prop_assert_eq!(spans(&finder.find(&format!("{first}\n{second}"), region)), expected);
    }

    #[test]
    fn typed_text_is_read_or_refused_with_a_reason(text in text(), region in region()) {
        match Finder::embedded().parse(&text, region) {
            Ok(number) => prop_assert!(number.e164().len() >= 4),
            Err(reason) => prop_assert!(!reason.to_string().is_empty()),
        }
    }

    #[test]
    fn damaged_metadata_finds_less_but_never_panics(
        changes in proptest::collection::vec((0usize..100_000, any::<u8>()), 1..40),
        text in text(),
        region in region(),
    ) {
        let mut bytes = include_bytes!("../data/metadata.bin").to_vec();
        let body = layout::header::SECTIONS;
        for (at, value) in changes {
            let at = body + at % (bytes.len() - body);
            bytes[at] = value;
        }
        let checksum = layout::checksum(&bytes);
        bytes[layout::header::CHECKSUM..][..4].copy_from_slice(&checksum.to_le_bytes());
        let finder = Finder::from_bytes(&bytes).unwrap();
        for found in finder.find(&text, region) {
            prop_assert!(found.end <= text.len());
            let _ = (found.number.national(), found.number.international(), found.number.region());
        }
    }
}

/// The shortest of several times that it takes to search a text.
fn time(finder: &Finder<'_>, text: &str) -> Duration {
    let once = || {
        let start = Instant::now();
        std::hint::black_box(finder.find(text, Region::parse("US").ok()));
        start.elapsed()
    };
    (0..3).map(|_| once()).min().unwrap()
}

/// Asserts that 8 times the text takes about 8 times as long: squared it would be 64 times. The bound
/// between leaves room for caches that the longer text no longer fits. Other work on the machine
/// only ever makes a time longer, so one fair measurement of several is proof.
fn assert_in_proportion(what: &str, text: &dyn Fn(usize) -> String) {
    const SMALL: usize = 1 << 17;
    const ATTEMPTS: usize = 8;
    let finder = Finder::embedded();
    let (small, large) = (text(SMALL), text(8 * SMALL));
    let mut measured = Vec::new();
    for _ in 0..ATTEMPTS {
        let small = time(&finder, &small).max(Duration::from_micros(300));
        let large = time(&finder, &large);
        if large < 36 * small && large < Duration::from_secs(5) {
            return;
        }
        measured.push((small, large));
    }
    panic!("{what}: 8 times the text never took less than 36 times as long: {measured:?}");
}

#[test]
fn no_text_takes_more_than_time_in_proportion_to_its_length() {
    for unit in [
        "(",
        "((((((1",
        "1-1-1-",
        "/",
        "1/",
        "1/1/",
        "1",
        "0",
        "+",
        "+1",
        "1 ",
        "1    ",
        "1.",
        "1. ",
        "x",
        "1x",
        "1xx",
        "2015550123x",
        "1,",
        "1,,,,",
        ",x",
        "1 ext ",
        "1 - ",
        "1 – ",
        "-1#",
        "(1)",
        "[1](",
        "201-555-0123 ",
        "2015550123/",
        "2015550123 ext. 12345678901234567890 ",
        "2012-01-02 08:00 ",
        "211-227 (2003) ",
        "1\u{A0}",
        "٣",
        "１ー",
        "é1",
        "\u{301}1",
        "~1",
        "#1",
        ";ext=1",
    ] {
        assert_in_proportion(unit, &|size| unit.repeat(size / unit.len()));
    }
}

#[test]
fn a_gap_of_any_length_is_passed_over_in_time_in_proportion_to_it() {
    for filler in [" ", "\t", ",", "-", " ,", "\u{A0}"] {
        for (before, after) in [("1", "x1"), ("1 ext", "1"), ("2015550123", "ext 5"), ("1", "1#")] {
            assert_in_proportion(&format!("{before}{filler}{after}"), &|size| {
                let gap = filler.repeat(size / 4 / filler.len());
                format!("{before}{gap}{after}").repeat(4)
            });
        }
    }
}
