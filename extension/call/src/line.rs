use std::mem;

use pagedial_protocol::{
    E164,
    engine::{CallState, DtmfTone, EndReason, EngineEvent, EngineProblem},
    host::{Authorization, CallId},
};

use crate::{
    Answered, Attempt, CallInProgress, Effect, Ended, EndedBecause, Event, Hold, SetupStage, State,
};

/// How long a call may take to end once *Hang up* is pressed, in milliseconds. The SDK needs 1.4 s
/// to give a call up with no network (measured, 2.0.0); a person tries again after a few seconds.
pub const END_BOUND_MS: u32 = 5000;

/// How long an authorised call waits for the engine to be ready, in milliseconds. With no network
/// the SDK takes about 9 s to load and 7 s to make an agent (measured, 2.0.0).
pub const START_BOUND_MS: u32 = 60_000;

/// How many sent tones are kept for display. The oldest go first.
const TONES_SHOWN: usize = 64;

/// One phone line: at most one call at a time.
#[derive(Clone, Debug, Default)]
pub struct Line {
    state: State,
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
            Event::KeyPressed { tone } => self.key_pressed(tone),
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

    fn key_pressed(&self, tone: DtmfTone) -> Vec<Effect> {
        match &self.state {
            // The SDK refuses tones before the call is connected (400/41022, measured) and a held
            // call carries none.
            State::Answered(Answered { call, hold: None, .. }) => {
                vec![Effect::EngineDtmf { call: call.id.clone(), tone }]
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
                self.state = State::Setup { call, stage: SetupStage::Connecting };
                vec![dial]
            }
            Engine::Failed(problem) => self.finish_by_problem(call, None, problem, now_ms),
        }
    }

    fn engine_said(&mut self, event: EngineEvent, now_ms: u64) -> Vec<Effect> {
        match event {
            EngineEvent::Loaded {} => {
                self.engine = Engine::Absent;
                match self.state {
                    // A call that waits for the engine is what this one is loaded for. One that
                    // had been dialled is gone with the page that carried it.
                    State::Starting { .. } => vec![],
                    _ => self.engine_lost(now_ms),
                }
            }
            EngineEvent::Ready {} => {
                self.engine = Engine::Ready;
                match mem::take(&mut self.state) {
                    State::Starting { call, caller_id } => self.start(call, caller_id, now_ms),
                    state => {
                        self.state = state;
                        vec![]
                    }
                }
            }
            EngineEvent::Failed { problem, .. } => self.engine_failed(problem, now_ms),
            EngineEvent::CallState { call, state } if self.dialled(&call) => {
                self.call_state(state, now_ms)
            }
            EngineEvent::CallEnded { call, reason } if self.dialled(&call) => {
                self.call_ended(reason, now_ms)
            }
            EngineEvent::DtmfSent { call, tone } if self.dialled(&call) => {
                if let State::Answered(Answered { tones, .. }) = &mut self.state {
                    if tones.len() == TONES_SHOWN {
                        tones.remove(0);
                    }
                    tones.push(tone);
                }
                vec![]
            }
            // About another call, or of no consequence for the line.
            EngineEvent::CallState { .. }
            | EngineEvent::CallEnded { .. }
            | EngineEvent::DtmfSent { .. }
            | EngineEvent::AudioLevel { .. }
            | EngineEvent::Connection { .. }
            | EngineEvent::Preparing { .. }
            | EngineEvent::TokenWanted {} => vec![],
        }
    }

    /// Whether this is the line's call, and the engine has been told to dial it.
    fn dialled(&self, id: &CallId) -> bool {
        !matches!(self.state, State::Starting { .. })
            && self.state.authorised().is_some_and(|(call, _)| call.id == *id)
    }

    fn call_state(&mut self, said: CallState, now_ms: u64) -> Vec<Effect> {
        if said == CallState::Disconnecting {
            return match mem::take(&mut self.state) {
                State::Setup { call, .. } => self.begin_end(call, None, false),
                State::Answered(Answered { call, at_ms, .. }) => {
                    self.begin_end(call, Some(at_ms), false)
                }
                state => {
                    self.state = state;
                    vec![]
                }
            };
        }
        match (&mut self.state, progress_of(said)) {
            (State::Setup { stage, .. }, Progress::Setup(now)) => *stage = now,
            (State::Setup { call, .. }, Progress::Answered(hold)) => {
                self.state = State::Answered(Answered {
                    call: call.clone(),
                    at_ms: now_ms.max(call.started_at_ms),
                    hold,
                    tones: vec![],
                });
            }
            (State::Answered(Answered { hold, .. }), Progress::Answered(now)) => *hold = now,
            // An answered call never goes back to ringing, an ending one never comes back.
            _ => {}
        }
        vec![]
    }

    fn call_ended(&mut self, reason: EndReason, now_ms: u64) -> Vec<Effect> {
        let (call, answered_at_ms, by_us) = match mem::take(&mut self.state) {
            State::Setup { call, .. } => (call, None, false),
            State::Answered(Answered { call, at_ms, .. }) => (call, Some(at_ms), false),
            State::Ending { call, answered_at_ms, by_us } => (call, answered_at_ms, by_us),
            state => {
                self.state = state;
                return vec![];
            }
        };
        // The SDK may report a call that we cancelled as a normal end.
        let because = match EndedBecause::of(reason) {
            EndedBecause::NormalEnd if by_us && answered_at_ms.is_none() => EndedBecause::Cancelled,
            because => because,
        };
        vec![self.finish(call, answered_at_ms, reason, because, now_ms)]
    }

    fn engine_failed(&mut self, problem: EngineProblem, now_ms: u64) -> Vec<Effect> {
        self.engine = Engine::Failed(problem);
        match mem::take(&mut self.state) {
            // Nothing was dialled, so nothing can be heard.
            State::Starting { call, .. } => self.finish_by_problem(call, None, problem, now_ms),
            state => match state.authorised() {
                Some((call, answered_at_ms)) => {
                    let call = call.clone();
                    let mut effects = self.finish_by_problem(call, answered_at_ms, problem, now_ms);
                    effects.push(Effect::DropEngine);
                    effects
                }
                None => {
                    self.state = state;
                    vec![]
                }
            },
        }
    }

    fn engine_lost(&mut self, now_ms: u64) -> Vec<Effect> {
        self.engine = Engine::Absent;
        match self.state.authorised() {
            Some((call, answered_at_ms)) => {
                let call = call.clone();
                self.finish_by_engine_loss(call, answered_at_ms, now_ms)
            }
            None => vec![],
        }
    }

    fn start_overdue(&mut self, id: &CallId, now_ms: u64) -> Vec<Effect> {
        match &self.state {
            State::Starting { call, .. } if call.id == *id => self.engine_lost(now_ms),
            _ => vec![],
        }
    }

    fn end_overdue(&mut self, id: &CallId, now_ms: u64) -> Vec<Effect> {
        match mem::take(&mut self.state) {
            State::Ending { call, answered_at_ms, by_us } if call.id == *id => {
                self.engine = Engine::Absent;
                if by_us {
                    let mut effects = self.finish_by_us(call, answered_at_ms, now_ms);
                    effects.push(Effect::DropEngine);
                    effects
                } else {
                    self.finish_by_engine_loss(call, answered_at_ms, now_ms)
                }
            }
            state => {
                self.state = state;
                vec![]
            }
        }
    }

    fn give_up(&mut self, attempt: Attempt, number: E164, started_at_ms: u64, now_ms: u64) {
        let ended_at_ms = now_ms.max(started_at_ms);
        self.state = State::Ended(Ended {
            number: number.clone(),
            answered_at_ms: None,
            at_ms: ended_at_ms,
            because: EndedBecause::Cancelled,
        });
        self.given_up.push(GivenUp { attempt, number, started_at_ms, ended_at_ms });
    }

    /// Ends the call that is being authorised, if it is the one asked about.
    fn end_authorizing(&mut self, asked: Option<Attempt>, because: EndedBecause, now_ms: u64) {
        if let State::Authorizing { attempt, number, started_at_ms } = &self.state
            && asked.is_none_or(|asked| asked == *attempt)
        {
            self.state = State::Ended(Ended {
                number: number.clone(),
                answered_at_ms: None,
                at_ms: now_ms.max(*started_at_ms),
                because,
            });
        }
    }

    fn begin_end(
        &mut self,
        call: CallInProgress,
        answered_at_ms: Option<u64>,
        by_us: bool,
    ) -> Vec<Effect> {
        let id = call.id.clone();
        self.state = State::Ending { call, answered_at_ms, by_us };
        let hang_up = by_us.then(|| Effect::EngineHangUp { call: id.clone() });
        hang_up.into_iter().chain([Effect::AwaitEnd { call: id }]).collect()
    }

    /// Ends a call that the engine has, without waiting for its word.
    fn leave(
        &mut self,
        call: CallInProgress,
        answered_at_ms: Option<u64>,
        now_ms: u64,
    ) -> Vec<Effect> {
        let mut effects = vec![Effect::EngineHangUp { call: call.id.clone() }];
        effects.extend(self.finish_by_us(call, answered_at_ms, now_ms));
        effects
    }

    fn finish_by_us(
        &mut self,
        call: CallInProgress,
        answered_at_ms: Option<u64>,
        now_ms: u64,
    ) -> Vec<Effect> {
        let end = ended_by_us(answered_at_ms);
        vec![self.finish(call, answered_at_ms, end, EndedBecause::of(end), now_ms)]
    }

    fn finish_by_problem(
        &mut self,
        call: CallInProgress,
        answered_at_ms: Option<u64>,
        problem: EngineProblem,
        now_ms: u64,
    ) -> Vec<Effect> {
        let end = EndReason { code: 400, sub_code: 0, problem: Some(problem) };
        vec![self.finish(call, answered_at_ms, end, EndedBecause::of(end), now_ms)]
    }

    fn finish_by_engine_loss(
        &mut self,
        call: CallInProgress,
        answered_at_ms: Option<u64>,
        now_ms: u64,
    ) -> Vec<Effect> {
        let end = EndReason { code: 500, sub_code: 0, problem: None };
        let record = self.finish(call, answered_at_ms, end, EndedBecause::EngineLost, now_ms);
        vec![record, Effect::DropEngine]
    }

    /// The one place where an authorised call becomes an ended one, and so the one place besides
    /// [`Self::authorized`] (for calls given up earlier) where a record is made.
    fn finish(
        &mut self,
        call: CallInProgress,
        answered_at_ms: Option<u64>,
        end: EndReason,
        because: EndedBecause,
        now_ms: u64,
    ) -> Effect {
        // The clock of a computer can be set back during a call.
        let ended_at_ms = now_ms.max(answered_at_ms.unwrap_or(call.started_at_ms));
        let record = call.record(answered_at_ms, ended_at_ms, end);
        self.state = State::Ended(Ended {
            number: call.number,
            answered_at_ms,
            at_ms: ended_at_ms,
            because,
        });
        Effect::RecordCall(record)
    }
}

/// The codes of a call that this side ended before the engine could say how: SIP's 487 (RFC 3261
/// §21.4.25) if it was never answered.
const fn ended_by_us(answered_at_ms: Option<u64>) -> EndReason {
    let code = if answered_at_ms.is_some() { 0 } else { 487 };
    EndReason { code, sub_code: 0, problem: None }
}

/// What a state of the engine says about the call, the last one aside.
enum Progress {
    Setup(SetupStage),
    Answered(Option<Hold>),
    Over,
}

const fn progress_of(said: CallState) -> Progress {
    match said {
        CallState::Connecting => Progress::Setup(SetupStage::Connecting),
        CallState::Ringing => Progress::Setup(SetupStage::Ringing),
        CallState::EarlyMedia => Progress::Setup(SetupStage::EarlyMedia),
        CallState::Connected => Progress::Answered(None),
        CallState::LocalHold => Progress::Answered(Some(Hold::Local)),
        CallState::RemoteHold => Progress::Answered(Some(Hold::Remote)),
        CallState::Disconnecting => Progress::Over,
    }
}
