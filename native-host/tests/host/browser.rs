//! The part of a browser: a home folder, a host process, frames over its pipes.

use std::{
    fs,
    io::{Read, Write},
    path::{Path, PathBuf},
    process::{Child, ChildStdin, Command, ExitStatus, Output, Stdio},
    sync::mpsc,
    thread,
    time::Duration,
};

use pagedial_protocol::{ErrorCode, framing, host::EXTENSION_ID};
use serde_json::{Value, json};

/// Longer than any deadline of the host.
const PATIENCE: Duration = Duration::from_secs(30);

/// A home folder of its own, gone when it is dropped.
pub(crate) struct Home {
    folder: tempfile::TempDir,
    variables: Vec<(String, String)>,
    has_full_disk: bool,
}

impl Home {
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), variables: Vec::new(), has_full_disk: false }
    }

    /// The same with an environment variable for every process started from here on.
    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.variables.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Changes an environment variable for every process started from here on.
    pub(crate) fn set(&mut self, name: &str, value: &str) {
        self.unset(name);
        self.variables.push((name.to_owned(), value.to_owned()));
    }

    pub(crate) fn unset(&mut self, name: &str) {
        self.variables.retain(|(known, _)| known != name);
    }

    /// The same, but no process started from here on can write a byte into a file: it may make
    /// files, and writing to them fails, as on a full disk.
    pub(crate) fn with_full_disk(self) -> Self {
        Self { has_full_disk: true, ..self }
    }

    pub(crate) fn free_disk(&mut self) {
        self.has_full_disk = false;
    }

    pub(crate) fn path(&self, inside: &str) -> PathBuf {
        self.folder.path().join(inside)
    }

    /// The text of every file the host wrote, by its path.
    pub(crate) fn files(&self) -> Vec<(PathBuf, String)> {
        fn collect(folder: &Path, files: &mut Vec<(PathBuf, String)>) {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    collect(&path, files);
                } else {
                    let text = String::from_utf8_lossy(&fs::read(&path).unwrap()).into_owned();
                    files.push((path, text));
                }
            }
        }
        let mut files = Vec::new();
        collect(self.folder.path(), &mut files);
        files
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let host = env!("CARGO_BIN_EXE_pagedial-host");
        let mut command = if self.has_full_disk {
            // Without the trap, the first write would kill the host (SIGXFSZ).
            let mut shell = Command::new("/bin/sh");
            shell.args(["-c", "trap '' XFSZ; ulimit -f 0; exec \"$@\"", "sh", host]);
            shell
        } else {
            Command::new(host)
        };
        command
            .args(arguments)
            .env_clear()
            .env("HOME", self.folder.path())
            .env("XDG_CONFIG_HOME", self.path("config"))
            .env("XDG_DATA_HOME", self.path("data"))
            .env("XDG_STATE_HOME", self.path("state"))
            .envs(self.variables.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    /// Runs a command of a person to its end.
    pub(crate) fn run(&self, arguments: &[&str], input: &str) -> Output {
        let mut child = self.command(arguments).spawn().unwrap();
        // A command that does not read its input may have ended already.
        let _unread = child.stdin.take().unwrap().write_all(input.as_bytes());
        child.wait_with_output().unwrap()
    }

    /// Starts the host as Chromium does for our extension.
    pub(crate) fn connect(&self) -> Port {
        self.connect_as(&[&format!("chrome-extension://{EXTENSION_ID}/")])
    }

    pub(crate) fn connect_as(&self, arguments: &[&str]) -> Port {
        let mut child = self.command(arguments).spawn().unwrap();
        let mut stdout = child.stdout.take().unwrap();
        let (frames_tx, frames) = mpsc::channel();
        thread::spawn(move || {
            while let Some(frame) = read_frame(&mut stdout) {
                if frames_tx.send(frame).is_err() {
                    return;
                }
            }
        });
        Port { stdin: child.stdin.take(), child, frames }
    }

    /// A connected host that has been greeted.
    pub(crate) fn greet(&self) -> Port {
        let mut port = self.connect();
        let answer = port.ask(1, hello());
        assert_eq!(answer["ok"]["type"], "hello", "{answer}");
        port
    }
}

fn read_frame(stdout: &mut impl Read) -> Option<Value> {
    let mut header = [0; 4];
    stdout.read_exact(&mut header).ok()?;
    let mut body = vec![0; framing::body_length(header).unwrap()];
    // A host that is killed may leave half a frame.
    stdout.read_exact(&mut body).ok()?;
    Some(serde_json::from_slice(&body).unwrap())
}

pub(crate) fn hello() -> Value {
    json!({ "type": "hello", "protocol": { "major": 1, "minor": 0 }, "extension_version": "0.1.0" })
}

/// A native messaging port. The host is killed when it is dropped.
pub(crate) struct Port {
    child: Child,
    stdin: Option<ChildStdin>,
    frames: mpsc::Receiver<Value>,
}

impl Port {
    /// Writes bytes as they are. The host may be gone: what matters is what it answers.
    pub(crate) fn write(&mut self, bytes: &[u8]) {
        let stdin = self.stdin.as_mut().unwrap();
        let _gone = stdin.write_all(bytes).and_then(|()| stdin.flush());
    }

    pub(crate) fn send(&mut self, body: &str) {
        self.write(&framing::frame(body.as_bytes()).unwrap());
    }

    pub(crate) fn request(&mut self, id: u32, body: Value) {
        self.send(&json!({ "id": id, "body": body }).to_string());
    }

    /// The next answer of the host, with its id.
    pub(crate) fn answer(&mut self) -> Value {
        self.frames.recv_timeout(PATIENCE).unwrap()
    }

    /// The outcome of one request.
    pub(crate) fn ask(&mut self, id: u32, body: Value) -> Value {
        self.request(id, body);
        let mut answer = self.answer();
        assert_eq!(answer["id"], id, "{answer}");
        answer["outcome"].take()
    }

    /// Lets it work for so long and kills it (SIGKILL on Unix).
    pub(crate) fn kill_after(&mut self, time: Duration) {
        thread::sleep(time);
        self.child.kill().unwrap();
    }

    /// An answer that it still gave; `None` when there is none left.
    pub(crate) fn last_answer(&mut self) -> Option<Value> {
        self.frames.recv_timeout(PATIENCE).ok()
    }

    /// Whether the host has said all it will say.
    pub(crate) fn is_silent(&mut self) -> bool {
        self.frames.recv_timeout(PATIENCE) == Err(mpsc::RecvTimeoutError::Disconnected)
    }

    /// Closes the port, as a browser does when the window is closed, and waits for the host.
    pub(crate) fn close(mut self) -> (ExitStatus, String) {
        self.stdin = None;
        self.ended()
    }

    /// Waits for the host to end by itself.
    pub(crate) fn ended(&mut self) -> (ExitStatus, String) {
        let status = self.child.wait().unwrap();
        let mut said = String::new();
        self.child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
        (status, said)
    }

    pub(crate) fn process(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Port {
    fn drop(&mut self) {
        // It may have ended already.
        let _ended = self.child.kill();
        let _reaped = self.child.wait();
    }
}

/// The code of a refused request.
pub(crate) fn code(outcome: &Value) -> Option<ErrorCode> {
    let number = outcome["error"]["code"].as_u64()?;
    ErrorCode::from_number(u8::try_from(number).ok()?)
}

/// What was seen, of a refused request.
pub(crate) fn detail(outcome: &Value) -> &str {
    outcome["error"]["detail"].as_str().unwrap_or_default()
}
