use std::fs;

use pagedial_protocol::{
    CallContext, Callee, E164, PageOrigin,
    engine::{EndReason, EngineProblem},
    host::{CallNotes, CallRecord, Direction, MAX_RECENTS, RecentsPlace},
};
use rusqlite::Connection;

use super::*;
use crate::{
    policy::{Circumstances, Keep},
    rights,
};

/// 2026-11-22 18:26:40 UTC.
const NOW: u64 = 1_795_372_000_000;
const MINUTE: u64 = 60_000;
const DAY: u64 = 24 * 60 * MINUTE;

struct Stage {
    folder: tempfile::TempDir,
}

impl Stage {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    fn path(&self) -> std::path::PathBuf {
        self.folder.path().join("state/history.sqlite")
    }

    /// As a host does that has just been started.
    fn history(&self) -> History {
        History::at(self.path())
    }
}

fn number() -> Callee {
    E164::parse("+14255550123").unwrap().into()
}

fn admit(history: &History, id: &str, now_ms: u64) -> Circumstances {
    let (id, number, context) = (CallId(id.into()), number(), context());
    let call = NewCall { id: &id, number: &number, context: &context };
    history.admit(&call, now_ms, |seen| Ok(Admission::Allowed(*seen))).unwrap()
}

fn context() -> CallContext {
    CallContext {
        name: Some(BoundedText::fitted("Ann Example")),
        page_title: Some(BoundedText::fitted("Customer 7")),
        page_origin: Some(PageOrigin::parse("https://crm.example").unwrap()),
    }
}

fn record(id: &str, started_at_ms: u64) -> CallRecord {
    CallRecord {
        call: CallId(id.into()),
        direction: Direction::Outgoing,
        number: Some(number()),
        started_at_ms,
        answered_at_ms: Some(started_at_ms + 1000),
        ended_at_ms: started_at_ms + 2000,
        end: EndReason { code: 480, sub_code: 7, problem: Some(EngineProblem::NoMicrophone) },
    }
}

fn code<T: std::fmt::Debug>(result: Result<T, HostError>) -> ErrorCode {
    result.unwrap_err().code
}

use pagedial_protocol::BoundedText;

#[test]
fn a_call_is_there_from_its_admission_and_complete_after_its_record() {
    let stage = Stage::new();
    let history = stage.history();
    admit(&history, "a", NOW);
    let begun = &stage.history().list().unwrap()[0];
    assert_eq!((begun.ended_at_ms, &begun.end), (None, &None));
    assert_eq!((begun.direction, begun.started_at_ms), (Direction::Outgoing, NOW));

    let record = record("a", NOW + 5);
    history.record(&record, Tell::Nobody, &Keep::default(), NOW).unwrap();
    let done = stage.history().list().unwrap().remove(0);
    assert_eq!(done.end, Some(record.end));
    assert_eq!(done.context, context());
    assert_eq!((done.started_at_ms, done.answered_at_ms), (NOW + 5, Some(NOW + 1005)));
    assert_eq!(done.ended_at_ms, Some(NOW + 2005));
    for suffix in ["", "-wal", "-shm"] {
        let path = stage.path().with_file_name(format!("history.sqlite{suffix}"));
        assert!(!rights::is_open_to_others(&path).unwrap(), "{}", path.display());
    }
}

#[test]
fn a_call_is_recorded_once_and_only_if_it_was_authorised() {
    let stage = Stage::new();
    let history = stage.history();
    admit(&history, "a", NOW);
    let keep = Keep::default();
    assert_eq!(
        code(history.record(&record("b", NOW), Tell::Nobody, &keep, NOW)),
        ErrorCode::MalformedRequest
    );
    // Another host of the same person may write what the one that allowed it could not.
    stage.history().record(&record("a", NOW), Tell::Nobody, &keep, NOW).unwrap();
    assert_eq!(
        code(history.record(&record("a", NOW), Tell::Nobody, &keep, NOW)),
        ErrorCode::MalformedRequest
    );
}

#[test]
fn a_record_must_fit_its_call() {
    let stage = Stage::new();
    let history = stage.history();
    admit(&history, "a", NOW);
    let good = record("a", NOW);
    for bad in [
        CallRecord { number: E164::parse("+14255550199").ok().map(Callee::from), ..good.clone() },
        CallRecord { number: None, ..good.clone() },
        CallRecord { direction: Direction::Incoming, ..good.clone() },
        CallRecord { answered_at_ms: Some(NOW - 1), ..good.clone() },
        CallRecord { ended_at_ms: NOW + 999, ..good.clone() },
        CallRecord { answered_at_ms: None, ended_at_ms: NOW - 1, ..good.clone() },
    ] {
        let refused = history.record(&bad, Tell::Nobody, &Keep::default(), NOW);
        assert_eq!(code(refused), ErrorCode::MalformedRequest, "{bad:?}");
    }
    let unanswered = CallRecord { answered_at_ms: None, ..good };
    history.record(&unanswered, Tell::Nobody, &Keep::default(), NOW).unwrap();
}

#[test]
fn a_call_that_came_in_is_entered_once_with_its_record_and_its_number_may_be_withheld() {
    const ID: &str = "0f8fad5b-d9cb-469f-a165-70867728950e";
    let stage = Stage::new();
    let history = stage.history();
    let direction = Direction::Incoming;
    let missed = CallRecord { direction, number: None, answered_at_ms: None, ..record(ID, NOW) };
    let keep = |record| history.record(record, Tell::Nobody, &Keep::default(), NOW);
    keep(&missed).unwrap();
    let [call] = &history.list().unwrap()[..] else { panic!("not one call") };
    assert_eq!((call.direction, &call.number), (Direction::Incoming, &None));
    assert_eq!((call.started_at_ms, call.answered_at_ms, call.end), (NOW, None, Some(missed.end)));
    assert_eq!(history.circumstances(NOW).unwrap().last_day, 0, "it costs nothing");
    assert_eq!(code(keep(&missed)), ErrorCode::MalformedRequest);
    let named = CallRecord { direction, ..record("../../etc", NOW) };
    assert_eq!(code(keep(&named)), ErrorCode::MalformedRequest);
}

#[test]
fn the_calls_of_a_history_from_before_incoming_calls_are_kept() {
    let stage = Stage::new();
    admit(&stage.history(), "a", NOW);
    let connection = Connection::open(stage.path()).unwrap();
    let before = "PRAGMA user_version = 2;
        ALTER TABLE calls RENAME TO new_calls;
        CREATE TABLE calls (place INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE,
            direction TEXT NOT NULL, number TEXT NOT NULL, started_at_ms INTEGER NOT NULL,
            answered_at_ms INTEGER, ended_at_ms INTEGER, end_code INTEGER, end_sub_code INTEGER,
            end_problem TEXT, name TEXT, page_title TEXT, page_origin TEXT,
            notes TEXT NOT NULL DEFAULT '') STRICT;
        INSERT INTO calls SELECT * FROM new_calls;
        DROP TABLE new_calls;
        CREATE INDEX calls_by_start ON calls (started_at_ms);";
    connection.execute_batch(before).unwrap();
    drop(connection);
    let history = stage.history();
    assert_eq!(history.list().unwrap()[0].context, context());
    history.record(&record("a", NOW), Tell::Nobody, &Keep::default(), NOW).unwrap();
    admit(&history, "b", NOW);
    assert_eq!(history.list().unwrap().len(), 2);
}

#[test]
fn a_denied_call_leaves_nothing_and_an_error_neither() {
    let stage = Stage::new();
    let history = stage.history();
    let (id, number, context) = (CallId("a".into()), number(), context());
    let call = NewCall { id: &id, number: &number, context: &context };
    history.admit(&call, NOW, |_| Ok(Admission::Denied(()))).unwrap();
    let failed: Result<(), _> = history.admit(&call, NOW, |_| Err(ErrorCode::Internal.into()));
    assert_eq!(code(failed), ErrorCode::Internal);
    assert!(history.list().unwrap().is_empty());
    assert_eq!(history.circumstances(NOW).unwrap().last_day, 0);
}

#[test]
fn calls_are_counted_over_restarts_purges_and_a_clock_turned_back() {
    let stage = Stage::new();
    let counts = |now_ms| {
        let seen = stage.history().circumstances(now_ms).unwrap();
        (seen.last_hour, seen.last_day)
    };
    for minute in 0..3 {
        admit(&stage.history(), &minute.to_string(), NOW + minute * MINUTE);
    }
    let now = NOW + 3 * MINUTE;
    assert_eq!(counts(now), (3, 3));
    assert_eq!(stage.history().purge(None).unwrap(), 3);
    assert_eq!(counts(now), (3, 3), "after a purge");
    assert_eq!(counts(now - 30 * DAY), (3, 3), "with the clock turned back");
    assert_eq!(counts(NOW + 60 * MINUTE), (2, 3));
    assert_eq!(counts(NOW + 62 * MINUTE), (0, 3));
    assert_eq!(counts(NOW + DAY), (0, 2));
    assert_eq!(counts(NOW + DAY + 2 * MINUTE), (0, 0));
}

#[test]
fn hosts_at_the_same_time_share_one_limit() {
    let stage = Stage::new();
    let allowed = std::sync::atomic::AtomicU32::new(0);
    std::thread::scope(|scope| {
        for host in 0..4 {
            let (stage, allowed) = (&stage, &allowed);
            scope.spawn(move || {
                let history = stage.history();
                for call in 0..5 {
                    let (id, number) = (CallId(format!("{host}-{call}")), number());
                    let context = CallContext::default();
                    let call = NewCall { id: &id, number: &number, context: &context };
                    let is_allowed = history
                        .admit(&call, NOW, |seen| {
                            let free = seen.last_hour < 7;
                            Ok(if free {
                                Admission::Allowed(true)
                            } else {
                                Admission::Denied(false)
                            })
                        })
                        .unwrap();
                    allowed.fetch_add(u32::from(is_allowed), std::sync::atomic::Ordering::Relaxed);
                }
            });
        }
    });
    assert_eq!(allowed.into_inner(), 7);
    assert_eq!(stage.history().list().unwrap().len(), 7);
}

#[test]
fn recents_come_newest_first_page_by_page() {
    let stage = Stage::new();
    let history = stage.history();
    let count = u64::from(MAX_RECENTS) + 3;
    for number in 0..count {
        admit(&history, &number.to_string(), NOW + number);
    }
    let mut seen = Vec::new();
    let mut before: Option<RecentsPlace> = None;
    loop {
        let (calls, next) = history.recents(before, 20).unwrap();
        assert!(calls.len() <= 20);
        seen.extend(calls.into_iter().map(|call| call.call.0));
        before = next;
        if next.is_none() {
            break;
        }
    }
    let expected: Vec<String> = (0..count).rev().map(|number| number.to_string()).collect();
    assert_eq!(seen, expected);
    assert_eq!(history.recents(None, u8::MAX).unwrap().0.len(), usize::from(MAX_RECENTS));
}

#[test]
fn notes_are_kept_with_their_call() {
    let stage = Stage::new();
    let history = stage.history();
    admit(&history, "a", NOW);
    let notes = CallNotes::fitted("Rang back.\nWants an offer.");
    history.note(&CallId("a".into()), &notes).unwrap();
    assert_eq!(history.recents(None, 1).unwrap().0[0].notes, notes);
    assert_eq!(code(history.note(&CallId("b".into()), &notes)), ErrorCode::MalformedRequest);
}

#[test]
fn the_history_is_bounded_in_age_and_number() {
    let stage = Stage::new();
    let history = stage.history();
    let keep = Keep { days: 30, calls: 3 };
    for day in 0..6 {
        let id = day.to_string();
        admit(&history, &id, NOW + day * DAY);
        history
            .record(&record(&id, NOW + day * DAY), Tell::Nobody, &keep, NOW + day * DAY)
            .unwrap();
    }
    let ids =
        || -> Vec<String> { history.list().unwrap().into_iter().map(|call| call.call.0).collect() };
    assert_eq!(ids(), ["3", "4", "5"]);
    let later = NOW + 34 * DAY + MINUTE;
    admit(&history, "late", later);
    history.record(&record("late", later), Tell::Nobody, &keep, later).unwrap();
    assert_eq!(ids(), ["5", "late"]);
    assert_eq!(history.purge(Some(later)).unwrap(), 1);
    assert_eq!(ids(), ["late"]);
}

#[test]
fn the_file_of_earlier_versions_is_taken_over_once() {
    let stage = Stage::new();
    let old = stage.path().with_file_name("history.jsonl");
    let line = |id: &str| serde_json::to_string(&record(id, NOW)).unwrap();
    fs::create_dir_all(old.parent().unwrap()).unwrap();
    fs::write(&old, format!("{}\n{}\n", line("a"), line("b"))).unwrap();
    assert_eq!(stage.history().list().unwrap().len(), 2);
    assert!(!old.exists());

    // As if the machine had stopped between the database and the file's end; one line is torn.
    fs::write(&old, format!("{}\n{{\"call\":\n{}\n", line("a"), line("c"))).unwrap();
    let calls = stage.history().list().unwrap();
    assert_eq!(calls.len(), 3);
    assert_eq!(calls[2].end, Some(record("c", NOW).end));
    assert!(!old.exists() && old.with_extension("jsonl.unreadable").exists());
}

#[test]
fn what_can_t_be_used_is_said_and_left_as_it_is() {
    let stage = Stage::new();
    stage.history().list().unwrap();
    let connection = Connection::open(stage.path()).unwrap();
    connection.pragma_update(None, "user_version", 99).unwrap();
    drop(connection);
    let error = stage.history().list().unwrap_err();
    assert!(error.detail.unwrap().contains("version 99"));

    let other = Stage::new();
    fs::create_dir_all(other.path().parent().unwrap()).unwrap();
    fs::write(other.path(), "this is no database, but somebody's text ".repeat(100)).unwrap();
    let error = other.history().list().unwrap_err();
    assert_eq!(error.code, ErrorCode::StorageFailed);
    assert!(error.detail.unwrap().contains("move it away"));
    assert!(fs::read_to_string(other.path()).unwrap().starts_with("this is no database"));
}

fn end_for_webhook(history: &History, id: &str) {
    admit(history, id, NOW);
    history.record(&record(id, NOW), Tell::Webhook, &Keep::default(), NOW).unwrap();
}

#[test]
fn a_message_waits_until_it_is_delivered() {
    let stage = Stage::new();
    let history = stage.history();
    end_for_webhook(&history, "a");
    // The host is started anew.
    let history = stage.history();
    let message = history.take_message(NOW, false).unwrap().unwrap();
    let body: serde_json::Value = serde_json::from_str(&message.body).unwrap();
    assert_eq!((&body["version"], &body["event"]), (&1.into(), &"call.ended".into()));
    assert_eq!(body["call"]["call"], "a");
    assert_eq!(body["call"]["context"]["page_origin"], "https://crm.example");
    assert_eq!(history.take_message(NOW, true).unwrap(), None, "another host has it");

    history.postpone(&message, NOW + MINUTE).unwrap();
    assert_eq!(history.take_message(NOW, false).unwrap(), None, "not yet");
    assert_eq!(history.waiting().unwrap(), (Some(NOW + MINUTE), 1));
    let again = history.take_message(NOW + MINUTE, false).unwrap().unwrap();
    assert_eq!((&again.call, again.tries), (&message.call, 1));
    // The host that had it was killed: after a minute it is everybody's again.
    let again = history.take_message(NOW + 3 * MINUTE, false).unwrap().unwrap();
    history.delivered(&again).unwrap();
    assert_eq!(history.waiting().unwrap(), (None, 0));
}

#[test]
fn messages_are_bounded_in_age_and_number() {
    let stage = Stage::new();
    let history = stage.history();
    end_for_webhook(&history, "old");
    assert_eq!(history.take_message(NOW + 8 * DAY, true).unwrap(), None);
    let connection = Connection::open(stage.path()).unwrap();
    let fill = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1005)
                INSERT INTO outbox (call, body, entered_ms, next_try_ms)
                SELECT i, '', 4000000000000, 0 FROM n";
    connection.execute_batch(fill).unwrap();
    let first = history.take_message(NOW, true).unwrap().unwrap();
    assert_eq!(first.call.0, "6", "the oldest five are gone");
    assert_eq!(history.waiting().unwrap().1, 1000);
}
