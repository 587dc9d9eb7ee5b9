//! HTTPS to a service: one way to make a client, to insist on an answer, to read it whole but
//! bounded, and to say why none came.

mod clock;
mod failure;
mod retry;

use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    time::{Duration, SystemTime},
};

use pagedial_protocol::ErrorCode;
use reqwest::{Client, ClientBuilder, Identity, Request, Response, Url, header, redirect};
use tokio::time::{Instant, sleep, timeout_at};
use zeroize::Zeroizing;

pub(crate) use clock::Skew;
pub(crate) use failure::{innermost, not_answered};
pub(crate) use pagedial_connection_string::is_loopback;

use crate::{error::HostError, random::random};

const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// A token answer has about 1.5 KB; nothing that a service says needs more than this.
const MAX_BODY: usize = 64 * 1024;

/// Where a client may go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reach {
    /// By https, through the system's proxy if there is one.
    Network,
    /// A service on this computer, also by http, never through a proxy.
    Loopback,
    /// A service on this computer by http alone. Needs no certificate authorities, which take more
    /// time to load than all the rest of a first token (2 of 5 ms, measured).
    PlainLoopback,
}

impl Reach {
    /// As far as this address, and no farther.
    pub(crate) fn to(url: &Url) -> Self {
        match (is_loopback(url), url.scheme()) {
            (false, _) => Self::Network,
            (true, "http") => Self::PlainLoopback,
            (true, _) => Self::Loopback,
        }
    }
}

/// What `localhost` is, whatever the system's table of hosts makes of it (RFC 6761 §6.3): what is
/// sent there may be sent in the clear. The port is the URL's.
const LOCALHOST: [SocketAddr; 2] = [
    SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0),
    SocketAddr::new(IpAddr::V6(Ipv6Addr::LOCALHOST), 0),
];

/// An answer with all that is looked at of it.
#[derive(Clone)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// The service's clock, by its `Date` header.
    pub(crate) date: Option<SystemTime>,
    pub(crate) retry_after: Option<Duration>,
    /// Wiped on drop: it may hold a token.
    pub(crate) body: Zeroizing<Vec<u8>>,
}

/// A client that follows no redirects, trusts the system's certificate authorities and those of
/// `SSL_CERT_FILE`, and shows `identity` to a server that asks for one. Loading the certificates
/// takes some milliseconds.
pub(crate) fn client(reach: Reach, identity: Option<Identity>) -> Result<Client, HostError> {
    client_with(reach, |builder| match identity {
        Some(identity) => builder.identity(identity),
        None => builder,
    })
}

/// The same with what is special to its use.
pub(crate) fn client_with(
    reach: Reach,
    special: impl FnOnce(ClientBuilder) -> ClientBuilder,
) -> Result<Client, HostError> {
    // An error only says that a provider is installed already.
    let _installed = rustls::crypto::ring::default_provider().install_default();
    let builder = Client::builder()
        .user_agent(concat!("pagedial-host/", env!("CARGO_PKG_VERSION")))
        .redirect(redirect::Policy::none())
        .connect_timeout(CONNECT_TIMEOUT);
    let builder = match reach {
        Reach::Network => builder.https_only(true),
        Reach::Loopback => builder.no_proxy().resolve_to_addrs("localhost", &LOCALHOST),
        Reach::PlainLoopback => {
            builder.no_proxy().resolve_to_addrs("localhost", &LOCALHOST).tls_certs_only([])
        }
    };
    // What fails here is loading the certificate authorities.
    special(builder)
        .build()
        .map_err(|error| HostError::new(ErrorCode::CertificateRefused, innermost(&error)))
}

/// Asks until the answer stands or there is no time for another try. `request` makes a new request
/// for each try, because a signature holds the time.
pub(crate) async fn insist(
    client: &Client,
    deadline: Instant,
    request: impl Fn() -> Result<Request, HostError>,
) -> Result<Answer, HostError> {
    let mut tries = 0;
    loop {
        let answer = ask(client, deadline, request()?).await?;
        tries += 1;
        let pause = retry::pause(answer.status, tries, answer.retry_after, random::<1>()?[0]);
        let again_at = pause.and_then(|pause| Instant::now().checked_add(pause));
        match (pause, again_at) {
            (Some(pause), Some(again_at)) if again_at < deadline => sleep(pause).await,
            _ => return Ok(answer),
        }
    }
}

/// Asks once.
pub(crate) async fn ask(
    client: &Client,
    deadline: Instant,
    request: Request,
) -> Result<Answer, HostError> {
    timeout_at(deadline, exchange(client, request))
        .await
        .map_err(|_elapsed| HostError::from(ErrorCode::TimedOut))?
}

async fn exchange(client: &Client, request: Request) -> Result<Answer, HostError> {
    read(client.execute(request).await.map_err(not_answered)?).await
}

async fn read(mut response: Response) -> Result<Answer, HostError> {
    let now = SystemTime::now();
    let header = |name| response.headers().get(name)?.to_str().ok();
    let retry_after = header(header::RETRY_AFTER).and_then(|value| retry::retry_after(value, now));
    let date = header(header::DATE).and_then(|value| httpdate::parse_http_date(value).ok());
    let status = response.status().as_u16();
    // All at once, because a buffer that grows leaves its old content behind.
    let mut body = Zeroizing::new(Vec::with_capacity(MAX_BODY));
    while let Some(chunk) = response.chunk().await.map_err(not_answered)? {
        if body.len() + chunk.len() > MAX_BODY {
            let detail = format!("HTTP {status} with more than {MAX_BODY} bytes");
            return Err(HostError::new(ErrorCode::UnexpectedAnswer, detail));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(Answer { status, date, retry_after, body })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_on_this_computer_and_without_tls_does_without_certificate_authorities() {
        for (url, expected) in [
            ("https://r.communication.azure.com/", Reach::Network),
            ("https://localhost.example/", Reach::Network),
            ("http://localhost.example/", Reach::Network),
            ("https://localhost:8443/", Reach::Loopback),
            ("https://[::1]/", Reach::Loopback),
            ("http://localhost:8080/", Reach::PlainLoopback),
            ("http://127.0.0.1:8080/", Reach::PlainLoopback),
        ] {
            assert_eq!(Reach::to(&Url::parse(url).unwrap()), expected, "{url}");
        }
    }
}
