use clap::{Args, Subcommand};
use serde_json::json;

use super::Done;
use crate::{
    clock::now_ms,
    error::HostError,
    folders::Folders,
    history::{History, as_csv, listing},
};

/// The calls made from this computer.
#[derive(Subcommand)]
pub(super) enum HistoryCommand {
    /// List them, oldest first.
    List,
    /// Give them to another program.
    Export {
        /// As CSV, safe to open in a spreadsheet. The other choice is --json.
        #[arg(long, conflicts_with = "json", required_unless_present = "json")]
        csv: bool,
    },
    /// Forget them. The policy's limits still count them.
    Purge(Purge),
}

#[derive(Args)]
#[group(required = true, multiple = false)]
pub(super) struct Purge {
    /// Those that began more than so many days ago.
    #[arg(long, value_name = "DAYS")]
    older_than: Option<u32>,
    /// All of them.
    #[arg(long)]
    all: bool,
}

pub(super) fn run(command: &HistoryCommand, folders: &Folders) -> Result<Done, HostError> {
    let history = History::at(folders.history());
    match command {
        HistoryCommand::List => {
            let calls = history.list()?;
            let none = calls.is_empty();
            let text = if none { "No calls yet.".to_owned() } else { listing(&calls) };
            Ok(Done { text, json: json!({ "calls": calls }) })
        }
        HistoryCommand::Export { .. } => {
            let calls = history.list()?;
            let text = as_csv(&calls).trim_end().to_owned();
            Ok(Done { text, json: json!({ "calls": calls }) })
        }
        HistoryCommand::Purge(Purge { older_than, .. }) => {
            let purged = history.purge(older_than.map(days_ago_ms))?;
            Ok(Done { text: format!("Forgot {purged} calls."), json: json!({ "purged": purged }) })
        }
    }
}

const DAY_MS: u64 = 24 * 60 * 60 * 1000;

fn days_ago_ms(days: u32) -> u64 {
    now_ms().saturating_sub(u64::from(days) * DAY_MS)
}
