//! The one error type: what went wrong, in one readable line, with everything Graph said behind it.

use crate::{Headers, HttpResponse};
use bytes::Bytes;
use serde_json::Value;
use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

/// A result of this crate.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What went wrong.
///
/// It prints as one line, `403 Forbidden: Authorization_RequestDenied: Insufficient privileges …`.
#[derive(Clone, Debug)]
pub struct Error(Arc<ErrorKind>);

/// The kinds of errors.
#[derive(Debug)]
#[non_exhaustive]
pub enum ErrorKind {
    /// Graph answered with an error.
    Service(ServiceError),
    /// A long running operation that Graph accepted failed later.
    Operation(ServiceError),
    /// The request couldn't be built; nothing was sent.
    Request(String),
    /// A link leads to another host or scheme than the client's; nothing was sent, the token least of all.
    ForeignLink(String),
    /// No token could be had; nothing was sent.
    Credential(Box<dyn std::error::Error + Send + Sync>),
    /// The request was sent or should have been, and no whole answer came.
    Transport(Box<dyn std::error::Error + Send + Sync>),
    /// Graph answered with success, but the answer isn't what it should be.
    Answer {
        /// The reason.
        reason: String,
        /// The answer as it came.
        response: HttpResponse,
    },
}

/// An error that Graph answered with.
///
/// The body is read with leniency: whatever isn't there or isn't readable is `None`, never a second error.
#[derive(Clone, Debug)]
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
    /// The headers of the answer.
    pub headers: Headers,
    /// The body of the answer as it came.
    pub body: Bytes,
}

impl Error {
    /// What went wrong.
    pub fn kind(&self) -> &ErrorKind {
        &self.0
    }

    /// What Graph said, if it answered with an error.
    pub fn service(&self) -> Option<&ServiceError> {
        match self.kind() {
            ErrorKind::Service(error) | ErrorKind::Operation(error) => Some(error),
            _ => None,
        }
    }

    /// The status code, if there was an answer.
    pub fn status(&self) -> Option<u16> {
        match self.kind() {
            ErrorKind::Service(error) => Some(error.status),
            ErrorKind::Answer { response, .. } => Some(response.status),
            _ => None,
        }
    }

    /// Graph's code.
    pub fn code(&self) -> Option<&str> {
        self.service()?.code.as_deref()
    }

    /// The id of the request.
    pub fn request_id(&self) -> Option<&str> {
        self.service()?.request_id.as_deref()
    }

    /// How long to wait before the next attempt.
    pub fn retry_after(&self) -> Option<Duration> {
        self.service()?.retry_after
    }

    /// Whether the thing isn't there.
    pub fn is_not_found(&self) -> bool {
        self.status() == Some(404)
    }

    /// Whether Graph asks to slow down.
    pub fn is_throttled(&self) -> bool {
        self.service().is_some_and(|error| error.status == 429 || (error.status == 503 && error.retry_after.is_some()))
    }

    /// Whether the delta link can't be used any more, so that one starts again without it.
    pub fn is_delta_expired(&self) -> bool {
        self.service().is_some_and(ServiceError::is_delta_expired)
    }

    /// Whether the thing was changed in between, so that `If-Match` didn't hold.
    pub fn is_precondition_failed(&self) -> bool {
        self.status() == Some(412)
    }

    /// Whether a link led to another host.
    pub fn is_foreign_link(&self) -> bool {
        matches!(self.kind(), ErrorKind::ForeignLink(_))
    }

    /// An error for a request that can't be built.
    pub fn request(reason: impl Into<String>) -> Self {
        ErrorKind::Request(reason.into()).into()
    }

    /// An error for an answer that isn't what it should be.
    pub fn answer(reason: impl Into<String>, response: HttpResponse) -> Self {
        ErrorKind::Answer { reason: reason.into(), response }.into()
    }
}

impl From<ErrorKind> for Error {
    fn from(kind: ErrorKind) -> Self {
        Self(Arc::new(kind))
    }
}

/// What is uploaded can't be read.
impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Self {
        ErrorKind::Request(error.to_string()).into()
    }
}

impl From<ServiceError> for Error {
    fn from(error: ServiceError) -> Self {
        ErrorKind::Service(error).into()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind() {
            ErrorKind::Service(error) => error.fmt(f),
            ErrorKind::Operation(error) => {
                f.write_str("the operation failed")?;
                error.write_reason(f)
            }
            ErrorKind::Request(reason) => write!(f, "the request can't be built: {reason}"),
            ErrorKind::ForeignLink(url) => {
                write!(f, "the link leads to another host than the client's, and isn't followed: {url}")
            }
            ErrorKind::Credential(error) => write!(f, "no token: {error}"),
            ErrorKind::Transport(error) => write!(f, "no answer: {error}"),
            ErrorKind::Answer { reason, response } => {
                write_status(f, response.status)?;
                write!(f, ": the answer can't be read: {reason}")
            }
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self.kind() {
            ErrorKind::Credential(error) | ErrorKind::Transport(error) => error.source(),
            _ => None,
        }
    }
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
            headers: response.headers.clone(),
            body: response.body.clone(),
        };
        match serde_json::from_slice::<Value>(&response.body) {
            Ok(body) => error.read_json(&body),
            Err(_) => error.message = readable(&response.body),
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
            self.message = readable(&self.body);
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

    fn is_delta_expired(&self) -> bool {
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
        self.write_reason(f)
    }
}

impl ServiceError {
    /// What follows the status.
    fn write_reason(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(code) = &self.code {
            write!(f, ": {code}")?;
        }
        let message = self.message.as_deref().map(one_line).unwrap_or_default();
        if !message.is_empty() {
            write!(f, ": {message}")
        } else if self.code.is_some() {
            Ok(())
        } else if self.body.is_empty() {
            f.write_str(": (no body)")
        } else {
            f.write_str(": (unreadable body)")
        }
    }
}

impl std::error::Error for ServiceError {}

/// What `Retry-After` asks for, in seconds or as a date.
pub(crate) fn retry_after(headers: &Headers) -> Option<Duration> {
    let value = headers.get("retry-after")?.trim();
    if let Ok(seconds) = value.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let date = httpdate::parse_http_date(value).ok()?;
    Some(date.duration_since(SystemTime::now()).unwrap_or_default())
}

/// What a person can read of a body that is no Graph error: the title of an HTML page, or the first line.
fn readable(body: &[u8]) -> Option<String> {
    const ENOUGH: usize = 200;
    let text = String::from_utf8_lossy(body);
    let lower = text.to_ascii_lowercase();
    let title = lower.find("<title").and_then(|at| {
        let start = at + lower[at..].find('>')? + 1;
        let end = start + lower[start..].find("</")?;
        Some(&text[start..end])
    });
    let first = || text.lines().find(|line| !line.trim().is_empty());
    let line = one_line(title.or_else(first)?);
    let mut short: String = line.chars().take(ENOUGH).collect();
    if short.len() < line.len() {
        short.push('…');
    }
    Some(short)
}

/// The same words on one line, without control characters.
fn one_line(text: &str) -> String {
    let words = text.split(|c: char| c.is_whitespace() || c.is_control());
    words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

fn write_status(f: &mut fmt::Formatter<'_>, status: u16) -> fmt::Result {
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
