//! Fits the weights of the context layer on the corpus and writes them as data.

use std::path::PathBuf;

use anyhow::Context as _;
use clap::Parser;
use pagedial_corpus::{Corpus, Part, examples, fit};

/// Fits the weights of the context layer.
#[derive(Parser)]
struct Options {
    /// Pages to fit on.
    #[arg(long, default_value_t = 6000)]
    pages: usize,
    /// The seed of the pages.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Where the weights go.
    #[arg(long, default_value = concat!(env!("CARGO_MANIFEST_DIR"), "/../data/weights.tsv"))]
    out: PathBuf,
}

fn main() -> anyhow::Result<()> {
    let options = Options::parse();
    let pages = Corpus::new()?.pages(Part::Fitted, options.seed, options.pages);
    let weights = fit(&examples(&pages));
    std::fs::write(&options.out, weights.render())
        .with_context(|| format!("{} cannot be written", options.out.display()))
}
