//! Headsets that nobody makes, for tests, as WebHID would describe them.

use serde_json::json;

use crate::Collection;

/// A hook switch that stays, and buttons that go back, one bit each; lamps, with padding between.
pub(crate) fn desk_headset() -> Collection {
    let usage = |usages: &[u32], size: u32, absolute: bool, preferred: bool| {
        json!({ "usages": usages, "reportSize": size, "reportCount": usages.len().max(1),
            "isAbsolute": absolute, "hasPreferredState": preferred, "isConstant": usages.is_empty() })
    };
    let described = json!({
        "usagePage": 0x0b, "usage": 5, "type": 1, "children": [], "featureReports": [],
        "inputReports": [{ "reportId": 3, "items": [
            usage(&[0x0b_0020], 1, true, false),
            usage(&[0x0b_0021, 0x0b_002f], 1, false, false),
            usage(&[], 5, true, false),
        ] }],
        "outputReports": [{ "reportId": 3, "items": [
            usage(&[0x08_0017, 0x08_0009, 0x08_0018, 0x08_0020], 1, true, false),
            usage(&[], 5, true, false),
            usage(&[0x0b_009e], 1, true, false),
        ] }],
    });
    serde_json::from_value(described).unwrap()
}

/// Two fields that name the buttons that are down, from 1: hook, drop, mute. No lamps.
pub(crate) fn array_headset() -> Collection {
    let described = json!({
        "usagePage": 0x0b, "usage": 1,
        "inputReports": [{ "reportId": 1, "items": [{
            "isArray": true, "isAbsolute": true, "logicalMinimum": 1, "logicalMaximum": 3,
            "reportSize": 8, "reportCount": 2, "usages": [0x0b_0020, 0x0b_0026, 0x0b_002f],
        }] }],
    });
    serde_json::from_value(described).unwrap()
}
