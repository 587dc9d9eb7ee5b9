//! What there is to know of a call beside its state: how well it travels, what is wrong, what did not
//! work. In words, because a colour or a bar says nothing to most.

use leptos::prelude::*;
use pagedial_call::{NotTones, Quality, State};
use pagedial_protocol::engine::{CallControl, Diagnostic, MediaStats};

use super::Dialer;
use crate::{
    setup::{CallTrouble, Setup},
    words::{text, text_with},
};

const fn quality_key(quality: Quality) -> &'static str {
    match quality {
        Quality::Good => "dialer_quality_good",
        Quality::Fair => "dialer_quality_fair",
        Quality::Poor => "dialer_quality_poor",
    }
}

const fn diagnostic_key(diagnostic: Diagnostic) -> &'static str {
    match diagnostic {
        Diagnostic::NoNetwork => "dialer_diagnostic_no_network",
        Diagnostic::Reconnecting => "dialer_diagnostic_reconnecting",
        Diagnostic::ReceivingPoorly => "dialer_diagnostic_receiving_poorly",
        Diagnostic::SendingPoorly => "dialer_diagnostic_sending_poorly",
        Diagnostic::RelaysUnreachable => "dialer_diagnostic_relays_unreachable",
        Diagnostic::NoMicrophone => "dialer_diagnostic_no_microphone",
        Diagnostic::MicrophoneDenied => "dialer_diagnostic_microphone_denied",
        Diagnostic::MicrophoneSilent => "dialer_diagnostic_microphone_silent",
        Diagnostic::MicrophoneMutedBySystem => "dialer_diagnostic_microphone_muted_by_system",
        Diagnostic::SpeakingWhileMuted => "dialer_diagnostic_speaking_while_muted",
        Diagnostic::NoSpeaker => "dialer_diagnostic_no_speaker",
    }
}

const fn failed_key(control: CallControl) -> &'static str {
    match control {
        CallControl::Mute => "dialer_failed_mute",
        CallControl::Hold => "dialer_failed_hold",
        CallControl::Dtmf => "dialer_failed_dtmf",
        CallControl::Transfer => "dialer_failed_transfer",
    }
}

fn not_tones_words(why: NotTones) -> String {
    match why {
        NotTones::Empty => text("dialer_not_tones_empty"),
        NotTones::Character(character) => {
            text_with("dialer_not_tones_character", &[&character.to_string()])
        }
        NotTones::TooLong => text("dialer_not_tones_too_long"),
    }
}

/// The figures, for a person who has to report them.
fn figures(stats: MediaStats) -> String {
    let whole = |value: f64| format!("{value:.0}");
    let shown = |value: Option<f64>| value.map_or_else(|| "–".to_owned(), whole);
    text_with(
        "dialer_quality_figures",
        &[
            &shown(stats.round_trip_ms),
            &shown(stats.jitter_ms),
            &shown(stats.lost.map(|lost| lost * 100.0)),
        ],
    )
}

/// The quality of the line while connected.
#[component]
pub(super) fn QualityMeter(dialer: Dialer) -> impl IntoView {
    let shown = dialer.shown;
    let quality = Memo::new(move |_| {
        let is_on = shown.call.with(|state| matches!(state, State::Answered(_)));
        shown.condition.with(|it| Quality::of(it.stats, &it.diagnostics)).filter(|_| is_on)
    });
    let title = move || shown.condition.with(|it| it.stats.map(figures));
    view! {
        <Show when=move || quality.with(Option::is_some)>
            <p
                class="quality"
                data-quality=move || quality.get().map(Quality::name)
                title=title
            >
                <span class="bars" aria-hidden="true"><i></i><i></i><i></i></span>
                <span>{move || quality.get().map(quality_key).map(text)}</span>
            </p>
        </Show>
    }
}

/// Everything that is wrong now, each in a sentence with what to do.
#[component]
pub(super) fn Troubles(dialer: Dialer) -> impl IntoView {
    let shown = dialer.shown;
    let troubles = Memo::new(move |_| {
        let mut all: Vec<String> = shown.condition.with(|it| {
            let diagnostics = it.diagnostics.iter().copied().map(diagnostic_key).map(text);
            diagnostics.chain(it.failed.map(failed_key).map(text)).collect()
        });
        if shown.call.with(State::is_in_call) {
            let around = shown.setup.with(Setup::call_troubles);
            all.extend(around.into_iter().map(CallTrouble::key).map(text));
            all.extend(shown.not_tones.get().map(not_tones_words));
        }
        all
    });
    view! {
        <div class="troubles" role="status">
            {move || {
                troubles.get().into_iter().map(|it| view! { <p class="notice">{it}</p> }).collect_view()
            }}
        </div>
    }
}
