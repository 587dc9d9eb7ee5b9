//! What is found in pages, against the truth.

use pagedial_numbers::{
    Context, Evidence, Finder, Match, PageEvidence, Region, Regions, Verdict, infer_regions,
};
use regex::Regex;
use rlibphonenumber::phonenumber_matcher::{Leniency, PHONE_MATCHER_FACTORY};
use rlibphonenumber::{PHONE_NUMBER_UTIL, PhoneNumberFormat};

use serde::Serialize;

use crate::page::{Block, Page, Truth};

/// A way of finding numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// With the context layer: what it would call.
    Context,
    /// With the context layer: also what it doubts.
    ContextOrDoubtful,
    /// libphonenumber's leniency VALID in the reader's region.
    Valid,
    /// The same by the crate `rlibphonenumber`.
    Rlibphonenumber,
    /// A regular expression as they are found in the wild; judged by its places alone.
    NaiveRegex,
}

impl Method {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::Context,
        Self::ContextOrDoubtful,
        Self::Valid,
        Self::Rlibphonenumber,
        Self::NaiveRegex,
    ];

    /// What a table calls it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Context => "Pagedial, to call",
            Self::ContextOrDoubtful => "Pagedial, to call or doubtful",
            Self::Valid => "Pagedial, VALID in the reader's region",
            Self::Rlibphonenumber => "rlibphonenumber, VALID",
            Self::NaiveRegex => "a naive regular expression",
        }
    }
}

/// How often a way was right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Counts {
    /// Found, and to be called.
    pub right: usize,
    /// Found, and not to be called.
    pub wrong: usize,
    /// To be called, and not found.
    pub missed: usize,
}

impl Counts {
    /// Of what was found, the share to be called.
    #[must_use]
    pub fn precision(self) -> f64 {
        share(self.right, self.wrong)
    }

    /// Of what is to be called, the share that was found.
    #[must_use]
    pub fn recall(self) -> f64 {
        share(self.right, self.missed)
    }
}

fn share(part: usize, rest: usize) -> f64 {
    if part + rest == 0 { 1.0 } else { part as f64 / (part + rest) as f64 }
}

/// Counts over pages; `wrong` is told of everything that was wrongly found or missed.
pub fn evaluate(
    pages: &[Page],
    method: Method,
    mut wrong: impl FnMut(&Page, &Block, &str),
) -> Counts {
    let finder = Finder::embedded();
    let naive = Regex::new(NAIVE).ok();
    let mut counts = Counts::default();
    for page in pages {
        let regions = regions_of(&finder, page);
        for block in &page.blocks {
            let found: Vec<Found> = match method {
                Method::Context | Method::ContextOrDoubtful => {
                    weighed_matches(&finder, block, &regions)
                        .iter()
                        .filter(|(found, _)| {
                            found.verdict == Verdict::Call
                                || method == Method::ContextOrDoubtful
                                    && found.verdict == Verdict::Doubtful
                        })
                        .map(|(found, _)| Found::of(found))
                        .collect()
                }
                Method::Valid => finder
                    .find(&block.text, Region::parse(&page.user).ok())
                    .iter()
                    .map(Found::of)
                    .collect(),
                Method::Rlibphonenumber => rlibphonenumber_finds(&block.text, &page.user),
                Method::NaiveRegex => naive
                    .iter()
                    .flat_map(|naive| naive.find_iter(&block.text))
                    .map(|found| Found { start: found.start(), end: found.end(), e164: None })
                    .collect(),
            };
            count(&mut counts, page, block, &found, &mut wrong);
        }
    }
    counts
}

fn rlibphonenumber_finds(text: &str, region: &str) -> Vec<Found> {
    let region = rlibphonenumber::Region::from_code(region).ok();
    let matcher = PHONE_MATCHER_FACTORY.create_matcher(text, Leniency::Valid, u64::MAX, region);
    matcher
        .map(|found| {
            let e164 = PHONE_NUMBER_UTIL.format(&found.number, PhoneNumberFormat::E164);
            Found { start: found.start, end: found.end(), e164: Some(e164.into_owned()) }
        })
        .collect()
}

/// Ten or so digits with the usual marks between them.
const NAIVE: &str =
    r"(?:\+\d{1,3}[ .-]?)?(?:\(\d{1,4}\)[ .-]?|\d{2,5}[ ./-])?\d{2,4}[ .-]?\d{2,4}[ .-]?\d{0,4}\d";

struct Found {
    start: usize,
    end: usize,
    /// `None` where the method does not know it.
    e164: Option<String>,
}

impl Found {
    fn of(found: &Match<'_>) -> Self {
        Self { start: found.start, end: found.end, e164: Some(found.number.e164()) }
    }

    fn is(&self, truth: &Truth) -> bool {
        self.start < truth.end
            && truth.start < self.end
            && self.e164.as_ref().is_none_or(|e164| *e164 == truth.e164)
    }
}

fn count(
    counts: &mut Counts,
    page: &Page,
    block: &Block,
    found: &[Found],
    wrong: &mut impl FnMut(&Page, &Block, &str),
) {
    let calls = || block.truth.iter().filter(|truth| !truth.is_fax);
    for one in found {
        if calls().any(|truth| one.is(truth)) {
            counts.right += 1;
        } else {
            counts.wrong += 1;
            wrong(page, block, block.text.get(one.start..one.end).unwrap_or_default());
        }
    }
    for truth in calls().filter(|truth| !found.iter().any(|one| one.is(truth))) {
        counts.missed += 1;
        wrong(page, block, block.text.get(truth.start..truth.end).unwrap_or_default());
    }
}

/// The regions that are tried in a page, from what the page says.
#[must_use]
pub fn regions_of(finder: &Finder<'_>, page: &Page) -> Regions {
    let text: String = page.blocks.iter().map(|block| format!("{}\n", block.text)).collect();
    let seen: Vec<Region> =
        finder.find(&text, None).iter().filter_map(|found| found.number.region()).collect();
    infer_regions(&PageEvidence {
        site_setting: None,
        user: Region::parse(&page.user).ok(),
        language: page.language,
        host: Some(page.host),
        seen: &seen,
        text: &text,
    })
}

/// The matches of a block with their evidence.
#[must_use]
pub fn weighed_matches<'m>(
    finder: &Finder<'m>,
    block: &Block,
    regions: &[Region],
) -> Vec<(Match<'m>, Evidence)> {
    let column: Vec<&str> = block.column.iter().map(String::as_str).collect();
    let context = Context {
        before: &block.before,
        header: block.header.as_deref(),
        label: block.label.as_deref(),
        field: block.field.as_deref(),
        column: &column,
    };
    finder.weigh_in_context(&block.text, &context, regions)
}
