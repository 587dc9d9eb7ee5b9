//! The open door: pages that may ask for a call, each asking once in a while.

use pagedial_numbers::Finder;
use pagedial_protocol::{
    E164,
    page::{About, AskedBy, DoorEvent, DoorRequest, DoorState, Line, Subject, ToContent},
};
use pagedial_webext::{BrowserError, lock, storage::Area, tabs::Tab};

use crate::{TrustedSender, dialer_window, settings};

/// Milliseconds between two requests of one tab. A person clicks no faster in earnest, and a window
/// that comes to the front more often takes the computer away from its person.
const PAUSE_MS: f64 = 1000.0;

/// A page asks for a call. Says whether it may ask; of its request it is told by events.
pub(crate) async fn knock(
    request: DoorRequest,
    sender: &TrustedSender,
) -> Result<bool, BrowserError> {
    let settings = settings::in_force().await?;
    let allowed = sender.origin.as_ref().is_some_and(|origin| settings.is_door_open(origin));
    let (true, Some(document_id)) = (allowed, sender.document_id.clone()) else {
        return Ok(false);
    };
    let of_site = settings.site_region(sender.place());
    let region = of_site.or_else(|| settings::own_region(&settings));
    let number = Finder::embedded().parse(request.number.as_str(), region);
    let number = number.ok().and_then(|number| E164::parse(&number.e164()).ok());
    let state = match number {
        None => DoorState::NotANumber,
        Some(_) if !is_time(sender.tab_id).await? => DoorState::TooOften,
        Some(number) => {
            let subject = Subject { name: request.name, label: None };
            let about = About { subject, title: None, origin: sender.page_origin() };
            let asked_by = AskedBy::Page {
                call: request.call.clone(),
                tab_id: sender.tab_id,
                document_id: document_id.clone(),
            };
            dialer_window::open_with_number(number, about, asked_by).await?;
            DoorState::Offered
        }
    };
    tell(sender.tab_id, &document_id, request.call, state).await;
    Ok(true)
}

async fn tell(tab_id: i32, document_id: &str, call: Line, state: DoorState) {
    let event = ToContent::Door { event: DoorEvent { call, state, seconds: None } };
    // Fails when the page has gone, and then there is nobody to tell.
    let _ = Tab { id: tab_id }.tell_document(document_id, &event).await;
}

/// Whether a tab has not asked for a while; if so, it has now.
async fn is_time(tab_id: i32) -> Result<bool, BrowserError> {
    lock::exclusive("door", async move {
        let key = format!("door:{tab_id}");
        let now_ms = js_sys::Date::now();
        let last_ms: Option<f64> = Area::Session.get(&key).await?;
        let is_time = has_paused(last_ms, now_ms);
        if is_time {
            Area::Session.set(&key, &now_ms).await?;
        }
        Ok(is_time)
    })
    .await?
}

/// A clock that was put back counts as a pause.
fn has_paused(last_ms: Option<f64>, now_ms: f64) -> bool {
    last_ms.is_none_or(|last_ms| !(0.0..PAUSE_MS).contains(&(now_ms - last_ms)))
}

/// A tab was closed.
pub(crate) async fn forget(tab_id: i32) -> Result<(), BrowserError> {
    Area::Session.remove(&format!("door:{tab_id}")).await
}

#[cfg(test)]
mod tests {
    use super::has_paused;

    #[test]
    fn a_tab_can_ask_once_a_second() {
        assert!(has_paused(None, 5000.0));
        assert!(!has_paused(Some(4500.0), 5000.0));
        assert!(has_paused(Some(4000.0), 5000.0));
        assert!(has_paused(Some(9000.0), 5000.0));
    }
}
