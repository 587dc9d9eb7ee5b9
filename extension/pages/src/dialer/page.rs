//! The window as a whole.

use leptos::prelude::*;
use pagedial_call::{SetupStage, State};
use pagedial_protocol::Callee;

use super::{
    Dialer, actions::Actions, asked::AskedFor, beside::BesideCall, condition::Troubles,
    controls::Controls, country_picker::CountryPanel, devices::DevicePanel, incoming::Incoming,
    keypad::Keypad, notes::NotesSheet, notices::Notices, number_area::NumberArea,
    obstacle::ObstacleCard, panes::Panes, status::Status,
};
use crate::{
    icons,
    setup::{Obstacle, Situation},
    words::text,
};

/// The value of `data-call-state`, which tests and style sheet read.
fn name_of(state: &State) -> &'static str {
    match state {
        State::Idle => "idle",
        State::Authorizing { .. } => "authorizing",
        State::Starting { .. } => "starting",
        State::Setup { stage: SetupStage::Connecting, .. } => "connecting",
        State::Setup { stage: SetupStage::Ringing | SetupStage::EarlyMedia, .. } => "ringing",
        State::Answered(_) => "connected",
        State::Ending { .. } => "ending",
        State::Ended(_) => "ended",
    }
}

/// The dialer's page.
#[component]
pub(crate) fn DialerPage(dialer: Dialer) -> impl IntoView {
    let shown = dialer.shown;
    let situation = Memo::new(move |_| shown.setup.with(crate::setup::Setup::situation));
    // A call in progress is shown whatever becomes of the host.
    let obstacle: Memo<Option<Obstacle>> =
        Memo::new(move |_| match (situation.get(), shown.call.with(State::is_in_call)) {
            (Situation::Obstacle(obstacle), false) => Some(obstacle),
            _ => None,
        });
    let in_call = Memo::new(move |_| shown.call.with(State::is_in_call));
    Effect::new(move |_| dialer.keep_title());
    Effect::new(move |before: Option<bool>| {
        let in_call = in_call.get();
        if before.is_some_and(|before| before != in_call) {
            super::actions::keep_focus();
        }
        in_call
    });

    view! {
        <main
            data-call-state=move || shown.call.with(name_of)
            data-setup=move || situation.with(Situation::name)
        >
            <header>
                <h1 class="brand">{icons::handset()} "Pagedial"</h1>
                <Show when=move || shown.setup.with(crate::setup::Setup::is_practice)>
                    <p class="practice">
                        {icons::practice()} <span>{text("dialer_practice")}</span>
                    </p>
                </Show>
            </header>
            <Notices dialer=dialer />
            <Incoming dialer=dialer />
            <NumberArea dialer=dialer />
            <AskedFor dialer=dialer />
            <Status dialer=dialer situation=situation />
            <Troubles dialer=dialer />
            <BesideCall dialer=dialer />
            <Controls dialer=dialer />
            <div class="sheets">
                <NotesSheet dialer=dialer />
                <Show when=move || in_call.get()>
                    <DevicePanel dialer=dialer />
                </Show>
            </div>
            {move || match obstacle.get() {
                _ if shown.picking.get() && !in_call.get() => {
                    view! { <CountryPanel dialer=dialer /> }.into_any()
                }
                Some(obstacle) => view! { <ObstacleCard dialer=dialer obstacle=obstacle /> }.into_any(),
                None if in_call.get() => view! { <Keypad dialer=dialer /> }.into_any(),
                None => view! { <Panes dialer=dialer /> }.into_any(),
            }}
            <Actions dialer=dialer situation=situation />
        </main>
    }
}

impl Dialer {
    /// The window's title says how the call is going, for a person who looks for the window.
    fn keep_title(self) {
        let state = self.shown.call.get();
        let words = super::status::words_of(&state);
        let ringing = self.shown.beside.with(|it| it.incoming.as_ref().map(|it| it.caller.clone()));
        let of = |number: Option<Callee>| super::incoming::words_of(number);
        let title = match ringing {
            Some(caller) => {
                format!("{} · {}", text("dialer_incoming"), of(caller.map(Callee::from)))
            }
            None if state.is_in_call() => format!("{words} · {}", of(state.number())),
            None => "Pagedial".to_owned(),
        };
        document().set_title(&title);
    }
}
