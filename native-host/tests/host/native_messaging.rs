use pagedial_protocol::{ErrorCode, framing::MAX_FRAME, host::FIREFOX_ADDON_ID};
use serde_json::json;

use crate::browser::{Home, Port, code, detail, hello};

fn exit_code(port: &mut Port) -> Option<i32> {
    port.ended().0.code()
}

fn exit_code_of(code: ErrorCode) -> Option<i32> {
    Some(i32::from(code.number()))
}

#[test]
fn an_unknown_caller_is_refused_before_a_byte_is_read() {
    let home = Home::new();
    for arguments in [
        &["chrome-extension://aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/"][..],
        &[
            "/usr/lib/mozilla/native-messaging-hosts/com.pagedial.host.json",
            "other@pagedial.example",
        ],
    ] {
        // Nothing is written to it and its input stays open: it ends by itself.
        let mut port = home.connect_as(arguments);
        assert!(port.is_silent());
        assert_eq!(exit_code(&mut port), exit_code_of(ErrorCode::UnknownCaller));
    }
}

#[test]
fn firefox_starts_it_with_manifest_and_add_on_id() {
    let home = Home::new();
    let mut port = home.connect_as(&[
        "/usr/lib/mozilla/native-messaging-hosts/com.pagedial.host.json",
        FIREFOX_ADDON_ID,
    ]);
    assert_eq!(port.ask(1, hello())["ok"]["type"], "hello");
}

#[test]
fn without_a_connection_string_it_says_so() {
    let home = Home::new();
    let mut port = home.connect();
    let outcome = port.ask(1, hello());
    assert_eq!(outcome["ok"]["account"], json!({ "type": "not_configured" }));
    assert_eq!(outcome["ok"]["protocol"], json!({ "major": 1, "minor": 1 }));
    let number = json!({ "type": "authorize_call", "number": "+14255550123" });
    for body in [json!({ "type": "issue_token" }), number] {
        assert_eq!(code(&port.ask(2, body)), Some(ErrorCode::NotConfigured));
    }
}

#[test]
fn a_setting_that_cannot_be_used_is_told_without_its_text() {
    let home = Home::new().with("ACS_CONNECTION_STRING", "accesskey=CANARY;endpoint=https://r");
    let mut port = home.connect();
    let outcome = port.ask(1, hello());
    assert_eq!(outcome["ok"]["account"]["type"], "invalid");
    assert_eq!(outcome["ok"]["account"]["error"]["code"], 21);
    let refused = port.ask(2, json!({ "type": "issue_token" }));
    assert_eq!(code(&refused), Some(ErrorCode::InvalidConfiguration));
    let (_, said) = port.close();
    assert!(!format!("{outcome}{refused}{said}{:?}", home.files()).contains("CANARY"));
}

#[test]
fn hello_comes_first_and_another_major_version_never_gets_further() {
    let home = Home::new();
    let mut port = home.connect();
    let early = port.ask(1, json!({ "type": "issue_token" }));
    assert_eq!(code(&early), Some(ErrorCode::MalformedRequest));
    for foreign in [
        json!({ "type": "hello", "protocol": { "major": 2, "minor": 0 }, "extension_version": "9" }),
        json!({ "type": "hello", "protocol": { "major": 0, "minor": 9, "patch": 1 }, "new": 1 }),
    ] {
        assert_eq!(code(&port.ask(2, foreign)), Some(ErrorCode::UpgradeNeeded));
        let refused = port.ask(3, json!({ "type": "issue_token" }));
        assert_eq!(code(&refused), Some(ErrorCode::MalformedRequest));
    }
    assert_eq!(port.ask(4, hello())["ok"]["type"], "hello");
}

#[test]
fn what_only_a_newer_extension_asks_is_answered_by_upgrade() {
    let home = Home::new();
    let mut port = home.connect();
    let newer = json!({
        "type": "hello", "protocol": { "major": 1, "minor": 900 }, "extension_version": "9",
    });
    assert_eq!(port.ask(1, newer)["ok"]["type"], "hello");
    let outcome = port.ask(2, json!({ "type": "transfer_call", "to": "+14255550123" }));
    assert_eq!(code(&outcome), Some(ErrorCode::UpgradeNeeded));
    assert!(detail(&outcome).ends_with("the host is the older one"), "{outcome}");
    assert_eq!(
        code(&port.ask(3, json!({ "type": "issue_token" }))),
        Some(ErrorCode::NotConfigured)
    );
}

#[test]
fn garbage_is_answered_and_the_next_request_still_works() {
    let home = Home::new();
    let mut port = home.greet();
    for (frame, id, expected) in [
        ("not json", json!(null), ErrorCode::MalformedFrame),
        ("[]", json!(null), ErrorCode::MalformedRequest),
        (
            r#"{"id":8,"body":{"type":"issue_token","force":1}}"#,
            json!(8),
            ErrorCode::MalformedRequest,
        ),
        (r#"{"id":9,"body":{"type":"give_secret"}}"#, json!(9), ErrorCode::MalformedRequest),
        (
            r#"{"id":10,"body":{"type":"authorize_call","number":"110"}}"#,
            json!(10),
            ErrorCode::MalformedRequest,
        ),
    ] {
        port.send(frame);
        let answer = port.answer();
        assert_eq!((&answer["id"], code(&answer["outcome"])), (&id, Some(expected)), "{frame}");
    }
    port.write(&[0; 4]);
    assert_eq!(code(&port.answer()["outcome"]), Some(ErrorCode::MalformedFrame));
    port.write(&[2, 0, 0, 0, 0xff, 0xfe]);
    assert_eq!(code(&port.answer()["outcome"]), Some(ErrorCode::MalformedFrame));
    let request = r#"{"id":11,"body":{"type":"issue_token"}}"#;
    let huge = request.to_owned() + &" ".repeat(MAX_FRAME - request.len());
    port.send(&huge);
    assert_eq!(port.answer()["id"], 11);
    assert_eq!(port.ask(12, hello())["ok"]["type"], "hello");
}

#[test]
fn a_header_beyond_the_bound_is_answered_and_ends_the_host() {
    let home = Home::new();
    for length in [MAX_FRAME as u32 + 1, u32::MAX] {
        let mut port = home.greet();
        port.write(&length.to_ne_bytes());
        let answer = port.answer();
        assert_eq!(code(&answer["outcome"]), Some(ErrorCode::FrameTooLong), "{answer}");
        assert!(port.is_silent());
        assert_eq!(exit_code(&mut port), exit_code_of(ErrorCode::FrameTooLong));
    }
}

#[test]
fn it_ends_with_its_port() {
    let home = Home::new();
    assert_eq!(home.connect().close().0.code(), Some(0));
    assert_eq!(home.greet().close().0.code(), Some(0));
    let mut cut = home.greet();
    cut.write(&[9, 0]);
    assert_eq!(cut.close().0.code(), exit_code_of(ErrorCode::MalformedFrame));
}

/// A thread's or a dependency's stray `println!` would tear the frames.
#[cfg(target_os = "linux")]
#[test]
fn standard_output_is_kept_for_frames() {
    let home = Home::new();
    let port = home.greet();
    let file = |number: u32| std::fs::read_link(format!("/proc/{}/fd/{number}", port.process()));
    match (file(1), file(2)) {
        (Ok(one), Ok(two)) => assert_eq!(one, two),
        // Only root may look into a process that is not dumpable.
        (one, _) => assert_eq!(one.unwrap_err().kind(), std::io::ErrorKind::PermissionDenied),
    }
}
