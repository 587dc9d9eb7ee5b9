//! Whether a valid number is meant as one.
//!
//! `INV-2015550123` holds a valid number of the USA, and so does a column of order numbers. What
//! stands around a number decides: the words beside it, the heading of its column, its label, the
//! names that the page's authors gave to its field, the other cells of its column, and how it is
//! written. Each is a piece of evidence with a weight ([`Evidence`]); a few firm rules stand above
//! the sum: a fax machine is not called, digits alone need support, another scheme's checksum wins.

mod beside;
mod column;
mod cues;
mod evidence;
mod find;
mod judge;
mod regions;
mod scheme;
mod shape;
mod words;

pub use evidence::Evidence;
pub use find::in_utf16;
pub use regions::{PageEvidence, Regions, infer_regions};

/// What surrounds a block of text. Everything may be empty; all of it is what the page shows or
/// says of itself, and none of it is trusted further than as evidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Context<'a> {
    /// What a person reads right before the block: the end of the block before it. The last 140
    /// bytes are read.
    pub before: &'a str,
    /// The heading of the column or row (`<th>`, `aria-colindex`'s header), or the `<dt>`.
    pub header: Option<&'a str>,
    /// The `<label>`, `aria-label`, `placeholder` or `title` of the field or element.
    pub label: Option<&'a str>,
    /// The values of the attributes `name`, `id`, `autocomplete`, `type`, `itemprop`, `data-field`
    /// and `class`, joined by spaces. The first 200 bytes are read.
    pub field: Option<&'a str>,
    /// Up to six other cells of the same column, the nearest first.
    pub column: &'a [&'a str],
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Context, PageEvidence, in_utf16, infer_regions};
    use crate::{Finder, Reason, Region, Verdict};

    fn region(code: &str) -> Region {
        Region::parse(code).unwrap()
    }

    fn judged(text: &str, context: &Context<'_>) -> Vec<(Verdict, Reason)> {
        let found = Finder::embedded().find_in_context(text, context, &[region("US")]);
        found.iter().map(|found| (found.verdict, found.reason)).collect()
    }

    fn alone(text: &str) -> Vec<(Verdict, Reason)> {
        judged(text, &Context::default())
    }

    #[test]
    fn identifiers_that_are_valid_numbers_are_not_to_be_called() {
        for text in [
            "INV-2015550123",
            "REF_2015550123",
            "Ticket #4158675309",
            "case id 6502530000",
            "SKU 800-234-5678",
        ] {
            assert!(
                matches!(alone(text)[..], [(Verdict::NotANumber, _)]),
                "{text}: {:?}",
                alone(text)
            );
        }
    }

    #[test]
    fn a_heading_over_a_list_is_no_label_of_a_number_that_is_written_as_one() {
        let under = |before| Context { before, ..Context::default() };
        for text in ["(206) 555-0100", "+1 206-555-0100"] {
            assert!(
                matches!(judged(text, &under("Tickets"))[..], [(Verdict::Call, _)]),
                "{text}: {:?}",
                judged(text, &under("Tickets"))
            );
        }
        for text in ["2065550100", "Order 206-555-0100"] {
            assert_eq!(
                judged(text, &under("Tickets")),
                [(Verdict::NotANumber, Reason::IdentifierWord)],
                "{text}"
            );
        }
    }

    #[test]
    fn the_same_digits_are_what_their_column_says() {
        let under = |header| Context { header: Some(header), ..Context::default() };
        assert_eq!(judged("4158675309", &under("Mobile")), [(Verdict::Call, Reason::PhoneTitle)]);
        assert_eq!(
            judged("4158675309", &under("Order ID")),
            [(Verdict::NotANumber, Reason::IdentifierTitle)]
        );
    }

    #[test]
    fn digits_alone_need_something_that_speaks_for_them() {
        assert!(matches!(alone("4158675309")[..], [(verdict, Reason::BareDigits)]
            if verdict != Verdict::Call));
        assert!(matches!(alone("call me at 4158675309")[..], [(Verdict::Call, _)]));
    }

    #[test]
    fn a_fax_machine_is_a_number_that_nobody_calls() {
        assert_eq!(
            alone("Tel. (201) 555-0123, Fax: (201) 555-0124"),
            [(Verdict::Call, Reason::PhoneWord), (Verdict::Doubtful, Reason::Fax)]
        );
    }

    #[test]
    fn a_number_of_another_country_is_found_as_a_guess() {
        let finder = Finder::embedded();
        let regions = [region("US"), region("GB")];
        let find = |text| {
            let found = finder.find_in_context(text, &Context::default(), &regions);
            found.iter().map(|found| (found.number.e164(), found.verdict)).collect::<Vec<_>>()
        };
        assert_eq!(find("Tel. 020 7946 0018"), [("+442079460018".to_owned(), Verdict::Call)]);
        assert_eq!(find("seen 020 7946 0018"), [("+442079460018".to_owned(), Verdict::Doubtful)]);
        assert_eq!(finder.find_in_context("020 7946 0018", &Context::default(), &[]).len(), 0);
    }

    #[test]
    fn places_can_be_told_in_utf_16() {
        let text = "📞 é (201) 555-0123, (201) 555-0124";
        let regions = [region("US")];
        let mut found = Finder::embedded().find_in_context(text, &Context::default(), &regions);
        in_utf16(text, &mut found);
        let units: Vec<u16> = text.encode_utf16().collect();
        let texts: Vec<String> = found
            .iter()
            .map(|found| String::from_utf16_lossy(&units[found.start..found.end]))
            .collect();
        assert_eq!(texts, ["(201) 555-0123", "(201) 555-0124"]);
    }

    proptest! {
        #[test]
        fn any_context_is_judged(
            text in "([0-9]{1,12}|[ ().+/-]|\\PC){0,40}",
            before in "\\PC{0,60}",
            title in "\\PC{0,40}",
            field in "\\PC{0,40}",
            cell in "[0-9 A-Z-]{0,20}",
        ) {
            let regions = [region("US"), region("DE"), region("JP")];
            let context = Context {
                before: &before,
                header: Some(&title),
                label: Some(&before),
                field: Some(&field),
                column: &[&cell, &text],
            };
            let found = Finder::embedded().find_in_context(&text, &context, &regions);
            let mut end = 0;
            for found in &found {
                prop_assert!(found.start >= end && found.start < found.end && found.end <= text.len());
                end = found.end;
            }
            // In one region all valid numbers are there, whatever is thought of them.
            let valid = Finder::embedded().find(&text, Some(regions[0]));
            let judged = Finder::embedded().find_in_context(&text, &context, &regions[..1]);
            prop_assert_eq!(valid.len(), judged.len());
            let page = PageEvidence { language: Some(&title), host: Some(&field), text: &text, ..PageEvidence::default() };
            prop_assert!(infer_regions(&page).len() <= 4);
        }
    }
}
