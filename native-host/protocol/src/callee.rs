//! Whom a line can call.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::E164;

/// A country in which Azure connects emergency calls, for those who are there (Microsoft Learn,
/// "Emergency calling concepts").
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum EmergencyCountry {
    /// Australia.
    Au,
    /// Canada.
    Ca,
    /// Denmark.
    Dk,
    /// United Kingdom.
    Gb,
    /// Puerto Rico.
    Pr,
    /// United States with their territories.
    Us,
}

impl EmergencyCountry {
    /// Every one.
    pub const ALL: [Self; 6] = [Self::Au, Self::Ca, Self::Dk, Self::Gb, Self::Pr, Self::Us];

    /// ISO 3166-1 alpha-2.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Au => "AU",
            Self::Ca => "CA",
            Self::Dk => "DK",
            Self::Gb => "GB",
            Self::Pr => "PR",
            Self::Us => "US",
        }
    }

    /// The emergency numbers that Azure connects there. 933 in the United States answers with what it
    /// knows of the caller's place and calls nobody out: the way to try it.
    const fn numbers(self) -> &'static [&'static str] {
        match self {
            Self::Au => &["000"],
            Self::Ca | Self::Pr => &["911"],
            Self::Dk => &["112"],
            Self::Gb => &["999", "112"],
            Self::Us => &["911", "933"],
        }
    }

    /// Whether this is one of its emergency numbers.
    #[must_use]
    pub fn has(self, number: EmergencyNumber) -> bool {
        self.numbers().contains(&number.0)
    }
}

impl fmt::Display for EmergencyCountry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// An emergency number of one of these countries. It is dialled as it is and belongs to no calling
/// code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct EmergencyNumber(&'static str);

impl EmergencyNumber {
    /// Every one.
    pub const ALL: [Self; 5] = [Self("000"), Self("112"), Self("911"), Self("933"), Self("999")];

    /// Reads one as it is dialled, without punctuation.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|number| number.0 == text)
    }

    /// Its digits.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        self.0
    }
}

/// Whom a line can call. Only the host says whether it may.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(type = "string"))]
pub enum Callee {
    /// Somebody with a number of the world's numbering plan.
    Number(E164),
    /// The emergency services of the country that this person is in.
    Emergency(EmergencyNumber),
}

/// Why a text names nobody to call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("neither an E.164 number nor an emergency number that can be called")]
pub struct NotACallee;

impl Callee {
    /// The digits to dial, with a `+` before those of an E.164 number.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Number(number) => number.as_str(),
            Self::Emergency(number) => number.as_str(),
        }
    }

    /// The number, unless it is an emergency number.
    #[must_use]
    pub const fn number(&self) -> Option<&E164> {
        match self {
            Self::Number(number) => Some(number),
            Self::Emergency(_) => None,
        }
    }
}

impl From<E164> for Callee {
    fn from(number: E164) -> Self {
        Self::Number(number)
    }
}

impl TryFrom<String> for Callee {
    type Error = NotACallee;
    fn try_from(text: String) -> Result<Self, NotACallee> {
        match EmergencyNumber::parse(&text) {
            Some(number) => Ok(Self::Emergency(number)),
            None => E164::try_from(text).map(Self::Number).map_err(|_not_e164| NotACallee),
        }
    }
}

impl From<Callee> for String {
    fn from(callee: Callee) -> Self {
        callee.as_str().to_owned()
    }
}

impl fmt::Display for Callee {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_country_has_the_numbers_that_azure_connects_there_and_no_others() {
        let has = |country: EmergencyCountry, text| {
            EmergencyNumber::parse(text).is_some_and(|number| country.has(number))
        };
        assert!(has(EmergencyCountry::Us, "911") && has(EmergencyCountry::Us, "933"));
        assert!(has(EmergencyCountry::Gb, "999") && has(EmergencyCountry::Gb, "112"));
        assert!(!has(EmergencyCountry::Us, "112") && !has(EmergencyCountry::Gb, "911"));
        for text in ["110", "988", "9-1-1", "+911", "", "911 "] {
            assert_eq!(EmergencyNumber::parse(text), None, "{text:?}");
        }
    }

    #[test]
    fn every_number_is_some_country_s_and_every_country_s_is_a_number() {
        for number in EmergencyNumber::ALL {
            assert!(EmergencyCountry::ALL.iter().any(|country| country.has(number)), "{number:?}");
        }
        for text in EmergencyCountry::ALL.into_iter().flat_map(EmergencyCountry::numbers) {
            assert!(EmergencyNumber::parse(text).is_some(), "{text}");
        }
    }

    #[test]
    fn a_callee_is_written_as_it_is_dialled() {
        for text in ["+14255550123", "911", "000"] {
            let callee: Callee = serde_json::from_str(&format!("{text:?}")).unwrap();
            assert_eq!(serde_json::to_string(&callee).unwrap(), format!("{text:?}"));
        }
        for text in ["110", "+911", "14255550123", "411", ""] {
            assert!(serde_json::from_str::<Callee>(&format!("{text:?}")).is_err(), "{text}");
        }
    }

    #[test]
    fn a_country_is_written_by_its_code() {
        for country in EmergencyCountry::ALL {
            assert_eq!(serde_json::to_value(country).unwrap(), country.code());
        }
    }
}
