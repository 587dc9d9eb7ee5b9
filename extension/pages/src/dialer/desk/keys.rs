//! The browser's shortcuts and the keyboard's media keys.

use leptos::prelude::*;
use pagedial_headset::Act;
use pagedial_webext::commands;
use wasm_bindgen::prelude::*;

use super::Dialer;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = ["navigator", "mediaSession"], js_name = setActionHandler)]
    fn set_action_handler(action: &str, handler: &JsValue) -> Result<(), JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["navigator", "mediaSession"], js_name = setMicrophoneActive)]
    fn set_microphone_active(active: bool) -> Result<(), JsValue>;
}

/// The shortcuts of the manifest that a call hears. `call-selection` is the background's.
fn act_of_shortcut(name: &str) -> Option<Act> {
    match name {
        "answer" => Some(Act::Answer),
        "hang-up" => Some(Act::HangUp),
        "mute" => Some(Act::ToggleMute),
        _ => None,
    }
}

/// The actions of a video conference that a browser offers (Media Session §5.1).
const MEDIA_ACTIONS: [(&str, Act); 2] =
    [("togglemicrophone", Act::ToggleMute), ("hangup", Act::HangUp)];

impl Dialer {
    pub(super) fn follow_keys(self) {
        let following = commands::on_pressed(move |name| {
            if let Some(act) = act_of_shortcut(&name) {
                self.press_key_of_desk(act);
            }
        });
        if let Err(error) = following {
            leptos::logging::error!("the shortcuts: {error}");
        }
        for (action, act) in MEDIA_ACTIONS {
            let handler = Closure::<dyn FnMut()>::new(move || self.press_key_of_desk(act));
            // A browser that does not know the action has no key for it.
            if set_action_handler(action, handler.as_ref()).is_ok() {
                handler.forget();
            }
        }
        Effect::new(move |_| {
            let call = self.call_view();
            // Only a hint for the browser's own display, which not every browser has.
            let _ = set_microphone_active(call.in_call && !call.muted);
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shortcuts_that_a_call_hears_are_in_the_manifest() {
        let manifest = include_str!("../../../../../manifest/base.json");
        let manifest: serde_json::Value = serde_json::from_str(manifest).unwrap();
        let commands = manifest["commands"].as_object().unwrap();
        let heard = commands.keys().filter(|name| act_of_shortcut(name).is_some());
        assert_eq!(heard.collect::<Vec<_>>(), ["answer", "hang-up", "mute"]);
    }
}
