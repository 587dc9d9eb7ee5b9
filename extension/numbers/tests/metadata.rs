//! The committed metadata is what the compiler makes of libphonenumber's XML.

use pagedial_metadata_compiler::{compile, compile_short_numbers, source};
use pagedial_numbers::{Finder, MetadataError, ShortNumbers};

const COMMITTED: &[u8] = include_bytes!("../data/metadata.bin");
const SHORT_NUMBERS: &[u8] = include_bytes!("../data/short-numbers.bin");

#[test]
fn the_committed_metadata_is_rebuilt_byte_for_byte_from_its_source() {
    let source = source::locate().unwrap();
    let xml = std::fs::read_to_string(&source.main).unwrap();
    let rebuilt = compile(&xml, &source.version).unwrap();
    assert!(
        rebuilt == COMMITTED,
        "extension/numbers/data/metadata.bin is not what the compiler makes of libphonenumber {}: \
         run `cargo xtask metadata`",
        source.version
    );
}

#[test]
fn the_committed_short_numbers_are_rebuilt_byte_for_byte_from_their_source() {
    let source = source::locate().unwrap();
    let xml = std::fs::read_to_string(&source.short_numbers).unwrap();
    let rebuilt = compile_short_numbers(&xml, &source.version).unwrap();
    assert!(
        rebuilt == SHORT_NUMBERS,
        "extension/numbers/data/short-numbers.bin is not what the compiler makes of libphonenumber \
         {}: run `cargo xtask metadata --short`",
        source.version
    );
}

#[test]
fn the_committed_short_numbers_are_whole_and_of_the_same_version() {
    let short_numbers = ShortNumbers::from_bytes(SHORT_NUMBERS).unwrap();
    assert_eq!(short_numbers.metadata(), ShortNumbers::embedded().metadata());
    assert_eq!(short_numbers.metadata().version(), Finder::embedded().metadata().version());
}

#[test]
fn one_kind_of_metadata_is_not_taken_for_the_other() {
    assert_eq!(Finder::from_bytes(SHORT_NUMBERS).unwrap_err(), MetadataError::NotMetadata);
    assert_eq!(ShortNumbers::from_bytes(COMMITTED).unwrap_err(), MetadataError::NotMetadata);
}

#[test]
fn the_committed_metadata_is_whole_and_says_where_it_comes_from() {
    let finder = Finder::from_bytes(COMMITTED).unwrap();
    assert_eq!(finder.metadata(), Finder::embedded().metadata());
    assert_eq!(finder.metadata().version(), source::locate().unwrap().version);
}

#[test]
fn metadata_that_was_cut_changed_or_is_something_else_is_refused() {
    let refused = |bytes: &[u8]| Finder::from_bytes(bytes).map(|_| ()).unwrap_err();
    assert_eq!(refused(b""), MetadataError::NotMetadata);
    assert_eq!(refused(b"<?xml version=\"1.0\"?>"), MetadataError::NotMetadata);
    assert_eq!(refused(&COMMITTED[..COMMITTED.len() - 1]), MetadataError::Damaged);
    let mut changed = COMMITTED.to_vec();
    *changed.last_mut().unwrap() ^= 1;
    assert_eq!(refused(&changed), MetadataError::Damaged);
    let mut newer = COMMITTED.to_vec();
    newer[4] += 1;
    assert!(matches!(refused(&newer), MetadataError::OtherLayout { .. }));
}
