//! Whether an administrator's policy for the browser keeps it from starting the host.

use std::{fs, path::PathBuf};

use pagedial_protocol::{ErrorCode, host::HOST_NAME};
use serde::Deserialize;

use super::Finding;
use crate::install::{Browser, Roots, Scope};

/// The policies that concern native messaging (Chrome Enterprise, `NativeMessagingBlocklist`,
/// `NativeMessagingAllowlist`, `NativeMessagingUserLevelHosts`).
#[derive(Default, Deserialize)]
#[serde(default)]
struct Policies {
    #[serde(rename = "NativeMessagingBlocklist")]
    blocked: Vec<String>,
    #[serde(rename = "NativeMessagingAllowlist")]
    allowed: Vec<String>,
    #[serde(rename = "NativeMessagingUserLevelHosts")]
    user_level: Option<bool>,
}

/// What forbids it. Only Linux has its policies in files; elsewhere the browser's own page
/// `chrome://policy` shows them.
pub(super) fn forbids(roots: &Roots, browser: Browser, scope: Scope) -> Option<Finding> {
    let check = format!("{} policy", browser.name());
    let broken = |seen: String, repair: &str| {
        Some(Finding::broken(&check, ErrorCode::BrowserNotFound, seen, repair))
    };
    for file in files(roots, browser) {
        // The browser leaves out a file that it can't read, too.
        let Some(policies) = read(&file) else { continue };
        let names = |list: &[String]| list.iter().any(|name| name == HOST_NAME);
        let is_blocked = names(&policies.blocked) || policies.blocked.iter().any(|it| it == "*");
        let shown = file.display();
        if is_blocked && !names(&policies.allowed) {
            let repair = format!("have {HOST_NAME} added to NativeMessagingAllowlist there");
            return broken(format!("{shown} blocks this host"), &repair);
        }
        if policies.user_level == Some(false) && scope == Scope::User {
            let repair = "run pagedial-host install --system as an administrator";
            return broken(format!("{shown} allows no host of a person's own"), repair);
        }
    }
    None
}

fn read(file: &PathBuf) -> Option<Policies> {
    serde_json::from_str(&fs::read_to_string(file).ok()?).ok()
}

fn files(roots: &Roots, browser: Browser) -> Vec<PathBuf> {
    let folder = match browser {
        Browser::Chrome => "etc/opt/chrome/policies/managed",
        Browser::Chromium | Browser::Opera => "etc/chromium/policies/managed",
        Browser::Edge => "etc/opt/edge/policies/managed",
        Browser::Brave => "etc/brave/policies/managed",
        Browser::Vivaldi => "etc/vivaldi/policies/managed",
        // It has no such policies.
        Browser::Firefox => return Vec::new(),
    };
    let Ok(entries) = fs::read_dir(roots.root.join(folder)) else { return Vec::new() };
    let mut files: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "json"));
    files.sort();
    files
}
