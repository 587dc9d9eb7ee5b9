//! Writes numbers the way people of their country do.

use alloc::string::String;

use crate::automaton::class_of;
use crate::layout::PREFIX_REQUIRED;
use crate::metadata::{CodeId, Tables};

/// A way of writing a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    /// As within the country, with its national prefix where that is usual.
    National,
    /// As from abroad, without the calling code.
    International,
}

/// Whether such a number is written with its national prefix within its country.
pub(crate) fn needs_national_prefix(tables: &Tables<'_>, code: CodeId, nsn: &[u8]) -> bool {
    let record = tables.code(code);
    record.prefix_ever_required() && {
        let choice = class_of(tables, record.formats(), nsn);
        tables.choice(record, choice)[0] & PREFIX_REQUIRED != 0
    }
}

/// Appends the digits, grouped; without a format for them, as they are.
#[inline(never)]
pub(crate) fn write_grouped(
    tables: &Tables<'_>,
    code: CodeId,
    nsn: &[u8],
    style: Style,
    out: &mut String,
) {
    let record = tables.code(code);
    let [national, international] = tables.choice(record, class_of(tables, record.formats(), nsn));
    let choice = match style {
        Style::National => national & !PREFIX_REQUIRED,
        Style::International => international,
    };
    match choice.checked_sub(1) {
        None => write_digits(nsn, out),
        Some(format) => {
            let [widths, template] = tables.format(format);
            for &byte in template {
                match byte {
                    group @ 1..=9 => write_digits(group_digits(nsn, widths, group), out),
                    character => out.push(char::from(character)),
                }
            }
        }
    }
}

#[inline(never)]
pub(crate) fn write_digits(digits: &[u8], out: &mut String) {
    out.extend(digits.iter().map(|&digit| char::from(b'0' + digit)));
}

/// The digits of a group. Groups before it take as many as they can while the later ones still get
/// their fewest, as in a regular expression that matches all the digits.
pub(crate) fn group_digits<'d>(digits: &'d [u8], widths: &[u8], group: u8) -> &'d [u8] {
    let fewest: usize = widths.iter().step_by(2).map(|&fewest| usize::from(fewest)).sum();
    let mut spare = digits.len().saturating_sub(fewest);
    let mut start = 0;
    for (number, width) in (1..).zip(widths.chunks_exact(2)) {
        let &[fewest, most] = width else { break };
        let extra = spare.min(usize::from(most.saturating_sub(fewest)));
        let length = usize::from(fewest) + extra;
        if number == group {
            return digits.get(start..start + length).unwrap_or_default();
        }
        spare -= extra;
        start += length;
    }
    &[]
}
