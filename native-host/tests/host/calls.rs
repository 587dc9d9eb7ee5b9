//! Calls from their authorisation to the history, through the real host.

use std::{
    fs,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use pagedial_protocol::ErrorCode;
use serde_json::{Value, json};

use crate::browser::{Home, Port, code, detail, hello};

const NUMBER: &str = "+14255550123";

fn home() -> Home {
    Home::new()
        .with("ACS_CONNECTION_STRING", "endpoint=http://localhost:1;accesskey=a2V5")
        .with("ACS_PHONE_NUMBER", "+1 206-555-0100")
}

fn now_ms() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis() as u64
}

fn authorize(port: &mut Port, number: &str) -> Value {
    let mut outcome = port.ask(2, json!({ "type": "authorize_call", "number": number }));
    outcome["ok"]["authorization"].take()
}

fn record_of(call: &Value) -> Value {
    let start = now_ms();
    json!({
        "call": call,
        "number": NUMBER,
        "started_at_ms": start,
        "answered_at_ms": start + 5_000,
        "ended_at_ms": start + 70_000,
        "end": { "code": 0, "sub_code": 0, "problem": null },
    })
}

fn listed(home: &Home) -> Vec<Value> {
    let output = home.run(&["history", "list", "--json"], "");
    let mut listed: Value = serde_json::from_slice(&output.stdout).unwrap();
    serde_json::from_value(listed["calls"].take()).unwrap()
}

fn write_policy(home: &Home, text: &str) {
    let path = home.path("config/pagedial/policy.toml");
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

#[test]
fn a_call_recorded_as_the_window_closes_is_not_lost() {
    let home = home();
    let mut port = home.greet();
    let authorization = authorize(&mut port, NUMBER);
    assert_eq!(authorization["decision"], "allowed");
    assert_eq!(authorization["caller_id"], "+12065550100");
    let record = record_of(&authorization["call"]);
    port.request(3, json!({ "type": "record_call", "record": record }));
    port.request(4, json!({ "type": "record_call", "record": record }));
    assert_eq!(port.close().0.code(), Some(0));

    let calls = listed(&home);
    assert_eq!(calls.len(), 1);
    for (field, value) in record.as_object().unwrap() {
        assert_eq!(&calls[0][field], value);
    }
    let text = String::from_utf8(home.run(&["history", "list"], "").stdout).unwrap();
    assert!(text.ends_with("Z  to +14255550123  1:05  (0/0)\n"), "{text}");

    let log = fs::read_to_string(home.path("state/pagedial/host.log")).unwrap();
    assert!(log.contains("recorded a call") && !log.contains("5550123"), "{log}");
}

#[test]
fn a_call_that_was_not_authorised_enters_no_history() {
    let home = home();
    let mut port = home.greet();
    let record = record_of(&json!("00000000000000000000000000000000"));
    let outcome = port.ask(2, json!({ "type": "record_call", "record": record }));
    assert_eq!(code(&outcome), Some(ErrorCode::MalformedRequest));
    assert!(listed(&home).is_empty());
}

#[test]
fn the_phone_network_is_denied_without_a_caller_id() {
    let home =
        Home::new().with("ACS_CONNECTION_STRING", "endpoint=https://r.invalid;accesskey=a2V5");
    let mut port = home.connect();
    let outcome = port.ask(1, hello());
    assert_eq!(outcome["ok"]["engine"]["driver"], "acs");
    let denied = json!({ "decision": "denied", "rule": "no_caller_id" });
    assert_eq!(authorize(&mut port, NUMBER), denied);
}

#[test]
fn a_number_is_denied_with_the_rule_that_decided() {
    let home = home();
    let mut port = home.greet();
    for (number, rule) in [
        ("+19002345678", "premium_rate"),
        ("+881612345678", "satellite"),
        ("911", "emergency_number"),
        ("+2710111", "emergency_number"),
        ("+49116117", "short_number"),
        ("+999123456789", "unknown_number"),
    ] {
        let denied = json!({ "decision": "denied", "rule": rule });
        assert_eq!(authorize(&mut port, number), denied, "{number}");
    }
    assert!(listed(&home).is_empty());
    let audit = fs::read_to_string(home.path("state/pagedial/audit.jsonl")).unwrap();
    assert_eq!(audit.lines().count(), 6);
    assert!(!audit.contains("2345678"), "{audit}");
}

#[test]
fn a_policy_that_cannot_be_read_is_told_at_once_and_stops_every_call() {
    let home = home();
    write_policy(&home, "[limits]\ncalls_per_hours = 3\n");
    let mut port = home.connect();
    let account = port.ask(1, hello())["ok"]["account"].take();
    assert_eq!(account["error"]["name"], "policy_unusable");
    let outcome = port.ask(2, json!({ "type": "authorize_call", "number": NUMBER }));
    assert_eq!(code(&outcome), Some(ErrorCode::PolicyUnusable));
    assert!(detail(&outcome).contains("policy.toml, line 2: unknown field"), "{outcome}");
    // Corrected while the dialer is open.
    write_policy(&home, "[limits]\ncalls_per_hour = 3\n");
    assert_eq!(authorize(&mut port, NUMBER)["decision"], "allowed");
}

#[test]
fn the_limits_outlive_the_host() {
    let home = home();
    write_policy(&home, "limits.calls_per_hour = 2");
    for _ in 0..2 {
        // Dropped, so killed, before the call is recorded.
        assert_eq!(authorize(&mut home.greet(), NUMBER)["decision"], "allowed");
    }
    let purged = home.run(&["history", "purge", "--all", "--json"], "");
    assert_eq!(String::from_utf8(purged.stdout).unwrap(), "{\"purged\":2}\n");
    let denied = json!({ "decision": "denied", "rule": "calls_per_hour" });
    assert_eq!(authorize(&mut home.greet(), NUMBER), denied);
}

/// Killed (SIGKILL) at moments that differ from round to round, among them in the middle of a
/// write. What was acknowledged is there afterwards, and the database is sound.
#[test]
fn nothing_that_was_acknowledged_is_lost_when_the_host_is_killed() {
    let home = home();
    write_policy(&home, "limits = { calls_per_hour = 100000, calls_per_day = 100000 }");
    let (mut authorised, mut recorded) = (Vec::new(), Vec::new());
    for round in 0..25_u64 {
        let mut port = home.greet();
        let call = authorize(&mut port, NUMBER)["call"].take();
        authorised.push(call.clone());
        let outcome = port.ask(3, json!({ "type": "record_call", "record": record_of(&call) }));
        assert_eq!(outcome["ok"]["type"], "recorded");
        recorded.push(call);
        // From here on nobody waits for an answer: the host is busy writing when it is killed.
        for id in 0..40 {
            port.request(100 + id, json!({ "type": "authorize_call", "number": NUMBER }));
        }
        port.kill_after(Duration::from_micros(round * 700));
        while let Some(mut answer) = port.last_answer() {
            authorised.push(answer["outcome"]["ok"]["authorization"]["call"].take());
        }
    }
    let calls = listed(&home);
    let is_there = |id: &Value| calls.iter().find(|call| call["call"] == *id);
    for id in &authorised {
        assert!(is_there(id).is_some(), "{id}");
    }
    for id in &recorded {
        assert!(is_there(id).unwrap()["end"].is_object(), "{id}");
    }
    assert!(authorised.len() > recorded.len(), "killed too early to be a test");
}

#[test]
fn the_dialer_gets_its_recents_and_notes() {
    let home = home();
    let mut port = home.greet();
    let context = json!({
        "name": "Ann Example",
        "page_title": "Customer 7",
        "page_origin": "https://crm.example",
    });
    let ask = json!({ "type": "authorize_call", "number": NUMBER, "context": context });
    let call = port.ask(2, ask)["ok"]["authorization"]["call"].take();
    let note = json!({ "type": "note_call", "call": call, "notes": "Rang back." });
    assert_eq!(port.ask(3, note)["ok"], json!({ "type": "noted" }));
    authorize(&mut port, "+442079460123");

    let page = |port: &mut Port, before: Value| {
        let list = json!({ "type": "list_recents", "before": before, "limit": 1 });
        port.ask(4, list)["ok"].take()
    };
    let first = page(&mut port, json!(null));
    assert_eq!(first["calls"][0]["number"], "+442079460123");
    let second = page(&mut port, first["next"].clone());
    assert_eq!(second["next"], json!(null));
    assert_eq!(second["calls"][0]["context"], context);
    assert_eq!(second["calls"][0]["notes"], "Rang back.");

    let path = json!({ "name": null, "page_title": null, "page_origin": "https://crm.example/7" });
    let ask = json!({ "type": "authorize_call", "number": NUMBER, "context": path });
    assert_eq!(code(&port.ask(5, ask)), Some(ErrorCode::MalformedRequest));
}

#[test]
fn the_history_goes_to_a_spreadsheet_without_formulas() {
    let home = home();
    let mut port = home.greet();
    let context = json!({ "name": "=HYPERLINK(\"https://evil.example\")" });
    port.ask(2, json!({ "type": "authorize_call", "number": NUMBER, "context": context }));
    let export = |arguments: &[&str]| home.run(&[&["history", "export"], arguments].concat(), "");
    let csv = String::from_utf8(export(&["--csv"]).stdout).unwrap();
    assert!(csv.contains(",\"'=HYPERLINK(\"\"https://evil.example\"\")\","), "{csv}");
    let whole: Value = serde_json::from_slice(&export(&["--json"]).stdout).unwrap();
    assert_eq!(whole["calls"][0]["context"]["name"], context["name"]);
    for wrong in [&[][..], &["--csv", "--json"]] {
        assert_eq!(export(wrong).status.code(), Some(2));
    }
}

#[test]
fn the_policy_is_shown_and_a_number_checked_against_it() {
    let home = home();
    let run = |arguments: &[&str]| {
        let output = home.run(&[arguments, &["--json"]].concat(), "");
        serde_json::from_slice::<Value>(&output.stdout).unwrap()
    };
    assert_eq!(run(&["policy", "show"])["source"], json!({ "kind": "defaults" }));
    write_policy(&home, "[numbers]\nallowed = [\"DE\"]\n");
    let shown = run(&["policy", "show"]);
    assert_eq!(shown["source"]["kind"], "user");
    assert_eq!(shown["policy"]["numbers"]["allowed"], json!(["DE"]));
    assert_eq!(
        run(&["policy", "check", "+1 425-555-0123"]),
        json!({
            "decision": "denied",
            "rule": "destination_not_allowed",
            "region": "US",
            "type": "fixed_line_or_mobile",
        })
    );
    assert_eq!(run(&["policy", "check", "+4930123456"])["rule"], "destination_allowed");
    let text = String::from_utf8(home.run(&["policy", "show"], "").stdout).unwrap();
    assert!(text.contains("countries   allowed: DE; denied: none"), "{text}");
}
