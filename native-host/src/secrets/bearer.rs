use std::fmt;

use zeroize::Zeroizing;

/// What a company's token service asks for in `Authorization: Bearer …`.
#[derive(Clone)]
pub(crate) struct Bearer(Zeroizing<String>);

/// The text can't stand in a header. Says nothing of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the bearer token is empty or has characters that no token has")]
pub(crate) struct NotABearer;

impl Bearer {
    /// Takes RFC 6750's `b64token` (§2.1).
    pub(crate) fn parse(text: &str) -> Result<Self, NotABearer> {
        let is_token = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~+/=".contains(&byte);
        if text.is_empty() || !text.bytes().all(is_token) {
            return Err(NotABearer);
        }
        Ok(Self(Zeroizing::new(text.to_owned())))
    }

    /// The token itself. Named so that each use stands out in review.
    pub(crate) fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Bearer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Bearer(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_what_may_stand_in_a_header_and_shows_nothing_of_it() {
        assert_eq!(Bearer::parse("aZ09-._~+/=").unwrap().expose(), "aZ09-._~+/=");
        for text in ["", "a b", "a\r\nX: y", "ä", "keyring:"] {
            assert_eq!(Bearer::parse(text).unwrap_err(), NotABearer, "{text:?}");
        }
        assert_eq!(format!("{:?}", Bearer::parse("CANARY").unwrap()), "Bearer(…)");
    }
}
