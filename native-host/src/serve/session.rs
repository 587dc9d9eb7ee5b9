use std::{
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
};

use pagedial_protocol::{
    CallContext, Callee, ErrorCode,
    engine::Driver,
    host::{
        Account, Answer, Authorization, CallRecord, EngineAddress, PROTOCOL, ProtocolVersion,
        RequestBody,
    },
};
use tokio::sync::Notify;

use super::intake::{Unread, upgrade_needed};
use crate::{
    authorization::Authorizer,
    calling_sdk,
    clock::now_ms,
    error::HostError,
    history::{History, Tell},
    log::{Event, Log},
    settings::Setup,
    token_source::TokenCache,
};

/// One dialer window's dealings with the host, from `hello` to the end of the process.
pub(crate) struct Session {
    pub(crate) setup: Setup,
    pub(crate) engine: Result<EngineAddress, HostError>,
    /// Where the calling component lies, if it does.
    pub(crate) calling_sdk: PathBuf,
    /// `None` when nothing is configured.
    pub(crate) tokens: Option<TokenCache>,
    pub(crate) authorizer: Authorizer,
    pub(crate) history: Arc<History>,
    /// Wakes whoever delivers messages to the webhook.
    pub(crate) message_entered: Arc<Notify>,
    pub(crate) log: Log,
    pub(crate) progress: Mutex<Progress>,
}

/// What changes while the session goes on.
#[derive(Default)]
pub(crate) struct Progress {
    /// The extension's protocol, after a `hello` that succeeded.
    greeted: Option<ProtocolVersion>,
}

impl Session {
    /// Whether this request may be answered now: `hello` comes first, and nothing else before it
    /// has succeeded. Called in the order in which requests come.
    pub(crate) fn admit(&self, body: &RequestBody) -> Result<(), HostError> {
        match body {
            RequestBody::Hello { protocol, .. } if protocol.major != PROTOCOL.major => {
                self.progress().greeted = None;
                Err(upgrade_needed(*protocol))
            }
            RequestBody::Hello { protocol, .. } => {
                self.progress().greeted = Some(*protocol);
                Ok(())
            }
            _ if self.progress().greeted.is_some() => Ok(()),
            _ => Err(HostError::new(ErrorCode::MalformedRequest, "hello comes first")),
        }
    }

    /// A request that this host does not know is no fault of an extension with a newer minor
    /// version: the host is to be upgraded.
    pub(crate) fn excuse(&self, unread: Unread) -> Unread {
        match self.progress().greeted {
            Some(theirs)
                if theirs.minor > PROTOCOL.minor
                    && unread.error.code == ErrorCode::MalformedRequest =>
            {
                Unread { error: upgrade_needed(theirs), ..unread }
            }
            _ => unread,
        }
    }

    /// Answers an admitted request.
    pub(crate) async fn answer(&self, body: RequestBody) -> Result<Answer, HostError> {
        match body {
            RequestBody::Hello { extension_version, .. } => self.hello(&extension_version),
            RequestBody::IssueToken {} => self.issue_token().await,
            RequestBody::AuthorizeCall { number, context } => self.authorize(&number, &context),
            RequestBody::RecordCall { record } => self.record(&record),
            RequestBody::NoteCall { call, notes } => {
                self.history.note(&call, &notes)?;
                Ok(Answer::Noted {})
            }
            RequestBody::CheckComponent {} => Ok(self.check_component()),
            RequestBody::ListRecents { before, limit } => {
                let (calls, next) = self.history.recents(before, limit)?;
                Ok(Answer::Recents { calls, next })
            }
        }
    }

    fn hello(&self, extension_version: &str) -> Result<Answer, HostError> {
        self.log.write(&Event::Greeted { extension_version });
        Ok(Answer::Hello {
            protocol: PROTOCOL,
            host_version: env!("CARGO_PKG_VERSION").to_owned(),
            engine: self.engine.clone()?,
            account: self.account(),
        })
    }

    fn check_component(&self) -> Answer {
        let problem = match self.setup.driver() {
            Driver::Loopback => None,
            Driver::Acs => calling_sdk::check(&self.calling_sdk).err(),
        };
        Answer::Component { problem: problem.map(Into::into) }
    }

    /// Rules that can't be used stop every call, so they are told before one is tried.
    fn account(&self) -> Account {
        match (self.setup.account(), self.authorizer.in_force()) {
            (Account::Configured { .. }, Err(error)) => Account::Invalid { error: error.into() },
            (Account::Configured { caller_id, default_number, .. }, Ok(rules)) => {
                let enabled = rules.policy.numbers.emergency_calling;
                let emergency_calling =
                    if self.speaks_of_emergency_calling() { enabled } else { Vec::new() };
                Account::Configured { caller_id, default_number, emergency_calling }
            }
            (account, _) => account,
        }
    }

    /// An older extension would not understand the answer.
    fn speaks_of_emergency_calling(&self) -> bool {
        self.progress().greeted.is_some_and(|theirs| theirs.minor >= 1)
    }

    fn authorize(&self, number: &Callee, context: &CallContext) -> Result<Answer, HostError> {
        let settings = self.setup.ready()?;
        let authorization =
            self.authorizer.authorize(settings, &self.history, number, context, now_ms())?;
        self.log.write(&match &authorization {
            Authorization::Allowed { .. } => Event::CallAllowed,
            Authorization::Denied { rule } => Event::CallDenied { rule: *rule },
        });
        Ok(Answer::Authorization { authorization })
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
        // Without rules the history keeps what it keeps by default.
        let policy = self.authorizer.in_force().map(|rules| rules.policy).unwrap_or_default();
        let tell = if policy.webhook.is_some() { Tell::Webhook } else { Tell::Nobody };
        self.history.record(record, tell, &policy.history, now_ms())?;
        self.log.write(&Event::CallRecorded);
        self.message_entered.notify_one();
        Ok(Answer::Recorded {})
    }

    /// No code that could panic holds the lock, so a poisoned one is as good as another.
    fn progress(&self) -> std::sync::MutexGuard<'_, Progress> {
        self.progress.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
