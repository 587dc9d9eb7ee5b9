//! The extension, the host with its engine, and the emulator.

use std::{fs, path::Path};

use anyhow::Context as _;
use serde_json::{Map, Value};

use crate::{run, workspace};

/// How much work to put into the result.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Profile {
    /// As quick as can be.
    Dev,
    /// As it is shipped.
    Release,
}

/// A package that becomes WebAssembly, with its JavaScript glue.
#[derive(Clone, Copy)]
pub(crate) struct Module {
    pub(crate) package: &'static str,
    pub(crate) glue: &'static str,
    /// What a package is optimised for.
    pub(crate) aim: Aim,
}

/// What matters of a module.
#[derive(Clone, Copy)]
pub(crate) enum Aim {
    /// How fast it runs.
    Speed,
    /// How fast it is compiled, and so how small it is.
    Size,
}

impl Aim {
    /// Binaryen's level.
    const fn level(self) -> &'static str {
        match self {
            Self::Speed => "-O3",
            Self::Size => "-Oz",
        }
    }
}

/// The service worker's.
pub(crate) const BACKGROUND: Module =
    Module { package: "pagedial-background", glue: "background_wasm", aim: Aim::Speed };

/// The extension's.
const MODULES: &[Module] =
    &[BACKGROUND, Module { package: "pagedial-pages", glue: "pages", aim: Aim::Size }];

/// Builds everything. The engine comes before the host, which embeds it.
pub(crate) fn build(profile: Profile) -> anyhow::Result<()> {
    host(profile)?;
    extension(profile)
}

/// Builds the extension as it is shipped, and what the host embeds.
pub(crate) fn extension_for_store() -> anyhow::Result<()> {
    call_engine()?;
    eprintln!("build: wasm-bindgen, extension");
    run::cargo(&["build", "--quiet", "-p", "pagedial-bindgen"])?;
    extension(Profile::Release)
}

fn call_engine() -> anyhow::Result<()> {
    eprintln!("build: call engine");
    run::run("node", &["native-host/call-engine/build.mjs"])
}

/// Builds the host with its call engine, and the emulator.
pub(crate) fn host(profile: Profile) -> anyhow::Result<()> {
    call_engine()?;
    eprintln!("build: host, emulator, wasm-bindgen");
    native(profile)
}

fn native(profile: Profile) -> anyhow::Result<()> {
    run::cargo(&[
        "build",
        "--quiet",
        "-p",
        "acs-emulator",
        "-p",
        "pagedial-bindgen",
        "-p",
        "pagedial-host",
    ])?;
    match profile {
        Profile::Dev => Ok(()),
        Profile::Release => run::cargo(&["build", "--quiet", "--release", "-p", "pagedial-host"]),
    }
}

/// Builds the extension. `pagedial-bindgen` must have been built.
pub(crate) fn extension(profile: Profile) -> anyhow::Result<()> {
    eprintln!("build: extension");
    let out = workspace::extension();
    if out.exists() {
        fs::remove_dir_all(&out)?;
    }
    fs::create_dir_all(&out)?;
    copy_tree(&workspace::root().join("extension/static"), &out)?;
    copy_tree(&workspace::root().join("extension/_locales"), &out.join("_locales"))?;
    content(&out)?;
    wasm(MODULES, &out, profile)?;
    let schema = "managed-schema.json";
    fs::copy(workspace::root().join("manifest").join(schema), out.join(schema))?;
    let manifest = serde_json::to_string_pretty(&manifest()?)?;
    fs::write(out.join("manifest.json"), manifest)?;
    Ok(())
}

/// One classic script, because content scripts are not modules, and a module that it fetches when
/// it needs it.
fn content(out: &Path) -> anyhow::Result<()> {
    let root = workspace::root();
    for (source, script, format) in
        [("main.ts", "content.js", "iife"), ("controls/controls.ts", "controls.js", "esm")]
    {
        let outfile = format!("--outfile={}", out.join(script).display());
        run::run(
            "node_modules/.bin/esbuild",
            &[
                &format!("extension/content/src/{source}"),
                "--bundle",
                "--minify",
                &format!("--format={format}"),
                "--target=chrome120,firefox140",
                "--charset=utf8",
                "--log-level=warning",
                &outfile,
            ],
        )?;
    }
    fs::copy(root.join("extension/content/content.css"), out.join("content.css"))?;
    Ok(())
}

/// Bundles each sample application's `app.js` with the packages that it uses, for development, so
/// that a framework says what it dislikes.
pub(crate) fn lob_apps() -> anyhow::Result<()> {
    let sources = workspace::root().join("tests/lob-apps");
    let mut entries = Vec::new();
    for folder in fs::read_dir(&sources)? {
        let entry = folder?.path().join("app.js");
        if entry.exists() {
            entries.push(entry.into_os_string());
        }
    }
    let out = format!("--outdir={}", workspace::target().join("lob-apps").display());
    let base = format!("--outbase={}", sources.display());
    let options = [
        "--bundle",
        "--format=iife",
        "--target=chrome120",
        "--charset=utf8",
        "--log-level=warning",
        "--define:process.env.NODE_ENV=\"development\"",
        "--define:__VUE_OPTIONS_API__=true",
        "--define:__VUE_PROD_DEVTOOLS__=false",
        "--define:__VUE_PROD_HYDRATION_MISMATCH_DETAILS__=false",
        &out,
        &base,
    ];
    entries.extend(options.map(Into::into));
    run::run("node_modules/.bin/esbuild", &entries)
}

/// Builds modules into a folder. `pagedial-bindgen` must have been built.
pub(crate) fn wasm(modules: &[Module], out: &Path, profile: Profile) -> anyhow::Result<()> {
    let mut arguments =
        vec!["build", "--quiet", "--release", "--target=wasm32-unknown-unknown", "--lib"];
    for module in modules {
        arguments.extend(["-p", module.package]);
    }
    run::cargo(&arguments)?;
    let bindgen = workspace::target().join("debug/pagedial-bindgen");
    for Module { package, glue, aim } in modules {
        let module = workspace::target()
            .join("wasm32-unknown-unknown/release")
            .join(format!("{}.wasm", package.replace('-', "_")));
        run::run(
            &bindgen.display().to_string(),
            &[module.as_os_str(), out.as_os_str(), glue.as_ref()],
        )?;
        if profile == Profile::Release {
            optimise(&out.join(format!("{glue}_bg.wasm")), *aim)?;
        }
    }
    Ok(())
}

fn optimise(module: &Path, aim: Aim) -> anyhow::Result<()> {
    let path = module.display().to_string();
    // The features that rustc enables by default for wasm32, which binaryen wants named, and the
    // vectors with which `pagedial-numbers` scans text.
    run::run(
        "node",
        &[
            "node_modules/binaryen/bin/wasm-opt",
            aim.level(),
            "--enable-bulk-memory",
            "--enable-nontrapping-float-to-int",
            "--enable-sign-ext",
            "--enable-mutable-globals",
            "--enable-reference-types",
            "--enable-multivalue",
            "--enable-simd",
            &path,
            "-o",
            &path,
        ],
    )
}

/// `base.json`, what is Chromium's own, the workspace's version, and the key that fixes the id.
fn manifest() -> anyhow::Result<Value> {
    let folder = workspace::root().join("manifest");
    let mut manifest = read_object(&folder.join("base.json"))?;
    manifest.extend(read_object(&folder.join("chromium.json"))?);
    let key = fs::read_to_string(folder.join("extension-key.txt"))?;
    manifest.insert("key".into(), key.trim().into());
    manifest.insert("version".into(), env!("CARGO_PKG_VERSION").into());
    Ok(Value::Object(manifest))
}

fn read_object(path: &Path) -> anyhow::Result<Map<String, Value>> {
    let text = fs::read_to_string(path).with_context(|| path.display().to_string())?;
    serde_json::from_str(&text).with_context(|| path.display().to_string())
}

fn copy_tree(from: &Path, to: &Path) -> anyhow::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from).with_context(|| from.display().to_string())? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_tree(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}
