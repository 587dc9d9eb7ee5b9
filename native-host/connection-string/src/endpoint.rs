use std::{fmt, net::IpAddr};

use url::Url;

/// Where a resource answers: scheme, host and port, and nothing else. https, or http for a loopback
/// host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint(Url);

/// Why a text is no endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAnEndpoint {
    /// Not a URL, or of another scheme.
    #[error("the endpoint is not a URL of the form https://host")]
    NotAUrl,
    /// Plain http to another computer.
    #[error("the endpoint must begin with https://")]
    NotHttps,
    /// A path, a query, a user or a password.
    #[error("the endpoint must be only https://host, with nothing behind it")]
    MoreThanAHost,
}

impl Endpoint {
    pub(crate) fn parse(text: &str) -> Result<Self, NotAnEndpoint> {
        let url =
            Url::parse(text.trim_end_matches('/')).map_err(|_unparsable| NotAnEndpoint::NotAUrl)?;
        match url.scheme() {
            "https" => {}
            "http" if is_loopback(&url) => {}
            "http" => return Err(NotAnEndpoint::NotHttps),
            _ => return Err(NotAnEndpoint::NotAUrl),
        }
        let only_a_host = url.path() == "/"
            && url.query().is_none()
            && url.fragment().is_none()
            && url.username().is_empty()
            && url.password().is_none();
        if only_a_host { Ok(Self(url)) } else { Err(NotAnEndpoint::MoreThanAHost) }
    }

    /// Whether this is an emulator on this computer rather than a resource in Azure.
    #[must_use]
    pub fn is_loopback(&self) -> bool {
        is_loopback(&self.0)
    }

    /// Scheme, host and port as a URL.
    #[must_use]
    pub fn url(&self) -> &Url {
        &self.0
    }

    /// The URL of a resource path, `/identities?…`, percent-encoded by the caller.
    ///
    /// # Errors
    /// Path and endpoint make no URL together.
    pub fn at(&self, path_and_query: &str) -> Result<Url, NotAnEndpoint> {
        self.0.join(path_and_query).map_err(|_unparsable| NotAnEndpoint::NotAUrl)
    }

    /// The authority as sent in `Host` and signed: the port only when it is not the scheme's own.
    #[must_use]
    pub fn authority(&self) -> &str {
        self.0.authority()
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.as_str().trim_end_matches('/'))
    }
}

/// Whether a URL's host is this computer.
#[must_use]
pub fn is_loopback(url: &Url) -> bool {
    // `Url` keeps an IPv6 address in brackets.
    let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}
