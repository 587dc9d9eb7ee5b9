//! From a frame's bytes to a request, or to the error that answers it.

use pagedial_protocol::{
    ErrorCode,
    host::{PROTOCOL, ProtocolVersion, Request},
};
use serde::Deserialize;
use serde_json::Value;

use crate::error::HostError;

/// A frame that holds no request, and the id to answer under if it had one.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Unread {
    pub(crate) id: Option<u32>,
    pub(crate) error: HostError,
}

/// Reads a request strictly. If it is none, looks once more, with patience, for what to answer.
pub(crate) fn read(frame: &[u8]) -> Result<Request, Unread> {
    serde_json::from_slice(frame).map_err(|_not_a_request| why_not(frame))
}

fn why_not(frame: &[u8]) -> Unread {
    let Ok(value) = serde_json::from_slice::<Value>(frame) else {
        return Unread { id: None, error: ErrorCode::MalformedFrame.into() };
    };
    let id = value.get("id").and_then(Value::as_u64).and_then(|id| u32::try_from(id).ok());
    let error = match foreign_hello(&value) {
        Some(version) => upgrade_needed(version),
        None => ErrorCode::MalformedRequest.into(),
    };
    Unread { id, error }
}

/// The version in a `hello` of another major version, which may have fields that this one does not
/// know.
fn foreign_hello(request: &Value) -> Option<ProtocolVersion> {
    #[derive(Deserialize)]
    struct Loose {
        major: u16,
        minor: u16,
    }
    let body = request.get("body")?;
    let is_hello = body.get("type")?.as_str()? == "hello";
    let Loose { major, minor } = Loose::deserialize(body.get("protocol")?).ok()?;
    (is_hello && major != PROTOCOL.major).then_some(ProtocolVersion { major, minor })
}

/// The answer to an extension that the host does not understand. It says which of the two is the
/// older one.
pub(crate) fn upgrade_needed(theirs: ProtocolVersion) -> HostError {
    let is_ours_older = (PROTOCOL.major, PROTOCOL.minor) < (theirs.major, theirs.minor);
    let older = if is_ours_older { "host" } else { "extension" };
    let detail = format!(
        "the extension speaks {}.{}, the host {}.{}: the {older} is the older one",
        theirs.major, theirs.minor, PROTOCOL.major, PROTOCOL.minor
    );
    HostError::new(ErrorCode::UpgradeNeeded, detail)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn unread(text: &str) -> (Option<u32>, ErrorCode) {
        let Unread { id, error } = read(text.as_bytes()).unwrap_err();
        (id, error.code)
    }

    #[test]
    fn a_request_is_read() {
        assert_eq!(read(br#"{"id":7,"body":{"type":"issue_token"}}"#).unwrap().id, 7);
    }

    #[test]
    fn a_malformed_request_is_answered_under_its_id() {
        use ErrorCode::{MalformedFrame, MalformedRequest};
        for (text, id, code) in [
            (r#"{"id":7,"body":{"type":"give_secret"}}"#, Some(7), MalformedRequest),
            (r#"{"id":7,"body":{"type":"issue_token"},"extra":1}"#, Some(7), MalformedRequest),
            (r#"{"id":7}"#, Some(7), MalformedRequest),
            (r#"{"id":-1,"body":{"type":"issue_token"}}"#, None, MalformedRequest),
            (r#"{"id":4294967296,"body":{"type":"issue_token"}}"#, None, MalformedRequest),
            (r#"{"body":{"type":"issue_token"}}"#, None, MalformedRequest),
            ("[]", None, MalformedRequest),
            ("7", None, MalformedRequest),
            ("", None, MalformedFrame),
            ("{", None, MalformedFrame),
            (r#"{"id":7,"body":{"type":"issue_token"}} {}"#, None, MalformedFrame),
        ] {
            assert_eq!(unread(text), (id, code), "{text}");
        }
        assert_eq!(read(b"\"\xff\"").unwrap_err().error.code, MalformedFrame);
    }

    #[test]
    fn another_major_version_is_told_so_whatever_else_it_says() {
        let hello = r#"{"id":1,"body":{"type":"hello","protocol":{"major":2,"minor":3,"patch":1},"new":[]},"x":0}"#;
        let Unread { id, error } = read(hello.as_bytes()).unwrap_err();
        assert_eq!((id, error.code), (Some(1), ErrorCode::UpgradeNeeded));
        assert_eq!(
            error.detail.unwrap(),
            "the extension speaks 2.3, the host 1.1: the host is the older one"
        );
    }

    #[test]
    fn deep_nesting_is_refused_and_does_not_overflow() {
        let text = "[".repeat(500_000);
        assert_eq!(unread(&text), (None, ErrorCode::MalformedFrame));
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = read(&bytes);
        }

        #[test]
        fn no_json_makes_it_panic(text in r#"[{}\[\]":,0-9a-z]{0,80}"#) {
            let _ = read(text.as_bytes());
        }
    }
}
