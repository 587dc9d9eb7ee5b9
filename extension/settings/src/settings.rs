//! What is in force.

use std::collections::BTreeSet;

use pagedial_numbers::Region;
use pagedial_protocol::page::{Inputs, PageSettings, Show, TelLinks};
use serde_json::Value;

use crate::{
    countdown::Countdown,
    fault::Problem,
    field::Field,
    layer::{Layer, SiteRule},
    origin::{Origin, OriginPattern},
};

/// What an organisation says by its browsers' policy.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Managed {
    /// In force, whatever a person would like.
    pub locked: Layer,
    /// In force until the person says something else.
    pub defaults: Layer,
}

impl Managed {
    /// The key of the part that can be overruled.
    pub const DEFAULTS: &'static str = "defaults";

    /// Reads `chrome.storage.managed`: settings that are locked, and `defaults` with others.
    #[must_use]
    pub fn read(value: &Value) -> (Self, Vec<Problem>) {
        let mut locked = value.clone();
        let defaults = locked.as_object_mut().and_then(|object| object.remove(Self::DEFAULTS));
        let (locked, mut problems) = Layer::read(&locked);
        let (defaults, of_defaults) = defaults.as_ref().map(Layer::read).unwrap_or_default();
        problems.extend(
            of_defaults
                .into_iter()
                .map(|it| Problem { at: format!("{}.{}", Self::DEFAULTS, it.at), ..it }),
        );
        (Self { locked, defaults }, problems)
    }
}

/// Every setting with all that is said of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// The organisation's.
    pub managed: Managed,
    /// The person's.
    pub own: Layer,
}

/// A frame and the page that it is part of, by their origins. `None` is an origin of nobody, as a
/// sandboxed frame has.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    /// The frame's.
    pub frame: Option<&'a Origin>,
    /// The page's in the tab.
    pub page: Option<&'a Origin>,
}

/// Whether something is on, and who says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Switch {
    /// Whether it is on.
    pub on: bool,
    /// Whether the organisation says so, so that the person cannot change it.
    pub locked: bool,
}

impl Settings {
    /// Shown when nobody says otherwise.
    pub const SHOW: Show = Show::Hover;

    /// The first layer that says something.
    fn said<T>(&self, of: impl Fn(&Layer) -> Option<T>) -> Option<T> {
        [&self.managed.locked, &self.own, &self.managed.defaults].into_iter().find_map(of)
    }

    /// Whether the organisation has set it for good. Lists of sites and of what is no number grow
    /// instead: the organisation's entries are locked, the person's can be added.
    #[must_use]
    pub fn is_locked(&self, field: Field) -> bool {
        !matches!(field, Field::Sites | Field::NotNumbers) && self.managed.locked.sets(field)
    }

    /// Whose national numbers are meant where no site says otherwise; `None` leaves it to the
    /// browser's language.
    #[must_use]
    pub fn region(&self) -> Option<Region> {
        self.said(|layer| layer.region)
    }

    /// How a number shows that it can be called.
    #[must_use]
    pub fn show(&self) -> Show {
        self.said(|layer| layer.show).unwrap_or(Self::SHOW)
    }

    /// What becomes of links that dial.
    #[must_use]
    pub fn tel_links(&self) -> TelLinks {
        self.said(|layer| layer.tel_links).unwrap_or(TelLinks::TakeOver)
    }

    /// In which fields numbers are looked for.
    #[must_use]
    pub fn inputs(&self) -> Inputs {
        self.said(|layer| layer.inputs).unwrap_or(Inputs::Telephone)
    }

    /// How long after a click a call is made by itself; `None` is never.
    #[must_use]
    pub fn countdown(&self) -> Option<Countdown> {
        self.said(|layer| layer.countdown).flatten()
    }

    /// Whether calls are accompanied by sounds.
    #[must_use]
    pub fn sounds(&self) -> bool {
        self.said(|layer| layer.sounds).unwrap_or(true)
    }

    /// Whether the system tells of calls while the dialer is out of sight. Off until somebody asks
    /// for it: the browser asks the person for the permission then.
    #[must_use]
    pub fn notifications(&self) -> bool {
        self.said(|layer| layer.notifications).unwrap_or(false)
    }

    /// Whether a headset's buttons work the call. Off until somebody asks for it: the browser has
    /// the person choose the headset then.
    #[must_use]
    pub fn headset(&self) -> bool {
        self.said(|layer| layer.headset).unwrap_or(false)
    }

    /// The applications that may ask for calls.
    #[must_use]
    pub fn open_door(&self) -> BTreeSet<OriginPattern> {
        self.said(|layer| layer.open_door.clone()).unwrap_or_default()
    }

    /// Whether an application may ask for calls.
    #[must_use]
    pub fn is_door_open(&self, origin: &Origin) -> bool {
        self.open_door().iter().any(|pattern| pattern.matches(origin))
    }

    /// What the sites' rules say of an origin: of one layer the most precise rule that says
    /// something, of the layers the first.
    fn of_site<T>(&self, origin: &Origin, of: impl Fn(&SiteRule) -> Option<T>) -> Option<T> {
        self.said(|layer| {
            let matching = layer.sites.iter().filter(|(site, _)| site.matches(origin));
            let saying = matching.filter_map(|(site, rule)| Some((site.precision(), of(rule)?)));
            saying.max_by_key(|(precision, _)| *precision).map(|(_, said)| said)
        })
    }

    /// Whether numbers are looked for on a site.
    #[must_use]
    pub fn switch(&self, origin: &Origin) -> Switch {
        let by_organisation = Self {
            managed: Managed { locked: self.managed.locked.clone(), ..Managed::default() },
            own: Layer::default(),
        };
        Switch {
            on: self.of_site(origin, |rule| rule.on).unwrap_or(true),
            locked: by_organisation.of_site(origin, |rule| rule.on).is_some(),
        }
    }

    /// Whose national numbers are meant in a place, where a rule says so: the frame's site knows
    /// best, then the page's.
    #[must_use]
    pub fn site_region(&self, place: Place<'_>) -> Option<Region> {
        let of_sites = [place.frame, place.page].into_iter().flatten();
        of_sites.into_iter().find_map(|site| self.of_site(site, |rule| rule.region))
    }

    /// Whether something is known not to be a number in a place.
    #[must_use]
    pub fn is_not_number(&self, place: Place<'_>, number: &str) -> bool {
        let sites = [place.frame, place.page];
        [&self.managed.locked, &self.own, &self.managed.defaults].iter().any(|layer| {
            layer.not_numbers.iter().any(|it| {
                it.number == number && sites.into_iter().flatten().any(|site| it.site.matches(site))
            })
        })
    }

    /// All that a content script is told. It is off where the frame's or the page's site is.
    #[must_use]
    pub fn in_page(&self, place: Place<'_>) -> PageSettings {
        PageSettings {
            on: [place.frame, place.page].into_iter().flatten().all(|site| self.switch(site).on),
            show: self.show(),
            tel_links: self.tel_links(),
            inputs: self.inputs(),
        }
    }
}

#[cfg(test)]
mod tests {
    use pagedial_protocol::E164;
    use serde_json::json;

    use super::*;
    use crate::{NotNumber, SitePattern};

    fn settings(managed: &Value, own: &Value) -> Settings {
        let (managed, of_managed) = Managed::read(managed);
        let (own, of_own) = Layer::read(own);
        assert_eq!((of_managed, of_own), (vec![], vec![]));
        Settings { managed, own }
    }

    fn origin(url: &str) -> Origin {
        Origin::of_url(url).unwrap()
    }

    fn page(origin: &Origin) -> Place<'_> {
        Place { frame: Some(origin), page: Some(origin) }
    }

    #[test]
    fn the_organisation_locks_the_person_chooses_and_a_default_gives_way() {
        let managed =
            json!({ "show": "always", "defaults": { "telLinks": "leave", "region": "DE" } });
        let both = settings(&managed, &json!({ "show": "highlight", "region": "US" }));
        assert_eq!((both.show(), both.tel_links()), (Show::Always, TelLinks::Leave));
        assert_eq!(both.region(), Region::parse("US").ok());
        assert!(both.is_locked(Field::Show));
        assert!(!both.is_locked(Field::TelLinks));
        let nobody = Settings::default();
        assert_eq!((nobody.show(), nobody.tel_links()), (Show::Hover, TelLinks::TakeOver));
        assert_eq!((nobody.countdown(), nobody.open_door().len()), (None, 0));
        assert_eq!(
            (nobody.sounds(), nobody.notifications(), nobody.headset()),
            (true, false, false)
        );
    }

    #[test]
    fn a_person_can_say_no_to_a_countdown_that_is_a_default() {
        let managed = json!({ "defaults": { "countdown": 5 } });
        assert_eq!(settings(&managed, &json!({})).countdown(), Countdown::of_seconds(5));
        assert_eq!(settings(&managed, &json!({ "countdown": 0 })).countdown(), None);
    }

    #[test]
    fn the_most_precise_rule_that_says_something_counts() {
        let own = json!({ "sites": [
            { "site": "*", "on": false, "region": "GB" },
            { "site": "*.example.com", "on": true },
            { "site": "crm.example.com", "region": "DE" },
        ] });
        let settings = settings(&json!({}), &own);
        let crm = origin("https://crm.example.com");
        assert!(settings.switch(&crm).on);
        assert_eq!(settings.site_region(page(&crm)), Region::parse("DE").ok());
        let other = origin("https://other.example");
        assert!(!settings.switch(&other).on);
        assert_eq!(settings.site_region(page(&other)), Region::parse("GB").ok());
    }

    #[test]
    fn a_persons_rule_does_not_undo_one_of_the_organisation() {
        let managed = json!({ "sites": [{ "site": "*.bank.example", "on": false }] });
        let own = json!({ "sites": [{ "site": "teller.bank.example", "on": true }, { "site": "a.example", "on": false }] });
        let settings = settings(&managed, &own);
        let locked = settings.switch(&origin("https://teller.bank.example"));
        assert_eq!(locked, Switch { on: false, locked: true });
        let free = settings.switch(&origin("https://a.example"));
        assert_eq!(free, Switch { on: false, locked: false });
    }

    #[test]
    fn a_frame_is_off_where_its_page_is() {
        let own = json!({ "sites": [{ "site": "portal.example", "on": false }] });
        let settings = settings(&json!({}), &own);
        let (portal, crm) = (origin("https://portal.example"), origin("https://crm.example"));
        let framed = Place { frame: Some(&crm), page: Some(&portal) };
        assert!(!settings.in_page(framed).on);
        assert!(!settings.in_page(Place { frame: None, page: Some(&portal) }).on);
        assert!(settings.in_page(page(&crm)).on);
    }

    #[test]
    fn what_is_no_number_is_none_on_its_site_only() {
        let number = E164::parse("+14255550123").unwrap();
        let mut settings = Settings::default();
        let crm = origin("https://crm.example.com");
        settings.own.not_numbers.insert(NotNumber::new(SitePattern::of(&crm), &number));
        assert!(settings.is_not_number(page(&crm), number.as_str()));
        assert!(!settings.is_not_number(page(&crm), "+14255550124"));
        assert!(!settings.is_not_number(page(&origin("https://other.example")), number.as_str()));
    }

    /// The schema in the manifest is what browsers let through.
    #[test]
    fn the_schema_has_every_setting_locked_and_as_a_default() {
        let schema = include_str!("../../../manifest/managed-schema.json");
        let schema: Value = serde_json::from_str(schema).unwrap();
        let keys = |properties: &Value| -> BTreeSet<String> {
            properties.as_object().unwrap().keys().cloned().collect()
        };
        let fields: BTreeSet<String> = Field::ALL.map(|it| it.key().to_owned()).into();
        let mut top = keys(&schema["properties"]);
        assert!(top.remove(Managed::DEFAULTS));
        assert_eq!(top, fields);
        assert_eq!(keys(&schema["properties"][Managed::DEFAULTS]["properties"]), fields);
    }

    #[test]
    fn the_door_is_shut_to_everyone_until_somebody_opens_it() {
        let crm = origin("https://crm.example.com");
        assert!(!Settings::default().is_door_open(&crm));
        let own = json!({ "openDoor": ["https://crm.example.com"] });
        assert!(settings(&json!({}), &own).is_door_open(&crm));
        // An organisation that lists none has shut it for everyone.
        assert!(!settings(&json!({ "openDoor": [] }), &own).is_door_open(&crm));
    }
}
