use std::{fmt, time::SystemTime};

use pagedial_protocol::{ErrorCode, host::IssuedToken};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::{Client, Method, Request, Url, header};
use tokio::time::Instant;

use super::{
    Endpoint, answer,
    signature::{Signable, sign},
};
use crate::{
    error::HostError,
    http::{self, Answer, innermost},
    secrets::AccessKey,
    token_answer,
};

/// The version that Microsoft's npm and PyPI clients send (measured: 1.3.1 and 1.5.0).
const API_VERSION: &str = "2023-10-01";

/// The token lives in a browser page, so for the shortest time that the service offers; the
/// dialer renews it during longer calls.
const TOKEN_REQUEST: &[u8] = br#"{"scopes":["voip"],"expiresInMinutes":60}"#;

/// The two SDKs encode everything but RFC 3986's unreserved characters, `:` too (measured).
const PATH_SEGMENT: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// An ACS identity, `8:acs:…`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct UserId(pub(crate) String);

impl fmt::Display for UserId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// How asking for a token went.
#[derive(Debug)]
pub(crate) enum Issue {
    Token(IssuedToken),
    /// The service does not know this identity; another one is needed.
    UnknownIdentity,
}

/// ACS Identity, signed by an access key.
pub(crate) struct IdentityClient {
    endpoint: Endpoint,
    key: AccessKey,
    http: Client,
}

impl IdentityClient {
    pub(crate) fn new(http: Client, endpoint: Endpoint, key: AccessKey) -> Self {
        Self { endpoint, key, http }
    }

    /// A new identity.
    pub(crate) async fn create(&self, deadline: Instant) -> Result<UserId, HostError> {
        let answer = self.ask(Method::POST, "/identities", b"", deadline).await?;
        match answer.status {
            201 => answer::created_identity(&answer.body).map(UserId),
            _ => Err(answer::failure(&answer, SystemTime::now())),
        }
    }

    /// A token with the scope `voip`.
    pub(crate) async fn issue(&self, user: &UserId, deadline: Instant) -> Result<Issue, HostError> {
        let path = format!("{}/:issueAccessToken", path_of(user));
        let answer = self.ask(Method::POST, &path, TOKEN_REQUEST, deadline).await?;
        let now = SystemTime::now();
        match answer.status {
            200 => {
                let minted = token_answer::read(&answer, now)?;
                Ok(Issue::Token(IssuedToken {
                    token: minted.token,
                    expires_on_ms: minted.expires_on_ms,
                    user_id: user.0.clone(),
                }))
            }
            _ if answer::says_unknown_identity(&answer) => Ok(Issue::UnknownIdentity),
            _ => Err(answer::failure(&answer, now)),
        }
    }

    /// Ends every token of the identity. The service lets one live up to 15 minutes longer.
    pub(crate) async fn revoke(&self, user: &UserId, deadline: Instant) -> Result<(), HostError> {
        let path = format!("{}/:revokeAccessTokens", path_of(user));
        self.remove(Method::POST, &path, deadline).await
    }

    /// Deletes the identity, and with it every token.
    pub(crate) async fn delete(&self, user: &UserId, deadline: Instant) -> Result<(), HostError> {
        self.remove(Method::DELETE, &path_of(user), deadline).await
    }

    /// What the service does not know any more is removed as well.
    async fn remove(&self, method: Method, path: &str, deadline: Instant) -> Result<(), HostError> {
        let answer = self.ask(method, path, b"", deadline).await?;
        match answer.status {
            204 => Ok(()),
            _ if answer::says_unknown_identity(&answer) => Ok(()),
            _ => Err(answer::failure(&answer, SystemTime::now())),
        }
    }

    async fn ask(
        &self,
        method: Method,
        path: &str,
        body: &'static [u8],
        deadline: Instant,
    ) -> Result<Answer, HostError> {
        let url = self
            .endpoint
            .at(&format!("{path}?api-version={API_VERSION}"))
            .map_err(|error| HostError::new(ErrorCode::Internal, error.to_string()))?;
        http::insist(&self.http, deadline, || self.signed(&method, &url, body)).await
    }

    fn signed(
        &self,
        method: &Method,
        url: &Url,
        body: &'static [u8],
    ) -> Result<Request, HostError> {
        let date = httpdate::fmt_http_date(SystemTime::now());
        // From the URL that is sent, so that no normalising can come between.
        let path_and_query = match url.query() {
            Some(query) => format!("{}?{query}", url.path()),
            None => url.path().to_owned(),
        };
        let host = self.endpoint.authority();
        let signature = sign(
            &self.key,
            &Signable {
                method: method.as_str(),
                path_and_query: &path_and_query,
                host,
                date: &date,
                body,
            },
        );
        self.http
            .request(method.clone(), url.clone())
            .header(header::HOST, host)
            .header(header::CONTENT_TYPE, "application/json")
            .header("x-ms-date", date)
            .header("x-ms-content-sha256", signature.content_hash)
            .header(header::AUTHORIZATION, signature.authorization)
            .body(body)
            .build()
            .map_err(|error| HostError::new(ErrorCode::Internal, innermost(&error)))
    }
}

fn path_of(user: &UserId) -> String {
    format!("/identities/{}", utf8_percent_encode(&user.0, PATH_SEGMENT))
}
