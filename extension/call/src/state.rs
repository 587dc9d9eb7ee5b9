use std::collections::BTreeSet;

use pagedial_protocol::{
    E164,
    engine::{CallControl, Diagnostic, DtmfTone, MediaStats},
    host::{CallId, CallRecord},
};

use crate::{Attempt, EndedBecause};

/// What the line is doing. All times are in milliseconds since 1970-01-01 UTC.
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
        number: E164,
        /// When *Call* was pressed.
        started_at_ms: u64,
    },
    /// Authorised, and waiting for the engine to be ready.
    Starting {
        /// The call.
        call: CallInProgress,
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
    /// The other side has answered.
    Answered(Answered),
    /// The call is being taken down.
    Ending {
        /// The call.
        call: CallInProgress,
        /// When the other side answered, if it did.
        answered_at_ms: Option<u64>,
        /// Whether this side ends it.
        by_us: bool,
    },
    /// The last call is over.
    Ended(Ended),
}

/// A call that the host has authorised and that is not over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallInProgress {
    /// Its id.
    pub id: CallId,
    /// The number called.
    pub number: E164,
    /// When *Call* was pressed.
    pub started_at_ms: u64,
}

/// A call in which both sides are connected.
#[derive(Clone, Debug, PartialEq)]
pub struct Answered {
    /// The call.
    pub call: CallInProgress,
    /// When the other side answered.
    pub at_ms: u64,
    /// Who holds it, if anyone.
    pub hold: Option<Hold>,
    /// The tones sent, oldest first.
    pub tones: Vec<DtmfTone>,
}

/// What the engine has told of the call in progress beside its state. Each call begins with none.
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

/// A call that is over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ended {
    /// The number called.
    pub number: E164,
    /// When the other side answered, if it did.
    pub answered_at_ms: Option<u64>,
    /// When it was over.
    pub at_ms: u64,
    /// Why.
    pub because: EndedBecause,
}

impl State {
    /// Whether there is a call, from the press of *Call* until it is over.
    #[must_use]
    pub const fn is_in_call(&self) -> bool {
        !matches!(self, Self::Idle | Self::Ended(_))
    }

    /// The number of the call in progress or of the last one.
    #[must_use]
    pub fn number(&self) -> Option<&E164> {
        match self {
            Self::Idle => None,
            Self::Authorizing { number, .. } => Some(number),
            Self::Starting { call, .. } | Self::Setup { call, .. } | Self::Ending { call, .. } => {
                Some(&call.number)
            }
            Self::Answered(answered) => Some(&answered.call.number),
            Self::Ended(ended) => Some(&ended.number),
        }
    }

    /// The authorised call in progress, and when it was answered if it was.
    pub(crate) fn authorised(&self) -> Option<(&CallInProgress, Option<u64>)> {
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
        end: pagedial_protocol::engine::EndReason,
    ) -> CallRecord {
        CallRecord {
            call: self.id.clone(),
            number: self.number.clone(),
            started_at_ms: self.started_at_ms,
            answered_at_ms,
            ended_at_ms,
            end,
        }
    }
}
