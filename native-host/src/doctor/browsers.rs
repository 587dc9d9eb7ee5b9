//! Whether each browser finds the manifest, and the manifest this program.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use pagedial_protocol::ErrorCode;

use super::{Finding, browser_policy};
use crate::{
    install::{Browser, Manifest, Platform, Roots, Scope, Target, targets},
    rights,
};

/// Looks at each browser that is used or has a manifest of ours.
pub(super) fn examine(platform: Platform, roots: &Roots) -> Vec<Finding> {
    let mut all = targets(platform, roots, Scope::User);
    all.extend(targets(platform, roots, Scope::System));
    let installed: Vec<&Target> = all.iter().filter(|it| it.place.file().exists()).collect();
    let mut findings: Vec<Finding> = installed.iter().map(|target| manifest(target)).collect();
    for target in all.iter().filter(|target| target.is_used() && target.scope == Scope::User) {
        let of_browser = |it: &&&Target| it.browser == target.browser;
        if !target.place.file().exists() && !served_by_system(&installed, target) {
            findings.push(missing(target));
        }
        if let Some(serving) = installed.iter().find(of_browser) {
            let forbidden = browser_policy::forbids(roots, serving.browser, serving.scope);
            findings.extend(forbidden);
        }
    }
    findings.dedup();
    if findings.is_empty() {
        let repair = "start your browser once, then run pagedial-host install";
        findings.push(Finding::broken(
            "browsers",
            ErrorCode::BrowserNotFound,
            "no browser that Pagedial knows was started by this person",
            repair,
        ));
    }
    findings
}

/// A sandboxed browser does not see the system's folders.
fn served_by_system(installed: &[&Target], target: &Target) -> bool {
    let serves = |it: &&Target| it.browser == target.browser && it.scope == Scope::System;
    !target.is_sandboxed && installed.iter().any(serves)
}

fn name(browser: Browser) -> String {
    format!("{} manifest", browser.name())
}

fn missing(target: &Target) -> Finding {
    let browser = target.browser.name();
    // Whoever uses three browsers may want Pagedial in one.
    Finding::attention(
        &name(target.browser),
        format!("none at {}", target.place.file().display()),
        format!("if Pagedial is used there: pagedial-host install --browser {browser}"),
    )
}

fn manifest(target: &Target) -> Finding {
    let check = name(target.browser);
    let file = target.place.file();
    let flag = if target.scope == Scope::System { " --system" } else { "" };
    let again =
        format!("run pagedial-host install --browser {}{flag} again", target.browser.name());
    let broken =
        |seen: String| Finding::broken(&check, ErrorCode::BrowserNotFound, seen, again.clone());
    let read = fs::read_to_string(file).map_err(|error| error.to_string()).and_then(|text| {
        serde_json::from_str::<Manifest>(&text).map_err(|error| error.to_string())
    });
    let manifest = match read {
        Ok(manifest) => manifest,
        Err(error) => return broken(format!("{}: {error}", file.display())),
    };
    if !manifest.allows_us(target.browser.family()) {
        return broken(format!("{} does not let this extension in", file.display()));
    }
    let program = &manifest.path;
    if !program.is_absolute() {
        return broken(format!("{} names a path that is not absolute", file.display()));
    }
    match fs::metadata(program) {
        Err(error) => broken(format!("{}: {error}", program.display())),
        Ok(it) if !rights::is_program(&it) => {
            broken(format!("{} is no program", program.display()))
        }
        Ok(it) if rights::is_writable_by_all(&it) => Finding::attention(
            &check,
            format!("everybody may change {}", program.display()),
            format!("chmod o-w {}", program.display()),
        ),
        Ok(_) if !target.is_sandboxed && !is_this(program) => Finding::attention(
            &check,
            format!("it starts another program: {}", program.display()),
            again,
        ),
        Ok(_) => Finding::good(&check, file.display().to_string()),
    }
}

fn is_this(program: &Path) -> bool {
    let real = |path: PathBuf| path.canonicalize().ok();
    let this = env::current_exe().ok().and_then(real);
    this.is_some() && real(program.to_owned()) == this
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{doctor::Verdict, install};

    struct Stage {
        folder: tempfile::TempDir,
    }

    impl Stage {
        /// Where Chromium has been started.
        fn new() -> Self {
            let stage = Self { folder: tempfile::tempdir().unwrap() };
            fs::create_dir_all(stage.roots().config.join("chromium")).unwrap();
            stage
        }

        fn roots(&self) -> Roots {
            let folder = self.folder.path();
            Roots {
                home: folder.join("home"),
                config: folder.join("home/config"),
                root: folder.to_owned(),
                registered: [folder.join("local"), folder.join("program")],
            }
        }

        fn install(&self, scope: Scope) -> PathBuf {
            let mut targets = targets(Platform::Linux, &self.roots(), scope);
            targets.retain(|target| target.browser == Browser::Chromium && !target.is_sandboxed);
            let file = targets[0].place.file().to_owned();
            assert!(install::install(targets, false).iter().all(|step| step.outcome.is_ok()));
            file
        }

        fn examine(&self) -> Vec<Finding> {
            examine(Platform::Linux, &self.roots())
        }

        fn one(&self) -> Finding {
            let findings = self.examine();
            assert_eq!(findings.len(), 1, "{findings:?}");
            findings[0].clone()
        }
    }

    fn repair(finding: &Finding) -> &str {
        finding.repair.as_deref().unwrap_or_default()
    }

    #[test]
    fn a_browser_without_the_manifest_is_told_how_to_get_it() {
        let finding = Stage::new().one();
        assert_eq!(finding.verdict, Verdict::Attention);
        assert!(repair(&finding).ends_with("pagedial-host install --browser chromium"));
        let nobody = Stage { folder: tempfile::tempdir().unwrap() };
        assert_eq!(nobody.one().verdict, Verdict::Broken(ErrorCode::BrowserNotFound));
    }

    #[test]
    fn what_install_wrote_is_good() {
        for scope in [Scope::User, Scope::System] {
            let stage = Stage::new();
            stage.install(scope);
            let finding = stage.examine().remove(0);
            assert_eq!(finding.verdict, Verdict::Good, "{finding:?}");
        }
    }

    #[test]
    fn every_broken_manifest_is_told_with_its_repair() {
        let stage = Stage::new();
        let file = stage.install(Scope::User);
        let good = fs::read_to_string(&file).unwrap();
        let program = env::current_exe().unwrap().display().to_string();
        let no_program = stage.folder.path().join("text");
        fs::write(&no_program, "").unwrap();
        for (text, says) in [
            ("{".to_owned(), "EOF"),
            (good.replace("chrome-extension://", "chrome-extension://x"), "does not let"),
            (good.replace("com.pagedial.host", "com.example.host"), "does not let"),
            (good.replace(&program, "pagedial-host"), "not absolute"),
            (good.replace(&program, "/nowhere/pagedial-host"), "No such file"),
            (good.replace(&program, &no_program.display().to_string()), "is no program"),
        ] {
            fs::write(&file, &text).unwrap();
            let finding = stage.one();
            assert_eq!(finding.verdict, Verdict::Broken(ErrorCode::BrowserNotFound), "{text}");
            assert!(finding.seen.contains(says), "{finding:?}");
            assert!(repair(&finding).contains("install --browser chromium again"));
        }
        fs::write(&file, good.replace(&program, "/bin/sh")).unwrap();
        assert_eq!(stage.one().verdict, Verdict::Attention);
    }

    #[test]
    fn a_manifest_that_the_browser_s_policy_forbids_is_found() {
        let policies = "etc/chromium/policies/managed";
        for (scope, text, forbidden) in [
            (Scope::User, r#"{"NativeMessagingUserLevelHosts": false}"#, true),
            (Scope::System, r#"{"NativeMessagingUserLevelHosts": false}"#, false),
            (Scope::User, r#"{"NativeMessagingBlocklist": ["*"]}"#, true),
            (Scope::System, r#"{"NativeMessagingBlocklist": ["com.pagedial.host"]}"#, true),
            (
                Scope::User,
                r#"{"NativeMessagingBlocklist": ["*"],
                    "NativeMessagingAllowlist": ["com.pagedial.host"]}"#,
                false,
            ),
            (Scope::User, r#"{"NativeMessagingBlocklist": ["com.example.other"]}"#, false),
        ] {
            let stage = Stage::new();
            stage.install(scope);
            let folder = stage.folder.path().join(policies);
            fs::create_dir_all(&folder).unwrap();
            fs::write(folder.join("it.json"), text).unwrap();
            let broken = |finding: &Finding| matches!(finding.verdict, Verdict::Broken(_));
            let findings = stage.examine();
            assert_eq!(findings.iter().any(broken), forbidden, "{text}: {findings:?}");
        }
    }
}
