use std::{collections::BTreeMap, fs::File, path::PathBuf};

use pagedial_protocol::ErrorCode;

use crate::{
    acs::{Endpoint, UserId},
    error::HostError,
    private_file,
};

/// The identity of this person at each ACS resource, kept on disk: a new one for every call would
/// break rejoining, call logs and calls back.
#[derive(Clone)]
pub(crate) struct Identities {
    path: PathBuf,
}

/// As long as one host has it, every other one waits for it. The system takes it back from a host
/// that is killed.
pub(super) struct Lock(File);

impl Drop for Lock {
    fn drop(&mut self) {
        // Closing the file, which comes next, gives the lock back as well.
        let _closed_next = self.0.unlock();
    }
}

impl Identities {
    pub(crate) fn at(path: PathBuf) -> Self {
        Self { path }
    }

    /// The identity at this resource, if there is one.
    pub(super) fn find(&self, endpoint: &Endpoint) -> Result<Option<UserId>, HostError> {
        Ok(self.read()?.remove(&endpoint.to_string()).map(UserId))
    }

    /// Remembers the identity at this resource in the place of an earlier one.
    pub(super) fn keep(&self, endpoint: &Endpoint, user: &UserId) -> Result<(), HostError> {
        let mut all = self.read()?;
        all.insert(endpoint.to_string(), user.0.clone());
        self.write(&all)
    }

    /// Forgets the identity at this resource.
    pub(super) fn forget(&self, endpoint: &Endpoint) -> Result<(), HostError> {
        let mut all = self.read()?;
        all.remove(&endpoint.to_string());
        self.write(&all)
    }

    /// Waits until no other host has the lock.
    pub(super) fn lock(&self) -> Result<Lock, HostError> {
        let path = self.path.with_extension("lock");
        let locked = private_file::open_to_append(&path).and_then(|file| {
            file.lock()?;
            Ok(Lock(file))
        });
        locked.map_err(|error| HostError::storage("locking", &path, &error))
    }

    fn write(&self, all: &BTreeMap<String, String>) -> Result<(), HostError> {
        let text = serde_json::to_vec_pretty(all)
            .map_err(|error| HostError::new(ErrorCode::Internal, error.to_string()))?;
        private_file::replace(&self.path, &text)
            .map_err(|error| HostError::storage("writing", &self.path, &error))
    }

    fn read(&self) -> Result<BTreeMap<String, String>, HostError> {
        let text = private_file::read(&self.path)
            .map_err(|error| HostError::storage("reading", &self.path, &error))?;
        match text {
            None => Ok(BTreeMap::new()),
            Some(text) => serde_json::from_str(&text)
                .map_err(|error| HostError::storage("reading", &self.path, &error)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::acs::ConnectionString;

    fn endpoint(host: &str) -> Endpoint {
        let text = format!("endpoint=https://{host};accesskey=a2V5");
        ConnectionString::parse(&text).unwrap().endpoint
    }

    #[test]
    fn each_resource_keeps_its_own_identity() {
        let folder = tempfile::tempdir().unwrap();
        let identities = Identities::at(folder.path().join("state/identities.json"));
        let (a, b) = (endpoint("a.example"), endpoint("b.example"));
        assert_eq!(identities.find(&a).unwrap(), None);
        identities.keep(&a, &UserId("8:acs:1".into())).unwrap();
        identities.keep(&b, &UserId("8:acs:2".into())).unwrap();
        identities.keep(&a, &UserId("8:acs:3".into())).unwrap();
        assert_eq!(identities.find(&a).unwrap(), Some(UserId("8:acs:3".into())));
        identities.forget(&a).unwrap();
        assert_eq!(identities.find(&a).unwrap(), None);
        assert_eq!(identities.find(&b).unwrap(), Some(UserId("8:acs:2".into())));
    }

    #[test]
    fn a_damaged_file_is_reported_and_kept() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("identities.json");
        std::fs::write(&path, "{ torn").unwrap();
        let identities = Identities::at(path.clone());
        let error = identities.keep(&endpoint("a.example"), &UserId("8:acs:1".into()));
        assert_eq!(error.unwrap_err().code, ErrorCode::StorageFailed);
        assert_eq!(std::fs::read_to_string(path).unwrap(), "{ torn");
    }
}
