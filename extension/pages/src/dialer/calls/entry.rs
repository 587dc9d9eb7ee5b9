//! One line of the list: whom, what came of it, when.

use leptos::prelude::*;
use pagedial_protocol::{
    Callee, E164,
    host::Direction,
    page::{About, Line},
};

use super::{
    Dialer, about, about_favourite,
    rename::{self, Rename},
};
use crate::{
    call_log::{Entry, Outcome},
    dialer::status::end_words,
    duration::clock,
    favourites::{Favourite, Favourites},
    icons, number,
    words::{text, text_with},
};

/// A person's name, else the number.
fn who(number: &E164, name: Option<&str>) -> String {
    name.map_or_else(|| number::international(number), str::to_owned)
}

fn outcome_words(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Talked(Some(milliseconds)) => clock(*milliseconds),
        Outcome::Talked(None) => text("dialer_calls_answered"),
        Outcome::Missed => text("dialer_calls_missed"),
        Outcome::Failed(because) => end_words(because),
        Outcome::Open => text("dialer_calls_open"),
    }
}

#[component]
pub(super) fn PastCallRow(dialer: Dialer, entry: Entry, when: String) -> impl IntoView {
    let about = about(&entry.latest);
    let name = about.subject.name.clone();
    let called = entry.latest.number.clone();
    let facts = Facts { entry, when };
    let Some(number) = called.as_ref().and_then(Callee::number).cloned() else {
        // Nobody can be called back, or kept; help is called by typing its number.
        let who = called.map_or_else(|| text("dialer_withheld"), |callee| callee.to_string());
        return view! {
            <li class="entry">
                <div class="use">
                    <bdi class="who">{who}</bdi>
                    {facts.view()}
                </div>
            </li>
        }
        .into_any();
    };
    // What the person calls a favourite goes before what a page called it.
    let person =
        Memo::new({
            let (number, name) = (number.clone(), name.clone());
            move |_| {
                dialer.shown.book.favourites.with(|all| {
                    who(&number, all.name_of(&number).or(name.as_ref()).map(Line::as_str))
                })
            }
        });
    let written = number::international(&number);
    let written = move || (person.get() != written).then(|| written.clone());
    let favourite = Favourite { number: number.clone(), name };
    view! {
        <Row dialer=dialer number=number person=person about=about favourite=favourite>
            {move || written().map(|number| view! { <bdi class="written" dir="ltr">{number}</bdi> })}
            {facts.view()}
        </Row>
    }
    .into_any()
}

/// What came of a call, and when.
struct Facts {
    entry: Entry,
    when: String,
}

impl Facts {
    fn view(self) -> impl IntoView {
        let Entry { latest: call, outcome, count } = self.entry;
        let (icon, direction) = match call.direction {
            Direction::Outgoing => (icons::outgoing().into_any(), text("dialer_calls_outgoing")),
            Direction::Incoming => (icons::incoming().into_any(), text("dialer_calls_incoming")),
        };
        let is_missed = outcome == Outcome::Missed;
        let times = (count > 1).then(|| text_with("dialer_calls_count", &[&count.to_string()]));
        let notes = (!call.notes.as_str().is_empty()).then(|| call.notes.as_str().to_owned());
        view! {
            <span class="outcome" class:missed=is_missed>
                {icon}
                <span class="for-listening">{direction}", "</span>
                <span>{outcome_words(&outcome)}</span>
                {times.map(|times| view! { <span class="times">{times}</span> })}
                <span class="when">{self.when}</span>
            </span>
            {notes.map(|notes| view! { <span class="noted">{notes}</span> })}
        }
    }
}

#[component]
pub(super) fn FavouriteRow(dialer: Dialer, favourite: Favourite) -> impl IntoView {
    let person = who(&favourite.number, favourite.name.as_ref().map(Line::as_str));
    let written = favourite.name.is_some().then(|| number::international(&favourite.number));
    let about = about_favourite(&favourite);
    let renaming = RwSignal::new(false);
    let row = move || {
        let favourite = favourite.clone();
        if renaming.get() {
            return view! { <Rename dialer=dialer favourite=favourite renaming=renaming /> }
                .into_any();
        }
        let (written, about) = (written.clone(), about.clone());
        let number = favourite.number.clone();
        view! {
            <Row
                dialer=dialer
                number=number
                person=person.clone()
                about=about
                favourite=favourite
                renaming=renaming
            >
                {written.map(|number| view! { <bdi class="written" dir="ltr">{number}</bdi> })}
            </Row>
        }
        .into_any()
    };
    view! { {row} }
}

#[component]
fn Row(
    dialer: Dialer,
    number: E164,
    #[prop(into)] person: Signal<String>,
    about: About,
    favourite: Favourite,
    /// Where it can be called by another name.
    #[prop(optional)]
    renaming: Option<RwSignal<bool>>,
    children: Children,
) -> impl IntoView {
    let shown = dialer.shown;
    let can_call = Memo::new(move |_| shown.setup.with(|setup| setup.situation().can_call()));
    let starred = favourite.number.clone();
    let is_favourite = Memo::new(move |_| shown.book.favourites.with(|all| all.has(&starred)));
    let is_full = Memo::new(move |_| shown.book.favourites.with(Favourites::is_full));
    let (to_show, to_call) = (number.clone(), number);
    let (about_shown, about_called) = (about.clone(), about);
    let pencil_id = rename::pencil_id(&favourite.number);
    let label = move |key: &'static str| move || text_with(key, &[&person.get()]);
    view! {
        <li class="entry">
            <button
                type="button"
                class="quiet use"
                on:click=move |_| dialer.take_up(&to_show, about_shown.clone())
            >
                <bdi class="who">{person}</bdi>
                {children()}
            </button>
            {renaming.map(|renaming| view! {
                <button
                    type="button"
                    id=pencil_id
                    class="quiet small rename"
                    aria-label=label("dialer_favourite_rename")
                    on:click=move |_| renaming.set(true)
                >
                    {icons::pencil()}
                </button>
            })}
            <button
                type="button"
                class="quiet small star"
                aria-label=label("dialer_favourite_of")
                disabled=move || !is_favourite.get() && is_full.get()
                aria-pressed=move || if is_favourite.get() { "true" } else { "false" }
                on:click=move |_| dialer.toggle_favourite(favourite.clone())
            >
                {icons::star()}
            </button>
            <button
                type="button"
                class="quiet small dial"
                aria-label=label("dialer_call_whom")
                disabled=move || !can_call.get()
                on:click=move |_| {
                    dialer.take_up(&to_call, about_called.clone());
                    dialer.call();
                }
            >
                {icons::handset()}
            </button>
        </li>
    }
}
