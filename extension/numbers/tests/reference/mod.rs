//! The reference: `rlibphonenumber`, fed with the XML that our metadata is compiled from, so that
//! only the algorithms can differ.

#![allow(dead_code, unreachable_pub, reason = "each test file uses its own part")]
#![allow(clippy::unwrap_used, reason = "a reference that cannot be had is a failed test")]

use std::sync::Arc;

use pagedial_metadata_compiler::model::{Description, Kind, Territory};
use pagedial_metadata_compiler::{source, xml};
use pagedial_numbers::Finder;
use rlibphonenumber::phonenumber_matcher::{Leniency, PhoneNumberMatcherFactory};
use rlibphonenumber::{
    NumberFormat, NumberLengthType, PhoneMetadata, PhoneMetadataCollection, PhoneNumber,
    PhoneNumberDesc, PhoneNumberFormat, PhoneNumberType, PhoneNumberUtil, Region, ValidationError,
};

pub mod random;
pub mod texts;

/// A number that was found, in the terms that both sides share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    pub start: usize,
    pub end: usize,
    pub e164: String,
    pub extension: Option<String>,
}

/// All that is to know about a number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    pub kind: Option<&'static str>,
    pub region: Option<String>,
    pub national: String,
    pub international: String,
}

pub struct Reference {
    pub territories: Vec<Territory>,
    util: Arc<PhoneNumberUtil>,
    factory: PhoneNumberMatcherFactory<PhoneNumberUtil, Arc<PhoneNumberUtil>>,
}

impl Reference {
    /// With the metadata that the crate carries.
    pub fn new() -> Self {
        Self::with(&std::fs::read_to_string(source::locate().unwrap().main).unwrap())
    }

    pub fn with(xml_text: &str) -> Self {
        let territories = xml::read(xml_text).unwrap();
        let collection =
            PhoneMetadataCollection { metadata: territories.iter().map(metadata).collect() };
        let util = Arc::new(PhoneNumberUtil::new_for_metadata(collection).unwrap());
        let factory = PhoneNumberMatcherFactory::new_for_util_with_formats(util.clone(), None);
        Self { territories, util, factory }
    }

    /// The regions with a numbering plan.
    pub fn regions(&self) -> impl Iterator<Item = &Territory> {
        self.territories.iter().filter(|territory| territory.id != "001")
    }

    pub fn find(&self, text: &str, region: Option<&str>) -> Vec<Found> {
        let region = region.and_then(|region| Region::from_code(region).ok());
        self.factory
            .create_matcher(text, Leniency::Valid, u64::MAX, region)
            .map(|found| Found {
                start: found.start,
                end: found.end(),
                e164: self.e164(&found.number),
                extension: found.number.extension.as_deref().map(ascii_digits),
            })
            .collect()
    }

    pub fn parse(&self, text: &str, region: Option<&str>) -> Option<PhoneNumber> {
        let region = region.and_then(|region| Region::from_code(region).ok());
        self.util.parse(text, region).ok()
    }

    /// Why a number with so many digits can't be one of its country, in the words of
    /// `pagedial_numbers::NotCallable`.
    pub fn wrong_length(&self, number: &PhoneNumber) -> Option<&'static str> {
        match self.util.is_possible_number_with_reason(number) {
            Ok(NumberLengthType::IsPossible) => None,
            Ok(NumberLengthType::IsPossibleLocalOnly) => Some("local_only"),
            Err(ValidationError::TooShort) => Some("too_short"),
            Err(ValidationError::TooLong) => Some("too_long"),
            Err(ValidationError::InvalidLength) => Some("wrong_length"),
            Err(ValidationError::InvalidCountryCode) => Some("unknown_calling_code"),
        }
    }

    pub fn e164(&self, number: &PhoneNumber) -> String {
        self.util.format(number, PhoneNumberFormat::E164).into_owned()
    }

    pub fn facts(&self, number: &PhoneNumber) -> Facts {
        let mut number = number.clone();
        number.extension = None;
        let valid = self.util.is_valid_number(&number);
        Facts {
            kind: kind_name(self.util.get_number_type(&number)).filter(|_| valid),
            region: self
                .util
                .get_region_for_number(&number)
                .filter(|_| valid)
                .map(|region| region.to_string()),
            national: self.util.format(&number, PhoneNumberFormat::National).into_owned(),
            international: self.util.format(&number, PhoneNumberFormat::International).into_owned(),
        }
    }
}

/// What the finder finds.
pub fn found_by(finder: &Finder<'_>, text: &str, region: Option<&str>) -> Vec<Found> {
    finder
        .find(text, region.map(|region| pagedial_numbers::Region::parse(region).unwrap()))
        .iter()
        .map(|found| Found {
            start: found.start,
            end: found.end,
            e164: found.number.e164(),
            extension: found.extension.map(|extension| extension.to_string()),
        })
        .collect()
}

/// Where the reference differs from Google's Java, and we do as Java does. The Python port agrees
/// with us on all of them (`compare-with-python.py`).
pub fn known_difference(text: &str, region: Option<&str>) -> Option<&'static str> {
    if text.contains('X') {
        // Java ignores case in the whole pattern, the reference only in that of extensions.
        Some("capital X between digits")
    } else if region == Some("AR") {
        // Argentina's prefix pattern also fits nothing. For Java that is a national prefix.
        Some("empty national prefix of Argentina")
    } else if text.matches(['/', '\\']).count() > 1 && text.contains('x') {
        // Java cuts at the first second number, the reference at the last one.
        Some("more than one second number")
    } else if text.contains('\u{FF5E}') {
        // In Java's punctuation and not in the reference's.
        Some("full-width tilde")
    } else {
        None
    }
}

/// Extensions are compared by their digits: the reference keeps them as written.
fn ascii_digits(text: &str) -> String {
    text.chars()
        .map(|character| {
            let zero = (0..10).find_map(|value| {
                let zero = char::from_u32(u32::from(character) - value)?;
                ZEROS.contains(&zero).then_some(value)
            });
            zero.and_then(|value| char::from_digit(value, 10)).unwrap_or(character)
        })
        .collect()
}

/// Zeros of the scripts that the texts are written in.
pub const ZEROS: [char; 6] = ['0', '\u{660}', '\u{6F0}', '\u{966}', '\u{E50}', '\u{FF10}'];

fn kind_name(kind: PhoneNumberType) -> Option<&'static str> {
    Some(match kind {
        PhoneNumberType::FixedLine => "fixed_line",
        PhoneNumberType::Mobile => "mobile",
        PhoneNumberType::FixedLineOrMobile => "fixed_line_or_mobile",
        PhoneNumberType::TollFree => "toll_free",
        PhoneNumberType::PremiumRate => "premium_rate",
        PhoneNumberType::SharedCost => "shared_cost",
        PhoneNumberType::VoIP => "voip",
        PhoneNumberType::PersonalNumber => "personal_number",
        PhoneNumberType::Pager => "pager",
        PhoneNumberType::UAN => "uan",
        PhoneNumberType::VoiceMail => "voicemail",
        PhoneNumberType::Unknown => return None,
    })
}

/// The reference expects its patterns in this form and cuts the anchors off where it needs to.
fn anchored(pattern: &String) -> String {
    format!("^(?:{pattern})$")
}

#[allow(deprecated, reason = "these fields are read-protected only once the reference holds them")]
fn metadata(territory: &Territory) -> PhoneMetadata {
    let kind = |kind: Kind| {
        let found = territory.kinds.iter().find(|(other, _)| *other == kind);
        Some(found.map_or_else(no_numbers, |(_, desc)| description(desc)))
    };
    let pattern = |kind: Kind| {
        territory.kinds.iter().find(|(other, _)| *other == kind).map(|(_, desc)| &desc.pattern)
    };
    let national =
        |format: &pagedial_metadata_compiler::model::Format, template: &str| NumberFormat {
            pattern: anchored(&format.pattern),
            format: template.to_owned(),
            leading_digits_pattern: format.leading_digits.iter().map(anchored).collect(),
            national_prefix_formatting_rule: Some(format.national_prefix_rule.clone())
                .filter(|rule| !rule.is_empty()),
            national_prefix_optional_when_formatting: Some(format.national_prefix_optional),
            domestic_carrier_code_formatting_rule: None,
        };
    let international = territory
        .formats
        .iter()
        .filter(|_| territory.has_international_formats)
        .filter_map(|format| Some(national(format, format.international.as_deref()?)));
    PhoneMetadata {
        general_desc: Some(description(&territory.general)),
        fixed_line: kind(Kind::FixedLine),
        mobile: kind(Kind::Mobile),
        toll_free: kind(Kind::TollFree),
        premium_rate: kind(Kind::PremiumRate),
        shared_cost: kind(Kind::SharedCost),
        personal_number: kind(Kind::PersonalNumber),
        voip: kind(Kind::Voip),
        pager: kind(Kind::Pager),
        uan: kind(Kind::Uan),
        voicemail: kind(Kind::Voicemail),
        id: territory.id.clone(),
        country_code: Some(territory.calling_code.into()),
        international_prefix: territory.international_prefix.as_ref().map(anchored),
        national_prefix: territory.national_prefix.clone(),
        national_prefix_for_parsing: territory.national_prefix_for_parsing.as_ref().map(anchored),
        national_prefix_transform_rule: territory.national_prefix_transform.clone(),
        same_mobile_and_fixed_line_pattern: Some(pattern(Kind::FixedLine) == pattern(Kind::Mobile)),
        number_format: territory
            .formats
            .iter()
            .map(|format| national(format, &format.national))
            .collect(),
        intl_number_format: international.collect(),
        main_country_for_code: Some(territory.main),
        leading_digits: territory.leading_digits.as_ref().map(anchored),
        ..PhoneMetadata::default()
    }
}

#[allow(deprecated, reason = "as above")]
fn description(desc: &Description) -> PhoneNumberDesc {
    PhoneNumberDesc {
        national_number_pattern: Some(&desc.pattern)
            .filter(|pattern| !pattern.is_empty())
            .map(anchored),
        possible_length: desc.lengths.iter().map(|&length| length.into()).collect(),
        possible_length_local_only: desc
            .local_lengths
            .iter()
            .filter(|length| !desc.lengths.contains(length))
            .map(|&length| length.into())
            .collect(),
        example_number: desc.example.clone(),
    }
}

fn no_numbers() -> PhoneNumberDesc {
    PhoneNumberDesc { possible_length: vec![-1], ..PhoneNumberDesc::default() }
}
