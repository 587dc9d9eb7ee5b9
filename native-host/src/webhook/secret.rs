use std::fmt;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// The least characters of a secret: 128 bits when each is a hexadecimal digit.
const LEAST: usize = 32;

/// What the receiver shares with this computer to tell our messages from others'. Only the keyed
/// state is kept, as with [`crate::secrets::AccessKey`].
#[derive(Clone)]
pub(crate) struct WebhookSecret(Box<Hmac<Sha256>>);

/// Why a text is no secret. Says nothing of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the webhook's secret has fewer than {LEAST} characters")]
pub(crate) struct TooShort;

impl WebhookSecret {
    pub(crate) fn parse(text: &str) -> Result<Self, TooShort> {
        if text.trim().len() < LEAST {
            return Err(TooShort);
        }
        // HMAC takes keys of any length.
        let keyed = Hmac::new_from_slice(text.trim().as_bytes()).map_err(|_length| TooShort)?;
        Ok(Self(Box::new(keyed)))
    }

    /// The value of `Pagedial-Signature`: the time of sending in seconds since 1970, which the
    /// receiver holds against its clock, and HMAC-SHA256 in hexadecimal over that time, a full stop
    /// and the body.
    pub(super) fn signature(&self, seconds: u64, body: &[u8]) -> String {
        let signed = Hmac::clone(&self.0).chain_update(format!("{seconds}.")).chain_update(body);
        let code = signed.finalize().into_bytes();
        let hex: String = code.iter().map(|byte| format!("{byte:02x}")).collect();
        format!("t={seconds},v1={hex}")
    }
}

impl fmt::Debug for WebhookSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WebhookSecret(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_guessable_secret_is_refused_and_none_is_shown() {
        assert_eq!(WebhookSecret::parse(&"a".repeat(31)).unwrap_err(), TooShort);
        let secret = WebhookSecret::parse(&format!("CANARY{}\n", "a".repeat(32))).unwrap();
        assert_eq!(format!("{secret:?}"), "WebhookSecret(…)");
    }

    /// Computed with `printf '%s' '1700000000.{}' | openssl dgst -sha256 -hmac …`.
    #[test]
    fn the_signature_covers_time_and_body() {
        let secret = WebhookSecret::parse("0123456789abcdef0123456789abcdef").unwrap();
        assert_eq!(secret.signature(1_700_000_000, b"{}"), EXPECTED);
        assert_ne!(secret.signature(1_700_000_001, b"{}")[13..], EXPECTED[13..]);
        assert_ne!(secret.signature(1_700_000_000, b"{ }")[13..], EXPECTED[13..]);
    }

    const EXPECTED: &str =
        "t=1700000000,v1=417adf36b901772f658597a76d329694e335e65fc0849d7715c3ca33406309b5";
}
