//! Prints what the context layer gets wrong on pages of the part that it was fitted on, with the
//! evidence: where to mend cues and signs without looking at the held-back part.

use std::io::Write;

use pagedial_corpus::{Corpus, Method, Part, evaluate, regions_of, weighed_matches};
use pagedial_numbers::Finder;

fn main() -> anyhow::Result<()> {
    let pages = Corpus::new()?.pages(Part::Fitted, 7, 3000);
    let finder = Finder::embedded();
    let mut out = std::io::stdout().lock();
    let mut lines = Vec::new();
    let counts = evaluate(&pages, Method::Context, |page, block, text| {
        let regions = regions_of(&finder, page);
        let evidence: Vec<String> = weighed_matches(&finder, block, &regions)
            .iter()
            .filter(|(found, _)| {
                let found = block.text.get(found.start..found.end).unwrap_or_default();
                found.contains(text) || text.contains(found)
            })
            .map(|(found, evidence)| {
                let pieces: Vec<String> = evidence
                    .explain()
                    .map(|(source, what, weight)| format!("{source}.{what}{weight:+}"))
                    .collect();
                format!(
                    "{} {} {} {}",
                    found.verdict.name(),
                    found.reason.name(),
                    evidence.score(),
                    pieces.join(" ")
                )
            })
            .collect();
        let is_missed = block
            .truth
            .iter()
            .any(|truth| !truth.is_fax && block.text.get(truth.start..truth.end) == Some(text));
        lines.push(format!(
            "{} {} {} regions {:?}\n  `{text}` in {block:?}\n  {evidence:?}",
            if is_missed { "MISSED" } else { "WRONG" },
            page.layout,
            page.locale,
            &*regions,
        ));
    });
    for line in lines {
        writeln!(out, "{line}")?;
    }
    writeln!(out, "precision {:.4} recall {:.4}", counts.precision(), counts.recall())?;
    Ok(())
}
