//! Decides which part of a candidate is a number: libphonenumber's leniency VALID.

use crate::automaton::class_of;
use crate::candidate::{Candidate, Fewest, Plainness};
use crate::exclusion::{brackets_match, ends_as_time_stamp, has_publication_pages, has_slash_date};
use crate::format::needs_national_prefix;
use crate::inner::{Part, SPLITS};
use crate::metadata::{CodeId, RegionId, Tables};
use crate::parse::{
    CodeSource, MIN_VIABLE_DIGITS, Nsn, ParseError, Parsed, PlainDigits, parse, parse_digits,
    strip_national_prefix, trim_end,
};
use crate::prefix::first_digits;
use crate::symbol::{Symbol, digit_value, has, is};

/// A part of a candidate that is a number.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Found {
    pub(crate) part: Part,
    pub(crate) parsed: Parsed,
    /// Its class in the automaton of its calling code.
    pub(crate) class: u16,
}

/// What the digits of a plain candidate tell of it as a whole.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Whole {
    /// It is a number.
    Number(Found),
    /// It is none; parts of it may be.
    NoNumber,
    /// Nothing: its symbols are needed too.
    Unknown,
}

/// Reads candidates with one default region.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Matcher<'t, 'm> {
    tables: &'t Tables<'m>,
    region: Option<RegionId>,
    /// The region's calling code.
    code: Option<CodeId>,
    /// With fewer digits no text can be a valid number.
    fewest: Fewest,
    /// Bit n: a valid national number of the region's calling code may have n digits.
    lengths: u32,
    /// Bit d: a number of the region may begin with a prefix or calling code that begins with d.
    prefix_digits: u16,
}

impl<'t, 'm> Matcher<'t, 'm> {
    pub(crate) fn new(tables: &'t Tables<'m>, region: Option<RegionId>) -> Self {
        let international = usize::from(tables.min_international_digits);
        let national = region.map(|id| usize::from(tables.region(id).min_digits()));
        let digits = national.unwrap_or(international);
        Self {
            tables,
            region,
            code: region.map(|id| tables.region(id).code()),
            fewest: Fewest { digits, with_plus: digits.min(international) },
            lengths: region.map_or(0, |id| tables.lengths_of_code(tables.region(id).code())),
            prefix_digits: region.map_or(0, |id| prefix_digits(tables, id)),
        }
    }

    #[inline]
    pub(crate) fn fewest(&self) -> Fewest {
        self.fewest
    }

    /// Whether a plain candidate is a number, as [`Matcher::find`] would say, from its digits alone:
    /// most numbers are found here. Brackets are spelt out.
    #[inline]
    pub(crate) fn whole(&self, candidate: &Candidate) -> Whole {
        let Some(plain) = candidate.digits_alone() else { return Whole::Unknown };
        let has = |properties| candidate.properties & properties != 0;
        if has(is::SLASH)
            || candidate.minutes_follow
            || has(is::PLUS) != plain.with_plus()
            || plain.digits().len() < MIN_VIABLE_DIGITS
        {
            return Whole::Unknown;
        }
        if !self.may_be_valid(plain)
            || has(is::OPEN | is::CLOSE)
                && (!brackets_match(candidate.symbols())
                    || has(is::HYPHEN) && has_publication_pages(candidate.symbols()))
            || !candidate.is_led && candidate.spoiled_before(0)
            || candidate.spoiled_after(candidate.length())
        {
            return Whole::NoNumber;
        }
        let Ok(parsed) = self.parse_plain(plain, candidate.plain, candidate.length()) else {
            return Whole::NoNumber;
        };
        let class =
            class_of(self.tables, self.tables.code(parsed.code).classes(), parsed.nsn.digits());
        if class == 0 {
            return Whole::NoNumber;
        }
        if parsed.source == CodeSource::DefaultRegion
            && needs_national_prefix(self.tables, parsed.code, parsed.nsn.digits())
        {
            return Whole::Unknown;
        }
        Whole::Number(Found { part: Part { start: 0, end: candidate.length() }, parsed, class })
    }

    /// The first part of a candidate that is a number, if any is.
    pub(crate) fn find(&self, candidate: &Candidate) -> Option<Found> {
        let symbols = candidate.symbols();
        if candidate.properties & is::SLASH != 0 && has_slash_date(symbols)
            || candidate.minutes_follow && ends_as_time_stamp(symbols)
        {
            return None;
        }
        let whole = Part { start: 0, end: symbols.len() };
        self.verify(candidate, whole).or_else(|| self.find_inner(candidate))
    }

    /// The first part of a candidate that is a number, when the whole is known to be none.
    pub(crate) fn find_inner(&self, candidate: &Candidate) -> Option<Found> {
        let symbols = candidate.symbols();
        for split in SPLITS {
            if candidate.properties & split.needs != split.needs {
                continue;
            }
            let mut from = 0;
            let mut is_first = true;
            while let Some(piece) = (split.next)(symbols, from) {
                if is_first {
                    let before = Part { start: 0, end: piece.separator };
                    if let Some(found) = self.verify_trimmed(candidate, before) {
                        return Some(found);
                    }
                    is_first = false;
                }
                if let Some(found) = self.verify_trimmed(candidate, piece.part) {
                    return Some(found);
                }
                from = piece.part.end;
            }
        }
        None
    }

    fn verify_trimmed(&self, candidate: &Candidate, part: Part) -> Option<Found> {
        let symbols = candidate.symbols().get(part.start..part.end)?;
        let end = part.start + trim_end(symbols).len();
        self.verify(candidate, Part { start: part.start, end })
    }

    /// Parses a part and checks all that leniency VALID asks for.
    fn verify(&self, candidate: &Candidate, part: Part) -> Option<Found> {
        let symbols = candidate.symbols().get(part.start..part.end)?;
        if symbols.len() < self.fewest.with_plus {
            return None;
        }
        let main = match candidate.plain {
            Plainness::All => Some(symbols),
            Plainness::BeforeExtension { start, .. }
                if symbols.len() == candidate.symbols().len() =>
            {
                symbols.get(..start)
            }
            Plainness::BeforeExtension { .. } | Plainness::None => None,
        };
        let plain = match main {
            Some(main) => Some(PlainDigits::of(main, candidate.properties)?),
            None => None,
        };
        if plain.as_ref().is_some_and(|plain| !self.may_be_valid(plain)) {
            return None;
        }
        if candidate.properties & (is::OPEN | is::CLOSE) != 0
            && (!brackets_match(symbols)
                || candidate.properties & is::HYPHEN != 0 && has_publication_pages(symbols))
        {
            return None;
        }
        let first = *symbols.first()?;
        if !has(first, is::LEAD) && candidate.spoiled_before(part.start)
            || candidate.spoiled_after(part.end)
        {
            return None;
        }
        let parsed = match &plain {
            Some(plain) => self.parse_plain(plain, candidate.plain, symbols.len()),
            None => parse(self.tables, symbols, self.region),
        };
        let parsed = parsed.ok()?;
        let code = self.tables.code(parsed.code);
        let class = class_of(self.tables, code.classes(), parsed.nsn.digits());
        let is_valid = class != 0
            && (plain.is_some()
                || candidate.properties & is::X == 0
                || self.x_is_explained(symbols, &parsed))
            && (parsed.source != CodeSource::DefaultRegion
                || self.prefix_is_there(symbols, &parsed));
        is_valid.then_some(Found { part, parsed, class })
    }

    /// Whether as many digits can be a valid number, all else left aside.
    #[inline]
    fn may_be_valid(&self, plain: &PlainDigits) -> bool {
        !self.is_bare(plain) || self.lengths >> (plain.digits().len() & 31) & 1 != 0
    }

    /// Whether digits begin with no prefix and no calling code: then they are all of the number.
    #[inline]
    fn is_bare(&self, plain: &PlainDigits) -> bool {
        let first = plain.digits().first().copied().unwrap_or(0);
        !plain.with_plus() && self.prefix_digits >> (first & 0xF) & 1 == 0
    }

    /// As [`parse`] would parse the symbols, `length` in all.
    fn parse_plain(
        &self,
        plain: &PlainDigits,
        plainness: Plainness,
        length: usize,
    ) -> Result<Parsed, ParseError> {
        let extension = match plainness {
            Plainness::BeforeExtension { digits, .. } => Some((digits, length)),
            Plainness::All | Plainness::None => None,
        };
        match self.code.filter(|_| self.is_bare(plain)) {
            Some(code) => {
                let source = CodeSource::DefaultRegion;
                Ok(Parsed { code, source, nsn: Nsn::new(plain.digits())?, extension })
            }
            None => {
                let (digits, with_plus) = (plain.digits(), plain.with_plus());
                parse_digits(self.tables, digits, with_plus, self.region, extension)
            }
        }
    }

    /// `x` may only stand before an extension, or doubled for a carrier code before the number.
    fn x_is_explained(&self, symbols: &[Symbol], parsed: &Parsed) -> bool {
        let is_x = |at: usize| symbols.get(at).is_some_and(|&symbol| has(symbol, is::X));
        let mut at = 0;
        while at + 1 < symbols.len() {
            if is_x(at) {
                let explained = if is_x(at + 1) {
                    at += 1;
                    self.is_same_number(symbols, at, parsed)
                } else {
                    is_extension(symbols, at, parsed)
                };
                if !explained {
                    return false;
                }
            }
            at += 1;
        }
        true
    }

    /// Whether the symbols from a place on are the same number, written nationally.
    fn is_same_number(&self, symbols: &[Symbol], from: usize, parsed: &Parsed) -> bool {
        let main = self.tables.code(parsed.code).main_region();
        if self.tables.region(main).region().is_none_or(|region| region == crate::Region::WORLD) {
            return false;
        }
        let Some(rest) = symbols.get(from..) else { return false };
        // With its calling code it would be the number itself, which libphonenumber does not take
        // for the same one written nationally (`isNumberMatch`: EXACT_MATCH, not NSN_MATCH).
        if !matches!(parse(self.tables, rest, None), Err(ParseError::InvalidCallingCode)) {
            return false;
        }
        let extension_of = |symbols: &[Symbol], parsed: &Parsed| {
            parsed
                .extension
                .and_then(|(start, end)| symbols.get(start..end).map(<[Symbol]>::to_vec))
        };
        parse(self.tables, rest, Some(main)).is_ok_and(|other| {
            other.code == parsed.code
                && other.nsn == parsed.nsn
                && extension_of(rest, &other) == extension_of(symbols, parsed)
        })
    }

    /// Whether a number that is written with its national prefix within its country has it here.
    fn prefix_is_there(&self, symbols: &[Symbol], parsed: &Parsed) -> bool {
        if !needs_national_prefix(self.tables, parsed.code, parsed.nsn.digits()) {
            return true;
        }
        let main = self.tables.region(self.tables.code(parsed.code).main_region());
        let digits: crate::digits::Digits =
            symbols.iter().filter_map(|&symbol| digit_value(symbol)).collect();
        strip_national_prefix(self.tables, main, digits.as_slice()).is_some()
    }
}

/// The digits that a number in a region can begin with when it begins with anything but itself: a
/// national or international prefix, or the region's own calling code.
fn prefix_digits(tables: &Tables<'_>, region: RegionId) -> u16 {
    let record = tables.region(region);
    let programs = [record.international_prefix(), record.national_prefix()];
    let code = tables.code(record.code()).calling_code();
    let first_of_code = [100, 10, 1].map(|place| code / place).into_iter().find(|&first| first > 0);
    programs
        .into_iter()
        .flatten()
        .map(|program| first_digits(tables.program(program)))
        .fold(1 << (first_of_code.unwrap_or(0) & 0xF), |all, some| all | some)
}

/// Whether the digits from a place on are exactly those of the extension; none if there is none. An
/// extension in other than ASCII digits never is: libphonenumber compares it as written with digits
/// made ASCII.
fn is_extension(symbols: &[Symbol], from: usize, parsed: &Parsed) -> bool {
    let extension = parsed.extension.and_then(|(start, end)| symbols.get(start..end));
    let rest = symbols.get(from..).unwrap_or_default();
    let digits = rest.iter().filter_map(|&symbol| digit_value(symbol));
    digits.eq(extension.unwrap_or_default().iter().copied())
}
