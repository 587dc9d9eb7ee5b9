mod beside;
mod end;
mod engine;
mod incoming;
mod transfer;

use std::mem;

use pagedial_protocol::{
    Callee, E164,
    engine::{DtmfStep, EngineProblem},
    host::{Authorization, CallId},
};

use self::{beside::Next, end::ended_by_us};
use crate::{
    Answered, Attempt, Beside, CallInProgress, Condition, Effect, Ended, EndedBecause, EndedBy,
    Event, Hold, Partner, SetupStage, State, Transfer,
};

/// How long a call may take to end once *Hang up* is pressed, in milliseconds. The SDK needs 1.4 s
/// to give a call up with no network (measured, 2.0.0); a person tries again after a few seconds.
pub const END_BOUND_MS: u32 = 5000;

/// How long an authorised call waits for the engine to be ready, in milliseconds. With no network
/// the SDK takes about 9 s to load and 7 s to make an agent (measured, 2.0.0).
pub const START_BOUND_MS: u32 = 60_000;

/// One phone line: a call in front, and what waits beside it.
#[derive(Clone, Debug, Default)]
pub struct Line {
    state: State,
    condition: Condition,
    beside: Beside,
    /// What follows as soon as the call in front is held or over.
    next: Option<Next>,
    /// The call in front is held and has been asked to be taken up: it may be heard any moment.
    resuming: bool,
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

/// A call or transfer that was given up before the host had answered. If the host then allows it,
/// it is an authorised call like any other and has to be recorded.
#[derive(Clone, Debug)]
struct GivenUp {
    attempt: Attempt,
    number: Callee,
    started_at_ms: u64,
    ended_at_ms: u64,
}

impl Line {
    /// The call in front.
    #[must_use]
    pub const fn state(&self) -> &State {
        &self.state
    }

    /// What else there is to know of the call in front.
    #[must_use]
    pub const fn condition(&self) -> &Condition {
        &self.condition
    }

    /// What there is beside it.
    #[must_use]
    pub const fn beside(&self) -> &Beside {
        &self.beside
    }

    /// Takes in what happened at `now_ms` (milliseconds since 1970-01-01 UTC) and says what is to
    /// be done, in order.
    pub fn update(&mut self, event: Event, now_ms: u64) -> Vec<Effect> {
        let mut effects = self.take_in(event, now_ms);
        effects.extend(self.settle(now_ms));
        if self.closing && !self.state.is_in_call() {
            self.closing = false;
            effects.push(Effect::CloseWindow);
        }
        effects
    }

    fn take_in(&mut self, event: Event, now_ms: u64) -> Vec<Effect> {
        match event {
            Event::CallPressed { number } => self.call_pressed(number, now_ms),
            Event::AcceptPressed => self.accept_pressed(now_ms),
            Event::RejectPressed => self.reject(now_ms),
            Event::SwapPressed => self.swap_pressed(),
            Event::TransferPressed { number } => self.transfer_pressed(number, now_ms),
            Event::ConnectPressed => self.connect_pressed(),
            Event::HangUpPressed => self.hang_up(now_ms),
            Event::ClosePressed => {
                self.closing = true;
                let mut effects = self.leave_others(now_ms);
                effects.extend(self.hang_up(now_ms));
                effects
            }
            Event::TonesEntered { steps } => self.tones_entered(steps),
            Event::MutePressed => self.mute_pressed(),
            Event::HoldPressed => self.hold_pressed(),
            Event::EndSeen => self.end_seen(),
            Event::WindowClosing => self.window_closing(now_ms),
            Event::Authorized { attempt, authorization } => {
                self.authorized(attempt, authorization, now_ms)
            }
            Event::AuthorizationFailed { attempt, error } => {
                self.not_authorized(Some(attempt), EndedBecause::HostRefused(error), now_ms)
            }
            Event::HostLost => {
                self.given_up.clear();
                self.not_authorized(None, EndedBecause::HostLost, now_ms)
            }
            Event::Engine(event) => self.engine_said(event, now_ms),
            Event::EngineLost => self.engine_lost(now_ms),
            Event::StartOverdue { call } => self.start_overdue(&call, now_ms),
            Event::EndOverdue { call } => self.end_overdue(&call, now_ms),
        }
    }

    fn call_pressed(&mut self, number: Callee, now_ms: u64) -> Vec<Effect> {
        let is_second = matches!(self.state, State::Answered(_));
        let is_free = self.beside.held.is_none() && self.beside.transfer.is_none();
        match () {
            () if !self.state.is_in_call() => self.begin(number, now_ms),
            () if is_second && is_free => self.make_way(Next::Call(number)),
            () => vec![],
        }
    }

    /// Asks the host about a call, with nothing in front.
    fn begin(&mut self, number: Callee, now_ms: u64) -> Vec<Effect> {
        self.beside.ended = None;
        if let Engine::Failed(problem) = self.engine {
            self.state = State::Ended(Ended {
                partner: Partner::Called(number),
                answered_at_ms: None,
                at_ms: now_ms,
                because: EndedBecause::of_problem(problem),
            });
            return vec![];
        }
        let attempt = self.next_attempt();
        self.state = State::Authorizing { attempt, number: number.clone(), started_at_ms: now_ms };
        vec![Effect::AskAuthorization { attempt, number }]
    }

    const fn next_attempt(&mut self) -> Attempt {
        self.presses += 1;
        Attempt(self.presses)
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
        self.next = None;
        match &self.state {
            State::Answered(Answered { call, hold, .. }) => {
                self.condition.failed = None;
                let held = *hold != Some(Hold::Local);
                self.resuming = !held;
                vec![Effect::EngineHold { call: call.id.clone(), held }]
            }
            _ => vec![],
        }
    }

    fn end_seen(&mut self) -> Vec<Effect> {
        self.beside.ended = None;
        if matches!(self.state, State::Ended(_)) {
            self.state = State::Idle;
        }
        vec![]
    }

    fn hang_up(&mut self, now_ms: u64) -> Vec<Effect> {
        self.next = None;
        match mem::take(&mut self.state) {
            State::Authorizing { attempt, number, started_at_ms } => {
                self.give_up(attempt, number, started_at_ms, now_ms);
                vec![]
            }
            State::Starting { call, .. } => self.finish_by_us(call, None, now_ms),
            State::Setup { call, .. } => self.begin_end(call, None, EndedBy::Us),
            State::Answered(Answered { call, at_ms, .. }) => {
                self.begin_end(call, Some(at_ms), EndedBy::Us)
            }
            state @ (State::Idle | State::Ending { .. } | State::Ended(_)) => {
                self.state = state;
                vec![]
            }
        }
    }

    fn window_closing(&mut self, now_ms: u64) -> Vec<Effect> {
        // The engine goes away with the window, so the records can't wait for its word.
        self.engine = Engine::Absent;
        self.next = None;
        let mut effects = self.leave_others(now_ms);
        effects.extend(match mem::take(&mut self.state) {
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
        });
        effects
    }

    fn authorized(
        &mut self,
        attempt: Attempt,
        authorization: Authorization,
        now_ms: u64,
    ) -> Vec<Effect> {
        let (id, caller_id) = match authorization {
            Authorization::Denied { rule } => {
                return self.not_authorized(Some(attempt), EndedBecause::Denied(rule), now_ms);
            }
            Authorization::Allowed { call, caller_id } => (call, caller_id),
        };
        if let Some(at) = self.given_up.iter().position(|given_up| given_up.attempt == attempt) {
            return self.given_up_after_all(at, id);
        }
        match (&self.state, &self.beside.transfer) {
            (State::Authorizing { attempt: asked, number, started_at_ms }, _)
                if *asked == attempt =>
            {
                let (number, started_at_ms) = (number.clone(), *started_at_ms);
                let partner = Partner::Called(number.clone());
                let call = CallInProgress { id, partner, started_at_ms };
                self.start(call, number, caller_id, now_ms)
            }
            (_, Some(Transfer::Authorizing { attempt: asked, number, started_at_ms }))
                if *asked == attempt =>
            {
                let (number, started_at_ms) = (number.clone(), *started_at_ms);
                self.transfer_authorized(id, number, started_at_ms)
            }
            _ => vec![],
        }
    }

    /// The call was given up before the host allowed it.
    fn given_up_after_all(&mut self, at: usize, id: CallId) -> Vec<Effect> {
        let GivenUp { number, started_at_ms, ended_at_ms, .. } = self.given_up.remove(at);
        let call = CallInProgress { id, partner: Partner::Called(number), started_at_ms };
        vec![Effect::RecordCall(call.record(None, ended_at_ms, ended_by_us(None)))]
    }

    /// The host does not allow what was asked about, or can't say: `None` is everything.
    fn not_authorized(
        &mut self,
        asked: Option<Attempt>,
        because: EndedBecause,
        now_ms: u64,
    ) -> Vec<Effect> {
        self.given_up.retain(|given_up| asked.is_some_and(|asked| asked != given_up.attempt));
        self.end_authorizing(asked, &because, now_ms);
        self.end_authorizing_transfer(asked, because, now_ms);
        vec![]
    }

    fn start(
        &mut self,
        call: CallInProgress,
        number: Callee,
        caller_id: Option<E164>,
        now_ms: u64,
    ) -> Vec<Effect> {
        match self.engine {
            Engine::Absent => {
                let wait = Effect::AwaitEngine { call: call.id.clone() };
                self.state = State::Starting { call, number, caller_id };
                vec![wait]
            }
            Engine::Ready => {
                let dial = Effect::EngineDial { call: call.id.clone(), number, caller_id };
                self.set_up(call);
                vec![dial]
            }
            Engine::Failed(problem) => self.finish_by_problem(call, None, problem, now_ms),
        }
    }

    /// The engine has been told to make or to take this call.
    fn set_up(&mut self, call: CallInProgress) {
        self.condition = Condition::default();
        self.resuming = false;
        self.state = State::Setup { call, stage: SetupStage::Connecting };
    }
}
