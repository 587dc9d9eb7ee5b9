//! The native messaging host proper: what runs while a dialer window is open.

mod intake;
mod parent;
mod session;
mod stdio;

use std::{sync::Arc, time::Duration};

use pagedial_protocol::{
    ErrorCode, framing,
    host::{Outcome, Request, RequestBody, Response},
};
use tokio::sync::{Notify, Semaphore, mpsc};

use crate::{
    authorization::Authorizer,
    caller::Caller,
    engine_server,
    error::HostError,
    folders::Folders,
    history::History,
    log::{Event, Log},
    settings::{self, Setup},
    token_source::{Identities, TokenCache},
    webhook::{Webhook, keep_delivering},
};
use intake::Unread;
use session::Session;
use stdio::{Ending, Incoming, Port};

/// Token requests that may wait at the same time; whatever comes behind waits in the pipe.
const MOST_TOKEN_REQUESTS: usize = 1024;

/// The longest that a request may take, so that none is without an answer whatever its part of the
/// host waits for. Longer than a minting's own deadline, which knows more to say.
const REQUEST_DEADLINE: Duration = Duration::from_secs(20);

/// How long the last answers may take to be written when the host ends by its own decision.
const LAST_WORDS: Duration = Duration::from_secs(1);

/// Serves the extension until the browser closes the port.
///
/// # Errors
/// What ended the host early; its number is the exit code.
pub(crate) fn run(caller: Caller, folders: &Folders) -> Result<(), HostError> {
    let log = Log::at(folders.log());
    log.write(&Event::Started { caller });
    let internal = |error: std::io::Error| HostError::new(ErrorCode::Internal, error.to_string());
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(internal)?;
    let ended = runtime.block_on(async {
        let port = Port::open().map_err(internal)?;
        let session = Arc::new(start(caller, folders, log.clone()).await);
        tokio::spawn(prepare(Arc::clone(&session)));
        converse(session, port).await
    });
    // A name lookup may still block one of its threads.
    runtime.shutdown_background();
    log.write(&Event::Stopped { error: ended.as_ref().err() });
    ended
}

async fn start(caller: Caller, folders: &Folders, log: Log) -> Session {
    let setup = Setup::load(&folders.settings());
    let tokens = setup.ready().ok().map(|settings| {
        TokenCache::new(settings.source.clone().tokens(Identities::at(folders.identities())))
    });
    let engine =
        engine_server::start(caller, setup.driver(), folders.calling_sdk(), log.clone()).await;
    let history = Arc::new(History::at(folders.history()));
    let message_entered = Arc::new(Notify::new());
    let authorizer = Authorizer::of(folders);
    if let Some(webhook) = webhook(&authorizer, folders, &log) {
        let (history, entered) = (Arc::clone(&history), Arc::clone(&message_entered));
        tokio::spawn(keep_delivering(webhook, history, log.clone(), entered));
    }
    Session {
        setup,
        engine,
        calling_sdk: folders.calling_sdk(),
        tokens,
        authorizer,
        history,
        message_entered,
        log,
        progress: Default::default(),
    }
}

async fn prepare(session: Arc<Session>) {
    if let Some(tokens) = &session.tokens {
        tokens.prepare().await;
    }
}

/// The webhook of the rules, if they name one. Rules that can't be read are told elsewhere.
fn webhook(authorizer: &Authorizer, folders: &Folders, log: &Log) -> Option<Webhook> {
    let url = authorizer.in_force().ok()?.policy.webhook?.url;
    match settings::webhook_secret(&folders.settings()) {
        Ok(secret) => Some(Webhook { url, secret }),
        Err(error) => {
            log.write(&Event::WebhookFailed { error: &error });
            None
        }
    }
}

async fn converse(session: Arc<Session>, port: Port) -> Result<(), HostError> {
    let Port { mut incoming, answers, written } = port;
    let slots = Arc::new(Semaphore::new(MOST_TOKEN_REQUESTS));
    let ending = loop {
        match incoming.recv().await {
            Some(Incoming::Frame(frame)) => match intake::read(&frame) {
                Ok(request) => take_up(request, &session, &answers, &slots).await,
                Err(unread) => refuse(session.excuse(unread), &session.log, &answers).await,
            },
            Some(Incoming::EmptyFrame) => {
                let unread = Unread { id: None, error: ErrorCode::MalformedFrame.into() };
                refuse(unread, &session.log, &answers).await;
            }
            Some(Incoming::End(ending)) => break ending,
            None => break Ending::Closed,
        }
    };
    match ending {
        Ending::Closed => Ok(()),
        Ending::Broken(error) => {
            let unread = Unread { id: None, error: error.clone() };
            refuse(unread, &session.log, &answers).await;
            drop(answers);
            // Whoever does not read its last answer in time has no use for it.
            let _late = tokio::time::timeout(LAST_WORDS, written).await;
            Err(error)
        }
    }
}

/// Answers in turn what can be answered at once, so that a call that is recorded as its window
/// closes is on the disk before the end of the input is looked at. Only tokens take their time.
async fn take_up(
    Request { id, body }: Request,
    session: &Arc<Session>,
    answers: &mpsc::Sender<Vec<u8>>,
    slots: &Arc<Semaphore>,
) {
    if let Err(error) = session.admit(&body) {
        return refuse(Unread { id: Some(id), error }, &session.log, answers).await;
    }
    if !matches!(body, RequestBody::IssueToken {}) {
        return answer(session, id, body, answers).await;
    }
    // The semaphore is never closed.
    let slot = Arc::clone(slots).acquire_owned().await;
    let (session, answers) = (Arc::clone(session), answers.clone());
    tokio::spawn(async move {
        answer(&session, id, body, &answers).await;
        drop(slot);
    });
}

async fn answer(session: &Session, id: u32, body: RequestBody, answers: &mpsc::Sender<Vec<u8>>) {
    let answer = tokio::time::timeout(REQUEST_DEADLINE, session.answer(body))
        .await
        .unwrap_or_else(|_elapsed| Err(ErrorCode::TimedOut.into()));
    match answer {
        Ok(answer) => send(answers, &Response { id: Some(id), outcome: Outcome::Ok(answer) }).await,
        Err(error) => refuse(Unread { id: Some(id), error }, &session.log, answers).await,
    }
}

async fn refuse(unread: Unread, log: &Log, answers: &mpsc::Sender<Vec<u8>>) {
    log.write(&Event::RequestFailed { error: &unread.error });
    let outcome = Outcome::Error(unread.error.into());
    send(answers, &Response { id: unread.id, outcome }).await;
}

async fn send(answers: &mpsc::Sender<Vec<u8>>, response: &Response) {
    let frame = serde_json::to_vec(response).map(|body| framing::frame(&body));
    // Our answers are small and always JSON; neither error can be met.
    if let Ok(Ok(frame)) = frame {
        // Without a reader the host is ending.
        let _no_reader = answers.send(frame).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        private_file,
        token_source::{Minting, TokenSource},
    };
    use pagedial_protocol::host::Answer;

    /// Never comes to an end, and never says so.
    struct Stuck;

    impl TokenSource for Stuck {
        fn mint(&self) -> Minting<'_> {
            Box::pin(std::future::pending())
        }
    }

    fn session(folders: &Folders) -> Arc<Session> {
        let settings = b"ACS_CONNECTION_STRING=endpoint=http://localhost:1/;accesskey=a2V5\n";
        private_file::replace(&folders.settings(), settings).unwrap();
        let session = Session {
            setup: Setup::load(&folders.settings()),
            engine: Err(ErrorCode::EngineUnavailable.into()),
            calling_sdk: folders.calling_sdk(),
            tokens: Some(TokenCache::new(Box::new(Stuck))),
            authorizer: Authorizer::of(folders),
            history: Arc::new(History::at(folders.history())),
            message_entered: Arc::default(),
            log: Log::at(folders.log()),
            progress: Default::default(),
        };
        let hello = RequestBody::Hello {
            protocol: pagedial_protocol::host::PROTOCOL,
            extension_version: "0".into(),
        };
        session.admit(&hello).unwrap();
        Arc::new(session)
    }

    #[test]
    fn a_request_that_is_stuck_is_answered_at_its_deadline_and_keeps_no_other_waiting() {
        let folder = tempfile::tempdir().unwrap();
        let session = session(&Folders::below(folder.path()));
        let mut clock = tokio::runtime::Builder::new_current_thread();
        clock.enable_time().start_paused(true);
        clock.build().unwrap().block_on(async {
            let (answers, mut frames) = mpsc::channel(4);
            let slots = Arc::new(Semaphore::new(4));
            let list = RequestBody::ListRecents { before: None, limit: 1 };
            for (id, body) in [(1, RequestBody::IssueToken {}), (2, list)] {
                take_up(Request { id, body }, &session, &answers, &slots).await;
            }
            let began = tokio::time::Instant::now();
            let mut next = async || {
                let frame = frames.recv().await.unwrap();
                serde_json::from_slice::<Response>(&frame[4..]).unwrap()
            };
            let Response { id, outcome } = next().await;
            assert!(matches!(outcome, Outcome::Ok(Answer::Recents { .. })), "{outcome:?}");
            assert_eq!((id, began.elapsed()), (Some(2), Duration::ZERO));
            let Response { id, outcome } = next().await;
            assert_eq!(outcome, Outcome::Error(ErrorCode::TimedOut.into()));
            // The timer counts whole milliseconds.
            assert_eq!((id, began.elapsed().as_secs()), (Some(1), REQUEST_DEADLINE.as_secs()));
        });
    }
}
