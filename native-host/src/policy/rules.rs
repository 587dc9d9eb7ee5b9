//! `policy.toml`, as it is read.

use std::fmt;

use pagedial_protocol::EmergencyCountry;
use serde::{Deserialize, Serialize};

use super::{Area, Kind};
use crate::webhook::WebhookUrl;

/// All rules. What a file does not say is as in [`Policy::default`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Policy {
    pub(crate) numbers: Numbers,
    pub(crate) limits: Limits,
    pub(crate) quiet_hours: Vec<QuietHours>,
    pub(crate) history: Keep,
    pub(crate) audit: AuditRules,
    pub(crate) webhook: Option<WebhookRules>,
}

/// Who is told of ended calls.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct WebhookRules {
    pub(crate) url: WebhookUrl,
}

/// Which numbers may be called.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Numbers {
    /// These countries and calling codes alone; every one when absent.
    pub(crate) allowed: Option<Vec<Area>>,
    /// Never these, even when they are allowed above.
    pub(crate) denied: Vec<Area>,
    /// These types alone.
    pub(crate) allowed_types: Vec<Kind>,
    /// Never these, even when they are allowed above.
    pub(crate) denied_types: Vec<Kind>,
    /// Where the emergency numbers of the country are called. The administrator's file alone may say
    /// so: whoever enables it answers for the resource, its number and where people are.
    pub(crate) emergency_calling: Vec<EmergencyCountry>,
}

impl Default for Numbers {
    fn default() -> Self {
        let dear = [Kind::PremiumRate, Kind::Satellite, Kind::Unknown];
        let allowed_types = Kind::ALL.into_iter().filter(|kind| !dear.contains(kind)).collect();
        Self {
            allowed: None,
            denied: Vec::new(),
            allowed_types,
            denied_types: Vec::new(),
            emergency_calling: Vec::new(),
        }
    }
}

/// How many calls may be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Limits {
    pub(crate) calls_per_hour: u32,
    pub(crate) calls_per_day: u32,
}

impl Default for Limits {
    /// More than a person makes by hand, one call a minute and 300 a day; far less than a machine
    /// that runs wild.
    fn default() -> Self {
        Self { calls_per_hour: 60, calls_per_day: 300 }
    }
}

/// How much the history keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Keep {
    pub(crate) days: u32,
    pub(crate) calls: u32,
}

impl Default for Keep {
    /// A year, and some megabytes.
    fn default() -> Self {
        Self { days: 365, calls: 10_000 }
    }
}

/// What the audit log says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct AuditRules {
    /// Numbers in full, not only calling code and last two digits.
    pub(crate) full_numbers: bool,
}

/// A time of each of some days in which nobody is called, by this computer's clock.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "WrittenHours", into = "WrittenHours")]
pub(crate) struct QuietHours {
    /// The days on which they begin.
    days: Vec<Weekday>,
    from: ClockTime,
    /// Exclusive; of the next day when it is not after `from`.
    to: ClockTime,
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenHours {
    #[serde(default = "every_day")]
    days: Vec<Weekday>,
    from: ClockTime,
    to: ClockTime,
}

fn every_day() -> Vec<Weekday> {
    Weekday::ALL.to_vec()
}

impl TryFrom<WrittenHours> for QuietHours {
    type Error = &'static str;
    fn try_from(WrittenHours { days, from, to }: WrittenHours) -> Result<Self, Self::Error> {
        if from == to {
            return Err("quiet hours that end when they begin; a whole day is 00:00 to 24:00");
        }
        if days.is_empty() {
            return Err("quiet hours on no day; leave `days` out for every day");
        }
        Ok(Self { days, from, to })
    }
}

impl From<QuietHours> for WrittenHours {
    fn from(QuietHours { days, from, to }: QuietHours) -> Self {
        Self { days, from, to }
    }
}

impl QuietHours {
    pub(crate) fn contain(&self, local: LocalTime) -> bool {
        let begun_on = |day: Weekday| self.days.contains(&day);
        let (from, to, now) = (self.from.0, self.to.0, local.minute);
        if from < to {
            begun_on(local.day) && (from..to).contains(&now)
        } else {
            (now >= from && begun_on(local.day)) || (now < to && begun_on(local.day.before()))
        }
    }
}

impl fmt::Display for QuietHours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let days: Vec<&str> = self.days.iter().map(|day| day.name()).collect();
        write!(f, "{} {} to {}", days.join(" "), self.from, self.to)
    }
}

/// The time that this computer's clocks show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct LocalTime {
    pub(crate) day: Weekday,
    /// Minutes since midnight, 0 to 1439.
    pub(crate) minute: u16,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Weekday {
    Sun,
    Mon,
    Tue,
    Wed,
    Thu,
    Fri,
    Sat,
}

impl Weekday {
    pub(crate) const ALL: [Self; 7] =
        [Self::Sun, Self::Mon, Self::Tue, Self::Wed, Self::Thu, Self::Fri, Self::Sat];

    const fn name(self) -> &'static str {
        ["sun", "mon", "tue", "wed", "thu", "fri", "sat"][self as usize]
    }

    fn before(self) -> Self {
        Self::ALL[(self as usize + 6) % 7]
    }
}

/// `"08:30"`, in minutes since midnight; up to `"24:00"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
struct ClockTime(u16);

impl TryFrom<String> for ClockTime {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        let two = |digits: &str| match digits.as_bytes() {
            [b'0'..=b'9', b'0'..=b'9'] => digits.parse::<u16>().ok(),
            _ => None,
        };
        let parts =
            text.split_once(':').and_then(|(hour, minute)| Some((two(hour)?, two(minute)?)));
        match parts {
            Some((24, 0)) => Ok(Self(24 * 60)),
            Some((hour @ 0..24, minute @ 0..60)) => Ok(Self(hour * 60 + minute)),
            _ => Err("a time of day is written as \"08:30\"; the end of a day is \"24:00\"".into()),
        }
    }
}

impl From<ClockTime> for String {
    fn from(time: ClockTime) -> Self {
        time.to_string()
    }
}

impl fmt::Display for ClockTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.0 / 60, self.0 % 60)
    }
}
