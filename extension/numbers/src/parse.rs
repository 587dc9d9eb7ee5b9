//! Parses the symbols of one number, as libphonenumber's `PhoneNumberUtil.parse` does.

use crate::automaton::class_of;
use crate::candidate::second_number;
use crate::digits::{Digits, Stripped};
use crate::extension::{self, Suffix};
use crate::metadata::{CodeId, Length, RegionId, RegionRecord, Tables};
use crate::prefix::match_prefix;
use crate::symbol::{Symbol, digit_value, has, is, keypad_digit};

/// libphonenumber refuses longer inputs outright.
pub(crate) const MAX_INPUT: usize = 250;
/// The fewest digits of a national significant number.
const MIN_NSN: usize = 2;
/// The most digits of a national significant number; some German ones have more than ITU's 15.
pub(crate) const MAX_NSN: usize = 17;

/// What has the form of a number has so many digits, unless it is two digits and nothing else.
pub(crate) const MIN_VIABLE_DIGITS: usize = 3;

/// How a number says which country it belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CodeSource {
    /// It begins with a plus sign.
    Plus,
    /// It begins with the default region's international prefix.
    InternationalPrefix,
    /// It begins with the default region's calling code and nothing before it.
    CodeAlone,
    /// It does not say it.
    DefaultRegion,
}

/// A parsed number.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Parsed {
    pub(crate) code: CodeId,
    pub(crate) source: CodeSource,
    /// The national significant number.
    pub(crate) nsn: Nsn,
    /// The digits of the extension, as places in the symbols that were parsed.
    pub(crate) extension: Option<(usize, usize)>,
}

/// A national significant number: 2 to 17 digits as values 0 to 9.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Nsn {
    values: [u8; MAX_NSN],
    length: u8,
}

impl Nsn {
    pub(crate) fn new(digits: &[u8]) -> Result<Self, ParseError> {
        match digits.len() {
            ..MIN_NSN => return Err(ParseError::TooShort),
            MIN_NSN..=MAX_NSN => {}
            _ => return Err(ParseError::TooLong),
        }
        // One by one: a slice is copied by a call in WebAssembly, which takes longer (16 ns).
        let mut values = [0; MAX_NSN];
        for (place, value) in values.iter_mut().enumerate() {
            *value = digits.get(place).copied().unwrap_or(0);
        }
        Ok(Self { values, length: digits.len() as u8 })
    }

    #[inline]
    pub(crate) fn digits(&self) -> &[u8] {
        self.values.get(..usize::from(self.length)).unwrap_or_default()
    }

    /// The digits, and zeros up to the most that there can be.
    #[inline]
    pub(crate) fn padded(&self) -> &[u8; MAX_NSN] {
        &self.values
    }
}

/// Why symbols are no number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ParseError {
    /// They do not have the form of one.
    NotANumber,
    /// The calling code does not exist, or there is none and no region to take it from.
    InvalidCallingCode,
    /// There are too few digits after the international prefix.
    TooShortAfterPrefix,
    /// There are too few digits.
    TooShort,
    /// There are too many digits.
    TooLong,
}

/// Parses a number that may be national in `region`.
pub(crate) fn parse(
    tables: &Tables<'_>,
    symbols: &[Symbol],
    region: Option<RegionId>,
) -> Result<Parsed, ParseError> {
    if symbols.len() > MAX_INPUT {
        return Err(ParseError::TooLong);
    }
    let (start, end) = possible_number(symbols);
    let number = symbols.get(start..end).unwrap_or_default();
    let suffix = extension::suffix(number);
    if !is_viable(number, suffix) {
        return Err(ParseError::NotANumber);
    }
    if region.is_none() && !number.first().is_some_and(is_plus) {
        return Err(ParseError::InvalidCallingCode);
    }
    let suffix = suffix.filter(|suffix| {
        let main = number.get(..suffix.start).unwrap_or_default();
        is_viable(main, extension::suffix(main))
    });
    let main = suffix.map_or(number, |suffix| number.get(..suffix.start).unwrap_or_default());
    let extension = suffix.map(|suffix| (start + suffix.digits.0, start + suffix.digits.1));

    let with_plus = main.first().is_some_and(is_plus);
    let digits = normalize(after_pluses(main));
    if digits.overflowed() {
        return Err(ParseError::TooLong);
    }
    parse_digits(tables, digits.as_slice(), with_plus, region, extension)
}

/// The digits of a plain candidate or of a part of one: of what has neither letters nor an
/// extension, they are all that parsing looks at.
#[derive(Debug, Default)]
pub(crate) struct PlainDigits {
    values: [u8; PLAIN_CAPACITY],
    length: usize,
    with_plus: bool,
}

/// More digits than a plain candidate has; a power of two, so that no access needs a check.
const PLAIN_CAPACITY: usize = 32;
const _: () =
    assert!(PLAIN_CAPACITY > crate::plain::MAX_DIGITS && PLAIN_CAPACITY.is_power_of_two());

impl PlainDigits {
    /// `None` when they have not the form of a number. `properties` are those of the candidate.
    #[inline]
    pub(crate) fn of(symbols: &[Symbol], properties: u32) -> Option<Self> {
        let mut plain = Self { values: [0; PLAIN_CAPACITY], length: 0, with_plus: false };
        let mut number = symbols;
        if properties & is::PLUS != 0 {
            let starts = |symbol: &Symbol| has(*symbol, is::PLUS | is::DIGIT);
            let from_start = symbols.get(symbols.iter().position(starts)?..)?;
            number = after_pluses(from_start);
            plain.with_plus = number.len() < from_start.len();
            if number.iter().any(is_plus) {
                return None;
            }
        }
        for &symbol in number {
            // A symbol that is no digit is overwritten by the next one.
            plain.values[plain.length % PLAIN_CAPACITY] = symbol;
            plain.length += usize::from(symbol < 10);
        }
        let is_viable = plain.length >= MIN_VIABLE_DIGITS || {
            let (start, end) = possible_number(symbols);
            is_viable(symbols.get(start..end).unwrap_or_default(), None)
        };
        is_viable.then_some(plain)
    }

    #[inline]
    pub(crate) fn clear(&mut self) {
        self.length = 0;
        self.with_plus = false;
    }

    /// At most [`crate::plain::MAX_DIGITS`] of them.
    #[inline]
    pub(crate) fn push(&mut self, digit: u8) {
        self.values[self.length % PLAIN_CAPACITY] = digit;
        self.length += 1;
    }

    /// A plus sign stands before them.
    #[inline]
    pub(crate) fn follow_plus(&mut self) {
        self.with_plus = true;
    }

    #[inline]
    pub(crate) fn digits(&self) -> &[u8] {
        self.values.get(..self.length).unwrap_or_default()
    }

    #[inline]
    pub(crate) fn with_plus(&self) -> bool {
        self.with_plus
    }
}

/// Parses the digits of a number that may be national in `region`.
pub(crate) fn parse_digits(
    tables: &Tables<'_>,
    digits: &[u8],
    with_plus: bool,
    region: Option<RegionId>,
    extension: Option<(usize, usize)>,
) -> Result<Parsed, ParseError> {
    let default = region.map(|id| tables.region(id));
    let found = match calling_code(tables, digits, with_plus, default) {
        Err(ParseError::InvalidCallingCode) if with_plus => {
            // Perhaps the plus was written before an international prefix.
            let found = calling_code(tables, digits, false, default)?;
            if found.code.is_none() {
                return Err(ParseError::InvalidCallingCode);
            }
            found
        }
        found => found?,
    };
    let (code, record) = match (found.code, default) {
        (Some(code), _) => (code, tables.region(tables.code(code).main_region())),
        (None, Some(region)) => (region.code(), region),
        (None, None) => return Err(ParseError::InvalidCallingCode),
    };
    let national = found.national;
    if national.as_slice().len() < MIN_NSN {
        return Err(ParseError::TooShort);
    }
    let stripped = strip_national_prefix(tables, record, national.as_slice())
        // What is left must still be long enough, else the prefix was part of a short number.
        .filter(|stripped| {
            matches!(record.length(stripped.as_slice().len()), Length::Possible | Length::TooLong)
        });
    let nsn = Nsn::new(stripped.as_ref().unwrap_or(&national).as_slice())?;
    Ok(Parsed { code, source: found.source, nsn, extension })
}

/// The part that can be a number: from the first plus or digit to the last letter, digit or `#`,
/// and not beyond the start of a second number.
pub(crate) fn possible_number(symbols: &[Symbol]) -> (usize, usize) {
    let starts = |symbol: &Symbol| is_plus(symbol) || has(*symbol, is::DIGIT);
    let Some(start) = symbols.iter().position(starts) else { return (0, 0) };
    let end = trim_end(symbols).len();
    let number = symbols.get(start..end).unwrap_or_default();
    (start, second_number(number).map_or(end, |second| start + second))
}

/// Without what no number ends with.
pub(crate) fn trim_end(symbols: &[Symbol]) -> &[Symbol] {
    let last = symbols.iter().rposition(|&symbol| has(symbol, is::END));
    symbols.get(..last.map_or(0, |last| last + 1)).unwrap_or_default()
}

fn is_plus(symbol: &Symbol) -> bool {
    has(*symbol, is::PLUS)
}

fn after_pluses(symbols: &[Symbol]) -> &[Symbol] {
    let pluses = symbols.iter().take_while(|symbol| is_plus(symbol)).count();
    symbols.get(pluses..).unwrap_or_default()
}

/// Whether symbols have the form of a number: two digits, or plus signs, three digits or more with
/// punctuation and stars between, then letters too, and perhaps an extension, its suffix.
fn is_viable(symbols: &[Symbol], suffix: Option<Suffix>) -> bool {
    if let &[first, second] = symbols {
        return has(first, is::DIGIT) && has(second, is::DIGIT);
    }
    let mut digits = 0;
    let pluses = symbols.iter().take_while(|symbol| is_plus(symbol)).count();
    let mut at = pluses;
    while digits < MIN_VIABLE_DIGITS {
        let Some(&symbol) = symbols.get(at) else { return false };
        if !has(symbol, is::VIABLE) || has(symbol, is::LETTER) && !has(symbol, is::X) {
            return false;
        }
        digits += usize::from(has(symbol, is::DIGIT));
        at += 1;
    }
    let rest = symbols.get(at..).unwrap_or_default();
    let plain = rest.iter().take_while(|symbol| has(**symbol, is::VIABLE)).count();
    plain == rest.len()
        || suffix.is_some_and(|Suffix { start, label, .. }| start.max(at) <= label.min(at + plain))
}

/// What a calling code was found by, and the digits after it.
struct Found<'d> {
    code: Option<CodeId>,
    source: CodeSource,
    national: Stripped<'d>,
}

fn calling_code<'d>(
    tables: &Tables<'_>,
    digits: &'d [u8],
    with_plus: bool,
    default: Option<RegionRecord<'_>>,
) -> Result<Found<'d>, ParseError> {
    let international = if with_plus {
        Some((CodeSource::Plus, digits))
    } else {
        default
            .and_then(|region| after_international_prefix(tables, region, digits))
            .map(|rest| (CodeSource::InternationalPrefix, rest))
    };
    if let Some((source, international)) = international {
        if international.len() <= MIN_NSN {
            return Err(ParseError::TooShortAfterPrefix);
        }
        let (code, national) =
            split_calling_code(tables, international).ok_or(ParseError::InvalidCallingCode)?;
        return Ok(Found { code: Some(code), source, national: Stripped::Rest(national) });
    }
    let national = default.and_then(|region| after_own_code(tables, region, digits));
    Ok(match (national, default) {
        (Some(national), Some(region)) => {
            Found { code: Some(region.code()), source: CodeSource::CodeAlone, national }
        }
        _ => Found {
            code: None,
            source: CodeSource::DefaultRegion,
            national: Stripped::Rest(digits),
        },
    })
}

/// The digits alone. A number with three letters or more is a vanity number: its letters become the
/// digits on their keys.
fn normalize(symbols: &[Symbol]) -> Digits {
    const MIN_VANITY_LETTERS: usize = 3;
    let letters = symbols.iter().filter(|symbol| has(**symbol, is::LETTER)).count();
    if letters < MIN_VANITY_LETTERS {
        return symbols.iter().filter_map(|&symbol| digit_value(symbol)).collect();
    }
    let key = |symbol: Symbol| {
        if has(symbol, is::ASCII_DIGIT) { Some(symbol) } else { keypad_digit(symbol) }
    };
    symbols.iter().filter_map(|&symbol| key(symbol)).collect()
}

/// The digits after the region's international prefix. No calling code begins with 0: what seems a
/// prefix before one is none.
fn after_international_prefix<'d>(
    tables: &Tables<'_>,
    region: RegionRecord<'_>,
    digits: &'d [u8],
) -> Option<&'d [u8]> {
    let program = tables.program(region.international_prefix()?);
    let prefix = match_prefix(program, digits)?;
    digits.get(prefix.end..).filter(|rest| rest.first() != Some(&0))
}

pub(crate) fn split_calling_code<'d>(
    tables: &Tables<'_>,
    digits: &'d [u8],
) -> Option<(CodeId, &'d [u8])> {
    const MAX_CODE_DIGITS: usize = 3;
    if digits.first() == Some(&0) {
        return None;
    }
    let mut code = 0;
    for (count, &digit) in (1..).zip(digits.iter().take(MAX_CODE_DIGITS)) {
        code = 10 * code + u16::from(digit);
        if let Some(id) = tables.code_id(code) {
            return Some((id, digits.get(count..)?));
        }
    }
    None
}

/// The national number after the region's own calling code, when that reads better than taking all
/// the digits as a national number: they were none and now are one, or they were too many.
fn after_own_code<'d>(
    tables: &Tables<'_>,
    region: RegionRecord<'_>,
    digits: &'d [u8],
) -> Option<Stripped<'d>> {
    let rest = strip_calling_code(tables.code(region.code()).calling_code(), digits)?;
    let national = strip_national_prefix(tables, region, rest).unwrap_or(Stripped::Rest(rest));
    let fits = |digits: &[u8]| is_general(tables, region, digits);
    let better = !fits(digits) && fits(national.as_slice());
    (better || region.length(digits.len()) == Length::TooLong).then_some(national)
}

fn strip_calling_code(code: u16, digits: &[u8]) -> Option<&[u8]> {
    let hundreds = code / 100;
    let length = if hundreds > 0 {
        3
    } else if code >= 10 {
        2
    } else {
        1
    };
    let (head, rest) = digits.split_at_checked(length)?;
    let value = head.iter().fold(0, |value, &digit| 10 * value + u16::from(digit));
    (value == code).then_some(rest)
}

/// Whether digits fit the region's general description.
fn is_general(tables: &Tables<'_>, region: RegionRecord<'_>, digits: &[u8]) -> bool {
    class_of(tables, region.general(), digits) != 0
}

/// The digits without the region's national prefix (and carrier code), or transformed as the region
/// says; `None` if they have none. A prefix stays when the number was one with it and is none
/// without.
pub(crate) fn strip_national_prefix<'d>(
    tables: &Tables<'_>,
    region: RegionRecord<'_>,
    digits: &'d [u8],
) -> Option<Stripped<'d>> {
    if digits.is_empty() {
        return None;
    }
    let prefix = match_prefix(tables.program(region.national_prefix()?), digits)?;
    let rest = digits.get(prefix.end..)?;
    let last_group_took_part = region.groups() == 0 || prefix.group(region.groups()).is_some();
    let stripped = match region.transform().filter(|_| last_group_took_part) {
        None => Stripped::Rest(rest),
        Some(rule) => {
            let mut transformed = Digits::default();
            for &byte in tables.text(rule) {
                match byte {
                    b'0'..=b'9' => transformed.push(byte - b'0'),
                    group => {
                        let span = prefix.group(usize::from(group));
                        let captured = span.and_then(|(start, end)| digits.get(start..end));
                        transformed.extend(captured.unwrap_or_default().iter().copied());
                    }
                }
            }
            transformed.extend(rest.iter().copied());
            Stripped::Transformed(transformed)
        }
    };
    let spoils =
        is_general(tables, region, digits) && !is_general(tables, region, stripped.as_slice());
    (!spoils).then_some(stripped)
}
