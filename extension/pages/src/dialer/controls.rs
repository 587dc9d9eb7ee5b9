//! What can be done with a call that is on.

use leptos::prelude::*;
use pagedial_call::{Answered, Event, Hold, State};

use super::{Dialer, second::SecondNumber};
use crate::{icons, words::text};

#[component]
pub(super) fn Controls(dialer: Dialer) -> impl IntoView {
    let shown = dialer.shown;
    let is_on = Memo::new(move |_| {
        shown.call.with(|state| matches!(state, State::Setup { .. } | State::Answered(_)))
    });
    let muted = Memo::new(move |_| shown.condition.with(|it| it.muted));
    let held = Memo::new(move |_| {
        let hold = Some(Hold::Local);
        shown
            .call
            .with(|it| matches!(it, State::Answered(Answered { hold: now, .. }) if *now == hold))
    });
    let can_hold = Memo::new(move |_| shown.call.with(|it| matches!(it, State::Answered(_))));
    let second = RwSignal::new(false);
    view! {
        <Show when=move || is_on.get()>
            <div class="controls" role="group" aria-label=text("dialer_controls")>
                <button
                    type="button"
                    class="mute"
                    aria-pressed=move || pressed(muted.get())
                    on:click=move |_| dialer.happen(Event::MutePressed)
                >
                    {icons::muted()} <span>{text("dialer_mute")}</span>
                </button>
                <button
                    type="button"
                    class="hold"
                    aria-pressed=move || pressed(held.get())
                    aria-disabled=move || (!can_hold.get()).then_some("true")
                    on:click=move |_| dialer.happen(Event::HoldPressed)
                >
                    {icons::pause()} <span>{text("dialer_hold")}</span>
                </button>
                <button
                    type="button"
                    class="second-number"
                    aria-expanded=move || pressed(second.get())
                    aria-disabled=move || (!can_hold.get()).then_some("true")
                    on:click=move |_| second.update(|it| *it = !*it && can_hold.get_untracked())
                >
                    {icons::another()} <span>{text("dialer_second")}</span>
                </button>
            </div>
            <SecondNumber dialer=dialer open=second />
        </Show>
    }
}

const fn pressed(is_pressed: bool) -> &'static str {
    if is_pressed { "true" } else { "false" }
}
