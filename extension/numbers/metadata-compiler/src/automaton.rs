//! Minimal acyclic automata over digits, shared by all calling codes, as 16-bit words that the
//! extension executes in place.
//!
//! A number's class (its region and kind, or its format) soon depends only on how many digits
//! follow. Such a state becomes a *row* of (digits that follow → class) instead of a chain of
//! states; only states whose next digit matters remain as *nodes*.

use std::collections::HashMap;

use crate::CompileError;
use crate::nfa::{Nfa, States};

/// What a number is; 0 means that it is nothing.
pub(crate) type Class = u16;

/// The largest class that a row can hold.
pub(crate) const MAX_CLASS: Class = 0x3FF;

/// No national significant number is longer (libphonenumber's own bound).
pub(crate) const MAX_DIGITS: u8 = 17;

/// A target that is a row and not a node.
const ROW: u16 = 0x8000;
/// A node whose digits so far have a class of their own.
const HAS_CLASS: u16 = 0x8000;
/// The last entry of a row.
const LAST_ENTRY: u16 = 0x8000;
/// In a partition: a digit after which there is no number.
const NOWHERE: u64 = 15;

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Node {
    class: Class,
    next: [u32; 10],
}

/// States of all automata, each different one kept once.
#[derive(Debug)]
pub(crate) struct Automata {
    nodes: Vec<Node>,
    numbers: HashMap<Node, u32>,
}

/// The node from which nothing is reached.
const DEAD: u32 = 0;

impl Automata {
    pub(crate) fn new() -> Self {
        let mut automata = Self { nodes: Vec::new(), numbers: HashMap::new() };
        automata.intern(Node { class: 0, next: [DEAD; 10] });
        automata
    }

    /// Adds the automaton that gives the class of every number of at most [`MAX_DIGITS`] digits;
    /// `class` gets the numbers of the patterns that match and the count of digits.
    pub(crate) fn add(&mut self, nfa: &Nfa, class: &dyn Fn(&[u32], u8) -> Class) -> u32 {
        let mut known = HashMap::new();
        self.build(nfa, class, nfa.start(), 0, &mut known)
    }

    fn build(
        &mut self,
        nfa: &Nfa,
        class: &dyn Fn(&[u32], u8) -> Class,
        states: States,
        digits: u8,
        known: &mut HashMap<(States, u8), u32>,
    ) -> u32 {
        if states.is_empty() || digits > MAX_DIGITS {
            return DEAD;
        }
        let key = (states, digits);
        if let Some(&number) = known.get(&key) {
            return number;
        }
        let accepted: Vec<u32> = nfa.accepted(&key.0).collect();
        let mut node = Node { class: class(&accepted, digits), next: [DEAD; 10] };
        for digit in 0..10 {
            node.next[usize::from(digit)] =
                self.build(nfa, class, nfa.step(&key.0, digit), digits + 1, known);
        }
        let number = self.intern(node);
        known.insert(key, number);
        number
    }

    fn intern(&mut self, node: Node) -> u32 {
        if let Some(&number) = self.numbers.get(&node) {
            return number;
        }
        let number = u32::try_from(self.nodes.len()).unwrap_or(u32::MAX);
        self.numbers.insert(node.clone(), number);
        self.nodes.push(node);
        number
    }

    /// Lays all automata out; answers the targets of the given roots in their order.
    pub(crate) fn pack(&self, roots: &[u32]) -> Result<(Packed, Vec<u16>), CompileError> {
        let mut packer = Packer::new(self);
        let targets = roots.iter().map(|&root| packer.target(root)).collect::<Result<_, _>>()?;
        Ok((packer.packed, targets))
    }

    fn node(&self, number: u32) -> &Node {
        &self.nodes[number as usize]
    }
}

/// The tables of the binary.
#[derive(Debug, Default)]
pub(crate) struct Packed {
    /// Each: the partition's number, with [`HAS_CLASS`] when a class follows; then the class;
    /// then a target for each slot of the partition.
    pub(crate) nodes: Vec<u16>,
    /// Each entry: [`LAST_ENTRY`], 5 bits of digits that follow, 10 bits of class.
    pub(crate) rows: Vec<u16>,
    /// Each: ten times four bits, digit 0 lowest: the slot of that digit, or [`NOWHERE`].
    pub(crate) partitions: Vec<u64>,
}

struct Packer<'a> {
    automata: &'a Automata,
    packed: Packed,
    row_of: HashMap<u32, Option<Vec<(u8, Class)>>>,
    row_offsets: HashMap<Vec<(u8, Class)>, u16>,
    node_offsets: HashMap<u32, u16>,
    partition_numbers: HashMap<u64, u16>,
}

impl<'a> Packer<'a> {
    fn new(automata: &'a Automata) -> Self {
        Self {
            automata,
            packed: Packed::default(),
            row_of: HashMap::new(),
            row_offsets: HashMap::new(),
            node_offsets: HashMap::new(),
            partition_numbers: HashMap::new(),
        }
    }

    /// The row that says the same as a node, when the digits that follow do not matter.
    fn row(&mut self, number: u32) -> Option<Vec<(u8, Class)>> {
        if let Some(row) = self.row_of.get(&number) {
            return row.clone();
        }
        let node = self.automata.node(number).clone();
        let row = if number == DEAD {
            Some(vec![])
        } else if node.next.iter().all(|&next| next == node.next[0]) {
            self.row(node.next[0]).map(|rest| {
                let own = (node.class != 0).then_some((0, node.class));
                own.into_iter()
                    .chain(rest.into_iter().map(|(more, class)| (more + 1, class)))
                    .collect()
            })
        } else {
            None
        };
        self.row_of.insert(number, row.clone());
        row
    }

    fn target(&mut self, number: u32) -> Result<u16, CompileError> {
        match self.row(number) {
            Some(row) => self.row_target(row),
            None => self.node_target(number),
        }
    }

    fn row_target(&mut self, row: Vec<(u8, Class)>) -> Result<u16, CompileError> {
        if let Some(&offset) = self.row_offsets.get(&row) {
            return Ok(ROW | offset);
        }
        let offset = offset_below(self.packed.rows.len(), ROW, "rows")?;
        if row.is_empty() {
            self.packed.rows.push(LAST_ENTRY);
        }
        for (index, &(more, class)) in row.iter().enumerate() {
            let last = if index + 1 == row.len() { LAST_ENTRY } else { 0 };
            self.packed.rows.push(last | u16::from(more) << 10 | class);
        }
        self.row_offsets.insert(row, offset);
        Ok(ROW | offset)
    }

    fn node_target(&mut self, number: u32) -> Result<u16, CompileError> {
        if let Some(&offset) = self.node_offsets.get(&number) {
            return Ok(offset);
        }
        let node = self.automata.node(number).clone();
        let mut slots: Vec<u32> = Vec::new();
        let mut partition = 0;
        for (digit, &next) in node.next.iter().enumerate() {
            let slot = if next == DEAD {
                NOWHERE
            } else {
                let slot = slots.iter().position(|&other| other == next).unwrap_or_else(|| {
                    slots.push(next);
                    slots.len() - 1
                });
                slot as u64
            };
            partition |= slot << (4 * digit);
        }
        let partition = self.partition(partition)?;
        let offset = offset_below(self.packed.nodes.len(), ROW, "nodes")?;
        self.node_offsets.insert(number, offset);
        if node.class == 0 {
            self.packed.nodes.push(partition);
        } else {
            self.packed.nodes.extend([partition | HAS_CLASS, node.class]);
        }
        let first_slot = self.packed.nodes.len();
        self.packed.nodes.resize(first_slot + slots.len(), 0);
        for (index, slot) in slots.into_iter().enumerate() {
            self.packed.nodes[first_slot + index] = self.target(slot)?;
        }
        Ok(offset)
    }

    fn partition(&mut self, partition: u64) -> Result<u16, CompileError> {
        if let Some(&number) = self.partition_numbers.get(&partition) {
            return Ok(number);
        }
        let number = offset_below(self.packed.partitions.len(), HAS_CLASS, "partitions")?;
        self.packed.partitions.push(partition);
        self.partition_numbers.insert(partition, number);
        Ok(number)
    }
}

fn offset_below(length: usize, bound: u16, table: &'static str) -> Result<u16, CompileError> {
    u16::try_from(length)
        .ok()
        .filter(|&offset| offset < bound)
        .ok_or(CompileError::TooLarge { table, entries: length })
}
