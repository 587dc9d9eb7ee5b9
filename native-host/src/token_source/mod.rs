//! Where tokens come from, and how often.

mod access_key;
mod cache;
mod identities;

use std::pin::Pin;

use pagedial_protocol::host::IssuedToken;

pub(crate) use access_key::AccessKeySource;
pub(crate) use cache::TokenCache;
pub(crate) use identities::Identities;

use crate::error::HostError;

/// A token on its way.
pub(crate) type Minting<'a> =
    Pin<Box<dyn Future<Output = Result<IssuedToken, HostError>> + Send + 'a>>;

/// Where a person's tokens come from. Which of the sources it is comes from the settings, at run
/// time.
pub(crate) trait TokenSource: Send + Sync {
    /// A fresh token with the scope `voip`, always for the same identity as long as the service
    /// knows it. Retries what is worth it, and answers within its own deadline.
    fn mint(&self) -> Minting<'_>;
}
