//! What one of the three layers says.

use std::collections::{BTreeMap, BTreeSet};

use pagedial_numbers::Region;
use pagedial_protocol::{
    E164,
    page::{Inputs, Show, TelLinks},
};
use serde_json::Value;

use crate::{
    countdown::Countdown,
    fault::Problem,
    field::Field,
    json::{self, Reader},
    origin::OriginPattern,
    site::SitePattern,
};

/// What is different on a site. `None` is as everywhere else.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SiteRule {
    /// Whether numbers are looked for.
    pub on: Option<bool>,
    /// Whose national numbers are meant.
    pub region: Option<Region>,
}

/// A number that is none on some sites: an order number that looks like one.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NotNumber {
    /// Where.
    pub site: SitePattern,
    /// What was taken for a number, as E.164 text.
    pub number: String,
}

impl NotNumber {
    /// Joins a site and a number.
    #[must_use]
    pub fn new(site: SitePattern, number: &E164) -> Self {
        Self { site, number: number.to_string() }
    }
}

/// What is set in one place. `None`, and an empty list of sites or of what is no number, is silence.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Layer {
    /// Whose national numbers are meant.
    pub region: Option<Region>,
    /// What is different on some sites.
    pub sites: BTreeMap<SitePattern, SiteRule>,
    /// How a number shows that it can be called.
    pub show: Option<Show>,
    /// What becomes of links that dial.
    pub tel_links: Option<TelLinks>,
    /// In which fields numbers are looked for.
    pub inputs: Option<Inputs>,
    /// `Some(None)` says that no click calls by itself.
    pub countdown: Option<Option<Countdown>>,
    /// Whether calls are accompanied by sounds: ringing, busy, keys.
    pub sounds: Option<bool>,
    /// Whether the system tells of calls while the dialer is out of sight.
    pub notifications: Option<bool>,
    /// Whether a headset's buttons work the call.
    pub headset: Option<bool>,
    /// The applications that may ask for calls.
    pub open_door: Option<BTreeSet<OriginPattern>>,
    /// What is not a number, and where.
    pub not_numbers: BTreeSet<NotNumber>,
}

impl Layer {
    /// Reads an object whose keys are those of [`Field`]. What cannot be read is silent, and told
    /// in the second part.
    #[must_use]
    pub fn read(value: &Value) -> (Self, Vec<Problem>) {
        let mut reader = Reader::default();
        let layer = json::layer(&mut reader, value);
        (layer, reader.problems)
    }

    /// The object that [`Self::read`] reads; silent settings are not in it.
    #[must_use]
    pub fn to_json(&self) -> Value {
        Value::Object(json::object(self))
    }

    /// Whether a setting is set here.
    #[must_use]
    pub fn sets(&self, field: Field) -> bool {
        json::object(self).contains_key(field.key())
    }
}
