use pagedial_protocol::ErrorCode;
use reqwest::{Method, Url};
use zeroize::Zeroizing;

use super::EnvFile;
use crate::{
    acs::{ConnectionString, ConnectionStringError},
    error::HostError,
    secrets::{Bearer, Place},
    token_source::{
        AccessKeySource, Identities, LoggedOut, ServiceUrl, TokenService, TokenServiceSource,
        TokenSource,
    },
};

/// The connection string of the ACS resource.
pub(crate) const CONNECTION_STRING: &str = "ACS_CONNECTION_STRING";
/// The URL of a company's token service, in the place of a connection string.
pub(crate) const TOKEN_SERVICE: &str = "PAGEDIAL_TOKEN_SERVICE";
/// `GET` or `POST`, which is the default: a token is made, and no cache may keep it.
pub(crate) const TOKEN_SERVICE_METHOD: &str = "PAGEDIAL_TOKEN_SERVICE_METHOD";
/// What it wants in `Authorization: Bearer …`, if anything.
pub(crate) const TOKEN_SERVICE_BEARER: &str = "PAGEDIAL_TOKEN_SERVICE_BEARER";
/// A PEM file with the certificate and key that it wants from its clients, if any.
pub(crate) const TOKEN_SERVICE_CERTIFICATE: &str = "PAGEDIAL_TOKEN_SERVICE_CERTIFICATE";

/// Where this person's tokens come from.
#[derive(Clone, Debug)]
pub(crate) enum Source {
    AccessKey(ConnectionString),
    TokenService(TokenService),
}

impl Source {
    /// The source that a settings file names by itself, if any.
    pub(crate) fn of_file(file: &EnvFile) -> Result<Option<Self>, HostError> {
        Self::from_values(|name| file.value(name).map(|value| Zeroizing::new(value.to_owned())))
    }

    /// `None` when the settings name no source.
    pub(super) fn from_values(
        value: impl Fn(&str) -> Option<Zeroizing<String>>,
    ) -> Result<Option<Self>, HostError> {
        match (value(CONNECTION_STRING), value(TOKEN_SERVICE)) {
            (None, None) => Ok(None),
            (Some(text), None) => Ok(Some(Self::AccessKey(connection_string_of(&text)?))),
            (None, Some(url)) => {
                let [method, bearer, certificate] =
                    [TOKEN_SERVICE_METHOD, TOKEN_SERVICE_BEARER, TOKEN_SERVICE_CERTIFICATE]
                        .map(&value);
                token_service_of(
                    &url,
                    method.as_deref().map(String::as_str),
                    bearer.as_deref().map(String::as_str),
                    certificate.as_deref().map(String::as_str),
                )
                .map(|service| Some(Self::TokenService(service)))
            }
            (Some(_), Some(_)) => Err(invalid(format!(
                "both {CONNECTION_STRING} and {TOKEN_SERVICE} are set; keep one of them"
            ))),
        }
    }

    /// The name of this source's secret in the keyring, if it is there.
    pub(crate) fn keyring_account(&self) -> Option<String> {
        match self {
            Self::AccessKey(ConnectionString { endpoint, key: Place::Keyring }) => {
                Some(endpoint.to_string())
            }
            Self::TokenService(TokenService { url, bearer: Some(Place::Keyring), .. }) => {
                Some(url.to_string())
            }
            Self::AccessKey(_) | Self::TokenService(_) => None,
        }
    }

    /// Whether the settings hold a secret themselves.
    pub(crate) fn holds_secret(&self) -> bool {
        match self {
            Self::AccessKey(account) => matches!(account.key, Place::Given(_)),
            Self::TokenService(service) => matches!(service.bearer, Some(Place::Given(_))),
        }
    }

    /// The first page of whoever mints, which costs nothing and tells nothing.
    pub(crate) fn front_page(&self) -> Option<Url> {
        match self {
            Self::AccessKey(account) => account.endpoint.at("/").ok(),
            Self::TokenService(service) => service.url.front_page(),
        }
    }

    /// Whether this is an emulator on this computer rather than a service in the network.
    pub(crate) fn is_loopback(&self) -> bool {
        match self {
            Self::AccessKey(account) => account.endpoint.is_loopback(),
            Self::TokenService(service) => service.url.is_loopback(),
        }
    }

    /// The tokens of this source.
    pub(crate) fn tokens(self, identities: Identities) -> Box<dyn TokenSource> {
        match self {
            Self::AccessKey(account) => Box::new(AccessKeySource::new(account, identities)),
            Self::TokenService(service) => Box::new(TokenServiceSource::new(service)),
        }
    }
}

impl Source {
    /// Ends this person's tokens and deletes the identity, if it is ours.
    pub(crate) async fn log_out(self, identities: Identities) -> Result<LoggedOut, HostError> {
        match self {
            Self::AccessKey(account) => AccessKeySource::new(account, identities).log_out().await,
            Self::TokenService(_) => Ok(LoggedOut::Elsewhere),
        }
    }
}

pub(crate) fn connection_string_of(text: &str) -> Result<ConnectionString, HostError> {
    ConnectionString::parse(text).map_err(unusable)
}

pub(crate) fn unusable(error: ConnectionStringError) -> HostError {
    invalid(error.to_string())
}

pub(crate) fn token_service_of(
    url: &str,
    method: Option<&str>,
    bearer: Option<&str>,
    certificate: Option<&str>,
) -> Result<TokenService, HostError> {
    let url = ServiceUrl::parse(url.trim())
        .map_err(|error| invalid(format!("{TOKEN_SERVICE} is {error}")))?;
    let method = match method.map(|text| text.trim().to_ascii_uppercase()).as_deref() {
        None | Some("POST") => Method::POST,
        Some("GET") => Method::GET,
        Some(_) => return Err(invalid(format!("{TOKEN_SERVICE_METHOD} is neither GET nor POST"))),
    };
    let bearer = bearer
        .map(|text| Place::parse(text.trim(), Bearer::parse))
        .transpose()
        .map_err(|error| invalid(format!("{TOKEN_SERVICE_BEARER}: {error}")))?;
    Ok(TokenService { url, method, bearer, client_certificate: certificate.map(Into::into) })
}

fn invalid(detail: String) -> HostError {
    HostError::new(ErrorCode::InvalidConfiguration, detail)
}
