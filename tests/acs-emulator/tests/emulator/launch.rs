//! Starts the binary and reads its ready line.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};

use serde::Deserialize;
use serde_json::Value;

use crate::wire::{Answer, Request, Transport};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Ready {
    pub(crate) connection_string: String,
    pub(crate) endpoint: String,
    pub(crate) access_key: String,
    pub(crate) ca: Option<String>,
    pub(crate) control: String,
}

pub(crate) struct Emulator {
    pub(crate) child: Child,
    pub(crate) stdin: Option<ChildStdin>,
    pub(crate) ready: Ready,
}

impl Drop for Emulator {
    fn drop(&mut self) {
        drop(self.stdin.take());
        self.child.wait().expect("the emulator exits with its stdin");
    }
}

pub(crate) fn command(flags: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_acs-emulator"));
    command.args(flags);
    command
}

impl Emulator {
    pub(crate) fn start(flags: &[&str]) -> Self {
        let mut child = command(flags)
            .arg("--exit-with-stdin")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the emulator starts");
        let stdin = child.stdin.take();
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("stdout is piped"))
            .read_line(&mut line)
            .expect("the emulator says when it is ready");
        let ready = serde_json::from_str(&line).expect("the ready line is JSON");
        Self { child, stdin, ready }
    }

    pub(crate) fn with_faults(faults: &Value) -> Self {
        let emulator = Self::start(&[]);
        emulator.arm(faults);
        emulator
    }

    /// `localhost:PORT`.
    pub(crate) fn host(&self) -> &str {
        self.ready.endpoint.split_once("://").expect("an endpoint has a scheme").1
    }

    pub(crate) fn port(&self) -> u16 {
        self.host().rsplit(':').next().and_then(|port| port.parse().ok()).expect("a port")
    }

    /// A request that is signed and ready to be sent.
    pub(crate) fn request(&self, method: &str, target: &str, body: &str) -> Request {
        Request::signed(method, target, body, self.host(), &self.ready.access_key)
    }

    pub(crate) fn send(&self, request: &Request) -> Answer {
        request.send(Transport::plain(("127.0.0.1", self.port()))).whole()
    }

    pub(crate) fn create(&self) -> String {
        let answer = self.send(&self.request("POST", IDENTITIES, ""));
        assert_eq!(answer.status, 201);
        answer.json()["identity"]["id"].as_str().expect("an identity has an id").to_owned()
    }

    pub(crate) fn issue(&self, id: &str) -> Request {
        self.request("POST", &on(id, "/:issueAccessToken"), r#"{"scopes":["voip"]}"#)
    }

    pub(crate) fn arm(&self, faults: &Value) {
        let answer = self.control("PUT", "/faults", &faults.to_string());
        assert_eq!(answer.status, 204, "{}", answer.text());
    }

    pub(crate) fn control(&self, method: &str, path: &str, body: &str) -> Answer {
        let host = self.ready.control.strip_prefix("http://").expect("control is plain http");
        Request::unsigned(method, path, body, host).send(Transport::plain(host)).whole()
    }

    /// The request log.
    pub(crate) fn log(&self) -> Vec<Value> {
        let answer = self.control("GET", "/requests", "");
        answer.json().as_array().expect("the log is a list").clone()
    }

    pub(crate) fn exit(mut self) -> ExitStatus {
        drop(self.stdin.take());
        self.child.wait().expect("the emulator exits with its stdin")
    }
}

pub(crate) const IDENTITIES: &str = "/identities?api-version=2023-10-01";

/// The target of an operation on `id`, encoded as Microsoft's clients do.
pub(crate) fn on(id: &str, operation: &str) -> String {
    format!("/identities/{}{operation}?api-version=2023-10-01", id.replace(':', "%3A"))
}
