//! What the host is set to: from the environment, else from the file that `configure` writes.

mod env_file;
mod source;

use std::path::Path;

use pagedial_protocol::{E164, ErrorCode, engine::Driver, host::Account};
use zeroize::Zeroizing;

pub(crate) use env_file::EnvFile;
pub(crate) use source::{
    CONNECTION_STRING, Source, TOKEN_SERVICE, TOKEN_SERVICE_BEARER, TOKEN_SERVICE_CERTIFICATE,
    TOKEN_SERVICE_METHOD, connection_string_of, token_service_of, unusable,
};

use crate::{error::HostError, private_file, rights, webhook::WebhookSecret};

/// The caller ID.
pub(crate) const CALLER_ID: &str = "ACS_PHONE_NUMBER";
/// The number that an empty dialer offers.
pub(crate) const DEFAULT_NUMBER: &str = "CUSTOMER_PHONE_NUMBER";
/// `acs` or `loopback`.
pub(crate) const DRIVER: &str = "PAGEDIAL_DRIVER";

/// What the messages to the policy's webhook are signed with.
pub(crate) const WEBHOOK_SECRET: &str = "PAGEDIAL_WEBHOOK_SECRET";

/// Whether there is a phone service.
#[derive(Debug)]
pub(crate) enum Setup {
    NotConfigured,
    Invalid(HostError),
    Ready(Settings),
}

/// Everything that is needed to make calls.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    pub(crate) source: Source,
    pub(crate) caller_id: Option<E164>,
    pub(crate) default_number: Option<E164>,
    pub(crate) driver: Driver,
}

impl Setup {
    /// Looks at the environment of this process and at the settings file.
    pub(crate) fn load(file: &Path) -> Self {
        match Self::try_load(file) {
            Ok(setup) => setup,
            Err(error) => Self::Invalid(error),
        }
    }

    fn try_load(path: &Path) -> Result<Self, HostError> {
        let file = read_file(path)?;
        // Text that is not UTF-8 is no setting that could be used, and is reported as such.
        let environment = |name: &str| {
            std::env::var_os(name).map(|value| Zeroizing::new(value.to_string_lossy().into_owned()))
        };
        Self::from_values(|name| {
            environment(name)
                .or_else(|| file.value(name).map(|value| Zeroizing::new(value.to_owned())))
                .filter(|value| !value.trim().is_empty())
        })
    }

    fn from_values(value: impl Fn(&str) -> Option<Zeroizing<String>>) -> Result<Self, HostError> {
        let Some(source) = Source::from_values(&value)? else {
            return Ok(Self::NotConfigured);
        };
        let number = |name| value(name).map(|text| number_of(name, &text)).transpose();
        let driver = match value(DRIVER) {
            Some(text) => driver_of(&text)?,
            None if source.is_loopback() => Driver::Loopback,
            None => Driver::Acs,
        };
        Ok(Self::Ready(Settings {
            source,
            caller_id: number(CALLER_ID)?,
            default_number: number(DEFAULT_NUMBER)?,
            driver,
        }))
    }

    /// The driver that the engine is to load.
    pub(crate) fn driver(&self) -> Driver {
        match self {
            Self::Ready(settings) => settings.driver,
            Self::NotConfigured | Self::Invalid(_) => Driver::Acs,
        }
    }

    /// What the extension may know of the settings; the rules have their part to add.
    pub(crate) fn account(&self) -> Account {
        match self {
            Self::NotConfigured => Account::NotConfigured {},
            Self::Invalid(error) => Account::Invalid { error: error.clone().into() },
            Self::Ready(settings) => Account::Configured {
                caller_id: settings.caller_id.clone(),
                default_number: settings.default_number.clone(),
                emergency_calling: Vec::new(),
            },
        }
    }

    /// The settings, or the error that stands for their lack.
    pub(crate) fn ready(&self) -> Result<&Settings, HostError> {
        match self {
            Self::NotConfigured => Err(ErrorCode::NotConfigured.into()),
            Self::Invalid(error) => Err(error.clone()),
            Self::Ready(settings) => Ok(settings),
        }
    }
}

/// What the messages to the webhook are signed with, from the environment or the settings file.
pub(crate) fn webhook_secret(path: &Path) -> Result<WebhookSecret, HostError> {
    let given = std::env::var(WEBHOOK_SECRET).ok().map(Zeroizing::new);
    let file = read_file(path)?;
    let text = given.as_deref().map(String::as_str).or_else(|| file.value(WEBHOOK_SECRET));
    let invalid = |why: String| HostError::new(ErrorCode::InvalidConfiguration, why);
    let text = text.ok_or_else(|| {
        invalid(format!("{WEBHOOK_SECRET} is not set: run pagedial-host webhook secret"))
    })?;
    WebhookSecret::parse(text).map_err(|error| invalid(format!("{WEBHOOK_SECRET}: {error}")))
}

/// The settings file; an empty one if there is none. It holds a secret, so it must be private.
pub(crate) fn read_file(path: &Path) -> Result<EnvFile, HostError> {
    let storage = |error| HostError::storage("reading", path, &error);
    let Some(text) = private_file::read(path).map_err(storage)?.map(Zeroizing::new) else {
        return Ok(EnvFile::default());
    };
    if rights::is_open_to_others(path).map_err(storage)? {
        let detail = format!("other users can read {0}: run chmod 600 {0}", path.display());
        return Err(HostError::new(ErrorCode::InvalidConfiguration, detail));
    }
    EnvFile::parse(&text).map_err(|error| {
        let detail = format!("{}: {error}", path.display());
        HostError::new(ErrorCode::InvalidConfiguration, detail)
    })
}

/// A number as people write it in a settings file: with spaces and punctuation, but with its `+`.
pub(crate) fn number_of(name: &str, text: &str) -> Result<E164, HostError> {
    let is_punctuation = |c: char| c.is_whitespace() || "-‐‑–.()/".contains(c);
    let bare: String = text.chars().filter(|&c| !is_punctuation(c)).collect();
    E164::parse(&bare).map_err(|error| {
        HostError::new(ErrorCode::InvalidConfiguration, format!("{name} is {error}"))
    })
}

fn driver_of(text: &str) -> Result<Driver, HostError> {
    match text.trim() {
        "acs" => Ok(Driver::Acs),
        "loopback" => Ok(Driver::Loopback),
        _ => Err(HostError::new(
            ErrorCode::InvalidConfiguration,
            format!("{DRIVER} is neither acs nor loopback"),
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const REAL: &str = "endpoint=https://r.communication.azure.com/;accesskey=a2V5";
    const EMULATOR: &str = "endpoint=http://localhost:8080/;accesskey=a2V5";

    fn setup(values: &[(&str, &str)]) -> Result<Setup, HostError> {
        Setup::from_values(|name| {
            let (_, value) = values.iter().find(|(key, _)| *key == name)?;
            Some(Zeroizing::new((*value).to_owned()))
        })
    }

    fn driver(values: &[(&str, &str)]) -> Driver {
        setup(values).unwrap().driver()
    }

    #[test]
    fn without_a_connection_string_nothing_is_configured() {
        assert!(matches!(setup(&[(CALLER_ID, "+14255550123")]), Ok(Setup::NotConfigured)));
    }

    #[test]
    fn a_real_resource_never_gets_the_loopback_driver_unasked() {
        assert_eq!(driver(&[(CONNECTION_STRING, REAL)]), Driver::Acs);
        assert_eq!(driver(&[(CONNECTION_STRING, EMULATOR)]), Driver::Loopback);
        assert_eq!(driver(&[(CONNECTION_STRING, EMULATOR), (DRIVER, "acs")]), Driver::Acs);
        assert_eq!(driver(&[(CONNECTION_STRING, REAL), (DRIVER, "loopback")]), Driver::Loopback);
    }

    #[test]
    fn a_token_service_is_a_source_of_its_own_and_never_one_of_two() {
        let url = "https://tokens.example/voip";
        assert_eq!(driver(&[(TOKEN_SERVICE, url)]), Driver::Acs);
        assert_eq!(driver(&[(TOKEN_SERVICE, "http://localhost:1/")]), Driver::Loopback);
        let error = setup(&[(TOKEN_SERVICE, url), (CONNECTION_STRING, REAL)]).unwrap_err();
        assert_eq!(error.code, ErrorCode::InvalidConfiguration);
        let said = error.detail.unwrap();
        assert!(said.contains(TOKEN_SERVICE) && said.contains(CONNECTION_STRING), "{said}");
        let alone = setup(&[(TOKEN_SERVICE_BEARER, "t")]);
        assert!(matches!(alone, Ok(Setup::NotConfigured)), "{alone:?}");
    }

    #[test]
    fn numbers_may_be_written_as_people_write_them() {
        for text in ["+14255550123", " +1 (425) 555-0123 ", "+1.425.555.0123", "+1‑425–555/0123"]
        {
            assert_eq!(number_of(CALLER_ID, text).unwrap().as_str(), "+14255550123", "{text}");
        }
    }

    #[test]
    fn a_bad_setting_says_which_but_not_what() {
        for (name, value) in [
            (CALLER_ID, "4255550123"),
            (DEFAULT_NUMBER, "+1 CANARY"),
            (DRIVER, "CANARY"),
            (CONNECTION_STRING, "accesskey=CANARY"),
            (TOKEN_SERVICE, "http://tokens.example/?CANARY"),
            (TOKEN_SERVICE_BEARER, "CANARY x"),
            (TOKEN_SERVICE_METHOD, "CANARY"),
        ] {
            let mut values = vec![(name, value)];
            if [TOKEN_SERVICE_BEARER, TOKEN_SERVICE_METHOD].contains(&name) {
                values.push((TOKEN_SERVICE, "https://tokens.example/"));
            } else if ![CONNECTION_STRING, TOKEN_SERVICE].contains(&name) {
                values.push((CONNECTION_STRING, REAL));
            }
            let error = setup(&values).unwrap_err();
            assert_eq!(error.code, ErrorCode::InvalidConfiguration);
            let detail = error.detail.unwrap();
            assert!(!detail.contains("CANARY") && !detail.contains("4255550123"), "{detail}");
            assert!(name == CONNECTION_STRING || detail.starts_with(name), "{detail}");
        }
    }

    #[test]
    fn a_settings_file_that_others_can_read_is_refused() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(".env");
        private_file::replace(&path, format!("{CONNECTION_STRING}='{REAL}'\n").as_bytes()).unwrap();
        assert_eq!(read_file(&path).unwrap().value(CONNECTION_STRING), Some(REAL));
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).unwrap();
        let error = read_file(&path).err().unwrap();
        assert_eq!(error.code, ErrorCode::InvalidConfiguration);
        assert!(error.detail.unwrap().contains("chmod 600"));
    }
}
