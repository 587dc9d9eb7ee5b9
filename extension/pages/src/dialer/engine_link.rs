//! The dialer's talk with its engine.

use std::time::Duration;

use leptos::prelude::*;
use pagedial_call::{BEAT_MS, Event, Heartbeat, State};
use pagedial_protocol::{
    engine::{Driver, EngineCommand, EngineEvent},
    host::CallId,
};

use super::{Beating, Dialer};
use crate::{
    engine_frame::{EngineFrame, FromFrame},
    setup::{Fact, Setup},
    words,
};

/// How long the engine's page may take to open its port. It comes from this computer and waits for
/// nothing: the calling SDK is loaded afterwards.
const LOAD_BOUND: Duration = Duration::from_secs(15);

impl Dialer {
    /// Loads the engine, instead of any that there was, and has a token minted meanwhile.
    pub(super) fn load_engine(self) {
        self.drop_engine();
        let parts = self.parts();
        parts.engine_is_old.set(false);
        parts.token_wanted.set(false);
        let place = parts.engine_place.borrow().clone();
        let (Some((page, driver)), Some(body)) = (place, document().body()) else {
            return;
        };
        self.learn(Fact::EngineLoading);
        let title = words::text("dialer_engine_title");
        match EngineFrame::load(&body, &page, &title, move |told| self.engine_told(told)) {
            Ok(frame) => {
                parts.engine.replace(Some(frame));
            }
            Err(error) => {
                leptos::logging::error!("the engine's frame: {error}");
                return self.engine_gone();
            }
        }
        if let Ok(bound) = set_timeout_with_handle(move || self.engine_gone(), LOAD_BOUND) {
            parts.load_bound.set(Some(bound));
        }
        self.prepare(driver);
    }

    /// The calls that are on go on in the engine of the host before; the next host knows its person
    /// too, and has the token that was asked for meanwhile.
    pub(super) fn keep_engine(self) {
        let parts = self.parts();
        parts.engine_is_old.set(true);
        if parts.token_wanted.get() {
            self.renew_token();
        }
    }

    /// Loads the engine of the host that is there: what was loaded before may be gone with its own.
    pub(super) fn replace_engine(self) {
        self.parts().engine_is_old.set(false);
        self.happen(Event::EngineLost);
        self.load_engine();
    }

    /// The SDK's 7 MB load while the host mints the token: neither waits for the other.
    fn prepare(self, driver: Driver) {
        self.tell_engine(&EngineCommand::Load { driver });
        self.ask_token(move |answer| match answer {
            Ok(token) => {
                let emergency_country = self.shown.setup.with_untracked(Setup::emergency_country);
                self.tell_engine(&EngineCommand::Prepare { driver, token, emergency_country });
            }
            Err(error) => self.learn(Fact::NoToken(error)),
        });
    }

    pub(super) fn tell_engine(self, command: &EngineCommand) {
        let parts = self.parts();
        let told = parts.engine.borrow().as_ref().map(|engine| engine.tell(command));
        if let Some(Err(error)) = told {
            leptos::logging::error!("the engine can't be told: {error}");
        }
    }

    /// Takes the engine away when the callback that runs, which may be its own, is over.
    pub(super) fn drop_engine(self) {
        self.stop_load_bound();
        self.stop_heart();
        if let Some(engine) = self.parts().engine.take() {
            set_timeout(move || drop(engine), Duration::ZERO);
        }
    }

    fn stop_load_bound(self) {
        if let Some(bound) = self.parts().load_bound.take() {
            bound.clear();
        }
    }

    /// From now on the engine is asked whether it is still there. Not before: while it loads the
    /// SDK it may be busy for long, and there are bounds of their own for that.
    fn start_heart(self) {
        self.stop_heart();
        let beat = move || self.beat();
        if let Ok(timer) = set_interval_with_handle(beat, Duration::from_millis(BEAT_MS.into())) {
            let heart = Heartbeat::default();
            self.parts().heart.replace(Some(Beating { heart, timer }));
        }
    }

    fn beat(self) {
        let beat = self.parts().heart.borrow_mut().as_mut().map(|it| it.heart.beat());
        match beat {
            Some(Some(beat)) => self.tell_engine(&EngineCommand::Ping { beat }),
            Some(None) => self.engine_gone(),
            None => {}
        }
    }

    fn stop_heart(self) {
        if let Some(beating) = self.parts().heart.take() {
            beating.timer.clear();
        }
    }

    fn engine_told(self, told: FromFrame) {
        match told {
            FromFrame::Said(event) => self.engine_said(event),
            FromFrame::Babbled(error) => {
                leptos::logging::error!("the engine said what is no event: {error}");
            }
            FromFrame::Gone => self.engine_gone(),
        }
    }

    fn engine_said(self, event: EngineEvent) {
        match &event {
            EngineEvent::Loaded {} => self.stop_load_bound(),
            EngineEvent::TokenWanted {} => self.renew_token(),
            EngineEvent::AudioLevel { call, level } => self.show_level(call, *level),
            EngineEvent::Devices { devices } => self.show_devices(devices.clone()),
            EngineEvent::Ready {} => self.start_heart(),
            EngineEvent::Pong { beat } => {
                if let Some(beating) = self.parts().heart.borrow_mut().as_mut() {
                    beating.heart.answered(*beat);
                }
            }
            _ => {}
        }
        self.learn(Fact::Engine(event.clone()));
        self.happen(Event::Engine(event));
    }

    fn engine_gone(self) {
        self.drop_engine();
        self.learn(Fact::EngineUnreachable);
        // If this costs a call, what follows loads the engine anew.
        self.happen(Event::EngineLost);
    }

    fn renew_token(self) {
        self.parts().token_wanted.set(true);
        let renewed = move |token: Option<_>| {
            self.parts().token_wanted.set(token.is_none());
            self.tell_engine(&EngineCommand::RenewToken { token });
        };
        let asked = self.ask_token(move |answer| {
            self.learn(Fact::TokenRenewal(answer.as_ref().err().cloned()));
            renewed(answer.ok());
        });
        if !asked {
            renewed(None);
        }
    }

    fn show_level(self, of: &CallId, level: f64) {
        let is_ours = self.shown.call.with_untracked(
            |state| matches!(state, State::Answered(answered) if answered.call.id == *of),
        );
        if is_ours {
            self.shown.level.set(level.clamp(0.0, 1.0));
        }
    }
}
