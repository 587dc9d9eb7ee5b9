use std::time::{Duration, SystemTime, UNIX_EPOCH};

use pagedial_protocol::host::IssuedToken;
use tokio::{sync::Mutex, time::Instant};

use super::TokenSource;
use crate::error::HostError;

/// A token is renewed this long before its end: the calling SDK's own refresher starts then
/// (communication-common 2.5.0), and would get the same token again from a later one.
const RENEW_BEFORE_END: Duration = Duration::from_secs(10 * 60);

/// Keeps the token in memory, and mints one for however many ask at the same time.
pub(crate) struct TokenCache {
    source: Box<dyn TokenSource>,
    last: Mutex<Option<Minted>>,
}

struct Minted {
    at: Instant,
    outcome: Result<IssuedToken, HostError>,
}

impl TokenCache {
    pub(crate) fn new(source: Box<dyn TokenSource>) -> Self {
        Self { source, last: Mutex::new(None) }
    }

    /// Does ahead what the first token needs.
    pub(crate) async fn prepare(&self) {
        self.source.prepare().await;
    }

    /// The token in memory, or a fresh one.
    pub(crate) async fn token(&self) -> Result<IssuedToken, HostError> {
        let asked_at = Instant::now();
        let mut last = self.last.lock().await;
        if let Some(minted) = &*last {
            // Whoever asked before the last minting was over gets its outcome, an error too, or
            // everybody who waited would ask a failing service in turn.
            let asked_meanwhile = asked_at <= minted.at;
            match &minted.outcome {
                Ok(token) if asked_meanwhile || lasts(token, SystemTime::now()) => {
                    return Ok(token.clone());
                }
                Err(error) if asked_meanwhile => return Err(error.clone()),
                _ => {}
            }
        }
        let outcome = self.source.mint().await;
        *last = Some(Minted { at: Instant::now(), outcome: outcome.clone() });
        outcome
    }
}

fn lasts(token: &IssuedToken, now: SystemTime) -> bool {
    let end = UNIX_EPOCH.checked_add(Duration::from_millis(token.expires_on_ms));
    end.is_some_and(|end| now + RENEW_BEFORE_END < end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::token_source::Minting;
    use pagedial_protocol::{AccessToken, ErrorCode};
    use std::sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    };
    use tokio::sync::Semaphore;

    /// Counts its mintings; each waits for a permit, then ends as it is told.
    struct Counting {
        mintings: Arc<AtomicU32>,
        permits: Arc<Semaphore>,
        outcome: Result<Duration, ErrorCode>,
    }

    impl TokenSource for Counting {
        fn mint(&self) -> Minting<'_> {
            Box::pin(async {
                self.permits.acquire().await.unwrap().forget();
                let count = self.mintings.fetch_add(1, Ordering::Relaxed);
                let life = self.outcome?;
                let end = SystemTime::now().duration_since(UNIX_EPOCH).unwrap() + life;
                Ok(IssuedToken {
                    token: AccessToken::new(format!("token {count}")),
                    expires_on_ms: end.as_millis() as u64,
                    user_id: "8:acs:test".into(),
                })
            })
        }
    }

    struct Fixture {
        cache: Arc<TokenCache>,
        mintings: Arc<AtomicU32>,
        permits: Arc<Semaphore>,
    }

    fn fixture(outcome: Result<Duration, ErrorCode>, permits: usize) -> Fixture {
        let (mintings, permits) = (Arc::default(), Arc::new(Semaphore::new(permits)));
        let source =
            Counting { mintings: Arc::clone(&mintings), permits: Arc::clone(&permits), outcome };
        Fixture { cache: Arc::new(TokenCache::new(Box::new(source))), mintings, permits }
    }

    fn run<F: Future>(test: F) -> F::Output {
        tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap().block_on(test)
    }

    async fn ask_a_thousand_times(fixture: &Fixture) -> Vec<Result<IssuedToken, HostError>> {
        let askers: Vec<_> = (0..1000)
            .map(|_| {
                let cache = Arc::clone(&fixture.cache);
                tokio::spawn(async move { cache.token().await })
            })
            .collect();
        // Every asker waits by now; one minting may go on, and no more.
        tokio::task::yield_now().await;
        fixture.permits.add_permits(1);
        let mut answers = Vec::new();
        for asker in askers {
            answers.push(asker.await.unwrap());
        }
        answers
    }

    #[test]
    fn a_thousand_askers_cause_one_minting() {
        run(async {
            let fixture = fixture(Ok(Duration::from_secs(3600)), 0);
            for answer in ask_a_thousand_times(&fixture).await {
                assert_eq!(answer.unwrap().token.expose(), "token 0");
            }
            assert_eq!(fixture.mintings.load(Ordering::Relaxed), 1);
        });
    }

    #[test]
    fn a_thousand_askers_share_one_failure_and_the_next_tries_again() {
        run(async {
            let fixture = fixture(Err(ErrorCode::Offline), 0);
            for answer in ask_a_thousand_times(&fixture).await {
                assert_eq!(answer.unwrap_err().code, ErrorCode::Offline);
            }
            assert_eq!(fixture.mintings.load(Ordering::Relaxed), 1);
            fixture.permits.add_permits(1);
            assert!(fixture.cache.token().await.is_err());
            assert_eq!(fixture.mintings.load(Ordering::Relaxed), 2);
        });
    }

    #[test]
    fn a_token_is_used_until_ten_minutes_before_its_end() {
        run(async {
            for (life, mintings) in [(660, 1), (590, 2)] {
                let fixture = fixture(Ok(Duration::from_secs(life)), 2);
                fixture.cache.token().await.unwrap();
                fixture.cache.token().await.unwrap();
                assert_eq!(fixture.mintings.load(Ordering::Relaxed), mintings, "{life} s");
            }
        });
    }
}
