//! Frames and messages from either side of the native host and from a content script.
#![no_main]

use libfuzzer_sys::fuzz_target;
use pagedial_protocol::{
    E164, PageOrigin,
    framing::{MAX_FRAME, body_length},
    host::Request,
    page::FromContent,
};

fuzz_target!(|data: &[u8]| {
    if let Some((header, body)) = data.split_first_chunk::<4>() {
        if let Ok(length) = body_length(*header) {
            assert!(length <= MAX_FRAME);
        }
        if let Ok(request) = serde_json::from_slice::<Request>(body) {
            let again = serde_json::to_vec(&request).expect("what was read can be written");
            assert_eq!(serde_json::from_slice::<Request>(&again).ok(), Some(request));
        }
        if let Ok(message) = serde_json::from_slice::<FromContent>(body) {
            let again = serde_json::to_vec(&message).expect("what was read can be written");
            assert_eq!(serde_json::from_slice::<FromContent>(&again).ok(), Some(message));
        }
    }
    if let Ok(text) = std::str::from_utf8(data) {
        if let Ok(number) = E164::parse(text) {
            assert_eq!(number.as_str(), text);
        }
        let _ = PageOrigin::parse(text);
    }
});
