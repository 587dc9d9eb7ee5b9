//! Regions.

use core::fmt;
use core::str::FromStr;

/// A region: ISO 3166-1 alpha-2, or `001` for calling codes that belong to no country.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Region([u8; 3]);

/// A text that names no region.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InvalidRegion;

impl fmt::Display for InvalidRegion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a region is two letters of ISO 3166-1 such as `US`, or `001` for the world")
    }
}

impl core::error::Error for InvalidRegion {}

impl Region {
    /// Calling codes that belong to no country, such as +800.
    pub const WORLD: Self = Self(*b"001");

    /// Reads two letters, large or small, or `001`. Whether such a region exists is not checked:
    /// one without a numbering plan of its own is the same as none.
    ///
    /// # Errors
    /// When it is anything else.
    pub fn parse(text: &str) -> Result<Self, InvalidRegion> {
        Self::parse_ascii(text.as_bytes())
    }

    pub(crate) fn parse_ascii(text: &[u8]) -> Result<Self, InvalidRegion> {
        match text {
            b"001" => Ok(Self::WORLD),
            [first, second] if first.is_ascii_alphabetic() && second.is_ascii_alphabetic() => {
                Ok(Self([first.to_ascii_uppercase(), second.to_ascii_uppercase(), 0]))
            }
            _ => Err(InvalidRegion),
        }
    }

    /// Its two letters, or `001`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        let used = if self.0[2] == 0 { &self.0[..2] } else { &self.0[..] };
        core::str::from_utf8(used).unwrap_or_default()
    }

    /// Reads the form of the metadata, filled up with a zero.
    pub(crate) fn from_record(field: [u8; 3]) -> Option<Self> {
        Self::parse_ascii(field.strip_suffix(b"\0").unwrap_or(&field)).ok()
    }

    /// 26 × first + second letter; the world has none.
    pub(crate) fn letter_index(self) -> Option<usize> {
        let [first, second, 0] = self.0 else { return None };
        Some(usize::from(first - b'A') * 26 + usize::from(second - b'A'))
    }
}

impl FromStr for Region {
    type Err = InvalidRegion;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl fmt::Display for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::{InvalidRegion, Region};

    #[test]
    fn two_letters_or_001_name_a_region_and_nothing_else_does() {
        assert_eq!(Region::parse("us").map(|region| region.as_str() == "US"), Ok(true));
        assert_eq!(Region::parse("001"), Ok(Region::WORLD));
        for text in ["", "U", "USA", "U1", "002", "ü", "  "] {
            assert_eq!(Region::parse(text), Err(InvalidRegion), "{text:?}");
        }
    }
}
