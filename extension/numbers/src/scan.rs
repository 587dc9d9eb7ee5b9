//! Passes over text that cannot hold a number, 64 characters at a time.
//!
//! Business text is full of digits that are no number: years, prices, times, addresses. What joins
//! digits to a candidate (ASCII punctuation of the grammar) and the digits themselves become bits,
//! so that a run of both with too few digits is passed over by counting bits, without looking at its
//! characters one by one.

use crate::candidate::{Fewest, MAX_LEAD};
use crate::members::members;
use crate::plain::may_begin_extension;
use crate::text::{BEYOND_ASCII, POSSIBLE_DIGIT, Text, WINDOW};

/// What may stand between the digits of a number, in ASCII.
const JOINERS: [(u8, u8); 5] =
    [(b' ', b' '), (b'(', b')'), (b'-', b'/'), (b'[', b'['), (b']', b']')];

/// A window of a text, one bit for each character, the first lowest.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Scan {
    start: usize,
    /// 0 before the first window.
    length: usize,
    digits: u64,
    /// What may be a digit beyond ASCII.
    possible: u64,
    /// Digits, and what may stand between them.
    joined: u64,
    /// Plus signs, and what may be one beyond ASCII.
    pluses: u64,
}

impl Scan {
    /// Shows the window at a position; `None` at the end of the text.
    // So that `members` can be inlined.
    #[cfg_attr(target_arch = "wasm32", target_feature(enable = "simd128"))]
    fn show<T: Text>(&mut self, text: T, at: usize) -> Option<()> {
        let window = text.window(at)?;
        (self.start, self.length) = (at, window.length());
        let window = window.characters();
        self.digits = members(window, [(b'0', b'9')]);
        self.possible = members(window, [(POSSIBLE_DIGIT, u8::MAX)]);
        if self.digits != 0 {
            self.joined = self.digits | members(window, JOINERS);
            self.pluses = members(window, [(b'+', b'+'), (BEYOND_ASCII, u8::MAX)]);
        }
        Some(())
    }

    /// The next digit at or after a position that may begin or be part of a number: all before it
    /// are of candidates with too few digits.
    #[inline]
    pub(crate) fn next_promising_digit<T: Text>(
        &mut self,
        text: T,
        from: usize,
        fewest: Fewest,
    ) -> Option<usize> {
        // Where the text that is not passed over yet begins in the window.
        let mut at = 0;
        match from.checked_sub(self.start).filter(|&offset| offset < self.length) {
            Some(offset) => at = offset as u32,
            None => self.show(text, from)?,
        }
        loop {
            let left = (self.digits | self.possible) & from_bit(at);
            if left == 0 {
                self.show(text, self.start + self.length)?;
                at = 0;
                continue;
            }
            let digit = left.trailing_zeros();
            let place = self.start + digit as usize;
            if self.possible >> digit & 1 != 0 {
                if text.digit_at(place) {
                    return Some(place);
                }
                at = digit + 1;
                continue;
            }
            let end = (!self.joined & from_bit(digit)).trailing_zeros();
            if end as usize == WINDOW {
                if digit == 0 {
                    return Some(place);
                }
                self.show(text, place)?;
                at = 0;
                continue;
            }
            let run = from_bit(digit) & !from_bit(end);
            let count = (self.digits & run).count_ones() as usize;
            if count >= fewest.digits
                || count >= fewest.with_plus && self.may_follow_plus(text, digit)
                || may_begin_extension(text, self.start + end as usize)
            {
                return Some(place);
            }
            at = end;
        }
    }

    /// Whether a plus sign may lead a digit of the window: one of ASCII or of another alphabet stands
    /// not further before it than the grammar allows.
    #[inline]
    fn may_follow_plus<T: Text>(&self, text: T, digit: u32) -> bool {
        match digit.checked_sub(MAX_LEAD as u32) {
            Some(first) => self.pluses & from_bit(first) & !from_bit(digit) != 0,
            None => {
                let digit = self.start + digit as usize;
                (digit.saturating_sub(MAX_LEAD)..digit)
                    .map(|at| text.ascii_at(at))
                    .any(|byte| byte == b'+' || byte >= BEYOND_ASCII)
            }
        }
    }
}

/// All bits from one on.
#[inline]
fn from_bit(bit: u32) -> u64 {
    u64::MAX.checked_shl(bit).unwrap_or(0)
}
