//! Lays out the file of short numbers, see [`pagedial_numbers::layout::short_number`].

use pagedial_numbers::layout::{self, SECTION_COUNT, Section, short_number};

use crate::CompileError;
use crate::automaton::{Automata, Class};
use crate::model::{Description, ShortNumberTerritory};
use crate::nfa::Nfa;
use crate::pack::{columns, file, put_u16, region_index};
use crate::pattern::Pattern;

const GENERAL: u32 = 0;
const SHORT_CODE: u32 = 1;
const EMERGENCY: u32 = 2;
const EXPANDED_EMERGENCY: u32 = 3;

pub(crate) fn pack(
    territories: &[ShortNumberTerritory],
    xml: &str,
    version: &str,
) -> Result<Vec<u8>, CompileError> {
    let mut automata = Automata::new();
    let roots = territories
        .iter()
        .map(|territory| classes(territory, &mut automata))
        .collect::<Result<Vec<_>, _>>()?;
    let (packed, targets) = automata.pack(&roots)?;
    let records = targets.into_iter().map(|target| {
        let mut record = [0; layout::code::SIZE];
        put_u16(&mut record, layout::code::CLASSES, target);
        record
    });
    let mut sections: [Vec<u8>; SECTION_COUNT] = std::array::from_fn(|_| Vec::new());
    sections[Section::RegionIndex as usize] =
        region_index(territories.iter().map(|territory| territory.id.as_str()))?;
    sections[Section::CodeRecords as usize] = columns(&records.collect::<Vec<_>>());
    sections[Section::Nodes as usize] = packed.node_bytes();
    sections[Section::Rows as usize] = packed.row_bytes();
    sections[Section::Partitions as usize] = packed.partitions;
    file(short_number::MAGIC, &sections, 0, xml, version)
}

/// The automaton that says what kind of short number digits are.
fn classes(territory: &ShortNumberTerritory, automata: &mut Automata) -> Result<u32, CompileError> {
    let mut nfa = Nfa::default();
    let mut add = |pattern: Option<&str>, number| {
        if let Some(pattern) = pattern.filter(|pattern| !pattern.is_empty()) {
            nfa.add_whole(&Pattern::parse(pattern)?, number);
        }
        Ok::<(), CompileError>(())
    };
    let pattern = |description: &'_ Option<Description>| {
        description.as_ref().map(|description| description.pattern.clone())
    };
    add(Some(&territory.general), GENERAL)?;
    add(Some(&territory.short_code.pattern), SHORT_CODE)?;
    add(pattern(&territory.emergency).as_deref(), EMERGENCY)?;
    add(pattern(&territory.expanded_emergency).as_deref(), EXPANDED_EMERGENCY)?;
    let lengths = &territory.short_code.lengths;
    Ok(automata.add(&nfa, &|accepted, digits| -> Class {
        // libphonenumber asks for the pattern alone where it asks for an emergency number, and for
        // the general pattern and the length too where it asks for any short number.
        if accepted.contains(&EMERGENCY) {
            short_number::EMERGENCY
        } else if accepted.contains(&EXPANDED_EMERGENCY) {
            short_number::HELPLINE
        } else if accepted.contains(&GENERAL)
            && accepted.contains(&SHORT_CODE)
            && (lengths.is_empty() || lengths.contains(&digits))
        {
            short_number::OTHER
        } else {
            0
        }
    }))
}
