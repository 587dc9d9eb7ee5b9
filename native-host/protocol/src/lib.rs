//! What Pagedial's parts say to each other, and nothing else: messages, framing, error codes.
//!
//! | module | between | carried by |
//! |---|---|---|
//! | [`host`] | extension page and native host | native messaging frames ([`framing`]) |
//! | [`page`] | content script and background | `chrome.runtime` messages |
//! | [`engine`] | dialer and call engine | a `MessagePort` |
//!
//! The TypeScript twins of [`page`] and [`engine`] are rendered from these types by
//! `cargo xtask types`; a test fails when they differ.

mod call_context;
mod callee;
mod e164;
pub mod engine;
mod error;
pub mod error_table;
pub mod framing;
pub mod host;
pub mod page;
mod text;
mod token;
#[cfg(feature = "typescript")]
pub mod typescript;

pub use call_context::{CallContext, NotAnOrigin, PageOrigin};
pub use callee::{Callee, EmergencyCountry, EmergencyNumber, NotACallee};
pub use e164::{E164, NotE164};
pub use error::{ErrorCode, WireError};
pub use text::{BoundedText, NotBounded};
pub use token::AccessToken;
