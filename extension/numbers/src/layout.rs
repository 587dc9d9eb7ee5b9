//! The binary that holds the metadata: where everything lies in it.
//!
//! `pagedial-metadata-compiler` writes it, this crate executes it in place. All integers are
//! little-endian; all offsets within a section are relative to its start.
//!
//! Records lie column by column: byte 0 of all of them, then byte 1 of all of them, and so on. The
//! download is compressed, and alike bytes side by side are compressed best: 2 KB less.
//!
//! ```text
//! header    magic, versions, source hash, length, checksum, then (offset, length) per section
//! Codes     1 000 bytes: calling code → number of its code record, or NONE
//! CodeRecords, RegionIndex, RegionRecords, Nodes, Rows, Partitions, Programs, Texts, Formats, Choices
//! ```

/// The first four bytes.
pub const MAGIC: [u8; 4] = *b"PDNM";

/// Raised whenever a reader of an older layout would misread a newer one.
pub const LAYOUT_VERSION: u16 = 3;

/// Where the fields of the header lie, in bytes.
pub mod header {
    /// [`LAYOUT_VERSION`](super::LAYOUT_VERSION), 2 bytes.
    pub const LAYOUT_VERSION: usize = 4;
    /// One byte: the fewest digits of any number with its calling code.
    pub const MIN_INTERNATIONAL_DIGITS: usize = 6;
    /// The libphonenumber version, ASCII, filled up with zeros.
    pub const SOURCE_VERSION: usize = 8;
    /// Bytes of the version.
    pub const SOURCE_VERSION_LENGTH: usize = 16;
    /// SHA-256 of the XML.
    pub const SOURCE_HASH: usize = 24;
    /// Bytes of the hash.
    pub const SOURCE_HASH_LENGTH: usize = 32;
    /// Bytes of the whole file, 4 bytes.
    pub const LENGTH: usize = 56;
    /// [`checksum`](super::checksum) of the file, 4 bytes.
    pub const CHECKSUM: usize = 60;
    /// The table of sections: offset and length of each, 4 bytes each.
    pub const SECTIONS: usize = 64;
    /// Bytes of the header.
    pub const SIZE: usize = SECTIONS + 8 * super::SECTION_COUNT;
}

/// How many sections there are.
pub const SECTION_COUNT: usize = 11;

/// The parts of the file, in the order of the header's table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(usize)]
pub enum Section {
    /// For each calling code below 1 000 the number of its record, or [`NONE`].
    Codes,
    /// See [`code`].
    CodeRecords,
    /// For each pair of letters (26 × first + second) the number of its region record, or [`NONE`].
    RegionIndex,
    /// See [`region`]. Regions of one calling code are neighbours, the main one first.
    RegionRecords,
    /// Automaton nodes, 16-bit words: partition | [`HAS_CLASS`], class if it has one, targets. A
    /// target is a row's offset | [`ROW`], or a node's offset less that of the node it is in, in
    /// 15 bits.
    Nodes,
    /// Automaton rows, records of one 16-bit word: [`LAST_ENTRY`] | digits that follow << 10 | class.
    Rows,
    /// Five planes, one for each pair of digits, each with a byte for each partition: the slots of
    /// the two digits in the node, the smaller digit in the lower 4 bits, or [`NOWHERE`].
    Partitions,
    /// Prefix programs: a 16-bit set of first digits, then instructions, see [`op`].
    Programs,
    /// A length byte and that many bytes each; bytes 1 to 9 stand for a group.
    Texts,
    /// Records of 4 bytes: text of group widths (fewest, most digits of each group), text of template.
    Formats,
    /// Records of 4 bytes: national format + 1 (| [`PREFIX_REQUIRED`]), international format + 1.
    Choices,
}

/// No record.
pub const NONE: u8 = 255;
/// In a target: it is the offset of a row, not of a node.
pub const ROW: u16 = 0x8000;
/// In a node's first word: a class follows.
pub const HAS_CLASS: u16 = 0x8000;
/// In an entry: the row ends here.
pub const LAST_ENTRY: u16 = 0x8000;
/// In an entry: where the number of digits that follow begins.
pub const FOLLOWING_SHIFT: u32 = 10;
/// In an entry: the bits of the class.
pub const CLASS_MASK: u16 = 0x3FF;
/// In a partition: no number goes on with this digit.
pub const NOWHERE: u8 = 15;
/// In a class of numbers: the region's place within its calling code begins here, the kind below.
pub const CLASS_REGION_SHIFT: u32 = 4;
/// In a class of numbers: the bits of the kind.
pub const CLASS_KIND_MASK: u16 = 0xF;
/// In a choice: such a number needs its national prefix when written nationally.
pub const PREFIX_REQUIRED: u16 = 0x8000;

/// A record for each calling code.
pub mod code {
    /// The calling code, 2 bytes.
    pub const CODE: usize = 0;
    /// The number of its first region record.
    pub const FIRST_REGION: usize = 2;
    /// How many regions share it.
    pub const REGION_COUNT: usize = 3;
    /// 1 if any of its formats requires the national prefix.
    pub const PREFIX_EVER_REQUIRED: usize = 4;
    /// Target of the automaton of classes, 2 bytes.
    pub const CLASSES: usize = 6;
    /// Target of the automaton of format choices, 2 bytes.
    pub const FORMATS: usize = 8;
    /// The number of choice 0 among all choices, 2 bytes.
    pub const FIRST_CHOICE: usize = 10;
    /// Bytes of a record.
    pub const SIZE: usize = 12;
}

/// A record for each region.
pub mod region {
    /// `US`, or `001` for a calling code of no country, 3 bytes, zero at the end.
    pub const ID: usize = 0;
    /// The fewest digits with which a text can hold a valid number when this is its region.
    pub const MIN_DIGITS: usize = 3;
    /// Bit n: a national significant number may have n digits, 4 bytes.
    pub const LENGTHS: usize = 4;
    /// Bit n: n digits can be dialled, but only within an area, 4 bytes.
    pub const LOCAL_LENGTHS: usize = 8;
    /// Target of the automaton of the general description, 2 bytes.
    pub const GENERAL: usize = 12;
    /// Program of what is dialled before a calling code, offset + 1, 0 for none, 2 bytes.
    pub const INTERNATIONAL_PREFIX: usize = 14;
    /// Program of what is dialled before a national number, offset + 1, 0 for none, 2 bytes.
    pub const NATIONAL_PREFIX: usize = 16;
    /// Text that the national prefix is replaced by, offset + 1, 0 for none, 2 bytes.
    pub const TRANSFORM: usize = 18;
    /// The number of its code record.
    pub const CODE: usize = 20;
    /// How many groups the national prefix program has.
    pub const GROUPS: usize = 21;
    /// Bytes of a record.
    pub const SIZE: usize = 22;
}

/// The file of short numbers. It has the same header and sections, but for each region only a
/// place in `RegionIndex`, and under that number a code record with the automaton of its short
/// numbers as [`CLASSES`](super::code::CLASSES).
pub mod short_number {
    /// The first four bytes of the file.
    pub const MAGIC: [u8; 4] = *b"PDSN";
    /// The class of police, fire brigade and ambulance.
    pub const EMERGENCY: u16 = 1;
    /// The class of other numbers for people in need.
    pub const HELPLINE: u16 = 2;
    /// The class of all other short numbers.
    pub const OTHER: u16 = 3;
}

/// The file for formatting numbers while they are typed. It has the same header and sections, of
/// which it uses `Codes`, `CodeRecords`, `Nodes`, `Rows`, `Partitions`, `Texts` and `Choices`. Each
/// calling code has three automata, which say for the first digits of a national significant number
/// which choice to write them with (its number + 1).
pub mod typing {
    /// The first four bytes of the file.
    pub const MAGIC: [u8; 4] = *b"PDTY";
    /// In a record, the target for numbers without any prefix, 2 bytes.
    pub const BARE: usize = 0;
    /// In a record, the target for numbers after their national prefix, 2 bytes.
    pub const PREFIXED: usize = 2;
    /// In a record, the target for numbers after their calling code, 2 bytes.
    pub const INTERNATIONAL: usize = 4;
    /// Bytes of a record in `CodeRecords`.
    pub const SIZE: usize = 6;
    /// Bytes of a record in `Choices`: the text of group widths, the text of the template, each
    /// 2 bytes with its highest bit for one of the flags.
    pub const CHOICE_SIZE: usize = 4;
    /// In the first word of a choice: these are all the digits, else more may follow.
    pub const COMPLETE: u16 = 0x8000;
    /// In the second word of a choice: the national prefix stands apart from the number.
    pub const SPACED: u16 = 0x8000;
}

/// Instructions of a prefix program, which matches the first digits of a number as a backtracking
/// regular expression would: the first way that fits wins.
pub mod op {
    /// It fits.
    pub const MATCH: u8 = 0;
    /// One digit of the set in the next 2 bytes.
    pub const DIGIT: u8 = 1;
    /// Try what follows, and if that fails go on at the offset in the next 2 bytes.
    pub const SPLIT: u8 = 2;
    /// Go on at the offset in the next 2 bytes.
    pub const JUMP: u8 = 3;
    /// Remember this place in the slot in the next byte: 2 × group - 2 for its start, - 1 for its end.
    pub const SAVE: u8 = 4;
    /// No digit may follow.
    pub const END: u8 = 5;
}

/// FNV-1a over the file but for the checksum itself. It guards against a cut or mixed-up file, not
/// against an attacker.
#[must_use]
pub fn checksum(file: &[u8]) -> u32 {
    let (head, rest) = file.split_at(header::CHECKSUM.min(file.len()));
    let tail = rest.get(4..).unwrap_or_default();
    head.iter()
        .chain(tail)
        .fold(0x811C_9DC5, |hash, &byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}
