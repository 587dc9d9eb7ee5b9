use std::time::{Duration, SystemTime};

use crate::launch::{Emulator, IDENTITIES};
use crate::wire::Request;

fn expect_denied(emulator: &Emulator, request: &Request, refusal: &str, words: &str) {
    let answer = emulator.send(request);
    assert_eq!(answer.error(), (401, "Denied".to_owned(), None), "{refusal}");
    assert_eq!(answer.json()["error"]["message"], words);
    let log = emulator.log();
    let entry = log.last().unwrap();
    assert_eq!(entry["authenticated"], false);
    assert_eq!(entry["refusal"], refusal);
    assert_eq!(entry["status"], 401);
}

#[test]
fn a_wrong_key_is_denied_on_every_operation() {
    let emulator = Emulator::start(&[]);
    let other = Emulator::start(&[]);
    let operation = "/identities/8%3Aacs%3Ax/:issueAccessToken?api-version=2023-10-01";
    for (method, target) in [
        ("POST", IDENTITIES),
        ("POST", operation),
        ("POST", &operation.replace("issueAccessToken", "revokeAccessTokens")),
        ("DELETE", &operation.replace("/:issueAccessToken", "")),
        ("GET", "/nowhere"),
    ] {
        let key = &other.ready.access_key;
        let request = Request::signed(method, target, "", emulator.host(), key);
        expect_denied(&emulator, &request, "signature", "Denied by the resource provider.");
    }
}

#[test]
fn a_body_that_differs_from_its_hash_is_denied() {
    let emulator = Emulator::start(&[]);
    let mut request = emulator.request("POST", IDENTITIES, r#"{"createTokenWithScopes":["voip"]}"#);
    request.body = request.body.replace("voip", "chat");
    let words = "Request 'x-ms-content-sha256' differs from generated content hash.";
    expect_denied(&emulator, &request, "contentHash", words);
}

#[test]
fn a_missing_header_is_named() {
    let emulator = Emulator::start(&[]);
    for name in ["authorization", "x-ms-date", "x-ms-content-sha256"] {
        let request = emulator.request("POST", IDENTITIES, "").without(name);
        let words = format!("Request header '{name}' is missing or present more than once.");
        expect_denied(&emulator, &request, "header", &words);
    }
}

#[test]
fn a_clock_that_is_sixteen_minutes_off_is_denied_and_fourteen_are_not() {
    let emulator = Emulator::start(&[]);
    let signed = |at: SystemTime| {
        let key = &emulator.ready.access_key;
        let date = httpdate::fmt_http_date(at);
        Request::signed_at(&date, "POST", IDENTITIES, "", emulator.host(), key)
    };
    let minutes = |count: u64| Duration::from_secs(count * 60);
    let now = SystemTime::now();
    for at in [now - minutes(16), now + minutes(16)] {
        let words =
            "Request header 'x-ms-date' is more than 15 minutes away from the service's clock.";
        expect_denied(&emulator, &signed(at), "clockSkew", words);
    }
    for at in [now - minutes(14), now + minutes(14)] {
        assert_eq!(emulator.send(&signed(at)).status, 201);
    }
}

#[test]
fn the_signed_target_is_the_one_on_the_request_line() {
    let emulator = Emulator::start(&[]);
    let id = emulator.create();
    let encoded = emulator.issue(&id);
    let decoded_target = format!("/identities/{id}/:issueAccessToken?api-version=2023-10-01");
    let mut reencoded = Request::unsigned("POST", &decoded_target, &encoded.body, emulator.host());
    reencoded.headers.clone_from(&encoded.headers);
    expect_denied(&emulator, &reencoded, "signature", "Denied by the resource provider.");
    assert_eq!(emulator.send(&encoded).status, 200);
}

#[test]
fn a_host_other_than_the_one_asked_is_denied() {
    let emulator = Emulator::start(&[]);
    let mut request = emulator.request("POST", IDENTITIES, "");
    request.headers[0].1 = format!("127.0.0.1:{}", emulator.port());
    expect_denied(&emulator, &request, "signature", "Denied by the resource provider.");
    let by_address =
        Request::signed("POST", IDENTITIES, "", &request.headers[0].1, &emulator.ready.access_key);
    assert_eq!(emulator.send(&by_address).status, 201);
}
