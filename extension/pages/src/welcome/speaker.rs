//! The speaker: chosen, and heard by the person, who alone can tell.

use leptos::{prelude::*, task::spawn_local};
use pagedial_sounds::test_tone;

use super::{Welcome, step::Progress};
use crate::{media::MediaDevice, wanted_devices, words::text};

/// How the speaker is.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Speaker {
    pub(super) devices: Vec<MediaDevice>,
    /// Empty is the system's choice.
    chosen: String,
    trial: Trial,
}

/// What has become of the test tone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Trial {
    #[default]
    Untried,
    Played,
    Heard,
    NotHeard,
    /// The browser could not play it.
    Failed,
}

impl Speaker {
    pub(super) const fn progress(&self) -> Progress {
        match self.trial {
            Trial::Untried => Progress::Open,
            Trial::Played => Progress::Working,
            Trial::Heard => Progress::Done,
            Trial::NotHeard | Trial::Failed => Progress::Trouble,
        }
    }
}

impl Welcome {
    fn play_test_tone(self) {
        let player = self.parts().player.clone();
        let chosen = self.speaker.with_untracked(|speaker| speaker.chosen.clone());
        spawn_local(async move {
            let trial = async {
                player.choose_speaker(&chosen).await?;
                player.play(Some(&test_tone()))
            };
            let trial = match trial.await {
                Ok(()) => Trial::Played,
                Err(error) => {
                    leptos::logging::error!("the test tone: {error}");
                    Trial::Failed
                }
            };
            self.speaker.update(|speaker| speaker.trial = trial);
        });
    }

    fn heard_tone(self, heard: bool) {
        let trial = if heard { Trial::Heard } else { Trial::NotHeard };
        self.speaker.update(|speaker| speaker.trial = trial);
    }

    /// Calls use it too: it is kept for the dialer.
    fn choose_speaker(self, id: String) {
        let name = self.speaker.with_untracked(|speaker| {
            let chosen = speaker.devices.iter().find(|device| device.id == id);
            chosen.map(|device| device.name.clone())
        });
        self.speaker.update(|speaker| {
            speaker.chosen = id;
            speaker.trial = Trial::Untried;
        });
        spawn_local(async move {
            if let Err(error) = wanted_devices::change(|wanted| wanted.speaker = name).await {
                leptos::logging::error!("the choice of devices: {error}");
            }
        });
    }
}

#[component]
pub(super) fn SpeakerStep(welcome: Welcome) -> impl IntoView {
    let speaker = welcome.speaker;
    let trial = Memo::new(move |_| speaker.with(|it| it.trial));
    let devices = Memo::new(move |_| speaker.with(|it| it.devices.clone()));
    let words = move || {
        text(match trial.get() {
            Trial::Untried => "welcome_speaker_untried",
            Trial::Played => "welcome_speaker_question",
            Trial::Heard => "welcome_speaker_done",
            Trial::NotHeard => "welcome_speaker_not_heard",
            Trial::Failed => "welcome_speaker_failed",
        })
    };
    view! {
        <Show when=move || devices.with(|all| all.len() > 1)>
            <label for="welcome-speaker">{text("dialer_speaker")}</label>
            <select
                id="welcome-speaker"
                on:change:target=move |event| welcome.choose_speaker(event.target().value())
            >
                <option value="">{text("dialer_device_default")}</option>
                {move || devices.get().into_iter().map(|device| view! {
                    <option value=device.id>{device.name}</option>
                }).collect_view()}
            </select>
        </Show>
        <p role="status">{words}</p>
        <div class="buttons">
            <Show when=move || trial.get() == Trial::Played>
                <button type="button" class="yes" on:click=move |_| welcome.heard_tone(true)>
                    {text("welcome_yes")}
                </button>
                <button type="button" on:click=move |_| welcome.heard_tone(false)>
                    {text("welcome_no")}
                </button>
            </Show>
            <button
                type="button"
                class="tone"
                class:quiet=move || trial.get() == Trial::Played
                on:click=move |_| welcome.play_test_tone()
            >
                {move || text(match trial.get() {
                    Trial::Untried => "welcome_speaker_play",
                    _ => "welcome_speaker_play_again",
                })}
            </button>
        </div>
    }
}
