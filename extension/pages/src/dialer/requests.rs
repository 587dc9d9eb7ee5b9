//! The numbers that the background leaves for this window.

use leptos::{prelude::*, task::spawn_local};
use pagedial_call::Event;
use pagedial_protocol::{E164, page::DialRequest};
use pagedial_webext::{
    BrowserError, i18n,
    settings::{self, Loaded},
    storage::Area,
};

use super::Dialer;
use crate::number;

impl Dialer {
    /// Shows each number that is asked for, and follows the region setting.
    pub(super) fn follow_requests(self) {
        // Listening before reading, so that nothing falls between.
        Area::Session.on_changed(DialRequest::KEY, move |request| self.requested(request));
        settings::on_changed(move || spawn_local(self.read_settings()));
        spawn_local(async move {
            self.read_settings().await;
            match Area::Session.get(DialRequest::KEY).await {
                Ok(Some(request)) => self.requested(Ok(request)),
                Ok(None) => {}
                Err(error) => self.requested(Err(error)),
            }
        });
    }

    async fn read_settings(self) {
        match settings::load().await {
            Ok(Loaded { settings, .. }) => {
                let region = settings.region().map(|region| region.as_str().to_owned());
                self.shown.region.set(region.or_else(i18n::default_region));
                self.parts().countdown.set(settings.countdown());
            }
            Err(error) => leptos::logging::error!("the settings: {error}"),
        }
    }

    fn requested(self, request: Result<DialRequest, BrowserError>) {
        match request {
            // The call in progress is not touched: the next number waits.
            Ok(request) if self.is_in_call() => self.shown.next.set(Some(request)),
            Ok(request) => self.show_request(&request),
            Err(error) => leptos::logging::error!("the number to call: {error}"),
        }
        // Taken: a dialer that is opened later for no number in particular must not show this one.
        spawn_local(async {
            if let Err(error) = Area::Session.remove(DialRequest::KEY).await {
                leptos::logging::error!("the number to call: {error}");
            }
        });
    }

    /// Shows the number that was asked for during the call.
    pub(super) fn take_next(self) {
        if let (false, Some(request)) = (self.is_in_call(), self.shown.next.get_untracked()) {
            self.show_request(&request);
        }
    }

    /// Calls the last number again.
    pub(super) fn redial(self, number: &E164) {
        self.show_number(number);
        self.call();
    }

    fn show_request(self, request: &DialRequest) {
        self.shown.next.set(None);
        self.happen(Event::EndSeen);
        match request {
            DialRequest::Number { number, about, asked_by, .. } => {
                self.show_number(number);
                self.take_request(number, about.clone(), asked_by.clone());
            }
            DialRequest::Text { text, .. } => self.type_instead(text),
        }
    }

    pub(super) fn show_number(self, number: &E164) {
        self.shown.pasted_others.set(0);
        self.shown.typed.set(number::international(number));
    }
}
