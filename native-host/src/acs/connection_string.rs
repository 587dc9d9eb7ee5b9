use std::fmt;

use reqwest::Url;

use crate::{
    error::HostError,
    http,
    secrets::{AccessKey, AccessKeyError, Place},
};

/// `endpoint=https://…;accesskey=…`, as the Azure portal shows it, taken apart. In our own settings
/// file, `accesskey=keyring:` stands for a key that the keyring keeps under the endpoint's name.
#[derive(Clone, Debug)]
pub(crate) struct ConnectionString {
    pub(crate) endpoint: Endpoint,
    pub(crate) key: Place<AccessKey>,
}

/// Where a resource answers: scheme, host and port, and nothing else. https, or http for a loopback
/// host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Endpoint(Url);

/// Why a text is not a connection string. Never repeats any of it: Microsoft's npm client does,
/// and so prints the key when its two parts are swapped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum ConnectionStringError {
    #[error("the connection string has no endpoint=…")]
    NoEndpoint,
    #[error("the connection string has no accesskey=…")]
    NoAccessKey,
    #[error("the connection string has the same part twice")]
    PartTwice,
    #[error("a part of the connection string has no =")]
    PartWithoutValue,
    #[error("the endpoint is not a URL of the form https://host")]
    NotAUrl,
    #[error("the endpoint must begin with https://")]
    NotHttps,
    #[error("the endpoint must be only https://host, with nothing behind it")]
    MoreThanAHost,
    #[error(transparent)]
    AccessKey(#[from] AccessKeyError),
}

struct Parts<'t> {
    endpoint: &'t str,
    key: &'t str,
}

impl<'t> Parts<'t> {
    fn of(text: &'t str) -> Result<Self, ConnectionStringError> {
        let (mut endpoint, mut key) = (None, None);
        for part in unquoted(text.trim()).split(';').map(str::trim).filter(|part| !part.is_empty())
        {
            let (name, value) =
                part.split_once('=').ok_or(ConnectionStringError::PartWithoutValue)?;
            let slot = match name.trim() {
                name if name.eq_ignore_ascii_case("endpoint") => &mut endpoint,
                name if name.eq_ignore_ascii_case("accesskey") => &mut key,
                _ => continue,
            };
            if slot.replace(value.trim()).is_some() {
                return Err(ConnectionStringError::PartTwice);
            }
        }
        Ok(Self {
            endpoint: endpoint.ok_or(ConnectionStringError::NoEndpoint)?,
            key: key.ok_or(ConnectionStringError::NoAccessKey)?,
        })
    }
}

impl ConnectionString {
    /// Takes the parts in any order and case, in quotes, with white space around them; parts of
    /// other names are left alone.
    pub(crate) fn parse(text: &str) -> Result<Self, ConnectionStringError> {
        let Parts { endpoint, key } = Parts::of(text)?;
        Ok(Self {
            endpoint: Endpoint::parse(endpoint)?,
            key: Place::parse(key, AccessKey::from_base64)?,
        })
    }

    /// The text of the access key in a connection string, to be kept elsewhere.
    pub(crate) fn access_key_in(text: &str) -> Result<&str, ConnectionStringError> {
        Parts::of(text).map(|parts| parts.key)
    }

    /// The access key. Looking into the keyring may wait for a person to unlock it.
    pub(crate) fn access_key(&self) -> Result<AccessKey, HostError> {
        self.key.find(&self.endpoint.to_string(), |text| {
            AccessKey::from_base64(text).map_err(|error| error.to_string())
        })
    }
}

impl Endpoint {
    fn parse(text: &str) -> Result<Self, ConnectionStringError> {
        let url = Url::parse(text.trim_end_matches('/'))
            .map_err(|_unparsable| ConnectionStringError::NotAUrl)?;
        let endpoint = Self(url);
        match endpoint.0.scheme() {
            "https" => {}
            "http" if endpoint.is_loopback() => {}
            "http" => return Err(ConnectionStringError::NotHttps),
            _ => return Err(ConnectionStringError::NotAUrl),
        }
        let url = &endpoint.0;
        let only_a_host = url.path() == "/"
            && url.query().is_none()
            && url.fragment().is_none()
            && url.username().is_empty()
            && url.password().is_none();
        if only_a_host { Ok(endpoint) } else { Err(ConnectionStringError::MoreThanAHost) }
    }

    /// Whether this is an emulator on this computer rather than a resource in Azure.
    pub(crate) fn is_loopback(&self) -> bool {
        http::is_loopback(&self.0)
    }

    /// The URL of a resource path, `/identities?…`, percent-encoded by the caller.
    pub(crate) fn at(&self, path_and_query: &str) -> Result<Url, ConnectionStringError> {
        self.0.join(path_and_query).map_err(|_unparsable| ConnectionStringError::NotAUrl)
    }

    /// The authority as sent in `Host` and signed: the port only when it is not the scheme's own.
    pub(crate) fn authority(&self) -> &str {
        self.0.authority()
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.as_str().trim_end_matches('/'))
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
    use base64::prelude::*;
    use proptest::prelude::*;

    const KEY: &str = "MDEyMzQ1Njc4OWFiY2RlZg==";

    fn endpoint_of(text: &str) -> Result<String, ConnectionStringError> {
        ConnectionString::parse(text).map(|parsed| parsed.endpoint.to_string())
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
        }
    }

    #[test]
    fn says_what_is_wrong() {
        use ConnectionStringError as E;
        let at = |endpoint: &str| format!("endpoint={endpoint};accesskey={KEY}");
        for (text, error) in [
            (String::new(), E::NoEndpoint),
            (format!("accesskey={KEY}"), E::NoEndpoint),
            ("endpoint=https://r.example".into(), E::NoAccessKey),
            (at("https://a.example;endpoint=https://b.example"), E::PartTwice),
            (KEY.trim_end_matches('=').into(), E::PartWithoutValue),
            (at("r.communication.azure.com"), E::NotAUrl),
            (at("ftp://r.example"), E::NotAUrl),
            (at(""), E::NotAUrl),
            (at("http://r.communication.azure.com"), E::NotHttps),
            (at("http://127.0.0.1.example"), E::NotHttps),
            (at("http://localhost.example"), E::NotHttps),
            (at("https://r.example/path"), E::MoreThanAHost),
            (at("https://r.example?a=b"), E::MoreThanAHost),
            (at("https://user@r.example"), E::MoreThanAHost),
            ("endpoint=https://r.example;accesskey=".into(), AccessKeyError::Empty.into()),
            ("endpoint=https://r.example;accesskey=a key".into(), AccessKeyError::NotBase64.into()),
        ] {
            assert_eq!(endpoint_of(&text), Err(error), "{text}");
        }
    }

    #[test]
    fn plain_http_is_for_loopback_only() {
        for host in ["localhost:8080", "127.0.0.1:8080", "[::1]:8080"] {
            let text = format!("endpoint=http://{host}/;accesskey={KEY}");
            let parsed = ConnectionString::parse(&text).unwrap();
            assert!(parsed.endpoint.is_loopback());
            assert_eq!(parsed.endpoint.authority(), host);
        }
    }

    proptest! {
        #[test]
        fn never_panics_and_never_repeats_the_text(text in ".{0,200}") {
            if let Err(error) = ConnectionString::parse(&text) {
                let said = format!("{error} {error:?}");
                // Whole words of the input of some length would be parts of a secret.
                for word in text.split(|c: char| !c.is_alphanumeric()).filter(|w| w.len() > 12) {
                    prop_assert!(!said.contains(word));
                }
            }
        }

        #[test]
        fn every_key_survives_in_every_order(
            key in proptest::collection::vec(any::<u8>(), 1..80),
            key_first in any::<bool>(),
        ) {
            let text = BASE64_STANDARD.encode(&key);
            let (a, b) = ("endpoint=https://r.example/".to_owned(), format!("accesskey={text}"));
            let string = if key_first { format!("{b};{a}") } else { format!("{a};{b}") };
            let parsed = ConnectionString::parse(&string).unwrap();
            let expected = AccessKey::from_base64(&text).unwrap();
            prop_assert_eq!(parsed.access_key().unwrap().sign(b"x"), expected.sign(b"x"));
            let debug = format!("{parsed:?}");
            prop_assert!(key.len() < 6 || !debug.contains(&text));
        }
    }
}
