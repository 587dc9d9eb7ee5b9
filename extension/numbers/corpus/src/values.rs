//! Synthetic values: telephone numbers, and what may be taken for them.

use std::collections::BTreeMap;

use anyhow::Context as _;
use fastrand::Rng;
use pagedial_metadata_compiler::model::Kind;
use pagedial_metadata_compiler::{source, xml};
use pagedial_numbers::{Finder, PhoneNumber, Region};

use crate::page::Written;

/// How a page writes its telephone numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    National,
    International,
    E164,
    /// Digits alone, as within the country.
    Bare,
    /// National, with other separators.
    Dotted,
    /// From abroad by `00` or `011`.
    Dialled,
    /// `+44 (0)20…`
    OptionalZero,
    /// National, grouped as it came to somebody's mind.
    Regrouped,
}

impl Style {
    pub(crate) fn pick(random: &mut Rng) -> Self {
        match random.u8(..100) {
            0..32 => Self::National,
            32..40 => Self::Regrouped,
            40..62 => Self::International,
            62..70 => Self::E164,
            70..82 => Self::Bare,
            82..92 => Self::Dotted,
            92..96 => Self::Dialled,
            _ => Self::OptionalZero,
        }
    }
}

/// Makes values.
pub struct Values {
    finder: Finder<'static>,
    /// National significant numbers by region: libphonenumber's examples of what people call.
    examples: BTreeMap<String, Vec<String>>,
}

impl Values {
    /// With libphonenumber's example numbers.
    ///
    /// # Errors
    /// When libphonenumber's XML cannot be found or read.
    pub fn new() -> anyhow::Result<Self> {
        let path = source::locate()?.main;
        let text = std::fs::read_to_string(&path)
            .with_context(|| format!("{} cannot be read", path.display()))?;
        let mut examples: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for territory in xml::read(&text)? {
            for (kind, description) in &territory.kinds {
                let share = match kind {
                    Kind::FixedLine | Kind::Mobile => 4,
                    Kind::TollFree => 1,
                    _ => 0,
                };
                let own = examples.entry(territory.id.clone()).or_default();
                own.extend(std::iter::repeat_n(description.example.clone(), share).flatten());
            }
        }
        Ok(Self { finder: Finder::embedded(), examples })
    }

    /// A valid number of a region: an example with other last digits.
    pub(crate) fn number(&self, region: Region, random: &mut Rng) -> PhoneNumber<'static> {
        loop {
            let examples = self.examples.get(region.as_str()).map_or(&[][..], Vec::as_slice);
            let mut digits = random.choice(examples).cloned().unwrap_or_default();
            let kept = digits.len().saturating_sub(random.usize(4..=8));
            digits.truncate(kept);
            let length = random.choice(examples).map_or(0, String::len);
            digits.extend((digits.len()..length).map(|_| digit(random)));
            if let Ok(number) = self.finder.parse(&digits, Some(region))
                && number.is_valid()
                && number.region() == Some(region)
            {
                return number;
            }
        }
    }

    /// A telephone number as a page writes it.
    pub(crate) fn phone(&self, region: Region, style: Style, random: &mut Rng) -> Written {
        let number = self.number(region, random);
        let mut text = written(&number, style, random);
        let names_country = matches!(
            style,
            Style::International | Style::E164 | Style::Dialled | Style::OptionalZero
        );
        // People of the region read it as this number, or it is not how they write.
        let read = self.finder.find(&text, if names_country { None } else { Some(region) });
        if !matches!(read.as_slice(), [found] if found.number == number && found.end - found.start == text.len())
            && style != Style::Dialled
        {
            text = number.international();
        }
        if style != Style::Bare && random.u8(..40) == 0 {
            text.push_str(random.choice([" x", " ext. "]).unwrap_or_default());
            text.push_str(&digits(random.usize(2..=4), random));
        }
        Written { text, e164: number.e164(), is_fax: false }
    }

    /// The digits of a valid number of a region, as an identifier happens to have them.
    pub(crate) fn valid_digits(&self, region: Region, random: &mut Rng) -> String {
        let number = self.number(region, random);
        let national = number.national();
        national.chars().filter(char::is_ascii_digit).collect()
    }

    /// A valid number of a region in exactly the groups of its country.
    pub(crate) fn valid_groups(&self, region: Region, random: &mut Rng) -> String {
        self.number(region, random).national().replace(['(', ')'], "").replace(' ', "-")
    }
}

fn written(number: &PhoneNumber<'_>, style: Style, random: &mut Rng) -> String {
    let national = number.national();
    let bare: String = national.chars().filter(char::is_ascii_digit).collect();
    match style {
        Style::National => national,
        Style::International => number.international(),
        Style::E164 => number.e164(),
        Style::Bare => bare,
        Style::Dotted => {
            let mark = random.choice([".", "-", "/", " "]).unwrap_or(" ");
            let groups: Vec<_> = national
                .split(|c: char| !c.is_ascii_digit())
                .filter(|group| !group.is_empty())
                .collect();
            groups.join(mark)
        }
        Style::Regrouped => {
            let area = random.usize(2..=5).min(bare.len());
            let (area, rest) = bare.split_at(area);
            let width = random.usize(2..=4);
            format!(
                "{area}{}{}",
                random.choice([" ", "-", "/", " / "]).unwrap_or(" "),
                spaced(rest, width, " ")
            )
        }
        Style::Dialled => {
            let from = if number.calling_code() == 1 { "011 " } else { "00" };
            format!("{from}{}", number.international().trim_start_matches('+'))
        }
        Style::OptionalZero => {
            let international = number.international();
            match (international.split_once(' '), bare.starts_with('0')) {
                (Some((code, rest)), true) => format!("{code} (0){rest}"),
                _ => international,
            }
        }
    }
}

/// So many random digits; the first is not zero.
pub(crate) fn digits(count: usize, random: &mut Rng) -> String {
    let rest = (1..count).map(|_| digit(random)).collect::<Vec<_>>();
    std::iter::once(random.char('1'..='9')).chain(rest).collect()
}

fn digit(random: &mut Rng) -> char {
    random.char('0'..='9')
}

/// A payment card's number with its check digit, in fours or not.
pub(crate) fn card(random: &mut Rng) -> String {
    let mut number = random.choice(["4", "51", "52", "55"]).unwrap_or("4").to_owned();
    while number.len() < 15 {
        number.push(digit(random));
    }
    let sum: u32 = number
        .bytes()
        .rev()
        .enumerate()
        .map(|(place, digit)| {
            let weighed = u32::from(digit - b'0') * if place % 2 == 0 { 2 } else { 1 };
            weighed / 10 + weighed % 10
        })
        .sum();
    number.push_str(&((10 - sum % 10) % 10).to_string());
    if random.u8(..3) == 0 {
        number
    } else {
        spaced(&number, 4, random.choice([" ", "-"]).unwrap_or(" "))
    }
}

/// An IBAN with its check digits, in fours or not.
pub(crate) fn iban(random: &mut Rng) -> String {
    let (country, length) = random
        .choice([("DE", 18), ("ES", 20), ("PL", 24), ("AT", 16), ("PT", 21)])
        .unwrap_or(("DE", 18));
    let account = digits(length, random);
    let moved = format!("{account}{}00", letters_as_digits(country));
    let remainder =
        moved.bytes().fold(0u32, |sum, digit| (sum * 10 + u32::from(digit - b'0')) % 97);
    let iban = format!("{country}{:02}{account}", 98 - remainder);
    if random.u8(..3) == 0 { iban } else { spaced(&iban, 4, " ") }
}

fn letters_as_digits(letters: &str) -> String {
    letters.bytes().map(|letter| (u32::from(letter - b'A') + 10).to_string()).collect()
}

/// An ISBN-13 or EAN-13 with its check digit.
pub(crate) fn product_code(random: &mut Rng) -> String {
    let is_book = random.bool();
    let mut code = if is_book {
        "978".to_owned()
    } else {
        random.choice(["400", "590", "871", "300"]).unwrap_or("400").to_owned()
    };
    while code.len() < 12 {
        code.push(digit(random));
    }
    let sum: u32 = code
        .bytes()
        .enumerate()
        .map(|(place, digit)| u32::from(digit - b'0') * if place % 2 == 1 { 3 } else { 1 })
        .sum();
    code.push_str(&((10 - sum % 10) % 10).to_string());
    if is_book && random.bool() {
        return format!(
            "{}-{}-{}-{}-{}",
            &code[..3],
            &code[3..4],
            &code[4..7],
            &code[7..12],
            &code[12..]
        );
    }
    code
}

fn spaced(text: &str, width: usize, mark: &str) -> String {
    let characters: Vec<char> = text.chars().collect();
    let groups: Vec<String> =
        characters.chunks(width).map(|group| group.iter().collect()).collect();
    groups.join(mark)
}

/// A date, maybe with a time.
pub(crate) fn date(random: &mut Rng) -> String {
    let (year, month, day) = (random.u16(2015..2030), random.u8(1..=12), random.u8(1..=28));
    match random.u8(..5) {
        0 => format!("{year}-{month:02}-{day:02}"),
        1 => format!("{day:02}.{month:02}.{year}"),
        2 => format!("{day:02}/{month:02}/{year}"),
        3 => format!("{year}{month:02}{day:02}"),
        _ => format!(
            "{year}-{month:02}-{day:02} {:02}:{:02}:{:02}",
            random.u8(..24),
            random.u8(..60),
            random.u8(..60)
        ),
    }
}

/// A price or a quantity.
pub(crate) fn amount(random: &mut Rng) -> String {
    let (millions, thousands, ones) = (random.u16(1..999), random.u16(..1000), random.u16(..1000));
    match random.u8(..6) {
        0 => format!("{millions} {thousands:03} {ones:03}"),
        1 => format!("{millions}.{thousands:03}.{ones:03}"),
        2 => format!("{millions},{thousands:03}.{:02}", ones % 100),
        3 => format!("{millions} {thousands:03},{:02} €", ones % 100),
        4 => format!("${millions}{thousands:03}.{:02}", ones % 100),
        _ => format!("{millions}{thousands:03}{ones:03}"),
    }
}

/// A coordinate, an address, a version, a time stamp.
pub(crate) fn technical(random: &mut Rng) -> String {
    match random.u8(..6) {
        0 => format!(
            "{}.{}, {}.{}",
            random.u8(1..90),
            digits(6, random),
            random.u8(1..180),
            digits(6, random)
        ),
        1 => format!("{}.{}.{}.{}", random.u8(1..), random.u8(..), random.u8(..), random.u8(..)),
        2 => format!("{}.{}.{}", random.u8(1..20), random.u8(..30), digits(5, random)),
        3 => digits(10, random),
        4 => format!("17{}", digits(8, random)),
        _ => format!("{:08x}{}", random.u32(..), digits(8, random)),
    }
}
