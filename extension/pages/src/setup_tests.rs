use pagedial_protocol::ErrorCode;

use super::*;

fn learned(facts: impl IntoIterator<Item = Fact>) -> Setup {
    let mut setup = Setup::default();
    for fact in facts {
        setup.learn(fact);
    }
    setup
}

fn answered(account: Account) -> Fact {
    Fact::HostAnswered { protocol: PROTOCOL, account, driver: Driver::Acs }
}

fn configured() -> Fact {
    answered(Account::Configured {
        caller_id: None,
        default_number: None,
        emergency_calling: Vec::new(),
    })
}

fn gone(words: &str) -> Fact {
    Fact::HostGone(Some(words.into()))
}

fn said(event: EngineEvent) -> Fact {
    Fact::Engine(event)
}

fn failed(problem: EngineProblem) -> Fact {
    said(EngineEvent::Failed { problem, detail: String::new() })
}

fn name(facts: impl IntoIterator<Item = Fact>) -> &'static str {
    learned(facts).situation().name()
}

#[test]
fn the_browsers_words_tell_why_there_is_no_host() {
    for (words, name_of_obstacle) in [
        ("Specified native messaging host not found.", "host_missing"),
        ("No such native application com.pagedial.host", "host_missing"),
        (
            "Access to the native messaging host was disabled by the system administrator.",
            "host_forbidden",
        ),
        ("Access to the specified native messaging host is forbidden.", "host_not_for_us"),
        ("Native host has exited.", "host_stopped"),
        ("Failed to start native messaging host.", "host_stopped"),
    ] {
        assert_eq!(name([gone(words)]), name_of_obstacle, "{words}");
    }
    assert_eq!(name([Fact::HostGone(None)]), "host_stopped");
}

#[test]
fn a_call_can_be_asked_for_while_the_engine_is_loading_and_not_before_the_host_has_answered() {
    assert!(!Setup::default().situation().can_call());
    let setup = learned([configured(), Fact::EngineLoading]);
    assert_eq!(setup.situation(), Situation::Preparing(None));
    assert!(setup.situation().can_call());
}

#[test]
fn the_engine_becomes_ready_step_by_step() {
    let mut setup = learned([configured(), Fact::EngineLoading, said(EngineEvent::Loaded {})]);
    let step = PrepareStep::LoadingDriver;
    setup.learn(said(EngineEvent::Preparing { step }));
    assert_eq!(setup.situation(), Situation::Preparing(Some(step)));
    setup.learn(said(EngineEvent::Ready {}));
    assert_eq!(setup.situation(), Situation::Ready);
}

#[test]
fn without_a_configuration_no_call_can_be_made_whatever_the_engine_says() {
    let error = WireError::from(ErrorCode::InvalidConfiguration);
    for (account, expected) in [
        (Account::NotConfigured {}, "not_configured"),
        (Account::Invalid { error }, "invalid_configuration"),
    ] {
        let setup = learned([answered(account), said(EngineEvent::Ready {})]);
        assert_eq!(setup.situation().name(), expected);
        assert!(!setup.situation().can_call());
    }
}

#[test]
fn a_host_of_another_major_version_is_told_to_be_so() {
    let protocol = ProtocolVersion { major: PROTOCOL.major + 1, minor: 0 };
    let account = Account::NotConfigured {};
    let answer = Fact::HostAnswered { protocol, account, driver: Driver::Acs };
    assert_eq!(name([answer]), "upgrade_needed");
    let refusal = Fact::HostRefused(ErrorCode::UpgradeNeeded.into());
    assert_eq!(name([refusal]), "upgrade_needed");
    let newer = ProtocolVersion { major: PROTOCOL.major, minor: PROTOCOL.minor + 1 };
    let account = Account::NotConfigured {};
    let answer = Fact::HostAnswered { protocol: newer, account, driver: Driver::Acs };
    assert_eq!(name([answer]), "not_configured");
}

#[test]
fn a_refused_token_says_why_and_stays_until_the_engine_is_loaded_anew() {
    let error = WireError::from(ErrorCode::AccessRefused);
    let facts = [
        configured(),
        Fact::EngineLoading,
        Fact::NoToken(error.clone()),
        said(EngineEvent::Loaded {}),
    ];
    let mut setup = learned(facts);
    assert_eq!(setup.situation(), Situation::Obstacle(Obstacle::NoToken(error)));
    setup.learn(Fact::EngineLoading);
    assert!(setup.situation().can_call());
}

#[test]
fn what_the_host_said_last_outlives_its_going() {
    let error = WireError::from(ErrorCode::Internal);
    let facts = [Fact::HostRefused(error), gone("Native host has exited.")];
    assert_eq!(name(facts), "host_refused");
    let facts = [configured(), said(EngineEvent::Ready {}), gone("Native host has exited.")];
    assert_eq!(name(facts), "host_stopped");
}

#[test]
fn every_problem_of_the_engine_is_an_obstacle_of_its_own() {
    use std::collections::HashSet;
    let problems = [
        EngineProblem::MicrophoneDenied,
        EngineProblem::NoMicrophone,
        EngineProblem::SdkMissing,
        EngineProblem::SdkFailed,
        EngineProblem::TokenRefused,
    ];
    let names: HashSet<_> =
        problems.map(|problem| name([configured(), failed(problem)])).into_iter().collect();
    assert_eq!(names.len(), problems.len());
    assert!(!names.contains("ready"));
}

#[test]
fn the_question_about_the_microphone_is_pending_until_the_call_moves_on() {
    use pagedial_protocol::{engine::CallState, host::CallId};
    let mut setup = learned([configured(), said(EngineEvent::Ready {})]);
    setup.learn(said(EngineEvent::Preparing { step: PrepareStep::AskingMicrophone }));
    assert!(setup.asking_microphone);
    assert_eq!(setup.situation(), Situation::Ready);
    let (call, state) = (CallId("1".into()), CallState::Connecting);
    setup.learn(said(EngineEvent::CallState { call, state }));
    assert!(!setup.asking_microphone);
}

#[test]
fn only_the_loopback_driver_is_practice() {
    let account = || Account::Configured {
        caller_id: None,
        default_number: None,
        emergency_calling: Vec::new(),
    };
    for (driver, practice) in [(Driver::Loopback, true), (Driver::Acs, false)] {
        let answer = Fact::HostAnswered { protocol: PROTOCOL, account: account(), driver };
        assert_eq!(learned([answer]).is_practice(), practice);
    }
    assert!(!Setup::default().is_practice());
}

#[test]
fn trying_again_forgets_everything() {
    let facts = [gone("Specified native messaging host not found."), Fact::HostConnecting];
    assert_eq!(learned(facts).situation(), Situation::Connecting);
}

#[test]
fn a_window_without_the_line_says_so_until_it_has_it() {
    assert_eq!(name([Fact::LineTaken]), "line_taken");
    assert!(!learned([Fact::LineTaken]).situation().can_call());
    assert_eq!(name([Fact::LineTaken, Fact::HostConnecting]), "connecting");
}

#[test]
fn what_goes_wrong_around_a_call_is_known_until_it_is_right_again() {
    use CallTrouble as T;
    let mut setup = learned([configured(), said(EngineEvent::Ready {})]);
    assert_eq!(setup.call_troubles(), []);
    setup.learn(said(EngineEvent::Connection { connected: false }));
    setup.learn(Fact::TokenRenewal(Some(ErrorCode::Offline.into())));
    assert_eq!(setup.call_troubles(), [T::ServiceNotReached, T::TokenNotRenewed]);
    setup.learn(said(EngineEvent::Connection { connected: true }));
    setup.learn(Fact::TokenRenewal(None));
    assert_eq!(setup.call_troubles(), []);
    setup.learn(gone("Native host has exited."));
    assert_eq!(setup.call_troubles(), [T::HostGone]);
}
