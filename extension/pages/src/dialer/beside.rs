//! What there is beside the call in front: a held one, a transfer under way, and how the last of
//! them ended.

use leptos::prelude::*;
use pagedial_call::{Event, State, Transfer};

use super::{
    Dialer,
    incoming::words_of,
    status::{end_todo, end_words},
};
use crate::words::{text, text_with};

#[component]
pub(super) fn BesideCall(dialer: Dialer) -> impl IntoView {
    view! {
        <HeldCall dialer=dialer />
        <div class="beside" role="status">
            <UnderWay dialer=dialer />
            <EndedBeside dialer=dialer />
        </div>
    }
}

#[component]
fn HeldCall(dialer: Dialer) -> impl IntoView {
    let shown = dialer.shown;
    let held = Memo::new(move |_| {
        shown.beside.with(|it| it.held.as_ref().map(|held| words_of(held.call.partner.number())))
    });
    let can_swap = Memo::new(move |_| {
        shown.call.with(|state| matches!(state, State::Answered(_)))
            && shown.beside.with(|it| it.transfer.is_none())
    });
    let unless_possible = move || (!can_swap.get()).then_some("true");
    view! {
        <Show when=move || held.with(Option::is_some)>
            <section class="held" aria-label=text("dialer_held_section")>
                <p>{move || held.get().map(|number| text_with("dialer_held", &[&number]))}</p>
                <button
                    type="button"
                    class="swap"
                    aria-disabled=unless_possible
                    on:click=move |_| dialer.happen(Event::SwapPressed)
                >
                    {text("dialer_swap")}
                </button>
                <button
                    type="button"
                    class="connect"
                    aria-disabled=unless_possible
                    on:click=move |_| dialer.happen(Event::ConnectPressed)
                >
                    {text("dialer_connect")}
                </button>
            </section>
        </Show>
    }
}

#[component]
fn UnderWay(dialer: Dialer) -> impl IntoView {
    let words = Memo::new(move |_| {
        dialer.shown.beside.with(|it| {
            it.transfer.as_ref().map(|transfer| match transfer {
                Transfer::Authorizing { number, .. } => {
                    text_with("dialer_transferring", &[&words_of(Some(number.clone().into()))])
                }
                Transfer::ToNumber(target) => {
                    text_with("dialer_transferring", &[&words_of(target.partner.number())])
                }
                Transfer::ToHeld => text("dialer_connecting_both"),
            })
        })
    });
    view! { {move || words.get().map(|words| view! { <p class="notice">{words}</p> })} }
}

/// How a call ended, or why it was not made, while another one stayed in front.
#[component]
fn EndedBeside(dialer: Dialer) -> impl IntoView {
    let ended = Memo::new(move |_| dialer.shown.beside.with(|it| it.ended.clone()));
    view! {
        {move || {
            ended.get().map(|ended| {
                let number = words_of(ended.partner.number());
                let words = end_words(&ended.because);
                view! {
                    <div class="notice">
                        <p>
                            {text_with("dialer_ended_beside", &[&number, &words])} " "
                            {end_todo(&ended.because)}
                        </p>
                        <button type="button" on:click=move |_| dialer.happen(Event::EndSeen)>
                            {text("dialer_dismiss")}
                        </button>
                    </div>
                }
            })
        }}
    }
}
