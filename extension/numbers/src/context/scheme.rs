//! Other schemes of digits with a checksum: payment cards, IBANs, ISBNs and EANs.
//!
//! A scheme is recognised by its shape and its checksum together: one random number in ten has the
//! check digit of a card.

/// The digits around a number, as far as one scheme's groups may reach.
const MAX_DIGITS: usize = 24;
/// Letters and digits of the longest IBAN (ISO 13616).
const MAX_IBAN: usize = 34;
const MIN_IBAN: usize = 15;

/// A scheme that is not telephony's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scheme {
    /// ISO/IEC 7812, with Luhn's check digit.
    Card,
    /// ISO 13616, remainder 1 of 97.
    Iban,
    /// ISBN, EAN-13, UPC-A.
    ProductCode,
}

/// The scheme that the digits from `start` to `end` of a text belong to, if any.
#[inline(never)]
pub(crate) fn scheme_of(text: &str, start: usize, end: usize) -> Option<Scheme> {
    if is_iban(text.as_bytes(), start, end) {
        return Some(Scheme::Iban);
    }
    let run = Run::around(text.as_bytes(), start, end)?;
    if run.is_card() {
        Some(Scheme::Card)
    } else if run.is_product_code() {
        Some(Scheme::ProductCode)
    } else {
        None
    }
}

/// Digits with single spaces or hyphens between them.
struct Run {
    digits: [u8; MAX_DIGITS],
    count: usize,
    /// The digits of each group.
    groups: [usize; MAX_DIGITS],
    group_count: usize,
    has_spaces: bool,
}

impl Run {
    fn around(text: &[u8], start: usize, end: usize) -> Option<Self> {
        let mut first = start;
        let mut last = end;
        let mut room = MAX_DIGITS * 2;
        while room > 0 && reaches(text, first, |at, by| at.checked_sub(by)) {
            first -= 1;
            room -= 1;
        }
        while room > 0 && reaches(text, last, |at, by| at.checked_add(by - 1)) {
            last += 1;
            room -= 1;
        }
        let mut run = Self {
            digits: [0; MAX_DIGITS],
            count: 0,
            groups: [0; MAX_DIGITS],
            group_count: 0,
            has_spaces: text.get(first..last)?.contains(&b' '),
        };
        let mut is_inside = false;
        for &byte in text.get(first..last)? {
            match byte {
                b'0'..=b'9' => {
                    *run.digits.get_mut(run.count)? = byte - b'0';
                    run.count += 1;
                    if !is_inside {
                        run.group_count += 1;
                        is_inside = true;
                    }
                    *run.groups.get_mut(run.group_count - 1)? += 1;
                }
                b' ' | b'-' if is_inside => is_inside = false,
                b' ' | b'-' => {}
                _ => return None,
            }
        }
        Some(run)
    }

    fn digits(&self) -> &[u8] {
        self.digits.get(..self.count).unwrap_or_default()
    }

    fn groups(&self) -> &[usize] {
        self.groups.get(..self.group_count).unwrap_or_default()
    }

    fn is_card(&self) -> bool {
        let shaped = matches!(self.groups(), [13..=19] | [4, 4, 4, 1..=7] | [4, 6, 4 | 5]);
        shaped && matches!(self.digits().first(), Some(2..=6)) && luhn(self.digits())
    }

    fn is_product_code(&self) -> bool {
        match (self.groups(), self.digits()) {
            ([12 | 13], digits) => gs1(digits),
            ([3, ..], digits @ [9, 7, 8 | 9, ..]) => digits.len() == 13 && gs1(digits),
            // With spaces these are a telephone number's groups in many countries.
            ([_, _, _, 1], digits) => !self.has_spaces && digits.len() == 10 && isbn10(digits),
            _ => false,
        }
    }
}

/// Whether the run goes on over the next character, or over a single separator to a digit.
fn reaches(text: &[u8], at: usize, step: impl Fn(usize, usize) -> Option<usize>) -> bool {
    let byte = |by| step(at, by).and_then(|at| text.get(at));
    match byte(1) {
        Some(b'0'..=b'9') => true,
        Some(b' ' | b'-') => byte(2).is_some_and(u8::is_ascii_digit),
        _ => false,
    }
}

fn luhn(digits: &[u8]) -> bool {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(place, &digit)| {
            let weighed = u32::from(digit) * if place % 2 == 1 { 2 } else { 1 };
            weighed / 10 + weighed % 10
        })
        .sum();
    sum.is_multiple_of(10)
}

fn gs1(digits: &[u8]) -> bool {
    let weigh =
        |(place, &digit): (usize, &u8)| u32::from(digit) * if place % 2 == 1 { 3 } else { 1 };
    digits.iter().rev().enumerate().map(weigh).sum::<u32>().is_multiple_of(10)
}

fn isbn10(digits: &[u8]) -> bool {
    let weigh = |(place, &digit): (usize, &u8)| u32::from(digit) * (10 - place as u32);
    digits.iter().enumerate().map(weigh).sum::<u32>() % 11 == 0
}

/// Whether letters and digits with single spaces make an IBAN that holds this part of the text.
fn is_iban(text: &[u8], start: usize, end: usize) -> bool {
    let mut at = start;
    // The country and the check digits stand at most so far before, spaces included.
    for _ in 0..MAX_IBAN + MAX_IBAN / 4 {
        let head = text.get(at..at.saturating_add(4));
        if matches!(head, Some([a, b, c, d])
            if a.is_ascii_uppercase() && b.is_ascii_uppercase()
                && c.is_ascii_digit() && d.is_ascii_digit())
            && iban_holds(text, at, end)
        {
            return true;
        }
        match at.checked_sub(1).and_then(|before| Some((before, *text.get(before)?))) {
            Some((before, b' ' | b'0'..=b'9' | b'A'..=b'Z')) => at = before,
            _ => return false,
        }
    }
    false
}

fn iban_holds(text: &[u8], first: usize, end: usize) -> bool {
    let mut characters = [0; MAX_IBAN];
    let mut count = 0;
    let mut at = first;
    while let Some(&byte) = text.get(at) {
        let is_part = byte.is_ascii_digit() || byte.is_ascii_uppercase();
        if !is_part
            && at >= end
            && count >= MIN_IBAN
            && remainder(characters.get(..count).unwrap_or_default()) == 1
        {
            return true;
        }
        if is_part {
            let Some(place) = characters.get_mut(count) else { return false };
            *place = byte;
            count += 1;
        } else if byte != b' ' {
            return false;
        }
        at += 1;
    }
    at >= end && count >= MIN_IBAN && remainder(characters.get(..count).unwrap_or_default()) == 1
}

/// Of 97, with the country and the check digits moved to the end and letters as two digits.
#[inline(never)]
fn remainder(characters: &[u8]) -> u32 {
    let (head, rest) = characters.split_at(characters.len().min(4));
    rest.iter().chain(head).fold(0, |sum, &byte| match byte {
        b'0'..=b'9' => (sum * 10 + u32::from(byte - b'0')) % 97,
        _ => (sum * 100 + u32::from(byte.saturating_sub(b'A')) + 10) % 97,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Scheme, scheme_of};

    fn scheme(text: &str, part: &str) -> Option<Scheme> {
        let start = text.find(part).unwrap();
        scheme_of(text, start, start + part.len())
    }

    #[test]
    fn a_part_of_another_scheme_is_recognised_by_the_whole() {
        // Published test numbers: a card's, the example of ISO 13616, the example of ISO 2108.
        assert_eq!(scheme("4111 1111 1111 1111", "1111 1111"), Some(Scheme::Card));
        assert_eq!(scheme("to GB29 NWBK 6016 1331 9268 19 now", "1331 9268"), Some(Scheme::Iban));
        assert_eq!(scheme("DE89 3704 0044 0532 0130 00", "0532 0130"), Some(Scheme::Iban));
        assert_eq!(scheme("ISBN 978-3-16-148410-0", "16-148410"), Some(Scheme::ProductCode));
        assert_eq!(scheme("0-306-40615-2", "306-40615"), Some(Scheme::ProductCode));
    }

    #[test]
    fn a_wrong_check_digit_or_another_shape_is_no_scheme() {
        assert_eq!(scheme("4111 1111 1111 1112", "1111 1111"), None);
        assert_eq!(scheme("GB28 NWBK 6016 1331 9268 19", "1331 9268"), None);
        assert_eq!(scheme("(201) 555-0123", "(201) 555-0123"), None);
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "[0-9A-Z ä-]{0,60}", from in 0usize..60, length in 0usize..30) {
            let end = (from + length).min(text.len());
            let _ = scheme_of(&text, from.min(end), end);
        }
    }
}
