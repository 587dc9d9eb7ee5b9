//! Commands about this program's place on the computer. They go on after a failure, so they end
//! with a code of their own.

use std::{fs, io, path::PathBuf};

use clap::{Args, Subcommand};
use pagedial_protocol::{ErrorCode, WireError};
use serde_json::{Value, json};

use super::{Done, Ended};
use crate::{
    doctor::{self, Finding, Verdict},
    error::HostError,
    folders::Folders,
    install::{
        self, Browser, Outcome, Place, Platform, Roots, Scope, Step, Target, manifest_text, targets,
    },
    secrets::keyring,
    settings::Setup,
};

#[derive(Subcommand)]
pub(super) enum HostCommand {
    /// Tell browsers where this program is.
    Install(Where),
    /// Undo install.
    Uninstall(Removal),
    /// Check every link from the browser to the phone service, and name the repair of each that is
    /// broken.
    Doctor,
}

#[derive(Args)]
pub(super) struct Where {
    /// Which browser; every one that you have started at least once when not said.
    #[arg(long)]
    browser: Option<Browser>,
    /// For you alone. This is the default.
    #[arg(long, conflicts_with = "system")]
    user: bool,
    /// For everybody on this computer; wants an administrator.
    #[arg(long)]
    system: bool,
    /// The browser's user data folder, if it is not the default one.
    #[arg(long, value_name = "DIR", requires = "browser", conflicts_with = "system")]
    profile: Option<PathBuf>,
    /// Print what would be written, and where; write nothing.
    #[arg(long, conflicts_with = "dry_run")]
    print: bool,
    /// Say what would be done; do nothing.
    #[arg(long)]
    dry_run: bool,
}

#[derive(Args)]
pub(super) struct Removal {
    #[command(flatten)]
    place: Where,
    /// Also what is this person's own: settings and their secret, history, audit log, calling
    /// component. The identity at the phone service is deleted by `logout`, before.
    #[arg(long, conflicts_with_all = ["system", "browser", "dry_run", "print"])]
    purge: bool,
}

pub(super) fn run(command: &HostCommand, folders: &Folders) -> Result<Ended, HostError> {
    match command {
        HostCommand::Doctor => super::block_on(doctor::examine(folders)).map(diagnosis),
        HostCommand::Install(place) if place.print => print(&place.targets_to_install()?),
        HostCommand::Install(place) => {
            let steps = install::install(place.targets_to_install()?, place.dry_run);
            Ok(report(&steps, "installed", place.dry_run))
        }
        HostCommand::Uninstall(Removal { place, purge }) => {
            let targets = place.targets()?;
            let is_dry_run = place.dry_run || place.print;
            let steps = install::uninstall(targets, is_dry_run);
            if *purge {
                forget_person(folders)?;
            }
            Ok(report(&steps, "removed", is_dry_run))
        }
    }
}

/// The secret goes first: without the settings, nobody would know its name in the keyring.
fn forget_person(folders: &Folders) -> Result<(), HostError> {
    let account = Setup::load(&folders.settings())
        .ready()
        .ok()
        .and_then(|settings| settings.source.keyring_account());
    if let Some(account) = account {
        keyring::remove(&account)?;
    }
    for folder in folders.own() {
        match fs::remove_dir_all(folder) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(HostError::storage("removing", folder, &error));
            }
            Ok(()) | Err(_) => {}
        }
    }
    Ok(())
}

impl Where {
    fn scope(&self) -> Scope {
        if self.system && !self.user { Scope::System } else { Scope::User }
    }

    /// Every place that could hold a manifest of ours.
    fn targets(&self) -> Result<Vec<Target>, HostError> {
        if let (Some(browser), Some(profile)) = (self.browser, &self.profile) {
            return Ok(vec![Target::in_profile(browser, profile)?]);
        }
        let mut all = targets(Platform::HERE, &Roots::here()?, self.scope());
        all.retain(|target| self.browser.is_none_or(|browser| browser == target.browser));
        // Browsers may share a place.
        let mut seen: Vec<Place> = Vec::new();
        all.retain(|target| {
            let is_new = !seen.contains(&target.place);
            seen.push(target.place.clone());
            is_new
        });
        Ok(all)
    }

    /// The places of browsers that are used. One that the person names gets its plain place even
    /// before its first start.
    fn targets_to_install(&self) -> Result<Vec<Target>, HostError> {
        let all = self.targets()?;
        if self.profile.is_some() || self.scope() == Scope::System {
            return Ok(all);
        }
        let says_nothing = |target: &Target| target.profile.is_none();
        let used = |target: &&Target| target.is_used() || says_nothing(target);
        let chosen: Vec<Target> = all.iter().filter(used).cloned().collect();
        match self.browser {
            _ if !chosen.is_empty() => Ok(chosen),
            Some(_) => Ok(all.into_iter().take(1).collect()),
            None => Err(ErrorCode::BrowserNotFound.into()),
        }
    }
}

fn print(targets: &[Target]) -> Result<Ended, HostError> {
    let mut lines = Vec::new();
    let mut manifests = Vec::new();
    for target in targets {
        let text = manifest_text(target)?;
        let manifest: Value = serde_json::from_str(&text)
            .map_err(|error| HostError::new(ErrorCode::Internal, error.to_string()))?;
        lines.push(format!("{}:\n{text}", shown(&target.place)));
        manifests.push(json!({ "file": target.place.file(), "manifest": manifest }));
    }
    let done = Done { text: lines.join("\n"), json: json!({ "manifests": manifests }) };
    Ok(Ended { done, code: 0 })
}

fn report(steps: &[Step], done: &str, is_dry_run: bool) -> Ended {
    let mut lines = Vec::new();
    let mut files = Vec::new();
    let mut failed = Vec::new();
    let mut first_failure = None;
    for Step { target, outcome } in steps {
        let file = target.place.file();
        let word = match outcome {
            Ok(Outcome::Written) => "Installed",
            Ok(Outcome::Unchanged) => "Installed already",
            Ok(Outcome::Removed) => "Removed",
            // Every place of every browser would be a long list of nothing.
            Ok(Outcome::NotThere) => continue,
            Err(error) => {
                first_failure = first_failure.or(Some(error.code));
                lines.push(format!("Failed for {}: {error}", target.browser.name()));
                let error = WireError::from(error.clone());
                failed.push(json!({ "file": file, "error": error }));
                continue;
            }
        };
        let would = if is_dry_run { "Would be: " } else { "" };
        lines.push(format!(
            "{would}{word} for {}: {}",
            target.browser.name(),
            shown(&target.place)
        ));
        files.push(file);
    }
    if lines.is_empty() {
        lines.push("Nothing was installed.".to_owned());
    }
    let mut json = json!({ done: files });
    if !failed.is_empty() {
        json["failed"] = failed.into();
    }
    let code = first_failure.map_or(0, ErrorCode::number);
    Ended { done: Done { text: lines.join("\n"), json }, code }
}

fn shown(place: &Place) -> String {
    match place {
        Place::File(file) => file.display().to_string(),
        Place::Registry { key, file } => format!("{key} = {}", file.display()),
    }
}

/// The exit code: 0 when all is well, 1 when something deserves attention, else the number of the
/// first broken link's error.
fn diagnosis(findings: Vec<Finding>) -> Ended {
    let broken = findings.iter().find_map(|finding| match finding.verdict {
        Verdict::Broken(code) => Some(code.number()),
        Verdict::Good | Verdict::Attention => None,
    });
    let attention = findings.iter().any(|finding| finding.verdict == Verdict::Attention);
    let code = broken.unwrap_or(u8::from(attention));
    let text = findings.iter().map(finding_text).collect::<Vec<_>>().join("\n");
    let findings: Vec<Value> = findings.iter().map(finding_json).collect();
    Ended { done: Done { text, json: json!({ "code": code, "findings": findings }) }, code }
}

fn word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Good => "good",
        Verdict::Attention => "attention",
        Verdict::Broken(_) => "broken",
    }
}

fn finding_text(finding: &Finding) -> String {
    let Finding { check, verdict, seen, repair } = finding;
    let mut text = format!("{:<9}  {check}: {seen}", word(*verdict));
    if let Some(repair) = repair {
        text += &format!("\n           → {repair}");
    }
    text
}

fn finding_json(finding: &Finding) -> Value {
    let Finding { check, verdict, seen, repair } = finding;
    let code = match verdict {
        Verdict::Broken(code) => Some(code.number()),
        Verdict::Good | Verdict::Attention => None,
    };
    json!({
        "check": check, "verdict": word(*verdict), "code": code, "seen": seen, "repair": repair,
    })
}
