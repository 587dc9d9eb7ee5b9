//! Typed bindings to the few `chrome.*` calls that Pagedial makes.
//!
//! Only what is used is bound, so that this crate is also the list of what the extension does to
//! the browser. `chrome` rather than `browser`: Firefox offers both, with promises, in Manifest V3.

pub mod action;
pub mod commands;
mod error;
pub mod i18n;
pub mod lock;
pub mod menus;
pub mod notifications;
pub mod permissions;
pub mod port;
pub mod runtime;
pub mod settings;
pub mod storage;
pub mod tabs;
pub mod value;
pub mod windows;

pub use error::BrowserError;
