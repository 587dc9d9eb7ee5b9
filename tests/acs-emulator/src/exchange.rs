//! One request of the Identity API, from its arrival to its answer.

use std::time::{Duration, SystemTime};

use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::header::{CONTENT_TYPE, DATE, HeaderValue, RETRY_AFTER};
use hyper::http::request::Parts;
use hyper::{Request, Response, StatusCode};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::answer_body::{AnswerBody, DroppedByFault};
use crate::faults::{Faults, Outage, Spoiling, Struck};
use crate::hmac_check::{self, AccessKey, Received};
use crate::identities::Resource;
use crate::identity_api::{self, Answer, ApiError, Operation, Route};
use crate::request_log::{Entry, Place, RequestLog};

/// The longest real body is under 200 bytes.
const MAX_BODY: usize = 64 * 1024;

/// The emulated resource and all that a test may look at or change.
pub(crate) struct Emulator {
    pub(crate) key: AccessKey,
    pub(crate) resource: Resource,
    pub(crate) faults: Faults,
    pub(crate) log: RequestLog,
}

impl Emulator {
    /// Answers `request`, or ends its connection because a fault says so.
    pub(crate) async fn answer(
        &self,
        request: Request<Incoming>,
    ) -> Result<Response<AnswerBody>, DroppedByFault> {
        let (head, body) = request.into_parts();
        let route = Route::parse(&head.method, head.uri.path());
        let operation = route.as_ref().ok().map(Route::operation);
        let version = api_version(&head);
        let place = self.log.begin(entry(&head, version.clone(), operation));
        let exchange = Exchange { emulator: self, place, operation };

        if let Some(latency) = exchange.strike(|faults, on| faults.take_latency(on)) {
            tokio::time::sleep(latency).await;
        }
        let skew = exchange.strike(|faults, on| faults.take_clock_skew(on));
        let now = clock(skew);
        let outcome = match collected(body).await {
            Ok(body) => exchange.outcome(&head, route, version.as_deref(), &body, now),
            Err(error) => Outcome::Answered(error.into()),
        };
        let mut response = match outcome {
            Outcome::Dropped => return Err(DroppedByFault),
            Outcome::Answered(response) => response,
        };
        if skew.is_some() {
            // hyper adds a `Date` of its own only where there is none.
            if let Ok(date) = HeaderValue::from_str(&httpdate::fmt_http_date(now)) {
                response.headers_mut().insert(DATE, date);
            }
        }
        self.log.note(place, |entry| entry.status = Some(response.status()));
        Ok(response)
    }
}

enum Outcome {
    Answered(Response<AnswerBody>),
    Dropped,
}

/// A request that is in the log and on its way to an answer.
struct Exchange<'a> {
    emulator: &'a Emulator,
    place: Place,
    operation: Option<Operation>,
}

impl Exchange<'_> {
    /// The signature is looked at first: a fault must not hide that a client signs its retries
    /// wrongly.
    fn outcome(
        &self,
        head: &Parts,
        route: Result<Route, ApiError>,
        version: Option<&str>,
        body: &Bytes,
        now: SystemTime,
    ) -> Outcome {
        if let Err(error) = self.authenticate(head, body, now) {
            return Outcome::Answered(error.into());
        }
        if let Some(outage) = self.strike(|faults, on| faults.take_outage(on)) {
            return outage.into();
        }
        let answer = identity_api::check_version(version, head.uri.path())
            .and(route)
            .and_then(|route| route.perform(&self.emulator.resource, body, now));
        Outcome::Answered(match answer {
            Ok(answer) => self.respond(answer),
            Err(error) => error.into(),
        })
    }

    fn authenticate(&self, head: &Parts, body: &[u8], now: SystemTime) -> Result<(), ApiError> {
        let received = Received {
            method: head.method.as_str(),
            path_and_query: head.uri.path_and_query().map_or("", |target| target.as_str()),
            headers: &head.headers,
            body,
        };
        let verified = hmac_check::verify(&self.emulator.key, &received, now);
        self.emulator.log.note(self.place, |entry| {
            entry.authenticated = verified.is_ok();
            entry.refusal = verified.err();
        });
        Ok(verified?)
    }

    fn respond(&self, mut answer: Answer) -> Response<AnswerBody> {
        let has_token = answer.token_mut().is_some();
        let spoiling = match &answer {
            Answer::NoContent => None,
            _ => self.strike(|faults, on| faults.take_spoiling(on, has_token)),
        };
        if let (Some(Spoiling::TruncatedToken), Some(token)) = (spoiling, answer.token_mut()) {
            token.token.truncate(token.token.len() / 2);
        }
        let status = answer.status();
        let Some(body) = answer.body() else { return bodiless(status) };
        let mut bytes = body.to_string().into_bytes();
        match spoiling {
            Some(Spoiling::Torn) => json_response(status, AnswerBody::torn(bytes)),
            Some(Spoiling::MalformedJson) => {
                bytes.truncate(bytes.len() / 2);
                json_response(status, AnswerBody::whole(bytes))
            }
            Some(Spoiling::Trickled(pause)) => {
                json_response(status, AnswerBody::trickled(bytes, pause))
            }
            Some(Spoiling::TruncatedToken) | None => {
                json_response(status, AnswerBody::whole(bytes))
            }
        }
    }

    /// Takes a fault for this operation and notes it in the log.
    fn strike<T>(&self, take: impl FnOnce(&Faults, Operation) -> Option<Struck<T>>) -> Option<T> {
        let (name, effect) = take(&self.emulator.faults, self.operation?)?;
        self.emulator.log.note(self.place, |entry| entry.faults.push(name));
        Some(effect)
    }
}

fn entry(head: &Parts, api_version: Option<String>, operation: Option<Operation>) -> Entry {
    Entry {
        time: OffsetDateTime::now_utc().format(&Rfc3339).unwrap_or_default(),
        method: head.method.to_string(),
        path: head.uri.path().to_owned(),
        api_version,
        operation,
        authenticated: false,
        refusal: None,
        faults: Vec::new(),
        status: None,
    }
}

fn api_version(head: &Parts) -> Option<String> {
    let query = head.uri.query()?;
    form_urlencoded::parse(query.as_bytes())
        .find(|(name, _)| name == "api-version")
        .map(|(_, version)| version.into_owned())
}

fn clock(skew_seconds: Option<i32>) -> SystemTime {
    let skew = skew_seconds.unwrap_or_default();
    let distance = Duration::from_secs(skew.unsigned_abs().into());
    if skew < 0 { SystemTime::now() - distance } else { SystemTime::now() + distance }
}

async fn collected(body: Incoming) -> Result<Bytes, ApiError> {
    match Limited::new(body, MAX_BODY).collect().await {
        Ok(body) => Ok(body.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => Err(ApiError::body_too_large(MAX_BODY)),
        Err(error) => Err(ApiError::incomplete_body(&error.to_string())),
    }
}

impl From<Outage> for Outcome {
    fn from(outage: Outage) -> Self {
        let error = match outage {
            Outage::Dropped => return Self::Dropped,
            Outage::ServerError(status) => ApiError::server_error(status.into()),
            Outage::Throttled { retry_after_seconds } => ApiError::throttled(retry_after_seconds),
            Outage::Unauthorized => ApiError::denied(),
            Outage::Forbidden => ApiError::forbidden(),
        };
        Self::Answered(error.into())
    }
}

impl From<ApiError> for Response<AnswerBody> {
    fn from(error: ApiError) -> Self {
        let body = AnswerBody::whole(error.body().to_string().into_bytes());
        let mut response = json_response(error.status, body);
        if let Some(seconds) = error.retry_after_seconds {
            response.headers_mut().insert(RETRY_AFTER, seconds.into());
        }
        response
    }
}

fn json_response(status: StatusCode, body: AnswerBody) -> Response<AnswerBody> {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    let json = HeaderValue::from_static("application/json; charset=utf-8");
    response.headers_mut().insert(CONTENT_TYPE, json);
    response
}

fn bodiless(status: StatusCode) -> Response<AnswerBody> {
    let mut response = Response::new(AnswerBody::whole(Vec::new()));
    *response.status_mut() = status;
    response
}
