//! Recent calls and favourites: read from the host and from the extension's storage, searched
//! together.

mod entry;
mod list;
mod rename;

use leptos::{prelude::*, task::spawn_local};
use pagedial_protocol::{
    E164,
    host::{Answer, MAX_RECENTS, PastCall, RecentsPlace, RequestBody},
    page::{About, Line, Subject},
};
use pagedial_webext::storage::Area;

use super::Dialer;
use crate::{
    call_log::{CallLog, Progress},
    favourites::{Favourite, Favourites},
    setup::Situation,
};

pub(super) use list::CallsPane;

/// What is known of calls and favourites, and what the person looks for.
#[derive(Clone, Copy)]
pub(super) struct Book {
    log: RwSignal<CallLog>,
    favourites: RwSignal<Favourites>,
    query: RwSignal<String>,
}

impl Book {
    pub(super) fn new() -> Self {
        Self {
            log: RwSignal::new(CallLog::default()),
            favourites: RwSignal::new(Favourites::default()),
            query: RwSignal::new(String::new()),
        }
    }

    /// The number that was called last.
    pub(super) fn last_called(self) -> Option<E164> {
        self.log.with(|log| log.last_called().cloned())
    }
}

impl Dialer {
    /// Reads favourites now and the history once the host has nothing more urgent to do.
    pub(super) fn follow_book(self) {
        let book = self.shown.book;
        let take = move |favourites: Option<Favourites>| {
            book.favourites.set(favourites.unwrap_or_default());
        };
        Area::Local.on_changed(Favourites::KEY, move |changed| match changed {
            Ok(favourites) => take(Some(favourites)),
            Err(error) => leptos::logging::error!("the favourites: {error}"),
        });
        spawn_local(async move {
            match Area::Local.get(Favourites::KEY).await {
                Ok(favourites) => take(favourites),
                Err(error) => leptos::logging::error!("the favourites: {error}"),
            }
        });
        let is_settled = Memo::new(move |_| {
            let situation = self.shown.setup.with(crate::setup::Setup::situation);
            !matches!(situation, Situation::Connecting | Situation::Preparing(_))
        });
        Effect::new(move |_| {
            if is_settled.get() {
                self.read_log();
            }
        });
        // A search is in all calls, however many pages they are.
        Effect::new(move |_| {
            let is_searching = book.query.with(|query| !query.trim().is_empty());
            let place = book.log.with(|log| match log.progress() {
                Progress::More(place) => Some(*place),
                _ => None,
            });
            if let (true, Some(place)) = (is_searching, place) {
                self.ask_calls(Some(place));
            }
        });
    }

    /// Reads the newest calls. Without a host, what was read before stays.
    pub(super) fn read_log(self) {
        self.ask_calls(None);
    }

    fn ask_calls(self, from: Option<RecentsPlace>) {
        let log = self.shown.book.log;
        let request = RequestBody::ListRecents { before: from, limit: MAX_RECENTS };
        let asked = self.ask(request, move |answer| match answer {
            Ok(Answer::Recents { calls, next }) => log.update(|it| it.read(from, calls, next)),
            _ => log.update(CallLog::failed),
        });
        if asked {
            log.update(CallLog::asked);
        }
    }

    fn toggle_favourite(self, favourite: Favourite) {
        self.change_favourites(|all| all.toggle(favourite));
    }

    fn change_favourites(self, change: impl FnOnce(&mut Favourites)) {
        let favourites = self.shown.book.favourites;
        favourites.update(change);
        let all = favourites.get_untracked();
        spawn_local(async move {
            if let Err(error) = Area::Local.set(Favourites::KEY, &all).await {
                leptos::logging::error!("the favourites: {error}");
            }
        });
    }
}

/// Whom a past call was with, and from which page.
fn about(call: &PastCall) -> About {
    let context = &call.context;
    About {
        subject: Subject {
            name: context.name.as_ref().and_then(|name| Line::of(name.as_str())),
            label: None,
        },
        title: context.page_title.as_ref().and_then(|title| Line::of(title.as_str())),
        origin: context.page_origin.clone(),
    }
}

fn about_favourite(favourite: &Favourite) -> About {
    let subject = Subject { name: favourite.name.clone(), label: None };
    About { subject, ..About::default() }
}
