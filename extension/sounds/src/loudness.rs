//! How loud one frequency is in samples (Goertzel's algorithm), for tests.

use std::f32::consts::TAU;

use crate::incoming_ring;

/// Amplitude of `frequency` in `samples`: 1 for a sine at full scale.
pub(crate) fn loudness_of(samples: &[f32], frequency: f32) -> f32 {
    let step = TAU * frequency / incoming_ring().rate() as f32;
    let (mut before, mut last) = (0.0_f32, 0.0_f32);
    for sample in samples {
        (before, last) = (last, sample + 2.0 * step.cos() * last - before);
    }
    let power = last * last + before * before - 2.0 * step.cos() * last * before;
    2.0 * power.max(0.0).sqrt() / samples.len() as f32
}

#[test]
fn a_sine_has_its_amplitude_at_its_frequency_alone() {
    let rate = incoming_ring().rate() as f32;
    let sine: Vec<f32> =
        (0..8_000_u16).map(|at| 0.5 * (TAU * 440.0 * f32::from(at) / rate).sin()).collect();
    assert!((loudness_of(&sine, 440.0) - 0.5).abs() < 0.01);
    assert!(loudness_of(&sine, 480.0) < 0.01);
}
