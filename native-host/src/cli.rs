//! The commands that a person runs.

mod history;
mod host;
mod policy;
mod webhook;

use std::{
    io::{self, Write},
    path::PathBuf,
    process::ExitCode,
};

use clap::{Parser, Subcommand};
use pagedial_protocol::{ErrorCode, WireError};
use serde_json::{Value, json};

use crate::{
    calling_sdk::{self, Installed},
    configure::{self, Numbers},
    error::HostError,
    folders::Folders,
};

/// Connects the Pagedial extension to Azure Communication Services. The browser starts it by
/// itself; these commands set it up.
#[derive(Parser)]
#[command(name = "pagedial-host", version)]
struct Cli {
    /// Answer in JSON.
    #[arg(long, global = true)]
    json: bool,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Set the connection string, asked for on a prompt or read from standard input.
    Configure {
        /// The number that called people see, +14255550123.
        #[arg(long, value_name = "NUMBER")]
        caller_id: Option<String>,
        /// The number that an empty dialer offers.
        #[arg(long, value_name = "NUMBER")]
        default_number: Option<String>,
    },
    #[command(flatten)]
    Host(host::HostCommand),
    /// The Azure calling component.
    #[command(subcommand)]
    Engine(EngineCommand),
    #[command(subcommand)]
    History(history::HistoryCommand),
    #[command(subcommand)]
    Policy(policy::PolicyCommand),
    #[command(subcommand)]
    Webhook(webhook::WebhookCommand),
}

#[derive(Subcommand)]
enum EngineCommand {
    /// Install it from npm's tarball: `npm pack @azure/communication-calling@2.0.0`.
    Install {
        /// The tarball.
        #[arg(long, value_name = "FILE")]
        tarball: PathBuf,
    },
}

/// What a command did, for people and for programs.
struct Done {
    text: String,
    json: Value,
}

/// What a command did that goes on after a failure, and the process's exit code.
struct Ended {
    done: Done,
    code: u8,
}

/// Runs the command of the process's arguments and prints what it did. The exit code is the
/// error's number.
pub(crate) fn run() -> ExitCode {
    let cli = Cli::parse();
    let (text, code) = match execute(cli.command) {
        Ok(Ended { done, code }) => {
            (if cli.json { done.json.to_string() } else { done.text }, ExitCode::from(code))
        }
        Err(error) => {
            let code = ExitCode::from(error.code.number());
            if !cli.json {
                // With standard error gone, the exit code still tells.
                let _nobody_left = writeln!(io::stderr(), "{error}");
                return code;
            }
            (json!({ "error": WireError::from(error) }).to_string(), code)
        }
    };
    match writeln!(io::stdout(), "{text}") {
        Ok(()) => code,
        Err(_unheard) => ExitCode::from(ErrorCode::Internal.number()),
    }
}

fn execute(command: Command) -> Result<Ended, HostError> {
    let folders = Folders::of_user()?;
    let done = match command {
        Command::Configure { caller_id, default_number } => {
            configure(&folders, &Numbers { caller_id, default_number })
        }
        Command::Host(command) => return host::run(&command, &folders),
        Command::Engine(EngineCommand::Install { tarball }) => install_engine(&folders, &tarball),
        Command::History(command) => history::run(&command, &folders),
        Command::Policy(command) => policy::run(&command, &folders),
        Command::Webhook(command) => return webhook::run(&command, &folders),
    }?;
    Ok(Ended { done, code: 0 })
}

fn block_on<T>(work: impl Future<Output = Result<T, HostError>>) -> Result<T, HostError> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.map_err(|error| HostError::new(ErrorCode::Internal, error.to_string()))?.block_on(work)
}

fn configure(folders: &Folders, numbers: &Numbers) -> Result<Done, HostError> {
    let file = folders.settings();
    let connection_string =
        configure::ask_for("Connection string of the Azure Communication Services resource")?;
    let done = configure::configure(&file, &connection_string, numbers)?;
    let (endpoint, written) = (done.endpoint, done.written);
    Ok(Done {
        text: format!(
            "Wrote {} into {}, readable by you alone.\nThe phone service is {endpoint}.",
            written.join(", "),
            file.display()
        ),
        json: json!({ "file": file, "written": written, "endpoint": endpoint }),
    })
}

fn install_engine(folders: &Folders, tarball: &std::path::Path) -> Result<Done, HostError> {
    let folder = folders.calling_sdk();
    let installed = calling_sdk::install(tarball, &folder)?;
    let (package, shown) = (calling_sdk::PACKAGE, folder.display());
    Ok(Done {
        text: match installed {
            Installed::Now => format!(
                "Installed {package} into {shown}.\nIts licence is {shown}/LICENSE: by using it \
                 you agree to Microsoft's terms."
            ),
            Installed::Before => format!("{package} is installed already, in {shown}."),
        },
        json: json!({
            "package": package,
            "folder": folder,
            "changed": installed == Installed::Now,
        }),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_commands_are_well_formed() {
        Cli::command().debug_assert();
    }
}
