//! What is different on some sites.

use leptos::{ev::SubmitEvent, prelude::*};
use pagedial_numbers::Region;
use pagedial_settings::{Fault, SitePattern, SiteRule};

use super::{Options, choices::RegionChoices};
use crate::{
    icons,
    words::{text, text_with},
};

/// A rule and whose it is.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Listed {
    site: SitePattern,
    rule: SiteRule,
    locked: bool,
}

#[component]
pub(super) fn Sites(options: Options) -> impl IntoView {
    let listed = Memo::new(move |_| {
        options.loaded.with(|loaded| {
            let of = |sites: &std::collections::BTreeMap<SitePattern, SiteRule>, locked| {
                let listed = sites.iter().map(move |(site, rule)| Listed {
                    site: site.clone(),
                    rule: *rule,
                    locked,
                });
                listed.collect::<Vec<_>>()
            };
            let settings = &loaded.settings;
            [of(&settings.managed.locked.sites, true), of(&settings.own.sites, false)].concat()
        })
    });
    view! {
        <section aria-labelledby="sites-heading">
            <h2 id="sites-heading">{text("options_sites")}</h2>
            <p class="hint">{text("options_sites_explained")}</p>
            <ul class="rules" aria-labelledby="sites-heading">
                <For
                    each=move || listed.get()
                    key=|it| (it.site.clone(), it.locked, format!("{:?}", it.rule))
                    children=move |it| view! { <Rule options=options listed=it /> }
                />
            </ul>
            <AddSite options=options />
        </section>
    }
}

#[component]
fn Rule(options: Options, listed: Listed) -> impl IntoView {
    let Listed { site, rule, locked } = listed;
    let name = site.to_string();
    let change = {
        let site = site.clone();
        move |change: fn(&mut SiteRule, &str), value: String| {
            let site = site.clone();
            options.change(move |own| change(own.sites.entry(site).or_default(), &value));
        }
    };
    let (turn, place) = (change.clone(), change);
    let remove = move |_| {
        let site = site.clone();
        options.change(move |own| {
            own.sites.remove(&site);
        });
    };
    let region = rule.region.map(|it| it.as_str().to_owned());
    let on = match rule.on {
        None => "",
        Some(true) => "on",
        Some(false) => "off",
    };
    let state = |value: &'static str, key| {
        view! { <option value=value selected=on == value>{text(key)}</option> }
    };
    view! {
        <li>
            <bdi class="site">{name.clone()}</bdi>
            <select
                aria-label=text_with("options_site_on", &[&name])
                disabled=locked
                on:change:target=move |event| turn(set_on, event.target().value())
            >
                {state("", "options_as_elsewhere")}
                {state("on", "options_on")}
                {state("off", "options_off")}
            </select>
            <select
                aria-label=text_with("options_site_region", &[&name])
                disabled=locked
                on:change:target=move |event| place(set_region, event.target().value())
            >
                <option value="" selected=region.is_none()>{text("options_region_as_elsewhere")}</option>
                <RegionChoices chosen=Signal::stored(region.clone()) />
            </select>
            {if locked {
                view! { <p class="locked">{icons::lock()} <span>{text("options_locked")}</span></p> }
                    .into_any()
            } else {
                view! {
                    <button
                        type="button"
                        class="quiet icon-only"
                        aria-label=text_with("options_remove", &[&name])
                        title=text("options_remove_short")
                        on:click=remove
                    >
                        {icons::remove()}
                    </button>
                }
                .into_any()
            }}
        </li>
    }
}

fn set_on(rule: &mut SiteRule, value: &str) {
    rule.on = match value {
        "on" => Some(true),
        "off" => Some(false),
        _ => None,
    };
}

fn set_region(rule: &mut SiteRule, value: &str) {
    rule.region = Region::parse(value).ok();
}

#[component]
fn AddSite(options: Options) -> impl IntoView {
    let typed = RwSignal::new(String::new());
    let fault = RwSignal::new(None::<Fault>);
    let add = move |event: SubmitEvent| {
        event.prevent_default();
        match typed.with_untracked(|text| SitePattern::parse(text)) {
            Ok(site) => {
                // Whoever adds a site mostly wants it off.
                let off = SiteRule { on: Some(false), region: None };
                options.change(move |own| {
                    own.sites.entry(site).or_insert(off);
                });
                typed.set(String::new());
                fault.set(None);
            }
            Err(wrong) => fault.set(Some(wrong)),
        }
    };
    view! {
        <form class="add" on:submit=add>
            <label for="add-site">{text("options_add_site")}</label>
            <div>
                <input
                    id="add-site"
                    dir="ltr"
                    autocomplete="off"
                    spellcheck="false"
                    placeholder="*.example.com"
                    aria-describedby="add-site-fault"
                    aria-invalid=move || fault.get().map(|_| "true")
                    prop:value=typed
                    on:input:target=move |event| {
                        typed.set(event.target().value());
                        fault.set(None);
                    }
                />
                <button type="submit">{text("options_add")}</button>
            </div>
            <p id="add-site-fault" class="wrong" role="alert">
                {move || fault.get().map(|it| text(&format!("options_fault_{}", it.name())))}
            </p>
        </form>
    }
}
