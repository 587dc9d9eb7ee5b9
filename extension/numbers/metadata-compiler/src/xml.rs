//! Reads the XML into the [model](crate::model).

use std::collections::BTreeSet;

use roxmltree::{Document, Node, ParsingOptions};

use crate::CompileError;
use crate::model::{
    Description, Format, KINDS_BY_PRECEDENCE, Kind, ShortNumberTerritory, Territory,
};

/// Reads every territory of a libphonenumber XML file, in the order of the file.
///
/// # Errors
/// When the text is not such a file, with the place in it.
pub fn read(xml: &str) -> Result<Vec<Territory>, CompileError> {
    each_territory(xml, territory)
}

/// Reads every territory of a `ShortNumberMetadata.xml`, in the order of the file.
///
/// # Errors
/// When the text is not such a file, with the place in it.
pub fn read_short_numbers(xml: &str) -> Result<Vec<ShortNumberTerritory>, CompileError> {
    each_territory(xml, short_number_territory)
}

fn each_territory<T>(
    xml: &str,
    read: fn(&Node<'_, '_>) -> Result<T, CompileError>,
) -> Result<Vec<T>, CompileError> {
    let options = ParsingOptions { allow_dtd: true, ..ParsingOptions::default() };
    let document = Document::parse_with_options(xml, options)
        .map_err(|error| CompileError::Xml(error.to_string()))?;
    let territories = document
        .descendants()
        .filter(|node| node.has_tag_name("territory"))
        .map(|node| read(&node))
        .collect::<Result<Vec<_>, _>>()?;
    if territories.is_empty() {
        return Err(CompileError::Xml("it has no <territory> element".into()));
    }
    Ok(territories)
}

fn short_number_territory(node: &Node<'_, '_>) -> Result<ShortNumberTerritory, CompileError> {
    let id = node.attribute("id").unwrap_or_default().to_owned();
    let element = |name| match child(node, name) {
        None => Ok(None),
        Some(element) => description(&element)
            .map(Some)
            .map_err(|what| CompileError::Territory { id: id.clone(), what }),
    };
    let required = |name| {
        element(name)?.ok_or_else(|| CompileError::Territory {
            id: id.clone(),
            what: format!("it has no {name}"),
        })
    };
    Ok(ShortNumberTerritory {
        general: required("generalDesc")?.pattern,
        short_code: required("shortCode")?,
        emergency: element("emergency")?,
        expanded_emergency: element("expandedEmergency")?,
        id,
    })
}

fn territory(node: &Node<'_, '_>) -> Result<Territory, CompileError> {
    let id = node.attribute("id").unwrap_or_default().to_owned();
    let wrong = |what: &str| CompileError::Territory { id: id.clone(), what: what.to_owned() };
    let calling_code = node
        .attribute("countryCode")
        .and_then(|code| code.parse::<u16>().ok())
        .filter(|code| (1..=999).contains(code))
        .ok_or_else(|| wrong("countryCode is not a number from 1 to 999"))?;
    let national_prefix = node.attribute("nationalPrefix").map(str::to_owned);
    let kinds = KINDS_BY_PRECEDENCE
        .iter()
        .filter_map(|&kind| Some((kind, child(node, kind.element())?)))
        .map(|(kind, element)| Ok((kind, description(&element).map_err(|what| wrong(&what))?)))
        .collect::<Result<Vec<(Kind, Description)>, CompileError>>()?;
    let general = general_description(node, &kinds).map_err(|what| wrong(&what))?;
    let formats = child(node, "availableFormats")
        .map(|list| formats(node, &list))
        .transpose()
        .map_err(|what| wrong(&what))?
        .unwrap_or_default();
    let has_international_formats =
        node.descendants().any(|element| element.has_tag_name("intlFormat"));
    Ok(Territory {
        calling_code,
        main: node.attribute("mainCountryForCode") == Some("true"),
        leading_digits: pattern_attribute(node, "leadingDigits"),
        international_prefix: pattern_attribute(node, "internationalPrefix"),
        national_prefix_for_parsing: pattern_attribute(node, "nationalPrefixForParsing")
            .or_else(|| national_prefix.clone()),
        national_prefix,
        national_prefix_transform: pattern_attribute(node, "nationalPrefixTransformRule"),
        general,
        kinds,
        formats,
        has_international_formats,
        id,
    })
}

/// The general description carries no lengths of its own in the XML: it gets those of all kinds.
fn general_description(
    node: &Node<'_, '_>,
    kinds: &[(Kind, Description)],
) -> Result<Description, String> {
    let element = child(node, "generalDesc").ok_or("it has no generalDesc")?;
    let mut general = description(&element)?;
    for (_, kind) in kinds {
        general.lengths.extend(&kind.lengths);
        general.local_lengths.extend(&kind.local_lengths);
    }
    general.local_lengths = &general.local_lengths - &general.lengths;
    Ok(general)
}

fn description(node: &Node<'_, '_>) -> Result<Description, String> {
    let pattern = child(node, "nationalNumberPattern").map(|element| pattern_of(&element));
    let lengths = child(node, "possibleLengths");
    let list = |name| {
        lengths
            .and_then(|element| element.attribute(name))
            .map_or_else(|| Ok(BTreeSet::new()), length_list)
    };
    Ok(Description {
        pattern: pattern.unwrap_or_default(),
        lengths: list("national")?,
        local_lengths: list("localOnly")?,
        example: child(node, "exampleNumber").map(|element| pattern_of(&element)),
    })
}

/// Reads `7,[9-11]`; `-1` says that there are none.
fn length_list(text: &str) -> Result<BTreeSet<u8>, String> {
    let number = |digits: &str| {
        digits.parse::<u8>().map_err(|_| format!("`{digits}` in possibleLengths is not a length"))
    };
    let mut lengths = BTreeSet::new();
    for part in text.split(',').map(str::trim).filter(|part| *part != "-1") {
        match part.strip_prefix('[').and_then(|part| part.strip_suffix(']')) {
            Some(range) => {
                let (first, last) = range
                    .split_once('-')
                    .ok_or_else(|| format!("`{part}` in possibleLengths is not a range"))?;
                lengths.extend(number(first)?..=number(last)?);
            }
            None => {
                lengths.insert(number(part)?);
            }
        }
    }
    Ok(lengths)
}

fn formats(territory: &Node<'_, '_>, list: &Node<'_, '_>) -> Result<Vec<Format>, String> {
    list.children()
        .filter(|node| node.has_tag_name("numberFormat"))
        .map(|node| format(territory, &node))
        .collect()
}

fn format(territory: &Node<'_, '_>, node: &Node<'_, '_>) -> Result<Format, String> {
    let attribute = |name| node.attribute(name).or_else(|| territory.attribute(name));
    let national_prefix = territory.attribute("nationalPrefix").unwrap_or_default();
    let national = child(node, "format").ok_or("a numberFormat has no format")?;
    let national = national.text().unwrap_or_default().trim().to_owned();
    let international =
        match child(node, "intlFormat").map(|element| element.text().unwrap_or_default().trim()) {
            None => Some(national.clone()),
            Some("NA") => None,
            Some(text) => Some(text.to_owned()),
        };
    let rule = attribute("nationalPrefixFormattingRule").unwrap_or_default();
    let leading_digits: Vec<String> = node
        .children()
        .filter(|element| element.has_tag_name("leadingDigits"))
        .map(|element| pattern_of(&element))
        .collect();
    Ok(Format {
        pattern: pattern_attribute(node, "pattern").ok_or("a numberFormat has no pattern")?,
        leading_digits: leading_digits.last().cloned(),
        typing_digits: leading_digits,
        national,
        international,
        national_prefix_rule: rule.replacen("$NP", national_prefix, 1).replacen("$FG", "$1", 1),
        national_prefix_optional: attribute("nationalPrefixOptionalWhenFormatting") == Some("true"),
        has_carrier_rule: attribute("carrierCodeFormattingRule").is_some(),
    })
}

fn child<'a, 'input>(node: &Node<'a, 'input>, name: &str) -> Option<Node<'a, 'input>> {
    node.children().find(|element| element.has_tag_name(name))
}

/// The text of an element without the whitespace that lays long patterns out over many lines.
fn pattern_of(node: &Node<'_, '_>) -> String {
    node.descendants()
        .filter(Node::is_text)
        .filter_map(|text| text.text())
        .flat_map(str::chars)
        .filter(|character| !character.is_whitespace())
        .collect()
}

fn pattern_attribute(node: &Node<'_, '_>, name: &str) -> Option<String> {
    node.attribute(name)
        .map(|text| text.chars().filter(|character| !character.is_whitespace()).collect())
}
