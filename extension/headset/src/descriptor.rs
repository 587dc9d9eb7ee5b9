//! What a device says of its reports, in WebHID's words (`HIDCollectionInfo`).

use serde::Deserialize;

/// The telephony page of USB's HID Usage Tables (§14).
pub const TELEPHONY_PAGE: u16 = 0x0b;

/// A top-level collection of a device. The browser lists in it the items of every collection
/// inside, in the order in which they lie in their report.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Collection {
    /// What kind of device it is, with [`Self::usage`].
    pub usage_page: u16,
    /// Which of that page.
    pub usage: u16,
    pub(crate) input_reports: Vec<Report>,
    pub(crate) output_reports: Vec<Report>,
}

/// The items of one report.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Report {
    pub(crate) report_id: u8,
    pub(crate) items: Vec<Item>,
}

/// Fields of one kind, side by side.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Item {
    pub(crate) is_absolute: bool,
    pub(crate) is_array: bool,
    pub(crate) is_range: bool,
    pub(crate) has_preferred_state: bool,
    /// Page and usage, 16 bits each; not with `is_range`.
    pub(crate) usages: Vec<u32>,
    pub(crate) usage_minimum: u32,
    pub(crate) usage_maximum: u32,
    pub(crate) report_size: u32,
    pub(crate) report_count: u32,
    pub(crate) logical_minimum: i32,
}

/// More bits than any report has: USB's reports end at 64 KB.
const MOST_BITS: u32 = 8 * 64 * 1024;

impl Item {
    /// What the field at `index` is, or what the value `index` above the least means in an array.
    pub(crate) fn usage(&self, index: u32) -> Option<u32> {
        if self.is_range {
            self.usage_minimum.checked_add(index).filter(|it| *it <= self.usage_maximum)
        } else {
            let index = usize::try_from(index).ok()?;
            self.usages.get(index).copied()
        }
    }

    fn bits(&self) -> u32 {
        self.report_size.saturating_mul(self.report_count).min(MOST_BITS)
    }
}

impl Report {
    /// Each item with the bit at which it begins.
    pub(crate) fn placed(&self) -> impl Iterator<Item = (u32, &Item)> {
        self.items.iter().scan(0_u32, |next, item| {
            let begins = *next;
            *next = next.saturating_add(item.bits());
            (begins < MOST_BITS).then_some((begins, item))
        })
    }
}

/// A field's value in a report: HID counts bits from the lowest of the first byte.
pub(crate) fn read_bits(bytes: &[u8], begins: u32, size: u32) -> Option<u32> {
    (0..size.min(32)).try_fold(0_u32, |value, bit| {
        let at = begins.checked_add(bit)?;
        let byte = *bytes.get(usize::try_from(at / 8).ok()?)?;
        Some(value | u32::from(byte >> (at % 8) & 1) << bit)
    })
}

/// Sets the lowest bit of a field; a report that is too short grows.
pub(crate) fn set_bit(bytes: &mut Vec<u8>, at: u32) {
    let Ok(byte) = usize::try_from(at / 8) else { return };
    if bytes.len() <= byte {
        bytes.resize(byte + 1, 0);
    }
    bytes[byte] |= 1 << (at % 8);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_are_counted_from_the_lowest_of_the_first_byte() {
        let bytes = [0b1000_0010, 0b0000_0001];
        assert_eq!(read_bits(&bytes, 1, 1), Some(1));
        assert_eq!(read_bits(&bytes, 7, 2), Some(0b11));
        assert_eq!(read_bits(&bytes, 0, 8), Some(0x82));
        assert_eq!(read_bits(&bytes, 12, 8), None);
        let mut written = vec![];
        set_bit(&mut written, 9);
        assert_eq!(written, [0, 0b10]);
    }
}
