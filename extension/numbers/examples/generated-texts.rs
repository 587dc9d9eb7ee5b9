//! Prints generated texts as questions for `find-numbers`, for comparison with references that are
//! not written in Rust (`tests/compare-with-python.py`).
//!
//! usage: `cargo run -p pagedial-numbers --example generated-texts -- COUNT SEED`

#[path = "../tests/reference/mod.rs"]
mod reference;

use std::error::Error;
use std::io::{BufWriter, Write};

use reference::random::Random;
use reference::{Reference, texts};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let mut number = || arguments.next().ok_or("usage: generated-texts COUNT SEED");
    let count: usize = number()?.parse()?;
    let mut random = Random::new(number()?.parse()?);
    let reference = Reference::new();
    let regions: Vec<_> = reference.regions().collect();
    let mut out = BufWriter::new(std::io::stdout().lock());
    for id in 0..count {
        let territory = random.pick(&regions);
        let text = texts::text(&reference, &mut random, territory);
        let region = (!random.one_in(20)).then_some(&territory.id);
        let question = serde_json::json!({ "id": id, "region": region, "text": text });
        writeln!(out, "{question}")?;
    }
    Ok(out.flush()?)
}
