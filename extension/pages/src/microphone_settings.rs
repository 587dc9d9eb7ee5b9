//! The way to where the microphone is allowed.

use leptos::{prelude::*, task::spawn_local};
use pagedial_webext::{runtime, tabs};

use crate::words::text;

/// A button that opens it. A page can't link there; the extension can open it.
#[component]
pub(crate) fn MicrophoneSettings(wanted: Memo<bool>) -> impl IntoView {
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
