use std::{
    fmt,
    time::{Duration, SystemTime},
};

use pagedial_protocol::{ErrorCode, host::IssuedToken};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::{Client, Method, Request, Response, Url, header, redirect};
use tokio::time::{Instant, sleep, timeout_at};

use super::{
    ConnectionString,
    answer::{self, Answer},
    retry,
    signature::{Signable, sign},
};
use crate::{error::HostError, random::random};

/// The version that Microsoft's npm and PyPI clients send (measured: 1.3.1 and 1.5.0).
const API_VERSION: &str = "2023-10-01";

/// The token lives in a browser page, so for the shortest time that the service offers; the
/// dialer renews it during longer calls.
const TOKEN_REQUEST: &[u8] = br#"{"scopes":["voip"],"expiresInMinutes":60}"#;

const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// A token answer has about 1.5 KB; nothing that the service says needs more than this.
const MAX_BODY: usize = 64 * 1024;

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
    account: ConnectionString,
    http: Client,
}

impl IdentityClient {
    /// Loads the system's certificates, which takes some milliseconds.
    pub(crate) fn new(account: ConnectionString) -> Result<Self, HostError> {
        // An error only says that a provider is installed already.
        let _installed = rustls::crypto::ring::default_provider().install_default();
        let mut builder = Client::builder()
            .user_agent(concat!("pagedial-host/", env!("CARGO_PKG_VERSION")))
            .redirect(redirect::Policy::none())
            .connect_timeout(CONNECT_TIMEOUT)
            .https_only(!account.endpoint.is_loopback());
        if account.endpoint.is_loopback() {
            builder = builder.no_proxy();
        }
        let http = builder.build().map_err(|error| {
            HostError::new(ErrorCode::Internal, format!("HTTP client: {}", innermost(&error)))
        })?;
        Ok(Self { account, http })
    }

    /// A new identity.
    pub(crate) async fn create(&self, deadline: Instant) -> Result<UserId, HostError> {
        let path = format!("/identities?api-version={API_VERSION}");
        let answer = self.post(&path, b"", deadline).await?;
        match answer.status {
            201 => answer::created_identity(&answer.body).map(UserId),
            _ => Err(answer::failure(&answer, SystemTime::now())),
        }
    }

    /// A token with the scope `voip`.
    pub(crate) async fn issue(&self, user: &UserId, deadline: Instant) -> Result<Issue, HostError> {
        let id = utf8_percent_encode(&user.0, PATH_SEGMENT);
        let path = format!("/identities/{id}/:issueAccessToken?api-version={API_VERSION}");
        let answer = self.post(&path, TOKEN_REQUEST, deadline).await?;
        match answer.status {
            200 => {
                let minted = answer::minted_token(&answer.body)?;
                Ok(Issue::Token(IssuedToken {
                    token: minted.token,
                    expires_on_ms: minted.expires_on_ms,
                    user_id: user.0.clone(),
                }))
            }
            _ if answer::says_unknown_identity(&answer) => Ok(Issue::UnknownIdentity),
            _ => Err(answer::failure(&answer, SystemTime::now())),
        }
    }

    /// Asks until the answer stands or there is no time for another try.
    async fn post(
        &self,
        path_and_query: &str,
        body: &'static [u8],
        deadline: Instant,
    ) -> Result<Answer, HostError> {
        let mut tries = 0;
        loop {
            let exchange = self.post_once(path_and_query, body);
            let answer = timeout_at(deadline, exchange)
                .await
                .map_err(|_elapsed| HostError::from(ErrorCode::TimedOut))??;
            tries += 1;
            let pause = retry::pause(answer.status, tries, answer.retry_after, random::<1>()?[0]);
            let again_at = pause.and_then(|pause| Instant::now().checked_add(pause));
            match (pause, again_at) {
                (Some(pause), Some(again_at)) if again_at < deadline => sleep(pause).await,
                _ => return Ok(answer),
            }
        }
    }

    async fn post_once(
        &self,
        path_and_query: &str,
        body: &'static [u8],
    ) -> Result<Answer, HostError> {
        let url = self
            .account
            .endpoint
            .at(path_and_query)
            .map_err(|error| HostError::new(ErrorCode::Internal, error.to_string()))?;
        let request = self.signed(url, body)?;
        let response = self.http.execute(request).await.map_err(not_answered)?;
        read(response).await
    }

    fn signed(&self, url: Url, body: &'static [u8]) -> Result<Request, HostError> {
        let date = httpdate::fmt_http_date(SystemTime::now());
        // From the URL that is sent, so that no normalising can come between.
        let path_and_query = match url.query() {
            Some(query) => format!("{}?{query}", url.path()),
            None => url.path().to_owned(),
        };
        let host = self.account.endpoint.authority();
        let signature = sign(
            &self.account.key,
            &Signable {
                method: Method::POST.as_str(),
                path_and_query: &path_and_query,
                host,
                date: &date,
                body,
            },
        );
        self.http
            .post(url)
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

async fn read(mut response: Response) -> Result<Answer, HostError> {
    let now = SystemTime::now();
    let header = |name| response.headers().get(name)?.to_str().ok();
    let retry_after = header(header::RETRY_AFTER).and_then(|value| retry::retry_after(value, now));
    let date = header(header::DATE).and_then(|value| httpdate::parse_http_date(value).ok());
    let status = response.status().as_u16();
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(not_answered)? {
        if body.len() + chunk.len() > MAX_BODY {
            let detail = format!("HTTP {status} with more than {MAX_BODY} bytes");
            return Err(HostError::new(ErrorCode::UnexpectedAnswer, detail));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(Answer { status, date, retry_after, body })
}

/// No answer, or none to its end. The URL holds the person's identity, so it is left out.
fn not_answered(error: reqwest::Error) -> HostError {
    let code = if error.is_timeout() { ErrorCode::TimedOut } else { ErrorCode::Offline };
    HostError::new(code, innermost(&error.without_url()))
}

/// The system's own words, such as "Connection refused (os error 111)".
fn innermost(error: &reqwest::Error) -> String {
    let mut cause: &dyn std::error::Error = error;
    while let Some(source) = cause.source() {
        cause = source;
    }
    cause.to_string().chars().take(200).collect()
}
