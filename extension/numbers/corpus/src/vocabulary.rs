//! The words of the pages, by locale.

use std::collections::BTreeMap;

use fastrand::Rng;
use pagedial_numbers::Region;

/// Which words, sentences and layouts a page is made from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// The weights are fitted on it.
    Fitted,
    /// The figures are reported on it. Its words were written apart from the cues, and neither cues
    /// nor rules are mended by what is found wrong with it.
    HeldBack,
}

/// A language with its region.
#[derive(Debug)]
pub(crate) struct Locale {
    pub(crate) language: &'static str,
    pub(crate) region: Region,
    pub(crate) host: &'static str,
    fitted: Sections,
    held_back: Sections,
}

impl Locale {
    /// One of a part's words of a section.
    pub(crate) fn pick(&self, section: &str, part: Part, random: &mut Rng) -> &'static str {
        let sections = match part {
            Part::Fitted => &self.fitted,
            Part::HeldBack => &self.held_back,
        };
        sections.get(section).and_then(|words| random.choice(words)).copied().unwrap_or_default()
    }
}

type Sections = BTreeMap<&'static str, Vec<&'static str>>;

macro_rules! words {
    ($language:literal) => {
        [
            include_str!(concat!("../data/fitted/", $language, ".txt")),
            include_str!(concat!("../data/held-back/", $language, ".txt")),
        ]
    };
}

const LOCALES: [(&str, &str, &str, [&str; 2]); 13] = [
    ("en-US", "US", "example.com", words!("en")),
    ("en-GB", "GB", "example.co.uk", words!("en")),
    ("en-AU", "AU", "example.com.au", words!("en")),
    ("de-DE", "DE", "example.de", words!("de")),
    ("de-AT", "AT", "example.at", words!("de")),
    ("fr-FR", "FR", "example.fr", words!("fr")),
    ("es-ES", "ES", "example.es", words!("es")),
    ("es-MX", "MX", "example.mx", words!("es")),
    ("it-IT", "IT", "example.it", words!("it")),
    ("pt-BR", "BR", "example.com.br", words!("pt")),
    ("nl-NL", "NL", "example.nl", words!("nl")),
    ("pl-PL", "PL", "example.pl", words!("pl")),
    ("ja-JP", "JP", "example.jp", words!("ja")),
];

pub(crate) fn locales() -> Vec<Locale> {
    LOCALES
        .iter()
        .filter_map(|&(language, region, host, [fitted, held_back])| {
            let region = Region::parse(region).ok()?;
            let (fitted, held_back) = (sections(fitted), sections(held_back));
            Some(Locale { language, region, host, fitted, held_back })
        })
        .collect()
}

fn sections(text: &'static str) -> Sections {
    let mut sections = Sections::new();
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
    fn the_parts_share_no_sentence_and_few_labels() {
        for locale in locales() {
            for (section, words) in &locale.held_back {
                let fitted: BTreeSet<_> = locale.fitted[section].iter().collect();
                let shared = words.iter().filter(|&word| fitted.contains(word)).count();
                // `Telefon` is `Telefon`, whoever writes it.
                let most = if *section == "sentence" { 0 } else { words.len() / 2 };
                assert!(shared <= most, "{} {section}: {shared}", locale.language);
            }
        }
    }

    #[test]
    fn both_parts_have_words_of_every_section() {
        let mut random = Rng::with_seed(1);
        for locale in locales() {
            for section in locale.fitted.keys() {
                assert!(!locale.pick(section, Part::Fitted, &mut random).is_empty());
                assert!(!locale.pick(section, Part::HeldBack, &mut random).is_empty(), "{section}");
            }
        }
    }
}
