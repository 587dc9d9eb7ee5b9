use std::{
    fs::File,
    io::{self, Read},
    path::{Path, PathBuf},
};

use pagedial_protocol::ErrorCode;

use super::Policy;
use crate::{error::HostError, rights};

/// More than any policy has.
const MOST_BYTES: u64 = 256 * 1024;

/// Where the rules come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Source {
    /// The administrator's file. It is the whole policy: whatever it leaves open is as by default,
    /// and the person's own file is not looked at.
    System(PathBuf),
    /// The person's own file.
    User(PathBuf),
    /// Neither is there.
    Defaults,
}

/// The rules that count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct InForce {
    pub(crate) policy: Policy,
    pub(crate) source: Source,
}

impl InForce {
    /// Reads them anew, so that a changed file counts from the next call on.
    ///
    /// # Errors
    /// [`ErrorCode::PolicyUnusable`] with file, line and what is wrong. A file that is there but
    /// can't be used never counts as none: that would let through what it forbids.
    pub(crate) fn load(system: &Path, user: &Path) -> Result<Self, HostError> {
        if let Some(text) = text_of(system)? {
            if rights::is_writable_by_others(system)
                .map_err(|error| unusable(system, &format!("checking its rights: {error}")))?
            {
                return Err(unusable(system, "everybody may change it: run chmod o-w,g-w on it"));
            }
            let policy = parse(system, &text)?;
            return Ok(Self { policy, source: Source::System(system.to_owned()) });
        }
        match text_of(user)? {
            Some(text) => {
                let policy = parse(user, &text)?;
                if !policy.numbers.emergency_calling.is_empty() {
                    let why =
                        "`numbers.emergency_calling` counts in the administrator's file alone";
                    return Err(unusable(user, why));
                }
                Ok(Self { policy, source: Source::User(user.to_owned()) })
            }
            None => Ok(Self { policy: Policy::default(), source: Source::Defaults }),
        }
    }
}

/// Reads one file, whoever's it is.
pub(crate) fn parse(path: &Path, text: &str) -> Result<Policy, HostError> {
    toml::from_str(text).map_err(|error| {
        let at = error.span().map_or(0, |span| span.start).min(text.len());
        let line = 1 + text.as_bytes()[..at].iter().filter(|&&byte| byte == b'\n').count();
        let message = error.message().replace('\n', " ");
        HostError::new(
            ErrorCode::PolicyUnusable,
            format!("{}, line {line}: {message}", path.display()),
        )
    })
}

/// A file's text; `None` only if nothing is there, not even a link that leads nowhere.
fn text_of(path: &Path) -> Result<Option<String>, HostError> {
    match path.symlink_metadata() {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(unusable(path, &error.to_string())),
        Ok(_) => {}
    }
    let mut text = String::new();
    let read = File::open(path).and_then(|file| file.take(MOST_BYTES).read_to_string(&mut text));
    match read {
        Ok(bytes) if bytes as u64 == MOST_BYTES => Err(unusable(path, "too long for a policy")),
        Ok(_) => Ok(Some(text)),
        Err(error) => Err(unusable(path, &error.to_string())),
    }
}

fn unusable(path: &Path, why: &str) -> HostError {
    HostError::new(ErrorCode::PolicyUnusable, format!("{}: {why}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn load(system: Option<&str>, user: Option<&str>) -> Result<InForce, HostError> {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: Option<&str>| {
            let path = folder.path().join(name);
            if let Some(text) = text {
                fs::write(&path, text).unwrap();
            }
            path
        };
        InForce::load(&write("system.toml", system), &write("user.toml", user))
    }

    #[test]
    fn the_system_s_file_wins_over_the_person_s_and_both_over_the_defaults() {
        let system = "limits.calls_per_hour = 1";
        let user = "limits.calls_per_hour = 1000\nlimits.calls_per_day = 1000";
        let in_force = |system, user| load(system, user).unwrap();
        assert_eq!(in_force(None, None).source, Source::Defaults);
        assert_eq!(in_force(None, None).policy, Policy::default());
        let users = in_force(None, Some(user));
        assert!(matches!(users.source, Source::User(_)));
        assert_eq!(users.policy.limits.calls_per_day, 1000);
        let systems = in_force(Some(system), Some(user));
        assert!(matches!(systems.source, Source::System(_)));
        assert_eq!(systems.policy.limits.calls_per_hour, 1);
        assert_eq!(systems.policy.limits.calls_per_day, 300, "the person's file adds nothing");
        assert!(load(Some(system), Some("broken =")).is_ok());
    }

    #[test]
    fn an_error_names_file_line_and_what_is_right() {
        for (text, line, says) in [
            ("[numbers]\nallow = [\"DE\"]", 2, "unknown field `allow`, expected one of `allowed`"),
            ("\n\n[limits]\ncalls_per_hour = \"60\"", 4, "expected u32"),
            ("[limits]\ncalls_per_hour = -1", 2, "expected u32"),
            ("[numbers]\nallowed = [\"DE\", \"XX\"]", 2, "\"XX\" is neither a country"),
            ("[numbers]\ndenied = [\"49\"]", 2, "such as \"+49\""),
            ("[numbers]\ndenied = [\"+049\"]", 2, "such as \"+49\""),
            ("[numbers]\ndenied = [\"+999\"]", 2, "such as \"+49\""),
            ("[numbers]\ndenied_types = [\"premium\"]", 2, "`premium_rate`"),
            ("[[quiet_hours]]\nfrom = \"8:00\"\nto = \"24:00\"", 2, "written as \"08:30\""),
            ("[[quiet_hours]]\nfrom = \"08:00\"\nto = \"08:00\"", 1, "00:00 to 24:00"),
            ("[[quiet_hours]]\ndays = []\nfrom = \"08:00\"\nto = \"09:00\"", 1, "every day"),
            ("[[quiet_hours]]\ndays = [\"Monday\"]\nfrom = \"08:00\"\nto = \"09:00\"", 2, "`mon`"),
            ("[numbers]\nemergency_calling = [\"DE\"]", 2, "expected one of `AU`"),
            ("webhook.url = \"http://crm.example\"", 1, "https://"),
            ("a = 1\na = 2", 2, "duplicate key"),
            ("not toml", 1, "key"),
        ] {
            for (system, user) in [(Some(text), None), (None, Some(text))] {
                let error = load(system, user).unwrap_err();
                assert_eq!(error.code, ErrorCode::PolicyUnusable);
                let detail = error.detail.unwrap();
                assert!(detail.contains(&format!(".toml, line {line}: ")), "{text:?}: {detail}");
                assert!(detail.contains(says), "{text:?}: {detail}");
            }
        }
    }

    #[test]
    fn emergency_calling_is_for_the_administrator_s_file_alone() {
        let text = "numbers.emergency_calling = [\"US\"]";
        assert!(load(Some(text), None).is_ok() && load(Some(text), Some(text)).is_ok());
        let error = load(None, Some(text)).unwrap_err();
        assert_eq!(error.code, ErrorCode::PolicyUnusable);
        assert!(error.detail.unwrap().ends_with("in the administrator's file alone"));
        assert!(load(None, Some("numbers.emergency_calling = []")).is_ok());
    }

    #[test]
    fn a_file_that_cannot_be_read_never_counts_as_none() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        fs::create_dir(path("folder.toml")).unwrap();
        fs::write(path("bytes.toml"), b"\xff\xfe").unwrap();
        fs::write(path("long.toml"), vec![b'#'; MOST_BYTES as usize]).unwrap();
        fs::write(path("file"), "").unwrap();
        std::os::unix::fs::symlink("nowhere", path("link.toml")).unwrap();
        for name in ["folder.toml", "bytes.toml", "long.toml", "link.toml", "file/x.toml"] {
            let error = InForce::load(&path(name), &path("none")).unwrap_err();
            assert_eq!(error.code, ErrorCode::PolicyUnusable, "{name}");
            assert!(error.detail.unwrap().contains(name));
        }
    }

    #[test]
    fn a_system_file_that_everybody_may_change_is_no_administrator_s() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("policy.toml");
        fs::write(&path, "").unwrap();
        for (mode, usable) in [(0o644, true), (0o666, false), (0o664, false), (0o600, true)] {
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
            let loaded = InForce::load(&path, &folder.path().join("none"));
            assert_eq!(loaded.is_ok(), usable, "{mode:o}");
        }
    }

    #[test]
    fn the_example_for_administrators_is_a_policy() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../manifest/policy.example.toml");
        parse(Path::new(path), &fs::read_to_string(path).unwrap()).unwrap();
    }
}
