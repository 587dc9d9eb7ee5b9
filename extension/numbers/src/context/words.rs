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
        Self { folded: [0; MAX_BYTES], used: 0, is_capital: first.is_uppercase() }
    }

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
                let splits = self.style == Style::Identifier
                    && before.is_lowercase()
                    && character.is_uppercase();
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

fn is_digit(character: char) -> bool {
    character.is_ascii_digit() || crate::unicode::decimal_digit(character.into()).is_some()
}

fn is_letter(character: char) -> bool {
    character.is_alphabetic() && !matches!(character, 'º' | 'ª') || character == '№'
}

/// Whether it is of a script without spaces between words.
pub(crate) fn is_east_asian(character: char) -> bool {
    matches!(character, '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}')
}

fn fold(letter: char) -> char {
    let small = match letter {
        'A'..='Z' | 'a'..='z' => return letter.to_ascii_lowercase(),
        // Full-width letters, usual in Japanese: ＴＥＬ.
        '\u{FF21}'..='\u{FF3A}' => return shifted(letter, 0xFF21),
        '\u{FF41}'..='\u{FF5A}' => return shifted(letter, 0xFF41),
        _ => letter.to_lowercase().next().unwrap_or(letter),
    };
    match small {
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
        other => other,
    }
}

fn shifted(letter: char, first: u32) -> char {
    char::from_u32(u32::from(letter) - first + u32::from('a')).unwrap_or(letter)
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
