//! What a key does to the text of the number field. Offsets are in UTF-16 code units, as the
//! browser counts a selection.

use std::ops::Range;

use pagedial_numbers::{Region, Typed, TypingFormatter};

/// A text and where the caret stands in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Edited {
    pub(crate) text: String,
    pub(crate) caret: usize,
}

/// What a change to the text took away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Deletion {
    /// Nothing, or more than one character.
    Nothing,
    /// The character before the caret.
    Backward,
    /// The character behind the caret.
    Forward,
}

/// A changed text, grouped as the numbers of `region` are. Who deletes a separator that grouping
/// would only put back means the digit beyond it.
pub(crate) fn regroup(
    before: &str,
    edited: Edited,
    deletion: Deletion,
    region: Option<Region>,
) -> Edited {
    let formatter = TypingFormatter::embedded();
    let grouped = |edited: &Edited| {
        let Typed { text, caret } = formatter.format_with_caret(&edited.text, edited.caret, region);
        Edited { text, caret }
    };
    let shown = grouped(&edited);
    if shown.text != before || edited.text == before {
        return shown;
    }
    let characters: Vec<u16> = edited.text.encode_utf16().collect();
    let (head, tail) = characters.split_at(edited.caret.min(characters.len()));
    let is_digit = |unit: &u16| (0x30..0x3A).contains(unit) || *unit == u16::from(b'+');
    let digit = match deletion {
        Deletion::Nothing => None,
        Deletion::Backward => head.iter().rposition(is_digit),
        Deletion::Forward => tail.iter().position(is_digit).map(|at| head.len() + at),
    };
    match digit {
        Some(at) => grouped(&replace(&edited.text, at..at + 1, "")),
        None => shown,
    }
}

/// The text with the selection replaced by `key`.
pub(crate) fn insert(text: &str, selection: Range<usize>, key: char) -> Edited {
    replace(text, selection, key.encode_utf8(&mut [0; 4]))
}

/// The text without the selection, or without the character before the caret.
pub(crate) fn backspace(text: &str, selection: Range<usize>) -> Edited {
    let units: Vec<u16> = text.encode_utf16().collect();
    let selection = within(&units, selection);
    let start =
        if selection.is_empty() { before(&units, selection.start) } else { selection.start };
    replace(text, start..selection.end, "")
}

fn replace(text: &str, selection: Range<usize>, with: &str) -> Edited {
    let mut units: Vec<u16> = text.encode_utf16().collect();
    let selection = within(&units, selection);
    let caret = selection.start + with.encode_utf16().count();
    units.splice(selection, with.encode_utf16());
    Edited { text: String::from_utf16_lossy(&units), caret }
}

fn within(units: &[u16], selection: Range<usize>) -> Range<usize> {
    let start = selection.start.min(units.len());
    start..selection.end.clamp(start, units.len())
}

/// The offset of the character that ends at `at`.
fn before(units: &[u16], at: usize) -> usize {
    let is_low_surrogate = |unit: u16| (0xDC00..0xE000).contains(&unit);
    match at {
        0 => 0,
        _ if at > 1 && is_low_surrogate(units[at - 1]) => at - 2,
        _ => at - 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edited(text: &str, caret: usize) -> Edited {
        Edited { text: text.into(), caret }
    }

    #[test]
    fn a_key_goes_in_at_the_caret_and_replaces_a_selection() {
        assert_eq!(insert("", 0..0, '5'), edited("5", 1));
        assert_eq!(insert("42555", 1..1, '0'), edited("402555", 2));
        assert_eq!(insert("42555", 1..4, '0'), edited("405", 2));
    }

    #[test]
    fn backspace_takes_the_character_before_the_caret_or_the_selection() {
        assert_eq!(backspace("425", 3..3), edited("42", 2));
        assert_eq!(backspace("425", 1..1), edited("25", 0));
        assert_eq!(backspace("425", 0..2), edited("5", 0));
        assert_eq!(backspace("425", 0..0), edited("425", 0));
        assert_eq!(backspace("4🙂", 3..3), edited("4", 1));
    }

    fn regrouped(before: &str, text: &str, caret: usize, deletion: Deletion) -> Edited {
        regroup(before, edited(text, caret), deletion, Region::parse("US").ok())
    }

    #[test]
    fn digits_are_grouped_and_the_caret_stays_behind_its_digit() {
        let typed = |before, text, caret| regrouped(before, text, caret, Deletion::Nothing);
        assert_eq!(typed("425", "4255", 4), edited("425-5", 5));
        assert_eq!(typed("425-555-0", "425-555-01", 10), edited("(425) 555-01", 12));
        assert_eq!(typed("425-5", "4925-5", 2), edited("492-55", 2));
        assert_eq!(typed("425", "425 x", 5), edited("425 x", 5));
    }

    #[test]
    fn deleting_a_separator_takes_the_digit_beyond_it() {
        let before = "(425) 555-01";
        let back = |text, caret| regrouped(before, text, caret, Deletion::Backward);
        assert_eq!(back("(425) 55501", 9), edited("425-5501", 6));
        assert_eq!(back("(425)555-01", 5), edited("425-5501", 2));
        let forward = regrouped(before, "(425) 55501", 9, Deletion::Forward);
        assert_eq!(forward, edited("425-5551", 7));
    }

    #[test]
    fn deleting_a_digit_takes_that_digit_alone() {
        let back = |before, text, caret| regrouped(before, text, caret, Deletion::Backward);
        assert_eq!(back("(425) 555-01", "(425) 555-0", 11), edited("425-5550", 8));
        assert_eq!(back("425-5", "425-", 4), edited("425", 3));
        assert_eq!(back("+1 ", "+1", 2), edited("+1", 2));
        assert_eq!(back("425 x1", "425x1", 3), edited("425x1", 3));
    }

    #[test]
    fn a_selection_beyond_the_text_is_no_trouble() {
        assert_eq!(insert("42", 7..9, '5'), edited("425", 3));
        assert_eq!(backspace("42", 7..9), edited("4", 1));
    }
}
