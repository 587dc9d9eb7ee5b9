//! The operating system's keyring: Secret Service on Linux, the Keychain on macOS, the Credential
//! Manager on Windows.
//!
//! Not the Linux kernel's keyring: it forgets at the next start of the computer, at the latest.
//! Everything here waits for another process, and that may wait for a person; it is not for the
//! main thread.

use pagedial_protocol::ErrorCode;
use zeroize::Zeroizing;

#[cfg(not(target_os = "linux"))]
use super::native_store::NativeStore as Store;
#[cfg(target_os = "linux")]
use super::secret_service::SecretService as Store;
use crate::error::HostError;

/// Why a keyring did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub(super) enum KeyringError {
    /// There is none, or it does not speak as it should.
    #[error("{0}")]
    Unavailable(String),
    /// The person did not unlock it.
    #[error("it was not unlocked")]
    Locked,
    #[error("it has no such secret")]
    NoSuchSecret,
}

/// Whether there is a keyring to ask.
pub(crate) fn is_there() -> bool {
    Store::open().is_ok()
}

/// The secret of this name.
///
/// # Errors
/// There is no keyring, it is locked, or it has no such secret.
pub(crate) fn read(account: &str) -> Result<Zeroizing<String>, HostError> {
    Store::open().and_then(|mut store| store.read(account)).map_err(|error| told(account, &error))
}

/// Keeps a secret in the place of an earlier one of this name.
pub(crate) fn write(account: &str, secret: &str) -> Result<(), HostError> {
    Store::open()
        .and_then(|mut store| store.write(account, secret))
        .map_err(|error| told(account, &error))
}

/// Forgets a secret; one that is not there is forgotten already.
pub(crate) fn remove(account: &str) -> Result<(), HostError> {
    match Store::open().and_then(|mut store| store.remove(account)) {
        Ok(()) | Err(KeyringError::NoSuchSecret) => Ok(()),
        Err(error) => Err(told(account, &error)),
    }
}

fn told(account: &str, error: &KeyringError) -> HostError {
    match error {
        KeyringError::Unavailable(why) => HostError::new(ErrorCode::KeyringUnavailable, why),
        KeyringError::Locked => ErrorCode::KeyringLocked.into(),
        KeyringError::NoSuchSecret => HostError::new(
            ErrorCode::InvalidConfiguration,
            format!("the keyring has no secret for {account}"),
        ),
    }
}
