//! Where libphonenumber's XML comes from: the crates.io package `phonenumber`, whose `assets/`
//! hold it. The package is a dependency that is never compiled (see this crate's manifest), so
//! cargo fetches it, checks its hash against the lock file and knows where it lies.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::CompileError;

/// A libphonenumber XML file and its version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// `PhoneNumberMetadata.xml`
    pub main: PathBuf,
    /// `PhoneNumberMetadataForTesting.xml`, which Google's own tests run against.
    pub testing: PathBuf,
    /// `ShortNumberMetadata.xml`
    pub short_numbers: PathBuf,
    /// The libphonenumber version, such as `9.0.33`.
    pub version: String,
}

/// Asks cargo where the package with the XML lies; cargo fetches it if it is not there yet.
///
/// # Errors
/// When cargo cannot be run or cannot fetch the package; the text is cargo's own.
pub fn locate() -> Result<Source, CompileError> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
    let output = Command::new(cargo)
        .args(["metadata", "--format-version", "1", "--manifest-path", manifest])
        .output()
        .map_err(|error| CompileError::Source(format!("cargo could not be started: {error}")))?;
    if !output.status.success() {
        return Err(CompileError::Source(String::from_utf8_lossy(&output.stderr).into_owned()));
    }
    let answer: serde_json::Value = serde_json::from_slice(&output.stdout)
        .map_err(|error| CompileError::Source(format!("cargo's answer is not JSON: {error}")))?;
    package(&answer).ok_or_else(|| {
        CompileError::Source("cargo knows no package `phonenumber` with metadata".into())
    })
}

fn package(answer: &serde_json::Value) -> Option<Source> {
    let packages = answer.get("packages")?.as_array()?;
    let package = packages.iter().find(|package| {
        package.get("name").and_then(|name| name.as_str()) == Some("phonenumber")
    })?;
    let (_, version) = package.get("version")?.as_str()?.split_once('+')?;
    let assets = Path::new(package.get("manifest_path")?.as_str()?).parent()?.join("assets");
    Some(Source {
        main: assets.join("PhoneNumberMetadata.xml"),
        testing: assets.join("PhoneNumberMetadataForTesting.xml"),
        short_numbers: assets.join("ShortNumberMetadata.xml"),
        version: version.to_owned(),
    })
}
