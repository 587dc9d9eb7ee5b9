//! What follows from the engine's word, and from its silence.

use std::mem;

use pagedial_protocol::{
    engine::{CallControl, CallState, EndReason, EngineEvent, EngineProblem},
    host::CallId,
};

use super::{Engine, Line};
use crate::{Answered, Effect, EndedBecause, Hold, SetupStage, State};

/// How many sent tones are kept for display. The oldest go first.
const TONES_SHOWN: usize = 64;

impl Line {
    pub(super) fn engine_said(&mut self, event: EngineEvent, now_ms: u64) -> Vec<Effect> {
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
                self.succeeded(CallControl::Dtmf);
                if let State::Answered(Answered { tones, .. }) = &mut self.state {
                    if tones.len() == TONES_SHOWN {
                        tones.remove(0);
                    }
                    tones.push(tone);
                }
                vec![]
            }
            EngineEvent::Muted { call, muted } if self.dialled(&call) => {
                self.succeeded(CallControl::Mute);
                self.condition.muted = muted;
                vec![]
            }
            EngineEvent::ControlFailed { call, control } if self.dialled(&call) => {
                self.condition.failed = Some(control);
                vec![]
            }
            EngineEvent::Diagnostic { call, diagnostic, active } if self.dialled(&call) => {
                if active {
                    self.condition.diagnostics.insert(diagnostic);
                } else {
                    self.condition.diagnostics.remove(&diagnostic);
                }
                vec![]
            }
            EngineEvent::Stats { call, stats } if self.dialled(&call) => {
                self.condition.stats = Some(stats);
                vec![]
            }
            // About another call, or of no consequence for the line.
            EngineEvent::CallState { .. }
            | EngineEvent::CallEnded { .. }
            | EngineEvent::DtmfSent { .. }
            | EngineEvent::Muted { .. }
            | EngineEvent::ControlFailed { .. }
            | EngineEvent::Diagnostic { .. }
            | EngineEvent::Stats { .. }
            | EngineEvent::Devices { .. }
            | EngineEvent::Pong { .. }
            | EngineEvent::AudioLevel { .. }
            | EngineEvent::Connection { .. }
            | EngineEvent::Preparing { .. }
            | EngineEvent::TokenWanted {} => vec![],
        }
    }

    fn succeeded(&mut self, control: CallControl) {
        if self.condition.failed == Some(control) {
            self.condition.failed = None;
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
            (State::Answered(Answered { hold, .. }), Progress::Answered(now)) => {
                *hold = now;
                self.succeeded(CallControl::Hold);
            }
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

    pub(super) fn engine_lost(&mut self, now_ms: u64) -> Vec<Effect> {
        self.engine = Engine::Absent;
        match self.state.authorised() {
            Some((call, answered_at_ms)) => {
                let call = call.clone();
                self.finish_by_engine_loss(call, answered_at_ms, now_ms)
            }
            None => vec![],
        }
    }

    pub(super) fn start_overdue(&mut self, id: &CallId, now_ms: u64) -> Vec<Effect> {
        match &self.state {
            State::Starting { call, .. } if call.id == *id => self.engine_lost(now_ms),
            _ => vec![],
        }
    }

    pub(super) fn end_overdue(&mut self, id: &CallId, now_ms: u64) -> Vec<Effect> {
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
