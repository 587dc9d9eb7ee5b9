//! Plain candidates: ASCII digits and punctuation, with no extension but perhaps `x` and digits.
//!
//! Nearly all candidates are plain, and most of them have too few digits to be a number (a year, a
//! price, a time). One pass over their bytes, which copies nothing, tells both; only what it cannot
//! tell is read by the whole grammar. Server logs and lists of customers are searched in a third of
//! the time that the whole grammar takes (`examples/throughput.rs`).

use crate::extension::MAX_AFTER_AMBIGUOUS_LABEL;
use crate::parse::{MIN_VIABLE_DIGITS, PlainDigits};
use crate::symbol::{ascii_properties, ascii_symbol, is};
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
    /// Its extension, when it has one: " x123".
    pub(crate) extension: Option<Extension>,
}

/// The extension of a plain candidate; its digits end where the candidate does.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Extension {
    /// Where the number before it ends.
    pub(crate) start: usize,
    /// Where its digits begin.
    pub(crate) digits: usize,
}

/// Reads from a digit on, gathering the digits before an extension; `None` when the candidate is not
/// plain, or may not be.
#[inline]
pub(crate) fn read<T: Text>(
    text: T,
    first_digit: usize,
    digits: &mut PlainDigits,
) -> Option<Plain> {
    digits.clear();
    let mut plain = Plain { end: first_digit, digits: 0, properties: 0, extension: None };
    let mut at = first_digit;
    let mut between = 0;
    loop {
        let byte = text.ascii_at(at);
        let properties = ascii_properties(byte);
        if properties & is::DIGIT != 0 {
            if plain.digits == MAX_DIGITS {
                return None;
            }
            digits.push(ascii_symbol(byte));
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
    if !may_begin_extension(text, at) {
        return Some(plain);
    }
    let only_spaces = between & !ascii_properties(b' ') == 0;
    let is_x = ascii_properties(text.ascii_at(at)) & is::X != 0;
    if only_spaces && is_x && plain.digits >= MIN_VIABLE_DIGITS {
        with_x(text, plain, at)
    } else {
        None
    }
}

/// With the extension whose `x` stands at a position, when it is nothing but digits and nothing that
/// might belong to it follows.
fn with_x<T: Text>(text: T, plain: Plain, x: usize) -> Option<Plain> {
    let is_digit = |at: &usize| ascii_properties(text.ascii_at(*at)) & is::DIGIT != 0;
    let digits = x + 1;
    let end = digits + (digits..digits + MAX_AFTER_AMBIGUOUS_LABEL).take_while(is_digit).count();
    let goes_on = ascii_properties(text.ascii_at(end)) & (is::DIGIT | is::PUNCTUATION) != 0;
    if end == digits || goes_on || may_begin_extension(text, end) {
        return None;
    }
    let properties = plain.properties | ascii_properties(b'x') | ascii_properties(b' ');
    Some(Plain {
        end,
        properties,
        extension: Some(Extension { start: plain.end, digits }),
        ..plain
    })
}

/// Whether an extension may begin after digits, and perhaps punctuation, that end at a position.
/// "- 503#" does not come here: its digits would be further ones of the candidate.
#[inline]
pub(crate) fn may_begin_extension<T: Text>(text: T, at: usize) -> bool {
    let first = text.ascii_at(at);
    first >= BEYOND_ASCII
        || ascii_properties(first) & (is::BEFORE_LABEL | NOT_PLAIN) != 0
            && may_begin_label(text, at)
}

fn may_begin_label<T: Text>(text: T, mut at: usize) -> bool {
    while ascii_properties(text.ascii_at(at)) & is::BEFORE_LABEL != 0 {
        at += 1;
    }
    let follow = |letters: [u8; 2]| [1, 2].map(|next| text.ascii_at(at + next) | 0x20) == letters;
    match text.ascii_at(at) | 0x20 {
        // "ext", "anexo", "int".
        b'e' => follow(*b"xt"),
        b'a' => follow(*b"ne"),
        b'i' => follow(*b"nt"),
        _ => {
            let first = text.ascii_at(at);
            first >= BEYOND_ASCII || ascii_properties(first) & NOT_PLAIN != 0
        }
    }
}
