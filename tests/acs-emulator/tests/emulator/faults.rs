use std::time::{Duration, Instant, SystemTime};

use serde_json::{Value, json};

use crate::launch::{Emulator, IDENTITIES, on};
use crate::wire::{Reply, Request, Transport};

fn reply(emulator: &Emulator, request: &Request) -> Reply {
    request.send(Transport::plain(("127.0.0.1", emulator.port())))
}

fn last(emulator: &Emulator) -> Value {
    emulator.log().pop().expect("the log holds the request")
}

#[test]
fn an_outage_strikes_as_often_as_it_says_and_nothing_is_done_meanwhile() {
    for (kind, name, status, code) in [
        (json!({"serverError": {"status": 503}}), "serverError", 503, "InternalServerError"),
        (json!({"throttled": {}}), "throttled", 429, "TooManyRequests"),
        (json!("unauthorized"), "unauthorized", 401, "Denied"),
        (json!("forbidden"), "forbidden", 403, "Forbidden"),
    ] {
        let emulator = Emulator::with_faults(&json!([{"on": "delete", "kind": kind, "times": 2}]));
        let id = emulator.create();
        let delete = emulator.request("DELETE", &on(&id, ""), "");
        for _ in 0..2 {
            let answer = emulator.send(&delete);
            assert_eq!(answer.error(), (status, code.to_owned(), None));
            assert_eq!(answer.header("retry-after"), None);
            let entry = last(&emulator);
            assert_eq!((&entry["authenticated"], &entry["faults"]), (&json!(true), &json!([name])));
            assert_eq!(entry["refusal"], Value::Null);
        }
        assert_eq!(emulator.send(&delete).status, 204);
    }
}

#[test]
fn throttling_says_when_to_come_back_if_told_so() {
    let emulator = Emulator::with_faults(
        &json!([{"on": "any", "kind": {"throttled": {"retryAfterSeconds": 7}}, "times": 1}]),
    );
    let answer = emulator.send(&emulator.request("POST", IDENTITIES, ""));
    assert_eq!((answer.status, answer.header("retry-after")), (429, Some("7")));
}

#[test]
fn latency_holds_the_answer_back_and_combines_with_an_outage() {
    let emulator = Emulator::with_faults(&json!([
        {"on": "create", "kind": {"latency": {"milliseconds": 150}}, "times": "forever"},
        {"on": "create", "kind": {"serverError": {"status": 500}}, "times": 1},
    ]));
    for status in [500, 201] {
        let start = Instant::now();
        let answer = emulator.send(&emulator.request("POST", IDENTITIES, ""));
        assert_eq!(answer.status, status);
        assert!(start.elapsed() >= Duration::from_millis(150));
    }
    assert_eq!(emulator.log()[0]["faults"], json!(["latency", "serverError"]));
}

#[test]
fn a_connection_dropped_before_the_answer_does_nothing() {
    let emulator = Emulator::with_faults(
        &json!([{"on": "delete", "kind": {"drop": {"when": "beforeAnswer"}}, "times": 1}]),
    );
    let id = emulator.create();
    let delete = emulator.request("DELETE", &on(&id, ""), "");
    assert!(matches!(reply(&emulator, &delete), Reply::Nothing));
    let entry = last(&emulator);
    assert_eq!((&entry["status"], &entry["faults"]), (&Value::Null, &json!(["drop"])));
    assert_eq!(emulator.send(&delete).status, 204);
}

#[test]
fn a_connection_dropped_in_the_body_leaves_half_of_an_answer() {
    let emulator = Emulator::with_faults(
        &json!([{"on": "any", "kind": {"drop": {"when": "midBody"}}, "times": 1}]),
    );
    let create = emulator.request("POST", IDENTITIES, "");
    match reply(&emulator, &create) {
        Reply::Cut { received, announced } => assert_eq!(received, announced / 2),
        other => panic!("the answer is not cut: {other:?}"),
    }
    assert_eq!(last(&emulator)["status"], 201);
    assert_eq!(emulator.send(&create).status, 201);
}

#[test]
fn malformed_json_has_a_good_status_and_length() {
    let emulator =
        Emulator::with_faults(&json!([{"on": "issue", "kind": "malformedJson", "times": 1}]));
    let id = emulator.create();
    let answer = emulator.send(&emulator.issue(&id));
    assert_eq!(answer.status, 200);
    assert!(serde_json::from_str::<Value>(answer.text()).is_err());
    assert!(emulator.send(&emulator.issue(&id)).json()["token"].is_string());
}

#[test]
fn a_truncated_token_comes_in_good_json_and_only_where_there_is_a_token() {
    let emulator =
        Emulator::with_faults(&json!([{"on": "any", "kind": "truncatedToken", "times": 2}]));
    let id = emulator.create();
    let with_token = emulator.request("POST", IDENTITIES, r#"{"createTokenWithScopes":["voip"]}"#);
    let created = emulator.send(&with_token).json()["accessToken"].clone();
    let issued = emulator.send(&emulator.issue(&id)).json();
    let whole = emulator.send(&emulator.issue(&id)).json();
    let length = |answer: &Value| answer["token"].as_str().unwrap().len();
    assert_eq!(length(&issued), length(&whole) / 2);
    assert_eq!(length(&created), length(&whole) / 2);
    assert!(issued["expiresOn"].is_string());
    assert_eq!(emulator.control("GET", "/faults", "").json(), json!([]));
}

#[test]
fn a_skewed_clock_denies_a_right_client_and_shows_in_the_date() {
    for seconds in [-1000_i32, 1000] {
        let emulator = Emulator::with_faults(
            &json!([{"on": "any", "kind": {"clockSkew": {"seconds": seconds}}, "times": 1}]),
        );
        let create = emulator.request("POST", IDENTITIES, "");
        let answer = emulator.send(&create);
        assert_eq!(answer.error(), (401, "Denied".to_owned(), None));
        let date = httpdate::parse_http_date(answer.header("date").unwrap()).unwrap();
        let now = SystemTime::now();
        let distance = date.duration_since(now).or_else(|_| now.duration_since(date)).unwrap();
        assert!((990..=1010).contains(&distance.as_secs()), "{distance:?}");
        assert_eq!(date > now, seconds > 0);
        assert_eq!(last(&emulator)["refusal"], "clockSkew");
        assert_eq!(emulator.send(&create).status, 201);
    }
}

#[test]
fn a_fault_does_not_hide_a_wrong_signature_and_is_not_used_up_by_it() {
    let faults = json!([{"on": "any", "kind": {"serverError": {"status": 500}}, "times": 1}]);
    let emulator = Emulator::with_faults(&faults);
    let unsigned = emulator.request("POST", IDENTITIES, "").without("authorization");
    assert_eq!(emulator.send(&unsigned).status, 401);
    assert_eq!(emulator.control("GET", "/faults", "").json(), faults);
}

#[test]
fn faults_armed_by_flags_are_those_of_the_control_endpoint() {
    let first = json!({"on": "issue", "kind": "forbidden", "times": "forever"});
    let second = json!({"on": "create", "kind": {"throttled": {}}, "times": 3});
    let emulator =
        Emulator::start(&["--fault", &first.to_string(), "--fault", &second.to_string()]);
    assert_eq!(emulator.control("GET", "/faults", "").json(), json!([first, second]));
    assert_eq!(emulator.send(&emulator.request("POST", IDENTITIES, "")).status, 429);
    let left = emulator.control("GET", "/faults", "").json();
    assert_eq!(left[1]["times"], 2);

    assert_eq!(emulator.control("DELETE", "/faults", "").status, 204);
    assert_eq!(emulator.control("GET", "/faults", "").json(), json!([]));
    assert_eq!(emulator.send(&emulator.request("POST", IDENTITIES, "")).status, 201);
}

#[test]
fn a_list_with_one_wrong_fault_arms_none_and_keeps_those_armed() {
    let armed = json!([{"on": "issue", "kind": "forbidden", "times": 1}]);
    let emulator = Emulator::with_faults(&armed);
    for list in [
        json!([{"on": "any", "kind": "forbidden", "times": 1}, {"on": "any", "kind": "x", "times": 1}]),
        json!({"on": "any", "kind": "forbidden", "times": 1}),
        json!("forbidden"),
    ] {
        let answer = emulator.control("PUT", "/faults", &list.to_string());
        assert_eq!(answer.status, 400, "{list}");
        assert!(!answer.json()["error"].as_str().unwrap().is_empty());
        assert_eq!(emulator.control("GET", "/faults", "").json(), armed);
    }
}

#[test]
fn control_is_at_a_port_of_its_own() {
    let emulator = Emulator::start(&[]);
    assert_eq!(emulator.control("POST", "/identities", "").status, 404);
    let through_the_api = Request::unsigned("GET", "/requests", "", emulator.host());
    assert_eq!(emulator.send(&through_the_api).status, 401);
}

#[test]
fn a_trickling_answer_comes_whole_but_late() {
    let emulator = Emulator::with_faults(
        &json!([{"on": "create", "kind": {"trickle": {"milliseconds": 1}}, "times": 1}]),
    );
    let began = Instant::now();
    let answer = reply(&emulator, &emulator.request("POST", IDENTITIES, "")).whole();
    assert_eq!(answer.status, 201);
    assert!(began.elapsed() >= Duration::from_millis(80), "{:?}", began.elapsed());
}
