//! Azure Communication Services Identity on loopback: the REST API of version 2023-10-01 with real
//! HMAC verification, faults on demand and a request log. See [`cli::Arguments`] for the flags and
//! [`control`] for what a test can do while it runs.

mod answer_body;
mod cli;
mod control;
mod exchange;
mod exit;
mod faults;
mod hmac_check;
mod identities;
mod identity_api;
mod request_log;
mod server;
mod tls;

use std::io::{self, Write as _};
use std::net::Ipv4Addr;
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Context as _;
use clap::Parser as _;
use serde::Serialize;
use tokio::net::TcpListener;

use crate::cli::Arguments;
use crate::exchange::Emulator;
use crate::exit::Exit;
use crate::faults::Faults;
use crate::hmac_check::AccessKey;
use crate::identities::Resource;
use crate::request_log::RequestLog;
use crate::server::Loopback;
use crate::tls::Validity;

/// The line that tells whoever started the emulator how to reach it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Ready {
    connection_string: String,
    endpoint: String,
    access_key: String,
    ca: Option<PathBuf>,
    control: String,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    let (ca, tls) = match &arguments.tls {
        Some(directory) => {
            let validity = if arguments.expired { Validity::Past } else { Validity::Now };
            let (ca, acceptor) = tls::throw_away(directory, validity)?;
            (Some(ca), Some(acceptor))
        }
        None => (None, None),
    };
    let api = Loopback::bind(arguments.port)
        .await
        .with_context(|| format!("cannot listen on port {} of loopback", arguments.port))?;
    let control = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;

    let key = AccessKey::random()?;
    let scheme = if tls.is_some() { "https" } else { "http" };
    let endpoint = format!("{scheme}://localhost:{}", api.port);
    let ready = Ready {
        connection_string: format!("endpoint={endpoint}/;accesskey={}", key.to_base64()),
        access_key: key.to_base64(),
        control: format!("http://{}", control.local_addr()?),
        endpoint,
        ca,
    };
    let emulator = Arc::new(Emulator {
        key,
        resource: Resource::new(),
        faults: Faults::new(arguments.faults),
        log: RequestLog::default(),
    });
    let mut exit = Exit::listen(arguments.exit_with_stdin)?;
    announce(&ready)?;

    let controlled = Arc::clone(&emulator);
    let answer_api = move |request| {
        let emulator = Arc::clone(&emulator);
        async move { emulator.answer(request).await }
    };
    let answer_control = move |request| {
        let emulator = Arc::clone(&controlled);
        async move { Ok(control::answer(&emulator, request).await) }
    };
    let failed = tokio::select! {
        failed = api.serve(tls, answer_api) => failed,
        failed = server::serve(control, None, answer_control) => failed,
        () = exit.told() => return Ok(()),
    };
    match failed.context("cannot accept connections any more")? {}
}

fn announce(ready: &Ready) -> anyhow::Result<()> {
    let mut stdout = io::stdout().lock();
    serde_json::to_writer(&mut stdout, ready)?;
    writeln!(stdout)?;
    stdout.flush().context("cannot write the ready line")
}
