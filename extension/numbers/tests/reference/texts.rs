//! Texts as business pages hold them, and worse.

use pagedial_metadata_compiler::model::Territory;

use super::random::Random;
use super::{Reference, ZEROS};

const WORDS: &[&str] = &[
    "Tel", "Tel.", "Phone:", "Fax", "Mobil", "call", "Order", "INV", "ref", "No.", "und", "або",
    "電話", "رقم", "Customer", "until", "€", "$", "EUR", "%", "kg", "am", "ID:", "#", "é", "ñ",
    "ß", "ext", "int", "x", "or", "/", "|", "—", ",", ";", "\n", "\t", "<b>", "(home)", "tel:",
    "&", "*",
];

const GLUE: &[&str] = &[
    " ", " ", " ", " ", "", ", ", "; ", " / ", "/", " - ", "-", ".", ". ", ": ", "\n", "\t", " (",
    ") ", "  ", "\u{A0}", " – ", "—", "\u{3000}", "(", "[", "+", " x", " or ", "~", "#",
];

const SEPARATORS: &[&str] = &[
    " ", "-", ".", "/", " - ", "", "\u{A0}", "\u{2010}", "\u{2011}", "\u{2013}", "\u{2212}",
    "\u{3000}", "\u{FF0D}", "\u{AD}", "\u{200B}", "\u{2060}", "~", "--", ". ", ") ", " (", "  ",
    "\u{30FC}", "\u{FF0E}", "\u{FF0F}", "\u{2053}", "\u{223C}", "x",
];

const EXTENSIONS: &[&str] = &[
    " x",
    "x",
    " ext. ",
    " ext ",
    " extn:",
    ";ext=",
    " extension ",
    " extensi\u{F3}n ",
    " extensio\u{301}n ",
    " доб. ",
    " anexo ",
    " int ",
    " #",
    "#",
    "~",
    " X ",
    " Ext: ",
    ", ext. ",
    " \u{FF58}",
    " - ",
    "\u{FF45}\u{FF58}\u{FF54} ",
    " xtn ",
    ",",
    ", x",
    ",,",
    " ;",
];

/// A text of one to six pieces for a region.
pub fn text(reference: &Reference, random: &mut Random, region: &Territory) -> String {
    let mut text = String::new();
    for _ in 0..=random.below(6) {
        text.push_str(&piece(reference, random, region));
        text.push_str(random.pick(GLUE));
    }
    text
}

fn piece(reference: &Reference, random: &mut Random, region: &Territory) -> String {
    match random.below(16) {
        0..=4 => written_number(reference, random, region),
        5..=6 => {
            let other = random.below(reference.territories.len());
            written_number(reference, random, &reference.territories[other])
        }
        7..=9 => random.pick(WORDS).to_owned(),
        10 => soup(random),
        _ => look_alike(random),
    }
}

/// Characters of numbers in no order.
fn soup(random: &mut Random) -> String {
    const ALPHABET: &[&str] = &[
        "0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "0", "1", "2", "3", "4", "5", "6", "7",
        "8", "9", "+", "(", ")", "[", "]", "-", ".", "/", " ", " ", "x", "~", ",", ":", "#",
        "\u{FF08}", "\u{FF09}", "\u{FF0B}", "ext", "\u{660}", "\u{FF11}", "*", "\u{2013}",
        "\u{A0}",
    ];
    (0..random.below(40)).map(|_| random.pick(ALPHABET)).collect()
}

fn look_alike(random: &mut Random) -> String {
    let digit = |random: &mut Random, bound| random.below(bound);
    match random.below(14) {
        0 => format!(
            "{}-{:02}-{:02}",
            1990 + digit(random, 50),
            1 + digit(random, 12),
            1 + digit(random, 31)
        ),
        1 => format!(
            "{}/{}/{}",
            1 + digit(random, 31),
            1 + digit(random, 12),
            1990 + digit(random, 50)
        ),
        2 => format!(
            "{}-{:02}-{:02} {:02}:{:02}:{:02}",
            1990 + digit(random, 50),
            1 + digit(random, 12),
            1 + digit(random, 31),
            digit(random, 24),
            digit(random, 60),
            digit(random, 60)
        ),
        3 => format!(
            "{}{:02}{:02} {:02}:{:02}",
            1990 + digit(random, 50),
            digit(random, 12),
            digit(random, 31),
            digit(random, 24),
            digit(random, 60)
        ),
        4 => {
            format!("{},{:03}.{:02}", digit(random, 1000), digit(random, 1000), digit(random, 100))
        }
        5 => format!(
            "{}.{}.{}.{}",
            digit(random, 256),
            digit(random, 256),
            digit(random, 256),
            digit(random, 256)
        ),
        6 => format!("INV-{}", random.digits(10)),
        7 => format!(
            "{} {} {} {}",
            random.digits(4),
            random.digits(4),
            random.digits(4),
            random.digits(4)
        ),
        8 => {
            let count = 1 + random.below(30);
            random.digits(count)
        }
        9 => format!("{}-{} ({})", random.digits(3), random.digits(3), 1990 + digit(random, 50)),
        10 => format!(
            "{}({}): {}-{}",
            random.digits(2),
            random.digits(1),
            random.digits(3),
            random.digits(3)
        ),
        11 => format!("{}/{}", random.digits(10), random.digits(10)),
        12 => format!("{}{}{}", random.digits(9), random.pick(SEPARATORS), random.digits(10)),
        _ => format!("v{}.{}.{}", digit(random, 20), digit(random, 20), digit(random, 20)),
    }
}

/// A national significant number of a territory: an example with its last digits changed.
pub fn national_number(random: &mut Random, territory: &Territory) -> Option<String> {
    let examples: Vec<&String> =
        territory.kinds.iter().filter_map(|(_, desc)| desc.example.as_ref()).collect();
    if examples.is_empty() {
        return None;
    }
    let example = random.pick(&examples);
    let kept = random.below(example.len() + 1);
    let mut number = example[..kept].to_owned();
    number.push_str(&random.digits(example.len() - kept));
    if random.one_in(12) {
        number.pop();
    } else if random.one_in(12) {
        number.push(random.digit());
    }
    Some(number)
}

fn written_number(reference: &Reference, random: &mut Random, territory: &Territory) -> String {
    let Some(nsn) = national_number(random, territory) else { return random.digits(9) };
    let code = territory.calling_code;
    let mut number = match random.below(8) {
        0 | 1 => {
            let parsed = reference.parse(&format!("+{code}{nsn}"), None);
            parsed.map_or(nsn.clone(), |parsed| {
                let facts = reference.facts(&parsed);
                if random.one_in(2) { facts.national } else { facts.international }
            })
        }
        2 => format!("+{code}{nsn}"),
        3 => format!("+{code} {}", grouped(random, &nsn)),
        4 => format!(
            "{}{}",
            territory.national_prefix.as_deref().unwrap_or("0"),
            grouped(random, &nsn)
        ),
        5 => format!(
            "+{code} ({}){}",
            territory.national_prefix.as_deref().unwrap_or("0"),
            grouped(random, &nsn)
        ),
        6 => format!(
            "{}{code}{}",
            random.pick(&["00", "011 ", "0011", "810", "++", "00 "]),
            grouped(random, &nsn)
        ),
        _ => grouped(random, &nsn),
    };
    if random.one_in(6) {
        let length = 1 + random.below(12);
        number.push_str(random.pick(EXTENSIONS));
        number.push_str(&random.digits(length));
        if random.one_in(4) {
            number.push('#');
        }
    }
    if random.one_in(10) {
        let zero = u32::from(random.pick(&ZEROS));
        number = number
            .chars()
            .map(|character| {
                let digit = character.to_digit(10).and_then(|digit| char::from_u32(zero + digit));
                digit.unwrap_or(character)
            })
            .collect();
    }
    if random.one_in(14) {
        number.insert_str(
            0,
            random.pick(&["0xx", "0 xx 11 ", "x", "(", "[", "+", "((", "a", "$", "%"]),
        );
    }
    if random.one_in(20) {
        number.push_str(
            random.pick(&["x", "a", "%", "€", ")", "]", "/x5", " /x 12", "ü", ":30", "."]),
        );
    }
    number
}

fn grouped(random: &mut Random, digits: &str) -> String {
    let mut text = String::new();
    let bracketed = random.one_in(4);
    let mut rest = digits;
    let mut first = true;
    while !rest.is_empty() {
        let length = (1 + random.below(5)).min(rest.len());
        let (group, after) = rest.split_at(length);
        if first && bracketed {
            text.push_str(&format!("({group})"));
        } else {
            text.push_str(group);
        }
        first = false;
        rest = after;
        if !rest.is_empty() {
            text.push_str(if random.one_in(3) { random.pick(SEPARATORS) } else { " " });
        }
    }
    text
}
