//! The audit log: one line of JSON for each decision on a call and each refused caller. It is only
//! ever appended to. Full numbers enter it only if the policy says so.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use pagedial_protocol::{Callee, ErrorCode, host::CallId, host::DenyRule};
use serde::Serialize;
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

use crate::{
    error::HostError,
    policy::{AllowRule, Destination},
    private_file,
};

/// The log is set aside at this size and begun anew, so at most twice as much is kept: some
/// 50 000 decisions.
const MOST_BYTES: u64 = 5 * 1024 * 1024;

/// What is audited.
pub(crate) enum Entry<'a> {
    Decision {
        number: &'a Callee,
        destination: &'a Destination,
        decision: Result<(&'a CallId, AllowRule), DenyRule>,
    },
    /// Something other than our extension started the host.
    CallerRefused,
}

/// The log file.
#[derive(Clone, Debug)]
pub(crate) struct Audit {
    path: PathBuf,
}

#[derive(Serialize)]
struct Line<'a> {
    at: &'a str,
    decision: &'static str,
    rule: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    call: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    number: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    r#type: Option<&'static str>,
}

impl Audit {
    pub(crate) fn at(path: PathBuf) -> Self {
        Self { path }
    }

    /// Appends an entry; it is on the disk when this returns. What can't be audited must not be
    /// done.
    pub(crate) fn append(&self, entry: &Entry<'_>, full_numbers: bool) -> Result<(), HostError> {
        let at = OffsetDateTime::now_utc().format(&Rfc3339).unwrap_or_default();
        let line = serde_json::to_string(&line_of(entry, full_numbers, &at))
            .map_err(|error| HostError::new(ErrorCode::Internal, error.to_string()))?;
        set_aside(&self.path)
            .and_then(|()| private_file::append_line(&self.path, &line))
            .map_err(|error| HostError::storage("writing", &self.path, &error))
    }
}

fn line_of<'a>(entry: &Entry<'a>, full_numbers: bool, at: &'a str) -> Line<'a> {
    match entry {
        Entry::Decision { number, destination, decision } => {
            let (word, rule, call) = match decision {
                Ok((call, rule)) => ("allowed", rule.name(), Some(call.0.as_str())),
                Err(rule) => ("denied", rule.name(), None),
            };
            let number = if full_numbers {
                number.to_string()
            } else {
                shortened(number, destination.calling_code)
            };
            Line {
                at,
                decision: word,
                rule,
                call,
                number: Some(number),
                region: destination.region.map(|region| region.to_string()),
                r#type: Some(destination.kind.name()),
            }
        }
        Entry::CallerRefused => Line {
            at,
            decision: "refused",
            rule: "unknown_caller",
            call: None,
            number: None,
            region: None,
            r#type: None,
        },
    }
}

/// Calling code and last two digits: enough to tell calls apart, not enough to know who was called.
/// An emergency number is nobody's and stays whole.
fn shortened(callee: &Callee, calling_code: Option<u16>) -> String {
    let Callee::Number(number) = callee else { return callee.to_string() };
    let text = number.as_str();
    let code = calling_code.map(|code| code.to_string()).unwrap_or_default();
    format!("+{code}…{}", &text[text.len() - 2..])
}

fn set_aside(path: &Path) -> io::Result<()> {
    match fs::metadata(path) {
        Ok(file) if file.len() >= MOST_BYTES => fs::rename(path, path.with_extension("jsonl.old")),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number() -> Callee {
        Callee::try_from("+14255550123".to_owned()).unwrap()
    }

    fn append(audit: &Audit, full_numbers: bool) {
        let number = number();
        let destination = &Destination::of(&number);
        let call = CallId("c".into());
        for decision in [Ok((&call, AllowRule::NotForbidden)), Err(DenyRule::QuietHours)] {
            let entry = Entry::Decision { number: &number, destination, decision };
            audit.append(&entry, full_numbers).unwrap();
        }
    }

    #[test]
    fn a_line_says_what_was_decided_and_not_whom() {
        let folder = tempfile::tempdir().unwrap();
        let audit = Audit::at(folder.path().join("audit.jsonl"));
        append(&audit, false);
        audit.append(&Entry::CallerRefused, false).unwrap();
        let text = fs::read_to_string(&audit.path).unwrap();
        let lines: Vec<serde_json::Value> =
            text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let [allowed, denied, refused] = &lines[..] else { panic!("{text}") };
        assert_eq!(
            (&allowed["decision"], &allowed["rule"]),
            (&"allowed".into(), &"not_forbidden".into())
        );
        assert_eq!((&allowed["call"], &allowed["number"]), (&"c".into(), &"+1…23".into()));
        assert_eq!(
            (&allowed["region"], &allowed["type"]),
            (&"US".into(), &"fixed_line_or_mobile".into())
        );
        assert_eq!(
            (&denied["decision"], &denied["rule"]),
            (&"denied".into(), &"quiet_hours".into())
        );
        assert_eq!(refused["rule"], "unknown_caller");
        assert!(!text.contains("5550123"), "{text}");
        assert!(!crate::rights::is_open_to_others(&audit.path).unwrap());
    }

    #[test]
    fn full_numbers_are_there_only_if_the_policy_says_so() {
        let folder = tempfile::tempdir().unwrap();
        let audit = Audit::at(folder.path().join("audit.jsonl"));
        append(&audit, true);
        let text = fs::read_to_string(&audit.path).unwrap();
        assert_eq!(text.matches("+14255550123").count(), 2, "{text}");
    }

    #[test]
    fn it_is_bounded_and_loses_nothing_of_what_it_keeps() {
        let folder = tempfile::tempdir().unwrap();
        let audit = Audit::at(folder.path().join("audit.jsonl"));
        fs::write(&audit.path, vec![b'\n'; MOST_BYTES as usize]).unwrap();
        append(&audit, false);
        assert_eq!(fs::read_to_string(&audit.path).unwrap().lines().count(), 2);
        let old = folder.path().join("audit.jsonl.old");
        assert_eq!(fs::metadata(old).unwrap().len(), MOST_BYTES);
    }
}
