//! The control endpoint: what a test arms and reads while the emulator runs.
//!
//! | request | does |
//! |---|---|
//! | `PUT /faults` | puts a JSON list of faults in the place of those armed; 204 |
//! | `GET /faults` | the faults still armed, with the turns left |
//! | `DELETE /faults` | disarms all; 204 |
//! | `GET /requests` | the request log, oldest first |
//!
//! It has a port of its own, so that no path of the API is taken and a client under test cannot
//! reach it by mistake. A web page cannot use it: there is no CORS, and PUT and DELETE need it.

use http_body_util::{BodyExt as _, Limited};
use hyper::body::Incoming;
use hyper::header::{CONTENT_TYPE, HeaderValue};
use hyper::{Method, Request, Response, StatusCode};
use serde_json::{Value, json};

use crate::answer_body::AnswerBody;
use crate::exchange::Emulator;
use crate::faults::Fault;

const MAX_BODY: usize = 1024 * 1024;

/// Answers one request of a test.
pub(crate) async fn answer(
    emulator: &Emulator,
    request: Request<Incoming>,
) -> Response<AnswerBody> {
    let (head, body) = request.into_parts();
    match (&head.method, head.uri.path()) {
        (&Method::PUT, "/faults") => arm(emulator, body).await,
        (&Method::GET, "/faults") => respond(StatusCode::OK, &json!(emulator.faults.remaining())),
        (&Method::DELETE, "/faults") => {
            emulator.faults.replace(Vec::new());
            no_content()
        }
        (&Method::GET, "/requests") => respond(StatusCode::OK, &json!(emulator.log.snapshot())),
        _ => refuse(
            StatusCode::NOT_FOUND,
            "the control endpoint has GET, PUT and DELETE /faults and GET /requests",
        ),
    }
}

async fn arm(emulator: &Emulator, body: Incoming) -> Response<AnswerBody> {
    let body = match Limited::new(body, MAX_BODY).collect().await {
        Ok(body) => body.to_bytes(),
        Err(error) => return refuse(StatusCode::BAD_REQUEST, &error.to_string()),
    };
    match Fault::list_from_json(&body) {
        Ok(faults) => {
            emulator.faults.replace(faults);
            no_content()
        }
        Err(error) => refuse(StatusCode::BAD_REQUEST, &error.to_string()),
    }
}

fn refuse(status: StatusCode, why: &str) -> Response<AnswerBody> {
    respond(status, &json!({"error": why}))
}

fn respond(status: StatusCode, body: &Value) -> Response<AnswerBody> {
    let mut response = Response::new(AnswerBody::whole(body.to_string().into_bytes()));
    *response.status_mut() = status;
    let json = HeaderValue::from_static("application/json");
    response.headers_mut().insert(CONTENT_TYPE, json);
    response
}

fn no_content() -> Response<AnswerBody> {
    let mut response = Response::new(AnswerBody::whole(Vec::new()));
    *response.status_mut() = StatusCode::NO_CONTENT;
    response
}
