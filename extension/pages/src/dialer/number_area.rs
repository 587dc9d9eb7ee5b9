//! The number: a field before the call, large and still during it.

use leptos::{ev::SubmitEvent, prelude::*};
use pagedial_call::State;
use pagedial_protocol::Callee;

use super::{Dialer, copy::CopyNumber, country_picker::CountryButton, keyboard::NUMBER_FIELD};
use crate::{
    icons,
    number::{self, Number, Reading},
    region_names,
    words::{text, text_with},
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
    let number = Memo::new(move |_| dialer.shown.call.with(State::number));
    move || {
        number.get().map_or_else(
            || view! { <h2 class="callee">{text("dialer_withheld")}</h2> }.into_any(),
            callee,
        )
    }
}

fn callee(callee: Callee) -> AnyView {
    match number::read(callee.as_str(), None) {
        Reading::Callable(number) => {
            let national = number.national.clone();
            view! {
                <h2 class="callee" dir="ltr">{national}</h2>
                <WaysOfWriting number=number shown=Beside::National />
            }
            .into_any()
        }
        // The host has authorised it, so it is a number; only not one that we can format.
        Reading::Empty | Reading::Wrong(_) | Reading::Emergency(_) => {
            view! { <h2 class="callee" dir="ltr">{callee.to_string()}</h2> }.into_any()
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
            <div class="label-line">
                <label for=NUMBER_FIELD>{text("dialer_number_label")}</label>
                <CountryButton dialer=dialer />
            </div>
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
                    on:paste=move |event| dialer.take_paste(&event)
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
                Reading::Empty => view! { <NothingTyped dialer=dialer /> }.into_any(),
                Reading::Callable(number) => {
                    let country = dialer.country();
                    view! {
                        <WaysOfWriting number=number shown=Beside::Country(country) />
                        <PastedOthers dialer=dialer />
                    }
                    .into_any()
                }
                Reading::Emergency(_) => {
                    view! { <p class="hint">{text("dialer_number_emergency_here")}</p> }.into_any()
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

/// The way to the last number, as on other phones.
#[component]
fn NothingTyped(dialer: Dialer) -> impl IntoView {
    let shown = dialer.shown;
    let can_call = Memo::new(move |_| shown.setup.with(|setup| setup.situation().can_call()));
    let last = Memo::new(move |_| shown.book.last_called().filter(|_| can_call.get()));
    view! {
        {move || match last.get() {
            None => view! { <p class="hint">{text("dialer_number_empty")}</p> }.into_any(),
            Some(number) => {
                let label = text_with("dialer_redial", &[&number::international(&number)]);
                view! {
                    <button type="button" class="redial" on:click=move |_| dialer.redial(&number)>
                        {icons::again()} <bdi>{label}</bdi>
                    </button>
                }
                .into_any()
            }
        }}
    }
}

#[component]
fn PastedOthers(dialer: Dialer) -> impl IntoView {
    let others = dialer.shown.pasted_others;
    view! {
        <Show when=move || others.get() != 0>
            <p class="hint">{text("dialer_pasted_first")}</p>
        </Show>
    }
}

/// What of a number is on the screen already.
enum Beside {
    /// Its national form.
    National,
    /// The country that is chosen or typed, beside what is typed.
    Country(Option<String>),
}

/// National, E.164 and where it belongs, as far as that is not there already.
#[component]
fn WaysOfWriting(number: Number, shown: Beside) -> impl IntoView {
    let spelled = spelled_out(number.e164.as_str());
    let is_told = matches!(&shown, Beside::Country(country) if number.region == *country);
    let place = match &number.region {
        Some(_) if is_told => None,
        Some(region) => Some(region_names::name_of(region)),
        None => Some(text("dialer_number_unknown_form")),
    };
    let national = matches!(shown, Beside::Country(_));
    let is_doubtful = number.region.is_none();
    let extension = number.extension.map(|it| text_with("dialer_extension", &[&it]));
    view! {
        <div class="ways">
            {national.then(|| view! { <bdi dir="ltr">{number.national}</bdi> })}
            <bdi class="e164" dir="ltr" aria-hidden="true">{number.e164.to_string()}</bdi>
            <span class="for-listening">{spelled}</span>
            {extension.map(|extension| view! { <span>{extension}</span> })}
            <CopyNumber number=number.e164 />
            {place.map(|place| view! { <span class:doubtful=is_doubtful>{place}</span> })}
        </div>
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
