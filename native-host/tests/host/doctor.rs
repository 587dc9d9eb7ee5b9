//! Whether `doctor` tells the links to the phone service apart. Those on this computer are in
//! `commands.rs` and beside the code.

use pagedial_protocol::ErrorCode;
use serde_json::{Value, json};

use crate::{browser::Home, emulator::Emulator};

/// Everything that was found.
fn findings(home: &Home) -> Value {
    let output = home.run(&["doctor", "--json"], "");
    let mut said: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(said["code"], output.status.code().unwrap(), "{said}");
    said["findings"].take()
}

/// What was found of one link: its verdict or error's number, and the words.
fn of(findings: &Value, check: &str) -> (Value, String) {
    let found = findings.as_array().unwrap().iter().find(|it| it["check"] == check);
    let found = found.unwrap_or_else(|| panic!("no {check} in {findings}"));
    let verdict = match &found["code"] {
        Value::Null => found["verdict"].clone(),
        code => code.clone(),
    };
    (verdict, format!("{} {}", found["seen"], found["repair"]))
}

fn finding(home: &Home, check: &str) -> (Value, String) {
    of(&findings(home), check)
}

fn home_of(emulator: &Emulator) -> Home {
    let home = Home::new();
    let arguments = ["configure", "--secret-in", "file"];
    assert!(home.run(&arguments, emulator.connection_string()).status.success());
    home
}

#[test]
fn a_phone_service_that_works_is_good_to_its_token() {
    let emulator = Emulator::start(&[]);
    let home = home_of(&emulator);
    let first = findings(&home);
    for check in ["keyring", "secret", "phone service", "token", "loopback", "localhost"] {
        let (verdict, words) = of(&first, check);
        assert_eq!(verdict, "good", "{check}: {words}");
    }
    assert!(of(&first, "phone service").1.contains("clock agrees"), "{first}");
    assert!(of(&first, "secret").1.contains("readable by you alone"), "{first}");
    assert_eq!(finding(&home, "token").0, "good");
    let made = |it: &&Value| it["operation"] == "create";
    assert_eq!(emulator.requests().iter().filter(made).count(), 1, "one identity for all looks");
}

#[test]
fn a_wrong_clock_a_wrong_key_and_no_network_are_told_apart() {
    let emulator = Emulator::start(&[]);
    let home = home_of(&emulator);
    emulator.arm("any", json!({ "clockSkew": { "seconds": 3600 } }), json!("forever"));
    let (verdict, words) = finding(&home, "token");
    assert_eq!(verdict, ErrorCode::ClockWrong.number());
    assert!(words.contains("behind") && words.contains("Set the clock"), "{words}");
    emulator.disarm();

    emulator.arm("any", json!("unauthorized"), json!("forever"));
    let refused = findings(&home);
    assert_eq!(of(&refused, "phone service").0, "good");
    let (verdict, words) = of(&refused, "token");
    assert_eq!(verdict, ErrorCode::AccessRefused.number());
    assert!(words.contains("clock agrees") && words.contains("access key"), "{words}");

    drop(emulator);
    let (verdict, words) = finding(&home, "phone service");
    assert_eq!(verdict, ErrorCode::Offline.number());
    assert!(words.contains("proxy"), "{words}");
}

#[cfg(target_os = "linux")]
#[test]
fn a_secret_is_told_by_its_place() {
    use crate::keyring::{Keyring, Person, home_with_key_in};
    let (keyring, emulator) = (Keyring::start(), Emulator::start(&[]));
    let home = home_with_key_in(&keyring, &emulator);
    let open = findings(&home);
    assert_eq!(of(&open, "keyring").0, "good");
    let (verdict, words) = of(&open, "secret");
    assert_eq!((verdict, words.contains("keyring")), (json!("good"), true), "{words}");
    keyring.lock(Person::ClosesTheWindow);
    assert_eq!(finding(&home, "secret").0, ErrorCode::KeyringLocked.number());

    let by_environment = Home::new().with("ACS_CONNECTION_STRING", emulator.connection_string());
    let (verdict, words) = finding(&by_environment, "secret");
    assert_eq!(verdict, "attention");
    assert!(words.contains("environment"), "{words}");
}
