use std::sync::{Mutex, PoisonError};

use pagedial_protocol::{
    ErrorCode,
    host::{Answer, Authorization, CallRecord, EngineAddress, PROTOCOL, RequestBody},
};

use super::intake::upgrade_needed;
use crate::{
    error::HostError,
    history::History,
    log::{Event, Log},
    policy::OpenCalls,
    settings::Setup,
    token_source::TokenCache,
};

/// One dialer window's dealings with the host, from `hello` to the end of the process.
pub(crate) struct Session {
    pub(crate) setup: Setup,
    pub(crate) engine: Result<EngineAddress, HostError>,
    /// `None` when nothing is configured.
    pub(crate) tokens: Option<TokenCache>,
    pub(crate) history: History,
    pub(crate) log: Log,
    pub(crate) progress: Mutex<Progress>,
}

/// What changes while the session goes on.
#[derive(Default)]
pub(crate) struct Progress {
    greeted: bool,
    open_calls: OpenCalls,
}

impl Session {
    /// Whether this request may be answered now: `hello` comes first, and nothing else before it
    /// has succeeded. Called in the order in which requests come.
    pub(crate) fn admit(&self, body: &RequestBody) -> Result<(), HostError> {
        match body {
            RequestBody::Hello { protocol, .. } if protocol.major != PROTOCOL.major => {
                self.progress().greeted = false;
                Err(upgrade_needed(*protocol))
            }
            RequestBody::Hello { .. } => {
                self.progress().greeted = true;
                Ok(())
            }
            _ if self.progress().greeted => Ok(()),
            _ => Err(HostError::new(ErrorCode::MalformedRequest, "hello comes first")),
        }
    }

    /// Answers an admitted request.
    pub(crate) async fn answer(&self, body: RequestBody) -> Result<Answer, HostError> {
        match body {
            RequestBody::Hello { extension_version, .. } => self.hello(&extension_version),
            RequestBody::IssueToken {} => self.issue_token().await,
            RequestBody::AuthorizeCall { number } => {
                let settings = self.setup.ready()?;
                let authorization = self.progress().open_calls.authorize(settings, number)?;
                self.log.write(&match &authorization {
                    Authorization::Allowed { .. } => Event::CallAllowed,
                    Authorization::Denied { rule } => Event::CallDenied { rule: *rule },
                });
                Ok(Answer::Authorization { authorization })
            }
            RequestBody::RecordCall { record } => self.record(&record),
        }
    }

    fn hello(&self, extension_version: &str) -> Result<Answer, HostError> {
        self.log.write(&Event::Greeted { extension_version });
        Ok(Answer::Hello {
            protocol: PROTOCOL,
            host_version: env!("CARGO_PKG_VERSION").to_owned(),
            engine: self.engine.clone()?,
            account: self.setup.account(),
        })
    }

    async fn issue_token(&self) -> Result<Answer, HostError> {
        self.setup.ready()?;
        let tokens = self.tokens.as_ref().ok_or(ErrorCode::NotConfigured)?;
        let token = tokens.token().await?;
        self.log.write(&Event::TokenGiven { expires_on_ms: token.expires_on_ms });
        Ok(Answer::Token { token })
    }

    /// A record that can't be written stays open, so that it can be sent again.
    fn record(&self, record: &CallRecord) -> Result<Answer, HostError> {
        let mut progress = self.progress();
        progress.open_calls.check(record)?;
        self.history.append(record)?;
        progress.open_calls.close(&record.call);
        self.log.write(&Event::CallRecorded);
        Ok(Answer::Recorded {})
    }

    /// No code that could panic holds the lock, so a poisoned one is as good as another.
    fn progress(&self) -> std::sync::MutexGuard<'_, Progress> {
        self.progress.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
