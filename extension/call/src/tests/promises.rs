//! The promises of [`crate::Line`], attacked with every order of events.

use super::world::{Move, World};
use crate::State;
use pagedial_protocol::engine::{CallState, EngineProblem};
use proptest::prelude::*;

/// Plain numbers read as moves: a strategy for each kind of move took five times as long.
fn read_move((kind, which, detail): (u8, usize, usize)) -> Move {
    const STATES: [CallState; 7] = [
        CallState::Connecting,
        CallState::Ringing,
        CallState::EarlyMedia,
        CallState::Connected,
        CallState::LocalHold,
        CallState::RemoteHold,
        CallState::Disconnecting,
    ];
    const CODES: [u32; 7] = [0, 480, 486, 487, 490, 603, 999];
    match kind {
        0..=3 => Move::Call,
        4..=5 => Move::HangUp,
        6 => match detail {
            0 => Move::Close,
            1 => Move::WindowClosing,
            2 => Move::HostLost,
            3 => Move::EngineLoaded,
            4 => Move::EngineFailed { problem: EngineProblem::SdkFailed },
            5 => Move::EngineLost,
            _ => Move::EndSeen,
        },
        7..=8 => match detail {
            0..=1 => Move::Tones,
            2..=3 => Move::Mute,
            _ => Move::Hold,
        },
        9..=11 => Move::Incoming,
        12..=14 => Move::Accept,
        15 => Move::Reject,
        16..=18 => Move::Swap,
        19..=20 => Move::Transfer,
        21 => Move::Connect,
        22..=27 => Move::Allow { which },
        28 => Move::Deny { which },
        29 => Move::HostFails { which },
        30..=33 => Move::EngineReady,
        // Answers and holds more often than the rest: the calls are to get somewhere.
        34..=38 => Move::CallState { which, state: CallState::Connected },
        39..=42 => Move::CallState { which, state: CallState::LocalHold },
        43..=44 => Move::CallState { which, state: STATES[detail] },
        45..=46 => Move::CallEnded { which, code: CODES[detail] },
        47 => match detail {
            0..=2 => Move::Transferred { which },
            3..=4 => Move::TransferFailed { which },
            _ => Move::ToneSent { which },
        },
        48 => Move::Told { which, what: detail },
        49 => Move::StartOverdue { which },
        _ => Move::EndOverdue { which },
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100_000))]

    #[test]
    fn no_order_of_events_breaks_a_promise(
        moves in prop::collection::vec(((0..51_u8, 0..6_usize, 0..7_usize), -1000..60_000_i64), 0..60)
    ) {
        let mut world = World::new();
        for (it, passed_ms) in moves {
            world.make(read_move(it), passed_ms);
        }
        world.must_end();
    }
}

fn go_on(world: &World, moves: &[Move], depth: u32) -> u32 {
    world.clone().must_end();
    let mut orders = 1;
    if depth > 0 {
        for it in moves {
            let mut next = world.clone();
            next.make(*it, 1000);
            orders += go_on(&next, moves, depth - 1);
        }
    }
    orders
}

const CONNECTED: Move = Move::CallState { which: 0, state: CallState::Connected };
const HELD: Move = Move::CallState { which: 0, state: CallState::LocalHold };
const TALKING: [Move; 4] = [Move::EngineReady, Move::Call, Move::Allow { which: 0 }, CONNECTED];

/// A line with one call answered, and then this.
fn talking_and(moves: &[Move]) -> World {
    World::after(&[&TALKING, moves].concat())
}

/// What can meet in the life of one call, from its very beginning.
#[test]
fn every_interleaving_of_six_events_keeps_the_promises() {
    const MEETING: [Move; 9] = [
        Move::Call,
        Move::Allow { which: 0 },
        Move::EngineReady,
        CONNECTED,
        Move::CallState { which: 0, state: CallState::Disconnecting },
        Move::CallEnded { which: 0, code: 0 },
        Move::HangUp,
        Move::HostLost,
        Move::EndOverdue { which: 0 },
    ];
    go_on(&World::new(), &MEETING, 6);
}

/// What ends calls, in every order, wherever the calls are.
#[test]
fn whatever_ends_calls_in_whatever_order_leaves_none_behind() {
    const ENDINGS: [Move; 7] = [
        Move::HangUp,
        // The other sides hang up: of the latest call, and of the one before.
        Move::CallEnded { which: 0, code: 0 },
        Move::CallEnded { which: 1, code: 0 },
        // The network is gone.
        Move::CallEnded { which: 0, code: 490 },
        Move::EngineFailed { problem: EngineProblem::TokenRefused },
        Move::WindowClosing,
        Move::EndOverdue { which: 0 },
    ];
    let allow = Move::Allow { which: 1 };
    let starts = [
        World::after(&[Move::EngineReady]),
        World::after(&TALKING[..2]),
        World::after(&TALKING[..3]),
        talking_and(&[]),
        talking_and(&[Move::Hold, HELD]),
        World::after(&[Move::EngineReady, Move::Incoming]),
        talking_and(&[Move::Incoming]),
        talking_and(&[Move::Incoming, Move::Accept]),
        talking_and(&[Move::Call, HELD]),
        talking_and(&[Move::Call, HELD, allow]),
        talking_and(&[Move::Call, HELD, allow, CONNECTED]),
        talking_and(&[Move::Call, HELD, allow, CONNECTED, Move::Swap]),
        talking_and(&[Move::Call, HELD, allow, CONNECTED, Move::Connect]),
        talking_and(&[Move::Transfer]),
        talking_and(&[Move::Transfer, allow]),
    ];
    for world in &starts {
        assert_eq!(go_on(world, &ENDINGS, 6), (7_u32.pow(7) - 1) / 6);
    }
    // They are what they are said to be.
    assert!(starts[12].line().beside().transfer.is_some());
    assert!(starts[10].line().beside().held.is_some());
    assert!(matches!(starts[7].line().state(), State::Answered(_)));
}
