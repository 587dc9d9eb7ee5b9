//! A line among everything that can happen to it, in any order, and the promises it must keep.

use std::collections::{HashMap, HashSet};

use crate::{Attempt, Condition, Effect, Event, Line, State};
use pagedial_protocol::{
    E164, ErrorCode,
    engine::{
        CallControl, CallState, Diagnostic, DtmfStep, DtmfTone, EndReason, EngineEvent,
        EngineProblem, MediaStats,
    },
    host::{Authorization, CallId, CallRecord, DenyRule},
};

/// Something that happens. The calls and presses that it is about are picked by `which`, among all
/// that there have been, so that stale and foreign ones come up too.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Move {
    Call,
    HangUp,
    Close,
    Tones,
    Mute,
    Hold,
    EndSeen,
    WindowClosing,
    Allow { which: usize },
    Deny { which: usize },
    HostFails { which: usize },
    HostLost,
    EngineLoaded,
    EngineReady,
    EngineFailed { problem: EngineProblem },
    EngineLost,
    CallState { which: usize, state: CallState },
    CallEnded { which: usize, code: u32 },
    ToneSent { which: usize },
    Told { which: usize, what: usize },
    StartOverdue { which: usize },
    EndOverdue { which: usize },
}

/// The line, and what the host and the engine know.
#[derive(Clone)]
pub(crate) struct World {
    line: Line,
    now_ms: u64,
    /// Presses of *Call* that the host has been asked about and has not answered.
    asked: Vec<Attempt>,
    /// Every press that there has been.
    attempts: Vec<Attempt>,
    /// Every call that the host has authorised, and how often it was recorded.
    records: HashMap<CallId, u32>,
    calls: Vec<CallId>,
    /// The calls that the engine carries.
    carried: HashSet<CallId>,
    dialled: HashSet<CallId>,
}

impl World {
    pub(crate) fn new() -> Self {
        Self {
            line: Line::default(),
            now_ms: 1_000_000,
            asked: vec![],
            attempts: vec![],
            records: HashMap::new(),
            // A call that is never this line's.
            calls: vec![CallId("foreign".into())],
            carried: HashSet::new(),
            dialled: HashSet::new(),
        }
    }

    pub(crate) const fn state(&self) -> &State {
        self.line.state()
    }

    /// Makes the move, `passed_ms` after the one before; a computer's clock can also be set back.
    pub(crate) fn make(&mut self, it: Move, passed_ms: i64) {
        self.now_ms = self.now_ms.saturating_add_signed(passed_ms);
        let before = self.line.state().clone();
        let Some(event) = self.event(it) else { return };
        let is_news_from_outside = matches!(
            event,
            Event::Engine(_) | Event::EngineLost | Event::EndOverdue { .. } | Event::HostLost
        );
        let effects = self.line.update(event, self.now_ms);
        if !before.is_in_call() && is_news_from_outside {
            assert!(!self.state().is_in_call(), "{it:?} brought a call into {before:?}");
        }
        for effect in effects {
            self.carry_out(effect);
        }
        if !self.state().is_in_call() {
            let condition = self.line.condition();
            assert_eq!(*condition, Condition::default(), "told of no call after {it:?}");
        }
    }

    fn event(&mut self, it: Move) -> Option<Event> {
        Some(match it {
            Move::Call => Event::CallPressed { number: E164::parse("+14255550123").unwrap() },
            Move::HangUp => Event::HangUpPressed,
            Move::Close => Event::ClosePressed,
            Move::Tones => {
                Event::TonesEntered { steps: vec![DtmfStep::Tone { tone: DtmfTone::Num5 }] }
            }
            Move::Mute => Event::MutePressed,
            Move::Hold => Event::HoldPressed,
            Move::EndSeen => Event::EndSeen,
            Move::WindowClosing => {
                self.carried.clear();
                Event::WindowClosing
            }
            Move::Allow { which } => {
                let attempt = self.pick_attempt(which)?;
                let call = CallId(format!("call-{}", self.calls.len()));
                self.calls.push(call.clone());
                if self.take_asked(attempt) {
                    self.records.insert(call.clone(), 0);
                }
                let authorization = Authorization::Allowed { call, caller_id: None };
                Event::Authorized { attempt, authorization }
            }
            Move::Deny { which } => {
                let attempt = self.pick_attempt(which)?;
                self.take_asked(attempt);
                let authorization = Authorization::Denied { rule: DenyRule::NoCallerId };
                Event::Authorized { attempt, authorization }
            }
            Move::HostFails { which } => {
                let attempt = self.pick_attempt(which)?;
                self.take_asked(attempt);
                Event::AuthorizationFailed { attempt, error: ErrorCode::Internal.into() }
            }
            Move::HostLost => {
                self.asked.clear();
                Event::HostLost
            }
            Move::EngineLoaded => {
                self.carried.clear();
                Event::Engine(EngineEvent::Loaded {})
            }
            Move::EngineReady => Event::Engine(EngineEvent::Ready {}),
            Move::EngineFailed { problem } => {
                Event::Engine(EngineEvent::Failed { problem, detail: String::new() })
            }
            Move::EngineLost => {
                self.carried.clear();
                Event::EngineLost
            }
            Move::CallState { which, state } => {
                Event::Engine(EngineEvent::CallState { call: self.pick_call(which), state })
            }
            Move::CallEnded { which, code } => {
                let call = self.pick_call(which);
                self.carried.remove(&call);
                let reason = EndReason { code, sub_code: 0, problem: None };
                Event::Engine(EngineEvent::CallEnded { call, reason })
            }
            Move::ToneSent { which } => {
                let tone = DtmfTone::Num5;
                Event::Engine(EngineEvent::DtmfSent { call: self.pick_call(which), tone })
            }
            Move::Told { which, what } => {
                let call = self.pick_call(which);
                Event::Engine(match what {
                    0 => EngineEvent::Muted { call, muted: true },
                    1 => EngineEvent::Muted { call, muted: false },
                    2 => EngineEvent::ControlFailed { call, control: CallControl::Hold },
                    3 => EngineEvent::Stats { call, stats: MediaStats::default() },
                    _ => {
                        let diagnostic = Diagnostic::NoNetwork;
                        EngineEvent::Diagnostic { call, diagnostic, active: what == 4 }
                    }
                })
            }
            Move::StartOverdue { which } => Event::StartOverdue { call: self.pick_call(which) },
            Move::EndOverdue { which } => Event::EndOverdue { call: self.pick_call(which) },
        })
    }

    fn pick_attempt(&self, which: usize) -> Option<Attempt> {
        (!self.attempts.is_empty()).then(|| self.attempts[which % self.attempts.len()])
    }

    fn pick_call(&self, which: usize) -> CallId {
        self.calls[which % self.calls.len()].clone()
    }

    fn take_asked(&mut self, attempt: Attempt) -> bool {
        let count = self.asked.len();
        self.asked.retain(|asked| *asked != attempt);
        self.asked.len() < count
    }

    fn carry_out(&mut self, effect: Effect) {
        match effect {
            Effect::AskAuthorization { attempt, .. } => {
                assert!(!self.attempts.contains(&attempt), "{attempt:?} asked about twice");
                self.asked.push(attempt);
                self.attempts.push(attempt);
            }
            Effect::EngineDial { call, .. } => {
                assert!(self.records.contains_key(&call), "{call:?} was never authorised");
                assert!(self.dialled.insert(call.clone()), "{call:?} dialled twice");
                assert!(self.carried.is_empty(), "two calls alive at once");
                self.carried.insert(call);
            }
            Effect::DropEngine => self.carried.clear(),
            Effect::RecordCall(record) => self.record(&record),
            Effect::EngineDtmf { call, .. } => {
                assert!(self.dialled.contains(&call));
                assert!(matches!(self.state(), State::Answered(_)));
            }
            Effect::EngineMute { call, .. } | Effect::EngineHold { call, .. } => {
                assert!(self.dialled.contains(&call));
                assert!(matches!(self.state(), State::Answered(_) | State::Setup { .. }));
            }
            Effect::EngineHangUp { call } => assert!(self.dialled.contains(&call)),
            Effect::CloseWindow => assert!(!self.state().is_in_call()),
            Effect::AwaitEngine { .. } | Effect::AwaitEnd { .. } => {}
        }
    }

    fn record(&mut self, record: &CallRecord) {
        let count = self.records.get_mut(&record.call).expect("a record of an unauthorised call");
        *count += 1;
        assert_eq!(*count, 1, "{:?} recorded more than once", record.call);
        let answered = record.answered_at_ms.unwrap_or(record.started_at_ms);
        assert!(record.started_at_ms <= answered && answered <= record.ended_at_ms);
    }

    /// From here, *Hang up* and its bound must end everything, with nobody else doing anything.
    pub(crate) fn must_end(mut self) {
        self.make(Move::HangUp, 0);
        for which in 0..self.calls.len() {
            self.make(Move::EndOverdue { which }, 5000);
        }
        assert!(!self.state().is_in_call(), "stuck in {:?}", self.state());
        assert!(self.records.values().all(|&count| count == 1), "{:?}", self.records);
        assert!(self.carried.is_empty(), "audio without a call to be seen: {:?}", self.carried);
    }
}
