//! The keys of a telephone.

use pagedial_protocol::engine::DtmfTone;

use crate::signal::Signal;

/// The two frequencies of a key: its row's and its column's (ITU-T Q.23 §5).
const fn frequencies(tone: DtmfTone) -> &'static [f32; 2] {
    match tone {
        DtmfTone::Num1 => &[697.0, 1209.0],
        DtmfTone::Num2 => &[697.0, 1336.0],
        DtmfTone::Num3 => &[697.0, 1477.0],
        DtmfTone::Num4 => &[770.0, 1209.0],
        DtmfTone::Num5 => &[770.0, 1336.0],
        DtmfTone::Num6 => &[770.0, 1477.0],
        DtmfTone::Num7 => &[852.0, 1209.0],
        DtmfTone::Num8 => &[852.0, 1336.0],
        DtmfTone::Num9 => &[852.0, 1477.0],
        DtmfTone::Star => &[941.0, 1209.0],
        DtmfTone::Num0 => &[941.0, 1336.0],
        DtmfTone::Pound => &[941.0, 1477.0],
    }
}

/// What a key sounds like to the one who presses it.
#[must_use]
pub fn key_tone(tone: DtmfTone) -> Signal {
    Signal::key(frequencies(tone))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::loudness::loudness_of;

    const ROWS: [f32; 4] = [697.0, 770.0, 852.0, 941.0];
    const COLUMNS: [f32; 3] = [1209.0, 1336.0, 1477.0];

    /// The loudest of some frequencies, and how far the next is below it.
    fn loudest(samples: &[f32], of: &[f32]) -> (usize, f32) {
        let mut all: Vec<(usize, f32)> =
            of.iter().map(|&frequency| loudness_of(samples, frequency)).enumerate().collect();
        all.sort_by(|one, other| other.1.total_cmp(&one.1));
        (all[0].0, all[1].1 / all[0].1)
    }

    #[test]
    fn each_key_sounds_its_row_and_its_column_and_no_other() {
        for (row, keys) in ["123", "456", "789", "*0#"].into_iter().enumerate() {
            for (column, key) in keys.chars().enumerate() {
                let samples = key_tone(DtmfTone::of_key(key).unwrap()).samples();
                let (heard_row, beside_row) = loudest(&samples, &ROWS);
                let (heard_column, beside_column) = loudest(&samples, &COLUMNS);
                assert_eq!((heard_row, heard_column), (row, column), "{key}");
                assert!(beside_row < 0.25 && beside_column < 0.25, "{key}");
            }
        }
    }
}
