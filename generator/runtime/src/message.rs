//! Plain HTTP messages: what is sent and what came back, tied to no transport.

use crate::{Result, shown};
use bytes::Bytes;
use serde::de::DeserializeOwned;
use std::fmt;

/// An HTTP method that Graph uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Method {
    /// Read.
    Get,
    /// Create, or call an action.
    Post,
    /// Change some properties.
    Patch,
    /// Replace, or upload.
    Put,
    /// Remove.
    Delete,
    /// Read the headers alone.
    Head,
}

impl Method {
    /// The method as it stands in a request line.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Patch => "PATCH",
            Self::Put => "PUT",
            Self::Delete => "DELETE",
            Self::Head => "HEAD",
        }
    }

    /// Whether sending it twice does what sending it once does, so that it may be retried freely.
    ///
    /// `PATCH` counts: Graph's updates set properties to values.
    pub const fn is_idempotent(self) -> bool {
        !matches!(self, Self::Post)
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Headers in the order they were set; names compare without regard to case.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Headers(Vec<(String, String)>);

impl Headers {
    /// No headers.
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// The value of a header.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.iter().find(|(own, _)| own.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }

    /// Sets a header, in place of one with the same name.
    pub fn set(&mut self, name: impl Into<String>, value: impl Into<String>) {
        let name = name.into();
        self.remove(&name);
        self.0.push((name, value.into()));
    }

    /// Adds a value to a header whose value is a comma-separated list, such as `Prefer`.
    pub fn append(&mut self, name: &str, value: &str) {
        match self.0.iter_mut().find(|(own, _)| own.eq_ignore_ascii_case(name)) {
            Some((_, list)) => {
                list.push_str(", ");
                list.push_str(value);
            }
            None => self.0.push((name.to_owned(), value.to_owned())),
        }
    }

    /// Removes a header.
    pub fn remove(&mut self, name: &str) {
        self.0.retain(|(own, _)| !own.eq_ignore_ascii_case(name));
    }

    /// The headers in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

impl<N: Into<String>, V: Into<String>> FromIterator<(N, V)> for Headers {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(headers: I) -> Self {
        Self(headers.into_iter().map(|(name, value)| (name.into(), value.into())).collect())
    }
}

#[cfg(feature = "http")]
impl From<&azure_core::http::headers::Headers> for Headers {
    fn from(headers: &azure_core::http::headers::Headers) -> Self {
        headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
    }
}

/// Tokens and the like stay out of logs.
impl fmt::Debug for Headers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        shown::headers(self, f)
    }
}

/// A request that is ready to be sent by any transport; it has no token in it.
#[derive(Clone, PartialEq, Eq)]
pub struct HttpRequest {
    /// The method.
    pub method: Method,
    /// The whole URL, percent-encoded.
    pub url: String,
    /// The headers.
    pub headers: Headers,
    /// The body; empty if there is none.
    pub body: Bytes,
}

/// An answer as it came, read by [`ResponseKind::read`](crate::response::ResponseKind::read).
#[derive(Clone, PartialEq, Eq)]
pub struct HttpResponse {
    /// The status code.
    pub status: u16,
    /// The headers.
    pub headers: Headers,
    /// The body; empty if there is none.
    pub body: Bytes,
}

impl HttpResponse {
    /// An answer from its parts.
    pub fn new(status: u16, headers: Headers, body: impl Into<Bytes>) -> Self {
        Self { status, headers, body: body.into() }
    }

    /// Reads the body as JSON.
    ///
    /// # Errors
    /// If the answer is an error, or its body isn't what it should be.
    pub fn json<T: DeserializeOwned>(self) -> Result<T> {
        crate::response::check(self).and_then(crate::response::json)
    }

    /// Whether the status is a `2xx`.
    pub const fn is_success(&self) -> bool {
        matches!(self.status, 200..=299)
    }
}

/// Without secrets: values in the query that aren't OData's own, and what properties of the body hold by their names.
impl fmt::Debug for HttpRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpRequest")
            .field("method", &self.method)
            .field("url", &shown::url(&self.url))
            .field("headers", &self.headers)
            .field("body", &shown::Body(&self.body))
            .finish()
    }
}

/// Without secrets that properties of the body hold by their names.
impl fmt::Debug for HttpResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpResponse")
            .field("status", &self.status)
            .field("headers", &self.headers)
            .field("body", &shown::Body(&self.body))
            .finish()
    }
}
