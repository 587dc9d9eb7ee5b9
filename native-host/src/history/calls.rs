//! What is entered, found and forgotten.

use pagedial_protocol::{
    BoundedText, CallContext, Callee, PageOrigin,
    engine::EndReason,
    host::{CallId, CallNotes, CallRecord, Direction, MAX_RECENTS, PastCall, RecentsPlace},
};
use rusqlite::{OptionalExtension, Row, Transaction, named_params, params, types::Type};

use super::{Failure, History, outbox, refused, unknown};
use crate::{
    error::HostError,
    policy::{Circumstances, Keep, LocalTime, Weekday},
};

const HOUR_MS: u64 = 60 * 60 * 1000;
const DAY_MS: u64 = 24 * HOUR_MS;

/// A call to enter when it is allowed.
pub(crate) struct NewCall<'a> {
    pub(crate) id: &'a CallId,
    pub(crate) number: &'a Callee,
    pub(crate) context: &'a CallContext,
}

impl History {
    /// Decides on a call and enters it if it is allowed, in one step: however many hosts ask at
    /// the same time, no two see the same last free call.
    pub(crate) fn admit<T>(
        &self,
        call: &NewCall<'_>,
        now_ms: u64,
        decide: impl FnOnce(&Circumstances) -> Result<Admission<T>, HostError>,
    ) -> Result<T, HostError> {
        self.transact(|transaction| {
            let (answer, is_allowed) = match decide(&circumstances(transaction, now_ms)?)? {
                Admission::Allowed(answer) => (answer, true),
                Admission::Denied(answer) => (answer, false),
            };
            if is_allowed {
                enter(transaction, call, now_ms)?;
            }
            Ok(answer)
        })
    }

    /// What a decision would depend on now.
    pub(crate) fn circumstances(&self, now_ms: u64) -> Result<Circumstances, HostError> {
        self.transact(|transaction| circumstances(transaction, now_ms))
    }

    /// Writes how a call ended, and that there was one if it came in; each call ends once. Then
    /// forgets what is too old or too much.
    pub(crate) fn record(
        &self,
        record: &CallRecord,
        tell: Tell,
        keep: &Keep,
        now_ms: u64,
    ) -> Result<(), HostError> {
        self.transact(|transaction| {
            check_times(record)?;
            match record.direction {
                Direction::Outgoing => check_authorised(transaction, record)?,
                Direction::Incoming => enter_incoming(transaction, record)?,
            }
            end(transaction, record)?;
            if tell == Tell::Webhook {
                outbox::enter(transaction, &record.call, now_ms)?;
            }
            forget(transaction, keep, now_ms)
        })
    }

    /// Replaces the notes about a call.
    pub(crate) fn note(&self, call: &CallId, notes: &CallNotes) -> Result<(), HostError> {
        self.transact(|transaction| {
            let sql = "UPDATE calls SET notes = ?2 WHERE id = ?1";
            match transaction.execute(sql, params![call.0, notes.as_str()])? {
                0 => Err(unknown(call)),
                _ => Ok(()),
            }
        })
    }

    /// The latest calls, newest first, and where the next page begins.
    pub(crate) fn recents(
        &self,
        before: Option<RecentsPlace>,
        limit: u8,
    ) -> Result<(Vec<PastCall>, Option<RecentsPlace>), HostError> {
        let limit = usize::from(limit.min(MAX_RECENTS));
        let before = before.map_or(i64::MAX, |place| i64::from(place.0));
        self.transact(|transaction| {
            let sql = format!("{SELECT} WHERE place < ?1 ORDER BY place DESC LIMIT ?2");
            let mut statement = transaction.prepare(&sql)?;
            // One more tells whether there is another page.
            let rows = statement.query_map(params![before, limit as i64 + 1], |row| {
                Ok((row.get::<_, u32>("place")?, past_call(row)?))
            })?;
            let mut rows: Vec<(u32, PastCall)> = rows.collect::<Result<_, _>>()?;
            let is_last_page = rows.len() <= limit;
            rows.truncate(limit);
            let last = rows.last().filter(|_| !is_last_page);
            let next = last.map(|(place, _)| RecentsPlace(*place));
            Ok((rows.into_iter().map(|(_, call)| call).collect(), next))
        })
    }

    /// Every call, oldest first.
    pub(crate) fn list(&self) -> Result<Vec<PastCall>, HostError> {
        self.transact(|transaction| {
            let mut statement = transaction.prepare(&format!("{SELECT} ORDER BY place"))?;
            let calls = statement.query_map([], past_call)?.collect::<Result<_, _>>()?;
            Ok(calls)
        })
    }

    /// Forgets the calls that began before a time, all without one. Returns how many there were.
    /// The limits still count them.
    pub(crate) fn purge(&self, before_ms: Option<u64>) -> Result<usize, HostError> {
        self.transact(|transaction| {
            let before = before_ms.map_or(i64::MAX, stored);
            Ok(transaction.execute("DELETE FROM calls WHERE started_at_ms < ?1", [before])?)
        })
    }
}

/// Who is told of a call that has ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tell {
    Nobody,
    Webhook,
}

/// A decision, and what the asker gets for it.
pub(crate) enum Admission<T> {
    Allowed(T),
    Denied(T),
}

pub(super) const SELECT: &str =
    "SELECT place, id, direction, number, started_at_ms, answered_at_ms,
    ended_at_ms, end_code, end_sub_code, end_problem, name, page_title, page_origin, notes
    FROM calls";

/// SQLite's integers have a sign; no clock gets as far as its end.
pub(super) fn stored(ms: u64) -> i64 {
    i64::try_from(ms).unwrap_or(i64::MAX)
}

/// Calls that were allowed in what is the future now count too: turning the clock back frees none.
fn circumstances(transaction: &Transaction<'_>, now_ms: u64) -> Result<Circumstances, Failure> {
    let since = |span: u64| stored(now_ms.saturating_sub(span));
    transaction
        .query_row(
            "SELECT (SELECT count(*) FROM allowed WHERE at_ms > ?1),
                    (SELECT count(*) FROM allowed WHERE at_ms > ?2),
                    CAST(strftime('%w', ?3, 'unixepoch', 'localtime') AS INTEGER),
                    CAST(strftime('%H', ?3, 'unixepoch', 'localtime') AS INTEGER) * 60
                    + CAST(strftime('%M', ?3, 'unixepoch', 'localtime') AS INTEGER)",
            params![since(HOUR_MS), since(DAY_MS), stored(now_ms / 1000)],
            |row| {
                let day: usize = row.get(2)?;
                Ok(Circumstances {
                    last_hour: row.get(0)?,
                    last_day: row.get(1)?,
                    local: LocalTime { day: Weekday::ALL[day % 7], minute: row.get(3)? },
                })
            },
        )
        .map_err(Failure::from)
}

fn enter(transaction: &Transaction<'_>, call: &NewCall<'_>, now_ms: u64) -> Result<(), Failure> {
    transaction.execute(
        "DELETE FROM allowed WHERE at_ms <= ?1",
        [stored(now_ms.saturating_sub(DAY_MS))],
    )?;
    transaction.execute("INSERT INTO allowed VALUES (?1)", [stored(now_ms)])?;
    let CallContext { name, page_title, page_origin } = call.context;
    transaction.execute(
        "INSERT INTO calls
             (id, direction, number, started_at_ms, name, page_title, page_origin)
         VALUES (?1, 'outgoing', ?2, ?3, ?4, ?5, ?6)",
        params![
            call.id.0,
            call.number.as_str(),
            stored(now_ms),
            name.as_ref().map(BoundedText::as_str),
            page_title.as_ref().map(BoundedText::as_str),
            page_origin.as_ref().map(PageOrigin::as_str),
        ],
    )?;
    Ok(())
}

fn check_times(record: &CallRecord) -> Result<(), Failure> {
    let answered = record.answered_at_ms.unwrap_or(record.started_at_ms);
    if record.started_at_ms > answered || answered > record.ended_at_ms {
        return Err(refused("the record of a call whose times are out of order"));
    }
    Ok(())
}

/// Whether this is the record of a call that was allowed and has not ended yet.
fn check_authorised(transaction: &Transaction<'_>, record: &CallRecord) -> Result<(), Failure> {
    let open: Option<String> = transaction
        .query_row(
            "SELECT number FROM calls
             WHERE id = ?1 AND direction = 'outgoing' AND ended_at_ms IS NULL",
            [&record.call.0],
            |row| row.get(0),
        )
        .optional()?;
    match open {
        None => Err(refused("the record of a call that was not authorised or is recorded already")),
        Some(number) if record.number.as_ref().map(Callee::as_str) != Some(&number) => {
            Err(refused("the record of a call to another number than was authorised"))
        }
        Some(_) => Ok(()),
    }
}

/// A call that came in is entered with its record: nobody had to allow it.
fn enter_incoming(transaction: &Transaction<'_>, record: &CallRecord) -> Result<(), Failure> {
    if !record.call.is_uuid() {
        return Err(refused("the record of an incoming call under an id that is none"));
    }
    let entered = transaction.execute(
        "INSERT OR IGNORE INTO calls (id, direction, number, started_at_ms)
         VALUES (?1, 'incoming', ?2, ?3)",
        params![
            record.call.0,
            record.number.as_ref().map(Callee::as_str),
            stored(record.started_at_ms)
        ],
    )?;
    match entered {
        0 => Err(refused("the record of a call that is recorded already")),
        _ => Ok(()),
    }
}

pub(super) fn end(transaction: &Transaction<'_>, record: &CallRecord) -> Result<(), Failure> {
    let problem = record.end.problem.and_then(|problem| {
        // A unit variant, so a string.
        serde_json::to_value(problem).ok()?.as_str().map(str::to_owned)
    });
    transaction.execute(
        "UPDATE calls SET started_at_ms = :started, answered_at_ms = :answered,
             ended_at_ms = :ended, end_code = :code, end_sub_code = :sub_code,
             end_problem = :problem
         WHERE id = :id",
        named_params! {
            ":id": record.call.0,
            ":started": stored(record.started_at_ms),
            ":answered": record.answered_at_ms.map(stored),
            ":ended": stored(record.ended_at_ms),
            ":code": record.end.code,
            ":sub_code": record.end.sub_code,
            ":problem": problem,
        },
    )?;
    Ok(())
}

fn forget(transaction: &Transaction<'_>, keep: &Keep, now_ms: u64) -> Result<(), Failure> {
    let oldest = now_ms.saturating_sub(u64::from(keep.days).saturating_mul(DAY_MS));
    transaction.execute("DELETE FROM calls WHERE started_at_ms < ?1", [stored(oldest)])?;
    transaction.execute(
        "DELETE FROM calls WHERE place <=
             (SELECT place FROM calls ORDER BY place DESC LIMIT 1 OFFSET ?1)",
        [keep.calls],
    )?;
    Ok(())
}

pub(super) fn past_call(row: &Row<'_>) -> rusqlite::Result<PastCall> {
    let code: Option<u32> = row.get("end_code")?;
    let end = match code {
        Some(code) => Some(EndReason {
            code,
            sub_code: row.get("end_sub_code")?,
            problem: read(row, "end_problem", |text: String| serde_json::from_value(text.into()))?,
        }),
        None => None,
    };
    Ok(PastCall {
        call: CallId(row.get("id")?),
        direction: read(row, "direction", |text| serde_json::from_value::<Direction>(text.into()))?
            .ok_or(rusqlite::Error::InvalidQuery)?,
        number: read(row, "number", Callee::try_from)?,
        started_at_ms: row.get("started_at_ms")?,
        answered_at_ms: row.get("answered_at_ms")?,
        ended_at_ms: row.get("ended_at_ms")?,
        end,
        context: CallContext {
            name: read(row, "name", BoundedText::parse)?,
            page_title: read(row, "page_title", BoundedText::parse)?,
            page_origin: read(row, "page_origin", PageOrigin::try_from)?,
        },
        notes: read(row, "notes", CallNotes::parse)?.unwrap_or_default(),
    })
}

/// A text column, read as what it was when it was written.
fn read<T, E: std::error::Error + Send + Sync + 'static>(
    row: &Row<'_>,
    column: &str,
    parse: impl FnOnce(String) -> Result<T, E>,
) -> rusqlite::Result<Option<T>> {
    let text: Option<String> = row.get(column)?;
    let index = row.as_ref().column_index(column)?;
    text.map(|text| {
        parse(text).map_err(|error| {
            rusqlite::Error::FromSqlConversionFailure(index, Type::Text, Box::new(error))
        })
    })
    .transpose()
}
