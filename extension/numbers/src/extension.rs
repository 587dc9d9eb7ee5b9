//! Extensions: "ext. 123", "x123", "доб. 123", ";ext=123", "- 123#".
//!
//! The labels and the digits that may follow each are libphonenumber's
//! (`PhoneNumberUtil.createExtnPattern`). The surer the label, the more digits it may have.

use crate::symbol::{
    COMBINING_ACUTE, COMMA, CYRILLIC_B, CYRILLIC_D, CYRILLIC_O, EQUALS, FIRST_SMALL, HASH, HYPHEN,
    O_ACUTE, SEMICOLON, SMALL_X, SPACE, Symbol, TAB, TILDE, WIDE_E, WIDE_HASH, WIDE_I, WIDE_N,
    WIDE_T, WIDE_TILDE, WIDE_X, has, is, small,
};
use crate::text::Text;

const MAX_AFTER_EXPLICIT_LABEL: usize = 20;
const MAX_AFTER_LIKELY_LABEL: usize = 15;
pub(crate) const MAX_AFTER_AMBIGUOUS_LABEL: usize = 9;
const MAX_WHEN_UNSURE: usize = 6;

const fn letter(byte: u8) -> Symbol {
    FIRST_SMALL + byte - b'a'
}

const A: Symbol = letter(b'a');
const E: Symbol = letter(b'e');
const I: Symbol = letter(b'i');
const N: Symbol = letter(b'n');
const O: Symbol = letter(b'o');
const S: Symbol = letter(b's');
const T: Symbol = letter(b't');
const X: Symbol = SMALL_X;

/// Labels that say "extension", longer ones before those that they begin with.
const EXPLICIT: [&[Symbol]; 22] = [
    &[E, X, T, E, N, S, I, O, COMBINING_ACUTE, N],
    &[E, X, T, E, N, S, I, O, COMBINING_ACUTE],
    &[E, X, T, E, N, S, I, O, N],
    &[E, X, T, E, N, S, I, O],
    &[E, X, T, E, N, S, I, O_ACUTE, N],
    &[E, X, T, E, N, S, I, O_ACUTE],
    &[E, X, T, N],
    &[E, X, T],
    &[X, T, E, N, S, I, O, COMBINING_ACUTE, N],
    &[X, T, E, N, S, I, O, COMBINING_ACUTE],
    &[X, T, E, N, S, I, O, N],
    &[X, T, E, N, S, I, O],
    &[X, T, E, N, S, I, O_ACUTE, N],
    &[X, T, E, N, S, I, O_ACUTE],
    &[X, T, N],
    &[X, T],
    &[WIDE_E, WIDE_X, WIDE_T, WIDE_N],
    &[WIDE_E, WIDE_X, WIDE_T],
    &[WIDE_X, WIDE_T, WIDE_N],
    &[WIDE_X, WIDE_T],
    &[CYRILLIC_D, CYRILLIC_O, CYRILLIC_B],
    &[A, N, E, X, O],
];

/// Labels that can also be something else.
const AMBIGUOUS: [&[Symbol]; 8] = [
    &[X],
    &[WIDE_X],
    &[HASH],
    &[WIDE_HASH],
    &[TILDE],
    &[WIDE_TILDE],
    &[I, N, T],
    &[WIDE_I, WIDE_N, WIDE_T],
];

/// The label of RFC 3966.
const RFC_3966: [Symbol; 5] = [SEMICOLON, E, X, T, EQUALS];

/// Where an extension that begins at a position ends, if one does.
pub(crate) fn forward_end<T: Text>(text: T, at: usize) -> Option<usize> {
    let (first, _) = text.symbol_at(at)?;
    let starts_one = has(first, is::BEFORE_LABEL | is::LETTER | is::LABEL_START) || first == HYPHEN;
    if starts_one { labelled_end(text, at).or_else(|| american_end(text, at)) } else { None }
}

fn labelled_end<T: Text>(text: T, at: usize) -> Option<usize> {
    if let Some(after) = after_label(text, at, &RFC_3966) {
        return digits_end(text, after, MAX_AFTER_EXPLICIT_LABEL);
    }
    let label = skip(text, at, is::BEFORE_LABEL);
    let (first, _) = text.symbol_at(label)?;
    if !has(first, is::LABEL_START) {
        return None;
    }
    let first = small(first);
    let end = |labels: &[&[Symbol]], max_digits| {
        labels
            .iter()
            .filter(|symbols| symbols.first() == Some(&first))
            .filter_map(|symbols| after_label(text, label, symbols))
            .find_map(|after| end_after_label(text, after, max_digits))
    };
    end(&EXPLICIT, MAX_AFTER_EXPLICIT_LABEL).or_else(|| end(&AMBIGUOUS, MAX_AFTER_AMBIGUOUS_LABEL))
}

/// "- 503#", the American way.
fn american_end<T: Text>(text: T, at: usize) -> Option<usize> {
    let mut digits = at;
    while let Some((HYPHEN | SPACE, width)) = text.symbol_at(digits) {
        digits += width;
    }
    if digits == at {
        return None;
    }
    let end = digits_end(text, digits, MAX_WHEN_UNSURE)?;
    match text.symbol_at(end) {
        Some((HASH, width)) => Some(end + width),
        _ => None,
    }
}

fn after_label<T: Text>(text: T, mut at: usize, label: &[Symbol]) -> Option<usize> {
    for &expected in label {
        let (symbol, width) = text.symbol_at(at)?;
        if small(symbol) != expected {
            return None;
        }
        at += width;
    }
    Some(at)
}

fn end_after_label<T: Text>(text: T, mut at: usize, max_digits: usize) -> Option<usize> {
    if let Some((symbol, width)) = text.symbol_at(at)
        && has(symbol, is::LABEL_STOP)
    {
        at += width;
    }
    let end = digits_end(text, skip(text, at, is::AFTER_LABEL), max_digits)?;
    match text.symbol_at(end) {
        Some((HASH, width)) => Some(end + width),
        _ => Some(end),
    }
}

fn skip<T: Text>(text: T, mut at: usize, properties: u32) -> usize {
    while let Some((symbol, width)) = text.symbol_at(at)
        && has(symbol, properties)
    {
        at += width;
    }
    at
}

fn digits_end<T: Text>(text: T, at: usize, max: usize) -> Option<usize> {
    let mut end = at;
    for _ in 0..max {
        match text.symbol_at(end) {
            Some((symbol, width)) if has(symbol, is::DIGIT) => end += width,
            _ => break,
        }
    }
    (end > at).then_some(end)
}

/// An extension at the end of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Suffix {
    /// Where it begins, at the leftmost: with everything that may stand before its label.
    pub(crate) start: usize,
    /// The last place where it could begin: at its label.
    pub(crate) label: usize,
    /// Its digits.
    pub(crate) digits: (usize, usize),
}

/// The extension with which a number ends, if it does: of all readings the one that begins first.
pub(crate) fn suffix(symbols: &[Symbol]) -> Option<Suffix> {
    let (end, hash) = match symbols {
        [rest @ .., HASH] => (rest.len(), true),
        _ => (symbols.len(), false),
    };
    let digits = run_start(symbols, end, is::DIGIT);
    let count = end - digits;
    if count == 0 {
        return None;
    }
    let before = symbols.get(..digits)?;
    if !hash && !may_end_label(before) {
        return None;
    }
    let readings = [
        (count <= MAX_AFTER_EXPLICIT_LABEL && !hash).then(|| rfc_3966_label(before)).flatten(),
        (count <= MAX_AFTER_EXPLICIT_LABEL).then(|| word_label(before, &EXPLICIT)).flatten(),
        (count <= MAX_AFTER_AMBIGUOUS_LABEL).then(|| word_label(before, &AMBIGUOUS)).flatten(),
        (count <= MAX_WHEN_UNSURE && hash).then(|| american_label(before)).flatten(),
        (count <= MAX_AFTER_LIKELY_LABEL).then(|| dialling_label(before)).flatten(),
        (count <= MAX_AFTER_AMBIGUOUS_LABEL).then(|| comma_label(before)).flatten(),
    ];
    let (start, label) = readings.into_iter().flatten().min_by_key(|&(start, _)| start)?;
    Some(Suffix { start, label, digits: (digits, end) })
}

/// Whether a label may end there at all. Most numbers are told apart from one with an extension by
/// this alone.
fn may_end_label(before: &[Symbol]) -> bool {
    let run = run_start(before, before.len(), is::AFTER_LABEL);
    let Some((head, run)) = before.split_at_checked(run) else { return false };
    run.contains(&COMMA)
        || match head {
            [.., last, stop] if has(*stop, is::LABEL_STOP) => {
                *last == COMMA || has(*last, is::LABEL_END)
            }
            [.., last] => has(*last, is::LABEL_END),
            [] => false,
        }
}

/// The start of a label with what may stand before it, and of the label itself.
type Label = (usize, usize);

fn rfc_3966_label(before: &[Symbol]) -> Option<Label> {
    let start = label_start(before, &RFC_3966)?;
    Some((start, start))
}

fn word_label(before: &[Symbol], labels: &[&[Symbol]]) -> Option<Label> {
    let before = before.get(..label_end(before))?;
    let last = small(*before.last()?);
    let labels = labels.iter().filter(|label| label.last() == Some(&last));
    let start = labels.filter_map(|label| label_start(before, label)).min()?;
    Some((run_start(before, start, is::BEFORE_LABEL), start))
}

fn american_label(before: &[Symbol]) -> Option<Label> {
    let run = before.iter().rev().take_while(|symbol| matches!(**symbol, HYPHEN | SPACE)).count();
    let start = before.len() - run;
    (run > 0).then(|| (start, before.len() - 1))
}

/// `,,` or `;`, which telephones dial the extension after.
fn dialling_label(before: &[Symbol]) -> Option<Label> {
    let run = run_start(before, before.len(), is::AFTER_LABEL);
    let head = before.get(..label_end(before))?;
    let commas_in_run = (run..before.len()).find(|&at| is_two_commas(before, at));
    let semicolon = head.len().checked_sub(1).filter(|&at| head.get(at) == Some(&SEMICOLON));
    let commas = head.len().checked_sub(2).filter(|&at| is_two_commas(head, at));
    let start = [commas_in_run, semicolon, commas].into_iter().flatten().min()?;
    Some((blank_run_start(before, start), start))
}

fn is_two_commas(symbols: &[Symbol], at: usize) -> bool {
    symbols.get(at..at + 2) == Some(&[COMMA, COMMA])
}

/// Commas alone.
fn comma_label(before: &[Symbol]) -> Option<Label> {
    let run = run_start(before, before.len(), is::AFTER_LABEL);
    let in_run = (run..before.len()).find(|&at| before.get(at) == Some(&COMMA));
    let head = before.get(..label_end(before))?;
    let commas = head.iter().rev().take_while(|symbol| **symbol == COMMA).count();
    let at_stop = (commas > 0).then(|| head.len() - commas);
    let start = in_run.into_iter().chain(at_stop).min()?;
    Some((blank_run_start(before, start), start))
}

/// Where the label ends that these symbols, all before the digits, may hold.
fn label_end(before: &[Symbol]) -> usize {
    let end = run_start(before, before.len(), is::AFTER_LABEL);
    match end.checked_sub(1).and_then(|last| before.get(last)) {
        Some(&last) if has(last, is::LABEL_STOP) => end - 1,
        _ => end,
    }
}

fn label_start(before: &[Symbol], label: &[Symbol]) -> Option<usize> {
    let start = before.len().checked_sub(label.len())?;
    let found = before.get(start..)?.iter().copied().map(small);
    found.eq(label.iter().copied()).then_some(start)
}

fn run_start(symbols: &[Symbol], end: usize, properties: u32) -> usize {
    let head = symbols.get(..end).unwrap_or_default();
    end - head.iter().rev().take_while(|symbol| has(**symbol, properties)).count()
}

fn blank_run_start(symbols: &[Symbol], end: usize) -> usize {
    let head = symbols.get(..end).unwrap_or_default();
    let is_blank = |symbol: &&Symbol| **symbol == TAB || has(**symbol, is::BLANK);
    end - head.iter().rev().take_while(is_blank).count()
}
