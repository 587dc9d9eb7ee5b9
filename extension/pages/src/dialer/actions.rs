//! Call, Hang up, Close.

use leptos::{ev::MouseEvent, prelude::*};
use pagedial_call::State;
use wasm_bindgen::JsCast as _;
use web_sys::HtmlElement;

use super::Dialer;
use crate::{icons, number::Reading, setup::Situation, words::text};

/// The id of the one button that matters most at a time.
const MAIN_ACTION: &str = "main-action";

#[component]
pub(super) fn Actions(dialer: Dialer, situation: Memo<Situation>) -> impl IntoView {
    let shown = dialer.shown;
    let in_call = Memo::new(move |_| shown.call.with(State::is_in_call));
    view! {
        <footer>
            {move || match (in_call.get(), situation.with(|it| matches!(it, Situation::Obstacle(_)))) {
                (true, _) => view! { <HangUp dialer=dialer /> }.into_any(),
                (false, false) => view! { <Call dialer=dialer situation=situation /> }.into_any(),
                // Nothing to call with: no button that pretends there were.
                (false, true) => ().into_any(),
            }}
            <button type="button" class="quiet" on:click=move |_| dialer.close()>
                {move || text(if in_call.get() { "dialer_hang_up_and_close" } else { "dialer_close" })}
            </button>
        </footer>
    }
}

#[component]
fn Call(dialer: Dialer, situation: Memo<Situation>) -> impl IntoView {
    let shown = dialer.shown;
    let again = Memo::new(move |_| shown.call.with(|state| matches!(state, State::Ended(_))));
    let possible = Memo::new(move |_| {
        situation.with(Situation::can_call) && shown.reading.with(Reading::can_be_called)
    });
    view! {
        <button
            id=MAIN_ACTION
            type="button"
            class="call"
            disabled=move || !possible.get()
            on:click=move |_| dialer.call()
        >
            {icons::handset()}
            <span>{move || text(if again.get() { "dialer_call_again" } else { "dialer_call" })}</span>
        </button>
    }
}

#[component]
fn HangUp(dialer: Dialer) -> impl IntoView {
    let ending =
        Memo::new(move |_| dialer.shown.call.with(|state| matches!(state, State::Ending { .. })));
    let press = move |event: MouseEvent| {
        // It comes up where Call was: the second half of a double click on Call is not meant for it.
        if event.detail() < 2 {
            dialer.hang_up();
        }
    };
    view! {
        <button
            id=MAIN_ACTION
            type="button"
            class="hang-up"
            aria-disabled=move || ending.get().then_some("true")
            on:click=press
        >
            {icons::handset()} <span>{text("dialer_hang_up")}</span>
        </button>
    }
}

/// Gives the focus to the main action if what had it is gone. After the views have been updated.
pub(super) fn keep_focus() {
    request_animation_frame(|| {
        let is_lost =
            document().active_element().is_none_or(|element| element.tag_name() == "BODY");
        let main_action = document().get_element_by_id(MAIN_ACTION);
        if let (true, Some(button)) = (is_lost, main_action)
            && let Ok(button) = button.dyn_into::<HtmlElement>()
        {
            // A button that is gone again meanwhile can't take it, and need not.
            let _ = button.focus();
        }
    });
}
