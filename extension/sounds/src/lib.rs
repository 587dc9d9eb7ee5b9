//! The sounds of a call: which frequencies, how long, how loud, as samples that any player can loop.
//!
//! Pure, so that a test can measure what sounds. Whoever plays them gives a [`Signal`] to its
//! loudspeaker once and lets it repeat.

mod dtmf;
mod national;
mod signal;

pub use dtmf::key_tone;
pub use national::NationalTones;
pub use signal::{Signal, call_waiting, incoming_ring, test_tone};

#[cfg(test)]
mod loudness;
