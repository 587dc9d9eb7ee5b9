//! Layers as JSON, read with every fault named by its place.

use std::collections::{BTreeMap, BTreeSet};

use pagedial_numbers::Region;
use pagedial_protocol::E164;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use crate::{
    countdown::Countdown,
    fault::{Fault, Problem},
    field::Field,
    layer::{Layer, NotNumber, SiteRule},
    origin::OriginPattern,
    site::SitePattern,
};

/// Entries of one list: far more than a person makes, and little enough to read at each start.
const MOST_ENTRIES: usize = 5000;

/// Notes what cannot be read, and goes on.
#[derive(Default)]
pub(crate) struct Reader {
    pub(crate) problems: Vec<Problem>,
}

impl Reader {
    pub(crate) fn problem(&mut self, at: impl Into<String>, fault: Fault) {
        self.problems.push(Problem { at: at.into(), fault });
    }

    fn noted<T>(&mut self, at: &str, read: Result<T, Fault>) -> Option<T> {
        read.map_err(|fault| self.problem(at, fault)).ok()
    }

    /// The entries of a list with their places.
    fn entries<'v>(&mut self, at: &str, value: &'v Value) -> Option<Vec<(String, &'v Value)>> {
        let list = self.noted(at, value.as_array().ok_or(Fault::Kind))?;
        if list.len() > MOST_ENTRIES {
            self.problem(at, Fault::TooMany);
        }
        let named = list.iter().take(MOST_ENTRIES).enumerate();
        Some(named.map(|(index, entry)| (format!("{at}[{index}]"), entry)).collect())
    }
}

pub(crate) fn layer(reader: &mut Reader, value: &Value) -> Layer {
    let mut layer = Layer::default();
    let Some(object) = value.as_object() else {
        reader.problem("", Fault::Kind);
        return layer;
    };
    for (key, value) in object {
        match Field::of_key(key) {
            Some(Field::Region) => layer.region = reader.noted(key, region(value)),
            Some(Field::Sites) => layer.sites = sites(reader, key, value),
            Some(Field::Show) => layer.show = reader.noted(key, word(value)),
            Some(Field::TelLinks) => layer.tel_links = reader.noted(key, word(value)),
            Some(Field::Inputs) => layer.inputs = reader.noted(key, word(value)),
            Some(Field::Countdown) => layer.countdown = reader.noted(key, countdown(value)),
            Some(Field::Sounds) => layer.sounds = reader.noted(key, switch(value)),
            Some(Field::Notifications) => layer.notifications = reader.noted(key, switch(value)),
            Some(Field::Headset) => layer.headset = reader.noted(key, switch(value)),
            Some(Field::OpenDoor) => layer.open_door = open_door(reader, key, value),
            Some(Field::NotNumbers) => layer.not_numbers = not_numbers(reader, key, value),
            None => reader.problem(key, Fault::Unknown),
        }
    }
    layer
}

fn text(value: &Value) -> Result<&str, Fault> {
    value.as_str().ok_or(Fault::Kind)
}

fn switch(value: &Value) -> Result<bool, Fault> {
    value.as_bool().ok_or(Fault::Kind)
}

fn word<T: DeserializeOwned>(value: &Value) -> Result<T, Fault> {
    text(value)?;
    serde_json::from_value(value.clone()).map_err(|_| Fault::Word)
}

fn region(value: &Value) -> Result<Region, Fault> {
    Region::parse(text(value)?).map_err(|_| Fault::Region)
}

fn countdown(value: &Value) -> Result<Option<Countdown>, Fault> {
    // Storage hands every number on as a float.
    let seconds = value.as_f64().ok_or(Fault::Kind)?;
    if seconds == 0.0 {
        return Ok(None);
    }
    let whole = (1..=Countdown::LONGEST).find(|&whole| f64::from(whole) == seconds);
    whole.and_then(Countdown::of_seconds).map(Some).ok_or(Fault::Seconds)
}

fn sites(reader: &mut Reader, at: &str, value: &Value) -> BTreeMap<SitePattern, SiteRule> {
    let mut sites = BTreeMap::new();
    for (at, entry) in reader.entries(at, value).unwrap_or_default() {
        let Some((site, rule)) = site_rule(reader, &at, entry) else { continue };
        if sites.insert(site, rule).is_some() {
            reader.problem(at, Fault::Twice);
        }
    }
    sites
}

fn site_rule(reader: &mut Reader, at: &str, value: &Value) -> Option<(SitePattern, SiteRule)> {
    let object = reader.noted(at, value.as_object().ok_or(Fault::Kind))?;
    let site = object.get("site").unwrap_or(&Value::Null);
    let site = reader.noted(&format!("{at}.site"), text(site).and_then(SitePattern::parse))?;
    let mut rule = SiteRule::default();
    for (key, value) in object {
        let at = format!("{at}.{key}");
        match key.as_str() {
            "site" => {}
            "on" => rule.on = reader.noted(&at, switch(value)),
            "region" => rule.region = reader.noted(&at, region(value)),
            _ => reader.problem(at, Fault::Unknown),
        }
    }
    Some((site, rule))
}

fn open_door(reader: &mut Reader, at: &str, value: &Value) -> Option<BTreeSet<OriginPattern>> {
    let origins = reader.entries(at, value)?.into_iter().filter_map(|(at, entry)| {
        let pattern = |text| OriginPattern::parse(text).ok_or(Fault::Origin);
        reader.noted(&at, text(entry).and_then(pattern))
    });
    Some(origins.collect())
}

fn not_numbers(reader: &mut Reader, at: &str, value: &Value) -> BTreeSet<NotNumber> {
    let entries = reader.entries(at, value).unwrap_or_default();
    entries.into_iter().filter_map(|(at, entry)| not_number(reader, &at, entry)).collect()
}

fn not_number(reader: &mut Reader, at: &str, value: &Value) -> Option<NotNumber> {
    let object = reader.noted(at, value.as_object().ok_or(Fault::Kind))?;
    if let Some(key) = object.keys().find(|key| !["site", "number"].contains(&key.as_str())) {
        reader.problem(format!("{at}.{key}"), Fault::Unknown);
    }
    let part = |key| text(object.get(key).unwrap_or(&Value::Null));
    let site = reader.noted(&format!("{at}.site"), part("site").and_then(SitePattern::parse))?;
    let number = part("number").and_then(|text| E164::parse(text).map_err(|_| Fault::Number));
    let number = reader.noted(&format!("{at}.number"), number)?;
    Some(NotNumber::new(site, &number))
}

pub(crate) fn object(layer: &Layer) -> Map<String, Value> {
    let said = |field: Field, value: Option<Value>| Some((field.key().to_owned(), value?));
    let list = |values: Vec<Value>| (!values.is_empty()).then_some(Value::Array(values));
    [
        said(Field::Region, layer.region.map(|region| region.as_str().into())),
        said(Field::Sites, list(layer.sites.iter().map(site_json).collect())),
        said(Field::Show, layer.show.map(|show| json!(show))),
        said(Field::TelLinks, layer.tel_links.map(|links| json!(links))),
        said(Field::Inputs, layer.inputs.map(|inputs| json!(inputs))),
        said(Field::Countdown, layer.countdown.map(|it| it.map_or(0, Countdown::seconds).into())),
        said(Field::Sounds, layer.sounds.map(Value::Bool)),
        said(Field::Notifications, layer.notifications.map(Value::Bool)),
        said(Field::Headset, layer.headset.map(Value::Bool)),
        said(
            Field::OpenDoor,
            layer
                .open_door
                .as_ref()
                .map(|origins| origins.iter().map(ToString::to_string).collect()),
        ),
        said(
            Field::NotNumbers,
            list(
                layer
                    .not_numbers
                    .iter()
                    .map(|it| json!({ "site": it.site.as_str(), "number": it.number }))
                    .collect(),
            ),
        ),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn site_json((site, rule): (&SitePattern, &SiteRule)) -> Value {
    let mut object = Map::new();
    object.insert("site".into(), site.as_str().into());
    if let Some(on) = rule.on {
        object.insert("on".into(), on.into());
    }
    if let Some(region) = rule.region {
        object.insert("region".into(), region.as_str().into());
    }
    Value::Object(object)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(value: Value) -> Vec<(String, Fault)> {
        let (_, problems) = Layer::read(&value);
        problems.into_iter().map(|it| (it.at, it.fault)).collect()
    }

    #[test]
    fn every_setting_comes_back_as_it_was_written() {
        let value = json!({
            "region": "DE",
            "sites": [{ "site": "*.example.com", "on": false }, { "site": "crm.example.com", "region": "US" }],
            "show": "always",
            "telLinks": "leave",
            "inputs": "all",
            "countdown": 3,
            "sounds": false,
            "notifications": true,
            "headset": true,
            "openDoor": ["https://crm.example.com"],
            "notNumbers": [{ "site": "crm.example.com", "number": "+14255550123" }],
        });
        let (layer, problems) = Layer::read(&value);
        assert_eq!(problems, []);
        assert_eq!(layer.to_json(), value);
        assert!(Field::ALL.into_iter().all(|field| layer.sets(field)));
        assert!(!Field::ALL.into_iter().any(|field| Layer::default().sets(field)));
    }

    #[test]
    fn each_fault_is_named_with_its_place_and_spoils_nothing_else() {
        let value = json!({
            "region": "Germany",
            "sites": [{ "site": "a b" }, { "site": "a.example", "on": "no" }, { "site": "a.example" }, 7],
            "show": "sometimes",
            "countdown": 31,
            "sounds": "loud",
            "openDoor": ["https://*.com"],
            "notNumbers": [{ "site": "a.example", "number": "911" }],
            "colour": "red",
            "telLinks": "leave",
        });
        let (layer, _) = Layer::read(&value);
        assert!(layer.tel_links.is_some());
        assert_eq!(layer.sites.len(), 1);
        let mut problems = problems(value);
        problems.sort_by(|one, other| one.0.cmp(&other.0));
        let expected = [
            ("colour", Fault::Unknown),
            ("countdown", Fault::Seconds),
            ("notNumbers[0].number", Fault::Number),
            ("openDoor[0]", Fault::Origin),
            ("region", Fault::Region),
            ("show", Fault::Word),
            ("sites[0].site", Fault::Site),
            ("sites[1].on", Fault::Kind),
            ("sites[2]", Fault::Twice),
            ("sites[3]", Fault::Kind),
            ("sounds", Fault::Kind),
        ];
        assert_eq!(problems, expected.map(|(at, fault)| (at.to_owned(), fault)));
    }

    #[test]
    fn what_is_no_object_says_nothing() {
        assert_eq!(problems(json!([])), [(String::new(), Fault::Kind)]);
        assert_eq!(problems(json!({})), []);
    }
}
