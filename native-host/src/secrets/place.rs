use pagedial_protocol::ErrorCode;

use super::keyring;
use crate::error::HostError;

/// What stands in a setting for a secret that is in the keyring. No base64 and no bearer token has
/// a colon.
pub(crate) const IN_KEYRING: &str = "keyring:";

/// A secret, or the word that the keyring has it.
#[derive(Clone, Debug)]
pub(crate) enum Place<T> {
    /// By the environment or the settings file.
    Given(T),
    Keyring,
}

impl<T: Clone> Place<T> {
    /// Reads a setting's value.
    pub(crate) fn parse<E>(text: &str, read: impl Fn(&str) -> Result<T, E>) -> Result<Self, E> {
        if text == IN_KEYRING { Ok(Self::Keyring) } else { read(text).map(Self::Given) }
    }

    /// The secret; `account` is its name in the keyring. May wait for a person to unlock that.
    pub(crate) fn find(
        &self,
        account: &str,
        read: impl Fn(&str) -> Result<T, String>,
    ) -> Result<T, HostError> {
        match self {
            Self::Given(secret) => Ok(secret.clone()),
            Self::Keyring => read(&keyring::read(account)?).map_err(|why| {
                let detail = format!("what the keyring has for {account} can't be used: {why}");
                HostError::new(ErrorCode::InvalidConfiguration, detail)
            }),
        }
    }
}
