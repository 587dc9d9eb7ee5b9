//! Which calls may be made.

use pagedial_protocol::{
    E164,
    host::{Authorization, CallId, CallRecord, DenyRule},
};

use crate::{error::HostError, random::random_name, settings::Settings};
use pagedial_protocol::{ErrorCode, engine::Driver};

/// The rule that forbids calls with these settings, if one does.
fn forbidden_by(settings: &Settings) -> Option<DenyRule> {
    let needs_caller_id = settings.driver == Driver::Acs;
    (needs_caller_id && settings.caller_id.is_none()).then_some(DenyRule::NoCallerId)
}

/// More calls than a person can have open; each is forgotten when it is recorded.
const MOST_OPEN: usize = 64;

/// The calls of this launch that were authorised and are not recorded yet. Only these may enter
/// the history, each once.
#[derive(Default)]
pub(crate) struct OpenCalls {
    calls: Vec<(CallId, E164)>,
}

impl OpenCalls {
    /// Decides on one call and, if it is allowed, opens it.
    pub(crate) fn authorize(
        &mut self,
        settings: &Settings,
        number: E164,
    ) -> Result<Authorization, HostError> {
        if let Some(rule) = forbidden_by(settings) {
            return Ok(Authorization::Denied { rule });
        }
        let call = CallId(random_name()?);
        if self.calls.len() == MOST_OPEN {
            self.calls.remove(0);
        }
        self.calls.push((call.clone(), number));
        Ok(Authorization::Allowed { call, caller_id: settings.caller_id.clone() })
    }

    /// Whether this is the record of an open call, in itself consistent.
    pub(crate) fn check(&self, record: &CallRecord) -> Result<(), HostError> {
        let refused = |why: &str| Err(HostError::new(ErrorCode::MalformedRequest, why));
        let open = self.calls.iter().find(|(call, _)| *call == record.call);
        match open {
            None => refused("the record of a call that was not authorised or is recorded already"),
            Some((_, number)) if *number != record.number => {
                refused("the record of a call to another number than was authorised")
            }
            Some(_) if !in_order(record) => {
                refused("the record of a call whose times are out of order")
            }
            Some(_) => Ok(()),
        }
    }

    /// Forgets a call that is recorded.
    pub(crate) fn close(&mut self, call: &CallId) {
        self.calls.retain(|(open, _)| open != call);
    }
}

fn in_order(record: &CallRecord) -> bool {
    let answered = record.answered_at_ms.unwrap_or(record.started_at_ms);
    record.started_at_ms <= answered && answered <= record.ended_at_ms
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::acs::ConnectionString;
    use pagedial_protocol::engine::EndReason;

    fn number() -> E164 {
        E164::parse("+14255550123").unwrap()
    }

    fn settings(driver: Driver, caller_id: Option<&str>) -> Settings {
        let account = "endpoint=https://r.example;accesskey=a2V5";
        Settings {
            account: ConnectionString::parse(account).unwrap(),
            caller_id: caller_id.map(|text| E164::parse(text).unwrap()),
            default_number: None,
            driver,
        }
    }

    fn allowed(calls: &mut OpenCalls) -> CallId {
        let settings = settings(Driver::Loopback, None);
        match calls.authorize(&settings, number()).unwrap() {
            Authorization::Allowed { call, .. } => call,
            Authorization::Denied { rule } => panic!("{rule:?}"),
        }
    }

    fn record(call: CallId) -> CallRecord {
        CallRecord {
            call,
            number: number(),
            started_at_ms: 1000,
            answered_at_ms: Some(2000),
            ended_at_ms: 3000,
            end: EndReason { code: 0, sub_code: 0, problem: None },
        }
    }

    #[test]
    fn the_phone_network_wants_a_caller_id_and_practice_does_not() {
        let mut calls = OpenCalls::default();
        let decide = |calls: &mut OpenCalls, settings: Settings| {
            calls.authorize(&settings, number()).unwrap()
        };
        let denied = Authorization::Denied { rule: DenyRule::NoCallerId };
        assert_eq!(decide(&mut calls, settings(Driver::Acs, None)), denied);
        let caller_id = "+12065550100";
        let answer = decide(&mut calls, settings(Driver::Acs, Some(caller_id)));
        assert!(matches!(
            answer,
            Authorization::Allowed { caller_id: Some(shown), .. } if shown.as_str() == caller_id
        ));
        assert!(matches!(
            decide(&mut calls, settings(Driver::Loopback, None)),
            Authorization::Allowed { caller_id: None, .. }
        ));
    }

    #[test]
    fn a_call_is_recorded_once_and_only_if_it_was_authorised() {
        let mut calls = OpenCalls::default();
        let call = allowed(&mut calls);
        assert_ne!(call, allowed(&mut calls));
        assert!(calls.check(&record(CallId("0".repeat(32)))).is_err());
        assert!(calls.check(&record(call.clone())).is_ok());
        calls.close(&call);
        assert!(calls.check(&record(call)).is_err());
    }

    #[test]
    fn a_record_must_fit_its_call() {
        let mut calls = OpenCalls::default();
        let good = record(allowed(&mut calls));
        for bad in [
            CallRecord { number: E164::parse("+14255550199").unwrap(), ..good.clone() },
            CallRecord { answered_at_ms: Some(999), ..good.clone() },
            CallRecord { ended_at_ms: 1999, ..good.clone() },
            CallRecord { answered_at_ms: None, ended_at_ms: 999, ..good.clone() },
        ] {
            assert_eq!(calls.check(&bad).unwrap_err().code, ErrorCode::MalformedRequest, "{bad:?}");
        }
        assert!(calls.check(&CallRecord { answered_at_ms: None, ..good }).is_ok());
    }

    #[test]
    fn open_calls_are_bounded() {
        let mut calls = OpenCalls::default();
        let first = allowed(&mut calls);
        for _ in 0..MOST_OPEN {
            allowed(&mut calls);
        }
        assert_eq!(calls.calls.len(), MOST_OPEN);
        assert!(calls.check(&record(first)).is_err());
    }
}
