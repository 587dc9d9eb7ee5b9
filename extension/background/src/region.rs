//! The region whose national numbers the person means.

use pagedial_numbers::Region;
use pagedial_webext::{BrowserError, i18n, storage::Area};

const KEY: &str = "region";

/// The person's setting; else what the browser's language suggests; else none, and then only
/// international numbers are found.
pub(crate) async fn setting() -> Result<Option<Region>, BrowserError> {
    let chosen: Option<String> = Area::Local.get(KEY).await?;
    let code = chosen.or_else(i18n::default_region);
    // A setting that is no region can only be a damaged one; the options page shows what is set.
    Ok(code.and_then(|code| Region::parse(&code).ok()))
}
