//! Every test, in the order of how soon it can fail.

use clap::ValueEnum;

use crate::{build, fuzz, python, run, setup};

/// A kind of test.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Kind {
    /// The crates' own tests, the finder against PyPI's phonenumbers, a short run of each fuzz target
    Rust,
    /// Content script, call engine, and Microsoft's clients against the emulator
    Typescript,
    /// The real extension and host in real Chromium
    E2e,
}

/// Runs the named kinds, or all.
pub(crate) fn test(kinds: &[Kind]) -> anyhow::Result<()> {
    let wanted = |kind| kinds.is_empty() || kinds.contains(&kind);
    setup::setup()?;
    build::build(build::Profile::Dev)?;
    if wanted(Kind::Rust) {
        run::finish(run::command(
            &run::cargo_program(),
            &["test", "--workspace", "--features=pagedial-protocol/typescript"],
        ))?;
        python::compare()?;
        fuzz::Fuzz::shortly().run()?;
    }
    if wanted(Kind::Typescript) {
        node_tests(&[
            "extension/content/test/*.test.ts",
            "native-host/call-engine/test/*.test.ts",
            "tests/acs-emulator/client/*.test.ts",
        ])?;
    }
    if wanted(Kind::E2e) {
        build::lob_apps()?;
        node_tests(&["tests/e2e/*.test.ts"])?;
    }
    Ok(())
}

/// One file at a time: each starts a browser, and two cores hold one.
fn node_tests(patterns: &[&str]) -> anyhow::Result<()> {
    let files =
        patterns.iter().map(|pattern| expand(pattern)).collect::<Result<Vec<_>, _>>()?.concat();
    let mut arguments: Vec<std::ffi::OsString> =
        ["--import", "tsx", "--test", "--test-concurrency=1"].map(Into::into).to_vec();
    arguments.extend(files.into_iter().map(Into::into));
    let mut command = run::command("node", &arguments);
    command.env("PAGEDIAL_TARGET_DIR", crate::workspace::target());
    run::finish(command)
}

/// `folder/*.suffix`. Node 20 does not expand patterns itself, and no shell stands between.
fn expand(pattern: &str) -> anyhow::Result<Vec<std::path::PathBuf>> {
    let (folder, suffix) = pattern.split_once("/*").unwrap_or((pattern, ""));
    let mut files = Vec::new();
    for entry in std::fs::read_dir(crate::workspace::root().join(folder))? {
        let path = entry?.path();
        if path.to_string_lossy().ends_with(suffix) {
            files.push(path);
        }
    }
    files.sort();
    anyhow::ensure!(!files.is_empty(), "no tests match {pattern}");
    Ok(files)
}
