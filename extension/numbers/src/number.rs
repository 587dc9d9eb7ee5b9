//! Phone numbers.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use crate::automaton::class_of;
use crate::format::{Style, write_digits, write_grouped};
use crate::layout::{CLASS_KIND_MASK, CLASS_REGION_SHIFT};
use crate::metadata::{CodeId, Length, Metadata, Tables};
use crate::parse::{MAX_NSN, Nsn, Parsed};
use crate::region::Region;

/// What a number is for, as far as its digits tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NumberType {
    /// A landline.
    FixedLine,
    /// A mobile phone.
    Mobile,
    /// One of the two; the digits do not tell which, as in the USA.
    FixedLineOrMobile,
    /// Free for the caller.
    TollFree,
    /// Charged at a premium.
    PremiumRate,
    /// The cost is shared between caller and called.
    SharedCost,
    /// Over the internet.
    Voip,
    /// Belongs to a person and rings wherever that person is.
    PersonalNumber,
    /// A pager.
    Pager,
    /// A universal access number of a company.
    Uan,
    /// A mailbox.
    Voicemail,
}

impl NumberType {
    /// A stable name for machines, in snake case.
    #[must_use]
    pub const fn name(self) -> &'static str {
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
        }
    }

    /// The kind with a number in the classes of the metadata.
    const fn from_class(number: u16) -> Option<Self> {
        Some(match number {
            1 => Self::FixedLine,
            2 => Self::Mobile,
            3 => Self::FixedLineOrMobile,
            4 => Self::TollFree,
            5 => Self::PremiumRate,
            6 => Self::SharedCost,
            7 => Self::Voip,
            8 => Self::PersonalNumber,
            9 => Self::Pager,
            10 => Self::Uan,
            11 => Self::Voicemail,
            _ => return None,
        })
    }
}

/// A phone number: a calling code and the digits after it. It may be one that nobody can have, see
/// [`PhoneNumber::kind`].
#[derive(Clone, Copy)]
pub struct PhoneNumber<'m> {
    metadata: Metadata<'m>,
    code: CodeId,
    calling_code: u16,
    nsn: Nsn,
    class: u16,
}

impl<'m> PhoneNumber<'m> {
    pub(crate) fn new(tables: &Tables<'m>, parsed: &Parsed) -> Self {
        let class = class_of(tables, tables.code(parsed.code).classes(), parsed.nsn.digits());
        Self::with_class(tables, parsed, class)
    }

    /// With the class that its calling code's automaton gives it.
    pub(crate) fn with_class(tables: &Tables<'m>, parsed: &Parsed, class: u16) -> Self {
        Self {
            metadata: tables.metadata,
            code: parsed.code,
            calling_code: tables.code(parsed.code).calling_code(),
            nsn: parsed.nsn,
            class,
        }
    }

    /// The country calling code, 1 to 999.
    #[must_use]
    pub fn calling_code(&self) -> u16 {
        self.calling_code
    }

    /// The digits after the calling code, such as `2015550123`.
    #[must_use]
    pub fn national_significant_number(&self) -> String {
        let mut text = String::with_capacity(self.nsn.digits().len());
        write_digits(self.nsn.digits(), &mut text);
        text
    }

    /// As in ITU E.164, such as `+12015550123`.
    #[must_use]
    pub fn e164(&self) -> String {
        String::from(self.to_e164().as_str())
    }

    /// The same with nothing allocated.
    #[must_use]
    pub fn to_e164(&self) -> E164 {
        let mut e164 = E164::of_code(self.calling_code);
        let start = usize::from(e164.length);
        // As many as there can be: a count that is known beforehand takes one instruction for 16.
        if let Some(places) = e164.ascii.get_mut(start..start + MAX_NSN) {
            for (place, digit) in places.iter_mut().zip(self.nsn.padded()) {
                *place = b'0' + digit;
            }
        }
        e164.length += self.nsn.digits().len() as u8;
        e164
    }

    /// As written within its country, such as `(201) 555-0123`.
    #[must_use]
    pub fn national(&self) -> String {
        let mut text = String::new();
        self.write(Style::National, &mut text);
        text
    }

    /// As written from abroad, such as `+1 201-555-0123`.
    #[must_use]
    pub fn international(&self) -> String {
        let mut text = String::from(E164::of_code(self.calling_code).as_str());
        text.push(' ');
        self.write(Style::International, &mut text);
        text
    }

    /// The region that it belongs to, `001` for none; `None` when it is not valid.
    #[must_use]
    pub fn region(&self) -> Option<Region> {
        self.kind()?;
        let tables = self.metadata.tables();
        tables.region(tables.code(self.code).region(self.class >> CLASS_REGION_SHIFT)).region()
    }

    /// What it is for; `None` when it is not valid, that is, when no number can be like it.
    #[must_use]
    pub fn kind(&self) -> Option<NumberType> {
        NumberType::from_class(self.class & CLASS_KIND_MASK)
    }

    /// The regions that share its calling code.
    pub(crate) fn regions(&self) -> impl Iterator<Item = Region> + use<'m> {
        let tables = self.metadata.tables();
        let regions = tables.code(self.code).regions();
        regions.filter_map(move |region| tables.region(region).region())
    }

    /// How the count of its digits relates to the numbers of its calling code's main region.
    pub(crate) fn length(&self) -> Length {
        let tables = self.metadata.tables();
        tables.region(tables.code(self.code).main_region()).length(self.nsn.digits().len())
    }

    /// The digits after the calling code, as values 0 to 9.
    pub(crate) fn nsn(&self) -> &[u8] {
        self.nsn.digits()
    }

    /// Whether a number can be like it.
    #[must_use]
    pub fn is_valid(&self) -> bool {
        self.class != 0
    }

    fn write(&self, style: Style, text: &mut String) {
        write_grouped(&self.metadata.tables(), self.code, self.nsn.digits(), style, text);
    }
}

impl PartialEq for PhoneNumber<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.calling_code == other.calling_code && self.nsn == other.nsn
    }
}

impl Eq for PhoneNumber<'_> {}

impl core::hash::Hash for PhoneNumber<'_> {
    fn hash<H: core::hash::Hasher>(&self, state: &mut H) {
        (self.calling_code, self.nsn).hash(state);
    }
}

impl fmt::Debug for PhoneNumber<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.e164())
    }
}

impl fmt::Display for PhoneNumber<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.international())
    }
}

/// A plus sign, three digits of calling code, and a national significant number.
const MAX_E164: usize = 1 + 3 + MAX_NSN;

/// A number as in ITU E.164, such as `+12015550123`.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct E164 {
    ascii: [u8; MAX_E164],
    length: u8,
}

impl E164 {
    /// The plus sign and the calling code.
    fn of_code(code: u16) -> Self {
        let mut e164 = Self { ascii: [b'+'; MAX_E164], length: 1 };
        for (place, at_least) in [(100, 100), (10, 10), (1, 0)] {
            if code >= at_least {
                e164.push((code / place % 10) as u8);
            }
        }
        e164
    }

    fn push(&mut self, digit: u8) {
        if let Some(place) = self.ascii.get_mut(usize::from(self.length)) {
            *place = b'0' + digit;
            self.length += 1;
        }
    }

    /// In ASCII.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        self.ascii.get(..usize::from(self.length)).unwrap_or_default()
    }

    /// Appends it to ASCII text. All of the array is copied and cut off again: in WebAssembly copying
    /// a size that is not known beforehand is a call and takes longer.
    pub fn append_to(&self, ascii: &mut Vec<u8>) {
        let end = ascii.len() + usize::from(self.length);
        ascii.extend_from_slice(&self.ascii);
        ascii.truncate(end);
    }

    /// As text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        core::str::from_utf8(self.as_bytes()).unwrap_or_default()
    }
}

impl fmt::Debug for E164 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for E164 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The most digits that an extension is read with.
const MAX_EXTENSION: usize = 20;

/// An extension: 1 to 20 digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Extension {
    ascii: [u8; MAX_EXTENSION],
    length: u8,
}

impl Extension {
    pub(crate) fn new(digits: impl Iterator<Item = u8>) -> Self {
        let mut extension = Self { ascii: [0; MAX_EXTENSION], length: 0 };
        for (place, digit) in extension.ascii.iter_mut().zip(digits) {
            *place = b'0' + digit;
            extension.length += 1;
        }
        extension
    }

    /// Its digits, in ASCII.
    #[must_use]
    pub fn as_str(&self) -> &str {
        let digits = self.ascii.get(..usize::from(self.length)).unwrap_or_default();
        core::str::from_utf8(digits).unwrap_or_default()
    }
}

impl fmt::Debug for Extension {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for Extension {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
