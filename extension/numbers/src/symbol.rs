//! The alphabet of phone numbers.
//!
//! Text is read as one-byte symbols: everything that a candidate may hold has one, everything else
//! is [`OTHER`] or one of its kin. Parsing then works on bytes, the same for UTF-8 and UTF-16.
//! The sets are those of libphonenumber (`PhoneNumberUtil`, `VALID_PUNCTUATION` and the extension
//! patterns).

/// A character of a phone number.
///
/// 0 to 9 are the ASCII digits, 10 to 19 other decimal digits, 20 to 45 small and 84 to 109
/// capital ASCII letters.
pub(crate) type Symbol = u8;

pub(crate) const FIRST_SMALL: Symbol = 20;
const SMALL_A: Symbol = FIRST_SMALL;
const SMALL_E: Symbol = FIRST_SMALL + b'e' - b'a';
const SMALL_I: Symbol = FIRST_SMALL + b'i' - b'a';
pub(crate) const SMALL_X: Symbol = FIRST_SMALL + b'x' - b'a';
const FIRST_CAPITAL: Symbol = 84;
pub(crate) const CAPITAL_X: Symbol = FIRST_CAPITAL + b'X' - b'A';

pub(crate) const PLUS: Symbol = 46;
pub(crate) const WIDE_PLUS: Symbol = 47;
pub(crate) const OPEN_ROUND: Symbol = 48;
const OPEN_SQUARE: Symbol = 49;
const WIDE_OPEN_ROUND: Symbol = 50;
const WIDE_OPEN_SQUARE: Symbol = 51;
const CLOSE_ROUND: Symbol = 52;
const CLOSE_SQUARE: Symbol = 53;
const WIDE_CLOSE_ROUND: Symbol = 54;
const WIDE_CLOSE_SQUARE: Symbol = 55;
pub(crate) const HYPHEN: Symbol = 56;
/// Dashes as wide as a figure and more, and the full-width hyphen.
const WIDE_HYPHEN: Symbol = 57;
const OTHER_HYPHEN: Symbol = 58;
pub(crate) const SPACE: Symbol = 59;
const NO_BREAK_SPACE: Symbol = 60;
const IDEOGRAPHIC_SPACE: Symbol = 61;
/// Soft hyphen, zero width space, word joiner: punctuation, but no separators.
const INVISIBLE: Symbol = 62;
pub(crate) const STOP: Symbol = 63;
const WIDE_STOP: Symbol = 64;
pub(crate) const SLASH: Symbol = 65;
const WIDE_SLASH: Symbol = 66;
pub(crate) const TILDE: Symbol = 67;
const OTHER_TILDE: Symbol = 68;
pub(crate) const WIDE_TILDE: Symbol = 69;
pub(crate) const HASH: Symbol = 70;
pub(crate) const WIDE_HASH: Symbol = 71;
pub(crate) const COMMA: Symbol = 72;
pub(crate) const COLON: Symbol = 73;
pub(crate) const SEMICOLON: Symbol = 74;
pub(crate) const EQUALS: Symbol = 75;
pub(crate) const TAB: Symbol = 76;
const STAR: Symbol = 77;
pub(crate) const BACKSLASH: Symbol = 78;
pub(crate) const O_ACUTE: Symbol = 79;
pub(crate) const COMBINING_ACUTE: Symbol = 80;
pub(crate) const CYRILLIC_D: Symbol = 81;
pub(crate) const CYRILLIC_O: Symbol = 82;
pub(crate) const CYRILLIC_B: Symbol = 83;
pub(crate) const WIDE_E: Symbol = 110;
pub(crate) const WIDE_X: Symbol = 111;
pub(crate) const WIDE_T: Symbol = 112;
pub(crate) const WIDE_N: Symbol = 113;
pub(crate) const WIDE_I: Symbol = 114;
/// Any other letter or number.
const OTHER_ALPHANUMERIC: Symbol = 115;
/// Anything else.
pub(crate) const OTHER: Symbol = 116;

/// What a symbol may be, one bit each.
pub(crate) mod is {
    /// A decimal digit.
    pub(crate) const DIGIT: u32 = 1;
    /// Punctuation within a number.
    pub(crate) const PUNCTUATION: u32 = 1 << 1;
    /// What a number may begin with before its digits.
    pub(crate) const LEAD: u32 = 1 << 2;
    /// An opening bracket.
    pub(crate) const OPEN: u32 = 1 << 3;
    /// A closing bracket.
    pub(crate) const CLOSE: u32 = 1 << 4;
    /// A Unicode separator (`\p{Z}`).
    pub(crate) const SEPARATOR: u32 = 1 << 5;
    /// A Latin letter or a combining mark: no number begins after or ends before one.
    pub(crate) const LATIN: u32 = 1 << 6;
    /// A letter, a number or `#`: what a number may end with.
    pub(crate) const END: u32 = 1 << 7;
    /// What may stand before an extension's label.
    pub(crate) const BEFORE_LABEL: u32 = 1 << 8;
    /// What may follow an extension's label.
    pub(crate) const AFTER_LABEL: u32 = 1 << 9;
    /// A full stop or colon that may end an extension's label.
    pub(crate) const LABEL_STOP: u32 = 1 << 10;
    /// A dash that separates two numbers.
    pub(crate) const WIDE_HYPHEN: u32 = 1 << 11;
    /// An ASCII letter.
    pub(crate) const LETTER: u32 = 1 << 12;
    /// What a vanity or star number may hold beside digits and punctuation.
    pub(crate) const VIABLE: u32 = 1 << 13;
    /// An ASCII decimal digit.
    pub(crate) const ASCII_DIGIT: u32 = 1 << 14;
    /// `/`
    pub(crate) const SLASH: u32 = 1 << 15;
    /// `.`
    pub(crate) const STOP: u32 = 1 << 16;
    /// `-`
    pub(crate) const HYPHEN: u32 = 1 << 17;
    /// `x` or `X`
    pub(crate) const X: u32 = 1 << 18;
    /// What the label of an extension may begin with.
    pub(crate) const LABEL_START: u32 = 1 << 19;
    /// What the label of an extension may end with.
    pub(crate) const LABEL_END: u32 = 1 << 21;
    /// A space or a no-break space.
    pub(crate) const BLANK: u32 = 1 << 20;
    /// A plus sign.
    pub(crate) const PLUS: u32 = 1 << 22;
    /// In [`super::ascii_properties`]: no number begins after or ends before it.
    pub(crate) const SPOILS: u32 = 1 << 23;
}

const PROPERTIES: [u32; 128] = properties();

const fn properties() -> [u32; 128] {
    use is::{
        AFTER_LABEL, ASCII_DIGIT, BEFORE_LABEL, CLOSE, DIGIT, END, LABEL_STOP, LATIN, LEAD, LETTER,
        OPEN, PUNCTUATION, SEPARATOR, VIABLE,
    };
    let mut table = [0; 128];
    let mut index = 0;
    while index < 128 {
        table[index] = match index as Symbol {
            0..=9 => DIGIT | END | ASCII_DIGIT,
            10..=19 => DIGIT | END,
            SMALL_X | CAPITAL_X => PUNCTUATION | LATIN | END | LETTER | is::X,
            FIRST_SMALL..PLUS | FIRST_CAPITAL..WIDE_E => LATIN | END | LETTER,
            PLUS | WIDE_PLUS => LEAD | is::PLUS,
            OPEN_ROUND..=WIDE_OPEN_SQUARE => LEAD | OPEN | PUNCTUATION,
            CLOSE_ROUND..=WIDE_CLOSE_SQUARE => CLOSE | PUNCTUATION,
            HYPHEN => PUNCTUATION | AFTER_LABEL | is::HYPHEN,
            WIDE_HYPHEN => PUNCTUATION | is::WIDE_HYPHEN,
            SPACE | NO_BREAK_SPACE => {
                PUNCTUATION | SEPARATOR | BEFORE_LABEL | AFTER_LABEL | is::BLANK
            }
            IDEOGRAPHIC_SPACE => PUNCTUATION | SEPARATOR,
            SLASH => PUNCTUATION | is::SLASH,
            OTHER_HYPHEN | INVISIBLE | WIDE_SLASH..=WIDE_TILDE => PUNCTUATION,
            STOP => PUNCTUATION | LABEL_STOP | is::STOP,
            WIDE_STOP => PUNCTUATION | LABEL_STOP,
            COLON => LABEL_STOP,
            HASH => END,
            COMMA | TAB => BEFORE_LABEL | AFTER_LABEL,
            O_ACUTE => LATIN | END,
            COMBINING_ACUTE => LATIN,
            CYRILLIC_D..=CYRILLIC_B | WIDE_E..=OTHER_ALPHANUMERIC => END,
            _ => 0,
        };
        if table[index] & (PUNCTUATION | DIGIT | LETTER) != 0 || index as Symbol == STAR {
            table[index] |= VIABLE;
        }
        if matches!(
            small(index as Symbol),
            SMALL_A
                | SMALL_E
                | SMALL_I
                | SMALL_X
                | HASH
                | WIDE_HASH
                | TILDE
                | WIDE_TILDE
                | SEMICOLON
                | CYRILLIC_D
                | WIDE_E
                | WIDE_X
                | WIDE_I
        ) {
            table[index] |= is::LABEL_START;
        }
        let ends_label = table[index] & (END | DIGIT) == END
            || matches!(
                index as Symbol,
                COMBINING_ACUTE | WIDE_HASH | TILDE | WIDE_TILDE | SEMICOLON | EQUALS
            );
        if ends_label {
            table[index] |= is::LABEL_END;
        }
        index += 1;
    }
    table
}

/// The properties of a symbol.
#[inline]
pub(crate) fn properties_of(symbol: Symbol) -> u32 {
    // The mask costs nothing and makes the access provably within the table.
    PROPERTIES[usize::from(symbol & 0x7F)]
}

/// Whether a symbol has any of these properties.
#[inline]
pub(crate) fn has(symbol: Symbol, properties: u32) -> bool {
    properties_of(symbol) & properties != 0
}

/// The value of a digit.
#[inline]
pub(crate) fn digit_value(symbol: Symbol) -> Option<u8> {
    match symbol {
        0..=9 => Some(symbol),
        10..=19 => Some(symbol - 10),
        _ => None,
    }
}

/// The digit that a letter shares a telephone key with.
pub(crate) fn keypad_digit(symbol: Symbol) -> Option<u8> {
    const KEYS: [u8; 26] =
        [2, 2, 2, 3, 3, 3, 4, 4, 4, 5, 5, 5, 6, 6, 6, 7, 7, 7, 7, 8, 8, 8, 9, 9, 9, 9];
    if !has(symbol, is::LETTER) {
        return None;
    }
    KEYS.get(usize::from(small(symbol) - FIRST_SMALL)).copied()
}

/// The small letter of a capital one; other symbols stay as they are.
#[inline]
pub(crate) const fn small(symbol: Symbol) -> Symbol {
    match symbol {
        FIRST_CAPITAL..WIDE_E => symbol - FIRST_CAPITAL + FIRST_SMALL,
        _ => symbol,
    }
}

const ASCII: [Symbol; 128] = ascii();

const fn ascii() -> [Symbol; 128] {
    let mut table = [OTHER; 128];
    let mut index = 0;
    while index < 128 {
        let byte = index as u8;
        table[index] = match byte {
            b'0'..=b'9' => byte - b'0',
            b'a'..=b'z' => byte - b'a' + FIRST_SMALL,
            b'A'..=b'Z' => byte - b'A' + FIRST_CAPITAL,
            b'+' => PLUS,
            b'(' => OPEN_ROUND,
            b'[' => OPEN_SQUARE,
            b')' => CLOSE_ROUND,
            b']' => CLOSE_SQUARE,
            b'-' => HYPHEN,
            b' ' => SPACE,
            b'.' => STOP,
            b'/' => SLASH,
            b'~' => TILDE,
            b'#' => HASH,
            b',' => COMMA,
            b':' => COLON,
            b';' => SEMICOLON,
            b'=' => EQUALS,
            b'\t' => TAB,
            b'*' => STAR,
            b'\\' => BACKSLASH,
            _ => OTHER,
        };
        index += 1;
    }
    table
}

const ASCII_PROPERTIES: [u32; 256] = {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < ASCII.len() {
        table[byte] = PROPERTIES[ASCII[byte] as usize];
        if crate::unicode::spoils_neighbour(byte as u32) {
            table[byte] |= is::SPOILS;
        }
        byte += 1;
    }
    table
};

/// The symbol of an ASCII character.
#[inline]
pub(crate) fn ascii_symbol(byte: u8) -> Symbol {
    ASCII[usize::from(byte & 0x7F)]
}

/// The properties of the symbol of an ASCII character; none for other bytes.
#[inline]
pub(crate) fn ascii_properties(byte: u8) -> u32 {
    ASCII_PROPERTIES[usize::from(byte)]
}

/// The symbol of a Unicode scalar value (or of an unpaired surrogate, which is [`OTHER`]).
#[inline]
pub(crate) fn symbol_of(character: u32) -> Symbol {
    match ASCII.get(character as usize) {
        Some(&symbol) => symbol,
        None => beyond_ascii(character),
    }
}

#[cold]
fn beyond_ascii(character: u32) -> Symbol {
    match character {
        0xA0 => NO_BREAK_SPACE,
        0xAD | 0x200B | 0x2060 => INVISIBLE,
        0xD3 | 0xF3 => O_ACUTE,
        // These fold to ASCII letters when case is ignored: ſ, and both Turkish i.
        0x17F => FIRST_SMALL + b's' - b'a',
        0x130 | 0x131 => FIRST_SMALL + b'i' - b'a',
        0x301 => COMBINING_ACUTE,
        0x414 | 0x434 => CYRILLIC_D,
        0x41E | 0x43E => CYRILLIC_O,
        0x411 | 0x431 => CYRILLIC_B,
        0x2010 | 0x2011 | 0x2212 | 0x30FC => OTHER_HYPHEN,
        0x2012..=0x2015 | 0xFF0D => WIDE_HYPHEN,
        0x2053 | 0x223C => OTHER_TILDE,
        0x3000 => IDEOGRAPHIC_SPACE,
        0xFF03 => WIDE_HASH,
        0xFF08 => WIDE_OPEN_ROUND,
        0xFF09 => WIDE_CLOSE_ROUND,
        0xFF0B => WIDE_PLUS,
        0xFF0E => WIDE_STOP,
        0xFF0F => WIDE_SLASH,
        0xFF25 | 0xFF45 => WIDE_E,
        0xFF29 | 0xFF49 => WIDE_I,
        0xFF2E | 0xFF4E => WIDE_N,
        0xFF34 | 0xFF54 => WIDE_T,
        0xFF38 | 0xFF58 => WIDE_X,
        0xFF3B => WIDE_OPEN_SQUARE,
        0xFF3D => WIDE_CLOSE_SQUARE,
        0xFF5E => WIDE_TILDE,
        _ => match crate::unicode::decimal_digit(character) {
            Some(value) => 10 + value,
            None if char::from_u32(character).is_some_and(char::is_alphanumeric) => {
                OTHER_ALPHANUMERIC
            }
            None => OTHER,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::{OTHER, has, is, keypad_digit, symbol_of};

    #[test]
    fn valid_punctuation_is_exactly_libphonenumbers() {
        // The set of `PhoneNumberUtil.VALID_PUNCTUATION`; letters are matched in either case.
        let punctuation = "-xX\u{2010}\u{2011}\u{2012}\u{2013}\u{2014}\u{2015}\u{2212}\u{30FC}\
             \u{FF0D}\u{FF0E}\u{FF0F} \u{A0}\u{AD}\u{200B}\u{2060}\u{3000}()\u{FF08}\u{FF09}\
             \u{FF3B}\u{FF3D}.[]/~\u{2053}\u{223C}\u{FF5E}";
        for character in '\0'..='\u{FFFF}' {
            let expected = punctuation.contains(character);
            assert_eq!(
                has(symbol_of(character.into()), is::PUNCTUATION),
                expected,
                "{character:?}"
            );
        }
    }

    #[test]
    fn letters_lie_on_the_keys_of_a_telephone() {
        let keys: Vec<u8> =
            "FLOWERS".chars().filter_map(|c| keypad_digit(symbol_of(c.into()))).collect();
        assert_eq!(keys, [3, 5, 6, 9, 3, 7, 7]);
    }

    #[test]
    fn a_lone_surrogate_is_no_part_of_a_number() {
        assert_eq!(symbol_of(0xD835), OTHER);
    }
}
