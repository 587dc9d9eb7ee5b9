use std::path::PathBuf;

use pagedial_protocol::{ErrorCode, host::CallRecord};

use crate::{error::HostError, private_file};

/// The ended calls of this person, one JSON object a line, oldest first.
pub(crate) struct History {
    path: PathBuf,
}

/// What the file holds.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Listing {
    pub(crate) calls: Vec<CallRecord>,
    /// Lines that are no record: torn by a crash, or written by another version. They stay.
    pub(crate) unreadable: usize,
}

impl History {
    pub(crate) fn at(path: PathBuf) -> Self {
        Self { path }
    }

    /// Appends a call. It is on the disk when this returns.
    pub(crate) fn append(&self, record: &CallRecord) -> Result<(), HostError> {
        let line = serde_json::to_string(record)
            .map_err(|error| HostError::new(ErrorCode::Internal, error.to_string()))?;
        private_file::append_line(&self.path, &line)
            .map_err(|error| HostError::storage("writing", &self.path, &error))
    }

    /// Every call.
    pub(crate) fn list(&self) -> Result<Listing, HostError> {
        let text = private_file::read(&self.path)
            .map_err(|error| HostError::storage("reading", &self.path, &error))?
            .unwrap_or_default();
        let mut listing = Listing::default();
        for line in text.lines().filter(|line| !line.is_empty()) {
            match serde_json::from_str(line) {
                Ok(call) => listing.calls.push(call),
                Err(_not_a_record) => listing.unreadable += 1,
            }
        }
        Ok(listing)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use pagedial_protocol::{E164, engine::EndReason, host::CallId};

    #[test]
    fn keeps_calls_and_counts_torn_lines() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("state/history.jsonl");
        let history = History::at(path.clone());
        assert_eq!(history.list().unwrap(), Listing::default());
        let record = CallRecord {
            call: CallId("1".into()),
            number: E164::parse("+14255550123").unwrap(),
            started_at_ms: 1,
            answered_at_ms: None,
            ended_at_ms: 2,
            end: EndReason { code: 487, sub_code: 0, problem: None },
        };
        history.append(&record).unwrap();
        private_file::append_line(&path, "{\"call\":").unwrap();
        history.append(&record).unwrap();
        let expected = Listing { calls: vec![record.clone(), record], unreadable: 1 };
        assert_eq!(history.list().unwrap(), expected);
        assert!(!private_file::is_open_to_others(&path).unwrap());
    }
}
