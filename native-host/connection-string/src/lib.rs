//! `endpoint=https://…;accesskey=…`, as the Azure portal shows it and as people paste it, taken
//! apart. Text in, endpoint and the key's text out: what the key is good for is the host's business.
//!
//! A crate of its own so that fuzzing builds the parser without the host, and reaches nothing else.

mod endpoint;

pub use endpoint::{Endpoint, NotAnEndpoint, is_loopback};

/// A connection string's two parts.
///
/// The key is borrowed, never copied, and `Debug` is left out so that nothing can print it.
pub struct Parts<'t> {
    /// Where the resource answers.
    pub endpoint: Endpoint,
    /// The access key's text, unread.
    pub access_key: &'t str,
}

/// Why a text is not a connection string. Never repeats any of it: Microsoft's npm client does,
/// and so prints the key when its two parts are swapped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAConnectionString {
    /// A part is missing.
    #[error("the connection string has no endpoint=…")]
    NoEndpoint,
    /// A part is missing.
    #[error("the connection string has no accesskey=…")]
    NoAccessKey,
    /// It would be a guess which of them is meant.
    #[error("the connection string has the same part twice")]
    PartTwice,
    /// Something between two semicolons is no `name=value`.
    #[error("a part of the connection string has no =")]
    PartWithoutValue,
    /// The endpoint can't be asked.
    #[error(transparent)]
    Endpoint(#[from] NotAnEndpoint),
}

impl<'t> Parts<'t> {
    /// Takes the parts in any order and case, in quotes, with white space around them; parts of
    /// other names are left alone.
    ///
    /// # Errors
    /// What is wrong with the text.
    pub fn of(text: &'t str) -> Result<Self, NotAConnectionString> {
        let (mut endpoint, mut key) = (None, None);
        for part in unquoted(text.trim()).split(';').map(str::trim).filter(|part| !part.is_empty())
        {
            let (name, value) =
                part.split_once('=').ok_or(NotAConnectionString::PartWithoutValue)?;
            let slot = match name.trim() {
                name if name.eq_ignore_ascii_case("endpoint") => &mut endpoint,
                name if name.eq_ignore_ascii_case("accesskey") => &mut key,
                _ => continue,
            };
            if slot.replace(value.trim()).is_some() {
                return Err(NotAConnectionString::PartTwice);
            }
        }
        let endpoint = endpoint.ok_or(NotAConnectionString::NoEndpoint)?;
        let access_key = key.ok_or(NotAConnectionString::NoAccessKey)?;
        Ok(Self { endpoint: Endpoint::parse(endpoint)?, access_key })
    }
}

/// The text without the quotes that come along when it is copied out of a shell or a `.env` file.
fn unquoted(text: &str) -> &str {
    ['"', '\'']
        .into_iter()
        .find_map(|quote| text.strip_prefix(quote)?.strip_suffix(quote))
        .unwrap_or(text)
        .trim()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const KEY: &str = "MDEyMzQ1Njc4OWFiY2RlZg==";

    fn endpoint_of(text: &str) -> Result<String, NotAConnectionString> {
        Parts::of(text).map(|parts| parts.endpoint.to_string())
    }

    #[test]
    fn takes_what_people_paste() {
        for text in [
            format!("endpoint=https://r.communication.azure.com/;accesskey={KEY}"),
            format!("endpoint=https://r.communication.azure.com;accesskey={KEY}"),
            format!("endpoint=https://r.communication.azure.com//;accesskey={KEY};"),
            format!("ENDPOINT=https://R.communication.azure.com/;AccessKey={KEY}"),
            format!("accesskey={KEY};endpoint=https://r.communication.azure.com/"),
            format!(" \"endpoint=https://r.communication.azure.com/; accesskey={KEY} \"\r\n"),
            format!("'endpoint = https://r.communication.azure.com:443/ ;accesskey={KEY}'"),
            format!("endpoint=https://r.communication.azure.com/;accesskey={KEY};other=1"),
        ] {
            assert_eq!(endpoint_of(&text).unwrap(), "https://r.communication.azure.com", "{text}");
            assert_eq!(Parts::of(&text).unwrap_or_else(|_| unreachable!()).access_key, KEY);
        }
    }

    #[test]
    fn says_what_is_wrong() {
        use NotAConnectionString as E;
        use NotAnEndpoint::{MoreThanAHost, NotAUrl, NotHttps};
        let at = |endpoint: &str| format!("endpoint={endpoint};accesskey={KEY}");
        for (text, error) in [
            (String::new(), E::NoEndpoint),
            (format!("accesskey={KEY}"), E::NoEndpoint),
            ("endpoint=https://r.example".into(), E::NoAccessKey),
            (at("https://a.example;endpoint=https://b.example"), E::PartTwice),
            (KEY.trim_end_matches('=').into(), E::PartWithoutValue),
            (at("r.communication.azure.com"), NotAUrl.into()),
            (at("ftp://r.example"), NotAUrl.into()),
            (at(""), NotAUrl.into()),
            (at("http://r.communication.azure.com"), NotHttps.into()),
            (at("http://127.0.0.1.example"), NotHttps.into()),
            (at("http://localhost.example"), NotHttps.into()),
            (at("https://r.example/path"), MoreThanAHost.into()),
            (at("https://r.example?a=b"), MoreThanAHost.into()),
            (at("https://user@r.example"), MoreThanAHost.into()),
        ] {
            assert_eq!(endpoint_of(&text), Err(error), "{text}");
        }
    }

    #[test]
    fn plain_http_is_for_loopback_only() {
        for host in ["localhost:8080", "127.0.0.1:8080", "[::1]:8080"] {
            let text = format!("endpoint=http://{host}/;accesskey={KEY}");
            let Ok(Parts { endpoint, .. }) = Parts::of(&text) else { panic!("{text}") };
            assert!(endpoint.is_loopback());
            assert_eq!(endpoint.authority(), host);
        }
    }

    proptest! {
        #[test]
        fn never_panics_and_never_repeats_the_text(text in ".{0,200}") {
            if let Err(error) = Parts::of(&text) {
                let said = format!("{error} {error:?}");
                // Whole words of the input of some length would be parts of a secret.
                for word in text.split(|c: char| !c.is_alphanumeric()).filter(|w| w.len() > 12) {
                    prop_assert!(!said.contains(word));
                }
            }
        }
    }
}
