//! The test call: host, token, engine, microphone and speaker in one, with nobody at the other end.
//!
//! A call engine of this page's own, for as long as the call lasts. It needs the line, so that no
//! second call agent of the same identity is there beside the dialer's.

use std::time::Duration;

use leptos::{prelude::*, task::spawn_local};
use pagedial_call::EndedBecause;
use pagedial_protocol::{
    ErrorCode, WireError,
    engine::{CallState, Driver, EngineCommand, EngineEvent},
    host::{Answer, CallId, RequestBody},
};
use pagedial_webext::lock;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

use super::{
    Welcome, hello,
    microphone::Meter,
    step::{Progress, Trouble, TroubleView},
};
use crate::{
    dialer::{LINE, end_todo, end_words},
    engine_frame::{EngineFrame, FromFrame},
    engine_page::EnginePage,
    host::Host,
    setup::{HostAbsence, Obstacle},
    words::text,
};

/// Peak of an echo that a person hears.
const AUDIBLE: f64 = 0.05;

/// How the test call is going.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum EchoCall {
    NotYet,
    /// Host, token and engine are being made ready.
    Preparing,
    /// On its way.
    Calling,
    /// Connected; how loud the echo is, and whether it was ever audible.
    Connected {
        level: f64,
        heard: bool,
    },
    /// The echo was heard, and the person hung up.
    Heard,
    /// The call was connected, and nothing came back.
    Silent,
    /// The call was not connected.
    Failed(EndedBecause),
    /// It could not be begun.
    Obstacle(Obstacle),
}

impl EchoCall {
    pub(super) const fn progress(&self, account: Progress) -> Progress {
        match (self, account) {
            (Self::NotYet, Progress::Done) => Progress::Open,
            (Self::NotYet, _) => Progress::Waiting,
            (Self::Preparing | Self::Calling | Self::Connected { heard: false, .. }, _) => {
                Progress::Working
            }
            (Self::Connected { heard: true, .. } | Self::Heard, _) => Progress::Done,
            (Self::Silent | Self::Failed(_) | Self::Obstacle(_), _) => Progress::Trouble,
        }
    }

    const fn is_on(&self) -> bool {
        matches!(self, Self::Preparing | Self::Calling | Self::Connected { .. })
    }

    /// What it is after the engine has said something.
    fn after(self, event: &EngineEvent) -> Self {
        match (self, event) {
            (
                Self::Preparing | Self::Calling,
                EngineEvent::CallState { state: CallState::Connected, .. },
            ) => Self::Connected { level: 0.0, heard: false },
            (Self::Connected { heard, .. }, EngineEvent::AudioLevel { level, .. }) => {
                Self::Connected { level: *level, heard: heard || *level > AUDIBLE }
            }
            (Self::Connected { heard, .. }, EngineEvent::CallEnded { .. }) => {
                if heard {
                    Self::Heard
                } else {
                    Self::Silent
                }
            }
            (Self::Preparing | Self::Calling, EngineEvent::CallEnded { reason, .. }) => {
                Self::Failed(EndedBecause::of(*reason))
            }
            (Self::Preparing, EngineEvent::Ready {}) => Self::Calling,
            (state, _) => state,
        }
    }
}

/// How long the engine's page may take to open its port, as in the dialer.
const LOAD_BOUND: Duration = Duration::from_secs(15);

/// What carries a test call. Dropping it ends the call and gives the line back.
pub(super) struct TestCall {
    host: Host,
    engine: Option<EngineFrame>,
    /// The engine's page has opened its port.
    loaded: bool,
    release: js_sys::Function,
}

impl Drop for TestCall {
    fn drop(&mut self) {
        // A promise's own function: it can't throw.
        let _ = self.release.call0(&JsValue::UNDEFINED);
    }
}

/// The host has no such call in its books: nobody is called.
fn test_call() -> CallId {
    CallId("test-call".to_owned())
}

impl Welcome {
    fn start_test_call(self) {
        self.parts().listening.take();
        self.echo.set(EchoCall::Preparing);
        spawn_local(async move {
            let over = js_sys::Promise::new(&mut |release, _| self.connect_for_test(release));
            let holding = async move {
                // It is never rejected.
                let _ = JsFuture::from(over).await;
            };
            match lock::exclusive_if_free(LINE, holding).await {
                Ok(Some(())) => {}
                Ok(None) => self.end_test_call(EchoCall::Obstacle(Obstacle::LineTaken)),
                Err(error) => {
                    leptos::logging::error!("the line: {error}");
                    self.end_test_call(EchoCall::Obstacle(Obstacle::LineTaken));
                }
            }
        });
    }

    fn connect_for_test(self, release: js_sys::Function) {
        let gone = move |_: Option<String>| self.trouble(Obstacle::Host(HostAbsence::Stopped));
        match Host::connect(gone) {
            Ok(host) => {
                let call = TestCall { host, engine: None, loaded: false, release };
                self.parts().test_call.replace(Some(call));
                self.ask_for_test(hello(), move |answer| self.place_engine(answer));
            }
            Err(error) => {
                leptos::logging::error!("the host: {error}");
                self.trouble(Obstacle::Host(HostAbsence::Stopped));
            }
        }
    }

    fn ask_for_test(
        self,
        body: RequestBody,
        on_answer: impl FnOnce(Result<Answer, WireError>) + 'static,
    ) {
        let parts = self.parts();
        let call = parts.test_call.borrow();
        if let Some(Err(error)) = call.as_ref().map(|call| call.host.ask(body, on_answer)) {
            // The port is closing; its own event tells of it.
            leptos::logging::warn!("the host can't be asked: {error}");
        }
    }

    fn place_engine(self, answer: Result<Answer, WireError>) {
        let engine = match answer {
            Ok(Answer::Hello { engine, .. }) => engine,
            Ok(_) => return self.trouble(Obstacle::HostRefused(ErrorCode::Internal.into())),
            Err(error) => return self.trouble(Obstacle::HostRefused(error)),
        };
        let (Ok(page), Some(body)) = (EnginePage::parse(&engine), document().body()) else {
            return self.trouble(Obstacle::EngineMisplaced);
        };
        let title = text("dialer_engine_title");
        match EngineFrame::load(&body, &page, &title, move |told| self.engine_told(told)) {
            Ok(frame) => self.prepare(frame, engine.driver),
            Err(error) => {
                leptos::logging::error!("the engine's frame: {error}");
                self.trouble(Obstacle::EngineUnreachable);
            }
        }
    }

    /// The token passes through to the engine and is not kept.
    fn prepare(self, frame: EngineFrame, driver: Driver) {
        if let Some(call) = self.parts().test_call.borrow_mut().as_mut() {
            call.engine = Some(frame);
        }
        self.tell(&EngineCommand::Load { driver });
        set_timeout(
            move || {
                if self.parts().test_call.borrow().as_ref().is_some_and(|call| !call.loaded) {
                    self.trouble(Obstacle::EngineUnreachable);
                }
            },
            LOAD_BOUND,
        );
        self.ask_for_test(RequestBody::IssueToken {}, move |answer| match answer {
            Ok(Answer::Token { token }) => {
                self.tell(&EngineCommand::Prepare { driver, token, emergency_country: None });
                self.tell(&EngineCommand::DialEcho { call: test_call() });
            }
            Ok(_) => self.trouble(Obstacle::NoToken(ErrorCode::Internal.into())),
            Err(error) => self.trouble(Obstacle::NoToken(error)),
        });
    }

    fn tell(self, command: &EngineCommand) {
        let parts = self.parts();
        let call = parts.test_call.borrow();
        let engine = call.as_ref().and_then(|call| call.engine.as_ref());
        if let Some(Err(error)) = engine.map(|engine| engine.tell(command)) {
            leptos::logging::error!("the engine can't be told: {error}");
        }
    }

    fn engine_told(self, told: FromFrame) {
        match told {
            FromFrame::Said(event) => self.engine_said(&event),
            FromFrame::Babbled(error) => {
                leptos::logging::error!("the engine said what is no event: {error}");
            }
            FromFrame::Gone => self.trouble(Obstacle::EngineUnreachable),
        }
    }

    fn engine_said(self, event: &EngineEvent) {
        match event {
            EngineEvent::Loaded {} => {
                if let Some(call) = self.parts().test_call.borrow_mut().as_mut() {
                    call.loaded = true;
                }
            }
            EngineEvent::Failed { problem, .. } => self.trouble(Obstacle::Engine(*problem)),
            event => {
                let after = self.echo.get_untracked().after(event);
                if after.is_on() {
                    self.echo.set(after);
                } else {
                    self.end_test_call(after);
                }
            }
        }
    }

    /// What ends a test call that is on; one that is over is no trouble any more.
    fn trouble(self, obstacle: Obstacle) {
        if self.echo.with_untracked(EchoCall::is_on) {
            self.end_test_call(EchoCall::Obstacle(obstacle));
        }
    }

    /// Lets everything go when the callback that runs, which may be one of its own, is over.
    fn end_test_call(self, end: EchoCall) {
        let call = self.parts().test_call.take();
        set_timeout(move || drop(call), Duration::ZERO);
        self.echo.set(end);
    }
}

#[component]
pub(super) fn EchoStep(welcome: Welcome, progress: Signal<Progress>) -> impl IntoView {
    let echo = welcome.echo;
    // What the words depend on, so that a level that moves builds nothing anew.
    let shown = Memo::new(move |_| match echo.get() {
        EchoCall::Connected { heard, .. } => EchoCall::Connected { level: 0.0, heard },
        other => other,
    });
    let level = Signal::derive(move || {
        echo.with(|it| if let EchoCall::Connected { level, .. } = it { *level } else { 0.0 })
    });
    let is_on = Memo::new(move |_| shown.with(EchoCall::is_on));
    let is_connected =
        Memo::new(move |_| shown.with(|it| matches!(it, EchoCall::Connected { .. })));
    let can_start = move || !is_on.get() && progress.get() != Progress::Waiting;
    view! {
        <div role="status">
            {move || match (shown.get(), progress.get()) {
                (EchoCall::NotYet, Progress::Waiting) => {
                    view! { <p class="hint">{text("welcome_wait")}</p> }.into_any()
                }
                (EchoCall::Obstacle(obstacle), _) => {
                    view! { <TroubleView trouble=Trouble::of_obstacle(&obstacle) /> }.into_any()
                }
                (EchoCall::Failed(because), _) => {
                    view! { <p class="wrong">{end_words(&because)}</p> <p>{end_todo(&because)}</p> }
                        .into_any()
                }
                (state, _) => view! { <p>{text(words_of(&state))}</p> }.into_any(),
            }}
        </div>
        <Show when=move || is_connected.get()>
            <Meter level=level />
        </Show>
        <Show when=move || is_on.get()>
            <button
                type="button"
                class="hang-up"
                on:click=move |_| welcome.tell(&EngineCommand::HangUp { call: test_call() })
            >
                {text("dialer_hang_up")}
            </button>
        </Show>
        <Show when=can_start>
            <button type="button" class="test-call" on:click=move |_| welcome.start_test_call()>
                {move || text(match shown.get() {
                    EchoCall::NotYet => "welcome_echo_call",
                    _ => "dialer_call_again",
                })}
            </button>
        </Show>
    }
}

const fn words_of(echo: &EchoCall) -> &'static str {
    match echo {
        EchoCall::NotYet => "welcome_echo_not_yet",
        EchoCall::Preparing => "dialer_state_starting",
        EchoCall::Calling => "dialer_state_connecting",
        EchoCall::Connected { heard: false, .. } => "welcome_echo_speak",
        EchoCall::Connected { heard: true, .. } => "welcome_echo_heard",
        EchoCall::Heard => "welcome_echo_done",
        EchoCall::Silent | EchoCall::Failed(_) | EchoCall::Obstacle(_) => "welcome_echo_silent",
    }
}

#[cfg(test)]
mod tests {
    use pagedial_protocol::engine::EndReason;

    use super::*;

    fn ended(code: u32) -> EngineEvent {
        let reason = EndReason { code, sub_code: 0, problem: None };
        EngineEvent::CallEnded { call: test_call(), reason }
    }

    fn level(level: f64) -> EngineEvent {
        EngineEvent::AudioLevel { call: test_call(), level }
    }

    fn connected() -> EngineEvent {
        EngineEvent::CallState { call: test_call(), state: CallState::Connected }
    }

    fn after(events: &[EngineEvent]) -> EchoCall {
        events.iter().fold(EchoCall::Preparing, EchoCall::after)
    }

    #[test]
    fn a_test_call_is_good_only_when_an_echo_was_heard() {
        let ready = EngineEvent::Ready {};
        let heard = after(&[ready.clone(), connected(), level(0.4), level(0.0), ended(0)]);
        assert_eq!((heard.progress(Progress::Done), heard), (Progress::Done, EchoCall::Heard));
        let silent = after(&[ready, connected(), level(0.001), ended(0)]);
        assert_eq!(
            (silent.progress(Progress::Done), silent),
            (Progress::Trouble, EchoCall::Silent)
        );
    }

    #[test]
    fn a_call_that_was_never_connected_says_why() {
        let failed = after(&[ended(490)]);
        assert_eq!(failed, EchoCall::Failed(EndedBecause::LocalNetwork));
    }

    #[test]
    fn it_waits_for_the_phone_service() {
        assert_eq!(EchoCall::NotYet.progress(Progress::Trouble), Progress::Waiting);
        assert_eq!(EchoCall::NotYet.progress(Progress::Done), Progress::Open);
    }
}
