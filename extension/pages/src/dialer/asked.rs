//! The number that was asked for: whom it belongs to, who asked, and what they are told.

use std::time::Duration;

use leptos::{prelude::*, task::spawn_local};
use pagedial_call::{Ended, Event, SetupStage, State};
use pagedial_protocol::{
    BoundedText, CallContext, Callee, E164,
    page::{About, AskedBy, DoorEvent, DoorState, ToContent},
};
use pagedial_webext::tabs::Tab;

use super::{Dialer, countdown::Countdown};
use crate::{
    number::Reading,
    words::{text, text_with},
};

/// A request of the background's that the dialer shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Asked {
    number: E164,
    about: Option<About>,
    by: AskedBy,
}

/// What of a call a page is told that asked for it.
fn door_state(call: &State, number: &E164) -> Option<(DoorState, Option<u32>)> {
    if call.called().as_ref().and_then(Callee::number) != Some(number) {
        return None;
    }
    match call {
        State::Idle | State::Ending { .. } => None,
        State::Authorizing { .. }
        | State::Starting { .. }
        | State::Setup { stage: SetupStage::Connecting, .. } => Some((DoorState::Calling, None)),
        State::Setup { .. } => Some((DoorState::Ringing, None)),
        State::Answered(_) => Some((DoorState::Connected, None)),
        State::Ended(ended) => Some((DoorState::Ended, Some(seconds(ended)))),
    }
}

fn seconds(ended: &Ended) -> u32 {
    let answered_ms = ended.answered_at_ms.map_or(0, |at_ms| ended.at_ms.saturating_sub(at_ms));
    u32::try_from(answered_ms / 1000).unwrap_or(u32::MAX)
}

impl Dialer {
    /// Shows whom a number belongs to, and begins to count down if that is wanted.
    pub(super) fn take_request(self, number: &E164, about: Option<About>, by: AskedBy) {
        self.dismiss();
        let countdown = match &by {
            AskedBy::Person {} => Countdown::begin(self.parts().countdown.get()),
            // What a page asks for, it cannot make.
            AskedBy::Page { .. } => Countdown::Off,
        };
        self.shown.asked.set(Some(Asked { number: number.clone(), about, by }));
        self.shown.countdown.set(countdown);
    }

    /// Shows a number that the person took up in the dialer itself. That is no click on a Call
    /// button, so nothing counts down.
    pub(super) fn take_up(self, number: &E164, about: About) {
        self.happen(Event::EndSeen);
        self.dismiss();
        self.show_number(number);
        let by = AskedBy::Person {};
        self.shown.asked.set(Some(Asked { number: number.clone(), about: Some(about), by }));
    }

    /// The person has something else in mind: a page that asked hears no more.
    fn dismiss(self) {
        self.shown.countdown.set(Countdown::Off);
        if self.shown.asked.with_untracked(Option::is_some) {
            if self.parts().told.get() != Some(DoorState::Ended) {
                self.tell(DoorState::Dismissed, None);
            }
            self.shown.asked.set(None);
        }
        self.parts().told.set(None);
    }

    /// Follows the number field and the call, for as long as there is a window.
    pub(super) fn follow_asked(self) {
        let shown = self.shown;
        Effect::new(move |_| {
            let number = shown.reading.with(|reading| match reading {
                Reading::Callable(number) => Some(number.e164.clone()),
                Reading::Empty | Reading::Wrong(_) | Reading::Emergency(_) => None,
            });
            let asked = shown.asked.with_untracked(|it| it.as_ref().map(|it| it.number.clone()));
            if asked.is_some() && asked != number && !self.is_in_call() {
                self.dismiss();
            }
        });
        Effect::new(move |_| {
            if shown.call.with(State::is_in_call) {
                shown.countdown.set(Countdown::Off);
            }
            let asked = shown.asked.with(|it| it.as_ref().map(|it| it.number.clone()));
            let state = asked.and_then(|number| shown.call.with(|call| door_state(call, &number)));
            if let Some((state, seconds)) = state
                && self.parts().told.get() != Some(state)
            {
                self.tell(state, seconds);
            }
        });
        let can_call = Memo::new(move |_| {
            shown.setup.with(|setup| setup.situation().can_call())
                && shown.asked.with(Option::is_some)
        });
        Effect::new(move |_| {
            if can_call.get() && matches!(shown.countdown.get(), Countdown::Waiting(_)) {
                shown.countdown.update(|it| *it = it.ready());
                self.tick_later();
            }
        });
        let closing = window_event_listener(leptos::ev::pagehide, move |_| self.dismiss());
        // It is wanted for as long as there is a window.
        std::mem::forget(closing);
    }

    fn tick_later(self) {
        let asked = self.shown.asked.get_untracked();
        set_timeout(
            move || {
                let still_asked = self.shown.asked.with_untracked(|now| *now == asked);
                if !still_asked || self.shown.countdown.get_untracked().left().is_none() {
                    return;
                }
                self.shown.countdown.update(|it| *it = it.tick());
                if self.shown.countdown.get_untracked() == Countdown::Over {
                    self.call();
                } else {
                    self.tick_later();
                }
            },
            Duration::from_secs(1),
        );
    }

    /// What the history keeps beside a call of this number.
    pub(super) fn context_of(self, number: &E164) -> CallContext {
        let asked = self.shown.asked.get_untracked().filter(|asked| asked.number == *number);
        let Some(about) = asked.and_then(|asked| asked.about) else {
            return CallContext::default();
        };
        CallContext {
            name: about.subject.name.map(|name| BoundedText::fitted(name.as_str())),
            page_title: about.title.map(|title| BoundedText::fitted(title.as_str())),
            page_origin: about.origin,
        }
    }

    /// The person presses Call after all, or not.
    fn stop_countdown(self) {
        self.shown.countdown.set(Countdown::Off);
    }

    fn tell(self, state: DoorState, seconds: Option<u32>) {
        self.parts().told.set(Some(state));
        let asked = self.shown.asked.get_untracked();
        if let Some(Asked { by: AskedBy::Page { call, tab_id, document_id }, .. }) = asked {
            let event = ToContent::Door { event: DoorEvent { call, state, seconds } };
            spawn_local(async move {
                // Fails when the page has gone, and then there is nobody to tell.
                let _ = Tab { id: tab_id }.tell_document(&document_id, &event).await;
            });
        }
    }
}

/// Whom the number belongs to and where it was found, under the number.
#[component]
pub(super) fn AskedFor(dialer: Dialer) -> impl IntoView {
    let shown = dialer.shown;
    view! {
        {move || {
            shown.asked.get().and_then(|asked| asked.about.map(|about| (about, asked.by))).map(|(about, by)| {
                let who = who(&about);
                let place = place(&about);
                let asks = matches!(by, AskedBy::Page { .. }).then(|| text("dialer_page_asks"));
                view! {
                    <p class="about">
                        {who.map(|who| view! { <bdi class="who">{who}</bdi> })}
                        {place.map(|place| view! { <bdi class="place">{place}</bdi> })}
                        {asks.map(|asks| view! { <span class="asks">{asks}</span> })}
                    </p>
                }
            })
        }}
        {move || shown.countdown.get().left().map(|left| view! {
            <div class="countdown" role="timer" aria-live="assertive">
                <p>{text_with("dialer_countdown", &[&left.to_string()])}</p>
                <button type="button" autofocus=true on:click=move |_| dialer.stop_countdown()>
                    {text("dialer_countdown_stop")}
                </button>
            </div>
        })}
    }
}

fn who(about: &About) -> Option<String> {
    let subject = &about.subject;
    let parts = [&subject.name, &subject.label].map(|line| line.as_ref().map(ToString::to_string));
    joined(parts, " · ")
}

fn place(about: &About) -> Option<String> {
    let host =
        about.origin.as_ref().and_then(|it| Some(it.as_str().split_once("://")?.1.to_owned()));
    joined([about.title.as_ref().map(ToString::to_string), host], " – ")
}

fn joined(parts: [Option<String>; 2], with: &str) -> Option<String> {
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join(with))
}
