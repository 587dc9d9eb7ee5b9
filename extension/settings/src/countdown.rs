use std::num::NonZeroU8;

/// How many seconds a person has to think better of it before a click on a Call button calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Countdown(NonZeroU8);

impl Countdown {
    /// Longer than anybody waits for a call that is wanted.
    pub const LONGEST: u8 = 30;

    /// `None` for zero and for more than [`Self::LONGEST`].
    #[must_use]
    pub fn of_seconds(seconds: u8) -> Option<Self> {
        NonZeroU8::new(seconds).filter(|it| it.get() <= Self::LONGEST).map(Self)
    }

    /// Seconds, from 1.
    #[must_use]
    pub fn seconds(self) -> u8 {
        self.0.get()
    }
}
