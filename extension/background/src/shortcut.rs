//! The keyboard shortcut that calls what is selected.

use pagedial_protocol::page::ToContent;
use pagedial_webext::{BrowserError, tabs::Tab};

use crate::dialer_window;

/// Its name in the manifest.
pub(crate) const CALL_SELECTION: &str = "call-selection";

/// Opens the dialer with what is selected in a tab; without a selection, as it is.
pub(crate) async fn call_selection(tab_id: Option<i32>) -> Result<(), BrowserError> {
    match selected_in(tab_id).await.trim() {
        "" => dialer_window::open().await,
        text => dialer_window::open_with_text(text).await,
    }
}

/// Asked of the content script that is in the page anyway: no permission to run anything in it is
/// needed. The browser's own pages have none, and there nothing is selected for us.
async fn selected_in(tab_id: Option<i32>) -> String {
    let Some(id) = tab_id else { return String::new() };
    let answer: Result<Option<String>, BrowserError> =
        Tab { id }.ask_all(&ToContent::Selection {}).await;
    answer.ok().flatten().unwrap_or_default()
}
