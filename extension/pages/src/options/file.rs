//! The person's settings as a file.

use leptos::{prelude::*, task::spawn_local};
use pagedial_settings::{FileError, read_file, write_file};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, HtmlAnchorElement, HtmlInputElement, Url};

use super::{Options, problem_text};
use crate::words::{text, text_with};

/// The most faults that are named: who has more reads the first.
const MOST_NAMED: usize = 10;

/// How reading a file went.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Reading {
    Untouched,
    Taken,
    Refused(FileError),
    Unreadable,
}

#[component]
pub(super) fn File(options: Options) -> impl IntoView {
    let reading = RwSignal::new(Reading::Untouched);
    let chooser = NodeRef::<leptos::html::Input>::new();
    let save = move |_| {
        let file = options.loaded.with_untracked(|loaded| write_file(&loaded.settings.own));
        if let Err(error) = offer(&file) {
            leptos::logging::error!("the settings file: {error:?}");
            reading.set(Reading::Unreadable);
        }
    };
    let load = move |input: HtmlInputElement| {
        let Some(file) = input.files().and_then(|files| files.get(0)) else { return };
        spawn_local(async move {
            let text = JsFuture::from(file.text()).await.ok().and_then(|text| text.as_string());
            // The same file again, after it was put right, is a change too.
            input.set_value("");
            reading.set(match text.as_deref().map(read_file) {
                None => Reading::Unreadable,
                Some(Err(error)) => Reading::Refused(error),
                Some(Ok(layer)) => {
                    options.change(move |own| *own = layer);
                    Reading::Taken
                }
            });
        });
    };
    view! {
        <section aria-labelledby="file-heading">
            <h2 id="file-heading">{text("options_file")}</h2>
            <p class="hint">{text("options_file_explained")}</p>
            <div class="buttons">
                <button type="button" on:click=save>{text("options_export")}</button>
                <button
                    type="button"
                    on:click=move |_| {
                        if let Some(chooser) = chooser.get_untracked() {
                            chooser.click();
                        }
                    }
                >
                    {text("options_import")}
                </button>
                <input
                    type="file"
                    hidden=true
                    node_ref=chooser
                    accept="application/json,.json"
                    on:change:target=move |event| load(event.target())
                />
            </div>
            <div role="status">{move || words(&reading.get())}</div>
        </section>
    }
}

fn words(reading: &Reading) -> AnyView {
    match reading {
        Reading::Untouched => ().into_any(),
        Reading::Taken => view! { <p>{text("options_import_taken")}</p> }.into_any(),
        Reading::Unreadable => {
            view! { <p class="wrong">{text("options_import_unreadable")}</p> }.into_any()
        }
        Reading::Refused(error) => {
            let named = match error {
                FileError::Problems(problems) => problems.iter().take(MOST_NAMED).collect(),
                _ => Vec::new(),
            };
            view! {
                <div class="faults">
                    <p>{refusal(error)}</p>
                    <ul>{named.into_iter().map(|it| view! { <li>{problem_text(it)}</li> }).collect_view()}</ul>
                </div>
            }
            .into_any()
        }
    }
}

fn refusal(error: &FileError) -> String {
    match error {
        FileError::NotJson { line, column } => {
            text_with("options_import_not_json", &[&line.to_string(), &column.to_string()])
        }
        FileError::NotSettings => text("options_import_not_settings"),
        FileError::OtherVersion => text("options_import_other_version"),
        FileError::TooLong => text("options_import_too_long"),
        FileError::Problems(_) => text("options_import_problems"),
    }
}

/// Offers a file for saving, as a click on a link would.
fn offer(file: &str) -> Result<(), JsValue> {
    let parts = js_sys::Array::of1(&file.into());
    let address = Url::create_object_url_with_blob(&Blob::new_with_str_sequence(&parts)?)?;
    let link: HtmlAnchorElement = document().create_element("a")?.unchecked_into();
    link.set_href(&address);
    link.set_download("pagedial-settings.json");
    link.click();
    Url::revoke_object_url(&address)
}
