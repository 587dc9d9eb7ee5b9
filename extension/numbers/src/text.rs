//! Text as the finder reads it: UTF-8 or UTF-16, by the position of its code units.

use alloc::vec::Vec;

use crate::symbol::{Symbol, ascii_properties, ascii_symbol, symbol_of};
use crate::unicode;

/// From here on a byte is no ASCII character.
pub(crate) const BEYOND_ASCII: u8 = 0x80;

/// In UTF-8 no decimal digit beyond ASCII begins with a smaller byte than U+0660's.
pub(crate) const POSSIBLE_DIGIT: u8 = 0xD9;
/// How many characters a window shows.
pub(crate) const WINDOW: usize = 64;

/// The next characters of a text, and 0 behind its end.
pub(crate) enum Window<'t> {
    /// As they lie in the text.
    Whole(&'t [u8; WINDOW]),
    /// Copied, with how many there are.
    Part([u8; WINDOW], usize),
}

impl Window<'_> {
    pub(crate) fn characters(&self) -> &[u8; WINDOW] {
        match self {
            Self::Whole(characters) => characters,
            Self::Part(characters, _) => characters,
        }
    }

    pub(crate) fn length(&self) -> usize {
        match self {
            Self::Whole(_) => WINDOW,
            Self::Part(_, length) => *length,
        }
    }
}

/// A text whose characters are read where they lie.
pub(crate) trait Text: Copy {
    /// The next characters; `None` at the end. What is no ASCII character is [`BEYOND_ASCII`] or
    /// more, what may be the digit of another script [`POSSIBLE_DIGIT`] or more.
    fn window<'t>(self, at: usize) -> Option<Window<'t>>
    where
        Self: 't;

    /// The ASCII character at a position, [`BEYOND_ASCII`] or more for any other, 0 at the end.
    fn ascii_at(self, at: usize) -> u8;

    /// The character at a position, with its width in code units. An unpaired surrogate counts as
    /// a character.
    fn character_at(self, at: usize) -> Option<(u32, usize)>;

    /// The character that ends before a position.
    fn character_before(self, at: usize) -> Option<(u32, usize)>;

    /// All properties of the characters of a part; `None` when not all are ASCII.
    #[inline]
    fn ascii_properties(self, start: usize, end: usize) -> Option<u32> {
        (start..end).try_fold(0, |all, at| {
            let byte = self.ascii_at(at);
            (byte < BEYOND_ASCII).then(|| all | ascii_properties(byte))
        })
    }

    /// Appends the symbols of a part that is ASCII.
    fn push_ascii(self, start: usize, end: usize, symbols: &mut Vec<Symbol>);

    /// Whether the character at a position is a decimal digit.
    fn digit_at(self, at: usize) -> bool {
        self.character_at(at).is_some_and(|(character, _)| {
            (0x30..0x3A).contains(&character) || unicode::decimal_digit(character).is_some()
        })
    }

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

/// UTF-8. Bytes that are none are characters that no number holds, so nobody has to check the text
/// first.
impl Text for &[u8] {
    #[inline]
    fn window<'t>(self, at: usize) -> Option<Window<'t>>
    where
        Self: 't,
    {
        let rest = self.get(at..).filter(|rest| !rest.is_empty())?;
        if let Some(whole) = rest.first_chunk() {
            return Some(Window::Whole(whole));
        }
        let mut window = [0; WINDOW];
        window.get_mut(..rest.len())?.copy_from_slice(rest);
        Some(Window::Part(window, rest.len()))
    }

    #[inline]
    fn push_ascii(self, start: usize, end: usize, symbols: &mut Vec<Symbol>) {
        let part = self.get(start..end).unwrap_or_default();
        symbols.extend(part.iter().map(|&byte| ascii_symbol(byte)));
    }

    #[inline]
    fn ascii_at(self, at: usize) -> u8 {
        self.get(at).copied().unwrap_or(0)
    }

    #[inline]
    fn character_at(self, at: usize) -> Option<(u32, usize)> {
        match self.get(at) {
            Some(&byte) if byte < 0x80 => Some((byte.into(), 1)),
            Some(&lead) => Some(decoded(self, at, lead)),
            None => None,
        }
    }

    #[inline]
    fn character_before(self, at: usize) -> Option<(u32, usize)> {
        match self.get(at.checked_sub(1)?) {
            Some(&byte) if byte < 0x80 => Some((byte.into(), 1)),
            Some(_) => Some(decoded_before(self, at)),
            None => None,
        }
    }
}

/// The character that begins with a byte beyond ASCII, and its width.
fn decoded(text: &[u8], at: usize, lead: u8) -> (u32, usize) {
    let width = match lead {
        0xC2..=0xDF => 2,
        0xE0..=0xEF => 3,
        0xF0..=0xF4 => 4,
        _ => 1,
    };
    let bytes = text.get(at..at + width).and_then(|bytes| core::str::from_utf8(bytes).ok());
    let character = bytes.and_then(|bytes| bytes.chars().next());
    character.map_or((char::REPLACEMENT_CHARACTER.into(), 1), |one| (one.into(), width))
}

fn decoded_before(text: &[u8], at: usize) -> (u32, usize) {
    let begins_character = |width: &usize| {
        let byte = at.checked_sub(*width).and_then(|start| text.get(start));
        byte.is_some_and(|byte| byte & 0xC0 != 0x80)
    };
    let start = (1..=4).find(begins_character).and_then(|width| at.checked_sub(width));
    let character =
        start.and_then(|start| text.character_at(start).filter(|&(_, width)| start + width == at));
    character.unwrap_or((char::REPLACEMENT_CHARACTER.into(), 1))
}

impl Text for &[u16] {
    #[inline]
    fn window<'t>(self, at: usize) -> Option<Window<'t>>
    where
        Self: 't,
    {
        let rest = self.get(at..).filter(|rest| !rest.is_empty())?;
        let rest = rest.get(..WINDOW).unwrap_or(rest);
        let mut window = [0; WINDOW];
        for (byte, &unit) in window.iter_mut().zip(rest) {
            *byte = if unit < 0x80 { unit as u8 } else { u8::MAX };
        }
        Some(Window::Part(window, rest.len()))
    }

    #[inline]
    fn push_ascii(self, start: usize, end: usize, symbols: &mut Vec<Symbol>) {
        let part = self.get(start..end).unwrap_or_default();
        symbols.extend(part.iter().map(|&unit| ascii_symbol(unit as u8)));
    }

    #[inline]
    fn ascii_at(self, at: usize) -> u8 {
        self.get(at).map_or(0, |&unit| u8::try_from(unit).unwrap_or(BEYOND_ASCII).min(BEYOND_ASCII))
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

#[cfg(test)]
mod tests {
    use super::{POSSIBLE_DIGIT, Text, WINDOW};

    #[test]
    fn a_window_shows_ascii_and_where_other_digits_may_be() {
        for digit in ["7", "\u{663}", "\u{FF17}", "\u{1D7D9}"] {
            let text = "é語a".repeat(3) + digit;
            let wide: Vec<u16> = text.encode_utf16().collect();
            let place = text.len() - digit.len();
            let window = text.as_bytes().window(place).unwrap();
            assert_eq!(window.length(), digit.len());
            let first = window.characters()[0];
            assert!(first == b'7' || first >= POSSIBLE_DIGIT);
            assert!(text.as_bytes().digit_at(place));
            let first = wide.as_slice().window(9).unwrap().characters()[0];
            assert!(first == b'7' || first >= POSSIBLE_DIGIT);
            assert!(wide.as_slice().digit_at(9));
        }
        let long = [b'a'; WINDOW + 1];
        let length = |at| long.as_slice().window(at).map(|window| window.length());
        assert_eq!([0, WINDOW, WINDOW + 1].map(length), [Some(WINDOW), Some(1), None]);
    }

    #[test]
    fn bytes_that_are_no_text_are_read_one_by_one() {
        let bytes: &[u8] = b"1\xFF2\xE9\x803\xC2";
        let mut at = 0;
        let mut widths = 0;
        while let Some((_, width)) = bytes.character_at(at) {
            at += width;
            widths += 1;
            assert_eq!(bytes.character_before(at).map(|(_, width)| width), Some(width));
        }
        assert_eq!((at, widths), (bytes.len(), 7));
    }
}
