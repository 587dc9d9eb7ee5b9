//! The options page.

mod choices;
mod desk;
mod file;
mod lists;
mod sites;

use leptos::{prelude::*, task::spawn_local};
use pagedial_settings::{Field, Layer};
use pagedial_webext::{
    BrowserError,
    settings::{self, Loaded},
};

use crate::words::{text, text_with};

/// How saving went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Saving {
    Untouched,
    Saved,
    Failed,
}

/// What the page shows.
#[derive(Clone, Copy)]
struct Options {
    loaded: RwSignal<Loaded>,
    saving: RwSignal<Saving>,
}

impl Options {
    /// Shows what is set, and follows it.
    fn start() -> Self {
        let options = Self {
            loaded: RwSignal::new(Loaded::default()),
            saving: RwSignal::new(Saving::Untouched),
        };
        settings::on_changed(move || spawn_local(options.read()));
        spawn_local(options.read());
        options
    }

    async fn read(self) {
        match settings::load().await {
            Ok(loaded) => self.loaded.set(loaded),
            Err(error) => self.failed(&error),
        }
    }

    /// Changes what the person has set.
    fn change(self, change: impl FnOnce(&mut Layer) + 'static) {
        spawn_local(async move {
            match settings::change_own(change).await {
                Ok(()) => self.saving.set(Saving::Saved),
                Err(error) => self.failed(&error),
            }
        });
    }

    fn failed(self, error: &BrowserError) {
        leptos::logging::error!("the settings: {error}");
        self.saving.set(Saving::Failed);
    }

    fn is_locked(self, field: Field) -> bool {
        self.loaded.with(|loaded| loaded.settings.is_locked(field))
    }
}

/// The options page.
#[component]
pub(crate) fn OptionsPage() -> impl IntoView {
    let options = Options::start();
    view! {
        <main>
            <header>
                <h1>{text("options_title")}</h1>
                <a href="welcome.html">{text("options_welcome")}</a>
                <p role="status" class="saving">
                    {move || match options.saving.get() {
                        Saving::Untouched => String::new(),
                        Saving::Saved => text("options_saved"),
                        Saving::Failed => text("options_not_saved"),
                    }}
                </p>
            </header>
            <OrganisationsFaults options=options />
            <section aria-labelledby="numbers-heading">
                <h2 id="numbers-heading">{text("options_numbers")}</h2>
                <choices::Region options=options />
                <choices::Show options=options />
                <choices::TelLinks options=options />
                <choices::Inputs options=options />
            </section>
            <section aria-labelledby="calling-heading">
                <h2 id="calling-heading">{text("options_calling")}</h2>
                <choices::Countdown options=options />
            </section>
            <desk::Desk options=options />
            <sites::Sites options=options />
            <lists::NotNumbers options=options />
            <lists::OpenDoor options=options />
            <file::File options=options />
        </main>
    }
}

/// What the organisation has set that cannot be read: for whoever set it.
#[component]
fn OrganisationsFaults(options: Options) -> impl IntoView {
    let faults = Memo::new(move |_| options.loaded.with(|loaded| loaded.of_organisation.clone()));
    view! {
        {move || {
            let faults = faults.get();
            (!faults.is_empty()).then(|| view! {
                <div class="faults" role="note">
                    <p>{text("options_organisation_faults")}</p>
                    <ul>{faults.iter().map(|it| view! { <li>{problem_text(it)}</li> }).collect_view()}</ul>
                </div>
            })
        }}
    }
}

/// Where something is wrong, and what.
fn problem_text(problem: &pagedial_settings::Problem) -> String {
    let what = text(&format!("options_fault_{}", problem.fault.name()));
    if problem.at.is_empty() { what } else { text_with("options_fault_at", &[&problem.at, &what]) }
}

/// Says that a setting is the organisation's.
#[component]
fn Locked(options: Options, field: Field) -> impl IntoView {
    view! {
        <Show when=move || options.is_locked(field)>
            <p class="locked">{crate::icons::lock()} <span>{text("options_locked")}</span></p>
        </Show>
    }
}
