//! A call that was cut off because its window went without hanging up: the browser crashed, was
//! restarted or ran out of memory. The next window offers to call again, with the same identity.

use leptos::{prelude::*, task::spawn_local};
use pagedial_call::State;
use pagedial_protocol::E164;
use pagedial_webext::storage::Area;
use serde::{Deserialize, Serialize};

use super::Dialer;
use crate::{
    number,
    words::{text, text_with},
};

/// In the storage on disk for as long as a call lasts. Only the window that has the line touches
/// it, so what is found at its start is of a window that is gone.
const MARK: &str = "call_in_progress";

/// What is kept of a call in progress.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Interrupted {
    number: E164,
}

/// What to keep while this is the state.
fn mark_of(state: &State) -> Option<Interrupted> {
    match state {
        State::Setup { call, .. } => Some(call),
        State::Answered(answered) => Some(&answered.call),
        // Hung up, over, or not dialled yet: nothing to take up again.
        State::Idle
        | State::Authorizing { .. }
        | State::Starting { .. }
        | State::Ending { .. }
        | State::Ended(_) => None,
    }
    .and_then(|call| Some(Interrupted { number: call.partner.number()?.number()?.clone() }))
}

impl Dialer {
    /// Keeps what the next window needs if this one is cut off in `state`.
    pub(super) fn mark(self, state: &State) {
        let mark = mark_of(state);
        if self.shown.call.with_untracked(mark_of) == mark {
            return;
        }
        spawn_local(async move {
            let kept = match mark {
                Some(mark) => Area::Local.set(MARK, &mark).await,
                None => Area::Local.remove(MARK).await,
            };
            if let Err(error) = kept {
                leptos::logging::error!("the mark of a call: {error}");
            }
        });
    }

    /// Shows the call that was cut off, if one was. Once.
    pub(super) async fn offer_interrupted(self) {
        match Area::Local.get(MARK).await {
            Ok(Some(found)) => self.shown.interrupted.set(Some(found)),
            Ok(None) => return,
            Err(error) => leptos::logging::error!("the mark of a call: {error}"),
        }
        if let Err(error) = Area::Local.remove(MARK).await {
            leptos::logging::error!("the mark of a call: {error}");
        }
    }

    fn take_up_again(self) {
        if let (false, Some(Interrupted { number })) =
            (self.is_in_call(), self.shown.interrupted.get_untracked())
        {
            self.shown.interrupted.set(None);
            self.show_number(&number);
            self.call();
        }
    }
}

#[component]
pub(super) fn InterruptedNotice(dialer: Dialer) -> impl IntoView {
    let shown = dialer.shown;
    let of = move || shown.interrupted.with(|it| it.as_ref().map(|it| it.number.clone()));
    let in_call = Memo::new(move |_| shown.call.with(State::is_in_call));
    view! {
        <Show when=move || of().is_some() && !in_call.get()>
            <div class="notice interrupted">
                <p>
                    {move || {
                        of().map(|it| text_with("dialer_interrupted", &[&number::international(&it)]))
                    }}
                </p>
                <button type="button" on:click=move |_| dialer.take_up_again()>
                    {text("dialer_call_again")}
                </button>
                <button type="button" on:click=move |_| shown.interrupted.set(None)>
                    {text("dialer_dismiss")}
                </button>
            </div>
        </Show>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use pagedial_call::{CallInProgress, EndedBy, Partner, SetupStage};
    use pagedial_protocol::host::CallId;

    #[test]
    fn a_call_is_kept_from_its_dialling_until_it_is_hung_up() {
        let number = E164::parse("+14255550123").unwrap();
        let call = CallInProgress {
            id: CallId("call-1".into()),
            partner: Partner::Called(number.clone().into()),
            started_at_ms: 1000,
        };
        let setup = State::Setup { call: call.clone(), stage: SetupStage::Ringing };
        assert_eq!(mark_of(&setup), Some(Interrupted { number }));
        let ending = State::Ending { call, answered_at_ms: None, by: EndedBy::Us };
        assert_eq!(mark_of(&ending), None);
        assert_eq!(mark_of(&State::Idle), None);
    }
}
