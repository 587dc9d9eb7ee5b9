//! Prints numbers as they are dialled, with what this crate makes of them: how they look after each
//! key, and which are short numbers. For comparison with references that are not written in Rust
//! (`tests/compare-with-python.py`).
//!
//! usage: `cargo run -p pagedial-numbers --example dialled-numbers -- COUNT SEED`

#[path = "../tests/reference/mod.rs"]
mod reference;

use std::error::Error;
use std::io::{BufWriter, Write};

use pagedial_metadata_compiler::model::Territory;
use pagedial_numbers::{Region, ShortNumbers, TypingFormatter};
use reference::random::Random;
use reference::{Reference, texts};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let mut number = || arguments.next().ok_or("usage: dialled-numbers COUNT SEED");
    let count: usize = number()?.parse()?;
    let mut random = Random::new(number()?.parse()?);
    let reference = Reference::new();
    let regions: Vec<_> = reference.regions().collect();
    let (typing, short_numbers) = (TypingFormatter::embedded(), ShortNumbers::embedded());
    let mut out = BufWriter::new(std::io::stdout().lock());
    for _ in 0..count {
        let [territory, other] = [random.pick(&regions), random.pick(&regions)];
        let dialled = dialled(&mut random, territory, other);
        let region = Region::parse(&territory.id)?;
        let steps: Vec<String> =
            (1..=dialled.len()).map(|end| typing.format(&dialled[..end], Some(region))).collect();
        let short = short_numbers.dialled(&dialled, region).map(|kind| kind.name());
        let line = serde_json::json!({
            "region": territory.id, "dialled": dialled, "steps": steps, "short": short,
        });
        writeln!(out, "{line}")?;
    }
    Ok(out.flush()?)
}

/// What a person in a territory dials: a national number with or without its prefix, a number of
/// another country, a short number, anything.
fn dialled(random: &mut Random, territory: &Territory, other: &Territory) -> String {
    let national = |random: &mut Random, territory: &Territory| {
        texts::national_number(random, territory).unwrap_or_default()
    };
    match random.below(10) {
        0..=2 => national(random, territory),
        3..=4 => {
            let prefix = territory.national_prefix.clone().unwrap_or_default();
            prefix + &national(random, territory)
        }
        5..=6 => format!("+{}{}", other.calling_code, national(random, other)),
        // Most countries dial 00 before a calling code, North America 011.
        7 => {
            let prefix = if territory.calling_code == 1 { "011" } else { "00" };
            format!("{prefix}{}{}", other.calling_code, national(random, other))
        }
        8 => {
            let length = 2 + random.below(4);
            format!("1{}", random.digits(length))
        }
        _ => {
            let length = 1 + random.below(15);
            random.digits(length)
        }
    }
}
