//! The buttons and lamps of a headset.

use std::{cell::RefCell, rc::Rc};

use leptos::{prelude::*, task::spawn_local};
use pagedial_call::{Answered, Hold, State};
use pagedial_headset::{Buttons, Lamps, Press, Signals, act_of};

use super::{Dialer, Wishes};
use crate::hid::{self, Device};

/// Headsets in use, with their lamps.
type InUse = Rc<RefCell<Vec<(Device, Lamps)>>>;

impl Dialer {
    /// Lets the headsets that the person has chosen work the call, while that is wanted.
    pub(super) fn follow_headset(self, wishes: Memo<Wishes>) {
        let in_use = InUse::default();
        let wanted = Memo::new(move |_| wishes.get().headset);
        let find = {
            let in_use = in_use.clone();
            move || {
                if wanted.get_untracked() {
                    spawn_local(self.use_headsets(wanted, in_use.clone()));
                }
            }
        };
        hid::on_plugged_in(find.clone());
        Effect::new(move |_| {
            if wanted.get() {
                find();
            }
        });
        let signals = Memo::new(move |_| self.signals());
        Effect::new(move |_| {
            let shown = if wanted.get() { signals.get() } else { Signals::default() };
            for (device, lamps) in in_use.borrow().iter() {
                show(device, lamps, shown);
            }
        });
    }

    async fn use_headsets(self, wanted: Memo<bool>, in_use: InUse) {
        for device in hid::headsets().await {
            let described = device.described();
            let mut buttons = Buttons::of(&described);
            if device.opened() || buttons.is_empty() {
                continue;
            }
            let pressed = move |report: u8, bytes: &[u8]| {
                for press in buttons.take(report, bytes) {
                    self.pressed(press, wanted.get_untracked());
                }
            };
            match device.listen(pressed).await {
                Ok(()) => {
                    let lamps = Lamps::of(&described);
                    show(&device, &lamps, untrack(|| self.signals()));
                    in_use.borrow_mut().push((device, lamps));
                }
                Err(error) => leptos::logging::error!("the headset: {error}"),
            }
        }
    }

    fn pressed(self, press: Press, wanted: bool) {
        let act = act_of(press, untrack(|| self.call_view()));
        if let Some(act) = act.filter(|_| wanted) {
            self.act(act);
        }
    }

    fn signals(self) -> Signals {
        let call = self.call_view();
        let held = Some(Hold::Local);
        Signals {
            off_hook: call.in_call,
            ringing: call.ringing,
            muted: call.muted,
            held: self
                .shown
                .call
                .with(|it| matches!(it, State::Answered(Answered { hold, .. }) if *hold == held)),
        }
    }
}

fn show(device: &Device, lamps: &Lamps, signals: Signals) {
    for report in lamps.showing(signals) {
        let device = device.clone();
        spawn_local(async move {
            // Unplugged, most likely; its buttons are gone with its lamps.
            if let Err(error) = device.send(report.report, &report.bytes).await {
                leptos::logging::warn!("the headset's lamps: {error}");
            }
        });
    }
}
