//! Reads the words beside a number, or of a heading, and says what they say that it is.

use super::cues::{Class, Cue, EVIDENT, Place, cue_of};
use super::words::{Style, Token, Tokens, Word, is_east_asian};

/// Classes, as a set: bit n for the nth.
pub(crate) type Classes = u16;

/// A cue counts as near for that many words.
const NEAR_WORDS: u8 = 5;
/// So many digits without a word between are a number of their own: what stands before them is about them.
const NUMBER_DIGITS: usize = 5;
/// Behind a number so many words are read.
const WORDS_AFTER: usize = 3;
/// Bytes that are read before a number; enough for a line.
const BYTES_BEFORE: usize = 140;
/// Bytes of a heading or of a field's names that are read.
const BYTES_OF_TITLE: usize = 200;

/// What the words before a number say, gathered from left to right.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Reading {
    nearest: Option<Class>,
    /// Words since the nearest cue.
    age: u8,
    /// The nearest cue is an abbreviation: a stop behind it ends no sentence.
    is_short: bool,
    /// The last word was a preposition of a Romance language: `téléphone du client` is a telephone.
    is_qualified: bool,
    /// A slash or ampersand stands right behind the nearest cue: `Tel/Fax` is both.
    is_joined: bool,
    /// The nearest cue is a number of somebody's own, which is a telephone's: `my number`. With a
    /// party behind it it is not: `su número de cliente`.
    is_own: bool,
    /// Words with capitals since the last without.
    capitals: u8,
    /// Digits since the last word, however they are grouped.
    digits: usize,
    far: Classes,
}

impl Reading {
    /// The class of the last cue, if it is near.
    pub(crate) fn nearest(&self) -> Option<Class> {
        match self.nearest {
            Some(Class::Number) if self.is_own => Some(Class::Phone),
            nearest => nearest.filter(|class| class.is_evident()),
        }
    }

    /// The classes of the cues before that.
    pub(crate) fn far(&self) -> Classes {
        self.far
    }

    /// Whether the last words are what people's and companies' names look like.
    pub(crate) fn ends_with_name(&self) -> bool {
        self.capitals >= 2
    }

    /// Reads the end of a text that stands before the number, or before what is read next.
    #[inline(never)]
    pub(crate) fn read_before(&mut self, text: &str) {
        self.read(tail(text), Style::Prose);
    }

    /// Takes note that a block ends here. Its words may still be a label of what follows.
    pub(crate) fn end_block(&mut self) {
        self.age = self.age.saturating_add(1);
        self.is_qualified = false;
        self.capitals = 0;
    }

    #[inline(never)]
    fn read(&mut self, text: &str, style: Style) {
        let mut tokens = Tokens::new(text, style);
        while let Some(token) = tokens.next() {
            match token {
                Token::Word(word) => {
                    let next = tokens.rest().chars().next();
                    self.word(&word, next, style);
                }
                Token::Digits(count) => {
                    self.capitals = 0;
                    self.digits += count;
                    if self.digits >= NUMBER_DIGITS {
                        self.withdraw();
                    }
                }
                Token::Mark(mark) => self.mark(mark, tokens.rest()),
            }
        }
    }

    fn word(&mut self, word: &Word, next: Option<char>, style: Style) {
        self.digits = 0;
        self.capitals = if word.is_capital { self.capitals.saturating_add(1) } else { 0 };
        let mut folded = word.folded();
        let is_east_asian = text_of(folded).chars().next().is_some_and(is_east_asian);
        let mut known = false;
        while !folded.is_empty() {
            let cue = cue_of(folded).filter(|cue| counts(cue, word, next, style));
            let skipped = match cue {
                Some(cue) => {
                    known = true;
                    self.is_short = folded.len() <= 4;
                    self.take(cue.class);
                    cue.length
                }
                None => text_of(folded).chars().next().map_or(1, char::len_utf8),
            };
            // Scripts without spaces are searched at each of their characters.
            folded = if is_east_asian { folded.get(skipped..).unwrap_or_default() } else { &[] };
        }
        if !known {
            self.is_joined = false;
            self.age = self.age.saturating_add(1);
            self.is_qualified =
                matches!(word.folded(), b"de" | b"du" | b"des" | b"del" | b"da" | b"do" | b"della");
            if self.age > NEAR_WORDS {
                self.withdraw();
            }
        }
    }

    fn take(&mut self, class: Class) {
        let is_close = self.age <= 2;
        let is_own = is_close && (self.is_own || self.nearest == Some(Class::Own));
        let nearest = match (self.nearest.filter(|_| is_close), class) {
            (Some(Class::Party), Class::Number) | (Some(Class::Number), Class::Party) => Class::Id,
            (Some(Class::Contact), Class::Number) => Class::Phone,
            // `Tél. domicile`, `Fax office`.
            (Some(before @ (Class::Phone | Class::Fax)), Class::Contact) => before,
            (Some(Class::Phone), Class::Fax) | (Some(Class::Fax), Class::Phone)
                if self.is_joined =>
            {
                Class::Phone
            }
            // `Order no.` stays an order's, `client's phone` and `phone of the client` a telephone.
            (Some(before), Class::Number | Class::Party | Class::Own) if before.is_evident() => {
                before
            }
            (Some(before), _)
                if self.is_qualified && before.is_evident() && before != Class::Number =>
            {
                before
            }
            (_, class) => {
                self.withdraw();
                class
            }
        };
        self.is_own = is_own && nearest == Class::Number;
        self.nearest = Some(nearest);
        self.age = 0;
        self.is_qualified = false;
        self.is_joined = false;
    }

    fn mark(&mut self, mark: char, rest: &str) {
        let ends = match mark {
            // `Faxnr. ` right before the number is an abbreviation, however long.
            '.' if self.age == 0 && (self.is_short || rest.chars().all(char::is_whitespace)) => {
                false
            }
            '.' => rest.starts_with([' ', '\n', '\u{A0}']),
            '!' | '?' | '。' => true,
            ';' | '|' | '\n' | '•' | '·' | '\t' => self.age > 0,
            _ => false,
        };
        if ends {
            self.withdraw();
        }
        if matches!(mark, '.' | '!' | '?' | ';' | '|' | '\n' | '•' | '·' | '/') {
            self.capitals = 0;
        }
        self.is_joined |= matches!(mark, '/' | '&' | '／') && self.age == 0;
    }

    /// What was near is far from here on.
    #[inline(never)]
    fn withdraw(&mut self) {
        if let Some(class) = self.nearest.take() {
            self.far |= 1 << class as u16;
        }
        self.age = 0;
    }
}

/// Whether a cue counts where it stands.
fn counts(cue: &Cue, word: &Word, next: Option<char>, style: Style) -> bool {
    match cue.place {
        Place::Any => true,
        Place::Text => style == Style::Prose,
        Place::Dotted => {
            style == Style::Identifier && cue.length > 1
                || matches!(next, Some('.' | ':' | '°' | 'º'))
                || word.is_capital && style == Style::Prose
        }
    }
}

/// What the words behind a number say: `(mobile)`, but not `Fax:` before the next number.
#[inline(never)]
pub(crate) fn read_after(text: &str) -> Option<Class> {
    let mut tokens = Tokens::new(text, Style::Prose);
    let mut words = 0;
    while let Some(token) = tokens.next() {
        match token {
            Token::Word(word) => {
                words += 1;
                let rest = tokens.rest();
                let cue = cue_within(&word).filter(|cue| {
                    counts(cue, &word, rest.chars().next(), Style::Prose) && cue.class.is_evident()
                });
                if let Some(cue) = cue {
                    return (!is_label(rest)).then_some(cue.class);
                }
                if words == WORDS_AFTER {
                    return None;
                }
            }
            Token::Digits(_)
            | Token::Mark('\n' | '|' | ';' | '•' | '·' | '+' | '.' | '!' | '?') => {
                return None;
            }
            Token::Mark(_) => {}
        }
    }
    None
}

/// The cue that a word is, or the first that it holds in a script without spaces.
fn cue_within(word: &Word) -> Option<Cue> {
    let text = text_of(word.folded());
    if !text.starts_with(is_east_asian) {
        return cue_of(word.folded());
    }
    text.char_indices().find_map(|(at, _)| cue_of(text.get(at..)?.as_bytes()))
}

/// Whether what follows a word makes it the label of another number.
fn is_label(rest: &str) -> bool {
    let rest = rest.trim_start_matches(['.', ' ', '\u{A0}']);
    rest.starts_with([':', '=', '+', '(', '#', '：', '|', '\n'])
        || rest.starts_with(|c: char| c.is_ascii_digit())
}

/// What a heading or a label says. Its last cue is what it is about: `Order phone` is a telephone.
#[inline(never)]
pub(crate) fn read_title(title: &str) -> Classes {
    let mut reading = Reading::default();
    reading.read(head(title, BYTES_OF_TITLE), Style::Prose);
    // However long a heading is, all of it is about its numbers.
    match reading.nearest() {
        Some(class) => 1 << class as u16,
        None => reading.far() & EVIDENT_CLASSES,
    }
}

/// What the attributes of an element say, each by its own last cue.
pub(crate) fn read_field(field: &str) -> Classes {
    let mut classes = 0;
    for name in head(field, BYTES_OF_TITLE).split_ascii_whitespace() {
        let mut reading = Reading::default();
        reading.read(name, Style::Identifier);
        if let Some(class) = reading.nearest() {
            classes |= 1 << class as u16;
        }
    }
    classes
}

/// All classes but parties.
pub(crate) const EVIDENT_CLASSES: Classes = (1 << EVIDENT) - 1;

fn tail(text: &str) -> &str {
    let mut start = text.len().saturating_sub(BYTES_BEFORE);
    while !text.is_char_boundary(start) {
        start += 1;
    }
    text.get(start..).unwrap_or_default()
}

fn head(text: &str, bytes: usize) -> &str {
    let mut end = text.len().min(bytes);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or_default()
}

fn text_of(folded: &[u8]) -> &str {
    core::str::from_utf8(folded).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nearest(before: &str) -> Option<Class> {
        let mut reading = Reading::default();
        reading.read_before(before);
        reading.nearest()
    }

    #[test]
    fn the_last_cue_before_a_number_is_about_it() {
        assert_eq!(nearest("Order 42, Tel.: "), Some(Class::Phone));
        assert_eq!(nearest("please call about my order "), Some(Class::Id));
        assert_eq!(nearest("Order hotline: "), Some(Class::Phone));
        assert_eq!(nearest("Faxnr. "), Some(Class::Fax));
        assert_eq!(nearest("Tél. domicile "), Some(Class::Phone));
        assert_eq!(nearest("T: 030 1234567 F: "), Some(Class::Fax));
        assert_eq!(nearest("ご注文番号："), Some(Class::Id));
        assert_eq!(nearest("携帯電話番号 "), Some(Class::Phone));
    }

    #[test]
    fn a_party_with_a_number_is_an_identifier_and_without_one_nothing() {
        assert_eq!(nearest("Customer no. "), Some(Class::Id));
        assert_eq!(nearest("Numéro client : "), Some(Class::Id));
        assert_eq!(nearest("customer "), None);
        assert_eq!(nearest("Téléphone du client : "), Some(Class::Phone));
        assert_eq!(nearest("Numéro de téléphone du client : "), Some(Class::Phone));
    }

    #[test]
    fn somebody_s_own_number_is_a_telephone() {
        assert_eq!(nearest("My new number is "), Some(Class::Phone));
        assert_eq!(nearest("Meine neue Nummer lautet "), Some(Class::Phone));
        assert_eq!(nearest("your customer number "), Some(Class::Id));
        assert_eq!(nearest("Su número de cliente es "), Some(Class::Id));
        assert_eq!(nearest("Fixe 06 12 34 07 82 · N° de fax: "), Some(Class::Fax));
    }

    #[test]
    fn a_sentence_or_another_number_ends_what_a_cue_is_about() {
        assert_eq!(nearest("We have your order. You are at "), None);
        assert_eq!(nearest("order 4158675309 from "), None);
        assert_eq!(nearest("Ref. "), Some(Class::Id));
        assert_eq!(nearest("Fixe 06 12 34 07 82 · "), None);
    }

    #[test]
    fn a_word_behind_a_number_counts_unless_it_labels_the_next() {
        assert_eq!(read_after(" (mobile)"), Some(Class::Phone));
        assert_eq!(read_after(" Fax: 030 1"), None);
        assert_eq!(read_after(" Fax"), Some(Class::Fax));
        assert_eq!(read_after("までお電話ください"), Some(Class::Phone));
    }

    #[test]
    fn attributes_are_read_one_by_one() {
        assert_eq!(read_field("orderPhone"), 1 << Class::Phone as u16);
        assert_eq!(read_field("cell grid-cell order_id"), 1 << Class::Id as u16);
        assert_eq!(read_field("tel itemprop=telephone"), 1 << Class::Phone as u16);
    }
}
