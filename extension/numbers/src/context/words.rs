//! Splits text into words as the cues are written: small letters, accents folded to ASCII.

/// No cue is longer; of a longer word the end is lost.
const MAX_BYTES: usize = 32;

/// A word, folded.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Word {
    folded: [u8; MAX_BYTES],
    used: u8,
    /// It begins with a capital letter.
    pub(crate) is_capital: bool,
}

impl Word {
    pub(crate) fn folded(&self) -> &[u8] {
        self.folded.get(..usize::from(self.used)).unwrap_or_default()
    }

    fn new(first: char) -> Self {
        Self { folded: [0; MAX_BYTES], used: 0, is_capital: is_capital(first) }
    }

    #[inline(never)]
    fn push(&mut self, letter: char) {
        let mut utf8 = [0; 4];
        let bytes = fold(letter).encode_utf8(&mut utf8).as_bytes();
        let start = usize::from(self.used);
        if let Some(space) = self.folded.get_mut(start..start + bytes.len()) {
            space.copy_from_slice(bytes);
            self.used += bytes.len() as u8;
        }
    }
}

/// A part of a text.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Token {
    /// Letters.
    Word(Word),
    /// That many decimal digits with nothing between them.
    Digits(usize),
    /// Any other character.
    Mark(char),
}

/// How words are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    /// For people.
    Prose,
    /// In names that programs use: `customerPhone` is two words.
    Identifier,
}

/// The parts of a text in their order.
#[derive(Debug, Clone)]
pub(crate) struct Tokens<'t> {
    rest: &'t str,
    style: Style,
}

impl<'t> Tokens<'t> {
    pub(crate) fn new(text: &'t str, style: Style) -> Self {
        Self { rest: text, style }
    }

    /// What was not read yet.
    pub(crate) fn rest(&self) -> &'t str {
        self.rest
    }
}

impl Iterator for Tokens<'_> {
    type Item = Token;

    // Called from many places and never alone the slow part: one copy keeps the module small.
    #[inline(never)]
    fn next(&mut self) -> Option<Token> {
        let text = self.rest;
        let mut characters = text.char_indices();
        let (_, first) = characters.next()?;
        let mut end = text.len();
        let token = if is_letter(first) {
            let mut word = Word::new(first);
            word.push(first);
            let mut before = first;
            for (at, character) in characters {
                let splits =
                    self.style == Style::Identifier && !is_capital(before) && is_capital(character);
                if !is_letter(character)
                    || splits
                    || is_east_asian(character) != is_east_asian(before)
                {
                    end = at;
                    break;
                }
                word.push(character);
                before = character;
            }
            Token::Word(word)
        } else if is_digit(first) {
            let mut count = 1;
            for (at, character) in characters {
                if !is_digit(character) {
                    end = at;
                    break;
                }
                count += 1;
            }
            Token::Digits(count)
        } else {
            end = first.len_utf8();
            Token::Mark(first)
        };
        self.rest = text.get(end..).unwrap_or_default();
        Some(token)
    }
}

/// Whether it is a decimal digit of any script.
pub(crate) fn is_digit(character: char) -> bool {
    character.is_ascii_digit() || crate::unicode::decimal_digit(character.into()).is_some()
}

/// Whether a text holds a letter of any script. One copy, as it is asked in many places.
#[inline(never)]
pub(crate) fn has_letter(text: &str) -> bool {
    text.chars().any(is_alphabetic)
}

/// Whether a text holds a letter or number of any script. One copy, likewise.
#[inline(never)]
pub(crate) fn has_letter_or_number(text: &str) -> bool {
    text.chars().any(char::is_alphanumeric)
}

/// One copy of `char::is_alphabetic`.
#[inline(never)]
pub(crate) fn is_alphabetic(character: char) -> bool {
    character.is_alphabetic()
}

fn is_letter(character: char) -> bool {
    is_alphabetic(character) && !matches!(character, 'º' | 'ª') || character == '№'
}

/// Whether it is of a script without spaces between words.
pub(crate) fn is_east_asian(character: char) -> bool {
    matches!(character, '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}')
}

/// Whether it is a capital letter of a Latin script. The tables for all scripts would be larger than
/// all that is done here.
fn is_capital(letter: char) -> bool {
    letter.is_ascii_uppercase() || !letter.is_ascii() && small(letter) != letter
}

/// The small letter of a Latin one; all others stay.
fn small(letter: char) -> char {
    let code = u32::from(letter);
    let small = match code {
        0x41..=0x5A | 0xC0..=0xD6 | 0xD8..=0xDE => code + 0x20,
        // Capital and small letters take turns; in two stretches the capital ones are odd.
        0x139..=0x148 | 0x179..=0x17E => code + (code & 1),
        0x100..=0x137 | 0x14A..=0x177 => code | 1,
        // Full-width letters, usual in Japanese: ＴＥＬ.
        0xFF21..=0xFF3A => code + 0x20,
        _ => code,
    };
    char::from_u32(small).unwrap_or(letter)
}

#[inline(never)]
fn fold(letter: char) -> char {
    match small(letter) {
        'à'..='å' | 'ā' | 'ă' | 'ą' | 'æ' => 'a',
        'ç' | 'ć' | 'č' => 'c',
        'ď' | 'đ' => 'd',
        'è'..='ë' | 'ē' | 'ę' | 'ě' => 'e',
        'ì'..='ï' | 'ī' | 'ı' => 'i',
        'ł' => 'l',
        'ñ' | 'ń' | 'ň' => 'n',
        'ò'..='ö' | 'ø' | 'ō' | 'ő' => 'o',
        'ř' => 'r',
        'ß' | 'ś' | 'š' => 's',
        'ť' => 't',
        'ù'..='ü' | 'ū' | 'ů' | 'ű' => 'u',
        'ý' | 'ÿ' => 'y',
        'ź' | 'ż' | 'ž' => 'z',
        wide @ 'ａ'..='ｚ' => {
            char::from_u32(u32::from(wide) - 0xFF41 + u32::from('a')).unwrap_or(wide)
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::{Style, Token, Tokens};

    fn words(text: &str, style: Style) -> Vec<String> {
        Tokens::new(text, style)
            .filter_map(|token| match token {
                Token::Word(word) => Some(String::from_utf8(word.folded().to_vec()).unwrap()),
                _ => None,
            })
            .collect()
    }

    #[test]
    fn words_are_folded_and_identifiers_taken_apart() {
        assert_eq!(
            words("Téléphone: 12 Größe ＴＥＬ", Style::Prose),
            ["telephone", "grose", "tel"]
        );
        assert_eq!(
            words("customerPhone tel-no", Style::Identifier),
            ["customer", "phone", "tel", "no"]
        );
        assert_eq!(words("FAX番号", Style::Prose), ["fax", "番号"]);
    }

    #[test]
    fn a_word_of_any_length_is_read_whole() {
        let mut tokens =
            Tokens::new("äääääääääääääääääääääääääääääääääääääääääääääääb 1", Style::Prose);
        assert!(matches!(tokens.next(), Some(Token::Word(_))));
        assert_eq!(tokens.rest(), " 1");
    }
}
