//! The native host of this window: one port, and an answer for each request.

use std::{
    cell::{Cell, RefCell},
    collections::HashMap,
    rc::Rc,
};

use pagedial_protocol::{
    WireError,
    host::{Answer, HOST_NAME, Outcome, Request, RequestBody, Response},
};
use pagedial_webext::{BrowserError, port::NativePort};

type OnAnswer = Box<dyn FnOnce(Result<Answer, WireError>)>;
type Waiting = Rc<RefCell<HashMap<u32, OnAnswer>>>;

/// A connected host. Dropping it closes the port, and the host's process ends.
pub(crate) struct Host {
    port: NativePort,
    last_id: Cell<u32>,
    waiting: Waiting,
}

impl Host {
    /// Starts the host. `on_gone` comes when the port closes by itself, with the browser's words
    /// for the reason; requests that wait then are not answered any more.
    pub(crate) fn connect(
        on_gone: impl Fn(Option<String>) + Clone + 'static,
    ) -> Result<Self, BrowserError> {
        let waiting = Waiting::default();
        let answered = waiting.clone();
        let babbled = on_gone.clone();
        let port = NativePort::connect(
            HOST_NAME,
            move |response: Result<Response, BrowserError>| match response {
                Ok(response) => hand_over(&answered, response),
                // It speaks, but not our protocol: as good as gone.
                Err(error) => babbled(Some(error.0)),
            },
            on_gone,
        )?;
        Ok(Self { port, last_id: Cell::new(0), waiting })
    }

    /// Asks. `on_answer` is called once, or never if the host goes first.
    pub(crate) fn ask(
        &self,
        body: RequestBody,
        on_answer: impl FnOnce(Result<Answer, WireError>) + 'static,
    ) -> Result<(), BrowserError> {
        let id = self.last_id.get() + 1;
        self.last_id.set(id);
        self.port.post(&Request { id, body })?;
        self.waiting.borrow_mut().insert(id, Box::new(on_answer));
        Ok(())
    }
}

fn hand_over(waiting: &Waiting, response: Response) {
    let result = match response.outcome {
        Outcome::Ok(answer) => Ok(answer),
        Outcome::Error(error) => Err(error),
    };
    // The borrows end before the calls: an answer may lead to the next request.
    match response.id {
        Some(id) => {
            let on_answer = waiting.borrow_mut().remove(&id);
            if let Some(on_answer) = on_answer {
                on_answer(result);
            }
        }
        // The host could not read a request well enough to name it: it may be any of them.
        None => {
            let all: Vec<OnAnswer> = waiting.borrow_mut().drain().map(|(_, it)| it).collect();
            for on_answer in all {
                on_answer(result.clone());
            }
        }
    }
}
