use std::fmt;

use serde::{Deserialize, Serialize};

/// A telephone number in the form of ITU-T E.164 §6.2.1: `+`, a country code that does not begin
/// with 0, at most 15 digits in all.
///
/// Seven digits is the least: the shortest numbers that subscribers have (Niue, `+683 4000`) need
/// them, and every emergency or short code written behind a `+` falls below.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(type = "string"))]
pub struct E164(String);

/// Why a text is not an E.164 number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an E.164 number: + and 7 to 15 digits, the first of them not 0")]
pub struct NotE164;

impl E164 {
    /// Parses `+` and 7 to 15 ASCII digits.
    ///
    /// # Errors
    /// [`NotE164`] for anything else: punctuation, other digits, surrounding white space.
    pub fn parse(text: &str) -> Result<Self, NotE164> {
        let digits = text.strip_prefix('+').ok_or(NotE164)?.as_bytes();
        let right_length = (7..=15).contains(&digits.len());
        if right_length && digits[0] != b'0' && digits.iter().all(u8::is_ascii_digit) {
            Ok(Self(text.to_owned()))
        } else {
            Err(NotE164)
        }
    }

    /// The number with its `+`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for E164 {
    type Error = NotE164;
    fn try_from(text: String) -> Result<Self, NotE164> {
        Self::parse(&text)
    }
}

impl From<E164> for String {
    fn from(number: E164) -> Self {
        number.0
    }
}

impl fmt::Display for E164 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accepts_the_shortest_and_the_longest_number() {
        assert_eq!(E164::parse("+6834000").unwrap().as_str(), "+6834000");
        assert!(E164::parse("+123456789012345").is_ok());
    }

    #[test]
    fn refuses_what_is_not_e164() {
        for text in [
            "",
            "+",
            "911",
            "+911",
            "+112112",
            "+0123456789",
            "+1234567890123456",
            "14255550123",
            "+1 425 555 0123",
            "+1425555O123",
            " +14255550123",
            "+14255550123\n",
            "+１４２５５５５０１２３",
        ] {
            assert_eq!(E164::parse(text), Err(NotE164), "{text:?}");
        }
    }

    #[test]
    fn a_message_with_a_bad_number_does_not_deserialise() {
        assert!(serde_json::from_str::<E164>("\"+14255550123\"").is_ok());
        assert!(serde_json::from_str::<E164>("\"911\"").is_err());
    }
}
