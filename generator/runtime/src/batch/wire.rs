//! A batch as JSON.

use super::Item;
use crate::json_size::{BODY_LIMIT, BYTES_FOR_A_VALUE, has_more_values, may_be_json};
use crate::shown::short;
use crate::{Error, Headers, HttpRequest, HttpResponse, Result};
use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use base64::prelude::BASE64_STANDARD;
use bytes::Bytes;
use serde::Serialize;
use serde::de::IgnoredAny;
use serde_json::value::{RawValue, to_raw_value};
use serde_json::{Value, json as object};
use std::collections::BTreeMap;
use std::fmt::Display;

/// The most values of a body that comes encoded.
const VALUES: usize = BODY_LIMIT / BYTES_FOR_A_VALUE;

/// Reads base64 with padding or without.
const LENIENT: GeneralPurposeConfig =
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);

/// A request as it stands in a batch.
#[derive(Serialize)]
pub(super) struct Request<'a> {
    id: String,
    method: &'static str,
    url: &'a str,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    headers: BTreeMap<&'a str, &'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    body: Option<&'a RawValue>,
    #[serde(rename = "dependsOn", skip_serializing_if = "Vec::is_empty")]
    after: Vec<String>,
}

/// A request as it stands in a batch, together with others.
pub(super) fn request<'a>(at: usize, item: &'a Item, together: &[usize]) -> Option<Request<'a>> {
    let request = item.request.as_ref().ok()?;
    Some(Request {
        id: name(at),
        method: request.method.as_str(),
        url: &request.url,
        headers: request.headers.iter().collect(),
        body: item.body.as_deref(),
        after: item.after.iter().filter(|other| together.contains(other)).map(|at| name(*at)).collect(),
    })
}

/// The body of a batch.
pub(super) fn batch(requests: &[Request<'_>]) -> String {
    // Only maps with keys that aren't texts can't be written.
    serde_json::to_string(&BTreeMap::from([("requests", requests)])).unwrap_or_default()
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
pub(super) fn body_to_send(request: &HttpRequest) -> Result<Option<Box<RawValue>>> {
    if request.body.is_empty() {
        return Ok(None);
    }
    let said =
        |error: &dyn Display, form| Error::request(format!("its body isn't {form}, as its content type says: {error}"));
    let body = match form(&request.headers) {
        // As it is written, so that no digit of a number is lost.
        Form::Json => serde_json::from_slice(&request.body).map_err(|error| said(&error, "JSON"))?,
        Form::Text => {
            let text = std::str::from_utf8(&request.body).map_err(|error| said(&error, "text"))?;
            to_raw_value(text).map_err(|error| said(&error, "text"))?
        }
        Form::Base64 => to_raw_value(&BASE64_STANDARD.encode(&request.body)).map_err(|error| said(&error, "bytes"))?,
    };
    Ok(Some(body))
}

/// The bytes of a body as it stands in an answer.
fn received(body: &str, headers: &Headers) -> Result<Bytes> {
    let text: Option<String> = serde_json::from_str(body).ok();
    Ok(match (text, form(headers)) {
        (None, _) if body == "null" => Bytes::new(),
        // Some services encode JSON, too.
        (Some(text), Form::Json) => match decoded(&text).filter(|content| may_be_json(content)) {
            // Encoded, its values weren't counted when the batch's answer came.
            Some(content) if has_more_values(&content, VALUES) => {
                return Err(unread(&format!("its body is JSON of more than {VALUES} values")));
            }
            Some(content) if serde_json::from_slice::<IgnoredAny>(&content).is_ok() => content.into(),
            _ => body.to_owned().into(),
        },
        (Some(text), Form::Text) => text.into(),
        (Some(text), Form::Base64) => decoded(&text).unwrap_or_else(|| text.into_bytes()).into(),
        (None, _) => body.to_owned().into(),
    })
}

/// Reads base64 in either alphabet, in one line or several.
fn decoded(text: &str) -> Option<Vec<u8>> {
    let text = text.split_ascii_whitespace().collect::<String>().replace('-', "+").replace('_', "/");
    GeneralPurpose::new(&STANDARD, LENIENT).decode(text).ok()
}

/// The answers in what came back for a batch, each under its request; one that isn't there is an error of its request.
///
/// # Errors
/// If it is no list of answers, or has none to any request that was sent.
pub(super) fn answers(response: HttpResponse, sent: &[usize]) -> Result<BTreeMap<usize, Result<HttpResponse>>> {
    let broken = |reason: &str| Err(Error::answer(reason, response.clone()));
    let body: Members = crate::response::json(response.clone())?;
    let listed = body.get("responses").and_then(|list| serde_json::from_str::<Vec<Box<RawValue>>>(list.get()).ok());
    let Some(listed) = listed else {
        return broken("the batch's answer has no list `responses`");
    };
    let mut answers = BTreeMap::new();
    let mut strange = None;
    for item in listed {
        let item: Members = serde_json::from_str(item.get()).unwrap_or_default();
        let id = match member(&item, "id") {
            Value::Null => {
                strange = Some("the batch's answer has one without `id`".to_owned());
                continue;
            }
            Value::String(id) => id,
            id => id.to_string(),
        };
        let Some(at) = sent.iter().find(|at| name(**at) == id) else {
            strange = Some(format!("the batch's answer has one to request `{}`, which wasn't in it", short(&id)));
            continue;
        };
        let twice = answers.contains_key(at);
        let answer = if twice { Err(unread("the batch's answer has two to this request")) } else { answer(&item) };
        answers.insert(*at, answer);
    }
    let mut reason = "the batch's answer leaves out this request".to_owned();
    if let Some(strange) = strange {
        if answers.is_empty() {
            return broken(&strange);
        }
        #[cfg(feature = "http")]
        tracing::warn!("{strange}");
        reason = format!("{reason}; {strange}");
    }
    for at in sent {
        answers.entry(*at).or_insert_with(|| Err(unread(&reason)));
    }
    Ok(answers)
}

/// The members of an object, as they are written.
type Members = BTreeMap<String, Box<RawValue>>;

fn member(members: &Members, name: &str) -> Value {
    members.get(name).and_then(|value| serde_json::from_str(value.get()).ok()).unwrap_or_default()
}

fn answer(item: &Members) -> Result<HttpResponse> {
    let status = member(item, "status").as_u64().and_then(|status| u16::try_from(status).ok());
    let status = status.ok_or_else(|| unread("its answer in the batch has no status"))?;
    let headers = member(item, "headers");
    let headers: Headers = headers
        .as_object()
        .into_iter()
        .flatten()
        .filter_map(|(name, value)| match value {
            Value::String(text) => Some((name.as_str(), text.clone())),
            Value::Number(_) | Value::Bool(_) => Some((name.as_str(), value.to_string())),
            _ => None,
        })
        .collect();
    let body = received(item.get("body").map_or("null", |body| body.get()), &headers)?;
    Ok(HttpResponse::new(status, headers, body))
}

fn unread(reason: &str) -> Error {
    Error::answer(reason, HttpResponse::new(200, Headers::new(), ""))
}
