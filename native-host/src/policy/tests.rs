use pagedial_protocol::{Callee, EmergencyCountry, EmergencyNumber};
use proptest::prelude::*;

use super::*;
use crate::policy::in_force::parse;

const QUIET: Circumstances = Circumstances {
    local: LocalTime { day: Weekday::Mon, minute: 600 },
    last_hour: 0,
    last_day: 0,
};

fn policy(text: &str) -> Policy {
    parse("policy.toml".as_ref(), text).unwrap()
}

fn rule(text: &str, number: &str, circumstances: Circumstances) -> Result<AllowRule, DenyRule> {
    let destination = Destination::of(&Callee::try_from(number.to_owned()).unwrap());
    decide(&policy(text), &destination, &circumstances)
}

const GERMANY: &str = "+4930123456";
const USA: &str = "+14255550123";
const JAMAICA: &str = "+18765230123";

#[test]
fn countries_and_calling_codes_are_allowed_and_denied() {
    let (allowed, open) = (Ok(AllowRule::DestinationAllowed), Ok(AllowRule::NotForbidden));
    let (not_allowed, denied) =
        (Err(DenyRule::DestinationNotAllowed), Err(DenyRule::DestinationDenied));
    for (numbers, [germany, usa, jamaica]) in [
        ("", [open, open, open]),
        ("allowed = [\"DE\"]", [allowed, not_allowed, not_allowed]),
        ("allowed = [\"+1\"]", [not_allowed, allowed, allowed]),
        ("allowed = [\"US\"]", [not_allowed, allowed, not_allowed]),
        ("denied = [\"JM\"]", [open, open, denied]),
        ("allowed = [\"+1\", \"+49\"]\ndenied = [\"JM\"]", [allowed, allowed, denied]),
        ("allowed = [\"US\"]\ndenied = [\"+1\"]", [not_allowed, denied, denied]),
        ("allowed = []", [not_allowed, not_allowed, not_allowed]),
    ] {
        let text = format!("[numbers]\n{numbers}");
        assert_eq!(rule(&text, GERMANY, QUIET), germany, "{numbers}");
        assert_eq!(rule(&text, USA, QUIET), usa, "{numbers}");
        assert_eq!(rule(&text, JAMAICA, QUIET), jamaica, "{numbers}");
    }
}

#[test]
fn types_are_allowed_and_denied() {
    let premium = "+19002345678";
    assert_eq!(rule("", premium, QUIET), Err(DenyRule::PremiumRate));
    let explicit = "numbers.allowed_types = [\"premium_rate\"]";
    assert_eq!(rule(explicit, premium, QUIET), Ok(AllowRule::NotForbidden));
    assert_eq!(rule(explicit, GERMANY, QUIET), Err(DenyRule::NumberType));
    let both = format!("{explicit}\nnumbers.denied_types = [\"premium_rate\"]");
    assert_eq!(rule(&both, premium, QUIET), Err(DenyRule::PremiumRate));
    let no_toll_free = "numbers.denied_types = [\"toll_free\"]";
    assert_eq!(rule(no_toll_free, "+18002345678", QUIET), Err(DenyRule::NumberType));
    assert_eq!(rule(no_toll_free, premium, QUIET), Err(DenyRule::PremiumRate));
}

#[test]
fn limits_count_what_was_allowed() {
    let text = "limits.calls_per_hour = 2\nlimits.calls_per_day = 3";
    let after =
        |last_hour, last_day| rule(text, USA, Circumstances { last_hour, last_day, ..QUIET });
    assert!(after(1, 2).is_ok());
    assert_eq!(after(2, 2), Err(DenyRule::CallsPerHour));
    assert_eq!(after(0, 3), Err(DenyRule::CallsPerDay));
    let none = rule("limits.calls_per_hour = 0", USA, QUIET);
    assert_eq!(none, Err(DenyRule::CallsPerHour));
}

#[test]
fn quiet_hours_may_go_over_midnight_and_belong_to_the_day_they_begin() {
    let text = "[[quiet_hours]]\ndays = [\"fri\"]\nfrom = \"20:00\"\nto = \"08:00\"\n\
                [[quiet_hours]]\ndays = [\"sun\"]\nfrom = \"00:00\"\nto = \"24:00\"\n\
                [[quiet_hours]]\nfrom = \"12:00\"\nto = \"12:30\"";
    let is_quiet = |day, hour: u16, minute: u16| {
        let local = LocalTime { day, minute: hour * 60 + minute };
        rule(text, USA, Circumstances { local, ..QUIET }) == Err(DenyRule::QuietHours)
    };
    for (day, hour, minute, expected) in [
        (Weekday::Fri, 19, 59, false),
        (Weekday::Fri, 20, 0, true),
        (Weekday::Sat, 7, 59, true),
        (Weekday::Sat, 8, 0, false),
        (Weekday::Sat, 20, 0, false),
        (Weekday::Fri, 7, 0, false),
        (Weekday::Sun, 0, 0, true),
        (Weekday::Sun, 23, 59, true),
        (Weekday::Mon, 0, 0, false),
        (Weekday::Wed, 12, 29, true),
        (Weekday::Wed, 12, 30, false),
    ] {
        assert_eq!(is_quiet(day, hour, minute), expected, "{day:?} {hour}:{minute:02}");
    }
}

#[test]
fn emergency_numbers_are_called_where_the_administrator_has_enabled_it_and_at_any_time() {
    let allowed = Ok(AllowRule::EmergencyCalling);
    let denied = Err(DenyRule::EmergencyNumber);
    let strict = "quiet_hours = [{ from = \"00:00\", to = \"24:00\" }]\n\
                  limits = { calls_per_hour = 0, calls_per_day = 0 }\n\
                  numbers.allowed = []\n";
    for (enabled, [us, gb, dk, south_africa]) in [
        ("", [denied, denied, denied, denied]),
        ("\"US\"", [allowed, denied, denied, denied]),
        ("\"GB\"", [denied, allowed, allowed, denied]),
        ("\"DK\", \"PR\"", [allowed, denied, allowed, denied]),
    ] {
        let text = format!("{strict}numbers.emergency_calling = [{enabled}]");
        for (number, expected) in
            [("911", us), ("999", gb), ("112", dk), ("+2710111", south_africa)]
        {
            assert_eq!(rule(&text, number, QUIET), expected, "{number}, enabled: {enabled}");
        }
    }
}

fn any_kind() -> impl Strategy<Value = Kind> + Clone {
    proptest::sample::select(&Kind::ALL[..])
}

fn any_policy() -> impl Strategy<Value = Policy> {
    any_policy_text().prop_map(|text| policy(&text))
}

fn any_policy_text() -> impl Strategy<Value = String> {
    let area = proptest::sample::select(vec!["DE", "US", "JM", "+1", "+49", "+882", "+979"]);
    let areas = proptest::collection::vec(area, 0..4);
    let kinds = proptest::collection::vec(any_kind(), 0..8);
    (
        (proptest::option::of(areas.clone()), areas, proptest::option::of(kinds.clone()), kinds),
        (0u32..5, 0u32..9),
        proptest::option::of((0u16..24, 0u16..24)),
        any_countries(),
    )
        .prop_map(
            |((allowed, denied, allowed_types, denied_types), (hour, day), quiet, enabled)| {
                let names = |kinds: Vec<Kind>| kinds.iter().map(|it| it.name()).collect::<Vec<_>>();
                let mut text =
                    format!("limits = {{ calls_per_hour = {hour}, calls_per_day = {day} }}\n");
                if let Some((from, to)) = quiet.filter(|(from, to)| from != to) {
                    text += &format!(
                        "quiet_hours = [{{ from = \"{from:02}:00\", to = \"{to:02}:00\" }}]\n"
                    );
                }
                text += &format!("[numbers]\ndenied = {denied:?}\n");
                let enabled: Vec<&str> = enabled.into_iter().map(EmergencyCountry::code).collect();
                text += &format!("emergency_calling = {enabled:?}\n");
                text += &format!("denied_types = {:?}\n", names(denied_types));
                if let Some(allowed) = allowed {
                    text += &format!("allowed = {allowed:?}\n");
                }
                if let Some(kinds) = allowed_types {
                    text += &format!("allowed_types = {:?}\n", names(kinds));
                }
                text
            },
        )
}

fn any_number() -> impl Strategy<Value = Callee> {
    let known =
        [GERMANY, USA, JAMAICA, "+19002345678", "+8821641234567", "+2710111", "+979123456789"];
    let emergency = EmergencyNumber::ALL.map(EmergencyNumber::as_str);
    let known = [&known[..], &emergency[..]].concat();
    prop_oneof![proptest::sample::select(known).prop_map(str::to_owned), "\\+[1-9][0-9]{6,14}",]
        .prop_map(|text| Callee::try_from(text).unwrap())
}

fn any_countries() -> impl Strategy<Value = Vec<EmergencyCountry>> {
    proptest::collection::vec(proptest::sample::select(&EmergencyCountry::ALL[..]), 0..3)
}

fn any_circumstances() -> impl Strategy<Value = Circumstances> {
    (proptest::sample::select(&Weekday::ALL[..]), 0u16..1440, 0u32..6, 0u32..10).prop_map(
        |(day, minute, last_hour, last_day)| Circumstances {
            local: LocalTime { day, minute },
            last_hour,
            last_day,
        },
    )
}

proptest! {
    /// Whatever the rules are, an allowed call breaks none of them.
    #[test]
    fn an_allowed_call_breaks_no_rule(
        policy in any_policy(),
        number in any_number(),
        circumstances in any_circumstances(),
    ) {
        let destination = Destination::of(&number);
        let decision = decide(&policy, &destination, &circumstances);
        if let Callee::Emergency(number) = number {
            let enabled = policy.numbers.emergency_calling.iter().any(|it| it.has(number));
            let rule = enabled.then_some(AllowRule::EmergencyCalling);
            prop_assert_eq!(decision, rule.ok_or(DenyRule::EmergencyNumber));
        } else if decision.is_ok() {
            prop_assert!(destination.short.is_none());
            prop_assert!(!policy.numbers.denied_types.contains(&destination.kind));
            prop_assert!(policy.numbers.allowed_types.contains(&destination.kind));
            prop_assert!(!policy.numbers.denied.iter().any(|area| area.contains(&destination)));
            prop_assert!(circumstances.last_hour < policy.limits.calls_per_hour);
            prop_assert!(circumstances.last_day < policy.limits.calls_per_day);
            prop_assert!(!policy.quiet_hours.iter().any(|it| it.contain(circumstances.local)));
        }
    }

    /// A stricter policy never allows what a laxer one denies.
    #[test]
    fn another_rule_never_allows_more(
        policy in any_policy(),
        number in any_number(),
        circumstances in any_circumstances(),
        denied in any_kind(),
    ) {
        let destination = Destination::of(&number);
        let mut stricter = policy.clone();
        stricter.numbers.denied_types.push(denied);
        stricter.limits.calls_per_hour = stricter.limits.calls_per_hour.saturating_sub(1);
        stricter.numbers.denied.extend(Area::try_from("DE".to_owned()).ok());
        if decide(&policy, &destination, &circumstances).is_err() {
            prop_assert!(decide(&stricter, &destination, &circumstances).is_err());
        }
    }

    /// More calls made never free one.
    #[test]
    fn a_call_more_never_allows_more(
        policy in any_policy(),
        number in any_number(),
        circumstances in any_circumstances(),
    ) {
        let destination = Destination::of(&number);
        let busier = Circumstances {
            last_hour: circumstances.last_hour + 1,
            last_day: circumstances.last_day + 1,
            ..circumstances
        };
        if decide(&policy, &destination, &busier).is_ok() {
            prop_assert!(decide(&policy, &destination, &circumstances).is_ok());
        }
    }

    #[test]
    fn no_text_makes_the_reader_of_a_policy_panic(text in any::<String>()) {
        let _ = parse("policy.toml".as_ref(), &text);
    }

    /// What `policy show --json` prints is the policy.
    #[test]
    fn a_policy_written_as_json_reads_the_same(policy in any_policy()) {
        let text = serde_json::to_string(&policy).unwrap();
        prop_assert_eq!(serde_json::from_str::<Policy>(&text).unwrap(), policy);
    }

    /// Whatever else a person's own file says.
    #[test]
    fn no_person_can_enable_emergency_calling(
        text in any_policy_text(),
        circumstances in any_circumstances(),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let (system, user) = (folder.path().join("none.toml"), folder.path().join("user.toml"));
        std::fs::write(&user, text).unwrap();
        match InForce::load(&system, &user) {
            Err(error) => prop_assert_eq!(error.code, pagedial_protocol::ErrorCode::PolicyUnusable),
            Ok(in_force) => {
                for number in EmergencyNumber::ALL {
                    let destination = Destination::of(&Callee::Emergency(number));
                    let decision = decide(&in_force.policy, &destination, &circumstances);
                    prop_assert_eq!(decision, Err(DenyRule::EmergencyNumber));
                }
            }
        }
    }
}
