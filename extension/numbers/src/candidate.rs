//! Finds what might be a number: libphonenumber's candidate grammar.
//!
//! Up to two lead characters, each with up to four punctuation characters; then up to 21 blocks of
//! 1 to 20 digits with up to four punctuation characters between them; then perhaps an extension.
//! Every choice in that grammar is decided by what comes next, so one forward pass equals the
//! regular expression with its backtracking.

use alloc::vec::Vec;

use crate::extension;
use crate::symbol::{BACKSLASH, COLON, SLASH, SMALL_X, SPACE, Symbol, has, is, properties_of};
use crate::text::Text;
use crate::unicode::spoils_neighbour;

const MAX_BLOCKS: usize = 21;
const MAX_BLOCK_DIGITS: usize = 20;
const MAX_PUNCTUATION: usize = 4;
/// Two lead characters with their punctuation.
const MAX_LEAD: usize = 2 * (1 + MAX_PUNCTUATION);

/// A candidate, copied out of the text as symbols. One is reused for a whole text.
#[derive(Debug, Default)]
pub(crate) struct Candidate {
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
    pub(crate) digits: usize,
    /// The character before it may not stand before a number.
    spoiled_before: bool,
    /// The character after it may not stand after a number.
    spoiled_after: bool,
    /// `:` and minutes follow, as in a time.
    pub(crate) minutes_follow: bool,
}

impl Candidate {
    /// Reads the next candidate at or after a position; answers whether there is one.
    #[inline]
    pub(crate) fn read<T: Text>(&mut self, text: T, from: usize) -> bool {
        let Some(first_digit) = text.find_digit(from) else { return false };
        self.symbols.clear();
        self.positions.clear();
        self.properties = 0;
        self.digits = 0;
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
        true
    }

    /// Looks at the characters beside it. Apart from reading, as most candidates have too few
    /// digits for anybody to care.
    pub(crate) fn look_around<T: Text>(&mut self, text: T) {
        let end = self.position(self.symbols.len());
        let before = text.character_before(self.start);
        self.spoiled_before = before.is_some_and(|(character, _)| spoils_neighbour(character));
        let after = text.character_at(end);
        self.spoiled_after = after.is_some_and(|(character, _)| spoils_neighbour(character));
        self.minutes_follow = minutes_at(text, end);
    }

    /// The symbols of the whole candidate.
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
fn lead_start<T: Text>(text: T, from: usize, first_digit: usize) -> usize {
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
    let symbol = |place: usize| text.symbol_at(at + place).map(|(symbol, _)| symbol);
    symbol(0) == Some(COLON) && matches!(symbol(1), Some(0..=5)) && matches!(symbol(2), Some(0..=9))
}
