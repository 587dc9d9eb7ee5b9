use std::{fs, path::Path, time::Duration};

use pagedial_protocol::{Callee, host::CallRecord};
use rusqlite::{Connection, Transaction, TransactionBehavior, params};

use super::{Failure, calls};
use crate::private_file;

/// The steps from an empty database to the present one. Append only: a step that was released is
/// never changed.
const MIGRATIONS: [&str; 3] = [
    "
    CREATE TABLE calls (
        place INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        direction TEXT NOT NULL,
        number TEXT NOT NULL,
        started_at_ms INTEGER NOT NULL,
        answered_at_ms INTEGER,
        ended_at_ms INTEGER,
        end_code INTEGER,
        end_sub_code INTEGER,
        end_problem TEXT,
        name TEXT,
        page_title TEXT,
        page_origin TEXT,
        notes TEXT NOT NULL DEFAULT ''
    ) STRICT;
    CREATE INDEX calls_by_start ON calls (started_at_ms);
    -- When calls were allowed. A table of its own, so that purging the history gives no new calls.
    CREATE TABLE allowed (at_ms INTEGER NOT NULL) STRICT;
    CREATE INDEX allowed_by_time ON allowed (at_ms);
",
    "
    -- Messages to the webhook that are not delivered yet.
    CREATE TABLE outbox (
        place INTEGER PRIMARY KEY AUTOINCREMENT,
        call TEXT NOT NULL,
        body TEXT NOT NULL,
        entered_ms INTEGER NOT NULL,
        tries INTEGER NOT NULL DEFAULT 0,
        next_try_ms INTEGER NOT NULL,
        -- Until then another host may be sending it.
        leased_until_ms INTEGER NOT NULL DEFAULT 0
    ) STRICT;
",
    "
    -- A caller may withhold the number. SQLite drops no NOT NULL, so the table is made anew
    -- (https://sqlite.org/lang_altertable.html#otheralter).
    CREATE TABLE new_calls (
        place INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        direction TEXT NOT NULL,
        number TEXT,
        started_at_ms INTEGER NOT NULL,
        answered_at_ms INTEGER,
        ended_at_ms INTEGER,
        end_code INTEGER,
        end_sub_code INTEGER,
        end_problem TEXT,
        name TEXT,
        page_title TEXT,
        page_origin TEXT,
        notes TEXT NOT NULL DEFAULT ''
    ) STRICT;
    INSERT INTO new_calls SELECT place, id, direction, number, started_at_ms, answered_at_ms,
        ended_at_ms, end_code, end_sub_code, end_problem, name, page_title, page_origin, notes
        FROM calls;
    DROP TABLE calls;
    ALTER TABLE new_calls RENAME TO calls;
    CREATE INDEX calls_by_start ON calls (started_at_ms);
",
];

/// How long a step waits for another host's: they take milliseconds.
const PATIENCE: Duration = Duration::from_secs(5);

/// Opens the database, makes or updates its tables, and takes over the file of earlier versions.
pub(super) fn open(path: &Path) -> Result<Connection, Failure> {
    // Made here, so that it and SQLite's files beside it are the person's alone.
    drop(private_file::open_to_append(path)?);
    let mut connection = Connection::open(path)?;
    connection.busy_timeout(PATIENCE)?;
    // WAL: a reader never waits. FULL: a committed step survives a power failure.
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    migrate(&mut connection)?;
    take_over(&mut connection, &path.with_file_name("history.jsonl"))?;
    Ok(connection)
}

fn version(connection: &Connection) -> rusqlite::Result<i64> {
    connection.pragma_query_value(None, "user_version", |row| row.get(0))
}

fn migrate(connection: &mut Connection) -> Result<(), Failure> {
    let newest = MIGRATIONS.len() as i64;
    match version(connection)? {
        version if version == newest => return Ok(()),
        version if version > newest => return Err(Failure::Newer(version)),
        _ => {}
    }
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Another host may have migrated while this one waited for its turn.
    let from = usize::try_from(version(&transaction)?).unwrap_or_default();
    for step in MIGRATIONS.iter().skip(from) {
        transaction.execute_batch(step)?;
    }
    transaction.pragma_update(None, "user_version", newest)?;
    transaction.commit()?;
    Ok(())
}

/// Earlier versions kept one JSON object a line. The file goes when its calls are on the disk;
/// lines that are no calls are kept under another name.
fn take_over(connection: &mut Connection, old: &Path) -> Result<(), Failure> {
    let Some(text) = private_file::read(old)? else { return Ok(()) };
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let mut unreadable = false;
    for line in text.lines().filter(|line| !line.is_empty()) {
        match serde_json::from_str::<CallRecord>(line) {
            Ok(record) => insert_old(&transaction, &record)?,
            Err(_not_a_record) => unreadable = true,
        }
    }
    transaction.commit()?;
    if unreadable {
        fs::rename(old, old.with_extension("jsonl.unreadable"))?;
    } else {
        fs::remove_file(old)?;
    }
    Ok(())
}

/// A call that is there already is left alone: an earlier taking over was cut short.
fn insert_old(transaction: &Transaction<'_>, record: &CallRecord) -> Result<(), Failure> {
    let inserted = transaction.execute(
        "INSERT OR IGNORE INTO calls (id, direction, number, started_at_ms)
         VALUES (?1, 'outgoing', ?2, ?3)",
        params![
            record.call.0,
            record.number.as_ref().map(Callee::as_str),
            calls::stored(record.started_at_ms)
        ],
    )?;
    if inserted == 1 {
        calls::end(transaction, record)?;
    }
    Ok(())
}
