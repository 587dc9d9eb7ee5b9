//! Where the secret is, and whether the phone service takes it.

use std::time::{Duration, SystemTime};

use pagedial_protocol::ErrorCode;
use reqwest::Method;
use tokio::time::Instant;

use super::Finding;
use crate::{
    error::HostError,
    folders::Folders,
    http::{self, Answer, Reach, Skew},
    secrets::keyring,
    settings::{CONNECTION_STRING, Settings, Source, TOKEN_SERVICE_BEARER},
    token_source::Identities,
};

/// How long the phone service may take to show that it is there.
const PATIENCE: Duration = Duration::from_secs(8);

pub(super) async fn examine(folders: &Folders, settings: &Settings) -> Vec<Finding> {
    let source = &settings.source;
    let has_keyring = keyring::is_there();
    let mut findings =
        vec![keyring_finding(source, has_keyring), secret(folders, source, has_keyring)];
    match front_page(source).await {
        Ok(answer) => {
            findings.push(clock(&answer));
            findings.push(token(folders, source).await);
        }
        Err(error) => findings.push(Finding::of_error("phone service", &error)),
    }
    findings
}

fn keyring_finding(source: &Source, is_there: bool) -> Finding {
    let check = "keyring";
    match (is_there, source.keyring_account()) {
        (true, _) => Finding::good(check, "answers"),
        // A locked one answers, so it is truly gone.
        (false, Some(_needed)) => Finding::of_error(check, &ErrorCode::KeyringUnavailable.into()),
        (false, None) => Finding::good(check, "none, and none is needed"),
    }
}

fn secret(folders: &Folders, source: &Source, has_keyring: bool) -> Finding {
    let check = "secret";
    if let Some(account) = source.keyring_account() {
        return match keyring::read(&account) {
            Ok(_secret) => Finding::good(check, "in the system's keyring"),
            Err(error) => Finding::of_error(check, &error),
        };
    }
    if !source.holds_secret() {
        return Finding::good(check, "none is needed");
    }
    let by_environment =
        [CONNECTION_STRING, TOKEN_SERVICE_BEARER].iter().any(|it| std::env::var_os(it).is_some());
    let file = folders.settings();
    let file = file.display();
    match (by_environment, has_keyring) {
        (true, _) => Finding::attention(
            check,
            "in the environment, where every program of this person can read it",
            "for daily use, unset it and run pagedial-host configure",
        ),
        (false, true) => Finding::attention(
            check,
            format!("in {file}, although there is a keyring"),
            "run pagedial-host configure --secret-in keyring",
        ),
        (false, false) => {
            Finding::good(check, format!("in {file}, readable by you alone; there is no keyring"))
        }
    }
}

/// Unsigned, so that it shows the way there and the service's clock, whatever the secret is.
async fn front_page(source: &Source) -> Result<Answer, HostError> {
    let url = source.front_page().ok_or(ErrorCode::InvalidConfiguration)?;
    let client = http::client(Reach::to(&url), None)?;
    let request = client
        .request(Method::GET, url)
        .build()
        .map_err(|error| HostError::new(ErrorCode::Internal, http::innermost(&error)))?;
    match http::ask(&client, Instant::now() + PATIENCE, request).await {
        // A page that is longer than any answer of the service shows as well that it is there, and
        // so does a server that wants to know its clients.
        Err(error)
            if matches!(
                error.code,
                ErrorCode::UnexpectedAnswer | ErrorCode::TokenServiceRefused
            ) =>
        {
            Ok(Answer { status: 0, date: None, retry_after: None, body: Vec::new().into() })
        }
        asked => asked,
    }
}

fn clock(answer: &Answer) -> Finding {
    let check = "phone service";
    let Some(there) = answer.date else {
        return Finding::good(check, "can be reached; it did not tell the time");
    };
    let skew = Skew::between(SystemTime::now(), there);
    let seen = format!("can be reached; {skew}");
    let repair = ErrorCode::ClockWrong.remedy();
    match skew {
        Skew::None => Finding::good(check, seen),
        skew if skew.is_too_far() => Finding::broken(check, ErrorCode::ClockWrong, seen, repair),
        _ => Finding::attention(check, seen, repair),
    }
}

/// Nothing less proves that key, clock and identity are right. The identity is the one that the
/// first call would make.
async fn token(folders: &Folders, source: &Source) -> Finding {
    let check = "token";
    let tokens = source.clone().tokens(Identities::at(folders.identities()));
    match tokens.mint().await {
        Ok(_token) => Finding::good(check, "the phone service gives one"),
        Err(error) => Finding::of_error(check, &error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctor::Verdict;

    #[test]
    fn a_clock_is_as_wrong_as_the_service_says() {
        let broken = Verdict::Broken(ErrorCode::ClockWrong);
        for (minutes, verdict, words) in [
            (0, Verdict::Good, "agrees"),
            (2, Verdict::Attention, "120 s behind"),
            (60, broken, "s behind"),
        ] {
            let date = Some(SystemTime::now() + Duration::from_secs(minutes * 60 + 1));
            let answer = Answer { status: 404, date, retry_after: None, body: Vec::new().into() };
            let finding = clock(&answer);
            assert_eq!(finding.verdict, verdict, "{finding:?}");
            assert!(finding.seen.contains(words), "{finding:?}");
        }
        let silent = Answer { status: 404, date: None, retry_after: None, body: Vec::new().into() };
        assert_eq!(clock(&silent).verdict, Verdict::Good);
    }
}
