//! When the next host is started for one that went. A pure function of the clock.

use std::time::Duration;

/// The first wait: a host that was replaced by its update is there again by then.
const FIRST_WAIT: Duration = Duration::from_secs(1);

/// The longest one. A person who looks at the dialer meanwhile has *Try again*.
const LONGEST_WAIT: Duration = Duration::from_secs(30);

/// What has lived this long did not go because of what made the one before it go.
const STEADY_MS: u64 = 60_000;

/// How the hosts of this window have fared.
#[derive(Debug, Default)]
pub(super) struct Restarts {
    /// Those that went one soon after the other.
    in_a_row: u32,
    /// When the host that is there has answered.
    answered_at_ms: Option<u64>,
    /// Whether any has answered: what never was there does not come back by itself.
    has_answered: bool,
}

impl Restarts {
    /// A host has answered; says whether it is this window's first.
    pub(super) const fn answered(&mut self, now_ms: u64) -> bool {
        let is_first = !self.has_answered;
        self.answered_at_ms = Some(now_ms);
        self.has_answered = true;
        is_first
    }

    /// The host has gone, or did not come: how long to wait for the next, if there is to be one.
    pub(super) fn gone(&mut self, now_ms: u64) -> Option<Duration> {
        let lived_ms = self.answered_at_ms.take().map_or(0, |at| now_ms.saturating_sub(at));
        if lived_ms >= STEADY_MS {
            self.in_a_row = 0;
        }
        let doubled = 1_u32.checked_shl(self.in_a_row).unwrap_or(u32::MAX);
        self.in_a_row = self.in_a_row.saturating_add(1);
        self.has_answered.then(|| FIRST_WAIT.saturating_mul(doubled).min(LONGEST_WAIT))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR_MS: u64 = 60 * STEADY_MS;

    #[test]
    fn a_host_that_never_answered_is_not_waited_for() {
        assert_eq!(Restarts::default().gone(0), None);
    }

    #[test]
    fn those_that_go_one_after_the_other_are_started_ever_more_seldom() {
        let mut restarts = Restarts::default();
        assert!(restarts.answered(0));
        let waits: Vec<u64> =
            (0..100).map(|_| restarts.gone(1000).unwrap_or_default().as_secs()).collect();
        assert_eq!(waits[..7], [1, 2, 4, 8, 16, 30, 30]);
        assert!(waits[7..].iter().all(|wait| *wait == 30));
    }

    #[test]
    fn one_that_answers_and_goes_at_once_does_not_count_as_well_again() {
        let mut restarts = Restarts::default();
        assert!(restarts.answered(0));
        assert_eq!(restarts.gone(1000), Some(FIRST_WAIT));
        for wait in [2, 4] {
            assert!(!restarts.answered(0));
            assert_eq!(restarts.gone(1000), Some(Duration::from_secs(wait)));
        }
        assert!(!restarts.answered(0));
        assert_eq!(restarts.gone(25 * HOUR_MS), Some(FIRST_WAIT));
    }

    #[test]
    fn a_clock_that_is_set_back_makes_nobody_wait_for_longer() {
        let mut restarts = Restarts::default();
        assert!(restarts.answered(HOUR_MS));
        assert_eq!(restarts.gone(0), Some(FIRST_WAIT));
    }
}
