//! Finds the numbers of a block of a page, with what surrounds it.

use alloc::vec::Vec;

use super::Context;
use super::evidence::Evidence;
use super::judge::{Block, decide};
use super::words::is_digit;
use crate::{Finder, Match, Region};

/// A national number of another region has at least so many digits; where fewer are left over,
/// other regions are not tried.
const LEFT_OVER_DIGITS: usize = 6;

#[derive(Clone, Copy)]
struct Weighed<'m> {
    found: Match<'m>,
    evidence: Evidence,
    score: i16,
}

impl<'m> Finder<'m> {
    /// Finds the numbers of a block in their order, places in bytes, each with the verdict that its
    /// context comes to. Numbers without a calling code are taken to be of the first region that
    /// they are valid in; those of any other than the first count as guesses. With no region only
    /// numbers with a calling code are found.
    #[must_use]
    pub fn find_in_context(
        &self,
        text: &str,
        context: &Context<'_>,
        regions: &[Region],
    ) -> Vec<Match<'m>> {
        self.weigh_in_context(text, context, regions).into_iter().map(|(found, _)| found).collect()
    }

    /// The same with the evidence for each verdict.
    #[must_use]
    pub fn weigh_in_context(
        &self,
        text: &str,
        context: &Context<'_>,
        regions: &[Region],
    ) -> Vec<(Match<'m>, Evidence)> {
        let first = self.find(text, regions.first().copied());
        let guesses = regions.get(1..).unwrap_or_default();
        if first.is_empty() && guesses.is_empty() {
            return Vec::new();
        }
        let block = Block::new(context);
        let weigh = |found: Match<'m>, region, is_guess| {
            let evidence = block.weigh(self, text, &found, region, is_guess);
            Weighed { found, evidence, score: evidence.score() }
        };
        let region = regions.first().copied();
        let mut all: Vec<Weighed<'m>> =
            first.into_iter().map(|found| weigh(found, region, false)).collect();
        for &region in guesses {
            if digits_left_over(text, &all) < LEFT_OVER_DIGITS {
                break;
            }
            for found in self.find(text, Some(region)) {
                let start = all.partition_point(|other| other.found.end <= found.start);
                let end = all.partition_point(|other| other.found.start < found.end);
                let guess = weigh(found, Some(region), true);
                // A guess displaces only what reads the text worse.
                if all
                    .get(start..end)
                    .is_some_and(|others| others.iter().all(|other| is_better(&guess, other)))
                {
                    let [before, after] =
                        [all.get(..start), all.get(end..)].map(Option::unwrap_or_default);
                    all = [before, &[guess], after].concat();
                }
            }
        }
        all.into_iter()
            .map(|Weighed { mut found, evidence, .. }| {
                (found.verdict, found.reason) = decide(evidence);
                (found, evidence)
            })
            .collect()
    }
}

/// Whether a guess reads the same text better: more of it, and no less convincingly.
fn is_better(guess: &Weighed<'_>, other: &Weighed<'_>) -> bool {
    guess.score > other.score
        && guess.found.end - guess.found.start > other.found.end - other.found.start
}

fn digits_left_over(text: &str, found: &[Weighed<'_>]) -> usize {
    let digits = |text: &str| text.chars().filter(|&c| is_digit(c)).count();
    let taken: usize = found
        .iter()
        .filter_map(|weighed| text.get(weighed.found.start..weighed.found.end))
        .map(digits)
        .sum();
    digits(text).saturating_sub(taken)
}

/// Turns places in the bytes of a text into places in its UTF-16 code units. The matches are in
/// their order, as they were found.
pub fn in_utf16(text: &str, matches: &mut [Match<'_>]) {
    let (mut byte, mut unit) = (0, 0);
    let mut advance = |to: usize| {
        unit += text.get(byte..to).map_or(0, |part| part.chars().map(char::len_utf16).sum());
        byte = to;
        unit
    };
    for found in matches {
        found.start = advance(found.start);
        found.end = advance(found.end);
    }
}
