//! Messages that wait to be delivered.

use pagedial_protocol::host::{CallId, PastCall};
use rusqlite::{OptionalExtension, Transaction, params};
use serde::Serialize;

use super::{
    Failure, History,
    calls::{SELECT, past_call, stored},
};
use crate::error::HostError;

/// A server that is down for a week gets what is younger, and the latest thousand calls.
const MOST_AGE_MS: u64 = 7 * 24 * 60 * 60 * 1000;
const MOST_MESSAGES: u32 = 1000;

/// How long a message is this host's before another one may send it.
const LEASE_MS: u64 = 60 * 1000;

/// A message of this host's to deliver.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Message {
    place: i64,
    /// The call: the same for every try, so that the receiver can tell a repetition.
    pub(crate) call: CallId,
    pub(crate) body: String,
    /// Deliveries that failed.
    pub(crate) tries: u32,
}

/// What is posted.
#[derive(Serialize)]
struct Body<'a> {
    version: u8,
    event: &'a str,
    call: &'a PastCall,
}

impl History {
    /// The next message that is due, now this host's; with `at_once`, also one whose time has not
    /// come. Messages that are too old or too many are dropped.
    pub(crate) fn take_message(
        &self,
        now_ms: u64,
        at_once: bool,
    ) -> Result<Option<Message>, HostError> {
        self.transact(|transaction| {
            drop_excess(transaction, now_ms)?;
            let due = if at_once { i64::MAX } else { stored(now_ms) };
            let message = transaction
                .query_row(
                    "SELECT place, call, body, tries FROM outbox
                     WHERE next_try_ms <= ?1 AND leased_until_ms <= ?2 ORDER BY place LIMIT 1",
                    params![due, stored(now_ms)],
                    |row| {
                        Ok(Message {
                            place: row.get(0)?,
                            call: CallId(row.get(1)?),
                            body: row.get(2)?,
                            tries: row.get(3)?,
                        })
                    },
                )
                .optional()?;
            if let Some(message) = &message {
                transaction.execute(
                    "UPDATE outbox SET leased_until_ms = ?2 WHERE place = ?1",
                    params![message.place, stored(now_ms + LEASE_MS)],
                )?;
            }
            Ok(message)
        })
    }

    /// A message has arrived.
    pub(crate) fn delivered(&self, message: &Message) -> Result<(), HostError> {
        self.transact(|transaction| {
            transaction.execute("DELETE FROM outbox WHERE place = ?1", [message.place])?;
            Ok(())
        })
    }

    /// A message has not arrived and is to be tried again then.
    pub(crate) fn postpone(&self, message: &Message, next_try_ms: u64) -> Result<(), HostError> {
        self.transact(|transaction| {
            transaction.execute(
                "UPDATE outbox SET tries = tries + 1, next_try_ms = ?2, leased_until_ms = 0
                 WHERE place = ?1",
                params![message.place, stored(next_try_ms)],
            )?;
            Ok(())
        })
    }

    /// When the next message is due, and how many wait.
    pub(crate) fn waiting(&self) -> Result<(Option<u64>, u32), HostError> {
        self.transact(|transaction| {
            let sql = "SELECT min(max(next_try_ms, leased_until_ms)), count(*) FROM outbox";
            Ok(transaction.query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?)))?)
        })
    }
}

/// Enters the message about a call that has just ended.
pub(super) fn enter(
    transaction: &Transaction<'_>,
    call: &CallId,
    now_ms: u64,
) -> Result<(), Failure> {
    let call = transaction.query_row(&format!("{SELECT} WHERE id = ?1"), [&call.0], past_call)?;
    let body = Body { version: 1, event: "call.ended", call: &call };
    let body = serde_json::to_string(&body).map_err(|error| {
        HostError::new(pagedial_protocol::ErrorCode::Internal, error.to_string())
    })?;
    transaction.execute(
        "INSERT INTO outbox (call, body, entered_ms, next_try_ms) VALUES (?1, ?2, ?3, ?3)",
        params![call.call.0, body, stored(now_ms)],
    )?;
    Ok(())
}

fn drop_excess(transaction: &Transaction<'_>, now_ms: u64) -> Result<(), Failure> {
    transaction.execute(
        "DELETE FROM outbox WHERE entered_ms < ?1",
        [stored(now_ms.saturating_sub(MOST_AGE_MS))],
    )?;
    transaction.execute(
        "DELETE FROM outbox WHERE place <=
             (SELECT place FROM outbox ORDER BY place DESC LIMIT 1 OFFSET ?1)",
        [MOST_MESSAGES],
    )?;
    Ok(())
}
