//! What the person notes down about a call. The host keeps it in the history, beside the call.

use std::time::Duration;

use leptos::prelude::*;
use pagedial_call::{CallInProgress, State};
use pagedial_protocol::host::{Answer, CallId, CallNotes, RequestBody};

use super::Dialer;
use crate::words::text;

/// How long nothing is typed before it is kept.
const PAUSE: Duration = Duration::from_millis(800);

/// The notes about the call that is on or was the last.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Notes {
    call: Option<CallId>,
    text: String,
    kept: Kept,
}

/// Whether the host has them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Kept {
    /// As they are.
    #[default]
    Yes,
    /// Not yet: there is no host, or something is being typed.
    NotYet,
    /// The host could not.
    Failed,
}

impl Notes {
    /// What there is to keep, if anything.
    fn unkept(&self) -> Option<(CallId, CallNotes)> {
        let call = self.call.clone().filter(|_| self.kept != Kept::Yes)?;
        Some((call, CallNotes::fitted(&self.text)))
    }

    /// Whether these are notes about another call than the line's, or about none any more.
    fn are_of_another(&self, state: &State) -> bool {
        match state {
            // Its notes can be written on.
            State::Ended(_) => false,
            state => self.call.as_ref() != call_of(state).map(|call| &call.id),
        }
    }

    fn kept(&mut self, call: &CallId, notes: &CallNotes, kept: bool) {
        let is_latest = self.unkept().is_some_and(|(now, latest)| now == *call && latest == *notes);
        if is_latest {
            self.kept = if kept { Kept::Yes } else { Kept::Failed };
        }
    }
}

/// The call that the host knows.
fn call_of(state: &State) -> Option<&CallInProgress> {
    match state {
        State::Starting { call, .. } | State::Setup { call, .. } | State::Ending { call, .. } => {
            Some(call)
        }
        State::Answered(answered) => Some(&answered.call),
        State::Idle | State::Authorizing { .. } | State::Ended(_) => None,
    }
}

impl Dialer {
    /// Begins a new sheet for a new call.
    pub(super) fn follow_notes(self, state: &State) {
        if self.shown.notes.with_untracked(|notes| notes.are_of_another(state)) {
            self.keep_notes();
            let call = call_of(state).map(|call| call.id.clone());
            self.shown.notes.set(Notes { call, ..Notes::default() });
        }
    }

    fn note(self, text: String) {
        self.shown.notes.update(|notes| {
            notes.text = text;
            notes.kept = Kept::NotYet;
        });
        self.stop_pause();
        if let Ok(pause) = set_timeout_with_handle(move || self.keep_notes(), PAUSE) {
            self.parts().pause.set(Some(pause));
        }
    }

    /// Gives the host what it does not have yet. Without a host it waits for the next one.
    pub(super) fn keep_notes(self) {
        self.stop_pause();
        let Some((call, notes)) = self.shown.notes.with_untracked(Notes::unkept) else {
            return;
        };
        let request = RequestBody::NoteCall { call: call.clone(), notes: notes.clone() };
        self.ask(request, move |answer| {
            let is_kept = matches!(answer, Ok(Answer::Noted {}));
            self.shown.notes.update(|it| it.kept(&call, &notes, is_kept));
            if is_kept {
                self.read_log();
            }
        });
    }

    fn stop_pause(self) {
        if let Some(pause) = self.parts().pause.take() {
            pause.clear();
        }
    }
}

#[component]
pub(super) fn NotesSheet(dialer: Dialer) -> impl IntoView {
    let shown = dialer.shown;
    let has_call = Memo::new(move |_| shown.notes.with(|notes| notes.call.is_some()));
    let kept = Memo::new(move |_| {
        shown.notes.with(|notes| match notes.kept {
            Kept::Yes if notes.text.is_empty() => String::new(),
            Kept::Yes => text("dialer_notes_kept"),
            Kept::NotYet => text("dialer_notes_not_yet"),
            Kept::Failed => text("dialer_notes_failed"),
        })
    });
    view! {
        <Show when=move || has_call.get()>
            <details class="notes">
                <summary>{text("dialer_notes")}</summary>
                <textarea
                    id="notes"
                    rows="3"
                    maxlength="1000"
                    aria-label=text("dialer_notes_label")
                    prop:value=move || shown.notes.with(|notes| notes.text.clone())
                    on:input:target=move |event| dialer.note(event.target().value())
                    on:blur=move |_| dialer.keep_notes()
                ></textarea>
                <p class="hint" role="status">{kept}</p>
            </details>
        </Show>
    }
}

#[cfg(test)]
mod tests {
    use pagedial_call::{Ended, EndedBecause, Partner, SetupStage};
    use pagedial_protocol::E164;

    use super::*;

    fn setup(id: &str) -> State {
        let call = CallInProgress {
            id: CallId(id.into()),
            partner: Partner::Called(E164::parse("+14255550123").unwrap().into()),
            started_at_ms: 1,
        };
        State::Setup { call, stage: SetupStage::Ringing }
    }

    fn noted(text: &str) -> Notes {
        Notes { call: Some(CallId("a".into())), text: text.into(), kept: Kept::NotYet }
    }

    #[test]
    fn notes_stay_with_their_call_until_another_begins() {
        let ended = State::Ended(Ended {
            partner: Partner::Called(E164::parse("+14255550123").unwrap().into()),
            answered_at_ms: None,
            at_ms: 2,
            because: EndedBecause::NormalEnd,
        });
        assert!(!noted("").are_of_another(&setup("a")));
        assert!(!noted("").are_of_another(&ended));
        assert!(noted("").are_of_another(&setup("b")));
        assert!(noted("").are_of_another(&State::Idle));
    }

    #[test]
    fn what_is_typed_while_the_host_writes_is_kept_too() {
        let (call, first) = noted("call").unkept().unwrap();
        let mut notes = noted("call back");
        notes.kept(&call, &first, true);
        assert_eq!(notes.kept, Kept::NotYet);
        let (call, latest) = notes.unkept().unwrap();
        notes.kept(&call, &latest, true);
        assert_eq!(notes.unkept(), None);
    }

    #[test]
    fn notes_that_could_not_be_kept_are_tried_again() {
        let mut notes = noted("call back");
        let (call, text) = notes.unkept().unwrap();
        notes.kept(&call, &text, false);
        assert_eq!(notes.kept, Kept::Failed);
        assert!(notes.unkept().is_some());
    }
}
