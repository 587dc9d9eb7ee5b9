//! The TypeScript twins of [`crate::page`] and [`crate::engine`].

use ts_rs::{Config, TS};

use crate::{EmergencyNumber, engine, host, page};

/// Where each twin lies, from the workspace's root, and what it must say.
#[must_use]
pub fn twins() -> [(&'static str, String); 2] {
    [
        ("extension/content/src/protocol.ts", page_twin()),
        ("native-host/call-engine/src/protocol.ts", engine_twin()),
    ]
}

const HEADER: &str = "// Rendered from native-host/protocol by `cargo xtask types`; do not edit.\n";

fn declaration<T: TS>() -> String {
    let text = T::decl(&Config::default());
    let docs = T::docs().unwrap_or_default();
    format!("\n{docs}export {text}\n")
}

fn page_twin() -> String {
    let mut text = String::from(HEADER);
    text += &format!("\nexport const MAX_BLOCKS = {};\n", page::MAX_BLOCKS);
    text += &format!("\nexport const MAX_TEXT = {};\n", page::MAX_TEXT);
    text += &format!("\nexport const MAX_TEXT_A_MINUTE = {};\n", page::MAX_TEXT_A_MINUTE);
    text += &format!("\nexport const MAX_COLUMN = {};\n", page::MAX_COLUMN);
    text += &declaration::<crate::E164>();
    text += &declaration::<page::Line>();
    text += &declaration::<page::Subject>();
    text += &declaration::<page::DoorRequest>();
    text += &declaration::<page::DoorEvent>();
    text += &declaration::<page::DoorState>();
    text += &declaration::<page::FromContent>();
    text += &declaration::<page::PageClues>();
    text += &declaration::<page::Group>();
    text += &declaration::<page::Surroundings>();
    text += &declaration::<page::ToContent>();
    text += &declaration::<page::Direction>();
    text += &declaration::<page::Found>();
    text += &declaration::<page::PageSettings>();
    text += &declaration::<page::Inputs>();
    text += &declaration::<page::Show>();
    text += &declaration::<page::TelLinks>();
    text += &declaration::<page::Refused>();
    text += &declaration::<page::FoundNumber>();
    text += &declaration::<page::NumberFacts>();
    text += &declaration::<page::Listing>();
    text += &declaration::<page::PaintedNumber>();
    text += &declaration::<page::Rect>();
    text
}

fn engine_twin() -> String {
    let mut text = String::from(HEADER);
    text += &format!("\nexport const OPENING = {:?};\n", engine::OPENING);
    text += &declaration::<crate::E164>();
    text += &declaration::<crate::Callee>();
    let emergency_numbers = EmergencyNumber::ALL.map(EmergencyNumber::as_str);
    text += &format!("\nexport const EMERGENCY_NUMBERS = {emergency_numbers:?};\n");
    text += &declaration::<crate::EmergencyCountry>();
    text += &declaration::<crate::AccessToken>();
    text += &declaration::<host::CallId>();
    text += &declaration::<host::IssuedToken>();
    text += &declaration::<engine::Driver>();
    text += &declaration::<engine::EngineCommand>();
    text += &declaration::<engine::EngineEvent>();
    text += &declaration::<engine::PrepareStep>();
    text += &declaration::<engine::EngineProblem>();
    text += &declaration::<engine::CallState>();
    text += &declaration::<engine::EndReason>();
    text += &declaration::<engine::DtmfTone>();
    text += &declaration::<engine::DtmfStep>();
    text += &declaration::<engine::TransferTarget>();
    text += &declaration::<engine::CallControl>();
    text += &declaration::<engine::DeviceRole>();
    text += &declaration::<engine::DeviceId>();
    text += &declaration::<engine::Device>();
    text += &declaration::<engine::Devices>();
    text += &declaration::<engine::Diagnostic>();
    text += &declaration::<engine::MediaStats>();
    text
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_committed_twins_are_the_rendered_ones() {
        let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");
        for (path, rendered) in super::twins() {
            let committed = std::fs::read_to_string(format!("{root}/{path}")).unwrap();
            assert!(committed == rendered, "{path} differs: run `cargo xtask types`");
        }
    }
}
