//! Sites, with wildcards.

use std::fmt;

use crate::{
    fault::Fault,
    origin::{Origin, is_host},
};

/// Which sites are meant: `crm.example.com`, `*.example.com` (and `example.com` itself, as in a
/// browser's match patterns), `crm-*.example.com`, `localhost:8080`, or `*` for every site. Where it
/// names no port, it means all.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SitePattern(String);

impl SitePattern {
    /// Reads a site as a person writes or pastes it: of a longer address, the host counts.
    ///
    /// # Errors
    /// [`Fault::Site`].
    pub fn parse(text: &str) -> Result<Self, Fault> {
        let text = text.trim();
        let text = text.split_once("://").map_or(text, |(_, rest)| rest);
        let host = text.split(['/', '?', '#']).next().unwrap_or_default().to_ascii_lowercase();
        if is_host(&host, true) { Ok(Self(host)) } else { Err(Fault::Site) }
    }

    /// This one site alone.
    #[must_use]
    pub fn of(origin: &Origin) -> Self {
        Self(origin.host().to_owned())
    }

    /// As it is written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether an origin is meant.
    #[must_use]
    pub fn matches(&self, origin: &Origin) -> bool {
        let host = origin.host();
        let without_port = host
            .rsplit_once(':')
            .map_or(host, |(name, port)| if port.ends_with(']') { host } else { name });
        let domain = self.0.strip_prefix("*.");
        [host, without_port].into_iter().any(|host| glob(&self.0, host) || domain == Some(host))
    }

    /// More for a pattern that leaves less open: of two that match, the more precise one counts.
    pub(crate) fn precision(&self) -> (bool, usize) {
        (!self.0.contains('*'), self.0.len() - self.0.matches('*').count())
    }
}

impl fmt::Display for SitePattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Whether a text is a pattern with its stars filled in. Each star takes the least it can: with no
/// other wildcard that is enough, and no pattern takes longer than its length times the text's.
fn glob(pattern: &str, text: &str) -> bool {
    let Some((first, rest)) = pattern.split_once('*') else {
        return pattern == text;
    };
    let Some(mut text) = text.strip_prefix(first) else {
        return false;
    };
    let mut pieces: Vec<&str> = rest.split('*').collect();
    let last = pieces.pop().unwrap_or_default();
    for piece in pieces {
        match text.split_once(piece) {
            Some((_, behind)) => text = behind,
            None => return false,
        }
    }
    text.ends_with(last)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn matches(pattern: &str, url: &str) -> bool {
        SitePattern::parse(pattern).unwrap().matches(&Origin::of_url(url).unwrap())
    }

    #[test]
    fn a_site_is_its_host_whatever_the_port_unless_one_is_named() {
        assert!(matches("crm.example.com", "https://crm.example.com/contacts"));
        assert!(matches("crm.example.com", "http://crm.example.com:8080"));
        assert!(matches("localhost:8080", "http://localhost:8080"));
        assert!(!matches("localhost:8080", "http://localhost:8081"));
        assert!(!matches("crm.example.com", "https://a.crm.example.com"));
        assert!(!matches("crm.example.com", "https://crm.example.com.evil.example"));
        assert!(matches("[::1]", "http://[::1]:9/"));
    }

    #[test]
    fn wildcards_stand_for_any_part() {
        assert!(matches("*.example.com", "https://a.b.example.com"));
        assert!(matches("*.example.com", "https://example.com"));
        assert!(!matches("*.example.com", "https://notexample.com"));
        assert!(matches("crm-*.example.com", "https://crm-eu.example.com"));
        assert!(!matches("crm-*.example.com", "https://erp.example.com"));
        assert!(matches("*", "https://anything.example"));
    }

    #[test]
    fn what_a_person_pastes_is_read_by_its_host() {
        let pasted = SitePattern::parse(" https://CRM.example.com/contacts?id=1 ").unwrap();
        assert_eq!(pasted.as_str(), "crm.example.com");
        for text in ["", " ", "a b", "müller.example", "exa..mple", "a:99999", "https://"] {
            assert_eq!(SitePattern::parse(text), Err(Fault::Site), "{text:?}");
        }
    }

    #[test]
    fn the_more_precise_pattern_counts() {
        let precision = |text| SitePattern::parse(text).unwrap().precision();
        assert!(precision("a.example.com") > precision("*.very-long-name.example.com"));
        assert!(precision("*.example.com") > precision("*.com"));
        assert!(precision("*.com") > precision("*"));
    }

    proptest! {
        #[test]
        fn a_text_is_every_pattern_that_has_stars_for_some_of_it(
            pieces in prop::collection::vec("[a-c.]{0,4}", 1..6),
            filling in prop::collection::vec("[a-c.]{0,4}", 5),
        ) {
            let pattern = pieces.join("*");
            let text: String = pieces.iter().zip(filling.iter()).enumerate().map(|(at, (piece, fill))| {
                if at + 1 < pieces.len() { format!("{piece}{fill}") } else { piece.clone() }
            }).collect();
            prop_assert!(glob(&pattern, &text), "{pattern} {text}");
        }
    }
}
