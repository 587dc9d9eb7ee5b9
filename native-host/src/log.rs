use std::{
    fmt, fs, io,
    io::Write,
    path::{Path, PathBuf},
};

use pagedial_protocol::host::DenyRule;
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

use crate::{caller::Caller, error::HostError, private_file};

/// The log is set aside at this size and begun anew, so at most twice as much is kept.
const MOST_BYTES: u64 = 512 * 1024;

/// Everything that the log can say. An enum rather than free text, so that no message body, token
/// or number can get in.
pub(crate) enum Event<'a> {
    CallerRefused,
    NotAudited { error: &'a HostError },
    Started { caller: Caller },
    EngineOnOneFamily { error: &'a io::Error },
    EngineRefused { status: u16 },
    SdkNotServed { error: &'a HostError },
    Greeted { extension_version: &'a str },
    RequestFailed { error: &'a HostError },
    TokenGiven { expires_on_ms: u64 },
    CallAllowed,
    CallDenied { rule: DenyRule },
    CallRecorded,
    WebhookDelivered { messages: u32 },
    WebhookFailed { error: &'a HostError },
    Stopped { error: Option<&'a HostError> },
}

/// The log file, one line an event.
#[derive(Clone, Debug)]
pub(crate) struct Log {
    path: PathBuf,
}

impl Log {
    pub(crate) fn at(path: PathBuf) -> Self {
        Self { path }
    }

    /// Writes a line; to standard error, which browsers keep too, when the file does not take it.
    pub(crate) fn write(&self, event: &Event<'_>) {
        let time = OffsetDateTime::now_utc().format(&Rfc3339).unwrap_or_default();
        let line = format!("{time} {} {event}\n", std::process::id());
        let written = set_aside(&self.path)
            .and_then(|()| private_file::open_to_append(&self.path))
            .and_then(|mut file| file.write_all(line.as_bytes()));
        if written.is_err() {
            // With standard error gone as well, there is nobody left to tell.
            let _nobody_left = io::stderr().write_all(line.as_bytes());
        }
    }
}

fn set_aside(path: &Path) -> io::Result<()> {
    match fs::metadata(path) {
        Ok(file) if file.len() >= MOST_BYTES => fs::rename(path, path.with_extension("log.old")),
        _ => Ok(()),
    }
}

impl fmt::Display for Event<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::CallerRefused => f.write_str("refused an unknown caller"),
            Self::NotAudited { error } => write!(f, "not audited: {}", Coded(error)),
            Self::Started { caller } => write!(f, "started by {caller}"),
            Self::EngineOnOneFamily { error } => {
                write!(f, "engine: IPv4 only, because ::1 can't be bound: {error}")
            }
            Self::EngineRefused { status } => write!(f, "engine: refused a request: {status}"),
            Self::SdkNotServed { error } => write!(f, "engine: no SDK: {}", Coded(error)),
            // From outside: quoted, escaped and short.
            Self::Greeted { extension_version } => {
                let version: String = extension_version.chars().take(32).collect();
                write!(f, "hello from extension {version:?}")
            }
            Self::RequestFailed { error } => write!(f, "request failed: {}", Coded(error)),
            Self::TokenGiven { expires_on_ms } => {
                write!(f, "gave a token that ends at {expires_on_ms}")
            }
            Self::CallAllowed => f.write_str("allowed a call"),
            Self::CallDenied { rule } => write!(f, "denied a call by {}", rule.name()),
            Self::WebhookDelivered { messages } => {
                write!(f, "webhook: delivered {messages} messages")
            }
            Self::WebhookFailed { error } => write!(f, "webhook: {}", Coded(error)),
            Self::CallRecorded => f.write_str("recorded a call"),
            Self::Stopped { error: None } => f.write_str("stopped: the browser closed the port"),
            Self::Stopped { error: Some(error) } => write!(f, "stopped: {}", Coded(error)),
        }
    }
}

/// An error in one line.
struct Coded<'a>(&'a HostError);

impl fmt::Display for Coded<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let HostError { code, detail } = self.0;
        write!(f, "{} {}", code.number(), code.name())?;
        match detail {
            Some(detail) => write!(f, " {detail:?}"),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_stays_a_line() {
        let folder = tempfile::tempdir().unwrap();
        let log = Log::at(folder.path().join("host.log"));
        let detail = "a\nb".to_owned();
        let error = HostError::new(pagedial_protocol::ErrorCode::Offline, detail);
        log.write(&Event::RequestFailed { error: &error });
        log.write(&Event::Greeted { extension_version: &"9\n".repeat(100) });
        assert_eq!(fs::read_to_string(&log.path).unwrap().lines().count(), 2);
        assert!(!crate::rights::is_open_to_others(&log.path).unwrap());
    }

    #[test]
    fn the_log_is_bounded() {
        let folder = tempfile::tempdir().unwrap();
        let log = Log::at(folder.path().join("host.log"));
        fs::write(&log.path, vec![b'x'; MOST_BYTES as usize]).unwrap();
        log.write(&Event::CallAllowed);
        assert!(fs::metadata(&log.path).unwrap().len() < 100);
        assert_eq!(fs::metadata(folder.path().join("host.log.old")).unwrap().len(), MOST_BYTES);
    }
}
