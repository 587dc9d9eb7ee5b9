//! The call engine's page in its frame, and the port to it.

use pagedial_protocol::engine::{EngineCommand, EngineEvent, OPENING};
use pagedial_webext::{
    BrowserError,
    value::{from_js, to_js},
};
use wasm_bindgen::prelude::*;
use web_sys::{Element, HtmlIFrameElement, MessageChannel, MessageEvent, MessagePort, Window};

use crate::engine_page::{EngineOrigin, EnginePage};

/// What a frame tells of.
pub(crate) enum FromFrame {
    /// The engine said something.
    Said(EngineEvent),
    /// It said something that is no event.
    Babbled(BrowserError),
    /// Another page has come into the frame, so the engine and its end of the port are gone.
    Gone,
}

/// A loaded engine. Dropping it removes the frame, which ends microphone, sound and call.
pub(crate) struct EngineFrame {
    frame: HtmlIFrameElement,
    port: MessagePort,
    _on_load: Closure<dyn FnMut()>,
    _on_message: Closure<dyn FnMut(MessageEvent)>,
}

impl EngineFrame {
    /// Loads the engine's page into `container`.
    pub(crate) fn load(
        container: &Element,
        page: &EnginePage,
        title: &str,
        tell: impl Fn(FromFrame) + Clone + 'static,
    ) -> Result<Self, BrowserError> {
        let frame = new_frame(title)?;
        let channel = MessageChannel::new()?;
        let port = channel.port1();
        let on_message = listen(&port, tell.clone());
        let on_load = follow_loads(frame.clone(), channel.port2(), page.origin.clone(), tell);
        frame.add_event_listener_with_callback("load", on_load.as_ref().unchecked_ref())?;
        frame.set_src(&page.url);
        container.append_child(&frame)?;
        Ok(Self { frame, port, _on_load: on_load, _on_message: on_message })
    }

    /// Says something to the engine. Nothing gets lost before it has loaded: the port keeps it.
    pub(crate) fn tell(&self, command: &EngineCommand) -> Result<(), BrowserError> {
        Ok(self.port.post_message(&to_js(command)?)?)
    }
}

impl Drop for EngineFrame {
    fn drop(&mut self) {
        self.port.set_onmessage(None);
        self.port.close();
        self.frame.remove();
    }
}

fn new_frame(title: &str) -> Result<HtmlIFrameElement, BrowserError> {
    let frame: HtmlIFrameElement =
        leptos::prelude::document().create_element("iframe")?.unchecked_into();
    frame.set_title(title);
    frame.set_attribute("allow", "microphone; autoplay; speaker-selection")?;
    // It shows nothing and must not be a stop on the way through the page.
    frame.set_attribute("aria-hidden", "true")?;
    frame.set_tab_index(-1);
    Ok(frame)
}

fn listen(
    port: &MessagePort,
    tell: impl Fn(FromFrame) + 'static,
) -> Closure<dyn FnMut(MessageEvent)> {
    let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        tell(match from_js(event.data()) {
            Ok(event) => FromFrame::Said(event),
            Err(error) => FromFrame::Babbled(error),
        });
    });
    // Setting the property also starts the port.
    port.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    on_message
}

/// Hands the port to the first page in the frame, to exactly its origin. A port can be transferred
/// only once, and a second page is not the engine that it was given to.
///
/// A crash of the frame's process shows nowhere: it loads nothing, and the `close` event of ports
/// (WHATWG HTML) is not there in Chromium 156 (measured).
fn follow_loads(
    frame: HtmlIFrameElement,
    port: MessagePort,
    origin: EngineOrigin,
    tell: impl Fn(FromFrame) + 'static,
) -> Closure<dyn FnMut()> {
    let mut port = Some(port);
    Closure::new(move || match (port.take(), frame.content_window()) {
        (Some(port), Some(window)) => {
            // A frame that does not get its port says nothing, and is given up for that.
            if let Err(error) = open(&window, &port, &origin) {
                leptos::logging::error!("the engine's port was not opened: {error}");
            }
        }
        _ => tell(FromFrame::Gone),
    })
}

fn open(window: &Window, port: &MessagePort, origin: &EngineOrigin) -> Result<(), BrowserError> {
    let opening = js_sys::Object::new();
    js_sys::Reflect::set(&opening, &"type".into(), &OPENING.into())?;
    let ports = js_sys::Array::of1(port);
    Ok(window.post_message_with_transfer(&opening, origin.as_str(), &ports)?)
}
