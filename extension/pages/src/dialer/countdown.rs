//! One click: a call that is made by itself after a while, unless the person thinks better of it.

use pagedial_settings::Countdown as Seconds;

/// How near the call is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Countdown {
    /// It is made when the person presses Call.
    #[default]
    Off,
    /// The phone service is not ready yet; the time runs from when it is.
    Waiting(Seconds),
    /// It is made in so many seconds.
    Running(Seconds),
    /// Now.
    Over,
}

impl Countdown {
    /// The number was clicked.
    pub(super) fn begin(setting: Option<Seconds>) -> Self {
        setting.map_or(Self::Off, Self::Waiting)
    }

    /// A call can be made.
    pub(super) fn ready(self) -> Self {
        match self {
            Self::Waiting(seconds) => Self::Running(seconds),
            other => other,
        }
    }

    /// A second has passed.
    pub(super) fn tick(self) -> Self {
        match self {
            Self::Running(left) => {
                Seconds::of_seconds(left.seconds() - 1).map_or(Self::Over, Self::Running)
            }
            other => other,
        }
    }

    /// The seconds that are left, once the time runs.
    pub(super) fn left(self) -> Option<u8> {
        match self {
            Self::Running(left) => Some(left.seconds()),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_the_setting_nothing_calls_by_itself() {
        let off = Countdown::begin(None);
        assert_eq!(off.ready().tick().tick(), Countdown::Off);
    }

    #[test]
    fn the_time_runs_from_when_a_call_can_be_made() {
        let waiting = Countdown::begin(Seconds::of_seconds(2));
        assert_eq!(waiting.tick().left(), None);
        let running = waiting.tick().ready();
        assert_eq!(running.left(), Some(2));
        assert_eq!(running.tick().left(), Some(1));
        assert_eq!(running.tick().tick(), Countdown::Over);
        assert_eq!(running.tick().tick().tick(), Countdown::Over);
    }
}
