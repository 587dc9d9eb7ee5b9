//! `engine install --registry`, against a registry of the test's own. The genuine package is what
//! `cargo xtask setup` fetched.

use std::{env, fs, path::PathBuf};

use pagedial_protocol::ErrorCode;
use serde_json::Value;

use crate::{
    browser::Home,
    service::{Service, answer},
};

fn tarball() -> Vec<u8> {
    // target/<profile>/deps/<this test>
    let test = env::current_exe().unwrap();
    let target = test.ancestors().nth(3).unwrap();
    let file = target.join("sdk/azure-communication-calling-2.0.0.tgz");
    fs::read(&file).unwrap_or_else(|error| {
        panic!("{}: {error}; `cargo xtask setup` brings it", file.display())
    })
}

fn install(home: &Home, service: &Service) -> Value {
    let url = service.url("/mirror");
    let output = home.run(&["engine", "install", "--registry", &url, "--json"], "");
    serde_json::from_slice(&output.stdout).unwrap()
}

fn installed(home: &Home) -> PathBuf {
    home.path("data/pagedial/calling-sdk/sdk.bundle.js")
}

fn leftovers(home: &Home) -> Vec<String> {
    let names = fs::read_dir(home.path("data/pagedial")).unwrap();
    let mut names: Vec<String> =
        names.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// The range that a request asks for begins here.
fn begin_of(request: &str) -> usize {
    let range = request.to_lowercase();
    let (_, begin) = range.split_once("range: bytes=").unwrap();
    begin.split('-').next().unwrap().parse().unwrap()
}

fn part(all: &[u8], begin: usize) -> Vec<u8> {
    let rest = &all[begin..];
    let head = format!(
        "HTTP/1.1 206 X\r\nContent-Range: bytes {begin}-{}/{}\r\nContent-Length: {}\r\n\r\n",
        all.len() - 1,
        all.len(),
        rest.len()
    );
    [head.as_bytes(), rest].concat()
}

#[test]
fn a_broken_download_goes_on_where_it_stopped_in_this_run_and_the_next() {
    let all = tarball();
    let (first, second) = (1_000_000, 2_000_000);
    let service = Service::start({
        let all = all.clone();
        move |count, request| match count {
            // The line breaks in the middle, twice; then the registry is down for a while.
            0 => {
                let head = format!("HTTP/1.1 200 X\r\nContent-Length: {}\r\n\r\n", all.len());
                [head.as_bytes(), &all[..first]].concat()
            }
            1 => {
                let head_and_rest = part(&all, begin_of(request));
                let cut = head_and_rest.len() - (all.len() - second);
                head_and_rest[..cut].to_vec()
            }
            2 => answer(503, "", ""),
            _ => part(&all, begin_of(request)),
        }
    });
    let home = Home::new();
    let failed = install(&home, &service);
    assert_eq!(failed["error"]["code"], ErrorCode::DownloadFailed.number(), "{failed}");
    assert!(!installed(&home).exists());
    assert_eq!(leftovers(&home), ["calling-sdk.partial.tgz"]);

    assert_eq!(install(&home, &service)["changed"], true);
    assert!(installed(&home).exists());
    assert_eq!(leftovers(&home), ["calling-sdk"]);
    let requests = service.requests();
    assert_eq!(requests.len(), 4);
    let path = "GET /mirror/@azure/communication-calling/-/communication-calling-2.0.0.tgz ";
    assert!(requests.iter().all(|request| request.starts_with(path)), "{requests:?}");
    assert_eq!(begin_of(&requests[1]), first);
    assert_eq!((begin_of(&requests[2]), begin_of(&requests[3])), (second, second));

    assert_eq!(install(&home, &service)["changed"], false);
    assert_eq!(service.requests().len(), 4, "what is there is not fetched again");
}

#[test]
fn another_package_is_refused_and_not_gone_on_with() {
    let mut other = tarball();
    let middle = other.len() / 2;
    other[middle] ^= 1;
    let service = Service::start(move |_, _| {
        let head = format!("HTTP/1.1 200 X\r\nContent-Length: {}\r\n\r\n", other.len());
        [head.as_bytes(), &other].concat()
    });
    let home = Home::new();
    for _ in 0..2 {
        let refused = install(&home, &service);
        assert_eq!(refused["error"]["code"], ErrorCode::SdkDamaged.number(), "{refused}");
        assert!(leftovers(&home).is_empty(), "{:?}", leftovers(&home));
    }
    assert!(service.requests().iter().all(|request| !request.to_lowercase().contains("range:")));
}

#[test]
fn a_package_without_end_is_cut_off() {
    let service = Service::start(|_, _| {
        let mut endless = b"HTTP/1.1 200 X\r\n\r\n".to_vec();
        endless.resize(9 * 1024 * 1024, b'x');
        endless
    });
    let home = Home::new();
    let refused = install(&home, &service);
    assert_eq!(refused["error"]["code"], ErrorCode::DownloadFailed.number(), "{refused}");
}

#[test]
fn a_registry_without_tls_is_refused() {
    let home = Home::new();
    let arguments = ["engine", "install", "--registry", "http://npm.example/", "--json"];
    let output = home.run(&arguments, "");
    assert_eq!(output.status.code(), Some(i32::from(ErrorCode::DownloadFailed.number())));
    assert!(home.files().is_empty());
}
