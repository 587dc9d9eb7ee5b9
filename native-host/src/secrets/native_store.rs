//! The Keychain of macOS and the Credential Manager of Windows. The crates behind the crate
//! `keyring`, without it: it would bring zbus for Linux (see [`super::secret_service`]).

use std::sync::Arc;

#[cfg(target_os = "macos")]
use apple_native_keyring_store::keychain::Store;
use keyring_core::{Entry, Error, api::CredentialStoreApi};
#[cfg(windows)]
use windows_native_keyring_store::Store;
use zeroize::Zeroizing;

use super::keyring::KeyringError;

/// The first half of a secret's name; the account is the other.
const SERVICE: &str = "pagedial";

/// The store of this person.
pub(super) struct NativeStore(Arc<Store>);

impl NativeStore {
    pub(super) fn open() -> Result<Self, KeyringError> {
        Store::new().map(Self).map_err(|error| told(&error))
    }

    pub(super) fn read(&mut self, account: &str) -> Result<Zeroizing<String>, KeyringError> {
        self.entry(account)?.get_password().map(Zeroizing::new).map_err(|error| told(&error))
    }

    pub(super) fn write(&mut self, account: &str, secret: &str) -> Result<(), KeyringError> {
        self.entry(account)?.set_password(secret).map_err(|error| told(&error))
    }

    pub(super) fn remove(&mut self, account: &str) -> Result<(), KeyringError> {
        self.entry(account)?.delete_credential().map_err(|error| told(&error))
    }

    fn entry(&self, account: &str) -> Result<Entry, KeyringError> {
        self.0.build(SERVICE, account, None).map_err(|error| told(&error))
    }
}

/// By its kind alone: some errors hold the secret.
fn told(error: &Error) -> KeyringError {
    match error {
        Error::NoEntry => KeyringError::NoSuchSecret,
        Error::NoStorageAccess(_) => KeyringError::Locked,
        Error::PlatformFailure(_) => unavailable("the system's keyring failed"),
        Error::BadEncoding(_) | Error::BadDataFormat(..) => {
            unavailable("a secret that is not text")
        }
        Error::TooLong(..) => unavailable("a secret that is too long for the system's keyring"),
        _ => unavailable("the system's keyring gave an answer that is not known"),
    }
}

fn unavailable(why: &str) -> KeyringError {
    KeyringError::Unavailable(why.to_owned())
}
