//! The secrets, and where they are kept. None of them can be printed.

mod access_key;
mod bearer;
pub(crate) mod keyring;
#[cfg(not(target_os = "linux"))]
mod native_store;
mod place;
#[cfg(target_os = "linux")]
mod secret_service;
#[cfg(target_os = "linux")]
mod session_bus;

pub(crate) use access_key::{AccessKey, AccessKeyError};
pub(crate) use bearer::Bearer;
pub(crate) use place::{IN_KEYRING, Place};
