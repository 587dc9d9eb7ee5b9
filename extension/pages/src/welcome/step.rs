//! A step of setting up, as it is shown.

use leptos::{prelude::*, task::spawn_local};
use pagedial_protocol::WireError;

use crate::{
    clipboard, icons,
    setup::Obstacle,
    words::{error_text, error_todo, text, text_with},
};

/// How far a step is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Progress {
    /// Another step comes first.
    Waiting,
    /// The person can begin it.
    Open,
    /// It is being looked at.
    Working,
    /// Nothing is left to do.
    Done,
    /// Something has to be repaired.
    Trouble,
}

impl Progress {
    /// The value of `data-progress`, and with `welcome_progress_` the text that says so.
    const fn name(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Open => "open",
            Self::Working => "working",
            Self::Done => "done",
            Self::Trouble => "trouble",
        }
    }

    fn words(self) -> String {
        text(match self {
            Self::Waiting => "welcome_progress_waiting",
            Self::Open => "welcome_progress_open",
            Self::Working => "welcome_progress_working",
            Self::Done => "welcome_progress_done",
            Self::Trouble => "welcome_progress_trouble",
        })
    }
}

/// What is wrong, and the way out.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Trouble {
    words: String,
    todo: String,
    command: Option<&'static str>,
    detail: Option<String>,
}

impl Trouble {
    pub(super) fn of_obstacle(obstacle: &Obstacle) -> Self {
        let command = obstacle.command();
        match obstacle.error() {
            Some(error) => Self { command, ..Self::of_error(error) },
            None => {
                let key = format!("dialer_setup_{}", obstacle.name());
                let todo = text(&format!("{key}_todo"));
                Self { words: text(&key), todo, command, detail: None }
            }
        }
    }

    pub(super) fn of_error(error: &WireError) -> Self {
        Self {
            words: error_text(error),
            todo: error_todo(error),
            command: None,
            detail: error.detail.clone(),
        }
    }

    pub(super) fn with_command(self, command: &'static str) -> Self {
        Self { command: Some(command), ..self }
    }
}

/// A step with its name, how far it is, and what is in it.
#[component]
pub(super) fn Step(
    name: &'static str,
    title: &'static str,
    progress: Signal<Progress>,
    children: Children,
) -> impl IntoView {
    view! {
        <li class="step" data-step=name data-progress=move || progress.get().name()>
            <span class="mark">
                {move || match progress.get() {
                    Progress::Done => icons::done().into_any(),
                    Progress::Trouble => icons::warning().into_any(),
                    Progress::Waiting | Progress::Open | Progress::Working => ().into_any(),
                }}
            </span>
            <div class="body">
                <h2>
                    {text(title)}
                    <span class="for-listening">{move || format!(": {}", progress.get().words())}</span>
                </h2>
                {children()}
            </div>
        </li>
    }
}

/// What is wrong, with the command to type and a button that copies it.
#[component]
pub(super) fn TroubleView(trouble: Trouble) -> impl IntoView {
    let Trouble { words, todo, command, detail } = trouble;
    view! {
        <p class="wrong">{words}</p>
        <p>{todo}</p>
        {command.map(|command| view! { <Command command=command /> })}
        {detail.map(|detail| view! { <p class="hint">{text_with("dialer_detail", &[&detail])}</p> })}
    }
}

#[component]
fn Command(command: &'static str) -> impl IntoView {
    let copied = RwSignal::new(false);
    let copy = move |_| {
        spawn_local(async move {
            match clipboard::write(command).await {
                Ok(()) => copied.set(true),
                Err(error) => leptos::logging::error!("the command can't be copied: {error}"),
            }
        });
    };
    let words = move || text(if copied.get() { "popup_copied" } else { "popup_copy_short" });
    view! {
        <div class="command">
            <pre tabindex="0"><code dir="ltr">{command}</code></pre>
            <button type="button" class="copy" aria-label=move || format!("{}: {command}", words()) on:click=copy>
                {icons::copy()} <span>{words}</span>
            </button>
        </div>
    }
}
