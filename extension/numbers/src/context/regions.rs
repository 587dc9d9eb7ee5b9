//! Guesses the regions whose national numbers a page shows.

use core::ops::Deref;

use super::words::{Style, Token, Tokens};
use crate::Region;

/// Words of addresses, company forms and tax numbers, each with its region; and frequent words of
/// languages.
const PLACES: &[u8] = include_bytes!("../../data/places.tsv");

/// So many regions are tried at most: each costs another pass over the text.
const MOST: usize = 4;
/// Regions that are weighed.
const WEIGHED: usize = 12;
/// Bytes of a page's text in which words of addresses are looked for.
const TEXT_BYTES: usize = 8192;

/// How much each kind of evidence counts, and how much all of it at most. An address or a
/// number with its calling code says more than the language of a template.
mod weight {
    pub(super) const USER: u8 = 3;
    pub(super) const TAG_WITH_REGION: u8 = 5;
    /// What software writes when nobody sets it.
    pub(super) const TAG_OF_TEMPLATES: u8 = 1;
    pub(super) const LANGUAGE: u8 = 4;
    pub(super) const HOST: u8 = 4;
    pub(super) const PLACE: u8 = 2;
    pub(super) const SEEN: u8 = 2;
    /// Beyond this a list of a hundred numbers says no more than one of ten.
    pub(super) const MOST: u8 = 20;
}

/// What is known of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PageEvidence<'a> {
    /// What the person or the company set for this site. It wins.
    pub site_setting: Option<Region>,
    /// The person's own region.
    pub user: Option<Region>,
    /// The `lang` of the page, a BCP 47 tag.
    pub language: Option<&'a str>,
    /// The host name of the page.
    pub host: Option<&'a str>,
    /// The regions of the numbers with a calling code that were seen in the page.
    pub seen: &'a [Region],
    /// Text of the page, such as its footer; the first 8 KiB are read.
    pub text: &'a str,
}

/// Up to four regions, the likeliest first, none twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Regions {
    regions: [Region; MOST],
    count: usize,
}

impl Deref for Regions {
    type Target = [Region];

    fn deref(&self) -> &[Region] {
        self.regions.get(..self.count).unwrap_or_default()
    }
}

/// The regions whose national numbers a page may show, the likeliest first. A site's setting wins;
/// the rest are guesses in the order of what speaks for them.
#[must_use]
pub fn infer_regions(page: &PageEvidence<'_>) -> Regions {
    let mut votes = Votes::default();
    votes.add(page.user, weight::USER);
    votes.add(page.host.and_then(region_of_host), weight::HOST);
    for &region in page.seen.iter().filter(|&&region| region != Region::WORLD) {
        votes.add(Some(region), weight::SEEN);
    }
    votes.add_words(page.text);
    votes.add_tag(page.language);
    votes.ranked(page.site_setting)
}

#[derive(Default)]
struct Votes {
    /// Regions with their sums.
    all: [Option<(Region, u8)>; WEIGHED],
}

impl Votes {
    #[inline(never)]
    fn add(&mut self, region: Option<Region>, weight: u8) {
        let Some(region) = region else { return };
        let vote = self.all.iter_mut().find(|vote| vote.is_none_or(|(other, _)| other == region));
        if let Some(vote) = vote {
            let (_, sum) = vote.get_or_insert((region, 0));
            *sum = sum.saturating_add(weight).min(weight::MOST);
        }
    }

    fn add_tag(&mut self, tag: Option<&str>) {
        let Some(tag) = tag else { return };
        let mut parts = tag.as_bytes().split(|byte| matches!(byte, b'-' | b'_'));
        let language = parts.next().unwrap_or_default();
        let named = parts.find_map(|part| Region::parse_ascii(part).ok());
        let is_english = language.eq_ignore_ascii_case(b"en");
        match named {
            Some(region) if is_english && region.as_str() == "US" => {
                self.add(Some(region), weight::TAG_OF_TEMPLATES);
            }
            Some(region) => self.add(Some(region), weight::TAG_WITH_REGION),
            None => self.add_language(language, weight::LANGUAGE),
        }
    }

    /// A language speaks for every region that is heard of and writes it, or else for the one where
    /// most who write it live.
    #[inline(never)]
    fn add_language(&mut self, language: &[u8], weight: u8) {
        let mut is_heard_of = false;
        for (region, sum) in self.all.iter_mut().flatten() {
            if regions_of_language(language).any(|writes| writes == *region) {
                *sum = sum.saturating_add(weight).min(weight::MOST);
                is_heard_of = true;
            }
        }
        if !is_heard_of {
            self.add(regions_of_language(language).next(), weight);
        }
    }

    fn add_words(&mut self, text: &str) {
        let mut end = text.len().min(TEXT_BYTES);
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        // Words of a language say as much as its tag, however many there are.
        let mut spoken: [(&[u8], u8); WEIGHED] = [(&[], 0); WEIGHED];
        for token in Tokens::new(text.get(..end).unwrap_or_default(), Style::Prose) {
            let Token::Word(word) = token else { continue };
            match meaning_of(word.folded()) {
                Some(Meaning::Place(region)) => self.add(Some(region), weight::PLACE),
                Some(Meaning::Language(language)) => {
                    let place =
                        spoken.iter_mut().find(|(other, _)| *other == language || other.is_empty());
                    if let Some(place) = place {
                        *place = (language, place.1.saturating_add(1).min(weight::LANGUAGE));
                    }
                }
                None => {}
            }
        }
        for (language, words) in spoken.into_iter().filter(|&(_, words)| words > 0) {
            self.add_language(language, words);
        }
    }

    fn ranked(mut self, first: Option<Region>) -> Regions {
        let mut regions = Regions { regions: [Region::WORLD; MOST], count: 0 };
        let mut next = first.or_else(|| self.take_largest());
        while let Some(region) = next {
            if !regions.contains(&region) {
                let Some(place) = regions.regions.get_mut(regions.count) else { break };
                *place = region;
                regions.count += 1;
            }
            next = self.take_largest();
        }
        regions
    }

    /// Of equals the one that was heard of first.
    #[inline(never)]
    fn take_largest(&mut self) -> Option<Region> {
        let mut largest: Option<(usize, u8)> = None;
        for (place, vote) in self.all.iter().enumerate() {
            if let Some((_, sum)) = *vote
                && largest.is_none_or(|(_, most)| sum > most)
            {
                largest = Some((place, sum));
            }
        }
        let (place, _) = largest?;
        self.all.get_mut(place)?.take().map(|(region, _)| region)
    }
}

/// What a word of `data/places.tsv` speaks for.
enum Meaning {
    Place(Region),
    Language(&'static [u8]),
}

#[inline(never)]
fn meaning_of(word: &[u8]) -> Option<Meaning> {
    let mut lines = PLACES.split(|&byte| byte == b'\n');
    let code = lines.find_map(|line| line.strip_prefix(word)?.strip_prefix(b"\t"))?;
    if code.first().is_some_and(u8::is_ascii_lowercase) {
        return Some(Meaning::Language(code));
    }
    Region::parse_ascii(code).ok().map(Meaning::Place)
}

/// The country of a top-level domain, but for those that are sold to the whole world.
fn region_of_host(host: &str) -> Option<Region> {
    let host = host.strip_suffix('.').unwrap_or(host).as_bytes();
    let top = host.rsplit(|&byte| byte == b'.').next()?;
    match top {
        b"uk" => Region::parse("GB").ok(),
        b"ai" | b"cc" | b"co" | b"eu" | b"fm" | b"gg" | b"io" | b"ly" | b"me" | b"sh" | b"to"
        | b"tv" | b"ws" => None,
        _ => Region::parse_ascii(top).ok().filter(|&region| region != Region::WORLD),
    }
}

/// The regions that write a language, first the one where most who write it live (CLDR, likely
/// subtags). English is of everywhere.
fn regions_of_language(language: &[u8]) -> impl Iterator<Item = Region> + use<> {
    const WRITTEN: &[u8] =
        b"cs:CZ da:DK de:DE,AT,CH,LI,LU el:GR,CY es:ES,MX,AR,CL,CO,PE,UY,EC,VE,CR \
        et:EE fi:FI fr:FR,BE,CH,CA,LU,SN,CI he:IL hi:IN hr:HR hu:HU id:ID it:IT,CH,SM ja:JP ko:KR \
        lt:LT lv:LV nb:NO nl:NL,BE nn:NO no:NO pl:PL pt:BR,PT,AO,MZ ro:RO,MD ru:RU sk:SK sl:SI \
        sv:SE,FI th:TH tr:TR uk:UA vi:VN zh:CN,TW,HK,SG";
    let regions = WRITTEN.split(u8::is_ascii_whitespace).find_map(|line| {
        let (known, regions) = line.split_at_checked(2)?;
        known.eq_ignore_ascii_case(language).then_some(regions.strip_prefix(b":")?)
    });
    let regions = regions.unwrap_or_default().split(|&byte| byte == b',');
    regions.filter_map(|region| Region::parse_ascii(region).ok())
}

#[cfg(test)]
mod tests {
    use super::{PLACES, PageEvidence, infer_regions};
    use crate::Region;

    fn region(code: &str) -> Region {
        Region::parse(code).unwrap()
    }

    fn ranked(page: &PageEvidence<'_>) -> Vec<String> {
        infer_regions(page).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_sites_setting_wins_over_everything() {
        let page = PageEvidence {
            site_setting: Some(region("FR")),
            user: Some(region("US")),
            language: Some("de-DE"),
            host: Some("example.de"),
            ..PageEvidence::default()
        };
        assert_eq!(ranked(&page), ["FR", "DE", "US"]);
    }

    #[test]
    fn a_page_in_another_countrys_language_is_read_with_its_numbers_first() {
        let user = Some(region("US"));
        let german = PageEvidence { user, language: Some("de"), ..PageEvidence::default() };
        assert_eq!(ranked(&german), ["DE", "US"]);
        let british = PageEvidence { user, language: Some("en-GB"), ..PageEvidence::default() };
        assert_eq!(ranked(&british), ["GB", "US"]);
    }

    #[test]
    fn a_template_s_american_english_says_little() {
        let page = PageEvidence {
            user: Some(region("AT")),
            language: Some("de"),
            ..PageEvidence::default()
        };
        assert_eq!(ranked(&page), ["AT"], "an Austrian reads a German page");
        let page = PageEvidence {
            user: Some(region("DE")),
            language: Some("en-US"),
            ..PageEvidence::default()
        };
        assert_eq!(ranked(&page), ["DE", "US"]);
    }

    #[test]
    fn addresses_and_numbers_with_calling_codes_outweigh_the_language_of_a_template() {
        let page = PageEvidence {
            user: Some(region("US")),
            language: Some("en"),
            text: "Muster GmbH, Berlin, USt-IdNr. DE000000000",
            ..PageEvidence::default()
        };
        assert_eq!(ranked(&page)[0], "DE");
        let seen = [region("PL"), region("PL")];
        let page =
            PageEvidence { user: Some(region("US")), seen: &seen, ..PageEvidence::default() };
        assert_eq!(ranked(&page), ["PL", "US"]);
    }

    #[test]
    fn nothing_known_is_no_region() {
        assert!(infer_regions(&PageEvidence::default()).is_empty());
    }

    #[test]
    fn at_most_four_regions_are_tried_and_none_twice() {
        let seen = ["AT", "BE", "CH", "DK", "ES", "AT"].map(region);
        let page = PageEvidence {
            site_setting: Some(region("AT")),
            user: Some(region("AT")),
            seen: &seen,
            ..PageEvidence::default()
        };
        let ranked = ranked(&page);
        assert_eq!(ranked.len(), 4);
        assert_eq!(ranked.iter().filter(|code| *code == "AT").count(), 1);
    }

    #[test]
    fn every_place_has_a_region() {
        let places = core::str::from_utf8(PLACES).unwrap();
        for line in places.lines().filter(|line| !line.starts_with('#')) {
            let (word, code) = line.split_once('\t').unwrap();
            assert!(!word.is_empty() && Region::parse(code).is_ok(), "{line}");
            let is_language = code.starts_with(|first: char| first.is_ascii_lowercase());
            assert!(
                !is_language || super::regions_of_language(code.as_bytes()).next().is_some(),
                "{line}"
            );
        }
    }
}
