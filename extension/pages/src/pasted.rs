//! A number in whatever was copied from elsewhere: `call me at (425) 555-0123 ext 9`.

use pagedial_numbers::{Finder, Match, Region};

use crate::number::with_extension;

/// Longer texts are nobody's number; what is beyond is not looked at.
const MOST: usize = 10_000;

/// What to put into the number field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Pasted {
    /// The first number of the text, with its extension.
    pub(crate) text: String,
    /// How many other numbers the text holds.
    pub(crate) others: usize,
}

/// The number in a text that is not a number alone; `None` when the text is one, or has none.
pub(crate) fn number_in(text: &str, region: Option<&str>) -> Option<Pasted> {
    let text: String = text.trim().chars().take(MOST).collect();
    let own = region.and_then(|code| Region::parse(code).ok());
    let found = Finder::embedded().find(&text, own);
    let first = found.first()?;
    if (first.start, first.end) == (0, text.len()) {
        return None;
    }
    let number = first.number.e164();
    let others = found.iter().skip(1).filter(|it| it.number.e164() != number).count();
    Some(Pasted { text: written(first, own), others })
}

/// As the person would type it: without the calling code of their own region.
fn written(found: &Match<'_>, own: Option<Region>) -> String {
    let is_own = own.is_some() && found.number.region() == own;
    let number = if is_own { found.number.national() } else { found.number.international() };
    match found.extension {
        Some(extension) => with_extension(&number, extension.as_str()),
        None => number,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pasted(text: &str) -> Option<(String, usize)> {
        number_in(text, Some("US")).map(|it| (it.text, it.others))
    }

    #[test]
    fn the_number_and_its_extension_are_taken_out_of_what_is_around_them() {
        for (text, number) in [
            ("call me at (425) 555-0123 ext 9", "(425) 555-0123 ext. 9"),
            ("Tel.: 425.555.0123\r\n", "(425) 555-0123"),
            ("Büro: +49 30 23125 555, bitte vor 12 Uhr", "+49 30 23125555"),
            ("Ada Lovelace <ada@example.com>\nMobile\t+1 425 555 0123", "(425) 555-0123"),
        ] {
            assert_eq!(pasted(text), Some((number.into(), 0)), "{text}");
        }
    }

    #[test]
    fn the_first_of_several_is_taken_and_the_others_are_counted() {
        let text = "call 425 555 0123 or 425 555 0199, not 425-555-0123";
        assert_eq!(pasted(text), Some(("(425) 555-0123".into(), 1)));
    }

    #[test]
    fn what_is_a_number_alone_or_none_at_all_is_pasted_as_it_is() {
        for text in [" 425 555 0123\n", "(425) 555-0123 ext. 9", "1-800-FLOWERS", "hello", "", "42"]
        {
            assert_eq!(pasted(text), None, "{text}");
        }
    }
}
