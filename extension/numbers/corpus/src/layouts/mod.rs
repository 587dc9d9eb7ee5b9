//! The layouts of line-of-business pages.

mod fields;
mod prose;
mod tables;

use fastrand::Rng;
use pagedial_numbers::Region;

use crate::page::{Block, Page, Value, Written};
use crate::values::{self, Style, Values};
use crate::vocabulary::{Locale, Part};

/// One in so many pages is of another country than its reader.
const FOREIGN: u8 = 5;

/// A host name that tells no country.
const ANY_HOST: &str = "app.example.com";

/// What a page is made with.
struct Making<'a> {
    values: &'a Values,
    locale: &'a Locale,
    part: Part,
    /// How this page writes telephone numbers, where it does so consistently.
    style: Style,
}

impl Making<'_> {
    fn word(&self, section: &str, random: &mut Rng) -> &'static str {
        self.locale.pick(section, self.part, random)
    }

    fn region(&self) -> Region {
        self.locale.region
    }

    /// A number to call; some are of another country and then written with its calling code.
    fn phone(&self, style: Style, random: &mut Rng) -> Written {
        if random.u8(..12) == 0 {
            let region = random.choice(["US", "GB", "DE", "FR", "IN", "CH", "SE"]).unwrap_or("US");
            if let Ok(region) = Region::parse(region) {
                return self.values.phone(region, Style::International, random);
            }
        }
        self.values.phone(self.region(), style, random)
    }

    fn fax(&self, style: Style, random: &mut Rng) -> Written {
        Written { is_fax: true, ..self.values.phone(self.region(), style, random) }
    }

    fn value(&self, kind: Kind, ids: &IdStyle, random: &mut Rng) -> Value {
        match kind {
            Kind::Phone => Value::Number(self.phone(self.style, random)),
            Kind::Fax => Value::Number(self.fax(self.style, random)),
            Kind::Id => Value::Other(ids.next(self, random)),
            Kind::Amount => Value::Other(values::amount(random)),
            Kind::Date => Value::Other(values::date(random)),
            Kind::Technical => Value::Other(values::technical(random)),
            Kind::Card => Value::Other(values::card(random)),
            Kind::Iban => Value::Other(values::iban(random)),
            Kind::Code => Value::Other(values::product_code(random)),
        }
    }
}

/// What a labelled value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Phone,
    Fax,
    Id,
    Amount,
    Date,
    Technical,
    Card,
    Iban,
    Code,
}

impl Kind {
    fn pick(random: &mut Rng) -> Self {
        match random.u8(..100) {
            0..36 => Self::Phone,
            36..42 => Self::Fax,
            42..74 => Self::Id,
            74..80 => Self::Amount,
            80..84 => Self::Date,
            84..89 => Self::Technical,
            89..93 => Self::Card,
            93..96 => Self::Iban,
            _ => Self::Code,
        }
    }

    const fn section(self) -> &'static str {
        match self {
            Self::Phone => "phone",
            Self::Fax => "fax",
            Self::Id => "id",
            Self::Amount => "amount",
            Self::Date => "date",
            Self::Technical => "tech",
            Self::Card => "card",
            Self::Iban => "iban",
            Self::Code => "code",
        }
    }
}

/// How a page writes identifiers of one kind.
#[derive(Debug, Clone, PartialEq, Eq)]
enum IdStyle {
    /// Digits that are a valid telephone number.
    Valid,
    /// The same in a telephone number's groups.
    ValidGroups,
    /// Counted up from a valid number, in steps of up to this.
    Counted(u64, u64),
    Digits(usize),
    /// Groups of these widths.
    Grouped(Vec<usize>),
    Prefixed(&'static str),
    Year,
}

impl IdStyle {
    fn pick(making: &Making<'_>, random: &mut Rng) -> Self {
        match random.u8(..100) {
            0..34 => Self::Valid,
            34..42 => Self::ValidGroups,
            42..54 => {
                let start = making.values.valid_digits(making.region(), random);
                Self::Counted(start.parse().unwrap_or(0), random.u64(1..400))
            }
            54..72 => Self::Digits(random.usize(7..=13)),
            72..82 => {
                let widths: [&[usize]; 5] = [&[3, 3, 4], &[4, 4, 2], &[3, 7], &[2, 4, 4], &[4, 6]];
                Self::Grouped(random.choice(widths).unwrap_or(&[3, 3, 4]).to_vec())
            }
            82..94 => {
                let prefixes: [&str; 6] = match making.part {
                    Part::Fitted => ["INV-", "REF_", "SO", "#", "A-", "PO/"],
                    Part::HeldBack => ["RMA-", "DOC_", "TK", "# ", "X-", "WO-"],
                };
                Self::Prefixed(random.choice(prefixes).unwrap_or("#"))
            }
            _ => Self::Year,
        }
    }

    fn next(&self, making: &Making<'_>, random: &mut Rng) -> String {
        let region = making.region();
        match self {
            Self::Valid => making.values.valid_digits(region, random),
            Self::ValidGroups => making.values.valid_groups(region, random),
            Self::Counted(start, step) => {
                let digits = (start + random.u64(..20) * step).to_string();
                // The zero that the parsed start lost.
                let zero = making.values.valid_digits(region, random).starts_with('0');
                if zero { format!("0{digits}") } else { digits }
            }
            Self::Digits(count) => values::digits(*count, random),
            Self::Grouped(widths) => {
                let groups: Vec<_> =
                    widths.iter().map(|&width| values::digits(width, random)).collect();
                groups.join("-")
            }
            Self::Prefixed(prefix) => {
                format!("{prefix}{}", making.values.valid_digits(region, random))
            }
            Self::Year => format!("20{}-{}", random.u8(10..30), values::digits(6, random)),
        }
    }
}

/// Makes a page of a part.
pub(crate) fn page(values: &Values, locales: &[Locale], part: Part, random: &mut Rng) -> Page {
    let place = random.usize(..locales.len());
    let Some(locale) = locales.get(place) else { return blank() };
    let making = Making { values, locale, part, style: Style::pick(random) };
    // The last two are never fitted on.
    let kinds = if part == Part::Fitted { 7 } else { 9 };
    let (layout, blocks) = match random.u8(..kinds) {
        0 => ("grid", tables::grid(&making, random)),
        1 => ("definition list", tables::definition_list(&making, random)),
        2 => ("ticket", prose::ticket(&making, random)),
        3 => ("signature", prose::signature(&making, random)),
        4 => ("invoice", prose::invoice(&making, random)),
        5 => ("log", prose::log(&making, random)),
        6 => ("form", fields::form(&making, random)),
        7 => ("contact card", fields::contact_card(&making, random)),
        _ => ("list", prose::list(&making, random)),
    };
    let is_foreign = random.u8(..FOREIGN) == 0;
    let user = if is_foreign {
        random.choice(["US", "GB", "DE", "FR"]).unwrap_or("US")
    } else {
        locale.region.as_str()
    };
    let host = if random.u8(..3) == 0 { locale.host } else { ANY_HOST };
    Page {
        layout,
        locale: locale.language,
        user: user.to_owned(),
        language: match random.u8(..10) {
            // A page of another country says so somewhere, or its reader could not know either.
            _ if is_foreign && host == ANY_HOST => Some(locale.language),
            0 => None,
            1 => locale.language.split('-').next(),
            // What templates say.
            2 => Some("en"),
            _ => Some(locale.language),
        },
        host,
        blocks,
    }
}

fn blank() -> Page {
    Page {
        layout: "blank",
        locale: "",
        user: String::new(),
        language: None,
        host: "",
        blocks: Vec::new(),
    }
}

/// Tells every block what stands before it.
fn joined(mut blocks: Vec<Block>) -> Vec<Block> {
    let texts: Vec<String> = blocks.iter().map(|block| block.text.clone()).collect();
    for (place, block) in blocks.iter_mut().enumerate() {
        block.before =
            place.checked_sub(1).and_then(|at| texts.get(at)).cloned().unwrap_or_default();
    }
    blocks
}
