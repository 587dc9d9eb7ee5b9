//! What a key does to the text of the number field. Offsets are in UTF-16 code units, as the
//! browser counts a selection.

use std::ops::Range;

/// A text and where the caret stands in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Edited {
    pub(crate) text: String,
    pub(crate) caret: usize,
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

    #[test]
    fn a_selection_beyond_the_text_is_no_trouble() {
        assert_eq!(insert("42", 7..9, '5'), edited("425", 3));
        assert_eq!(backspace("42", 7..9), edited("4", 1));
    }
}
