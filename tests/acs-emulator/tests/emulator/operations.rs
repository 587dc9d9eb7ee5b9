use serde_json::{Value, json};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::launch::{Emulator, IDENTITIES, on};

fn minutes_from_now(expires_on: &Value) -> i64 {
    let text = expires_on.as_str().expect("an expiry is text");
    let fraction = text.split_once('.').expect("an expiry has a fraction").1;
    assert_eq!(fraction.len(), "1234567+00:00".len(), "{text}");
    assert!(text.ends_with("+00:00"), "{text}");
    let expires = OffsetDateTime::parse(text, &Rfc3339).expect("an expiry is RFC 3339");
    let seconds = (expires - OffsetDateTime::now_utc()).as_seconds_f64();
    (seconds / 60.0).round() as i64
}

#[test]
fn creating_without_a_body_gives_an_identity_and_no_token() {
    let emulator = Emulator::start(&[]);
    for body in ["", "{}", r#"{"createTokenWithScopes":null,"expiresInMinutes":null}"#] {
        let answer = emulator.send(&emulator.request("POST", IDENTITIES, body));
        assert_eq!(answer.status, 201);
        let json = answer.json();
        assert_eq!(json.as_object().unwrap().len(), 1, "{json}");
        let id = json["identity"]["id"].as_str().unwrap();
        let (resource, user) = id.strip_prefix("8:acs:").unwrap().split_once('_').unwrap();
        assert_eq!((resource.len(), user.len()), (36, 36), "{id}");
    }
}

#[test]
fn creating_with_scopes_gives_a_token_as_well() {
    let emulator = Emulator::start(&[]);
    let body = r#"{"createTokenWithScopes":["chat","voip"],"expiresInMinutes":60}"#;
    let answer = emulator.send(&emulator.request("POST", IDENTITIES, body));
    assert_eq!(answer.status, 201);
    let json = answer.json();
    assert_eq!(json["accessToken"]["token"].as_str().unwrap().split('.').count(), 3);
    assert_eq!(minutes_from_now(&json["accessToken"]["expiresOn"]), 60);
}

#[test]
fn a_token_lives_as_long_as_asked_and_a_day_unless_asked() {
    let emulator = Emulator::start(&[]);
    let issue = on(&emulator.create(), "/:issueAccessToken");
    for (body, minutes) in [
        (r#"{"scopes":["voip"],"expiresInMinutes":60}"#, 60),
        (r#"{"scopes":["voip"],"expiresInMinutes":1440}"#, 1440),
        (r#"{"scopes":["voip.join","chat.join","chat.join.limited"]}"#, 1440),
        (r#"{"scopes":["voip"],"expiresInMinutes":null}"#, 1440),
    ] {
        let answer = emulator.send(&emulator.request("POST", &issue, body));
        assert_eq!(answer.status, 200, "{body}");
        assert_eq!(minutes_from_now(&answer.json()["expiresOn"]), minutes, "{body}");
    }
}

#[test]
fn a_request_that_asks_for_what_the_service_does_not_give_is_a_validation_error() {
    let emulator = Emulator::start(&[]);
    let issue = on(&emulator.create(), "/:issueAccessToken");
    for (target, body, culprit) in [
        (&issue[..], r#"{"scopes":["voip"],"expiresInMinutes":59}"#, "ExpiresInMinutes"),
        (&issue, r#"{"scopes":["voip"],"expiresInMinutes":1441}"#, "ExpiresInMinutes"),
        (&issue, r#"{"scopes":[]}"#, "Scopes"),
        (&issue, r#"{"scopes":null}"#, "Scopes"),
        (&issue, "{}", "Scopes"),
        (&issue, r#"{"scopes":["pstn"]}"#, "Scopes"),
        (&issue, r#"{"scopes":[7]}"#, "Scopes"),
        (&issue, "", "body"),
        (&issue, r#"{"scopes":"voip"}"#, "body"),
        (&issue, r#"{"scopes":["voip"],"expiresInMinutes":"60"}"#, "body"),
        (IDENTITIES, r#"{"createTokenWithScopes":["Voip"]}"#, "CreateTokenWithScopes"),
        (
            IDENTITIES,
            r#"{"createTokenWithScopes":["voip"],"expiresInMinutes":0}"#,
            "ExpiresInMinutes",
        ),
        (IDENTITIES, "not json", "body"),
    ] {
        let answer = emulator.send(&emulator.request("POST", target, body));
        let expected = (400, "ValidationError".to_owned(), Some(culprit.to_owned()));
        assert_eq!(answer.error(), expected, "{body}");
    }
    let answer = emulator.send(&emulator.request(
        "POST",
        &issue,
        r#"{"scopes":["a"],"expiresInMinutes":1}"#,
    ));
    assert_eq!(answer.status, 400);
    let created = emulator.log().iter().filter(|entry| entry["status"] == 201).count();
    assert_eq!(created, 1, "a refused create makes no identity");
}

#[test]
fn an_identity_can_be_revoked_and_used_on_and_deleted_for_good() {
    let emulator = Emulator::start(&[]);
    let id = emulator.create();
    let revoke = emulator.request("POST", &on(&id, "/:revokeAccessTokens"), "");
    let delete = emulator.request("DELETE", &on(&id, ""), "");

    let revoked = emulator.send(&revoke);
    assert_eq!((revoked.status, revoked.text()), (204, ""));
    assert_eq!(emulator.send(&emulator.issue(&id)).status, 200);
    let deleted = emulator.send(&delete);
    assert_eq!((deleted.status, deleted.text()), (204, ""));

    for request in [&emulator.issue(&id), &revoke, &delete] {
        let answer = emulator.send(request);
        assert_eq!(answer.error(), (404, "IdentityNotFound".to_owned(), None));
    }
}

#[test]
fn an_identity_of_another_resource_is_not_owned() {
    let emulator = Emulator::start(&[]);
    let foreign = Emulator::start(&[]).create();
    for id in [foreign.as_str(), "8:acs:a%20b%2F%C3%BC%2B1", "nonsense"] {
        for request in [
            emulator.issue(id),
            emulator.request("POST", &on(id, "/:revokeAccessTokens"), ""),
            emulator.request("DELETE", &on(id, ""), ""),
        ] {
            let answer = emulator.send(&request);
            assert_eq!(answer.error(), (401, "IdentityNotOwned".to_owned(), None), "{id}");
        }
    }
    assert!(emulator.log().iter().all(|entry| entry["authenticated"] == true));
}

#[test]
fn an_id_may_be_sent_encoded_or_not() {
    let emulator = Emulator::start(&[]);
    let id = emulator.create();
    let target = format!("/identities/{id}/:issueAccessToken?api-version=2023-10-01");
    let plain = emulator.request("POST", &target, r#"{"scopes":["voip"]}"#);
    assert_eq!(emulator.send(&plain).status, 200);
    assert_eq!(emulator.send(&emulator.issue(&id)).status, 200);
}

#[test]
fn the_api_version_is_required_and_must_be_known() {
    let emulator = Emulator::start(&[]);
    for (target, code) in [
        ("/identities", "ApiVersionUnspecified"),
        ("/identities?version=2023-10-01", "ApiVersionUnspecified"),
        ("/identities?api-version=", "UnsupportedApiVersion"),
        ("/identities?api-version=2019-01-01", "UnsupportedApiVersion"),
    ] {
        let answer = emulator.send(&emulator.request("POST", target, ""));
        assert_eq!(answer.error(), (400, code.to_owned(), None), "{target}");
    }
}

#[test]
fn what_is_no_operation_is_not_found_or_not_allowed() {
    let emulator = Emulator::start(&[]);
    let version = "?api-version=2023-10-01";
    for (method, path, status) in [
        ("POST", "/", 404),
        ("POST", "//identities", 404),
        ("POST", "/identities/x/:exchangeAccessToken", 404),
        ("POST", "/identities/x/issueAccessToken", 404),
        ("POST", "/teamsUser/:exchangeAccessToken", 404),
        ("GET", "/identities", 405),
        ("POST", "/identities/x", 405),
        ("DELETE", "/identities/x/:issueAccessToken", 405),
    ] {
        let answer = emulator.send(&emulator.request(method, &format!("{path}{version}"), ""));
        assert_eq!(answer.error().0, status, "{method} {path}");
    }
}

#[test]
fn a_body_beyond_64_kib_is_refused() {
    let emulator = Emulator::start(&[]);
    let body = format!("\"{}\"", "x".repeat(64 * 1024));
    let answer = emulator.send(&emulator.request("POST", IDENTITIES, &body));
    assert_eq!(answer.error().0, 413);
}

#[test]
fn the_log_says_what_was_asked_and_holds_no_secret() {
    let emulator = Emulator::start(&[]);
    let id = emulator.create();
    let issue = emulator.issue(&id);
    let token = emulator.send(&issue).json()["token"].as_str().unwrap().to_owned();
    emulator.send(&emulator.request("POST", "/nowhere?api-version=1&token=secret", ""));

    let log = emulator.log();
    let path = format!("/identities/{}/:issueAccessToken", id.replace(':', "%3A"));
    let mut issued = log[1].clone();
    let time = issued["time"].take();
    assert!(OffsetDateTime::parse(time.as_str().unwrap(), &Rfc3339).is_ok());
    assert_eq!(
        issued,
        json!({
            "time": null, "method": "POST", "path": path, "apiVersion": "2023-10-01",
            "operation": "issue", "authenticated": true, "refusal": null, "faults": [],
            "status": 200,
        })
    );
    assert_eq!((&log[2]["operation"], &log[2]["status"]), (&Value::Null, &json!(400)));
    let text = emulator.control("GET", "/requests", "").text().to_owned();
    let signature = &issue.headers.iter().find(|(name, _)| *name == "authorization").unwrap().1;
    let signature = signature.rsplit("Signature=").next().unwrap();
    for secret in [&token, &emulator.ready.access_key, signature, "secret"] {
        assert!(!text.contains(secret));
    }
}
