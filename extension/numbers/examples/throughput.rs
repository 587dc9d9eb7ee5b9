//! Measures the finder, natively, on seeded texts of 1 MB, line by line, default region US; the
//! reference beside it.
//!
//! usage: `cargo run --release -p pagedial-numbers --example throughput`

#[path = "../tests/reference/mod.rs"]
mod reference;

use std::error::Error;
use std::fmt::Write as _;
use std::hint::black_box;
use std::io::Write as _;
use std::time::{Duration, Instant};

use pagedial_numbers::{Finder, Region};
use reference::Reference;
use reference::random::Random;

const SIZE: usize = 1_000_000;

/// Makes one line of a kind of text.
type Maker = fn(&mut Random) -> String;

fn main() -> Result<(), Box<dyn Error>> {
    let finder = Finder::embedded();
    let us = Region::parse("US").ok();
    let reference = Reference::new();
    let mut out = std::io::stdout().lock();
    writeln!(
        out,
        "| text | ours UTF-8 MB/s | ours UTF-16 MB/s | reference MB/s | ratio | numbers |"
    )?;
    writeln!(out, "|---|---|---|---|---|---|")?;
    let makers: [(&str, Maker); 3] =
        [("CRM rows", crm_row), ("prose", prose_line), ("logs", log_line)];
    for (name, make) in makers {
        let mut random = Random::new(1);
        let mut lines = Vec::new();
        let mut size = 0;
        while size < SIZE {
            let line = make(&mut random);
            size += line.len() + 1;
            lines.push(line);
        }
        let wide: Vec<Vec<u16>> = lines.iter().map(|line| line.encode_utf16().collect()).collect();
        let (ours, numbers) =
            measure(20, || lines.iter().map(|line| finder.find(line, us).len()).sum());
        let (utf16, _) =
            measure(20, || wide.iter().map(|line| finder.find_utf16(line, us).len()).sum());
        let (theirs, expected) =
            measure(1, || lines.iter().map(|line| reference.find(line, Some("US")).len()).sum());
        assert_eq!(numbers, expected, "{name}");
        let speed = |time: Duration| size as f64 / time.as_secs_f64() / 1e6;
        writeln!(
            out,
            "| {name} | {:.1} | {:.1} | {:.2} | {:.0} | {numbers} |",
            speed(ours),
            speed(utf16),
            speed(theirs),
            speed(ours) / speed(theirs)
        )?;
    }
    Ok(())
}

/// The shortest time of several runs, and what the work answers.
fn measure(runs: usize, work: impl Fn() -> usize) -> (Duration, usize) {
    let mut best = Duration::MAX;
    let mut answer = 0;
    for _ in 0..runs {
        let start = Instant::now();
        answer = black_box(work());
        best = best.min(start.elapsed());
    }
    (best, answer)
}

const NAMES: [&str; 8] =
    ["Adams", "Brown", "Clark", "Davis", "Evans", "Foster", "Garcia", "Hughes"];
const WORDS: [&str; 16] = [
    "the", "customer", "asked", "whether", "delivery", "could", "be", "moved", "because", "of",
    "a", "holiday", "and", "agreed", "to", "wait",
];

fn crm_row(random: &mut Random) -> String {
    let mut row = String::new();
    let phone = match random.below(5) {
        0 => format!("(425) 555-01{}", random.digits(2)),
        1 => format!("+1 206 555 01{}", random.digits(2)),
        2 => format!("212-555-01{}", random.digits(2)),
        3 => format!("+44 20 7946 0{}", random.digits(3)),
        _ => format!("415.555.01{}", random.digits(2)),
    };
    let _ = write!(
        row,
        "{} & Sons | {phone} | ORD-{} | 2024-{:02}-{:02} | ${},{}.{} | {} {} St, Seattle WA {} | {}",
        random.pick(&NAMES),
        random.digits(6),
        1 + random.below(12),
        1 + random.below(28),
        1 + random.below(9),
        random.digits(3),
        random.digits(2),
        1 + random.below(999),
        random.pick(&NAMES),
        random.digits(5),
        random.digits(10)
    );
    row
}

fn prose_line(random: &mut Random) -> String {
    let words: Vec<&str> = (0..14).map(|_| random.pick(&WORDS)).collect();
    words.join(" ")
}

fn log_line(random: &mut Random) -> String {
    format!(
        "2024-{:02}-{:02}T{:02}:{:02}:{:02}.{}Z 10.{}.{}.{} GET /api/v1/items/{} 200 {} {}ms id={}-{}-{}",
        1 + random.below(12),
        1 + random.below(28),
        random.below(24),
        random.below(60),
        random.below(60),
        random.digits(3),
        random.below(256),
        random.below(256),
        random.below(256),
        random.digits(8),
        random.digits(5),
        random.digits(3),
        random.digits(4),
        random.digits(4),
        random.digits(12)
    )
}
