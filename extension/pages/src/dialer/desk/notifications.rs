//! What the system shows of calls while the dialer is out of sight.
//!
//! All of it is the dialer's own: calls come in only while its window is open. The permission is the
//! person's to give, in the options; without it nothing is shown.

use std::{cell::Cell, rc::Rc};

use leptos::{prelude::*, task::spawn_local};
use pagedial_protocol::page::FromPopup;
use pagedial_webext::{
    BrowserError,
    notifications::{self, Notification},
    runtime,
};

use super::{Act, Dialer, Wishes};
use crate::{
    dialer::incoming::words_of,
    words::{counted, text},
};

const INCOMING: &str = "pagedial-incoming";
const MISSED: &str = "pagedial-missed";

/// The buttons of a call that comes in, in their order.
const BUTTONS: [(Act, &str); 2] = [(Act::Answer, "dialer_accept"), (Act::Decline, "dialer_reject")];

/// What there is to be told.
#[derive(Clone, Debug, PartialEq)]
enum Told {
    /// Somebody calls.
    Incoming { caller: String },
    /// So many calls were not answered.
    Missed { callers: Vec<String> },
}

impl Dialer {
    pub(super) fn follow_notifications(self, wishes: Memo<Wishes>) {
        let clicks = Clicks::default();
        let away = away();
        let is_wanted = Memo::new(move |_| wishes.get().notifications && away.get());
        let ringing = self.ringing();
        let incoming = Memo::new(move |_| {
            ringing.get().map(|it| Told::Incoming { caller: words_of(it.caller.map(Into::into)) })
        });
        let missed = self.unseen_missed(away);
        for (id, told) in [(INCOMING, incoming), (MISSED, missed)] {
            let clicks = clicks.clone();
            // The wish is followed too: a call may ring before the settings are there. Chromium
            // 156 read `chrome.storage.managed` 2.7 s after its start (measured).
            let shows = Memo::new(move |_| told.get().filter(|_| is_wanted.get()));
            Effect::new(move |before: Option<bool>| {
                let shows = shows.get();
                let is_shown = shows.is_some();
                if is_shown || before.unwrap_or(false) {
                    clicks.follow(self);
                    spawn_local(async move { log(show_or_clear(id, shows).await) });
                }
                is_shown
            });
        }
        // A window that goes takes its ringing call along, and runs nothing afterwards.
        let closing = window_event_listener(leptos::ev::pagehide, move |_| {
            if ringing.with_untracked(Option::is_some) && is_wanted.get_untracked() {
                spawn_local(async { log(notifications::clear(INCOMING).await) });
            }
        });
        // It is wanted for as long as there is a window.
        std::mem::forget(closing);
    }

    /// The missed calls that came while nobody looked: with the window in front they are seen
    /// there, and are told by the system no more.
    fn unseen_missed(self, away: ReadSignal<bool>) -> Memo<Option<Told>> {
        let missed = self.shown.missed;
        let seen = RwSignal::new(0);
        Effect::new(move |_| {
            let all = missed.with(Vec::len);
            if !away.get() || all < seen.get_untracked() {
                seen.set(all);
            }
        });
        Memo::new(move |_| {
            let callers: Vec<String> = missed.with(|all| {
                let unseen = all.iter().skip(seen.get());
                unseen.map(|it| words_of(it.caller.clone().map(Into::into))).collect()
            });
            (!callers.is_empty()).then_some(Told::Missed { callers })
        })
    }

    fn notification_clicked(self, id: &str, button: Option<u32>) {
        match (id, button) {
            (INCOMING, Some(button)) => {
                let act = usize::try_from(button).ok().and_then(|button| BUTTONS.get(button));
                if let Some((act, _)) = act {
                    self.act(*act);
                }
                // Who talks needs the window for the rest of the call.
                if matches!(act, Some((Act::Answer, _))) {
                    come_to_front();
                }
            }
            (INCOMING | MISSED, None) => come_to_front(),
            _ => {}
        }
    }
}

/// Follows the clicks on notifications, once. Not before the first is shown: until the permission
/// is given there is nothing to follow.
#[derive(Clone, Default)]
struct Clicks(Rc<Cell<bool>>);

impl Clicks {
    fn follow(&self, dialer: Dialer) {
        if self.0.get() {
            return;
        }
        let clicked = move |id: String, button| dialer.notification_clicked(&id, button);
        match notifications::on_clicked(clicked) {
            Ok(()) => self.0.set(true),
            Err(error) => log(Err(error)),
        }
    }
}

/// Whether the person looks at something else than this window.
fn away() -> ReadSignal<bool> {
    let away = RwSignal::new(!has_focus());
    let front = window_event_listener(leptos::ev::focus, move |_| away.set(false));
    let back = window_event_listener(leptos::ev::blur, move |_| away.set(!has_focus()));
    // They are wanted for as long as there is a window.
    std::mem::forget((front, back));
    away.read_only()
}

/// A focus in the engine's frame is the window's too.
fn has_focus() -> bool {
    document().has_focus().unwrap_or(false)
}

async fn show_or_clear(id: &str, told: Option<Told>) -> Result<(), BrowserError> {
    let Some(told) = told else { return notifications::clear(id).await };
    let buttons = BUTTONS.map(|(_, key)| text(key));
    let buttons = buttons.each_ref().map(String::as_str);
    let (title, message, stays) = match told {
        Told::Incoming { caller } => (text("dialer_incoming"), caller, true),
        Told::Missed { callers } => {
            (counted("dialer_missed_calls", callers.len()), callers.join(", "), false)
        }
    };
    let notification = Notification {
        icon: &runtime::get_url("icons/pagedial-128.png"),
        title: &title,
        message: &message,
        buttons: if stays { &buttons } else { &[] },
        stays,
    };
    notifications::show(id, &notification).await
}

/// The background knows the window; asked to open the dialer, it brings it to the front.
fn come_to_front() {
    spawn_local(async {
        log(runtime::send::<_, bool>(&FromPopup::OpenDialer {}).await.map(drop));
    });
}

fn log(done: Result<(), BrowserError>) {
    if let Err(error) = done {
        leptos::logging::warn!("notifications: {error}");
    }
}
