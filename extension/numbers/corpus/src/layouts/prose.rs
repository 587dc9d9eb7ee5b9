//! Tickets, signatures, invoices, logs and lists: numbers within texts.

use fastrand::Rng;

use super::{IdStyle, Kind, Making};
use crate::page::{Block, Written};
use crate::values::{self, Style};
use crate::vocabulary::Part;

/// What a customer wrote and what was noted about it.
pub(super) fn ticket(making: &Making<'_>, random: &mut Rng) -> Vec<Block> {
    (0..random.usize(1..=4))
        .map(|_| {
            let mut block = Block::default();
            for place in 0..random.usize(1..=3) {
                if place > 0 {
                    block.push(" ");
                }
                let template = making.word("sentence", random);
                fill(&mut block, making, template, random);
            }
            block
        })
        .collect()
}

/// Puts values into the places of a sentence.
fn fill(block: &mut Block, making: &Making<'_>, template: &str, random: &mut Rng) {
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        block.push(before);
        let (name, after) = after.split_once('}').unwrap_or((after, ""));
        // People write as they like.
        let style = Style::pick(random);
        let ids = IdStyle::pick(making, random);
        match name {
            "p" => block.push_number(&making.phone(style, random)),
            "f" => block.push_number(&making.fax(style, random)),
            "i" | "t" => block.push_value(&making.value(Kind::Id, &ids, random)),
            "c" => block.push(&values::card(random)),
            "b" => block.push(&values::iban(random)),
            "v" => block.push(&values::product_code(random)),
            "d" => block.push(&values::date(random)),
            "a" => block.push(&values::amount(random)),
            _ => block.push(making.word("name", random)),
        }
        rest = after;
    }
    block.push(rest);
}

/// The end of an e-mail.
pub(super) fn signature(making: &Making<'_>, random: &mut Rng) -> Vec<Block> {
    let mark = match making.part {
        Part::Fitted => ["\n", " | ", "\n"],
        Part::HeldBack => ["\n", " · ", " • "],
    };
    let mark = random.choice(mark).unwrap_or("\n");
    let has_labels = random.u8(..3) != 0;
    let mut block = Block::default();
    for line in
        [making.word("name", random), making.word("company", random), making.word("street", random)]
    {
        block.push(line);
        block.push(mark);
    }
    for _ in 0..random.usize(1..=2) {
        let style = if has_labels { making.style } else { Style::International };
        let phone = making.phone(style, random);
        labelled(&mut block, has_labels.then(|| making.word("phone", random)), &phone, random);
        block.push(mark);
    }
    if random.bool() {
        let fax = making.fax(making.style, random);
        labelled(&mut block, Some(making.word("fax", random)), &fax, random);
        block.push(mark);
    }
    block.push("info@example.com");
    if random.bool() {
        let ids = IdStyle::pick(making, random);
        block.push(mark);
        block.push(making.word("id", random));
        block.push(" ");
        block.push_value(&making.value(Kind::Id, &ids, random));
    }
    vec![block]
}

fn labelled(block: &mut Block, label: Option<&str>, number: &Written, random: &mut Rng) {
    if let Some(label) = label {
        block.push(label);
        block.push(if random.bool() { ": " } else { " " });
    }
    block.push_number(number);
}

/// Head, items and foot.
pub(super) fn invoice(making: &Making<'_>, random: &mut Rng) -> Vec<Block> {
    let mut blocks = Vec::new();
    for _ in 0..random.usize(2..=3) {
        let ids = IdStyle::pick(making, random);
        let mut block = Block::of(format!("{} ", making.word("id", random)));
        block.push_value(&making.value(Kind::Id, &ids, random));
        blocks.push(block);
    }
    for _ in 0..random.usize(1..=4) {
        blocks.push(Block {
            header: Some(making.word("code", random).to_owned()),
            ..Block::of(values::product_code(random))
        });
        blocks.push(Block {
            header: Some(making.word("amount", random).to_owned()),
            ..Block::of(values::amount(random))
        });
    }
    let mark = match making.part {
        Part::Fitted => " · ",
        Part::HeldBack => " | ",
    };
    let mut foot = Block::of(format!(
        "{}{mark}{}{mark}",
        making.word("company", random),
        making.word("street", random)
    ));
    let phone = making.phone(making.style, random);
    labelled(&mut foot, Some(making.word("phone", random)), &phone, random);
    foot.push(mark);
    if random.bool() {
        let fax = making.fax(making.style, random);
        labelled(&mut foot, Some(making.word("fax", random)), &fax, random);
        foot.push(mark);
    }
    foot.push(making.word("iban", random));
    foot.push(" ");
    foot.push(&values::iban(random));
    foot.push(mark);
    let ids = IdStyle::pick(making, random);
    foot.push(making.word("id", random));
    foot.push(" ");
    foot.push_value(&making.value(Kind::Id, &ids, random));
    blocks.push(foot);
    super::joined(blocks)
}

/// What a telephone system or a web service writes down.
pub(super) fn log(making: &Making<'_>, random: &mut Rng) -> Vec<Block> {
    let (calls, others) = match making.part {
        Part::Fitted => (
            ["caller=", "callback to ", "phone: ", "msisdn="],
            ["session=", "user_id=", "order ", "pid="],
        ),
        Part::HeldBack => (
            ["called_number=", "dialing ", "sms to ", "telephone="],
            ["request_id=", "uid=", "txn ", "trace_id="],
        ),
    };
    (0..random.usize(2..=5))
        .map(|_| {
            let mut block = Block::of(format!("{} INFO ", values::date(random)));
            let mut parts = [random.bool(), true, random.bool()];
            random.shuffle(&mut parts);
            for is_call in parts {
                if is_call && random.u8(..3) != 0 {
                    block.push(random.choice(calls).unwrap_or_default());
                    let style = random.choice([Style::E164, Style::Bare, making.style]);
                    block.push_number(&making.phone(style.unwrap_or(Style::E164), random));
                } else {
                    block.push(random.choice(others).unwrap_or_default());
                    let ids =
                        random.choice([IdStyle::Valid, IdStyle::Digits(10), IdStyle::Digits(12)]);
                    block.push(&ids.unwrap_or(IdStyle::Valid).next(making, random));
                }
                block.push(" ");
            }
            let key = random.choice(["ip=", "; ", "host ", "ver=", "| ", "took "]).unwrap_or("ip=");
            block.push(key);
            block.push(&values::technical(random));
            block
        })
        .collect()
}

/// People with their numbers, and records with theirs, one a line and without labels.
pub(super) fn list(making: &Making<'_>, random: &mut Rng) -> Vec<Block> {
    let mark = random.choice([" — ", ", ", ": ", " "]).unwrap_or(" ");
    let is_of_people = random.bool();
    let ids = IdStyle::pick(making, random);
    let style = if making.style == Style::Bare { Style::National } else { making.style };
    (0..random.usize(3..=6))
        .map(|_| {
            if is_of_people {
                let mut block = Block::of(format!("{}{mark}", making.word("name", random)));
                block.push_number(&making.phone(style, random));
                block
            } else {
                let mut block = Block::of(format!("{} ", making.word("id", random)));
                block.push_value(&making.value(Kind::Id, &ids, random));
                block.push(mark);
                block.push(making.word("name", random));
                block
            }
        })
        .collect()
}
