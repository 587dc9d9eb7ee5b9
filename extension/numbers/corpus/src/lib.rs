//! Pages as line-of-business software shows them, made from a seed, with the truth about every
//! number in them: what a person would call.
//!
//! The context layer's weights are fitted on one part ([`Part::Fitted`]) and reported on the other
//! ([`Part::HeldBack`]), which shares neither wording nor sentences nor all layouts with the first.
//! Numbers are synthetic: libphonenumber's examples with other last digits.

mod evaluation;
mod fitting;
mod layouts;
mod page;
mod values;
mod vocabulary;

pub use evaluation::{Counts, Method, evaluate, regions_of, weighed_matches};
pub use fitting::{Example, Weights, examples, fit};
pub use page::{Block, Page, Truth};
pub use values::Values;
pub use vocabulary::Part;

use fastrand::Rng;

/// Makes pages.
pub struct Corpus {
    values: Values,
    locales: Vec<vocabulary::Locale>,
}

impl Corpus {
    /// With the locales and the numbering plans that it knows.
    ///
    /// # Errors
    /// When libphonenumber's metadata, from which the example numbers come, cannot be read.
    pub fn new() -> anyhow::Result<Self> {
        Ok(Self { values: Values::new()?, locales: vocabulary::locales() })
    }

    /// So many pages of a part; the same seed gives the same pages.
    #[must_use]
    pub fn pages(&self, part: Part, seed: u64, count: usize) -> Vec<Page> {
        let mut random = Rng::with_seed(seed);
        (0..count).map(|_| layouts::page(&self.values, &self.locales, part, &mut random)).collect()
    }
}
