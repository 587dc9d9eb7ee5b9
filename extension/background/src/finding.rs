//! Numbers of a content script's blocks.

use pagedial_numbers::{Finder, Match, Region};
use pagedial_protocol::{
    E164,
    page::{Found, FoundNumber, MAX_BLOCKS, MAX_TEXT, NumberFacts},
};
use pagedial_settings::{Place, Settings};

use crate::settings;

/// A request that no content script of ours makes.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum FindError {
    /// Too many blocks.
    #[error("{0} blocks in one message; the most is {MAX_BLOCKS}")]
    TooManyBlocks(usize),
    /// Too much text.
    #[error("more than {MAX_TEXT} code units of text in one message")]
    TooMuchText,
}

/// Finds the numbers of each block, as the settings want it in this place.
pub(crate) fn find(
    blocks: &[String],
    settings: &Settings,
    place: Place<'_>,
) -> Result<Found, FindError> {
    let in_page = settings.in_page(place);
    let mut blocks = if in_page.on {
        find_all(blocks, settings::region(settings, place))?
    } else {
        vec![vec![]; blocks.len()]
    };
    for block in &mut blocks {
        block.retain(|found| !settings.is_not_number(place, found.number.e164.as_str()));
    }
    Ok(Found { blocks, settings: in_page })
}

fn find_all(blocks: &[String], region: Option<Region>) -> Result<Vec<Vec<FoundNumber>>, FindError> {
    if blocks.len() > MAX_BLOCKS {
        return Err(FindError::TooManyBlocks(blocks.len()));
    }
    // UTF-8 is never shorter than UTF-16 is in code units, so this bound is the wire's or tighter
    // only for text that is not ASCII; three bytes a code unit is the most.
    if blocks.iter().map(String::len).sum::<usize>() > 3 * MAX_TEXT {
        return Err(FindError::TooMuchText);
    }
    let finder = Finder::embedded();
    Ok(blocks.iter().map(|block| find_in(&finder, block, region)).collect())
}

fn find_in(finder: &Finder<'_>, block: &str, region: Option<Region>) -> Vec<FoundNumber> {
    let units: Vec<u16> = block.encode_utf16().collect();
    finder.find_utf16(&units, region).into_iter().filter_map(found).collect()
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
    use pagedial_settings::{NotNumber, Origin, SitePattern, SiteRule};

    use super::*;

    #[test]
    fn answers_each_block_in_its_place() {
        let blocks = ["no number", "call (425) 555-0123 or +44 20 7946 0123"].map(str::to_owned);
        let found = find_all(&blocks, Region::parse("US").ok()).unwrap();
        let numbers: Vec<Vec<&str>> = found
            .iter()
            .map(|block| block.iter().map(|found| found.number.e164.as_str()).collect())
            .collect();
        assert_eq!(numbers, [vec![], vec!["+14255550123", "+442079460123"]]);
    }

    #[test]
    fn offsets_are_utf16_code_units() {
        let block = "📞 é (425) 555-0123";
        let found = &find_all(&[block.to_owned()], Region::parse("US").ok()).unwrap()[0][0];
        let units: Vec<u16> = block.encode_utf16().collect();
        let text = String::from_utf16(&units[found.start as usize..found.end as usize]).unwrap();
        assert_eq!(text, "(425) 555-0123");
    }

    #[test]
    fn refuses_more_than_the_protocol_allows() {
        let many = vec![String::new(); MAX_BLOCKS + 1];
        assert_eq!(find_all(&many, None), Err(FindError::TooManyBlocks(MAX_BLOCKS + 1)));
        let long = ["1".repeat(3 * MAX_TEXT + 1)];
        assert_eq!(find_all(&long, None), Err(FindError::TooMuchText));
    }

    #[test]
    fn a_place_that_is_off_has_no_numbers_and_one_that_knows_better_has_the_others() {
        let blocks = ["+1 425 555 0123 and +44 20 7946 0123".to_owned()];
        let crm = Origin::of_url("https://crm.example.com").unwrap();
        let place = Place { frame: Some(&crm), page: Some(&crm) };
        let mut settings = Settings::default();
        settings.managed.locked.region = Region::parse("US").ok();
        let number = E164::parse("+14255550123").unwrap();
        settings.own.not_numbers.insert(NotNumber::new(SitePattern::of(&crm), &number));
        let found = find(&blocks, &settings, place).unwrap();
        assert!(found.settings.on);
        assert_eq!(found.blocks[0].len(), 1);
        assert_eq!(found.blocks[0][0].number.e164.as_str(), "+442079460123");
        let off = SiteRule { on: Some(false), region: None };
        settings.own.sites.insert(SitePattern::of(&crm), off);
        let found = find(&blocks, &settings, place).unwrap();
        assert!(!found.settings.on);
        assert_eq!(found.blocks, [vec![]]);
    }
}
