//! What the answers of ACS Identity mean (REST API 2023-10-01).

use std::time::{Duration, SystemTime};

use pagedial_protocol::{AccessToken, ErrorCode};
use serde::Deserialize;
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

use crate::error::HostError;

/// An answer with all that is looked at of it.
pub(super) struct Answer {
    pub(super) status: u16,
    /// The service's clock, by its `Date` header.
    pub(super) date: Option<SystemTime>,
    pub(super) retry_after: Option<Duration>,
    pub(super) body: Vec<u8>,
}

/// A token and when it ends, in milliseconds since 1970-01-01 UTC.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct MintedToken {
    pub(super) token: AccessToken,
    pub(super) expires_on_ms: u64,
}

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

/// The body of 200 to `POST /identities/{id}/:issueAccessToken`.
pub(super) fn minted_token(body: &[u8]) -> Result<MintedToken, HostError> {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Minted {
        token: AccessToken,
        expires_on: String,
    }
    let Minted { token, expires_on } = serde_json::from_slice(body)
        .map_err(|_shape| unexpected("a token answer without token or expiresOn"))?;
    if token.expose().is_empty() {
        return Err(unexpected("an empty token"));
    }
    let expires_on_ms =
        unix_ms(&expires_on).ok_or_else(|| unexpected("an expiresOn that is no RFC 3339 time"))?;
    Ok(MintedToken { token, expires_on_ms })
}

/// ACS writes seven fractional digits; RFC 3339 allows any number of them.
fn unix_ms(text: &str) -> Option<u64> {
    let time = OffsetDateTime::parse(text, &Rfc3339).ok()?;
    u64::try_from(time.unix_timestamp_nanos() / 1_000_000).ok()
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
    let code = match answer.status {
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
    if let (ErrorCode::AccessRefused, Some(date)) = (code, answer.date) {
        detail += &format!("; {}", skew(now, date));
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

/// The `Date` header counts whole seconds and the answer takes time to come, so a difference of a
/// few seconds means nothing.
const SKEW_NOISE: Duration = Duration::from_secs(5);

fn skew(here: SystemTime, there: SystemTime) -> String {
    match here.duration_since(there) {
        Ok(ahead) if ahead > SKEW_NOISE => {
            format!("this computer's clock is {} s ahead of the service's", ahead.as_secs())
        }
        Err(behind) if behind.duration() > SKEW_NOISE => format!(
            "this computer's clock is {} s behind the service's",
            behind.duration().as_secs()
        ),
        _ => "this computer's clock agrees with the service's".to_owned(),
    }
}

fn unexpected(what: &str) -> HostError {
    HostError::new(ErrorCode::UnexpectedAnswer, what)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn answer(status: u16, body: &str) -> Answer {
        Answer { status, date: None, retry_after: None, body: body.into() }
    }

    #[test]
    fn reads_a_time_with_seven_fractional_digits() {
        let body = br#"{"token":"t","expiresOn":"2025-07-10T21:39:39.3244584+00:00"}"#;
        assert_eq!(minted_token(body).unwrap().expires_on_ms, 1_752_183_579_324);
        for body in [
            r#"{"token":"t","expiresOn":"2025-07-10T21:39:39Z","more":1}"#,
            r#"{"token":"t","expiresOn":"2025-07-10T23:39:39+02:00"}"#,
        ] {
            assert_eq!(minted_token(body.as_bytes()).unwrap().expires_on_ms, 1_752_183_579_000);
        }
    }

    #[test]
    fn refuses_answers_that_are_not_the_documented_ones() {
        for body in [
            "",
            "<html>",
            "{}",
            r#"{"token":"","expiresOn":"2025-07-10T21:39:39Z"}"#,
            r#"{"token":"t","expiresOn":"soon"}"#,
            r#"{"token":"t","expiresOn":"1900-01-01T00:00:00Z"}"#,
            r#"{"token":"t","expires"#,
        ] {
            let error = minted_token(body.as_bytes()).unwrap_err();
            assert_eq!(error.code, ErrorCode::UnexpectedAnswer, "{body}");
        }
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
        let detail_at = |now| failure(&refused, now).detail.unwrap();
        assert_eq!(
            detail_at(there + Duration::from_secs(3600)),
            "HTTP 401 Denied; this computer's clock is 3600 s ahead of the service's"
        );
        assert_eq!(
            detail_at(there - Duration::from_secs(90)),
            "HTTP 401 Denied; this computer's clock is 90 s behind the service's"
        );
        assert_eq!(
            detail_at(there + Duration::from_secs(2)),
            "HTTP 401 Denied; this computer's clock agrees with the service's"
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
            let answer = Answer { status, date: None, retry_after: None, body };
            let _ = (created_identity(&answer.body), minted_token(&answer.body));
            prop_assert!(failure(&answer, SystemTime::now()).detail.is_some());
        }
    }
}
