//! Text as the finder reads it: UTF-8 or UTF-16, by the position of its code units.

use crate::symbol::{Symbol, symbol_of};
use crate::unicode::{self, FIRST_DIGIT};

/// A text whose characters are read where they lie.
pub(crate) trait Text: Copy {
    /// Code units.
    fn len(self) -> usize;

    /// The position of the first decimal digit at or after a position.
    fn find_digit(self, from: usize) -> Option<usize>;

    /// The character at a position, with its width in code units. An unpaired surrogate counts as
    /// a character.
    fn character_at(self, at: usize) -> Option<(u32, usize)>;

    /// The character that ends before a position.
    fn character_before(self, at: usize) -> Option<(u32, usize)>;

    /// The symbol at a position and its width.
    #[inline]
    fn symbol_at(self, at: usize) -> Option<(Symbol, usize)> {
        self.character_at(at).map(|(character, width)| (symbol_of(character), width))
    }

    /// The symbol that ends before a position and its width.
    #[inline]
    fn symbol_before(self, at: usize) -> Option<(Symbol, usize)> {
        self.character_before(at).map(|(character, width)| (symbol_of(character), width))
    }
}

impl Text for &str {
    #[inline]
    fn len(self) -> usize {
        str::len(self)
    }

    fn find_digit(self, from: usize) -> Option<usize> {
        let mut at = from;
        loop {
            let rest = self.as_bytes().get(at..)?;
            // In UTF-8 no decimal digit beyond ASCII begins with a smaller byte than U+0660's.
            at += rest.iter().position(|&byte| byte.is_ascii_digit() || byte >= 0xD9)?;
            let (character, width) = self.character_at(at)?;
            if character < 0x80 || unicode::decimal_digit(character).is_some() {
                return Some(at);
            }
            at += width;
        }
    }

    #[inline]
    fn character_at(self, at: usize) -> Option<(u32, usize)> {
        match self.as_bytes().get(at) {
            Some(&byte) if byte < 0x80 => Some((byte.into(), 1)),
            _ => {
                let character = self.get(at..)?.chars().next()?;
                Some((character.into(), character.len_utf8()))
            }
        }
    }

    #[inline]
    fn character_before(self, at: usize) -> Option<(u32, usize)> {
        match self.as_bytes().get(at.checked_sub(1)?) {
            Some(&byte) if byte < 0x80 => Some((byte.into(), 1)),
            _ => {
                let character = self.get(..at)?.chars().next_back()?;
                Some((character.into(), character.len_utf8()))
            }
        }
    }
}

impl Text for &[u16] {
    #[inline]
    fn len(self) -> usize {
        <[u16]>::len(self)
    }

    fn find_digit(self, from: usize) -> Option<usize> {
        let mut at = from;
        loop {
            let rest = self.get(at..)?;
            at += rest
                .iter()
                .position(|&unit| unit.wrapping_sub(0x30) < 10 || u32::from(unit) >= FIRST_DIGIT)?;
            let (character, width) = self.character_at(at)?;
            if character < 0x80 || unicode::decimal_digit(character).is_some() {
                return Some(at);
            }
            at += width;
        }
    }

    #[inline]
    fn character_at(self, at: usize) -> Option<(u32, usize)> {
        let &unit = self.get(at)?;
        if unit & 0xFC00 == 0xD800
            && let Some(&low) = self.get(at + 1)
            && low & 0xFC00 == 0xDC00
        {
            return Some((combined(unit, low), 2));
        }
        Some((unit.into(), 1))
    }

    #[inline]
    fn character_before(self, at: usize) -> Option<(u32, usize)> {
        let &unit = self.get(at.checked_sub(1)?)?;
        if unit & 0xFC00 == 0xDC00
            && let Some(&high) = at.checked_sub(2).and_then(|at| self.get(at))
            && high & 0xFC00 == 0xD800
        {
            return Some((combined(high, unit), 2));
        }
        Some((unit.into(), 1))
    }
}

fn combined(high: u16, low: u16) -> u32 {
    0x1_0000 + (u32::from(high & 0x3FF) << 10) + u32::from(low & 0x3FF)
}
