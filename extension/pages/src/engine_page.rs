//! Where the call engine may be framed from, and nowhere else.

use pagedial_protocol::host::EngineAddress;

/// The origin of an engine's page: `http://localhost:<port>`.
///
/// `http://127.0.0.1` will not do: the calling SDK refuses every plain-http host name but
/// `localhost` (error 40100, measured with 2.0.0). Anything else would let a message of the host
/// send the token elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct EngineOrigin(String);

/// The engine's page, at an address that has been checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct EnginePage {
    pub(crate) url: String,
    pub(crate) origin: EngineOrigin,
}

/// Why an engine is not loaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum NotAnEnginePage {
    #[error("the engine's origin is not http://localhost:<port>")]
    Origin,
    #[error("the engine's page is not at its origin")]
    Url,
}

impl EngineOrigin {
    /// Reads an origin exactly as a browser serialises it (HTML, "ASCII serialization of an
    /// origin"): a port of at most 65535, no leading zero, and no path, user or upper case.
    pub(crate) fn parse(text: &str) -> Result<Self, NotAnEnginePage> {
        let port = text.strip_prefix("http://localhost:").ok_or(NotAnEnginePage::Origin)?;
        let digits_only = port.bytes().all(|byte| byte.is_ascii_digit()) && !port.starts_with('0');
        // A browser drops the default port of the scheme, so 80 would never equal an event's origin.
        match port.parse::<u16>() {
            Ok(number) if digits_only && number != 80 => Ok(Self(text.to_owned())),
            _ => Err(NotAnEnginePage::Origin),
        }
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl EnginePage {
    pub(crate) fn parse(address: &EngineAddress) -> Result<Self, NotAnEnginePage> {
        let origin = EngineOrigin::parse(&address.origin)?;
        let path = address.url.strip_prefix(origin.as_str()).ok_or(NotAnEnginePage::Url)?;
        // The content script stays out of this path (manifest, `exclude_matches`).
        if path.starts_with("/pagedial-engine/") {
            Ok(Self { url: address.url.clone(), origin })
        } else {
            Err(NotAnEnginePage::Url)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use pagedial_protocol::engine::Driver;

    fn page(origin: &str, url: &str) -> Result<EnginePage, NotAnEnginePage> {
        let (url, origin) = (url.to_owned(), origin.to_owned());
        EnginePage::parse(&EngineAddress { url, origin, driver: Driver::Loopback })
    }

    #[test]
    fn localhost_with_a_port_is_an_engine_origin() {
        for origin in ["http://localhost:1", "http://localhost:43117", "http://localhost:65535"] {
            assert_eq!(EngineOrigin::parse(origin).unwrap().as_str(), origin);
        }
    }

    #[test]
    fn nothing_else_is() {
        for origin in [
            "http://127.0.0.1:43117",
            "http://[::1]:43117",
            "https://localhost:43117",
            "http://localhost",
            "http://localhost:",
            "http://localhost:0",
            "http://localhost:80",
            "http://localhost:043117",
            "http://localhost:+1",
            "http://localhost:65536",
            "http://localhost:43117/",
            "http://localhost:43117.example",
            "http://localhost:1@example.com",
            "http://localhost.example:43117",
            "http://LOCALHOST:43117",
            "http://example.com:43117",
            "*",
            "",
        ] {
            assert_eq!(EngineOrigin::parse(origin), Err(NotAnEnginePage::Origin), "{origin}");
        }
    }

    #[test]
    fn the_page_must_lie_at_its_origin() {
        let origin = "http://localhost:43117";
        assert!(page(origin, "http://localhost:43117/pagedial-engine/s/index.html").is_ok());
        for url in [
            "http://localhost:4311/pagedial-engine/s/index.html",
            "http://localhost:431178/pagedial-engine/s/index.html",
            "http://127.0.0.1:43117/pagedial-engine/s/index.html",
            "http://localhost:43117@example.com/pagedial-engine/",
            "http://localhost:43117/other/",
            "javascript:alert(1)",
        ] {
            assert_eq!(page(origin, url), Err(NotAnEnginePage::Url), "{url}");
        }
    }
}
