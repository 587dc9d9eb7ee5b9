//! Sounds, notifications, headset and shortcuts: what reaches the person beside the window.

use leptos::{prelude::*, task::spawn_local};
use pagedial_settings::{Field, Layer, Settings};
use pagedial_webext::{
    BrowserError,
    commands::{self, Shortcut},
    permissions::{self, Permission},
    tabs,
};

use super::{Locked, Options};
use crate::{
    hid::{self, Device},
    media::{self, MediaDevice},
    wanted_devices,
    words::text,
};

#[component]
pub(super) fn Desk(options: Options) -> impl IntoView {
    view! {
        <section aria-labelledby="desk-heading">
            <h2 id="desk-heading">{text("options_desk")}</h2>
            <OnOff
                options=options
                field=Field::Sounds
                words=("options_sounds", "options_sounds_explained")
                is_on=Settings::sounds
                turn=|own, on| own.sounds = Some(on)
            />
            <Ringer options=options />
            <Notifications options=options />
            <Headset options=options />
            <Shortcuts options=options />
        </section>
    }
}

/// A setting that is on or off.
#[component]
fn OnOff(
    options: Options,
    field: Field,
    /// Its name and its explanation.
    words: (&'static str, &'static str),
    is_on: fn(&Settings) -> bool,
    turn: fn(&mut Layer, bool),
    /// Asked before it is turned on: whether it can be.
    #[prop(optional)]
    permit: Option<fn(Options) -> PermitFuture>,
) -> impl IntoView {
    let is_on = Memo::new(move |_| options.loaded.with(|loaded| is_on(&loaded.settings)));
    let toggled = move |on: bool| match permit.filter(|_| on) {
        None => options.change(move |own| turn(own, on)),
        // The browser takes the question for the person's own only right after their click.
        Some(permit) => spawn_local(async move {
            if permit(options).await {
                options.change(move |own| turn(own, true));
            } else {
                // What was ticked is not so.
                options.loaded.notify();
            }
        }),
    };
    view! {
        <div class="option">
            <label class="choice">
                <input
                    type="checkbox"
                    name=field.key()
                    disabled=move || options.is_locked(field)
                    prop:checked=move || {
                        options.loaded.track();
                        is_on.get()
                    }
                    on:change:target=move |event| toggled(event.target().checked())
                />
                <span>
                    {text(words.0)} <small class="hint">{text(words.1)}</small>
                </span>
            </label>
            <Locked options=options field=field />
        </div>
    }
}

/// Where a call that comes in rings. Names come with the microphone's permission; until then there
/// is nothing to choose from.
#[component]
fn Ringer(options: Options) -> impl IntoView {
    let speakers = RwSignal::new(Vec::<String>::new());
    let chosen = RwSignal::new(String::new());
    spawn_local(async move {
        let found = async {
            let devices = media::devices().await?;
            let wanted = wanted_devices::load().await?;
            Ok::<_, BrowserError>((
                devices.into_iter().filter(MediaDevice::is_speaker),
                wanted.ringer,
            ))
        };
        match found.await {
            Ok((devices, ringer)) => {
                speakers.set(devices.map(|it| it.name).collect());
                chosen.set(ringer.unwrap_or_default());
            }
            Err(error) => options.failed(&error),
        }
    });
    let choose = move |name: String| {
        chosen.set(name.clone());
        let ringer = (!name.is_empty()).then_some(name);
        spawn_local(async move {
            match wanted_devices::change(|wanted| wanted.ringer = ringer).await {
                Ok(()) => options.saving.set(super::Saving::Saved),
                Err(error) => options.failed(&error),
            }
        });
    };
    view! {
        <Show when=move || speakers.with(|all| !all.is_empty())>
            <div class="option">
                <label for="ringer">{text("options_ringer")}</label>
                <select
                    id="ringer"
                    on:change:target=move |event| choose(event.target().value())
                >
                    <option value="" selected=move || chosen.with(String::is_empty)>
                        {text("options_ringer_speaker")}
                    </option>
                    {move || speakers.get().into_iter().map(|name| {
                        let shown = name.clone();
                        let value = name.clone();
                        let selected = move || chosen.with(|it| *it == name);
                        view! { <option value=value selected=selected>{shown}</option> }
                    }).collect_view()}
                </select>
            </div>
        </Show>
    }
}

type PermitFuture = std::pin::Pin<Box<dyn Future<Output = bool>>>;

#[component]
fn Notifications(options: Options) -> impl IntoView {
    view! {
        <OnOff
            options=options
            field=Field::Notifications
            words=("options_notifications", "options_notifications_explained")
            is_on=Settings::notifications
            turn=|own, on| own.notifications = Some(on)
            permit=|options| Box::pin(permit_notifications(options))
        />
    }
}

async fn permit_notifications(options: Options) -> bool {
    match permissions::request(Permission::Notifications).await {
        Ok(given) => given,
        Err(error) => {
            options.failed(&error);
            false
        }
    }
}

#[component]
fn Headset(options: Options) -> impl IntoView {
    let headsets = RwSignal::new_local(Vec::<Device>::new());
    let look = move || spawn_local(async move { headsets.set(hid::headsets().await) });
    look();
    let done = move |result: Result<(), BrowserError>| match result {
        Ok(()) => look(),
        Err(error) => options.failed(&error),
    };
    let choose = move |_| spawn_local(async move { done(hid::choose().await.map(drop)) });
    let is_on = Memo::new(move |_| options.loaded.with(|it| it.settings.headset()));
    view! {
        <OnOff
            options=options
            field=Field::Headset
            words=("options_headset", "options_headset_explained")
            is_on=Settings::headset
            turn=|own, on| own.headset = Some(on)
        />
        <Show when=move || is_on.get()>
            <div class="option">
                <ul class="rules">
                    {move || headsets.get().into_iter().map(|device| {
                        let name = device.product_name();
                        let label = crate::words::text_with("options_remove", &[&name]);
                        let remove = move |_| {
                            let device = device.clone();
                            spawn_local(async move { done(device.let_go().await) });
                        };
                        view! {
                            <li>
                                <bdi class="site">{name}</bdi>
                                <button
                                    type="button"
                                    class="quiet icon-only"
                                    aria-label=label
                                    on:click=remove
                                >
                                    {crate::icons::remove()}
                                </button>
                            </li>
                        }
                    }).collect_view()}
                </ul>
                <button type="button" class="choose-headset" on:click=choose>
                    {text("options_headset_choose")}
                </button>
            </div>
        </Show>
    }
}

/// What each shortcut of the manifest does, as the browser's own page calls it.
fn shortcut_words(name: &str) -> Option<String> {
    match name {
        "next-number" => Some(text("command_next_number")),
        "previous-number" => Some(text("command_previous_number")),
        "call-selection" => Some(text("command_call_selection")),
        "answer" => Some(text("command_answer")),
        "hang-up" => Some(text("command_hang_up")),
        "mute" => Some(text("command_mute")),
        _ => None,
    }
}

#[component]
fn Shortcuts(options: Options) -> impl IntoView {
    let shortcuts = RwSignal::new(Vec::<(String, String)>::new());
    let by_hand = RwSignal::new(false);
    spawn_local(async move {
        match commands::all().await {
            Ok(all) => shortcuts.set(all.into_iter().filter_map(named).collect()),
            Err(error) => options.failed(&error),
        }
    });
    let change = move |_| {
        spawn_local(async move {
            by_hand.set(tabs::create("chrome://extensions/shortcuts").await.is_err());
        });
    };
    view! {
        <div class="option">
            <h3>{text("options_shortcuts")}</h3>
            <dl class="shortcuts">
                {move || shortcuts.get().into_iter().map(|(words, keys)| {
                    let keys = if keys.is_empty() { text("options_shortcuts_none") } else { keys };
                    view! { <div><dt>{words}</dt><dd><kbd dir="ltr">{keys}</kbd></dd></div> }
                }).collect_view()}
            </dl>
            <button type="button" class="change-shortcuts" on:click=change>
                {text("options_shortcuts_change")}
            </button>
            // Firefox lets nobody open its own pages: then the person has to.
            <Show when=move || by_hand.get()>
                <p class="hint">{text("options_shortcuts_by_hand")}</p>
            </Show>
        </div>
    }
}

fn named(shortcut: Shortcut) -> Option<(String, String)> {
    Some((shortcut_words(&shortcut.name)?, shortcut.shortcut))
}
