//! A call that comes in: who calls, and what to do about it. Missed calls stay until they are seen.

use leptos::prelude::*;
use pagedial_call::{Event, IncomingCall, State};
use pagedial_protocol::{Callee, E164};

use super::Dialer;
use crate::{
    icons, number,
    words::{text, text_with},
};

/// A call that was not answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Missed {
    /// `None` when the number is withheld.
    pub(super) caller: Option<E164>,
}

/// A number as it is shown, or that there is none.
pub(super) fn words_of(number: Option<Callee>) -> String {
    number.map_or_else(|| text("dialer_withheld"), |callee| number::written(&callee))
}

impl Dialer {
    /// Answers the call that rings.
    pub(super) fn accept(self) {
        self.happen(Event::AcceptPressed);
    }

    /// Turns the call that rings away.
    pub(super) fn reject(self) {
        self.happen(Event::RejectPressed);
    }

    pub(super) fn missed(self, caller: Option<E164>) {
        self.shown.missed.update(|missed| missed.push(Missed { caller }));
    }

    /// The call that rings, for whoever follows it.
    pub(super) fn ringing(self) -> Memo<Option<IncomingCall>> {
        let beside = self.shown.beside;
        Memo::new(move |_| beside.with(|it| it.incoming.clone()))
    }
}

#[component]
pub(super) fn Incoming(dialer: Dialer) -> impl IntoView {
    let ringing = dialer.ringing();
    let consequence = Memo::new(move |_| dialer.shown.call.with(consequence_of));
    let busy = Memo::new(move |_| dialer.shown.beside.with(|it| it.transfer.is_some()));
    view! {
        {move || {
            ringing.get().map(|call| {
                view! {
                    <section class="incoming" role="alert" aria-label=text("dialer_incoming")>
                        <p class="words">{icons::handset()} <span>{text("dialer_incoming")}</span></p>
                        <p class="caller"><bdi dir="ltr">{words_of(call.caller.map(Callee::from))}</bdi></p>
                        <p class="hint">{move || consequence.get().map(text)}</p>
                        <button
                            type="button"
                            class="accept"
                            aria-disabled=move || busy.get().then_some("true")
                            on:click=move |_| dialer.accept()
                        >
                            {text("dialer_accept")}
                        </button>
                        <button type="button" class="reject" on:click=move |_| dialer.reject()>
                            {text("dialer_reject")}
                        </button>
                    </section>
                }
            })
        }}
    }
}

/// The text that says what answering does to the call in front.
const fn consequence_of(state: &State) -> Option<&'static str> {
    match state {
        State::Idle | State::Ended(_) => None,
        State::Answered(_) => Some("dialer_accept_holds"),
        State::Authorizing { .. }
        | State::Starting { .. }
        | State::Setup { .. }
        | State::Ending { .. } => Some("dialer_accept_ends"),
    }
}

/// The calls that nobody answered, until somebody has seen that.
#[component]
pub(super) fn MissedCalls(dialer: Dialer) -> impl IntoView {
    let shown = dialer.shown;
    let names = move || {
        let all = shown.missed.with(|it| {
            it.iter()
                .map(|missed| words_of(missed.caller.clone().map(Callee::from)))
                .collect::<Vec<_>>()
        });
        all.join(", ")
    };
    view! {
        <Show when=move || shown.missed.with(|it| !it.is_empty())>
            <div class="notice missed">
                <p>{move || text_with("dialer_missed", &[&names()])}</p>
                <button type="button" on:click=move |_| shown.missed.set(vec![])>
                    {text("dialer_dismiss")}
                </button>
            </div>
        </Show>
    }
}
