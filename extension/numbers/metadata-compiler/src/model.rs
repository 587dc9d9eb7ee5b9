//! What libphonenumber's XML says, with its defaults resolved and its whitespace removed.
//!
//! The rules for defaults (a prefix for parsing that follows the national prefix, international
//! formats that follow the national ones, lengths that add up to the general description's) are
//! those of libphonenumber's own metadata build, so that these values equal its binary metadata.

use std::collections::BTreeSet;

/// The kinds of numbers, in the order in which a number is tested for them: the first that
/// matches is its kind.
pub const KINDS_BY_PRECEDENCE: [Kind; 10] = [
    Kind::PremiumRate,
    Kind::TollFree,
    Kind::SharedCost,
    Kind::Voip,
    Kind::PersonalNumber,
    Kind::Pager,
    Kind::Uan,
    Kind::Voicemail,
    Kind::FixedLine,
    Kind::Mobile,
];

/// A kind of number that the XML describes by an element of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// `fixedLine`
    FixedLine,
    /// `mobile`
    Mobile,
    /// `tollFree`
    TollFree,
    /// `premiumRate`
    PremiumRate,
    /// `sharedCost`
    SharedCost,
    /// `voip`
    Voip,
    /// `personalNumber`
    PersonalNumber,
    /// `pager`
    Pager,
    /// `uan`
    Uan,
    /// `voicemail`
    Voicemail,
}

impl Kind {
    /// The name of the element in the XML.
    #[must_use]
    pub const fn element(self) -> &'static str {
        match self {
            Self::FixedLine => "fixedLine",
            Self::Mobile => "mobile",
            Self::TollFree => "tollFree",
            Self::PremiumRate => "premiumRate",
            Self::SharedCost => "sharedCost",
            Self::Voip => "voip",
            Self::PersonalNumber => "personalNumber",
            Self::Pager => "pager",
            Self::Uan => "uan",
            Self::Voicemail => "voicemail",
        }
    }
}

/// The numbers of one kind in one territory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Description {
    /// A regular expression for the whole national significant number.
    pub pattern: String,
    /// The lengths that such a number may have, in digits.
    pub lengths: BTreeSet<u8>,
    /// Further lengths that can be dialled only within an area.
    pub local_lengths: BTreeSet<u8>,
    /// A number that nobody has, for tests.
    pub example: Option<String>,
}

/// One way of grouping the digits of a number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Format {
    /// A regular expression for the whole number, with a group for each part.
    pub pattern: String,
    /// The number must begin with this for the format to apply; `None` means any.
    pub leading_digits: Option<String>,
    /// What the first three digits of the number must begin with for the format to be chosen while
    /// it is typed, then the first four, and so on; the last one stays for all that follow.
    pub typing_digits: Vec<String>,
    /// The national form, with `$1`… for the groups.
    pub national: String,
    /// The international form; `None` when numbers of this format are not written so.
    pub international: Option<String>,
    /// How the national prefix joins the first group (`0$1`, `($1)`), or empty.
    pub national_prefix_rule: String,
    /// Whether people also write such numbers without the national prefix.
    pub national_prefix_optional: bool,
    /// Whether the format also says how a carrier code joins it.
    pub has_carrier_rule: bool,
}

/// One territory, or one calling code that belongs to no country (`001`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Territory {
    /// ISO 3166-1 alpha-2, or `001`.
    pub id: String,
    /// The country calling code, 1 to 999.
    pub calling_code: u16,
    /// Whether this is the main territory of a calling code that several share.
    pub main: bool,
    /// Numbers of this territory, among those that share its calling code, begin so.
    pub leading_digits: Option<String>,
    /// A regular expression for what is dialled before a calling code.
    pub international_prefix: Option<String>,
    /// What is dialled before a national number, for formatting.
    pub national_prefix: Option<String>,
    /// A regular expression for what is dialled before a national number, for parsing.
    pub national_prefix_for_parsing: Option<String>,
    /// What the parsed prefix is replaced by.
    pub national_prefix_transform: Option<String>,
    /// Every number of the territory; its lengths are those of all kinds together.
    pub general: Description,
    /// The kinds that exist here, in the order of [`KINDS_BY_PRECEDENCE`].
    pub kinds: Vec<(Kind, Description)>,
    /// In order of precedence.
    pub formats: Vec<Format>,
    /// Whether any format says how it is written internationally; if none does, the national
    /// formats serve for both.
    pub has_international_formats: bool,
}

/// The short numbers of one territory: those that are dialled as they are, within it only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShortNumberTerritory {
    /// ISO 3166-1 alpha-2.
    pub id: String,
    /// A regular expression that every short number matches.
    pub general: String,
    /// Every short number.
    pub short_code: Description,
    /// Police, fire brigade, ambulance.
    pub emergency: Option<Description>,
    /// Further numbers for people in need: mountain rescue, helplines.
    pub expanded_emergency: Option<Description>,
}
