use std::fmt;

use serde::{Deserialize, Serialize};

/// Text from outside that is kept and shown: at most `MAX` characters, no control character but
/// the line feed, so that no page can fill the disk or forge a line of a listing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct BoundedText<const MAX: usize>(String);

/// Why a text was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a text that is longer than {most} characters or has control characters")]
pub struct NotBounded {
    /// The most characters that are taken.
    pub most: usize,
}

impl<const MAX: usize> BoundedText<MAX> {
    /// Takes a text as it is.
    ///
    /// # Errors
    /// [`NotBounded`] when it is too long or has control characters.
    pub fn parse(text: String) -> Result<Self, NotBounded> {
        let bounded = text.len() <= 4 * MAX && text.chars().count() <= MAX;
        if bounded && !text.chars().any(is_refused) {
            Ok(Self(text))
        } else {
            Err(NotBounded { most: MAX })
        }
    }

    /// Makes a text fit: what is too long is cut off, control characters become spaces.
    #[must_use]
    pub fn fitted(text: &str) -> Self {
        let fit = |c| if is_refused(c) { ' ' } else { c };
        Self(text.trim().chars().map(fit).take(MAX).collect())
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn is_refused(c: char) -> bool {
    c.is_control() && c != '\n'
}

impl<const MAX: usize> TryFrom<String> for BoundedText<MAX> {
    type Error = NotBounded;
    fn try_from(text: String) -> Result<Self, NotBounded> {
        Self::parse(text)
    }
}

impl<const MAX: usize> From<BoundedText<MAX>> for String {
    fn from(text: BoundedText<MAX>) -> Self {
        text.0
    }
}

impl<const MAX: usize> fmt::Display for BoundedText<MAX> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_too_long_or_has_control_characters_is_refused() {
        assert!(BoundedText::<3>::parse("äöü".into()).is_ok());
        assert!(BoundedText::<3>::parse("a\nb".into()).is_ok());
        for text in ["abcd", "a\u{1b}", "a\r", "\0"] {
            assert_eq!(BoundedText::<3>::parse(text.into()), Err(NotBounded { most: 3 }));
        }
        assert!(serde_json::from_str::<BoundedText<3>>("\"abcd\"").is_err());
    }

    proptest! {
        #[test]
        fn a_fitted_text_is_taken(text in any::<String>()) {
            let fitted = BoundedText::<20>::fitted(&text);
            prop_assert_eq!(BoundedText::parse(fitted.as_str().to_owned()), Ok(fitted));
        }
    }
}
