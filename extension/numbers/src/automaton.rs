//! Executes the digit automata, see [`crate::layout`].

use crate::layout::{CLASS_MASK, FOLLOWING_SHIFT, HAS_CLASS, LAST_ENTRY, NOWHERE, ROW, Section};
use crate::metadata::{Tables, read_u16};

/// The class that the automaton at `root` gives to these digits (values 0 to 9), 0 for none.
#[inline]
pub(crate) fn class_of(tables: &Tables<'_>, root: u16, digits: &[u8]) -> u16 {
    let nodes = tables.section(Section::Nodes);
    let partitions = tables.section(Section::Partitions);
    let partition_count = partitions.len() / 5;
    let mut target = root;
    let mut node = 0;
    let mut rest = digits;
    loop {
        if target & ROW != 0 {
            return row(tables, target & !ROW, rest.len());
        }
        // Both are below 2^15: the sum cannot overflow.
        node = (node + target) & !ROW;
        let at = 2 * usize::from(node);
        let head = read_u16(nodes, at);
        let Some((&digit, after)) = rest.split_first() else {
            return if head & HAS_CLASS == 0 { 0 } else { read_u16(nodes, at + 2) };
        };
        let plane = usize::from(digit >> 1) * partition_count;
        let pair = partitions.get(plane + usize::from(head & !HAS_CLASS)).copied().unwrap_or(0xFF);
        let slot = pair >> (4 * (digit & 1)) & 0xF;
        if slot == NOWHERE {
            return 0;
        }
        let first_slot = at + if head & HAS_CLASS == 0 { 2 } else { 4 };
        target = read_u16(nodes, first_slot + 2 * usize::from(slot));
        rest = after;
    }
}

#[inline]
fn row(tables: &Tables<'_>, offset: u16, following: usize) -> u16 {
    let (low, high) = {
        let rows = tables.section(Section::Rows);
        rows.split_at_checked(rows.len() / 2).unwrap_or_default()
    };
    let from = usize::from(offset);
    let entries =
        low.get(from..).unwrap_or_default().iter().zip(high.get(from..).unwrap_or_default());
    for (&low, &high) in entries {
        let entry = u16::from_le_bytes([low, high]);
        if usize::from(entry >> FOLLOWING_SHIFT & 0x1F) == following {
            return entry & CLASS_MASK;
        }
        if entry & LAST_ENTRY != 0 {
            return 0;
        }
    }
    0
}
