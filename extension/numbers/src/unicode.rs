//! What of Unicode a phone number needs: decimal digits, and the neighbours that it may not have.
//!
//! The tables are those of Unicode 16; a test compares them with `regex-syntax`'s.

/// The zeros of all scripts beyond ASCII, in order; nine more digits follow each (general category
/// `Nd`).
const ZEROS: [u32; 75] = [
    0x660, 0x6F0, 0x7C0, 0x966, 0x9E6, 0xA66, 0xAE6, 0xB66, 0xBE6, 0xC66, 0xCE6, 0xD66, 0xDE6,
    0xE50, 0xED0, 0xF20, 0x1040, 0x1090, 0x17E0, 0x1810, 0x1946, 0x19D0, 0x1A80, 0x1A90, 0x1B50,
    0x1BB0, 0x1C40, 0x1C50, 0xA620, 0xA8D0, 0xA900, 0xA9D0, 0xA9F0, 0xAA50, 0xABF0, 0xFF10,
    0x104A0, 0x10D30, 0x10D40, 0x11066, 0x110F0, 0x11136, 0x111D0, 0x112F0, 0x11450, 0x114D0,
    0x11650, 0x116C0, 0x116D0, 0x116DA, 0x11730, 0x118E0, 0x11950, 0x11BF0, 0x11C50, 0x11D50,
    0x11DA0, 0x11F50, 0x16130, 0x16A60, 0x16AC0, 0x16B50, 0x16D70, 0x1CCF0, 0x1D7CE, 0x1D7D8,
    0x1D7E2, 0x1D7EC, 0x1D7F6, 0x1E140, 0x1E2F0, 0x1E4F0, 0x1E5F1, 0x1E950, 0x1FBF0,
];

/// Currency symbols beyond ASCII, in order (general category `Sc`).
const CURRENCY: [(u32, u32); 20] = [
    (0xA2, 0xA5),
    (0x58F, 0x58F),
    (0x60B, 0x60B),
    (0x7FE, 0x7FF),
    (0x9F2, 0x9F3),
    (0x9FB, 0x9FB),
    (0xAF1, 0xAF1),
    (0xBF9, 0xBF9),
    (0xE3F, 0xE3F),
    (0x17DB, 0x17DB),
    (0x20A0, 0x20C0),
    (0xA838, 0xA838),
    (0xFDFC, 0xFDFC),
    (0xFE69, 0xFE69),
    (0xFF04, 0xFF04),
    (0xFFE0, 0xFFE1),
    (0xFFE5, 0xFFE6),
    (0x11FDD, 0x11FE0),
    (0x1E2FF, 0x1E2FF),
    (0x1ECB0, 0x1ECB0),
];

/// The first decimal digit beyond ASCII.
const FIRST_DIGIT: u32 = ZEROS[0];

/// The value of a decimal digit of any script but ASCII.
#[inline]
pub(crate) fn decimal_digit(character: u32) -> Option<u8> {
    // General punctuation, Chinese, Japanese and Korean have none; their texts are long.
    if matches!(character, 0..FIRST_DIGIT | 0x1C5A..=0xA61F | 0xABFA..=0xFF0F) {
        return None;
    }
    let after = ZEROS.partition_point(|&zero| zero <= character);
    let zero = after.checked_sub(1).and_then(|index| ZEROS.get(index))?;
    u8::try_from(character - zero).ok().filter(|&value| value < 10)
}

/// Whether a number cannot begin after or end before this character: a Latin letter, a mark that
/// combines with one, a percent sign or a currency symbol.
pub(crate) const fn spoils_neighbour(character: u32) -> bool {
    match character {
        0x25 | 0x24 | 0x41..=0x5A | 0x61..=0x7A => true,
        0..=0x7F => false,
        // Letters of the blocks Latin-1 Supplement and Latin Extended-A, -B and Additional, and
        // the combining diacritical marks.
        0xAA | 0xB5 | 0xBA | 0xC0..=0xD6 | 0xD8..=0xF6 | 0xF8..=0x24F => true,
        0x300..=0x36F | 0x1E00..=0x1EFF => true,
        _ => is_currency(character),
    }
}

const fn is_currency(character: u32) -> bool {
    let mut index = 0;
    while index < CURRENCY.len() && CURRENCY[index].0 <= character {
        if character <= CURRENCY[index].1 {
            return true;
        }
        index += 1;
    }
    false
}

#[cfg(test)]
mod tests {
    use regex_syntax::hir::{Class, HirKind};

    use super::{decimal_digit, spoils_neighbour};

    /// Every character of a class such as `\p{Nd}`.
    fn characters(class: &str) -> Vec<char> {
        let hir = regex_syntax::parse(class).unwrap();
        let HirKind::Class(Class::Unicode(class)) = hir.kind() else {
            panic!("{class} is no class")
        };
        class.ranges().iter().flat_map(|range| range.start()..=range.end()).collect()
    }

    #[test]
    fn decimal_digits_are_those_of_unicode() {
        let digits = characters(r"[\p{Nd}&&[^0-9]]");
        for character in '\u{80}'..=char::MAX {
            let ours = decimal_digit(character.into()).is_some();
            assert_eq!(ours, digits.binary_search(&character).is_ok(), "{character:?}");
        }
        // Each script's ten digits are neighbours, in order.
        let values: Vec<_> = digits.iter().filter_map(|&one| decimal_digit(one.into())).collect();
        assert!(values.chunks(10).all(|ten| ten == [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]));
    }

    #[test]
    fn neighbours_that_spoil_a_number_are_latin_letters_marks_money_and_percent() {
        let block = r"[\x{0}-\x{24F}\x{1E00}-\x{1EFF}\x{300}-\x{36F}]";
        let expected = characters(&format!(r"[[\p{{L}}\p{{Mn}}&&{block}]\p{{Sc}}%]"));
        for character in '\0'..=char::MAX {
            let ours = spoils_neighbour(character.into());
            assert_eq!(ours, expected.binary_search(&character).is_ok(), "{character:?}");
        }
    }
}
