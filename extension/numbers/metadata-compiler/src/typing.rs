//! Lays out the file for formatting while typing, see [`pagedial_numbers::layout::typing`].
//!
//! libphonenumber's `AsYouTypeFormatter` keeps a list of formats that may still apply and narrows it
//! with each digit. What it shows depends on nothing but the digits, so the list is narrowed here,
//! for all digits beforehand, and what is left at run time is one look-up in an automaton.

use std::collections::HashMap;

use pagedial_numbers::layout::{SECTION_COUNT, Section, typing};

use crate::CompileError;
use crate::automaton::{Automata, Class, DEAD, MAX_CLASS, MAX_DIGITS, Node};
use crate::model::{Format, Territory};
use crate::nfa::{Nfa, States};
use crate::pack::{
    Pool, byte, code_groups, columns, file, group_widths, offset, put_u16, template_bytes,
};
use crate::pattern::Pattern;

/// libphonenumber begins to group a number with its third digit.
const FIRST_GROUPED: u8 = 3;
/// Nor does it plan for more digits than this.
const LONGEST: usize = 15;
/// Of each calling code: bare, with its national prefix, from abroad.
const AUTOMATA: usize = typing::SIZE / 2;

pub(crate) fn pack(
    territories: &[Territory],
    xml: &str,
    version: &str,
) -> Result<Vec<u8>, CompileError> {
    let mut automata = Automata::new();
    let mut choices = Choices::default();
    let mut index = vec![pagedial_numbers::layout::NONE; 1000];
    let mut roots = Vec::new();
    for (number, group) in (0usize..).zip(&code_groups(territories)) {
        index[usize::from(group.code)] = byte("codes", number)?;
        // Numbers of all regions of a calling code are written by the rules of the main one.
        let Some(main) = group.territories.first() else { continue };
        for lists in [bare(main), prefixed(main), international(main)] {
            roots.push(Typing::new(lists, &mut choices)?.automaton(&mut automata)?);
        }
    }
    let (packed, targets) = automata.pack(&roots)?;
    let records = targets.as_chunks::<AUTOMATA>().0.iter().map(|targets| {
        let mut record = [0; typing::SIZE];
        for (place, &target) in targets.iter().enumerate() {
            put_u16(&mut record, 2 * place, target);
        }
        record
    });
    let mut sections: [Vec<u8>; SECTION_COUNT] = std::array::from_fn(|_| Vec::new());
    sections[Section::Codes as usize] = index;
    sections[Section::CodeRecords as usize] = columns(&records.collect::<Vec<_>>());
    sections[Section::Nodes as usize] = packed.node_bytes();
    sections[Section::Rows as usize] = packed.row_bytes();
    sections[Section::Partitions as usize] = packed.partitions;
    sections[Section::Texts as usize] = choices.texts.bytes;
    sections[Section::Choices as usize] = columns(&choices.records);
    file(typing::MAGIC, &sections, 0, xml, version)
}

/// A format as it is used while typing.
struct Eligible<'a> {
    format: &'a Format,
    template: &'a str,
    /// Whether a separator in the rule sets the national prefix apart.
    spaced: bool,
}

impl<'a> Eligible<'a> {
    fn national(format: &'a Format) -> Option<Self> {
        let spaced = format.national_prefix_rule.contains(['-', ' ']);
        Self { format, template: &format.national, spaced }.if_eligible()
    }

    fn international(format: &'a Format) -> Option<Self> {
        Self { format, template: format.international.as_deref()?, spaced: false }.if_eligible()
    }

    /// A template that adds anything but punctuation, or leaves the first group out, would change
    /// the number under the person's hands.
    fn if_eligible(self) -> Option<Self> {
        const PUNCTUATION: &str = "-x ().[]/~";
        let first = self.template.trim_start_matches(|one| PUNCTUATION.contains(one));
        let mut rest = first.strip_prefix("$1")?;
        loop {
            rest = rest.trim_start_matches(|one| PUNCTUATION.contains(one));
            let Some(group) = rest.strip_prefix('$') else { break };
            rest = group.strip_prefix(|one: char| one.is_ascii_digit())?;
        }
        rest.is_empty().then_some(self)
    }

    fn max_digits(&self) -> Result<usize, CompileError> {
        let widths = group_widths(&self.format.pattern)?;
        let most: usize = widths.iter().skip(1).step_by(2).map(|&most| usize::from(most)).sum();
        Ok(most.min(LONGEST))
    }
}

fn has_first_group_only(format: &Format) -> bool {
    matches!(format.national_prefix_rule.as_str(), "" | "$1" | "($1" | "$1)" | "($1)")
}

/// Without a national prefix: not the formats that need one.
fn bare(territory: &Territory) -> Vec<Eligible<'_>> {
    let fits = |format: &&Format| has_first_group_only(format) || format.national_prefix_optional;
    territory.formats.iter().filter(fits).filter_map(Eligible::national).collect()
}

/// After a national prefix: not the formats that have none.
fn prefixed(territory: &Territory) -> Vec<Eligible<'_>> {
    let fits = |format: &&Format| {
        !has_first_group_only(format) || format.national_prefix_optional || format.has_carrier_rule
    };
    territory.formats.iter().filter(fits).filter_map(Eligible::national).collect()
}

/// After a calling code.
fn international(territory: &Territory) -> Vec<Eligible<'_>> {
    if territory.has_international_formats {
        territory.formats.iter().filter_map(Eligible::international).collect()
    } else {
        territory.formats.iter().filter_map(Eligible::national).collect()
    }
}

/// The choices of all automata, each different one once.
#[derive(Default)]
struct Choices {
    records: Vec<[u8; typing::CHOICE_SIZE]>,
    texts: Pool,
}

impl Choices {
    /// The class that stands for writing digits in a format.
    fn class(
        &mut self,
        format: &Eligible<'_>,
        complete: bool,
        spaced: bool,
    ) -> Result<Class, CompileError> {
        let mut text = |bytes: Vec<u8>| {
            let length = byte("text", bytes.len())?;
            self.texts.add([vec![length], bytes].concat(), "texts")
        };
        let widths = text(group_widths(&format.format.pattern)?)?;
        let template = text(template_bytes(format.template)?)?;
        let mut record = [0; typing::CHOICE_SIZE];
        put_u16(&mut record, 0, widths | if complete { typing::COMPLETE } else { 0 });
        put_u16(&mut record, 2, template | if spaced { typing::SPACED } else { 0 });
        let number = self.records.iter().position(|other| *other == record).unwrap_or_else(|| {
            self.records.push(record);
            self.records.len() - 1
        });
        offset("typing choices", number + 1).and_then(|class| match class {
            1..=MAX_CLASS => Ok(class),
            _ => Err(CompileError::TooLarge { table: "typing choices", entries: number }),
        })
    }
}

/// What the formatter remembers between two digits.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct State {
    nfa: States,
    digits: u8,
    /// The formats that may still apply, in order; `None` when they are to be chosen anew.
    possible: Option<Vec<u8>>,
    /// The format whose template is being filled.
    current: Option<u8>,
    spaced: bool,
}

/// The formats of one way of beginning a number, compiled for all digits.
struct Typing<'a, 'c> {
    formats: Vec<Eligible<'a>>,
    max_digits: Vec<usize>,
    nfa: Nfa,
    choices: &'c mut Choices,
    known: HashMap<State, u32>,
}

/// Patterns are numbered from `STRIDE` × format: first the whole number, then each stage.
const STRIDE: u32 = 32;

impl<'a, 'c> Typing<'a, 'c> {
    fn new(formats: Vec<Eligible<'a>>, choices: &'c mut Choices) -> Result<Self, CompileError> {
        let mut nfa = Nfa::default();
        for (number, eligible) in (0..).zip(&formats) {
            let base = STRIDE * number;
            nfa.add_whole(&Pattern::parse(&eligible.format.pattern)?, base);
            for (stage, digits) in (1..STRIDE).zip(&eligible.format.typing_digits) {
                nfa.add_prefix(&Pattern::parse(digits)?, base + stage);
            }
        }
        let max_digits = formats.iter().map(Eligible::max_digits).collect::<Result<_, _>>()?;
        Ok(Self { formats, max_digits, nfa, choices, known: HashMap::new() })
    }

    fn automaton(&mut self, automata: &mut Automata) -> Result<u32, CompileError> {
        let nfa = self.nfa.start();
        let start = State { nfa, digits: 0, possible: None, current: None, spaced: false };
        self.build(start, 0, automata)
    }

    fn build(
        &mut self,
        state: State,
        class: Class,
        automata: &mut Automata,
    ) -> Result<u32, CompileError> {
        let longest = self.max_digits.iter().max().copied().unwrap_or(0);
        if usize::from(state.digits) > longest || state.digits > MAX_DIGITS {
            return Ok(DEAD);
        }
        if let Some(&number) = self.known.get(&state) {
            // The class of a state follows from it and the digit before, so equal states may
            // differ in it: only what follows is shared.
            let next = automata.next_of(number);
            return Ok(automata.intern(Node { class, next }));
        }
        let mut node = Node { class, next: [DEAD; 10] };
        for digit in 0..10 {
            let (next, class) = self.step(&state, digit)?;
            node.next[usize::from(digit)] = self.build(next, class, automata)?;
        }
        let number = automata.intern(node);
        self.known.insert(state, number);
        Ok(number)
    }

    /// One more digit: what is remembered then, and what is shown.
    fn step(&mut self, before: &State, digit: u8) -> Result<(State, Class), CompileError> {
        let nfa = self.nfa.step(&before.nfa, digit);
        let accepted: Vec<u32> = self.nfa.accepted(&nfa).collect();
        let mut now = State { nfa, digits: before.digits + 1, ..before.clone() };
        if now.digits < FIRST_GROUPED {
            return Ok((now, 0));
        }
        let anew = now.possible.is_none();
        if anew {
            let all = (0..).zip(&self.formats).map(|(number, _)| number).collect();
            now.possible = Some(self.narrowed(all, now.digits, &accepted));
            now.current = None;
        } else if now.current.is_some_and(|it| self.max_digits[usize::from(it)] < now.digits.into())
        {
            now.current = None;
        }
        let mut possible = now.possible.take().unwrap_or_default();
        let complete =
            possible.iter().copied().find(|&it| accepted.contains(&(STRIDE * u32::from(it))));
        if let Some(format) = complete {
            now.spaced = self.formats[usize::from(format)].spaced;
            now.possible = Some(possible);
            let class = self.choices.class(&self.formats[usize::from(format)], true, now.spaced)?;
            return Ok((now, class));
        }
        if !anew {
            possible = self.narrowed(possible, now.digits, &accepted);
        }
        possible = self.first_that_holds(possible, &mut now);
        let class = match now.current.filter(|_| !possible.is_empty()) {
            Some(format) => {
                now.possible = Some(possible);
                self.choices.class(&self.formats[usize::from(format)], false, now.spaced)?
            }
            None => {
                // Nothing applies: the next digit starts anew.
                now.current = None;
                now.spaced = false;
                0
            }
        };
        Ok((now, class))
    }

    /// The formats that the digits so far allow.
    fn narrowed(&self, possible: Vec<u8>, digits: u8, accepted: &[u32]) -> Vec<u8> {
        let fits = |&number: &u8| {
            let stages = self.formats[usize::from(number)].format.typing_digits.len();
            let stage = usize::from(digits - FIRST_GROUPED).min(stages.saturating_sub(1));
            let pattern = STRIDE * u32::from(number) + 1 + u32::try_from(stage).unwrap_or(STRIDE);
            stages == 0 || accepted.contains(&pattern)
        };
        possible.into_iter().filter(fits).collect()
    }

    /// Sets the format whose template is filled: the one before while it comes first, else the
    /// first with room for the digits. Formats without room are left out.
    fn first_that_holds(&self, possible: Vec<u8>, now: &mut State) -> Vec<u8> {
        let pattern = |number: u8| &self.formats[usize::from(number)].format.pattern;
        let mut left = possible.as_slice();
        while let [first, rest @ ..] = left {
            if now.current.is_some_and(|current| pattern(current) == pattern(*first)) {
                break;
            }
            if self.max_digits[usize::from(*first)] >= usize::from(now.digits) {
                now.current = Some(*first);
                now.spaced = self.formats[usize::from(*first)].spaced;
                break;
            }
            left = rest;
        }
        left.to_vec()
    }
}
