//! Numbers of a content script's blocks, each judged by what surrounds it.

use pagedial_numbers::{
    Context, Finder, Match, PageEvidence, Region, Regions, in_utf16, infer_regions,
};
use pagedial_protocol::{
    E164,
    page::{
        Found, FoundNumber, Group, MAX_BLOCKS, MAX_COLUMN, MAX_SEEN, MAX_TEXT, NumberFacts,
        PageClues, Surroundings,
    },
};
use pagedial_settings::{Place, Settings};

use crate::settings;

/// A request that no content script of ours makes.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum FindError {
    /// Too many blocks.
    #[error("{0} blocks in one message; the most is {MAX_BLOCKS}")]
    Blocks(usize),
    /// Too much text.
    #[error("more than {MAX_TEXT} code units of text in one message")]
    Text,
    /// Too many regions or cells.
    #[error(
        "at most {MAX_SEEN} regions are seen in a page, and {MAX_COLUMN} cells tell of a column"
    )]
    Clues,
}

/// Finds the numbers of each block, as the settings want it in this place.
pub(crate) fn find(
    page: &PageClues,
    groups: &[Group],
    settings: &Settings,
    place: Place<'_>,
) -> Result<Found, FindError> {
    check(page, groups)?;
    let in_page = settings.in_page(place);
    if !in_page.on {
        let blocks = groups.iter().flat_map(|group| &group.texts).map(|_| vec![]).collect();
        return Ok(Found { blocks, seen: vec![], settings: in_page });
    }
    let finder = Finder::embedded();
    let mut seen: Vec<Region> =
        page.seen.iter().filter_map(|region| Region::parse(region).ok()).collect();
    see(&finder, groups, &mut seen);
    let regions = infer_regions(&PageEvidence {
        site_setting: settings.site_region(place),
        user: settings::own_region(settings),
        language: Some(&page.language),
        host: place.frame.and_then(|origin| origin.host().split(':').next()),
        seen: &seen,
        text: &page.text,
    });
    let mut blocks: Vec<_> =
        groups.iter().flat_map(|group| find_in(&finder, group, &regions)).collect();
    for block in &mut blocks {
        block.retain(|found| !settings.is_not_number(place, found.number.e164.as_str()));
    }
    Ok(Found { blocks, seen: seen.iter().map(ToString::to_string).collect(), settings: in_page })
}

fn check(page: &PageClues, groups: &[Group]) -> Result<(), FindError> {
    let blocks: usize = groups.iter().map(|group| group.texts.len()).sum();
    // A group without texts costs as much to read as one with a text.
    if blocks > MAX_BLOCKS || groups.len() > MAX_BLOCKS {
        return Err(FindError::Blocks(blocks.max(groups.len())));
    }
    let has_too_many_cells = |group: &Group| group.surroundings.column.len() > MAX_COLUMN;
    if page.seen.len() > MAX_SEEN || groups.iter().any(has_too_many_cells) {
        return Err(FindError::Clues);
    }
    // UTF-8 is never shorter than UTF-16 is in code units, so this bound is the wire's or tighter
    // only for text that is not ASCII; three bytes a code unit is the most.
    if length_of(page, groups) > 3 * MAX_TEXT {
        return Err(FindError::Text);
    }
    Ok(())
}

/// All text of a question, in bytes.
pub(crate) fn length_of(page: &PageClues, groups: &[Group]) -> usize {
    page.text.len() + page.language.len() + groups.iter().map(length).sum::<usize>()
}

fn length(Group { surroundings, texts }: &Group) -> usize {
    let Surroundings { before, header, label, field, column } = surroundings;
    let sum = |texts: &[String]| texts.iter().map(String::len).sum::<usize>();
    before.len() + header.len() + label.len() + field.len() + sum(column) + sum(texts)
}

/// Adds the regions of numbers with a calling code, as far as there is room: a page that has many
/// has told its country with the first.
fn see(finder: &Finder<'_>, groups: &[Group], seen: &mut Vec<Region>) {
    let texts = groups.iter().flat_map(|group| &group.texts);
    for text in texts.filter(|text| text.contains(['+', '＋'])) {
        let room = MAX_SEEN.saturating_sub(seen.len());
        if room == 0 {
            return;
        }
        let found = finder.find(text, None);
        seen.extend(found.iter().filter_map(|found| found.number.region()).take(room));
    }
}

fn find_in(finder: &Finder<'_>, group: &Group, regions: &Regions) -> Vec<Vec<FoundNumber>> {
    let Surroundings { before, header, label, field, column } = &group.surroundings;
    let find = |text: &String| {
        let others: Vec<&str> =
            column.iter().filter(|&cell| cell != text).map(String::as_str).collect();
        let context = Context {
            before,
            header: named(header),
            label: named(label),
            field: named(field),
            column: &others,
        };
        let mut matches = finder.find_in_context(text, &context, regions);
        in_utf16(text, &mut matches);
        matches.into_iter().filter_map(found).collect()
    };
    group.texts.iter().map(find).collect()
}

fn named(text: &str) -> Option<&str> {
    (!text.is_empty()).then_some(text)
}

/// `None` for what the finder does not give: a number of no region, or out of E.164's bounds.
fn found(found: Match<'_>) -> Option<FoundNumber> {
    let e164 = E164::parse(&found.number.e164()).ok()?;
    Some(FoundNumber {
        start: u32::try_from(found.start).ok()?,
        end: u32::try_from(found.end).ok()?,
        number: NumberFacts {
            e164,
            international: found.number.international(),
            region: found.number.region()?.as_str().to_owned(),
            kind: found.number.kind()?.name().to_owned(),
            verdict: found.verdict.name().to_owned(),
            reason: found.reason.name().to_owned(),
        },
    })
}

#[cfg(test)]
mod tests {
    use std::slice;

    use pagedial_settings::{NotNumber, Origin, SitePattern, SiteRule};

    use super::*;

    /// Of a person in the USA.
    fn settings() -> Settings {
        let mut settings = Settings::default();
        settings.managed.locked.region = Region::parse("US").ok();
        settings
    }

    fn found(page: &PageClues, groups: &[Group]) -> Found {
        find(page, groups, &settings(), Place { frame: None, page: None }).unwrap()
    }

    fn group(surroundings: Surroundings, texts: &[&str]) -> Group {
        Group { surroundings, texts: texts.iter().map(ToString::to_string).collect() }
    }

    fn plain(texts: &[&str]) -> [Group; 1] {
        [group(Surroundings::default(), texts)]
    }

    fn numbers(found: Found) -> Vec<(String, String)> {
        let numbers = found.blocks.into_iter().flatten().map(|found| found.number);
        numbers.map(|number| (number.e164.to_string(), number.verdict)).collect()
    }

    #[test]
    fn answers_each_block_in_its_place() {
        let groups = [
            plain(&["no number"]),
            plain(&["call (425) 555-0123 or +44 20 7946 0123", "+1 425 555 0124"]),
        ]
        .concat();
        let found = found(&PageClues::default(), &groups).blocks;
        let numbers: Vec<Vec<&str>> = found
            .iter()
            .map(|block| block.iter().map(|found| found.number.e164.as_str()).collect())
            .collect();
        let [first, second, third]: [&[&str]; 3] =
            [&[], &["+14255550123", "+442079460123"], &["+14255550124"]];
        assert_eq!(numbers, [first, second, third]);
    }

    #[test]
    fn offsets_are_utf16_code_units() {
        let block = "📞 é (425) 555-0123";
        let found = &found(&PageClues::default(), &plain(&[block])).blocks[0][0];
        let units: Vec<u16> = block.encode_utf16().collect();
        let text = String::from_utf16(&units[found.start as usize..found.end as usize]).unwrap();
        assert_eq!(text, "(425) 555-0123");
    }

    #[test]
    fn the_same_digits_are_what_their_column_says() {
        let under = |header: &str| {
            let header = header.to_owned();
            let surroundings = Surroundings { header, ..Surroundings::default() };
            numbers(found(&PageClues::default(), &[group(surroundings, &["4255550123"])]))
        };
        let number = || "+14255550123".to_owned();
        assert_eq!(under("Mobile"), [(number(), "call".to_owned())]);
        assert_eq!(under("Order ID"), [(number(), "not_a_number".to_owned())]);
    }

    #[test]
    fn a_cell_does_not_speak_for_itself() {
        let column = vec!["(425) 555-0123".to_owned(); 2];
        let surroundings = Surroundings { column, ..Surroundings::default() };
        let alone = plain(&["(425) 555-0123"]);
        let in_its_column = [group(surroundings, &["(425) 555-0123"])];
        let page = PageClues::default();
        assert_eq!(found(&page, &in_its_column), found(&page, &alone));
    }

    #[test]
    fn a_page_of_another_country_is_read_with_its_numbers() {
        let german = PageClues { language: "de".to_owned(), ..PageClues::default() };
        let groups = plain(&["Telefon 030 23125 000"]);
        let number = ("+493023125000".to_owned(), "call".to_owned());
        assert_eq!(numbers(found(&german, &groups)), slice::from_ref(&number));
        let origin = Origin::of_url("https://crm.example.de:8443").unwrap();
        let place = Place { frame: Some(&origin), page: Some(&origin) };
        let in_germany = find(&PageClues::default(), &groups, &settings(), place).unwrap();
        assert_eq!(numbers(in_germany), slice::from_ref(&number));
        let with_code = plain(&["Telefon 030 23125 000", "Telefon +49 30 23125 001"]);
        assert_eq!(numbers(found(&PageClues::default(), &with_code))[0], number);
    }

    #[test]
    fn what_was_seen_goes_with_the_next_question_and_stays_bounded() {
        let many: Vec<String> = (0..20).map(|n| format!("+49 30 23125 0{n:02}")).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        let seen = found(&PageClues::default(), &plain(&many)).seen;
        assert_eq!(seen, ["DE"; MAX_SEEN]);
        let page = PageClues { seen, ..PageClues::default() };
        let number = ("+493023125000".to_owned(), "call".to_owned());
        assert_eq!(numbers(found(&page, &plain(&["Tel. 030 23125 000"]))), [number]);
    }

    #[test]
    fn refuses_more_than_the_protocol_allows() {
        let page = PageClues::default();
        let nowhere = Place { frame: None, page: None };
        let refused =
            |page: &PageClues, groups: &[Group]| find(page, groups, &settings(), nowhere).err();
        let many = vec![""; MAX_BLOCKS + 1];
        let too_many = Some(FindError::Blocks(MAX_BLOCKS + 1));
        assert_eq!(refused(&page, &plain(&many)), too_many);
        let groups = vec![group(Surroundings::default(), &[]); MAX_BLOCKS + 1];
        assert_eq!(refused(&page, &groups), too_many);
        let long = "1".repeat(3 * MAX_TEXT + 1);
        assert_eq!(refused(&page, &plain(&[&long])), Some(FindError::Text));
        let hidden = Surroundings { header: long.clone(), ..Surroundings::default() };
        assert_eq!(refused(&page, &[group(hidden, &[])]), Some(FindError::Text));
        let page_text = PageClues { text: long, ..PageClues::default() };
        assert_eq!(refused(&page_text, &[]), Some(FindError::Text));
        let column = vec![String::new(); MAX_COLUMN + 1];
        let cells = Surroundings { column, ..Surroundings::default() };
        assert_eq!(refused(&page, &[group(cells, &[])]), Some(FindError::Clues));
        let seen = PageClues { seen: vec!["DE".to_owned(); MAX_SEEN + 1], ..page };
        assert_eq!(refused(&seen, &[]), Some(FindError::Clues));
    }

    #[test]
    fn a_place_that_is_off_has_no_numbers_and_one_that_knows_better_has_the_others() {
        let groups = plain(&["+1 425 555 0123 and +44 20 7946 0123"]);
        let crm = Origin::of_url("https://crm.example.com").unwrap();
        let place = Place { frame: Some(&crm), page: Some(&crm) };
        let mut settings = settings();
        let number = E164::parse("+14255550123").unwrap();
        settings.own.not_numbers.insert(NotNumber::new(SitePattern::of(&crm), &number));
        let found = find(&PageClues::default(), &groups, &settings, place).unwrap();
        assert!(found.settings.on);
        assert_eq!(found.blocks[0].len(), 1);
        assert_eq!(found.blocks[0][0].number.e164.as_str(), "+442079460123");
        let off = SiteRule { on: Some(false), region: None };
        settings.own.sites.insert(SitePattern::of(&crm), off);
        let found = find(&PageClues::default(), &groups, &settings, place).unwrap();
        assert!(!found.settings.on);
        assert_eq!(found.blocks, [vec![]]);
    }
}
