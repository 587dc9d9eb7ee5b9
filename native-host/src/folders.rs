use std::path::PathBuf;

use directories::ProjectDirs;
use pagedial_protocol::ErrorCode;

use crate::error::HostError;

/// Where the host keeps its files: the XDG base folders on Linux, their like elsewhere.
#[derive(Clone, Debug)]
pub(crate) struct Folders {
    config: PathBuf,
    data: PathBuf,
    state: PathBuf,
}

impl Folders {
    /// The folders of the person who runs the host.
    pub(crate) fn of_user() -> Result<Self, HostError> {
        let folders = ProjectDirs::from("", "", "pagedial")
            .ok_or_else(|| HostError::new(ErrorCode::StorageFailed, "no home folder"))?;
        Ok(Self {
            config: folders.config_dir().to_owned(),
            data: folders.data_local_dir().to_owned(),
            state: folders.state_dir().unwrap_or(folders.data_local_dir()).to_owned(),
        })
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

    /// Ended calls, one JSON object a line.
    pub(crate) fn history(&self) -> PathBuf {
        self.state.join("history.jsonl")
    }

    /// What the host did.
    pub(crate) fn log(&self) -> PathBuf {
        self.state.join("host.log")
    }
}
