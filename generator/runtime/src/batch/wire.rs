//! A batch as JSON.

use super::Item;
use crate::{Error, Headers, HttpRequest, HttpResponse, Result};
use base64::Engine;
use base64::alphabet::{STANDARD, URL_SAFE};
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use base64::prelude::BASE64_STANDARD;
use bytes::Bytes;
use serde_json::{Map, Value, json as object};
use std::collections::BTreeMap;

/// Reads base64 with padding or without.
const LENIENT: GeneralPurposeConfig =
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);

/// A request as it stands in a batch, together with others.
pub(super) fn request(at: usize, item: &Item, together: &[usize]) -> Option<Value> {
    let request = item.request.as_ref().ok()?;
    let mut value = object!({ "id": name(at), "method": request.method.as_str(), "url": request.url });
    let headers: Map<_, _> = request.headers.iter().map(|(name, value)| (name.to_owned(), value.into())).collect();
    if !headers.is_empty() {
        value["headers"] = headers.into();
    }
    if let Some(body) = &item.body {
        value["body"] = body.clone();
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

/// How a body is written in a batch, by its content type.
enum Form {
    Json,
    Text,
    Base64,
}

/// The form of a body with these headers; one that doesn't say what it is, is JSON.
fn form(headers: &Headers) -> Form {
    let media = headers.get("content-type").unwrap_or("application/json").to_ascii_lowercase();
    let media = media.split(';').next().unwrap_or_default().trim();
    if media.contains("json") {
        Form::Json
    } else if media.starts_with("text/") {
        Form::Text
    } else {
        Form::Base64
    }
}

/// The body of a request as it stands in a batch; none if there is none.
pub(super) fn body_to_send(request: &HttpRequest) -> Result<Option<Value>> {
    if request.body.is_empty() {
        return Ok(None);
    }
    let body = match form(&request.headers) {
        Form::Json => serde_json::from_slice(&request.body)
            .map_err(|error| Error::request(format!("its body isn't JSON, as its content type says: {error}")))?,
        Form::Text => std::str::from_utf8(&request.body)
            .map_err(|error| Error::request(format!("its body isn't text, as its content type says: {error}")))?
            .into(),
        Form::Base64 => BASE64_STANDARD.encode(&request.body).into(),
    };
    Ok(Some(body))
}

/// The bytes of a body as it stands in an answer.
fn received(body: &Value, headers: &Headers) -> Bytes {
    match (body, form(headers)) {
        (Value::Null, _) => Bytes::new(),
        // Some services encode JSON, too.
        (Value::String(text), Form::Json) => match decoded(text).filter(|content| is_json(content)) {
            Some(content) => content.into(),
            None => body.to_string().into(),
        },
        (Value::String(text), Form::Text) => text.clone().into(),
        (Value::String(text), Form::Base64) => decoded(text).unwrap_or_else(|| text.clone().into_bytes()).into(),
        (body, _) => body.to_string().into(),
    }
}

fn is_json(content: &[u8]) -> bool {
    matches!(serde_json::from_slice(content), Ok(Value::Object(_) | Value::Array(_)))
}

/// Reads base64 in either alphabet.
fn decoded(text: &str) -> Option<Vec<u8>> {
    let alphabet = if text.contains(['-', '_']) { &URL_SAFE } else { &STANDARD };
    GeneralPurpose::new(alphabet, LENIENT).decode(text).ok()
}

/// The answers in what came back for a batch, each under the name of its request.
///
/// # Errors
/// If they aren't answers to the requests that were sent, so that none can be trusted.
pub(super) fn answers(response: HttpResponse, sent: &[usize]) -> Result<BTreeMap<usize, Result<HttpResponse>>> {
    let broken = |reason: &str| Err(Error::answer(reason, response.clone()));
    let mut body: Value = crate::response::json(response.clone())?;
    let Some(Value::Array(listed)) = body.get_mut("responses").map(Value::take) else {
        return broken("the batch's answer has no list `responses`");
    };
    let mut answers = BTreeMap::new();
    for item in listed {
        let id = match item.get("id") {
            Some(Value::String(id)) => id.clone(),
            Some(id) => id.to_string(),
            None => return broken("the batch's answer has one without `id`"),
        };
        let Some(at) = sent.iter().find(|at| name(**at) == id) else {
            return broken(&format!("the batch's answer has one to request `{id}`, which wasn't in it"));
        };
        let twice = answers.contains_key(at);
        let answer = if twice { Err(unread("the batch's answer has two to this request")) } else { answer(&item) };
        answers.insert(*at, answer);
    }
    Ok(answers)
}

fn answer(item: &Value) -> Result<HttpResponse> {
    let status = item["status"].as_u64().and_then(|status| u16::try_from(status).ok());
    let status = status.ok_or_else(|| unread("its answer in the batch has no status"))?;
    let headers = item["headers"].as_object().into_iter().flatten();
    let headers: Headers = headers
        .filter_map(|(name, value)| match value {
            Value::String(text) => Some((name.as_str(), text.clone())),
            Value::Number(_) | Value::Bool(_) => Some((name.as_str(), value.to_string())),
            _ => None,
        })
        .collect();
    let body = received(&item["body"], &headers);
    Ok(HttpResponse::new(status, headers, body))
}

pub(super) fn not_answered() -> Error {
    unread("the batch's answer leaves out this request")
}

fn unread(reason: &str) -> Error {
    Error::answer(reason, HttpResponse::new(200, Headers::new(), ""))
}
