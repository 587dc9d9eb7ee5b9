//! The options page.

use leptos::{prelude::*, task::spawn_local};
use pagedial_webext::{i18n, storage::Area};

use crate::{
    region_names,
    words::{language, text},
};

/// Where the region is kept in `chrome.storage.local`: ISO 3166-1 alpha-2.
pub(crate) const REGION_KEY: &str = "region";

/// How saving went.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Saving {
    Untouched,
    Saved,
    Failed,
}

/// The options page.
#[component]
pub(crate) fn OptionsPage() -> impl IntoView {
    let region = RwSignal::new(None::<String>);
    let saving = RwSignal::new(Saving::Untouched);
    spawn_local(async move {
        match Area::Local.get(REGION_KEY).await {
            Ok(chosen) => region.set(chosen.or_else(i18n::default_region)),
            Err(error) => leptos::logging::error!("the region setting: {error}"),
        }
    });
    let choose = move |code: String| {
        region.set(Some(code.clone()));
        spawn_local(async move {
            saving.set(match Area::Local.set(REGION_KEY, &code).await {
                Ok(()) => Saving::Saved,
                Err(error) => {
                    leptos::logging::error!("the region setting: {error}");
                    Saving::Failed
                }
            });
        });
    };
    view! {
        <main>
            <h1>{text("options_title")}</h1>
            <div class="option">
                <label for="region">{text("options_region")}</label>
                <select
                    id="region"
                    aria-describedby="region-explained"
                    prop:value=region
                    on:change:target=move |event| choose(event.target().value())
                >
                    {by_name(region_names::all())
                        .into_iter()
                        .map(|(code, name)| {
                            let selected = code.clone();
                            view! {
                                <option
                                    value=code
                                    selected=move || region.with(|region| region.as_deref() == Some(&selected))
                                >
                                    {name}
                                </option>
                            }
                        })
                        .collect_view()}
                </select>
                <p id="region-explained" class="hint">{text("options_region_explained")}</p>
            </div>
            <p role="status">
                {move || match saving.get() {
                    Saving::Untouched => String::new(),
                    Saving::Saved => text("options_saved"),
                    Saving::Failed => text("options_not_saved"),
                }}
            </p>
        </main>
    }
}

/// In the order of the person's language: Österreich stands beside Oman, not behind Zypern.
fn by_name(mut regions: Vec<(String, String)>) -> Vec<(String, String)> {
    let languages = js_sys::Array::of1(&language().into());
    regions.sort_by(|(_, one), (_, other)| {
        let order = js_sys::JsString::from(one.as_str());
        order.locale_compare(other, &languages, &js_sys::Object::new()).cmp(&0)
    });
    regions
}
