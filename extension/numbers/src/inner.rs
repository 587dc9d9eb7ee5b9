//! The ways of splitting a candidate that may hold more than one number.
//!
//! They are tried in this order, most specific first, each on the whole candidate.

use crate::symbol::{HYPHEN, OPEN_ROUND, SLASH, STOP, Symbol, has, is};

/// A part of a candidate, from one symbol to before another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Part {
    pub(crate) start: usize,
    pub(crate) end: usize,
}

/// A part, with the place where the separator before it begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Piece {
    pub(crate) separator: usize,
    pub(crate) part: Part,
}

/// One way of splitting.
pub(crate) struct Split {
    /// What the candidate must hold for it to apply.
    pub(crate) needs: u32,
    /// The next piece whose separator begins at or after a place.
    pub(crate) next: fn(&[Symbol], usize) -> Option<Piece>,
}

pub(crate) const SPLITS: [Split; 6] = [
    // "651-234-2345/332-445-1234"
    Split { needs: is::SLASH, next: at_slashes },
    // "(650) 223 3345 (754) 223 3321": the bracket belongs to the number.
    Split { needs: is::OPEN, next: at_open_bracket },
    // "12345 - 332-445-1234 is my number."
    Split { needs: is::HYPHEN | is::SEPARATOR, next: at_spaced_hyphen },
    // Wide hyphens, with space or without.
    Split { needs: is::WIDE_HYPHEN, next: at_wide_hyphen },
    // "12345. 332-445-1234 is my number."
    Split { needs: is::STOP, next: at_stops },
    // "3324451234 8002341234"
    Split { needs: is::SEPARATOR, next: at_separators },
];

fn at_slashes(symbols: &[Symbol], from: usize) -> Option<Piece> {
    let separator = position(symbols, from, |symbol| symbol == SLASH)?;
    let start = end_of_run(symbols, separator, |symbol| symbol == SLASH);
    Some(Piece { separator, part: Part { start, end: symbols.len() } })
}

fn at_open_bracket(symbols: &[Symbol], from: usize) -> Option<Piece> {
    let start = position(symbols, from, |symbol| symbol == OPEN_ROUND)?;
    let end = end_of_run(symbols, start + 1, |symbol| symbol != OPEN_ROUND);
    Some(Piece { separator: start, part: Part { start, end } })
}

fn at_spaced_hyphen(symbols: &[Symbol], from: usize) -> Option<Piece> {
    let is_one = |pair: &[Symbol]| {
        let [first, second] = *pair else { return false };
        first == HYPHEN && is_separator(second) || is_separator(first) && second == HYPHEN
    };
    let separator = from + symbols.get(from..)?.windows(2).position(is_one)?;
    rest_after(symbols, separator, separator + 2)
}

fn at_wide_hyphen(symbols: &[Symbol], from: usize) -> Option<Piece> {
    let separator = position(symbols, from, |symbol| has(symbol, is::WIDE_HYPHEN))?;
    rest_after(symbols, separator, separator + 1)
}

/// All that follows a separator and the spaces after it. Nothing at all is no piece, while spaces
/// alone are one (which then is no number).
fn rest_after(symbols: &[Symbol], separator: usize, after: usize) -> Option<Piece> {
    let start = end_of_run(symbols, after, is_separator);
    let end = symbols.len();
    (end > after).then_some(Piece { separator, part: Part { start, end } })
}

fn at_stops(symbols: &[Symbol], from: usize) -> Option<Piece> {
    let separator = position(symbols, from, |symbol| symbol == STOP)?;
    let after = end_of_run(symbols, separator, |symbol| symbol == STOP);
    let start = end_of_run(symbols, after, is_separator);
    let end = end_of_run(symbols, start, |symbol| symbol != STOP);
    (end > after).then_some(Piece { separator, part: Part { start, end } })
}

fn at_separators(symbols: &[Symbol], from: usize) -> Option<Piece> {
    let separator = position(symbols, from, is_separator)?;
    let start = end_of_run(symbols, separator, is_separator);
    let end = end_of_run(symbols, start, |symbol| !is_separator(symbol));
    (end > start).then_some(Piece { separator, part: Part { start, end } })
}

fn is_separator(symbol: Symbol) -> bool {
    has(symbol, is::SEPARATOR)
}

fn position(symbols: &[Symbol], from: usize, is_it: impl Fn(Symbol) -> bool) -> Option<usize> {
    let found = symbols.get(from..)?.iter().position(|&symbol| is_it(symbol))?;
    Some(from + found)
}

fn end_of_run(symbols: &[Symbol], from: usize, is_in_run: impl Fn(Symbol) -> bool) -> usize {
    let rest = symbols.get(from..).unwrap_or_default();
    from + rest.iter().take_while(|symbol| is_in_run(**symbol)).count()
}
