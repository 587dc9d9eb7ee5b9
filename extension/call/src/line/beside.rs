//! A second call beside the one in front: how they make way for each other.

use std::mem;

use pagedial_protocol::{Callee, engine::EndReason};

use super::{Line, end::ended_by_us};
use crate::{Answered, Effect, Ended, EndedBecause, HeldCall, Hold, State, Transfer};

/// What follows as soon as nothing active is in front.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Next {
    /// A second call.
    Call(Callee),
    /// The call that rings.
    Accept,
    /// The held call, active again.
    Swap,
}

impl Line {
    pub(super) fn swap_pressed(&mut self) -> Vec<Effect> {
        let is_free = self.beside.held.is_some() && self.beside.transfer.is_none();
        match self.state {
            State::Answered(_) if is_free => self.make_way(Next::Swap),
            _ => vec![],
        }
    }

    /// Has an answered call held for what is next. Until the engine says that it is, both stay
    /// where they are.
    pub(super) fn make_way(&mut self, next: Next) -> Vec<Effect> {
        let State::Answered(Answered { call, hold, .. }) = &self.state else { return vec![] };
        self.condition.failed = None;
        self.next = Some(next);
        // One that is held already gives way in `settle`.
        let is_held = *hold == Some(Hold::Local) && !self.resuming;
        let hold = Effect::EngineHold { call: call.id.clone(), held: true };
        if is_held { vec![] } else { vec![hold] }
    }

    /// Lets go of what depended on a call that is over, then brings what is next to the front once
    /// the front is free, and the held call when nothing is.
    pub(super) fn settle(&mut self, now_ms: u64) -> Vec<Effect> {
        let (is_answered, is_held) = match &self.state {
            State::Answered(Answered { hold, .. }) => {
                (true, *hold == Some(Hold::Local) && !self.resuming)
            }
            _ => (false, false),
        };
        let mut effects = if is_answered { vec![] } else { self.end_transfer(now_ms) };
        if !self.state.is_in_call() {
            effects.extend(match self.next.take() {
                Some(Next::Accept) if self.beside.incoming.is_some() => {
                    let ended = self.ended_in_front();
                    let effects = self.accept();
                    self.beside.ended = ended;
                    effects
                }
                Some(Next::Call(number)) if self.beside.held.is_none() => {
                    let ended = self.ended_in_front();
                    let effects = self.begin(number, now_ms);
                    self.beside.ended = ended;
                    effects
                }
                Some(Next::Swap) => self.bring_back(true),
                _ => self.bring_back(false),
            });
        } else if let Some(next) = self.next.take_if(|_| is_held) {
            effects.extend(self.exchange(next, now_ms));
        }
        effects
    }

    /// Puts the call in front, which is held, aside.
    fn exchange(&mut self, next: Next, now_ms: u64) -> Vec<Effect> {
        let back = self.beside.held.take();
        if back.is_some() && next != Next::Swap {
            // Two calls are as many as there are.
            self.beside.held = back;
            return vec![];
        }
        if let State::Answered(Answered { call, at_ms, tones, .. }) = mem::take(&mut self.state) {
            let condition = mem::take(&mut self.condition);
            self.beside.held = Some(HeldCall { call, at_ms, tones, condition });
        }
        match (next, back) {
            (Next::Call(number), _) => self.begin(number, now_ms),
            (Next::Accept, _) => self.accept(),
            (Next::Swap, Some(back)) => self.bring_forward(back, true),
            // It ended meanwhile.
            (Next::Swap, None) => self.bring_back(false),
        }
    }

    /// Brings the held call to the front, if there is one: the person sees it and takes it up when
    /// ready to talk, or wants that at once.
    fn bring_back(&mut self, take_up: bool) -> Vec<Effect> {
        let Some(held) = self.beside.held.take() else { return vec![] };
        self.beside.ended = self.ended_in_front();
        self.bring_forward(held, take_up)
    }

    fn bring_forward(&mut self, held: HeldCall, take_up: bool) -> Vec<Effect> {
        let (answered, condition) = held.in_front();
        let resume = Effect::EngineHold { call: answered.call.id.clone(), held: false };
        self.state = State::Answered(answered);
        self.condition = condition;
        self.resuming = take_up;
        if take_up { vec![resume] } else { vec![] }
    }

    fn ended_in_front(&mut self) -> Option<Ended> {
        match mem::take(&mut self.state) {
            State::Ended(ended) => Some(ended),
            _ => None,
        }
    }

    /// Hangs up whatever is not in front, without waiting for the engine's word.
    pub(super) fn leave_others(&mut self, now_ms: u64) -> Vec<Effect> {
        let mut effects = self.reject(now_ms);
        if let Some(held) = self.beside.held.take() {
            effects.push(Effect::EngineHangUp { call: held.call.id.clone() });
            let end = ended_by_us(Some(held.at_ms));
            effects.push(self.finish_held(held, end, EndedBecause::of(end), now_ms));
        }
        effects
    }

    /// Records a held call that is over.
    pub(super) fn finish_held(
        &mut self,
        held: HeldCall,
        end: EndReason,
        because: EndedBecause,
        now_ms: u64,
    ) -> Effect {
        let HeldCall { call, at_ms, .. } = held;
        if self.beside.transfer == Some(Transfer::ToHeld) {
            self.beside.transfer = None;
        }
        let ended_at_ms = now_ms.max(at_ms);
        let record = call.record(Some(at_ms), ended_at_ms, end);
        self.beside.ended = Some(Ended {
            partner: call.partner,
            answered_at_ms: Some(at_ms),
            at_ms: ended_at_ms,
            because,
        });
        Effect::RecordCall(record)
    }
}
