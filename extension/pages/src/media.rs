//! Microphones and speakers of this computer, as the browser tells a page of the extension.

use pagedial_webext::{BrowserError, value::from_js};
use serde::Deserialize;
use wasm_bindgen::prelude::*;
use web_sys::{MediaStream, MediaStreamTrack};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = ["navigator", "mediaDevices"], js_name = getUserMedia)]
    async fn get_user_media(constraints: JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["navigator", "mediaDevices"], js_name = enumerateDevices)]
    async fn enumerate_devices() -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["navigator", "permissions"], js_name = query)]
    async fn query_permission(descriptor: JsValue) -> Result<JsValue, JsValue>;
}

/// What a device is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Microphone,
    Speaker,
}

/// A device with a name, which it has once the microphone is allowed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct MediaDevice {
    pub(crate) kind: Kind,
    pub(crate) id: String,
    pub(crate) name: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Described {
    device_id: String,
    kind: String,
    label: String,
}

/// Why a microphone can't be had.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NoMicrophone {
    /// The person closed the browser's question.
    Dismissed,
    /// Forbidden for the extension, by the person or by the organisation.
    DeniedHere,
    /// Forbidden for the browser as a whole, by the system.
    DeniedBySystem,
    /// There is none.
    Missing,
    /// There is one, and it can't be opened: another program has it, most often.
    Busy,
}

impl NoMicrophone {
    /// Reads the browser's refusal: the names are those of Media Capture and Streams §10.2, the
    /// words are Chromium's own (`blink::MediaStreamRequestResultToString`).
    pub(crate) fn of(name: &str, words: &str) -> Self {
        match name {
            "NotFoundError" | "OverconstrainedError" => Self::Missing,
            "NotAllowedError" if words.contains("system") => Self::DeniedBySystem,
            "NotAllowedError" if words.contains("dismissed") => Self::Dismissed,
            "NotAllowedError" | "SecurityError" => Self::DeniedHere,
            _ => Self::Busy,
        }
    }
}

/// Opens a microphone; the system's choice for an empty id. The browser asks the person first if it
/// has not before.
pub(crate) async fn open_microphone(id: &str) -> Result<MediaStream, NoMicrophone> {
    let audio = match id {
        "" => JsValue::TRUE,
        id => object(&[("deviceId", &object(&[("exact", &id.into())]))]),
    };
    match get_user_media(object(&[("audio", &audio)])).await {
        Ok(stream) => Ok(stream.unchecked_into()),
        Err(refusal) => {
            let part = |name: &str| {
                let value = js_sys::Reflect::get(&refusal, &name.into()).ok();
                value.and_then(|value| value.as_string()).unwrap_or_default()
            };
            Err(NoMicrophone::of(&part("name"), &part("message")))
        }
    }
}

/// Lets go of a microphone.
pub(crate) fn close(stream: &MediaStream) {
    for track in stream.get_tracks().iter() {
        track.unchecked_into::<MediaStreamTrack>().stop();
    }
}

/// The devices that have a name.
pub(crate) async fn devices() -> Result<Vec<MediaDevice>, BrowserError> {
    let all = js_sys::Array::from(&enumerate_devices().await?);
    let described = all.iter().filter_map(|device| {
        // Its parts are accessors, which only its own form of JSON shows.
        let to_json = js_sys::Reflect::get(&device, &"toJSON".into()).ok()?;
        let plain = to_json.dyn_ref::<js_sys::Function>()?.call0(&device).ok()?;
        from_js::<Described>(plain).ok()
    });
    Ok(described.filter_map(MediaDevice::of).collect())
}

impl MediaDevice {
    pub(crate) fn is_speaker(&self) -> bool {
        self.kind == Kind::Speaker
    }

    fn of(described: Described) -> Option<Self> {
        let kind = match described.kind.as_str() {
            "audioinput" => Kind::Microphone,
            "audiooutput" => Kind::Speaker,
            _ => return None,
        };
        let Described { device_id: id, label: name, .. } = described;
        // The two roles that a system gives to others are these others once more.
        let is_role = matches!(id.as_str(), "default" | "communications" | "");
        (!is_role && !name.is_empty()).then_some(Self { kind, id, name })
    }
}

/// Whether the browser would open a microphone without asking. One that can't tell asks.
pub(crate) async fn microphone_is_allowed() -> bool {
    let state = query_permission(object(&[("name", &"microphone".into())])).await;
    let state = state.and_then(|status| js_sys::Reflect::get(&status, &"state".into()));
    state.is_ok_and(|state| state == "granted")
}

fn object(parts: &[(&str, &JsValue)]) -> JsValue {
    let object = js_sys::Object::new();
    for (name, value) in parts {
        // Setting a property of an object of our own can't fail.
        let _ = js_sys::Reflect::set(&object, &(*name).into(), value);
    }
    object.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_refusal_of_a_microphone_has_its_own_way_out() {
        for (name, words, expected) in [
            ("NotAllowedError", "Permission denied", NoMicrophone::DeniedHere),
            ("NotAllowedError", "Permission denied by system", NoMicrophone::DeniedBySystem),
            ("NotAllowedError", "Permission dismissed", NoMicrophone::Dismissed),
            ("NotFoundError", "Requested device not found", NoMicrophone::Missing),
            ("NotReadableError", "Could not start audio source", NoMicrophone::Busy),
        ] {
            assert_eq!(NoMicrophone::of(name, words), expected, "{name} {words}");
        }
    }
}
