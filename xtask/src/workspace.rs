//! Where things are, from the workspace's root.

use std::path::{Path, PathBuf};

/// The workspace's root: this crate's parent.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new("."))
}

/// Cargo's target folder. `CARGO_TARGET_DIR` is honoured, as cargo itself does.
pub(crate) fn target() -> PathBuf {
    match std::env::var_os("CARGO_TARGET_DIR") {
        Some(folder) => root().join(folder),
        None => root().join("target"),
    }
}

/// The unpacked extension for Chromium.
pub(crate) fn extension() -> PathBuf {
    target().join("extension/chromium")
}

/// The npm tarball of the calling SDK, as `npm pack` names it. Never committed, never packed.
pub(crate) fn sdk_tarball() -> PathBuf {
    target().join("sdk/azure-communication-calling-2.0.0.tgz")
}
