//! Prints pages of the corpus as JSON lines.

use std::io::Write;

use clap::{Parser, ValueEnum};
use pagedial_corpus::{Corpus, Part};

/// Prints pages of the corpus, one JSON object a line.
#[derive(Parser)]
struct Options {
    /// How many.
    #[arg(long, default_value_t = 100)]
    pages: usize,
    /// The same seed gives the same pages.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Which wording and layouts they are made from.
    #[arg(long, value_enum, default_value = "held-back")]
    part: PartName,
}

#[derive(Clone, Copy, ValueEnum)]
enum PartName {
    Fitted,
    HeldBack,
}

fn main() -> anyhow::Result<()> {
    let options = Options::parse();
    let part = match options.part {
        PartName::Fitted => Part::Fitted,
        PartName::HeldBack => Part::HeldBack,
    };
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for page in Corpus::new()?.pages(part, options.seed, options.pages) {
        serde_json::to_writer(&mut out, &page)?;
        writeln!(out)?;
    }
    Ok(out.flush()?)
}
