//! The one error type: what went wrong, in one readable line, with everything Graph said behind it.

use crate::service_error::write_status;
use crate::transport_error::TransportError;
use crate::{HttpResponse, ServiceError, shown};
use msgraph_types::{ExpandError, ParseError};
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

/// A result of this crate.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What went wrong.
///
/// It prints as one line, `403 Forbidden: Authorization_RequestDenied: Insufficient privileges …`. So does its `Debug` form,
/// which is what a program shows that returns it from `main` or unwraps it; `{:#?}` shows all that is known.
#[derive(Clone)]
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
    /// A link leads to another host or scheme than the client's; nothing was sent, the token least of all. The values in
    /// its query aren't shown.
    ForeignLink(String),
    /// No token could be had; nothing was sent.
    Credential(Box<dyn std::error::Error + Send + Sync>),
    /// The request was sent or should have been, and no whole answer came.
    Transport(TransportError),
    /// A change notification can't be read or trusted, or the key for its content can't.
    Notification(String),
    /// An upload can't go on: what is uploaded can't be read, the session asks for the same bytes again and again, or a
    /// request of it failed for good.
    Upload {
        /// What is stored of it, or why it can't go on.
        reason: String,
        /// What ended it, if that is an error of its own.
        cause: Option<Error>,
    },
    /// A long running operation was accepted, and whether it is over couldn't be found out.
    Unfinished(Unfinished),
    /// What `$expand` brought isn't what the documentation says, or a value of an open type isn't what it is read as.
    Expanded(ExpandError),
    /// Graph answered with success, but the answer isn't what it should be.
    Answer {
        /// The reason.
        reason: String,
        /// The answer as it came.
        response: HttpResponse,
    },
}

/// A long running operation that may still go on.
#[non_exhaustive]
pub struct Unfinished {
    /// Where it is asked for: `Client::wait_for` goes on there, perhaps in another program. Who knows it may need no token
    /// to ask.
    pub location: String,
    /// Why it isn't waited for any longer.
    pub cause: Error,
}

impl fmt::Debug for Unfinished {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let location = shown::url(&self.location);
        f.debug_struct("Unfinished").field("location", &location).field("cause", &self.cause).finish()
    }
}

impl Error {
    /// Returns what went wrong.
    pub fn kind(&self) -> &ErrorKind {
        &self.0
    }

    /// Returns what went wrong in the request that ended an upload, or the waiting for an operation.
    fn innermost(&self) -> &ErrorKind {
        match self.kind() {
            ErrorKind::Upload { cause: Some(cause), .. } => cause.innermost(),
            ErrorKind::Unfinished(unfinished) => unfinished.cause.innermost(),
            kind => kind,
        }
    }

    /// Returns what Graph said, if it answered with an error.
    pub fn service(&self) -> Option<&ServiceError> {
        match self.innermost() {
            ErrorKind::Service(error) | ErrorKind::Operation(error) => Some(error),
            _ => None,
        }
    }

    /// Returns the status code, if there was an answer.
    pub fn status(&self) -> Option<u16> {
        match self.innermost() {
            ErrorKind::Service(error) => Some(error.status),
            ErrorKind::Answer { response, .. } => Some(response.status),
            _ => None,
        }
    }

    /// Graph's code.
    pub fn code(&self) -> Option<&str> {
        self.service()?.code.as_deref()
    }

    /// Returns the id of the request.
    pub fn request_id(&self) -> Option<&str> {
        self.service()?.request_id.as_deref()
    }

    /// Returns the id that the client gave the request: the one that was sent, and that its `tracing` span has.
    pub fn client_request_id(&self) -> Option<&str> {
        match self.innermost() {
            ErrorKind::Service(error) | ErrorKind::Operation(error) => error.client_request_id.as_deref(),
            ErrorKind::Answer { response, .. } => response.headers.get("client-request-id"),
            ErrorKind::Transport(error) => error.client_request_id(),
            _ => None,
        }
    }

    /// Returns the claims that a token has to have for the request, as JSON for the authority: some credentials can't ask for
    /// them, and a program has to sign in with them itself.
    pub fn claims(&self) -> Option<&str> {
        self.service()?.claims.as_deref()
    }

    /// Returns how long to wait before the next attempt.
    pub fn retry_after(&self) -> Option<Duration> {
        self.service()?.retry_after
    }

    /// Tells whether the thing isn't there.
    pub fn is_not_found(&self) -> bool {
        self.status() == Some(404)
    }

    /// Tells whether Graph asks to slow down.
    pub fn is_throttled(&self) -> bool {
        self.service().is_some_and(|error| error.status == 429 || (error.status == 503 && error.retry_after.is_some()))
    }

    /// Tells whether the delta link can't be used any more, so that one starts again without it; or with the link in the
    /// header `Location`, if the service sends one: see [`ServiceError::headers`].
    pub fn is_delta_expired(&self) -> bool {
        self.service().is_some_and(ServiceError::is_delta_expired)
    }

    /// Tells whether the thing was changed in between, so that `If-Match` didn't hold.
    pub fn is_precondition_failed(&self) -> bool {
        self.status() == Some(412)
    }

    /// Tells whether a limit on time ended it.
    pub fn is_timeout(&self) -> bool {
        matches!(self.innermost(), ErrorKind::Transport(error) if error.is_timeout())
    }

    /// Returns where a long running operation is asked for that was accepted and may still go on: `Client::wait_for` goes on
    /// there. Who knows it may need no token to ask.
    pub fn operation_location(&self) -> Option<&str> {
        match self.kind() {
            ErrorKind::Unfinished(unfinished) => Some(&unfinished.location),
            _ => None,
        }
    }

    /// Tells whether a link led to another host.
    pub fn is_foreign_link(&self) -> bool {
        matches!(self.innermost(), ErrorKind::ForeignLink(_))
    }

    /// An error for a request that can't be built.
    pub fn request(reason: impl Into<String>) -> Self {
        ErrorKind::Request(reason.into()).into()
    }

    /// Returns the same with another kind; one that is shared already stays as it is.
    pub(crate) fn map_kind(self, change: impl FnOnce(ErrorKind) -> ErrorKind) -> Self {
        match Arc::try_unwrap(self.0) {
            Ok(kind) => change(kind).into(),
            Err(shared) => Self(shared),
        }
    }

    /// An error for a notification that isn't what it should be.
    pub(crate) fn notification(reason: impl Into<String>) -> Self {
        ErrorKind::Notification(reason.into()).into()
    }

    /// An error for a link that leads elsewhere.
    pub(crate) fn foreign_link(url: &str) -> Self {
        ErrorKind::ForeignLink(shown::url(url)).into()
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
        ErrorKind::Upload { reason: format!("what is uploaded can't be read: {error}"), cause: None }.into()
    }
}

/// What was to be sent is no value of its type: an id that should be a GUID.
impl From<ParseError> for Error {
    fn from(error: ParseError) -> Self {
        Self::request(error.to_string())
    }
}

impl From<ExpandError> for Error {
    fn from(error: ExpandError) -> Self {
        ErrorKind::Expanded(error).into()
    }
}

impl From<ServiceError> for Error {
    fn from(error: ServiceError) -> Self {
        ErrorKind::Service(error).into()
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if f.alternate() { fmt::Debug::fmt(&self.0, f) } else { fmt::Display::fmt(self, f) }
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
            ErrorKind::Transport(error) => error.fmt(f),
            ErrorKind::Notification(reason) => write!(f, "the notification isn't taken: {reason}"),
            ErrorKind::Upload { reason, cause: None } => f.write_str(reason),
            ErrorKind::Upload { reason, cause: Some(cause) } => write!(f, "{cause} ({reason})"),
            ErrorKind::Unfinished(Unfinished { cause, .. }) => {
                write!(f, "the operation was accepted, and whether it is over isn't known: {cause}")
            }
            ErrorKind::Expanded(error) => error.fmt(f),
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
            ErrorKind::Credential(error) => error.source(),
            ErrorKind::Transport(error) => error.source(),
            // Their causes are told by the error itself.
            ErrorKind::Upload { cause, .. } => cause.as_ref()?.source(),
            ErrorKind::Unfinished(unfinished) => unfinished.cause.source(),
            _ => None,
        }
    }
}
