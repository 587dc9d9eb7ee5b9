//! Prints how often each way of finding numbers is right on held-back pages, as JSON lines.

use std::io::Write;

use clap::Parser;
use pagedial_corpus::{Corpus, Counts, Method, Part, evaluate};
use serde::Serialize;

/// Prints how often each way is right on held-back pages, one JSON object a line.
#[derive(Parser)]
struct Options {
    /// On how many.
    #[arg(long)]
    pages: usize,
    /// The same seed gives the same pages.
    #[arg(long)]
    seed: u64,
}

#[derive(Serialize)]
struct Judged {
    method: &'static str,
    #[serde(flatten)]
    counts: Counts,
}

fn main() -> anyhow::Result<()> {
    let options = Options::parse();
    let pages = Corpus::new()?.pages(Part::HeldBack, options.seed, options.pages);
    let mut out = std::io::stdout().lock();
    for method in Method::ALL {
        let counts = evaluate(&pages, method, |_, _, _| {});
        serde_json::to_writer(&mut out, &Judged { method: method.name(), counts })?;
        writeln!(out)?;
    }
    Ok(())
}
