use std::{sync::OnceLock, time::Duration};

use pagedial_protocol::{ErrorCode, host::IssuedToken};
use reqwest::Client;
use tokio::{sync::OnceCell, time::Instant};

use super::{
    DEADLINE, Identities, LoggedOut, Minting, Preparing, TokenSource, off_thread, prepared, until,
};
use crate::{
    acs::{ConnectionString, IdentityClient, Issue, UserId},
    error::HostError,
    http::{self, Reach},
};

/// How long an identity that could not be kept may take to be deleted again.
const UNDO: Duration = Duration::from_secs(3);

/// Tokens minted by the access key of the resource, for the one identity of this person.
pub(crate) struct AccessKeySource {
    account: ConnectionString,
    identities: Identities,
    http: OnceCell<Client>,
    /// Made at the first minting: the keyring may ask the person for a password.
    client: OnceLock<IdentityClient>,
}

impl AccessKeySource {
    pub(crate) fn new(account: ConnectionString, identities: Identities) -> Self {
        Self { account, identities, http: OnceCell::new(), client: OnceLock::new() }
    }

    /// Ends this person's tokens and deletes the identity, at the service first: one that is
    /// forgotten here could never be deleted there.
    pub(crate) async fn log_out(&self) -> Result<LoggedOut, HostError> {
        let deadline = Instant::now() + DEADLINE;
        let endpoint = &self.account.endpoint;
        let _lock = self.lock(deadline).await?;
        let Some(user) = self.identities.find(endpoint)? else { return Ok(LoggedOut::Before) };
        let client = self.client(deadline).await?;
        client.revoke(&user, deadline).await?;
        client.delete(&user, deadline).await?;
        self.identities.forget(endpoint)?;
        Ok(LoggedOut::Now)
    }

    async fn client(&self, deadline: Instant) -> Result<&IdentityClient, HostError> {
        if let Some(client) = self.client.get() {
            return Ok(client);
        }
        let account = self.account.clone();
        let making = async {
            let http = self.http().await?.clone();
            let key = off_thread(move || account.access_key()).await?;
            Ok((http, key))
        };
        let (http, key) = until(deadline, making).await?;
        let endpoint = self.account.endpoint.clone();
        Ok(self.client.get_or_init(|| IdentityClient::new(http, endpoint, key)))
    }

    async fn http(&self) -> Result<&Client, HostError> {
        let reach = Reach::to(self.account.endpoint.url());
        self.http.get_or_try_init(|| off_thread(move || http::client(reach, None))).await
    }

    async fn lock(&self, deadline: Instant) -> Result<impl Drop + use<>, HostError> {
        let identities = self.identities.clone();
        until(deadline, off_thread(move || identities.lock())).await
    }

    async fn mint_until(&self, deadline: Instant) -> Result<IssuedToken, HostError> {
        let client = self.client(deadline).await?;
        let known = self.identities.find(&self.account.endpoint)?;
        if let Some(user) = &known
            && let Issue::Token(token) = client.issue(user, deadline).await?
        {
            return Ok(token);
        }
        self.mint_for_another(client, known, deadline).await
    }

    /// A token for another identity than `unknown`, which the service does not know any more. The
    /// lock makes it one for all hosts that come here at the same time, as when a browser opens
    /// again with several dialer windows.
    async fn mint_for_another(
        &self,
        client: &IdentityClient,
        unknown: Option<UserId>,
        deadline: Instant,
    ) -> Result<IssuedToken, HostError> {
        let _lock = self.lock(deadline).await?;
        let kept = self.identities.find(&self.account.endpoint)?;
        if let Some(user) = kept.filter(|user| Some(user) != unknown.as_ref())
            && let Issue::Token(token) = client.issue(&user, deadline).await?
        {
            return Ok(token);
        }
        let user = client.create(deadline).await?;
        // A first identity is kept at once, or a failing mint would make one at every try. One
        // that replaces another is kept when it has proved better.
        if unknown.is_none() {
            self.keep(client, &user).await?;
        }
        let Issue::Token(token) = client.issue(&user, deadline).await? else {
            return Err(HostError::new(
                ErrorCode::UnexpectedAnswer,
                "no token for an identity made a moment ago",
            ));
        };
        if unknown.is_some() {
            self.keep(client, &user).await?;
        }
        Ok(token)
    }

    /// With a full disk, every try would leave an identity at the service that nobody knows.
    async fn keep(&self, client: &IdentityClient, user: &UserId) -> Result<(), HostError> {
        let kept = self.identities.keep(&self.account.endpoint, user);
        if kept.is_err() {
            // The disk's error is the one to tell.
            let _undone = client.delete(user, Instant::now() + UNDO).await;
        }
        kept
    }
}

impl TokenSource for AccessKeySource {
    fn prepare(&self) -> Preparing<'_> {
        prepared(self.http())
    }

    fn mint(&self) -> Minting<'_> {
        Box::pin(self.mint_until(Instant::now() + DEADLINE))
    }
}
