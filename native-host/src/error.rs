use std::fmt;

use pagedial_protocol::{ErrorCode, WireError};

/// What went wrong in the host: a code of the one table and what was measured or seen. The detail
/// crosses the wire and enters the log, so it never holds a secret, a token or a full number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct HostError {
    pub(crate) code: ErrorCode,
    pub(crate) detail: Option<String>,
}

impl HostError {
    pub(crate) fn new(code: ErrorCode, detail: impl Into<String>) -> Self {
        Self { code, detail: Some(detail.into()) }
    }

    /// The host's own files: says what was tried on which file and what the system answered.
    pub(crate) fn storage(
        action: &str,
        path: &std::path::Path,
        error: &dyn std::error::Error,
    ) -> Self {
        Self::new(ErrorCode::StorageFailed, format!("{action} {}: {error}", path.display()))
    }
}

impl From<ErrorCode> for HostError {
    fn from(code: ErrorCode) -> Self {
        Self { code, detail: None }
    }
}

impl From<HostError> for WireError {
    fn from(error: HostError) -> Self {
        Self { detail: error.detail, ..error.code.into() }
    }
}

impl fmt::Display for HostError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.code.message())?;
        if let Some(detail) = &self.detail {
            writeln!(f, "Seen: {detail}.")?;
        }
        f.write_str(self.code.remedy())
    }
}

impl std::error::Error for HostError {}
