//! A second number during a call: to be called beside it, or to hand the other side on to.

use leptos::{
    ev::{Event as DomEvent, SubmitEvent},
    prelude::*,
};
use pagedial_call::{Event, State};
use pagedial_protocol::E164;

use super::Dialer;
use crate::{
    number::{self, Reading, read},
    words::text,
};

const SECOND_NUMBER: &str = "second-number";

/// Whether a number can be called beside the call in front, and whether it can be handed on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Room {
    for_call: bool,
    for_transfer: bool,
}

impl Dialer {
    fn room(self) -> Memo<Room> {
        let shown = self.shown;
        Memo::new(move |_| {
            let is_answered = shown.call.with(|state| matches!(state, State::Answered(_)));
            shown.beside.with(|it| Room {
                for_call: is_answered && it.held.is_none() && it.transfer.is_none(),
                for_transfer: is_answered && it.transfer.is_none(),
            })
        })
    }

    pub(super) fn call_second(self, number: E164) {
        self.happen(Event::CallPressed { number: number.into() });
    }

    pub(super) fn transfer_to(self, number: E164) {
        self.happen(Event::TransferPressed { number });
    }
}

/// The buttons for a number that was asked for during the call.
#[component]
pub(super) fn SecondCallActions(
    dialer: Dialer,
    #[prop(into)] number: Signal<Option<E164>>,
    /// After either was pressed.
    on_done: impl Fn() + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let room = dialer.room();
    let act = move |act: fn(Dialer, E164)| {
        if let Some(number) = number.get_untracked() {
            act(dialer, number);
            on_done();
        }
    };
    let unless =
        move |possible: bool| (!possible || number.with(Option::is_none)).then_some("true");
    view! {
        <button
            type="button"
            class="call-second"
            aria-disabled=move || unless(room.get().for_call)
            on:click=move |_| {
                if room.get_untracked().for_call {
                    act(Dialer::call_second);
                }
            }
        >
            {text("dialer_second_call")}
        </button>
        <button
            type="button"
            class="transfer"
            aria-disabled=move || unless(room.get().for_transfer)
            on:click=move |_| {
                if room.get_untracked().for_transfer {
                    act(Dialer::transfer_to);
                }
            }
        >
            {text("dialer_transfer")}
        </button>
    }
}

/// The form, folded away until it is wanted.
#[component]
pub(super) fn SecondNumber(dialer: Dialer, open: RwSignal<bool>) -> impl IntoView {
    let room = dialer.room();
    let typed = RwSignal::new(String::new());
    let reading = Memo::new(move |_| {
        typed.with(|text| dialer.shown.region.with(|region| read(text, region.as_deref())))
    });
    let number = Signal::derive(move || match reading.get() {
        Reading::Callable(number) => Some(number.e164),
        Reading::Empty | Reading::Wrong(_) | Reading::Emergency(_) => None,
    });
    let done = move || {
        open.set(false);
        typed.set(String::new());
    };
    // Enter calls, as in the field before a call.
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if let (true, Some(number)) = (room.get_untracked().for_call, number.get_untracked()) {
            dialer.call_second(number);
            done();
        }
    };
    let facts = move || match reading.get() {
        Reading::Empty => String::new(),
        Reading::Callable(number) => number.international,
        Reading::Emergency(number) => number.as_str().to_owned(),
        Reading::Wrong(reason) => number::explanation(reason),
    };
    view! {
        <Show when=move || open.get() && room.get().for_transfer>
            <form class="second" on:submit=submit>
                <label for=SECOND_NUMBER>{text("dialer_second_label")}</label>
                <input
                    id=SECOND_NUMBER
                    type="tel"
                    dir="ltr"
                    autocomplete="off"
                    spellcheck="false"
                    maxlength="64"
                    autofocus=true
                    aria-describedby="second-number-facts"
                    prop:value=typed
                    on:input=move |event: DomEvent| typed.set(event_target_value(&event))
                />
                <p id="second-number-facts" class="hint" aria-live="polite">{facts}</p>
                <div class="choices">
                    <SecondCallActions dialer=dialer number=number on_done=done />
                </div>
            </form>
        </Show>
    }
}
