//! Short numbers: emergency numbers, helplines and service codes, which are dialled as they are and
//! mean something else in the next country.
//!
//! No short number can be called through a service that takes E.164 numbers. What matters is to
//! know one, so that a person who needs help is told to take a telephone, and so that one in
//! international form is never dialled. What libphonenumber also knows of them, their cost and
//! whether they take text messages, is of no use for that and is left out.

use crate::automaton::class_of;
use crate::digits::Digits;
use crate::layout::short_number::{EMERGENCY, HELPLINE, MAGIC, OTHER};
use crate::metadata::{Metadata, MetadataError, Tables};
use crate::number::PhoneNumber;
use crate::parse::possible_number;
use crate::region::Region;
use crate::symbol::{PLUS, Symbol, WIDE_PLUS, digit_value, symbol_of};

/// Longer texts are no short numbers; libphonenumber's longest has 10 digits.
const MAX_TEXT: usize = 32;

/// What a short number is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ShortNumber {
    /// Police, fire brigade, ambulance.
    Emergency,
    /// Another number for people in need, such as mountain rescue or a crisis line.
    Helpline,
    /// Anything else: directory enquiries, a bank's own code, text messages.
    Other,
}

impl ShortNumber {
    /// A stable name for machines, in snake case.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Emergency => "emergency",
            Self::Helpline => "helpline",
            Self::Other => "short_number",
        }
    }

    const fn from_class(class: u16) -> Option<Self> {
        match class {
            EMERGENCY => Some(Self::Emergency),
            HELPLINE => Some(Self::Helpline),
            OTHER => Some(Self::Other),
            _ => None,
        }
    }
}

/// Knows the short numbers of every region, as libphonenumber's `ShortNumberInfo` does.
#[derive(Debug, Clone, Copy)]
pub struct ShortNumbers<'m> {
    tables: Tables<'m>,
}

impl ShortNumbers<'static> {
    /// With the metadata that the crate carries.
    #[must_use]
    pub fn embedded() -> Self {
        Self { tables: Metadata::embedded_short_numbers().tables() }
    }
}

impl<'m> ShortNumbers<'m> {
    /// With other metadata, compiled by `cargo xtask metadata`.
    ///
    /// # Errors
    /// When the bytes are not compiled short numbers of this crate's layout, complete and
    /// unchanged.
    pub fn from_bytes(metadata: &'m [u8]) -> Result<Self, MetadataError> {
        Ok(Self { tables: Metadata::from_bytes(metadata, MAGIC)?.tables() })
    }

    /// The metadata that it works with.
    #[must_use]
    pub fn metadata(&self) -> Metadata<'m> {
        self.tables.metadata
    }

    /// What the whole of a dialled text is as a short number of `region`, whatever punctuation and
    /// digits of whatever script it is written with. `None` when it is none, and always when it
    /// begins with a plus sign: a short number has no calling code.
    #[must_use]
    pub fn dialled(&self, text: &str, region: Region) -> Option<ShortNumber> {
        self.classify(digits(text)?.as_slice(), region)
    }

    /// Whether a dialled text is an emergency number: one of `region`, or 112 or 911, which reach
    /// the emergency services from mobile phones everywhere (3GPP TS 22.101, section 10.1.1).
    #[must_use]
    pub fn is_emergency(&self, text: &str, region: Option<Region>) -> bool {
        digits(text).is_some_and(|digits| {
            matches!(digits.as_slice(), [1, 1, 2] | [9, 1, 1])
                || region.is_some_and(|region| {
                    self.classify(digits.as_slice(), region) == Some(ShortNumber::Emergency)
                })
        })
    }

    /// What a number in international form is when what follows its calling code is a short number
    /// of a region with that code, such as `+27 10111`, South Africa's police. Nobody has such a
    /// number, so it must not be dialled. `None` for every number that somebody can have.
    #[must_use]
    pub fn in_international_form(&self, number: &PhoneNumber<'_>) -> Option<ShortNumber> {
        if number.is_valid() {
            return None;
        }
        let of_regions = number.regions().filter_map(|it| self.classify(number.nsn(), it));
        of_regions.min_by_key(|kind| match kind {
            ShortNumber::Emergency => 0,
            ShortNumber::Helpline => 1,
            ShortNumber::Other => 2,
        })
    }

    fn classify(&self, digits: &[u8], region: Region) -> Option<ShortNumber> {
        let root = self.tables.short_number_classes(region)?;
        ShortNumber::from_class(class_of(&self.tables, root, digits))
    }
}

/// The digits of a text that was dialled as it is.
fn digits(text: &str) -> Option<Digits> {
    let mut symbols: [Symbol; MAX_TEXT] = [0; MAX_TEXT];
    let mut length = 0;
    for character in text.chars() {
        *symbols.get_mut(length)? = symbol_of(character.into());
        length += 1;
    }
    let symbols = symbols.get(..length)?;
    let (start, end) = possible_number(symbols);
    let number = symbols.get(start..end)?;
    let is_international = matches!(number.first(), Some(&(PLUS | WIDE_PLUS)));
    (!is_international).then(|| number.iter().filter_map(|&symbol| digit_value(symbol)).collect())
}

#[cfg(test)]
mod tests {
    use super::{ShortNumber, ShortNumbers};
    use crate::{Finder, Region};

    fn dialled(text: &str, region: &str) -> Option<ShortNumber> {
        ShortNumbers::embedded().dialled(text, Region::parse(region).unwrap())
    }

    #[test]
    fn each_region_has_its_emergency_numbers() {
        for (region, numbers) in [
            ("US", &["911", "112"][..]),
            ("DE", &["112", "110"]),
            ("GB", &["999", "112"]),
            ("FR", &["15", "17", "18", "112"]),
            ("JP", &["110", "119"]),
            ("ZA", &["10111", "10177", "112"]),
        ] {
            for number in numbers {
                assert_eq!(dialled(number, region), Some(ShortNumber::Emergency), "{number}");
            }
        }
        assert_eq!(dialled("110", "US"), None);
        assert_eq!(dialled("112", "ZZ"), None);
    }

    #[test]
    fn helplines_and_service_codes_are_told_apart_from_emergencies() {
        assert_eq!(dialled("988", "US"), Some(ShortNumber::Helpline));
        assert_eq!(dialled("116 117", "DE"), Some(ShortNumber::Helpline));
        assert_eq!(dialled("411", "US"), Some(ShortNumber::Other));
        assert_eq!(dialled("11880", "DE"), Some(ShortNumber::Other));
        assert_eq!(dialled("2015550123", "US"), None);
    }

    #[test]
    fn the_way_of_writing_does_not_matter_but_a_plus_sign_does() {
        for text in ["9-1-1", "(911)", "９１１", "٩١١", " 911. "] {
            assert_eq!(dialled(text, "US"), Some(ShortNumber::Emergency), "{text}");
        }
        for text in ["+911", "＋911", "91", "0911", "", "call 9 1", &"9".repeat(100)] {
            assert_eq!(dialled(text, "US"), None, "{text}");
        }
    }

    #[test]
    fn mobile_phones_everywhere_know_112_and_911() {
        let short_numbers = ShortNumbers::embedded();
        let de = Region::parse("DE").ok();
        assert!(short_numbers.is_emergency("911", de) && short_numbers.is_emergency("110", de));
        assert!(
            short_numbers.is_emergency("112", None) && !short_numbers.is_emergency("110", None)
        );
        assert!(!short_numbers.is_emergency("+112", None));
    }

    #[test]
    fn a_short_number_with_a_calling_code_is_known() {
        let of = |text| {
            let number = Finder::embedded().parse(text, None).unwrap();
            ShortNumbers::embedded().in_international_form(&number)
        };
        assert_eq!(of("+2710111"), Some(ShortNumber::Emergency));
        assert_eq!(of("+49110"), Some(ShortNumber::Emergency));
        assert_eq!(of("+49116117"), Some(ShortNumber::Helpline));
        assert_eq!(of("+12015550123"), None);
    }
}
