//! What the answers of ACS Identity mean (REST API 2023-10-01).

use std::time::SystemTime;

use pagedial_protocol::ErrorCode;
use serde::Deserialize;

use crate::{
    error::HostError,
    http::{Answer, Skew},
};

/// The body of 201 to `POST /identities`.
pub(super) fn created_identity(body: &[u8]) -> Result<String, HostError> {
    #[derive(Deserialize)]
    struct Created {
        identity: Identity,
    }
    #[derive(Deserialize)]
    struct Identity {
        id: String,
    }
    match serde_json::from_slice(body) {
        Ok(Created { identity: Identity { id } }) if !id.is_empty() => Ok(id),
        _ => Err(unexpected("a new identity without its id")),
    }
}

/// Whether an answer to asking for a token says that the service does not know the identity: after
/// it was deleted, or when another resource took over the endpoint. For the latter the service was
/// seen to answer 401 `IdentityNotOwned` (recordings in azure-sdk-for-js); what it answers for the
/// former is not documented.
pub(super) fn says_unknown_identity(answer: &Answer) -> bool {
    match answer.status {
        400 | 404 => true,
        401 => service_code(&answer.body).as_deref() == Some("IdentityNotOwned"),
        _ => false,
    }
}

/// The error that an answer other than the expected one stands for. `now` is this computer's
/// clock: a wrong one is the commonest cause of 401 after a wrong key.
pub(super) fn failure(answer: &Answer, now: SystemTime) -> HostError {
    let skew = answer.date.map(|there| Skew::between(now, there));
    let code = match answer.status {
        401 if skew.is_some_and(Skew::is_too_far) => ErrorCode::ClockWrong,
        401 => ErrorCode::AccessRefused,
        403 => ErrorCode::AccessForbidden,
        429 => ErrorCode::Throttled,
        500..=599 => ErrorCode::ServiceFailed,
        _ => ErrorCode::UnexpectedAnswer,
    };
    let mut detail = format!("HTTP {}", answer.status);
    if let Some(name) = service_code(&answer.body) {
        detail += &format!(" {name}");
    }
    if let (401, Some(skew)) = (answer.status, skew) {
        detail += &format!("; {skew}");
    }
    HostError::new(code, detail)
}

/// `error.code` of the documented error body, if it is a plain word: text from outside does not
/// enter our log unchecked.
fn service_code(body: &[u8]) -> Option<String> {
    #[derive(Deserialize)]
    struct Failed {
        error: Code,
    }
    #[derive(Deserialize)]
    struct Code {
        code: String,
    }
    let Failed { error: Code { code } } = serde_json::from_slice(body).ok()?;
    let plain = (1..=40).contains(&code.len())
        && code.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte));
    plain.then_some(code)
}

fn unexpected(what: &str) -> HostError {
    HostError::new(ErrorCode::UnexpectedAnswer, what)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::time::Duration;

    fn answer(status: u16, body: &str) -> Answer {
        Answer { status, date: None, retry_after: None, body: body.as_bytes().to_vec().into() }
    }

    #[test]
    fn an_identity_has_an_id() {
        for body in ["", "{}", r#"{"identity":{"id":""}}"#, r#"{"identity":{"id":7}}"#] {
            let error = created_identity(body.as_bytes()).unwrap_err();
            assert_eq!(error.code, ErrorCode::UnexpectedAnswer, "{body}");
        }
    }

    #[test]
    fn each_status_has_its_code() {
        let now = SystemTime::now();
        for (status, code) in [
            (401, ErrorCode::AccessRefused),
            (403, ErrorCode::AccessForbidden),
            (429, ErrorCode::Throttled),
            (500, ErrorCode::ServiceFailed),
            (503, ErrorCode::ServiceFailed),
            (302, ErrorCode::UnexpectedAnswer),
            (400, ErrorCode::UnexpectedAnswer),
            (404, ErrorCode::UnexpectedAnswer),
        ] {
            assert_eq!(failure(&answer(status, ""), now).code, code, "{status}");
        }
    }

    #[test]
    fn an_unknown_identity_is_told_from_a_wrong_key() {
        for (status, body, unknown) in [
            (404, "", true),
            (400, "", true),
            (401, r#"{"error":{"code":"IdentityNotOwned","message":"…"}}"#, true),
            (401, r#"{"error":{"code":"Denied","message":"…"}}"#, false),
            (401, "", false),
            (403, r#"{"error":{"code":"IdentityNotOwned"}}"#, false),
        ] {
            assert_eq!(says_unknown_identity(&answer(status, body)), unknown, "{status} {body}");
        }
    }

    #[test]
    fn a_refusal_tells_how_wrong_the_clock_is() {
        let there = httpdate::parse_http_date("Sun, 22 Nov 2026 18:45:04 GMT").unwrap();
        let refused = Answer { date: Some(there), ..answer(401, r#"{"error":{"code":"Denied"}}"#) };
        let error_at = |now| {
            let HostError { code, detail } = failure(&refused, now);
            (code, detail.unwrap())
        };
        assert_eq!(
            error_at(there + Duration::from_secs(3600)),
            (
                ErrorCode::ClockWrong,
                "HTTP 401 Denied; this computer's clock is 3600 s ahead of the service's".into()
            )
        );
        assert_eq!(
            error_at(there - Duration::from_secs(90)),
            (
                ErrorCode::AccessRefused,
                "HTTP 401 Denied; this computer's clock is 90 s behind the service's".into()
            )
        );
        assert_eq!(
            error_at(there + Duration::from_secs(2)),
            (
                ErrorCode::AccessRefused,
                "HTTP 401 Denied; this computer's clock agrees with the service's".into()
            )
        );
    }

    #[test]
    fn the_service_s_words_are_not_repeated_unless_they_are_one_plain_word() {
        for body in [
            r#"{"error":{"code":"two words"}}"#,
            r#"{"error":{"code":"line\nbreak"}}"#,
            r#"{"error":{"message":"secret"}}"#,
            "secret",
        ] {
            let error = failure(&answer(400, body), SystemTime::now());
            assert_eq!(error.detail.unwrap(), "HTTP 400", "{body}");
        }
    }

    proptest! {
        #[test]
        fn no_body_makes_it_panic(body in proptest::collection::vec(any::<u8>(), 0..300), status in 100u16..600) {
            let answer = Answer { status, date: None, retry_after: None, body: body.into() };
            let _ = created_identity(&answer.body);
            prop_assert!(failure(&answer, SystemTime::now()).detail.is_some());
        }
    }
}
