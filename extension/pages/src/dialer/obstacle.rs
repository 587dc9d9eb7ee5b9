//! What stands in the way of a call, and the way out.

use leptos::{prelude::*, task::spawn_local};
use pagedial_protocol::engine::EngineProblem;
use pagedial_webext::{runtime, tabs};

use super::Dialer;
use crate::{
    icons,
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
            <p>{todo}</p>
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
        </section>
    }
}

/// The way to where the microphone is allowed. A page can't link there; the extension can open it.
#[component]
pub(super) fn MicrophoneSettings(wanted: Memo<bool>) -> impl IntoView {
    let refused = RwSignal::new(false);
    let address = move || {
        format!("chrome://settings/content/siteDetails?site=chrome-extension://{}/", runtime::id())
    };
    let open = move |_| {
        spawn_local(async move {
            refused.set(tabs::create(&address()).await.is_err());
        });
    };
    view! {
        <Show when=move || wanted.get()>
            <button type="button" class="microphone-settings" on:click=open>
                {text("dialer_microphone_settings")}
            </button>
            // Firefox lets nobody open its own pages: then the person has to.
            <Show when=move || refused.get()>
                <p class="hint">{text("dialer_microphone_settings_by_hand")}</p>
            </Show>
        </Show>
    }
}
