//! How the call is going: in words for everyone, with time, tones and loudness beside them.

use leptos::prelude::*;
use pagedial_call::{Answered, Ended, EndedBecause, Hold, SetupStage, State};
use pagedial_protocol::engine::{DtmfTone, PrepareStep};

use super::{Dialer, condition::QualityMeter, surroundings::refusal_key};
use crate::{
    duration::clock,
    microphone_settings::MicrophoneSettings,
    number::Reading,
    setup::{Setup, Situation},
    words::{error_text, error_todo, text, text_with},
};

/// The state of the line, as a person says it.
pub(super) fn words_of(state: &State) -> String {
    match state {
        State::Idle => String::new(),
        State::Authorizing { .. } => text("dialer_state_authorizing"),
        State::Starting { .. } => text("dialer_state_starting"),
        State::Setup { stage: SetupStage::Connecting, .. } => text("dialer_state_connecting"),
        State::Setup { stage: SetupStage::Ringing, .. } => text("dialer_state_ringing"),
        State::Setup { stage: SetupStage::EarlyMedia, .. } => text("dialer_state_early_media"),
        State::Answered(Answered { hold: None, .. }) => text("dialer_state_connected"),
        State::Answered(Answered { hold: Some(Hold::Local), .. }) => {
            text("dialer_state_local_hold")
        }
        State::Answered(Answered { hold: Some(Hold::Remote), .. }) => {
            text("dialer_state_remote_hold")
        }
        State::Ending { .. } => text("dialer_state_ending"),
        State::Ended(ended) => end_words(&ended.because),
    }
}

/// What it comes down to.
pub(crate) fn end_words(because: &EndedBecause) -> String {
    match because {
        EndedBecause::HostRefused(error) => error_text(error),
        EndedBecause::Unknown { code, sub_code } => {
            text_with("dialer_end_unknown", &[&code.to_string(), &sub_code.to_string()])
        }
        because => text(&format!("dialer_end_{}", because.name())),
    }
}

/// What can be done about it.
pub(crate) fn end_todo(because: &EndedBecause) -> String {
    match because {
        EndedBecause::HostRefused(error) => error_todo(error),
        because => text(&format!("dialer_end_{}_todo", because.name())),
    }
}

/// What goes on before a call, or what the state of the call alone does not say.
fn detail_of(state: &State, setup: &Setup, reading: &Reading, online: bool) -> String {
    match (state, setup.situation()) {
        (State::Idle, situation) if !online && situation.can_call() => text("dialer_offline"),
        (state, _) if state.is_in_call() && setup.asking_microphone => {
            text("dialer_allow_microphone")
        }
        (State::Idle, Situation::Connecting) => text("dialer_setup_connecting"),
        (State::Idle | State::Starting { .. }, Situation::Preparing(step)) => preparing(step),
        (State::Idle, Situation::Ready) if setup.service_reached == Some(false) => {
            text("dialer_service_not_reached")
        }
        (State::Idle, Situation::Ready) if reading.can_be_called() => text("dialer_setup_ready"),
        _ => String::new(),
    }
}

fn preparing(step: Option<PrepareStep>) -> String {
    text(match step {
        None | Some(PrepareStep::LoadingDriver) => "dialer_prepare_loading",
        Some(PrepareStep::AskingMicrophone) => "dialer_allow_microphone",
        Some(PrepareStep::ConnectingService) => "dialer_prepare_connecting",
    })
}

#[component]
pub(super) fn Status(dialer: Dialer, situation: Memo<Situation>) -> impl IntoView {
    let shown = dialer.shown;
    let words = Memo::new(move |_| shown.call.with(words_of));
    let detail = Memo::new(move |_| {
        let online = shown.online.get();
        shown.reading.with(|reading| {
            shown
                .call
                .with(|state| shown.setup.with(|setup| detail_of(state, setup, reading, online)))
        })
    });
    let todo = Memo::new(move |_| {
        shown.call.with(|state| match state {
            State::Ended(ended) => match shown.refusal.get() {
                Some(refusal) => text(refusal_key(refusal)),
                None => end_todo(&ended.because),
            },
            _ => String::new(),
        })
    });
    let went_wrong = Memo::new(move |_| {
        shown
            .call
            .with(|state| matches!(state, State::Ended(ended) if !ended.because.is_as_wanted()))
    });
    let progressing = Memo::new(move |_| {
        situation
            .with(|situation| matches!(situation, Situation::Connecting | Situation::Preparing(_)))
            || shown.call.with(|state| {
                matches!(
                    state,
                    State::Authorizing { .. } | State::Starting { .. } | State::Ending { .. }
                )
            })
    });
    view! {
        <section class="status" class:wrong=went_wrong aria-label=text("dialer_status_section")>
            // The region is there from the start, and only its text changes: that is what screen
            // readers announce reliably.
            <div role="status" aria-atomic="true">
                <p class="words">{words}</p>
                <p class="detail" class:progress=progressing>{detail}</p>
                <p class="todo">{todo}</p>
            </div>
            <MicrophoneSettings wanted=Memo::new(move |_| shown.call.with(microphone_denied)) />
            <Duration dialer=dialer />
            <QualityMeter dialer=dialer />
            <InCall dialer=dialer />
        </section>
    }
}

fn microphone_denied(state: &State) -> bool {
    matches!(state, State::Ended(Ended { because: EndedBecause::MicrophoneDenied, .. }))
}

/// Runs while connected, and stays for as long as the end is shown. No live region: nobody wants
/// each second read out.
#[component]
fn Duration(dialer: Dialer) -> impl IntoView {
    let shown = dialer.shown;
    let duration = Memo::new(move |_| {
        shown.call.with(|state| match state {
            State::Answered(answered) => {
                Some(clock(shown.now_ms.get().saturating_sub(answered.at_ms)))
            }
            State::Ended(Ended { answered_at_ms: Some(answered_at_ms), at_ms, .. }) => {
                Some(clock(at_ms.saturating_sub(*answered_at_ms)))
            }
            _ => None,
        })
    });
    view! {
        <Show when=move || duration.with(Option::is_some)>
            <p class="duration" role="timer" aria-label=text("dialer_duration")>
                {move || duration.get()}
            </p>
        </Show>
    }
}

#[component]
fn InCall(dialer: Dialer) -> impl IntoView {
    let shown = dialer.shown;
    let answered = Memo::new(move |_| shown.call.with(|state| matches!(state, State::Answered(_))));
    let tones = Memo::new(move |_| {
        shown.call.with(|state| match state {
            State::Answered(answered) => answered.tones.iter().copied().map(key_of).collect(),
            _ => String::new(),
        })
    });
    let extension = Memo::new(move |_| {
        let is_heard =
            shown.call.with(|state| matches!(state, State::Answered(Answered { hold: None, .. })));
        shown.extension.get().filter(|_| is_heard)
    });
    let percent = Memo::new(move |_| (shown.level.get() * 100.0).round().clamp(0.0, 100.0));
    view! {
        <Show when=move || answered.get()>
            <div
                class="level"
                role="meter"
                aria-label=text("dialer_level")
                aria-valuemin="0"
                aria-valuemax="100"
                aria-valuenow=move || percent.get().to_string()
                style:--level=move || (percent.get() / 100.0).to_string()
            ></div>
            {move || extension.get().map(|extension| view! {
                <button type="button" class="extension" on:click=move |_| dialer.send_extension()>
                    {text_with("dialer_send_extension", &[&extension])}
                </button>
            })}
            <p class="tones" aria-live="off">
                <span class="for-listening">{text("dialer_tones")} " "</span>
                <bdi dir="ltr">{tones}</bdi>
            </p>
        </Show>
    }
}

const fn key_of(tone: DtmfTone) -> char {
    match tone {
        DtmfTone::Num0 => '0',
        DtmfTone::Num1 => '1',
        DtmfTone::Num2 => '2',
        DtmfTone::Num3 => '3',
        DtmfTone::Num4 => '4',
        DtmfTone::Num5 => '5',
        DtmfTone::Num6 => '6',
        DtmfTone::Num7 => '7',
        DtmfTone::Num8 => '8',
        DtmfTone::Num9 => '9',
        DtmfTone::Star => '*',
        DtmfTone::Pound => '#',
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_tone_is_shown_as_the_key_that_sends_it() {
        for key in "0123456789*#".chars() {
            assert_eq!(DtmfTone::of_key(key).map(key_of), Some(key));
        }
    }
}
