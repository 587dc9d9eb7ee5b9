//! Executes prefix programs, see [`crate::layout::op`].

use crate::layout::op;
use crate::metadata::read_u16;

/// A program of trusted metadata takes a few hundred steps at most; this bounds a damaged one.
const MAX_STEPS: u32 = 10_000;
/// Deepest nesting of choices that are open at a time; the metadata needs 12.
const MAX_CHOICES: usize = 64;

/// A prefix that fits, with the digits that its first two groups captured.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Prefix {
    /// How many digits it takes.
    pub(crate) end: usize,
    slots: [Option<u8>; 4],
}

impl Prefix {
    /// The start and end of a group, counted from 1, if it took part.
    pub(crate) fn group(&self, number: usize) -> Option<(usize, usize)> {
        let slot = |index: usize| self.slots.get(index).copied().flatten().map(usize::from);
        let first = (2 * number).checked_sub(2)?;
        Some((slot(first)?, slot(first + 1)?))
    }
}

#[derive(Clone, Copy, Default)]
struct Choice {
    at: usize,
    digit: usize,
    slots: [Option<u8>; 4],
}

/// Matches the first digits (values 0 to 9) as the pattern that was compiled to `program` would.
pub(crate) fn match_prefix(program: &[u8], digits: &[u8]) -> Option<Prefix> {
    let first_digits = read_u16(program, 0);
    match digits.first() {
        Some(&digit) if first_digits & 1 << digit == 0 => return None,
        None if first_digits != 0x3FF => return None,
        _ => {}
    }
    let mut choices = [Choice::default(); MAX_CHOICES];
    let mut open = 0;
    let mut now = Choice { at: 2, digit: 0, slots: [None; 4] };
    for _ in 0..MAX_STEPS {
        let instruction = program.get(now.at).copied()?;
        let fits = match instruction {
            op::MATCH => return Some(Prefix { end: now.digit, slots: now.slots }),
            op::DIGIT => {
                let set = read_u16(program, now.at + 1);
                now.at += 3;
                let fits = digits.get(now.digit).is_some_and(|&digit| set & 1 << digit != 0);
                now.digit += 1;
                fits
            }
            op::SPLIT => {
                let otherwise = Choice { at: target(program, now.at), ..now };
                *choices.get_mut(open)? = otherwise;
                open += 1;
                now.at += 3;
                true
            }
            op::JUMP => {
                now.at = target(program, now.at);
                true
            }
            op::SAVE => {
                let slot = program.get(now.at + 1).copied().map_or(0, usize::from);
                if let Some(place) = now.slots.get_mut(slot) {
                    *place = u8::try_from(now.digit).ok();
                }
                now.at += 2;
                true
            }
            op::END => {
                now.at += 1;
                now.digit == digits.len()
            }
            _ => return None,
        };
        if !fits {
            open = open.checked_sub(1)?;
            now = *choices.get(open)?;
        }
    }
    None
}

/// The offsets count from the first instruction's set of digits.
fn target(program: &[u8], at: usize) -> usize {
    usize::from(read_u16(program, at + 1))
}
