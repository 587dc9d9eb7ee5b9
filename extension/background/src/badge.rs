//! The toolbar badge: how many numbers a tab shows, all its frames together.
//!
//! Each frame reports its own count; the counts lie in session storage because the service worker
//! may be gone before the next frame reports.

use std::collections::BTreeMap;

use pagedial_protocol::page::reports_key;
use pagedial_webext::{BrowserError, action, lock, storage::Area};
use serde::{Deserialize, Serialize};

use crate::TrustedSender;

/// How many numbers there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Shown {
    /// Those that were found.
    pub(crate) count: u32,
    /// Whether there may be more: of long lists what is near the view is read.
    pub(crate) more: bool,
}

/// One frame's report.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
struct Report {
    shown: Shown,
    at_ms: f64,
}

/// The reports of a tab by frame id. A map with text keys, as JSON has no other.
type Frames = BTreeMap<String, Report>;

const TOP_FRAME: i32 = 0;

/// A frame reports what it shows. `document_since_ms` is when its document began.
pub(crate) async fn painted(
    sender: TrustedSender,
    shown: Shown,
    document_since_ms: f64,
) -> Result<(), BrowserError> {
    let report = Report { shown, at_ms: js_sys::Date::now() };
    // Read, change, write: two frames at once would lose one report.
    lock::exclusive("badge", update(sender, report, document_since_ms)).await?
}

/// The frames of a tab that show numbers.
pub(crate) async fn frames_with_numbers(tab_id: i32) -> Result<Vec<i32>, BrowserError> {
    let frames: Frames = Area::Session.get(&reports_key(tab_id)).await?.unwrap_or_default();
    let showing = frames.iter().filter(|(_, report)| report.shown.count > 0);
    Ok(showing.filter_map(|(frame_id, _)| frame_id.parse().ok()).collect())
}

/// The tab is closed.
pub(crate) async fn forget(tab_id: i32) -> Result<(), BrowserError> {
    Area::Session.remove(&reports_key(tab_id)).await
}

async fn update(
    sender: TrustedSender,
    report: Report,
    document_since_ms: f64,
) -> Result<(), BrowserError> {
    let key = reports_key(sender.tab_id);
    let frames: Frames = Area::Session.get(&key).await?.unwrap_or_default();
    let frames = with_report(frames, sender.frame_id, report, document_since_ms);
    Area::Session.set(&key, &frames).await?;
    action::set_badge_text(sender.tab_id, &text(total(&frames))).await
}

/// The reports after one more. The top frame's new document makes every report from before it
/// stale; frames of the new document that reported first are kept.
fn with_report(
    mut frames: Frames,
    frame_id: i32,
    report: Report,
    document_since_ms: f64,
) -> Frames {
    if frame_id == TOP_FRAME {
        frames.retain(|_, earlier| earlier.at_ms >= document_since_ms);
    }
    frames.insert(frame_id.to_string(), report);
    frames
}

fn total(frames: &Frames) -> Shown {
    frames.values().fold(Shown::default(), |sum, Report { shown, .. }| Shown {
        count: sum.count.saturating_add(shown.count),
        more: sum.more || shown.more,
    })
}

/// Three characters fit a badge.
fn text(total: Shown) -> String {
    match (total.count, total.more) {
        (0, _) => String::new(),
        (count @ 1..=99, true) => format!("{count}+"),
        (100..=999, true) => "99+".to_owned(),
        (count @ 1..=999, false) => count.to_string(),
        _ => "1k+".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(count: u32, at_ms: f64) -> Report {
        Report { shown: Shown { count, more: false }, at_ms }
    }

    #[test]
    fn frames_add_up() {
        let frames = with_report(Frames::new(), 0, report(3, 10.0), 1.0);
        let frames = with_report(frames, 7, report(2, 11.0), 5.0);
        assert_eq!(total(&frames).count, 5);
        let frames = with_report(frames, 7, report(0, 12.0), 5.0);
        assert_eq!(total(&frames).count, 3);
    }

    #[test]
    fn a_new_top_document_forgets_the_frames_of_the_old_one_only() {
        let frames = with_report(Frames::new(), 0, report(3, 10.0), 1.0);
        let frames = with_report(frames, 7, report(2, 11.0), 5.0);
        let new_child_first = with_report(frames, 9, report(1, 25.0), 21.0);
        let frames = with_report(new_child_first, 0, report(4, 30.0), 20.0);
        assert_eq!(total(&frames).count, 5);
    }

    #[test]
    fn nothing_found_shows_nothing_and_what_is_not_all_says_so() {
        let badge = |count, more| text(Shown { count, more });
        assert_eq!([0, 7, 999, 1000].map(|count| badge(count, false)), ["", "7", "999", "1k+"]);
        assert_eq!([0, 7, 100, 1000].map(|count| badge(count, true)), ["", "7+", "99+", "1k+"]);
    }

    #[test]
    fn one_frame_that_has_more_is_enough_for_its_tab_to_have_more() {
        let more = Report { shown: Shown { count: 64, more: true }, at_ms: 11.0 };
        let frames = with_report(Frames::new(), 0, report(3, 10.0), 1.0);
        let frames = with_report(frames, 7, more, 5.0);
        assert_eq!(text(total(&frames)), "67+");
    }
}
