//! What follows from the engine's word, and from its silence.

use std::mem;

use pagedial_protocol::{
    engine::{CallControl, CallState, DtmfTone, EndReason, EngineEvent, EngineProblem},
    host::CallId,
};

use super::{
    Engine, Line,
    end::{ENGINE_LOST, end_of_problem},
};
use crate::{
    Answered, Condition, Effect, EndedBecause, EndedBy, Hold, SetupStage, State, Transfer,
};

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
                    State::Starting { .. } => self.lose_others(ENGINE_LOST, now_ms),
                    _ => self.engine_lost(now_ms),
                }
            }
            EngineEvent::Ready {} => {
                self.engine = Engine::Ready;
                match mem::take(&mut self.state) {
                    State::Starting { call, number, caller_id } => {
                        self.start(call, number, caller_id, now_ms)
                    }
                    state => {
                        self.state = state;
                        vec![]
                    }
                }
            }
            EngineEvent::Failed { problem, .. } => self.engine_failed(problem, now_ms),
            EngineEvent::Incoming { call, caller } => self.rings(call, caller, now_ms),
            EngineEvent::CallState { call, state } => self.call_state(&call, state, now_ms),
            EngineEvent::CallEnded { call, reason } => self.call_ended(&call, reason, now_ms),
            EngineEvent::Transferred { call } => self.transferred(&call, now_ms),
            EngineEvent::TransferFailed { call, reason } => {
                if self.is_transferred(&call) {
                    self.transfer_failed(reason, now_ms)
                } else {
                    vec![]
                }
            }
            EngineEvent::DtmfSent { call, tone } => {
                self.tone_sent(&call, tone);
                vec![]
            }
            EngineEvent::Muted { call, muted } => self.learn(&call, |condition| {
                succeeded(condition, CallControl::Mute);
                condition.muted = muted;
            }),
            EngineEvent::ControlFailed { call, control } => self.control_failed(&call, control),
            EngineEvent::Diagnostic { call, diagnostic, active } => {
                self.learn(&call, |condition| {
                    if active {
                        condition.diagnostics.insert(diagnostic);
                    } else {
                        condition.diagnostics.remove(&diagnostic);
                    }
                })
            }
            EngineEvent::Stats { call, stats } => {
                self.learn(&call, |condition| condition.stats = Some(stats))
            }
            // Of no consequence for the line.
            EngineEvent::Devices { .. }
            | EngineEvent::Pong { .. }
            | EngineEvent::AudioLevel { .. }
            | EngineEvent::Connection { .. }
            | EngineEvent::Preparing { .. }
            | EngineEvent::TokenWanted {} => vec![],
        }
    }

    /// Takes something in that the engine tells of a call, if it is one of the line's.
    fn learn(&mut self, id: &CallId, take_in: impl FnOnce(&mut Condition)) -> Vec<Effect> {
        if self.dialled(id) {
            take_in(&mut self.condition);
        } else if let Some(held) = self.beside.held.as_mut().filter(|held| held.call.id == *id) {
            take_in(&mut held.condition);
        }
        vec![]
    }

    fn control_failed(&mut self, id: &CallId, control: CallControl) -> Vec<Effect> {
        if control == CallControl::Hold && self.dialled(id) {
            // It does not make way.
            self.next = None;
            self.resuming = false;
        }
        self.learn(id, |condition| condition.failed = Some(control))
    }

    fn tone_sent(&mut self, id: &CallId, tone: DtmfTone) {
        if !self.dialled(id) {
            return;
        }
        succeeded(&mut self.condition, CallControl::Dtmf);
        if let State::Answered(Answered { tones, .. }) = &mut self.state {
            if tones.len() == TONES_SHOWN {
                tones.remove(0);
            }
            tones.push(tone);
        }
    }

    /// Whether this is the call whose other side is being handed on.
    fn is_transferred(&self, id: &CallId) -> bool {
        match &self.beside.transfer {
            Some(Transfer::ToNumber(_)) => self.dialled(id),
            Some(Transfer::ToHeld) => {
                self.beside.held.as_ref().is_some_and(|held| held.call.id == *id)
            }
            Some(Transfer::Authorizing { .. }) | None => false,
        }
    }

    /// Whether this is the call in front, and the engine has been told of it.
    fn dialled(&self, id: &CallId) -> bool {
        !matches!(self.state, State::Starting { .. })
            && self.state.call().is_some_and(|(call, _)| call.id == *id)
    }

    fn call_state(&mut self, id: &CallId, said: CallState, now_ms: u64) -> Vec<Effect> {
        if self.dialled(id) {
            return self.state_in_front(said, now_ms);
        }
        match &self.beside.held {
            // It must not be heard beside the one in front.
            Some(held) if held.call.id == *id && said == CallState::Connected => {
                vec![Effect::EngineHold { call: id.clone(), held: true }]
            }
            _ => vec![],
        }
    }

    fn state_in_front(&mut self, said: CallState, now_ms: u64) -> Vec<Effect> {
        if said == CallState::Disconnecting {
            return match mem::take(&mut self.state) {
                State::Setup { call, .. } => self.begin_end(call, None, EndedBy::Other),
                State::Answered(Answered { call, at_ms, .. }) => {
                    self.begin_end(call, Some(at_ms), EndedBy::Other)
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
                self.resuming = false;
                succeeded(&mut self.condition, CallControl::Hold);
            }
            // An answered call never goes back to ringing, an ending one never comes back.
            _ => {}
        }
        vec![]
    }

    fn call_ended(&mut self, id: &CallId, reason: EndReason, now_ms: u64) -> Vec<Effect> {
        if self.dialled(id) {
            return self.ended_in_engine(reason, now_ms);
        }
        if let Some(held) = self.beside.held.take_if(|held| held.call.id == *id) {
            return vec![self.finish_held(held, reason, EndedBecause::of(reason), now_ms)];
        }
        match self.beside.incoming.take_if(|incoming| incoming.id == *id) {
            Some(incoming) => self.miss(incoming, reason, now_ms),
            None => vec![],
        }
    }

    fn ended_in_engine(&mut self, reason: EndReason, now_ms: u64) -> Vec<Effect> {
        let (call, answered_at_ms, by) = match mem::take(&mut self.state) {
            State::Setup { call, .. } => (call, None, EndedBy::Other),
            State::Answered(Answered { call, at_ms, .. }) => (call, Some(at_ms), EndedBy::Other),
            State::Ending { call, answered_at_ms, by } => (call, answered_at_ms, by),
            state => {
                self.state = state;
                return vec![];
            }
        };
        let because = match (by, EndedBecause::of(reason)) {
            (EndedBy::Transfer, _) => EndedBecause::Transferred,
            // The SDK may report a call that we cancelled as a normal end.
            (EndedBy::Us, EndedBecause::NormalEnd) if answered_at_ms.is_none() => {
                EndedBecause::Cancelled
            }
            (_, because) => because,
        };
        vec![self.finish(call, answered_at_ms, reason, because, now_ms)]
    }

    fn engine_failed(&mut self, problem: EngineProblem, now_ms: u64) -> Vec<Effect> {
        self.engine = Engine::Failed(problem);
        let mut effects = self.lose_others(end_of_problem(problem), now_ms);
        // What was not dialled can't be heard.
        let is_heard = !effects.is_empty() || !matches!(self.state, State::Starting { .. });
        if let Some((call, answered_at_ms)) = self.state.call() {
            let call = call.clone();
            effects.extend(self.finish_by_problem(call, answered_at_ms, problem, now_ms));
        }
        if is_heard && !effects.is_empty() {
            effects.push(Effect::DropEngine);
        }
        effects
    }

    pub(super) fn engine_lost(&mut self, now_ms: u64) -> Vec<Effect> {
        self.engine = Engine::Absent;
        let mut effects = self.lose_others(ENGINE_LOST, now_ms);
        match self.state.call() {
            Some((call, answered_at_ms)) => {
                let call = call.clone();
                effects.extend(self.finish_by_engine_loss(call, answered_at_ms, now_ms));
            }
            None if !effects.is_empty() => effects.push(Effect::DropEngine),
            None => {}
        }
        effects
    }

    pub(super) fn start_overdue(&mut self, id: &CallId, now_ms: u64) -> Vec<Effect> {
        match &self.state {
            State::Starting { call, .. } if call.id == *id => self.engine_lost(now_ms),
            _ => vec![],
        }
    }

    pub(super) fn end_overdue(&mut self, id: &CallId, now_ms: u64) -> Vec<Effect> {
        let (call, answered_at_ms, by) = match &self.state {
            State::Ending { call, answered_at_ms, by } if call.id == *id => {
                (call.clone(), *answered_at_ms, *by)
            }
            _ => return vec![],
        };
        self.engine = Engine::Absent;
        let mut effects = self.lose_others(ENGINE_LOST, now_ms);
        if by == EndedBy::Other {
            effects.extend(self.finish_by_engine_loss(call, answered_at_ms, now_ms));
        } else {
            effects.extend(self.finish_by_us(call, answered_at_ms, now_ms));
            effects.push(Effect::DropEngine);
        }
        effects
    }
}

fn succeeded(condition: &mut Condition, control: CallControl) {
    if condition.failed == Some(control) {
        condition.failed = None;
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
