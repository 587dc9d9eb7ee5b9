//! The finder: text in, numbers out.

use alloc::vec::Vec;
use core::fmt;

use crate::candidate::{Candidate, Next};
use crate::layout::MAGIC;
use crate::matcher::{Matcher, Whole};
use crate::metadata::{Metadata, MetadataError, Tables};
use crate::number::{Extension, PhoneNumber};
use crate::parse::{MAX_INPUT, MAX_NSN, ParseError, parse};
use crate::region::Region;
use crate::rfc3966;
use crate::symbol::{Symbol, digit_value, is, symbol_of};
use crate::text::Text;
use crate::verdict::{Reason, Verdict};

/// Finds phone numbers in text. It holds nothing but references into its metadata: making one is
/// free, and one serves any number of texts.
#[derive(Debug, Clone, Copy)]
pub struct Finder<'m> {
    tables: Tables<'m>,
}

/// A phone number in a text.
#[derive(Debug, Clone, Copy)]
pub struct Match<'m> {
    /// Where it begins: bytes of UTF-8 with [`Finder::find`], code units with
    /// [`Finder::find_utf16`].
    pub start: usize,
    /// Where it ends, in the same units.
    pub end: usize,
    /// The number.
    pub number: PhoneNumber<'m>,
    /// Its extension, if the text gives one.
    pub extension: Option<Extension>,
    /// Whether a person would call it.
    pub verdict: Verdict,
    /// Why.
    pub reason: Reason,
}

/// Why a text is not a phone number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NotANumber {
    /// It is not written like one.
    NotDiallable,
    /// The calling code does not exist, or it has none and no region is known to take it from.
    UnknownCallingCode,
    /// It has too few digits.
    TooShort,
    /// It has too many digits.
    TooLong,
}

impl NotANumber {
    /// A stable name for machines, in snake case.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::NotDiallable => "not_diallable",
            Self::UnknownCallingCode => "unknown_calling_code",
            Self::TooShort => "too_short",
            Self::TooLong => "too_long",
        }
    }
}

impl fmt::Display for NotANumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotDiallable => f.write_str("this is not written like a phone number"),
            Self::UnknownCallingCode => {
                f.write_str("no country has this calling code; begin with + and the country's code")
            }
            Self::TooShort => f.write_str("a phone number has more digits"),
            Self::TooLong => write!(f, "a phone number has at most {MAX_NSN} digits"),
        }
    }
}

impl core::error::Error for NotANumber {}

impl From<ParseError> for NotANumber {
    fn from(error: ParseError) -> Self {
        match error {
            ParseError::NotANumber => Self::NotDiallable,
            ParseError::InvalidCallingCode => Self::UnknownCallingCode,
            ParseError::TooShortAfterPrefix | ParseError::TooShort => Self::TooShort,
            ParseError::TooLong => Self::TooLong,
        }
    }
}

impl Finder<'static> {
    /// With the metadata that the crate carries.
    #[must_use]
    pub fn embedded() -> Self {
        Self { tables: Metadata::embedded().tables() }
    }
}

impl<'m> Finder<'m> {
    /// With other metadata, compiled by `cargo xtask metadata`.
    ///
    /// # Errors
    /// When the bytes are not compiled metadata of this crate's layout, complete and unchanged.
    pub fn from_bytes(metadata: &'m [u8]) -> Result<Self, MetadataError> {
        Ok(Self { tables: Metadata::from_bytes(metadata, MAGIC)?.tables() })
    }

    /// The metadata that it works with.
    #[must_use]
    pub fn metadata(&self) -> Metadata<'m> {
        self.tables.metadata
    }

    /// Finds the numbers of a text in their order, with places in bytes. Numbers without a calling
    /// code are taken to be of `region`; with no region they are not found.
    #[must_use]
    pub fn find(&self, text: &str, region: Option<Region>) -> Vec<Match<'m>> {
        self.find_in(text.as_bytes(), region)
    }

    /// The same for bytes of UTF-8 that nobody has checked. What is not UTF-8 is no part of a number.
    #[must_use]
    pub fn find_utf8(&self, text: &[u8], region: Option<Region>) -> Vec<Match<'m>> {
        self.find_in(text, region)
    }

    /// The same for UTF-16, with places in code units. Unpaired surrogates are allowed.
    #[must_use]
    pub fn find_utf16(&self, text: &[u16], region: Option<Region>) -> Vec<Match<'m>> {
        self.find_in(text, region)
    }

    /// Reads the text that a person typed or chose as one number, which may be without a calling
    /// code in `region`. Letters are taken as the digits on their keys; an extension is left out.
    /// Of a `tel:` URI (RFC 3966) `phone-context` is heeded, and `isub` is left out. The number may
    /// be one that nobody can have, see [`PhoneNumber::is_valid`].
    ///
    /// # Errors
    /// When it cannot be read as a number at all, with the reason.
    pub fn parse(
        &self,
        typed: &str,
        region: Option<Region>,
    ) -> Result<PhoneNumber<'m>, NotANumber> {
        if typed.chars().nth(MAX_INPUT).is_some() {
            return Err(NotANumber::TooLong);
        }
        let number = rfc3966::number_of(typed).map_err(|_| NotANumber::NotDiallable)?;
        let symbols: Vec<Symbol> =
            number.chars().map(|character| symbol_of(character.into())).collect();
        let region = region.and_then(|region| self.tables.region_id(region));
        let parsed = parse(&self.tables, &symbols, region)?;
        Ok(PhoneNumber::new(&self.tables, &parsed))
    }

    /// Whether a text is a valid number, which may be without a calling code in `region`.
    #[must_use]
    pub fn is_valid(&self, typed: &str, region: Option<Region>) -> bool {
        self.parse(typed, region).is_ok_and(|number| number.is_valid())
    }

    /// The calling code of a region's numbers, 1 to 999; `None` when it has none of its own.
    #[must_use]
    pub fn calling_code(&self, region: Region) -> Option<u16> {
        let id = self.tables.region_id(region)?;
        let code = self.tables.region(id).code();
        Some(self.tables.code(code).calling_code())
    }

    fn find_in<T: Text>(&self, text: T, region: Option<Region>) -> Vec<Match<'m>> {
        let region = region.and_then(|region| self.tables.region_id(region));
        let matcher = Matcher::new(&self.tables, region);
        let mut matches = Vec::new();
        let mut candidate = Candidate::default();
        let mut from = 0;
        loop {
            match candidate.read(text, from, matcher.fewest()) {
                Next::Nothing => break,
                Next::TooShort(end) => {
                    from = end;
                    continue;
                }
                Next::Candidate => from = candidate.end(),
            }
            candidate.look_around(text);
            if candidate.properties & (is::OPEN | is::CLOSE) != 0 {
                candidate.spell_out(text);
            }
            let found = match matcher.whole(&candidate) {
                Whole::Number(found) => Some(found),
                Whole::NoNumber => {
                    candidate.spell_out(text);
                    matcher.find_inner(&candidate)
                }
                Whole::Unknown => {
                    candidate.spell_out(text);
                    matcher.find(&candidate)
                }
            };
            if let Some(found) = found {
                if found.parsed.extension.is_some() {
                    candidate.spell_out(text);
                }
                let symbols = candidate.symbols().get(found.part.start..found.part.end);
                let end = candidate.position(found.part.end);
                matches.push(Match {
                    start: candidate.position(found.part.start),
                    end,
                    number: PhoneNumber::with_class(&self.tables, &found.parsed, found.class),
                    extension: extension_of(symbols.unwrap_or_default(), found.parsed.extension),
                    verdict: Verdict::Call,
                    reason: Reason::Valid,
                });
                from = end;
            }
        }
        matches
    }
}

#[inline(never)]
fn extension_of(symbols: &[Symbol], place: Option<(usize, usize)>) -> Option<Extension> {
    let (start, end) = place?;
    let digits = symbols.get(start..end)?;
    Some(Extension::new(digits.iter().filter_map(|&symbol| digit_value(symbol))))
}
