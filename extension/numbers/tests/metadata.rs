//! The committed metadata is what the compiler makes of libphonenumber's XML.

#![allow(clippy::unwrap_used, reason = "a test fails by it")]

use std::path::Path;

use pagedial_metadata_compiler::{
    CompileError, compile, compile_short_numbers, compile_typing, source,
};
use pagedial_numbers::{Finder, MetadataError, ShortNumbers, TypingFormatter};

const COMMITTED: &[u8] = include_bytes!("../data/metadata.bin");
const SHORT_NUMBERS: &[u8] = include_bytes!("../data/short-numbers.bin");
const TYPING: &[u8] = include_bytes!("../data/typing.bin");

/// Asserts that a committed file is what `compile` makes of `xml`, and that the file says so.
fn assert_rebuilt(
    file: &str,
    committed: &[u8],
    xml: &Path,
    compile: fn(&str, &str) -> Result<Vec<u8>, CompileError>,
) {
    let version = source::locate().unwrap().version;
    let rebuilt = compile(&std::fs::read_to_string(xml).unwrap(), &version).unwrap();
    assert!(
        rebuilt == committed,
        "extension/numbers/data/{file} is not what the compiler makes of libphonenumber {version}: \
         run `cargo xtask metadata`"
    );
}

#[test]
fn the_committed_files_are_rebuilt_byte_for_byte_from_their_sources() {
    let source = source::locate().unwrap();
    assert_rebuilt("metadata.bin", COMMITTED, &source.main, compile);
    assert_rebuilt("typing.bin", TYPING, &source.main, compile_typing);
    let compile = compile_short_numbers;
    assert_rebuilt("short-numbers.bin", SHORT_NUMBERS, &source.short_numbers, compile);
}

#[test]
fn the_embedded_files_are_whole_and_of_one_version() {
    let version = Finder::embedded().metadata().version();
    let short_numbers = ShortNumbers::from_bytes(SHORT_NUMBERS).unwrap();
    assert_eq!(short_numbers.metadata(), ShortNumbers::embedded().metadata());
    assert_eq!(short_numbers.metadata().version(), version);
    let typing = TypingFormatter::from_bytes(COMMITTED, TYPING).unwrap();
    assert_eq!(typing.metadata(), TypingFormatter::embedded().metadata());
    assert_eq!(typing.metadata().version(), version);
}

#[test]
fn one_kind_of_metadata_is_not_taken_for_the_other() {
    assert_eq!(Finder::from_bytes(SHORT_NUMBERS).unwrap_err(), MetadataError::NotMetadata);
    assert_eq!(ShortNumbers::from_bytes(COMMITTED).unwrap_err(), MetadataError::NotMetadata);
    let typing = TypingFormatter::from_bytes(COMMITTED, COMMITTED);
    assert_eq!(typing.unwrap_err(), MetadataError::NotMetadata);
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
