//! The calls of this person, in SQLite: allowed calls are entered before they are made, so that no
//! crash hides one and no restart makes the limits forget it.

mod calls;
mod export;
mod outbox;
mod schema;

use std::{
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

use pagedial_protocol::{ErrorCode, host::CallId};
use rusqlite::{Connection, Transaction, TransactionBehavior};

use crate::error::HostError;

pub(crate) use calls::{Admission, NewCall, Tell};
pub(crate) use export::{as_csv, listing};
pub(crate) use outbox::Message;

/// The database, opened when it is first needed: a dialer that is only looked at costs nothing.
pub(crate) struct History {
    path: PathBuf,
    connection: Mutex<Option<Connection>>,
}

impl History {
    pub(crate) fn at(path: PathBuf) -> Self {
        Self { path, connection: Mutex::new(None) }
    }

    /// Runs one step as a whole: it is on the disk when this returns, or nothing of it has
    /// happened. Another host's steps come before or after it, never between.
    fn transact<T>(
        &self,
        step: impl FnOnce(&Transaction<'_>) -> Result<T, Failure>,
    ) -> Result<T, HostError> {
        let mut slot = self.connection.lock().unwrap_or_else(PoisonError::into_inner);
        let failed = |failure: Failure| failure.at(&self.path);
        if slot.is_none() {
            *slot = Some(schema::open(&self.path).map_err(failed)?);
        }
        // It was filled above.
        let connection = slot.as_mut().ok_or(ErrorCode::Internal)?;
        let transaction = connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(|error| failed(error.into()))?;
        let done = step(&transaction).map_err(failed)?;
        transaction.commit().map_err(|error| failed(error.into()))?;
        Ok(done)
    }
}

/// What stops a step.
pub(crate) enum Failure {
    Database(rusqlite::Error),
    File(std::io::Error),
    /// The database was written by a later version of the host.
    Newer(i64),
    /// Something that has nothing to do with the database.
    Host(HostError),
}

impl From<rusqlite::Error> for Failure {
    fn from(error: rusqlite::Error) -> Self {
        Self::Database(error)
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Self::File(error)
    }
}

impl From<HostError> for Failure {
    fn from(error: HostError) -> Self {
        Self::Host(error)
    }
}

impl Failure {
    fn at(self, path: &Path) -> HostError {
        let storage = |error: &dyn std::error::Error| HostError::storage("using", path, error);
        match self {
            Self::Host(error) => error,
            Self::File(error) => storage(&error),
            Self::Database(error) => match error.sqlite_error_code() {
                Some(rusqlite::ErrorCode::DatabaseCorrupt | rusqlite::ErrorCode::NotADatabase) => {
                    HostError::new(
                        ErrorCode::StorageFailed,
                        format!("{} is damaged: move it away to begin a new one", path.display()),
                    )
                }
                _ => storage(&error),
            },
            Self::Newer(version) => HostError::new(
                ErrorCode::StorageFailed,
                format!(
                    "{} is of version {version}, which a newer pagedial-host wrote: install that \
                     again",
                    path.display()
                ),
            ),
        }
    }
}

fn refused(why: &str) -> Failure {
    Failure::Host(HostError::new(ErrorCode::MalformedRequest, why))
}

/// A call's row, whatever became of it.
fn unknown(call: &CallId) -> Failure {
    refused(&format!("there is no call {:?}", call.0.chars().take(32).collect::<String>()))
}

#[cfg(test)]
mod tests;
