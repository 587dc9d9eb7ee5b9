//! The dialer: what it shows, and what it does with what happens.
//!
//! [`Dialer`] joins the pure parts (`pagedial-call`, [`crate::setup`], [`crate::number`]) to the
//! host's port and the engine's frame; the views below only read [`Shown`] and call its methods.

mod actions;
mod asked;
mod beside;
mod calls;
mod condition;
mod controls;
mod copy;
mod countdown;
mod country_picker;
mod desk;
mod devices;
mod engine_link;
mod host_link;
mod incoming;
mod interrupted;
mod keyboard;
mod keypad;
mod notes;
mod notices;
mod number_area;
mod obstacle;
mod one_line;
mod page;
mod panes;
mod requests;
mod restarts;
mod second;
mod status;
mod surroundings;

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
    time::Duration,
};

use leptos::prelude::*;
use pagedial_call::{
    Beside, Condition, END_BOUND_MS, Effect as CallEffect, Event, Heartbeat, Line, START_BOUND_MS,
    State, tones_of,
};
use pagedial_protocol::{
    Callee,
    engine::{Devices, Driver, DtmfStep, EngineCommand},
    host::CallRecord,
    page::{DialRequest, DoorState},
};

use crate::{
    engine_frame::EngineFrame,
    engine_page::EnginePage,
    host::Host,
    microphone_permission::Refusal,
    number::{Reading, read_dialled},
    setup::{Fact, Setup},
    wanted_devices::WantedDevices,
};

use incoming::Missed;
use interrupted::Interrupted;
use pagedial_call::NotTones;
use restarts::Restarts;

pub(crate) use one_line::LINE;
pub(crate) use page::DialerPage;
pub(crate) use status::{end_todo, end_words};

/// What is on the screen.
#[derive(Clone, Copy)]
struct Shown {
    setup: RwSignal<Setup>,
    call: RwSignal<State>,
    /// What else there is to know of the call.
    condition: RwSignal<Condition>,
    /// What there is beside it: a call that rings, a held one, a transfer.
    beside: RwSignal<Beside>,
    /// The calls that nobody answered, oldest first, until that has been seen.
    missed: RwSignal<Vec<Missed>>,
    /// The microphones and speakers that the engine knows of.
    devices: RwSignal<Devices>,
    /// How loud the other side is played, 0 to 1.
    volume: RwSignal<f64>,
    /// Why what was pasted during the call can't be sent.
    not_tones: RwSignal<Option<NotTones>>,
    /// The call that a browser which went away has cut off.
    interrupted: RwSignal<Option<Interrupted>>,
    /// Peak of what is heard, 0 to 1.
    level: RwSignal<f64>,
    /// The text of the number field.
    typed: RwSignal<String>,
    /// Whose national numbers are meant.
    region: RwSignal<Option<String>>,
    /// What [`Self::typed`] comes down to.
    reading: Memo<Reading>,
    /// How many other numbers there were in what was pasted.
    pasted_others: RwSignal<usize>,
    /// The list of countries is open.
    picking: RwSignal<bool>,
    /// What the other side's extension is, to be sent when it has answered.
    extension: RwSignal<Option<String>>,
    /// What the middle of the window shows outside a call.
    pane: RwSignal<panes::Pane>,
    /// Recent calls and favourites.
    book: calls::Book,
    /// What the person notes down about the call.
    notes: RwSignal<notes::Notes>,
    /// Whether this computer has a network.
    online: RwSignal<bool>,
    /// Who refuses the microphone, while it is refused and that is known.
    refusal: RwSignal<Option<Refusal>>,
    /// A number that was asked for during a call, for afterwards.
    next: RwSignal<Option<DialRequest>>,
    /// What is asked for now.
    asked: RwSignal<Option<asked::Asked>>,
    /// How near it is to being called by itself.
    countdown: RwSignal<countdown::Countdown>,
    /// The time, twice a second during a call.
    now_ms: RwSignal<u64>,
    /// The last call could not be written to the history.
    history_missed: RwSignal<bool>,
}

/// What is not on the screen. The token passes through and is not kept.
#[derive(Default)]
struct Parts {
    line: RefCell<Line>,
    host: RefCell<Option<Host>>,
    restarts: RefCell<Restarts>,
    /// Runs until the next host is started.
    next_start: Cell<Option<TimeoutHandle>>,
    /// Runs until the host has answered `hello`.
    hello_bound: Cell<Option<TimeoutHandle>>,
    engine: RefCell<Option<EngineFrame>>,
    engine_place: RefCell<Option<(EnginePage, Driver)>>,
    /// The engine is of a host that is gone, and stays for the calls that it carries.
    engine_is_old: Cell<bool>,
    /// The engine waits for its next token.
    token_wanted: Cell<bool>,
    /// Runs until the engine has opened its port.
    load_bound: Cell<Option<TimeoutHandle>>,
    /// Beats from when the engine is ready.
    heart: RefCell<Option<Beating>>,
    /// The devices that the person wants, whether they are there or not.
    wanted: RefCell<WantedDevices>,
    /// Whether this window has the line.
    has_line: Cell<bool>,
    unrecorded: RefCell<Vec<Unrecorded>>,
    /// Runs while notes are being typed.
    pause: Cell<Option<TimeoutHandle>>,
    /// The setting, for the next click.
    countdown: Cell<Option<pagedial_settings::Countdown>>,
    /// What the page that asked was told last.
    told: Cell<Option<DoorState>>,
}

/// The heartbeat of an engine that is ready, and what makes it beat.
struct Beating {
    heart: Heartbeat,
    timer: IntervalHandle,
}

/// A call for the history, until the host has it on disk.
struct Unrecorded {
    record: CallRecord,
    sent: bool,
}

/// A handle to the one dialer of this page.
#[derive(Clone, Copy)]
pub(crate) struct Dialer {
    shown: Shown,
    parts: StoredValue<Rc<Parts>, LocalStorage>,
}

impl Dialer {
    pub(crate) fn new() -> Self {
        let typed = RwSignal::new(String::new());
        let region = RwSignal::new(None);
        let setup = RwSignal::new(Setup::default());
        let emergency_calling =
            Memo::new(move |_| setup.with(|it| it.emergency_calling().to_vec()));
        let reading = Memo::new(move |_| {
            let (region, enabled) = (region.get(), emergency_calling.get());
            typed.with(|text| read_dialled(text, region.as_deref(), &enabled))
        });
        let shown = Shown {
            setup,
            call: RwSignal::new(State::Idle),
            condition: RwSignal::new(Condition::default()),
            beside: RwSignal::new(Beside::default()),
            missed: RwSignal::new(vec![]),
            devices: RwSignal::new(Devices::default()),
            volume: RwSignal::new(1.0),
            not_tones: RwSignal::new(None),
            interrupted: RwSignal::new(None),
            level: RwSignal::new(0.0),
            typed,
            region,
            reading,
            pasted_others: RwSignal::new(0),
            picking: RwSignal::new(false),
            extension: RwSignal::new(None),
            pane: RwSignal::new(panes::Pane::default()),
            book: calls::Book::new(),
            notes: RwSignal::new(notes::Notes::default()),
            online: RwSignal::new(true),
            refusal: RwSignal::new(None),
            next: RwSignal::new(None),
            asked: RwSignal::new(None),
            countdown: RwSignal::new(countdown::Countdown::Off),
            now_ms: RwSignal::new(now_ms()),
            history_missed: RwSignal::new(false),
        };
        Self { shown, parts: StoredValue::new_local(Rc::default()) }
    }

    /// Starts everything at once: the line with its host, the number that is asked for, the keyboard.
    pub(crate) fn start(self) {
        self.take_line();
        self.remember_devices();
        self.follow_requests();
        self.follow_asked();
        self.follow_keyboard();
        self.follow_window();
        self.follow_book();
        self.follow_surroundings();
        self.follow_desk();
        set_interval(
            move || {
                if matches!(self.shown.call.get_untracked(), State::Answered(_)) {
                    self.shown.now_ms.set(now_ms());
                }
            },
            Duration::from_millis(500),
        );
    }

    fn parts(self) -> Rc<Parts> {
        self.parts.get_value()
    }

    fn learn(self, fact: Fact) {
        self.shown.setup.update(|setup| setup.learn(fact));
    }

    fn is_in_call(self) -> bool {
        self.shown.call.with_untracked(State::is_in_call)
    }

    /// Whether the engine carries anything: a call in front, on hold, or one that rings.
    fn is_engaged(self) -> bool {
        let beside =
            self.shown.beside.with_untracked(|it| it.held.is_some() || it.incoming.is_some());
        beside || self.is_in_call()
    }

    /// Lets the line take an event in, shows what it is doing now, and does what follows.
    fn happen(self, event: Event) {
        let parts = self.parts();
        let now_ms = now_ms();
        let effects = parts.line.borrow_mut().update(event, now_ms);
        let state = parts.line.borrow().state().clone();
        let condition = parts.line.borrow().condition().clone();
        let beside = parts.line.borrow().beside().clone();
        if self.shown.condition.with_untracked(|shown| *shown != condition) {
            self.shown.condition.set(condition);
        }
        if self.shown.beside.with_untracked(|shown| *shown != beside) {
            self.shown.beside.set(beside);
        }
        if self.shown.call.with_untracked(|shown| *shown != state) {
            if !matches!(state, State::Answered(_)) {
                self.shown.level.set(0.0);
            }
            self.mark(&state);
            self.follow_notes(&state);
            self.shown.now_ms.set(now_ms);
            self.shown.call.set(state);
        }
        for effect in effects {
            self.carry_out(effect);
        }
        if self.parts().engine_is_old.get() && !self.is_engaged() {
            self.replace_engine();
        }
    }

    fn carry_out(self, effect: CallEffect) {
        match effect {
            CallEffect::AskAuthorization { attempt, number } => {
                self.ask_authorization(attempt, number);
            }
            CallEffect::AwaitEngine { call } => {
                self.happen_in(START_BOUND_MS, Event::StartOverdue { call });
            }
            CallEffect::EngineDial { call, number, caller_id } => {
                self.tell_engine(&EngineCommand::Dial { call, number, caller_id });
            }
            CallEffect::EngineAccept { call } => self.tell_engine(&EngineCommand::Accept { call }),
            CallEffect::EngineTransfer { call, to } => {
                self.tell_engine(&EngineCommand::Transfer { call, to });
            }
            CallEffect::EngineHangUp { call } => self.tell_engine(&EngineCommand::HangUp { call }),
            CallEffect::EngineDtmf { call, steps } => {
                self.tell_engine(&EngineCommand::SendDtmf { call, steps });
            }
            CallEffect::EngineMute { call, muted } => {
                self.tell_engine(&EngineCommand::Mute { call, muted });
            }
            CallEffect::EngineHold { call, held } => {
                self.tell_engine(&EngineCommand::Hold { call, held });
            }
            CallEffect::AwaitEnd { call } => {
                self.happen_in(END_BOUND_MS, Event::EndOverdue { call });
            }
            CallEffect::DropEngine => self.load_engine(),
            CallEffect::RecordCall(record) => self.record(record),
            CallEffect::TellMissed { caller } => self.missed(caller),
            CallEffect::CloseWindow => self.close_window(),
        }
    }

    fn happen_in(self, milliseconds: u32, event: Event) {
        let bound = Duration::from_millis(milliseconds.into());
        set_timeout(move || self.happen(event), bound);
    }

    /// Calls the number in the field, if there is one and the set-up allows.
    fn call(self) {
        let can_call = self.shown.setup.with_untracked(|setup| setup.situation().can_call());
        let (number, extension) = match self.shown.reading.get_untracked() {
            Reading::Callable(number) => (number.e164.into(), number.extension),
            Reading::Emergency(number) => (Callee::Emergency(number), None),
            Reading::Empty | Reading::Wrong(_) => return,
        };
        if can_call {
            self.shown.extension.set(extension);
            self.happen(Event::CallPressed { number });
        }
    }

    fn hang_up(self) {
        self.happen(Event::HangUpPressed);
    }

    fn close(self) {
        self.happen(Event::ClosePressed);
    }

    fn send_tones(self, steps: Vec<DtmfStep>) {
        self.shown.not_tones.set(None);
        self.happen(Event::TonesEntered { steps });
    }

    /// Dials the other side's extension, which its menu asks for.
    fn send_extension(self) {
        if let Some(extension) = self.shown.extension.get_untracked()
            && let Ok(steps) = tones_of(&extension)
        {
            self.shown.extension.set(None);
            self.send_tones(steps);
        }
    }

    /// Starts over with a new host process and a new engine.
    fn retry(self) {
        if !self.is_in_call() && self.parts().has_line.get() {
            self.happen(Event::EndSeen);
            self.connect_host();
        }
    }

    fn follow_window(self) {
        let closing = window_event_listener(leptos::ev::pagehide, move |_| {
            self.keep_notes();
            self.happen(Event::WindowClosing);
        });
        let leaving = window_event_listener(leptos::ev::beforeunload, move |event| {
            if self.is_in_call() {
                event.prevent_default();
            }
        });
        // They are wanted for as long as there is a window.
        std::mem::forget((closing, leaving));
    }

    fn close_window(self) {
        if let Err(error) = window().close() {
            leptos::logging::error!("the window can't be closed: {error:?}");
        }
    }
}

/// Milliseconds since 1970-01-01 UTC.
fn now_ms() -> u64 {
    // A float of the browser's clock: positive, and whole far beyond our time.
    js_sys::Date::now() as u64
}
