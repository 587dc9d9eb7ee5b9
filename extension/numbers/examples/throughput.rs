//! Measures the finder natively beside the reference: the lines of each file, default region US.
//! Prints a JSON object for each file, speeds in MB/s.
//!
//! usage: `cargo run --release -p pagedial-numbers --example throughput -- ROUNDS FILE…`

#[path = "../tests/reference/mod.rs"]
mod reference;

use std::error::Error;
use std::hint::black_box;
use std::io::Write as _;
use std::time::Instant;

use pagedial_numbers::{Finder, Region};
use reference::Reference;

fn main() -> Result<(), Box<dyn Error>> {
    const USAGE: &str = "usage: throughput ROUNDS FILE…";
    let mut arguments = std::env::args().skip(1);
    let rounds: usize = arguments.next().ok_or(USAGE)?.parse()?;
    let finder = Finder::embedded();
    let us = Region::parse("US").ok();
    let reference = Reference::new();
    let mut out = std::io::stdout().lock();
    for file in arguments {
        let text = std::fs::read_to_string(&file)?;
        let lines: Vec<&str> = text.lines().collect();
        let wide: Vec<Vec<u16>> = lines.iter().map(|line| line.encode_utf16().collect()).collect();
        let speed = |rounds, find: &dyn Fn() -> usize| {
            let seconds = median(rounds, find);
            text.len() as f64 / seconds / 1e6
        };
        let ours = || lines.iter().map(|line| finder.find(line, us).len()).sum();
        let utf16 = || wide.iter().map(|line| finder.find_utf16(line, us).len()).sum();
        let theirs = || lines.iter().map(|line| reference.find(line, Some("US")).len()).sum();
        let scan = || text.bytes().filter(u8::is_ascii_digit).count();
        let answer = serde_json::json!({
            "numbers": ours(),
            "reference_numbers": theirs(),
            "utf8": speed(5 * rounds, &ours),
            "utf16": speed(5 * rounds, &utf16),
            "reference": speed(1, &theirs),
            "scan": speed(5 * rounds, &scan),
        });
        writeln!(out, "{answer}")?;
    }
    Ok(())
}

/// The median time of several runs, in seconds.
fn median(runs: usize, work: &dyn Fn() -> usize) -> f64 {
    let mut times: Vec<f64> = (0..runs)
        .map(|_| {
            let start = Instant::now();
            black_box(work());
            start.elapsed().as_secs_f64()
        })
        .collect();
    times.sort_by(f64::total_cmp);
    times.get(runs / 2).copied().unwrap_or(f64::NAN)
}
