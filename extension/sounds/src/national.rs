//! The tones by which a telephone network says how a call is going, as each country has them
//! (ITU-T E.180 and its Supplement 2, "Various tones used in national networks").

use crate::signal::{
    Signal, Step,
    Voice::{Silence, Steady, Swinging},
};

/// How long a tone that tells of an end goes on: long enough to be known again, not to annoy.
const END_LASTS_MS: u32 = 4_000;

/// The tones of one country's network.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NationalTones {
    ring_back: &'static [Step],
    busy: &'static [Step],
    congestion: &'static [Step],
}

const US: NationalTones = NationalTones {
    ring_back: &[Step::new(Steady(&[440.0, 480.0]), 2_000), Step::new(Silence, 4_000)],
    busy: &[Step::new(Steady(&[480.0, 620.0]), 500), Step::new(Silence, 500)],
    congestion: &[Step::new(Steady(&[480.0, 620.0]), 250), Step::new(Silence, 250)],
};

const GB: NationalTones = NationalTones {
    ring_back: &[
        Step::new(Steady(&[400.0, 450.0]), 400),
        Step::new(Silence, 200),
        Step::new(Steady(&[400.0, 450.0]), 400),
        Step::new(Silence, 2_000),
    ],
    busy: &[Step::new(Steady(&[400.0]), 375), Step::new(Silence, 375)],
    congestion: &[
        Step::new(Steady(&[400.0]), 400),
        Step::new(Silence, 350),
        Step::new(Steady(&[400.0]), 225),
        Step::new(Silence, 525),
    ],
};

const DE: NationalTones = NationalTones {
    ring_back: &[Step::new(Steady(&[425.0]), 1_000), Step::new(Silence, 4_000)],
    busy: &[Step::new(Steady(&[425.0]), 480), Step::new(Silence, 480)],
    congestion: &[Step::new(Steady(&[425.0]), 240), Step::new(Silence, 240)],
};

const JP: NationalTones = NationalTones {
    ring_back: &[
        Step::new(Swinging { frequency: 400.0, swing: 16.0 }, 1_000),
        Step::new(Silence, 2_000),
    ],
    busy: &[Step::new(Steady(&[400.0]), 500), Step::new(Silence, 500)],
    congestion: &[Step::new(Steady(&[400.0]), 500), Step::new(Silence, 500)],
};

const FR: NationalTones = NationalTones {
    ring_back: &[Step::new(Steady(&[440.0]), 1_500), Step::new(Silence, 3_500)],
    busy: &[Step::new(Steady(&[440.0]), 500), Step::new(Silence, 500)],
    congestion: &[Step::new(Steady(&[440.0]), 250), Step::new(Silence, 250)],
};

const ES: NationalTones = NationalTones {
    ring_back: &[Step::new(Steady(&[425.0]), 1_500), Step::new(Silence, 3_000)],
    busy: &[Step::new(Steady(&[425.0]), 200), Step::new(Silence, 200)],
    congestion: &[
        Step::new(Steady(&[425.0]), 200),
        Step::new(Silence, 200),
        Step::new(Steady(&[425.0]), 200),
        Step::new(Silence, 200),
        Step::new(Steady(&[425.0]), 200),
        Step::new(Silence, 600),
    ],
};

/// What E.180 recommends to those who have nothing of their own yet.
const RECOMMENDED: NationalTones = NationalTones {
    ring_back: &[Step::new(Steady(&[425.0]), 1_000), Step::new(Silence, 4_000)],
    busy: &[Step::new(Steady(&[425.0]), 500), Step::new(Silence, 500)],
    congestion: &[Step::new(Steady(&[425.0]), 250), Step::new(Silence, 250)],
};

impl NationalTones {
    /// Those of a region (ISO 3166-1 alpha-2). A network that is not in the table has what ITU-T
    /// recommends.
    #[must_use]
    pub fn of(region: Option<&str>) -> Self {
        match region {
            Some("US" | "CA") => US,
            Some("GB" | "GG" | "IM" | "JE") => GB,
            Some("DE") => DE,
            Some("JP") => JP,
            Some("FR") => FR,
            Some("ES") => ES,
            _ => RECOMMENDED,
        }
    }

    /// The other side rings.
    #[must_use]
    pub fn ring_back(self) -> Signal {
        Signal::tone(self.ring_back)
    }

    /// The other side is in another call.
    #[must_use]
    pub fn busy(self) -> Signal {
        ending(self.busy)
    }

    /// The network did not get through to the other side.
    #[must_use]
    pub fn congestion(self) -> Signal {
        ending(self.congestion)
    }
}

fn ending(steps: &[Step]) -> Signal {
    let signal = Signal::tone(steps);
    let times = END_LASTS_MS.div_ceil(signal.period_ms());
    signal.times(times)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::loudness::loudness_of;

    /// When it sounds and when not, in milliseconds: sounding first.
    fn cadence(signal: &Signal) -> Vec<u32> {
        let in_ten_ms = usize::try_from(signal.rate() / 100).unwrap();
        let samples = signal.samples();
        let mut runs: Vec<(bool, u32)> = vec![];
        for part in samples.chunks(in_ten_ms) {
            let sounds = part.iter().any(|sample| sample.abs() > 0.001);
            match runs.last_mut() {
                Some((last, length)) if *last == sounds => *length += 10,
                _ => runs.push((sounds, 10)),
            }
        }
        assert!(runs[0].0);
        runs.into_iter().map(|(_, length)| length).collect()
    }

    fn sounding(signal: &Signal) -> Vec<f32> {
        let first = usize::try_from(cadence(signal)[0] * signal.rate() / 1000).unwrap();
        signal.samples()[..first].to_vec()
    }

    #[test]
    fn ring_back_has_each_countrys_cadence() {
        for (region, expected) in [
            ("US", vec![2_000, 4_000]),
            ("CA", vec![2_000, 4_000]),
            ("GB", vec![400, 200, 400, 2_000]),
            ("DE", vec![1_000, 4_000]),
            ("FR", vec![1_500, 3_500]),
            ("ES", vec![1_500, 3_000]),
            ("BR", vec![1_000, 4_000]),
        ] {
            assert_eq!(cadence(&NationalTones::of(Some(region)).ring_back()), expected, "{region}");
        }
    }

    #[test]
    fn each_countrys_frequencies_sound_and_its_neighbours_do_not() {
        let of = |region| NationalTones::of(Some(region));
        for (signal, there) in [
            (of("US").ring_back(), &[440.0, 480.0][..]),
            (of("US").busy(), &[480.0, 620.0]),
            (of("GB").ring_back(), &[400.0, 450.0]),
            (of("GB").busy(), &[400.0]),
            (of("DE").ring_back(), &[425.0]),
            (of("DE").busy(), &[425.0]),
            (of("FR").busy(), &[440.0]),
        ] {
            let samples = sounding(&signal);
            let softest = there.iter().map(|&it| loudness_of(&samples, it)).fold(1.0, f32::min);
            for elsewhere in [350.0, 540.0, 697.0, 1_000.0] {
                assert!(loudness_of(&samples, elsewhere) < softest / 8.0, "{there:?} {elsewhere}");
            }
        }
    }

    #[test]
    fn japans_ring_back_swings_sixteen_times_a_second() {
        let second = &NationalTones::of(Some("JP")).ring_back().samples()[..16_000];
        let carrier = loudness_of(second, 400.0);
        for side in [384.0, 416.0] {
            // Half of the carrier's amplitude is in the two lines beside it, as modulation has it.
            assert!((loudness_of(second, side) / carrier - 0.5).abs() < 0.05, "{side}");
        }
    }

    #[test]
    fn ring_back_goes_on_and_what_tells_of_an_end_does_not() {
        for region in ["US", "GB", "DE", "JP", "FR", "ES", "AQ"] {
            let tones = NationalTones::of(Some(region));
            assert_eq!(tones.ring_back().repeats(), None);
            for signal in [tones.busy(), tones.congestion()] {
                let lasts = signal.repeats().unwrap() * signal.period_ms();
                assert!((END_LASTS_MS..END_LASTS_MS + 2_000).contains(&lasts), "{region} {lasts}");
            }
        }
    }
}
