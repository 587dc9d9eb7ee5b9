//! Format, lints and types of all three languages.

use crate::{run, setup};

/// The crates that end as WebAssembly; linted for that target, because half of their code is
/// compiled for no other.
const WASM_CRATES: &[&str] = &[
    "pagedial-numbers",
    "pagedial-settings",
    "pagedial-webext",
    "pagedial-background",
    "pagedial-pages",
];

/// Linted by itself: it has no standard library, and features are unified over all packages of one
/// command, so that beside the others `wasm-bindgen` would bring it a second panic handler.
const WITHOUT_STD: &[&str] = &["pagedial-bench-numbers"];

pub(crate) const WINDOWS: &str = "x86_64-pc-windows-gnu";
pub(crate) const MACOS: &str = "aarch64-apple-darwin";

/// The systems that the host has code of its own for and that are not this one.
pub(crate) const OTHER_SYSTEMS: [&str; 2] = [WINDOWS, MACOS];

/// Each folder of TypeScript with a `tsconfig.json`.
pub(crate) const TYPESCRIPT: &[&str] = &[
    "extension/content",
    "native-host/call-engine",
    "tests/acs-emulator/client",
    "tests/bench",
    "tests/e2e",
];

/// Runs every check; the first that fails ends it.
pub(crate) fn lint() -> anyhow::Result<()> {
    setup::setup()?;
    run::cargo(&["fmt", "--all", "--check"])?;
    run::cargo(&["fmt", "--manifest-path=tests/fuzz/Cargo.toml", "--check"])?;
    // The host embeds the engine's files, so they must be there before it can be checked.
    run::run("node", &["native-host/call-engine/build.mjs"])?;
    run::cargo(&[
        "clippy",
        "--workspace",
        "--all-targets",
        "--features=pagedial-protocol/typescript",
        "--",
        "-D",
        "warnings",
    ])?;
    lint_wasm(WASM_CRATES)?;
    lint_wasm(WITHOUT_STD)?;
    for system in OTHER_SYSTEMS {
        check_host_for(system)?;
    }
    for folder in TYPESCRIPT {
        run::run("node_modules/.bin/tsc", &["-p", folder])?;
    }
    run::run("node_modules/.bin/biome", &["check", "--error-on-warnings"])
}

fn lint_wasm(packages: &[&'static str]) -> anyhow::Result<()> {
    let mut words = vec!["clippy", "--lib", "--target=wasm32-unknown-unknown"];
    for package in packages {
        words.extend(["-p", package]);
    }
    words.extend(["--", "-D", "warnings"]);
    run::cargo(&words)
}

/// Nothing is linked, so the C of SQLite and ring need not be compiled, and no compiler for that
/// system is needed: `true` stands in for it.
fn check_host_for(system: &str) -> anyhow::Result<()> {
    let mut command = run::command(
        &run::cargo_program(),
        &["check", "--quiet", "-p", "pagedial-host", "--bin", "pagedial-host", "--target", system],
    );
    let variable = system.replace('-', "_");
    command.env(format!("CC_{variable}"), "true").env(format!("AR_{variable}"), "true");
    run::finish(command)
}
