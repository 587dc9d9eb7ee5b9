//! The twelve keys.

use std::{cell::Cell, rc::Rc, time::Duration};

use leptos::{ev::MouseEvent, prelude::*};
use pagedial_call::State;

use super::Dialer;
use crate::words::text;

/// Key, letters below it (ITU-T E.161), and the text that names it where the key's sign is no word.
const KEYS: [(char, &str, Option<&str>); 12] = [
    ('1', "", None),
    ('2', "ABC", None),
    ('3', "DEF", None),
    ('4', "GHI", None),
    ('5', "JKL", None),
    ('6', "MNO", None),
    ('7', "PQRS", None),
    ('8', "TUV", None),
    ('9', "WXYZ", None),
    ('*', "", Some("dialer_key_star")),
    ('0', "+", Some("dialer_key_zero")),
    ('#', "", Some("dialer_key_pound")),
];

/// How long 0 is held for a plus. As long as on other phones.
const LONG_PRESS: Duration = Duration::from_millis(600);

#[component]
pub(super) fn Keypad(dialer: Dialer) -> impl IntoView {
    let shown = dialer.shown;
    // Before the call it edits, in a connected one it sends; in between there is nothing to press.
    let usable = Memo::new(move |_| {
        shown.call.with(|state| match state {
            State::Answered(answered) => answered.hold.is_none(),
            state => !state.is_in_call(),
        })
    });
    view! {
        <div class="keypad" role="group" aria-label=text("dialer_keypad")>
            {KEYS
                .map(|(key, letters, name)| {
                    view! { <Key dialer=dialer key=key letters=letters name=name usable=usable /> }
                })
                .into_iter()
                .collect_view()}
        </div>
    }
}

#[component]
fn Key(
    dialer: Dialer,
    key: char,
    letters: &'static str,
    name: Option<&'static str>,
    usable: Memo<bool>,
) -> impl IntoView {
    let long_press = LongPress::default();
    let (down, up) = (long_press.clone(), long_press.clone());
    let leave = long_press.clone();
    let is_zero = key == '0';
    let press = move |_: MouseEvent| {
        if usable.get_untracked() && !long_press.was_taken() {
            dialer.press_key(key);
        }
    };
    view! {
        <button
            type="button"
            class="key"
            aria-label=name.map(text)
            // Not `disabled`, which would throw the focus off a key in the middle of a call.
            aria-disabled=move || (!usable.get()).then_some("true")
            on:pointerdown=move |_| {
                if is_zero {
                    down.start(move || {
                        if !dialer.is_in_call() {
                            dialer.press_key('+');
                        }
                        !dialer.is_in_call()
                    });
                }
            }
            on:pointerup=move |_| up.stop()
            on:pointerleave=move |_| leave.stop()
            on:click=press
        >
            <span class="sign">{key}</span>
            <span class="letters" aria-hidden="true">{letters}</span>
        </button>
    }
}

/// Tells a long press from a click: the click that ends a long press is not one more key.
#[derive(Clone, Default)]
struct LongPress {
    running: Rc<Cell<Option<TimeoutHandle>>>,
    taken: Rc<Cell<bool>>,
}

impl LongPress {
    /// `act` says whether the press has done something.
    fn start(&self, act: impl FnOnce() -> bool + 'static) {
        self.stop();
        self.taken.set(false);
        let taken = self.taken.clone();
        let started = set_timeout_with_handle(move || taken.set(act()), LONG_PRESS);
        self.running.set(started.ok());
    }

    fn stop(&self) {
        if let Some(running) = self.running.take() {
            running.clear();
        }
    }

    fn was_taken(&self) -> bool {
        self.taken.replace(false)
    }
}
