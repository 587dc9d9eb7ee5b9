//! Which calls may be made: the rules of an administrator or of the person, and the decision, which
//! is a pure function. Toll fraud is the threat: neither a page nor a slip of the hand may run up a
//! bill.

mod destination;
mod in_force;
mod rules;

pub(crate) use destination::{Area, Destination, Kind};
pub(crate) use in_force::{InForce, Source};
pub(crate) use rules::{Keep, LocalTime, Policy, Weekday};

use pagedial_numbers::ShortNumber;
use pagedial_protocol::{EmergencyNumber, host::DenyRule};

/// What a decision depends on besides the number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Circumstances {
    /// What this computer's clocks show.
    pub(crate) local: LocalTime,
    /// The calls allowed in the last 60 minutes.
    pub(crate) last_hour: u32,
    /// The calls allowed in the last 24 hours.
    pub(crate) last_day: u32,
}

/// The rule that let a call through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AllowRule {
    /// Its country or calling code is on the list of those that are allowed.
    DestinationAllowed,
    /// There is no such list, and nothing forbids it.
    NotForbidden,
    /// An emergency number of a country for which the administrator has enabled it.
    EmergencyCalling,
}

impl AllowRule {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::DestinationAllowed => "destination_allowed",
            Self::NotForbidden => "not_forbidden",
            Self::EmergencyCalling => "emergency_calling",
        }
    }
}

/// Decides on one call. What the number is comes before how often and when, so that nobody waits
/// for the end of quiet hours in vain. Neither quiet hours nor limits keep anybody from help.
pub(crate) fn decide(
    policy: &Policy,
    destination: &Destination,
    circumstances: &Circumstances,
) -> Result<AllowRule, DenyRule> {
    if let Some(number) = destination.emergency {
        return emergency_calling(policy, number);
    }
    not_short(destination)?;
    kind_allowed(policy, destination)?;
    let rule = area_allowed(policy, destination)?;
    if policy.quiet_hours.iter().any(|hours| hours.contain(circumstances.local)) {
        return Err(DenyRule::QuietHours);
    }
    if circumstances.last_hour >= policy.limits.calls_per_hour {
        return Err(DenyRule::CallsPerHour);
    }
    if circumstances.last_day >= policy.limits.calls_per_day {
        return Err(DenyRule::CallsPerDay);
    }
    Ok(rule)
}

/// The phone service connects these calls in a few countries, for who is there, if the resource has a
/// number of Microsoft's that may call (Microsoft Learn, "Emergency calling concepts"): that is
/// an administrator's to know.
fn emergency_calling(policy: &Policy, number: EmergencyNumber) -> Result<AllowRule, DenyRule> {
    let enabled = policy.numbers.emergency_calling.iter().any(|country| country.has(number));
    enabled.then_some(AllowRule::EmergencyCalling).ok_or(DenyRule::EmergencyNumber)
}

/// No policy lifts this. A short number is dialled as it is, in its own country: behind a calling
/// code nobody has it.
fn not_short(destination: &Destination) -> Result<(), DenyRule> {
    match destination.short {
        None => Ok(()),
        Some(ShortNumber::Emergency) => Err(DenyRule::EmergencyNumber),
        Some(ShortNumber::Helpline | ShortNumber::Other) => Err(DenyRule::ShortNumber),
    }
}

fn kind_allowed(policy: &Policy, destination: &Destination) -> Result<(), DenyRule> {
    let numbers = &policy.numbers;
    let kind = destination.kind;
    if numbers.allowed_types.contains(&kind) && !numbers.denied_types.contains(&kind) {
        return Ok(());
    }
    Err(match kind {
        Kind::Unknown => DenyRule::UnknownNumber,
        Kind::PremiumRate => DenyRule::PremiumRate,
        Kind::Satellite => DenyRule::Satellite,
        _ => DenyRule::NumberType,
    })
}

fn area_allowed(policy: &Policy, destination: &Destination) -> Result<AllowRule, DenyRule> {
    let numbers = &policy.numbers;
    let is_in = |areas: &[Area]| areas.iter().any(|area| area.contains(destination));
    if is_in(&numbers.denied) {
        return Err(DenyRule::DestinationDenied);
    }
    match &numbers.allowed {
        Some(allowed) if is_in(allowed) => Ok(AllowRule::DestinationAllowed),
        Some(_) => Err(DenyRule::DestinationNotAllowed),
        None => Ok(AllowRule::NotForbidden),
    }
}

#[cfg(test)]
mod tests;
