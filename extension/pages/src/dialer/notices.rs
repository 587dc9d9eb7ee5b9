//! Small things to know that are in nobody's way.

use leptos::prelude::*;
use pagedial_call::State;
use pagedial_protocol::page::DialRequest;

use super::{
    Dialer, incoming::MissedCalls, interrupted::InterruptedNotice, second::SecondCallActions,
};
use crate::{
    number::{self, Reading},
    words::{text, text_with},
};

#[component]
pub(super) fn Notices(dialer: Dialer) -> impl IntoView {
    let shown = dialer.shown;
    let next = Memo::new(move |_| shown.next.with(|next| next.as_ref().map(words_of)));
    let number = Signal::derive(move || match shown.next.get() {
        Some(DialRequest::Number { number, .. }) => Some(number),
        Some(DialRequest::Text { text, .. }) => {
            match shown.region.with(|region| number::read(&text, region.as_deref())) {
                Reading::Callable(number) => Some(number.e164),
                Reading::Empty | Reading::Wrong(_) | Reading::Emergency(_) => None,
            }
        }
        None => None,
    });
    let in_call = Memo::new(move |_| shown.call.with(State::is_in_call));
    view! {
        <div class="notices" aria-live="polite">
            <InterruptedNotice dialer=dialer />
            <MissedCalls dialer=dialer />
            <Show when=move || dialer.lacks_speaker() && !in_call.get()>
                <div class="notice">
                    <p>{text("dialer_diagnostic_no_speaker")}</p>
                </div>
            </Show>
            <Show when=move || next.with(Option::is_some)>
                <div class="notice" class:to-choose=in_call>
                    <p>{move || next.get().map(|next| text_with("dialer_next", &[&next]))}</p>
                    <Show
                        when=move || !in_call.get()
                        fallback=move || {
                            view! {
                                <SecondCallActions
                                    dialer=dialer
                                    number=number
                                    on_done=move || shown.next.set(None)
                                />
                            }
                        }
                    >
                        <button type="button" on:click=move |_| dialer.take_next()>
                            {text("dialer_take_next")}
                        </button>
                    </Show>
                </div>
            </Show>
            <Show when=move || shown.history_missed.get()>
                <div class="notice">
                    <p>{text("dialer_history_missed")}</p>
                </div>
            </Show>
        </div>
    }
}

fn words_of(request: &DialRequest) -> String {
    match request {
        DialRequest::Number { number, .. } => number::international(number),
        DialRequest::Text { text, .. } => text.clone(),
    }
}
