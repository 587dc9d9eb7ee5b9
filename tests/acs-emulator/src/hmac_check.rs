//! Verifies the HMAC of a request from nothing but what came over the wire.
//!
//! The host signs with code of its own, and this module deliberately shares none of it. Were the
//! recipe shared, a mistake in it would be made on both sides and every test would pass. What holds
//! both to the truth are the golden vectors of `tests/vectors` and Microsoft's own client, which
//! `client/identity-client.test.ts` runs against the emulator.
//!
//! The scheme: <https://learn.microsoft.com/rest/api/communication/authentication>.

use std::time::{Duration, SystemTime};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use hmac::{Hmac, KeyInit as _, Mac as _};
use hyper::HeaderMap;
use sha2::{Digest as _, Sha256};
use thiserror::Error;

/// ACS names no limit; Azure App Configuration, which signs the same way, allows 15 minutes.
const MAX_CLOCK_SKEW: Duration = Duration::from_secs(15 * 60);

const AUTHORIZATION_PREFIX: &str =
    "HMAC-SHA256 SignedHeaders=x-ms-date;host;x-ms-content-sha256&Signature=";

/// The resource's access key: 64 bytes, as Azure's are. It has no `Debug`, so no log can show it.
pub(crate) struct AccessKey([u8; 64]);

impl AccessKey {
    /// A key that no other launch has.
    pub(crate) fn random() -> Result<Self, getrandom::Error> {
        let mut bytes = [0; 64];
        getrandom::fill(&mut bytes)?;
        Ok(Self(bytes))
    }

    /// The form in which a connection string carries it.
    pub(crate) fn to_base64(&self) -> String {
        BASE64.encode(self.0)
    }
}

/// The signed parts of a request, exactly as received.
pub(crate) struct Received<'a> {
    pub(crate) method: &'a str,
    /// Still percent-encoded: the client signs the form that it sends.
    pub(crate) path_and_query: &'a str,
    pub(crate) headers: &'a HeaderMap,
    pub(crate) body: &'a [u8],
}

/// Why a request is answered 401.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub(crate) enum Refusal {
    #[error("Request header '{0}' is missing or present more than once.")]
    Header(&'static str),
    #[error(
        "Request header 'authorization' must be HMAC-SHA256 over x-ms-date;host;x-ms-content-sha256."
    )]
    Authorization,
    /// The words are the service's own (azure-rest-api-specs#11767).
    #[error("Request 'x-ms-content-sha256' differs from generated content hash.")]
    ContentHash,
    #[error("Request header 'x-ms-date' is not an RFC 1123 date in GMT.")]
    Date,
    #[error("Request header 'x-ms-date' is more than 15 minutes away from the service's clock.")]
    ClockSkew,
    /// The words are the service's own (azure-sdk-for-js#22312).
    #[error("Denied by the resource provider.")]
    Signature,
}

impl Refusal {
    /// One word for the request log.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Header(_) => "header",
            Self::Authorization => "authorization",
            Self::ContentHash => "contentHash",
            Self::Date => "date",
            Self::ClockSkew => "clockSkew",
            Self::Signature => "signature",
        }
    }
}

/// Accepts a request only if the holder of `key` signed exactly these bytes around `now`.
pub(crate) fn verify(
    key: &AccessKey,
    request: &Received<'_>,
    now: SystemTime,
) -> Result<(), Refusal> {
    let authorization = the_only(request.headers, "authorization")?;
    let date = the_only(request.headers, "x-ms-date")?;
    let host = the_only(request.headers, "host")?;
    let content_hash = the_only(request.headers, "x-ms-content-sha256")?;

    let signature = authorization
        .strip_prefix(AUTHORIZATION_PREFIX)
        .and_then(|encoded| BASE64.decode(encoded).ok())
        .ok_or(Refusal::Authorization)?;
    if content_hash != BASE64.encode(Sha256::digest(request.body)) {
        return Err(Refusal::ContentHash);
    }
    check_date(date, now)?;

    let signed =
        format!("{}\n{}\n{date};{host};{content_hash}", request.method, request.path_and_query);
    let mut mac = Hmac::<Sha256>::new_from_slice(&key.0).map_err(|_| Refusal::Signature)?;
    mac.update(signed.as_bytes());
    mac.verify_slice(&signature).map_err(|_| Refusal::Signature)
}

/// A header that occurs twice could be signed in one form and read in the other.
fn the_only<'a>(headers: &'a HeaderMap, name: &'static str) -> Result<&'a str, Refusal> {
    let mut values = headers.get_all(name).iter();
    match (values.next(), values.next()) {
        (Some(value), None) => value.to_str().map_err(|_| Refusal::Header(name)),
        _ => Err(Refusal::Header(name)),
    }
}

fn check_date(date: &str, now: SystemTime) -> Result<(), Refusal> {
    let signed_at = httpdate::parse_http_date(date).map_err(|_| Refusal::Date)?;
    // The parser also takes the two obsolete forms and a wrong weekday; the service's clients send
    // the one form that formats back to itself.
    if httpdate::fmt_http_date(signed_at) != date {
        return Err(Refusal::Date);
    }
    let distance = match now.duration_since(signed_at) {
        Ok(past) => past,
        Err(future) => future.duration(),
    };
    if distance > MAX_CLOCK_SKEW { Err(Refusal::ClockSkew) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use hyper::header::{HeaderName, HeaderValue};
    use serde::Deserialize;

    #[derive(Deserialize)]
    struct Vectors {
        vectors: Vec<Vector>,
    }

    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Vector {
        name: String,
        method: String,
        url: String,
        host: String,
        access_key_base64: String,
        body: String,
        content_sha256: String,
        signature: String,
        date: String,
    }

    impl Vector {
        fn key(&self) -> AccessKey {
            let bytes = BASE64.decode(&self.access_key_base64).unwrap();
            AccessKey(bytes.try_into().expect("the vectors' key has 64 bytes"))
        }

        fn headers(&self) -> HeaderMap {
            let authorization = format!("{AUTHORIZATION_PREFIX}{}", self.signature);
            [
                ("authorization", authorization.as_str()),
                ("x-ms-date", self.date.as_str()),
                ("host", self.host.as_str()),
                ("x-ms-content-sha256", self.content_sha256.as_str()),
            ]
            .into_iter()
            .map(|(name, value)| {
                (HeaderName::from_static(name), HeaderValue::from_str(value).unwrap())
            })
            .collect()
        }

        fn path_and_query(&self) -> &str {
            let authority = self.url.find(&self.host).expect("the URL names the host");
            &self.url[authority + self.host.len()..]
        }

        fn signed_at(&self) -> SystemTime {
            httpdate::parse_http_date(&self.date).unwrap()
        }

        /// Verifies the vector with one of its parts changed.
        fn verify(&self, headers: &HeaderMap, body: &str, now: SystemTime) -> Result<(), Refusal> {
            let request = Received {
                method: &self.method,
                path_and_query: self.path_and_query(),
                headers,
                body: body.as_bytes(),
            };
            verify(&self.key(), &request, now)
        }
    }

    fn vectors() -> Vec<Vector> {
        let file = include_str!("../../vectors/acs-hmac-vectors.json");
        let vectors = serde_json::from_str::<Vectors>(file).unwrap().vectors;
        assert_eq!(vectors.len(), 12);
        vectors
    }

    fn with(headers: &HeaderMap, name: &'static str, value: &str) -> HeaderMap {
        let mut changed = headers.clone();
        changed.insert(name, HeaderValue::from_str(value).unwrap());
        changed
    }

    #[test]
    fn every_request_captured_from_microsofts_client_verifies() {
        for vector in vectors() {
            let result = vector.verify(&vector.headers(), &vector.body, vector.signed_at());
            assert_eq!(result, Ok(()), "{}", vector.name);
        }
    }

    #[test]
    fn a_changed_body_is_a_content_hash_that_differs() {
        for vector in vectors() {
            let body = format!("{} ", vector.body);
            let result = vector.verify(&vector.headers(), &body, vector.signed_at());
            assert_eq!(result, Err(Refusal::ContentHash), "{}", vector.name);
        }
    }

    #[test]
    fn any_change_to_what_was_signed_spoils_the_signature() {
        for vector in vectors() {
            let headers = vector.headers();
            let other_host = with(&headers, "host", "localhost:1");
            let later = vector.signed_at() + Duration::from_secs(1);
            let other_date = with(&headers, "x-ms-date", &httpdate::fmt_http_date(later));
            for changed in [other_host, other_date] {
                let result = vector.verify(&changed, &vector.body, vector.signed_at());
                assert_eq!(result, Err(Refusal::Signature), "{}", vector.name);
            }
            let other_target = Received {
                method: &vector.method,
                path_and_query: &vector.path_and_query().replace("api-version", "api%2dversion"),
                headers: &headers,
                body: vector.body.as_bytes(),
            };
            let result = verify(&vector.key(), &other_target, vector.signed_at());
            assert_eq!(result, Err(Refusal::Signature), "{}", vector.name);
            let other_key = AccessKey([7; 64]);
            let untouched = Received {
                method: &vector.method,
                path_and_query: vector.path_and_query(),
                headers: &headers,
                body: vector.body.as_bytes(),
            };
            let result = verify(&other_key, &untouched, vector.signed_at());
            assert_eq!(result, Err(Refusal::Signature), "{}", vector.name);
        }
    }

    #[test]
    fn a_missing_or_doubled_header_is_named() {
        let vector = &vectors()[0];
        for name in ["authorization", "x-ms-date", "host", "x-ms-content-sha256"] {
            let mut missing = vector.headers();
            missing.remove(name);
            let mut doubled = vector.headers();
            let value = doubled[name].clone();
            doubled.append(name, value);
            for headers in [missing, doubled] {
                let result = vector.verify(&headers, &vector.body, vector.signed_at());
                assert_eq!(result, Err(Refusal::Header(name)));
            }
        }
    }

    #[test]
    fn a_clock_may_be_fifteen_minutes_off_and_no_more() {
        let vector = &vectors()[0];
        let headers = vector.headers();
        let limit = MAX_CLOCK_SKEW;
        let beyond = limit + Duration::from_secs(1);
        let signed_at = vector.signed_at();
        for now in [signed_at - limit, signed_at + limit] {
            assert_eq!(vector.verify(&headers, &vector.body, now), Ok(()));
        }
        for now in [signed_at - beyond, signed_at + beyond] {
            assert_eq!(vector.verify(&headers, &vector.body, now), Err(Refusal::ClockSkew));
        }
    }

    #[test]
    fn only_the_rfc_1123_form_of_a_date_is_read() {
        let vector = &vectors()[0];
        for date in [
            "sun, 22 nov 2026 18:45:04 gmt",
            "Sunday, 22-Nov-26 18:45:04 GMT",
            "Sun Nov 22 18:45:04 2026",
            "Mon, 22 Nov 2026 18:45:04 GMT",
            "Sun, 22 Nov 2026 18:45:04 +0000",
            "2026-11-22T18:45:04Z",
            "",
        ] {
            let headers = with(&vector.headers(), "x-ms-date", date);
            let result = vector.verify(&headers, &vector.body, vector.signed_at());
            assert_eq!(result, Err(Refusal::Date), "{date}");
        }
    }

    #[test]
    fn another_scheme_or_other_signed_headers_are_not_taken_for_a_signature() {
        let vector = &vectors()[0];
        for authorization in [
            "Bearer abc".to_owned(),
            format!("HMAC-SHA256 SignedHeaders=date;host&Signature={}", vector.signature),
            format!("{AUTHORIZATION_PREFIX}not*base64"),
        ] {
            let headers = with(&vector.headers(), "authorization", &authorization);
            let result = vector.verify(&headers, &vector.body, vector.signed_at());
            assert_eq!(result, Err(Refusal::Authorization), "{authorization}");
        }
    }
}
