//! Patterns as one nondeterministic automaton over digits.

use crate::pattern::{ANY_DIGIT, DigitSet, Pattern};

/// A set of states, sorted, closed over the transitions that take no digit.
pub(crate) type States = Vec<u32>;

#[derive(Debug, Clone)]
enum State {
    /// Goes to the next state on one of these digits.
    Digit(DigitSet, u32),
    /// Goes to both without a digit.
    Split(u32, u32),
    /// The pattern with this number has matched all the digits so far.
    Accept(u32),
}

/// Several patterns side by side, each with a number.
#[derive(Debug, Default)]
pub(crate) struct Nfa {
    states: Vec<State>,
    starts: Vec<u32>,
}

impl Nfa {
    /// Adds a pattern for all the digits.
    pub(crate) fn add_whole(&mut self, pattern: &Pattern, number: u32) {
        let accept = self.push(State::Accept(number));
        let start = self.compile(pattern, accept);
        self.starts.push(start);
    }

    /// Adds a pattern for the first digits: once matched, it stays matched.
    pub(crate) fn add_prefix(&mut self, pattern: &Pattern, number: u32) {
        let accept = self.push(State::Accept(number));
        let stay = self.push(State::Digit(ANY_DIGIT, accept));
        let both = self.push(State::Split(accept, stay));
        if let Some(State::Digit(_, next)) = self.states.get_mut(stay as usize) {
            *next = both;
        }
        let start = self.compile(pattern, both);
        self.starts.push(start);
    }

    fn push(&mut self, state: State) -> u32 {
        self.states.push(state);
        u32::try_from(self.states.len() - 1).unwrap_or(u32::MAX)
    }

    fn compile(&mut self, pattern: &Pattern, next: u32) -> u32 {
        match pattern {
            Pattern::Digit(set) => self.push(State::Digit(*set, next)),
            Pattern::Capture(_, inner) => self.compile(inner, next),
            Pattern::Sequence(parts) => {
                parts.iter().rev().fold(next, |next, part| self.compile(part, next))
            }
            Pattern::Either(branches) => {
                let mut starts: Vec<u32> =
                    branches.iter().map(|branch| self.compile(branch, next)).collect();
                let last = starts.pop().unwrap_or(next);
                starts
                    .into_iter()
                    .rev()
                    .fold(last, |rest, start| self.push(State::Split(start, rest)))
            }
            Pattern::Repeat { inner, min, max } => {
                let optional = (*min..*max).fold(next, |after, _| {
                    let start = self.compile(inner, after);
                    self.push(State::Split(start, next))
                });
                (0..*min).fold(optional, |after, _| self.compile(inner, after))
            }
            // Number patterns hold no `$`: the caller matches the whole number anyway.
            Pattern::End => next,
        }
    }

    /// The states before the first digit.
    pub(crate) fn start(&self) -> States {
        self.closed(self.starts.iter().copied())
    }

    /// The states after one more digit.
    pub(crate) fn step(&self, states: &States, digit: u8) -> States {
        self.closed(states.iter().filter_map(|&state| match self.states.get(state as usize) {
            Some(State::Digit(set, next)) if set & (1 << digit) != 0 => Some(*next),
            _ => None,
        }))
    }

    /// The numbers of the patterns that match the digits so far.
    pub(crate) fn accepted(&self, states: &States) -> impl Iterator<Item = u32> {
        states.iter().filter_map(|&state| match self.states.get(state as usize) {
            Some(State::Accept(number)) => Some(*number),
            _ => None,
        })
    }

    fn closed(&self, from: impl Iterator<Item = u32>) -> States {
        let mut open: Vec<u32> = from.collect();
        let mut seen = vec![];
        let mut visited = std::collections::HashSet::new();
        while let Some(state) = open.pop() {
            if !visited.insert(state) {
                continue;
            }
            match self.states.get(state as usize) {
                Some(State::Split(first, second)) => open.extend([*first, *second]),
                _ => seen.push(state),
            }
        }
        seen.sort_unstable();
        seen
    }
}
