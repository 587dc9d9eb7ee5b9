use std::{sync::Arc, time::Duration};

use pagedial_protocol::ErrorCode;
use reqwest::{Client, Request, Response, header::HeaderValue, redirect};
use tokio::{sync::Notify, time::timeout};

use super::{WebhookSecret, WebhookUrl};
use crate::{
    clock::now_ms,
    error::HostError,
    history::{History, Message},
    log::{Event, Log},
    random::random,
};

/// How long one delivery may take, from the name's lookup to the status line.
const DEADLINE: Duration = Duration::from_secs(10);

/// After the first failure; each further one waits four times as long, up to [`LONGEST_PAUSE_MS`].
const FIRST_PAUSE_MS: u64 = 1000;
const LONGEST_PAUSE_MS: u64 = 6 * 60 * 60 * 1000;

/// Where messages go and what they are signed with.
#[derive(Clone, Debug)]
pub(crate) struct Webhook {
    pub(crate) url: WebhookUrl,
    pub(crate) secret: WebhookSecret,
}

/// What a delivery of everything came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Delivered {
    pub(crate) messages: u32,
    /// Why the next one stayed.
    pub(crate) failure: Option<HostError>,
}

/// Delivers what is due, and what becomes due, as long as the host runs. `entered` tells of a new
/// message.
pub(crate) async fn keep_delivering(
    webhook: Webhook,
    history: Arc<History>,
    log: Log,
    entered: Arc<Notify>,
) {
    loop {
        let delivered = match deliver(&webhook, &history, false).await {
            Ok(delivered) => delivered,
            // The database: the next call says so to the person.
            Err(error) => Delivered { messages: 0, failure: Some(error) },
        };
        if delivered.messages > 0 {
            log.write(&Event::WebhookDelivered { messages: delivered.messages });
        }
        if let Some(error) = &delivered.failure {
            log.write(&Event::WebhookFailed { error });
        }
        let pause = match history.waiting() {
            Ok((Some(due_ms), _)) => Duration::from_millis(due_ms.saturating_sub(now_ms())),
            Ok((None, _)) | Err(_) => Duration::from_millis(LONGEST_PAUSE_MS),
        };
        let pause = pause.max(Duration::from_millis(FIRST_PAUSE_MS));
        // Whichever comes first, there may be something to send.
        let _woken_or_due = timeout(pause, entered.notified()).await;
    }
}

/// Delivers everything that waits, whether it is due or not, up to the first failure.
pub(crate) async fn deliver_now(
    webhook: &Webhook,
    history: &History,
) -> Result<Delivered, HostError> {
    deliver(webhook, history, true).await
}

async fn deliver(
    webhook: &Webhook,
    history: &History,
    at_once: bool,
) -> Result<Delivered, HostError> {
    let mut client = None;
    let mut messages = 0;
    while let Some(message) = history.take_message(now_ms(), at_once)? {
        // Made when there is something to send: it loads the system's certificates.
        let client = match &mut client {
            Some(client) => client,
            empty => empty.insert(new_client(&webhook.url)?),
        };
        if let Err(error) = post(client, webhook, &message).await {
            let pause = pause_ms(message.tries, random::<1>()?[0]);
            history.postpone(&message, now_ms().saturating_add(pause))?;
            // The server is down for the others too.
            return Ok(Delivered { messages, failure: Some(error) });
        }
        history.delivered(&message)?;
        messages += 1;
    }
    Ok(Delivered { messages, failure: None })
}

/// Follows no redirect: the signature is for this receiver.
fn new_client(url: &WebhookUrl) -> Result<Client, HostError> {
    // An error only says that a provider is installed already.
    let _installed = rustls::crypto::ring::default_provider().install_default();
    let builder = Client::builder()
        .user_agent(concat!("pagedial-host/", env!("CARGO_PKG_VERSION")))
        .redirect(redirect::Policy::none())
        .timeout(DEADLINE);
    let builder = if url.is_loopback() { builder.no_proxy() } else { builder.https_only(true) };
    builder.build().map_err(|error| HostError::new(ErrorCode::Internal, error.to_string()))
}

async fn post(client: &Client, webhook: &Webhook, message: &Message) -> Result<(), HostError> {
    let request = request(client, webhook, message, now_ms() / 1000)?;
    let answer = client.execute(request).await.map_err(|error| not_answered(&error))?;
    accepted(&answer)
}

fn request(
    client: &Client,
    webhook: &Webhook,
    message: &Message,
    seconds: u64,
) -> Result<Request, HostError> {
    let signature = webhook.secret.signature(seconds, message.body.as_bytes());
    client
        .post(webhook.url.url().clone())
        .header("Content-Type", HeaderValue::from_static("application/json"))
        .header("Pagedial-Delivery", &message.call.0)
        .header("Pagedial-Signature", signature)
        .body(message.body.clone())
        .build()
        .map_err(|error| HostError::new(ErrorCode::Internal, error.without_url().to_string()))
}

fn accepted(answer: &Response) -> Result<(), HostError> {
    let status = answer.status();
    if status.is_success() {
        return Ok(());
    }
    let detail = format!("the webhook answered HTTP {}", status.as_u16());
    Err(HostError::new(ErrorCode::WebhookFailed, detail))
}

/// Without the address, whose query may hold what a log should not.
fn not_answered(error: &reqwest::Error) -> HostError {
    let mut innermost: &dyn std::error::Error = error;
    while let Some(source) = innermost.source() {
        innermost = source;
    }
    let why =
        if error.is_timeout() { "no answer in time".to_owned() } else { innermost.to_string() };
    HostError::new(ErrorCode::WebhookFailed, format!("the webhook can't be reached: {why}"))
}

/// 1 s, 4 s, 16 s … 6 h, each a quarter more or less, so that many computers do not come at once
/// to a server that has just come back.
fn pause_ms(tries: u32, chance: u8) -> u64 {
    let pause = FIRST_PAUSE_MS.saturating_mul(4_u64.saturating_pow(tries)).min(LONGEST_PAUSE_MS);
    pause * 3 / 4 + pause / 2 * u64::from(chance) / 255
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_to_six_hours() {
        assert_eq!((pause_ms(0, 0), pause_ms(0, 255)), (750, 1250));
        assert_eq!((pause_ms(2, 0), pause_ms(2, 255)), (12_000, 20_000));
        let longest = (pause_ms(u32::MAX, 0), pause_ms(u32::MAX, 255));
        assert_eq!(longest, (LONGEST_PAUSE_MS / 4 * 3, LONGEST_PAUSE_MS / 4 * 5));
    }
}
