use std::time::{Duration, SystemTime, UNIX_EPOCH};

use pagedial_protocol::ErrorCode;
use serde_json::{Value, json};

use crate::{
    browser::{Home, Port, code, detail},
    service::{Service, answer},
    tls_service::{Authority, Proxy},
};

const BEARER: &str = "CANARY-bearer";
const TOKEN: &str = "CANARY-token";

/// As a service would write it, `minutes` from now.
fn expires_on(minutes: u64) -> String {
    let end = SystemTime::now() + Duration::from_secs(minutes * 60);
    let seconds = end.duration_since(UNIX_EPOCH).unwrap().as_secs();
    let end = time::OffsetDateTime::from_unix_timestamp(seconds as i64).unwrap();
    end.format(&time::format_description::well_known::Rfc3339).unwrap()
}

fn minted(minutes: u64) -> Vec<u8> {
    let body = json!({ "userId": "8:acs:1_2", "token": TOKEN, "expiresOn": expires_on(minutes) });
    answer(200, "", &body.to_string())
}

fn home_of(service: &Service) -> Home {
    Home::new().with("PAGEDIAL_TOKEN_SERVICE", &service.url("/voip?team=7"))
}

fn token(port: &mut Port) -> Value {
    port.ask(7, json!({ "type": "issue_token" }))
}

#[test]
fn a_company_s_service_gives_the_token_and_no_computer_holds_the_key() {
    let service = Service::start(|_, _| minted(60));
    let home = Home::new();
    let arguments = ["configure", "--token-service", &service.url("/voip?team=7"), "--bearer"];
    let output = home.run(&[&arguments[..], &["--secret-in", "file", "--json"]].concat(), BEARER);
    assert!(output.status.success(), "{output:?}");
    assert!(!format!("{output:?}").contains(BEARER));

    let mut port = home.greet();
    for _ in 0..3 {
        let outcome = token(&mut port);
        assert_eq!(outcome["ok"]["token"]["token"], TOKEN, "{outcome}");
        assert_eq!(outcome["ok"]["token"]["user_id"], "8:acs:1_2");
    }
    let requests = service.requests();
    assert_eq!(requests.len(), 1, "the token is cached");
    assert!(requests[0].starts_with("POST /voip?team=7 HTTP/1.1\r\n"), "{}", requests[0]);
    let authorization = format!("authorization: Bearer {BEARER}\r\n");
    assert!(requests[0].contains(&authorization), "{}", requests[0]);

    let logout = home.run(&["logout", "--json"], "");
    assert!(logout.status.success(), "{logout:?}");
    assert_eq!(service.requests().len(), 1, "its identity is not ours to delete");
}

#[test]
fn it_may_be_asked_by_get() {
    let service = Service::start(|_, _| minted(60));
    let home = home_of(&service).with("PAGEDIAL_TOKEN_SERVICE_METHOD", "get");
    assert_eq!(token(&mut home.greet())["ok"]["token"]["token"], TOKEN);
    assert!(service.requests()[0].starts_with("GET /voip?team=7 HTTP/1.1\r\n"));
}

#[test]
fn each_of_its_failures_has_its_code() {
    let without_user = json!({ "token": TOKEN, "expiresOn": expires_on(60) }).to_string();
    for (reply, expected) in [
        (answer(401, "", TOKEN), ErrorCode::TokenServiceRefused),
        (answer(403, "", TOKEN), ErrorCode::TokenServiceRefused),
        (answer(404, "", TOKEN), ErrorCode::UnexpectedAnswer),
        (answer(302, "Location: http://elsewhere.example/\r\n", ""), ErrorCode::UnexpectedAnswer),
        (answer(429, "Retry-After: 60\r\n", ""), ErrorCode::Throttled),
        (answer(200, "", "<html>"), ErrorCode::UnexpectedAnswer),
        (answer(200, "", &without_user), ErrorCode::UnexpectedAnswer),
        (minted(3 * 1440), ErrorCode::UnexpectedAnswer),
        (answer(200, "", &"x".repeat(100_000)), ErrorCode::UnexpectedAnswer),
        (Vec::new(), ErrorCode::Offline),
    ] {
        let service = Service::start(move |_, _| reply.clone());
        let home = home_of(&service).with("PAGEDIAL_TOKEN_SERVICE_BEARER", BEARER);
        let mut port = home.greet();
        let outcome = token(&mut port);
        assert_eq!(code(&outcome), Some(expected), "{outcome}");
        let (_, said) = port.close();
        let everything = format!("{outcome}{said}{:?}", home.files());
        assert!(!everything.contains("CANARY"), "{everything}");
        assert!(!everything.contains("team=7"), "{everything}");
    }
}

#[test]
fn what_may_pass_is_tried_again() {
    let service = Service::start(|count, _| match count {
        0 => answer(503, "", ""),
        1 => answer(429, "Retry-After: 0\r\n", ""),
        _ => minted(60),
    });
    assert_eq!(token(&mut home_of(&service).greet())["ok"]["token"]["token"], TOKEN);
    assert_eq!(service.requests().len(), 3);
}

#[test]
fn plain_http_is_refused_except_on_this_computer() {
    let home = Home::new().with("PAGEDIAL_TOKEN_SERVICE", "http://tokens.example/voip");
    let outcome = token(&mut home.greet());
    assert_eq!(code(&outcome), Some(ErrorCode::InvalidConfiguration));
    assert!(detail(&outcome).contains("https"), "{outcome}");
}

#[test]
fn a_client_certificate_that_is_none_is_told_by_its_file() {
    let service = Service::start(|_, _| minted(60));
    let home = home_of(&service);
    let file = home.path("client.pem");
    std::fs::write(&file, "-----BEGIN CANARY-----").unwrap();
    let home = home.with("PAGEDIAL_TOKEN_SERVICE_CERTIFICATE", file.to_str().unwrap());
    let outcome = token(&mut home.greet());
    assert_eq!(code(&outcome), Some(ErrorCode::InvalidConfiguration));
    assert!(detail(&outcome).contains("client.pem"), "{outcome}");
    assert!(!detail(&outcome).contains("CANARY"), "{outcome}");
}

/// A service at `https://localhost` that lets in clients of one authority alone, and a home that
/// trusts it.
fn home_of_careful_service(clients: &Authority) -> Home {
    let authority = Authority::new("network");
    let port = authority.serve("localhost", Some(clients), |_| minted(60));
    let home = Home::new();
    let ca = home.path("ca.pem");
    authority.write(&ca);
    home.with("PAGEDIAL_TOKEN_SERVICE", &format!("https://localhost:{port}/voip"))
        .with("SSL_CERT_FILE", ca.to_str().unwrap())
}

#[test]
fn a_client_certificate_lets_this_computer_in_and_no_other() {
    let (company, stranger) = (Authority::new("company"), Authority::new("stranger"));
    for (issuer, expected) in [
        (Some(&company), None),
        (Some(&stranger), Some(ErrorCode::TokenServiceRefused)),
        (None, Some(ErrorCode::TokenServiceRefused)),
    ] {
        let mut home = home_of_careful_service(&company);
        if let Some(issuer) = issuer {
            let file = home.path("client.pem");
            std::fs::write(&file, issuer.pem_for("desk.example")).unwrap();
            home.set("PAGEDIAL_TOKEN_SERVICE_CERTIFICATE", file.to_str().unwrap());
        }
        let outcome = token(&mut home.greet());
        assert_eq!(code(&outcome), expected, "{outcome}");
        assert_eq!(outcome["ok"]["token"]["token"] == TOKEN, expected.is_none(), "{outcome}");
    }
}

#[test]
fn the_network_is_reached_through_the_system_s_proxy_and_this_computer_is_not() {
    let authority = Authority::new("network");
    let proxy = Proxy::to(authority.serve("tokens.example", None, |_| minted(60)));
    let home = Home::new();
    let ca = home.path("ca.pem");
    authority.write(&ca);
    let home = home
        .with("SSL_CERT_FILE", ca.to_str().unwrap())
        .with("HTTPS_PROXY", &format!("http://127.0.0.1:{}", proxy.port))
        .with("HTTP_PROXY", &format!("http://127.0.0.1:{}", proxy.port))
        .with("PAGEDIAL_TOKEN_SERVICE", "https://tokens.example/voip");
    let outcome = token(&mut home.greet());
    assert_eq!(outcome["ok"]["token"]["token"], TOKEN, "{outcome}");
    assert_eq!(proxy.asked(), ["CONNECT tokens.example:443 HTTP/1.1"]);

    let here = Service::start(|_, _| minted(60));
    let mut home = home;
    home.set("PAGEDIAL_TOKEN_SERVICE", &here.url("/voip"));
    assert_eq!(token(&mut home.greet())["ok"]["token"]["token"], TOKEN);
    assert_eq!(proxy.asked().len(), 1, "what is for this computer stays on it");
}
