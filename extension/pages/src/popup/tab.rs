//! What the tab's content scripts say.

use std::collections::BTreeMap;

use pagedial_protocol::page::{Line, Listing, PaintedNumber, ToContent, reports_key};
use pagedial_settings::Origin;
use pagedial_webext::{BrowserError, storage::Area, tabs::Tab};
use serde::de::IgnoredAny;

const TOP_FRAME: i32 = 0;

/// A page in which the extension runs.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Page {
    /// Its site. The content script says so, which shares its process with the page: enough to turn
    /// something on and off there, and used for nothing else.
    pub(super) origin: Option<Origin>,
    /// Its title.
    pub(super) title: Option<Line>,
    /// The numbers of each frame.
    pub(super) frames: Vec<Vec<PaintedNumber>>,
}

/// Asks the top frame, then those others that have numbers. `None` where no content script answers:
/// the browser lets none run there, or the page was open before the extension was.
pub(super) async fn ask(tab: Tab) -> Result<Option<Page>, BrowserError> {
    let list = ToContent::List { patience_ms: 0 };
    let Ok(top) = tab.ask::<_, Listing>(TOP_FRAME, &list).await else {
        return Ok(None);
    };
    let mut frames = vec![top.numbers];
    for frame in reporting_frames(tab).await? {
        // A frame that does not answer has gone since.
        if let Ok(listing) = tab.ask::<_, Listing>(frame, &list).await {
            frames.push(listing.numbers);
        }
    }
    Ok(Some(Page { origin: Origin::of_url(&top.origin), title: top.title, frames }))
}

/// The frames besides the top one that have said that they show numbers.
async fn reporting_frames(tab: Tab) -> Result<Vec<i32>, BrowserError> {
    let reports: Option<BTreeMap<String, IgnoredAny>> =
        Area::Session.get(&reports_key(tab.id)).await?;
    let frames = reports.unwrap_or_default().into_keys().filter_map(|id| id.parse().ok());
    Ok(frames.filter(|&id| id != TOP_FRAME).collect())
}

/// Calls `listener` whenever frames of the tab report another count.
pub(super) fn on_reports(tab: Tab, listener: impl Fn() + 'static) {
    let key = reports_key(tab.id);
    Area::Session.on_any_change(move |changed| {
        if changed.contains(&key) {
            listener();
        }
    });
}
