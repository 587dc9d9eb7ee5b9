//! What a machine needs before it can build and test, and how each is had by ordinary package
//! clients. The second run installs nothing.

use std::{fs, path::Path};

use anyhow::{Context as _, bail};

use crate::{lint, run, workspace};

/// Something that must be there.
struct Need {
    name: &'static str,
    present: fn() -> bool,
    /// The commands that bring it, in order; also what a person is told to run by hand.
    commands: &'static [&'static [&'static str]],
}

const NEEDS: &[Need] = &[
    Need {
        name: "Node.js 20 or newer, with npm",
        present: has_node,
        commands: &[
            APT_UPDATE,
            &["apt-get", "install", "-y", "--no-install-recommends", "nodejs", "npm"],
        ],
    },
    Need {
        name: "the Rust target wasm32-unknown-unknown",
        present: || has_rust_target("wasm32-unknown-unknown"),
        commands: &[&["rustup", "target", "add", "wasm32-unknown-unknown"]],
    },
    Need {
        name: "the Rust targets of Windows and macOS (the host is checked for them)",
        present: || lint::OTHER_SYSTEMS.iter().all(|target| has_rust_target(target)),
        commands: &[&["rustup", "target", "add", lint::WINDOWS, lint::MACOS]],
    },
    Need {
        name: "the npm packages of package-lock.json",
        present: has_npm_packages,
        commands: &[&["npm", "ci", "--no-audit", "--no-fund"]],
    },
    Need {
        name: "Chromium",
        present: || CHROMIUM.iter().any(|path| Path::new(path).exists()),
        commands: &[
            APT_UPDATE,
            &["apt-get", "install", "-y", "--no-install-recommends", "chromium"],
        ],
    },
    Need {
        name: "pdftotext (used by tests to read what is printed)",
        present: || run::output("pdftotext", &["-v"]).is_some(),
        commands: &[
            APT_UPDATE,
            &["apt-get", "install", "-y", "--no-install-recommends", "poppler-utils"],
        ],
    },
    Need {
        name: "the calling SDK's tarball (used by tests, never committed nor packed)",
        present: || workspace::sdk_tarball().exists(),
        commands: &[&["npm", "pack", "--silent", "@azure/communication-calling@2.0.0"]],
    },
    Need {
        name: "Python 3 with venv",
        present: || run::output("python3", &["-c", "import ensurepip, venv"]).is_some(),
        commands: &[
            APT_UPDATE,
            &["apt-get", "install", "-y", "--no-install-recommends", "python3-venv"],
        ],
    },
    Need {
        name: "the Python packages that host and finder are compared with",
        present: has_python_packages,
        commands: &[
            &["python3", "-m", "venv", "--clear", "{target}/python"],
            &["{target}/python/bin/pip", "install", "--quiet", "-r", PYTHON_PACKAGES],
            &["cp", PYTHON_PACKAGES, "{target}/python"],
        ],
    },
];

/// Every package with its version, as `pip freeze` writes it.
const PYTHON_PACKAGES: &str = "tests/requirements.txt";

const APT_UPDATE: &[&str] = &["apt-get", "update", "-q"];

/// Where Debian and its relatives put Chromium.
const CHROMIUM: &[&str] = &["/usr/bin/chromium", "/usr/bin/chromium-browser"];

/// Brings what is missing, saying so first.
pub(crate) fn setup() -> anyhow::Result<()> {
    for need in NEEDS.iter().filter(|need| !(need.present)()) {
        bring(need)?;
    }
    Ok(())
}

fn bring(need: &Need) -> anyhow::Result<()> {
    let target = workspace::target().display().to_string();
    let commands: Vec<Vec<String>> = need
        .commands
        .iter()
        .map(|words| words.iter().map(|word| word.replace("{target}", &target)).collect())
        .collect();
    let by_hand = commands.iter().map(|words| words.join(" ")).collect::<Vec<_>>().join(" && ");
    eprintln!("setup: missing: {}; running: {by_hand}", need.name);
    for words in &commands {
        install(words).with_context(|| {
            format!(
                "setup could not bring {}. Run by hand, as root where needed: {by_hand}",
                need.name
            )
        })?;
    }
    remember_npm_packages(need)?;
    if !(need.present)() {
        bail!("still missing: {}; tried: {by_hand}", need.name);
    }
    Ok(())
}

fn install(words: &[String]) -> anyhow::Result<()> {
    let Some((program, arguments)) = words.split_first() else { return Ok(()) };
    let mut command = run::command(program, arguments);
    command.env("DEBIAN_FRONTEND", "noninteractive");
    if arguments.first().is_some_and(|word| word == "pack") {
        let folder = workspace::target().join("sdk");
        fs::create_dir_all(&folder)?;
        command.arg("--pack-destination").arg(folder);
    }
    run::finish(command)
}

fn has_node() -> bool {
    let major = |version: String| version.trim_start_matches('v').split('.').next()?.parse().ok();
    let node: Option<u32> = run::output("node", &["--version"]).and_then(major);
    node.is_some_and(|major| major >= 20) && run::output("npm", &["--version"]).is_some()
}

fn has_rust_target(target: &str) -> bool {
    run::output("rustc", &["--print", "sysroot"]).is_some_and(|sysroot| {
        Path::new(&sysroot).join("lib/rustlib").join(target).join("lib").exists()
    })
}

/// A copy of the lock file that `npm ci` last ran on lies inside `node_modules`, which `npm ci`
/// replaces as a whole: so it can only be there when the packages are.
fn has_npm_packages() -> bool {
    let lock = fs::read(workspace::root().join("package-lock.json")).ok();
    lock.is_some() && lock == fs::read(npm_marker()).ok()
}

/// The copy of the list is made last, so it is there only when the packages are.
fn has_python_packages() -> bool {
    let list = fs::read(workspace::root().join(PYTHON_PACKAGES)).ok();
    list.is_some() && list == fs::read(workspace::target().join("python/requirements.txt")).ok()
}

fn npm_marker() -> std::path::PathBuf {
    workspace::root().join("node_modules/.pagedial-lock")
}

fn remember_npm_packages(need: &Need) -> anyhow::Result<()> {
    if need.commands.iter().any(|words| words.starts_with(&["npm", "ci"])) {
        fs::copy(workspace::root().join("package-lock.json"), npm_marker())?;
    }
    Ok(())
}
