//! Finds what might be a number: libphonenumber's candidate grammar.
//!
//! Up to two lead characters, each with up to four punctuation characters; then up to 21 blocks of
//! 1 to 20 digits with up to four punctuation characters between them; then perhaps an extension.
//! Every choice in that grammar is decided by what comes next, so one forward pass equals the
//! regular expression with its backtracking.

use alloc::vec::Vec;

use crate::extension;
use crate::parse::PlainDigits;
use crate::plain::{self, Plain};
use crate::scan::Scan;
use crate::symbol::{
    BACKSLASH, SLASH, SMALL_X, SPACE, Symbol, ascii_properties, has, is, properties_of,
};
use crate::text::{BEYOND_ASCII, Text};
use crate::unicode::spoils_neighbour;

const MAX_BLOCKS: usize = 21;
const MAX_BLOCK_DIGITS: usize = 20;
const MAX_PUNCTUATION: usize = 4;
/// Two lead characters with their punctuation.
pub(crate) const MAX_LEAD: usize = 2 * (1 + MAX_PUNCTUATION);

/// A candidate, copied out of the text as symbols. One is reused for a whole text, and for no other.
#[derive(Debug, Default)]
pub(crate) struct Candidate {
    /// What is known of the text around the place that was read last.
    scan: Scan,
    symbols: Vec<Symbol>,
    /// Where each symbol begins in the text, and where the last one ends; empty as long as every
    /// symbol is one code unit.
    positions: Vec<usize>,
    start: usize,
    /// How many symbols belong to it; the others were cut off as the start of a second number.
    length: usize,
    /// All properties of its symbols together.
    pub(crate) properties: u32,
    /// How many of its symbols are digits, or letters that may stand for some.
    digits: usize,
    /// What is known of it without the whole grammar.
    pub(crate) plain: Plainness,
    /// Its digits, if it is plain, without those of an extension.
    digits_alone: PlainDigits,
    /// It begins with a lead character.
    pub(crate) is_led: bool,
    /// The character before it may not stand before a number.
    spoiled_before: bool,
    /// The character after it may not stand after a number.
    spoiled_after: bool,
    /// `:` and minutes follow, as in a time.
    pub(crate) minutes_follow: bool,
}

/// How far a candidate is read from ASCII digits and punctuation alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Plainness {
    /// Not at all.
    #[default]
    None,
    /// All of it: no letter, no extension.
    All,
    /// All but an extension " x123" at its end: where that begins, and its digits.
    BeforeExtension { start: usize, digits: usize },
}

/// What comes next in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Next {
    /// No digit, so no candidate.
    Nothing,
    /// One with too few digits for any number; it ends here.
    TooShort(usize),
    /// One that may be a number.
    Candidate,
}

/// The fewest digits of a candidate that can be a number.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fewest {
    pub(crate) digits: usize,
    /// The same for one that begins with a plus sign.
    pub(crate) with_plus: usize,
}

impl Fewest {
    fn of(&self, properties: u32) -> usize {
        if properties & is::PLUS != 0 { self.with_plus } else { self.digits }
    }
}

impl Candidate {
    /// Reads the next candidate at or after a position.
    #[inline]
    pub(crate) fn read<T: Text>(&mut self, text: T, from: usize, fewest: Fewest) -> Next {
        let Some(first_digit) = self.scan.next_promising_digit(text, from, fewest) else {
            return Next::Nothing;
        };
        let next = plain::read(text, first_digit, &mut self.digits_alone)
            .and_then(|plain| self.read_plain(text, from, first_digit, plain, fewest));
        next.unwrap_or_else(|| self.read_whole(text, from, first_digit, fewest))
    }

    /// Takes over a plain candidate; `None` if what leads it is not plain.
    #[inline]
    fn read_plain<T: Text>(
        &mut self,
        text: T,
        from: usize,
        first_digit: usize,
        plain: Plain,
        fewest: Fewest,
    ) -> Option<Next> {
        // The digits of an extension count too, where the whole grammar counts.
        let too_short = plain.extension.is_none().then_some(Next::TooShort(plain.end));
        if plain.digits < fewest.digits.min(fewest.with_plus) {
            return too_short;
        }
        let start = lead_start(text, from, first_digit);
        let lead_properties = text.ascii_properties(start, first_digit)?;
        if lead_properties & is::X != 0 {
            return None;
        }
        if plain.digits < fewest.of(lead_properties) {
            return too_short;
        }
        self.symbols.clear();
        self.positions.clear();
        self.start = start;
        self.is_led = start != first_digit;
        self.length = plain.end - start;
        self.properties = lead_properties | plain.properties;
        if lead_properties & is::PLUS != 0 && start + 1 == first_digit {
            self.digits_alone.follow_plus();
        }
        self.plain = match plain.extension {
            None => Plainness::All,
            Some(plain::Extension { start: end, digits }) => {
                Plainness::BeforeExtension { start: end - start, digits: digits - start }
            }
        };
        Some(Next::Candidate)
    }

    /// Beside the way that most candidates take.
    #[inline(never)]
    fn read_whole<T: Text>(
        &mut self,
        text: T,
        from: usize,
        first_digit: usize,
        fewest: Fewest,
    ) -> Next {
        self.symbols.clear();
        self.positions.clear();
        self.properties = 0;
        self.digits = 0;
        self.plain = Plainness::None;
        self.start = lead_start(text, from, first_digit);
        self.push_all(text, self.start, first_digit);
        let mut end = self.blocks(text, first_digit);
        if let Some(extended) = extension::forward_end(text, end) {
            self.push_all(text, end, extended);
            end = extended;
        }
        if !self.positions.is_empty() {
            self.positions.push(end);
        }
        self.length = self.symbols.len();
        if self.properties & is::X != 0 {
            // `/x` or `\x` begins a second extension: "(530) 583-6985 x302/x2303".
            self.length = second_number(&self.symbols).unwrap_or(self.length);
        }
        if self.digits < fewest.of(self.properties) {
            Next::TooShort(self.end())
        } else {
            Next::Candidate
        }
    }

    /// Looks at the characters beside it. Apart from reading, as most candidates have too few
    /// digits for anybody to care.
    pub(crate) fn look_around<T: Text>(&mut self, text: T) {
        let end = self.position(self.symbols.len().max(self.length));
        self.spoiled_before = match self.start.checked_sub(1).map(|before| text.ascii_at(before)) {
            None => false,
            Some(byte) if byte < BEYOND_ASCII => ascii_properties(byte) & is::SPOILS != 0,
            Some(_) => {
                text.character_before(self.start).is_some_and(|(one, _)| spoils_neighbour(one))
            }
        };
        self.spoiled_after = match text.ascii_at(end) {
            byte if byte < BEYOND_ASCII => ascii_properties(byte) & is::SPOILS != 0,
            _ => text.character_at(end).is_some_and(|(one, _)| spoils_neighbour(one)),
        };
        self.minutes_follow = minutes_at(text, end);
    }

    /// Its digits, if it is plain, without those of an extension.
    #[inline]
    pub(crate) fn digits_alone(&self) -> Option<&PlainDigits> {
        (self.plain != Plainness::None).then_some(&self.digits_alone)
    }

    /// How many symbols it has.
    #[inline]
    pub(crate) fn length(&self) -> usize {
        self.length
    }

    /// Copies the symbols of a plain candidate, whose digits are mostly all that is looked at.
    #[inline]
    pub(crate) fn spell_out<T: Text>(&mut self, text: T) {
        if self.symbols.is_empty() {
            text.push_ascii(self.start, self.start + self.length, &mut self.symbols);
        }
    }

    /// The symbols of the whole candidate; of a plain one, once it is spelt out.
    #[inline]
    pub(crate) fn symbols(&self) -> &[Symbol] {
        self.symbols.get(..self.length).unwrap_or_default()
    }

    /// Where a symbol begins in the text; the length of the candidate gives its end.
    #[inline]
    pub(crate) fn position(&self, symbol: usize) -> usize {
        self.positions.get(symbol).copied().unwrap_or(self.start + symbol)
    }

    /// Where the candidate ends in the text.
    #[inline]
    pub(crate) fn end(&self) -> usize {
        self.position(self.length)
    }

    /// Whether the character before a symbol may not stand before a number.
    pub(crate) fn spoiled_before(&self, symbol: usize) -> bool {
        match symbol.checked_sub(1).and_then(|before| self.symbols.get(before)) {
            Some(&before) => has(before, is::LATIN),
            None => self.spoiled_before,
        }
    }

    /// Whether the symbol at which a part ends, the first after it, may not stand after a number.
    pub(crate) fn spoiled_after(&self, end: usize) -> bool {
        self.symbols.get(end).map_or(self.spoiled_after, |&after| has(after, is::LATIN))
    }

    #[inline]
    fn push(&mut self, symbol: Symbol, at: usize, width: usize) {
        if width != 1 && self.positions.is_empty() {
            self.positions.extend(self.start..self.start + self.symbols.len());
            self.positions.push(at);
        } else if !self.positions.is_empty() {
            self.positions.push(at);
        }
        self.symbols.push(symbol);
    }

    #[inline]
    fn note(&mut self, properties: u32, digits: usize) {
        self.properties |= properties;
        self.digits += digits;
    }

    fn push_all<T: Text>(&mut self, text: T, from: usize, to: usize) {
        let mut at = from;
        while at < to
            && let Some((symbol, width)) = text.symbol_at(at)
        {
            self.push(symbol, at, width);
            let properties = properties_of(symbol);
            self.note(properties, usize::from(properties & (is::DIGIT | is::LETTER) != 0));
            at += width;
        }
    }

    /// Reads the blocks of digits; answers where the last one ends.
    #[inline]
    fn blocks<T: Text>(&mut self, text: T, first_digit: usize) -> usize {
        let mut at = first_digit;
        let mut end = first_digit;
        let mut kept = self.symbols.len();
        let mut blocks = 0;
        let mut in_block = MAX_BLOCK_DIGITS;
        let mut punctuation = 0;
        let mut properties_between = 0;
        let mut digits_between = 0;
        while let Some((symbol, width)) = text.symbol_at(at) {
            let properties = properties_of(symbol);
            if properties & is::DIGIT != 0 {
                if punctuation > 0 || in_block == MAX_BLOCK_DIGITS {
                    if blocks == MAX_BLOCKS {
                        break;
                    }
                    blocks += 1;
                    in_block = 0;
                }
                in_block += 1;
                punctuation = 0;
                self.push(symbol, at, width);
                self.note(properties | properties_between, 1 + digits_between);
                (properties_between, digits_between) = (0, 0);
                at += width;
                end = at;
                kept = self.symbols.len();
            } else if properties & is::PUNCTUATION != 0 && punctuation < MAX_PUNCTUATION {
                punctuation += 1;
                self.push(symbol, at, width);
                properties_between |= properties;
                digits_between += usize::from(properties & is::LETTER != 0);
                at += width;
            } else {
                break;
            }
        }
        self.symbols.truncate(kept);
        if self.positions.len() > kept {
            self.positions.truncate(kept);
        }
        end
    }
}

/// Where a second number begins, if one does.
pub(crate) fn second_number(symbols: &[Symbol]) -> Option<usize> {
    let follows = |slash: &usize| {
        let rest = symbols.get(slash + 1..).unwrap_or_default();
        rest.iter().find(|symbol| **symbol != SPACE) == Some(&SMALL_X)
    };
    let slashes =
        symbols.iter().enumerate().filter(|(_, symbol)| matches!(**symbol, SLASH | BACKSLASH));
    slashes.map(|(place, _)| place).find(follows)
}

/// Where the candidate with this first digit begins: at the leftmost place, not before `from`, from
/// which at most two lead characters, each with at most [`MAX_PUNCTUATION`] punctuation characters
/// after it, reach the digit.
#[inline]
fn lead_start<T: Text>(text: T, from: usize, first_digit: usize) -> usize {
    match text.symbol_before(first_digit) {
        Some((symbol, _)) if has(symbol, is::LEAD | is::PUNCTUATION) => {
            lead_start_before(text, from, first_digit)
        }
        _ => first_digit,
    }
}

fn lead_start_before<T: Text>(text: T, from: usize, first_digit: usize) -> usize {
    let mut start = first_digit;
    let mut at = first_digit;
    // How many punctuation characters reach from here to the digit, if nothing else does.
    let mut plain = Some(0);
    // The same for here to the digit by way of one lead character: the fewest to that lead.
    let mut after_lead: Option<usize> = None;
    for _ in 0..MAX_LEAD {
        let Some((symbol, width)) = text.symbol_before(at) else { break };
        let Some(before) = at.checked_sub(width).filter(|&before| before >= from) else { break };
        let properties = properties_of(symbol);
        if properties & (is::LEAD | is::PUNCTUATION) == 0 {
            break;
        }
        at = before;
        let is_lead = properties & is::LEAD != 0;
        let is_punctuation = properties & is::PUNCTUATION != 0;
        if is_lead && (plain.is_some() || after_lead.is_some()) {
            start = at;
        }
        let more = |count: Option<usize>| {
            count.map(|count| count + 1).filter(|&count| is_punctuation && count <= MAX_PUNCTUATION)
        };
        let begins_lead = is_lead && plain.is_some();
        after_lead = if begins_lead { Some(0) } else { more(after_lead) };
        plain = more(plain);
        if plain.is_none() && after_lead.is_none() {
            break;
        }
    }
    start
}

/// Whether `:` and two digits that can be minutes stand here.
fn minutes_at<T: Text>(text: T, at: usize) -> bool {
    text.ascii_at(at) == b':'
        && matches!(text.ascii_at(at + 1), b'0'..=b'5')
        && text.symbol_at(at + 2).is_some_and(|(symbol, _)| has(symbol, is::DIGIT))
}
