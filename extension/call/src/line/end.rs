//! How a call becomes an ended one, and its record.

use pagedial_protocol::{
    Callee,
    engine::{EndReason, EngineProblem},
};

use super::{GivenUp, Line};
use crate::{
    Attempt, CallInProgress, Condition, Effect, Ended, EndedBecause, EndedBy, Partner, State,
};

/// The engine is gone, with every call that it carried.
pub(super) const ENGINE_LOST: EndReason = EndReason { code: 500, sub_code: 0, problem: None };

/// The class of HTTP status that fits: `problem` says it all.
pub(super) const fn end_of_problem(problem: EngineProblem) -> EndReason {
    EndReason { code: 400, sub_code: 0, problem: Some(problem) }
}

impl Line {
    pub(super) fn give_up(
        &mut self,
        attempt: Attempt,
        number: Callee,
        started_at_ms: u64,
        now_ms: u64,
    ) {
        self.state = State::Ended(Ended {
            partner: Partner::Called(number.clone()),
            answered_at_ms: None,
            at_ms: now_ms.max(started_at_ms),
            because: EndedBecause::Cancelled,
        });
        self.forgo(attempt, number, started_at_ms, now_ms);
    }

    /// Remembers what the host may still allow.
    pub(super) fn forgo(
        &mut self,
        attempt: Attempt,
        number: Callee,
        started_at_ms: u64,
        now_ms: u64,
    ) {
        let ended_at_ms = now_ms.max(started_at_ms);
        self.given_up.push(GivenUp { attempt, number, started_at_ms, ended_at_ms });
    }

    /// Ends the call that is being authorised, if it is the one asked about.
    pub(super) fn end_authorizing(
        &mut self,
        asked: Option<Attempt>,
        because: &EndedBecause,
        now_ms: u64,
    ) {
        if let State::Authorizing { attempt, number, started_at_ms } = &self.state
            && asked.is_none_or(|asked| asked == *attempt)
        {
            self.state = State::Ended(Ended {
                partner: Partner::Called(number.clone()),
                answered_at_ms: None,
                at_ms: now_ms.max(*started_at_ms),
                because: because.clone(),
            });
        }
    }

    pub(super) fn begin_end(
        &mut self,
        call: CallInProgress,
        answered_at_ms: Option<u64>,
        by: EndedBy,
    ) -> Vec<Effect> {
        let id = call.id.clone();
        self.state = State::Ending { call, answered_at_ms, by };
        let is_ours = by != EndedBy::Other;
        let hang_up = is_ours.then(|| Effect::EngineHangUp { call: id.clone() });
        hang_up.into_iter().chain([Effect::AwaitEnd { call: id }]).collect()
    }

    /// Ends a call that the engine has, without waiting for its word.
    pub(super) fn leave(
        &mut self,
        call: CallInProgress,
        answered_at_ms: Option<u64>,
        now_ms: u64,
    ) -> Vec<Effect> {
        let mut effects = vec![Effect::EngineHangUp { call: call.id.clone() }];
        effects.extend(self.finish_by_us(call, answered_at_ms, now_ms));
        effects
    }

    pub(super) fn finish_by_us(
        &mut self,
        call: CallInProgress,
        answered_at_ms: Option<u64>,
        now_ms: u64,
    ) -> Vec<Effect> {
        let end = ended_by_us(answered_at_ms);
        vec![self.finish(call, answered_at_ms, end, EndedBecause::of(end), now_ms)]
    }

    pub(super) fn finish_by_problem(
        &mut self,
        call: CallInProgress,
        answered_at_ms: Option<u64>,
        problem: EngineProblem,
        now_ms: u64,
    ) -> Vec<Effect> {
        let end = end_of_problem(problem);
        vec![self.finish(call, answered_at_ms, end, EndedBecause::of(end), now_ms)]
    }

    pub(super) fn finish_by_engine_loss(
        &mut self,
        call: CallInProgress,
        answered_at_ms: Option<u64>,
        now_ms: u64,
    ) -> Vec<Effect> {
        let end = ENGINE_LOST;
        let record = self.finish(call, answered_at_ms, end, EndedBecause::EngineLost, now_ms);
        vec![record, Effect::DropEngine]
    }

    /// What is not in front is gone with the engine that carried it.
    pub(super) fn lose_others(&mut self, end: EndReason, now_ms: u64) -> Vec<Effect> {
        self.next = None;
        let mut effects = vec![];
        if let Some(held) = self.beside.held.take() {
            let because = match end.problem {
                Some(problem) => EndedBecause::of_problem(problem),
                None => EndedBecause::EngineLost,
            };
            effects.push(self.finish_held(held, end, because, now_ms));
        }
        if let Some(incoming) = self.beside.incoming.take() {
            effects.extend(self.miss(incoming, end, now_ms));
        }
        effects
    }

    /// The one place where the call in front becomes an ended one.
    pub(super) fn finish(
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
        self.condition = Condition::default();
        self.state = State::Ended(Ended {
            partner: call.partner,
            answered_at_ms,
            at_ms: ended_at_ms,
            because,
        });
        Effect::RecordCall(record)
    }
}

/// The codes of a call that this side ended before the engine could say how: SIP's 487 (RFC 3261
/// §21.4.25) if it was never answered.
pub(super) const fn ended_by_us(answered_at_ms: Option<u64>) -> EndReason {
    let code = if answered_at_ms.is_some() { 0 } else { 487 };
    EndReason { code, sub_code: 0, problem: None }
}
