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
    Accept,
    Reject,
    Swap,
    Transfer,
    Connect,
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
    Incoming,
    CallState { which: usize, state: CallState },
    CallEnded { which: usize, code: u32 },
    ToneSent { which: usize },
    Transferred { which: usize },
    TransferFailed { which: usize },
    Told { which: usize, what: usize },
    StartOverdue { which: usize },
    EndOverdue { which: usize },
}

/// A call as the engine has it. It is honest: it says *held* only when it was told to hold, and
/// does not take a held call up by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Carried {
    Ringing,
    /// It can be heard.
    Active {
        told_to_hold: bool,
    },
    Held,
}

/// The line, and what the host and the engine know.
#[derive(Clone)]
pub(crate) struct World {
    line: Line,
    now_ms: u64,
    /// Presses that the host has been asked about and has not answered.
    asked: Vec<Attempt>,
    /// Every press that there has been.
    attempts: Vec<Attempt>,
    /// Every call that the host has authorised or that came in, and how often it was recorded.
    records: HashMap<CallId, u32>,
    calls: Vec<CallId>,
    is_engine_ready: bool,
    /// The calls that the engine carries and has not been told to end.
    carried: HashMap<CallId, Carried>,
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
            is_engine_ready: false,
            carried: HashMap::new(),
            dialled: HashSet::new(),
        }
    }

    /// A world in which all this has happened.
    pub(crate) fn after(moves: &[Move]) -> Self {
        let mut world = Self::new();
        for it in moves {
            world.make(*it, 1000);
        }
        world
    }

    pub(crate) const fn line(&self) -> &Line {
        &self.line
    }

    const fn state(&self) -> &State {
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
        self.what_is_carried_is_shown(it);
        if !self.state().is_in_call() {
            let condition = self.line.condition();
            assert_eq!(*condition, Condition::default(), "told of no call after {it:?}");
            let beside = self.line.beside();
            assert!(beside.held.is_none() && beside.transfer.is_none(), "{beside:?} after {it:?}");
        }
    }

    /// Never audio without UI, never two active calls: what can be heard is the call in front.
    fn what_is_carried_is_shown(&self, it: Move) {
        let in_front = self.state().call().map(|(call, _)| &call.id);
        let beside = self.line.beside();
        let held = beside.held.as_ref().map(|held| &held.call.id);
        let incoming = beside.incoming.as_ref().map(|incoming| &incoming.id);
        for (call, carried) in &self.carried {
            let is_shown = match carried {
                Carried::Active { .. } => in_front == Some(call),
                Carried::Held => in_front == Some(call) || held == Some(call),
                Carried::Ringing => incoming == Some(call),
            };
            assert!(is_shown, "{call:?} is {carried:?} and not shown so after {it:?}: {self:?}");
        }
    }

    fn event(&mut self, it: Move) -> Option<Event> {
        Some(match it {
            Move::Call => Event::CallPressed { number: number().into() },
            Move::Accept => Event::AcceptPressed,
            Move::Reject => Event::RejectPressed,
            Move::Swap => Event::SwapPressed,
            Move::Transfer => Event::TransferPressed { number: number() },
            Move::Connect => Event::ConnectPressed,
            Move::HangUp => Event::HangUpPressed,
            Move::Close => Event::ClosePressed,
            Move::Tones => {
                Event::TonesEntered { steps: vec![DtmfStep::Tone { tone: DtmfTone::Num5 }] }
            }
            Move::Mute => Event::MutePressed,
            Move::Hold => Event::HoldPressed,
            Move::EndSeen => Event::EndSeen,
            Move::WindowClosing => {
                self.engine_goes();
                Event::WindowClosing
            }
            Move::Allow { which } => {
                let attempt = self.pick_attempt(which)?;
                let call = self.new_call();
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
                self.engine_goes();
                Event::Engine(EngineEvent::Loaded {})
            }
            Move::EngineReady => {
                self.is_engine_ready = true;
                Event::Engine(EngineEvent::Ready {})
            }
            Move::EngineFailed { problem } => {
                self.is_engine_ready = false;
                Event::Engine(EngineEvent::Failed { problem, detail: String::new() })
            }
            Move::EngineLost => {
                self.engine_goes();
                Event::EngineLost
            }
            Move::Incoming => {
                let call = self.new_call();
                // Nobody rings at an engine that is not ready; what is said then is ignored.
                if self.is_engine_ready {
                    self.records.insert(call.clone(), 0);
                    self.carried.insert(call.clone(), Carried::Ringing);
                }
                Event::Engine(EngineEvent::Incoming { call, caller: None })
            }
            Move::CallState { which, state } => {
                let call = self.pick_call(which);
                self.says(&call, state)?;
                Event::Engine(EngineEvent::CallState { call, state })
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
            Move::Transferred { which } => {
                Event::Engine(EngineEvent::Transferred { call: self.pick_call(which) })
            }
            Move::TransferFailed { which } => {
                let reason = EndReason { code: 486, sub_code: 0, problem: None };
                Event::Engine(EngineEvent::TransferFailed { call: self.pick_call(which), reason })
            }
            Move::Told { which, what } => self.told(which, what),
            Move::StartOverdue { which } => Event::StartOverdue { call: self.pick_call(which) },
            Move::EndOverdue { which } => Event::EndOverdue { call: self.pick_call(which) },
        })
    }

    fn told(&self, which: usize, what: usize) -> Event {
        let call = self.pick_call(which);
        Event::Engine(match what {
            0 => EngineEvent::Muted { call, muted: true },
            1 => EngineEvent::Muted { call, muted: false },
            2 => EngineEvent::ControlFailed { call, control: CallControl::Mute },
            3 => EngineEvent::Stats { call, stats: MediaStats::default() },
            _ => {
                let diagnostic = Diagnostic::NoNetwork;
                EngineEvent::Diagnostic { call, diagnostic, active: what == 4 }
            }
        })
    }

    /// What an honest engine has done before it says so; `None` for what it would not say.
    fn says(&mut self, call: &CallId, state: CallState) -> Option<()> {
        let carried = self.carried.get_mut(call);
        match (carried, state) {
            (Some(it @ Carried::Active { told_to_hold: true }), CallState::LocalHold) => {
                *it = Carried::Held;
                Some(())
            }
            (Some(Carried::Active { told_to_hold: false }), CallState::LocalHold) => None,
            (Some(Carried::Held | Carried::Ringing), _) => None,
            _ => Some(()),
        }
    }

    fn engine_goes(&mut self) {
        self.carried.clear();
        self.is_engine_ready = false;
    }

    fn new_call(&mut self) -> CallId {
        let call = CallId(format!("call-{}", self.calls.len()));
        self.calls.push(call.clone());
        call
    }

    fn pick_attempt(&self, which: usize) -> Option<Attempt> {
        (!self.attempts.is_empty()).then(|| self.attempts[which % self.attempts.len()])
    }

    /// The latest first: they are the ones that are on.
    fn pick_call(&self, which: usize) -> CallId {
        self.calls[self.calls.len() - 1 - which % self.calls.len()].clone()
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
                self.becomes_active(call);
            }
            Effect::EngineAccept { call } => {
                assert_eq!(self.carried.get(&call), Some(&Carried::Ringing));
                self.becomes_active(call);
            }
            Effect::EngineHold { call, held: false } => self.becomes_active(call),
            Effect::EngineHold { call, held: true } => {
                if let Some(Carried::Active { told_to_hold }) = self.carried.get_mut(&call) {
                    *told_to_hold = true;
                }
            }
            Effect::DropEngine => self.engine_goes(),
            Effect::RecordCall(record) => self.record(&record),
            Effect::EngineDtmf { .. } | Effect::EngineTransfer { .. } => {
                assert!(matches!(self.state(), State::Answered(_)));
            }
            Effect::EngineMute { .. } => {
                assert!(matches!(self.state(), State::Answered(_) | State::Setup { .. }));
            }
            Effect::EngineHangUp { call } => {
                assert!(self.records.contains_key(&call));
                self.carried.remove(&call);
            }
            Effect::CloseWindow => assert!(!self.state().is_in_call()),
            Effect::AwaitEngine { .. } | Effect::AwaitEnd { .. } | Effect::TellMissed { .. } => {}
        }
    }

    fn becomes_active(&mut self, call: CallId) {
        let is_active = |it: &Carried| matches!(it, Carried::Active { .. });
        let other = self.carried.iter().find(|(id, it)| **id != call && is_active(it));
        assert_eq!(other, None, "two active calls: {call:?}, {self:?}");
        self.carried.insert(call, Carried::Active { told_to_hold: false });
    }

    fn record(&mut self, record: &CallRecord) {
        let count = self.records.get_mut(&record.call).expect("a record of a call that never was");
        *count += 1;
        assert_eq!(*count, 1, "{:?} recorded more than once", record.call);
        let answered = record.answered_at_ms.unwrap_or(record.started_at_ms);
        assert!(record.started_at_ms <= answered && answered <= record.ended_at_ms);
    }

    /// From here, turning away and *Hang up* with its bound must end everything, with nobody else
    /// doing anything: one call for each press.
    pub(crate) fn must_end(mut self) {
        self.make(Move::Reject, 0);
        for _one_in_front_and_one_held in 0..2 {
            self.make(Move::HangUp, 0);
            for which in 0..self.calls.len() {
                self.make(Move::EndOverdue { which }, 5000);
            }
        }
        assert!(!self.state().is_in_call(), "stuck in {:?}", self.state());
        assert!(self.records.values().all(|&count| count == 1), "{:?}", self.records);
        assert!(self.carried.is_empty(), "audio without a call to be seen: {:?}", self.carried);
    }
}

impl std::fmt::Debug for World {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("World").field("line", &self.line).field("carried", &self.carried).finish()
    }
}

fn number() -> E164 {
    E164::parse("+14255550123").unwrap()
}
