//! What reaches a call from outside its window, and what it sends there: sounds, shortcuts, media
//! keys, a headset, notifications.

mod headset;
mod keys;
mod notifications;
mod sounds;

use leptos::{prelude::*, task::spawn_local};
use pagedial_call::{Event, State};
use pagedial_headset::{Act, CallView};
use pagedial_webext::settings;

use super::Dialer;

/// What of this is wanted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Wishes {
    sounds: bool,
    notifications: bool,
    headset: bool,
}

impl Dialer {
    /// Follows the call for everything outside the window, as the settings have it.
    pub(super) fn follow_desk(self) {
        let wishes = RwSignal::new(Wishes::default());
        settings::on_changed(move || spawn_local(read(wishes)));
        spawn_local(read(wishes));
        let wishes = Memo::new(move |_| wishes.get());
        self.follow_sounds(wishes);
        self.follow_keys();
        self.follow_headset(wishes);
        self.follow_notifications(wishes);
    }

    /// Does what was asked for from outside the window.
    fn act(self, act: Act) {
        match act {
            Act::HangUp => self.hang_up(),
            Act::ToggleMute => self.happen(Event::MutePressed),
            Act::ToggleHold => self.happen(Event::HoldPressed),
            Act::Answer => self.accept(),
            Act::Decline => self.reject(),
        }
    }

    /// Does what a key says, if there is a call that it could be meant for. To hang up a call that
    /// rings is to turn it away.
    fn press_key_of_desk(self, act: Act) {
        let call = untrack(|| self.call_view());
        match act {
            Act::HangUp if call.ringing && !call.in_call => self.act(Act::Decline),
            Act::Answer | Act::Decline if call.ringing => self.act(act),
            Act::HangUp | Act::ToggleMute | Act::ToggleHold if call.in_call => self.act(act),
            _ => {}
        }
    }

    /// The call as it is seen from outside.
    fn call_view(self) -> CallView {
        CallView {
            ringing: self.shown.beside.with(|beside| beside.incoming.is_some()),
            in_call: self.shown.call.with(State::is_in_call),
            muted: self.shown.condition.with(|condition| condition.muted),
        }
    }
}

async fn read(wishes: RwSignal<Wishes>) {
    match settings::load().await {
        Ok(loaded) => wishes.set(Wishes {
            sounds: loaded.settings.sounds(),
            notifications: loaded.settings.notifications(),
            headset: loaded.settings.headset(),
        }),
        Err(error) => leptos::logging::error!("the settings: {error}"),
    }
}
