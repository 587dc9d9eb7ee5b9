use std::{sync::OnceLock, time::Duration};

use pagedial_protocol::{ErrorCode, host::IssuedToken};
use tokio::time::Instant;

use super::{Identities, Minting, TokenSource};
use crate::{
    acs::{ConnectionString, IdentityClient, Issue},
    error::HostError,
};

/// The longest that a minting may take, all tries together: a person waits for it.
const DEADLINE: Duration = Duration::from_secs(15);

/// Tokens minted by the access key of the resource, for the one identity of this person.
pub(crate) struct AccessKeySource {
    account: ConnectionString,
    identities: Identities,
    /// Made at the first minting: loading certificates would slow every start of the host.
    client: OnceLock<IdentityClient>,
}

impl AccessKeySource {
    pub(crate) fn new(account: ConnectionString, identities: Identities) -> Self {
        Self { account, identities, client: OnceLock::new() }
    }

    fn client(&self) -> Result<&IdentityClient, HostError> {
        if let Some(client) = self.client.get() {
            return Ok(client);
        }
        let client = IdentityClient::new(self.account.clone())?;
        Ok(self.client.get_or_init(|| client))
    }

    async fn mint_until(&self, deadline: Instant) -> Result<IssuedToken, HostError> {
        let client = self.client()?;
        let endpoint = &self.account.endpoint;
        let known = self.identities.find(endpoint)?;
        if let Some(user) = &known
            && let Issue::Token(token) = client.issue(user, deadline).await?
        {
            return Ok(token);
        }
        let user = client.create(deadline).await?;
        // A first identity is kept at once, or a failing mint would make one at every try. One
        // that replaces another is kept when it has proved better.
        if known.is_none() {
            self.identities.keep(endpoint, &user)?;
        }
        let Issue::Token(token) = client.issue(&user, deadline).await? else {
            return Err(HostError::new(
                ErrorCode::UnexpectedAnswer,
                "no token for an identity made a moment ago",
            ));
        };
        if known.is_some() {
            self.identities.keep(endpoint, &user)?;
        }
        Ok(token)
    }
}

impl TokenSource for AccessKeySource {
    fn mint(&self) -> Minting<'_> {
        Box::pin(self.mint_until(Instant::now() + DEADLINE))
    }
}
