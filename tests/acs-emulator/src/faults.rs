//! Faults that a test arms: what goes wrong, on which operation, how many times.
//!
//! A request meets at most one fault of each stage: it is slow, the clock is wrong, the operation
//! fails, the answer is spoilt. So "slow, then 503" is two faults, and within a stage the first one
//! armed that fits is used up first: a list is also a sequence.

use std::num::NonZeroU32;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use hyper::StatusCode;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::identity_api::Operation;

/// A fault as it is armed, by `--fault` or by the control endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Fault {
    on: Target,
    kind: Kind,
    times: Times,
}

/// Which operations a fault strikes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
enum Target {
    Any,
    Create,
    Issue,
    Revoke,
    Delete,
}

/// What goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase", deny_unknown_fields)]
enum Kind {
    /// The answer comes this much later.
    Latency { milliseconds: Milliseconds },
    /// The service's clock, and so the `Date` of its answer, is this many seconds ahead.
    ClockSkew { seconds: i32 },
    /// The connection ends.
    Drop { when: DropPoint },
    /// An answer of 500 to 599.
    ServerError { status: ServerErrorStatus },
    /// 429, with `Retry-After` if a number of seconds is given.
    Throttled {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        retry_after_seconds: Option<u32>,
    },
    /// 401 although the signature is right, as after a rotation of the access key.
    Unauthorized,
    /// 403, as from a resource behind a network rule.
    Forbidden,
    /// The answer's body ends in the middle, and its `Content-Length` agrees.
    MalformedJson,
    /// The answer's token ends in the middle.
    TruncatedToken,
    /// The answer's body comes byte by byte, with this pause before each.
    Trickle { milliseconds: Milliseconds },
}

/// A delay of at most two minutes: longer than any client waits, and short enough that a forgotten
/// fault does not hang a test run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "u32")]
struct Milliseconds(u32);

impl TryFrom<u32> for Milliseconds {
    type Error = &'static str;

    fn try_from(milliseconds: u32) -> Result<Self, Self::Error> {
        match milliseconds {
            0..=120_000 => Ok(Self(milliseconds)),
            _ => Err("a pause is at most 120000 milliseconds"),
        }
    }
}

/// A status of 500 to 599.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "u16", into = "u16")]
pub(crate) struct ServerErrorStatus(StatusCode);

impl TryFrom<u16> for ServerErrorStatus {
    type Error = &'static str;

    fn try_from(status: u16) -> Result<Self, Self::Error> {
        match StatusCode::from_u16(status) {
            Ok(status) if status.is_server_error() => Ok(Self(status)),
            _ => Err("a server error has a status of 500 to 599"),
        }
    }
}

impl From<ServerErrorStatus> for u16 {
    fn from(status: ServerErrorStatus) -> Self {
        status.0.as_u16()
    }
}

impl From<ServerErrorStatus> for StatusCode {
    fn from(status: ServerErrorStatus) -> Self {
        status.0
    }
}

/// Where in an exchange the connection ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
enum DropPoint {
    /// Nothing is done and nothing is answered.
    BeforeAnswer,
    /// The operation is done, half of its answer is sent.
    MidBody,
}

/// How often a fault strikes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged, expecting = "`times` must be a count above 0 or \"forever\"")]
enum Times {
    Count(NonZeroU32),
    Forever(Forever),
}

/// The word `forever`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
enum Forever {
    Forever,
}

/// What an operation meets instead of being done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outage {
    Dropped,
    ServerError(ServerErrorStatus),
    Throttled { retry_after_seconds: Option<u32> },
    Unauthorized,
    Forbidden,
}

/// What becomes of the body of a good answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Spoiling {
    Torn,
    MalformedJson,
    TruncatedToken,
    Trickled(Duration),
}

impl Kind {
    /// The name in the schema and in the request log.
    fn name(self) -> &'static str {
        match self {
            Self::Latency { .. } => "latency",
            Self::ClockSkew { .. } => "clockSkew",
            Self::Drop { .. } => "drop",
            Self::ServerError { .. } => "serverError",
            Self::Throttled { .. } => "throttled",
            Self::Unauthorized => "unauthorized",
            Self::Forbidden => "forbidden",
            Self::MalformedJson => "malformedJson",
            Self::TruncatedToken => "truncatedToken",
            Self::Trickle { .. } => "trickle",
        }
    }

    fn latency(self) -> Option<Duration> {
        match self {
            Self::Latency { milliseconds } => Some(Duration::from_millis(milliseconds.0.into())),
            _ => None,
        }
    }

    fn clock_skew(self) -> Option<i32> {
        match self {
            Self::ClockSkew { seconds } => Some(seconds),
            _ => None,
        }
    }

    fn outage(self) -> Option<Outage> {
        match self {
            Self::Drop { when: DropPoint::BeforeAnswer } => Some(Outage::Dropped),
            Self::ServerError { status } => Some(Outage::ServerError(status)),
            Self::Throttled { retry_after_seconds } => {
                Some(Outage::Throttled { retry_after_seconds })
            }
            Self::Unauthorized => Some(Outage::Unauthorized),
            Self::Forbidden => Some(Outage::Forbidden),
            _ => None,
        }
    }

    fn spoiling(self) -> Option<Spoiling> {
        match self {
            Self::Drop { when: DropPoint::MidBody } => Some(Spoiling::Torn),
            Self::MalformedJson => Some(Spoiling::MalformedJson),
            Self::TruncatedToken => Some(Spoiling::TruncatedToken),
            Self::Trickle { milliseconds } => {
                Some(Spoiling::Trickled(Duration::from_millis(milliseconds.0.into())))
            }
            _ => None,
        }
    }
}

/// Why a fault cannot be armed.
#[derive(Debug, Error)]
pub(crate) enum InvalidFault {
    #[error("this is not a fault: {0}")]
    Schema(#[from] serde_json::Error),
    #[error("`{0}` strikes the body of an answer, and `revoke` and `delete` answer without one")]
    NoBody(&'static str),
}

impl Fault {
    /// Parses the JSON of one fault.
    pub(crate) fn from_json(json: &str) -> Result<Self, InvalidFault> {
        serde_json::from_str::<Self>(json)?.checked()
    }

    /// Parses a JSON list of faults.
    pub(crate) fn list_from_json(json: &[u8]) -> Result<Vec<Self>, InvalidFault> {
        serde_json::from_slice::<Vec<Self>>(json)?.into_iter().map(Self::checked).collect()
    }

    fn checked(self) -> Result<Self, InvalidFault> {
        if matches!(self.on, Target::Revoke | Target::Delete) && self.kind.spoiling().is_some() {
            return Err(InvalidFault::NoBody(self.kind.name()));
        }
        Ok(self)
    }

    fn strikes(&self, operation: Operation) -> bool {
        match self.on {
            Target::Any => true,
            Target::Create => operation == Operation::Create,
            Target::Issue => operation == Operation::Issue,
            Target::Revoke => operation == Operation::Revoke,
            Target::Delete => operation == Operation::Delete,
        }
    }
}

/// A fault that has struck: its name for the request log, and what it does.
pub(crate) type Struck<T> = (&'static str, T);

/// The faults still to strike.
pub(crate) struct Faults(Mutex<Vec<Fault>>);

impl Faults {
    /// Arms `faults` from the start.
    pub(crate) fn new(faults: Vec<Fault>) -> Self {
        Self(Mutex::new(faults))
    }

    /// Puts `faults` in the place of those armed.
    pub(crate) fn replace(&self, faults: Vec<Fault>) {
        *self.armed() = faults;
    }

    /// What is still armed, with the turns left.
    pub(crate) fn remaining(&self) -> Vec<Fault> {
        self.armed().clone()
    }

    /// How long the answer is held back.
    pub(crate) fn take_latency(&self, operation: Operation) -> Option<Struck<Duration>> {
        self.take(operation, Kind::latency)
    }

    /// How many seconds the service's clock is ahead.
    pub(crate) fn take_clock_skew(&self, operation: Operation) -> Option<Struck<i32>> {
        self.take(operation, Kind::clock_skew)
    }

    /// What happens instead of the operation.
    pub(crate) fn take_outage(&self, operation: Operation) -> Option<Struck<Outage>> {
        self.take(operation, Kind::outage)
    }

    /// What becomes of an answer's body. A truncated token waits for an answer that has a token.
    pub(crate) fn take_spoiling(
        &self,
        operation: Operation,
        has_token: bool,
    ) -> Option<Struck<Spoiling>> {
        self.take(operation, |kind| {
            kind.spoiling().filter(|spoiling| has_token || *spoiling != Spoiling::TruncatedToken)
        })
    }

    /// Uses up one turn of the first armed fault that strikes `operation` and that `effect` knows.
    fn take<T>(
        &self,
        operation: Operation,
        effect: impl Fn(Kind) -> Option<T>,
    ) -> Option<Struck<T>> {
        let mut armed = self.armed();
        let (position, kind, effect) = armed
            .iter()
            .enumerate()
            .filter(|(_, fault)| fault.strikes(operation))
            .find_map(|(position, fault)| Some((position, fault.kind, effect(fault.kind)?)))?;
        if let Times::Count(turns) = armed[position].times {
            match NonZeroU32::new(turns.get() - 1) {
                Some(left) => armed[position].times = Times::Count(left),
                None => {
                    armed.remove(position);
                }
            }
        }
        Some((kind.name(), effect))
    }

    fn armed(&self) -> MutexGuard<'_, Vec<Fault>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn faults(list: &Value) -> Faults {
        Faults::new(Fault::list_from_json(list.to_string().as_bytes()).unwrap())
    }

    #[test]
    fn every_kind_is_read_and_written_in_the_same_form() {
        let list = json!([
            {"on": "any", "kind": {"latency": {"milliseconds": 300}}, "times": "forever"},
            {"on": "issue", "kind": {"clockSkew": {"seconds": -1200}}, "times": 1},
            {"on": "create", "kind": {"drop": {"when": "beforeAnswer"}}, "times": 2},
            {"on": "issue", "kind": {"drop": {"when": "midBody"}}, "times": 1},
            {"on": "delete", "kind": {"serverError": {"status": 503}}, "times": 1},
            {"on": "issue", "kind": {"throttled": {"retryAfterSeconds": 2}}, "times": 1},
            {"on": "issue", "kind": {"throttled": {}}, "times": 1},
            {"on": "revoke", "kind": "unauthorized", "times": 1},
            {"on": "any", "kind": "forbidden", "times": "forever"},
            {"on": "any", "kind": "malformedJson", "times": 1},
            {"on": "issue", "kind": "truncatedToken", "times": 1},
            {"on": "issue", "kind": {"trickle": {"milliseconds": 50}}, "times": 1},
        ]);
        assert_eq!(serde_json::to_value(faults(&list).remaining()).unwrap(), list);
    }

    #[test]
    fn what_is_not_a_fault_is_refused() {
        for fault in [
            json!({"on": "issue", "kind": "forbidden"}),
            json!({"on": "issue", "kind": "forbidden", "times": 0}),
            json!({"on": "issue", "kind": "forbidden", "times": -1}),
            json!({"on": "issue", "kind": "forbidden", "times": "always"}),
            json!({"on": "issue", "kind": "forbidden", "times": 1, "colour": "red"}),
            json!({"on": "exchange", "kind": "forbidden", "times": 1}),
            json!({"on": "issue", "kind": "teapot", "times": 1}),
            json!({"on": "issue", "kind": {"latency": {}}, "times": 1}),
            json!({"on": "issue", "kind": {"latency": {"milliseconds": 1, "jitter": 2}}, "times": 1}),
            json!({"on": "issue", "kind": {"latency": {"milliseconds": 120_001}}, "times": 1}),
            json!({"on": "issue", "kind": {"serverError": {"status": 404}}, "times": 1}),
            json!({"on": "delete", "kind": "malformedJson", "times": 1}),
            json!({"on": "revoke", "kind": {"drop": {"when": "midBody"}}, "times": 1}),
        ] {
            assert!(Fault::from_json(&fault.to_string()).is_err(), "{fault}");
        }
    }

    #[test]
    fn a_list_is_a_sequence_and_each_fault_strikes_as_often_as_it_says() {
        let faults = faults(&json!([
            {"on": "issue", "kind": {"serverError": {"status": 503}}, "times": 2},
            {"on": "any", "kind": "forbidden", "times": 1},
        ]));
        let outage = |operation| faults.take_outage(operation).map(|(_, outage)| outage);
        let unavailable = ServerErrorStatus(StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(outage(Operation::Issue), Some(Outage::ServerError(unavailable)));
        assert_eq!(outage(Operation::Create), Some(Outage::Forbidden));
        assert_eq!(outage(Operation::Create), None);
        assert_eq!(outage(Operation::Issue), Some(Outage::ServerError(unavailable)));
        assert_eq!(outage(Operation::Issue), None);
        assert_eq!(faults.remaining(), []);
    }

    #[test]
    fn a_request_meets_one_fault_of_each_stage() {
        let faults = faults(&json!([
            {"on": "any", "kind": {"latency": {"milliseconds": 5}}, "times": "forever"},
            {"on": "any", "kind": {"throttled": {"retryAfterSeconds": 7}}, "times": 1},
        ]));
        for _ in 0..3 {
            let latency = faults.take_latency(Operation::Revoke);
            assert_eq!(latency, Some(("latency", Duration::from_millis(5))));
        }
        let throttled = Outage::Throttled { retry_after_seconds: Some(7) };
        assert_eq!(faults.take_outage(Operation::Revoke), Some(("throttled", throttled)));
        assert_eq!(faults.take_clock_skew(Operation::Revoke), None);
    }

    #[test]
    fn a_truncated_token_waits_for_an_answer_with_a_token() {
        let faults = faults(&json!([{"on": "create", "kind": "truncatedToken", "times": 1}]));
        assert_eq!(faults.take_spoiling(Operation::Create, false), None);
        let struck = faults.take_spoiling(Operation::Create, true);
        assert_eq!(struck, Some(("truncatedToken", Spoiling::TruncatedToken)));
    }
}
