//! Strings of decimal digits.

/// More digits than any number has together with every prefix: longer ones are only ever too long.
const CAPACITY: usize = 40;

/// Decimal digits as values 0 to 9.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Digits {
    values: [u8; CAPACITY],
    length: u8,
    overflowed: bool,
}

impl Default for Digits {
    fn default() -> Self {
        Self { values: [0; CAPACITY], length: 0, overflowed: false }
    }
}

impl Digits {
    pub(crate) fn push(&mut self, value: u8) {
        match self.values.get_mut(usize::from(self.length)) {
            Some(place) => {
                *place = value;
                self.length += 1;
            }
            None => self.overflowed = true,
        }
    }

    /// Whether there were more digits than it holds.
    pub(crate) fn overflowed(&self) -> bool {
        self.overflowed
    }

    pub(crate) fn as_slice(&self) -> &[u8] {
        self.values.get(..usize::from(self.length)).unwrap_or_default()
    }
}

impl Extend<u8> for Digits {
    fn extend<I: IntoIterator<Item = u8>>(&mut self, values: I) {
        for value in values {
            self.push(value);
        }
    }
}

impl FromIterator<u8> for Digits {
    fn from_iter<I: IntoIterator<Item = u8>>(values: I) -> Self {
        let mut digits = Self::default();
        digits.extend(values);
        digits
    }
}

/// Digits that were taken from others by leaving a prefix out or by writing another for it.
#[derive(Debug, Clone)]
pub(crate) enum Stripped<'d> {
    /// What is left.
    Rest(&'d [u8]),
    /// What they became.
    Transformed(Digits),
}

impl Stripped<'_> {
    pub(crate) fn as_slice(&self) -> &[u8] {
        match self {
            Self::Rest(rest) => rest,
            Self::Transformed(digits) => digits.as_slice(),
        }
    }
}
