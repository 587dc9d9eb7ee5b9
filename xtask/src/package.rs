//! What is handed on: the extension for the Chrome Web Store, the host as a Debian package and as a
//! tarball. The same sources make the same bytes, and the calling SDK is in none of them.

mod archive;
mod sdk;

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, ensure};
use serde_json::{Map, Value};

use crate::{build, run, setup, workspace};
use archive::File;

const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Debian's name for the machine that this runs on.
const DEBIAN_ARCHITECTURE: &str = if cfg!(target_arch = "aarch64") { "arm64" } else { "amd64" };

/// Builds as it is shipped, packs, and says where the packages are.
pub(crate) fn package() -> anyhow::Result<()> {
    setup::setup()?;
    build::extension_for_store()?;
    let sdk = sdk::Fingerprints::of_tarball(&workspace::sdk_tarball())?;
    let extension = extension_files(&workspace::extension())?;
    let program = host_program()?;
    let tarball = tarball_files(program.clone())?;
    let debian = debian_files(program)?;
    for files in [&extension, &tarball, &debian] {
        sdk.refuse(files)?;
    }

    let out = workspace::target().join("package");
    fs::create_dir_all(&out)?;
    let machine = std::env::consts::ARCH;
    for (name, bytes) in [
        (format!("pagedial-chromium-{VERSION}.zip"), archive::zip(extension)?),
        (format!("pagedial-host-{VERSION}-linux-{machine}.tar.gz"), archive::tar_gz(tarball)?),
        (
            format!("pagedial-host_{VERSION}_{DEBIAN_ARCHITECTURE}.deb"),
            archive::deb(control_files(), debian)?,
        ),
    ] {
        let path = out.join(name);
        fs::write(&path, &bytes).with_context(|| path.display().to_string())?;
        println!("{}  {}", sdk::sha256(&bytes), path.display());
    }
    Ok(())
}

/// Everything of the built extension. The store gives an item its key itself and refuses a manifest
/// that has one (Chrome, "Manifest - key").
fn extension_files(folder: &Path) -> anyhow::Result<Vec<File>> {
    let mut files = read_tree(folder, folder)?;
    let manifest = files
        .iter_mut()
        .find(|file| file.path == "manifest.json")
        .context("the built extension has no manifest.json")?;
    let mut fields: Map<String, Value> = serde_json::from_slice(&manifest.content)?;
    fields.remove("key");
    manifest.content = serde_json::to_vec_pretty(&fields)?;
    Ok(files)
}

fn read_tree(root: &Path, folder: &Path) -> anyhow::Result<Vec<File>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        let path = entry?.path();
        if path.is_dir() {
            files.extend(read_tree(root, &path)?);
        } else {
            let name = path.strip_prefix(root)?.to_str().context("a name that is not UTF-8")?;
            files.push(File::readable(name, fs::read(&path)?));
        }
    }
    Ok(files)
}

/// The host without the names of its functions and of this machine's folders, built apart so that
/// other builds keep theirs.
fn host_program() -> anyhow::Result<Vec<u8>> {
    eprintln!("package: host");
    let folder = workspace::target().join("package/build");
    let mut command = run::command(
        &run::cargo_program(),
        &["build", "--quiet", "--release", "--locked", "-p", "pagedial-host", "--target-dir"],
    );
    command
        .arg(&folder)
        .env("CARGO_ENCODED_RUSTFLAGS", without_folders_of_here(&folder).join("\u{1f}"))
        .env("CFLAGS", format!("-ffile-prefix-map={}=/cargo", cargo_home().display()));
    run::finish(command)?;
    let path = folder.join("release/pagedial-host");
    let program = fs::read(&path).with_context(|| path.display().to_string())?;
    refuse_folders_of_here(&program, &[workspace::root(), &cargo_home(), &folder])?;
    Ok(program)
}

/// Flags rather than `CARGO_PROFILE_RELEASE_STRIP`, which left the names in.
fn without_folders_of_here(target: &Path) -> Vec<String> {
    let remap = |from: &Path, to: &str| format!("--remap-path-prefix={}={to}", from.display());
    vec![
        "-Cstrip=symbols".to_owned(),
        remap(workspace::root(), "/pagedial"),
        remap(&cargo_home(), "/cargo"),
        // The last that fits counts (rustc book, "--remap-path-prefix").
        remap(target, "/target"),
    ]
}

/// A program that names a folder of this machine tells who made it, and is another one elsewhere.
fn refuse_folders_of_here(program: &[u8], folders: &[&Path]) -> anyhow::Result<()> {
    for folder in folders {
        let name = folder.as_os_str().as_encoded_bytes();
        let is_named = program.windows(name.len()).any(|window| window == name);
        ensure!(!is_named, "the host names a folder of this machine, {}", folder.display());
    }
    Ok(())
}

fn cargo_home() -> PathBuf {
    let home = || PathBuf::from(std::env::var_os("HOME").unwrap_or_default()).join(".cargo");
    std::env::var_os("CARGO_HOME").map_or_else(home, PathBuf::from)
}

/// What an administrator needs beside the program.
const DOCUMENTS: [(&str, &str); 5] = [
    ("LICENSE-APACHE", "LICENSE-APACHE"),
    ("LICENSE-MIT", "LICENSE-MIT"),
    ("administration.md", "docs/administration.md"),
    ("webhook.md", "docs/webhook.md"),
    ("policy.example.toml", "manifest/policy.example.toml"),
];

fn tarball_files(program: Vec<u8>) -> anyhow::Result<Vec<File>> {
    let folder = format!("pagedial-host-{VERSION}");
    let mut files = documents(&folder)?;
    files.push(File::program(&format!("{folder}/pagedial-host"), program));
    Ok(files)
}

fn debian_files(program: Vec<u8>) -> anyhow::Result<Vec<File>> {
    let mut files = documents("usr/share/doc/pagedial-host")?;
    files.push(File::program("usr/bin/pagedial-host", program));
    Ok(files)
}

fn documents(folder: &str) -> anyhow::Result<Vec<File>> {
    let read = |(name, source): (&str, &str)| {
        let path = workspace::root().join(source);
        let content = fs::read(&path).with_context(|| path.display().to_string())?;
        Ok(File::readable(&format!("{folder}/{name}"), content))
    };
    DOCUMENTS.into_iter().map(read).collect()
}

/// The host itself tells the browsers where it is, and takes that back: where each looks is in its
/// tables alone.
fn control_files() -> Vec<File> {
    let control = format!(
        "Package: pagedial-host\n\
         Version: {VERSION}\n\
         Architecture: {DEBIAN_ARCHITECTURE}\n\
         Maintainer: Pagedial\n\
         Section: comm\n\
         Priority: optional\n\
         Depends: libc6 (>= 2.34)\n\
         Description: native messaging host of the Pagedial extension\n\
        \x20Keeps the secret of Azure Communication Services, gives the extension short-lived\n\
        \x20tokens, and applies the administrator's rules for calls.\n"
    );
    let install = "#!/bin/sh\nset -e\n[ \"$1\" != configure ] || pagedial-host install --system\n";
    let remove = "#!/bin/sh\nset -e\n[ \"$1\" != remove ] || pagedial-host uninstall --system\n";
    vec![
        File::readable("control", control.into_bytes()),
        File::program("postinst", install.into()),
        File::program("prerm", remove.into()),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn extension(names: &[&str]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for name in names {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            let content = if *name == "manifest.json" { r#"{"name":"x","key":"k"}"# } else { name };
            fs::write(path, content).unwrap();
        }
        folder
    }

    fn store_zip(names: &[&str]) -> Vec<u8> {
        archive::zip(extension_files(extension(names).path()).unwrap()).unwrap()
    }

    #[test]
    fn the_same_files_make_the_same_zip_whenever_and_in_which_order_they_were_written() {
        let one = store_zip(&["manifest.json", "b.js", "_locales/en/messages.json"]);
        let other = store_zip(&["_locales/en/messages.json", "b.js", "manifest.json"]);
        assert_eq!(one, other);
        assert_ne!(one, store_zip(&["manifest.json", "c.js", "_locales/en/messages.json"]));
    }

    #[test]
    fn a_program_that_names_a_folder_of_this_machine_is_refused() {
        let folders = [Path::new("/home/someone/.cargo")];
        let refused = |program: &[u8]| refuse_folders_of_here(program, &folders).is_err();
        assert!(refused(b"\0at /home/someone/.cargo/registry/src\0"));
        assert!(!refused(b"\0at /cargo/registry/src\0"));
    }

    #[test]
    fn the_store_s_manifest_has_no_key() {
        let files = extension_files(extension(&["manifest.json"]).path()).unwrap();
        let fields: Map<String, Value> = serde_json::from_slice(&files[0].content).unwrap();
        assert_eq!(fields.keys().collect::<Vec<_>>(), ["name"]);
    }

    #[test]
    fn the_host_s_packages_come_out_the_same_twice_and_have_all_that_is_needed() {
        let pack = || {
            let tarball = tarball_files(b"program".to_vec()).unwrap();
            let debian = debian_files(b"program".to_vec()).unwrap();
            (archive::tar_gz(tarball).unwrap(), archive::deb(control_files(), debian).unwrap())
        };
        assert_eq!(pack(), pack());
        let names: Vec<String> =
            tarball_files(Vec::new()).unwrap().into_iter().map(|file| file.path).collect();
        assert_eq!(names.len(), DOCUMENTS.len() + 1);
        assert!(names.iter().all(|name| name.starts_with("pagedial-host-")));
    }
}
