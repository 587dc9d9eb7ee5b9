use clap::Subcommand;
use pagedial_protocol::{ErrorCode, WireError};
use serde_json::json;

use super::{Done, Ended};
use crate::{
    authorization::Authorizer,
    configure,
    error::HostError,
    folders::Folders,
    history::History,
    private_file,
    settings::{self, WEBHOOK_SECRET},
    webhook::{Delivered, Webhook, WebhookSecret, deliver_now},
};

/// Your company's server that is told of ended calls. The policy has its address.
#[derive(Subcommand)]
pub(super) enum WebhookCommand {
    /// Set what messages are signed with, asked for on a prompt or read from standard input.
    Secret,
    /// Deliver now what waits.
    Send,
}

pub(super) fn run(command: &WebhookCommand, folders: &Folders) -> Result<Ended, HostError> {
    match command {
        WebhookCommand::Secret => set_secret(folders),
        WebhookCommand::Send => send(folders),
    }
}

fn set_secret(folders: &Folders) -> Result<Ended, HostError> {
    let file = folders.settings();
    let secret = configure::ask_for("Secret of the webhook")?;
    WebhookSecret::parse(&secret)
        .map_err(|error| HostError::new(ErrorCode::InvalidConfiguration, error.to_string()))?;
    let mut settings = settings::read_file(&file)?;
    settings.set(WEBHOOK_SECRET, secret.trim());
    private_file::replace(&file, settings.text().as_bytes())
        .map_err(|error| HostError::storage("writing", &file, &error))?;
    let text = format!("Wrote {WEBHOOK_SECRET} into {}, readable by you alone.", file.display());
    let json = json!({ "file": file, "written": [WEBHOOK_SECRET] });
    Ok(Ended { done: Done { text, json }, code: 0 })
}

fn send(folders: &Folders) -> Result<Ended, HostError> {
    let policy = Authorizer::of(folders).in_force()?.policy;
    let Some(rules) = policy.webhook else {
        let text = "The rules name no webhook.".to_owned();
        return Ok(Ended { done: Done { text, json: json!({ "delivered": 0 }) }, code: 0 });
    };
    let secret = settings::webhook_secret(&folders.settings())?;
    let webhook = Webhook { url: rules.url, secret };
    let history = History::at(folders.history());
    let Delivered { messages, failure } = super::block_on(deliver_now(&webhook, &history))?;
    let (_, waiting) = history.waiting()?;
    let mut text = format!("Delivered {messages}, {waiting} wait.");
    if let Some(error) = &failure {
        text += &format!("\n{error}");
    }
    let code = failure.as_ref().map_or(0, |error| error.code.number());
    let error = failure.map(WireError::from);
    let json = json!({ "delivered": messages, "waiting": waiting, "error": error });
    Ok(Ended { done: Done { text, json }, code })
}
