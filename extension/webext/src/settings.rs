//! Where the settings lie: `chrome.storage.local` and `chrome.storage.managed`.

use pagedial_settings::{Field, Layer, Managed, Problem, Settings};
use serde_json::Value;

use crate::{BrowserError, lock, storage::Area};

/// The settings, and what of them could not be read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Loaded {
    /// What is in force.
    pub settings: Settings,
    /// What the organisation has set and cannot be.
    pub of_organisation: Vec<Problem>,
}

/// Reads everything.
///
/// # Errors
/// When the storage fails.
pub async fn load() -> Result<Loaded, BrowserError> {
    // Firefox refuses to read what no organisation has set.
    let managed =
        Area::Managed.get_many(None).await.unwrap_or_else(|_| Value::Object(<_>::default()));
    let (managed, of_organisation) = Managed::read(&managed);
    let settings = Settings { managed, own: own().await? };
    Ok(Loaded { settings, of_organisation })
}

/// Changes what the person has set, based on what is there now, and writes what is different.
///
/// # Errors
/// When the storage fails or is full; then nothing of this is to be relied on.
pub async fn change_own(change: impl FnOnce(&mut Layer) + 'static) -> Result<(), BrowserError> {
    lock::exclusive("settings", async {
        let before = own().await?;
        let mut after = before.clone();
        change(&mut after);
        write(&before, &after).await
    })
    .await?
}

/// Calls `listener` whenever something was set or unset, by whomever.
pub fn on_changed(listener: impl Fn() + Clone + 'static) {
    for area in [Area::Local, Area::Managed] {
        let listener = listener.clone();
        area.on_any_change(move |_| listener());
    }
}

async fn own() -> Result<Layer, BrowserError> {
    let keys = Field::ALL.map(Field::key);
    // What cannot be read there was not written by us; it is silent, and stays until it is set.
    Ok(Layer::read(&Area::Local.get_many(Some(&keys)).await?).0)
}

async fn write(before: &Layer, after: &Layer) -> Result<(), BrowserError> {
    let (before, mut after) = (before.to_json(), after.to_json());
    let unset = Field::ALL.into_iter().map(Field::key);
    let unset = unset.filter(|key| before.get(key).is_some() && after.get(key).is_none());
    let unset: Vec<String> = unset.map(str::to_owned).collect();
    if let Value::Object(values) = &mut after {
        values.retain(|key, value| before.get(key) != Some(value));
    }
    Area::Local.set_many(&after).await?;
    Area::Local.remove_many(unset).await
}
