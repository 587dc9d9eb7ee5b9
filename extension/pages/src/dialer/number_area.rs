//! The number: a field before the call, large and still during it.

use leptos::{ev::SubmitEvent, prelude::*};
use pagedial_call::State;
use pagedial_protocol::E164;

use super::{Dialer, keyboard::NUMBER_FIELD};
use crate::{
    icons,
    number::{self, Number, Reading},
    region_names,
    words::text,
};

#[component]
pub(super) fn NumberArea(dialer: Dialer) -> impl IntoView {
    let shown = dialer.shown;
    let in_call = Memo::new(move |_| shown.call.with(State::is_in_call));
    view! {
        <section class="number" aria-label=text("dialer_number_section")>
            {move || {
                if in_call.get() {
                    view! { <NumberInCall dialer=dialer /> }.into_any()
                } else {
                    view! { <NumberField dialer=dialer /> }.into_any()
                }
            }}
        </section>
    }
}

#[component]
fn NumberInCall(dialer: Dialer) -> impl IntoView {
    // Two calls change places without an end between them.
    let number = Memo::new(move |_| dialer.shown.call.with(|state| state.number().cloned()));
    move || {
        number.get().map_or_else(
            || view! { <h2 class="callee">{text("dialer_withheld")}</h2> }.into_any(),
            callee,
        )
    }
}

fn callee(e164: E164) -> AnyView {
    match number::read(e164.as_str(), None) {
        Reading::Callable(number) => {
            let national = number.national.clone();
            view! {
                <h2 class="callee" dir="ltr">{national}</h2>
                <WaysOfWriting number=number national=false />
            }
            .into_any()
        }
        // The host has authorised it, so it is a number; only not one that we can format.
        Reading::Empty | Reading::Wrong(_) => {
            view! { <h2 class="callee" dir="ltr">{e164.to_string()}</h2> }.into_any()
        }
    }
}

#[component]
fn NumberField(dialer: Dialer) -> impl IntoView {
    let shown = dialer.shown;
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        dialer.call();
    };
    let is_wrong = move || shown.reading.with(Reading::is_mistaken);
    view! {
        <form on:submit=submit>
            <label for=NUMBER_FIELD>{text("dialer_number_label")}</label>
            <div class="field">
                <input
                    id=NUMBER_FIELD
                    type="tel"
                    dir="ltr"
                    autocomplete="off"
                    spellcheck="false"
                    maxlength="64"
                    placeholder=text("dialer_number_placeholder")
                    aria-describedby="number-facts"
                    aria-invalid=move || is_wrong().then_some("true")
                    prop:value=shown.typed
                    on:input=move |event| dialer.take_input(&event)
                />
                <button
                    type="button"
                    class="quiet backspace"
                    aria-label=text("dialer_backspace")
                    disabled=move || shown.typed.with(String::is_empty)
                    on:click=move |_| dialer.press_backspace()
                >
                    {icons::backspace()}
                </button>
            </div>
        </form>
        <div id="number-facts">
            {move || match shown.reading.get() {
                Reading::Empty => view! { <p class="hint">{text("dialer_number_empty")}</p> }.into_any(),
                Reading::Callable(number) => {
                    view! { <WaysOfWriting number=number national=true /> }.into_any()
                }
                Reading::Wrong(reason) => {
                    let mistaken = is_wrong();
                    view! {
                        <p class="hint" class:wrong=mistaken>
                            {mistaken.then(icons::warning)}
                            <span>{number::explanation(reason)}</span>
                        </p>
                    }
                    .into_any()
                }
            }}
        </div>
    }
}

/// National, E.164 and where it belongs.
#[component]
fn WaysOfWriting(number: Number, national: bool) -> impl IntoView {
    let spelled = spelled_out(number.e164.as_str());
    let place = match &number.region {
        Some(region) => region_names::name_of(region),
        None => text("dialer_number_unknown_form"),
    };
    let is_doubtful = number.region.is_none();
    view! {
        <p class="ways">
            {national.then(|| view! { <bdi dir="ltr">{number.national}</bdi> })}
            <bdi class="e164" dir="ltr" aria-hidden="true">{number.e164.to_string()}</bdi>
            <span class="for-listening">{spelled}</span>
            <span class:doubtful=is_doubtful>{place}</span>
        </p>
    }
}

/// Digit by digit, so that a screen reader does not say a number in the billions.
fn spelled_out(e164: &str) -> String {
    e164.chars().map(String::from).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_number_is_spelled_digit_by_digit_for_listening() {
        assert_eq!(super::spelled_out("+1425"), "+ 1 4 2 5");
    }
}
