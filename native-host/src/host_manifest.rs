//! The native messaging host's manifest: how a browser finds this program.

use std::{
    env, fs, io,
    path::{Path, PathBuf},
};

use clap::ValueEnum;
use directories::BaseDirs;
use pagedial_protocol::{
    ErrorCode,
    host::{EXTENSION_ID, HOST_NAME},
};
use serde::Serialize;

use crate::{error::HostError, private_file};

/// A browser that reads the host's manifest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Browser {
    Chromium,
    Chrome,
}

/// Chrome, "Native messaging", section "Native messaging host".
#[derive(Serialize)]
struct Manifest<'a> {
    name: &'a str,
    description: &'a str,
    path: &'a Path,
    r#type: &'a str,
    allowed_origins: [String; 1],
}

impl Browser {
    /// The manifest's place: in this profile folder (`--user-data-dir`), else in the browser's
    /// default one.
    pub(crate) fn manifest_path(self, profile: Option<&Path>) -> Result<PathBuf, HostError> {
        let profile = match profile {
            Some(folder) => std::path::absolute(folder)
                .map_err(|error| HostError::storage("finding", folder, &error))?,
            None => self.default_profile()?,
        };
        Ok(profile.join("NativeMessagingHosts").join(format!("{HOST_NAME}.json")))
    }

    /// The manifests' places in the browsers that this person has started at least once.
    pub(crate) fn manifest_paths_of_user() -> Result<Vec<PathBuf>, HostError> {
        let mut paths = Vec::new();
        for browser in Self::value_variants() {
            if browser.default_profile()?.is_dir() {
                paths.push(browser.manifest_path(None)?);
            }
        }
        if paths.is_empty() {
            return Err(ErrorCode::BrowserNotFound.into());
        }
        Ok(paths)
    }

    fn default_profile(self) -> Result<PathBuf, HostError> {
        let folders = BaseDirs::new()
            .ok_or_else(|| HostError::new(ErrorCode::StorageFailed, "no home folder"))?;
        // ~/.config, or ~/Library/Application Support on macOS; both browsers honour
        // XDG_CONFIG_HOME as this does.
        Ok(folders.config_dir().join(match self {
            Self::Chromium => "chromium",
            Self::Chrome if cfg!(target_os = "macos") => "Google/Chrome",
            Self::Chrome => "google-chrome",
        }))
    }
}

/// Writes the manifest for this very executable.
pub(crate) fn install(path: &Path) -> Result<(), HostError> {
    let executable = env::current_exe()
        .map_err(|error| HostError::storage("finding", Path::new("pagedial-host"), &error))?;
    let text = manifest(&executable)
        .map_err(|error| HostError::new(ErrorCode::Internal, error.to_string()))?;
    private_file::replace(path, text.as_bytes())
        .map_err(|error| HostError::storage("writing", path, &error))
}

/// Removes the manifest; `false` when there was none.
pub(crate) fn uninstall(path: &Path) -> Result<bool, HostError> {
    match fs::remove_file(path) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(HostError::storage("removing", path, &error)),
    }
}

fn manifest(executable: &Path) -> serde_json::Result<String> {
    serde_json::to_string_pretty(&Manifest {
        name: HOST_NAME,
        description: "Connects the Pagedial extension to Azure Communication Services",
        path: executable,
        r#type: "stdio",
        allowed_origins: [format!("chrome-extension://{EXTENSION_ID}/")],
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_manifest_lets_our_extension_alone_start_an_absolute_path() {
        let text = manifest(Path::new("/opt/pagedial/pagedial-host")).unwrap();
        let expected = serde_json::json!({
            "name": "com.pagedial.host",
            "description": "Connects the Pagedial extension to Azure Communication Services",
            "path": "/opt/pagedial/pagedial-host",
            "type": "stdio",
            "allowed_origins": [format!("chrome-extension://{EXTENSION_ID}/")],
        });
        assert_eq!(serde_json::from_str::<serde_json::Value>(&text).unwrap(), expected);
    }

    #[test]
    fn it_lies_in_the_profile_folder_itself() {
        let path = Browser::Chromium.manifest_path(Some(Path::new("/profile"))).unwrap();
        let expected = "/profile/NativeMessagingHosts/com.pagedial.host.json";
        assert_eq!(path, Path::new(expected));
    }
}
