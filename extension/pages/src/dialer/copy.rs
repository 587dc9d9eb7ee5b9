//! Copying the number.

use std::time::Duration;

use leptos::{prelude::*, task::spawn_local};
use pagedial_protocol::E164;

use crate::{clipboard, icons, words::text};

/// How long it is said that it was copied.
const SAID: Duration = Duration::from_secs(2);

/// What came of the last press.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Copied {
    NotAsked,
    Done,
    Refused,
}

#[component]
pub(super) fn CopyNumber(number: E164) -> impl IntoView {
    let copied = RwSignal::new(Copied::NotAsked);
    let copy = move |_| {
        let number = number.clone();
        spawn_local(async move {
            let done = clipboard::write(number.as_str()).await;
            copied.set(if done.is_ok() { Copied::Done } else { Copied::Refused });
            // The view may be gone by then, and the signal with it.
            let silence = move || {
                let _ = copied.try_set(Copied::NotAsked);
            };
            set_timeout(silence, SAID);
        });
    };
    let said = move || match copied.get() {
        Copied::NotAsked => String::new(),
        Copied::Done => text("dialer_copied"),
        Copied::Refused => text("dialer_copy_refused"),
    };
    view! {
        <button type="button" class="small quiet copy" aria-label=text("dialer_copy") title=text("dialer_copy") on:click=copy>
            {move || {
                if copied.get() == Copied::Done {
                    icons::done().into_any()
                } else {
                    icons::copy().into_any()
                }
            }}
        </button>
        <span class="for-listening" role="status">{said}</span>
    }
}
