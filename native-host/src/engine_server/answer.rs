use http_body_util::Full;
use hyper::{
    HeaderMap, Method, Request, Response, StatusCode,
    body::Bytes,
    header::{self, HeaderName, HeaderValue},
};

use super::pages::{File, INDEX, Pages};
use crate::{
    caller::Caller,
    error::HostError,
    log::{Event, Log},
};

/// The engine's site of this launch.
pub(super) struct Site {
    host: String,
    folder: String,
    headers: HeaderMap,
    pages: Pages,
    log: Log,
}

impl Site {
    /// `folder` is the unguessable path, with a slash at both ends.
    pub(super) fn new(port: u16, folder: String, caller: Caller, pages: Pages, log: Log) -> Self {
        let policy = content_security_policy(caller, pages.import_map_hash());
        Self { host: format!("localhost:{port}"), folder, headers: headers(&policy), pages, log }
    }

    /// Answers one request. Bodies are never read.
    pub(super) async fn answer<B>(&self, request: &Request<B>) -> Response<Full<Bytes>> {
        let file = match self.file_name(request) {
            Ok(name) => self.file(name).await,
            Err(status) => Err(status),
        };
        let mut response = match file {
            Ok(File { content_type, content }) => {
                // hyper sends the length but no content in answer to HEAD.
                let mut response = Response::new(Full::new(content));
                let content_type = HeaderValue::from_static(content_type);
                response.headers_mut().insert(header::CONTENT_TYPE, content_type);
                response
            }
            Err(status) => {
                self.log.write(&Event::EngineRefused { status: status.as_u16() });
                let mut response = Response::new(Full::default());
                *response.status_mut() = status;
                response
            }
        };
        response.headers_mut().extend(self.headers.clone());
        response
    }

    /// Which file is asked for, by a request that may ask.
    fn file_name<'r, B>(&self, request: &'r Request<B>) -> Result<&'r str, StatusCode> {
        let mut hosts = request.headers().get_all(header::HOST).iter();
        let host = hosts.next().ok_or(StatusCode::BAD_REQUEST)?;
        let uri = request.uri();
        if hosts.next().is_some() || uri.authority().is_some() {
            return Err(StatusCode::BAD_REQUEST);
        }
        // Another name that leads here is DNS rebinding.
        if host.as_bytes() != self.host.as_bytes() {
            return Err(StatusCode::MISDIRECTED_REQUEST);
        }
        if !matches!(*request.method(), Method::GET | Method::HEAD) {
            return Err(StatusCode::METHOD_NOT_ALLOWED);
        }
        match uri.path().strip_prefix(&self.folder) {
            Some(name) if uri.query().is_some() || is_for_another_site(request, name) => {
                Err(StatusCode::NOT_FOUND)
            }
            Some(name) => Ok(name),
            None => Err(StatusCode::NOT_FOUND),
        }
    }

    async fn file(&self, name: &str) -> Result<File, StatusCode> {
        match self.pages.file(name).await {
            Ok(Some(file)) => Ok(file),
            Ok(None) => Err(StatusCode::NOT_FOUND),
            Err(error) => Err(self.without_sdk(&error)),
        }
    }

    /// The engine asks for the SDK's file and, by this answer, reports that it is missing. A
    /// damaged one is as good as missing: the remedy is the same, to install it again.
    fn without_sdk(&self, error: &HostError) -> StatusCode {
        self.log.write(&Event::SdkNotServed { error });
        StatusCode::NOT_FOUND
    }
}

/// Whether a browser says that another site's page wants this file for anything but a frame of the
/// engine's page (W3C Fetch Metadata). It could read nothing of it, but it could run a script of
/// ours or learn that it is there. Whose page may frame the engine is `frame-ancestors`' to say.
fn is_for_another_site<B>(request: &Request<B>, name: &str) -> bool {
    let says = |header: &str| request.headers().get(header).map(HeaderValue::as_bytes);
    match says("sec-fetch-site") {
        None | Some(b"same-origin") => false,
        Some(_) => name != INDEX || says("sec-fetch-dest") != Some(b"iframe"),
    }
}

/// `connect-src` names no hosts, because the SDK's vary by region and release; what goes there is
/// the person's own call.
fn content_security_policy(caller: Caller, import_map_hash: Option<&str>) -> String {
    let import_map = import_map_hash.map(|hash| format!(" 'sha256-{hash}'")).unwrap_or_default();
    let frame_ancestor = caller.frame_ancestor();
    format!(
        "default-src 'none'; \
         script-src 'self'{import_map}; \
         connect-src 'self' https: wss:; \
         worker-src 'self' blob:; \
         media-src 'self' blob:; \
         style-src 'self'; \
         base-uri 'none'; \
         form-action 'none'; \
         frame-ancestors {frame_ancestor}"
    )
}

/// What every answer carries. There is no CORS header: no other origin may read anything.
fn headers(content_security_policy: &str) -> HeaderMap {
    let fixed = [
        (header::CACHE_CONTROL, "no-store"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (
            HeaderName::from_static("permissions-policy"),
            "microphone=(self), autoplay=(self), speaker-selection=(self), camera=(), \
             display-capture=(), geolocation=()",
        ),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    let mut headers: HeaderMap =
        fixed.into_iter().map(|(name, value)| (name, HeaderValue::from_static(value))).collect();
    // Made of ASCII alone; without it, nothing may run or frame the page.
    let policy = HeaderValue::from_str(content_security_policy)
        .unwrap_or(HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'"));
    headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    headers
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::PathBuf;

    const FOLDER: &str = "/pagedial-engine/0123456789abcdef0123456789abcdef/";

    fn site() -> (tempfile::TempDir, Site) {
        let folder = tempfile::tempdir().unwrap();
        let log = Log::at(folder.path().join("host.log"));
        let caller = Caller::Chromium;
        let pages = Pages::new(&caller.frame_ancestor(), PathBuf::from("no/sdk/here"));
        let site = Site::new(4711, FOLDER.to_owned(), caller, pages, log);
        (folder, site)
    }

    fn status(method: &str, uri: &str, hosts: &[&str]) -> StatusCode {
        let mut request = Request::builder().method(method).uri(uri);
        for host in hosts {
            request = request.header(header::HOST, *host);
        }
        let (_folder, site) = site();
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(site.answer(&request.body(()).unwrap())).status()
    }

    #[test]
    fn serves_its_files_to_its_own_name_only() {
        let page = format!("{FOLDER}index.html");
        let name = "localhost:4711";
        for (method, uri, hosts, expected) in [
            ("GET", page.as_str(), &[name][..], 200),
            ("HEAD", &page, &[name], 200),
            ("GET", &format!("{FOLDER}engine.js"), &[name], 200),
            ("GET", &page, &[], 400),
            ("GET", &page, &[name, name], 400),
            ("GET", &format!("http://localhost:4711{page}"), &[name], 400),
            ("GET", &page, &["127.0.0.1:4711"], 421),
            ("GET", &page, &["[::1]:4711"], 421),
            ("GET", &page, &["localhost"], 421),
            ("GET", &page, &["localhost:80"], 421),
            ("GET", &page, &["LOCALHOST:4711"], 421),
            ("GET", &page, &["rebound.example:4711"], 421),
            ("POST", &page, &[name], 405),
            ("OPTIONS", &page, &[name], 405),
            ("PUT", &page, &[name], 405),
            ("GET", "/", &[name], 404),
            ("GET", "/pagedial-engine/", &[name], 404),
            ("GET", FOLDER, &[name], 404),
            ("GET", "/pagedial-engine/0123456789abcdef0123456789abcdee/index.html", &[name], 404),
            ("GET", &format!("{page}?x"), &[name], 404),
            ("GET", &format!("{page}/"), &[name], 404),
            ("GET", &format!("{FOLDER}../index.html"), &[name], 404),
            ("GET", &format!("{FOLDER}%69ndex.html"), &[name], 404),
            ("GET", &format!("{FOLDER}../../../etc/passwd"), &[name], 404),
            ("GET", &format!("{FOLDER}%2e%2e%2fetc%2fpasswd"), &[name], 404),
            ("GET", &format!("{FOLDER}calling.js"), &[name], 404),
        ] {
            assert_eq!(status(method, uri, hosts), expected, "{method} {uri} {hosts:?}");
        }
    }

    #[test]
    fn another_site_gets_nothing_but_a_frame_that_it_may_not_show() {
        let (_folder, site) = site();
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        for (name, from, dest, expected) in [
            ("index.html", "cross-site", "iframe", 200),
            ("index.html", "cross-site", "empty", 404),
            ("index.html", "cross-site", "document", 404),
            ("index.html", "none", "document", 404),
            ("engine.js", "cross-site", "script", 404),
            ("engine.js", "same-site", "script", 404),
            ("engine.js", "cross-site", "iframe", 404),
            ("engine.js", "same-origin", "script", 200),
        ] {
            let request = Request::get(format!("{FOLDER}{name}"))
                .header(header::HOST, "localhost:4711")
                .header("sec-fetch-site", from)
                .header("sec-fetch-dest", dest)
                .body(())
                .unwrap();
            let status = runtime.block_on(site.answer(&request)).status();
            assert_eq!(status, expected, "{name} {from} {dest}");
        }
    }

    #[test]
    fn every_answer_carries_the_policies_and_no_cors_header() {
        let (_folder, site) = site();
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        for uri in ["/", &format!("{FOLDER}index.html")] {
            let request =
                Request::get(uri).header(header::HOST, "localhost:4711").body(()).unwrap();
            let response = runtime.block_on(site.answer(&request));
            let value = |name: &str| response.headers()[name].to_str().unwrap().to_owned();
            let policy = value("content-security-policy");
            assert!(policy.starts_with("default-src 'none'; script-src 'self' 'sha256-"));
            let ancestor = format!("frame-ancestors {}", Caller::Chromium.frame_ancestor());
            assert!(policy.ends_with(&ancestor), "{policy}");
            assert!(!policy.contains("unsafe"), "{policy}");
            assert_eq!(value("x-content-type-options"), "nosniff");
            assert_eq!(value("cross-origin-resource-policy"), "same-origin");
            assert_eq!(value("referrer-policy"), "no-referrer");
            assert_eq!(value("cache-control"), "no-store");
            assert!(value("permissions-policy").starts_with("microphone=(self)"));
            let cors = response.headers().keys().any(|k| k.as_str().starts_with("access-control"));
            assert!(!cors);
        }
    }
}
