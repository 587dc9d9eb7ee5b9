//! The dialer's talk with its host.

use std::time::Duration;

use leptos::prelude::*;
use pagedial_call::{Attempt, Event};
use pagedial_protocol::{
    Callee, E164, ErrorCode, WireError,
    host::{
        Account, Answer, CallId, CallRecord, EngineAddress, IssuedToken, PROTOCOL, RequestBody,
    },
};
use pagedial_webext::runtime;

use super::{Dialer, Unrecorded, now_ms};
use crate::{engine_page::EnginePage, host::Host, setup::Fact};

/// How long a host may take to start and answer. It starts in tens of milliseconds; a computer
/// that is waking up needs more.
const HELLO_BOUND: Duration = Duration::from_secs(10);

impl Dialer {
    /// Starts everything over: a host of our own and its engine, instead of any that there were.
    pub(super) fn connect_host(self) {
        let parts = self.parts();
        parts.restarts.take();
        self.drop_engine();
        self.happen(Event::EngineLost);
        parts.engine_place.replace(None);
        self.learn(Fact::HostConnecting);
        self.start_host();
    }

    /// Starts a host, and leaves to the calls that are on the engine which carries them.
    fn start_host(self) {
        let parts = self.parts();
        self.stop_restart();
        for unrecorded in parts.unrecorded.borrow_mut().iter_mut() {
            unrecorded.sent = false;
        }
        match Host::connect(move |reason| self.host_gone(reason)) {
            Ok(host) => {
                parts.host.replace(Some(host));
                self.say_hello();
            }
            Err(error) => self.host_gone(Some(error.0)),
        }
    }

    fn start_host_later(self) {
        let parts = self.parts();
        let wait = parts.restarts.borrow_mut().gone(now_ms());
        if let Some(Ok(timer)) =
            wait.map(|wait| set_timeout_with_handle(move || self.start_host(), wait))
        {
            parts.next_start.set(Some(timer));
        }
    }

    fn stop_restart(self) {
        if let Some(timer) = self.parts().next_start.take() {
            timer.clear();
        }
    }

    fn say_hello(self) {
        let silent = move || self.lose_host(Fact::HostSilent);
        if let Ok(bound) = set_timeout_with_handle(silent, HELLO_BOUND) {
            self.parts().hello_bound.set(Some(bound));
        }
        let extension_version = runtime::version().unwrap_or_default();
        self.ask(RequestBody::Hello { protocol: PROTOCOL, extension_version }, move |answer| {
            self.stop_hello_bound();
            match answer {
                Ok(Answer::Hello { protocol, engine, account, .. }) => {
                    let is_first = self.parts().restarts.borrow_mut().answered(now_ms());
                    let driver = engine.driver;
                    let account_known = account.clone();
                    self.learn(Fact::HostAnswered { protocol, account: account_known, driver });
                    self.send_records();
                    self.keep_notes();
                    if let Account::Configured { default_number, .. } = account
                        && protocol.major == PROTOCOL.major
                    {
                        if is_first {
                            self.offer(default_number);
                        }
                        self.place_engine(&engine);
                    }
                }
                Ok(_) => self.learn(Fact::HostRefused(ErrorCode::Internal.into())),
                Err(error) => self.learn(Fact::HostRefused(error)),
            }
        });
    }

    fn place_engine(self, address: &EngineAddress) {
        match EnginePage::parse(address) {
            Ok(page) => {
                let parts = self.parts();
                parts.engine_place.replace(Some((page, address.driver)));
                if parts.engine.borrow().is_some() && self.is_engaged() {
                    self.keep_engine();
                } else {
                    self.replace_engine();
                }
            }
            Err(error) => {
                leptos::logging::error!("{error}");
                self.learn(Fact::EngineMisplaced);
            }
        }
    }

    /// An empty dialer offers the number that the host was configured with.
    fn offer(self, default_number: Option<E164>) {
        if let Some(number) = default_number
            && self.shown.typed.with_untracked(String::is_empty)
        {
            self.show_number(&number);
        }
    }

    fn host_gone(self, reason: Option<String>) {
        self.stop_hello_bound();
        self.lose_host(Fact::HostGone(reason));
    }

    fn lose_host(self, because: Fact) {
        self.let_go_of_host();
        self.learn(because);
        self.happen(Event::HostLost);
        self.start_host_later();
    }

    fn stop_hello_bound(self) {
        if let Some(bound) = self.parts().hello_bound.take() {
            bound.clear();
        }
    }

    /// Drops the port when the callback that runs, which is the port's own, is over.
    fn let_go_of_host(self) {
        let host = self.parts().host.take();
        set_timeout(move || drop(host), Duration::ZERO);
    }

    /// Asks the host. `on_answer` is not called, and `false` the answer, when it is gone.
    pub(super) fn ask(
        self,
        body: RequestBody,
        on_answer: impl FnOnce(Result<Answer, WireError>) + 'static,
    ) -> bool {
        let parts = self.parts();
        let host = parts.host.borrow();
        match host.as_ref().map(|host| host.ask(body, on_answer)) {
            Some(Ok(())) => true,
            Some(Err(error)) => {
                // The port is closing; its own event says the same to everyone.
                leptos::logging::warn!("the host can't be asked: {error}");
                false
            }
            None => false,
        }
    }

    pub(super) fn ask_authorization(self, attempt: Attempt, number: Callee) {
        let context = number.number().map(|it| self.context_of(it)).unwrap_or_default();
        let asked = self.ask(RequestBody::AuthorizeCall { number, context }, move |answer| {
            self.happen(match answer {
                Ok(Answer::Authorization { authorization }) => {
                    Event::Authorized { attempt, authorization }
                }
                Ok(_) => Event::AuthorizationFailed { attempt, error: ErrorCode::Internal.into() },
                Err(error) => Event::AuthorizationFailed { attempt, error },
            });
        });
        if !asked {
            self.happen(Event::HostLost);
        }
    }

    /// Asks for a token. `on_token` is not called when the host is gone; that shows anyway.
    pub(super) fn ask_token(
        self,
        on_token: impl FnOnce(Result<IssuedToken, WireError>) + 'static,
    ) -> bool {
        self.ask(RequestBody::IssueToken {}, move |answer| {
            on_token(match answer {
                Ok(Answer::Token { token }) => Ok(token),
                Ok(_) => Err(ErrorCode::Internal.into()),
                Err(error) => Err(error),
            });
        })
    }

    /// Has a call written to the history, by a new host if the old one is gone.
    pub(super) fn record(self, record: CallRecord) {
        self.parts().unrecorded.borrow_mut().push(Unrecorded { record, sent: false });
        let is_there = self.parts().host.borrow().is_some();
        if is_there {
            self.send_records();
        } else {
            self.start_host();
        }
    }

    fn send_records(self) {
        let parts = self.parts();
        let unsent: Vec<CallRecord> = parts
            .unrecorded
            .borrow_mut()
            .iter_mut()
            .filter(|unrecorded| !unrecorded.sent)
            .map(|unrecorded| {
                unrecorded.sent = true;
                unrecorded.record.clone()
            })
            .collect();
        for record in unsent {
            let call = record.call.clone();
            self.ask(RequestBody::RecordCall { record }, move |answer| {
                self.recorded(&call, answer.err());
            });
        }
    }

    fn recorded(self, call: &CallId, error: Option<WireError>) {
        let parts = self.parts();
        let mut unrecorded = parts.unrecorded.borrow_mut();
        match &error {
            // The host keeps the call open: it is sent again with the next one, or to the next host.
            Some(error) if error.code == ErrorCode::StorageFailed.number() => {
                for it in unrecorded.iter_mut().filter(|it| it.record.call == *call) {
                    it.sent = false;
                }
            }
            // On disk, or refused for good: a host takes only the calls that it has authorised.
            _ => unrecorded.retain(|it| it.record.call != *call),
        }
        if let Some(error) = error {
            leptos::logging::error!("history: {} {}", error.name, error.message);
            self.shown.history_missed.set(true);
            return;
        }
        if unrecorded.is_empty() {
            self.shown.history_missed.set(false);
        }
        drop(unrecorded);
        self.read_log();
    }
}
