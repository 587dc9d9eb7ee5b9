use std::{
    env, fs, io,
    path::{Path, PathBuf},
};

use pagedial_protocol::ErrorCode;

use super::{Manifest, Place, Scope, Target, registry};
use crate::{error::HostError, private_file, rights};

/// The program's name beside the manifest of a sandboxed browser.
const PROGRAM: &str = "pagedial-host";

/// What became of one place. One that fails stops no other.
#[derive(Debug)]
pub(crate) struct Step {
    pub(crate) target: Target,
    pub(crate) outcome: Result<Outcome, HostError>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    Written,
    /// It was there as it should be.
    Unchanged,
    Removed,
    /// There was nothing to remove.
    NotThere,
}

/// What the manifest of a place says: this very executable, or its copy beside the manifest.
pub(crate) fn manifest_text(target: &Target) -> Result<String, HostError> {
    let program = if target.is_sandboxed { copy_of(target) } else { this_program()? };
    let manifest = Manifest::for_program(target.browser.family(), &program);
    serde_json::to_string_pretty(&manifest)
        .map_err(|error| HostError::new(ErrorCode::Internal, error.to_string()))
}

/// Writes the manifest of every target.
pub(crate) fn install(targets: Vec<Target>, is_dry_run: bool) -> Vec<Step> {
    let work = |target: &Target| {
        let text = manifest_text(target)?;
        let is_new = !is_in_place(target, &text);
        if is_new && !is_dry_run {
            write(target, &text)
                .map_err(|error| HostError::storage("writing", target.place.file(), &error))?;
        }
        Ok(if is_new { Outcome::Written } else { Outcome::Unchanged })
    };
    each(targets, work)
}

/// Removes the manifest of every target, and whatever [`install`] put beside it.
pub(crate) fn uninstall(targets: Vec<Target>, is_dry_run: bool) -> Vec<Step> {
    let work = |target: &Target| {
        let was_there = target.place.file().exists();
        if !is_dry_run {
            remove(target)
                .map_err(|error| HostError::storage("removing", target.place.file(), &error))?;
        }
        Ok(if was_there { Outcome::Removed } else { Outcome::NotThere })
    };
    each(targets, work)
}

fn each(targets: Vec<Target>, work: impl Fn(&Target) -> Result<Outcome, HostError>) -> Vec<Step> {
    targets
        .into_iter()
        .map(|target| {
            let outcome = work(&target);
            Step { target, outcome }
        })
        .collect()
}

fn this_program() -> Result<PathBuf, HostError> {
    env::current_exe().map_err(|error| HostError::storage("finding", Path::new(PROGRAM), &error))
}

fn copy_of(target: &Target) -> PathBuf {
    target.place.file().with_file_name(PROGRAM)
}

fn is_in_place(target: &Target, text: &str) -> bool {
    let same_program = || {
        let this = env::current_exe().and_then(fs::read).ok();
        this.is_some() && fs::read(copy_of(target)).ok() == this
    };
    let is_registered = matches!(target.place, Place::File(_));
    fs::read_to_string(target.place.file()).is_ok_and(|there| there == text)
        && is_registered
        && (!target.is_sandboxed || same_program())
}

fn write(target: &Target, text: &str) -> io::Result<()> {
    let file = target.place.file();
    match target.scope {
        Scope::User => private_file::replace(file, text.as_bytes())?,
        Scope::System => replace_for_all(file, text)?,
    }
    if target.is_sandboxed {
        copy_program(&copy_of(target))?;
    }
    match &target.place {
        Place::File(_) => Ok(()),
        Place::Registry { key, file } => registry::add(key, file),
    }
}

/// As [`private_file::replace`], but everybody may read it.
fn replace_for_all(path: &Path, text: &str) -> io::Result<()> {
    let folder = path.parent().ok_or(io::ErrorKind::InvalidInput)?;
    fs::create_dir_all(folder)?;
    let file = tempfile::NamedTempFile::new_in(folder)?;
    fs::write(file.path(), text)?;
    rights::let_all_read(file.path())?;
    file.as_file().sync_all()?;
    file.persist(path)?;
    Ok(())
}

fn copy_program(copy: &Path) -> io::Result<()> {
    let folder = copy.parent().ok_or(io::ErrorKind::InvalidInput)?;
    let fresh = tempfile::NamedTempFile::new_in(folder)?;
    fs::copy(env::current_exe()?, fresh.path())?;
    rights::let_owner_run(fresh.path())?;
    fresh.persist(copy)?;
    Ok(())
}

fn remove(target: &Target) -> io::Result<()> {
    if let Place::Registry { key, .. } = &target.place {
        registry::remove(key)?;
    }
    remove_file(target.place.file())?;
    if target.is_sandboxed {
        remove_file(&copy_of(target))?;
    }
    if let Some(folder) = target.place.file().parent() {
        remove_if_empty(folder)?;
    }
    Ok(())
}

fn remove_file(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Other hosts' manifests keep the folder.
fn remove_if_empty(folder: &Path) -> io::Result<()> {
    use io::ErrorKind::{DirectoryNotEmpty, NotFound, PermissionDenied};
    match fs::remove_dir(folder) {
        Err(error) if ![DirectoryNotEmpty, NotFound, PermissionDenied].contains(&error.kind()) => {
            Err(error)
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    use crate::install::{Browser, Platform, Roots, places::targets};

    struct Stage {
        folder: tempfile::TempDir,
    }

    impl Stage {
        fn new() -> Self {
            Self { folder: tempfile::tempdir().unwrap() }
        }

        fn targets(&self, scope: Scope) -> Vec<Target> {
            let folder = self.folder.path();
            let roots = Roots {
                home: folder.join("home"),
                config: folder.join("home/config"),
                root: folder.to_owned(),
                registered: [folder.join("local"), folder.join("program")],
            };
            targets(Platform::Linux, &roots, scope)
        }

        fn files(&self) -> usize {
            fn count(folder: &Path) -> usize {
                let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
                entries.map(|path| if path.is_dir() { count(&path) } else { 1 }).sum()
            }
            count(self.folder.path())
        }
    }

    fn outcomes(steps: &[Step]) -> Vec<Option<Outcome>> {
        steps.iter().map(|step| step.outcome.as_ref().ok().copied()).collect()
    }

    #[test]
    fn installing_twice_changes_nothing_and_uninstalling_leaves_nothing() {
        let stage = Stage::new();
        for scope in [Scope::User, Scope::System] {
            let all = |outcome| vec![Some(outcome); stage.targets(scope).len()];
            install(stage.targets(scope), true);
            assert_eq!(stage.files(), 0, "a dry run");
            let first = install(stage.targets(scope), false);
            assert!(outcomes(&first).contains(&Some(Outcome::Written)));
            let second = outcomes(&install(stage.targets(scope), false));
            assert_eq!(second, all(Outcome::Unchanged));
            assert!(stage.files() > 0);
            uninstall(stage.targets(scope), true);
            assert!(stage.files() > 0, "a dry run");
            let removed = outcomes(&uninstall(stage.targets(scope), false));
            assert!(removed.iter().all(Option::is_some), "{removed:?}");
            assert_eq!(stage.files(), 0);
            let again = outcomes(&uninstall(stage.targets(scope), false));
            assert_eq!(again, all(Outcome::NotThere));
        }
        let hosts = stage.folder.path().join("home/config/chromium/NativeMessagingHosts");
        assert!(!hosts.exists(), "its folder goes too when it is empty");
    }

    #[test]
    fn one_browser_that_fails_stops_no_other() {
        let stage = Stage::new();
        let folder = stage.folder.path().join("home/config/chromium");
        fs::create_dir_all(folder.parent().unwrap()).unwrap();
        fs::write(&folder, "a file where the folder should be").unwrap();
        let steps = install(stage.targets(Scope::User), false);
        let failed: Vec<&Step> = steps.iter().filter(|step| step.outcome.is_err()).collect();
        assert_eq!(failed.len(), 1);
        assert_eq!(failed[0].target.browser, Browser::Chromium);
        let error = failed[0].outcome.as_ref().unwrap_err();
        assert_eq!(error.code, ErrorCode::StorageFailed);
    }

    #[test]
    fn everybody_can_read_what_serves_everybody_and_nobody_else_the_rest() {
        let stage = Stage::new();
        for (scope, mode) in [(Scope::User, 0o600), (Scope::System, 0o644)] {
            for step in install(stage.targets(scope), false) {
                let file = fs::metadata(step.target.place.file()).unwrap();
                assert_eq!(file.permissions().mode() & 0o777, mode);
            }
        }
    }

    #[test]
    fn a_sandboxed_browser_gets_the_program_beside_the_manifest() {
        let stage = Stage::new();
        for step in install(stage.targets(Scope::User), false) {
            let text = fs::read_to_string(step.target.place.file()).unwrap();
            let manifest: Manifest = serde_json::from_str(&text).unwrap();
            assert!(manifest.path.is_absolute() && manifest.path.is_file());
            let is_beside = manifest.path.parent() == step.target.place.file().parent();
            assert_eq!(is_beside, step.target.is_sandboxed);
            let mode = fs::metadata(&manifest.path).unwrap().permissions().mode();
            assert!(mode & 0o100 != 0, "{mode:o}");
        }
    }
}
