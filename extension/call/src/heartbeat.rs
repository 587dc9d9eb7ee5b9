/// Between two beats, in milliseconds.
pub const BEAT_MS: u32 = 2000;

/// How many beats may stay without an answer. Beats are counted, not seconds: on a machine that
/// sleeps, both sides stand still.
const MOST_MISSED: u32 = 5;

/// Whether the engine still answers. A crashed frame says nothing of itself: it loads nothing, and
/// Chromium 156 has no `close` event of ports (measured).
#[derive(Clone, Copy, Debug, Default)]
pub struct Heartbeat {
    sent: u32,
    answered: u32,
}

impl Heartbeat {
    /// Every [`BEAT_MS`]: the beat to send now, or `None` when the engine is given up.
    pub const fn beat(&mut self) -> Option<u32> {
        if self.sent - self.answered >= MOST_MISSED {
            return None;
        }
        self.sent += 1;
        Some(self.sent)
    }

    /// The engine has answered a beat. One that was never sent is no answer.
    pub fn answered(&mut self, beat: u32) {
        self.answered = self.answered.max(beat.min(self.sent));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_engine_that_answers_is_never_given_up() {
        let mut heart = Heartbeat::default();
        for _ in 0..1000 {
            let beat = heart.beat().unwrap();
            heart.answered(beat);
        }
    }

    #[test]
    fn an_engine_that_answers_no_more_is_given_up_after_five_beats() {
        let mut heart = Heartbeat::default();
        let first = heart.beat().unwrap();
        heart.answered(first);
        assert!((0..5).all(|_| heart.beat().is_some()));
        assert_eq!(heart.beat(), None);
    }

    #[test]
    fn one_late_answer_is_enough_and_a_made_up_one_is_none() {
        let mut heart = Heartbeat::default();
        let beats: Vec<u32> = (0..5).filter_map(|_| heart.beat()).collect();
        heart.answered(beats[3]);
        assert!(heart.beat().is_some());
        heart.answered(u32::MAX);
        assert!((0..5).all(|_| heart.beat().is_some()));
        assert_eq!(heart.beat(), None);
    }
}
