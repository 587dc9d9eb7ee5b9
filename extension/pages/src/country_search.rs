//! Finding a country by its name, its letters or its calling code.

use crate::region_names::Country;

/// Whether a person who looks for `query` may mean this country, whose name without case and accents
/// is `folded`. `query` is folded too.
pub(crate) fn matches(country: &Country, folded: &str, query: &str) -> bool {
    let query = query.trim();
    if query.is_empty() {
        return true;
    }
    let digits = query.trim_start_matches(['+', '0']).trim();
    if query.starts_with(|it: char| it == '+' || it.is_ascii_digit()) {
        return country.calling_code.to_string().starts_with(digits);
    }
    country.region.eq_ignore_ascii_case(query)
        || folded.starts_with(query)
        || folded.match_indices(query).any(|(at, _)| is_word_start(folded, at))
}

fn is_word_start(text: &str, at: usize) -> bool {
    text[..at].chars().next_back().is_some_and(|before| !before.is_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finds(name: &str, region: &str, calling_code: u16, query: &str) -> bool {
        let country = Country { region: region.into(), name: name.into(), calling_code };
        matches(&country, &name.to_lowercase(), query)
    }

    #[test]
    fn a_country_is_found_by_the_beginning_of_any_word_of_its_name() {
        for query in ["", " ", "united", "states", "united st", "us"] {
            assert!(finds("United States", "US", 1, query), "{query:?}");
        }
        for query in ["tates", "usa", "nited", "xy"] {
            assert!(!finds("United States", "US", 1, query), "{query:?}");
        }
    }

    #[test]
    fn a_country_is_found_by_its_calling_code_however_that_is_written() {
        for query in ["+49", "49", "0049", "4", "+"] {
            assert!(finds("Germany", "DE", 49, query), "{query:?}");
        }
        assert!(!finds("Germany", "DE", 49, "+1"));
    }
}
