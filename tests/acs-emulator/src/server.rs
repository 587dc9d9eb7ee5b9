//! Listening on loopback, and nowhere else.

use std::convert::Infallible;
use std::error::Error;
use std::io;
use std::net::{Ipv4Addr, Ipv6Addr};

use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

use crate::answer_body::{AnswerBody, DroppedByFault};

/// A free port of one family is free in the other one too, nearly always.
const ATTEMPTS: usize = 16;

/// Both loopback families on one port, as `localhost` may resolve to either.
pub(crate) struct Loopback {
    pub(crate) port: u16,
    v4: TcpListener,
    /// `None` on a machine without IPv6.
    v6: Option<TcpListener>,
}

impl Loopback {
    /// Binds `port`, or any that is free in both families for 0.
    pub(crate) async fn bind(port: u16) -> io::Result<Self> {
        let mut attempt = 1;
        loop {
            match Self::bind_once(port).await {
                Err(error)
                    if port == 0
                        && error.kind() == io::ErrorKind::AddrInUse
                        && attempt < ATTEMPTS =>
                {
                    attempt += 1;
                }
                result => return result,
            }
        }
    }

    /// Serves both families until accepting fails in one.
    pub(crate) async fn serve<A, F>(
        self,
        tls: Option<TlsAcceptor>,
        answer: A,
    ) -> io::Result<Infallible>
    where
        A: Fn(Request<Incoming>) -> F + Clone + Send + 'static,
        F: Future<Output = Result<Response<AnswerBody>, DroppedByFault>> + Send + 'static,
    {
        let Some(v6) = self.v6 else { return serve(self.v4, tls, answer).await };
        tokio::select! {
            failed = serve(self.v4, tls.clone(), answer.clone()) => failed,
            failed = serve(v6, tls, answer) => failed,
        }
    }

    async fn bind_once(port: u16) -> io::Result<Self> {
        let v4 = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
        let port = v4.local_addr()?.port();
        match TcpListener::bind((Ipv6Addr::LOCALHOST, port)).await {
            Ok(v6) => Ok(Self { port, v4, v6: Some(v6) }),
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => Err(error),
            Err(_) => Ok(Self { port, v4, v6: None }),
        }
    }
}

/// Answers the requests of all connections to `listener` until accepting fails.
pub(crate) async fn serve<A, F>(
    listener: TcpListener,
    tls: Option<TlsAcceptor>,
    answer: A,
) -> io::Result<Infallible>
where
    A: Fn(Request<Incoming>) -> F + Clone + Send + 'static,
    F: Future<Output = Result<Response<AnswerBody>, DroppedByFault>> + Send + 'static,
{
    loop {
        let stream = match listener.accept().await {
            Ok((stream, _)) => stream,
            // The client was gone before it was accepted.
            Err(error) if error.kind() == io::ErrorKind::ConnectionAborted => continue,
            Err(error) => return Err(error),
        };
        let (tls, answer) = (tls.clone(), answer.clone());
        tokio::spawn(async move {
            if let Err(error) = serve_stream(stream, tls, answer).await {
                report(error.as_ref());
            }
        });
    }
}

async fn serve_stream<A, F>(
    stream: TcpStream,
    tls: Option<TlsAcceptor>,
    answer: A,
) -> Result<(), Box<dyn Error + Send + Sync>>
where
    A: Fn(Request<Incoming>) -> F,
    F: Future<Output = Result<Response<AnswerBody>, DroppedByFault>>,
{
    stream.set_nodelay(true)?;
    match tls {
        Some(tls) => serve_http(tls.accept(stream).await?, answer).await?,
        None => serve_http(stream, answer).await?,
    }
    Ok(())
}

async fn serve_http<A, F>(
    stream: impl AsyncRead + AsyncWrite + Unpin,
    answer: A,
) -> hyper::Result<()>
where
    A: Fn(Request<Incoming>) -> F,
    F: Future<Output = Result<Response<AnswerBody>, DroppedByFault>>,
{
    http1::Builder::new().serve_connection(TokioIo::new(stream), service_fn(answer)).await
}

/// A connection that ended in the middle is no reason to stop, but its cause (say, a client that
/// does not trust the CA) is seen nowhere else.
#[allow(clippy::print_stderr, reason = "stderr is this program's place for diagnostics")]
fn report(error: &(dyn Error + 'static)) {
    if !error.source().is_some_and(|source| source.is::<DroppedByFault>()) {
        eprintln!("acs-emulator: a connection ended early: {error}");
    }
}
