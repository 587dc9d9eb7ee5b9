use std::fmt;

use pagedial_numbers::{Finder, NumberType, Region, ShortNumber, ShortNumbers};
use pagedial_protocol::{Callee, E164, EmergencyNumber};
use serde::{Deserialize, Serialize};

/// What a number is for, as a policy names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Kind {
    FixedLine,
    Mobile,
    FixedLineOrMobile,
    TollFree,
    PremiumRate,
    SharedCost,
    Voip,
    PersonalNumber,
    Pager,
    Uan,
    Voicemail,
    /// Satellite and international networks, by calling code.
    Satellite,
    /// No numbering plan that is known has such a number.
    Unknown,
}

/// Inmarsat, the global mobile satellite system, and the international networks, of which some are
/// satellites and all are dear (ITU-T E.164 list of assigned country codes, 870, 881 to 883).
const SATELLITE_CODES: [u16; 4] = [870, 881, 882, 883];

impl Kind {
    pub(crate) const ALL: [Self; 13] = [
        Self::FixedLine,
        Self::Mobile,
        Self::FixedLineOrMobile,
        Self::TollFree,
        Self::PremiumRate,
        Self::SharedCost,
        Self::Voip,
        Self::PersonalNumber,
        Self::Pager,
        Self::Uan,
        Self::Voicemail,
        Self::Satellite,
        Self::Unknown,
    ];

    fn of(number_type: NumberType) -> Self {
        match number_type {
            NumberType::FixedLine => Self::FixedLine,
            NumberType::Mobile => Self::Mobile,
            NumberType::FixedLineOrMobile => Self::FixedLineOrMobile,
            NumberType::TollFree => Self::TollFree,
            NumberType::PremiumRate => Self::PremiumRate,
            NumberType::SharedCost => Self::SharedCost,
            NumberType::Voip => Self::Voip,
            NumberType::PersonalNumber => Self::PersonalNumber,
            NumberType::Pager => Self::Pager,
            NumberType::Uan => Self::Uan,
            NumberType::Voicemail => Self::Voicemail,
        }
    }

    /// The name in a policy, a listing and the audit log.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::FixedLine => "fixed_line",
            Self::Mobile => "mobile",
            Self::FixedLineOrMobile => "fixed_line_or_mobile",
            Self::TollFree => "toll_free",
            Self::PremiumRate => "premium_rate",
            Self::SharedCost => "shared_cost",
            Self::Voip => "voip",
            Self::PersonalNumber => "personal_number",
            Self::Pager => "pager",
            Self::Uan => "uan",
            Self::Voicemail => "voicemail",
            Self::Satellite => "satellite",
            Self::Unknown => "unknown",
        }
    }
}

/// Where a call would go, as far as its number tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Destination {
    /// The country calling code; `None` when no country has one with which the number begins.
    pub(crate) calling_code: Option<u16>,
    /// The country, if the number tells.
    pub(crate) region: Option<Region>,
    pub(crate) kind: Kind,
    /// What it is if what follows the calling code is a short number, which nobody can have.
    pub(crate) short: Option<ShortNumber>,
    /// An emergency number as it is dialled within its country, which a calling code is no part of.
    pub(crate) emergency: Option<EmergencyNumber>,
}

impl Destination {
    /// No numbering plan has it.
    const UNKNOWN: Self = Self {
        calling_code: None,
        region: None,
        kind: Kind::Unknown,
        short: None,
        emergency: None,
    };

    pub(crate) fn of(callee: &Callee) -> Self {
        match callee {
            Callee::Number(number) => Self::of_number(number),
            Callee::Emergency(number) => Self { emergency: Some(*number), ..Self::UNKNOWN },
        }
    }

    fn of_number(number: &E164) -> Self {
        let Ok(parsed) = Finder::embedded().parse(number.as_str(), None) else {
            return Self::UNKNOWN;
        };
        let calling_code = parsed.calling_code();
        // The reader drops what is no part of a number, a trunk prefix for example. What would be
        // dialled has it still, and that is another number than the one that was judged.
        let kind = match parsed.kind() {
            Some(_) if parsed.e164() != number.as_str() => Kind::Unknown,
            Some(_) if SATELLITE_CODES.contains(&calling_code) => Kind::Satellite,
            Some(number_type) => Kind::of(number_type),
            None => Kind::Unknown,
        };
        let short = ShortNumbers::embedded().in_international_form(&parsed);
        Self {
            calling_code: Some(calling_code),
            region: parsed.region(),
            kind,
            short,
            emergency: None,
        }
    }
}

/// A part of the world in a policy: `"DE"` or `"+49"`.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub(crate) enum Area {
    Country(Region),
    CallingCode(u16),
}

impl Area {
    pub(crate) fn contains(&self, destination: &Destination) -> bool {
        match self {
            Self::Country(region) => destination.region == Some(*region),
            Self::CallingCode(code) => destination.calling_code == Some(*code),
        }
    }

    fn parse(text: &str) -> Result<Self, NotAnArea> {
        match text.strip_prefix('+') {
            Some(digits) => calling_code(digits).map(Self::CallingCode),
            None => Region::parse(text).ok().filter(|&region| exists(region)).map(Self::Country),
        }
        .ok_or_else(|| NotAnArea(text.chars().take(32).collect()))
    }
}

/// A calling code that is assigned: 1 to 3 digits, the first of them not 0.
fn calling_code(digits: &str) -> Option<u16> {
    let code: u16 = digits.parse().ok().filter(|_| digits.len() <= 3)?;
    let probe = Finder::embedded().parse(&format!("+{digits}000000000"), None).ok()?;
    (digits.starts_with(|first| first != '0') && probe.calling_code() == code).then_some(code)
}

/// Whether a country has a numbering plan. One that has none would stand in a list for nothing.
fn exists(region: Region) -> bool {
    region != Region::WORLD && Finder::embedded().parse("2000000", Some(region)).is_ok()
}

/// A text in a policy that names no part of the world.
#[derive(Debug, thiserror::Error)]
#[error(
    "{0:?} is neither a country that has phone numbers, such as \"DE\", nor an assigned calling \
     code, such as \"+49\""
)]
pub(crate) struct NotAnArea(String);

impl TryFrom<String> for Area {
    type Error = NotAnArea;
    fn try_from(text: String) -> Result<Self, NotAnArea> {
        Self::parse(&text)
    }
}

impl From<Area> for String {
    fn from(area: Area) -> Self {
        area.to_string()
    }
}

impl From<&Area> for String {
    fn from(area: &Area) -> Self {
        area.to_string()
    }
}

impl fmt::Display for Area {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Country(region) => write!(f, "{region}"),
            Self::CallingCode(code) => write!(f, "+{code}"),
        }
    }
}

impl fmt::Debug for Area {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}
