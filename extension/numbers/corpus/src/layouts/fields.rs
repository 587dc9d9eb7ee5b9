//! Forms and contact cards.

use fastrand::Rng;

use super::tables::named;
use super::{IdStyle, Kind, Making};
use crate::page::Block;

/// Filled-in fields with their labels.
pub(super) fn form(making: &Making<'_>, random: &mut Rng) -> Vec<Block> {
    let names = random.u8(..3);
    (0..random.usize(3..=7))
        .map(|_| {
            let kind = Kind::pick(random);
            let ids = IdStyle::pick(making, random);
            let label = making.word(kind.section(), random);
            let field = match names {
                0 => None,
                1 => Some(format!("field-{} form-control", random.u8(..90))),
                _ => Some(named(making, kind, random)),
            };
            // Some programmers put the label's words into a placeholder, some leave it out.
            let is_named = field.is_some() && names == 2;
            let mut block = Block {
                label: (!is_named || random.u8(..4) != 0).then(|| label.to_owned()),
                field,
                ..Block::default()
            };
            block.push_value(&making.value(kind, &ids, random));
            block
        })
        .collect()
}

/// A person or company with its data, one under the other; some marked by an icon only.
pub(super) fn contact_card(making: &Making<'_>, random: &mut Rng) -> Vec<Block> {
    let mut blocks = vec![
        Block::of(making.word("name", random)),
        Block::of(making.word("company", random)),
        Block::of(making.word("street", random)),
    ];
    for _ in 0..random.usize(1..=2) {
        let mut block = Block::default();
        match random.u8(..3) {
            0 => block.field = Some("tel itemprop=telephone".to_owned()),
            1 => block.field = Some("fa fa-phone contact-line".to_owned()),
            _ => {
                block.push(making.word("phone", random));
                block.push(": ");
            }
        }
        let phone = making.phone(making.style, random);
        block.push_number(&phone);
        blocks.push(block);
    }
    if random.bool() {
        let mut block = Block::of(format!("{}: ", making.word("fax", random)));
        block.push_number(&making.fax(making.style, random));
        blocks.push(block);
    }
    blocks.push(Block::of("info@example.com"));
    for _ in 0..random.usize(..=2) {
        let ids = IdStyle::pick(making, random);
        let id = making.value(Kind::Id, &ids, random);
        let mut block = Block::of(format!("{}: ", making.word("id", random)));
        block.push_value(&id);
        blocks.push(block);
    }
    super::joined(blocks)
}
