use std::fmt;

use serde::{Deserialize, Serialize};

/// A short-lived ACS access token with the `voip` scope.
///
/// `Debug` shows nothing of it, so that no log line or panic message can.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(type = "string"))]
pub struct AccessToken(String);

impl AccessToken {
    /// Takes the token text as the token source gave it.
    #[must_use]
    pub fn new(text: String) -> Self {
        Self(text)
    }

    /// The token itself. Named so that each use stands out in review.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for AccessToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AccessToken(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_nothing_of_the_token() {
        let token = AccessToken::new("eyCANARY".into());
        assert_eq!(format!("{token:?}"), "AccessToken(…)");
    }
}
