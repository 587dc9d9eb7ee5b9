use pagedial_protocol::engine::{DtmfStep, DtmfTone};

/// The longest sequence that is sent at one go: a card number with a PIN has less than half.
const MOST_STEPS: usize = 64;

/// Why a text is no sequence of tones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotTones {
    /// There is nothing in it to send.
    Empty,
    /// It has a character that no key of a telephone sends.
    Character(char),
    /// It is too long to have been meant.
    TooLong,
}

/// Reads what a person pastes during a call, such as `1234 5678,,2#`: keys of the pad, `,` or `p`
/// for a pause, and whatever people write between digits.
///
/// # Errors
/// [`NotTones`], when any of it can't be sent: half a sequence would be another one.
pub fn tones_of(text: &str) -> Result<Vec<DtmfStep>, NotTones> {
    let mut steps = Vec::new();
    for character in text.trim().chars() {
        match character {
            ',' | 'p' | 'P' => steps.push(DtmfStep::Pause {}),
            ' ' | '-' | '.' | '(' | ')' | '/' | '\u{a0}' => {}
            key => match DtmfTone::of_key(key) {
                Some(tone) => steps.push(DtmfStep::Tone { tone }),
                None => return Err(NotTones::Character(key)),
            },
        }
    }
    if steps.len() > MOST_STEPS {
        Err(NotTones::TooLong)
    } else if steps.iter().any(|step| matches!(step, DtmfStep::Tone { .. })) {
        Ok(steps)
    } else {
        Err(NotTones::Empty)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn tone(tone: DtmfTone) -> DtmfStep {
        DtmfStep::Tone { tone }
    }

    #[test]
    fn a_pasted_sequence_keeps_its_pauses_and_loses_its_decoration() {
        let steps = [
            tone(DtmfTone::Num1),
            tone(DtmfTone::Num2),
            DtmfStep::Pause {},
            DtmfStep::Pause {},
            tone(DtmfTone::Star),
            tone(DtmfTone::Pound),
        ];
        assert_eq!(tones_of(" (1) 2-,p*# ").as_deref(), Ok(&steps[..]));
    }

    #[test]
    fn what_no_key_sends_stops_the_whole_sequence() {
        assert_eq!(tones_of("12x9"), Err(NotTones::Character('x')));
        assert_eq!(tones_of("+1"), Err(NotTones::Character('+')));
    }

    #[test]
    fn nothing_and_far_too_much_are_no_sequence() {
        assert_eq!(tones_of(" ,, "), Err(NotTones::Empty));
        assert_eq!(tones_of(&"1".repeat(65)), Err(NotTones::TooLong));
    }
}
