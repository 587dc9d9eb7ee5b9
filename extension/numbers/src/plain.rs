//! Plain candidates: ASCII digits and punctuation, with no extension.
//!
//! Nearly all candidates are plain, and most of them have too few digits to be a number (a year, a
//! price, a time). One pass over their bytes, which copies nothing, tells both; only what it cannot
//! tell is read by the whole grammar. Server logs and lists of customers are searched in a third of
//! the time that the whole grammar takes (`examples/throughput.rs`).

use crate::symbol::{ascii_properties, is};
use crate::text::{BEYOND_ASCII, Text};

/// A candidate with as many digits or fewer is within all bounds of the grammar: 21 blocks of 20.
pub(crate) const MAX_DIGITS: usize = 20;
const MAX_PUNCTUATION: usize = 4;

/// Symbols that are ASCII but may belong to an extension, or call for the whole grammar otherwise.
const NOT_PLAIN: u32 = is::X | is::LABEL_START;

/// What a plain candidate holds from its first digit on.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Plain {
    /// Where its last digit ends.
    pub(crate) end: usize,
    pub(crate) digits: usize,
    /// All properties of its symbols together.
    pub(crate) properties: u32,
}

/// Reads from a digit on; `None` when the candidate is not plain, or may not be.
#[inline]
pub(crate) fn read<T: Text>(text: T, first_digit: usize) -> Option<Plain> {
    let mut plain = Plain { end: first_digit, digits: 0, properties: 0 };
    let mut at = first_digit;
    let mut between = 0;
    loop {
        let properties = ascii_properties(text.ascii_at(at));
        if properties & is::DIGIT != 0 {
            if plain.digits == MAX_DIGITS {
                return None;
            }
            plain.digits += 1;
            plain.properties |= properties | between;
            between = 0;
            at += 1;
            plain.end = at;
        } else if properties & is::PUNCTUATION != 0 && properties & NOT_PLAIN == 0 {
            if at - plain.end == MAX_PUNCTUATION {
                return None;
            }
            between |= properties;
            at += 1;
        } else {
            break;
        }
    }
    (!may_begin_extension(text, at)).then_some(plain)
}

/// Whether an extension may begin after digits, and perhaps punctuation, that end at a position.
/// "- 503#" does not come here: its digits would be further ones of the candidate.
#[inline]
pub(crate) fn may_begin_extension<T: Text>(text: T, mut at: usize) -> bool {
    while ascii_properties(text.ascii_at(at)) & is::BEFORE_LABEL != 0 {
        at += 1;
    }
    let second = || text.ascii_at(at + 1) | 0x20;
    match text.ascii_at(at) {
        // "ext", "anexo", "int".
        b'E' | b'e' => second() == b'x',
        b'A' | b'a' | b'I' | b'i' => second() == b'n',
        first => first >= BEYOND_ASCII || ascii_properties(first) & NOT_PLAIN != 0,
    }
}
