//! What the headset shows and signals.

use std::collections::BTreeMap;

use crate::descriptor::{Collection, set_bit};

/// What is to be shown of the call.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Signals {
    /// A call is on; headsets open their radio link by this.
    pub off_hook: bool,
    /// Somebody calls.
    pub ringing: bool,
    /// The other side does not hear this one.
    pub muted: bool,
    /// The call is held.
    pub held: bool,
}

/// A report to be sent to the device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LampReport {
    /// Its id.
    pub report: u8,
    /// Its bytes, without the id.
    pub bytes: Vec<u8>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Lamp {
    OffHook,
    Ring,
    Mute,
    Hold,
}

impl Lamp {
    /// USB HID Usage Tables §11 (page 0x08, lamps) and §14 (0x0B, telephony).
    const fn of_usage(usage: u32) -> Option<Self> {
        match usage {
            0x08_0017 => Some(Self::OffHook),
            0x08_0018 | 0x0b_009e => Some(Self::Ring),
            0x08_0009 => Some(Self::Mute),
            0x08_0020 => Some(Self::Hold),
            _ => None,
        }
    }

    const fn is_lit(self, signals: Signals) -> bool {
        match self {
            Self::OffHook => signals.off_hook,
            Self::Ring => signals.ringing,
            Self::Mute => signals.muted,
            Self::Hold => signals.held,
        }
    }
}

/// Where the lamps of one device lie.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lamps {
    /// Report, bit and lamp.
    lamps: Vec<(u8, u32, Lamp)>,
    /// How long each report is, in bytes: devices refuse one of another length.
    lengths: BTreeMap<u8, usize>,
}

impl Lamps {
    /// Finds the lamps in what a device says of itself.
    #[must_use]
    pub fn of(collections: &[Collection]) -> Self {
        let mut found = Self::default();
        for report in collections.iter().flat_map(|collection| &collection.output_reports) {
            let mut bits = 0;
            for (begins, item) in report.placed() {
                bits = begins + item.report_size.saturating_mul(item.report_count);
                let count =
                    if item.is_array { 0 } else { item.report_count.min(u32::from(u8::MAX)) };
                let fields = (0..count).filter_map(|index| {
                    let lamp = Lamp::of_usage(item.usage(index)?)?;
                    Some((report.report_id, begins + index * item.report_size, lamp))
                });
                found.lamps.extend(fields);
            }
            found.lengths.insert(report.report_id, usize::try_from(bits.div_ceil(8)).unwrap_or(0));
        }
        found
    }

    /// The reports that make the device show this.
    #[must_use]
    pub fn showing(&self, signals: Signals) -> Vec<LampReport> {
        let mut reports: BTreeMap<u8, Vec<u8>> = BTreeMap::new();
        for (report, bit, lamp) in &self.lamps {
            let length = self.lengths.get(report).copied().unwrap_or(0);
            let bytes = reports.entry(*report).or_insert_with(|| vec![0; length]);
            if lamp.is_lit(signals) {
                set_bit(bytes, *bit);
            }
        }
        reports.into_iter().map(|(report, bytes)| LampReport { report, bytes }).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::{array_headset, desk_headset};

    fn shown(signals: Signals) -> Vec<(u8, Vec<u8>)> {
        let reports = Lamps::of(&[desk_headset()]).showing(signals);
        reports.into_iter().map(|it| (it.report, it.bytes)).collect()
    }

    #[test]
    fn each_lamp_is_lit_in_its_place_and_the_report_has_its_length() {
        assert_eq!(shown(Signals::default()), [(3, vec![0, 0])]);
        let off_hook = Signals { off_hook: true, ..Signals::default() };
        assert_eq!(shown(off_hook), [(3, vec![0b0000_0001, 0])]);
        assert_eq!(shown(Signals { muted: true, ..off_hook }), [(3, vec![0b0000_0011, 0])]);
        let ringing = Signals { ringing: true, ..Signals::default() };
        assert_eq!(shown(ringing), [(3, vec![0b0000_0100, 0b0000_0010])]);
        assert_eq!(
            shown(Signals { held: true, ..Signals::default() }),
            [(3, vec![0b0000_1000, 0])]
        );
    }

    #[test]
    fn a_device_without_lamps_is_sent_nothing() {
        assert_eq!(Lamps::of(&[array_headset()]).showing(Signals::default()), []);
    }
}
