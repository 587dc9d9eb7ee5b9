//! One window of Pagedial has the line. Two would mean two hosts, two call agents of one identity
//! and two microphones: ACS allows one active call agent for each identity.

use std::{future::pending, time::Duration};

use leptos::{prelude::*, task::spawn_local};
use pagedial_webext::lock;

use super::Dialer;
use crate::setup::Fact;

/// The Web Lock that the line is. The browser gives it back when the window goes, however it goes.
pub(crate) const LINE: &str = "pagedial-line";

/// A lock that is free is ours at once; after this, somebody has it.
const TAKEN_AFTER: Duration = Duration::from_millis(400);

impl Dialer {
    /// Starts the host once this window has the line, and says so while another one has it.
    pub(super) fn take_line(self) {
        set_timeout(
            move || {
                if !self.parts().has_line.get() {
                    self.learn(Fact::LineTaken);
                }
            },
            TAKEN_AFTER,
        );
        spawn_local(async move {
            let have_line = async move {
                self.parts().has_line.set(true);
                self.connect_host();
                self.offer_interrupted().await;
                pending::<()>().await;
            };
            if let Err(error) = lock::exclusive(LINE, have_line).await {
                leptos::logging::error!("the line: {error}");
                self.learn(Fact::LineTaken);
            }
        });
    }
}
