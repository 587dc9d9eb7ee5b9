//! Other programs: started at the workspace's root, their failure told with what was run.

use std::{ffi::OsStr, process::Command};

use anyhow::{Context as _, ensure};

use crate::workspace;

/// A program at the workspace's root.
pub(crate) fn command<S: AsRef<OsStr>>(program: &str, arguments: &[S]) -> Command {
    let mut command = Command::new(program);
    command.current_dir(workspace::root()).args(arguments);
    command
}

/// Runs a tool on the way to the result. What it prints goes to stderr: stdout is for the answer
/// alone, which others read from `scan`.
pub(crate) fn run<S: AsRef<OsStr>>(program: &str, arguments: &[S]) -> anyhow::Result<()> {
    let mut command = command(program, arguments);
    command.stdout(std::io::stderr());
    finish(command)
}

/// Runs a prepared command to its end; its output goes where ours goes.
pub(crate) fn finish(mut command: Command) -> anyhow::Result<()> {
    let said = format!("{command:?}");
    let status = command.status().with_context(|| format!("could not start {said}"))?;
    ensure!(status.success(), "{said} failed ({status})");
    Ok(())
}

/// Runs cargo, the one that runs us, as a tool on the way.
pub(crate) fn cargo(arguments: &[&str]) -> anyhow::Result<()> {
    run(&cargo_program(), arguments)
}

/// The cargo that runs us.
pub(crate) fn cargo_program() -> String {
    std::env::var("CARGO").unwrap_or_else(|_| "cargo".into())
}

/// What a program prints, trimmed; `None` when it is not there or fails.
pub(crate) fn output(program: &str, arguments: &[&str]) -> Option<String> {
    let output = command(program, arguments).output().ok().filter(|out| out.status.success())?;
    Some(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}
