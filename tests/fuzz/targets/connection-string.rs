//! What people paste for a connection string: never a panic, never a word of it in an error, and
//! never an endpoint that a secret could go to in the clear.
#![no_main]

use libfuzzer_sys::fuzz_target;
use pagedial_connection_string::Parts;

fuzz_target!(|data: &[u8]| {
    let Ok(text) = std::str::from_utf8(data) else { return };
    match Parts::of(text) {
        Ok(Parts { endpoint, access_key }) => {
            let written = endpoint.to_string();
            assert!(written.starts_with("https://") || endpoint.is_loopback(), "{written}");
            assert!(text.contains(access_key));
            let again = format!("accesskey={access_key};endpoint={written}");
            let parts = Parts::of(&again).unwrap_or_else(|error| panic!("{again}: {error}"));
            assert_eq!((parts.endpoint, parts.access_key), (endpoint, access_key));
        }
        Err(error) => {
            let said = error.to_string();
            // Whole words of some length could be parts of a key.
            for word in text.split(|char: char| !char.is_alphanumeric()) {
                assert!(word.len() <= 12 || !said.contains(word), "{word}");
            }
        }
    }
});
