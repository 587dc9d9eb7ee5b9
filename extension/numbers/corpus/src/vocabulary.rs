//! The words of the pages, by locale.

use std::collections::BTreeMap;

use fastrand::Rng;
use pagedial_numbers::Region;

/// Which half of all words, sentences and layouts a page is made from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// The weights are fitted on it.
    Fitted,
    /// The figures are reported on it.
    HeldBack,
}

/// A language with its region.
#[derive(Debug)]
pub(crate) struct Locale {
    pub(crate) language: &'static str,
    pub(crate) region: Region,
    pub(crate) host: &'static str,
    sections: BTreeMap<&'static str, Vec<&'static str>>,
}

impl Locale {
    /// One of a part's words of a section.
    pub(crate) fn pick(&self, section: &str, part: Part, random: &mut Rng) -> &'static str {
        let Some(words) = self.sections.get(section) else { return "" };
        let half = usize::from(part == Part::HeldBack);
        let own: Vec<_> = words.iter().skip(half).step_by(2).copied().collect();
        random.choice(own).unwrap_or_default()
    }
}

const LOCALES: [(&str, &str, &str, &str); 13] = [
    ("en-US", "US", "example.com", include_str!("../data/en.txt")),
    ("en-GB", "GB", "example.co.uk", include_str!("../data/en.txt")),
    ("en-AU", "AU", "example.com.au", include_str!("../data/en.txt")),
    ("de-DE", "DE", "example.de", include_str!("../data/de.txt")),
    ("de-AT", "AT", "example.at", include_str!("../data/de.txt")),
    ("fr-FR", "FR", "example.fr", include_str!("../data/fr.txt")),
    ("es-ES", "ES", "example.es", include_str!("../data/es.txt")),
    ("es-MX", "MX", "example.mx", include_str!("../data/es.txt")),
    ("it-IT", "IT", "example.it", include_str!("../data/it.txt")),
    ("pt-BR", "BR", "example.com.br", include_str!("../data/pt.txt")),
    ("nl-NL", "NL", "example.nl", include_str!("../data/nl.txt")),
    ("pl-PL", "PL", "example.pl", include_str!("../data/pl.txt")),
    ("ja-JP", "JP", "example.jp", include_str!("../data/ja.txt")),
];

pub(crate) fn locales() -> Vec<Locale> {
    LOCALES
        .iter()
        .filter_map(|&(language, region, host, text)| {
            let region = Region::parse(region).ok()?;
            Some(Locale { language, region, host, sections: sections(text) })
        })
        .collect()
}

fn sections(text: &'static str) -> BTreeMap<&'static str, Vec<&'static str>> {
    let mut sections: BTreeMap<_, Vec<_>> = BTreeMap::new();
    let mut section = "";
    for line in text.lines().filter(|line| !line.is_empty()) {
        match line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
            Some(name) => section = name,
            None => sections.entry(section).or_default().push(line),
        }
    }
    sections
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_parts_share_no_word_of_any_section() {
        let mut random = Rng::with_seed(1);
        for locale in locales() {
            for section in ["phone", "fax", "id", "sentence", "vague", "card", "iban", "code"] {
                let mut words = |part| -> BTreeSet<_> {
                    (0..500).map(|_| locale.pick(section, part, &mut random)).collect()
                };
                let (fitted, held_back) = (words(Part::Fitted), words(Part::HeldBack));
                assert!(!fitted.contains("") && !held_back.contains(""), "{section}");
                assert!(fitted.is_disjoint(&held_back), "{} {section}", locale.language);
            }
        }
    }
}
