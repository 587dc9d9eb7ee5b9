use std::fmt;

use serde::{Deserialize, Serialize};

use crate::BoundedText;

/// What a person would like to see beside a call in the history: whom, and where the number stood.
/// All of it comes from a page, so it is shown and never acted on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct CallContext {
    /// Whose number it is, as the page says.
    #[cfg_attr(feature = "typescript", ts(type = "string | null"))]
    pub name: Option<BoundedText<120>>,
    /// The page's title.
    #[cfg_attr(feature = "typescript", ts(type = "string | null"))]
    pub page_title: Option<BoundedText<200>>,
    /// The page's origin. Path and query are left out: they may hold what is no concern of the
    /// history.
    #[cfg_attr(feature = "typescript", ts(type = "string | null"))]
    pub page_origin: Option<PageOrigin>,
}

/// The origin of a web page: `https://crm.example` or `http://localhost:8080`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PageOrigin(String);

/// Why a text is not an origin.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an origin: http:// or https://, a host name and at most a port")]
pub struct NotAnOrigin;

/// Scheme, the longest host name (RFC 1035 §2.3.4) and a port.
const MOST_BYTES: usize = "https://".len() + 253 + ":65535".len();

impl PageOrigin {
    /// Reads the serialisation of an origin as browsers give it (HTML, "ASCII serialization of an
    /// origin").
    ///
    /// # Errors
    /// [`NotAnOrigin`] for everything else; opaque origins (`null`) and files are none.
    pub fn parse(text: &str) -> Result<Self, NotAnOrigin> {
        let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
        let is_host = |host: &str| {
            let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-._:[]".contains(&byte);
            !host.is_empty() && host.bytes().all(allowed)
        };
        match host {
            Some(host) if text.len() <= MOST_BYTES && is_host(host) => Ok(Self(text.to_owned())),
            _ => Err(NotAnOrigin),
        }
    }

    /// The origin.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for PageOrigin {
    type Error = NotAnOrigin;
    fn try_from(text: String) -> Result<Self, NotAnOrigin> {
        Self::parse(&text)
    }
}

impl From<PageOrigin> for String {
    fn from(origin: PageOrigin) -> Self {
        origin.0
    }
}

impl fmt::Display for PageOrigin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_has_neither_path_nor_query_nor_user() {
        for text in ["https://crm.example", "http://localhost:8080", "https://[::1]:8443"] {
            assert_eq!(PageOrigin::parse(text).unwrap().as_str(), text);
        }
        let long = format!("https://{}", "a".repeat(260));
        for text in [
            "",
            "null",
            "https://",
            "https://crm.example/",
            "https://crm.example?customer=7",
            "https://user@crm.example",
            "file:///home",
            "javascript:alert(1)",
            "https://crm.example\n",
            &long,
        ] {
            assert_eq!(PageOrigin::parse(text), Err(NotAnOrigin), "{text:?}");
        }
    }
}
