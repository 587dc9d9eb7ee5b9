//! The state of a call as a pure function of what happened.
//!
//! [`Line`] takes [`Event`]s (the person, the host, the call engine, timers) and answers with
//! [`Effect`]s for the dialer to carry out. It knows no browser and no clock: the time comes in
//! with each event. Three promises, each held by a property test:
//!
//! - at most one call is alive, whatever the order of events;
//! - every call that the host has authorised is recorded exactly once;
//! - a call that ended, was refused or never connected is never shown as a call, and *Hang up* ends
//!   a call within [`END_BOUND_MS`] even when the engine does not answer.
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
pub use state::{Answered, CallInProgress, Condition, Ended, Hold, SetupStage, State};
