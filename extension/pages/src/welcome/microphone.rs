//! The microphone: allowed, chosen, and heard.

use std::time::Duration;

use leptos::{prelude::*, task::spawn_local};
use pagedial_webext::BrowserError;
use web_sys::{AnalyserNode, AudioContext, MediaStream};

use super::{Welcome, step::Progress};
use crate::{
    media::{self, MediaDevice, NoMicrophone},
    microphone_settings::MicrophoneSettings,
    words::text,
};

/// Between two looks at the level. A meter that moves less often seems to lag.
const LOOK_EVERY: Duration = Duration::from_millis(80);

/// Peak of a voice at arm's length; a quiet room stays below a tenth of it.
const VOICE: f64 = 0.04;

/// How long nothing may be heard before that is said.
const PATIENCE: Duration = Duration::from_secs(6);

/// How the microphone is.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) enum Microphone {
    /// Nobody has tried it yet.
    #[default]
    Untried,
    /// The browser asks the person.
    Asking,
    /// It is open.
    Open(Heard),
    /// It was heard, and is closed again.
    Tried,
    /// It can't be had.
    Refused(NoMicrophone),
}

/// What has come from an open microphone.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Heard {
    /// The peak of the last moment, 0 to 1.
    level: f64,
    /// A voice has come from it.
    voice: bool,
    /// None has come for long.
    silent: bool,
}

impl Heard {
    fn with(self, level: f64) -> Self {
        let voice = self.voice || level > VOICE;
        Self { level, voice, silent: self.silent && !voice }
    }
}

impl Microphone {
    pub(super) const fn progress(&self) -> Progress {
        match self {
            Self::Untried => Progress::Open,
            Self::Asking => Progress::Working,
            Self::Open(Heard { voice: true, .. }) | Self::Tried => Progress::Done,
            Self::Open(Heard { silent: true, .. }) | Self::Refused(_) => Progress::Trouble,
            Self::Open(_) => Progress::Working,
        }
    }
}

/// An open microphone and the meter at it. Dropping it closes both.
pub(super) struct Listening {
    stream: MediaStream,
    context: AudioContext,
    meter: IntervalHandle,
    patience: Option<TimeoutHandle>,
}

impl Drop for Listening {
    fn drop(&mut self) {
        self.meter.clear();
        if let Some(patience) = self.patience.take() {
            patience.clear();
        }
        media::close(&self.stream);
        // It is closed with the page at the latest.
        let _promise = self.context.close();
    }
}

impl Welcome {
    /// A microphone that is allowed already has had this step, and is tried only if the person
    /// likes.
    pub(super) fn remember_microphone(self) {
        spawn_local(async move {
            if media::microphone_is_allowed().await
                && self.microphone.get_untracked() == Microphone::Untried
            {
                self.microphone.set(Microphone::Tried);
            }
            self.list_devices().await;
        });
    }

    fn try_microphone(self) {
        self.parts().listening.take();
        self.microphone.set(Microphone::Asking);
        spawn_local(async move {
            match media::open_microphone("").await {
                Ok(stream) => {
                    self.microphone.set(Microphone::Open(Heard::default()));
                    if let Err(error) = self.listen(stream) {
                        leptos::logging::error!("the microphone's level: {error}");
                    }
                    self.list_devices().await;
                }
                Err(refusal) => self.microphone.set(Microphone::Refused(refusal)),
            }
        });
    }

    fn listen(self, stream: MediaStream) -> Result<(), BrowserError> {
        let context = AudioContext::new()?;
        let analyser = context.create_analyser()?;
        context.create_media_stream_source(&stream)?.connect_with_audio_node(&analyser)?;
        let look = move || self.heard(peak_of(&analyser));
        let meter = set_interval_with_handle(look, LOOK_EVERY)?;
        let patience = set_timeout_with_handle(move || self.nothing_heard(), PATIENCE).ok();
        self.parts().listening.replace(Some(Listening { stream, context, meter, patience }));
        Ok(())
    }

    fn heard(self, level: f64) {
        self.microphone.update(|microphone| {
            if let Microphone::Open(heard) = microphone {
                *heard = heard.with(level);
            }
        });
    }

    fn nothing_heard(self) {
        self.microphone.update(|microphone| {
            if let Microphone::Open(heard) = microphone {
                heard.silent = !heard.voice;
            }
        });
    }

    fn stop_listening(self) {
        self.parts().listening.take();
        self.microphone.set(Microphone::Tried);
    }

    async fn list_devices(self) {
        match media::devices().await {
            Ok(devices) => self.speaker.update(|speaker| {
                speaker.devices = devices.into_iter().filter(MediaDevice::is_speaker).collect();
            }),
            Err(error) => leptos::logging::error!("the devices: {error}"),
        }
    }
}

fn peak_of(analyser: &AnalyserNode) -> f64 {
    let mut samples = vec![0.0; analyser.fft_size() as usize];
    analyser.get_float_time_domain_data(&mut samples);
    samples.iter().fold(0.0_f32, |peak, sample| peak.max(sample.abs())).min(1.0).into()
}

#[component]
pub(super) fn MicrophoneStep(welcome: Welcome) -> impl IntoView {
    let state = welcome.microphone;
    // What the words depend on, so that a level that moves builds nothing anew.
    let shown = Memo::new(move |_| {
        state.with(|microphone| match microphone {
            Microphone::Open(heard) => Microphone::Open(Heard { level: 0.0, ..*heard }),
            other => other.clone(),
        })
    });
    let words = move || text(shown.with(words_of));
    let denied =
        Memo::new(move |_| shown.with(|it| *it == Microphone::Refused(NoMicrophone::DeniedHere)));
    let button = move || {
        shown.with(|it| match it {
            Microphone::Untried => Some("welcome_microphone_allow"),
            Microphone::Tried => Some("welcome_microphone_try"),
            Microphone::Refused(_) | Microphone::Open(Heard { silent: true, .. }) => {
                Some("dialer_retry")
            }
            Microphone::Asking | Microphone::Open(_) => None,
        })
    };
    let is_open = Memo::new(move |_| shown.with(|it| matches!(it, Microphone::Open(_))));
    view! {
        <p role="status">{words}</p>
        <Show when=move || is_open.get()>
            <Meter level=Signal::derive(move || level_of(welcome)) />
            <button type="button" class="quiet" on:click=move |_| welcome.stop_listening()>
                {text("welcome_microphone_stop")}
            </button>
        </Show>
        <MicrophoneSettings wanted=denied />
        {move || button().map(|key| view! {
            <button type="button" class="try" on:click=move |_| welcome.try_microphone()>
                {text(key)}
            </button>
        })}
    }
}

fn level_of(welcome: Welcome) -> f64 {
    welcome.microphone.with(|microphone| match microphone {
        Microphone::Open(heard) => heard.level,
        _ => 0.0,
    })
}

/// How loud something is, for the eye.
#[component]
pub(super) fn Meter(level: Signal<f64>) -> impl IntoView {
    let percent = Memo::new(move |_| (level.get() * 100.0).round().clamp(0.0, 100.0));
    view! {
        <div
            class="level"
            role="meter"
            aria-label=text("welcome_level")
            aria-valuemin="0"
            aria-valuemax="100"
            aria-valuenow=move || percent.get().to_string()
            style:--level=move || (percent.get() / 100.0).to_string()
        ></div>
    }
}

const fn words_of(microphone: &Microphone) -> &'static str {
    match microphone {
        Microphone::Untried => "welcome_microphone_untried",
        Microphone::Asking => "dialer_allow_microphone",
        Microphone::Open(Heard { voice: true, .. }) => "welcome_microphone_heard",
        Microphone::Open(Heard { silent: true, .. }) => "welcome_microphone_silent",
        Microphone::Open(_) => "welcome_microphone_speak",
        Microphone::Tried => "welcome_microphone_done",
        Microphone::Refused(NoMicrophone::Dismissed) => "welcome_microphone_dismissed",
        Microphone::Refused(NoMicrophone::DeniedHere) => "welcome_microphone_denied",
        Microphone::Refused(NoMicrophone::DeniedBySystem) => "welcome_microphone_denied_by_system",
        Microphone::Refused(NoMicrophone::Missing) => "welcome_microphone_missing",
        Microphone::Refused(NoMicrophone::Busy) => "welcome_microphone_busy",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_voice_that_was_heard_stays_heard() {
        let spoken = Heard::default().with(0.3).with(0.0);
        assert_eq!(Microphone::Open(spoken).progress(), Progress::Done);
        assert_eq!(spoken.level, 0.0);
    }

    #[test]
    fn a_room_is_no_voice_and_a_voice_ends_the_silence() {
        let silent = Heard { silent: true, ..Heard::default().with(0.004) };
        assert_eq!(Microphone::Open(silent).progress(), Progress::Trouble);
        assert_eq!(Microphone::Open(silent.with(0.2)).progress(), Progress::Done);
    }
}
