//! What the text of the number field comes down to.

use pagedial_numbers::{Finder, NotANumber, PhoneNumber, Region};
use pagedial_protocol::E164;

/// A text, read as a number to call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Reading {
    /// Nothing has been typed.
    Empty,
    /// It can be called.
    Callable(Number),
    /// It can't be called; `dialer_number_<name>` says why.
    Wrong {
        /// The name of the reason.
        name: &'static str,
    },
}

/// A number and the ways of writing it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Number {
    pub(crate) e164: E164,
    pub(crate) national: String,
    pub(crate) international: String,
    /// ISO 3166-1 alpha-2, or `001` for a calling code of no country. `None` when no number of
    /// this form is known: it may be newer than what we know, so it can be called all the same.
    pub(crate) region: Option<String>,
}

/// Reads what was typed; numbers without a calling code are taken to be of `region`.
pub(crate) fn read(typed: &str, region: Option<&str>) -> Reading {
    if typed.trim().is_empty() {
        return Reading::Empty;
    }
    let region = region.and_then(|code| Region::parse(code).ok());
    match Finder::embedded().parse(typed, region) {
        Ok(number) => match number_of(&number) {
            Some(number) => Reading::Callable(number),
            None => Reading::Wrong { name: NotANumber::TooShort.name() },
        },
        Err(NotANumber::UnknownCallingCode) if region.is_none() && !typed.contains('+') => {
            Reading::Wrong { name: "no_region" }
        }
        // One digit is not written like a number, but it is how one begins.
        Err(NotANumber::NotDiallable) if is_beginning(typed) => {
            Reading::Wrong { name: NotANumber::TooShort.name() }
        }
        Err(reason) => Reading::Wrong { name: reason.name() },
    }
}

fn is_beginning(typed: &str) -> bool {
    typed.chars().count() < 3 && typed.chars().all(|it| it.is_ascii_digit() || "+( ".contains(it))
}

impl Reading {
    /// Whether it can't become a number by typing on.
    pub(crate) fn is_mistaken(&self) -> bool {
        matches!(self, Self::Wrong { name } if *name != NotANumber::TooShort.name())
    }
}

/// The number as written from abroad; as it is when it can't be read, which no known one does.
pub(crate) fn international(number: &E164) -> String {
    match read(number.as_str(), None) {
        Reading::Callable(number) => number.international,
        Reading::Empty | Reading::Wrong { .. } => number.to_string(),
    }
}

/// `None` for short codes, emergency numbers among them: they are no [`E164`] and never dialled.
fn number_of(number: &PhoneNumber<'_>) -> Option<Number> {
    Some(Number {
        e164: E164::parse(&number.e164()).ok()?,
        national: number.national(),
        international: number.international(),
        region: number.region().map(|region| region.to_string()),
    })
}

#[cfg(test)]
mod tests {
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
        assert_eq!(read("(425) 555-0123", None), Reading::Wrong { name: "no_region" });
    }

    #[test]
    fn short_codes_and_emergency_numbers_cannot_be_called() {
        for (typed, region) in
            [("911", "US"), ("112", "DE"), ("999", "GB"), ("5", "US"), ("+", "US")]
        {
            let reading = read(typed, Some(region));
            assert_eq!(reading, Reading::Wrong { name: "too_short" }, "{typed}");
            assert!(!reading.is_mistaken());
        }
    }

    #[test]
    fn what_is_no_number_is_said_to_be_so() {
        assert_eq!(read("  ", Some("US")), Reading::Empty);
        assert_eq!(read("hello", Some("US")), Reading::Wrong { name: "not_diallable" });
        assert!(read("hello", Some("US")).is_mistaken());
        assert_eq!(read("+999 12345678", None), Reading::Wrong { name: "unknown_calling_code" });
        let long = "+1 425 555 0123 4567 8901 234";
        assert_eq!(read(long, None), Reading::Wrong { name: "too_long" });
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
