//! The numbers that a person wants at hand.
//!
//! They are kept in the extension's storage, as the settings are, and not by the host: they are the
//! person's own choice, there before any host has answered, and not for the company's rules on
//! how long calls are remembered to forget.

use pagedial_protocol::{E164, page::Line};
use serde::{Deserialize, Serialize};

use crate::call_log::has_digits;

/// The most favourites: more are a telephone book, which the applications are.
pub(crate) const MOST: usize = 100;

/// A number and whose it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Favourite {
    pub(crate) number: E164,
    pub(crate) name: Option<Line>,
}

/// All of them, in the order in which they were chosen; each number once.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Favourites(Vec<Favourite>);

impl Favourites {
    /// The key in `chrome.storage.local`.
    pub(crate) const KEY: &'static str = "favourites";

    pub(crate) fn has(&self, number: &E164) -> bool {
        self.0.iter().any(|it| it.number == *number)
    }

    /// Whether another one can be taken in.
    pub(crate) const fn is_full(&self) -> bool {
        self.0.len() >= MOST
    }

    /// The name under which a number is kept.
    pub(crate) fn name_of(&self, number: &E164) -> Option<&Line> {
        self.0.iter().find(|it| it.number == *number)?.name.as_ref()
    }

    /// Takes one in, or out if it is there.
    pub(crate) fn toggle(&mut self, favourite: Favourite) {
        if self.has(&favourite.number) {
            self.0.retain(|it| it.number != favourite.number);
        } else if !self.is_full() {
            self.0.push(favourite);
        }
    }

    /// Calls one by another name, or by its number alone.
    pub(crate) fn rename(&mut self, number: &E164, name: Option<Line>) {
        if let Some(favourite) = self.0.iter_mut().find(|it| it.number == *number) {
            favourite.name = name;
        }
    }

    /// Those that a person who looks for `query` may mean.
    pub(crate) fn search(&self, query: &str, fold: impl Fn(&str) -> String) -> Vec<Favourite> {
        let query = fold(query.trim());
        let is_meant = |it: &&Favourite| {
            let name = it.name.as_ref().map_or("", Line::as_str);
            query.is_empty()
                || fold(name).contains(&query)
                || has_digits(it.number.as_str(), &query)
        };
        self.0.iter().filter(is_meant).cloned().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn favourite(number: &str, name: &str) -> Favourite {
        Favourite { number: E164::parse(number).unwrap(), name: Line::of(name) }
    }

    #[test]
    fn a_number_is_a_favourite_once_and_no_more_when_it_is_chosen_again() {
        let mut favourites = Favourites::default();
        let ada = favourite("+14255550123", "Ada");
        favourites.toggle(ada.clone());
        assert!(favourites.has(&ada.number));
        assert_eq!(favourites.name_of(&ada.number), ada.name.as_ref());
        favourites.toggle(favourite("+14255550123", "Countess"));
        assert_eq!(favourites, Favourites::default());
    }

    #[test]
    fn a_favourite_keeps_its_place_under_another_name_and_under_none() {
        let mut favourites = Favourites::default();
        let (ada, bob) = (favourite("+14255550123", "Ada"), favourite("+493023125555", "Bob"));
        favourites.toggle(ada.clone());
        favourites.toggle(bob.clone());
        favourites.rename(&ada.number, Line::of("Countess"));
        favourites.rename(&bob.number, None);
        let stranger = E164::parse("+14255550150").unwrap();
        favourites.rename(&stranger, Line::of("Nobody"));
        let names: Vec<_> =
            favourites.search("", str::to_owned).into_iter().map(|it| it.name).collect();
        assert_eq!(names, [Line::of("Countess"), None]);
    }

    #[test]
    fn there_are_only_so_many() {
        let mut favourites = Favourites::default();
        for last in 0..=MOST {
            favourites.toggle(favourite(&format!("+1425555{last:04}"), ""));
        }
        assert!(favourites.is_full());
        assert_eq!(favourites.search("", str::to_owned).len(), MOST);
    }

    #[test]
    fn a_favourite_is_found_by_name_and_number() {
        let mut favourites = Favourites::default();
        favourites.toggle(favourite("+14255550123", "Ada"));
        favourites.toggle(favourite("+493023125555", "Bob"));
        let found = |query| favourites.search(query, str::to_lowercase).len();
        assert_eq!((found(""), found("ADA"), found("030 2"), found("carl")), (2, 1, 1, 0));
    }
}
