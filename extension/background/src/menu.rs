//! The context menu: "Call <selection>".

use pagedial_webext::{BrowserError, i18n, menus};

const CALL_SELECTION: &str = "call-selection";

/// Puts the entry there, once, whatever was there before.
pub(crate) async fn install() -> Result<(), BrowserError> {
    menus::remove_all().await?;
    // "%s" is the browser's own placeholder for the selection, shortened to fit.
    menus::create_for_selection(CALL_SELECTION, &i18n::message("menu_call_selection", &["%s"]))
}
