//! Origins: scheme, host and port (RFC 6454 §4), and patterns of them.

use std::fmt;

/// Where a page comes from. Made by the browser, never by the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    scheme: Scheme,
    /// Host and, where it is not the scheme's own, port.
    host: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Scheme {
    Http,
    Https,
}

impl Scheme {
    const fn text(self) -> &'static str {
        match self {
            Self::Http => "http://",
            Self::Https => "https://",
        }
    }

    const fn own_port(self) -> &'static str {
        match self {
            Self::Http => ":80",
            Self::Https => ":443",
        }
    }

    fn split(text: &str) -> Option<(Self, &str)> {
        [Self::Http, Self::Https]
            .into_iter()
            .find_map(|scheme| Some((scheme, text.strip_prefix(scheme.text())?)))
    }
}

impl Origin {
    /// The origin of an address of the web; of nothing else, and not of `null`.
    #[must_use]
    pub fn of_url(url: &str) -> Option<Self> {
        let (scheme, rest) = Scheme::split(url)?;
        let authority = rest.split(['/', '?', '#', '\\']).next()?;
        let host = authority.rsplit('@').next()?.to_ascii_lowercase();
        let host = host.strip_suffix(scheme.own_port()).unwrap_or(&host);
        (!host.is_empty()).then(|| Self { scheme, host: host.to_owned() })
    }

    /// The host, with the port where it is not the scheme's own.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.host
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.scheme.text(), self.host)
    }
}

/// One origin, or one and those of all its subdomains: `https://*.example.com`. Stricter than a
/// site, because it says whom to trust: no other wildcard, and the scheme and port count.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct OriginPattern {
    scheme: Scheme,
    subdomains: bool,
    host: String,
}

impl OriginPattern {
    /// Reads `https://crm.example.com`, `https://*.example.com` or `http://localhost:8080`; an
    /// address that is longer is taken by its origin.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let Origin { scheme, host } = Origin::of_url(text.trim())?;
        let (subdomains, host) = match host.strip_prefix("*.") {
            // Of `*.com` there are as many as there are companies.
            Some(domain) if domain.contains('.') => (true, domain.to_owned()),
            Some(_) => return None,
            None => (false, host),
        };
        is_host(&host, false).then_some(Self { scheme, subdomains, host })
    }

    /// Whether an origin is meant.
    #[must_use]
    pub fn matches(&self, origin: &Origin) -> bool {
        let of_subdomain = || {
            origin.host.strip_suffix(&self.host).is_some_and(|subdomain| subdomain.ends_with('.'))
        };
        self.scheme == origin.scheme
            && (self.host == origin.host || (self.subdomains && of_subdomain()))
    }
}

impl fmt::Display for OriginPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let subdomains = if self.subdomains { "*." } else { "" };
        write!(f, "{}{subdomains}{}", self.scheme.text(), self.host)
    }
}

/// The longest name of the DNS (RFC 1035 §2.3.4) and a port.
const LONGEST_HOST: usize = 253 + 6;

/// Whether a text can be a host with an optional port, as an address has it: ASCII, small letters.
pub(crate) fn is_host(text: &str, wildcards: bool) -> bool {
    let (name, port) = match text.rsplit_once(':') {
        Some((name, port)) if !port.ends_with(']') => (name, Some(port)),
        _ => (text, None),
    };
    let is_name = |byte: u8| {
        byte.is_ascii_lowercase()
            || byte.is_ascii_digit()
            || b"-._".contains(&byte)
            || (wildcards && byte == b'*')
    };
    let is_address = |inside: &str| inside.bytes().all(|it| it.is_ascii_hexdigit() || it == b':');
    let name_fits = match name.strip_prefix('[') {
        Some(address) => address.strip_suffix(']').is_some_and(is_address),
        None => name.bytes().all(is_name) && !name.starts_with('.') && !name.contains(".."),
    };
    let port_fits = port.is_none_or(|port| port.parse::<u16>().is_ok_and(|port| port > 0));
    !name.is_empty() && text.len() <= LONGEST_HOST && name_fits && port_fits
}

#[cfg(test)]
mod tests {
    use super::*;

    fn origin(url: &str) -> Origin {
        Origin::of_url(url).unwrap()
    }

    #[test]
    fn an_address_has_the_origin_that_a_browser_says() {
        for (url, expected) in [
            ("https://CRM.example.com/a?b#c", "https://crm.example.com"),
            ("https://crm.example.com:443", "https://crm.example.com"),
            ("http://localhost:8080/x", "http://localhost:8080"),
            ("https://crm.example.com@evil.example/", "https://evil.example"),
            ("http://[::1]:9/", "http://[::1]:9"),
        ] {
            assert_eq!(origin(url).to_string(), expected);
        }
        for url in ["null", "", "about:blank", "data:text/html,x", "chrome://settings", "https://"]
        {
            assert_eq!(Origin::of_url(url), None, "{url}");
        }
    }

    #[test]
    fn a_pattern_means_its_origin_and_no_look_alike() {
        let crm = OriginPattern::parse("https://crm.example.com").unwrap();
        assert!(crm.matches(&origin("https://crm.example.com/page")));
        for other in [
            "http://crm.example.com",
            "https://crm.example.com:8443",
            "https://crm.example.com.evil.example",
            "https://evilcrm.example.com",
            "https://a.crm.example.com",
            "https://example.com",
        ] {
            assert!(!crm.matches(&origin(other)), "{other}");
        }
    }

    #[test]
    fn a_pattern_can_mean_all_subdomains_but_no_whole_top_level_domain() {
        let pattern = OriginPattern::parse("https://*.example.com").unwrap();
        assert!(pattern.matches(&origin("https://example.com")));
        assert!(pattern.matches(&origin("https://a.b.example.com")));
        assert!(!pattern.matches(&origin("https://notexample.com")));
        for text in
            ["https://*.com", "https://*", "*", "https://a.*.com", "crm.example.com", "*://x.y"]
        {
            assert_eq!(OriginPattern::parse(text), None, "{text}");
        }
    }
}
