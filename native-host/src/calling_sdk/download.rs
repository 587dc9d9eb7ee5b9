//! The package's tarball from an npm registry. What was fetched before a connection broke stays in
//! a file beside the SDK, and the next try, in this run or the next, asks for the rest.

use std::{
    fs::{self, File},
    io::{self, Read, Write},
    path::Path,
    time::Duration,
};

use pagedial_protocol::ErrorCode;
use reqwest::{Client, Response, StatusCode, Url, header, redirect};

use super::MOST_TARBALL_BYTES;
use crate::{
    error::HostError,
    http::{self, Reach, not_answered},
    private_file,
};

/// Connections to open for one download; a line that breaks more often is for another day.
const MOST_TRIES: u32 = 5;

/// The longest silence in the middle of a download.
const SILENCE: Duration = Duration::from_secs(30);

/// Where the package's tarball is in every npm registry.
const TARBALL_PATH: &str = "@azure/communication-calling/-/communication-calling-2.0.0.tgz";

/// An npm registry: https, or http on this computer.
#[derive(Clone, Debug)]
pub(crate) struct Registry(Url);

impl Registry {
    /// Reads the URL of a registry, with or without a slash at its end.
    pub(crate) fn parse(text: &str) -> Result<Self, HostError> {
        let refused = |why: &str| {
            Err(HostError::new(ErrorCode::DownloadFailed, format!("the registry's address {why}")))
        };
        let Ok(url) = Url::parse(&format!("{}/", text.trim().trim_end_matches('/'))) else {
            return refused("is no URL");
        };
        match url.scheme() {
            "https" => Ok(Self(url)),
            "http" if http::is_loopback(&url) => Ok(Self(url)),
            _ => refused("must begin with https://"),
        }
    }

    fn tarball(&self) -> Result<Url, HostError> {
        self.0.join(TARBALL_PATH).map_err(|error| failed(error.to_string()))
    }

    fn client(&self) -> Result<Client, HostError> {
        let reach = if http::is_loopback(&self.0) { Reach::Loopback } else { Reach::Network };
        // Registries send downloads elsewhere. What comes is checked against the pinned hash,
        // wherever it comes from.
        http::client_with(reach, |builder| {
            builder.redirect(redirect::Policy::limited(5)).read_timeout(SILENCE)
        })
    }
}

/// Fetches the tarball into `partial`, from where that file ends. It is not checked yet.
pub(super) async fn fetch(registry: &Registry, partial: &Path) -> Result<(), HostError> {
    let client = registry.client()?;
    let url = registry.tarball()?;
    let mut tries = 0;
    loop {
        tries += 1;
        match fetch_rest(&client, &url, partial).await {
            Err(Interrupted::Line(_)) if tries < MOST_TRIES => {}
            Err(Interrupted::Line(error) | Interrupted::ForGood(error)) => return Err(error),
            Ok(()) => return Ok(()),
        }
    }
}

enum Interrupted {
    /// The connection; another try may go on.
    Line(HostError),
    ForGood(HostError),
}

async fn fetch_rest(client: &Client, url: &Url, partial: &Path) -> Result<(), Interrupted> {
    let storage =
        |error: io::Error| Interrupted::ForGood(HostError::storage("writing", partial, &error));
    let mut file = private_file::open_to_append(partial).map_err(storage)?;
    let have = file.metadata().map_err(storage)?.len();
    let mut request = client.get(url.clone());
    if have > 0 {
        request = request.header(header::RANGE, format!("bytes={have}-"));
    }
    let mut response = request.send().await.map_err(broken)?;
    match response.status() {
        StatusCode::PARTIAL_CONTENT if begins_at(&response) == Some(have) => {}
        StatusCode::OK => file.set_len(0).map_err(storage)?,
        // There is no rest: the hash will tell whether all of it is right.
        StatusCode::RANGE_NOT_SATISFIABLE if have > 0 => return Ok(()),
        status => {
            let detail = format!("HTTP {} from the registry", status.as_u16());
            return Err(Interrupted::ForGood(failed(detail)));
        }
    }
    let mut length = file.metadata().map_err(storage)?.len();
    while let Some(chunk) = response.chunk().await.map_err(broken)? {
        length += chunk.len() as u64;
        if length > MOST_TARBALL_BYTES {
            let detail = format!("more than {MOST_TARBALL_BYTES} bytes came");
            return Err(Interrupted::ForGood(failed(detail)));
        }
        file.write_all(&chunk).map_err(storage)?;
    }
    file.sync_all().map_err(storage)
}

/// The first byte of `Content-Range: bytes 10-99/100` (RFC 9110 §14.4).
fn begins_at(response: &Response) -> Option<u64> {
    let range = response.headers().get(header::CONTENT_RANGE)?.to_str().ok()?;
    range.strip_prefix("bytes ")?.split('-').next()?.parse().ok()
}

fn broken(error: reqwest::Error) -> Interrupted {
    let HostError { code, detail } = not_answered(error);
    let detail = detail.unwrap_or_else(|| code.message().to_owned());
    Interrupted::Line(failed(detail))
}

fn failed(detail: impl Into<String>) -> HostError {
    HostError::new(ErrorCode::DownloadFailed, detail)
}

/// All that was fetched; the file is removed, so that a wrong one is not gone on with.
pub(super) fn take(partial: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(partial)?.take(MOST_TARBALL_BYTES).read_to_end(&mut bytes)?;
    fs::remove_file(partial)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_registry_is_https_or_on_this_computer() {
        for (text, tarball) in [
            ("https://npm.example", Some("https://npm.example/")),
            ("https://npm.example/mirror/", Some("https://npm.example/mirror/")),
            ("http://localhost:4873/", Some("http://localhost:4873/")),
            ("http://npm.example/", None),
            ("npm.example", None),
            ("", None),
        ] {
            let found = Registry::parse(text).and_then(|registry| registry.tarball());
            let expected = tarball.map(|begin| format!("{begin}{TARBALL_PATH}"));
            assert_eq!(found.ok().map(String::from), expected, "{text}");
        }
    }

    #[test]
    fn the_path_is_the_pinned_package_s() {
        let (name, version) = super::super::PACKAGE.rsplit_once('@').unwrap();
        let (_, file) = name.split_once('/').unwrap();
        assert_eq!(TARBALL_PATH, format!("{name}/-/{file}-{version}.tgz"));
    }
}
