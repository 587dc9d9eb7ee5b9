//! Where tokens come from, and how often.

mod access_key;
mod cache;
mod identities;
mod token_service;

use std::{pin::Pin, time::Duration};

use pagedial_protocol::{ErrorCode, host::IssuedToken};
use reqwest::Client;
use tokio::time::{Instant, timeout_at};

pub(crate) use access_key::AccessKeySource;
pub(crate) use cache::TokenCache;
pub(crate) use identities::Identities;
pub(crate) use token_service::{ServiceUrl, TokenService, TokenServiceSource};

use crate::error::HostError;

/// The longest that a minting may take, all tries together: a person waits for it.
const DEADLINE: Duration = Duration::from_secs(15);

/// A token on its way.
pub(crate) type Minting<'a> =
    Pin<Box<dyn Future<Output = Result<IssuedToken, HostError>> + Send + 'a>>;

/// Work ahead of the first minting.
pub(crate) type Preparing<'a> = Pin<Box<dyn Future<Output = ()> + Send + 'a>>;

/// What logging out found to end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LoggedOut {
    /// The identity is deleted, here and at the service.
    Now,
    /// There was none.
    Before,
    /// The identity is not ours to delete.
    Elsewhere,
}

/// Where a person's tokens come from. Which of the sources it is comes from the settings, at run
/// time.
pub(crate) trait TokenSource: Send + Sync {
    /// Loads what the first minting needs of this computer, the certificate authorities above all:
    /// some milliseconds, while the browser and the host get to know each other. Asks nobody for
    /// anything.
    fn prepare(&self) -> Preparing<'_> {
        Box::pin(std::future::ready(()))
    }

    /// A fresh token with the scope `voip`, always for the same identity as long as the service
    /// knows it. Retries what is worth it, and answers within its own deadline.
    fn mint(&self) -> Minting<'_>;
}

/// What can't be loaded now is tried again by the minting, which has somebody to tell.
fn prepared<'a>(
    client: impl Future<Output = Result<&'a Client, HostError>> + Send + 'a,
) -> Preparing<'a> {
    Box::pin(async { drop(client.await) })
}

/// Runs what waits for the disk, the keyring or another process beside the main thread.
async fn off_thread<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, HostError> + Send + 'static,
) -> Result<T, HostError> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|error| HostError::new(ErrorCode::Internal, error.to_string()))?
}

async fn until<T>(
    deadline: Instant,
    work: impl Future<Output = Result<T, HostError>>,
) -> Result<T, HostError> {
    timeout_at(deadline, work).await.map_err(|_elapsed| HostError::from(ErrorCode::TimedOut))?
}
