//! The ACS emulator: a process of its own, as in the demo.

use std::{
    env,
    io::{BufRead, BufReader},
    net::SocketAddr,
    path::Path,
    process::{Child, Command, Stdio},
    sync::OnceLock,
    time::{Duration, Instant},
};

use serde_json::Value;

use crate::http;

/// A running emulator; ended when it is dropped.
pub(crate) struct Emulator {
    child: Child,
    ready: Value,
}

impl Emulator {
    pub(crate) fn start(arguments: &[&str]) -> Self {
        let mut child = Command::new(binary())
            .args(["--port", "0", "--exit-with-stdin"])
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        Self { child, ready: serde_json::from_str(&line).unwrap() }
    }

    fn text(&self, name: &str) -> &str {
        self.ready[name].as_str().unwrap()
    }

    pub(crate) fn connection_string(&self) -> &str {
        self.text("connectionString")
    }

    pub(crate) fn endpoint(&self) -> &str {
        self.text("endpoint").trim_end_matches('/')
    }

    pub(crate) fn access_key(&self) -> &str {
        self.text("accessKey")
    }

    pub(crate) fn ca(&self) -> &str {
        self.text("ca")
    }

    /// Arms one fault in the place of all earlier ones.
    pub(crate) fn arm(&self, on: &str, kind: Value, times: Value) {
        let faults = serde_json::json!([{ "on": on, "kind": kind, "times": times }]);
        let reply = self.control("PUT", "/faults", &faults.to_string());
        assert_eq!(reply.status, 204, "{}", String::from_utf8_lossy(&reply.body));
    }

    /// Ends every fault.
    pub(crate) fn disarm(&self) {
        assert_eq!(self.control("DELETE", "/faults", "").status, 204);
    }

    /// Waits until it has been asked for an operation.
    pub(crate) fn wait_for(&self, operation: &str) {
        let was_asked = || self.requests().iter().any(|request| request["operation"] == operation);
        let deadline = Instant::now() + Duration::from_secs(30);
        while !was_asked() {
            assert!(Instant::now() < deadline, "it was not asked for {operation}");
        }
    }

    /// The requests it has got, oldest first.
    pub(crate) fn requests(&self) -> Vec<Value> {
        serde_json::from_slice(&self.control("GET", "/requests", "").body).unwrap()
    }

    fn control(&self, method: &str, path: &str, body: &str) -> http::Reply {
        let url = self.text("control").trim_end_matches('/');
        let authority = url.strip_prefix("http://").unwrap();
        let port: u16 = authority.rsplit(':').next().unwrap().parse().unwrap();
        http::request(SocketAddr::from(([127, 0, 0, 1], port)), method, path, authority, body)
    }
}

impl Drop for Emulator {
    fn drop(&mut self) {
        // It may have ended already.
        let _ended = self.child.kill();
        let _reaped = self.child.wait();
    }
}

/// Built here, because cargo builds no other package's binary for a test.
fn binary() -> &'static Path {
    static BINARY: OnceLock<std::path::PathBuf> = OnceLock::new();
    BINARY.get_or_init(|| {
        let built = Command::new(env!("CARGO"))
            .args(["build", "--quiet", "--package", "acs-emulator"])
            .args(if cfg!(debug_assertions) { None } else { Some("--release") })
            .status()
            .unwrap();
        assert!(built.success());
        // target/<profile>/deps/<this test>
        let mut path = env::current_exe().unwrap();
        path.pop();
        path.pop();
        path.join("acs-emulator")
    })
}
