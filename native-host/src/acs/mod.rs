//! Azure Communication Services as seen from the host: where it is, how a request is signed, what
//! its answers mean.

mod answer;
mod connection_string;
mod identity;
mod signature;

pub(crate) use pagedial_connection_string::Endpoint;

pub(crate) use connection_string::{ConnectionString, ConnectionStringError};
pub(crate) use identity::{IdentityClient, Issue, UserId};
