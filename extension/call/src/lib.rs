//! The state of the calls as a pure function of what happened.
//!
//! [`Line`] takes [`Event`]s (the person, the host, the call engine, timers) and answers with
//! [`Effect`]s for the dialer to carry out. It knows no browser and no clock: the time comes in
//! with each event. One call is in front ([`State`]); beside it one can be held, one can ring and
//! the one in front can be on its way to somebody else ([`Beside`]). Promises, each held by property
//! tests and by every interleaving of what ends calls:
//!
//! - at most one call can be heard, whatever the order of events, and it is the one that is shown;
//! - every call that the host has authorised or that came in is recorded exactly once;
//! - a call that ended, was refused or never connected is never shown as a call, and *Hang up* ends
//!   the call in front within [`END_BOUND_MS`] even when the engine does not answer.
//!
//! [`EndedBecause`] turns the phone service's codes into what a person can be told, [`Quality`] the
//! measurements of a call; [`Heartbeat`] notices an engine that is gone without a word.

mod dtmf;
mod ended;
mod event;
mod heartbeat;
mod line;
mod quality;
mod state;
#[cfg(test)]
mod tests;

pub use dtmf::{NotTones, tones_of};
pub use ended::EndedBecause;
pub use event::{Attempt, Effect, Event};
pub use heartbeat::{BEAT_MS, Heartbeat};
pub use line::{END_BOUND_MS, Line, START_BOUND_MS};
pub use quality::Quality;
pub use state::{
    Answered, Beside, CallInProgress, Condition, Ended, EndedBy, HeldCall, Hold, IncomingCall,
    Partner, SetupStage, State, Transfer,
};
