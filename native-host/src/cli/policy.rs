use clap::Subcommand;
use pagedial_protocol::{Callee, EmergencyNumber};
use serde_json::json;

use super::Done;
use crate::{
    authorization::Authorizer,
    clock::now_ms,
    error::HostError,
    folders::Folders,
    history::History,
    policy::{self, Destination, InForce, Kind, Policy, Source},
    settings,
};

/// The rules for calls.
#[derive(Subcommand)]
pub(super) enum PolicyCommand {
    /// Show the rules that count now, and where they come from.
    Show,
    /// Say whether a number might be called now, and by which rule. Calls nobody.
    Check {
        /// +14255550123, or 911.
        number: String,
    },
}

pub(super) fn run(command: &PolicyCommand, folders: &Folders) -> Result<Done, HostError> {
    let InForce { policy, source } = Authorizer::of(folders).in_force()?;
    match command {
        PolicyCommand::Show => Ok(Done {
            text: format!("{}\n{}", source_line(&source), rules(&policy)),
            json: json!({ "source": source_json(&source), "policy": policy }),
        }),
        PolicyCommand::Check { number } => {
            let callee = match EmergencyNumber::parse(number) {
                Some(number) => Callee::Emergency(number),
                None => settings::number_of("the number", number)?.into(),
            };
            check(&policy, &History::at(folders.history()), &callee)
        }
    }
}

fn check(policy: &Policy, history: &History, number: &Callee) -> Result<Done, HostError> {
    let destination = Destination::of(number);
    let decision = policy::decide(policy, &destination, &history.circumstances(now_ms())?);
    let (word, rule) = match decision {
        Ok(rule) => ("allowed", rule.name()),
        Err(rule) => ("denied", rule.name()),
    };
    let region = destination.region.map(|region| region.to_string());
    let kind = destination.kind.name();
    let shown = region.as_deref().unwrap_or("no country");
    Ok(Done {
        text: format!("{number} ({shown}, {kind}): {word}, by {rule}"),
        json: json!({ "decision": word, "rule": rule, "region": region, "type": kind }),
    })
}

fn source_json(source: &Source) -> serde_json::Value {
    match source {
        Source::System(path) => json!({ "kind": "system", "file": path }),
        Source::User(path) => json!({ "kind": "user", "file": path }),
        Source::Defaults => json!({ "kind": "defaults" }),
    }
}

fn source_line(source: &Source) -> String {
    match source {
        Source::System(path) => format!("By the administrator's file {}:", path.display()),
        Source::User(path) => format!("By your file {}:", path.display()),
        Source::Defaults => "By default, as there is no policy file:".to_owned(),
    }
}

fn rules(policy: &Policy) -> String {
    let numbers = &policy.numbers;
    let list = |items: Vec<String>, none: &str| match items.is_empty() {
        true => none.to_owned(),
        false => items.join(", "),
    };
    let areas = |areas: &[policy::Area], none| list(areas.iter().map(Into::into).collect(), none);
    let kinds =
        |kinds: &[Kind]| list(kinds.iter().map(|kind| kind.name().into()).collect(), "none");
    let countries = numbers.emergency_calling.iter().map(ToString::to_string).collect();
    [
        format!(
            "countries   allowed: {}; denied: {}",
            numbers.allowed.as_deref().map_or("all".to_owned(), |allowed| areas(allowed, "none")),
            areas(&numbers.denied, "none")
        ),
        format!(
            "types       allowed: {}; denied: {}",
            kinds(&numbers.allowed_types),
            kinds(&numbers.denied_types)
        ),
        format!("emergencies {}", list(countries, "not called")),
        format!(
            "calls       {} an hour, {} a day",
            policy.limits.calls_per_hour, policy.limits.calls_per_day
        ),
        format!(
            "quiet hours {}",
            list(policy.quiet_hours.iter().map(ToString::to_string).collect(), "none")
        ),
        format!("history     {} days, {} calls", policy.history.days, policy.history.calls),
        format!("audit log   full numbers: {}", policy.audit.full_numbers),
        format!(
            "webhook     {}",
            policy.webhook.as_ref().map_or("none".to_owned(), |webhook| webhook.url.to_string())
        ),
    ]
    .join("\n")
}
