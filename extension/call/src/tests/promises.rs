//! The promises of [`crate::Line`], attacked with every order of events.

use super::world::{Move, World};
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
        6 => Move::Close,
        7 => match detail {
            0..=1 => Move::Tones,
            2..=3 => Move::Mute,
            _ => Move::Hold,
        },
        8 => Move::EndSeen,
        9 => Move::WindowClosing,
        10..=15 => Move::Allow { which },
        16 => Move::Deny { which },
        17 => Move::HostFails { which },
        18 => Move::HostLost,
        19 => Move::EngineLoaded,
        20..=23 => Move::EngineReady,
        24 => Move::EngineFailed { problem: EngineProblem::SdkFailed },
        25 => Move::EngineLost,
        26..=31 => Move::CallState { which, state: STATES[detail] },
        32..=34 => Move::CallEnded { which, code: CODES[detail] },
        35 => match detail {
            6 => Move::ToneSent { which },
            what => Move::Told { which, what },
        },
        36 => Move::StartOverdue { which },
        _ => Move::EndOverdue { which },
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100_000))]

    #[test]
    fn no_order_of_events_breaks_a_promise(
        moves in prop::collection::vec(((0..38_u8, 0..6_usize, 0..7_usize), -1000..60_000_i64), 0..60)
    ) {
        let mut world = World::new();
        for (it, passed_ms) in moves {
            world.make(read_move(it), passed_ms);
        }
        world.must_end();
    }
}

/// What can meet in one call. `which: 0` of the calls is a foreign one and 1 the first call.
const MEETING: [Move; 13] = [
    Move::Call,
    Move::Allow { which: 0 },
    Move::EngineReady,
    Move::CallState { which: 1, state: CallState::Connected },
    Move::CallState { which: 1, state: CallState::Disconnecting },
    Move::CallEnded { which: 1, code: 0 },
    // The network is gone.
    Move::CallEnded { which: 1, code: 490 },
    Move::HangUp,
    Move::WindowClosing,
    Move::HostLost,
    Move::EngineFailed { problem: EngineProblem::TokenRefused },
    Move::EngineLost,
    Move::EndOverdue { which: 1 },
];

#[test]
fn every_interleaving_of_six_events_keeps_the_promises() {
    fn go_on(world: &World, depth: u32) {
        world.clone().must_end();
        if depth > 0 {
            for it in MEETING {
                let mut next = world.clone();
                next.make(it, 1000);
                go_on(&next, depth - 1);
            }
        }
    }
    go_on(&World::new(), 6);
}
