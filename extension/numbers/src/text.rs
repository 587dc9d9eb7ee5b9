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
            let quads = rest.chunks_exact(4).take_while(|quad| !may_hold_digit(quad)).count();
            at += 4 * quads;
            let rest = rest.get(4 * quads..)?;
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

/// Whether any of four code units can be a decimal digit: U+0030 to U+0039 or from U+0600 on. One
/// test for four, without the vector instructions that WebAssembly may lack: prose passes at 2 000
/// MB/s instead of 890 (WebAssembly in Node 20).
#[inline]
fn may_hold_digit(quad: &[u16]) -> bool {
    const EACH: u64 = 0x0001_0001_0001_0001;
    let &[a, b, c, d] = quad else { return true };
    let lanes = u64::from(a) | u64::from(b) << 16 | u64::from(c) << 32 | u64::from(d) << 48;
    let beyond_u_07ff = lanes & (0xF800 * EACH) != 0;
    let from_u_0600 = lanes & (lanes << 1) & (0x0400 * EACH) != 0;
    // The highest bit of a lane says that it is no ASCII digit.
    let no_digit = (lanes ^ (0x30 * EACH)).wrapping_add(0x7FF6 * EACH);
    beyond_u_07ff || from_u_0600 || no_digit & (0x8000 * EACH) != 0x8000 * EACH
}

fn combined(high: u16, low: u16) -> u32 {
    0x1_0000 + (u32::from(high & 0x3FF) << 10) + u32::from(low & 0x3FF)
}

#[cfg(test)]
mod tests {
    use super::{Text, may_hold_digit};
    use crate::unicode::decimal_digit;

    #[test]
    fn no_digit_is_passed_over_with_its_neighbours() {
        for unit in 0..=u16::MAX {
            let is_digit = (0x30..0x3A).contains(&unit) || decimal_digit(unit.into()).is_some();
            for place in 0..4 {
                let mut quad = [u16::from(b'a'); 4];
                quad[place] = unit;
                assert!(!is_digit || may_hold_digit(&quad), "U+{unit:04X} at {place}");
            }
            let plain = unit < 0x600 && !is_digit;
            assert_eq!(may_hold_digit(&[unit; 4]), !plain, "U+{unit:04X}");
        }
    }

    #[test]
    fn the_first_digit_is_found_wherever_it_stands() {
        for before in 0..20 {
            for digit in ["7", "\u{663}", "\u{FF17}", "\u{1D7D9}"] {
                let text = "語é".repeat(before) + digit + "1";
                let wide: Vec<u16> = text.encode_utf16().collect();
                assert_eq!(text.as_str().find_digit(0), Some(5 * before));
                assert_eq!(wide.as_slice().find_digit(0), Some(2 * before));
            }
        }
        assert_eq!("no digit at all".find_digit(0), None);
    }
}
