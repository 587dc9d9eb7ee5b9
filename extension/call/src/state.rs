use std::collections::BTreeSet;

use pagedial_protocol::{
    Callee, E164,
    engine::{CallControl, Diagnostic, DtmfTone, EndReason, MediaStats},
    host::{CallId, CallRecord, Direction},
};

use crate::{Attempt, EndedBecause};

/// The call in front: the only one that can be heard. All times are in milliseconds since 1970-01-01
/// UTC.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum State {
    /// Nothing: a number can be called.
    #[default]
    Idle,
    /// The host is asked whether the number may be called.
    Authorizing {
        /// Which press of *Call*.
        attempt: Attempt,
        /// The number.
        number: Callee,
        /// When *Call* was pressed.
        started_at_ms: u64,
    },
    /// Authorised, and waiting for the engine to be ready.
    Starting {
        /// The call.
        call: CallInProgress,
        /// The number to call.
        number: Callee,
        /// The number to present.
        caller_id: Option<E164>,
    },
    /// The engine is setting the call up.
    Setup {
        /// The call.
        call: CallInProgress,
        /// How far it is.
        stage: SetupStage,
    },
    /// The other side has answered, or this one has.
    Answered(Answered),
    /// The call is being taken down.
    Ending {
        /// The call.
        call: CallInProgress,
        /// When it was answered, if it was.
        answered_at_ms: Option<u64>,
        /// Who ends it.
        by: EndedBy,
    },
    /// The last call is over.
    Ended(Ended),
}

/// Who is at the other end, and who called whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Partner {
    /// This person called the number.
    Called(Callee),
    /// This person was called; the number may be withheld.
    Caller(Option<E164>),
}

/// A call that the host has authorised, or that came in, and that is not over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallInProgress {
    /// Its id.
    pub id: CallId,
    /// The other end.
    pub partner: Partner,
    /// When *Call* was pressed, or the first ring.
    pub started_at_ms: u64,
}

/// A call in which both sides are connected.
#[derive(Clone, Debug, PartialEq)]
pub struct Answered {
    /// The call.
    pub call: CallInProgress,
    /// When it was answered.
    pub at_ms: u64,
    /// Who holds it, if anyone.
    pub hold: Option<Hold>,
    /// The tones sent, oldest first.
    pub tones: Vec<DtmfTone>,
}

/// What there is beside the call in front. None of it can be heard: a second active call has no
/// representation.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Beside {
    /// A call that this side holds.
    pub held: Option<HeldCall>,
    /// A call that rings here.
    pub incoming: Option<IncomingCall>,
    /// The call in front is being handed on.
    pub transfer: Option<Transfer>,
    /// The last call that ended, or was not made, while another one stayed in front.
    pub ended: Option<Ended>,
}

/// A call that this side holds while another one is in front.
#[derive(Clone, Debug, PartialEq)]
pub struct HeldCall {
    /// The call.
    pub call: CallInProgress,
    /// When it was answered.
    pub at_ms: u64,
    /// The tones sent, oldest first.
    pub tones: Vec<DtmfTone>,
    /// What the engine has told of it.
    pub condition: Condition,
}

/// A call that rings here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IncomingCall {
    /// Its id.
    pub id: CallId,
    /// The caller's number; `None` when it is withheld.
    pub caller: Option<E164>,
    /// When it began to ring.
    pub rings_since_ms: u64,
}

/// The other side of the call in front is on its way to somebody else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Transfer {
    /// The host is asked whether the number may be called: whoever pays pays for this one too.
    Authorizing {
        /// Which press of *Transfer*.
        attempt: Attempt,
        /// The number.
        number: E164,
        /// When *Transfer* was pressed.
        started_at_ms: u64,
    },
    /// The engine hands it on to a number, which is in the history as a call of its own.
    ToNumber(CallInProgress),
    /// The engine connects it with the other side of the held call.
    ToHeld,
}

/// What the engine has told of a call beside its state. Each call begins with none.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Condition {
    /// The other side does not hear this one.
    pub muted: bool,
    /// What the person should know of.
    pub diagnostics: BTreeSet<Diagnostic>,
    /// How the voice travels, once measured.
    pub stats: Option<MediaStats>,
    /// What was asked for last and did not work.
    pub failed: Option<CallControl>,
}

/// How far a call is before it is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SetupStage {
    /// On its way to the other side.
    Connecting,
    /// The other side rings.
    Ringing,
    /// An announcement is heard.
    EarlyMedia,
}

/// Who holds a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hold {
    /// This side.
    Local,
    /// The other side.
    Remote,
}

/// Who ends a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EndedBy {
    /// This side hangs up.
    Us,
    /// This side leaves, because the other one talks to somebody else now.
    Transfer,
    /// The other side, or the network.
    Other,
}

/// A call that is over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ended {
    /// The other end.
    pub partner: Partner,
    /// When it was answered, if it was.
    pub answered_at_ms: Option<u64>,
    /// When it was over.
    pub at_ms: u64,
    /// Why.
    pub because: EndedBecause,
}

impl Partner {
    /// The other side's number, unless it is withheld.
    #[must_use]
    pub fn number(&self) -> Option<Callee> {
        match self {
            Self::Called(number) => Some(number.clone()),
            Self::Caller(number) => number.clone().map(Callee::from),
        }
    }

    /// Who called whom.
    #[must_use]
    pub const fn direction(&self) -> Direction {
        match self {
            Self::Called(_) => Direction::Outgoing,
            Self::Caller(_) => Direction::Incoming,
        }
    }
}

impl State {
    /// Whether there is a call in front, from the press of *Call* or *Accept* until it is over.
    #[must_use]
    pub const fn is_in_call(&self) -> bool {
        !matches!(self, Self::Idle | Self::Ended(_))
    }

    /// The number of the call in front or of the last one, if there is one and it is known.
    #[must_use]
    pub fn number(&self) -> Option<Callee> {
        match self {
            Self::Idle => None,
            Self::Authorizing { number, .. } => Some(number.clone()),
            Self::Starting { call, .. } | Self::Setup { call, .. } | Self::Ending { call, .. } => {
                call.partner.number()
            }
            Self::Answered(answered) => answered.call.partner.number(),
            Self::Ended(ended) => ended.partner.number(),
        }
    }

    /// The same, if this person called it.
    #[must_use]
    pub fn called(&self) -> Option<Callee> {
        match self.direction() {
            Some(Direction::Outgoing) => self.number(),
            _ => None,
        }
    }

    /// Who called whom, in the call in front or the last one.
    #[must_use]
    pub const fn direction(&self) -> Option<Direction> {
        Some(match self {
            Self::Idle => return None,
            Self::Authorizing { .. } => Direction::Outgoing,
            Self::Starting { call, .. } | Self::Setup { call, .. } | Self::Ending { call, .. } => {
                call.partner.direction()
            }
            Self::Answered(answered) => answered.call.partner.direction(),
            Self::Ended(ended) => ended.partner.direction(),
        })
    }

    /// The call in front, and when it was answered if it was.
    pub(crate) const fn call(&self) -> Option<(&CallInProgress, Option<u64>)> {
        match self {
            Self::Starting { call, .. } | Self::Setup { call, .. } => Some((call, None)),
            Self::Answered(answered) => Some((&answered.call, Some(answered.at_ms))),
            Self::Ending { call, answered_at_ms, .. } => Some((call, *answered_at_ms)),
            Self::Idle | Self::Authorizing { .. } | Self::Ended(_) => None,
        }
    }
}

impl CallInProgress {
    pub(crate) fn record(
        &self,
        answered_at_ms: Option<u64>,
        ended_at_ms: u64,
        end: EndReason,
    ) -> CallRecord {
        CallRecord {
            call: self.id.clone(),
            direction: self.partner.direction(),
            number: self.partner.number(),
            started_at_ms: self.started_at_ms,
            answered_at_ms,
            ended_at_ms,
            end,
        }
    }
}

impl IncomingCall {
    pub(crate) fn in_progress(self) -> CallInProgress {
        CallInProgress {
            id: self.id,
            partner: Partner::Caller(self.caller),
            started_at_ms: self.rings_since_ms,
        }
    }
}

impl HeldCall {
    /// The call in front again, held until the engine says otherwise.
    pub(crate) fn in_front(self) -> (Answered, Condition) {
        let Self { call, at_ms, tones, condition } = self;
        (Answered { call, at_ms, hold: Some(Hold::Local), tones }, condition)
    }
}
