//! A batch as JSON.

use super::Item;
use crate::{Error, Headers, HttpRequest, HttpResponse, Result};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use bytes::Bytes;
use serde_json::{Map, Value, json as object};

/// A request as it stands in a batch, together with others.
pub(super) fn request(at: usize, item: &Item, together: &[usize]) -> Option<Value> {
    let request = item.request.as_ref().ok()?;
    let mut value = object!({ "id": name(at), "method": request.method.as_str(), "url": request.url });
    let headers: Map<_, _> = request.headers.iter().map(|(name, value)| (name.to_owned(), value.into())).collect();
    if !headers.is_empty() {
        value["headers"] = headers.into();
    }
    if !request.body.is_empty() {
        value["body"] = body_to_send(request);
    }
    let after: Vec<_> = item.after.iter().filter(|other| together.contains(other)).map(|at| name(*at)).collect();
    if !after.is_empty() {
        value["dependsOn"] = after.into();
    }
    Some(value)
}

/// The name of a request.
pub(super) fn name(at: usize) -> String {
    (at + 1).to_string()
}

pub(super) fn failed_dependency() -> HttpResponse {
    let message = "A request that this one waits for failed.";
    let body = object!({ "error": { "code": "failedDependency", "message": message } });
    HttpResponse::new(424, Headers::new(), body.to_string())
}

pub(super) fn not_answered() -> Error {
    Error::answer("the batch's answer leaves out this request", HttpResponse::new(200, Headers::new(), ""))
}

/// A body as it stands in a batch: JSON as it is, anything else as base64.
fn body_to_send(request: &HttpRequest) -> Value {
    let json = request.headers.get("content-type").is_none_or(|media| media.contains("json"));
    let parsed = if json { serde_json::from_slice(&request.body).ok() } else { None };
    parsed.unwrap_or_else(|| BASE64_STANDARD.encode(&request.body).into())
}

pub(super) fn answer(response: &Value) -> Result<HttpResponse> {
    let status = response["status"].as_u64().and_then(|status| u16::try_from(status).ok());
    let headers = response["headers"].as_object().into_iter().flatten();
    let headers: Headers = headers.filter_map(|(name, value)| Some((name.as_str(), value.as_str()?))).collect();
    let json = headers.get("content-type").is_some_and(|media| media.contains("json"));
    let body = match &response["body"] {
        Value::Null => Bytes::new(),
        Value::String(text) if !json => match BASE64_STANDARD.decode(text) {
            Ok(content) => content.into(),
            Err(_) => Bytes::copy_from_slice(text.as_bytes()),
        },
        body => body.to_string().into(),
    };
    Ok(HttpResponse::new(status.ok_or_else(not_answered)?, headers, body))
}
