use std::{
    fmt, fs,
    path::{Path, PathBuf},
    time::SystemTime,
};

use pagedial_protocol::{ErrorCode, host::IssuedToken};
use reqwest::{Client, Identity, Method, Request, Url, header};
use tokio::{sync::OnceCell, time::Instant};
use zeroize::Zeroizing;

use super::{DEADLINE, Minting, Preparing, TokenSource, off_thread, prepared, until};
use crate::{
    error::HostError,
    http::{self, Answer, Reach, innermost},
    secrets::{Bearer, Place},
    token_answer,
};

/// A company's own service that mints tokens, so that no computer holds the access key. It answers
/// `{"userId","token","expiresOn"}`; the identity behind the token is its own business.
#[derive(Clone, Debug)]
pub(crate) struct TokenService {
    pub(crate) url: ServiceUrl,
    pub(crate) method: Method,
    pub(crate) bearer: Option<Place<Bearer>>,
    /// A PEM file with the client's certificate and its private key.
    pub(crate) client_certificate: Option<PathBuf>,
}

/// An https URL, or http for a loopback host, without a user or password.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct ServiceUrl(Url);

/// Why a text is not the URL of a token service. Repeats none of it: a query may hold a secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum NotAServiceUrl {
    #[error("not a URL of the form https://host/path")]
    NotAUrl,
    #[error("not https, which every host but this computer needs")]
    NotHttps,
    #[error("a URL with a user name or password in it")]
    WithCredentials,
}

impl ServiceUrl {
    pub(crate) fn parse(text: &str) -> Result<Self, NotAServiceUrl> {
        let url = Url::parse(text).map_err(|_unparsable| NotAServiceUrl::NotAUrl)?;
        if !url.username().is_empty() || url.password().is_some() {
            return Err(NotAServiceUrl::WithCredentials);
        }
        let url = Self(url);
        match url.0.scheme() {
            "https" => Ok(url),
            "http" if url.is_loopback() => Ok(url),
            "http" => Err(NotAServiceUrl::NotHttps),
            _ => Err(NotAServiceUrl::NotAUrl),
        }
    }

    pub(crate) fn is_loopback(&self) -> bool {
        http::is_loopback(&self.0)
    }

    pub(crate) fn front_page(&self) -> Option<Url> {
        self.0.join("/").ok()
    }
}

impl fmt::Debug for ServiceUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ServiceUrl({self})")
    }
}

impl fmt::Display for ServiceUrl {
    /// Scheme, host and path: a query may hold what is nobody else's business.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.0.origin().ascii_serialization(), self.0.path())
    }
}

/// Tokens from a [`TokenService`].
pub(crate) struct TokenServiceSource {
    service: TokenService,
    http: OnceCell<Client>,
    /// Found at the first minting: the keyring may ask the person for a password.
    bearer: OnceCell<Option<Bearer>>,
}

impl TokenServiceSource {
    pub(crate) fn new(service: TokenService) -> Self {
        Self { service, http: OnceCell::new(), bearer: OnceCell::new() }
    }

    async fn http(&self) -> Result<&Client, HostError> {
        let service = self.service.clone();
        self.http.get_or_try_init(|| off_thread(move || service.client())).await
    }

    async fn bearer(&self) -> Result<Option<&Bearer>, HostError> {
        let service = self.service.clone();
        let found = self.bearer.get_or_try_init(|| off_thread(move || service.bearer())).await;
        found.map(Option::as_ref)
    }

    async fn mint_until(&self, deadline: Instant) -> Result<IssuedToken, HostError> {
        let finding = async { Ok((self.http().await?, self.bearer().await?)) };
        let (http, bearer) = until(deadline, finding).await?;
        let request = || self.service.request(http, bearer);
        let answer = http::insist(http, deadline, request).await?;
        let now = SystemTime::now();
        if answer.status != 200 {
            return Err(failure(&answer));
        }
        let minted = token_answer::read(&answer, now)?;
        let user_id = minted.user_id.filter(|id| !id.is_empty()).ok_or_else(|| {
            HostError::new(ErrorCode::UnexpectedAnswer, "a token answer without userId")
        })?;
        Ok(IssuedToken { token: minted.token, expires_on_ms: minted.expires_on_ms, user_id })
    }
}

impl TokenSource for TokenServiceSource {
    fn prepare(&self) -> Preparing<'_> {
        prepared(self.http())
    }

    fn mint(&self) -> Minting<'_> {
        Box::pin(self.mint_until(Instant::now() + DEADLINE))
    }
}

impl TokenService {
    fn client(&self) -> Result<Client, HostError> {
        let identity = self.client_certificate.as_deref().map(identity).transpose()?;
        http::client(Reach::to(&self.url.0), identity)
    }

    fn bearer(&self) -> Result<Option<Bearer>, HostError> {
        let find = |place: &Place<Bearer>| {
            place.find(&self.url.to_string(), |text| {
                Bearer::parse(text).map_err(|error| error.to_string())
            })
        };
        self.bearer.as_ref().map(find).transpose()
    }

    fn request(&self, http: &Client, bearer: Option<&Bearer>) -> Result<Request, HostError> {
        let mut request = http
            .request(self.method.clone(), self.url.0.clone())
            .header(header::ACCEPT, "application/json");
        if self.method == Method::POST {
            request = request.header(header::CONTENT_TYPE, "application/json").body("{}");
        }
        if let Some(bearer) = bearer {
            // Marks the header as sensitive, which keeps it out of every `Debug`.
            request = request.bearer_auth(bearer.expose());
        }
        request.build().map_err(|error| HostError::new(ErrorCode::Internal, innermost(&error)))
    }
}

fn identity(path: &Path) -> Result<Identity, HostError> {
    let pem = fs::read(path)
        .map(Zeroizing::new)
        .map_err(|error| HostError::storage("reading", path, &error))?;
    Identity::from_pem(&pem).map_err(|_unparsable| {
        let detail = format!("{} is not a certificate with its key in PEM", path.display());
        HostError::new(ErrorCode::InvalidConfiguration, detail)
    })
}

fn failure(answer: &Answer) -> HostError {
    let code = match answer.status {
        401 | 403 => ErrorCode::TokenServiceRefused,
        429 => ErrorCode::Throttled,
        500..=599 => ErrorCode::ServiceFailed,
        _ => ErrorCode::UnexpectedAnswer,
    };
    HostError::new(code, format!("HTTP {} from the token service", answer.status))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_http_is_for_loopback_only() {
        use NotAServiceUrl::{NotAUrl, NotHttps, WithCredentials};
        for (text, expected) in [
            ("https://tokens.example/voip?team=1", Ok("https://tokens.example/voip")),
            ("http://localhost:8080/token", Ok("http://localhost:8080/token")),
            ("http://[::1]:8080/", Ok("http://[::1]:8080/")),
            ("http://tokens.example/", Err(NotHttps)),
            ("http://localhost.example/", Err(NotHttps)),
            ("https://me:secret@tokens.example/", Err(WithCredentials)),
            ("ftp://tokens.example/", Err(NotAUrl)),
            ("tokens.example/voip", Err(NotAUrl)),
            ("", Err(NotAUrl)),
        ] {
            let parsed = ServiceUrl::parse(text).map(|url| url.to_string());
            assert_eq!(parsed.as_deref().map_err(|error| *error), expected, "{text}");
        }
    }

    #[test]
    fn a_refusal_is_the_token_service_s_and_not_the_phone_service_s() {
        let code = |status| {
            let answer = Answer { status, date: None, retry_after: None, body: Vec::new().into() };
            failure(&answer).code
        };
        assert_eq!(code(401), ErrorCode::TokenServiceRefused);
        assert_eq!(code(403), ErrorCode::TokenServiceRefused);
        assert_eq!(code(429), ErrorCode::Throttled);
        assert_eq!(code(502), ErrorCode::ServiceFailed);
        assert_eq!(code(302), ErrorCode::UnexpectedAnswer);
        assert_eq!(code(404), ErrorCode::UnexpectedAnswer);
    }
}
