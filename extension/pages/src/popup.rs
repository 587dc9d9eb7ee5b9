//! The toolbar popup: the numbers of the tab, and whether they are looked for.

mod listing;
mod row;
mod switch;
mod tab;

use leptos::{prelude::*, task::spawn_local};
use listing::Entry;
use pagedial_protocol::{
    PageOrigin,
    page::{About, FromPopup, Line, Subject},
};
use pagedial_settings::{Origin, Settings};
use pagedial_webext::{BrowserError, runtime, settings, tabs};
use row::Row;
use switch::SiteSwitch;

use crate::{
    icons,
    words::{counted, text},
};

/// What is known of the tab.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// Nothing yet.
    Asking,
    /// No content script is there to say anything.
    NoPage,
    /// The browser failed.
    Failed,
    /// The page has answered.
    Page,
}

/// What the popup shows.
#[derive(Clone, Copy)]
struct Popup {
    stage: RwSignal<Stage>,
    origin: RwSignal<Option<Origin>>,
    title: RwSignal<Option<Line>>,
    entries: RwSignal<Vec<Entry>>,
    settings: RwSignal<Settings>,
    search: RwSignal<String>,
    /// Something that was asked for could not be done.
    refused: RwSignal<bool>,
}

impl Popup {
    fn new() -> Self {
        Self {
            stage: RwSignal::new(Stage::Asking),
            origin: RwSignal::new(None),
            title: RwSignal::new(None),
            entries: RwSignal::new(Vec::new()),
            settings: RwSignal::new(Settings::default()),
            search: RwSignal::new(String::new()),
            refused: RwSignal::new(false),
        }
    }

    /// Shows the tab, and goes on following it.
    fn start(self) {
        settings::on_changed(move || self.follow(self.read_settings()));
        spawn_local(async move {
            match tabs::active().await {
                Ok(Some(tab)) => {
                    tab::on_reports(tab, move || spawn_local(self.ask(tab)));
                    self.read_settings().await.unwrap_or_else(|error| self.failed(&error));
                    self.ask(tab).await;
                }
                Ok(None) => self.stage.set(Stage::NoPage),
                Err(error) => self.failed(&error),
            }
        });
    }

    async fn ask(self, tab: tabs::Tab) {
        match tab::ask(tab).await {
            Ok(Some(page)) => {
                self.origin.set(page.origin);
                self.title.set(page.title);
                self.entries.set(listing::list(page.frames));
                self.stage.set(Stage::Page);
            }
            Ok(None) => self.stage.set(Stage::NoPage),
            Err(error) => self.failed(&error),
        }
    }

    async fn read_settings(self) -> Result<(), BrowserError> {
        self.settings.set(settings::load().await?.settings);
        Ok(())
    }

    fn failed(self, error: &BrowserError) {
        leptos::logging::error!("the popup: {error}");
        self.stage.set(Stage::Failed);
    }

    /// Does something, and says so when it could not be done.
    fn follow(self, work: impl Future<Output = Result<(), BrowserError>> + 'static) {
        spawn_local(async move {
            let done = work.await;
            if let Err(error) = &done {
                leptos::logging::error!("the popup: {error}");
            }
            self.refused.set(done.is_err());
        });
    }

    /// Asks the background for something that opens a window, then closes: nobody needs both.
    fn ask_background(self, message: FromPopup) {
        self.follow(async move {
            runtime::send::<_, bool>(&message).await?;
            window().close()?;
            Ok(())
        });
    }

    /// Where a number of the list was found.
    fn about(self, subject: Subject) -> About {
        let origin = self.origin.with_untracked(|it| it.as_ref().map(ToString::to_string));
        let origin = origin.and_then(|origin| PageOrigin::parse(&origin).ok());
        About { subject, title: self.title.get_untracked(), origin }
    }

    fn is_on(self) -> bool {
        self.origin.with(|origin| {
            self.settings.with(|it| origin.as_ref().is_none_or(|origin| it.switch(origin).on))
        })
    }
}

/// The popup.
#[component]
pub(crate) fn PopupPage() -> impl IntoView {
    let popup = Popup::new();
    popup.start();
    view! {
        <main data-stage=move || name_of(popup.stage.get())>
            <header>
                <h1 class="brand">{icons::handset()} "Pagedial"</h1>
                <button
                    type="button"
                    class="quiet icon-only"
                    aria-label=text("popup_settings")
                    title=text("popup_settings")
                    on:click=move |_| popup.follow(async {
                        runtime::open_options().await?;
                        window().close()?;
                        Ok(())
                    })
                >
                    {icons::settings()}
                </button>
            </header>
            <SiteSwitch popup=popup />
            <p class="refused" role="alert">
                {move || popup.refused.get().then(|| text("popup_refused"))}
            </p>
            {move || match popup.stage.get() {
                Stage::Asking => view! { <Message key="popup_asking" /> }.into_any(),
                Stage::NoPage => {
                    view! { <Message key="popup_no_page" hint="popup_no_page_todo" /> }.into_any()
                }
                Stage::Failed => {
                    view! { <Message key="popup_failed" hint="popup_failed_todo" /> }.into_any()
                }
                Stage::Page => view! { <Numbers popup=popup /> }.into_any(),
            }}
            <footer>
                <button
                    type="button"
                    class="open-dialer"
                    on:click=move |_| popup.ask_background(FromPopup::OpenDialer {})
                >
                    {icons::keypad()}
                    <span>{text("popup_open_dialer")}</span>
                </button>
            </footer>
        </main>
    }
}

fn name_of(stage: Stage) -> &'static str {
    match stage {
        Stage::Asking => "asking",
        Stage::NoPage => "no_page",
        Stage::Failed => "failed",
        Stage::Page => "page",
    }
}

#[component]
fn Message(key: &'static str, #[prop(optional)] hint: Option<&'static str>) -> impl IntoView {
    view! {
        <div class="message" role="status">
            <p>{text(key)}</p>
            {hint.map(|hint| view! { <p class="hint">{text(hint)}</p> })}
        </div>
    }
}

#[component]
fn Numbers(popup: Popup) -> impl IntoView {
    let found = Memo::new(move |_| {
        popup.entries.with(|entries| popup.search.with(|search| listing::search(entries, search)))
    });
    let nothing = Memo::new(move |_| popup.entries.with(Vec::is_empty));
    let words = move || counted("popup_numbers", popup.entries.with(Vec::len));
    view! {
        {move || match (nothing.get(), popup.is_on()) {
            (true, false) => view! { <Message key="popup_off" hint="popup_off_todo" /> }.into_any(),
            (true, true) => view! { <Message key="popup_none" hint="popup_none_todo" /> }.into_any(),
            (false, _) => {
                view! {
                    <div class="search">
                        <label class="for-listening" for="search">{text("popup_search")}</label>
                        <input
                            id="search"
                            type="search"
                            autocomplete="off"
                            spellcheck="false"
                            autofocus=true
                            placeholder=text("popup_search")
                            prop:value=popup.search
                            on:input:target=move |event| popup.search.set(event.target().value())
                        />
                        <p class="hint" role="status">{words}</p>
                    </div>
                    <Results popup=popup found=found />
                }
                .into_any()
            }
        }}
    }
}

#[component]
fn Results(popup: Popup, found: Memo<(Vec<Entry>, usize)>) -> impl IntoView {
    view! {
        <ul class="numbers" aria-label=text("popup_list")>
            <For
                each=move || found.with(|(shown, _)| shown.clone())
                key=|entry| (entry.facts.e164.to_string(), entry.subject.clone())
                children=move |entry| view! { <Row popup=popup entry=entry /> }
            />
        </ul>
        {move || found.with(|(shown, more)| match (shown.is_empty(), more) {
            (true, _) => Some(text("popup_nothing_found")),
            (false, 0) => None,
            (false, more) => Some(counted("popup_more", *more)),
        })
        .map(|words| view! { <p class="hint more" role="status">{words}</p> })}
    }
}
