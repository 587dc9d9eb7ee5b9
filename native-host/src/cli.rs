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

use clap::{Args, Parser, Subcommand};
use pagedial_protocol::{ErrorCode, WireError};
use serde_json::{Value, json};

use crate::{
    calling_sdk::{self, Installed, Origin, Registry},
    configure::{self, Configured, SecretIn, TokenServiceWanted, Wanted},
    error::HostError,
    folders::Folders,
    settings::Setup,
    token_source::{Identities, LoggedOut},
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
    /// Set where tokens come from. The secret is asked for on a prompt or read from standard
    /// input.
    Configure(Configuration),
    /// End this person's tokens and delete the identity at the phone service.
    Logout,
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

#[derive(Args)]
struct Configuration {
    /// The number that called people see, +14255550123.
    #[arg(long, value_name = "NUMBER")]
    caller_id: Option<String>,
    /// The number that an empty dialer offers.
    #[arg(long, value_name = "NUMBER")]
    default_number: Option<String>,
    /// Your company's token service, in the place of a connection string.
    #[arg(long, value_name = "URL")]
    token_service: Option<String>,
    /// How it is asked: GET, or POST when not said.
    #[arg(long, requires = "token_service")]
    method: Option<String>,
    /// It wants a bearer token, which is asked for as the secret.
    #[arg(long, requires = "token_service")]
    bearer: bool,
    /// It wants this certificate: a PEM file with the private key.
    #[arg(long, value_name = "FILE", requires = "token_service")]
    client_certificate: Option<String>,
    /// Where the secret is kept; the keyring when not said, and the file if there is no keyring.
    #[arg(long)]
    secret_in: Option<SecretIn>,
}

#[derive(Subcommand)]
enum EngineCommand {
    /// Install it from an npm registry, or from npm's tarball.
    Install(EngineOrigin),
}

#[derive(Args)]
#[group(required = true, multiple = false)]
struct EngineOrigin {
    /// Fetch it from this npm registry; a broken download goes on where it stopped.
    #[arg(long, value_name = "URL")]
    registry: Option<String>,
    /// Take this file: `npm pack @azure/communication-calling@2.0.0`.
    #[arg(long, value_name = "FILE")]
    tarball: Option<PathBuf>,
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
        Command::Configure(wanted) => configure(&folders, &wanted.into()),
        Command::Logout => log_out(&folders),
        Command::Host(command) => return host::run(&command, &folders),
        Command::Engine(EngineCommand::Install(origin)) => install_engine(&folders, &origin),
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

impl From<Configuration> for Wanted {
    fn from(given: Configuration) -> Self {
        Self {
            token_service: given.token_service.map(|url| TokenServiceWanted {
                url,
                method: given.method,
                client_certificate: given.client_certificate,
                asks_for_bearer: given.bearer,
            }),
            caller_id: given.caller_id,
            default_number: given.default_number,
            secret_in: given.secret_in,
        }
    }
}

fn configure(folders: &Folders, wanted: &Wanted) -> Result<Done, HostError> {
    let file = folders.settings();
    let secret = match wanted.prompt() {
        Some(what) => configure::ask_for(what)?,
        None => Default::default(),
    };
    let Configured { service, written, secret_in } = configure::configure(&file, &secret, wanted)?;
    let mut text =
        format!("Wrote {} into {}, readable by you alone.", written.join(", "), file.display());
    text += match secret_in {
        Some(SecretIn::Keyring) => "\nThe secret is in the system's keyring.",
        Some(SecretIn::File) => "\nThe secret is in that file.",
        None => "",
    };
    text += &format!("\nTokens come from {service}.");
    let secret_in = secret_in.map(|place| match place {
        SecretIn::Keyring => "keyring",
        SecretIn::File => "file",
    });
    Ok(Done {
        text,
        json: json!({
            "file": file, "written": written, "service": service, "secret_in": secret_in,
        }),
    })
}

fn log_out(folders: &Folders) -> Result<Done, HostError> {
    let setup = Setup::load(&folders.settings());
    let identities = Identities::at(folders.identities());
    let done = block_on(setup.ready()?.source.clone().log_out(identities))?;
    let text = match done {
        LoggedOut::Now => "The identity and its tokens are deleted at the phone service.",
        LoggedOut::Before => "There is no identity to delete.",
        LoggedOut::Elsewhere => "The identity belongs to your company's token service.",
    };
    Ok(Done { text: text.to_owned(), json: json!({ "deleted": done == LoggedOut::Now }) })
}

fn install_engine(folders: &Folders, given: &EngineOrigin) -> Result<Done, HostError> {
    let folder = folders.calling_sdk();
    let origin = match (&given.registry, &given.tarball) {
        (Some(url), _) => Origin::Registry(Registry::parse(url)?),
        (None, Some(file)) => Origin::Tarball(file.clone()),
        (None, None) => return Err(ErrorCode::Internal.into()),
    };
    let installed = block_on(calling_sdk::install(&origin, &folder))?;
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
