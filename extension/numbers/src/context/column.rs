//! What the other cells of a column say about the number in one of them.

use super::evidence::{Evidence, Sign};
use super::words::has_letter_or_number;
use crate::{Finder, Region};

/// So many cells are looked at.
const CELLS: usize = 6;
/// With more digits than this a cell is no count of pages.
const FEW_DIGITS: usize = 6;
/// Numbers that differ by less are taken to be counted.
const NEIGHBOURS: u64 = 10_000;

/// Adds what a column says: `cells` are others than that of the number, in which `written` stands.
pub(crate) fn add_column(
    evidence: &mut Evidence,
    finder: &Finder<'_>,
    cells: &[&str],
    written: &str,
    region: Option<Region>,
) {
    let own = bare(written);
    let (mut held, mut valid, mut written_out, mut counted, mut lettered) = (0, 0, 0, 0, 0);
    for cell in cells.iter().map(|cell| cell.trim()).take(CELLS) {
        if !has_letter_or_number(cell) {
            continue;
        }
        held += 1;
        let digits = cell.bytes().filter(u8::is_ascii_digit).count();
        if digits < FEW_DIGITS {
            continue;
        }
        // Letters at the end are those of an extension.
        if cell.starts_with(|c: char| c.is_ascii_alphabetic() || c == '#') {
            lettered += 1;
            continue;
        }
        valid += usize::from(finder.is_valid(cell, region));
        match (bare(cell), own) {
            (None, _) => written_out += 1,
            (Some(cell), Some(own)) => counted += usize::from(cell.abs_diff(own) < NEIGHBOURS),
            (Some(_), None) => {}
        }
    }
    if held == 0 {
        return;
    }
    let sign = match valid {
        0 => Sign::ColumnNoneValid,
        _ if valid == held => Sign::ColumnAllValid,
        _ => Sign::ColumnSomeValid,
    };
    evidence.add_if(true, sign);
    evidence.add_if(written_out > 0, Sign::ColumnWritten);
    evidence.add_if(2 * counted > held, Sign::ColumnCounts);
    evidence.add_if(2 * lettered > held, Sign::ColumnLetters);
}

/// The value of a text that is nothing but digits.
fn bare(text: &str) -> Option<u64> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}
