//! A call that comes in: it rings until somebody decides.

use pagedial_protocol::{E164, engine::EndReason, host::CallId};

use super::{Engine, Line, beside::Next};
use crate::{Effect, Ended, EndedBecause, IncomingCall, Partner, State};

/// This side turned the call away: SIP's 603 (RFC 3261 §21.6.2).
const REJECTED: EndReason = EndReason { code: 603, sub_code: 0, problem: None };
/// Two calls are on or another one rings: SIP's 486 (RFC 3261 §21.4.24).
const BUSY_HERE: EndReason = EndReason { code: 486, sub_code: 0, problem: None };

impl Line {
    /// Somebody calls. One more than can be shown hears that the line is busy.
    pub(super) fn rings(&mut self, id: CallId, caller: Option<E164>, now_ms: u64) -> Vec<Effect> {
        let is_ready = matches!(self.engine, Engine::Ready);
        if !is_ready || self.is_known(&id) {
            return vec![];
        }
        let incoming = IncomingCall { id, caller, rings_since_ms: now_ms };
        let is_full = self.beside.incoming.is_some()
            || (self.beside.held.is_some() && self.state.is_in_call());
        if is_full || self.closing {
            let turn_away = Effect::EngineHangUp { call: incoming.id.clone() };
            let mut effects = vec![turn_away];
            effects.extend(self.miss(incoming, BUSY_HERE, now_ms));
            return effects;
        }
        self.beside.incoming = Some(incoming);
        vec![]
    }

    fn is_known(&self, id: &CallId) -> bool {
        self.state.call().is_some_and(|(call, _)| call.id == *id)
            || self.beside.held.as_ref().is_some_and(|held| held.call.id == *id)
            || self.beside.incoming.as_ref().is_some_and(|incoming| incoming.id == *id)
    }

    pub(super) fn accept_pressed(&mut self, now_ms: u64) -> Vec<Effect> {
        if self.beside.incoming.is_none() || self.beside.transfer.is_some() {
            return vec![];
        }
        match self.state {
            State::Idle | State::Ended(_) => self.accept(),
            State::Answered(_) if self.beside.held.is_none() => self.make_way(Next::Accept),
            // What rings elsewhere can't be held; what is held already leaves room for one.
            _ => {
                let effects = self.hang_up(now_ms);
                self.next = Some(Next::Accept);
                effects
            }
        }
    }

    /// Answers the call that rings, with nothing active in front.
    pub(super) fn accept(&mut self) -> Vec<Effect> {
        let Some(incoming) = self.beside.incoming.take() else { return vec![] };
        self.beside.ended = None;
        let accept = Effect::EngineAccept { call: incoming.id.clone() };
        self.set_up(incoming.in_progress());
        vec![accept]
    }

    /// Turns the call that rings away, if one does.
    pub(super) fn reject(&mut self, now_ms: u64) -> Vec<Effect> {
        let Some(incoming) = self.beside.incoming.take() else { return vec![] };
        let turn_away = Effect::EngineHangUp { call: incoming.id.clone() };
        let record = self.finish_ringing(incoming, REJECTED, EndedBecause::Rejected, now_ms);
        vec![turn_away, record]
    }

    /// The call that rang is over, and nobody here has decided so.
    pub(super) fn miss(
        &mut self,
        incoming: IncomingCall,
        end: EndReason,
        now_ms: u64,
    ) -> Vec<Effect> {
        let tell = Effect::TellMissed { caller: incoming.caller.clone() };
        vec![self.finish_ringing(incoming, end, EndedBecause::Missed, now_ms), tell]
    }

    fn finish_ringing(
        &mut self,
        incoming: IncomingCall,
        end: EndReason,
        because: EndedBecause,
        now_ms: u64,
    ) -> Effect {
        if self.next == Some(Next::Accept) && self.beside.incoming.is_none() {
            self.next = None;
        }
        let ended_at_ms = now_ms.max(incoming.rings_since_ms);
        let ended = Ended {
            partner: Partner::Caller(incoming.caller.clone()),
            answered_at_ms: None,
            at_ms: ended_at_ms,
            because,
        };
        match self.state {
            State::Idle | State::Ended(_) => self.state = State::Ended(ended),
            _ => self.beside.ended = Some(ended),
        }
        Effect::RecordCall(incoming.in_progress().record(None, ended_at_ms, end))
    }
}
