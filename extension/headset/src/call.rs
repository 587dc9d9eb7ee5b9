//! What a press does to a call.

use crate::Press;

/// What there is to know of the call.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CallView {
    /// Somebody calls, and nobody has answered yet.
    pub ringing: bool,
    /// A call is on or on its way.
    pub in_call: bool,
    /// The other side does not hear this one.
    pub muted: bool,
}

/// What is to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// Take the call that comes in.
    Answer,
    /// Refuse it.
    Decline,
    /// End the call.
    HangUp,
    /// Mute, or the opposite.
    ToggleMute,
    /// Hold, or the opposite.
    ToggleHold,
}

/// What a press is to do. Nothing calls anybody: a headset that is put on or falls off the table
/// must not.
#[must_use]
pub const fn act_of(press: Press, call: CallView) -> Option<Act> {
    match press {
        Press::OffHook if call.ringing => Some(Act::Answer),
        // The hook is where the call already is: the headset's answer to its lamp.
        Press::OffHook => None,
        Press::OnHook if call.in_call => Some(Act::HangUp),
        Press::OnHook => None,
        Press::Hook if call.ringing => Some(Act::Answer),
        Press::Hook | Press::Drop if call.in_call && !call.ringing => Some(Act::HangUp),
        Press::Drop if call.ringing => Some(Act::Decline),
        Press::Hook | Press::Drop => None,
        Press::Mute if call.in_call => Some(Act::ToggleMute),
        Press::MuteSwitch { on } if call.in_call && on != call.muted => Some(Act::ToggleMute),
        Press::Mute | Press::MuteSwitch { .. } => None,
        Press::Flash if call.in_call => Some(Act::ToggleHold),
        Press::Flash => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const IDLE: CallView = CallView { ringing: false, in_call: false, muted: false };
    const RINGING: CallView = CallView { ringing: true, ..IDLE };
    const TALKING: CallView = CallView { in_call: true, ..IDLE };

    #[test]
    fn a_press_answers_ends_mutes_and_holds() {
        for (press, call, act) in [
            (Press::OffHook, RINGING, Act::Answer),
            (Press::Hook, RINGING, Act::Answer),
            (Press::Drop, RINGING, Act::Decline),
            (Press::OnHook, TALKING, Act::HangUp),
            (Press::Hook, TALKING, Act::HangUp),
            (Press::Drop, TALKING, Act::HangUp),
            (Press::Mute, TALKING, Act::ToggleMute),
            (Press::MuteSwitch { on: true }, TALKING, Act::ToggleMute),
            (Press::Flash, TALKING, Act::ToggleHold),
        ] {
            assert_eq!(act_of(press, call), Some(act), "{press:?}");
        }
    }

    #[test]
    fn nothing_happens_without_a_call_or_when_it_is_so_already() {
        for press in [
            Press::OffHook,
            Press::OnHook,
            Press::Hook,
            Press::Mute,
            Press::MuteSwitch { on: true },
            Press::Flash,
            Press::Drop,
        ] {
            assert_eq!(act_of(press, IDLE), None, "{press:?}");
        }
        assert_eq!(act_of(Press::OffHook, TALKING), None);
        let muted = CallView { muted: true, ..TALKING };
        assert_eq!(act_of(Press::MuteSwitch { on: true }, muted), None);
        assert_eq!(act_of(Press::OnHook, RINGING), None);
    }

    #[test]
    fn with_a_second_caller_the_hook_answers_and_putting_back_ends_the_call() {
        let both = CallView { ringing: true, ..TALKING };
        assert_eq!(act_of(Press::Hook, both), Some(Act::Answer));
        assert_eq!(act_of(Press::OnHook, both), Some(Act::HangUp));
        assert_eq!(act_of(Press::Drop, both), Some(Act::Decline));
    }
}
