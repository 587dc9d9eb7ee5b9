//! Extension page ⇄ native host, as native messaging frames of JSON.

use serde::{Deserialize, Serialize};

use crate::{AccessToken, E164, WireError, engine::Driver};

/// The version of this protocol. A peer with another `major` is not understood; a higher `minor`
/// only adds.
pub const PROTOCOL: ProtocolVersion = ProtocolVersion { major: 1, minor: 0 };

/// The native messaging host's name, as in its manifest.
pub const HOST_NAME: &str = "com.pagedial.host";

/// The add-on's id in Firefox, as in its manifest.
pub const FIREFOX_ADDON_ID: &str = "pagedial@pagedial.example";

/// The extension's id in Chromium. It follows from the public key in the manifest
/// (`manifest/extension-key.txt`), so it is the same for every way of loading the extension.
pub const EXTENSION_ID: &str = "ednlpdofbdjfammnimkohpkfbcpikepi";

/// Major and minor version of the protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProtocolVersion {
    /// Incompatible when it differs.
    pub major: u16,
    /// Additions.
    pub minor: u16,
}

/// A request and the id under which its answer comes back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Request {
    /// Chosen by the extension, unique while the port lives.
    pub id: u32,
    /// What is asked.
    pub body: RequestBody,
}

/// What the extension can ask. The variants are structs without exception because serde lets
/// unknown fields pass in unit variants of a tagged enum.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum RequestBody {
    /// Always first: who are you, are you configured?
    Hello {
        /// The extension's protocol.
        protocol: ProtocolVersion,
        /// The extension's version, for the log.
        extension_version: String,
    },
    /// A token for this person, fresh or cached.
    IssueToken {},
    /// May this number be called now? Asked before every call; the engine dials only what was
    /// allowed.
    AuthorizeCall {
        /// The number.
        number: E164,
    },
    /// A call has ended.
    RecordCall {
        /// What there is to remember of it.
        record: CallRecord,
    },
}

/// An answer to the request of the same id.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Response {
    /// The request's id; `None` when the request was too broken to have one.
    pub id: Option<u32>,
    /// How it went.
    pub outcome: Outcome,
}

/// How a request went.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// As asked.
    Ok(Answer),
    /// Not, and why.
    Error(WireError),
}

/// The answers, one for each [`RequestBody`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum Answer {
    /// To `hello`.
    Hello {
        /// The host's protocol.
        protocol: ProtocolVersion,
        /// The host's version.
        host_version: String,
        /// Where the call engine is served.
        engine: EngineAddress,
        /// The phone service, if there is one.
        account: Account,
    },
    /// To `issue_token`.
    Token {
        /// The token and whose it is.
        token: IssuedToken,
    },
    /// To `authorize_call`.
    Authorization {
        /// Whether, and by which rule.
        authorization: Authorization,
    },
    /// To `record_call`: it is on disk.
    Recorded {},
}

/// The engine's page of this launch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EngineAddress {
    /// `http://localhost:<port>/pagedial-engine/<secret>/index.html`.
    pub url: String,
    /// `http://localhost:<port>`: the only origin that the dialer posts to.
    pub origin: String,
    /// Which driver the host is set to.
    pub driver: Driver,
}

/// What the host knows of the phone service. Never the secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum Account {
    /// No connection string anywhere.
    NotConfigured {},
    /// Something is set but can't be used.
    Invalid {
        /// What is wrong with it.
        error: WireError,
    },
    /// Ready to mint tokens.
    Configured {
        /// The number that the called person sees (`ACS_PHONE_NUMBER`).
        caller_id: Option<E164>,
        /// The number that an empty dialer offers (`CUSTOMER_PHONE_NUMBER`).
        default_number: Option<E164>,
    },
}

/// A token and its facts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct IssuedToken {
    /// The token.
    pub token: AccessToken,
    /// When it ends, in milliseconds since 1970-01-01 UTC.
    #[cfg_attr(feature = "typescript", ts(type = "number"))]
    pub expires_on_ms: u64,
    /// The ACS identity, `8:acs:…`. Not secret, but personal.
    pub user_id: String,
}

/// The host's word on one call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "decision", rename_all = "snake_case", deny_unknown_fields)]
pub enum Authorization {
    /// The engine may dial.
    Allowed {
        /// The call's id from here to the history.
        call: CallId,
        /// The caller ID to present, if the driver needs one.
        caller_id: Option<E164>,
    },
    /// The engine may not.
    Denied {
        /// The rule that decided.
        rule: DenyRule,
    },
}

/// Why a call was denied. Emergency and other short codes need no rule: they are no [`E164`], so
/// they never come this far.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DenyRule {
    /// The phone network wants a caller ID, and none is configured (`ACS_PHONE_NUMBER`).
    NoCallerId,
}

/// Names one call, from its authorisation to its record. Chosen by the host.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(type = "string"))]
pub struct CallId(pub String);

/// What is remembered of an ended call. Times are in milliseconds since 1970-01-01 UTC.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CallRecord {
    /// The call that was authorised.
    pub call: CallId,
    /// The number called.
    pub number: E164,
    /// When Call was pressed.
    pub started_at_ms: u64,
    /// When the other side answered, if it did.
    pub answered_at_ms: Option<u64>,
    /// When it was over.
    pub ended_at_ms: u64,
    /// How it ended.
    pub end: crate::engine::EndReason,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_field_is_refused_at_every_level() {
        for text in [
            r#"{"id":1,"body":{"type":"issue_token"},"extra":1}"#,
            r#"{"id":1,"body":{"type":"issue_token","extra":1}}"#,
            r#"{"id":1,"body":{"type":"authorize_call","number":"+14255550123","force":true}}"#,
            r#"{"id":1,"body":{"type":"hello","protocol":{"major":1,"minor":0,"patch":0},"extension_version":"1"}}"#,
            r#"{"id":1,"body":{"type":"give_secret"}}"#,
        ] {
            assert!(serde_json::from_str::<Request>(text).is_err(), "{text}");
        }
        assert!(
            serde_json::from_str::<Request>(r#"{"id":1,"body":{"type":"issue_token"}}"#).is_ok()
        );
    }

    /// Chromium: the first 128 bits of SHA-256 over the public key in DER, each hexadecimal digit
    /// written as one of the letters a to p.
    #[test]
    fn the_extension_id_follows_from_the_manifest_key() {
        use base64::prelude::*;
        use sha2::{Digest, Sha256};
        let key = include_str!("../../../manifest/extension-key.txt").trim();
        let hash = Sha256::digest(BASE64_STANDARD.decode(key).unwrap());
        let nibbles = hash[..16].iter().flat_map(|byte| [byte >> 4, byte & 15]);
        let id: String = nibbles.map(|nibble| char::from(b'a' + nibble)).collect();
        assert_eq!(id, EXTENSION_ID);
    }

    #[test]
    fn only_an_e164_number_can_be_authorised() {
        let text = r#"{"id":1,"body":{"type":"authorize_call","number":"911"}}"#;
        assert!(serde_json::from_str::<Request>(text).is_err());
    }
}
