//! The identities of the emulated resource, and the tokens that it gives them.

use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64_URL;
use serde::{Deserialize, Serialize};
use serde_json::json;
use thiserror::Error;
use time::OffsetDateTime;
use uuid::Uuid;

/// What a token may be used for; the names are the service's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Scope {
    #[serde(rename = "chat")]
    Chat,
    #[serde(rename = "voip")]
    Voip,
    #[serde(rename = "chat.join")]
    ChatJoin,
    #[serde(rename = "chat.join.limited")]
    ChatJoinLimited,
    #[serde(rename = "voip.join")]
    VoipJoin,
}

impl Scope {
    fn name(self) -> &'static str {
        match self {
            Self::Chat => "chat",
            Self::Voip => "voip",
            Self::ChatJoin => "chat.join",
            Self::ChatJoinLimited => "chat.join.limited",
            Self::VoipJoin => "voip.join",
        }
    }
}

/// How long a token lives: 60 to 1440 minutes, a day unless the request says otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Lifetime(Duration);

/// A lifetime outside of what the service grants.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("ExpiresInMinutes value {0} is invalid. Value must be within the [60, 1440] interval.")]
pub(crate) struct LifetimeOutOfRange(pub(crate) i64);

impl Default for Lifetime {
    fn default() -> Self {
        Self(Duration::from_secs(1440 * 60))
    }
}

impl TryFrom<i64> for Lifetime {
    type Error = LifetimeOutOfRange;

    fn try_from(minutes: i64) -> Result<Self, Self::Error> {
        match u64::try_from(minutes) {
            Ok(minutes @ 60..=1440) => Ok(Self(Duration::from_secs(minutes * 60))),
            _ => Err(LifetimeOutOfRange(minutes)),
        }
    }
}

/// A token as the service gives it out. No `Debug`: a token belongs in no log.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct AccessToken {
    pub(crate) token: String,
    expires_on: String,
}

/// Why an identity cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub(crate) enum UnknownIdentity {
    /// Of another resource, or no identity at all. Recorded from the service: 401
    /// `IdentityNotOwned` (azure-sdk-for-js, recordings of communication-identity).
    #[error("Provided identity doesn't belong to the resource.")]
    NotOwned,
    /// Of this resource, but deleted or never made (the words: azure-sdk-for-js#19849).
    #[error("Provided identity doesn't exist.")]
    NotFound,
}

/// One emulated resource: its own GUID and the users made in this launch.
pub(crate) struct Resource {
    id: Uuid,
    users: Mutex<HashSet<Uuid>>,
}

impl Resource {
    /// A resource without users and with a GUID of its own.
    pub(crate) fn new() -> Self {
        Self { id: Uuid::new_v4(), users: Mutex::default() }
    }

    /// Makes a user and returns the full id, `8:acs:<resource GUID>_<user GUID>`.
    pub(crate) fn create(&self) -> String {
        let user = Uuid::new_v4();
        self.users().insert(user);
        format!("8:acs:{}_{user}", self.id)
    }

    /// Succeeds for a user that exists.
    pub(crate) fn find(&self, id: &str) -> Result<(), UnknownIdentity> {
        let user = self.user_of(id)?;
        if self.users().contains(&user) { Ok(()) } else { Err(UnknownIdentity::NotFound) }
    }

    /// Removes a user for good.
    pub(crate) fn delete(&self, id: &str) -> Result<(), UnknownIdentity> {
        let user = self.user_of(id)?;
        if self.users().remove(&user) { Ok(()) } else { Err(UnknownIdentity::NotFound) }
    }

    /// Issues a token to `id` in the three-part form of ACS tokens. The signature is random bytes:
    /// only the real service could make one that its calling backend believes.
    pub(crate) fn token_for(
        &self,
        id: &str,
        scopes: &[Scope],
        lifetime: Lifetime,
        now: SystemTime,
    ) -> Result<AccessToken, getrandom::Error> {
        let issued = OffsetDateTime::from(now);
        let expires = issued + lifetime.0;
        let mut signature = [0; 256];
        getrandom::fill(&mut signature)?;
        let header = json!({"alg": "RS256", "kid": "acs-emulator", "typ": "JWT"});
        let scope_names: Vec<_> = scopes.iter().map(|scope| scope.name()).collect();
        let claims = json!({
            "skypeid": id.trim_start_matches("8:"),
            "scp": 1792,
            "csi": issued.unix_timestamp().to_string(),
            "iat": issued.unix_timestamp(),
            "exp": expires.unix_timestamp(),
            "acsScope": scope_names.join(","),
            "resourceId": self.id.to_string(),
            "resourceLocation": "emulator",
        });
        let token =
            [header.to_string(), claims.to_string()].map(|part| BASE64_URL.encode(part)).join(".");
        Ok(AccessToken {
            token: format!("{token}.{}", BASE64_URL.encode(signature)),
            expires_on: with_seven_fractional_digits(expires),
        })
    }

    fn user_of(&self, id: &str) -> Result<Uuid, UnknownIdentity> {
        id.strip_prefix("8:acs:")
            .and_then(|rest| rest.split_once('_'))
            .filter(|(resource, _)| *resource == self.id.to_string())
            .and_then(|(_, user)| Uuid::try_parse(user).ok())
            .ok_or(UnknownIdentity::NotOwned)
    }

    fn users(&self) -> std::sync::MutexGuard<'_, HashSet<Uuid>> {
        self.users.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The service writes .NET ticks: seven digits, and `+00:00` instead of `Z`.
fn with_seven_fractional_digits(at: OffsetDateTime) -> String {
    format!(
        "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:07}+00:00",
        at.year(),
        u8::from(at.month()),
        at.day(),
        at.hour(),
        at.minute(),
        at.second(),
        at.nanosecond() / 100,
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    fn claims(token: &AccessToken) -> Value {
        let payload = token.token.split('.').nth(1).expect("a token has three parts");
        serde_json::from_slice(&BASE64_URL.decode(payload).unwrap()).unwrap()
    }

    #[test]
    fn an_expiry_has_seven_fractional_digits_and_a_numeric_offset() {
        let at = OffsetDateTime::from_unix_timestamp_nanos(1_752_183_579_324_458_499).unwrap();
        assert_eq!(with_seven_fractional_digits(at), "2025-07-10T21:39:39.3244584+00:00");
        let whole = OffsetDateTime::from_unix_timestamp(1_752_183_579).unwrap();
        assert_eq!(with_seven_fractional_digits(whole), "2025-07-10T21:39:39.0000000+00:00");
    }

    #[test]
    fn a_token_names_its_user_its_scopes_and_its_expiry() {
        let resource = Resource::new();
        let id = resource.create();
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_800_000_000);
        let lifetime = Lifetime::try_from(60).unwrap();
        let token = resource.token_for(&id, &[Scope::Chat, Scope::Voip], lifetime, now).unwrap();
        let claims = claims(&token);
        assert_eq!(token.token.split('.').count(), 3);
        assert_eq!(format!("8:{}", claims["skypeid"].as_str().unwrap()), id);
        assert_eq!(claims["acsScope"], "chat,voip");
        assert_eq!(claims["exp"], 1_800_003_600);
    }

    #[test]
    fn two_tokens_for_the_same_user_differ() {
        let resource = Resource::new();
        let id = resource.create();
        let issue = || {
            let now = SystemTime::UNIX_EPOCH;
            resource.token_for(&id, &[Scope::Voip], Lifetime::default(), now).unwrap().token
        };
        assert_ne!(issue(), issue());
    }

    #[test]
    fn a_lifetime_is_an_hour_to_a_day() {
        for minutes in [60, 61, 1440] {
            assert!(Lifetime::try_from(minutes).is_ok(), "{minutes}");
        }
        for minutes in [i64::MIN, -60, 0, 59, 1441, i64::MAX] {
            assert_eq!(Lifetime::try_from(minutes), Err(LifetimeOutOfRange(minutes)));
        }
    }

    #[test]
    fn a_deleted_user_is_gone_and_a_foreign_one_was_never_here() {
        let resource = Resource::new();
        let id = resource.create();
        assert_eq!(resource.find(&id), Ok(()));
        assert_eq!(resource.delete(&id), Ok(()));
        assert_eq!(resource.find(&id), Err(UnknownIdentity::NotFound));
        assert_eq!(resource.delete(&id), Err(UnknownIdentity::NotFound));
        let foreign = Resource::new().create();
        for id in [foreign.as_str(), "8:acs:nonsense", "", "8:orgid:0"] {
            assert_eq!(resource.find(id), Err(UnknownIdentity::NotOwned), "{id}");
        }
    }
}
