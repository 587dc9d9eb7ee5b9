//! Toll fraud: what somebody would try who wants calls that the rules forbid.

use std::fs;

use pagedial_protocol::{E164, ErrorCode};

use super::*;
use crate::{acs::ConnectionString, settings::Source};

const NOW: u64 = 1_795_372_000_000;
const MINUTE: u64 = 60_000;
const ORDINARY: &str = "+14255550123";

struct Stage {
    folder: tempfile::TempDir,
}

impl Stage {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    fn folders(&self) -> Folders {
        Folders::below(self.folder.path())
    }

    fn write(&self, path: &std::path::Path, text: &str) {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn with_system_policy(self, text: &str) -> Self {
        self.write(&self.folders().system_policy(), text);
        self
    }

    fn with_user_policy(self, text: &str) -> Self {
        self.write(&self.folders().user_policy(), text);
        self
    }

    /// By a host that was started for this one question.
    fn ask_at(&self, number: &str, now_ms: u64) -> Result<Authorization, HostError> {
        let folders = self.folders();
        Authorizer::of(&folders).authorize(
            &settings(Driver::Loopback, None),
            &History::at(folders.history()),
            &Callee::try_from(number.to_owned()).unwrap(),
            &CallContext::default(),
            now_ms,
        )
    }

    fn ask(&self, number: &str) -> Authorization {
        self.ask_at(number, NOW).unwrap()
    }

    fn rule(&self, number: &str) -> Option<DenyRule> {
        match self.ask(number) {
            Authorization::Allowed { .. } => None,
            Authorization::Denied { rule } => Some(rule),
        }
    }

    fn audit(&self) -> String {
        fs::read_to_string(self.folders().audit()).unwrap_or_default()
    }
}

fn settings(driver: Driver, caller_id: Option<&str>) -> Settings {
    let account = "endpoint=https://r.example;accesskey=a2V5";
    Settings {
        source: Source::AccessKey(ConnectionString::parse(account).unwrap()),
        caller_id: caller_id.map(|text| E164::parse(text).unwrap()),
        default_number: None,
        driver,
    }
}

#[test]
fn without_any_rules_the_dear_and_the_unknown_are_denied() {
    let stage = Stage::new();
    for (number, expected) in [
        (ORDINARY, None),
        ("+442079460123", None),
        ("+18002345678", None),
        // Premium: USA, Germany, Great Britain, international.
        ("+19002345678", Some(DenyRule::PremiumRate)),
        ("+499001234567", Some(DenyRule::PremiumRate)),
        ("+449098790000", Some(DenyRule::PremiumRate)),
        ("+979123456789", Some(DenyRule::PremiumRate)),
        // Inmarsat, Iridium, Thuraya.
        ("+870773111632", Some(DenyRule::Satellite)),
        ("+881612345678", Some(DenyRule::Satellite)),
        ("+8821641234567", Some(DenyRule::Satellite)),
        // No such numbers: a calling code nobody has, too long, a trunk 0 that would be dialled.
        ("+999123456789", Some(DenyRule::UnknownNumber)),
        ("+142555501234", Some(DenyRule::UnknownNumber)),
        ("+4402079460123", Some(DenyRule::UnknownNumber)),
        ("+4909001234567", Some(DenyRule::UnknownNumber)),
    ] {
        assert_eq!(stage.rule(number), expected, "{number}");
    }
}

#[test]
fn no_rule_lets_an_emergency_or_short_number_through() {
    let all: Vec<String> = crate::policy::Kind::ALL.map(|kind| format!("{:?}", kind.name())).into();
    let open = format!("[numbers]\nallowed_types = [{}]", all.join(", "));
    for stage in [Stage::new(), Stage::new().with_system_policy(&open)] {
        for (number, expected) in [
            // Police in South Africa; helplines in Germany, France and Great Britain.
            ("+2710111", DenyRule::EmergencyNumber),
            ("+49116117", DenyRule::ShortNumber),
            ("+33116117", DenyRule::ShortNumber),
            ("+44116123", DenyRule::ShortNumber),
        ] {
            assert_eq!(stage.rule(number), Some(expected), "{number}");
        }
    }
}

#[test]
fn help_is_called_only_where_the_administrator_says_so_and_is_audited() {
    let enabled = "numbers.emergency_calling = [\"US\"]\nlimits.calls_per_hour = 0";
    assert_eq!(Stage::new().rule("911"), Some(DenyRule::EmergencyNumber));
    let stage = Stage::new().with_system_policy(enabled);
    assert_eq!(stage.rule("999"), Some(DenyRule::EmergencyNumber));
    assert_eq!(stage.rule(ORDINARY), Some(DenyRule::CallsPerHour));
    assert_eq!(stage.rule("911"), None);
    let audit = stage.audit();
    let last = audit.lines().last().unwrap();
    assert!(last.contains(r#""rule":"emergency_calling""#) && last.contains(r#""number":"911""#));
    let error = Stage::new().with_user_policy(enabled).ask_at("911", NOW).unwrap_err();
    assert_eq!(error.code, ErrorCode::PolicyUnusable);
}

#[test]
fn the_phone_network_wants_a_caller_id() {
    let stage = Stage::new();
    let folders = stage.folders();
    let ask = |settings: &Settings| {
        let number = E164::parse(ORDINARY).unwrap().into();
        let history = History::at(folders.history());
        let context = CallContext::default();
        Authorizer::of(&folders).authorize(settings, &history, &number, &context, NOW).unwrap()
    };
    let denied = Authorization::Denied { rule: DenyRule::NoCallerId };
    assert_eq!(ask(&settings(Driver::Acs, None)), denied);
    let caller_id = "+12065550100";
    assert!(matches!(
        ask(&settings(Driver::Acs, Some(caller_id))),
        Authorization::Allowed { caller_id: Some(shown), .. } if shown.as_str() == caller_id
    ));
}

#[test]
fn a_page_that_makes_the_dialer_call_on_and_on_is_stopped_by_the_limit() {
    let stage = Stage::new().with_system_policy("limits.calls_per_hour = 5");
    for call in 0..20 {
        let expected = (call >= 5).then_some(DenyRule::CallsPerHour);
        assert_eq!(stage.rule(ORDINARY), expected, "call {call}, each by a new host");
    }
    let later = |minutes: u64| stage.ask_at(ORDINARY, NOW + minutes * MINUTE).unwrap();
    assert!(matches!(later(59), Authorization::Denied { .. }));
    assert!(matches!(later(60), Authorization::Allowed { .. }));
}

#[test]
fn neither_purge_nor_clock_nor_a_crash_gives_calls_back() {
    let stage = Stage::new().with_system_policy("limits.calls_per_day = 3");
    let denied = Authorization::Denied { rule: DenyRule::CallsPerDay };
    // None of these calls is ever recorded: the host is killed each time.
    (0..3).for_each(|_| assert!(matches!(stage.ask(ORDINARY), Authorization::Allowed { .. })));
    assert_eq!(stage.ask(ORDINARY), denied);
    History::at(stage.folders().history()).purge(None).unwrap();
    assert_eq!(stage.ask(ORDINARY), denied);
    assert_eq!(stage.ask_at(ORDINARY, NOW - 10 * 24 * 60 * MINUTE).unwrap(), denied);
}

#[test]
fn a_person_cannot_lift_the_administrator_s_rules() {
    let stage = Stage::new()
        .with_system_policy("[numbers]\nallowed = [\"DE\"]")
        .with_user_policy("[numbers]\nallowed_types = [\"premium_rate\"]");
    assert_eq!(stage.rule(ORDINARY), Some(DenyRule::DestinationNotAllowed));
    assert_eq!(stage.rule("+499001234567"), Some(DenyRule::PremiumRate));
    assert_eq!(stage.rule("+4930123456"), None);
}

#[test]
fn rules_that_cannot_be_read_allow_nothing_and_say_so() {
    for stage in [
        Stage::new().with_system_policy("[numbers]\nallowed = [\"DE\""),
        Stage::new().with_user_policy("limit.calls_per_hour = 1"),
    ] {
        let error = stage.ask_at(ORDINARY, NOW).unwrap_err();
        assert_eq!(error.code, ErrorCode::PolicyUnusable);
        assert!(error.detail.unwrap().contains("policy.toml, line "));
        assert_eq!(stage.audit(), "");
    }
}

#[test]
fn what_cannot_be_counted_or_audited_is_not_allowed() {
    let stage = Stage::new();
    stage.write(&stage.folders().history(), &"no database ".repeat(100));
    assert_eq!(stage.ask_at(ORDINARY, NOW).unwrap_err().code, ErrorCode::StorageFailed);

    let stage = Stage::new();
    fs::create_dir_all(stage.folders().audit()).unwrap();
    assert_eq!(stage.ask_at(ORDINARY, NOW).unwrap_err().code, ErrorCode::StorageFailed);
    assert!(History::at(stage.folders().history()).list().unwrap().is_empty());
}

#[test]
fn every_decision_is_audited_without_the_number() {
    let stage = Stage::new();
    stage.ask(ORDINARY);
    stage.ask("+19002345678");
    let audit = stage.audit();
    assert_eq!(audit.lines().count(), 2);
    assert!(
        audit.contains("\"rule\":\"not_forbidden\"") && audit.contains("\"rule\":\"premium_rate\"")
    );
    assert!(!audit.contains("5550123") && !audit.contains("2345678"), "{audit}");

    let stage = Stage::new().with_system_policy("audit.full_numbers = true");
    stage.ask(ORDINARY);
    assert!(stage.audit().contains(ORDINARY));
}

#[test]
fn a_changed_policy_counts_from_the_next_call_on() {
    let stage = Stage::new();
    assert_eq!(stage.rule(ORDINARY), None);
    let stage = stage.with_system_policy("[numbers]\ndenied = [\"US\"]");
    assert_eq!(stage.rule(ORDINARY), Some(DenyRule::DestinationDenied));
}
