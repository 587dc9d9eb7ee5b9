//! Which sound goes with which state of the call.

use leptos::{prelude::*, task::spawn_local};
use pagedial_call::{EndedBecause, SetupStage, State};
use pagedial_sounds::{NationalTones, Signal, call_waiting, incoming_ring, key_tone};
use pagedial_webext::{BrowserError, storage::Area};

use super::{Dialer, Wishes};
use crate::{
    media,
    number::{Reading, read},
    player::Player,
    wanted_devices::{self, WantedDevices},
};

/// What is heard of a call's state, in the tones of the network that was called.
///
/// Only while the other side rings: an announcement or a ringing of the network's own
/// (`EarlyMedia`) is heard as it is.
fn signal_of(state: &State, tones: NationalTones) -> Option<Signal> {
    match state {
        State::Setup { stage: SetupStage::Ringing, .. } => Some(tones.ring_back()),
        State::Ended(ended) => match ended.because {
            EndedBecause::Busy => Some(tones.busy()),
            EndedBecause::NotFound
            | EndedBecause::InvalidNumber
            | EndedBecause::NotRouted
            | EndedBecause::LocalNetwork
            | EndedBecause::FirewallBlocked
            | EndedBecause::ServiceFailed => Some(tones.congestion()),
            _ => None,
        },
        _ => None,
    }
}

/// What is heard. A call that comes in goes before everything but a conversation.
fn heard(state: &State, rings: bool) -> Option<Signal> {
    match (rings, state.is_in_call()) {
        (true, true) => Some(call_waiting()),
        (true, false) => Some(incoming_ring()),
        (false, _) => signal_of(state, tones_for(state)),
    }
}

/// The tones of the number's country.
fn tones_for(state: &State) -> NationalTones {
    let reading = state.number().map(|number| read(number.as_str(), None));
    match reading {
        Some(Reading::Callable(number)) => NationalTones::of(number.region.as_deref()),
        _ => NationalTones::of(None),
    }
}

impl Dialer {
    /// Lets the call be heard, if that is wanted.
    pub(super) fn follow_sounds(self, wishes: Memo<Wishes>) {
        let (calls, ringer) = (Player::default(), Player::default());
        follow_choice(&calls, &ringer);
        let wanted = Memo::new(move |_| wishes.get().sounds);
        let ringing = self.ringing();
        let signal = Memo::new(move |_| {
            let rings = ringing.with(Option::is_some);
            wanted.get().then(|| self.shown.call.with(|state| heard(state, rings))).flatten()
        });
        let keys = calls.clone();
        Effect::new(move |before: Option<bool>| {
            let signal = signal.get();
            if signal.is_some() || before.unwrap_or(false) {
                // What rings across the room and what is heard at the ear are two speakers.
                let rings = signal == Some(incoming_ring());
                log(ringer.play(signal.as_ref().filter(|_| rings)));
                log(calls.play(signal.as_ref().filter(|_| !rings)));
            }
            signal.is_some()
        });
        self.follow_tones(wanted, keys);
    }

    /// Each tone that was sent is heard on this side too: a key that does nothing is noticed.
    fn follow_tones(self, wanted: Memo<bool>, player: Player) {
        let sent = Memo::new(move |_| {
            self.shown.call.with(|state| match state {
                State::Answered(answered) => answered.tones.clone(),
                _ => vec![],
            })
        });
        Effect::new(move |before: Option<usize>| {
            let sent = sent.get();
            if sent.len() > before.unwrap_or(0)
                && wanted.get_untracked()
                && let Some(tone) = sent.last()
            {
                log(player.play_over(&key_tone(*tone)));
            }
            sent.len()
        });
    }
}

/// Has both play through the speakers that the person has chosen, now and whenever that changes.
fn follow_choice(calls: &Player, ringer: &Player) {
    let (calls, ringer) = (calls.clone(), ringer.clone());
    let place = move |wanted: WantedDevices| {
        let (calls, ringer) = (calls.clone(), ringer.clone());
        spawn_local(async move { log(place(&calls, &ringer, &wanted).await) });
    };
    let changed = place.clone();
    Area::Local.on_changed(wanted_devices::WANTED, move |wanted| match wanted {
        Ok(wanted) => changed(wanted),
        Err(error) => log(Err(error)),
    });
    spawn_local(async move {
        match wanted_devices::load().await {
            Ok(wanted) => place(wanted),
            Err(error) => log(Err(error)),
        }
    });
}

async fn place(
    calls: &Player,
    ringer: &Player,
    wanted: &WantedDevices,
) -> Result<(), BrowserError> {
    let devices = media::devices().await?;
    let id_of = |name: Option<&String>| {
        let speaker = devices.iter().find(|it| it.is_speaker() && Some(&it.name) == name);
        speaker.map_or(String::new(), |it| it.id.clone())
    };
    calls.choose_speaker(&id_of(wanted.speaker.as_ref())).await?;
    ringer.choose_speaker(&id_of(wanted.ringer())).await
}

fn log(played: Result<(), BrowserError>) {
    if let Err(error) = played {
        leptos::logging::error!("a sound can't be played: {error}");
    }
}

#[cfg(test)]
mod tests {
    use pagedial_call::{Ended, Partner};
    use pagedial_protocol::E164;

    use super::*;

    fn ended(number: &str, because: EndedBecause) -> State {
        let partner = Partner::Called(E164::parse(number).unwrap().into());
        State::Ended(Ended { partner, answered_at_ms: None, at_ms: 0, because })
    }

    #[test]
    fn an_end_sounds_as_in_the_country_that_was_called() {
        for (number, region) in
            [("+14255550123", "US"), ("+442079460123", "GB"), ("+4930123456", "DE")]
        {
            let tones = NationalTones::of(Some(region));
            assert_eq!(heard(&ended(number, EndedBecause::Busy), false), Some(tones.busy()));
            let nowhere = ended(number, EndedBecause::NotFound);
            assert_eq!(heard(&nowhere, false), Some(tones.congestion()));
        }
    }

    #[test]
    fn an_end_that_was_wanted_and_a_line_that_rests_are_silent() {
        assert_eq!(heard(&ended("+14255550123", EndedBecause::NormalEnd), false), None);
        assert_eq!(heard(&ended("+14255550123", EndedBecause::Cancelled), false), None);
        assert_eq!(heard(&State::Idle, false), None);
    }

    #[test]
    fn a_call_that_comes_in_rings_over_the_end_of_another() {
        let busy = ended("+14255550123", EndedBecause::Busy);
        assert_eq!(heard(&busy, true), Some(incoming_ring()));
        assert_eq!(heard(&State::Idle, true), Some(incoming_ring()));
    }
}
