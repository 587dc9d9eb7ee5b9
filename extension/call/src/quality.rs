use std::collections::BTreeSet;

use pagedial_protocol::engine::{Diagnostic, MediaStats};

/// How well the two sides hear each other, as far as the network decides it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Quality {
    /// Nothing is to be noticed.
    Good,
    /// Words may get lost.
    Fair,
    /// Hard to talk.
    Poor,
}

/// What ACS asks of a network, within any 15 seconds (azure-docs,
/// `communication-services/concepts/voice-video-calling/network-requirements.md`).
const GOOD: Limits = Limits { round_trip_ms: 200.0, jitter_ms: 30.0, lost: 0.01 };

/// From twice the delay on, people talk into each other (ITU-T G.114: 400 ms one way is too much
/// for planning); 5 % of loss is heard with every codec.
const FAIR: Limits = Limits { round_trip_ms: 400.0, jitter_ms: 60.0, lost: 0.05 };

struct Limits {
    round_trip_ms: f64,
    jitter_ms: f64,
    lost: f64,
}

impl Limits {
    fn hold(&self, stats: MediaStats) -> bool {
        stats.round_trip_ms.is_none_or(|it| it <= self.round_trip_ms)
            && stats.jitter_ms.is_none_or(|it| it <= self.jitter_ms)
            && stats.lost.is_none_or(|it| it <= self.lost)
    }
}

impl Quality {
    /// Judges the last measurement and what the engine has diagnosed. `None` while nothing was
    /// measured.
    #[must_use]
    pub fn of(stats: Option<MediaStats>, diagnostics: &BTreeSet<Diagnostic>) -> Option<Self> {
        use Diagnostic as D;
        let is_on = |it: &[D]| it.iter().any(|it| diagnostics.contains(it));
        if is_on(&[D::NoNetwork, D::Reconnecting, D::RelaysUnreachable]) {
            return Some(Self::Poor);
        }
        let measured = stats
            .filter(|it| it.round_trip_ms.or(it.jitter_ms).or(it.lost).is_some())
            .map(|stats| match () {
                () if GOOD.hold(stats) => Self::Good,
                () if FAIR.hold(stats) => Self::Fair,
                () => Self::Poor,
            });
        let diagnosed = is_on(&[D::ReceivingPoorly, D::SendingPoorly]).then_some(Self::Fair);
        measured.max(diagnosed)
    }

    /// The name of this quality; its text is `dialer_quality_<name>`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Fair => "fair",
            Self::Poor => "poor",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(round_trip_ms: f64, jitter_ms: f64, lost: f64) -> Option<Quality> {
        let stats = MediaStats {
            round_trip_ms: Some(round_trip_ms),
            jitter_ms: Some(jitter_ms),
            lost: Some(lost),
        };
        Quality::of(Some(stats), &BTreeSet::new())
    }

    #[test]
    fn the_worst_measurement_decides() {
        assert_eq!(of(20.0, 3.0, 0.0), Some(Quality::Good));
        assert_eq!(of(250.0, 3.0, 0.0), Some(Quality::Fair));
        assert_eq!(of(20.0, 3.0, 0.03), Some(Quality::Fair));
        assert_eq!(of(20.0, 90.0, 0.0), Some(Quality::Poor));
    }

    #[test]
    fn what_is_not_measured_is_not_judged() {
        assert_eq!(Quality::of(None, &BTreeSet::new()), None);
        assert_eq!(Quality::of(Some(MediaStats::default()), &BTreeSet::new()), None);
    }

    #[test]
    fn a_diagnosis_goes_before_good_figures() {
        let stats = MediaStats { round_trip_ms: Some(1.0), ..MediaStats::default() };
        let with = |it| Quality::of(Some(stats), &BTreeSet::from([it]));
        assert_eq!(with(Diagnostic::SendingPoorly), Some(Quality::Fair));
        assert_eq!(with(Diagnostic::NoNetwork), Some(Quality::Poor));
        assert_eq!(with(Diagnostic::SpeakingWhileMuted), Some(Quality::Good));
    }
}
