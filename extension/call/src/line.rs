mod end;
mod engine;

use std::mem;

use pagedial_protocol::{
    E164,
    engine::{DtmfStep, EngineProblem},
    host::Authorization,
};

use self::end::ended_by_us;
use crate::{
    Answered, Attempt, CallInProgress, Condition, Effect, Ended, EndedBecause, Event, Hold,
    SetupStage, State,
};

/// How long a call may take to end once *Hang up* is pressed, in milliseconds. The SDK needs 1.4 s
/// to give a call up with no network (measured, 2.0.0); a person tries again after a few seconds.
pub const END_BOUND_MS: u32 = 5000;

/// How long an authorised call waits for the engine to be ready, in milliseconds. With no network
/// the SDK takes about 9 s to load and 7 s to make an agent (measured, 2.0.0).
pub const START_BOUND_MS: u32 = 60_000;

/// One phone line: at most one call at a time.
#[derive(Clone, Debug, Default)]
pub struct Line {
    state: State,
    condition: Condition,
    engine: Engine,
    presses: u32,
    given_up: Vec<GivenUp>,
    closing: bool,
}

/// What the line knows of the engine.
#[derive(Clone, Copy, Debug, Default)]
enum Engine {
    /// Not there, or not yet ready.
    #[default]
    Absent,
    Ready,
    Failed(EngineProblem),
}

/// A call that was hung up before the host had answered. If the host then allows it, it is an
/// authorised call like any other and has to be recorded.
#[derive(Clone, Debug)]
struct GivenUp {
    attempt: Attempt,
    number: E164,
    started_at_ms: u64,
    ended_at_ms: u64,
}

impl Line {
    /// What the line is doing.
    #[must_use]
    pub const fn state(&self) -> &State {
        &self.state
    }

    /// What else there is to know of the call in progress.
    #[must_use]
    pub const fn condition(&self) -> &Condition {
        &self.condition
    }

    /// Takes in what happened at `now_ms` (milliseconds since 1970-01-01 UTC) and says what is to
    /// be done, in order.
    pub fn update(&mut self, event: Event, now_ms: u64) -> Vec<Effect> {
        let mut effects = match event {
            Event::CallPressed { number } => self.call_pressed(number, now_ms),
            Event::HangUpPressed => self.hang_up(now_ms),
            Event::ClosePressed => {
                self.closing = true;
                self.hang_up(now_ms)
            }
            Event::TonesEntered { steps } => self.tones_entered(steps),
            Event::MutePressed => self.mute_pressed(),
            Event::HoldPressed => self.hold_pressed(),
            Event::EndSeen => {
                if matches!(self.state, State::Ended(_)) {
                    self.state = State::Idle;
                }
                vec![]
            }
            Event::WindowClosing => self.window_closing(now_ms),
            Event::Authorized { attempt, authorization } => {
                self.authorized(attempt, authorization, now_ms)
            }
            Event::AuthorizationFailed { attempt, error } => {
                self.given_up.retain(|given_up| given_up.attempt != attempt);
                self.end_authorizing(Some(attempt), EndedBecause::HostRefused(error), now_ms);
                vec![]
            }
            Event::HostLost => {
                self.given_up.clear();
                self.end_authorizing(None, EndedBecause::HostLost, now_ms);
                vec![]
            }
            Event::Engine(event) => self.engine_said(event, now_ms),
            Event::EngineLost => self.engine_lost(now_ms),
            Event::StartOverdue { call } => self.start_overdue(&call, now_ms),
            Event::EndOverdue { call } => self.end_overdue(&call, now_ms),
        };
        if self.closing && !self.state.is_in_call() {
            self.closing = false;
            effects.push(Effect::CloseWindow);
        }
        effects
    }

    fn call_pressed(&mut self, number: E164, now_ms: u64) -> Vec<Effect> {
        if self.state.is_in_call() {
            return vec![];
        }
        if let Engine::Failed(problem) = self.engine {
            self.state = State::Ended(Ended {
                number,
                answered_at_ms: None,
                at_ms: now_ms,
                because: EndedBecause::of_problem(problem),
            });
            return vec![];
        }
        self.presses += 1;
        let attempt = Attempt(self.presses);
        self.state = State::Authorizing { attempt, number: number.clone(), started_at_ms: now_ms };
        vec![Effect::AskAuthorization { attempt, number }]
    }

    fn tones_entered(&mut self, steps: Vec<DtmfStep>) -> Vec<Effect> {
        match &self.state {
            // The SDK refuses tones before the call is connected (400/41022, measured) and a held
            // call carries none.
            State::Answered(Answered { call, hold: None, .. }) if !steps.is_empty() => {
                self.condition.failed = None;
                vec![Effect::EngineDtmf { call: call.id.clone(), steps }]
            }
            _ => vec![],
        }
    }

    /// The engine says what came of it: what is shown is how it is, not what was pressed.
    fn mute_pressed(&mut self) -> Vec<Effect> {
        match &self.state {
            State::Setup { call, .. } | State::Answered(Answered { call, .. }) => {
                self.condition.failed = None;
                vec![Effect::EngineMute { call: call.id.clone(), muted: !self.condition.muted }]
            }
            _ => vec![],
        }
    }

    fn hold_pressed(&mut self) -> Vec<Effect> {
        match &self.state {
            State::Answered(Answered { call, hold, .. }) => {
                self.condition.failed = None;
                let held = *hold != Some(Hold::Local);
                vec![Effect::EngineHold { call: call.id.clone(), held }]
            }
            _ => vec![],
        }
    }

    fn hang_up(&mut self, now_ms: u64) -> Vec<Effect> {
        match mem::take(&mut self.state) {
            State::Authorizing { attempt, number, started_at_ms } => {
                self.give_up(attempt, number, started_at_ms, now_ms);
                vec![]
            }
            State::Starting { call, .. } => self.finish_by_us(call, None, now_ms),
            State::Setup { call, .. } => self.begin_end(call, None, true),
            State::Answered(Answered { call, at_ms, .. }) => {
                self.begin_end(call, Some(at_ms), true)
            }
            state @ (State::Idle | State::Ending { .. } | State::Ended(_)) => {
                self.state = state;
                vec![]
            }
        }
    }

    fn window_closing(&mut self, now_ms: u64) -> Vec<Effect> {
        // The engine goes away with the window, so the record can't wait for its word.
        self.engine = Engine::Absent;
        match mem::take(&mut self.state) {
            State::Authorizing { attempt, number, started_at_ms } => {
                self.give_up(attempt, number, started_at_ms, now_ms);
                vec![]
            }
            State::Starting { call, .. } => self.finish_by_us(call, None, now_ms),
            State::Setup { call, .. } => self.leave(call, None, now_ms),
            State::Answered(Answered { call, at_ms, .. }) => self.leave(call, Some(at_ms), now_ms),
            State::Ending { call, answered_at_ms, .. } => self.leave(call, answered_at_ms, now_ms),
            state @ (State::Idle | State::Ended(_)) => {
                self.state = state;
                vec![]
            }
        }
    }

    fn authorized(
        &mut self,
        attempt: Attempt,
        authorization: Authorization,
        now_ms: u64,
    ) -> Vec<Effect> {
        if let Some(at) = self.given_up.iter().position(|given_up| given_up.attempt == attempt) {
            let GivenUp { number, started_at_ms, ended_at_ms, .. } = self.given_up.remove(at);
            return match authorization {
                Authorization::Allowed { call: id, .. } => {
                    let call = CallInProgress { id, number, started_at_ms };
                    vec![Effect::RecordCall(call.record(None, ended_at_ms, ended_by_us(None)))]
                }
                Authorization::Denied { .. } => vec![],
            };
        }
        let (number, started_at_ms) = match &self.state {
            State::Authorizing { attempt: asked, number, started_at_ms } if *asked == attempt => {
                (number.clone(), *started_at_ms)
            }
            _ => return vec![],
        };
        match authorization {
            Authorization::Denied { rule } => {
                self.end_authorizing(Some(attempt), EndedBecause::Denied(rule), now_ms);
                vec![]
            }
            Authorization::Allowed { call: id, caller_id } => {
                let call = CallInProgress { id, number, started_at_ms };
                self.start(call, caller_id, now_ms)
            }
        }
    }

    fn start(&mut self, call: CallInProgress, caller_id: Option<E164>, now_ms: u64) -> Vec<Effect> {
        match self.engine {
            Engine::Absent => {
                let wait = Effect::AwaitEngine { call: call.id.clone() };
                self.state = State::Starting { call, caller_id };
                vec![wait]
            }
            Engine::Ready => {
                let dial = Effect::EngineDial {
                    call: call.id.clone(),
                    number: call.number.clone(),
                    caller_id,
                };
                self.condition = Condition::default();
                self.state = State::Setup { call, stage: SetupStage::Connecting };
                vec![dial]
            }
            Engine::Failed(problem) => self.finish_by_problem(call, None, problem, now_ms),
        }
    }
}
