//! Settings, rules, calling component, history and audit log.

use pagedial_protocol::{ErrorCode, engine::Driver};

use super::Finding;
use crate::{
    authorization::Authorizer,
    calling_sdk,
    clock::now_ms,
    folders::Folders,
    history::History,
    policy::Source,
    private_file,
    settings::{self, Setup},
};

pub(super) fn examine(folders: &Folders, setup: &Setup) -> Vec<Finding> {
    vec![
        settings(folders, setup),
        caller_id(setup),
        engine(folders, setup),
        policy(folders),
        history(folders),
        audit(folders),
        webhook(folders),
    ]
}

fn settings(folders: &Folders, setup: &Setup) -> Finding {
    let check = "settings";
    match setup {
        Setup::NotConfigured => Finding::broken(
            check,
            ErrorCode::NotConfigured,
            format!("no phone service in {} or the environment", folders.settings().display()),
            ErrorCode::NotConfigured.remedy(),
        ),
        Setup::Invalid(error) => Finding::of_error(check, error),
        Setup::Ready(_) => Finding::good(check, folders.settings().display().to_string()),
    }
}

fn caller_id(setup: &Setup) -> Finding {
    let check = "caller ID";
    match setup {
        Setup::Ready(settings) if settings.driver == Driver::Loopback => Finding::attention(
            check,
            "practice calls only, no phone is rung",
            "set a real phone service with pagedial-host configure",
        ),
        Setup::Ready(settings) if settings.caller_id.is_none() => Finding::broken(
            check,
            ErrorCode::InvalidConfiguration,
            "none, and the phone network wants one",
            "run pagedial-host configure --caller-id NUMBER",
        ),
        Setup::Ready(_) => Finding::good(check, "set"),
        Setup::NotConfigured | Setup::Invalid(_) => {
            Finding::attention(check, "not known without settings", "see above")
        }
    }
}

fn engine(folders: &Folders, setup: &Setup) -> Finding {
    let check = "calling component";
    match calling_sdk::check(&folders.calling_sdk()) {
        Ok(()) => Finding::good(check, calling_sdk::PACKAGE),
        Err(error) if setup.driver() == Driver::Loopback && error.code == ErrorCode::SdkMissing => {
            Finding::good(check, "not installed, and practice calls need none")
        }
        Err(error) => Finding::of_error(check, &error),
    }
}

fn policy(folders: &Folders) -> Finding {
    let check = "rules for calls";
    match Authorizer::of(folders).in_force() {
        Ok(in_force) => Finding::good(
            check,
            match in_force.source {
                Source::System(path) => format!("by the administrator's {}", path.display()),
                Source::User(path) => format!("by {}", path.display()),
                Source::Defaults => "by default".to_owned(),
            },
        ),
        Err(error) => Finding::of_error(check, &error),
    }
}

fn history(folders: &Folders) -> Finding {
    let check = "history";
    match History::at(folders.history()).circumstances(now_ms()) {
        Ok(seen) => Finding::good(
            check,
            format!("{} calls in the last hour, {} in the last day", seen.last_hour, seen.last_day),
        ),
        Err(error) => Finding::of_error(check, &error),
    }
}

/// Opens it without writing: a look is no decision.
fn audit(folders: &Folders) -> Finding {
    let path = folders.audit();
    match private_file::open_to_append(&path) {
        Ok(_file) => Finding::good("audit log", path.display().to_string()),
        Err(error) => Finding::of_error(
            "audit log",
            &crate::error::HostError::storage("opening", &path, &error),
        ),
    }
}

fn webhook(folders: &Folders) -> Finding {
    let check = "webhook";
    let rules = Authorizer::of(folders).in_force().ok().and_then(|rules| rules.policy.webhook);
    let Some(rules) = rules else {
        return Finding::good(check, "none");
    };
    if let Err(error) = settings::webhook_secret(&folders.settings()) {
        return Finding::of_error(check, &error);
    }
    match History::at(folders.history()).waiting() {
        Ok((_, 0)) => Finding::good(check, rules.url.to_string()),
        Ok((_, waiting)) => Finding::attention(
            check,
            format!("{waiting} messages wait for {}", rules.url),
            "run pagedial-host webhook send to see why",
        ),
        Err(error) => Finding::of_error(check, &error),
    }
}
