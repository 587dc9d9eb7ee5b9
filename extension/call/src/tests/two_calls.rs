//! Calls that come in, a second call beside the first, and handing the other side on.

use crate::{
    Beside, Effect, Ended, EndedBecause, EndedBy, Event, HeldCall, Hold, Line, Partner, State,
};
use pagedial_protocol::{
    E164,
    engine::{CallControl, CallState, EndReason, EngineEvent, EngineProblem, TransferTarget},
    host::{Authorization, CallId, CallRecord, DenyRule, Direction},
};

fn number(text: &str) -> E164 {
    E164::parse(text).unwrap()
}

fn first() -> E164 {
    number("+14255550123")
}

fn second() -> E164 {
    number("+14255550150")
}

fn call(id: &str) -> CallId {
    CallId(id.into())
}

fn engine(line: &mut Line, event: EngineEvent) -> Vec<Effect> {
    line.update(Event::Engine(event), 10_000)
}

fn says(line: &mut Line, id: &str, state: CallState) -> Vec<Effect> {
    engine(line, EngineEvent::CallState { call: call(id), state })
}

fn ends(line: &mut Line, id: &str, code: u32) -> Vec<Effect> {
    let reason = EndReason { code, sub_code: 0, problem: None };
    engine(line, EngineEvent::CallEnded { call: call(id), reason })
}

fn rings(line: &mut Line, id: &str) -> Vec<Effect> {
    engine(line, EngineEvent::Incoming { call: call(id), caller: Some(second()) })
}

fn ready() -> Line {
    let mut line = Line::default();
    engine(&mut line, EngineEvent::Ready {});
    line
}

/// Lets the host allow what it was asked about last.
fn allow(line: &mut Line, asked: &[Effect], id: &str) -> Vec<Effect> {
    let Some(Effect::AskAuthorization { attempt, .. }) = asked.last() else {
        panic!("{asked:?}");
    };
    let authorization = Authorization::Allowed { call: call(id), caller_id: None };
    line.update(Event::Authorized { attempt: *attempt, authorization }, 10_000)
}

fn press(line: &mut Line, event: Event) -> Vec<Effect> {
    line.update(event, 10_000)
}

/// A line with call "a" answered.
fn talking() -> Line {
    let mut line = ready();
    let asked = press(&mut line, Event::CallPressed { number: first().into() });
    allow(&mut line, &asked, "a");
    says(&mut line, "a", CallState::Connected);
    line
}

/// A line with call "a" held and call "b" answered.
fn talking_beside_a_held_call() -> Line {
    let mut line = talking();
    press(&mut line, Event::CallPressed { number: second().into() });
    let asked = says(&mut line, "a", CallState::LocalHold);
    allow(&mut line, &asked, "b");
    says(&mut line, "b", CallState::Connected);
    line
}

fn in_front(line: &Line) -> &str {
    line.state().call().map_or("none", |(call, _)| call.id.0.as_str())
}

fn held(line: &Line) -> Option<&str> {
    line.beside().held.as_ref().map(|held| held.call.id.0.as_str())
}

fn hold(id: &str, held: bool) -> Effect {
    Effect::EngineHold { call: call(id), held }
}

fn hang_up(id: &str) -> Effect {
    Effect::EngineHangUp { call: call(id) }
}

fn records(effects: &[Effect]) -> Vec<&CallRecord> {
    effects
        .iter()
        .filter_map(|effect| match effect {
            Effect::RecordCall(record) => Some(record),
            _ => None,
        })
        .collect()
}

#[test]
fn a_call_that_comes_in_rings_is_answered_and_recorded_as_one_that_came_in() {
    let mut line = ready();
    assert_eq!(rings(&mut line, "i"), []);
    assert_eq!(line.state(), &State::Idle);
    assert_eq!(press(&mut line, Event::AcceptPressed), [Effect::EngineAccept { call: call("i") }]);
    says(&mut line, "i", CallState::Connected);
    let State::Answered(answered) = line.state() else { panic!("{:?}", line.state()) };
    assert_eq!(answered.call.partner, Partner::Caller(Some(second())));
    let effects = ends(&mut line, "i", 0);
    let [record] = records(&effects)[..] else { panic!("{effects:?}") };
    assert_eq!((record.direction, &record.number), (Direction::Incoming, &Some(second().into())));
    assert_eq!(record.answered_at_ms, Some(10_000));
}

#[test]
fn a_call_that_is_turned_away_is_recorded_and_nobody_is_told_that_it_was_missed() {
    let mut line = ready();
    rings(&mut line, "i");
    let effects = press(&mut line, Event::RejectPressed);
    assert_eq!(effects[0], hang_up("i"));
    assert_eq!(records(&effects)[0].end.code, 603);
    assert_eq!(effects.len(), 2);
    assert_eq!(ends(&mut line, "i", 0), [], "it is recorded once");
}

#[test]
fn a_caller_who_gives_up_was_missed() {
    let mut line = ready();
    rings(&mut line, "i");
    let effects = ends(&mut line, "i", 487);
    assert_eq!(records(&effects).len(), 1);
    assert_eq!(effects.last(), Some(&Effect::TellMissed { caller: Some(second()) }));
    let State::Ended(Ended { because, .. }) = line.state() else { panic!("{:?}", line.state()) };
    assert_eq!(because, &EndedBecause::Missed);
    assert_eq!(press(&mut line, Event::AcceptPressed), []);
}

#[test]
fn a_call_is_held_before_the_one_that_rings_is_answered() {
    let mut line = talking();
    rings(&mut line, "i");
    assert_eq!(press(&mut line, Event::AcceptPressed), [hold("a", true)]);
    assert_eq!(in_front(&line), "a", "it is heard until the engine says otherwise");
    let effects = says(&mut line, "a", CallState::LocalHold);
    assert_eq!(effects, [Effect::EngineAccept { call: call("i") }]);
    assert_eq!((in_front(&line), held(&line)), ("i", Some("a")));
}

#[test]
fn a_call_that_can_t_be_held_stays_in_front() {
    let mut line = talking();
    rings(&mut line, "i");
    press(&mut line, Event::AcceptPressed);
    engine(&mut line, EngineEvent::ControlFailed { call: call("a"), control: CallControl::Hold });
    assert_eq!(line.condition().failed, Some(CallControl::Hold));
    // A later hold is a hold and nothing else.
    press(&mut line, Event::HoldPressed);
    assert_eq!(says(&mut line, "a", CallState::LocalHold), []);
    assert!(line.beside().incoming.is_some());
}

#[test]
fn a_call_that_is_only_being_set_up_is_hung_up_for_the_one_that_rings() {
    let mut line = ready();
    let asked = press(&mut line, Event::CallPressed { number: first().into() });
    allow(&mut line, &asked, "a");
    rings(&mut line, "i");
    let effects = press(&mut line, Event::AcceptPressed);
    assert_eq!(effects[0], hang_up("a"));
    let effects = ends(&mut line, "a", 0);
    assert_eq!(effects.last(), Some(&Effect::EngineAccept { call: call("i") }));
    assert_eq!(in_front(&line), "i");
}

#[test]
fn a_third_caller_hears_that_the_line_is_busy_and_was_missed() {
    for mut line in [talking_beside_a_held_call(), {
        let mut line = ready();
        rings(&mut line, "i");
        line
    }] {
        let effects = rings(&mut line, "j");
        assert_eq!(effects[0], hang_up("j"));
        assert_eq!(records(&effects)[0].end.code, 486);
        assert!(effects.contains(&Effect::TellMissed { caller: Some(second()) }));
    }
}

#[test]
fn a_second_call_is_dialled_only_once_the_first_is_held() {
    let mut line = talking();
    assert_eq!(press(&mut line, Event::CallPressed { number: second().into() }), [hold("a", true)]);
    let asked = says(&mut line, "a", CallState::LocalHold);
    assert!(
        matches!(&asked[..], [Effect::AskAuthorization { number, .. }] if *number == second().into())
    );
    let effects = allow(&mut line, &asked, "b");
    assert!(matches!(&effects[..], [Effect::EngineDial { .. }]));
    assert_eq!((in_front(&line), held(&line)), ("b", Some("a")));
    assert_eq!(
        press(&mut line, Event::CallPressed { number: first().into() }),
        [],
        "two are enough"
    );
}

#[test]
fn two_calls_change_places_when_the_engine_says_so() {
    let mut line = talking_beside_a_held_call();
    engine(&mut line, EngineEvent::Muted { call: call("b"), muted: true });
    assert_eq!(press(&mut line, Event::SwapPressed), [hold("b", true)]);
    assert_eq!(says(&mut line, "b", CallState::LocalHold), [hold("a", false)]);
    assert_eq!((in_front(&line), held(&line)), ("a", Some("b")));
    assert!(!line.condition().muted, "muted was the other one");
    let State::Answered(answered) = line.state() else { panic!("{:?}", line.state()) };
    assert_eq!(answered.hold, Some(Hold::Local), "the engine has not said more");
    says(&mut line, "a", CallState::Connected);
    press(&mut line, Event::SwapPressed);
    says(&mut line, "a", CallState::LocalHold);
    assert!(line.condition().muted);
}

#[test]
fn the_held_call_comes_to_the_front_still_held_when_the_other_ends_and_the_end_is_told() {
    let mut line = talking_beside_a_held_call();
    let effects = ends(&mut line, "b", 0);
    assert_eq!(records(&effects).len(), 1);
    assert_eq!(effects.len(), 1, "nobody is heard before the person wants it");
    assert_eq!((in_front(&line), held(&line)), ("a", None));
    let ended = line.beside().ended.as_ref().unwrap();
    assert_eq!(
        (ended.partner.number(), &ended.because),
        (Some(second().into()), &EndedBecause::NormalEnd)
    );
    assert_eq!(press(&mut line, Event::HoldPressed), [hold("a", false)]);
}

#[test]
fn a_second_call_that_is_denied_or_busy_gives_the_first_back_and_says_why() {
    let mut line = talking();
    press(&mut line, Event::CallPressed { number: second().into() });
    let asked = says(&mut line, "a", CallState::LocalHold);
    let [Effect::AskAuthorization { attempt, .. }] = asked[..] else { panic!("{asked:?}") };
    let authorization = Authorization::Denied { rule: DenyRule::QuietHours };
    press(&mut line, Event::Authorized { attempt, authorization });
    assert_eq!((in_front(&line), held(&line)), ("a", None));
    let because = |line: &Line| line.beside().ended.clone().map(|ended| ended.because);
    assert_eq!(because(&line), Some(EndedBecause::Denied(DenyRule::QuietHours)));
    press(&mut line, Event::EndSeen);
    assert_eq!(because(&line), None);
}

#[test]
fn a_held_call_that_ends_is_told_and_recorded_and_the_one_in_front_goes_on() {
    let mut line = talking_beside_a_held_call();
    let effects = ends(&mut line, "a", 0);
    assert_eq!(records(&effects)[0].call, call("a"));
    assert_eq!((in_front(&line), held(&line)), ("b", None));
    assert!(line.beside().ended.is_some());
}

#[test]
fn a_held_call_that_the_engine_takes_up_by_itself_is_held_again() {
    let mut line = talking_beside_a_held_call();
    assert_eq!(says(&mut line, "a", CallState::Connected), [hold("a", true)]);
    assert_eq!((in_front(&line), held(&line)), ("b", Some("a")));
}

#[test]
fn an_engine_that_dies_takes_every_call_with_it_and_each_is_recorded() {
    for loss in [
        Event::EngineLost,
        Event::Engine(EngineEvent::Loaded {}),
        Event::Engine(EngineEvent::Failed {
            problem: EngineProblem::TokenRefused,
            detail: String::new(),
        }),
    ] {
        let mut line = talking_beside_a_held_call();
        let effects = press(&mut line, loss);
        assert_eq!(records(&effects).len(), 2, "{effects:?}");
        assert_eq!(effects.last(), Some(&Effect::DropEngine));
        assert!(!line.state().is_in_call());
        assert_eq!(line.beside().held, None);
    }
}

#[test]
fn a_window_that_goes_away_ends_every_call() {
    let mut line = talking();
    rings(&mut line, "i");
    let effects = press(&mut line, Event::WindowClosing);
    for id in ["a", "i"] {
        assert!(effects.contains(&hang_up(id)), "{effects:?}");
    }
    assert_eq!(records(&effects).len(), 2);
    assert_eq!(line.beside(), &Beside { ended: line.beside().ended.clone(), ..Beside::default() });
}

#[test]
fn a_call_is_handed_on_only_to_a_number_that_the_host_allows() {
    let mut line = talking();
    let asked = press(&mut line, Event::TransferPressed { number: second() });
    let effects = allow(&mut line, &asked, "t");
    let to = TransferTarget::Number { number: second() };
    assert_eq!(effects, [Effect::EngineTransfer { call: call("a"), to }]);
    let effects = engine(&mut line, EngineEvent::Transferred { call: call("a") });
    let [record] = records(&effects)[..] else { panic!("{effects:?}") };
    assert_eq!((&record.call, &record.number), (&call("t"), &Some(second().into())));
    assert!(effects.contains(&hang_up("a")));
    assert!(matches!(line.state(), State::Ending { by: EndedBy::Transfer, .. }));
    ends(&mut line, "a", 0);
    let State::Ended(Ended { because, .. }) = line.state() else { panic!("{:?}", line.state()) };
    assert_eq!(because, &EndedBecause::Transferred);
}

#[test]
fn a_transfer_that_is_denied_or_refused_leaves_the_call_as_it_was_and_says_why() {
    let mut line = talking();
    let asked = press(&mut line, Event::TransferPressed { number: second() });
    let [Effect::AskAuthorization { attempt, .. }] = asked[..] else { panic!("{asked:?}") };
    let authorization = Authorization::Denied { rule: DenyRule::PremiumRate };
    press(&mut line, Event::Authorized { attempt, authorization });
    let because = |line: &Line| line.beside().ended.clone().map(|ended| ended.because);
    assert_eq!(because(&line), Some(EndedBecause::Denied(DenyRule::PremiumRate)));

    let asked = press(&mut line, Event::TransferPressed { number: second() });
    allow(&mut line, &asked, "t");
    let reason = EndReason { code: 486, sub_code: 560_486, problem: None };
    let effects = engine(&mut line, EngineEvent::TransferFailed { call: call("a"), reason });
    assert_eq!((records(&effects).len(), because(&line)), (1, Some(EndedBecause::Busy)));
    assert_eq!(line.condition().failed, Some(CallControl::Transfer));
    assert_eq!((in_front(&line), &line.beside().transfer), ("a", &None));
}

#[test]
fn two_calls_are_connected_with_each_other_and_this_side_leaves_both() {
    let mut line = talking_beside_a_held_call();
    let to = TransferTarget::Call { call: call("b") };
    assert_eq!(
        press(&mut line, Event::ConnectPressed),
        [Effect::EngineTransfer { call: call("a"), to }]
    );
    let effects = engine(&mut line, EngineEvent::Transferred { call: call("a") });
    for id in ["a", "b"] {
        assert!(effects.contains(&hang_up(id)), "{effects:?}");
    }
    assert_eq!(records(&effects).len(), 1, "the other one when the engine says that it is over");
    assert_eq!(records(&ends(&mut line, "b", 0)).len(), 1);
    assert!(!line.state().is_in_call());
}

#[test]
fn a_transfer_goes_with_its_call_and_is_recorded_whenever_the_host_allowed_it() {
    let mut line = talking();
    let asked = press(&mut line, Event::TransferPressed { number: second() });
    ends(&mut line, "a", 0);
    assert_eq!(line.beside().transfer, None);
    let effects = allow(&mut line, &asked, "t");
    assert_eq!(records(&effects)[0].end.code, 487);

    let mut line = talking();
    let asked = press(&mut line, Event::TransferPressed { number: second() });
    allow(&mut line, &asked, "t");
    assert_eq!(records(&ends(&mut line, "a", 0)).len(), 2);
}

#[test]
fn what_is_known_of_a_held_call_stays_its_own() {
    let mut line = talking_beside_a_held_call();
    let reconnecting = pagedial_protocol::engine::Diagnostic::Reconnecting;
    engine(
        &mut line,
        EngineEvent::Diagnostic { call: call("a"), diagnostic: reconnecting, active: true },
    );
    assert!(line.condition().diagnostics.is_empty());
    let Some(HeldCall { condition, .. }) = &line.beside().held else { panic!("not held") };
    assert!(condition.diagnostics.contains(&reconnecting));
}
