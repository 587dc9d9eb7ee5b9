use pagedial_protocol::{
    Callee, E164, WireError,
    engine::{DtmfStep, EngineEvent, TransferTarget},
    host::{Authorization, CallId, CallRecord},
};

/// Names one press of *Call* or *Transfer* until the host has given the call its [`CallId`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Attempt(pub(crate) u32);

/// What can happen to a line.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// The person presses *Call*. During an answered call this is a second one: the first is held
    /// for it.
    CallPressed {
        /// The number to call.
        number: Callee,
    },
    /// The person answers the call that rings. The call in front is held for it, or hung up if it is
    /// none yet that could be held.
    AcceptPressed,
    /// The person turns the call that rings away.
    RejectPressed,
    /// The person changes places of the call in front and the held one.
    SwapPressed,
    /// The person hands the other side of the call in front on to a number, unannounced.
    TransferPressed {
        /// The number.
        number: E164,
    },
    /// The person connects the other sides of the held call and of the one in front, and leaves.
    ConnectPressed,
    /// The person presses *Hang up*: the call in front ends.
    HangUpPressed,
    /// The person presses *Close*: hang up whatever there is, then close the window.
    ClosePressed,
    /// The person presses keys of the pad during a call, or pastes a sequence.
    TonesEntered {
        /// Tones and pauses, in order.
        steps: Vec<DtmfStep>,
    },
    /// The person presses *Mute*, or presses it again.
    MutePressed,
    /// The person presses *Hold*, or presses it again.
    HoldPressed,
    /// The person turns to the next call: the end of the last one need not be shown any more.
    EndSeen,
    /// The window is going away, with everything in it.
    WindowClosing,
    /// The host has answered [`Effect::AskAuthorization`].
    Authorized {
        /// The press that was asked about.
        attempt: Attempt,
        /// The host's word.
        authorization: Authorization,
    },
    /// The host could not answer [`Effect::AskAuthorization`].
    AuthorizationFailed {
        /// The press that was asked about.
        attempt: Attempt,
        /// Why.
        error: WireError,
    },
    /// The host's process is gone. A call in progress goes on without it.
    HostLost,
    /// The engine says something. Anything about another call than the line's own is ignored.
    Engine(EngineEvent),
    /// The engine's page is gone.
    EngineLost,
    /// [`crate::START_BOUND_MS`] have passed since [`Effect::AwaitEngine`].
    StartOverdue {
        /// The call that waits.
        call: CallId,
    },
    /// [`crate::END_BOUND_MS`] have passed since [`Effect::AwaitEnd`].
    EndOverdue {
        /// The call that was waited for.
        call: CallId,
    },
}

/// What the dialer is to do.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Ask the host whether the number may be called.
    AskAuthorization {
        /// To come back with the answer.
        attempt: Attempt,
        /// The number.
        number: Callee,
    },
    /// The call waits for the engine: come back with [`Event::StartOverdue`] in
    /// [`crate::START_BOUND_MS`].
    AwaitEngine {
        /// The call that waits.
        call: CallId,
    },
    /// Have the engine dial.
    EngineDial {
        /// The call's id.
        call: CallId,
        /// The number to call.
        number: Callee,
        /// The number to present.
        caller_id: Option<E164>,
    },
    /// Have the engine answer a call that rings.
    EngineAccept {
        /// The call.
        call: CallId,
    },
    /// Have the engine hand the other side of a call on.
    EngineTransfer {
        /// The call.
        call: CallId,
        /// To whom.
        to: TransferTarget,
    },
    /// Have the engine end the call, or turn it away.
    EngineHangUp {
        /// The call.
        call: CallId,
    },
    /// Have the engine send tones.
    EngineDtmf {
        /// The call.
        call: CallId,
        /// Tones and pauses, in order.
        steps: Vec<DtmfStep>,
    },
    /// Have the engine mute this side, or the opposite.
    EngineMute {
        /// The call.
        call: CallId,
        /// Whether it is to be muted.
        muted: bool,
    },
    /// Have the engine hold the call, or take it up again.
    EngineHold {
        /// The call.
        call: CallId,
        /// Whether it is to be held.
        held: bool,
    },
    /// Come back with [`Event::EndOverdue`] in [`crate::END_BOUND_MS`].
    AwaitEnd {
        /// The call that is ending.
        call: CallId,
    },
    /// Take the engine's page away, and its microphone and sound with it: it does not do as told.
    DropEngine,
    /// Give the host the record of a call that is over.
    RecordCall(CallRecord),
    /// Tell the person that somebody called and was not answered.
    TellMissed {
        /// The caller's number; `None` when it is withheld.
        caller: Option<E164>,
    },
    /// Close the window.
    CloseWindow,
}
