//! Azure's calling SDK is not ours to hand on, so no package leaves with a file of it.

use std::{collections::HashSet, fs, io::Read as _, path::Path};

use anyhow::{Context as _, ensure};
use flate2::read::GzDecoder;
use sha2::{Digest as _, Sha256};

use super::File;

/// Smaller files of it, such as a list of exports, say nothing.
const LEAST_BYTES: usize = 4096;

/// A line as long as this is nobody's but the SDK's: its bundle is one of 7 MB.
const PIECE_BYTES: usize = 4096;

/// What the SDK's files are known by.
pub(crate) struct Fingerprints {
    whole: HashSet<String>,
    /// The beginnings of its files, by which they are found inside of others.
    beginnings: Vec<Vec<u8>>,
}

impl Fingerprints {
    /// Of every file in npm's tarball.
    pub(crate) fn of_tarball(tarball: &Path) -> anyhow::Result<Self> {
        let file = fs::File::open(tarball).with_context(|| tarball.display().to_string())?;
        let mut contents = Vec::new();
        for entry in tar::Archive::new(GzDecoder::new(file)).entries()? {
            let mut content = Vec::new();
            entry?.read_to_end(&mut content)?;
            contents.push(content);
        }
        Ok(Self::of(contents))
    }

    fn of(contents: Vec<Vec<u8>>) -> Self {
        let long = || contents.iter().filter(|content| content.len() >= LEAST_BYTES);
        Self {
            whole: long().map(|content| sha256(content)).collect(),
            beginnings: long().map(|content| content[..PIECE_BYTES].to_vec()).collect(),
        }
    }

    /// # Errors
    /// A file of the SDK is among them, as it is or inside of another.
    pub(crate) fn refuse(&self, files: &[File]) -> anyhow::Result<()> {
        for File { path, content, .. } in files {
            let has_it = self.whole.contains(&sha256(content))
                || self.beginnings.iter().any(|piece| contains(content, piece));
            ensure!(
                !has_it,
                "{path} holds a file of Azure's calling SDK, which is not ours to pack"
            );
        }
        Ok(())
    }
}

/// Looks for the piece's first bytes before it compares: a bundle is long.
fn contains(content: &[u8], piece: &[u8]) -> bool {
    let Some((&first, _)) = piece.split_first() else { return false };
    let mut rest = content;
    while let Some(at) = rest.iter().position(|&byte| byte == first) {
        rest = &rest[at..];
        if rest.starts_with(piece) {
            return true;
        }
        rest = &rest[1..];
    }
    false
}

pub(crate) fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_of_the_sdk_is_refused_as_it_is_and_inside_of_another() {
        let bundle: Vec<u8> = (0..20_000u32).flat_map(u32::to_le_bytes).collect();
        let sdk = Fingerprints::of(vec![bundle.clone(), b"export {};".to_vec()]);
        let inside = [b"!function(){".as_slice(), &bundle, b"}()"].concat();
        for content in [bundle, inside] {
            let files = [File::readable("a.js", Vec::new()), File::readable("sdk.js", content)];
            let error = sdk.refuse(&files).unwrap_err().to_string();
            assert!(error.starts_with("sdk.js holds"), "{error}");
        }
        assert!(sdk.refuse(&[File::readable("a.js", b"export {};".to_vec())]).is_ok());
    }
}
