use std::path::{Path, PathBuf};

use directories::ProjectDirs;
use pagedial_protocol::ErrorCode;

use crate::error::HostError;

/// Where the host keeps its files: the XDG base folders on Linux, their like elsewhere.
#[derive(Clone, Debug)]
pub(crate) struct Folders {
    config: PathBuf,
    data: PathBuf,
    state: PathBuf,
    /// The administrator's. It is no setting: whoever could move it could lift its rules.
    system: PathBuf,
}

const SYSTEM: &str = if cfg!(windows) {
    r"C:\ProgramData\pagedial"
} else if cfg!(target_os = "macos") {
    "/Library/Application Support/pagedial"
} else {
    "/etc/pagedial"
};

impl Folders {
    /// The folders of the person who runs the host.
    pub(crate) fn of_user() -> Result<Self, HostError> {
        let folders = ProjectDirs::from("", "", "pagedial")
            .ok_or_else(|| HostError::new(ErrorCode::StorageFailed, "no home folder"))?;
        Ok(Self {
            config: folders.config_dir().to_owned(),
            data: folders.data_local_dir().to_owned(),
            state: folders.state_dir().unwrap_or(folders.data_local_dir()).to_owned(),
            system: PathBuf::from(SYSTEM),
        })
    }

    /// All of them below one folder.
    #[cfg(test)]
    pub(crate) fn below(folder: &Path) -> Self {
        let [config, data, state, system] =
            ["config", "data", "state", "system"].map(|name| folder.join(name));
        Self { config, data, state, system }
    }

    /// Everything that is this person's own.
    pub(crate) fn own(&self) -> [&Path; 3] {
        [&self.config, &self.data, &self.state]
    }

    /// The administrator's rules for calls.
    pub(crate) fn system_policy(&self) -> PathBuf {
        self.system.join("policy.toml")
    }

    /// The person's own rules for calls.
    pub(crate) fn user_policy(&self) -> PathBuf {
        self.config.join("policy.toml")
    }

    /// Connection string and numbers, as `configure` writes them.
    pub(crate) fn settings(&self) -> PathBuf {
        self.config.join(".env")
    }

    /// The calling SDK, as `engine install` puts it.
    pub(crate) fn calling_sdk(&self) -> PathBuf {
        self.data.join("calling-sdk")
    }

    /// The ACS identity of this person at each resource.
    pub(crate) fn identities(&self) -> PathBuf {
        self.state.join("identities.json")
    }

    /// The calls of this person.
    pub(crate) fn history(&self) -> PathBuf {
        self.state.join("history.sqlite")
    }

    /// The decisions on calls.
    pub(crate) fn audit(&self) -> PathBuf {
        self.state.join("audit.jsonl")
    }

    /// What the host did.
    pub(crate) fn log(&self) -> PathBuf {
        self.state.join("host.log")
    }
}
