//! The settings in force.

use std::{cell::RefCell, rc::Rc};

use pagedial_numbers::Region;
use pagedial_protocol::page::ToContent;
use pagedial_settings::Settings;
use pagedial_webext::{BrowserError, i18n, settings, tabs};

thread_local! {
    /// Read once in a life of the service worker: each question of each frame needs them, and
    /// [`changed`] is called for as long as this is alive.
    static KNOWN: RefCell<Option<Rc<Settings>>> = const { RefCell::new(None) };
}

/// What is in force now.
pub(crate) async fn in_force() -> Result<Rc<Settings>, BrowserError> {
    if let Some(known) = KNOWN.with_borrow(Clone::clone) {
        return Ok(known);
    }
    let settings = Rc::new(settings::load().await?.settings);
    KNOWN.set(Some(Rc::clone(&settings)));
    Ok(settings)
}

/// Something was set or unset: every page begins anew.
pub(crate) async fn changed() -> Result<(), BrowserError> {
    KNOWN.set(None);
    for tab in tabs::all().await? {
        // Most tabs of a browser have no content script of ours, and then there is no one to tell.
        let _ = tab.tell(&ToContent::Renew {}).await;
    }
    Ok(())
}

/// The region of the person's own national numbers: what is set; else what the browser's language
/// suggests.
pub(crate) fn own_region(settings: &Settings) -> Option<Region> {
    let suggested = || Region::parse(&i18n::default_region()?).ok();
    settings.region().or_else(suggested)
}
