use std::net::ToSocketAddrs as _;
use std::process::{Command, Stdio};

use crate::launch::{Emulator, IDENTITIES, command};
use crate::wire::Transport;

#[test]
fn the_ready_line_says_the_same_in_all_its_fields() {
    let emulator = Emulator::start(&["--port", "0"]);
    let ready = &emulator.ready;
    assert_eq!(ready.endpoint, format!("http://localhost:{}", emulator.port()));
    let expected = format!("endpoint={}/;accesskey={}", ready.endpoint, ready.access_key);
    assert_eq!(ready.connection_string, expected);
    assert_eq!(ready.ca, None);
    assert!(ready.control.starts_with("http://127.0.0.1:"), "{}", ready.control);
}

#[test]
fn every_launch_has_a_key_of_its_own() {
    let (one, other) = (Emulator::start(&[]), Emulator::start(&[]));
    assert_ne!(one.ready.access_key, other.ready.access_key);
}

#[test]
fn every_address_of_localhost_answers() {
    let emulator = Emulator::start(&[]);
    let create = emulator.request("POST", IDENTITIES, "");
    let addresses: Vec<_> = ("localhost", emulator.port()).to_socket_addrs().unwrap().collect();
    assert!(!addresses.is_empty());
    for address in addresses {
        assert_eq!(create.send(Transport::plain(address)).whole().status, 201, "{address}");
    }
}

#[test]
fn the_end_of_stdin_ends_the_emulator_if_asked_to() {
    assert!(Emulator::start(&[]).exit().success());
}

#[cfg(unix)]
#[test]
fn a_signal_ends_the_emulator_in_good_order() {
    for signal in ["-TERM", "-INT"] {
        let mut emulator = Emulator::start(&[]);
        let pid = emulator.child.id().to_string();
        let sent = Command::new("kill").args([signal, &pid]).status().unwrap();
        assert!(sent.success());
        assert!(emulator.child.wait().unwrap().success(), "{signal}");
    }
}

#[test]
fn without_being_asked_to_it_does_not_look_at_stdin() {
    let mut child = command(&[])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the emulator starts");
    let mut line = String::new();
    let stdout = child.stdout.take().unwrap();
    std::io::BufRead::read_line(&mut std::io::BufReader::new(stdout), &mut line).unwrap();
    let ready: serde_json::Value = serde_json::from_str(&line).unwrap();
    let control = ready["control"].as_str().unwrap().strip_prefix("http://").unwrap().to_owned();
    let request = crate::wire::Request::unsigned("GET", "/requests", "", &control);
    assert_eq!(request.send(Transport::plain(control)).whole().text(), "[]");
    assert!(child.try_wait().unwrap().is_none());
    child.kill().unwrap();
    child.wait().unwrap();
}

#[test]
fn a_port_that_is_taken_is_named() {
    let holder = Emulator::start(&[]);
    let port = holder.port().to_string();
    let output = command(&["--port", &port]).stdin(Stdio::null()).output().unwrap();
    assert!(!output.status.success());
    assert!(output.stdout.is_empty());
    let words = String::from_utf8(output.stderr).unwrap();
    assert!(words.contains(&format!("cannot listen on port {port}")), "{words}");
}

#[test]
fn a_fault_that_is_none_stops_the_launch() {
    let fault = r#"{"on":"issue","kind":{"serverError":{"status":404}},"times":1}"#;
    let output = command(&["--fault", fault]).stdin(Stdio::null()).output().unwrap();
    assert!(!output.status.success());
    let words = String::from_utf8(output.stderr).unwrap();
    assert!(words.contains("a server error has a status of 500 to 599"), "{words}");
}
