//! Extension page ⇄ native host, as native messaging frames of JSON.

use serde::{Deserialize, Serialize};

use crate::{
    AccessToken, BoundedText, CallContext, Callee, E164, EmergencyCountry, WireError,
    engine::Driver,
};

/// The version of this protocol. A peer with another `major` is not understood; a higher `minor`
/// only adds.
pub const PROTOCOL: ProtocolVersion = ProtocolVersion { major: 1, minor: 1 };

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
        number: Callee,
        /// What the history keeps beside it.
        #[serde(default)]
        context: CallContext,
    },
    /// A call has ended.
    RecordCall {
        /// What there is to remember of it.
        record: CallRecord,
    },
    /// What the person notes down about a call of the history, in the place of earlier notes.
    NoteCall {
        /// The call.
        call: CallId,
        /// The notes.
        notes: CallNotes,
    },
    /// Is the calling component there that the driver needs? Asked by the welcome page.
    CheckComponent {},
    /// The latest calls, newest first, a page at a time.
    ListRecents {
        /// Where the page before ended; `None` for the newest calls.
        before: Option<RecentsPlace>,
        /// How many at most. [`MAX_RECENTS`] is the most that an answer holds.
        limit: u8,
    },
}

/// The most calls in one answer to [`RequestBody::ListRecents`]: each is below 6 KB, so a frame
/// has room for them.
pub const MAX_RECENTS: u8 = 50;

/// What a person notes down about a call.
pub type CallNotes = BoundedText<1000>;

/// A place in the list of calls, as [`Answer::Recents`] gave it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RecentsPlace(pub u32);

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
    /// To `note_call`: it is on disk.
    Noted {},
    /// To `check_component`.
    Component {
        /// What is wrong with it; `None` when it is there, or when the driver needs none.
        problem: Option<WireError>,
    },
    /// To `list_recents`.
    Recents {
        /// The calls, newest first.
        calls: Vec<PastCall>,
        /// Where the next page begins; `None` when there is none.
        next: Option<RecentsPlace>,
    },
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
        /// Where the administrator has enabled emergency calling. Since version 1.1, and never told
        /// to an extension that is older.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        emergency_calling: Vec<EmergencyCountry>,
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

/// Why a call was denied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DenyRule {
    /// The phone network wants a caller ID, and none is configured (`ACS_PHONE_NUMBER`).
    NoCallerId,
    /// An emergency number, behind a calling code or of a country for which the administrator has not
    /// enabled emergency calling. Help is called by a telephone: this computer's place is not known
    /// to the phone service.
    EmergencyNumber,
    /// Another short number behind a calling code; its price is not to be known from abroad.
    ShortNumber,
    /// A number of no known numbering plan.
    UnknownNumber,
    /// A number at a premium.
    PremiumRate,
    /// A satellite or international network.
    Satellite,
    /// Another type of number that the policy does not allow.
    NumberType,
    /// The policy has a list of countries and calling codes, and this one is not on it.
    DestinationNotAllowed,
    /// The policy forbids this country or calling code.
    DestinationDenied,
    /// The policy's quiet hours.
    QuietHours,
    /// The calls of the last hour are as many as the policy allows.
    CallsPerHour,
    /// The calls of the last 24 hours are as many as the policy allows.
    CallsPerDay,
}

impl DenyRule {
    /// Every rule.
    pub const ALL: [Self; 12] = [
        Self::NoCallerId,
        Self::EmergencyNumber,
        Self::ShortNumber,
        Self::UnknownNumber,
        Self::PremiumRate,
        Self::Satellite,
        Self::NumberType,
        Self::DestinationNotAllowed,
        Self::DestinationDenied,
        Self::QuietHours,
        Self::CallsPerHour,
        Self::CallsPerDay,
    ];

    /// The name on the wire.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::NoCallerId => "no_caller_id",
            Self::EmergencyNumber => "emergency_number",
            Self::ShortNumber => "short_number",
            Self::UnknownNumber => "unknown_number",
            Self::PremiumRate => "premium_rate",
            Self::Satellite => "satellite",
            Self::NumberType => "number_type",
            Self::DestinationNotAllowed => "destination_not_allowed",
            Self::DestinationDenied => "destination_denied",
            Self::QuietHours => "quiet_hours",
            Self::CallsPerHour => "calls_per_hour",
            Self::CallsPerDay => "calls_per_day",
        }
    }
}

/// Names one call, from its authorisation to its record. Chosen by the host, or by the engine for a
/// call that comes in.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(type = "string"))]
pub struct CallId(pub String);

impl CallId {
    /// Whether the id of an incoming call, which the engine has named, has the form of a UUID
    /// (RFC 9562 §4): the history keeps nothing else under an id.
    #[must_use]
    pub fn is_uuid(&self) -> bool {
        self.0.len() == 36 && self.0.bytes().all(|it| it.is_ascii_hexdigit() || it == b'-')
    }
}

/// What is remembered of an ended call. Times are in milliseconds since 1970-01-01 UTC.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CallRecord {
    /// The call that was authorised, or that came in.
    pub call: CallId,
    /// Who called whom.
    #[serde(default)]
    pub direction: Direction,
    /// The other side's number. A caller's may be withheld.
    pub number: Option<Callee>,
    /// When Call was pressed, or the first ring.
    pub started_at_ms: u64,
    /// When the other side answered, if it did.
    pub answered_at_ms: Option<u64>,
    /// When it was over.
    pub ended_at_ms: u64,
    /// How it ended.
    pub end: crate::engine::EndReason,
}

/// Who called whom.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// This person called.
    #[default]
    Outgoing,
    /// This person was called.
    Incoming,
}

/// A call of the history. Times are in milliseconds since 1970-01-01 UTC.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PastCall {
    /// Its id.
    pub call: CallId,
    /// Who called whom.
    pub direction: Direction,
    /// The other side's number; `None` when the caller withheld it.
    pub number: Option<Callee>,
    /// When it began.
    pub started_at_ms: u64,
    /// When it was answered, if it was.
    pub answered_at_ms: Option<u64>,
    /// When it was over; `None` while it goes on, and for good if the computer failed meanwhile.
    pub ended_at_ms: Option<u64>,
    /// How it ended; `None` as with `ended_at_ms`.
    pub end: Option<crate::engine::EndReason>,
    /// Whom, and from which page.
    pub context: CallContext,
    /// What the person noted down.
    pub notes: CallNotes,
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
    fn a_rule_has_the_same_name_everywhere() {
        for rule in DenyRule::ALL {
            assert_eq!(serde_json::to_value(rule).unwrap(), rule.name());
        }
    }

    #[test]
    fn a_full_page_of_recents_fits_a_frame() {
        let call = PastCall {
            call: CallId("f".repeat(32)),
            direction: Direction::Outgoing,
            number: E164::parse("+123456789012345").ok().map(Callee::from),
            started_at_ms: u64::MAX,
            answered_at_ms: Some(u64::MAX),
            ended_at_ms: Some(u64::MAX),
            end: None,
            context: CallContext {
                name: Some(BoundedText::fitted(&"😀".repeat(120))),
                page_title: Some(BoundedText::fitted(&"😀".repeat(200))),
                page_origin: None,
            },
            notes: BoundedText::fitted(&"😀".repeat(1000)),
        };
        let calls = vec![call; usize::from(MAX_RECENTS)];
        let answer = Answer::Recents { calls, next: None };
        let frame = crate::framing::frame(&serde_json::to_vec(&answer).unwrap());
        assert!(frame.unwrap().len() < crate::framing::MAX_FRAME / 2);
    }

    #[test]
    fn only_a_number_that_can_be_called_can_be_asked_about() {
        for (number, can_be) in [("+14255550123", true), ("911", true), ("110", false), ("", false)]
        {
            let text =
                format!(r#"{{"id":1,"body":{{"type":"authorize_call","number":"{number}"}}}}"#);
            assert_eq!(serde_json::from_str::<Request>(&text).is_ok(), can_be, "{number}");
        }
    }
}
