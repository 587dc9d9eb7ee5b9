//! Which buttons were pressed.

use crate::descriptor::{Collection, Item, read_bits};

/// What a person did to the headset.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Press {
    /// Took it off the hook: the call button, or the arm of the microphone. Headsets also say so
    /// when they are told that a call is on.
    OffHook,
    /// Put it back.
    OnHook,
    /// Pressed the call button of a headset that does not keep whether it is off the hook.
    Hook,
    /// Pressed the mute button.
    Mute,
    /// Moved a mute switch that stays where it is.
    MuteSwitch {
        /// Whether it is at "mute".
        on: bool,
    },
    /// Pressed the button that other telephones hold a call with.
    Flash,
    /// Pressed the button that refuses or ends a call.
    Drop,
}

/// The buttons that are known, with their usages (USB HID Usage Tables §14, page 0x0B).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Button {
    Hook,
    Flash,
    Drop,
    Mute,
}

impl Button {
    const fn of_usage(usage: u32) -> Option<Self> {
        match usage {
            0x0b_0020 => Some(Self::Hook),
            0x0b_0021 => Some(Self::Flash),
            0x0b_0026 => Some(Self::Drop),
            0x0b_002f => Some(Self::Mute),
            _ => None,
        }
    }
}

/// Where a button lies.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Place {
    /// One field for each button.
    Field { button: Button, begins: u32, size: u32, keeps: bool },
    /// Fields that name the buttons that are down.
    Array { begins: u32, size: u32, count: u32, least: i32, buttons: Vec<(u32, Button)> },
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Input {
    report: u8,
    place: Place,
    /// The buttons of it that were down, as a set of bits.
    down: u8,
}

/// The buttons of one device, and which are down.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Buttons {
    inputs: Vec<Input>,
}

impl Buttons {
    /// Finds the buttons in what a device says of itself.
    #[must_use]
    pub fn of(collections: &[Collection]) -> Self {
        let reports = collections.iter().flat_map(|collection| &collection.input_reports);
        let inputs = reports.flat_map(|report| {
            report.placed().flat_map(|(begins, item)| places(begins, item)).map(|place| Input {
                report: report.report_id,
                place,
                down: 0,
            })
        });
        Self { inputs: inputs.collect() }
    }

    /// Whether there are none: then the device is no headset to us.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.inputs.is_empty()
    }

    /// Takes a report in. One that is shorter than it should be says nothing of what is missing.
    pub fn take(&mut self, report: u8, bytes: &[u8]) -> Vec<Press> {
        let inputs = self.inputs.iter_mut().filter(|input| input.report == report);
        inputs.flat_map(|input| input.take(bytes)).collect()
    }
}

fn places(begins: u32, item: &Item) -> Vec<Place> {
    let size = item.report_size;
    if item.is_array {
        let known = (0..=u32::from(u8::MAX))
            .filter_map(|index| Some((index, Button::of_usage(item.usage(index)?)?)));
        let (count, least) = (item.report_count, item.logical_minimum);
        let buttons: Vec<(u32, Button)> = known.collect();
        if buttons.is_empty() {
            vec![]
        } else {
            vec![Place::Array { begins, size, count, least, buttons }]
        }
    } else {
        // A switch keeps its state; a button that is pushed goes back by itself (HID 1.11
        // §6.2.2.5: relative, or with a preferred state).
        let keeps = item.is_absolute && !item.has_preferred_state;
        let field = |index| {
            let button = Button::of_usage(item.usage(index)?)?;
            Some(Place::Field { button, begins: begins + index * size, size, keeps })
        };
        (0..item.report_count.min(u32::from(u8::MAX))).filter_map(field).collect()
    }
}

impl Input {
    fn take(&mut self, bytes: &[u8]) -> Vec<Press> {
        let Some(now) = self.place.down(bytes) else { return vec![] };
        let before = std::mem::replace(&mut self.down, now);
        let keeps = matches!(self.place, Place::Field { keeps: true, .. });
        [Button::Hook, Button::Flash, Button::Drop, Button::Mute]
            .into_iter()
            .filter(|button| (before ^ now) & button.bit() != 0)
            .filter_map(|button| button.press(now & button.bit() != 0, keeps))
            .collect()
    }
}

impl Place {
    /// Which buttons are down.
    fn down(&self, bytes: &[u8]) -> Option<u8> {
        match self {
            Self::Field { button, begins, size, .. } => {
                Some(if read_bits(bytes, *begins, *size)? == 0 { 0 } else { button.bit() })
            }
            Self::Array { begins, size, count, least, buttons } => {
                let mut down = 0;
                for index in 0..(*count).min(u32::from(u8::MAX)) {
                    let value = read_bits(bytes, begins + index * size, *size)?;
                    let above = i64::from(value) - i64::from(*least);
                    let pressed = buttons.iter().find(|(index, _)| i64::from(*index) == above);
                    down |= pressed.map_or(0, |(_, button)| button.bit());
                }
                Some(down)
            }
        }
    }
}

impl Button {
    const fn bit(self) -> u8 {
        1 << self as u8
    }

    /// What it means that the button is down now, or up now. A button that goes back by itself says
    /// nothing by going back.
    const fn press(self, is_down: bool, keeps: bool) -> Option<Press> {
        match (self, is_down, keeps) {
            (Self::Hook, true, true) => Some(Press::OffHook),
            (Self::Hook, false, true) => Some(Press::OnHook),
            (Self::Mute, on, true) => Some(Press::MuteSwitch { on }),
            (Self::Hook, true, false) => Some(Press::Hook),
            (Self::Mute, true, false) => Some(Press::Mute),
            (Self::Flash, true, _) => Some(Press::Flash),
            (Self::Drop, true, _) => Some(Press::Drop),
            (_, false, _) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::sample::{array_headset, desk_headset};

    #[test]
    fn a_hook_switch_says_off_and_on_once_for_each_change() {
        let mut buttons = Buttons::of(&[desk_headset()]);
        assert_eq!(buttons.take(3, &[0b0001]), [Press::OffHook]);
        assert_eq!(buttons.take(3, &[0b0001]), []);
        assert_eq!(buttons.take(3, &[0b0000]), [Press::OnHook]);
    }

    #[test]
    fn a_button_that_goes_back_counts_when_it_is_pushed() {
        let mut buttons = Buttons::of(&[desk_headset()]);
        assert_eq!(buttons.take(3, &[0b0100]), [Press::Mute]);
        assert_eq!(buttons.take(3, &[0b0000]), []);
        assert_eq!(buttons.take(3, &[0b0010]), [Press::Flash]);
        assert_eq!(buttons.take(3, &[0b0101]), [Press::OffHook, Press::Mute]);
    }

    #[test]
    fn buttons_that_are_named_in_an_array_are_found_too() {
        let mut buttons = Buttons::of(&[array_headset()]);
        assert_eq!(buttons.take(1, &[1, 0]), [Press::Hook]);
        assert_eq!(buttons.take(1, &[1, 3]), [Press::Mute]);
        assert_eq!(buttons.take(1, &[0, 0]), []);
        assert_eq!(buttons.take(1, &[2, 0]), [Press::Drop]);
    }

    #[test]
    fn other_reports_and_what_is_cut_off_say_nothing() {
        let mut buttons = Buttons::of(&[desk_headset()]);
        assert_eq!(buttons.take(4, &[0xff, 0xff]), []);
        assert_eq!(buttons.take(3, &[]), []);
        assert!(Buttons::of(&[Collection::default()]).is_empty());
    }

    proptest! {
        #[test]
        fn no_report_is_too_strange(reports in proptest::collection::vec((0_u8..5, proptest::collection::vec(any::<u8>(), 0..6)), 0..40)) {
            let mut buttons = Buttons::of(&[desk_headset(), array_headset()]);
            for (report, bytes) in reports {
                buttons.take(report, &bytes);
                // The same again is no news.
                prop_assert_eq!(buttons.take(report, &bytes), []);
            }
        }
    }
}
