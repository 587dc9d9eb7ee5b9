//! What sounds, when, and how loud.

use std::f32::consts::TAU;

/// Samples in a second. Twice what the highest tone needs eightfold, so that a player that
/// interpolates between samples adds nothing that is heard.
const RATE: u32 = 16_000;

/// How long a tone swells and fades: shorter is heard as a click.
const RAMP_MS: u32 = 6;

/// Loud enough to be noticed beside speech, which is recorded some 20 dB below full scale.
const TONE_LEVEL: f32 = 0.12;

/// Keys confirm a press that the finger has felt already.
const KEY_LEVEL: f32 = 0.06;

/// A ringing that is to be noticed from across the room.
const RING_LEVEL: f32 = 0.25;

/// How long a telephone's key sounds (ITU-T Q.24 wants at least 40 ms to be recognised).
const KEY_MS: u32 = 120;

/// How a step sounds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Voice {
    /// Nothing.
    Silence,
    /// One or two frequencies, steady.
    Steady(&'static [f32]),
    /// A frequency whose loudness swings.
    Swinging { frequency: f32, swing: f32 },
    /// A note that fades away like a struck bar's.
    Struck(f32),
}

/// A voice for a time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Step {
    pub(crate) voice: Voice,
    pub(crate) milliseconds: u32,
}

impl Step {
    pub(crate) const fn new(voice: Voice, milliseconds: u32) -> Self {
        Self { voice, milliseconds }
    }
}

/// Something to be heard: one period of it, and how often.
#[derive(Clone, Debug, PartialEq)]
pub struct Signal {
    steps: Vec<Step>,
    level: f32,
    times: Option<u32>,
}

impl Signal {
    /// A tone of the telephone network, until somebody stops it.
    pub(crate) fn tone(steps: &[Step]) -> Self {
        Self { steps: steps.to_vec(), level: TONE_LEVEL, times: None }
    }

    /// The same, so often at most.
    pub(crate) fn times(self, times: u32) -> Self {
        Self { times: Some(times), ..self }
    }

    pub(crate) fn key(frequencies: &'static [f32]) -> Self {
        let steps = vec![Step::new(Voice::Steady(frequencies), KEY_MS)];
        Self { steps, level: KEY_LEVEL, times: Some(1) }
    }

    /// How often it sounds; `None` until it is stopped.
    #[must_use]
    pub const fn repeats(&self) -> Option<u32> {
        self.times
    }

    /// How long one period lasts.
    #[must_use]
    pub fn period_ms(&self) -> u32 {
        self.steps.iter().map(|step| step.milliseconds).sum()
    }

    /// Samples in a second of [`Self::samples`].
    #[must_use]
    pub const fn rate(&self) -> u32 {
        RATE
    }

    /// One period, between -1 and 1.
    #[must_use]
    pub fn samples(&self) -> Vec<f32> {
        self.steps.iter().flat_map(|step| self.samples_of(*step)).collect()
    }

    fn samples_of(&self, step: Step) -> impl Iterator<Item = f32> {
        let length = samples_in(step.milliseconds);
        let level = self.level;
        (0..length).map(move |at| {
            let seconds = seconds(at);
            level * ramp(at, length) * step.voice.at(seconds)
        })
    }
}

impl Voice {
    /// At most 1 either way.
    fn at(self, seconds: f32) -> f32 {
        let sine = |frequency: f32| (TAU * frequency * seconds).sin();
        match self {
            Self::Silence => 0.0,
            Self::Steady([one]) => sine(*one),
            Self::Steady(several) => {
                several.iter().copied().map(sine).sum::<f32>()
                    / several.iter().map(|_| 1.0).sum::<f32>()
            }
            Self::Swinging { frequency, swing } => sine(frequency) * (0.5 + 0.5 * sine(swing)),
            Self::Struck(frequency) => {
                (sine(frequency) + 0.3 * sine(2.0 * frequency)) / 1.3 * (-seconds * 5.0).exp()
            }
        }
    }
}

const fn samples_in(milliseconds: u32) -> u32 {
    milliseconds * (RATE / 1000)
}

/// The moment of a sample. A signal has some hundred thousand, which a float holds exactly.
fn seconds(sample: u32) -> f32 {
    sample as f32 / RATE as f32
}

/// Silent at both ends.
fn ramp(at: u32, length: u32) -> f32 {
    let from_end = at.min(length - 1 - at);
    (seconds(from_end) * 1000.0 / RAMP_MS as f32).min(1.0)
}

/// Somebody calls. Three notes and a long pause: noticed, but no alarm.
#[must_use]
pub fn incoming_ring() -> Signal {
    // E5, G♯5 and B5, equal temperament on A4 = 440 Hz.
    let steps = vec![
        Step::new(Voice::Struck(659.26), 180),
        Step::new(Voice::Struck(830.61), 180),
        Step::new(Voice::Struck(987.77), 700),
        Step::new(Voice::Silence, 1_600),
    ];
    Signal { steps, level: RING_LEVEL, times: None }
}

/// Somebody calls while a call is on: a short tone now and then, soft enough to talk on.
#[must_use]
pub fn call_waiting() -> Signal {
    // 425 Hz, as ITU-T E.180 §11 recommends for it.
    let steps = vec![Step::new(Voice::Steady(&[425.0]), 200), Step::new(Voice::Silence, 4_000)];
    Signal { steps, level: KEY_LEVEL, times: None }
}

/// What shows that a loudspeaker works: the three notes of the ringing, once.
#[must_use]
pub fn test_tone() -> Signal {
    Signal { times: Some(1), ..incoming_ring() }
}

#[cfg(test)]
mod tests {
    use pagedial_protocol::engine::DtmfTone;

    use super::*;
    use crate::{NationalTones, key_tone, loudness::loudness_of};

    fn every_signal() -> Vec<Signal> {
        let mut all = vec![incoming_ring(), call_waiting(), test_tone()];
        for region in ["US", "GB", "DE", "JP", "FR", "ES", "AQ"] {
            let tones = NationalTones::of(Some(region));
            all.extend([tones.ring_back(), tones.busy(), tones.congestion()]);
        }
        let tones = "0123456789*#".chars().filter_map(DtmfTone::of_key);
        all.extend(tones.map(key_tone));
        all
    }

    #[test]
    fn no_signal_is_louder_than_full_scale_or_clicks_when_it_repeats() {
        for signal in every_signal() {
            let samples = signal.samples();
            assert_eq!(samples.len(), samples_in(signal.period_ms()) as usize);
            assert!(samples.iter().all(|sample| sample.abs() <= RING_LEVEL));
            assert!(samples[0].abs() < 1e-6 && samples[samples.len() - 1].abs() < 1e-6);
            // A jump that the tone itself does not make is a click.
            let steepest =
                samples.windows(2).map(|pair| (pair[1] - pair[0]).abs()).fold(0.0, f32::max);
            assert!(steepest < 0.15, "{signal:?} {steepest}");
        }
    }

    #[test]
    fn what_confirms_is_softer_than_what_calls() {
        let peak = |signal: Signal| signal.samples().into_iter().fold(0.0, f32::max);
        let key = peak(key_tone(DtmfTone::Num5));
        let ring_back = peak(NationalTones::of(Some("US")).ring_back());
        assert!(key < ring_back && ring_back < peak(incoming_ring()));
    }

    #[test]
    fn the_ringing_has_its_notes_and_a_pause() {
        let samples = incoming_ring().samples();
        let first = &samples[..samples_in(180) as usize];
        assert!(loudness_of(first, 659.26) > 8.0 * loudness_of(first, 740.0));
        assert!(samples[samples.len() - samples_in(1_500) as usize..].iter().all(|it| *it == 0.0));
    }
}
