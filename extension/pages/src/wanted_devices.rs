//! The microphone and speaker that the person has chosen, kept on disk.

use pagedial_protocol::engine::DeviceRole;
use pagedial_webext::{BrowserError, lock, storage::Area};
use serde::{Deserialize, Serialize};

/// The key in `chrome.storage.local`.
pub(crate) const WANTED: &str = "wanted_devices";

/// What the person has chosen. By name: ids are of one origin, and the engine's is another one at
/// each launch.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct WantedDevices {
    pub(crate) microphone: Option<String>,
    pub(crate) speaker: Option<String>,
    /// What rings when somebody calls; `None` is the speaker.
    #[serde(default)]
    pub(crate) ringer: Option<String>,
    pub(crate) volume: Option<f64>,
}

impl WantedDevices {
    /// What rings.
    pub(crate) const fn ringer(&self) -> Option<&String> {
        match &self.ringer {
            Some(ringer) => Some(ringer),
            None => self.speaker.as_ref(),
        }
    }

    pub(crate) const fn name(&mut self, role: DeviceRole) -> &mut Option<String> {
        match role {
            DeviceRole::Microphone => &mut self.microphone,
            DeviceRole::Speaker => &mut self.speaker,
        }
    }
}

/// Reads the choice.
pub(crate) async fn load() -> Result<WantedDevices, BrowserError> {
    Ok(Area::Local.get(WANTED).await?.unwrap_or_default())
}

/// Changes the choice, based on what is there now.
pub(crate) async fn change(
    change: impl FnOnce(&mut WantedDevices) + 'static,
) -> Result<(), BrowserError> {
    lock::exclusive("wanted-devices", async {
        let mut wanted = load().await?;
        change(&mut wanted);
        Area::Local.set(WANTED, &wanted).await
    })
    .await?
}
