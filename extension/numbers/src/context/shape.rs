//! Signs in how a number is written and in the characters beside it.

use super::evidence::{Evidence, Sign};
use super::scheme::{Scheme, scheme_of};
use super::words::{has_letter_or_number, is_alphabetic, is_east_asian};
use crate::number::NumberType;
use crate::{Match, Reason, unicode};

/// Bytes beside a number in which an e-mail address is looked for.
const MAIL_REACH: usize = 80;
/// A block of so many bytes is a text, not a label with a value.
const PROSE_BYTES: usize = 80;

/// Adds the signs of a match in its text.
pub(crate) fn add_signs(evidence: &mut Evidence, text: &str, found: &Match<'_>) {
    let written = text.get(found.start..found.end).unwrap_or_default();
    let before = text.get(..found.start).unwrap_or_default();
    let after = text.get(found.end..).unwrap_or_default();
    add_writing(evidence, written, found);
    add_neighbours(evidence, before, after);
    add_look_alikes(evidence, written);
    match scheme_of(text, found.start, found.end) {
        Some(_) if written.starts_with('+') => {}
        Some(Scheme::Card) => evidence.add_if(true, Sign::Card),
        Some(Scheme::Iban) => evidence.add_if(true, Sign::Iban),
        Some(Scheme::ProductCode) => evidence.add_if(true, Sign::ProductCode),
        None => {}
    }
    let is_alone = !has_letter_or_number(before) && !has_letter_or_number(after);
    evidence.add_if(is_alone, Sign::Alone);
    evidence.add_if(text.len() > PROSE_BYTES, Sign::Prose);
    add_kind(evidence, found.number.kind());
}

#[inline(never)]
fn add_writing(evidence: &mut Evidence, written: &str, found: &Match<'_>) {
    let written = match found.extension {
        // The digits of an extension are no group of the number.
        Some(extension) => {
            evidence.add_if(true, Sign::Extension);
            before_last_digits(written, extension.as_str().len())
        }
        None => written,
    };
    let number = &found.number;
    let digits = written.chars().filter(|&c| digit_of(c).is_some()).count();
    let national = number.national_significant_number().len();
    let code = match number.calling_code() {
        0..=9 => 1,
        10..=99 => 2,
        _ => 3,
    };
    let has_plus = written.starts_with(['+', '＋']) || written.starts_with("(+");
    evidence.add_if(has_plus, Sign::Plus);
    evidence.add_if(!has_plus && digits > national + code, Sign::DialledFromAbroad);
    let has_prefix = !has_plus && (1..=code).contains(&digits.saturating_sub(national));
    evidence.add_if(has_prefix && written.contains('0'), Sign::NationalPrefix);
    evidence.add_if(written.contains(['(', '（', '[']), Sign::Brackets);
    let is_grouped = groups(written).count() > 1;
    if is_grouped {
        let is_usual = groups(written).eq(groups(&number.national()))
            || groups(written).eq(groups(&number.international()));
        evidence.add_if(true, if is_usual { Sign::UsualGroups } else { Sign::OtherGroups });
    } else if !has_plus {
        evidence.add_if(
            true,
            match digits {
                0..=8 => Sign::BareShort,
                9 | 10 => Sign::Bare,
                _ => Sign::BareLong,
            },
        );
    }
}

/// What stands before the last so many digits.
fn before_last_digits(written: &str, count: usize) -> &str {
    let mut digits = written.char_indices().rev().filter(|&(_, c)| digit_of(c).is_some());
    let end = digits.nth(count.saturating_sub(1)).map_or(written.len(), |(at, _)| at);
    written.get(..end).unwrap_or_default()
}

#[inline(never)]
fn add_neighbours(evidence: &mut Evidence, before: &str, after: &str) {
    let mut backwards = before.chars().rev();
    let first = backwards.next();
    let second = backwards.next();
    let is_joint = |c: char| matches!(c, '-' | '_' | '/' | '.' | ':' | '–' | '\\');
    let is_letter = |c: char| is_alphabetic(c) && !is_east_asian(c);
    let joined = match (first, second) {
        (Some('_'), _) => true,
        (Some(joint), Some(letter)) if is_joint(joint) => is_letter(letter) && joint != ':',
        _ => first.is_some_and(is_letter),
    };
    evidence.add_if(joined, Sign::JoinedBefore);
    let divides = |c: char| is_joint(c) || matches!(c, ' ' | ',' | '\u{A0}');
    let more_before = first.is_some_and(divides) && second.is_some_and(|c| digit_of(c).is_some());
    evidence.add_if(more_before, Sign::MoreDigitsBefore);
    let mut forwards = after.chars();
    let (next, next_but_one) = (forwards.next(), forwards.next());
    let joined = matches!(next, Some('_'))
        || next.is_some_and(|c| is_joint(c) && c != '.') && next_but_one.is_some_and(is_letter);
    evidence.add_if(joined, Sign::JoinedAfter);
    let more_after =
        next.is_some_and(divides) && next_but_one.is_some_and(|c| digit_of(c).is_some());
    evidence.add_if(more_after, Sign::MoreDigitsAfter);
    let unspaced = before.trim_end_matches([' ', '\u{A0}', '"', '\'']);
    let mark = unspaced.chars().next_back();
    evidence.add_if(matches!(mark, Some('#' | '＃')), Sign::Hash);
    evidence.add_if(mark == Some('='), Sign::Equals);
    let is_currency = |c: char| matches!(c, '$' | '€' | '£' | '¥' | '円' | '%');
    let beside = mark.into_iter().chain(after.chars().find(|c| !c.is_whitespace()));
    evidence.add_if(beside.into_iter().any(is_currency), Sign::Currency);
    let reach = |bytes: &[u8]| bytes.contains(&b'@');
    let start = before.len().saturating_sub(MAIL_REACH);
    let end = after.len().min(MAIL_REACH);
    let is_near = reach(before.as_bytes().get(start..).unwrap_or_default())
        || reach(after.as_bytes().get(..end).unwrap_or_default());
    evidence.add_if(is_near, Sign::Mail);
}

#[inline(never)]
fn add_look_alikes(evidence: &mut Evidence, written: &str) {
    let mut widths = [0usize; 6];
    let mut values = [0u32; 6];
    let mut count = 0;
    for group in groups(written) {
        let Some((width, value)) = widths.get_mut(count).zip(values.get_mut(count)) else { return };
        *width = group.len();
        *value = group.bytes().fold(0u32, |value, digit| {
            value.wrapping_mul(10).wrapping_add(u32::from(digit.wrapping_sub(b'0')))
        });
        count += 1;
    }
    let only = |marks: &[char]| written.chars().all(|c| c.is_ascii_digit() || marks.contains(&c));
    let year = |value| (1900..2100).contains(&value);
    let is_date = match (widths, values, count) {
        ([8, ..], [value, ..], 1) => {
            year(value / 10_000)
                && (1..=12).contains(&(value / 100 % 100))
                && (1..=31).contains(&(value % 100))
        }
        ([4, 2, 2, ..], [y, m, d, ..], _) => {
            year(y) && (1..=12).contains(&m) && (1..=31).contains(&d)
        }
        ([2, 2, 4, ..], [a, b, y, ..], _) => {
            year(y) && (1..=31).contains(&a) && (1..=31).contains(&b)
        }
        _ => false,
    };
    evidence.add_if(is_date, Sign::DateShape);
    let is_address = count == 4
        && only(&['.'])
        && widths.iter().take(4).all(|&width| width <= 3)
        && values.iter().take(4).all(|&value| value < 256);
    evidence.add_if(is_address, Sign::AddressShape);
    let in_thousands = count > 1
        && widths[0] <= 3
        && widths.get(1..count).is_some_and(|rest| rest.iter().all(|&w| w == 3));
    let is_fraction = count == 2 && only(&['.']) && widths[0] <= 3;
    // In some countries telephone numbers are in thousands too.
    let is_amount = in_thousands && only(&['.', ' ', '\u{A0}']) || is_fraction;
    evidence.add_if(is_amount && !evidence.has_sign(Sign::UsualGroups), Sign::AmountShape);
}

fn add_kind(evidence: &mut Evidence, kind: Option<NumberType>) {
    use NumberType::*;
    match kind {
        Some(Mobile) => evidence.add_if(true, Sign::Mobile),
        Some(TollFree | SharedCost | Uan) => evidence.add_if(true, Sign::Service),
        Some(PremiumRate | Voip | PersonalNumber | Pager | Voicemail) => {
            evidence.add_if(true, Sign::Seldom);
        }
        Some(FixedLine | FixedLineOrMobile) | None => {}
    }
}

/// The digit groups of a text, in their order.
fn groups(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| digit_of(c).is_none()).filter(|group| !group.is_empty())
}

fn digit_of(character: char) -> Option<u8> {
    match character {
        '0'..='9' => Some(character as u8 - b'0'),
        '\0'..='\x7F' => None,
        _ => unicode::decimal_digit(character.into()),
    }
}

/// The reason that a scheme gives.
pub(crate) fn scheme_reason(evidence: Evidence) -> Option<Reason> {
    if evidence.has_sign(Sign::Card) {
        Some(Reason::PaymentCard)
    } else if evidence.has_sign(Sign::Iban) {
        Some(Reason::Iban)
    } else if evidence.has_sign(Sign::ProductCode) {
        Some(Reason::ProductCode)
    } else {
        None
    }
}
