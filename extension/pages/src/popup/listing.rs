//! The numbers of a tab, in the order in which they are shown.

use std::collections::BTreeSet;

use pagedial_protocol::page::{NumberFacts, PaintedNumber, Subject};

/// A number of the tab.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    /// What it is.
    pub(crate) facts: NumberFacts,
    /// As it stands in the page.
    pub(crate) text: String,
    /// Whom it belongs to.
    pub(crate) subject: Subject,
}

impl Entry {
    fn of(painted: PaintedNumber) -> Self {
        Self { facts: painted.number, text: painted.text, subject: painted.subject }
    }

    /// What the person would look for, in small letters.
    fn searched(&self) -> String {
        let line = |line: &Option<pagedial_protocol::page::Line>| {
            line.as_ref().map(ToString::to_string).unwrap_or_default()
        };
        let Self { facts, text, subject } = self;
        let (name, label) = (line(&subject.name), line(&subject.label));
        format!("{name}\n{label}\n{text}\n{}", facts.international).to_lowercase()
    }

    /// Whether every word of a search is said of it; digits are looked for whatever stands between.
    fn answers(&self, search: &str) -> bool {
        let searched = self.searched();
        search.to_lowercase().split_whitespace().all(|word| {
            let digits: String = word.chars().filter(char::is_ascii_digit).collect();
            let is_number = !digits.is_empty() && !word.chars().any(char::is_alphabetic);
            searched.contains(word)
                || (is_number && self.facts.e164.as_str().contains(&digits))
                || (is_number && digits_of(&self.text).contains(&digits))
        })
    }
}

fn digits_of(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// The numbers of the frames in the order of the page. One that stands there twice for the same
/// person is one.
pub(crate) fn list(frames: Vec<Vec<PaintedNumber>>) -> Vec<Entry> {
    let mut seen = BTreeSet::new();
    let mut frames: Vec<Entry> = frames
        .into_iter()
        .flat_map(|mut numbers| {
            numbers.sort_by(|one, other| {
                let key = |it: &PaintedNumber| (it.rect.y.round(), it.rect.x);
                key(one).partial_cmp(&key(other)).unwrap_or(std::cmp::Ordering::Equal)
            });
            numbers
        })
        .map(Entry::of)
        .collect();
    frames.retain(|entry| {
        let name = entry.subject.name.as_ref().map(ToString::to_string);
        seen.insert((entry.facts.e164.to_string(), name))
    });
    frames
}

/// The most that are shown at a time: more than anyone reads, and few enough to be there at once.
pub(crate) const MOST_SHOWN: usize = 200;

/// Those that answer a search, and how many more there are.
pub(crate) fn search(entries: &[Entry], search: &str) -> (Vec<Entry>, usize) {
    let found: Vec<&Entry> = entries.iter().filter(|entry| entry.answers(search)).collect();
    let more = found.len().saturating_sub(MOST_SHOWN);
    (found.into_iter().take(MOST_SHOWN).cloned().collect(), more)
}

#[cfg(test)]
mod tests {
    use pagedial_protocol::{
        E164,
        page::{Line, Rect},
    };

    use super::*;

    fn painted(e164: &str, text: &str, name: &str, y: f64) -> PaintedNumber {
        PaintedNumber {
            text: text.into(),
            number: NumberFacts {
                e164: E164::parse(e164).unwrap(),
                international: text.into(),
                region: "US".into(),
                kind: "mobile".into(),
                verdict: "call".into(),
                reason: "valid".into(),
            },
            rect: Rect { x: 0.0, y, width: 1.0, height: 1.0 },
            subject: Subject { name: Line::of(name), label: Line::of("Mobile") },
        }
    }

    fn crm() -> Vec<Entry> {
        list(vec![
            vec![
                painted("+14255550124", "(425) 555-0124", "Grace Hopper", 20.0),
                painted("+14255550123", "(425) 555-0123", "Ada Lovelace", 10.0),
                painted("+14255550123", "425.555.0123", "Ada Lovelace", 30.0),
            ],
            vec![painted("+14255550123", "(425) 555-0123", "Reception", 0.0)],
        ])
    }

    fn names(entries: &[Entry]) -> Vec<String> {
        entries.iter().map(|it| it.subject.name.as_ref().unwrap().to_string()).collect()
    }

    #[test]
    fn numbers_stand_as_in_the_page_and_each_of_a_person_once() {
        assert_eq!(names(&crm()), ["Ada Lovelace", "Grace Hopper", "Reception"]);
    }

    #[test]
    fn a_search_goes_through_names_labels_and_digits() {
        let found = |words: &str| names(&search(&crm(), words).0);
        assert_eq!(found("ada"), ["Ada Lovelace"]);
        assert_eq!(found("  HOPPER mobile "), ["Grace Hopper"]);
        assert_eq!(found("5550124"), ["Grace Hopper"]);
        assert_eq!(found("425-555-0124"), ["Grace Hopper"]);
        assert_eq!(found("+1425"), ["Ada Lovelace", "Grace Hopper", "Reception"]);
        assert_eq!(found(""), ["Ada Lovelace", "Grace Hopper", "Reception"]);
        assert!(found("nobody").is_empty());
    }

    #[test]
    fn what_is_too_much_to_show_is_counted() {
        let many = (0..300).map(|n| {
            painted(&format!("+1425555{n:04}"), "x", &format!("Person {n}"), f64::from(n))
        });
        let (shown, more) = search(&list(vec![many.collect()]), "");
        assert_eq!((shown.len(), more), (MOST_SHOWN, 100));
    }
}
