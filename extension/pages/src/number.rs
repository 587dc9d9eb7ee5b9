//! What the text of the number field comes down to.

use pagedial_numbers::{DialPlan, Finder, NotCallable, PhoneNumber, Plan, Region};
use pagedial_protocol::{Callee, E164, EmergencyCountry, EmergencyNumber};

use crate::{region_names, words};

/// A text, read as a number to call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Reading {
    /// Nothing has been typed.
    Empty,
    /// It can be called.
    Callable(Number),
    /// An emergency number that can be called, because the administrator has enabled that.
    Emergency(EmergencyNumber),
    /// It can't be called.
    Wrong(NotCallable),
}

/// A number and the ways of writing it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Number {
    pub(crate) e164: E164,
    /// What follows the calling code.
    nsn: String,
    pub(crate) national: String,
    pub(crate) international: String,
    /// ISO 3166-1 alpha-2, or `001` for a calling code of no country. `None` when no number of
    /// this form is known: it may be newer than what we know, so it can be called all the same.
    pub(crate) region: Option<String>,
    /// What to dial once somebody has answered.
    pub(crate) extension: Option<String>,
}

/// Reads what was typed; numbers without a calling code are taken to be of `region`.
pub(crate) fn read(typed: &str, region: Option<&str>) -> Reading {
    if typed.trim().is_empty() {
        return Reading::Empty;
    }
    let region = region.and_then(|code| Region::parse(code).ok());
    match DialPlan::embedded().read(typed, region) {
        Ok(number) => match number_of(&number, extension_in(typed, region)) {
            Some(number) => Reading::Callable(number),
            // E.164 has bounds of its own.
            None => Reading::Wrong(NotCallable::TooShort(None)),
        },
        Err(reason) => Reading::Wrong(reason),
    }
}

/// Reads what is in the number field; emergency numbers of `enabled` can be called. Nothing but a
/// press of *Call* does it: what counts down or is asked for by a page is never one.
pub(crate) fn read_dialled(
    typed: &str,
    region: Option<&str>,
    enabled: &[EmergencyCountry],
) -> Reading {
    let bare: String = typed.chars().filter(|it| !"-() .".contains(*it)).collect();
    match EmergencyNumber::parse(&bare) {
        Some(number) if enabled.iter().any(|country| country.has(number)) => {
            Reading::Emergency(number)
        }
        _ => read(typed, region),
    }
}

impl Reading {
    /// Whether it can be called as it is.
    pub(crate) const fn can_be_called(&self) -> bool {
        matches!(self, Self::Callable(_) | Self::Emergency(_))
    }

    /// Whether it can't become a number by typing on.
    pub(crate) fn is_mistaken(&self) -> bool {
        matches!(self, Self::Wrong(reason) if !reason.may_grow())
    }
}

/// Why a text can't be called, in the person's language.
pub(crate) fn explanation(reason: NotCallable) -> String {
    let key = explanation_key(reason);
    match reason.plan() {
        None => words::text(&key),
        Some(Plan::Region(region)) => {
            words::text_with(&key, &[&region_names::name_of(region.as_str())])
        }
        Some(Plan::CallingCode(code)) => words::text_with(&key, &[&format!("+{code}")]),
    }
}

/// The key of the text for a reason; with a numbering plan, its name is filled in.
pub(crate) fn explanation_key(reason: NotCallable) -> String {
    let suffix = if reason.plan().is_some() { "_in" } else { "" };
    format!("dialer_number_{}{suffix}", reason.name())
}

/// The number as written from abroad; as it is when it can't be read, which no known one does.
pub(crate) fn international(number: &E164) -> String {
    match read(number.as_str(), None) {
        Reading::Callable(number) => number.international,
        Reading::Empty | Reading::Wrong(_) | Reading::Emergency(_) => number.to_string(),
    }
}

/// Whom a call goes to: a number as written from abroad, an emergency number as it is dialled.
pub(crate) fn written(callee: &Callee) -> String {
    callee.number().map_or_else(|| callee.to_string(), international)
}

/// A number with its extension behind it, as libphonenumber writes and reads it.
pub(crate) fn with_extension(number: &str, extension: &str) -> String {
    format!("{number} ext. {extension}")
}

/// What becomes of a text when another country is chosen: a number with a calling code gets that
/// country's, one without is meant as that country's from then on.
pub(crate) fn moved_to(typed: &str, reading: &Reading, calling_code: u16) -> String {
    match reading {
        _ if !typed.trim_start().starts_with(['+', '＋']) => typed.to_owned(),
        Reading::Callable(number) => format!("+{calling_code}{}", number.nsn),
        Reading::Empty | Reading::Wrong(_) | Reading::Emergency(_) => format!("+{calling_code}"),
    }
}

fn extension_in(typed: &str, region: Option<Region>) -> Option<String> {
    // Without a letter or a sign of its own there is none, and most numbers are without.
    if typed.chars().all(|it| it.is_ascii_digit() || "+-() .".contains(it)) {
        return None;
    }
    let found = Finder::embedded().find(typed, region);
    found.first()?.extension.map(|extension| extension.to_string())
}

fn number_of(number: &PhoneNumber<'_>, extension: Option<String>) -> Option<Number> {
    Some(Number {
        nsn: number.national_significant_number(),
        extension,
        e164: E164::parse(&number.e164()).ok()?,
        national: number.national(),
        international: number.international(),
        region: number.region().map(|region| region.to_string()),
    })
}

#[cfg(test)]
mod tests {
    use pagedial_numbers::ShortNumber;

    use super::*;

    fn callable(typed: &str, region: Option<&str>) -> Number {
        match read(typed, region) {
            Reading::Callable(number) => number,
            other => panic!("{typed:?}: {other:?}"),
        }
    }

    #[test]
    fn a_national_number_is_read_in_the_region_of_the_settings() {
        let number = callable("(425) 555-0123", Some("US"));
        assert_eq!(number.e164.as_str(), "+14255550123");
        assert_eq!(number.national, "(425) 555-0123");
        assert_eq!(number.international, "+1 425-555-0123");
        assert_eq!(number.region.as_deref(), Some("US"));
        assert_eq!(callable("030 23125 555", Some("DE")).e164.as_str(), "+493023125555");
    }

    #[test]
    fn an_international_number_needs_no_region() {
        assert_eq!(callable("+1 425 555 0123", None).e164.as_str(), "+14255550123");
        assert_eq!(read("(425) 555-0123", None), Reading::Wrong(NotCallable::NoRegion));
    }

    #[test]
    fn an_emergency_number_can_be_called_where_the_administrator_has_enabled_it() {
        let dialled =
            |typed, enabled: &[EmergencyCountry]| read_dialled(typed, Some("US"), enabled);
        let us = [EmergencyCountry::Us];
        for typed in ["911", "9-1-1", " 911 "] {
            let Reading::Emergency(number) = dialled(typed, &us) else { panic!("{typed:?}") };
            assert_eq!(number.as_str(), "911");
            assert!(!dialled(typed, &[]).can_be_called(), "{typed:?}");
            assert!(!dialled(typed, &[EmergencyCountry::Gb]).can_be_called(), "{typed:?}");
        }
        for typed in ["112", "+911", "9111"] {
            assert!(!dialled(typed, &us).can_be_called(), "{typed:?}");
        }
        assert!(matches!(dialled("(425) 555-0123", &us), Reading::Callable(_)));
    }

    #[test]
    fn short_codes_and_emergency_numbers_cannot_be_called() {
        let emergency = Reading::Wrong(NotCallable::ShortNumber(ShortNumber::Emergency));
        for (typed, region) in [("911", "US"), ("112", "DE"), ("999", "GB")] {
            assert_eq!(read(typed, Some(region)), emergency, "{typed}");
        }
        assert!(emergency.is_mistaken());
        assert_eq!(read("112", None), emergency);
        let short = Reading::Wrong(NotCallable::ShortNumber(ShortNumber::Other));
        assert_eq!(read("11880", Some("DE")), short);
    }

    #[test]
    fn the_beginning_of_a_number_is_no_mistake() {
        for typed in ["5", "+", "+1", "425 555", "425 555 01"] {
            let reading = read(typed, Some("US"));
            assert!(matches!(reading, Reading::Wrong(_)), "{typed}");
            assert!(!reading.is_mistaken(), "{typed}: {reading:?}");
        }
    }

    #[test]
    fn what_is_no_number_is_said_to_be_so() {
        assert_eq!(read("  ", Some("US")), Reading::Empty);
        assert_eq!(read("hello", Some("US")), Reading::Wrong(NotCallable::NotANumber));
        assert!(read("hello", Some("US")).is_mistaken());
        assert_eq!(read("+999 12345678", None), Reading::Wrong(NotCallable::UnknownCallingCode));
        let long = Reading::Wrong(NotCallable::TooLong(Some(Plan::CallingCode(1))));
        assert_eq!(read("+1 425 555 0123 4", None), long);
        assert!(long.is_mistaken());
    }

    #[test]
    fn a_reason_with_a_country_has_a_text_that_names_it() {
        let key = |typed| match read(typed, Some("US")) {
            Reading::Wrong(reason) => explanation_key(reason),
            other => panic!("{typed:?}: {other:?}"),
        };
        assert_eq!(key("425 555"), "dialer_number_too_short_in");
        assert_eq!(key("+"), "dialer_number_too_short");
        assert_eq!(key("911"), "dialer_number_emergency");
    }

    #[test]
    fn an_extension_is_read_and_is_no_part_of_what_is_dialled() {
        let number = callable("(425) 555-0123 ext. 9", Some("US"));
        assert_eq!(number.e164.as_str(), "+14255550123");
        assert_eq!(number.extension.as_deref(), Some("9"));
        assert_eq!(callable("425 555 0123 x77", Some("US")).extension.as_deref(), Some("77"));
        assert_eq!(callable("(425) 555-0123", Some("US")).extension, None);
        assert_eq!(callable("1-800-FLOWERS", Some("US")).extension, None);
    }

    #[test]
    fn choosing_a_country_changes_a_calling_code_that_was_typed_and_nothing_else() {
        let moved = |typed| moved_to(typed, &read(typed, Some("US")), 49);
        assert_eq!(moved("425 555"), "425 555");
        assert_eq!(moved(""), "");
        assert_eq!(moved("+1 425 555 0123"), "+494255550123");
        assert_eq!(moved("+1 42"), "+49");
    }

    #[test]
    fn a_number_of_no_known_form_can_be_called_but_belongs_nowhere() {
        assert_eq!(callable("+1 100 100 0000", None).region, None);
    }

    #[test]
    fn a_number_is_shown_as_written_from_abroad() {
        let number = E164::parse("+14255550123").unwrap();
        assert_eq!(international(&number), "+1 425-555-0123");
    }
}
