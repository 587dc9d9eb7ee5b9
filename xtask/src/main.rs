//! Every developer command of Pagedial. `cargo xtask help` lists them.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command-line tool answers on stdout and tells its progress on stderr"
)]

mod bench;
mod build;
mod fuzz;
mod lint;
mod metadata;
mod package;
mod python;
mod run;
mod setup;
mod stage;
mod test;
mod workspace;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Pagedial's developer commands")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Install what building and testing need and this machine lacks
    Setup,
    /// Build the extension, the host and the emulator
    Build {
        /// Optimise as for a package: release host, wasm-opt
        #[arg(long)]
        release: bool,
    },
    /// From a number in a page to a call, on this machine alone
    Demo(stage::Demo),
    /// Run every test, or only the named kinds
    Test {
        /// Which kinds
        kinds: Vec<test::Kind>,
    },
    /// Measure every performance figure, with its peer in the same run
    Bench(bench::Bench),
    /// Look for inputs that break a part: numbers, metadata, messages
    Fuzz(fuzz::Fuzz),
    /// Pack the extension for its store, and the host, into target/package
    Package,
    /// Print the numbers that the extension paints on a page
    Scan(stage::Scan),
    /// Check format, lints and types
    Lint,
    /// Compile libphonenumber's XML metadata
    Metadata(metadata::Metadata),
    /// Render the TypeScript twins of the protocol's types, and docs/errors.md
    Types,
}

fn main() -> ExitCode {
    match run(Arguments::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // The chain of causes, not a backtrace: what failed is another program nearly always.
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> anyhow::Result<()> {
    match command {
        Command::Setup => setup::setup(),
        Command::Build { release } => {
            setup::setup()?;
            build::build(if release { build::Profile::Release } else { build::Profile::Dev })
        }
        Command::Demo(demo) => demo.run(),
        Command::Test { kinds } => test::test(&kinds),
        Command::Bench(bench) => bench.run(),
        Command::Fuzz(fuzz) => fuzz.run(),
        Command::Package => package::package(),
        Command::Scan(scan) => scan.run(),
        Command::Lint => lint::lint(),
        Command::Metadata(metadata) => metadata.run(),
        Command::Types => run::cargo(&[
            "run",
            "--quiet",
            "--package=pagedial-protocol",
            "--features=typescript",
            "--bin=export-types",
        ]),
    }
}
