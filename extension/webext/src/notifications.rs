//! `chrome.notifications`, which is there once the person has given the permission.

use serde::Serialize;
use wasm_bindgen::prelude::*;

use crate::{BrowserError, value::to_js};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = ["chrome", "notifications"], js_name = create)]
    async fn create_(id: &str, notification: JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["chrome", "notifications"], js_name = clear)]
    async fn clear_(id: &str) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["chrome", "notifications", "onClicked"], js_name = addListener)]
    fn add_click_listener(listener: &JsValue) -> Result<(), JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["chrome", "notifications", "onButtonClicked"], js_name = addListener)]
    fn add_button_listener(listener: &JsValue) -> Result<(), JsValue>;
}

/// What a notification says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notification<'a> {
    /// The address of its icon.
    pub icon: &'a str,
    /// The first line.
    pub title: &'a str,
    /// The rest.
    pub message: &'a str,
    /// Two at most; left out where the browser has none.
    pub buttons: &'a [&'a str],
    /// Whether it stays until something is done about it.
    pub stays: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Options<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    icon_url: &'a str,
    title: &'a str,
    message: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    buttons: Vec<Button<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    require_interaction: Option<bool>,
    /// The ringing is ours.
    #[serde(skip_serializing_if = "Option::is_none")]
    silent: Option<bool>,
}

#[derive(Serialize)]
struct Button<'a> {
    title: &'a str,
}

/// Shows a notification, in the place of the one with the same id.
///
/// # Errors
/// When the permission is not there.
pub async fn show(id: &str, notification: &Notification<'_>) -> Result<(), BrowserError> {
    let Notification { icon, title, message, buttons, stays } = *notification;
    let buttons = buttons.iter().map(|&title| Button { title }).collect();
    let options = |buttons, on: Option<bool>| Options {
        kind: "basic",
        icon_url: icon,
        title,
        message,
        buttons,
        require_interaction: on.map(|_| stays),
        silent: on,
    };
    // Firefox refuses what it does not know: buttons and the two others (MDN,
    // `notifications.NotificationOptions`).
    if create_(id, to_js(&options(buttons, Some(true)))?).await.is_err() {
        create_(id, to_js(&options(vec![], None))?).await?;
    }
    Ok(())
}

/// Takes a notification away, if it is there.
///
/// # Errors
/// When the permission is not there.
pub async fn clear(id: &str) -> Result<(), BrowserError> {
    clear_(id).await?;
    Ok(())
}

/// Calls `listener` with the id of each notification that is clicked, and with the index of its
/// button when it was one, for as long as the page lives.
///
/// # Errors
/// When the permission is not there.
pub fn on_clicked(
    listener: impl Fn(String, Option<u32>) + Clone + 'static,
) -> Result<(), BrowserError> {
    let of_button = listener.clone();
    let clicked = Closure::<dyn FnMut(String)>::new(move |id| listener(id, None));
    let button =
        Closure::<dyn FnMut(String, u32)>::new(move |id, index| of_button(id, Some(index)));
    add_click_listener(clicked.as_ref())?;
    clicked.forget();
    // Firefox has no buttons.
    if add_button_listener(button.as_ref()).is_ok() {
        button.forget();
    }
    Ok(())
}
