//! Serves the call engine's page on `http://localhost:<port>`, because the calling SDK refuses to
//! run on an extension's page and on `http://127.0.0.1` (measured, SDK 2.0.0).
//!
//! Whatever runs on this computer can connect, and so can any web page's script. What they can't
//! do: guess the path, frame the page, read a file across origins, or come in by another host name.

mod answer;
mod pages;

use std::{
    convert::Infallible,
    io,
    net::{Ipv4Addr, Ipv6Addr, SocketAddr},
    path::PathBuf,
    sync::Arc,
    time::Duration,
};

use hyper::{Request, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use pagedial_protocol::{ErrorCode, engine::Driver, host::EngineAddress};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::Semaphore,
};

use crate::{
    caller::Caller,
    error::HostError,
    log::{Event, Log},
    random::random_name,
};
use answer::Site;
use pages::Pages;

/// Connections served at the same time. A browser opens six to one origin.
const MOST_CONNECTIONS: usize = 64;

/// The most that a request's line and headers may have; hyper's least is 8 KiB.
const MOST_HEADER_BYTES: usize = 8 * 1024;

/// How long a connection may take to send its headers, or stay idle.
const HEADER_TIMEOUT: Duration = Duration::from_secs(5);

/// How many ports are tried until one is free on both loopback addresses.
const PORT_TRIES: usize = 16;

/// Starts serving and tells where. Stops with the process.
pub(crate) async fn start(
    caller: Caller,
    driver: Driver,
    calling_sdk: PathBuf,
    log: Log,
) -> Result<EngineAddress, HostError> {
    let (listeners, port) = listen(&log).await.map_err(|error| {
        HostError::new(ErrorCode::EngineUnavailable, format!("binding a loopback port: {error}"))
    })?;
    let origin = format!("http://localhost:{port}");
    let folder = format!("/pagedial-engine/{}/", random_name()?);
    let address = EngineAddress { url: format!("{origin}{folder}index.html"), origin, driver };
    let pages = Pages::new(&caller.frame_ancestor(), calling_sdk);
    let site = Arc::new(Site::new(port, folder, caller, pages, log));
    let slots = Arc::new(Semaphore::new(MOST_CONNECTIONS));
    for listener in listeners {
        tokio::spawn(accept(listener, Arc::clone(&site), Arc::clone(&slots)));
    }
    Ok(address)
}

/// Binds one port on both loopback addresses: `localhost` may mean either, and on the one that we
/// left free another program could answer in our name.
async fn listen(log: &Log) -> io::Result<(Vec<TcpListener>, u16)> {
    let mut last_error = io::Error::from(io::ErrorKind::AddrInUse);
    for _ in 0..PORT_TRIES {
        let v4 = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let port = v4.local_addr()?.port();
        match TcpListener::bind(SocketAddr::from((Ipv6Addr::LOCALHOST, port))).await {
            Ok(v6) => return Ok((vec![v4, v6], port)),
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => last_error = error,
            // No IPv6 on this computer, so nobody else can have it either.
            Err(error) => {
                log.write(&Event::EngineOnOneFamily { error: &error });
                return Ok((vec![v4], port));
            }
        }
    }
    Err(last_error)
}

async fn accept(listener: TcpListener, site: Arc<Site>, slots: Arc<Semaphore>) {
    loop {
        // The semaphore is never closed.
        let slot = Arc::clone(&slots).acquire_owned().await;
        match listener.accept().await {
            Ok((stream, _peer)) => {
                let site = Arc::clone(&site);
                tokio::spawn(async move {
                    serve(stream, site).await;
                    drop(slot);
                });
            }
            // Out of file descriptors, say: others will be freed.
            Err(_exhausted) => tokio::time::sleep(Duration::from_millis(100)).await,
        }
    }
}

async fn serve(stream: TcpStream, site: Arc<Site>) {
    let service = service_fn(move |request: Request<_>| {
        let site = Arc::clone(&site);
        async move { Ok::<_, Infallible>(site.answer(&request).await) }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADER_TIMEOUT)
        .max_buf_size(MOST_HEADER_BYTES)
        .serve_connection(TokioIo::new(stream), service);
    // The peer broke off or sent no HTTP; there is nobody to tell.
    let _broken_off = connection.await;
}
