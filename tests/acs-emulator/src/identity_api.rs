//! The Identity REST API as it is on the wire: its paths, its bodies, its errors.
//!
//! Statuses and bodies of success: Azure/azure-rest-api-specs, Identity stable 2023-10-01. Errors
//! are not specified there; each of ours names where it was seen, or says that it was not.

use std::time::SystemTime;

use hyper::{Method, StatusCode};
use percent_encoding::percent_decode_str;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::hmac_check::Refusal;
use crate::identities::{AccessToken, Lifetime, Resource, Scope, UnknownIdentity};

/// The one version that the emulator speaks, and that Microsoft's clients ask for.
pub(crate) const API_VERSION: &str = "2023-10-01";

/// The operations of the Identity REST API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Operation {
    Create,
    Issue,
    Revoke,
    Delete,
}

/// An operation and the identity that it is about.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Route {
    Create,
    Issue(String),
    Revoke(String),
    Delete(String),
}

impl Route {
    /// Reads a request line. An id is percent-encoded in it, the colon of `:issueAccessToken` is not.
    pub(crate) fn parse(method: &Method, path: &str) -> Result<Self, ApiError> {
        let segments: Vec<_> = path.split('/').skip(1).collect();
        let known = match segments.as_slice() {
            ["identities"] => (Method::POST, Self::Create),
            ["identities", id] => (Method::DELETE, Self::Delete(decoded(id)?)),
            ["identities", id, ":issueAccessToken"] => (Method::POST, Self::Issue(decoded(id)?)),
            ["identities", id, ":revokeAccessTokens"] => (Method::POST, Self::Revoke(decoded(id)?)),
            _ => return Err(ApiError::no_such_path()),
        };
        if *method == known.0 { Ok(known.1) } else { Err(ApiError::method_not_allowed(&known.0)) }
    }

    pub(crate) fn operation(&self) -> Operation {
        match self {
            Self::Create => Operation::Create,
            Self::Issue(_) => Operation::Issue,
            Self::Revoke(_) => Operation::Revoke,
            Self::Delete(_) => Operation::Delete,
        }
    }

    /// Does the operation, whose body is `body`, at the service's time `now`.
    pub(crate) fn perform(
        &self,
        resource: &Resource,
        body: &[u8],
        now: SystemTime,
    ) -> Result<Answer, ApiError> {
        match self {
            Self::Create => create(resource, body, now),
            Self::Issue(id) => issue(resource, id, body, now),
            Self::Revoke(id) => {
                // Nothing here looks at a token again, so there is nothing to mark. At the service
                // too, a revoked token may work for another 15 minutes.
                resource.find(id)?;
                Ok(Answer::NoContent)
            }
            Self::Delete(id) => {
                resource.delete(id)?;
                Ok(Answer::NoContent)
            }
        }
    }
}

fn decoded(id: &str) -> Result<String, ApiError> {
    match percent_decode_str(id).decode_utf8() {
        Ok(id) => Ok(id.into_owned()),
        Err(_) => Err(ApiError::validation("The id is not percent-encoded UTF-8.", "id")),
    }
}

/// Checks the `api-version` of a query.
pub(crate) fn check_version(version: Option<&str>, path: &str) -> Result<(), ApiError> {
    match version {
        Some(API_VERSION) => Ok(()),
        Some(other) => Err(ApiError::unsupported_version(path, other)),
        None => Err(ApiError::unspecified_version()),
    }
}

/// What an operation that succeeded answers.
pub(crate) enum Answer {
    /// 201: the new identity, and its token if one was asked for.
    Created { id: String, token: Option<AccessToken> },
    /// 200: a token.
    Issued(AccessToken),
    /// 204.
    NoContent,
}

impl Answer {
    pub(crate) fn status(&self) -> StatusCode {
        match self {
            Self::Created { .. } => StatusCode::CREATED,
            Self::Issued(_) => StatusCode::OK,
            Self::NoContent => StatusCode::NO_CONTENT,
        }
    }

    pub(crate) fn token_mut(&mut self) -> Option<&mut AccessToken> {
        match self {
            Self::Created { token, .. } => token.as_mut(),
            Self::Issued(token) => Some(token),
            Self::NoContent => None,
        }
    }

    /// The body, or nothing where the service sends none.
    pub(crate) fn body(&self) -> Option<Value> {
        match self {
            Self::Created { id, token: Some(token) } => {
                Some(json!({"identity": {"id": id}, "accessToken": token}))
            }
            Self::Created { id, token: None } => Some(json!({"identity": {"id": id}})),
            Self::Issued(token) => Some(json!(token)),
            Self::NoContent => None,
        }
    }
}

/// Microsoft's Python client sends `null` where the JavaScript one sends nothing.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct CreateBody {
    create_token_with_scopes: Option<Vec<Value>>,
    expires_in_minutes: Option<i64>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct IssueBody {
    scopes: Option<Vec<Value>>,
    expires_in_minutes: Option<i64>,
}

fn create(resource: &Resource, body: &[u8], now: SystemTime) -> Result<Answer, ApiError> {
    let body = if body.is_empty() { CreateBody::default() } else { parsed(body)? };
    let scopes =
        scopes("CreateTokenWithScopes", &body.create_token_with_scopes.unwrap_or_default())?;
    let lifetime = lifetime(body.expires_in_minutes)?;
    let id = resource.create();
    let token = if scopes.is_empty() {
        None
    } else {
        Some(resource.token_for(&id, &scopes, lifetime, now)?)
    };
    Ok(Answer::Created { id, token })
}

fn issue(resource: &Resource, id: &str, body: &[u8], now: SystemTime) -> Result<Answer, ApiError> {
    let body: IssueBody = parsed(body)?;
    let scopes = scopes("Scopes", &body.scopes.unwrap_or_default())?;
    if scopes.is_empty() {
        // Recorded from the service (azure-sdk-for-python, recordings of communication-identity).
        return Err(ApiError::validation("Scopes: The Scopes field is required.", "Scopes"));
    }
    let lifetime = lifetime(body.expires_in_minutes)?;
    resource.find(id)?;
    Ok(Answer::Issued(resource.token_for(id, &scopes, lifetime, now)?))
}

fn parsed<'a, T: Deserialize<'a>>(body: &'a [u8]) -> Result<T, ApiError> {
    serde_json::from_slice(body)
        .map_err(|error| ApiError::validation(&format!("The body is not valid: {error}."), "body"))
}

fn scopes(field: &str, names: &[Value]) -> Result<Vec<Scope>, ApiError> {
    names
        .iter()
        .map(|name| {
            Scope::deserialize(name).map_err(|_| {
                ApiError::validation(&format!("{field}: the scope {name} is not known."), field)
            })
        })
        .collect()
}

fn lifetime(minutes: Option<i64>) -> Result<Lifetime, ApiError> {
    match minutes {
        Some(minutes) => Lifetime::try_from(minutes)
            .map_err(|error| ApiError::validation(&error.to_string(), "ExpiresInMinutes")),
        None => Ok(Lifetime::default()),
    }
}

/// An answer in the form that all services of ACS give errors.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct ApiError {
    pub(crate) status: StatusCode,
    code: &'static str,
    message: String,
    target: Option<String>,
    /// For the header `Retry-After`.
    pub(crate) retry_after_seconds: Option<u32>,
}

impl ApiError {
    fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into(), target: None, retry_after_seconds: None }
    }

    /// Recorded from the service: code, `target` and the interval's wording.
    fn validation(message: &str, target: &str) -> Self {
        let error = Self::new(StatusCode::BAD_REQUEST, "ValidationError", message);
        Self { target: Some(target.to_owned()), ..error }
    }

    /// Seen at the service: Azure/Communication#159.
    fn unsupported_version(path: &str, version: &str) -> Self {
        let message = format!(
            "The HTTP resource that matches the request URI '{path}' does not support the API \
             version '{version}'."
        );
        Self::new(StatusCode::BAD_REQUEST, "UnsupportedApiVersion", message)
    }

    /// Not seen at the service; the code is ASP.NET API Versioning's, which also makes the above.
    fn unspecified_version() -> Self {
        let message = "An API version is required, but was not specified.";
        Self::new(StatusCode::BAD_REQUEST, "ApiVersionUnspecified", message)
    }

    /// Not seen at the service.
    fn no_such_path() -> Self {
        Self::new(StatusCode::NOT_FOUND, "NotFound", "There is no operation at this path.")
    }

    /// Not seen at the service.
    fn method_not_allowed(allowed: &Method) -> Self {
        let message = format!("This path takes {allowed} only.");
        Self::new(StatusCode::METHOD_NOT_ALLOWED, "MethodNotAllowed", message)
    }

    /// Not seen at the service.
    pub(crate) fn body_too_large(limit: usize) -> Self {
        let message = format!("A body has at most {limit} bytes.");
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "PayloadTooLarge", message)
    }

    /// Not seen at the service.
    pub(crate) fn incomplete_body(why: &str) -> Self {
        Self::validation(&format!("The body did not arrive whole: {why}."), "body")
    }

    /// The status is the service's, the body is not specified anywhere.
    pub(crate) fn throttled(retry_after_seconds: Option<u32>) -> Self {
        let message = "Too many requests.";
        let error = Self::new(StatusCode::TOO_MANY_REQUESTS, "TooManyRequests", message);
        Self { retry_after_seconds, ..error }
    }

    /// The code and words of a request whose signature the service did not accept.
    pub(crate) fn denied() -> Self {
        Refusal::Signature.into()
    }

    /// Not seen at the service.
    pub(crate) fn forbidden() -> Self {
        let message = "The request is not allowed by the network rules of the resource.";
        Self::new(StatusCode::FORBIDDEN, "Forbidden", message)
    }

    /// The words are the service's (azure-sdk-for-js#26387), the code was not seen.
    pub(crate) fn server_error(status: StatusCode) -> Self {
        Self::new(status, "InternalServerError", "Internal server error.")
    }

    /// The body: `{"error":{"code","message","target"?}}`.
    pub(crate) fn body(&self) -> Value {
        let mut error = json!({"code": self.code, "message": self.message});
        if let Some(target) = &self.target {
            error["target"] = json!(target);
        }
        json!({"error": error})
    }
}

impl From<Refusal> for ApiError {
    fn from(refusal: Refusal) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "Denied", refusal.to_string())
    }
}

impl From<UnknownIdentity> for ApiError {
    fn from(unknown: UnknownIdentity) -> Self {
        let (status, code) = match unknown {
            UnknownIdentity::NotOwned => (StatusCode::UNAUTHORIZED, "IdentityNotOwned"),
            // The words were seen, the status and the code were not.
            UnknownIdentity::NotFound => (StatusCode::NOT_FOUND, "IdentityNotFound"),
        };
        Self::new(status, code, unknown.to_string())
    }
}

impl From<getrandom::Error> for ApiError {
    fn from(_: getrandom::Error) -> Self {
        Self::server_error(StatusCode::INTERNAL_SERVER_ERROR)
    }
}
