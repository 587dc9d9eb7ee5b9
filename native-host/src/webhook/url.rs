use std::fmt;

use reqwest::Url;
use serde::{Deserialize, Serialize};

use crate::http::is_loopback;

/// Where ended calls are posted: https, or http to this computer alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub(crate) struct WebhookUrl(Url);

/// Why a text can't be a webhook's address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "the webhook is an https:// address without a name or password; http:// goes to localhost alone"
)]
pub(crate) struct NotAWebhook;

impl WebhookUrl {
    fn parse(text: &str) -> Result<Self, NotAWebhook> {
        let url = Url::parse(text).map_err(|_not_a_url| NotAWebhook)?;
        let is_safe = match url.scheme() {
            "https" => url.has_host(),
            "http" => is_loopback(&url),
            _ => false,
        };
        // A secret in an address ends in logs.
        let has_secret = !url.username().is_empty() || url.password().is_some();
        if is_safe && !has_secret { Ok(Self(url)) } else { Err(NotAWebhook) }
    }

    pub(super) fn url(&self) -> &Url {
        &self.0
    }

    pub(super) fn is_loopback(&self) -> bool {
        is_loopback(&self.0)
    }
}

impl TryFrom<String> for WebhookUrl {
    type Error = NotAWebhook;
    fn try_from(text: String) -> Result<Self, NotAWebhook> {
        Self::parse(&text)
    }
}

impl From<WebhookUrl> for String {
    fn from(url: WebhookUrl) -> Self {
        url.to_string()
    }
}

/// Without the query, which may hold what a log should not.
impl fmt::Display for WebhookUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut url = self.0.clone();
        url.set_query(None);
        url.set_fragment(None);
        f.write_str(url.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_http_goes_to_this_computer_alone() {
        for text in ["https://crm.example/calls", "http://localhost:8080/", "http://[::1]:1/x"] {
            assert!(WebhookUrl::parse(text).is_ok(), "{text}");
        }
        for text in [
            "http://crm.example/calls",
            "http://localhost.evil.example/",
            "https://user:password@crm.example/",
            "ftp://crm.example/",
            "file:///etc/passwd",
            "crm.example",
            "",
        ] {
            assert_eq!(WebhookUrl::parse(text), Err(NotAWebhook), "{text}");
        }
    }

    #[test]
    fn a_query_is_not_shown() {
        let url = WebhookUrl::parse("https://crm.example/calls?key=CANARY").unwrap();
        assert_eq!(url.to_string(), "https://crm.example/calls");
    }
}
