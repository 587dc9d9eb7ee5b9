//! Minimal acyclic automata over digits, shared by all calling codes, as 16-bit words that the
//! extension executes in place.
//!
//! A number's class (its region and kind, or its format) soon depends only on how many digits
//! follow. Such a state becomes a *row* of (digits that follow → class) instead of a chain of
//! states; only states whose next digit matters remain as *nodes*.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::CompileError;
use crate::nfa::{Nfa, States};
use crate::pack::columns;

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
pub(crate) struct Node {
    pub(crate) class: Class,
    pub(crate) next: [u32; 10],
}

/// States of all automata, each different one kept once.
#[derive(Debug)]
pub(crate) struct Automata {
    nodes: Vec<Node>,
    numbers: HashMap<Node, u32>,
}

/// The node from which nothing is reached.
pub(crate) const DEAD: u32 = 0;

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

    /// Where a node goes with each digit.
    pub(crate) fn next_of(&self, number: u32) -> [u32; 10] {
        self.node(number).next
    }

    /// The number of a node like this one.
    pub(crate) fn intern(&mut self, node: Node) -> u32 {
        if let Some(&number) = self.numbers.get(&node) {
            return number;
        }
        let number = u32::try_from(self.nodes.len()).unwrap_or(u32::MAX);
        self.numbers.insert(node.clone(), number);
        self.nodes.push(node);
        number
    }

    /// Lays all automata out; answers the targets of the given roots in their order.
    ///
    /// The order is chosen for the download, which is compressed: parents directly before their
    /// first children with relative targets, frequent rows first, partitions sorted. Measured with
    /// metadata 9.0.33: 51 KB gzip instead of 61 KB in order of discovery with absolute targets.
    pub(crate) fn pack(&self, roots: &[u32]) -> Result<(Packed, Vec<u16>), CompileError> {
        let mut plan = Plan::new(self);
        for &root in roots {
            plan.visit(root);
        }
        plan.pack(roots)
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
    nodes: Vec<u16>,
    /// Each entry: [`LAST_ENTRY`], 5 bits of digits that follow, 10 bits of class.
    rows: Vec<u16>,
    /// Five planes, one for each pair of digits, each with a byte for each partition.
    pub(crate) partitions: Vec<u8>,
}

impl Packed {
    /// As they lie in the file.
    pub(crate) fn node_bytes(&self) -> Vec<u8> {
        self.nodes.iter().copied().flat_map(u16::to_le_bytes).collect()
    }

    /// As they lie in the file.
    pub(crate) fn row_bytes(&self) -> Vec<u8> {
        columns(&self.rows.iter().copied().map(u16::to_le_bytes).collect::<Vec<_>>())
    }
}

/// Digits that follow → class.
type Row = Vec<(u8, Class)>;

/// How a node branches.
struct Branching {
    /// Ten times four bits, digit 0 lowest: the slot of that digit, or [`NOWHERE`].
    partition: u64,
    slots: Vec<u32>,
}

struct Plan<'a> {
    automata: &'a Automata,
    row_of: HashMap<u32, Option<Row>>,
    /// Nodes in the order of the file, and where each begins.
    order: Vec<u32>,
    offsets: HashMap<u32, usize>,
    size: usize,
    partitions: BTreeSet<u64>,
    /// How often each row is a target.
    row_uses: BTreeMap<Row, usize>,
}

impl<'a> Plan<'a> {
    fn new(automata: &'a Automata) -> Self {
        Self {
            automata,
            row_of: HashMap::new(),
            order: Vec::new(),
            offsets: HashMap::new(),
            size: 0,
            partitions: BTreeSet::new(),
            row_uses: BTreeMap::new(),
        }
    }

    /// The row that says the same as a node, when the digits that follow do not matter.
    fn row(&mut self, number: u32) -> Option<Row> {
        if let Some(row) = self.row_of.get(&number) {
            return row.clone();
        }
        let node = self.automata.node(number).clone();
        let row = if number == DEAD {
            Some(vec![])
        } else if node.next.iter().all(|&next| next == node.next[0]) {
            self.row(node.next[0]).map(|rest| {
                let own = (node.class != 0).then_some((0, node.class));
                let rest = rest.into_iter().map(|(more, class)| (more + 1, class));
                own.into_iter().chain(rest).collect()
            })
        } else {
            None
        };
        self.row_of.insert(number, row.clone());
        row
    }

    fn branching(&self, number: u32) -> Branching {
        let mut slots: Vec<u32> = Vec::new();
        let mut partition = 0;
        for (digit, &next) in self.automata.node(number).next.iter().enumerate() {
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
        Branching { partition, slots }
    }

    fn visit(&mut self, number: u32) {
        if let Some(row) = self.row(number) {
            *self.row_uses.entry(row).or_insert(0) += 1;
            return;
        }
        if self.offsets.contains_key(&number) {
            return;
        }
        let Branching { partition, slots } = self.branching(number);
        self.partitions.insert(partition);
        self.order.push(number);
        self.offsets.insert(number, self.size);
        self.size += 1 + usize::from(self.automata.node(number).class != 0) + slots.len();
        for slot in slots {
            self.visit(slot);
        }
    }

    fn pack(mut self, roots: &[u32]) -> Result<(Packed, Vec<u16>), CompileError> {
        offset_below(self.size, ROW, "nodes")?;
        let mut packed = Packed::default();
        let row_offsets = self.pack_rows(&mut packed)?;
        let numbers: HashMap<u64, usize> = self
            .partitions
            .iter()
            .enumerate()
            .map(|(number, &partition)| (partition, number))
            .collect();
        for pair in 0..5 {
            packed.partitions.extend(self.partitions.iter().map(|one| (one >> (8 * pair)) as u8));
        }
        for number in std::mem::take(&mut self.order) {
            let Branching { partition, slots } = self.branching(number);
            let head = offset_below(numbers[&partition], HAS_CLASS, "partitions")?;
            let here = packed.nodes.len();
            match self.automata.node(number).class {
                0 => packed.nodes.push(head),
                class => packed.nodes.extend([head | HAS_CLASS, class]),
            }
            for slot in slots {
                let target = self.target(slot, &row_offsets, here);
                packed.nodes.push(target);
            }
        }
        let targets = roots.iter().map(|&root| self.target(root, &row_offsets, 0)).collect();
        Ok((packed, targets))
    }

    fn pack_rows(&self, packed: &mut Packed) -> Result<HashMap<Row, u16>, CompileError> {
        let mut by_use: Vec<(&Row, &usize)> = self.row_uses.iter().collect();
        by_use.sort_by_key(|(_, uses)| std::cmp::Reverse(**uses));
        let mut offsets = HashMap::new();
        for (row, _) in by_use {
            offsets.insert(row.clone(), offset_below(packed.rows.len(), ROW, "rows")?);
            if row.is_empty() {
                packed.rows.push(LAST_ENTRY);
            }
            for (index, &(more, class)) in row.iter().enumerate() {
                let last = if index + 1 == row.len() { LAST_ENTRY } else { 0 };
                packed.rows.push(last | u16::from(more) << 10 | class);
            }
        }
        Ok(offsets)
    }

    /// The word for a target, relative to the node that begins `here`.
    fn target(&mut self, number: u32, row_offsets: &HashMap<Row, u16>, here: usize) -> u16 {
        match self.row(number) {
            Some(row) => ROW | row_offsets[&row],
            None => (self.offsets[&number].wrapping_sub(here) & usize::from(!ROW)) as u16,
        }
    }
}

fn offset_below(length: usize, bound: u16, table: &'static str) -> Result<u16, CompileError> {
    u16::try_from(length)
        .ok()
        .filter(|&offset| offset < bound)
        .ok_or(CompileError::TooLarge { table, entries: length })
}
