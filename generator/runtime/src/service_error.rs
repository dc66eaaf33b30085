//! What Graph says when something is wrong, read with leniency from whatever came.

use crate::challenge::claims;
use crate::{Denied, Headers, HttpResponse, shown};
use bytes::Bytes;
use msgraph_types::{Shown, is_secret};
use serde_json::Value;
use std::fmt;
use std::time::{Duration, SystemTime};

/// An error that Graph answered with.
///
/// The body is read with leniency: whatever isn't there or isn't readable is `None`, never a second error.
#[derive(Clone)]
#[non_exhaustive]
pub struct ServiceError {
    /// The status code.
    pub status: u16,
    /// Graph's code, such as `Request_ResourceNotFound`.
    pub code: Option<String>,
    /// Graph's message; for a body that is no Graph error, what is readable of it.
    pub message: Option<String>,
    /// What the message is about, such as the name of a property.
    pub target: Option<String>,
    /// The details, each an object with `code` and `message`.
    pub details: Vec<Value>,
    /// The inner error as it came.
    pub inner: Option<Value>,
    /// The id of the request, which Microsoft's support asks for.
    pub request_id: Option<String>,
    /// The id that the client gave the request.
    pub client_request_id: Option<String>,
    /// When it happened, as Graph wrote it (mostly without an offset; it is UTC).
    pub date: Option<String>,
    /// How long to wait before the next attempt.
    pub retry_after: Option<Duration>,
    /// For `401`: the claims that the token has to have, as JSON for the authority, if the service asks for any.
    pub claims: Option<String>,
    /// For `403`: the permissions that the operation needs, and those that the token has.
    pub denied: Option<Box<Denied>>,
    /// The headers of the answer.
    pub headers: Headers,
    /// The body of the answer as it came.
    pub body: Bytes,
}

impl ServiceError {
    /// Reads an error out of an answer, whatever is in it.
    pub fn read(response: HttpResponse) -> Self {
        let header = |name: &str| response.headers.get(name).map(str::to_owned);
        let mut error = Self {
            status: response.status,
            code: None,
            message: None,
            target: None,
            details: Vec::new(),
            inner: None,
            request_id: header("request-id"),
            client_request_id: header("client-request-id"),
            date: header("date"),
            retry_after: retry_after(&response.headers),
            claims: claims(&response.headers).filter(|_| response.status == 401),
            denied: None,
            headers: response.headers.clone(),
            body: response.body.clone(),
        };
        // Nobody writes a longer one; what is taken apart may grow to many times its length.
        const LONGEST: usize = 1024 * 1024;
        let body =
            if response.body.len() <= LONGEST { serde_json::from_slice::<Value>(&response.body).ok() } else { None };
        match body {
            Some(body) => error.read_json(&body),
            None => error.message = readable(&response.body),
        }
        error
    }

    fn read_json(&mut self, body: &Value) {
        let text = |value: &Value, name: &str| value[name].as_str().map(str::to_owned);
        let error = &body["error"];
        if let Some(code) = error.as_str() {
            // The shape of sign-in errors.
            self.code = Some(code.to_owned());
            self.message = text(body, "error_description");
            return;
        }
        self.code = text(error, "code").filter(|code| !code.is_empty());
        self.message = text(error, "message").or_else(|| text(body, "message"));
        if self.code.is_none() && self.message.is_none() {
            let shown = || shown::short(&format!("{:?}", Shown::new("", body)));
            self.message = Some(readable(&self.body).unwrap_or_else(shown));
        }
        self.target = text(error, "target");
        self.details = error["details"].as_array().cloned().unwrap_or_default();
        let inner = ["innerError", "innererror"].iter().find_map(|name| error.get(name));
        if let Some(inner) = inner {
            self.request_id = text(inner, "request-id").or(self.request_id.take());
            self.client_request_id = text(inner, "client-request-id").or(self.client_request_id.take());
            self.date = text(inner, "date").or(self.date.take());
            self.inner = Some(inner.clone());
        }
    }

    pub(crate) fn is_delta_expired(&self) -> bool {
        let says = |code: &str| {
            let starts = [
                "resyncRequired",
                "syncStateNotFound",
                "resyncChangesApplyDifferences",
                "resyncChangesUploadDifferences",
                "SyncStateInvalid",
            ];
            starts.iter().any(|start| code.eq_ignore_ascii_case(start))
        };
        let inner = self.inner.as_ref().and_then(|inner| inner["code"].as_str());
        self.status == 410 || self.code.as_deref().is_some_and(says) || inner.is_some_and(says)
    }
}

impl fmt::Display for ServiceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_status(f, self.status)?;
        self.write_reason(f)?;
        self.denied.iter().try_for_each(|denied| write!(f, " ({denied})"))
    }
}

impl ServiceError {
    /// Writes what follows the status.
    pub(crate) fn write_reason(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(code) = &self.code {
            write!(f, ": {code}")?;
        }
        let message = self.message.as_deref().map(one_line).unwrap_or_default();
        if !message.is_empty() {
            write!(f, ": {message}")
        } else if self.code.is_some() {
            Ok(())
        } else if let Some(place) = self.headers.get("location").filter(|_| (300..400).contains(&self.status)) {
            write!(f, ": it redirects to a place that isn't followed: {}", shown::url(place))
        } else if self.body.is_empty() {
            f.write_str(": (no body)")
        } else {
            f.write_str(": (unreadable body)")
        }
    }
}

impl std::error::Error for ServiceError {}

/// Without secrets that properties of the body hold by their names.
impl fmt::Debug for ServiceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let details = Value::Array(self.details.clone());
        f.debug_struct("ServiceError")
            .field("status", &self.status)
            .field("code", &self.code)
            .field("message", &self.message)
            .field("target", &self.target)
            .field("details", &Shown::new("", &details))
            .field("inner", &self.inner.as_ref().map(|inner| Shown::new("", inner)))
            .field("request_id", &self.request_id)
            .field("client_request_id", &self.client_request_id)
            .field("date", &self.date)
            .field("retry_after", &self.retry_after)
            .field("claims", &self.claims)
            .field("denied", &self.denied)
            .field("headers", &self.headers)
            .field("body", &shown::Body(&self.body))
            .finish()
    }
}

/// Returns what `Retry-After` asks for, in seconds, whole or not, or as a date. A number beyond all bounds is the longest
/// duration.
pub(crate) fn retry_after(headers: &Headers) -> Option<Duration> {
    let value = headers.get("retry-after")?.trim();
    let digits = value.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    if let Some(seconds) = value.parse::<f64>().ok().filter(|_| digits) {
        return Some(Duration::try_from_secs_f64(seconds).unwrap_or(Duration::MAX));
    }
    let date = httpdate::parse_http_date(value).ok()?;
    Some(date.duration_since(SystemTime::now()).unwrap_or_default())
}

/// Returns what a person can read of a body that is no Graph error: the title of an HTML page, or the first line.
fn readable(body: &[u8]) -> Option<String> {
    const HEAD: usize = 64 * 1024;
    let text = String::from_utf8_lossy(&body[..body.len().min(HEAD)]);
    // What is JSON, or was before it was cut off, may have a secret behind its name.
    if text.trim_start().starts_with(['{', '[']) && text.split('"').any(is_secret) {
        return None;
    }
    let lower = text.to_ascii_lowercase();
    let title = lower.find("<title").and_then(|at| {
        let start = at + lower[at..].find('>')? + 1;
        let end = start + lower[start..].find("</")?;
        Some(&text[start..end])
    });
    let first = || text.lines().find(|line| !line.trim().is_empty());
    Some(shown::short(title.or_else(first)?))
}

/// Returns the same words on one line, without control characters.
fn one_line(text: &str) -> String {
    let words = text.split(|c: char| c.is_whitespace() || c.is_control());
    words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

pub(crate) fn write_status(f: &mut fmt::Formatter<'_>, status: u16) -> fmt::Result {
    match reason_phrase(status) {
        "" => write!(f, "{status}"),
        phrase => write!(f, "{status} {phrase}"),
    }
}

const fn reason_phrase(status: u16) -> &'static str {
    match status {
        200 => "OK",
        201 => "Created",
        202 => "Accepted",
        204 => "No Content",
        206 => "Partial Content",
        301 => "Moved Permanently",
        302 => "Found",
        303 => "See Other",
        304 => "Not Modified",
        307 => "Temporary Redirect",
        308 => "Permanent Redirect",
        400 => "Bad Request",
        401 => "Unauthorized",
        402 => "Payment Required",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        406 => "Not Acceptable",
        408 => "Request Timeout",
        409 => "Conflict",
        410 => "Gone",
        411 => "Length Required",
        412 => "Precondition Failed",
        413 => "Content Too Large",
        415 => "Unsupported Media Type",
        416 => "Range Not Satisfiable",
        422 => "Unprocessable Content",
        423 => "Locked",
        424 => "Failed Dependency",
        429 => "Too Many Requests",
        500 => "Internal Server Error",
        501 => "Not Implemented",
        502 => "Bad Gateway",
        503 => "Service Unavailable",
        504 => "Gateway Timeout",
        507 => "Insufficient Storage",
        509 => "Bandwidth Limit Exceeded",
        _ => "",
    }
}

/// Tells whether an answer is worth another attempt. `idempotent`: it does no harm if the first one was done after all.
pub(crate) fn is_worth_retrying(status: u16, idempotent: bool, asked: Option<Duration>) -> bool {
    match status {
        429 => true,
        503 if asked.is_some() => true,
        408 | 500 | 502 | 503 | 504 => idempotent,
        _ => false,
    }
}
