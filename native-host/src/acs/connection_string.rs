use pagedial_connection_string::{Endpoint, NotAConnectionString, Parts};

use crate::{
    error::HostError,
    secrets::{AccessKey, AccessKeyError, Place},
};

/// A connection string, ready to sign with. In our own settings file, `accesskey=keyring:` stands
/// for a key that the keyring keeps under the endpoint's name.
#[derive(Clone, Debug)]
pub(crate) struct ConnectionString {
    pub(crate) endpoint: Endpoint,
    pub(crate) key: Place<AccessKey>,
}

/// Why a text can't be used as one. Never repeats any of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum ConnectionStringError {
    #[error(transparent)]
    Parts(#[from] NotAConnectionString),
    #[error(transparent)]
    AccessKey(#[from] AccessKeyError),
}

impl ConnectionString {
    pub(crate) fn parse(text: &str) -> Result<Self, ConnectionStringError> {
        let Parts { endpoint, access_key } = Parts::of(text)?;
        Ok(Self { endpoint, key: Place::parse(access_key, AccessKey::from_base64)? })
    }

    /// The text of the access key in a connection string, to be kept elsewhere.
    pub(crate) fn access_key_in(text: &str) -> Result<&str, ConnectionStringError> {
        Ok(Parts::of(text)?.access_key)
    }

    /// The access key. Looking into the keyring may wait for a person to unlock it.
    pub(crate) fn access_key(&self) -> Result<AccessKey, HostError> {
        self.key.find(&self.endpoint.to_string(), |text| {
            AccessKey::from_base64(text).map_err(|error| error.to_string())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::prelude::*;
    use proptest::prelude::*;

    #[test]
    fn a_key_that_cannot_be_used_is_told() {
        let error = |text| ConnectionString::parse(text).map(|_| ()).unwrap_err();
        assert_eq!(error("endpoint=https://r.example;accesskey="), AccessKeyError::Empty.into());
        assert_eq!(
            error("endpoint=https://r.example;accesskey=a key"),
            AccessKeyError::NotBase64.into()
        );
        assert_eq!(error("accesskey=QQ=="), NotAConnectionString::NoEndpoint.into());
    }

    proptest! {
        #[test]
        fn every_key_survives_in_every_order(
            key in proptest::collection::vec(any::<u8>(), 1..80),
            key_first in any::<bool>(),
        ) {
            let text = BASE64_STANDARD.encode(&key);
            let (a, b) = ("endpoint=https://r.example/".to_owned(), format!("accesskey={text}"));
            let string = if key_first { format!("{b};{a}") } else { format!("{a};{b}") };
            let parsed = ConnectionString::parse(&string).unwrap();
            let expected = AccessKey::from_base64(&text).unwrap();
            prop_assert_eq!(parsed.access_key().unwrap().sign(b"x"), expected.sign(b"x"));
            let debug = format!("{parsed:?}");
            prop_assert!(key.len() < 6 || !debug.contains(&text));
        }
    }
}
