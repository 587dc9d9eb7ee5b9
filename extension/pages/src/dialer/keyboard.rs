//! The keyboard is the keypad: what a key types before the call, it sends during it.

use std::ops::Range;

use leptos::{ev::KeyboardEvent, prelude::*};
use pagedial_call::{Event, tones_of};
use pagedial_numbers::Region;
use pagedial_protocol::engine::{DtmfStep, DtmfTone};
use wasm_bindgen::JsCast as _;
use web_sys::{ClipboardEvent, HtmlElement, HtmlInputElement, HtmlTextAreaElement, InputEvent};

use super::Dialer;
use crate::{
    field::{self, Deletion},
    pasted::{self, Pasted},
};

/// The number field's id, by which the keypad finds where the caret is.
pub(super) const NUMBER_FIELD: &str = "number";

impl Dialer {
    pub(super) fn follow_keyboard(self) {
        let listening = window_event_listener(leptos::ev::keydown, move |event| {
            if self.take_key(&event) {
                event.prevent_default();
            }
        });
        let pasting = window_event_listener(leptos::ev::paste, move |event| {
            if self.is_in_call() && !is_typing(&event) {
                event.prevent_default();
                self.paste_tones(&event.unchecked_into());
            }
        });
        // They are wanted for as long as there is a window.
        std::mem::forget((listening, pasting));
    }

    /// A conference's or card's number, with the pauses that its menu needs.
    fn paste_tones(self, event: &ClipboardEvent) {
        let pasted = event.clipboard_data().and_then(|data| data.get_data("text/plain").ok());
        match tones_of(&pasted.unwrap_or_default()) {
            Ok(steps) => self.send_tones(steps),
            Err(why) => self.shown.not_tones.set(Some(why)),
        }
    }

    /// Whether the key was one of the pad's.
    fn take_key(self, event: &KeyboardEvent) -> bool {
        let is_shortcut = event.ctrl_key() || event.alt_key() || event.meta_key();
        if is_shortcut || event.is_composing() || is_typing(event) {
            return false;
        }
        let key = event.key();
        let mut characters = key.chars();
        match (characters.next(), characters.next()) {
            (Some(key), None) if DtmfTone::of_key(key).is_some() => {
                // A key that is held down is one tone, not a hundred.
                if !event.repeat() {
                    self.press_key(key);
                }
                true
            }
            (Some('+'), None) if !self.is_in_call() => {
                self.press_key('+');
                true
            }
            _ if key == "Backspace" && !self.is_in_call() => {
                self.press_backspace();
                true
            }
            _ => false,
        }
    }

    /// A key of the pad: a tone during the call, a character of the number before it.
    pub(super) fn press_key(self, key: char) {
        if !self.is_in_call() {
            self.edit(Deletion::Nothing, |text, selection| field::insert(text, selection, key));
        } else if let Some(tone) = DtmfTone::of_key(key) {
            self.send_tones(vec![DtmfStep::Tone { tone }]);
        }
    }

    /// What is pasted into the number field: if it is more than a number, the number in it.
    pub(super) fn take_paste(self, event: &ClipboardEvent) {
        let pasted = event.clipboard_data().and_then(|data| data.get_data("text/plain").ok());
        if self.type_number_in(&pasted.unwrap_or_default()) {
            event.prevent_default();
        }
    }

    /// Shows a text as if it had been pasted into an empty field.
    pub(super) fn type_instead(self, text: &str) {
        if !self.type_number_in(text) {
            let caret = text.encode_utf16().count();
            self.show_edited(Deletion::Nothing, field::Edited { text: text.into(), caret });
        }
    }

    fn type_number_in(self, text: &str) -> bool {
        let region = self.shown.region.get_untracked();
        let Some(Pasted { text, others }) = pasted::number_in(text, region.as_deref()) else {
            return false;
        };
        let caret = text.encode_utf16().count();
        self.show_edited(Deletion::Nothing, field::Edited { text, caret });
        self.shown.pasted_others.set(others);
        true
    }

    pub(super) fn press_backspace(self) {
        self.edit(Deletion::Backward, field::backspace);
    }

    /// What the browser has done to the field itself.
    pub(super) fn take_input(self, event: &web_sys::Event) {
        let Some(field) = number_field() else { return };
        let edited = field::Edited { text: field.value(), caret: caret_in(&field) };
        let input = event.dyn_ref::<InputEvent>();
        if input.is_some_and(InputEvent::is_composing) {
            // The field belongs to the input method until it is done.
            self.shown.typed.set(edited.text);
            return;
        }
        let deletion = match input.map(InputEvent::input_type).as_deref() {
            Some("deleteContentBackward") => Deletion::Backward,
            Some("deleteContentForward") => Deletion::Forward,
            _ => Deletion::Nothing,
        };
        self.show_edited(deletion, edited);
    }

    /// Changes the field itself as well as what stands behind it: a field whose value is set from
    /// elsewhere has its caret at the end (HTML, the `value` attribute of `input`), and the next key
    /// may come before the views are updated.
    fn edit(self, deletion: Deletion, edit: impl FnOnce(&str, Range<usize>) -> field::Edited) {
        let text = self.shown.typed.get_untracked();
        let selection = number_field().as_ref().and_then(selection_in);
        let end_of_text = text.encode_utf16().count();
        self.show_edited(deletion, edit(&text, selection.unwrap_or(end_of_text..end_of_text)));
    }

    /// Shows a text that was changed, grouped as numbers are.
    fn show_edited(self, deletion: Deletion, edited: field::Edited) {
        let before = self.shown.typed.get_untracked();
        let region = self.shown.region.with_untracked(|region| {
            region.as_deref().and_then(|region| Region::parse(region).ok())
        });
        let edited = field::regroup(&before, edited, deletion, region);
        if let Some(field) = number_field() {
            if field.value() != edited.text {
                field.set_value(&edited.text);
            }
            if caret_in(&field) != edited.caret {
                let caret = u32::try_from(edited.caret).unwrap_or(u32::MAX);
                // Only types of field that have no selection refuse, and `tel` has one.
                let _ = field.set_selection_range(caret, caret);
            }
        }
        self.shown.typed.set(edited.text);
        self.shown.pasted_others.set(0);
        self.happen(Event::EndSeen);
    }
}

fn caret_in(field: &HtmlInputElement) -> usize {
    selection_in(field).map_or_else(|| field.value().encode_utf16().count(), |it| it.end)
}

fn number_field() -> Option<HtmlInputElement> {
    document().get_element_by_id(NUMBER_FIELD)?.dyn_into().ok()
}

fn selection_in(field: &HtmlInputElement) -> Option<Range<usize>> {
    let start = field.selection_start().ok().flatten()?;
    let end = field.selection_end().ok().flatten()?;
    Some(usize::try_from(start).ok()?..usize::try_from(end).ok()?)
}

/// Whether the key goes to a field that takes text by itself.
fn is_typing(event: &web_sys::Event) -> bool {
    event.target().is_some_and(|target| {
        // A slider or a list takes keys too, but a digit means nothing to it.
        target.dyn_ref::<HtmlInputElement>().is_some_and(|input| input.type_() != "range")
            || target.is_instance_of::<HtmlTextAreaElement>()
            || target.dyn_ref::<HtmlElement>().is_some_and(HtmlElement::is_content_editable)
    })
}
