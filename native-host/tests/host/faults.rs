//! The fault matrix: whatever goes wrong ends in its own code within its deadline; nothing is
//! lost, so the next token comes, for the same identity; and nothing leaks, neither a secret into
//! an answer, a file or a log, nor an identity at the service.

use std::{
    fs,
    io::Write,
    sync::{Arc, mpsc},
    thread,
    time::{Duration, Instant},
};

use pagedial_protocol::ErrorCode;
use serde_json::{Value, json};

use crate::{
    browser::{Home, Port, code},
    emulator::Emulator,
    keyring::{Keyring, Person, home_with_key_in},
};

/// Rows at the same time; most of a row is waiting.
const AT_ONCE: usize = 6;

/// A fault and what must come of it.
struct Row {
    fault: &'static str,
    expected: Expected,
    deadline: Duration,
    stage: fn() -> Stage,
}

/// How asking for a token is to end.
#[derive(Clone, Copy, PartialEq)]
enum Expected {
    /// With one, in spite of the fault.
    Token,
    Error(ErrorCode),
    /// With the host killed while the service works on this operation.
    KilledIn(&'static str),
}

/// Everything that a row needs, with the fault in force.
struct Stage {
    home: Home,
    emulator: Arc<Emulator>,
    /// Ends the fault.
    heal: Box<dyn FnOnce(&mut Home)>,
}

/// How a row ended, as it is printed.
struct Line {
    fault: &'static str,
    ended_in: &'static str,
    took: Duration,
    wrong: Vec<String>,
}

/// A person's home whose settings file has the emulator's key.
fn configured(emulator: &Emulator) -> Home {
    let home = Home::new();
    let output = home.run(&["configure", "--secret-in", "file"], emulator.connection_string());
    assert!(output.status.success(), "{output:?}");
    home
}

/// The emulator strikes `on` with a fault until it is healed.
fn struck(on: &str, kind: Value, times: Value) -> Stage {
    let emulator = Arc::new(Emulator::start(&[]));
    emulator.arm(on, kind, times);
    let healed = Arc::clone(&emulator);
    Stage { home: configured(&emulator), emulator, heal: Box::new(move |_home| healed.disarm()) }
}

fn forever(on: &str, kind: Value) -> Stage {
    struck(on, kind, json!("forever"))
}

/// Nobody listens where the service should be.
fn refused() -> Stage {
    let emulator = Arc::new(Emulator::start(&[]));
    let nobody = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = nobody.local_addr().unwrap().port();
    drop(nobody);
    let home = Home::new();
    let key = emulator.access_key();
    let string = format!("endpoint=http://127.0.0.1:{port};accesskey={key}");
    assert!(home.run(&["configure", "--secret-in", "file"], &string).status.success());
    let right = emulator.connection_string().to_owned();
    let heal = move |home: &mut Home| {
        assert!(home.run(&["configure", "--secret-in", "file"], &right).status.success());
    };
    Stage { home, emulator, heal: Box::new(heal) }
}

fn tls(flags: &[&str], is_trusted: bool) -> Stage {
    let folder = tempfile::tempdir().unwrap();
    let arguments = [&["--tls", folder.path().to_str().unwrap()], flags].concat();
    let emulator = Arc::new(Emulator::start(&arguments));
    let plain = Arc::new(Emulator::start(&[]));
    let home = configured(&emulator);
    let ca = fs::canonicalize(emulator.ca()).unwrap();
    let home = if is_trusted { home.with("SSL_CERT_FILE", ca.to_str().unwrap()) } else { home };
    let right = plain.connection_string().to_owned();
    let heal = move |home: &mut Home| {
        let _until_here = (folder, emulator);
        home.unset("SSL_CERT_FILE");
        assert!(home.run(&["configure", "--secret-in", "file"], &right).status.success());
    };
    Stage { home, emulator: plain, heal: Box::new(heal) }
}

fn disk_full() -> Stage {
    let emulator = Arc::new(Emulator::start(&[]));
    let home = configured(&emulator).with_full_disk();
    Stage { home, emulator, heal: Box::new(|home| home.free_disk()) }
}

/// The state folder lies where nobody may make one, not even root.
fn read_only_home() -> Stage {
    let emulator = Arc::new(Emulator::start(&[]));
    let mut home = configured(&emulator);
    let state = home.path("state").to_str().unwrap().to_owned();
    home = home.with("XDG_STATE_HOME", "/proc/self");
    Stage { home, emulator, heal: Box::new(move |home| home.set("XDG_STATE_HOME", &state)) }
}

fn keyring_locked() -> Stage {
    let (keyring, emulator) = (Keyring::start(), Arc::new(Emulator::start(&[])));
    let home = home_with_key_in(&keyring, &emulator);
    keyring.lock(Person::ClosesTheWindow);
    let heal = move |_: &mut Home| {
        keyring.lock(Person::TypesThePassword);
        // It must outlive the row; its thread ends with the test.
        std::mem::forget(keyring);
    };
    Stage { home, emulator, heal: Box::new(heal) }
}

fn keyring_gone() -> Stage {
    let (keyring, emulator) = (Keyring::start(), Arc::new(Emulator::start(&[])));
    let address = keyring.address.clone();
    let mut home = home_with_key_in(&keyring, &emulator);
    home.set("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere/bus");
    let heal = move |home: &mut Home| {
        home.set("DBUS_SESSION_BUS_ADDRESS", &address);
        std::mem::forget(keyring);
    };
    Stage { home, emulator, heal: Box::new(heal) }
}

const fn seconds(count: u64) -> Duration {
    Duration::from_secs(count)
}

/// A minting's own deadline, and what a busy machine may add.
const AT_THE_DEADLINE: Duration = seconds(15 + 10);

/// At once, on a busy machine.
const AT_ONCE_BUSY: Duration = seconds(12);

fn rows() -> Vec<Row> {
    use ErrorCode as E;
    use Expected::{Error, KilledIn, Token};
    let row = |fault, expected, deadline, stage| Row { fault, expected, deadline, stage };
    vec![
        row("refused", Error(E::Offline), AT_ONCE_BUSY, refused),
        row("reset before the answer", Error(E::Offline), AT_ONCE_BUSY, || {
            forever("issue", json!({ "drop": { "when": "beforeAnswer" } }))
        }),
        row("reset in the middle of the body", Error(E::Offline), AT_ONCE_BUSY, || {
            forever("issue", json!({ "drop": { "when": "midBody" } }))
        }),
        row("slow loris: a byte each 100 ms", Error(E::TimedOut), AT_THE_DEADLINE, || {
            forever("issue", json!({ "trickle": { "milliseconds": 100 } }))
        }),
        row("silence", Error(E::TimedOut), AT_THE_DEADLINE, || {
            forever("any", json!({ "latency": { "milliseconds": 60_000 } }))
        }),
        row("503 three times, then well", Token, AT_ONCE_BUSY, || {
            struck("issue", json!({ "serverError": { "status": 503 } }), json!(3))
        }),
        row("500 for ever", Error(E::ServiceFailed), AT_ONCE_BUSY, || {
            forever("issue", json!({ "serverError": { "status": 500 } }))
        }),
        row("429 without Retry-After", Error(E::Throttled), AT_ONCE_BUSY, || {
            forever("issue", json!({ "throttled": {} }))
        }),
        row("429, Retry-After: 60", Error(E::Throttled), AT_ONCE_BUSY, || {
            forever("issue", json!({ "throttled": { "retryAfterSeconds": 60 } }))
        }),
        row("429 twice, Retry-After: 1", Token, AT_ONCE_BUSY, || {
            struck("issue", json!({ "throttled": { "retryAfterSeconds": 1 } }), json!(2))
        }),
        row("401", Error(E::AccessRefused), AT_ONCE_BUSY, || forever("any", json!("unauthorized"))),
        row("403", Error(E::AccessForbidden), AT_ONCE_BUSY, || forever("any", json!("forbidden"))),
        row("clock one hour behind", Error(E::ClockWrong), AT_ONCE_BUSY, || {
            forever("any", json!({ "clockSkew": { "seconds": 3600 } }))
        }),
        row("clock one hour ahead", Error(E::ClockWrong), AT_ONCE_BUSY, || {
            forever("any", json!({ "clockSkew": { "seconds": -3600 } }))
        }),
        row("expired certificate", Error(E::CertificateRefused), AT_ONCE_BUSY, || {
            tls(&["--expired"], true)
        }),
        row("certificate of a stranger", Error(E::CertificateRefused), AT_ONCE_BUSY, || {
            tls(&[], false)
        }),
        row("malformed JSON", Error(E::UnexpectedAnswer), AT_ONCE_BUSY, || {
            forever("issue", json!("malformedJson"))
        }),
        row("truncated token", Error(E::UnexpectedAnswer), AT_ONCE_BUSY, || {
            forever("issue", json!("truncatedToken"))
        }),
        row("disk full", Error(E::StorageFailed), AT_ONCE_BUSY, disk_full),
        row("read-only home", Error(E::StorageFailed), AT_ONCE_BUSY, read_only_home),
        row("keyring locked", Error(E::KeyringLocked), AT_ONCE_BUSY, keyring_locked),
        row("killed while an identity is made", KilledIn("create"), AT_ONCE_BUSY, || {
            forever("create", json!({ "latency": { "milliseconds": 60_000 } }))
        }),
        row("killed before the token comes", KilledIn("issue"), AT_ONCE_BUSY, || {
            forever("issue", json!({ "latency": { "milliseconds": 60_000 } }))
        }),
        row("keyring gone", Error(E::KeyringUnavailable), AT_ONCE_BUSY, keyring_gone),
    ]
}

#[test]
fn every_fault_ends_in_its_code_and_nothing_is_lost_or_leaked() {
    let (lines_tx, lines) = mpsc::channel();
    let waiting = Arc::new(std::sync::Mutex::new(rows().into_iter()));
    for _ in 0..AT_ONCE {
        let (waiting, lines_tx) = (Arc::clone(&waiting), lines_tx.clone());
        thread::spawn(move || {
            loop {
                let row = waiting.lock().unwrap().next();
                let Some(row) = row else { return };
                lines_tx.send(play(&row)).unwrap();
            }
        });
    }
    drop(lines_tx);
    let mut lines: Vec<Line> = lines.iter().collect();
    lines.sort_by_key(|line| rows().iter().position(|row| row.fault == line.fault));
    // Past the capture of a test's output, so that CI's log has it.
    write!(std::io::stdout(), "\n{}", table(&lines)).unwrap();
    assert_eq!(lines.len(), rows().len(), "a row has ended in a panic");
    assert!(lines.iter().all(|line| line.wrong.is_empty()), "\n{}", table(&lines));
}

fn token(port: &mut Port) -> Value {
    port.ask(7, json!({ "type": "issue_token" }))
}

fn play(row: &Row) -> Line {
    let Stage { mut home, emulator, heal } = (row.stage)();
    let mut wrong = Vec::new();
    let mut port = home.greet();
    let began = Instant::now();
    let outcome = match row.expected {
        Expected::KilledIn(step) => {
            port.request(7, json!({ "type": "issue_token" }));
            emulator.wait_for(step);
            None
        }
        Expected::Token | Expected::Error(_) => Some(token(&mut port)),
    };
    let took = began.elapsed();
    if crate::canary::is_in_memory(port.process(), emulator.access_key()) {
        wrong.push("the key is in the host's memory".to_owned());
    }
    let (ended, mut said) = match &outcome {
        Some(outcome) => (ending(outcome), port.close().1),
        None => {
            port.kill_after(Duration::ZERO);
            (row.expected, port.ended().1)
        }
    };
    if ended != row.expected {
        wrong.push(format!("ended in {outcome:?}"));
    }
    if took > row.deadline {
        wrong.push(format!("took {took:?}"));
    }

    heal(&mut home);
    let mut users = Vec::new();
    for _ in 0..2 {
        let mut port = home.greet();
        let outcome = token(&mut port);
        match outcome["ok"]["token"]["user_id"].as_str() {
            Some(user) => users.push(user.to_owned()),
            None => wrong.push(format!("afterwards: {outcome}")),
        }
        let issued = outcome["ok"]["token"]["token"].as_str().unwrap_or("no token").to_owned();
        said += &port.close().1;
        wrong.extend(crate::canary::leaks(&home, &said, &issued));
    }
    users.dedup();
    if users.len() != 1 {
        wrong.push(format!("the identity changed: {users:?}"));
    }
    if let (Some(outcome), Expected::Error(_)) = (&outcome, ended) {
        said += &outcome.to_string();
    }
    wrong.extend(crate::canary::leaks(&home, &said, emulator.access_key()));
    let count = |operation: &str, status: u64| {
        let done =
            |request: &&Value| request["operation"] == operation && request["status"] == status;
        emulator.requests().iter().filter(done).count()
    };
    let identities = count("create", 201) - count("delete", 204);
    if identities != 1 {
        wrong.push(format!("{identities} identities are at the service"));
    }
    let ended_in = match ended {
        Expected::Token => "token",
        Expected::Error(code) => code.name(),
        Expected::KilledIn(_) => "killed",
    };
    Line { fault: row.fault, ended_in, took, wrong }
}

fn ending(outcome: &Value) -> Expected {
    code(outcome).map_or(Expected::Token, Expected::Error)
}

fn table(lines: &[Line]) -> String {
    let mut text = String::from(
        "fault                            | ends in              |    s | lost or leaked\n",
    );
    for Line { fault, ended_in, took, wrong } in lines {
        let wrong = if wrong.is_empty() { "nothing".to_owned() } else { wrong.join("; ") };
        let seconds = took.as_secs_f32();
        text += &format!("{fault:32} | {ended_in:20} | {seconds:4.1} | {wrong}\n");
    }
    text
}

/// The steps of a first minting are rows of the table above; this is any moment in between.
#[test]
fn a_host_that_is_killed_at_any_moment_leaves_the_next_one_a_good_start() {
    let emulator = Emulator::start(&[]);
    let home = configured(&emulator);
    for delay in 0..30 {
        let mut port = home.greet();
        port.request(7, json!({ "type": "issue_token" }));
        thread::sleep(Duration::from_millis(delay));
        drop(port);
    }
    let outcome = token(&mut home.greet());
    assert_eq!(outcome["ok"]["type"], "token", "{outcome}");
}

#[test]
fn first_starts_at_the_same_time_make_one_identity() {
    let emulator = Emulator::start(&[]);
    let home = configured(&emulator);
    // Both have looked for an identity, and found none, before either has made one.
    emulator.arm("create", json!({ "latency": { "milliseconds": 1000 } }), json!(1));
    let mut ports: Vec<Port> = (0..4).map(|_| home.greet()).collect();
    for port in &mut ports {
        port.request(7, json!({ "type": "issue_token" }));
    }
    let users: Vec<Value> = ports
        .iter_mut()
        .map(|port| port.answer()["outcome"]["ok"]["token"]["user_id"].take())
        .collect();
    assert!(users[0].is_string() && users.iter().all(|user| *user == users[0]), "{users:?}");
    let made =
        emulator.requests().iter().filter(|request| request["operation"] == "create").count();
    assert_eq!(made, 1);
}
