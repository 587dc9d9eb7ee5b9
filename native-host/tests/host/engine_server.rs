use std::{
    fs,
    net::{Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream},
};

use pagedial_protocol::host::EXTENSION_ID;

use crate::{
    browser::{Home, Port, hello},
    http,
};

struct Engine {
    port: u16,
    folder: String,
    browser: Port,
}

impl Engine {
    fn start(home: &Home) -> Self {
        let mut host = home.connect();
        let outcome = host.ask(1, hello());
        let url = outcome["ok"]["engine"]["url"].as_str().unwrap();
        let origin = outcome["ok"]["engine"]["origin"].as_str().unwrap();
        let port = origin.strip_prefix("http://localhost:").unwrap().parse().unwrap();
        let path = url.strip_prefix(origin).unwrap();
        let folder = path.strip_suffix("index.html").unwrap().to_owned();
        Self { port, folder, browser: host }
    }

    #[cfg(target_os = "linux")]
    fn host_process(&self) -> u32 {
        self.browser.process()
    }

    fn v4(&self) -> SocketAddr {
        (Ipv4Addr::LOCALHOST, self.port).into()
    }

    fn host(&self) -> String {
        format!("localhost:{}", self.port)
    }

    fn get(&self, name: &str) -> http::Reply {
        let path = format!("{}{name}", self.folder);
        http::request(self.v4(), "GET", &path, &self.host(), "")
    }
}

#[test]
fn the_page_is_served_on_both_loopback_families() {
    let home = Home::new();
    let engine = Engine::start(&home);
    let path = format!("{}index.html", engine.folder);
    let v6 = SocketAddr::from((Ipv6Addr::LOCALHOST, engine.port));
    for address in [engine.v4(), v6] {
        let reply = http::request(address, "GET", &path, &engine.host(), "");
        assert_eq!(reply.status, 200);
        let page = String::from_utf8(reply.body).unwrap();
        let opener =
            format!(r#"name="pagedial-opener" content="chrome-extension://{EXTENSION_ID}""#);
        assert!(page.contains(&opener), "{page}");
        let ancestors = format!("frame-ancestors chrome-extension://{EXTENSION_ID}\r\n");
        assert!(reply.head.contains(&ancestors), "{}", reply.head);
    }
    for script in ["engine.js", "communication-common.js", "logger.js"] {
        let reply = engine.get(script);
        assert_eq!(reply.status, 200, "{script}");
        assert!(reply.head.contains("content-type: text/javascript"), "{}", reply.head);
        assert!(!reply.body.is_empty());
    }
    let head = http::request(engine.v4(), "HEAD", &path, &engine.host(), "");
    assert_eq!((head.status, head.body.len()), (200, 0));
}

#[test]
fn the_path_is_a_new_one_at_every_launch() {
    let home = Home::new();
    let (one, two) = (Engine::start(&home), Engine::start(&home));
    assert_ne!(one.folder, two.folder);
    let secret = one.folder.strip_prefix("/pagedial-engine/").unwrap().strip_suffix('/').unwrap();
    assert_eq!(secret.len(), 32);
    assert!(secret.bytes().all(|byte| byte.is_ascii_hexdigit()));
}

#[test]
fn attacks_over_loopback_get_nothing() {
    let home = Home::new();
    let engine = Engine::start(&home);
    let (folder, host) = (&engine.folder, &engine.host());
    let page = format!("{folder}index.html");
    let (own, numeric) =
        (format!("localhost:{}", engine.port), format!("127.0.0.1:{}", engine.port));
    for (method, path, host, status) in [
        ("GET", page.as_str(), "rebound.example", 421),
        ("GET", &page, &format!("rebound.example:{}", engine.port), 421),
        ("GET", &page, &numeric, 421),
        ("GET", &page, "localhost", 421),
        ("POST", &page, host, 405),
        ("OPTIONS", &page, host, 405),
        ("DELETE", &page, host, 405),
        ("GET", "/", host, 404),
        ("GET", "/index.html", host, 404),
        ("GET", folder, host, 404),
        ("GET", &format!("{folder}../../etc/passwd"), host, 404),
        ("GET", &format!("{folder}..%2f..%2fetc%2fpasswd"), host, 404),
        ("GET", &format!("{folder}index.html%00.js"), host, 404),
        ("GET", &format!("http://{own}{page}"), host, 400),
    ] {
        let reply = http::request(engine.v4(), method, path, host, "");
        assert_eq!(reply.status, status, "{method} {path} {host}");
        assert!(reply.body.is_empty());
        assert!(!reply.head.contains("access-control"), "{}", reply.head);
    }
    let two_hosts =
        format!("GET {page} HTTP/1.1\r\nHost: {host}\r\nHost: x\r\nConnection: close\r\n\r\n");
    assert_eq!(http::exchange(engine.v4(), two_hosts.as_bytes()).status, 400);
    let no_host = format!("GET {page} HTTP/1.0\r\n\r\n");
    assert_eq!(http::exchange(engine.v4(), no_host.as_bytes()).status, 400);
    let oversized =
        format!("GET {page} HTTP/1.1\r\nHost: {host}\r\nX: {}\r\n\r\n", "x".repeat(100_000));
    let reply = http::exchange(engine.v4(), oversized.as_bytes());
    assert!(reply.status == 431 || reply.status == 0, "{}", reply.status);
    assert_eq!(engine.get("index.html").status, 200);
}

/// Each connection holds a slot until it is served or times out; the engine's own must get through
/// once those that say nothing are gone.
#[test]
fn idle_connections_do_not_lock_the_engine_out() {
    let home = Home::new();
    let engine = Engine::start(&home);
    let idle: Vec<_> = (0..80).map(|_| TcpStream::connect(engine.v4()).unwrap()).collect();
    assert_eq!(engine.get("index.html").status, 200);
    drop(idle);
}

/// In waves of more than the host has slots for and fewer than it has slots and the system queues
/// (64 and 128): one more would wait until an idle one is thrown out.
#[test]
fn ten_thousand_connections_leave_it_serving_and_small() {
    let home = Home::new();
    let engine = Engine::start(&home);
    for _ in 0..67 {
        let wave: Vec<_> = (0..150).map(|_| TcpStream::connect(engine.v4()).unwrap()).collect();
        drop(wave);
    }
    assert_eq!(engine.get("index.html").status, 200);
    #[cfg(target_os = "linux")]
    {
        let status = fs::read_to_string(format!("/proc/{}/status", engine.host_process())).unwrap();
        let resident = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
        let kilobytes: u32 = resident.trim().trim_end_matches(" kB").parse().unwrap();
        assert!(kilobytes < 64 * 1024, "{kilobytes} KB");
    }
}

#[test]
fn a_script_of_another_site_is_not_served_even_if_it_knows_the_path() {
    let home = Home::new();
    let engine = Engine::start(&home);
    for (name, site, destination, status) in [
        ("index.html", "cross-site", "iframe", 200),
        ("engine.js", "cross-site", "script", 404),
        ("index.html", "cross-site", "empty", 404),
    ] {
        let request = format!(
            "GET {}{name} HTTP/1.1\r\nHost: {}\r\nSec-Fetch-Site: {site}\r\n\
             Sec-Fetch-Dest: {destination}\r\nConnection: close\r\n\r\n",
            engine.folder,
            engine.host()
        );
        assert_eq!(http::exchange(engine.v4(), request.as_bytes()).status, status, "{name} {site}");
    }
}

#[test]
fn the_calling_sdk_is_served_only_if_it_is_the_pinned_one() {
    let home = Home::new();
    let engine = Engine::start(&home);
    assert_eq!(engine.get("calling.js").status, 404);

    let package =
        concat!(env!("CARGO_MANIFEST_DIR"), "/../node_modules/@azure/communication-calling");
    let genuine = fs::read(format!("{package}/dist-esm/sdk.bundle.js")).unwrap();
    let installed = home.path("data/pagedial/calling-sdk/sdk.bundle.js");
    fs::create_dir_all(installed.parent().unwrap()).unwrap();
    fs::write(&installed, &genuine).unwrap();
    let reply = engine.get("calling.js");
    assert_eq!(reply.status, 200);
    assert!(reply.body == genuine, "{} bytes", reply.body.len());

    fs::write(&installed, [&genuine[..], b" "].concat()).unwrap();
    assert_eq!(engine.get("calling.js").status, 404);
}
