use std::path::PathBuf;

use base64::prelude::*;
use hyper::body::Bytes;
use sha2::{Digest, Sha256};

use crate::{calling_sdk, error::HostError};

/// What `index.html` holds in the place of the one origin that may open the engine.
const OPENER: &str = "PAGEDIAL_OPENER";

/// The name of the engine's page, the only file that is opened by itself.
pub(super) const INDEX: &str = "index.html";

const PAGE: &str =
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/call-engine/dist/index.html"));
const ENGINE: &[u8] =
    include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/call-engine/dist/engine.js"));
const COMMON: &[u8] = include_bytes!(concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/call-engine/dist/communication-common.js"
));
const LOGGER: &[u8] =
    include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/call-engine/dist/logger.js"));

/// Every file that can be served: a fixed table, so no path of a request ever reaches the disk.
pub(super) struct Pages {
    index: Bytes,
    import_map_hash: Option<String>,
    calling_sdk: PathBuf,
}

/// A file as it is served.
pub(super) struct File {
    pub(super) content_type: &'static str,
    pub(super) content: Bytes,
}

const HTML: &str = "text/html; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";

impl Pages {
    pub(super) fn new(opener: &str, calling_sdk: PathBuf) -> Self {
        Self {
            index: Bytes::from(PAGE.replace(OPENER, opener)),
            import_map_hash: import_map(PAGE)
                .map(|text| BASE64_STANDARD.encode(Sha256::digest(text))),
            calling_sdk,
        }
    }

    /// The file of this name; `None` if there is none of it.
    ///
    /// # Errors
    /// The calling SDK is not installed, or is not the pinned one.
    pub(super) async fn file(&self, name: &str) -> Result<Option<File>, HostError> {
        let script = |content| File { content_type: SCRIPT, content };
        Ok(Some(match name {
            INDEX => File { content_type: HTML, content: self.index.clone() },
            "engine.js" => script(Bytes::from_static(ENGINE)),
            "communication-common.js" => script(Bytes::from_static(COMMON)),
            "logger.js" => script(Bytes::from_static(LOGGER)),
            "calling.js" => script(calling_sdk::bundle(self.calling_sdk.clone()).await?.into()),
            _ => return Ok(None),
        }))
    }

    /// Base64 of SHA-256 over the inline import map: import maps can't be external files, and CSP
    /// lets an inline one through by its hash.
    pub(super) fn import_map_hash(&self) -> Option<&str> {
        self.import_map_hash.as_deref()
    }
}

fn import_map(page: &str) -> Option<&str> {
    let (_, rest) = page.split_once(r#"<script type="importmap">"#)?;
    rest.split_once("</script>").map(|(text, _)| text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_names_its_opener_and_has_an_import_map() {
        let pages = Pages::new("chrome-extension://abc", PathBuf::new());
        let page = std::str::from_utf8(&pages.index).unwrap();
        assert!(page.contains(r#"name="pagedial-opener" content="chrome-extension://abc""#));
        assert!(!page.contains(OPENER));
        assert!(pages.import_map_hash().is_some());
    }

    #[test]
    fn the_import_map_is_taken_with_every_byte_of_white_space() {
        let page = "<script type=\"importmap\">\n {}\t</script><script>1</script>";
        assert_eq!(import_map(page), Some("\n {}\t"));
        assert_eq!(import_map("<script>1</script>"), None);
    }
}
