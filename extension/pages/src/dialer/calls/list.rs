use leptos::prelude::*;

use super::{
    Dialer,
    entry::{FavouriteRow, PastCallRow},
};
use crate::{
    call_log::Progress,
    icons,
    moments::Moments,
    words::{folded, text, text_with},
};

const SEARCH: &str = "calls-search";

/// Favourites above, the calls below them, one search for both.
#[component]
pub(in super::super) fn CallsPane(dialer: Dialer) -> impl IntoView {
    let book = dialer.shown.book;
    let favourites = Memo::new(move |_| {
        book.favourites.with(|all| book.query.with(|query| all.search(query, folded)))
    });
    let entries = Memo::new(move |_| {
        book.log.with(|log| book.query.with(|query| log.entries(query, folded)))
    });
    let is_searching = move || book.query.with(|query| !query.trim().is_empty());
    let has_favourites = Memo::new(move |_| favourites.with(|it| !it.is_empty()));
    let told = Memo::new(move |_| {
        let found = favourites.with(Vec::len) + entries.with(Vec::len);
        book.log.with(|log| match log.progress() {
            Progress::Failed => text("dialer_calls_failed"),
            Progress::Asked if found == 0 => text("dialer_calls_reading"),
            _ if found > 0 => String::new(),
            _ if is_searching() => text_with("dialer_calls_not_found", &[book.query.get().trim()]),
            _ => text("dialer_calls_none"),
        })
    });
    view! {
        <div class="calls">
            <div class="search">
                {icons::magnifier()}
                <label class="for-listening" for=SEARCH>{text("dialer_calls_search")}</label>
                <input
                    id=SEARCH
                    type="search"
                    autocomplete="off"
                    placeholder=text("dialer_calls_search")
                    prop:value=book.query
                    on:input:target=move |event| book.query.set(event.target().value())
                />
            </div>
            <p class="hint" role="status">{told}</p>
            <Show when=move || has_favourites.get()>
                <h2>{text("dialer_favourites")}</h2>
                <ul class="entries">
                    {move || {
                        let rows = favourites.get().into_iter();
                        rows.map(|it| view! { <FavouriteRow dialer=dialer favourite=it /> })
                            .collect_view()
                    }}
                </ul>
            </Show>
            <Show when=move || entries.with(|it| !it.is_empty())>
                <h2>{text("dialer_calls_recent")}</h2>
                <ul class="entries">
                    {move || {
                        let moments = Moments::new();
                        let rows = entries.get().into_iter();
                        rows.map(|it| {
                            let when = moments.say(it.latest.started_at_ms);
                            view! { <PastCallRow dialer=dialer entry=it when=when /> }
                        })
                        .collect_view()
                    }}
                </ul>
            </Show>
            <More dialer=dialer />
        </div>
    }
}

#[component]
fn More(dialer: Dialer) -> impl IntoView {
    let log = dialer.shown.book.log;
    let place = Memo::new(move |_| {
        log.with(|log| match log.progress() {
            Progress::More(place) => Some(*place),
            _ => None,
        })
    });
    view! {
        <Show when=move || place.get().is_some()>
            <button type="button" class="more" on:click=move |_| dialer.ask_calls(place.get())>
                {text("dialer_calls_more")}
            </button>
        </Show>
    }
}
