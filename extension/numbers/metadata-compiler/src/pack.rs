//! Lays the binary out.

use std::collections::HashMap;

use pagedial_numbers::layout::{
    self, CLASS_REGION_SHIFT, LAYOUT_VERSION, MAGIC, NONE, PREFIX_REQUIRED, SECTION_COUNT, Section,
    header,
};
use sha2::{Digest, Sha256};

use crate::CompileError;
use crate::automaton::{Automata, Class, MAX_CLASS};
use crate::model::{Description, Format, Kind, Territory};
use crate::nfa::Nfa;
use crate::pattern::Pattern;
use crate::program;

/// The number of a kind in a class of numbers; 3 is "fixed line or mobile".
const FIXED_LINE_OR_MOBILE: u16 = 3;

const fn kind_number(kind: Kind) -> u16 {
    match kind {
        Kind::FixedLine => 1,
        Kind::Mobile => 2,
        Kind::TollFree => 4,
        Kind::PremiumRate => 5,
        Kind::SharedCost => 6,
        Kind::Voip => 7,
        Kind::PersonalNumber => 8,
        Kind::Pager => 9,
        Kind::Uan => 10,
        Kind::Voicemail => 11,
    }
}

/// Territories that share a calling code, the main one first.
pub(crate) struct CodeGroup<'a> {
    pub(crate) code: u16,
    pub(crate) territories: Vec<&'a Territory>,
}

pub(crate) fn pack(
    territories: &[Territory],
    xml: &str,
    version: &str,
) -> Result<Vec<u8>, CompileError> {
    let groups = code_groups(territories);
    let mut writer = Writer::default();
    let mut automata = Automata::new();
    let mut roots = Vec::new();
    for group in &groups {
        writer.code(group, &mut automata, &mut roots)?;
    }
    let shortest = groups.iter().filter_map(shortest_international).min().unwrap_or(1);
    for group in &groups {
        for territory in &group.territories {
            writer.region(territory, group.code, shortest, &mut automata, &mut roots)?;
        }
    }
    let (packed, targets) = automata.pack(&roots)?;
    writer.fill_targets(&targets);
    let mut sections: [Vec<u8>; SECTION_COUNT] = std::array::from_fn(|_| Vec::new());
    sections[Section::Codes as usize] = writer.code_index();
    let territories = groups.iter().flat_map(|group| &group.territories);
    sections[Section::RegionIndex as usize] =
        region_index(territories.map(|territory| territory.id.as_str()))?;
    sections[Section::CodeRecords as usize] = columns(&writer.codes);
    sections[Section::RegionRecords as usize] = columns(&writer.regions);
    sections[Section::Nodes as usize] = packed.node_bytes();
    sections[Section::Rows as usize] = packed.row_bytes();
    sections[Section::Partitions as usize] = packed.partitions;
    sections[Section::Programs as usize] = writer.programs.bytes;
    sections[Section::Texts as usize] = writer.texts.bytes;
    sections[Section::Formats as usize] = columns(&writer.formats);
    sections[Section::Choices as usize] = columns(&writer.choices);
    file(MAGIC, &sections, shortest, xml, version)
}

pub(crate) fn code_groups(territories: &[Territory]) -> Vec<CodeGroup<'_>> {
    let mut groups: Vec<CodeGroup<'_>> = Vec::new();
    for territory in territories {
        let index = groups.iter().position(|group| group.code == territory.calling_code);
        match index.and_then(|index| groups.get_mut(index)) {
            None => groups
                .push(CodeGroup { code: territory.calling_code, territories: vec![territory] }),
            Some(group) if territory.main => group.territories.insert(0, territory),
            Some(group) => group.territories.push(territory),
        }
    }
    groups.sort_by_key(|group| group.code);
    groups
}

fn shortest_international(group: &CodeGroup<'_>) -> Option<u8> {
    let digits = u8::try_from(group.code.to_string().len()).unwrap_or(3);
    let shortest = group.territories.iter().filter_map(|one| one.general.lengths.first()).min()?;
    Some(digits + shortest)
}

#[derive(Default)]
struct Writer {
    codes: Vec<[u8; layout::code::SIZE]>,
    regions: Vec<[u8; layout::region::SIZE]>,
    programs: Pool,
    texts: Pool,
    formats: Vec<[u8; 4]>,
    choices: Vec<[u8; 4]>,
    /// Which field of which record gets the target of each root, in the order of the roots.
    target_fields: Vec<TargetField>,
}

enum TargetField {
    Code(usize, usize),
    Region(usize, usize),
}

impl Writer {
    fn code(
        &mut self,
        group: &CodeGroup<'_>,
        automata: &mut Automata,
        roots: &mut Vec<u32>,
    ) -> Result<(), CompileError> {
        let record_number = self.codes.len();
        let mut record = [0; layout::code::SIZE];
        put_u16(&mut record, layout::code::CODE, group.code);
        record[layout::code::FIRST_REGION] =
            byte("regions", self.codes.iter().map(|code| usize::from(code[3])).sum())?;
        record[layout::code::REGION_COUNT] = byte("regions", group.territories.len())?;
        let first_choice = offset("choices", self.choices.len())?;
        put_u16(&mut record, layout::code::FIRST_CHOICE, first_choice);

        roots.push(classes(group, automata)?);
        self.target_fields.push(TargetField::Code(record_number, layout::code::CLASSES));
        let (root, choices) = self.formats(group, automata)?;
        roots.push(root);
        self.target_fields.push(TargetField::Code(record_number, layout::code::FORMATS));
        let required = choices.iter().any(|choice| choice[1] & 0x80 != 0);
        record[layout::code::PREFIX_EVER_REQUIRED] = u8::from(required);
        self.choices.extend(choices);
        self.codes.push(record);
        Ok(())
    }

    /// The automaton that chooses formats, with the choices that it makes. Numbers of all regions
    /// of a calling code are formatted by the rules of the main one.
    fn formats(
        &mut self,
        group: &CodeGroup<'_>,
        automata: &mut Automata,
    ) -> Result<(u32, Vec<[u8; 4]>), CompileError> {
        let Some(main) = group.territories.first() else {
            return Ok((0, vec![]));
        };
        let mut nfa = Nfa::default();
        for (number, format) in (0..).zip(&main.formats) {
            nfa.add_whole(&Pattern::parse(&format.pattern)?, 2 * number);
            let leading = format.leading_digits.as_deref().unwrap_or_default();
            nfa.add_prefix(&Pattern::parse(leading)?, 2 * number + 1);
        }
        let made = std::cell::RefCell::new(vec![(None, None)]);
        let root = automata.add(&nfa, &|accepted, _| {
            let applies = |number: u32| {
                accepted.contains(&(2 * number)) && accepted.contains(&(2 * number + 1))
            };
            let national = (0..).zip(&main.formats).position(|(number, _)| applies(number));
            let international = if main.has_international_formats {
                (0..)
                    .zip(&main.formats)
                    .position(|(number, format)| format.international.is_some() && applies(number))
            } else {
                national
            };
            let mut made = made.borrow_mut();
            let choice = (national, international);
            let place = made.iter().position(|&other| other == choice).unwrap_or_else(|| {
                made.push(choice);
                made.len() - 1
            });
            Class::try_from(place).unwrap_or(Class::MAX)
        });
        let choices = made
            .into_inner()
            .into_iter()
            .map(|(national, international)| self.choice(main, national, international))
            .collect::<Result<Vec<_>, _>>()?;
        if choices.len() > usize::from(MAX_CLASS) {
            return Err(CompileError::TooLarge { table: "choices", entries: choices.len() });
        }
        Ok((root, choices))
    }

    fn choice(
        &mut self,
        main: &Territory,
        national: Option<usize>,
        international: Option<usize>,
    ) -> Result<[u8; 4], CompileError> {
        let mut words = [0; 2];
        if let Some(format) = national.and_then(|index| main.formats.get(index)) {
            let rule = format.national_prefix_rule.as_str();
            let template = if rule.is_empty() {
                format.national.clone()
            } else {
                with_first_group(&format.national, rule)
            };
            words[0] = self.format(format, &template)? + 1;
            if !rule.is_empty()
                && !format.national_prefix_optional
                && !matches!(rule, "$1" | "($1" | "$1)" | "($1)")
            {
                words[0] |= PREFIX_REQUIRED;
            }
        }
        if let Some(format) = international.and_then(|index| main.formats.get(index)) {
            let template = if main.has_international_formats {
                format.international.as_deref().unwrap_or_default()
            } else {
                &format.national
            };
            words[1] = self.format(format, template)? + 1;
        }
        let [[a, b], [c, d]] = words.map(u16::to_le_bytes);
        Ok([a, b, c, d])
    }

    fn format(&mut self, format: &Format, template: &str) -> Result<u16, CompileError> {
        let widths = self.text(&group_widths(&format.pattern)?)?;
        let template = self.text(&template_bytes(template)?)?;
        let [[a, b], [c, d]] = [widths, template].map(u16::to_le_bytes);
        let record = [a, b, c, d];
        let number = self.formats.iter().position(|other| *other == record).unwrap_or_else(|| {
            self.formats.push(record);
            self.formats.len() - 1
        });
        offset("formats", number)
    }

    fn text(&mut self, text: &[u8]) -> Result<u16, CompileError> {
        let mut bytes = vec![byte("text", text.len())?];
        bytes.extend(text);
        self.texts.add(bytes, "texts")
    }

    fn region(
        &mut self,
        territory: &Territory,
        code: u16,
        shortest_international: u8,
        automata: &mut Automata,
        roots: &mut Vec<u32>,
    ) -> Result<(), CompileError> {
        let record_number = self.regions.len();
        let mut record = [0; layout::region::SIZE];
        for (place, letter) in record.iter_mut().zip(territory.id.bytes().take(3)) {
            *place = letter;
        }
        put_u32(&mut record, layout::region::LENGTHS, length_bits(&territory.general.lengths));
        put_u32(
            &mut record,
            layout::region::LOCAL_LENGTHS,
            length_bits(&territory.general.local_lengths),
        );
        let mut nfa = Nfa::default();
        if !territory.general.pattern.is_empty() {
            nfa.add_whole(&Pattern::parse(&territory.general.pattern)?, 1);
        }
        roots.push(automata.add(&nfa, &|accepted, _| Class::from(!accepted.is_empty())));
        self.target_fields.push(TargetField::Region(record_number, layout::region::GENERAL));

        let mut shortest_prefix = 0;
        if let Some(source) = &territory.international_prefix {
            let pattern = Pattern::parse(source)?;
            shortest_prefix = pattern.width().0;
            let program = self.programs.add(program::compile(&pattern)?, "programs")? + 1;
            put_u16(&mut record, layout::region::INTERNATIONAL_PREFIX, program);
        }
        if let Some(source) = &territory.national_prefix_for_parsing {
            let pattern = Pattern::parse(source)?;
            let program = self.programs.add(program::compile(&pattern)?, "programs")? + 1;
            put_u16(&mut record, layout::region::NATIONAL_PREFIX, program);
            record[layout::region::GROUPS] = program::groups(&pattern);
        }
        let mut added_digits = 0;
        if let Some(rule) = &territory.national_prefix_transform {
            let bytes = template_bytes(rule)?;
            let added = bytes.iter().filter(|byte| byte.is_ascii_digit()).count();
            added_digits = byte("transform", added)?;
            let text = self.text(&bytes)? + 1;
            put_u16(&mut record, layout::region::TRANSFORM, text);
        }
        let shortest_national = territory.general.lengths.first().copied().unwrap_or(0);
        record[layout::region::MIN_DIGITS] = shortest_national
            .saturating_sub(added_digits)
            .min(shortest_international + shortest_prefix);
        let code_number =
            self.codes.iter().position(|one| get_u16(one, layout::code::CODE) == code);
        record[layout::region::CODE] = byte("codes", code_number.unwrap_or(usize::MAX))?;
        self.regions.push(record);
        Ok(())
    }

    fn fill_targets(&mut self, targets: &[u16]) {
        for (field, &target) in self.target_fields.iter().zip(targets) {
            match *field {
                TargetField::Code(record, at) => put_u16(&mut self.codes[record], at, target),
                TargetField::Region(record, at) => put_u16(&mut self.regions[record], at, target),
            }
        }
    }

    fn code_index(&self) -> Vec<u8> {
        let mut index = vec![NONE; 1000];
        for (number, record) in (0..NONE).zip(&self.codes) {
            index[usize::from(get_u16(record, layout::code::CODE))] = number;
        }
        index
    }
}

/// The automaton that says which region of a calling code a number belongs to and of which kind it
/// is: the first region whose leading digits fit, or, where a region has none, the first for which
/// the number is of any kind.
fn classes(group: &CodeGroup<'_>, automata: &mut Automata) -> Result<u32, CompileError> {
    const PATTERNS_PER_REGION: u32 = 12;
    const LEADING: u32 = 11;
    let mut nfa = Nfa::default();
    for (region, territory) in (0..).zip(&group.territories) {
        let base = region * PATTERNS_PER_REGION;
        add_description(&mut nfa, &territory.general, base)?;
        for (place, (_, kind)) in (1..).zip(&territory.kinds) {
            add_description(&mut nfa, kind, base + place)?;
        }
        if let Some(leading) = &territory.leading_digits {
            nfa.add_prefix(&Pattern::parse(leading)?, base + LEADING);
        }
    }
    let alone = group.territories.len() == 1;
    Ok(automata.add(&nfa, &|accepted, digits| {
        for (region, territory) in (0u16..).zip(&group.territories) {
            let base = u32::from(region) * PATTERNS_PER_REGION;
            let kind = kind_of(territory, digits, &|place| accepted.contains(&(base + place)));
            let is_of_region = match territory.leading_digits {
                Some(_) if !alone => accepted.contains(&(base + LEADING)),
                _ => kind != 0,
            };
            if is_of_region {
                return if kind == 0 { 0 } else { region << CLASS_REGION_SHIFT | kind };
            }
        }
        0
    }))
}

fn add_description(nfa: &mut Nfa, desc: &Description, number: u32) -> Result<(), CompileError> {
    if !desc.pattern.is_empty() {
        nfa.add_whole(&Pattern::parse(&desc.pattern)?, number);
    }
    Ok(())
}

/// The number of the kind of a number of so many digits in a territory, 0 for none.
fn kind_of(territory: &Territory, digits: u8, accepted: &dyn Fn(u32) -> bool) -> u16 {
    let fits = |place, desc: &Description| {
        let lengths =
            if desc.lengths.is_empty() { &territory.general.lengths } else { &desc.lengths };
        (lengths.is_empty() || lengths.contains(&digits)) && accepted(place)
    };
    if !fits(0, &territory.general) {
        return 0;
    }
    let find = |kind| territory.kinds.iter().position(|(other, _)| *other == kind);
    let desc = |kind| find(kind).and_then(|index| territory.kinds.get(index));
    for (place, (kind, desc)) in (1..).zip(&territory.kinds) {
        if !matches!(kind, Kind::FixedLine | Kind::Mobile) && fits(place, desc) {
            return kind_number(*kind);
        }
    }
    let fits_kind = |kind| {
        let place = find(kind).and_then(|index| u32::try_from(index + 1).ok());
        place.zip(desc(kind)).is_some_and(|(place, (_, desc))| fits(place, desc))
    };
    let pattern = |kind| desc(kind).map(|(_, desc)| &desc.pattern);
    let same_pattern = pattern(Kind::FixedLine) == pattern(Kind::Mobile);
    match (fits_kind(Kind::FixedLine), fits_kind(Kind::Mobile)) {
        (true, mobile) if mobile || same_pattern => FIXED_LINE_OR_MOBILE,
        (true, _) => kind_number(Kind::FixedLine),
        (false, true) if !same_pattern => kind_number(Kind::Mobile),
        _ => 0,
    }
}

/// Puts a rule such as `(0$1)` in the place of the first group of a template.
fn with_first_group(template: &str, rule: &str) -> String {
    match template.find('$') {
        Some(at) if template.len() > at + 1 => {
            let group = &template[at..at + 2];
            format!("{}{}{}", &template[..at], rule.replace("$1", group), &template[at + 2..])
        }
        _ => template.to_owned(),
    }
}

/// A template with one byte for each group.
pub(crate) fn template_bytes(template: &str) -> Result<Vec<u8>, CompileError> {
    let mut bytes = Vec::new();
    let mut rest = template.as_bytes();
    while let [first, tail @ ..] = rest {
        rest = match (first, tail) {
            (b'$', [group @ b'1'..=b'9', tail @ ..]) => {
                bytes.push(group - b'0');
                tail
            }
            (b' '..=b'~', tail) if *first != b'$' => {
                bytes.push(*first);
                tail
            }
            _ => return Err(CompileError::Template(template.to_owned())),
        };
    }
    Ok(bytes)
}

/// The fewest and the most digits of each group of a format's pattern, which is nothing but groups.
pub(crate) fn group_widths(source: &str) -> Result<Vec<u8>, CompileError> {
    let pattern = Pattern::parse(source)?;
    let parts = match &pattern {
        Pattern::Sequence(parts) => parts.as_slice(),
        one => std::slice::from_ref(one),
    };
    let mut widths = Vec::new();
    for part in parts {
        let Pattern::Capture(_, inner) = part else {
            return Err(CompileError::Template(source.to_owned()));
        };
        let (min, max) = inner.width();
        widths.extend([min, max]);
    }
    Ok(widths)
}

/// Byte strings one after the other, equal ones once.
#[derive(Default)]
pub(crate) struct Pool {
    pub(crate) bytes: Vec<u8>,
    offsets: HashMap<Vec<u8>, u16>,
}

impl Pool {
    pub(crate) fn add(&mut self, entry: Vec<u8>, table: &'static str) -> Result<u16, CompileError> {
        if let Some(&at) = self.offsets.get(&entry) {
            return Ok(at);
        }
        let at = offset(table, self.bytes.len())?;
        self.bytes.extend(&entry);
        self.offsets.insert(entry, at);
        Ok(at)
    }
}

/// For each pair of letters the number of the region with that name.
pub(crate) fn region_index<'a>(
    ids: impl Iterator<Item = &'a str>,
) -> Result<Vec<u8>, CompileError> {
    let mut index = vec![NONE; 26 * 26];
    for (number, id) in ids.enumerate() {
        if let [first @ b'A'..=b'Z', second @ b'A'..=b'Z'] = id.as_bytes() {
            index[usize::from(first - b'A') * 26 + usize::from(second - b'A')] =
                byte("regions", number)?;
        }
    }
    Ok(index)
}

/// Records column by column, see [`pagedial_numbers::layout`].
pub(crate) fn columns<const SIZE: usize>(records: &[[u8; SIZE]]) -> Vec<u8> {
    (0..SIZE).flat_map(|at| records.iter().map(move |record| record[at])).collect()
}

/// A whole file: its header, then its sections.
pub(crate) fn file(
    magic: [u8; 4],
    sections: &[Vec<u8>; SECTION_COUNT],
    shortest: u8,
    xml: &str,
    version: &str,
) -> Result<Vec<u8>, CompileError> {
    if version.len() > header::SOURCE_VERSION_LENGTH || !version.is_ascii() {
        return Err(CompileError::Version(version.to_owned()));
    }
    let mut file = vec![0; header::SIZE];
    file[..4].copy_from_slice(&magic);
    put_u16(&mut file, header::LAYOUT_VERSION, LAYOUT_VERSION);
    file[header::MIN_INTERNATIONAL_DIGITS] = shortest;
    file[header::SOURCE_VERSION..][..version.len()].copy_from_slice(version.as_bytes());
    file[header::SOURCE_HASH..][..header::SOURCE_HASH_LENGTH]
        .copy_from_slice(&Sha256::digest(xml.as_bytes()));
    for (number, section) in sections.iter().enumerate() {
        let at = header::SECTIONS + 8 * number;
        let start = file.len();
        put_u32(&mut file, at, size("file", start)?);
        put_u32(&mut file, at + 4, size("section", section.len())?);
        file.extend(section);
    }
    let length = size("file", file.len())?;
    put_u32(&mut file, header::LENGTH, length);
    let checksum = layout::checksum(&file);
    put_u32(&mut file, header::CHECKSUM, checksum);
    Ok(file)
}

fn length_bits(lengths: &std::collections::BTreeSet<u8>) -> u32 {
    lengths.iter().filter(|&&length| length < 32).fold(0, |bits, length| bits | 1 << length)
}

pub(crate) fn put_u16(bytes: &mut [u8], at: usize, value: u16) {
    bytes[at..at + 2].copy_from_slice(&value.to_le_bytes());
}

fn put_u32(bytes: &mut [u8], at: usize, value: u32) {
    bytes[at..at + 4].copy_from_slice(&value.to_le_bytes());
}

fn get_u16(bytes: &[u8], at: usize) -> u16 {
    u16::from_le_bytes([bytes[at], bytes[at + 1]])
}

pub(crate) fn byte(table: &'static str, value: usize) -> Result<u8, CompileError> {
    u8::try_from(value)
        .ok()
        .filter(|&value| value != NONE)
        .ok_or(CompileError::TooLarge { table, entries: value })
}

pub(crate) fn offset(table: &'static str, value: usize) -> Result<u16, CompileError> {
    u16::try_from(value)
        .ok()
        .filter(|&value| value < 0x7FFF)
        .ok_or(CompileError::TooLarge { table, entries: value })
}

fn size(table: &'static str, value: usize) -> Result<u32, CompileError> {
    u32::try_from(value).map_err(|_| CompileError::TooLarge { table, entries: value })
}
