//! Microsoft's calling SDK on this computer. It is not ours to hand on, so each installation gets
//! it from npm's own package; one exact version, checked bit by bit, never changed.

mod download;

use std::{
    fs::{self, File},
    io::{self, Read, Write},
    path::{Path, PathBuf},
};

use base64::prelude::*;
use flate2::read::GzDecoder;
use pagedial_protocol::ErrorCode;
use sha2::{Digest, Sha256, Sha512};

pub(crate) use download::Registry;

use crate::{error::HostError, rights};

/// The package and its version, as npm names them.
pub(crate) const PACKAGE: &str = "@azure/communication-calling@2.0.0";

/// npm's own `integrity` of the package's tarball, without `sha512-`.
const TARBALL_SHA512: &str =
    "KnRWg3brTsLvKGb/jKXxki5jHV/QUG5Kavvu1Ne4pCSbcek2yT5m/7QbNnabFILUiCnLf/iHS8sGTwD5HqExbg==";

/// Beyond this it is not the pinned tarball (3,722,739 bytes), so it need not be read.
const MOST_TARBALL_BYTES: u64 = 8 * 1024 * 1024;

/// The one module that the engine loads, and its licence, which must stay with it.
const BUNDLE: &str = "sdk.bundle.js";
const FILES: [(&str, &str); 3] = [
    ("package/dist-esm/sdk.bundle.js", BUNDLE),
    ("package/LICENSE", "LICENSE"),
    ("package/NOTICES.txt", "NOTICES.txt"),
];

const BUNDLE_BYTES: u64 = 7_428_754;
const BUNDLE_SHA256: [u8; 32] = [
    0xf2, 0x89, 0x1f, 0x49, 0x4b, 0xf6, 0x32, 0x47, 0x1f, 0xf4, 0x35, 0x82, 0x84, 0xa7, 0x33, 0x15,
    0x53, 0xdf, 0x8d, 0xa7, 0x0a, 0xb3, 0x8d, 0xd1, 0x44, 0xfe, 0x88, 0x59, 0xaa, 0x6a, 0x05, 0x8f,
];

/// Where the package is to come from.
#[derive(Clone, Debug)]
pub(crate) enum Origin {
    Tarball(PathBuf),
    Registry(Registry),
}

/// What installing did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Installed {
    Now,
    /// The right files were there already.
    Before,
}

/// The SDK's module, checked. It is read as a whole, so that what is served is what was checked;
/// the memory (7 MB) is free again when it is sent.
pub(crate) async fn bundle(folder: PathBuf) -> Result<Vec<u8>, HostError> {
    tokio::task::spawn_blocking(move || checked_bundle(&folder))
        .await
        .map_err(|error| HostError::new(ErrorCode::Internal, error.to_string()))?
}

/// Whether the right SDK is installed.
pub(crate) fn check(folder: &Path) -> Result<(), HostError> {
    checked_bundle(folder).map(drop)
}

fn checked_bundle(folder: &Path) -> Result<Vec<u8>, HostError> {
    let path = folder.join(BUNDLE);
    let file = File::open(&path).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => ErrorCode::SdkMissing.into(),
        _ => HostError::storage("reading", &path, &error),
    })?;
    let mut bundle = Vec::new();
    // One byte more than is right tells that it is wrong.
    file.take(BUNDLE_BYTES + 1)
        .read_to_end(&mut bundle)
        .map_err(|error| HostError::storage("reading", &path, &error))?;
    if Sha256::digest(&bundle)[..] == BUNDLE_SHA256 {
        Ok(bundle)
    } else {
        let detail = format!("{} is not the file of {PACKAGE}", path.display());
        Err(HostError::new(ErrorCode::SdkDamaged, detail))
    }
}

/// Installs the SDK from npm's tarball of exactly [`PACKAGE`].
pub(crate) async fn install(from: &Origin, folder: &Path) -> Result<Installed, HostError> {
    if is_installed(folder) {
        return Ok(Installed::Before);
    }
    let tarball = match from {
        Origin::Tarball(path) => {
            let storage = |error: io::Error| HostError::storage("reading", path, &error);
            let mut bytes = Vec::new();
            let file = File::open(path).map_err(storage)?;
            file.take(MOST_TARBALL_BYTES).read_to_end(&mut bytes).map_err(storage)?;
            checked(bytes, &path.display().to_string())?
        }
        Origin::Registry(registry) => {
            let partial = folder.with_extension("partial.tgz");
            download::fetch(registry, &partial).await?;
            let bytes = download::take(&partial)
                .map_err(|error| HostError::storage("reading", &partial, &error))?;
            checked(bytes, "what the registry sent")?
        }
    };
    unpack(&tarball, folder).map(|()| Installed::Now)
}

fn is_installed(folder: &Path) -> bool {
    let is_whole = FILES.iter().all(|(_, name)| folder.join(name).exists());
    is_whole && checked_bundle(folder).is_ok()
}

/// Puts the files in place in one step, so that there is never half of them.
fn unpack(tarball: &[u8], folder: &Path) -> Result<(), HostError> {
    let storage = |error: io::Error| HostError::storage("installing into", folder, &error);
    let parent = folder.parent().ok_or_else(|| storage(io::ErrorKind::InvalidInput.into()))?;
    rights::create_private_folder(parent).map_err(storage)?;
    let fresh = tempfile::tempdir_in(parent).map_err(storage)?;
    let new = fresh.path().join("new");
    fs::create_dir(&new).map_err(storage)?;
    extract(tarball, &new).map_err(storage)?;
    if folder.exists() {
        fs::rename(folder, fresh.path().join("old")).map_err(storage)?;
    }
    fs::rename(&new, folder).map_err(storage)?;
    checked_bundle(folder).map(drop)
}

fn checked(tarball: Vec<u8>, origin: &str) -> Result<Vec<u8>, HostError> {
    if BASE64_STANDARD.encode(Sha512::digest(&tarball)) == TARBALL_SHA512 {
        Ok(tarball)
    } else {
        let detail = format!("{origin} is not npm's tarball of {PACKAGE}");
        Err(HostError::new(ErrorCode::SdkDamaged, detail))
    }
}

/// The tarball is the pinned one, so its names and sizes are known to be harmless.
fn extract(tarball: &[u8], folder: &Path) -> io::Result<()> {
    let mut archive = tar::Archive::new(GzDecoder::new(tarball));
    for entry in archive.entries()? {
        let mut entry = entry?;
        let inside = entry.path()?.into_owned();
        let Some((_, name)) = FILES.iter().find(|(path, _)| Path::new(path) == inside) else {
            continue;
        };
        let mut content = Vec::new();
        entry.read_to_end(&mut content)?;
        let mut file = File::create_new(folder.join(name))?;
        file.write_all(&content)?;
        file.sync_all()?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pin_is_the_lock_file_s() {
        let lock = include_str!("../../../package-lock.json");
        let lock: serde_json::Value = serde_json::from_str(lock).unwrap();
        let package = &lock["packages"]["node_modules/@azure/communication-calling"];
        assert_eq!(package["integrity"], format!("sha512-{TARBALL_SHA512}"));
        let version = package["version"].as_str().unwrap();
        assert!(PACKAGE.ends_with(&format!("@{version}")));
    }

    #[test]
    fn a_missing_and_a_changed_bundle_are_told_apart() {
        let folder = tempfile::tempdir().unwrap();
        let code = || checked_bundle(folder.path()).unwrap_err().code;
        assert_eq!(code(), ErrorCode::SdkMissing);
        fs::write(folder.path().join(BUNDLE), "export {};").unwrap();
        assert_eq!(code(), ErrorCode::SdkDamaged);
    }

    /// What `npm ci` put into `node_modules` is the package unpacked.
    #[test]
    fn the_pinned_bundle_is_the_package_s() {
        let package = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../node_modules/@azure/communication-calling/dist-esm"
        );
        assert_eq!(checked_bundle(Path::new(package)).unwrap().len() as u64, BUNDLE_BYTES);
    }

    #[test]
    fn the_module_and_its_licence_are_taken_out_of_the_tarball_and_nothing_else() {
        let mut tarball = tar::Builder::new(flate2::write::GzEncoder::new(
            Vec::new(),
            flate2::Compression::fast(),
        ));
        let mut add = |path: &str| {
            let mut header = tar::Header::new_gnu();
            header.set_size(path.len() as u64);
            header.set_mode(0o644);
            tarball.append_data(&mut header, path, path.as_bytes()).unwrap();
        };
        FILES.iter().for_each(|(path, _)| add(path));
        add("package/README.md");
        add("package/dist/sdk.bundle.js");
        let tarball = tarball.into_inner().unwrap().finish().unwrap();

        let folder = tempfile::tempdir().unwrap();
        extract(&tarball, folder.path()).unwrap();
        for (path, name) in FILES {
            assert_eq!(fs::read_to_string(folder.path().join(name)).unwrap(), path);
        }
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), FILES.len());
    }

    #[test]
    fn another_tarball_is_refused_and_leaves_nothing() {
        let home = tempfile::tempdir().unwrap();
        let tarball = home.path().join("other.tgz");
        fs::write(&tarball, "not it").unwrap();
        let folder = home.path().join("data/calling-sdk");
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let error = runtime.block_on(install(&Origin::Tarball(tarball), &folder)).unwrap_err();
        assert_eq!(error.code, ErrorCode::SdkDamaged);
        assert!(!home.path().join("data").exists());
    }
}
