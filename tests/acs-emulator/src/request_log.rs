//! What was asked and how it was answered. Holds no key, no token, no header and no body.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use hyper::StatusCode;
use serde::{Serialize, Serializer};

use crate::hmac_check::Refusal;
use crate::identity_api::Operation;

/// A demo that runs for days must not fill the memory.
const CAPACITY: usize = 10_000;

/// One request of the Identity API.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Entry {
    /// When it arrived, RFC 3339 in UTC.
    pub(crate) time: String,
    pub(crate) method: String,
    /// As received, still percent-encoded, without the query.
    pub(crate) path: String,
    pub(crate) api_version: Option<String>,
    /// `None` for a path or method that the API does not have.
    pub(crate) operation: Option<Operation>,
    /// Whether its HMAC was right.
    pub(crate) authenticated: bool,
    /// What was wrong with its HMAC.
    #[serde(serialize_with = "refusal_name")]
    pub(crate) refusal: Option<Refusal>,
    /// The faults that struck, in order.
    pub(crate) faults: Vec<&'static str>,
    /// `None` while it is being answered, and for good when the connection was dropped before.
    #[serde(serialize_with = "status_code")]
    pub(crate) status: Option<StatusCode>,
}

#[allow(clippy::ref_option, reason = "serde passes fields by reference")]
fn refusal_name<S: Serializer>(refusal: &Option<Refusal>, out: S) -> Result<S::Ok, S::Error> {
    refusal.map(Refusal::name).serialize(out)
}

#[allow(clippy::ref_option, reason = "serde passes fields by reference")]
fn status_code<S: Serializer>(status: &Option<StatusCode>, out: S) -> Result<S::Ok, S::Error> {
    status.map(|status| status.as_u16()).serialize(out)
}

/// The place of an entry, counted from the first request of the launch.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place(usize);

/// The latest requests, oldest first.
#[derive(Default)]
pub(crate) struct RequestLog(Mutex<Entries>);

#[derive(Default)]
struct Entries {
    latest: VecDeque<Entry>,
    forgotten: usize,
}

impl RequestLog {
    /// Notes a request on arrival, so that one whose client gave up waiting is there as well.
    pub(crate) fn begin(&self, entry: Entry) -> Place {
        let mut entries = self.entries();
        if entries.latest.len() == CAPACITY {
            entries.latest.pop_front();
            entries.forgotten += 1;
        }
        entries.latest.push_back(entry);
        Place(entries.forgotten + entries.latest.len() - 1)
    }

    /// Notes what became known of a request, unless it is forgotten by now.
    pub(crate) fn note(&self, place: Place, note: impl FnOnce(&mut Entry)) {
        let mut entries = self.entries();
        let forgotten = entries.forgotten;
        let entry = place.0.checked_sub(forgotten).and_then(|i| entries.latest.get_mut(i));
        if let Some(entry) = entry {
            note(entry);
        }
    }

    /// All that is remembered.
    pub(crate) fn snapshot(&self) -> Vec<Entry> {
        self.entries().latest.iter().cloned().collect()
    }

    fn entries(&self) -> MutexGuard<'_, Entries> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(path: &str) -> Entry {
        Entry {
            time: "2026-11-22T18:45:04Z".to_owned(),
            method: "POST".to_owned(),
            path: path.to_owned(),
            api_version: None,
            operation: None,
            authenticated: false,
            refusal: None,
            faults: Vec::new(),
            status: None,
        }
    }

    #[test]
    fn the_oldest_request_is_forgotten_and_notes_still_find_their_own() {
        let log = RequestLog::default();
        let first = log.begin(entry("/first"));
        let second = log.begin(entry("/second"));
        for _ in 2..=CAPACITY {
            log.begin(entry("/later"));
        }
        log.note(first, |entry| entry.status = Some(StatusCode::IM_A_TEAPOT));
        log.note(second, |entry| entry.status = Some(StatusCode::OK));
        let snapshot = log.snapshot();
        assert_eq!(snapshot.len(), CAPACITY);
        assert_eq!(
            (snapshot[0].path.as_str(), snapshot[0].status),
            ("/second", Some(StatusCode::OK))
        );
        assert!(snapshot.iter().skip(1).all(|entry| entry.status.is_none()));
    }

    #[test]
    fn an_entry_is_plain_json() {
        let mut entry = entry("/identities");
        entry.operation = Some(Operation::Create);
        entry.refusal = Some(Refusal::ContentHash);
        entry.status = Some(StatusCode::UNAUTHORIZED);
        assert_eq!(
            serde_json::to_value(entry).unwrap(),
            serde_json::json!({
                "time": "2026-11-22T18:45:04Z", "method": "POST", "path": "/identities",
                "apiVersion": null, "operation": "create", "authenticated": false,
                "refusal": "contentHash", "faults": [], "status": 401,
            })
        );
    }
}
