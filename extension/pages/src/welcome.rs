//! The welcome page: what a call needs, step by step, each looked at and repaired or explained.
//!
//! In a tab, because only there the browser asks for the microphone reliably. It holds a host only
//! while it looks, and is given a token only for the test call, which hands it to the engine.

mod echo;
mod microphone;
mod speaker;
mod step;
mod steps;

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
    time::Duration,
};

use leptos::prelude::*;
use pagedial_protocol::{
    WireError,
    engine::Driver,
    host::{Account, Answer, PROTOCOL, RequestBody},
};
use pagedial_webext::runtime;

use crate::{
    host::Host,
    icons,
    setup::{Fact, Setup},
    words::{number, text, text_with},
};

use step::{Progress, Step};

/// As long as the dialer waits.
const HELLO_BOUND: Duration = Duration::from_secs(10);

/// What the host has said of itself.
#[derive(Clone, Debug, PartialEq)]
struct HostFound {
    version: String,
    driver: Driver,
    account: Account,
}

/// What is on the page.
#[derive(Clone, Copy)]
struct Welcome {
    setup: RwSignal<Setup>,
    host: RwSignal<Option<HostFound>>,
    /// Whether the calling component is there, once the host has looked.
    component: RwSignal<Option<Result<(), WireError>>>,
    microphone: RwSignal<microphone::Microphone>,
    speaker: RwSignal<speaker::Speaker>,
    echo: RwSignal<echo::EchoCall>,
    parts: StoredValue<Rc<Parts>, LocalStorage>,
}

/// What is not on the page.
#[derive(Default)]
struct Parts {
    /// While the host is looked at.
    host: RefCell<Option<Host>>,
    hello_bound: Cell<Option<TimeoutHandle>>,
    listening: RefCell<Option<microphone::Listening>>,
    player: crate::player::Player,
    test_call: RefCell<Option<echo::TestCall>>,
}

impl Welcome {
    fn start() -> Self {
        let welcome = Self {
            setup: RwSignal::new(Setup::default()),
            host: RwSignal::new(None),
            component: RwSignal::new(None),
            microphone: RwSignal::new(microphone::Microphone::default()),
            speaker: RwSignal::new(speaker::Speaker::default()),
            echo: RwSignal::new(echo::EchoCall::NotYet),
            parts: StoredValue::new_local(Rc::default()),
        };
        welcome.look();
        welcome.remember_microphone();
        // Whoever comes back from a terminal or from the browser's settings has changed something.
        let returning = window_event_listener(leptos::ev::focus, move |_| {
            if welcome.progress().contains(&Progress::Trouble) {
                welcome.look();
            }
        });
        let leaving = window_event_listener(leptos::ev::pagehide, move |_| welcome.let_go());
        // They are wanted for as long as there is a page.
        std::mem::forget((returning, leaving));
        welcome
    }

    fn parts(self) -> Rc<Parts> {
        self.parts.get_value()
    }

    /// Looks at host, phone service and calling component.
    fn look(self) {
        if self.parts().test_call.borrow().is_some() {
            return;
        }
        self.setup.update(|setup| setup.learn(Fact::HostConnecting));
        match Host::connect(move |reason| self.host_gone(reason)) {
            Ok(host) => {
                self.parts().host.replace(Some(host));
                self.say_hello();
            }
            Err(error) => self.host_gone(Some(error.0)),
        }
    }

    fn say_hello(self) {
        let silent = move || self.looked(Some(Fact::HostSilent));
        if let Ok(bound) = set_timeout_with_handle(silent, HELLO_BOUND) {
            self.parts().hello_bound.set(Some(bound));
        }
        self.ask(hello(), move |answer| match answer {
            Ok(Answer::Hello { protocol, host_version, engine, account }) => {
                let driver = engine.driver;
                let fact = Fact::HostAnswered { protocol, account: account.clone(), driver };
                self.setup.update(|setup| setup.learn(fact));
                self.host.set(Some(HostFound { version: host_version, driver, account }));
                self.look_at_component();
            }
            Ok(_) => {
                self.looked(Some(Fact::HostRefused(pagedial_protocol::ErrorCode::Internal.into())))
            }
            Err(error) => self.looked(Some(Fact::HostRefused(error))),
        });
    }

    fn look_at_component(self) {
        self.ask(RequestBody::CheckComponent {}, move |answer| {
            match answer {
                Ok(Answer::Component { problem }) => {
                    self.component.set(Some(problem.map_or(Ok(()), Err)));
                }
                // A host that is older than this question: the test call will tell.
                Ok(_) | Err(_) => self.component.set(None),
            }
            self.looked(None);
        });
    }

    fn ask(self, body: RequestBody, on_answer: impl FnOnce(Result<Answer, WireError>) + 'static) {
        let parts = self.parts();
        let host = parts.host.borrow();
        if let Some(Err(error)) = host.as_ref().map(|host| host.ask(body, on_answer)) {
            // The port is closing; its own event tells of it.
            leptos::logging::warn!("the host can't be asked: {error}");
        }
    }

    /// The look is over: the host is let go, when the callback that runs, which may be its port's
    /// own, is.
    fn looked(self, fact: Option<Fact>) {
        if let Some(bound) = self.parts().hello_bound.take() {
            bound.clear();
        }
        if let Some(fact) = fact {
            self.setup.update(|setup| setup.learn(fact));
        }
        let host = self.parts().host.take();
        set_timeout(move || drop(host), Duration::ZERO);
    }

    fn host_gone(self, reason: Option<String>) {
        self.looked(Some(Fact::HostGone(reason)));
    }

    fn let_go(self) {
        let parts = self.parts();
        parts.host.take();
        parts.listening.take();
        parts.test_call.take();
    }

    /// How far each step is, in their order.
    fn progress(self) -> [Progress; 6] {
        let setup = self.setup.get();
        let situation = setup.situation();
        let account = steps::of_account(&situation);
        [
            steps::of_host(&situation),
            account,
            steps::of_component(account, self.component.get().as_ref()),
            self.microphone.with(microphone::Microphone::progress),
            self.speaker.with(speaker::Speaker::progress),
            self.echo.with(|echo| echo.progress(account)),
        ]
    }
}

fn hello() -> RequestBody {
    let extension_version = runtime::version().unwrap_or_default();
    RequestBody::Hello { protocol: PROTOCOL, extension_version }
}

/// The welcome page.
#[component]
pub(crate) fn WelcomePage() -> impl IntoView {
    let welcome = Welcome::start();
    let progress = Memo::new(move |_| welcome.progress());
    let of = move |step: usize| Signal::derive(move || progress.with(|all| all[step]));
    let done = move || progress.with(|all| all.iter().filter(|it| **it == Progress::Done).count());
    let summary = move || match done() {
        6 => text("welcome_all_done"),
        some => text_with("welcome_done_of", &[&number(some as f64), &number(6.0)]),
    };
    view! {
        <main>
            <header>
                <p class="brand">{icons::handset()} "Pagedial"</p>
                <h1>{text("welcome_title")}</h1>
                <p class="hint">{text("welcome_intro")}</p>
                <div class="summary">
                    <p role="status" class="all" class:done=move || done() == 6>{summary}</p>
                    <button type="button" class="look" on:click=move |_| welcome.look()>
                        {text("welcome_look_again")}
                    </button>
                </div>
            </header>
            <ol class="steps">
                <Step name="host" title="welcome_host" progress=of(0)>
                    <steps::HostStep welcome=welcome />
                </Step>
                <Step name="account" title="welcome_account" progress=of(1)>
                    <steps::AccountStep welcome=welcome />
                </Step>
                <Step name="component" title="welcome_component" progress=of(2)>
                    <steps::ComponentStep welcome=welcome progress=of(2) />
                </Step>
                <Step name="microphone" title="welcome_microphone" progress=of(3)>
                    <microphone::MicrophoneStep welcome=welcome />
                </Step>
                <Step name="speaker" title="welcome_speaker" progress=of(4)>
                    <speaker::SpeakerStep welcome=welcome />
                </Step>
                <Step name="echo" title="welcome_echo" progress=of(5)>
                    <echo::EchoStep welcome=welcome progress=of(5) />
                </Step>
            </ol>
            <footer class="hint">
                <p>{text("welcome_how_to_call")}</p>
            </footer>
        </main>
    }
}
