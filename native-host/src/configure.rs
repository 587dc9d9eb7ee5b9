use std::{
    io::{self, IsTerminal, Read},
    path::Path,
};

use clap::ValueEnum;
use pagedial_protocol::ErrorCode;
use zeroize::Zeroizing;

use crate::{
    acs::ConnectionString,
    error::HostError,
    private_file,
    secrets::{IN_KEYRING, Place, keyring},
    settings::{
        self, CALLER_ID, CONNECTION_STRING, DEFAULT_NUMBER, Source, TOKEN_SERVICE,
        TOKEN_SERVICE_BEARER, TOKEN_SERVICE_CERTIFICATE, TOKEN_SERVICE_METHOD,
    },
};

/// More than any secret has.
const MOST_BYTES: u64 = 4096;

/// Where a secret is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum SecretIn {
    /// The operating system's keyring.
    Keyring,
    /// The settings file, readable by you alone.
    File,
}

/// A company's token service, as `configure` is given it.
pub(crate) struct TokenServiceWanted {
    pub(crate) url: String,
    pub(crate) method: Option<String>,
    pub(crate) client_certificate: Option<String>,
    pub(crate) asks_for_bearer: bool,
}

/// What `configure` is given besides the secret.
pub(crate) struct Wanted {
    /// `None` stands for a connection string.
    pub(crate) token_service: Option<TokenServiceWanted>,
    pub(crate) caller_id: Option<String>,
    pub(crate) default_number: Option<String>,
    /// `None`: the keyring if there is one, else the file.
    pub(crate) secret_in: Option<SecretIn>,
}

/// What `configure` did. Nothing of it is secret.
#[derive(Debug)]
pub(crate) struct Configured {
    /// Where tokens come from.
    pub(crate) service: String,
    /// Names of the settings written.
    pub(crate) written: Vec<&'static str>,
    /// Where the secret went, if there is one.
    pub(crate) secret_in: Option<SecretIn>,
}

/// The settings to write, and the secret among them.
struct Plan {
    service: String,
    settings: Vec<(&'static str, Zeroizing<String>)>,
    secret: Option<PlannedSecret>,
}

struct PlannedSecret {
    /// The setting that holds it.
    setting: &'static str,
    /// The secret alone, as the keyring is to have it.
    alone: Zeroizing<String>,
    /// The setting's value when the keyring has the secret.
    without: String,
}

impl Wanted {
    fn place(&self) -> SecretIn {
        self.secret_in
            .unwrap_or_else(|| if keyring::is_there() { SecretIn::Keyring } else { SecretIn::File })
    }

    /// What to ask the person for; `None` if nothing secret is needed.
    pub(crate) fn prompt(&self) -> Option<&'static str> {
        match &self.token_service {
            None => Some("Connection string of the Azure Communication Services resource"),
            Some(service) if service.asks_for_bearer => Some("Bearer token of the token service"),
            Some(_) => None,
        }
    }

    fn plan(&self, secret: &str) -> Result<Plan, HostError> {
        let mut plan = match &self.token_service {
            None => plan_for_access_key(secret)?,
            Some(service) => plan_for_token_service(service, secret)?,
        };
        let numbers = [(CALLER_ID, &self.caller_id), (DEFAULT_NUMBER, &self.default_number)];
        for (name, text) in numbers {
            if let Some(text) = text {
                let number = settings::number_of(name, text)?;
                plan.settings.push((name, Zeroizing::new(number.as_str().to_owned())));
            }
        }
        Ok(plan)
    }
}

fn plan_for_access_key(text: &str) -> Result<Plan, HostError> {
    let account = settings::connection_string_of(text)?;
    if matches!(account.key, Place::Keyring) {
        let detail = "the connection string must have the access key itself";
        return Err(HostError::new(ErrorCode::InvalidConfiguration, detail));
    }
    let service = account.endpoint.to_string();
    let key = ConnectionString::access_key_in(text).map_err(settings::unusable)?;
    let secret = PlannedSecret {
        setting: CONNECTION_STRING,
        alone: Zeroizing::new(key.to_owned()),
        without: format!("endpoint={service};accesskey={IN_KEYRING}"),
    };
    let settings = vec![(CONNECTION_STRING, Zeroizing::new(text.to_owned()))];
    Ok(Plan { service, settings, secret: Some(secret) })
}

fn plan_for_token_service(wanted: &TokenServiceWanted, text: &str) -> Result<Plan, HostError> {
    let bearer = wanted.asks_for_bearer.then_some(text);
    let certificate = wanted.client_certificate.as_deref();
    let parsed =
        settings::token_service_of(&wanted.url, wanted.method.as_deref(), bearer, certificate)?;
    let plain = |text: &str| Zeroizing::new(text.to_owned());
    let mut settings = vec![(TOKEN_SERVICE, plain(wanted.url.trim()))];
    settings.extend(wanted.method.as_deref().map(|text| (TOKEN_SERVICE_METHOD, plain(text))));
    settings.extend(certificate.map(|path| (TOKEN_SERVICE_CERTIFICATE, plain(path))));
    settings.extend(bearer.map(|text| (TOKEN_SERVICE_BEARER, plain(text))));
    let secret = bearer.map(|text| PlannedSecret {
        setting: TOKEN_SERVICE_BEARER,
        alone: plain(text),
        without: IN_KEYRING.to_owned(),
    });
    Ok(Plan { service: parsed.url.to_string(), settings, secret })
}

/// Writes source, secret and the given numbers; whatever else is in the settings file stays, but
/// for an earlier source.
pub(crate) fn configure(
    file: &Path,
    secret: &str,
    wanted: &Wanted,
) -> Result<Configured, HostError> {
    let plan = wanted.plan(secret.trim())?;
    let mut env_file = settings::read_file(file)?;
    // An earlier source that can't be read has no secret that could be found.
    let earlier = Source::of_file(&env_file).ok().flatten();
    SOURCE_SETTINGS.iter().for_each(|name| env_file.remove(name));
    for (name, value) in &plan.settings {
        env_file.set(name, value);
    }
    let secret_in = plan.secret.as_ref().map(|_secret| wanted.place());
    if let (Some(secret), Some(SecretIn::Keyring)) = (&plan.secret, secret_in) {
        keyring::write(&plan.service, &secret.alone)?;
        env_file.set(secret.setting, &secret.without);
    }
    private_file::replace(file, env_file.text().as_bytes())
        .map_err(|error| HostError::storage("writing", file, &error))?;
    let still_there = secret_in.filter(|place| *place == SecretIn::Keyring);
    let left_behind = earlier
        .and_then(|source| source.keyring_account())
        .filter(|account| still_there.is_none() || *account != plan.service);
    if let Some(account) = left_behind {
        keyring::remove(&account)?;
    }
    let written = plan.settings.iter().map(|(name, _)| *name).collect();
    Ok(Configured { service: plan.service, written, secret_in })
}

/// What a source is made of. Only one is ever set.
const SOURCE_SETTINGS: [&str; 5] = [
    CONNECTION_STRING,
    TOKEN_SERVICE,
    TOKEN_SERVICE_METHOD,
    TOKEN_SERVICE_CERTIFICATE,
    TOKEN_SERVICE_BEARER,
];

/// A secret from a prompt that shows nothing, or from standard input when that is no terminal.
/// Never from an argument: every process of this computer can read those.
pub(crate) fn ask_for(what: &str) -> Result<Zeroizing<String>, HostError> {
    let failed = |error: io::Error| {
        HostError::new(ErrorCode::InvalidConfiguration, format!("reading the secret: {error}"))
    };
    if io::stdin().is_terminal() {
        let prompt = format!("{what} (not shown): ");
        return rpassword::prompt_password(prompt).map(Zeroizing::new).map_err(failed);
    }
    // Room for all of it: a text that grows leaves its old content behind.
    let mut text = Zeroizing::new(String::with_capacity(MOST_BYTES as usize + 1));
    io::stdin().take(MOST_BYTES).read_to_string(&mut text).map_err(failed)?;
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "endpoint=https://r.communication.azure.com/;accesskey=a2V5";

    fn wanted(caller_id: Option<&str>) -> Wanted {
        Wanted {
            token_service: None,
            caller_id: caller_id.map(str::to_owned),
            default_number: None,
            secret_in: Some(SecretIn::File),
        }
    }

    fn for_token_service(method: Option<&str>, asks_for_bearer: bool) -> Wanted {
        let service = TokenServiceWanted {
            url: "https://tokens.example/voip?team=7".into(),
            method: method.map(str::to_owned),
            client_certificate: None,
            asks_for_bearer,
        };
        Wanted { token_service: Some(service), ..wanted(None) }
    }

    #[test]
    fn writes_a_private_file_and_keeps_what_it_was_not_given() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("pagedial/.env");
        configure(&file, GOOD, &wanted(Some("+1 (425) 555-0123"))).unwrap();
        let done = configure(&file, &format!("{GOOD}\n"), &wanted(None)).unwrap();
        assert_eq!(done.service, "https://r.communication.azure.com");
        assert_eq!(done.written, [CONNECTION_STRING]);
        let settings = settings::read_file(&file).unwrap();
        assert_eq!(settings.value(CONNECTION_STRING), Some(GOOD));
        assert_eq!(settings.value(CALLER_ID), Some("+14255550123"));
        assert!(!crate::rights::is_open_to_others(&file).unwrap());
    }

    #[test]
    fn one_source_takes_the_place_of_another() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join(".env");
        configure(&file, GOOD, &wanted(None)).unwrap();
        let done = configure(&file, "t0ken", &for_token_service(Some("GET"), true)).unwrap();
        assert_eq!(done.service, "https://tokens.example/voip");
        let written = [TOKEN_SERVICE, TOKEN_SERVICE_METHOD, TOKEN_SERVICE_BEARER];
        assert_eq!(done.written, written);
        let settings = settings::read_file(&file).unwrap();
        assert_eq!(settings.value(CONNECTION_STRING), None);
        assert_eq!(settings.value(TOKEN_SERVICE), Some("https://tokens.example/voip?team=7"));
        assert_eq!(settings.value(TOKEN_SERVICE_BEARER), Some("t0ken"));

        let without_bearer = for_token_service(None, false);
        assert_eq!(without_bearer.prompt(), None);
        configure(&file, "", &without_bearer).unwrap();
        let settings = settings::read_file(&file).unwrap();
        assert_eq!(settings.value(TOKEN_SERVICE_BEARER), None);
        assert_eq!(settings.value(TOKEN_SERVICE_METHOD), None);
    }

    #[test]
    fn writes_nothing_when_anything_is_wrong() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join(".env");
        assert!(configure(&file, "endpoint=x", &wanted(None)).is_err());
        assert!(configure(&file, GOOD, &wanted(Some("911"))).is_err());
        let marker = "endpoint=https://r.example;accesskey=keyring:";
        assert!(configure(&file, marker, &wanted(None)).is_err());
        assert!(configure(&file, "", &for_token_service(None, true)).is_err());
        assert!(configure(&file, "t", &for_token_service(Some("PUT"), true)).is_err());
        assert!(!file.exists());
    }
}
