//! What is around the dialer: the computer's network, its speaker, and why it has no microphone.

use leptos::{prelude::*, task::spawn_local};
use pagedial_call::{Ended, EndedBecause, State};
use pagedial_protocol::engine::EngineProblem;

use super::Dialer;
use crate::{
    microphone_permission::{self, Refusal},
    setup::{Obstacle, Situation},
};

impl Dialer {
    /// Follows the network, and asks who refuses the microphone when it is refused.
    pub(super) fn follow_surroundings(self) {
        self.shown.online.set(window().navigator().on_line());
        let online = window_event_listener(leptos::ev::online, move |_| {
            self.shown.online.set(true);
        });
        let offline = window_event_listener(leptos::ev::offline, move |_| {
            self.shown.online.set(false);
        });
        // They are wanted for as long as there is a window.
        std::mem::forget((online, offline));
        let is_refused = Memo::new(move |_| {
            self.shown.call.with(is_refused_in)
                || self.shown.setup.with(|setup| {
                    let refused = Obstacle::Engine(EngineProblem::MicrophoneDenied);
                    setup.situation() == Situation::Obstacle(refused)
                })
        });
        Effect::new(move |_| {
            if is_refused.get() {
                spawn_local(async move {
                    self.shown.refusal.set(microphone_permission::refusal().await);
                });
            } else {
                self.shown.refusal.set(None);
            }
        });
    }

    /// The engine knows the devices, and there is nothing to hear with.
    pub(super) fn lacks_speaker(self) -> bool {
        self.shown.devices.with(|it| {
            // Before the microphone is allowed, browsers tell of no device by name.
            let is_told = it.microphones.iter().any(|device| !device.name.is_empty());
            it.can_choose_speaker && it.speakers.is_empty() && is_told
        })
    }
}

fn is_refused_in(state: &State) -> bool {
    matches!(state, State::Ended(Ended { because: EndedBecause::MicrophoneDenied, .. }))
}

/// What to do about a microphone that is refused, if it is known who refuses.
pub(super) const fn refusal_key(refusal: Refusal) -> &'static str {
    match refusal {
        Refusal::System => "dialer_microphone_refused_by_system",
        Refusal::Unanswered => "dialer_microphone_unanswered",
        Refusal::Settings => "dialer_microphone_refused_by_settings",
    }
}
