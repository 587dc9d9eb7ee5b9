//! Data grids and definition lists.

use fastrand::Rng;

use super::{IdStyle, Kind, Making};
use crate::page::{Block, Value};
use crate::vocabulary::Part;

/// A column: its heading, its attributes, its cells.
struct Column {
    header: Option<String>,
    field: Option<String>,
    cells: Vec<Value>,
}

/// Rows of people or orders.
pub(super) fn grid(making: &Making<'_>, random: &mut Rng) -> Vec<Block> {
    let rows = random.usize(3..=7);
    let has_headers = random.u8(..8) != 0;
    let columns: Vec<Column> =
        (0..random.usize(2..=5)).map(|_| column(making, rows, has_headers, random)).collect();
    let mut blocks = Vec::new();
    for row in 0..rows {
        let name = making.word("name", random);
        blocks.push(Block::of(name));
        let mut before = name.to_owned();
        for column in &columns {
            let Some(value) = column.cells.get(row) else { continue };
            let mut block = Block {
                before: std::mem::take(&mut before),
                header: column.header.clone(),
                field: column.field.clone(),
                column: others(&column.cells, row),
                ..Block::default()
            };
            block.push_value(value);
            before.clone_from(&block.text);
            blocks.push(block);
        }
    }
    blocks
}

fn column(making: &Making<'_>, rows: usize, has_headers: bool, random: &mut Rng) -> Column {
    let kind = Kind::pick(random);
    let ids = IdStyle::pick(making, random);
    let empty_ones = random.u8(..4) == 0;
    let cells = (0..rows)
        .map(|_| match kind {
            // Not everybody has one.
            _ if empty_ones && random.u8(..3) == 0 => Value::Other("–".to_owned()),
            _ => making.value(kind, &ids, random),
        })
        .collect();
    // A heading that says nothing leaves digits alone unexplained, even to a person: then only what
    // explains itself stands there.
    let (field, is_telling) = attributes(making, kind, random);
    let explains_itself = match kind {
        _ if is_telling => true,
        Kind::Phone => making.style != crate::values::Style::Bare,
        Kind::Fax => false,
        Kind::Id => ids != IdStyle::ValidGroups,
        _ => true,
    };
    let vague = explains_itself && random.u8(..if is_telling { 2 } else { 6 }) == 0;
    let header = (has_headers || !explains_itself).then(|| {
        let section = if vague { "vague" } else { kind.section() };
        making.word(section, random).to_owned()
    });
    Column { header, field, cells }
}

fn others(cells: &[Value], row: usize) -> Vec<String> {
    let mut others: Vec<(usize, &Value)> =
        cells.iter().enumerate().filter(|&(at, _)| at != row).collect();
    others.sort_by_key(|&(at, _)| at.abs_diff(row));
    others.iter().take(6).map(|(_, value)| value.text().to_owned()).collect()
}

/// What programmers call a field, and whether that tells anything. Most grids say nothing.
fn attributes(making: &Making<'_>, kind: Kind, random: &mut Rng) -> (Option<String>, bool) {
    let generic = match making.part {
        Part::Fitted => ["cell grid-cell", "MuiDataGrid-cell", "col-3 text-right"],
        Part::HeldBack => ["ag-cell ag-cell-value", "td slds-cell-edit", "dx-row-column"],
    };
    match random.u8(..10) {
        0..4 => (None, false),
        4..8 => (random.choice(generic).map(str::to_owned), false),
        _ => (Some(named(making, kind, random)), true),
    }
}

/// A telling name.
pub(super) fn named(making: &Making<'_>, kind: Kind, random: &mut Rng) -> String {
    let names: [&str; 4] = match (making.part, kind) {
        (Part::Fitted, Kind::Phone) => ["phone", "customerPhone", "contact_tel", "mobile-number"],
        (Part::HeldBack, Kind::Phone) => ["telephone1", "PhoneNumber", "txtMobile", "cellphone"],
        (Part::Fitted, Kind::Fax) => ["fax", "faxNumber", "contact_fax", "company-fax"],
        (Part::HeldBack, Kind::Fax) => ["telefax", "txtFax", "fax_no", "OfficeFax"],
        (Part::Fitted, Kind::Id) => ["order_id", "customerNo", "ticketId", "invoice-number"],
        (Part::HeldBack, Kind::Id) => ["CaseNumber", "sku", "refNo", "account_number"],
        (_, Kind::Amount) => ["amount", "total", "price", "qty"],
        (_, Kind::Date) => ["created_at", "dueDate", "date", "timestamp"],
        (_, Kind::Technical) => ["ip", "lat", "version", "coords"],
        (_, Kind::Card) => ["cardNumber", "cc-number", "card", "payment-card"],
        (_, Kind::Iban) => ["iban", "bankAccount", "iban-field", "payee_iban"],
        (_, Kind::Code) => ["isbn", "ean", "barcode", "gtin"],
    };
    random.choice(names).unwrap_or_default().to_owned()
}

/// Labels with their values, side by side.
pub(super) fn definition_list(making: &Making<'_>, random: &mut Rng) -> Vec<Block> {
    // Three ways of marking it up: dt and dd, two neighbouring blocks, one text.
    let way = random.u8(..3);
    let mut blocks = Vec::new();
    for _ in 0..random.usize(3..=7) {
        let kind = Kind::pick(random);
        let ids = IdStyle::pick(making, random);
        let label = making.word(kind.section(), random);
        let value = making.value(kind, &ids, random);
        let mut block = Block::default();
        match way {
            0 => block.header = Some(label.to_owned()),
            1 => blocks.push(Block::of(label)),
            _ => {
                let mark = match making.part {
                    Part::Fitted => [": ", " ", " - "],
                    Part::HeldBack => [":\u{A0}", "  ", " – "],
                };
                block.push(label);
                block.push(random.choice(mark).unwrap_or(": "));
            }
        }
        block.push_value(&value);
        blocks.push(block);
    }
    super::joined(blocks)
}
