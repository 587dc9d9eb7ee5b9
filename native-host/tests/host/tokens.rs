use pagedial_protocol::ErrorCode;
use serde_json::{Value, json};

use crate::{
    browser::{Home, Port, code, detail},
    emulator::Emulator,
};

fn home_of(emulator: &Emulator) -> Home {
    Home::new().with("ACS_CONNECTION_STRING", emulator.connection_string())
}

fn token(port: &mut Port) -> Value {
    port.ask(7, json!({ "type": "issue_token" }))
}

fn issued(outcome: &Value) -> &Value {
    let token = &outcome["ok"]["token"];
    assert!(token["token"].as_str().is_some_and(|text| !text.is_empty()), "{outcome}");
    token
}

/// Which operations the emulator was asked for, and how it answered.
fn log(emulator: &Emulator) -> Vec<(String, u64)> {
    let line = |request: &Value| {
        let operation = request["operation"].as_str().unwrap_or("none").to_owned();
        (operation, request["status"].as_u64().unwrap_or(0))
    };
    emulator.requests().iter().map(line).collect()
}

fn done(operation: &str, status: u64) -> (String, u64) {
    (operation.to_owned(), status)
}

#[test]
fn one_identity_is_made_and_kept_for_later_launches() {
    let emulator = Emulator::start(&[]);
    let home = home_of(&emulator);
    let first = token(&mut home.greet());
    let user = issued(&first)["user_id"].as_str().unwrap();
    assert!(user.starts_with("8:acs:"), "{user}");
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    let life = issued(&first)["expires_on_ms"].as_u64().unwrap() / 1000 - now.as_secs();
    assert!((3500..=3600).contains(&life), "{life} s");

    let second = token(&mut home.greet());
    assert_eq!(issued(&second)["user_id"], user);
    let expected = [done("create", 201), done("issue", 200), done("issue", 200)];
    assert_eq!(log(&emulator), expected);
}

#[test]
fn askers_at_the_same_time_cause_one_minting() {
    let emulator = Emulator::start(&[]);
    let home = home_of(&emulator);
    let mut port = home.greet();
    for id in 0..1000 {
        port.request(id, json!({ "type": "issue_token" }));
    }
    let mut ids: Vec<_> = (0..1000)
        .map(|_| {
            let answer = port.answer();
            issued(&answer["outcome"]);
            answer["id"].as_u64().unwrap()
        })
        .collect();
    ids.sort_unstable();
    assert!(ids.into_iter().eq(0..1000));
    assert_eq!(log(&emulator), [done("create", 201), done("issue", 200)]);
}

#[test]
fn another_request_is_answered_while_a_token_is_on_its_way() {
    let emulator = Emulator::start(&[]);
    let home = home_of(&emulator);
    let mut port = home.greet();
    emulator.arm("create", json!({ "latency": { "milliseconds": 1000 } }), json!(1));
    port.request(1, json!({ "type": "issue_token" }));
    port.request(2, json!({ "type": "authorize_call", "number": "+14255550123" }));
    assert_eq!(port.answer()["id"], 2);
    assert_eq!(port.answer()["id"], 1);
}

#[test]
fn a_wrong_key_is_told_from_a_wrong_clock() {
    let emulator = Emulator::start(&[]);
    let endpoint = emulator.endpoint();
    let wrong_key = format!("endpoint={endpoint};accesskey=Q0FOQVJZ");
    let home = Home::new().with("ACS_CONNECTION_STRING", &wrong_key);
    let mut port = home.greet();
    let outcome = token(&mut port);
    assert_eq!(code(&outcome), Some(ErrorCode::AccessRefused));
    assert!(detail(&outcome).starts_with("HTTP 401"), "{outcome}");
    assert!(detail(&outcome).ends_with("clock agrees with the service's"), "{outcome}");

    emulator.arm("any", json!({ "clockSkew": { "seconds": 3600 } }), json!("forever"));
    let outcome = token(&mut port);
    assert_eq!(code(&outcome), Some(ErrorCode::ClockWrong));
    let behind: u64 = detail(&outcome)
        .split_once("this computer's clock is ")
        .and_then(|(_, rest)| rest.strip_suffix(" s behind the service's"))
        .unwrap_or_else(|| panic!("{outcome}"))
        .parse()
        .unwrap();
    assert!((3595..=3600).contains(&behind), "{behind}");
}

#[test]
fn an_identity_that_the_service_has_forgotten_is_replaced() {
    let home_of_first = Emulator::start(&[]);
    let home = home_of(&home_of_first);
    issued(&token(&mut home.greet()));
    // An emulator forgets everything when it ends; the next one is told to be the same resource.
    let emulator = Emulator::start(&[]);
    let file = home.path("state/pagedial/identities.json");
    let kept = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, kept.replace(home_of_first.endpoint(), emulator.endpoint())).unwrap();
    let home = home.with("ACS_CONNECTION_STRING", emulator.connection_string());

    let first = token(&mut home.greet());
    let second = token(&mut home.greet());
    assert_eq!(issued(&first)["user_id"], issued(&second)["user_id"]);
    let log = log(&emulator);
    assert!(log[0].0 == "issue" && log[0].1 >= 400, "{log:?}");
    assert_eq!(log[1..], [done("create", 201), done("issue", 200), done("issue", 200)]);
}

#[test]
fn https_is_trusted_by_the_system_s_certificates_only() {
    let folder = tempfile::tempdir().unwrap();
    let emulator = Emulator::start(&["--tls", folder.path().to_str().unwrap()]);
    let stranger = home_of(&emulator);
    let outcome = token(&mut stranger.greet());
    assert_eq!(code(&outcome), Some(ErrorCode::CertificateRefused), "{outcome}");

    let trusting = home_of(&emulator).with("SSL_CERT_FILE", emulator.ca());
    issued(&token(&mut trusting.greet()));
}

#[test]
fn neither_key_nor_token_is_in_any_file_or_log() {
    let emulator = Emulator::start(&[]);
    let home = home_of(&emulator);
    let mut port = home.greet();
    let outcome = token(&mut port);
    let token = issued(&outcome)["token"].as_str().unwrap().to_owned();
    port.send("garbage");
    port.answer();
    let (status, said) = port.close();
    assert!(status.success());
    let mut places = home.files();
    assert!(places.len() >= 2, "{places:?}");
    places.push(("standard error".into(), said));
    for (place, text) in places {
        assert!(!text.contains(&token), "{}", place.display());
        assert!(!text.contains(emulator.access_key()), "{}", place.display());
    }
}

#[test]
fn logging_out_deletes_the_identity_here_and_at_the_service() {
    let emulator = Emulator::start(&[]);
    let home = home_of(&emulator);
    let before = token(&mut home.greet());
    let log_out = || {
        let output = home.run(&["logout", "--json"], "");
        assert!(output.status.success(), "{output:?}");
        serde_json::from_slice::<Value>(&output.stdout).unwrap()["deleted"].take()
    };
    assert_eq!(log_out(), true);
    assert_eq!(log(&emulator)[2..], [done("revoke", 204), done("delete", 204)]);
    let user = issued(&before)["user_id"].as_str().unwrap();
    assert!(home.files().iter().all(|(_, text)| !text.contains(user)));
    assert_eq!(log_out(), false, "there is nothing left to delete");
    assert_eq!(emulator.requests().len(), 4);

    let after = token(&mut home.greet());
    assert_ne!(issued(&after)["user_id"], user);
}

#[test]
fn an_identity_that_could_not_be_deleted_is_not_forgotten() {
    let emulator = Emulator::start(&[]);
    let home = home_of(&emulator);
    let before = token(&mut home.greet());
    emulator.arm("delete", json!("forbidden"), json!("forever"));
    let output = home.run(&["logout"], "");
    let code = i32::from(ErrorCode::AccessForbidden.number());
    assert_eq!(output.status.code(), Some(code), "{output:?}");
    emulator.disarm();
    let after = token(&mut home.greet());
    assert_eq!(issued(&after)["user_id"], issued(&before)["user_id"]);
}
