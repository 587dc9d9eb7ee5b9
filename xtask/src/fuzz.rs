//! Fuzzing with libFuzzer. The targets are those of cargo-fuzz, which would build them alike; its
//! own installation costs more than this flags' list, and a nightly toolchain nobody else needs.

use std::{fs, path::PathBuf};

use anyhow::Context as _;
use clap::Args;

use crate::{run, workspace};

/// Each a program of `tests/fuzz`.
const TARGETS: [&str; 6] =
    ["matcher", "parser", "metadata", "framing", "protocol", "connection-string"];

/// What makes libFuzzer see which way the code went (LLVM, SanitizerCoverage), and a plain build of
/// everything else.
const INSTRUMENTED: &str = "--cfg fuzzing -Cpasses=sancov-module \
    -Cllvm-args=-sanitizer-coverage-level=4 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters \
    -Cllvm-args=-sanitizer-coverage-pc-table -Cllvm-args=-sanitizer-coverage-trace-compares \
    -Ccodegen-units=1";

/// The longest input: numbers and messages of a few kilobytes have all forms that there are.
const LONGEST: usize = 4096;

/// How and what to fuzz.
#[derive(Args)]
pub(crate) struct Fuzz {
    /// Seconds for each target
    #[arg(long, default_value_t = 600)]
    seconds: u32,
    /// Which targets; all when none is named
    #[arg(value_parser = TARGETS)]
    targets: Vec<String>,
}

impl Fuzz {
    /// Each target for a short time, as the tests do.
    pub(crate) fn shortly() -> Self {
        Self { seconds: 10, targets: vec![] }
    }

    /// Runs them one after another; a finding ends it and lies in `target/fuzz/findings`.
    pub(crate) fn run(&self) -> anyhow::Result<()> {
        let all = TARGETS.map(str::to_owned);
        let targets = if self.targets.is_empty() { all.as_slice() } else { &self.targets };
        let folder = workspace::target().join("fuzz");
        let programs = build(&folder)?;
        for target in targets {
            let corpus = folder.join("corpus").join(target);
            let findings = folder.join("findings").join(target);
            for needed in [&corpus, &findings] {
                fs::create_dir_all(needed)
                    .with_context(|| format!("could not make {}", needed.display()))?;
            }
            let program = programs.join(target);
            let program = program.to_str().context("the target folder's name is not UTF-8")?;
            run::run(
                program,
                &[
                    format!("-max_total_time={}", self.seconds),
                    format!("-max_len={LONGEST}"),
                    "-timeout=10".to_owned(),
                    "-rss_limit_mb=1024".to_owned(),
                    "-print_final_stats=1".to_owned(),
                    "-verbosity=0".to_owned(),
                    format!("-artifact_prefix={}/", findings.display()),
                    corpus.display().to_string(),
                ],
            )?;
        }
        Ok(())
    }
}

/// Builds all targets and says where they are. A target is named, so that build scripts and macros
/// are not instrumented.
fn build(folder: &std::path::Path) -> anyhow::Result<PathBuf> {
    let triple = host_triple()?;
    let mut command = run::command(
        &run::cargo_program(),
        &["build", "--quiet", "--release", "--locked", "--manifest-path=tests/fuzz/Cargo.toml"],
    );
    command
        .arg(format!("--target={triple}"))
        .arg("--target-dir")
        .arg(folder)
        .env("RUSTFLAGS", INSTRUMENTED)
        .env_remove("CARGO_TARGET_DIR");
    run::finish(command)?;
    Ok(folder.join(triple).join("release"))
}

fn host_triple() -> anyhow::Result<String> {
    let said = run::output("rustc", &["-vV"]).context("rustc did not tell its version")?;
    said.lines()
        .find_map(|line| line.strip_prefix("host: "))
        .map(str::to_owned)
        .context("rustc did not tell which machine it is on")
}
