use std::fmt;

use base64::prelude::*;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use zeroize::Zeroizing;

/// The access key of an ACS resource, ready to sign.
///
/// Only the keyed HMAC state is kept, never the key's bytes or text, and it is wiped on drop
/// (feature `zeroize` of `hmac` and `sha2`). There is no way to read the key back. It stays in one
/// place on the heap, so that moving it leaves no copy behind.
#[derive(Clone)]
pub(crate) struct AccessKey(Box<Hmac<Sha256>>);

/// Why a text is not an access key. Says nothing of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum AccessKeyError {
    #[error("the access key is empty")]
    Empty,
    #[error("the access key is not base64")]
    NotBase64,
}

impl AccessKey {
    /// Decodes the base64 text that the Azure portal shows.
    pub(crate) fn from_base64(text: &str) -> Result<Self, AccessKeyError> {
        let key = Zeroizing::new(
            BASE64_STANDARD.decode(text).map_err(|_invalid| AccessKeyError::NotBase64)?,
        );
        if key.is_empty() {
            return Err(AccessKeyError::Empty);
        }
        let keyed = Hmac::new_from_slice(&key).map_err(|_length| AccessKeyError::NotBase64)?;
        Ok(Self(Box::new(keyed)))
    }

    /// HMAC-SHA256 of `message` under this key.
    pub(crate) fn sign(&self, message: &[u8]) -> [u8; 32] {
        Hmac::clone(&self.0).chain_update(message).finalize().into_bytes().into()
    }
}

impl fmt::Debug for AccessKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AccessKey(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_nothing_of_the_key() {
        let key = AccessKey::from_base64("Q0FOQVJZ").unwrap();
        assert_eq!(format!("{key:?}"), "AccessKey(…)");
    }

    #[test]
    fn the_state_is_wiped_on_drop() {
        fn wiped_on_drop<T: zeroize::ZeroizeOnDrop>() {}
        wiped_on_drop::<Sha256>();
    }

    /// RFC 4231, test case 2.
    #[test]
    fn signs_as_the_standard_says() {
        let key = AccessKey::from_base64(&BASE64_STANDARD.encode("Jefe")).unwrap();
        let signature = key.sign(b"what do ya want for nothing?");
        assert_eq!(signature[..4], [0x5b, 0xdc, 0xc1, 0x46]);
        assert_eq!(signature[28..], [0x64, 0xec, 0x38, 0x43]);
    }
}
