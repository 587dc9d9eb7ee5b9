//! Tells a company's server of each ended call. The messages wait in the history's database until
//! they are delivered, so neither a crash nor a server that is down loses one.

mod delivery;
mod secret;
mod url;

pub(crate) use delivery::{Delivered, Webhook, deliver_now, keep_delivering};
pub(crate) use secret::WebhookSecret;
pub(crate) use url::WebhookUrl;
