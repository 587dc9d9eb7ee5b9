//! The native messaging host of Pagedial: keeps the ACS secret, mints tokens, serves the call
//! engine. Started by the browser it speaks native messaging; started by a person it is a command.

mod acs;
mod audit;
mod authorization;
mod caller;
mod calling_sdk;
mod cli;
mod clock;
mod configure;
mod doctor;
mod engine_server;
mod error;
mod folders;
mod hardening;
mod history;
mod http;
mod install;
mod log;
mod policy;
mod private_file;
mod random;
#[cfg_attr(unix, path = "rights/unix.rs")]
#[cfg_attr(windows, path = "rights/windows.rs")]
mod rights;
mod secrets;
mod serve;
mod settings;
mod token_answer;
mod token_source;
mod webhook;

use std::{ffi::OsString, io::Write, process::ExitCode};

use audit::{Audit, Entry};
use caller::Caller;
use error::HostError;
use folders::Folders;
use log::{Event, Log};

fn main() -> ExitCode {
    hardening::shut_out_others();
    let arguments: Vec<OsString> = std::env::args_os().skip(1).collect();
    match Caller::of(&arguments) {
        None => cli::run(),
        Some(caller) => match serve_browser(caller) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                // Browsers keep standard error in their own logs.
                let _nobody_left = writeln!(std::io::stderr(), "{error}");
                ExitCode::from(error.code.number())
            }
        },
    }
}

fn serve_browser(caller: Result<Caller, HostError>) -> Result<(), HostError> {
    let folders = Folders::of_user()?;
    match caller {
        Ok(caller) => serve::run(caller, &folders),
        Err(error) => {
            let log = Log::at(folders.log());
            log.write(&Event::CallerRefused);
            if let Err(error) = Audit::at(folders.audit()).append(&Entry::CallerRefused, false) {
                log.write(&Event::NotAudited { error: &error });
            }
            Err(error)
        }
    }
}
