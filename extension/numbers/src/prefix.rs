//! Executes prefix programs, see [`crate::layout::op`].

use crate::layout::op;
use crate::metadata::read_u16;

/// A program of trusted metadata takes a few hundred steps at most; this bounds a damaged one.
const MAX_STEPS: u32 = 10_000;
/// More choices than are ever open at a time.
const MAX_CHOICES: usize = 24;

/// A prefix that fits, with the digits that its first two groups captured.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Prefix {
    /// How many digits it takes.
    pub(crate) end: usize,
    slots: [Slot; 4],
}

impl Prefix {
    /// The start and end of a group, counted from 1, if it took part.
    pub(crate) fn group(&self, number: usize) -> Option<(usize, usize)> {
        let slot = |index: usize| usize::from(*self.slots.get(index)?).checked_sub(1);
        let first = (2 * number).checked_sub(2)?;
        Some((slot(first)?, slot(first + 1)?))
    }
}

#[derive(Clone, Copy, Default)]
struct Choice {
    at: u16,
    digit: u8,
    slots: [Slot; 4],
}

/// A place between digits, counted from 1; 0 for none yet.
type Slot = u8;

/// The digits that a prefix may begin with, bit d for digit d; all if it may be empty.
pub(crate) fn first_digits(program: &[u8]) -> u16 {
    read_u16(program, 0)
}

/// Matches the first digits (values 0 to 9) as the pattern that was compiled to `program` would.
pub(crate) fn match_prefix(program: &[u8], digits: &[u8]) -> Option<Prefix> {
    let first_digits = first_digits(program);
    match digits.first() {
        Some(&digit) if first_digits & 1 << digit == 0 => return None,
        None if first_digits != 0x3FF => return None,
        _ => {}
    }
    let mut choices = [Choice::default(); MAX_CHOICES];
    let mut open = 0;
    let mut now = Choice { at: 2, ..Choice::default() };
    for _ in 0..MAX_STEPS {
        let at = usize::from(now.at);
        let fits = match program.get(at).copied()? {
            op::MATCH => return Some(Prefix { end: now.digit.into(), slots: now.slots }),
            op::DIGIT => {
                let set = read_u16(program, at + 1);
                let digit = digits.get(usize::from(now.digit));
                now.at = now.at.checked_add(3)?;
                now.digit = now.digit.saturating_add(1);
                digit.is_some_and(|&digit| set & 1 << digit != 0)
            }
            op::SPLIT => {
                *choices.get_mut(open)? = Choice { at: read_u16(program, at + 1), ..now };
                open += 1;
                now.at = now.at.checked_add(3)?;
                true
            }
            op::JUMP => {
                now.at = read_u16(program, at + 1);
                true
            }
            op::SAVE => {
                let slot = program.get(at + 1).copied().map_or(0, usize::from);
                if let Some(place) = now.slots.get_mut(slot) {
                    *place = now.digit.saturating_add(1);
                }
                now.at = now.at.checked_add(2)?;
                true
            }
            op::END => {
                now.at = now.at.checked_add(1)?;
                usize::from(now.digit) == digits.len()
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
