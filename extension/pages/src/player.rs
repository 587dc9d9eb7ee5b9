//! Plays signals by Web Audio.
//!
//! In the extension's own page and not in the engine's: the sounds tell of the dialer's states,
//! among them those in which there is no engine.

use std::{
    cell::{OnceCell, RefCell},
    rc::Rc,
};

use leptos::task::spawn_local;
use pagedial_sounds::Signal;
use pagedial_webext::BrowserError;
use wasm_bindgen::prelude::*;
use web_sys::{AudioBuffer, AudioBufferSourceNode, AudioContext, AudioScheduledSourceNode};

#[wasm_bindgen]
extern "C" {
    /// Not in web-sys: the Audio Output Devices draft.
    #[wasm_bindgen(extends = AudioContext)]
    type WithSink;
    #[wasm_bindgen(method, catch, js_name = setSinkId)]
    async fn set_sink_id(this: &WithSink, id: &str) -> Result<JsValue, JsValue>;
}

/// A loudspeaker for signals. It is opened when there is something to play, and sleeps in between.
#[derive(Clone, Default)]
pub(crate) struct Player {
    context: Rc<OnceCell<AudioContext>>,
    /// The loudspeaker's id; empty is the system's choice.
    speaker: Rc<RefCell<String>>,
    /// What plays until it is over or replaced.
    playing: Rc<RefCell<Option<AudioBufferSourceNode>>>,
}

impl Player {
    /// Plays a signal in the place of the one that plays; `None` is silence.
    pub(crate) fn play(&self, signal: Option<&Signal>) -> Result<(), BrowserError> {
        if let Some(before) = self.playing.take() {
            scheduled(&before).stop()?;
        }
        if let Some(signal) = signal {
            self.playing.replace(Some(self.start(signal)?));
        }
        Ok(())
    }

    /// Plays a signal over whatever plays.
    pub(crate) fn play_over(&self, signal: &Signal) -> Result<(), BrowserError> {
        self.start(signal)?;
        Ok(())
    }

    /// Plays through another loudspeaker from now on; an empty id is the system's choice.
    pub(crate) async fn choose_speaker(&self, id: &str) -> Result<(), BrowserError> {
        if *self.speaker.borrow() == id {
            return Ok(());
        }
        self.speaker.replace(id.to_owned());
        match self.context.get() {
            Some(context) => set_sink(context, id).await,
            // It is opened with this one.
            None => Ok(()),
        }
    }

    fn context(&self) -> Result<&AudioContext, BrowserError> {
        if let Some(context) = self.context.get() {
            return Ok(context);
        }
        let context = AudioContext::new()?;
        let id = self.speaker.borrow().clone();
        if !id.is_empty() {
            let context = context.clone();
            spawn_local(async move {
                if let Err(error) = set_sink(&context, &id).await {
                    leptos::logging::warn!("the chosen speaker can't be used: {error}");
                }
            });
        }
        Ok(self.context.get_or_init(|| context))
    }

    fn start(&self, signal: &Signal) -> Result<AudioBufferSourceNode, BrowserError> {
        let context = self.context()?;
        // One that the browser keeps silent until the person has clicked stays so, and that shows
        // nowhere: what is heard is never the only word on a call.
        let _promise = context.resume()?;
        let source = context.create_buffer_source()?;
        source.set_buffer(Some(&buffer(context, signal)?));
        source.set_loop(true);
        source.connect_with_audio_node(&context.destination())?;
        source.start()?;
        if let Some(times) = signal.repeats() {
            let seconds = f64::from(times * signal.period_ms()) / 1000.0;
            scheduled(&source).stop_with_when(context.current_time() + seconds)?;
        }
        Ok(source)
    }
}

async fn set_sink(context: &AudioContext, id: &str) -> Result<(), BrowserError> {
    let context: &WithSink = context.unchecked_ref();
    context.set_sink_id(id).await?;
    Ok(())
}

/// Starting and stopping moved to the base interface of all sources (Web Audio 1.0 §1.9).
fn scheduled(source: &AudioBufferSourceNode) -> &AudioScheduledSourceNode {
    source
}

fn buffer(context: &AudioContext, signal: &Signal) -> Result<AudioBuffer, BrowserError> {
    let samples = signal.samples();
    let length = u32::try_from(samples.len()).unwrap_or(u32::MAX);
    let rate = signal.rate() as f32;
    let buffer = context.create_buffer(1, length, rate)?;
    buffer.copy_to_channel(&samples, 0)?;
    Ok(buffer)
}
