//! What drives a browser: demo and scan. The driving itself is TypeScript on Playwright, in
//! `tests/e2e`, because the tests drive the same stage.

use clap::{Args, ValueEnum};

use crate::{build, run, setup, workspace};

/// `cargo xtask demo`.
#[derive(Args)]
pub(crate) struct Demo {
    /// Drive one call without a display and leave screenshots in target/demo
    #[arg(long)]
    headless: bool,
    /// Who carries the call
    #[arg(long, default_value = "loopback")]
    driver: Driver,
}

/// The engine's drivers.
#[derive(Clone, Copy, ValueEnum)]
enum Driver {
    Acs,
    Loopback,
}

impl Demo {
    /// Sets up, builds, and goes on stage.
    pub(crate) fn run(&self) -> anyhow::Result<()> {
        setup::setup()?;
        build::build(build::Profile::Dev)?;
        let no_display =
            std::env::var_os("DISPLAY").is_none() && std::env::var_os("WAYLAND_DISPLAY").is_none();
        let driver = match self.driver {
            Driver::Acs => "acs",
            Driver::Loopback => "loopback",
        };
        let mode = if self.headless || no_display { "headless" } else { "headed" };
        play("tests/e2e/demo.ts", &[mode, driver])
    }
}

/// `cargo xtask scan`.
#[derive(Args)]
pub(crate) struct Scan {
    /// The page: an address, or a file
    page: String,
    /// The region whose national numbers are meant
    #[arg(long, default_value = "US")]
    region: String,
    /// JSON rather than a table
    #[arg(long)]
    json: bool,
}

impl Scan {
    /// Sets up, builds, scans; stdout is the answer alone.
    pub(crate) fn run(&self) -> anyhow::Result<()> {
        setup::setup()?;
        build::build(build::Profile::Dev)?;
        let form = if self.json { "json" } else { "table" };
        // The player runs at the workspace's root, a relative file is meant from here.
        let page = std::fs::canonicalize(&self.page)
            .map_or_else(|_| self.page.clone(), |file| file.display().to_string());
        play("tests/e2e/scan.ts", &[&page, &self.region, form])
    }
}

fn play(script: &str, arguments: &[&str]) -> anyhow::Result<()> {
    let mut command = run::command("node", &["--import", "tsx", script]);
    command.args(arguments).env("PAGEDIAL_TARGET_DIR", workspace::target());
    run::finish(command)
}
