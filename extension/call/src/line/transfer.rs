//! The other side of a call is handed on, to a number or to the other side of the held call.

use pagedial_protocol::{
    E164,
    engine::{CallControl, EndReason, TransferTarget},
    host::CallId,
};

use super::{Line, end::ended_by_us};
use crate::{
    Answered, Attempt, CallInProgress, Effect, Ended, EndedBecause, EndedBy, Partner, State,
    Transfer,
};

/// The other side has been handed on.
const HANDED_ON: EndReason = EndReason { code: 0, sub_code: 0, problem: None };

impl Line {
    /// The number is called at this side's cost, so the host is asked as for a call.
    pub(super) fn transfer_pressed(&mut self, number: E164, now_ms: u64) -> Vec<Effect> {
        if !matches!(self.state, State::Answered(_)) || self.beside.transfer.is_some() {
            return vec![];
        }
        self.begin_transfer();
        let attempt = self.next_attempt();
        self.beside.transfer =
            Some(Transfer::Authorizing { attempt, number: number.clone(), started_at_ms: now_ms });
        vec![Effect::AskAuthorization { attempt, number: number.into() }]
    }

    pub(super) fn connect_pressed(&mut self) -> Vec<Effect> {
        let (State::Answered(Answered { call, .. }), Some(held), None) =
            (&self.state, &self.beside.held, &self.beside.transfer)
        else {
            return vec![];
        };
        let to = TransferTarget::Call { call: call.id.clone() };
        let transfer = Effect::EngineTransfer { call: held.call.id.clone(), to };
        self.begin_transfer();
        self.beside.transfer = Some(Transfer::ToHeld);
        vec![transfer]
    }

    fn begin_transfer(&mut self) {
        self.next = None;
        self.condition.failed = None;
        self.beside.ended = None;
    }

    pub(super) fn transfer_authorized(
        &mut self,
        id: CallId,
        number: E164,
        started_at_ms: u64,
    ) -> Vec<Effect> {
        let target =
            CallInProgress { id, partner: Partner::Called(number.clone().into()), started_at_ms };
        self.beside.transfer = Some(Transfer::ToNumber(target));
        match self.state.call() {
            Some((call, _)) => {
                let to = TransferTarget::Number { number };
                vec![Effect::EngineTransfer { call: call.id.clone(), to }]
            }
            // A transfer goes with its call, in `end_transfer`.
            None => vec![],
        }
    }

    /// The engine says that the other side of `id` has been handed on: this side leaves.
    pub(super) fn transferred(&mut self, id: &CallId, now_ms: u64) -> Vec<Effect> {
        let is_in_front = self.state.call().is_some_and(|(call, _)| call.id == *id);
        let State::Answered(Answered { call, at_ms, .. }) = &self.state else { return vec![] };
        let (call, at_ms) = (call.clone(), *at_ms);
        match self.beside.transfer.take() {
            Some(Transfer::ToNumber(target)) if is_in_front => {
                let record = target.record(None, now_ms.max(target.started_at_ms), HANDED_ON);
                let mut effects = vec![Effect::RecordCall(record)];
                effects.extend(self.begin_end(call, Some(at_ms), EndedBy::Transfer));
                effects
            }
            Some(Transfer::ToHeld) if !is_in_front => {
                let mut effects = vec![];
                if let Some(held) = self.beside.held.take() {
                    effects.push(Effect::EngineHangUp { call: held.call.id.clone() });
                    let because = EndedBecause::Transferred;
                    effects.push(self.finish_held(held, HANDED_ON, because, now_ms));
                }
                effects.extend(self.begin_end(call, Some(at_ms), EndedBy::Transfer));
                effects
            }
            other => {
                self.beside.transfer = other;
                vec![]
            }
        }
    }

    /// The engine says that the other side has not been handed on.
    pub(super) fn transfer_failed(&mut self, reason: EndReason, now_ms: u64) -> Vec<Effect> {
        self.condition.failed = Some(CallControl::Transfer);
        match self.beside.transfer.take() {
            Some(Transfer::ToNumber(target)) => {
                let at_ms = now_ms.max(target.started_at_ms);
                let record = target.record(None, at_ms, reason);
                self.beside.ended = Some(Ended {
                    partner: target.partner,
                    answered_at_ms: None,
                    at_ms,
                    because: EndedBecause::of(reason),
                });
                vec![Effect::RecordCall(record)]
            }
            Some(Transfer::ToHeld) | None => vec![],
            // Nothing has been asked of the engine yet.
            authorizing @ Some(Transfer::Authorizing { .. }) => {
                self.beside.transfer = authorizing;
                self.condition.failed = None;
                vec![]
            }
        }
    }

    /// The host does not allow a transfer, or can't say.
    pub(super) fn end_authorizing_transfer(
        &mut self,
        asked: Option<Attempt>,
        because: EndedBecause,
        now_ms: u64,
    ) {
        if let Some(Transfer::Authorizing { attempt, number, started_at_ms }) =
            &self.beside.transfer
            && asked.is_none_or(|asked| asked == *attempt)
        {
            self.beside.ended = Some(Ended {
                partner: Partner::Called(number.clone().into()),
                answered_at_ms: None,
                at_ms: now_ms.max(*started_at_ms),
                because,
            });
            self.beside.transfer = None;
        }
    }

    /// The call in front or the held one is over or ends: its transfer goes with it.
    pub(super) fn end_transfer(&mut self, now_ms: u64) -> Vec<Effect> {
        match self.beside.transfer.take() {
            Some(Transfer::Authorizing { attempt, number, started_at_ms }) => {
                self.forgo(attempt, number.into(), started_at_ms, now_ms);
                vec![]
            }
            Some(Transfer::ToNumber(target)) => {
                let at_ms = now_ms.max(target.started_at_ms);
                vec![Effect::RecordCall(target.record(None, at_ms, ended_by_us(None)))]
            }
            Some(Transfer::ToHeld) | None => vec![],
        }
    }
}
