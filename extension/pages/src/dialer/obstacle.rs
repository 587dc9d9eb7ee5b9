//! What stands in the way of a call, and the way out.

use leptos::prelude::*;
use pagedial_protocol::engine::EngineProblem;

use super::{Dialer, surroundings::refusal_key};
use crate::{
    icons,
    microphone_settings::MicrophoneSettings,
    setup::Obstacle,
    words::{error_text, error_todo, text, text_with},
};

#[component]
pub(super) fn ObstacleCard(dialer: Dialer, obstacle: Obstacle) -> impl IntoView {
    let (words, todo) = match obstacle.error() {
        Some(error) => (error_text(error), error_todo(error)),
        None => {
            let key = format!("dialer_setup_{}", obstacle.name());
            (text(&key), text(&format!("{key}_todo")))
        }
    };
    let detail = obstacle.error().and_then(|error| error.detail.clone());
    let denied = obstacle == Obstacle::Engine(EngineProblem::MicrophoneDenied);
    view! {
        <section class="obstacle" role="alert">
            <h2>{icons::warning()} <span>{words}</span></h2>
            <p>
                {move || match dialer.shown.refusal.get() {
                    Some(refusal) if denied => text(refusal_key(refusal)),
                    _ => todo.clone(),
                }}
            </p>
            {obstacle
                .command()
                .map(|command| view! { <pre><code dir="ltr">{command}</code></pre> })}
            {detail
                .map(|detail| {
                    view! { <p class="hint">{text_with("dialer_detail", &[&detail])}</p> }
                })}
            <MicrophoneSettings wanted=Memo::new(move |_| denied) />
            <button type="button" class="retry" on:click=move |_| dialer.retry()>
                {text("dialer_retry")}
            </button>
            <a href="welcome.html" target="_blank">{text("options_welcome")}</a>
        </section>
    }
}
