//! Fits the weights: logistic regression over the evidence.

use fastrand::Rng;
use pagedial_numbers::{Evidence, Finder};

use crate::evaluation::{regions_of, weighed_matches};
use crate::page::Page;

/// A match: its evidence, and whether it is a telephone number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    /// Which pieces there are.
    pub pieces: Vec<usize>,
    /// Whether it is a telephone's or a fax machine's.
    pub is_number: bool,
}

/// Weights in tenths of a natural unit of log-odds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Weights {
    /// What stands for no evidence at all.
    pub bias: i8,
    /// One for each piece.
    pub pieces: Vec<i8>,
}

/// How strongly weights are held near zero: a piece that was seen a few times proves little.
const DECAY: f64 = 3e-4;
const ROUNDS: usize = 3000;
/// No piece may decide alone, whatever the corpus says: pages are stranger than it.
const STRONGEST: f64 = 50.0;

/// One in so many words for other things than telephones is taken to be unknown: there is no end of
/// names for records, and the list of cues holds most of those that the fitted part uses.
const UNKNOWN_WORDS: u8 = 8;
/// The same for words for telephones, which are few and known.
const UNKNOWN_PHONE_WORDS: u8 = 40;

/// An example as it would be if nobody had written its words into the list.
fn with_unknown_words(example: &Example) -> Example {
    let index = |name| (0..Evidence::COUNT).find(|&index| Evidence::name(index) == Some(name));
    let mut pieces = Vec::new();
    for &piece in &example.pieces {
        let unknown = match Evidence::name(piece) {
            Some(("near", _)) => index(("sign", "unknown_words")),
            Some(("title", _)) => index(("sign", "unknown_title")),
            Some(("field", _)) => None,
            _ => Some(piece),
        };
        pieces.extend(unknown.filter(|unknown| !pieces.contains(unknown)));
    }
    Example { pieces, is_number: example.is_number }
}

/// All valid matches in pages, with the truth.
#[must_use]
pub fn examples(pages: &[Page]) -> Vec<Example> {
    let finder = Finder::embedded();
    let mut examples = Vec::new();
    let mut random = Rng::with_seed(1);
    for page in pages {
        let regions = regions_of(&finder, page);
        for block in &page.blocks {
            for (found, evidence) in weighed_matches(&finder, block, &regions) {
                let e164 = found.number.e164();
                let is_number = block.truth.iter().any(|truth| {
                    found.start < truth.end && truth.start < found.end && truth.e164 == e164
                });
                let mut example = Example { pieces: evidence.indices().collect(), is_number };
                let rarity = if is_number { UNKNOWN_PHONE_WORDS } else { UNKNOWN_WORDS };
                if random.u8(..rarity) == 0 {
                    example = with_unknown_words(&example);
                }
                examples.push(example);
            }
        }
    }
    examples
}

/// Gradient descent with momentum on the mean log-loss: the problem is convex and small.
#[must_use]
pub fn fit(examples: &[Example]) -> Weights {
    let bias = Evidence::COUNT;
    let mut weights = vec![0.0; bias + 1];
    let mut speed = vec![0.0; bias + 1];
    let rate = 2.0;
    for _ in 0..ROUNDS {
        let mut slope = vec![0.0; bias + 1];
        for example in examples {
            let pieces = || example.pieces.iter().copied().chain([bias]);
            let score: f64 = pieces().map(|piece| weights[piece]).sum();
            let error = 1.0 / (1.0 + f64::exp(-score)) - f64::from(u8::from(example.is_number));
            pieces().for_each(|piece| slope[piece] += error / examples.len() as f64);
        }
        for piece in 0..=bias {
            let decay = if piece == bias { 0.0 } else { DECAY * weights[piece] };
            speed[piece] = 0.9 * speed[piece] - rate * (slope[piece] + decay) * 0.1;
            weights[piece] += speed[piece];
        }
    }
    let tenths = |weight: f64| (weight * 10.0).round().clamp(-STRONGEST, STRONGEST) as i8;
    Weights {
        bias: tenths(weights[bias]),
        pieces: weights[..bias].iter().map(|&weight| tenths(weight)).collect(),
    }
}

impl Weights {
    /// As in `data/weights.tsv`.
    #[must_use]
    pub fn render(&self) -> String {
        let mut text = String::from(
            "# Weights of the evidence, in tenths of a natural unit of log-odds. Written by\n\
             # `cargo run --release -p pagedial-corpus --bin fit-weights`; read by src/context/evidence.rs.\n",
        );
        text.push_str(&format!("bias\t{}\n", self.bias));
        for (index, weight) in self.pieces.iter().enumerate() {
            let (source, what) = Evidence::name(index).unwrap_or_default();
            text.push_str(&format!("{source}.{what}\t{weight}\n"));
        }
        text
    }
}
