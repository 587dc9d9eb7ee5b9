//! Who refuses the microphone. `getUserMedia` says only that it is refused; the browser's record of
//! the person's choice tells the rest.

use leptos::prelude::window;
use wasm_bindgen_futures::JsFuture;
use web_sys::{PermissionState, PermissionStatus};

/// Who refuses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// The browser allows it, so it is the operating system, or the browser's own right there.
    System,
    /// Nobody: the browser's question was not answered, or sent away.
    Unanswered,
    /// The browser's settings, for this extension or for all, by the person or the organisation.
    /// Which of them, no page can know.
    Settings,
}

impl Refusal {
    /// What a refusal means while this is the browser's record.
    fn under(record: PermissionState) -> Option<Self> {
        match record {
            PermissionState::Granted => Some(Self::System),
            PermissionState::Prompt => Some(Self::Unanswered),
            PermissionState::Denied => Some(Self::Settings),
            _ => None,
        }
    }
}

/// Who refuses the microphone now, if the browser keeps a record.
pub(crate) async fn refusal() -> Option<Refusal> {
    let microphone = js_sys::Object::new();
    js_sys::Reflect::set(&microphone, &"name".into(), &"microphone".into()).ok()?;
    let permissions = window().navigator().permissions().ok()?;
    let status = JsFuture::from(permissions.query(&microphone).ok()?).await.ok()?;
    Refusal::under(PermissionStatus::from(status).state())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_browser_allows_and_is_refused_all_the_same_is_refused_by_the_system() {
        assert_eq!(Refusal::under(PermissionState::Granted), Some(Refusal::System));
        assert_eq!(Refusal::under(PermissionState::Prompt), Some(Refusal::Unanswered));
        assert_eq!(Refusal::under(PermissionState::Denied), Some(Refusal::Settings));
    }
}
