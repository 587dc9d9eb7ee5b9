//! What a typed text comes down to for somebody who wants to call it: a number, or the reason why it
//! is none.

use core::fmt;

use crate::finder::{Finder, NotANumber};
use crate::metadata::Length;
use crate::number::PhoneNumber;
use crate::region::Region;
use crate::short_number::{ShortNumber, ShortNumbers};

/// Reads what a person dials. It holds nothing but references into its metadata.
#[derive(Debug, Clone, Copy)]
pub struct DialPlan<'m> {
    finder: Finder<'m>,
    short_numbers: ShortNumbers<'m>,
}

/// Whose numbers a text was held against.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Plan {
    /// Those of one region.
    Region(Region),
    /// Those of all the regions that share a calling code, such as 1.
    CallingCode(u16),
}

/// Why a text can't be called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NotCallable {
    /// It is not written like a number.
    NotANumber,
    /// It has no calling code, and there is no region to take one from.
    NoRegion,
    /// No country has its calling code.
    UnknownCallingCode,
    /// It is dialled as it is, within a region, from a telephone.
    ShortNumber(ShortNumber),
    /// Numbers have more digits.
    TooShort(Option<Plan>),
    /// Numbers have fewer digits.
    TooLong(Option<Plan>),
    /// Some numbers have more digits and others fewer, but none as many.
    WrongLength(Plan),
    /// It lacks its area code.
    LocalOnly(Plan),
}

impl NotCallable {
    /// A stable name for machines, in snake case.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::NotANumber => "not_a_number",
            Self::NoRegion => "no_region",
            Self::UnknownCallingCode => "unknown_calling_code",
            Self::ShortNumber(kind) => kind.name(),
            Self::TooShort(_) => "too_short",
            Self::TooLong(_) => "too_long",
            Self::WrongLength(_) => "wrong_length",
            Self::LocalOnly(_) => "local_only",
        }
    }

    /// Whose numbers the text was held against, if that was known.
    #[must_use]
    pub const fn plan(self) -> Option<Plan> {
        match self {
            Self::TooShort(plan) | Self::TooLong(plan) => plan,
            Self::WrongLength(plan) | Self::LocalOnly(plan) => Some(plan),
            Self::NotANumber | Self::NoRegion | Self::UnknownCallingCode | Self::ShortNumber(_) => {
                None
            }
        }
    }

    /// Whether more digits may make a number of it.
    #[must_use]
    pub const fn may_grow(self) -> bool {
        match self {
            Self::TooShort(_) | Self::WrongLength(_) | Self::LocalOnly(_) => true,
            Self::NotANumber
            | Self::NoRegion
            | Self::UnknownCallingCode
            | Self::ShortNumber(_)
            | Self::TooLong(_) => false,
        }
    }
}

impl fmt::Display for NotCallable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotANumber => f.write_str("this is not written like a phone number"),
            Self::NoRegion => f.write_str("begin with + and the country's calling code"),
            Self::UnknownCallingCode => f.write_str("no country has this calling code"),
            Self::ShortNumber(ShortNumber::Emergency) => {
                f.write_str("this is an emergency number: call it from a telephone")
            }
            Self::ShortNumber(_) => {
                f.write_str("this is a short number: it can be called from a telephone only")
            }
            Self::TooShort(plan) => write!(f, "this is too short for a number{}", Of(*plan)),
            Self::TooLong(plan) => write!(f, "this is too long for a number{}", Of(*plan)),
            Self::WrongLength(plan) => {
                write!(f, "no number{} has as many digits", Of(Some(*plan)))
            }
            Self::LocalOnly(plan) => {
                write!(f, "the area code is missing for a number{}", Of(Some(*plan)))
            }
        }
    }
}

impl core::error::Error for NotCallable {}

/// " of US", " with +1", or nothing.
struct Of(Option<Plan>);

impl fmt::Display for Of {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            None => Ok(()),
            Some(Plan::Region(region)) => write!(f, " of {region}"),
            Some(Plan::CallingCode(code)) => write!(f, " with +{code}"),
        }
    }
}

impl DialPlan<'static> {
    /// With the metadata that the crate carries.
    #[must_use]
    pub fn embedded() -> Self {
        Self { finder: Finder::embedded(), short_numbers: ShortNumbers::embedded() }
    }
}

impl<'m> DialPlan<'m> {
    /// With other metadata.
    #[must_use]
    pub fn new(finder: Finder<'m>, short_numbers: ShortNumbers<'m>) -> Self {
        Self { finder, short_numbers }
    }

    /// Reads a typed text as a number to call, which may be without a calling code in `region`.
    ///
    /// A number whose digits are as many as numbers of its country have is given even when no
    /// number like it is known ([`PhoneNumber::is_valid`]): it may be newer than the metadata.
    ///
    /// # Errors
    /// When it can't be called, with the reason. A short number is one whatever it may be else,
    /// unless it is also a valid number, or, if it is for neither emergencies nor people in need,
    /// the beginning of one.
    pub fn read(
        &self,
        typed: &str,
        region: Option<Region>,
    ) -> Result<PhoneNumber<'m>, NotCallable> {
        if self.short_numbers.is_emergency(typed, region) {
            return Err(NotCallable::ShortNumber(ShortNumber::Emergency));
        }
        let parsed = self.finder.parse(typed, region);
        if let Ok(number) = parsed
            && number.is_valid()
        {
            return Ok(number);
        }
        let mut short = region.and_then(|region| self.short_numbers.dialled(typed, region));
        let answer = match parsed {
            Ok(number) => {
                short = short.or_else(|| self.short_numbers.in_international_form(&number));
                possible(number, region)
            }
            Err(error) => Err(refused(error, typed, region)),
        };
        match (short, answer) {
            (Some(ShortNumber::Other), Err(reason)) if reason.may_grow() => Err(reason),
            (Some(kind), _) => Err(NotCallable::ShortNumber(kind)),
            (None, answer) => answer,
        }
    }
}

/// The number if its digits are as many as numbers of its country have.
fn possible<'m>(
    number: PhoneNumber<'m>,
    region: Option<Region>,
) -> Result<PhoneNumber<'m>, NotCallable> {
    let plan = plan_of(&number, region);
    match number.length() {
        Length::Possible => Ok(number),
        Length::PossibleLocally => Err(NotCallable::LocalOnly(plan)),
        Length::TooShort => Err(NotCallable::TooShort(Some(plan))),
        Length::TooLong => Err(NotCallable::TooLong(Some(plan))),
        Length::Invalid => Err(NotCallable::WrongLength(plan)),
    }
}

/// The numbers that a number was held against: those of the person's own region if it has the same
/// calling code.
fn plan_of(number: &PhoneNumber<'_>, region: Option<Region>) -> Plan {
    let own = region.filter(|region| number.regions().any(|other| other == *region));
    let mut all = number.regions();
    match (own, all.next(), all.next()) {
        (Some(region), _, _) | (None, Some(region), None) => Plan::Region(region),
        _ => Plan::CallingCode(number.calling_code()),
    }
}

fn refused(error: NotANumber, typed: &str, region: Option<Region>) -> NotCallable {
    let is_international = typed.trim_start().starts_with(['+', '＋']);
    let plan = region.filter(|_| !is_international).map(Plan::Region);
    match error {
        NotANumber::UnknownCallingCode if region.is_none() && !is_international => {
            NotCallable::NoRegion
        }
        NotANumber::UnknownCallingCode => NotCallable::UnknownCallingCode,
        NotANumber::TooShort => NotCallable::TooShort(plan),
        NotANumber::TooLong => NotCallable::TooLong(plan),
        // One digit is not written like a number, but it is how one begins.
        NotANumber::NotDiallable if is_beginning(typed) => NotCallable::TooShort(plan),
        NotANumber::NotDiallable => NotCallable::NotANumber,
    }
}

fn is_beginning(typed: &str) -> bool {
    let typed = typed.trim();
    !typed.is_empty()
        && typed.chars().filter(char::is_ascii_digit).count() < 3
        && typed.chars().all(|one| one.is_ascii_digit() || "+( ".contains(one))
}

#[cfg(test)]
mod tests {
    use super::{DialPlan, NotCallable, Plan};
    use crate::{Region, ShortNumber};

    fn read(typed: &str, region: &str) -> Result<String, NotCallable> {
        let region = Region::parse(region).ok();
        DialPlan::embedded().read(typed, region).map(|number| number.e164())
    }

    fn of(region: &str) -> Plan {
        Plan::Region(Region::parse(region).unwrap())
    }

    #[test]
    fn a_number_that_can_be_called_is_given() {
        assert_eq!(read("(201) 555-0123", "US").as_deref(), Ok("+12015550123"));
        assert_eq!(read("030 23125 555", "DE").as_deref(), Ok("+493023125555"));
        assert_eq!(read("+1 201 555 0123", "").as_deref(), Ok("+12015550123"));
        // No such number is known, but it has the right length.
        assert_eq!(read("+1 100 100 0000", "US").as_deref(), Ok("+11001000000"));
    }

    #[test]
    fn what_has_the_wrong_number_of_digits_is_said_to_have_them() {
        assert_eq!(read("201555", "US"), Err(NotCallable::TooShort(Some(of("US")))));
        assert_eq!(read("20155501234", "US"), Err(NotCallable::TooLong(Some(of("US")))));
        assert_eq!(read("555-0123", "US"), Err(NotCallable::LocalOnly(of("US"))));
        assert_eq!(read("123456789", "SG"), Err(NotCallable::WrongLength(of("SG"))));
        assert_eq!(read("555-0123", "CA"), Err(NotCallable::LocalOnly(of("CA"))));
        let shared = Plan::CallingCode(1);
        assert_eq!(read("+1 201555012", "DE"), Err(NotCallable::TooShort(Some(shared))));
        assert_eq!(read("+33 1 23 45 67", "DE"), Err(NotCallable::TooShort(Some(of("FR")))));
        assert_eq!(read("5", "US"), Err(NotCallable::TooShort(Some(of("US")))));
        assert_eq!(read("+", "US"), Err(NotCallable::TooShort(None)));
        assert_eq!(read("+4", "US"), Err(NotCallable::TooShort(None)));
    }

    #[test]
    fn what_is_no_number_at_all_is_said_to_be_none() {
        assert_eq!(read("hello", "US"), Err(NotCallable::NotANumber));
        assert_eq!(read("", "US"), Err(NotCallable::NotANumber));
        assert_eq!(read("+999 12345678", "US"), Err(NotCallable::UnknownCallingCode));
        assert_eq!(read("201 555 0123", ""), Err(NotCallable::NoRegion));
    }

    #[test]
    fn emergency_numbers_and_helplines_are_known_as_such() {
        let emergency = Err(NotCallable::ShortNumber(ShortNumber::Emergency));
        for (typed, region) in [
            ("911", "US"),
            ("112", "DE"),
            ("1 1 0", "DE"),
            ("999", "GB"),
            ("112", ""),
            ("+27 10111", "US"),
        ] {
            assert_eq!(read(typed, region), emergency, "{typed} {region}");
        }
        let helpline = Err(NotCallable::ShortNumber(ShortNumber::Helpline));
        assert_eq!(read("988", "US"), helpline);
        assert_eq!(read("116117", "DE"), helpline);
    }

    #[test]
    fn a_short_number_that_may_begin_a_longer_one_is_too_short() {
        assert_eq!(read("2015", "US"), Err(NotCallable::TooShort(Some(of("US")))));
        assert_eq!(read("11880", "DE"), Err(NotCallable::ShortNumber(ShortNumber::Other)));
    }

    #[test]
    fn every_reason_is_told_in_words() {
        let reason = read("20155501234", "US").unwrap_err();
        assert_eq!(reason.to_string(), "this is too long for a number of US");
        let reason = read("+1 201555012", "DE").unwrap_err();
        assert_eq!(reason.to_string(), "this is too short for a number with +1");
    }
}
