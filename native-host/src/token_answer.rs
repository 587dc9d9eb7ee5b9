//! An answer that holds a token: `{"token","expiresOn"}` from ACS, with `userId` from a company's
//! token service.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use base64::prelude::*;
use pagedial_protocol::{AccessToken, ErrorCode};
use serde::{Deserialize, de::IgnoredAny};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

use crate::{
    error::HostError,
    http::{Answer, Skew},
};

/// The longest life that ACS gives (1440 minutes), and what the two clocks may differ.
const LONGEST_LIFE: Duration = Duration::from_secs((1440 + 5) * 60);

/// A token, when it ends in milliseconds since 1970-01-01 UTC, and whose it is, if that was said.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct MintedToken {
    pub(crate) token: AccessToken,
    pub(crate) expires_on_ms: u64,
    pub(crate) user_id: Option<String>,
}

/// Reads an answer of 200. `now` is this computer's clock.
pub(crate) fn read(answer: &Answer, now: SystemTime) -> Result<MintedToken, HostError> {
    let minted = parse(&answer.body)?;
    let end = UNIX_EPOCH
        .checked_add(Duration::from_millis(minted.expires_on_ms))
        .ok_or_else(|| unexpected("an expiresOn beyond all time"))?;
    let there = answer.date.unwrap_or(now);
    match end.duration_since(there) {
        Err(_past) => Err(unexpected("a token that had ended already")),
        Ok(life) if life > LONGEST_LIFE => {
            Err(unexpected("a token for more than the 1440 minutes that there are"))
        }
        // The dialer and the calling SDK go by this computer's clock.
        Ok(_) if end <= now => {
            Err(HostError::new(ErrorCode::ClockWrong, Skew::between(now, there).to_string()))
        }
        Ok(_) => Ok(minted),
    }
}

fn parse(body: &[u8]) -> Result<MintedToken, HostError> {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Minted {
        token: AccessToken,
        expires_on: String,
        user_id: Option<String>,
    }
    let Minted { token, expires_on, user_id } = serde_json::from_slice(body)
        .map_err(|_shape| unexpected("a token answer without token or expiresOn"))?;
    if !is_whole(token.expose()) {
        return Err(unexpected("a token that is empty or cut short"));
    }
    let expires_on_ms =
        unix_ms(&expires_on).ok_or_else(|| unexpected("an expiresOn that is no RFC 3339 time"))?;
    Ok(MintedToken { token, expires_on_ms, user_id })
}

/// Microsoft makes no promise of a token's form, so one of another form passes. But what begins
/// like a JSON Web Token (RFC 7519: base64url of `{"`) must go on like one to its end; the calling
/// SDK would take half a token and fail only when it connects (measured, 2.0.0).
fn is_whole(token: &str) -> bool {
    if !token.starts_with("eyJ") {
        return !token.is_empty();
    }
    let decoded = |part: &str| BASE64_URL_SAFE_NO_PAD.decode(part).ok();
    let is_json = |part: &str| {
        decoded(part).is_some_and(|text| serde_json::from_slice::<IgnoredAny>(&text).is_ok())
    };
    let parts: Vec<&str> = token.split('.').collect();
    match parts[..] {
        [header, claims, signature] => {
            is_json(header)
                && is_json(claims)
                && decoded(signature).is_some_and(|bytes| bytes.len() >= SHORTEST_SIGNATURE)
        }
        _ => false,
    }
}

/// HMAC-SHA256, the shortest signature of RFC 7518.
const SHORTEST_SIGNATURE: usize = 32;

/// ACS writes seven fractional digits; RFC 3339 allows any number of them.
fn unix_ms(text: &str) -> Option<u64> {
    let time = OffsetDateTime::parse(text, &Rfc3339).ok()?;
    u64::try_from(time.unix_timestamp_nanos() / 1_000_000).ok()
}

fn unexpected(what: &str) -> HostError {
    HostError::new(ErrorCode::UnexpectedAnswer, what)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn reads_a_time_with_seven_fractional_digits() {
        let body = br#"{"token":"t","expiresOn":"2025-07-10T21:39:39.3244584+00:00"}"#;
        assert_eq!(parse(body).unwrap().expires_on_ms, 1_752_183_579_324);
        for body in [
            r#"{"token":"t","expiresOn":"2025-07-10T21:39:39Z","more":1}"#,
            r#"{"token":"t","expiresOn":"2025-07-10T23:39:39+02:00"}"#,
        ] {
            assert_eq!(parse(body.as_bytes()).unwrap().expires_on_ms, 1_752_183_579_000);
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
            let error = parse(body.as_bytes()).unwrap_err();
            assert_eq!(error.code, ErrorCode::UnexpectedAnswer, "{body}");
        }
    }

    #[test]
    fn a_web_token_is_taken_whole_or_not_at_all() {
        let part = |text: &[u8]| BASE64_URL_SAFE_NO_PAD.encode(text);
        let (header, claims) = (part(br#"{"alg":"RS256"}"#), part(br#"{"skypeid":"acs:1"}"#));
        let whole = format!("{header}.{claims}.{}", part(&[7; 32]));
        assert!(is_whole(&whole));
        let least = whole.len();
        for cut in 3..least {
            assert!(!is_whole(&whole[..cut]), "{cut} of {least}");
        }
        assert!(is_whole("of-another-form"));
    }

    #[test]
    fn a_token_s_life_is_looked_at_by_both_clocks() {
        let now = UNIX_EPOCH + Duration::from_secs(1_800_000_000);
        let outcome = |life_s: u64, there: Option<SystemTime>| {
            let end = OffsetDateTime::from(now + Duration::from_secs(life_s) - HOUR * 2);
            let end = end.format(&Rfc3339).unwrap();
            let body = format!(r#"{{"token":"t","expiresOn":"{end}"}}"#).into_bytes().into();
            let answer = Answer { status: 200, date: there, retry_after: None, body };
            read(&answer, now).map(|_| ()).map_err(|error| error.code)
        };
        const HOUR: Duration = Duration::from_secs(3600);
        let hours = |count: u64| count * 3600;
        assert_eq!(outcome(hours(3), None), Ok(()));
        assert_eq!(outcome(hours(26), Some(now)), Ok(()));
        assert_eq!(outcome(hours(27), Some(now)), Err(ErrorCode::UnexpectedAnswer));
        assert_eq!(outcome(hours(1), None), Err(ErrorCode::UnexpectedAnswer));
        let behind = Some(now - HOUR * 2);
        assert_eq!(outcome(hours(1), behind), Err(ErrorCode::ClockWrong));
    }

    proptest! {
        #[test]
        fn no_body_makes_it_panic(body in proptest::collection::vec(any::<u8>(), 0..300)) {
            let _ = parse(&body);
        }

        #[test]
        fn no_token_makes_it_panic(token in "(eyJ)?[A-Za-z0-9_.-]{0,80}") {
            let _ = is_whole(&token);
        }
    }
}
