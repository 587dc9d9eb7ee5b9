//! Reads the compiled metadata in place.
//!
//! Every access is checked: a file that passed [`Metadata::from_bytes`] may still hold offsets that
//! lead nowhere, and then a number is not found, but nothing panics.

use crate::layout::{
    self, LAYOUT_VERSION, NONE, SECTION_COUNT, Section, checksum, code, header, region,
};
use crate::region::Region;

/// The metadata that the crate carries. `cargo xtask metadata` writes it, a test rebuilds it.
static EMBEDDED: &[u8] = include_bytes!("../data/metadata.bin");
/// Short numbers, a file of its own: a linker leaves it out of what never asks for them.
static EMBEDDED_SHORT_NUMBERS: &[u8] = include_bytes!("../data/short-numbers.bin");
/// Formats for typing, likewise.
static EMBEDDED_TYPING: &[u8] = include_bytes!("../data/typing.bin");

/// Compiled libphonenumber metadata, somewhere in memory.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Metadata<'m> {
    file: &'m [u8],
}

impl core::fmt::Debug for Metadata<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Metadata").field("version", &self.version()).finish_non_exhaustive()
    }
}

/// Why bytes are not metadata that this crate can execute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MetadataError {
    /// The file does not begin as compiled metadata does.
    NotMetadata,
    /// It was compiled for another version of this crate.
    OtherLayout {
        /// The layout version of the file.
        found: u16,
    },
    /// It was cut, extended or changed after it was compiled.
    Damaged,
}

impl core::fmt::Display for MetadataError {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::NotMetadata => {
                f.write_str("this is not compiled metadata; `cargo xtask metadata` makes it")
            }
            Self::OtherLayout { found } => write!(
                f,
                "the metadata has layout {found} and this program reads layout {LAYOUT_VERSION}; \
                 compile it again with `cargo xtask metadata`"
            ),
            Self::Damaged => f.write_str(
                "the metadata is damaged (its checksum is wrong); compile it again with \
                 `cargo xtask metadata`",
            ),
        }
    }
}

impl core::error::Error for MetadataError {}

impl<'m> Metadata<'m> {
    /// The metadata that the crate carries. Not checked again: a test does that.
    pub(crate) fn embedded() -> Metadata<'static> {
        Metadata { file: EMBEDDED }
    }

    /// The short numbers that the crate carries. Not checked again: a test does that.
    pub(crate) fn embedded_short_numbers() -> Metadata<'static> {
        Metadata { file: EMBEDDED_SHORT_NUMBERS }
    }

    /// The formats for typing that the crate carries. Not checked again: a test does that.
    pub(crate) fn embedded_typing() -> Metadata<'static> {
        Metadata { file: EMBEDDED_TYPING }
    }

    /// Checks that bytes are compiled metadata of the kind that begins with `magic`.
    pub(crate) fn from_bytes(file: &'m [u8], magic: [u8; 4]) -> Result<Self, MetadataError> {
        if file.get(..magic.len()) != Some(&magic) || file.len() < header::SIZE {
            return Err(MetadataError::NotMetadata);
        }
        let found = read_u16(file, header::LAYOUT_VERSION);
        if found != LAYOUT_VERSION {
            return Err(MetadataError::OtherLayout { found });
        }
        let complete = usize::try_from(read_u32(file, header::LENGTH)) == Ok(file.len());
        if !complete || read_u32(file, header::CHECKSUM) != checksum(file) {
            return Err(MetadataError::Damaged);
        }
        Ok(Self { file })
    }

    /// The libphonenumber version that it was compiled from, such as `9.0.33`.
    #[must_use]
    pub fn version(&self) -> &'m str {
        let end = header::SOURCE_VERSION + header::SOURCE_VERSION_LENGTH;
        let field = self.file.get(header::SOURCE_VERSION..end).unwrap_or_default();
        core::str::from_utf8(field).unwrap_or_default().trim_end_matches('\0')
    }

    /// SHA-256 of the XML that it was compiled from.
    #[must_use]
    pub fn source_hash(&self) -> [u8; header::SOURCE_HASH_LENGTH] {
        let end = header::SOURCE_HASH + header::SOURCE_HASH_LENGTH;
        let field = self.file.get(header::SOURCE_HASH..end).unwrap_or_default();
        field.try_into().unwrap_or_default()
    }

    fn section(&self, section: Section) -> &'m [u8] {
        let entry = header::SECTIONS + 8 * section as usize;
        let field = |at| usize::try_from(read_u32(self.file, at)).unwrap_or(usize::MAX);
        let start = field(entry);
        let end = start.saturating_add(field(entry + 4));
        self.file.get(start..end).unwrap_or_default()
    }

    pub(crate) fn tables(&self) -> Tables<'m> {
        let mut sections = [&[][..]; SECTION_COUNT];
        for section in [
            Section::Codes,
            Section::CodeRecords,
            Section::RegionIndex,
            Section::RegionRecords,
            Section::Nodes,
            Section::Rows,
            Section::Partitions,
            Section::Programs,
            Section::Texts,
            Section::Formats,
            Section::Choices,
        ] {
            if let Some(slice) = sections.get_mut(section as usize) {
                *slice = self.section(section);
            }
        }
        let min_international_digits =
            self.file.get(header::MIN_INTERNATIONAL_DIGITS).copied().unwrap_or(0);
        Tables { metadata: *self, sections, min_international_digits }
    }
}

/// The sections of the metadata.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Tables<'m> {
    pub(crate) metadata: Metadata<'m>,
    sections: [&'m [u8]; SECTION_COUNT],
    /// The fewest digits of any number together with its calling code.
    pub(crate) min_international_digits: u8,
}

/// The number of a region's record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct RegionId(u8);

/// The number of a calling code's record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct CodeId(u8);

impl CodeId {
    /// The number of its record.
    pub(crate) fn number(self) -> usize {
        self.0.into()
    }
}

impl<'m> Tables<'m> {
    #[inline]
    pub(crate) fn section(&self, section: Section) -> &'m [u8] {
        self.sections.get(section as usize).copied().unwrap_or_default()
    }

    /// A record of so many bytes.
    #[inline]
    pub(crate) fn record<const SIZE: usize>(&self, section: Section, number: usize) -> Record<'m> {
        let columns = self.section(section);
        Record { columns, count: columns.len() / SIZE, number }
    }

    /// The record of a calling code, if any numbers have it.
    #[inline]
    pub(crate) fn code_id(&self, calling_code: u16) -> Option<CodeId> {
        match self.section(Section::Codes).get(usize::from(calling_code)) {
            None | Some(&NONE) => None,
            Some(&number) => Some(CodeId(number)),
        }
    }

    /// The record of a region with a numbering plan of its own.
    pub(crate) fn region_id(&self, region: Region) -> Option<RegionId> {
        let place = region.letter_index()?;
        match self.section(Section::RegionIndex).get(place) {
            None | Some(&NONE) => None,
            Some(&number) => Some(RegionId(number)),
        }
    }

    /// The automaton of a region's short numbers, in the file of short numbers.
    pub(crate) fn short_number_classes(&self, region: Region) -> Option<u16> {
        let RegionId(number) = self.region_id(region)?;
        Some(self.code(CodeId(number)).classes())
    }

    #[inline]
    pub(crate) fn code(&self, id: CodeId) -> CodeRecord<'m> {
        CodeRecord(self.record::<{ code::SIZE }>(Section::CodeRecords, id.number()))
    }

    #[inline]
    pub(crate) fn region(&self, id: RegionId) -> RegionRecord<'m> {
        RegionRecord(self.record::<{ region::SIZE }>(Section::RegionRecords, id.0.into()))
    }

    /// All lengths of the numbers of a calling code's regions, bit n for n digits.
    pub(crate) fn lengths_of_code(&self, id: CodeId) -> u32 {
        let record = self.code(id);
        let places = 0..record.region_count();
        places
            .map(|place| self.region(record.region(place)).lengths())
            .fold(0, |all, one| all | one)
    }

    /// A text by its offset.
    pub(crate) fn text(&self, offset: u16) -> &'m [u8] {
        let texts = self.section(Section::Texts).get(usize::from(offset)..).unwrap_or_default();
        match texts {
            [length, rest @ ..] => rest.get(..usize::from(*length)).unwrap_or_default(),
            [] => &[],
        }
    }

    /// A program from its offset on.
    #[inline]
    pub(crate) fn program(&self, offset: u16) -> &'m [u8] {
        self.section(Section::Programs).get(usize::from(offset)..).unwrap_or_default()
    }

    /// The national and the international format of a choice: number + 1 and flags, see
    /// [`layout::Section::Choices`].
    pub(crate) fn choice(&self, code: CodeRecord<'m>, choice: u16) -> [u16; 2] {
        let number = usize::from(code.0.u16(code::FIRST_CHOICE)) + usize::from(choice);
        let choice = self.record::<4>(Section::Choices, number);
        [choice.u16(0), choice.u16(2)]
    }

    /// The group widths and the template of a format.
    pub(crate) fn format(&self, number: u16) -> [&'m [u8]; 2] {
        let format = self.record::<4>(Section::Formats, number.into());
        [self.text(format.u16(0)), self.text(format.u16(2))]
    }
}

/// A record of a table, which lies in columns.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Record<'m> {
    columns: &'m [u8],
    count: usize,
    number: usize,
}

impl Record<'_> {
    /// A byte; 0 when there is no such record.
    #[inline]
    pub(crate) fn byte(self, at: usize) -> u8 {
        if self.number >= self.count {
            return 0;
        }
        self.columns.get(at * self.count + self.number).copied().unwrap_or(0)
    }

    #[inline]
    pub(crate) fn u16(self, at: usize) -> u16 {
        u16::from_le_bytes([self.byte(at), self.byte(at + 1)])
    }

    fn u32(self, at: usize) -> u32 {
        u32::from_le_bytes([at, at + 1, at + 2, at + 3].map(|at| self.byte(at)))
    }
}

/// What belongs to a calling code.
#[derive(Debug, Clone, Copy)]
pub(crate) struct CodeRecord<'m>(Record<'m>);

impl CodeRecord<'_> {
    pub(crate) fn calling_code(&self) -> u16 {
        self.0.u16(code::CODE)
    }

    /// The region of this calling code with that place in a class.
    pub(crate) fn region(&self, place: u16) -> RegionId {
        let first = self.0.byte(code::FIRST_REGION);
        RegionId(first.saturating_add(u8::try_from(place).unwrap_or(NONE)))
    }

    /// The regions that share this calling code.
    pub(crate) fn regions(&self) -> impl Iterator<Item = RegionId> + use<> {
        let first = self.region(0).0;
        let count = self.0.byte(code::REGION_COUNT);
        (first..first.saturating_add(count)).map(RegionId)
    }

    fn region_count(&self) -> u16 {
        self.0.byte(code::REGION_COUNT).into()
    }

    pub(crate) fn main_region(&self) -> RegionId {
        self.region(0)
    }

    pub(crate) fn prefix_ever_required(&self) -> bool {
        self.0.byte(code::PREFIX_EVER_REQUIRED) == 1
    }

    #[inline]
    pub(crate) fn classes(&self) -> u16 {
        self.0.u16(code::CLASSES)
    }

    pub(crate) fn formats(&self) -> u16 {
        self.0.u16(code::FORMATS)
    }
}

/// What belongs to a region.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RegionRecord<'m>(Record<'m>);

/// How a count of digits relates to the numbers of a region.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Length {
    Possible,
    PossibleLocally,
    TooShort,
    TooLong,
    /// Between possible lengths.
    Invalid,
}

impl<'m> RegionRecord<'m> {
    pub(crate) fn region(&self) -> Option<Region> {
        Region::from_record([0, 1, 2].map(|place| self.0.byte(region::ID + place)))
    }

    #[inline]
    pub(crate) fn code(&self) -> CodeId {
        CodeId(self.0.byte(region::CODE))
    }

    #[inline]
    pub(crate) fn min_digits(&self) -> u8 {
        self.0.byte(region::MIN_DIGITS)
    }

    #[inline]
    pub(crate) fn general(&self) -> u16 {
        self.0.u16(region::GENERAL)
    }

    #[inline]
    pub(crate) fn international_prefix(&self) -> Option<u16> {
        self.0.u16(region::INTERNATIONAL_PREFIX).checked_sub(1)
    }

    #[inline]
    pub(crate) fn national_prefix(&self) -> Option<u16> {
        self.0.u16(region::NATIONAL_PREFIX).checked_sub(1)
    }

    pub(crate) fn transform(&self) -> Option<u16> {
        self.0.u16(region::TRANSFORM).checked_sub(1)
    }

    pub(crate) fn groups(&self) -> usize {
        self.0.byte(region::GROUPS).into()
    }

    fn lengths(&self) -> u32 {
        self.0.u32(region::LENGTHS)
    }

    pub(crate) fn length(&self, digits: usize) -> Length {
        let bit = u32::try_from(digits).ok().and_then(|digits| 1u32.checked_shl(digits));
        let lengths = self.lengths();
        let Some(bit) = bit else { return Length::TooLong };
        if lengths == 0 {
            Length::Invalid
        } else if self.0.u32(region::LOCAL_LENGTHS) & bit != 0 {
            Length::PossibleLocally
        } else if lengths & bit != 0 {
            Length::Possible
        } else if bit < lengths & lengths.wrapping_neg() {
            Length::TooShort
        } else if bit > lengths {
            Length::TooLong
        } else {
            Length::Invalid
        }
    }
}

#[inline]
pub(crate) fn read_u16(bytes: &[u8], at: usize) -> u16 {
    match bytes.get(at..at.saturating_add(2)) {
        Some(&[low, high]) => u16::from_le_bytes([low, high]),
        _ => 0,
    }
}

fn read_u32(bytes: &[u8], at: usize) -> u32 {
    match bytes.get(at..at.saturating_add(4)) {
        Some(&[a, b, c, d]) => u32::from_le_bytes([a, b, c, d]),
        _ => 0,
    }
}

const _: () = assert!(layout::header::SIZE == 64 + 8 * 11, "the header has 11 sections");
