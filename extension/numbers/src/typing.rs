//! Groups a number while it is typed, as libphonenumber's `AsYouTypeFormatter` does.
//!
//! Which format applies to the digits so far is compiled, see [`crate::layout::typing`]. What is left
//! is to tell the prefix from the number with each digit, and to remember what was told: a prefix
//! that has been seen stays one until no format applies any more.

use alloc::string::String;
use alloc::vec::Vec;

use crate::automaton::class_of;
use crate::format::{group_digits, write_digits};
use crate::layout::{Section, typing};
use crate::metadata::{Metadata, MetadataError, RegionRecord, Tables};
use crate::parse::split_calling_code;
use crate::prefix::match_prefix;
use crate::region::Region;
use crate::symbol::{
    PLUS, SMALL_X, TILDE, WIDE_PLUS, WIDE_TILDE, digit_value, has, is, small, symbol_of,
};

/// Numbers are grouped from their third character on.
const FIRST_GROUPED: usize = 3;
/// libphonenumber's templates have room for so many digits.
const TEMPLATE_DIGITS: usize = 15;
/// Longer texts are left as they are: no number has so many digits, whatever its prefixes.
const MAX_DIGITS: usize = 30;

/// Groups numbers while they are typed. It holds nothing but references into its metadata.
#[derive(Debug, Clone, Copy)]
pub struct TypingFormatter<'m> {
    numbers: Tables<'m>,
    formats: Tables<'m>,
}

/// A text in a field, and where the caret stands in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Typed {
    /// The text.
    pub text: String,
    /// The caret in UTF-16 code units, as `selectionStart` of an input counts.
    pub caret: usize,
}

impl TypingFormatter<'static> {
    /// With the metadata that the crate carries.
    #[must_use]
    pub fn embedded() -> Self {
        Self {
            numbers: Metadata::embedded().tables(),
            formats: Metadata::embedded_typing().tables(),
        }
    }
}

impl<'m> TypingFormatter<'m> {
    /// With other metadata, compiled by `cargo xtask metadata` of the same XML: that for numbers and
    /// that for typing.
    ///
    /// # Errors
    /// When the bytes are not compiled metadata of this crate's layout, complete and unchanged.
    pub fn from_bytes(numbers: &'m [u8], typing: &'m [u8]) -> Result<Self, MetadataError> {
        Ok(Self {
            numbers: Metadata::from_bytes(numbers, crate::layout::MAGIC)?.tables(),
            formats: Metadata::from_bytes(typing, typing::MAGIC)?.tables(),
        })
    }

    /// The metadata for typing.
    #[must_use]
    pub fn metadata(&self) -> Metadata<'m> {
        self.formats.metadata
    }

    /// The text with its digits grouped anew. It is left as it is when it holds more than digits,
    /// punctuation and a plus sign before them, such as letters or an extension, and when it has no
    /// calling code and there is no region to take one from. Digits that no format fits lose
    /// their grouping.
    #[must_use]
    pub fn format(&self, text: &str, region: Option<Region>) -> String {
        self.format_with_caret(text, usize::MAX, region).text
    }

    /// The same for a text with a caret in it. The caret stays behind the same digit; at the end it
    /// stays at the end.
    #[must_use]
    pub fn format_with_caret(&self, text: &str, caret: usize, region: Option<Region>) -> Typed {
        let unchanged = || Typed { text: text.into(), caret: caret.min(length_in_units(text)) };
        let Some(characters) = dialled(text) else { return unchanged() };
        let plan = region.and_then(|region| self.plan(region));
        if plan.is_none() && characters.first() != Some(&Dialled::Plus) {
            return unchanged();
        }
        let formatted = self.group(&characters, plan);
        let caret = if caret >= length_in_units(text) {
            formatted.len()
        } else {
            position_after(&formatted, dialled_before(text, caret))
        };
        Typed { text: formatted, caret }
    }

    /// The region whose rules hold for its whole calling code.
    fn plan(&self, region: Region) -> Option<RegionRecord<'m>> {
        let record = self.numbers.region(self.numbers.region_id(region)?);
        Some(self.numbers.region(self.numbers.code(record.code()).main_region()))
    }

    fn group(&self, characters: &[Dialled], plan: Option<RegionRecord<'m>>) -> String {
        let has_plus = characters.first() == Some(&Dialled::Plus);
        let digits: Vec<u8> = characters.iter().filter_map(|one| one.digit()).collect();
        let first = usize::from(has_plus);
        let mut typist = Typist::new(self, has_plus, plan);
        for count in 1..=characters.len() {
            typist.take(digits.get(..count - first).unwrap_or_default());
        }
        typist.shown(&digits)
    }
}

/// A character that is dialled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Dialled {
    Plus,
    Digit(u8),
}

impl Dialled {
    fn digit(self) -> Option<u8> {
        match self {
            Self::Plus => None,
            Self::Digit(value) => Some(value),
        }
    }
}

/// What is dialled of a text; `None` when it holds anything but digits, a plus sign before them,
/// and punctuation.
fn dialled(text: &str) -> Option<Vec<Dialled>> {
    let mut characters = Vec::new();
    for character in text.chars() {
        let symbol = symbol_of(character.into());
        if let Some(value) = digit_value(symbol) {
            characters.push(Dialled::Digit(value));
        } else if matches!(symbol, PLUS | WIDE_PLUS) && characters.is_empty() {
            characters.push(Dialled::Plus);
        } else if !is_punctuation(symbol) {
            return None;
        }
    }
    (characters.len() <= MAX_DIGITS).then_some(characters)
}

/// Punctuation that says nothing: `x` and `~` can begin an extension.
fn is_punctuation(symbol: u8) -> bool {
    has(symbol, is::PUNCTUATION | is::OPEN | is::CLOSE)
        && !matches!(small(symbol), SMALL_X | TILDE | WIDE_TILDE)
}

fn length_in_units(text: &str) -> usize {
    text.chars().map(char::len_utf16).sum()
}

/// How many dialled characters stand before a caret.
fn dialled_before(text: &str, caret: usize) -> usize {
    let mut at = 0;
    let before = text.chars().take_while(|character| {
        at += character.len_utf16();
        at <= caret
    });
    before.map(|one| symbol_of(one.into())).filter(|&one| !is_punctuation(one)).count()
}

/// The place behind so many dialled characters of a formatted text.
fn position_after(formatted: &str, count: usize) -> usize {
    let dialled = |one: &(usize, char)| one.1.is_ascii_digit() || one.1 == '+';
    match count.checked_sub(1) {
        None => 0,
        Some(last) => formatted
            .char_indices()
            .filter(dialled)
            .nth(last)
            .map_or(formatted.len(), |it| it.0 + 1),
    }
}

/// How the digits so far are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// There are too few to tell anything.
    Beginning,
    /// They begin as an international number; its calling code is not complete.
    AwaitingCode,
    /// The national number is shown behind its prefix.
    Grouped,
    /// No format fits them: they are shown as they are.
    Ungrouped,
}

/// Reads digits one after the other.
struct Typist<'t, 'm> {
    formatter: &'t TypingFormatter<'m>,
    has_plus: bool,
    /// Of the region at first, then of the calling code that was typed.
    plan: Option<RegionRecord<'m>>,
    phase: Phase,
    /// Everything before the national number, as it is shown.
    prefix: String,
    /// Where the national number begins.
    national: usize,
    /// How many digits of it the national prefix took.
    national_prefix: usize,
    /// Whether a prefix says that the number is a whole one and not a local one.
    is_whole: bool,
    /// The format, see [`crate::layout::typing`]; 0 for none.
    class: u16,
}

impl<'t, 'm> Typist<'t, 'm> {
    fn new(
        formatter: &'t TypingFormatter<'m>,
        has_plus: bool,
        plan: Option<RegionRecord<'m>>,
    ) -> Self {
        Self {
            formatter,
            has_plus,
            plan,
            phase: Phase::Beginning,
            prefix: String::new(),
            national: 0,
            national_prefix: 0,
            is_whole: false,
            class: 0,
        }
    }

    /// Takes all the digits so far, the last of which is new.
    fn take(&mut self, digits: &[u8]) {
        let characters = digits.len() + usize::from(self.has_plus);
        match self.phase {
            Phase::Beginning if characters < FIRST_GROUPED => {}
            Phase::Beginning => {
                if self.take_international_prefix(digits) {
                    self.phase = Phase::AwaitingCode;
                    self.take_calling_code(digits);
                } else {
                    self.national_prefix = self.take_national_prefix(digits);
                    self.choose(digits);
                }
            }
            Phase::AwaitingCode => {
                self.take_calling_code(digits);
            }
            Phase::Grouped => self.choose(digits),
            Phase::Ungrouped => self.take_other_prefix(digits),
        }
    }

    /// Another prefix may explain digits that no format fits.
    fn take_other_prefix(&mut self, digits: &[u8]) {
        if self.take_international_prefix(digits) {
            if self.take_calling_code(digits) {
                self.choose(digits);
            }
            return;
        }
        if let Some(shown) = self.prefix.rfind(|one: char| one.is_ascii_digit())
            && self.national_prefix > 0
        {
            self.national = self.national.saturating_sub(self.national_prefix);
            self.prefix.truncate((shown + 1).saturating_sub(self.national_prefix));
        }
        if self.take_national_prefix(digits) != self.national_prefix {
            self.prefix.push(' ');
            self.choose(digits);
        }
    }

    /// Takes a plus sign, or what the region dials before a calling code.
    fn take_international_prefix(&mut self, digits: &[u8]) -> bool {
        let length = if self.has_plus {
            Some(0)
        } else {
            self.plan.and_then(|plan| {
                let program = self.formatter.numbers.program(plan.international_prefix()?);
                Some(match_prefix(program, digits)?.end)
            })
        };
        let Some(length) = length else { return false };
        self.is_whole = true;
        self.national = length;
        self.prefix.clear();
        if self.has_plus {
            self.prefix.push('+');
        } else {
            write_digits(digits.get(..length).unwrap_or_default(), &mut self.prefix);
            self.prefix.push(' ');
        }
        true
    }

    /// Takes the calling code, if it is complete.
    fn take_calling_code(&mut self, digits: &[u8]) -> bool {
        let numbers = &self.formatter.numbers;
        let national = digits.get(self.national..).unwrap_or_default();
        let Some((code, rest)) = split_calling_code(numbers, national) else { return false };
        let length = national.len() - rest.len();
        write_digits(national.get(..length).unwrap_or_default(), &mut self.prefix);
        self.prefix.push(' ');
        self.national += length;
        self.national_prefix = 0;
        self.plan = Some(numbers.region(numbers.code(code).main_region()));
        self.phase = Phase::Grouped;
        true
    }

    /// Takes what is dialled before a number within the country; answers how many digits it has.
    fn take_national_prefix(&mut self, digits: &[u8]) -> usize {
        let Some(plan) = self.plan else { return 0 };
        let national = digits.get(self.national..).unwrap_or_default();
        let numbers = &self.formatter.numbers;
        let is_nanp = numbers.code(plan.code()).calling_code() == 1;
        let length = match national {
            // In North America nothing but the prefix begins with a 1.
            [1, second, ..] if is_nanp && !matches!(second, 0 | 1) => {
                self.prefix.push_str("1 ");
                1
            }
            _ => {
                let program = plan.national_prefix().map(|offset| numbers.program(offset));
                let length = program
                    .and_then(|program| match_prefix(program, national))
                    .map_or(0, |prefix| prefix.end);
                write_digits(national.get(..length).unwrap_or_default(), &mut self.prefix);
                length
            }
        };
        self.national += length;
        self.is_whole |= length > 0;
        length
    }

    /// Chooses the format of the national number.
    fn choose(&mut self, digits: &[u8]) {
        let national = digits.get(self.national..).unwrap_or_default();
        self.class =
            self.target().map_or(0, |root| class_of(&self.formatter.formats, root, national));
        let fits = self.class != 0 || national.len() < FIRST_GROUPED;
        self.phase = if fits { Phase::Grouped } else { Phase::Ungrouped };
    }

    /// The automaton for a number that begins like this one.
    fn target(&self) -> Option<u16> {
        let code = self.formatter.numbers.code(self.plan?.code()).calling_code();
        let formats = &self.formatter.formats;
        let number = formats.code_id(code)?.number();
        let field = match (self.national_prefix, self.is_whole) {
            (0, true) => typing::INTERNATIONAL,
            (0, false) => typing::BARE,
            _ => typing::PREFIXED,
        };
        Some(formats.record::<{ typing::SIZE }>(Section::CodeRecords, number).u16(field))
    }

    /// The text for all the digits.
    fn shown(self, digits: &[u8]) -> String {
        let national = digits.get(self.national..).unwrap_or_default();
        let mut text = String::new();
        match self.phase {
            Phase::Beginning | Phase::Ungrouped => {
                if self.has_plus {
                    text.push('+');
                }
                write_digits(digits, &mut text);
            }
            Phase::AwaitingCode => {
                text = self.prefix;
                write_digits(national, &mut text);
            }
            Phase::Grouped => {
                let formats = self.formatter.formats;
                text = self.prefix;
                write_national(&formats, self.class, national, &mut text);
            }
        }
        text
    }
}

/// Appends a national number in the format of a class, or bare for 0.
fn write_national(formats: &Tables<'_>, class: u16, national: &[u8], text: &mut String) {
    let Some(choice) = class.checked_sub(1) else { return write_digits(national, text) };
    let choice = formats.record::<{ typing::CHOICE_SIZE }>(Section::Choices, choice.into());
    let [widths, template] = [choice.u16(0), choice.u16(2)];
    let is_complete = widths & typing::COMPLETE != 0;
    if template & typing::SPACED != 0 && !text.is_empty() && !text.ends_with(' ') {
        text.push(' ');
    }
    let widths = formats.text(widths & !typing::COMPLETE);
    let template = formats.text(template & !typing::SPACED);
    if is_complete {
        for &byte in template {
            match byte {
                group @ 1..=9 => write_digits(group_digits(national, widths, group), text),
                character => text.push(char::from(character)),
            }
        }
        return;
    }
    let most: usize = widths.iter().skip(1).step_by(2).map(|&most| usize::from(most)).sum();
    let places = [0; TEMPLATE_DIGITS];
    let places = places.get(..most).unwrap_or(&places);
    let mut rest = national;
    for &byte in template {
        match byte {
            _ if rest.is_empty() => return,
            group @ 1..=9 => {
                let length = group_digits(places, widths, group).len().min(rest.len());
                let (here, after) = rest.split_at(length);
                write_digits(here, text);
                rest = after;
            }
            character => text.push(char::from(character)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::TypingFormatter;
    use crate::Region;

    fn typed(text: &str, region: &str) -> String {
        TypingFormatter::embedded().format(text, Region::parse(region).ok())
    }

    /// What is shown after each character.
    fn steps(text: &str, region: &str) -> Vec<String> {
        (1..=text.len()).map(|end| typed(&text[..end], region)).collect()
    }

    #[test]
    fn grouping_appears_while_a_number_is_typed() {
        assert_eq!(
            steps("2015550123", "US"),
            [
                "2",
                "20",
                "201",
                "201-5",
                "201-55",
                "201-555",
                "201-5550",
                "(201) 555-01",
                "(201) 555-012",
                "(201) 555-0123"
            ]
        );
        assert_eq!(
            steps("+442079460018", "US"),
            [
                "+",
                "+4",
                "+44 ",
                "+44 2",
                "+44 20",
                "+44 20 7",
                "+44 20 79",
                "+44 20 794",
                "+44 20 7946",
                "+44 20 7946 0",
                "+44 20 7946 00",
                "+44 20 7946 001",
                "+44 20 7946 0018"
            ]
        );
        assert_eq!(typed("03023125555", "DE"), "030 23125555");
    }

    #[test]
    fn what_was_grouped_before_is_grouped_anew() {
        assert_eq!(typed("(201) 555-01234", "US"), "20155501234");
        assert_eq!(typed("201-5", "US"), "201-5");
        assert_eq!(typed("+1 (425) 555.0100", "DE"), "+1 425-555-0100");
        assert_eq!(typed("٢٠١５５５0123", "US"), "(201) 555-0123");
    }

    #[test]
    fn text_that_is_more_than_a_number_is_left_alone() {
        for text in ["1-800-FLOWERS", "201-555-0123 x42", "201;ext=5", "*31#", "20+1", "~1", ""] {
            assert_eq!(typed(text, "US"), text);
        }
        let alone = TypingFormatter::embedded().format("201 5550123", None);
        assert_eq!(alone, "201 5550123");
        assert_eq!(TypingFormatter::embedded().format("+12015550123", None), "+1 201-555-0123");
    }

    #[test]
    fn the_caret_stays_behind_its_digit() {
        let caret = |text, caret| {
            TypingFormatter::embedded().format_with_caret(text, caret, Region::parse("US").ok())
        };
        for (text, before, formatted, after) in [
            ("20155501", 8, "(201) 555-01", 12),
            ("201-55501", 3, "(201) 555-01", 4),
            ("201-55501", 4, "(201) 555-01", 4),
            ("201-55501", 5, "(201) 555-01", 7),
            ("201-55501", 0, "(201) 555-01", 0),
            ("(201) 55", 8, "201-55", 6),
            ("２0155501", 1, "(201) 555-01", 2),
            ("FLOWERS", 3, "FLOWERS", 3),
            ("FLOWERS", 30, "FLOWERS", 7),
        ] {
            let found = caret(text, before);
            assert_eq!((found.text.as_str(), found.caret), (formatted, after), "{text} {before}");
        }
    }
}
