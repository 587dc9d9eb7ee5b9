//! Texts that look like numbers and are something else: dates, times, page references, and
//! brackets that do not match.

use crate::symbol::{HYPHEN, OPEN_ROUND, SLASH, SPACE, Symbol, TAB, has, is};

/// Whether a date such as 3/10/2011, 31/10/96 or 08/31/95 occurs in it. Only the last digit before
/// the first slash counts, as nothing anchors the date on its left.
pub(crate) fn has_slash_date(symbols: &[Symbol]) -> bool {
    symbols.windows(2).enumerate().any(|(at, pair)| {
        let [before, SLASH] = pair else { return false };
        let year = match symbols.get(at + 2..) {
            Some([0..=3, ones, SLASH, year @ ..]) if is_digit(*ones) => year,
            Some([ones, SLASH, year @ ..]) if is_digit(*ones) => year,
            _ => return false,
        };
        is_digit(*before) && matches!(year, [a, b, ..] if is_digit(*a) && is_digit(*b))
    })
}

/// Whether it ends as a time stamp does before its minutes: "2012-01-02 08".
pub(crate) fn ends_as_time_stamp(symbols: &[Symbol]) -> bool {
    let Some(rest) = strip_two(symbols, 2) else { return false };
    let spaces = rest.iter().rev().take_while(|symbol| **symbol == SPACE).count();
    let Some(rest) = rest.get(..rest.len() - spaces).filter(|_| spaces > 0) else { return false };
    let Some(rest) = strip_two(rest, 3).map(strip_date_separator) else { return false };
    let Some(rest) = strip_two(rest, 1).map(strip_date_separator) else { return false };
    matches!(rest, [.., 1..=2, a, b, c] if [a, b, c].into_iter().all(|digit| is_digit(*digit)))
}

/// Takes two digits off the end, the first of them at most `max_tens`.
fn strip_two(symbols: &[Symbol], max_tens: u8) -> Option<&[Symbol]> {
    match symbols {
        [rest @ .., tens, ones] if *tens <= max_tens && is_digit(*ones) => Some(rest),
        _ => None,
    }
}

fn strip_date_separator(symbols: &[Symbol]) -> &[Symbol] {
    match symbols {
        [rest @ .., HYPHEN | SLASH] => rest,
        _ => symbols,
    }
}

/// `\d` of the patterns: of any script, as in the ports to Python and Rust. In Google's Java it is
/// ASCII alone; the ports are what we are compared with.
fn is_digit(symbol: Symbol) -> bool {
    has(symbol, is::DIGIT)
}

/// Whether a reference to pages of a publication occurs in it: "211-227 (2003)".
pub(crate) fn has_publication_pages(symbols: &[Symbol]) -> bool {
    const MAX_DIGITS: usize = 5;
    const MAX_BLANKS: usize = 4;
    (0..symbols.len()).any(|at| {
        if symbols.get(at) != Some(&OPEN_ROUND)
            || !symbols.get(at + 1).is_some_and(|&s| is_digit(s))
        {
            return false;
        }
        let before = symbols.get(..at).unwrap_or_default();
        let (before, blanks) =
            strip_run(before, |symbol| symbol == TAB || has(symbol, is::SEPARATOR));
        let (before, digits) = strip_run(before, is_digit);
        let (before, hyphens) = strip_run(before, |symbol| symbol == HYPHEN);
        blanks <= MAX_BLANKS
            && (1..=MAX_DIGITS).contains(&digits)
            && hyphens > 0
            && before.last().is_some_and(|&symbol| is_digit(symbol))
    })
}

fn strip_run(symbols: &[Symbol], is_in_run: impl Fn(Symbol) -> bool) -> (&[Symbol], usize) {
    let run = symbols.iter().rev().take_while(|symbol| is_in_run(**symbol)).count();
    (symbols.get(..symbols.len() - run).unwrap_or_default(), run)
}

/// Whether its brackets match: perhaps an opening one at the start (which may stay open), perhaps
/// a part that a bracket closes (whose opening one was lost), a part without brackets, up to three
/// bracketed parts, and anything without brackets.
pub(crate) fn brackets_match(symbols: &[Symbol]) -> bool {
    const MAX_PAIRS: usize = 3;
    let rest = after_one(symbols, is::OPEN).unwrap_or(symbols);
    let Some(mut rest) = after_part(rest) else { return false };
    if let Some(after) = after_one(rest, is::CLOSE) {
        match after_part(after) {
            Some(after) => rest = after,
            None => return false,
        }
    }
    for _ in 0..MAX_PAIRS {
        let pair = after_one(rest, is::OPEN).and_then(after_part);
        match pair.and_then(|rest| after_one(rest, is::CLOSE)) {
            Some(after) => rest = after,
            None => break,
        }
    }
    after_part(rest).unwrap_or(rest).is_empty()
}

fn after_one(symbols: &[Symbol], property: u32) -> Option<&[Symbol]> {
    symbols.split_first().filter(|(first, _)| has(**first, property)).map(|(_, rest)| rest)
}

/// What follows one symbol or more that are no brackets.
fn after_part(symbols: &[Symbol]) -> Option<&[Symbol]> {
    let length = symbols.iter().take_while(|symbol| !has(**symbol, is::OPEN | is::CLOSE)).count();
    symbols.get(length..).filter(|_| length > 0)
}

#[cfg(test)]
mod tests {
    use super::{brackets_match, ends_as_time_stamp, has_publication_pages, has_slash_date};
    use crate::symbol::{Symbol, symbol_of};

    fn symbols(text: &str) -> Vec<Symbol> {
        text.chars().map(|character| symbol_of(character.into())).collect()
    }

    #[test]
    fn brackets_match_when_each_but_the_first_is_closed_and_none_is_empty() {
        for text in ["1", "(1) 2", "(1 2", "1) 2", "(1) 2 (3)", "1 (2)(3)(4) 5", "(1) 2(3)(4)(5)"] {
            assert!(brackets_match(&symbols(text)), "{text}");
        }
        for text in
            ["", "()", "1()", "1 (2", "1 2)", "((1)", "1 (2) 3 (4)", "1(2)(3)(4)(5)", "1 (2]) 3"]
        {
            assert!(!brackets_match(&symbols(text)), "{text}");
        }
    }

    #[test]
    fn dates_have_a_day_and_a_month_in_either_order_and_a_year() {
        for text in ["3/10/2011", "31/10/96", "08/31/95", "99931/1/20", "1/39/11"] {
            assert!(has_slash_date(&symbols(text)), "{text}");
        }
        for text in ["3/10", "3/10/1", "3/49/2011", "3-10-2011", "1/123/11", "/1/11"] {
            assert!(!has_slash_date(&symbols(text)), "{text}");
        }
    }

    #[test]
    fn time_stamps_end_with_a_day_a_space_and_an_hour() {
        for text in ["2012-01-02 08", "2012/01/02  23", "20120102 08", "9992012-0102 08"] {
            assert!(ends_as_time_stamp(&symbols(text)), "{text}");
        }
        for text in
            ["2012-01-0208", "3012-01-02 08", "2012-21-02 08", "2012-01-42 08", "2012-01-02 38"]
        {
            assert!(!ends_as_time_stamp(&symbols(text)), "{text}");
        }
    }

    #[test]
    fn pages_are_a_range_and_a_year_in_brackets() {
        for text in ["211-227 (2003)", "1--2(3", "12345-12345    (1", "1-२\u{a0}(3"] {
            assert!(has_publication_pages(&symbols(text)), "{text}");
        }
        for text in ["211 227 (2003)", "211-227 2003", "1-123456 (1", "1-2     (3", "-2 (3"] {
            assert!(!has_publication_pages(&symbols(text)), "{text}");
        }
    }
}
