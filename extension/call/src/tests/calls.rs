//! Calls as they usually go, and as they go wrong.

use crate::{
    Attempt, CallInProgress, Effect, Ended, EndedBecause, Event, Hold, Line, Partner, SetupStage,
    State,
};
use pagedial_protocol::{
    E164, ErrorCode,
    engine::{
        CallControl, CallState, Diagnostic, DtmfStep, DtmfTone, EndReason, EngineEvent,
        EngineProblem,
    },
    host::{Authorization, CallId, CallRecord, DenyRule, Direction},
};

fn number() -> E164 {
    E164::parse("+14255550123").unwrap()
}

fn id() -> CallId {
    CallId("call-1".into())
}

fn caller_id() -> Option<E164> {
    E164::parse("+14255550100").ok()
}

fn press_call(line: &mut Line, now_ms: u64) -> Attempt {
    let effects = line.update(Event::CallPressed { number: number().into() }, now_ms);
    let [Effect::AskAuthorization { attempt, .. }] = effects.as_slice() else {
        panic!("{effects:?}");
    };
    *attempt
}

fn allow(line: &mut Line, attempt: Attempt, now_ms: u64) -> Vec<Effect> {
    let authorization = Authorization::Allowed { call: id(), caller_id: caller_id() };
    line.update(Event::Authorized { attempt, authorization }, now_ms)
}

fn engine(line: &mut Line, event: EngineEvent, now_ms: u64) -> Vec<Effect> {
    line.update(Event::Engine(event), now_ms)
}

fn says(line: &mut Line, state: CallState, now_ms: u64) -> Vec<Effect> {
    engine(line, EngineEvent::CallState { call: id(), state }, now_ms)
}

fn ends(line: &mut Line, code: u32, sub_code: u32, now_ms: u64) -> Vec<Effect> {
    let reason = EndReason { code, sub_code, problem: None };
    engine(line, EngineEvent::CallEnded { call: id(), reason }, now_ms)
}

fn because(line: &Line) -> &EndedBecause {
    match line.state() {
        State::Ended(Ended { because, .. }) => because,
        state => panic!("not ended: {state:?}"),
    }
}

fn recorded(effects: &[Effect]) -> Vec<&CallRecord> {
    effects
        .iter()
        .filter_map(|effect| match effect {
            Effect::RecordCall(record) => Some(record),
            _ => None,
        })
        .collect()
}

/// A line with a ready engine and a call that has just been dialled at 1000.
fn dialling() -> Line {
    let mut line = Line::default();
    engine(&mut line, EngineEvent::Ready {}, 0);
    let attempt = press_call(&mut line, 1000);
    allow(&mut line, attempt, 1010);
    line
}

/// The same call, answered at 5000.
fn talking() -> Line {
    let mut line = dialling();
    says(&mut line, CallState::Connected, 5000);
    line
}

#[test]
fn a_call_rings_is_answered_and_ends_when_the_other_side_hangs_up() {
    let mut line = dialling();
    says(&mut line, CallState::Ringing, 2000);
    assert!(matches!(line.state(), State::Setup { stage: SetupStage::Ringing, .. }));
    says(&mut line, CallState::Connected, 5000);
    let State::Answered(answered) = line.state() else { panic!("{:?}", line.state()) };
    assert_eq!((answered.at_ms, answered.hold), (5000, None));
    let effects = ends(&mut line, 0, 560_000, 65_000);
    assert_eq!(because(&line), &EndedBecause::NormalEnd);
    let end = EndReason { code: 0, sub_code: 560_000, problem: None };
    let record = CallRecord {
        call: id(),
        direction: Direction::Outgoing,
        number: Some(number().into()),
        started_at_ms: 1000,
        answered_at_ms: Some(5000),
        ended_at_ms: 65_000,
        end,
    };
    assert_eq!(effects, [Effect::RecordCall(record)]);
}

#[test]
fn the_engine_is_told_to_dial_what_the_host_allowed_with_its_caller_id() {
    let mut line = Line::default();
    engine(&mut line, EngineEvent::Ready {}, 0);
    let attempt = press_call(&mut line, 1000);
    let dial = Effect::EngineDial { call: id(), number: number().into(), caller_id: caller_id() };
    assert_eq!(allow(&mut line, attempt, 1010), [dial]);
}

#[test]
fn a_call_pressed_before_the_engine_is_ready_is_dialled_when_it_is() {
    let mut line = Line::default();
    let attempt = press_call(&mut line, 1000);
    assert_eq!(allow(&mut line, attempt, 1010), [Effect::AwaitEngine { call: id() }]);
    engine(&mut line, EngineEvent::Loaded {}, 1500);
    assert!(matches!(line.state(), State::Starting { .. }));
    let effects = engine(&mut line, EngineEvent::Ready {}, 9000);
    assert!(matches!(effects.as_slice(), [Effect::EngineDial { .. }]));
}

#[test]
fn a_call_gives_up_on_an_engine_that_never_gets_ready() {
    let mut line = Line::default();
    let attempt = press_call(&mut line, 1000);
    allow(&mut line, attempt, 1010);
    let effects = line.update(Event::StartOverdue { call: id() }, 61_010);
    assert_eq!(recorded(&effects).len(), 1);
    assert_eq!(effects.last(), Some(&Effect::DropEngine));
    assert_eq!(because(&line), &EndedBecause::EngineLost);
}

#[test]
fn a_denied_call_is_never_dialled_and_not_recorded() {
    let mut line = Line::default();
    engine(&mut line, EngineEvent::Ready {}, 0);
    let attempt = press_call(&mut line, 1000);
    let authorization = Authorization::Denied { rule: DenyRule::NoCallerId };
    assert_eq!(line.update(Event::Authorized { attempt, authorization }, 1010), []);
    assert_eq!(because(&line), &EndedBecause::Denied(DenyRule::NoCallerId));
}

#[test]
fn a_host_that_fails_or_goes_away_leaves_no_call_behind() {
    let mut line = Line::default();
    let attempt = press_call(&mut line, 1000);
    let error = ErrorCode::StorageFailed.into();
    assert_eq!(line.update(Event::AuthorizationFailed { attempt, error }, 1010), []);
    assert!(matches!(because(&line), EndedBecause::HostRefused(_)));
    press_call(&mut line, 2000);
    assert_eq!(line.update(Event::HostLost, 2010), []);
    assert_eq!(because(&line), &EndedBecause::HostLost);
}

#[test]
fn a_call_goes_on_without_the_host() {
    let mut line = talking();
    assert_eq!(line.update(Event::HostLost, 6000), []);
    assert!(matches!(line.state(), State::Answered(_)));
}

#[test]
fn busy_no_answer_declined_and_failure_leave_the_call() {
    for (code, sub_code, why) in [
        (486, 560_486, EndedBecause::Busy),
        (480, 560_480, EndedBecause::NoAnswer),
        (603, 560_603, EndedBecause::Declined),
        (503, 560_503, EndedBecause::ServiceFailed),
        (490, 4525, EndedBecause::LocalNetwork),
    ] {
        let mut line = dialling();
        says(&mut line, CallState::Ringing, 2000);
        let effects = ends(&mut line, code, sub_code, 3000);
        assert_eq!(because(&line), &why);
        assert_eq!(recorded(&effects)[0].answered_at_ms, None);
    }
}

#[test]
fn hanging_up_waits_for_the_engine_but_not_for_ever() {
    let mut line = talking();
    let effects = line.update(Event::HangUpPressed, 9000);
    let asked = [Effect::EngineHangUp { call: id() }, Effect::AwaitEnd { call: id() }];
    assert_eq!(effects, asked);
    assert!(line.state().is_in_call());
    let effects = line.update(Event::EndOverdue { call: id() }, 14_000);
    assert_eq!(recorded(&effects).len(), 1);
    assert_eq!(effects.last(), Some(&Effect::DropEngine));
    assert_eq!(because(&line), &EndedBecause::NormalEnd);
}

#[test]
fn a_call_hung_up_before_it_was_answered_is_cancelled_even_when_the_sdk_says_normal_end() {
    let mut line = dialling();
    line.update(Event::HangUpPressed, 2000);
    ends(&mut line, 0, 0, 2100);
    assert_eq!(because(&line), &EndedBecause::Cancelled);
}

#[test]
fn a_call_given_up_while_the_host_was_asked_is_recorded_if_the_host_then_allows_it() {
    let mut line = Line::default();
    engine(&mut line, EngineEvent::Ready {}, 0);
    let attempt = press_call(&mut line, 1000);
    assert_eq!(line.update(Event::HangUpPressed, 1200), []);
    assert_eq!(because(&line), &EndedBecause::Cancelled);
    let effects = allow(&mut line, attempt, 1500);
    let [record] = recorded(&effects)[..] else { panic!("{effects:?}") };
    assert_eq!((record.started_at_ms, record.ended_at_ms, record.end.code), (1000, 1200, 487));
    assert_eq!(effects.len(), 1, "it must not be dialled");
}

#[test]
fn an_end_that_the_engine_announces_and_never_delivers_is_bounded_too() {
    let mut line = talking();
    assert_eq!(says(&mut line, CallState::Disconnecting, 9000), [Effect::AwaitEnd { call: id() }]);
    let effects = line.update(Event::EndOverdue { call: id() }, 14_000);
    assert_eq!(effects.last(), Some(&Effect::DropEngine));
    assert_eq!(because(&line), &EndedBecause::EngineLost);
}

#[test]
fn what_the_engine_says_of_another_or_a_past_call_is_ignored() {
    let mut line = dialling();
    let call = CallId("another".into());
    let state = CallState::Connected;
    engine(&mut line, EngineEvent::CallState { call, state }, 2000);
    assert!(matches!(line.state(), State::Setup { .. }));
    ends(&mut line, 486, 0, 3000);
    says(&mut line, CallState::Connected, 4000);
    assert_eq!(because(&line), &EndedBecause::Busy);
}

#[test]
fn an_answered_call_never_goes_back_to_ringing() {
    let mut line = talking();
    says(&mut line, CallState::Ringing, 6000);
    assert!(matches!(line.state(), State::Answered(_)));
}

#[test]
fn holding_keeps_the_time_of_the_answer() {
    let mut line = talking();
    for (said, hold) in [
        (CallState::LocalHold, Some(Hold::Local)),
        (CallState::RemoteHold, Some(Hold::Remote)),
        (CallState::Connected, None),
    ] {
        says(&mut line, said, 7000);
        let State::Answered(answered) = line.state() else { panic!("{:?}", line.state()) };
        assert_eq!((answered.at_ms, answered.hold), (5000, hold));
    }
}

#[test]
fn tones_are_sent_only_in_a_connected_call_and_shown_once_they_are_out() {
    let key = Event::TonesEntered { steps: vec![DtmfStep::Tone { tone: DtmfTone::Num5 }] };
    let mut line = dialling();
    assert_eq!(line.update(key.clone(), 2000), []);
    says(&mut line, CallState::Connected, 5000);
    let tone = DtmfTone::Num5;
    let steps = vec![DtmfStep::Tone { tone }];
    assert_eq!(line.update(key.clone(), 6000), [Effect::EngineDtmf { call: id(), steps }]);
    engine(&mut line, EngineEvent::DtmfSent { call: id(), tone }, 6100);
    let State::Answered(answered) = line.state() else { panic!("{:?}", line.state()) };
    assert_eq!(answered.tones, [tone]);
    says(&mut line, CallState::RemoteHold, 7000);
    assert_eq!(line.update(key, 7100), []);
}

#[test]
fn a_denied_microphone_ends_the_call_and_says_so() {
    let mut line = dialling();
    let reason =
        EndReason { code: 400, sub_code: 40_613, problem: Some(EngineProblem::MicrophoneDenied) };
    engine(&mut line, EngineEvent::CallEnded { call: id(), reason }, 3000);
    assert_eq!(because(&line), &EndedBecause::MicrophoneDenied);
}

#[test]
fn an_engine_that_has_failed_is_not_asked_to_call() {
    let mut line = Line::default();
    let problem = EngineProblem::SdkMissing;
    engine(&mut line, EngineEvent::Failed { problem, detail: String::new() }, 0);
    assert_eq!(line.update(Event::CallPressed { number: number().into() }, 1000), []);
    assert_eq!(because(&line), &EndedBecause::SdkMissing);
    engine(&mut line, EngineEvent::Loaded {}, 2000);
    press_call(&mut line, 3000);
}

#[test]
fn an_engine_page_that_dies_takes_its_call_with_it() {
    let mut line = talking();
    let effects = line.update(Event::EngineLost, 9000);
    assert_eq!(recorded(&effects).len(), 1);
    assert_eq!(because(&line), &EndedBecause::EngineLost);
}

#[test]
fn closing_during_a_call_hangs_up_first_and_closes_when_it_is_over() {
    let mut line = talking();
    let effects = line.update(Event::ClosePressed, 9000);
    assert!(!effects.contains(&Effect::CloseWindow));
    let effects = ends(&mut line, 0, 0, 9100);
    assert_eq!(effects.last(), Some(&Effect::CloseWindow));
}

#[test]
fn closing_without_a_call_closes() {
    assert_eq!(Line::default().update(Event::ClosePressed, 0), [Effect::CloseWindow]);
}

#[test]
fn a_window_that_goes_away_hangs_up_and_records_at_once() {
    let mut line = talking();
    let effects = line.update(Event::WindowClosing, 9000);
    assert_eq!(effects[0], Effect::EngineHangUp { call: id() });
    let [record] = recorded(&effects)[..] else { panic!("{effects:?}") };
    assert_eq!((record.answered_at_ms, record.ended_at_ms), (Some(5000), 9000));
    assert!(!line.state().is_in_call());
}

#[test]
fn a_second_press_of_call_changes_nothing() {
    let mut line = dialling();
    let other = E164::parse("+14255550199").unwrap();
    assert_eq!(line.update(Event::CallPressed { number: other.into() }, 2000), []);
    assert_eq!(line.state().number(), Some(number().into()));
}

#[test]
fn the_next_call_can_follow_and_the_last_end_can_be_put_away() {
    let mut line = dialling();
    ends(&mut line, 486, 0, 3000);
    press_call(&mut line, 4000);
    line.update(Event::HangUpPressed, 4100);
    line.update(Event::EndSeen, 4200);
    assert_eq!(line.state(), &State::Idle);
}

#[test]
fn a_clock_set_back_during_a_call_gives_no_negative_duration() {
    let mut line = talking();
    let effects = ends(&mut line, 0, 0, 10);
    let record: &CallRecord = recorded(&effects)[0];
    assert_eq!((record.answered_at_ms, record.ended_at_ms), (Some(5000), 5000));
}

#[test]
fn a_call_in_progress_names_its_number() {
    let line = talking();
    let State::Answered(answered) = line.state() else { panic!("{:?}", line.state()) };
    let partner = Partner::Called(number().into());
    let call = CallInProgress { id: id(), partner, started_at_ms: 1000 };
    assert_eq!(answered.call, call);
    assert_eq!(line.state().number(), Some(number().into()));
}

#[test]
fn muted_is_what_the_engine_says_not_what_was_pressed() {
    let mut line = talking();
    let mute = |muted| Effect::EngineMute { call: id(), muted };
    assert_eq!(line.update(Event::MutePressed, 6000), [mute(true)]);
    assert!(!line.condition().muted);
    engine(&mut line, EngineEvent::Muted { call: id(), muted: true }, 6010);
    assert!(line.condition().muted);
    assert_eq!(line.update(Event::MutePressed, 7000), [mute(false)]);
    assert!(line.condition().muted);
}

#[test]
fn hold_is_taken_back_only_by_the_side_that_holds() {
    let mut line = talking();
    let hold = |held| Effect::EngineHold { call: id(), held };
    assert_eq!(line.update(Event::HoldPressed, 6000), [hold(true)]);
    says(&mut line, CallState::LocalHold, 6010);
    assert_eq!(line.update(Event::HoldPressed, 7000), [hold(false)]);
    says(&mut line, CallState::RemoteHold, 7010);
    assert_eq!(line.update(Event::HoldPressed, 8000), [hold(true)]);
}

#[test]
fn nothing_can_be_muted_or_held_that_is_no_call() {
    let mut line = Line::default();
    assert_eq!(line.update(Event::MutePressed, 0), []);
    let mut line = dialling();
    assert_eq!(line.update(Event::HoldPressed, 2000), []);
    line.update(Event::HangUpPressed, 3000);
    assert_eq!(line.update(Event::MutePressed, 3100), []);
}

#[test]
fn what_did_not_work_is_told_until_it_works_or_is_tried_again() {
    let mut line = talking();
    let failed = EngineEvent::ControlFailed { call: id(), control: CallControl::Hold };
    engine(&mut line, failed.clone(), 6000);
    assert_eq!(line.condition().failed, Some(CallControl::Hold));
    line.update(Event::HoldPressed, 6100);
    assert_eq!(line.condition().failed, None);
    engine(&mut line, failed, 6200);
    says(&mut line, CallState::LocalHold, 6300);
    assert_eq!(line.condition().failed, None);
}

#[test]
fn what_is_known_of_a_call_goes_with_it() {
    let mut line = talking();
    let diagnostic = Diagnostic::NoNetwork;
    let said = |active| EngineEvent::Diagnostic { call: id(), diagnostic, active };
    engine(&mut line, said(true), 6000);
    assert!(line.condition().diagnostics.contains(&diagnostic));
    engine(&mut line, EngineEvent::Muted { call: id(), muted: true }, 6000);
    ends(&mut line, 0, 0, 7000);
    assert_eq!(line.condition(), &crate::Condition::default());
    engine(&mut line, said(true), 7100);
    assert_eq!(line.condition(), &crate::Condition::default());
}
