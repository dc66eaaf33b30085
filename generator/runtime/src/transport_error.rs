//! What is said when no whole answer came: from whom, and why.

use crate::cause::chain;
use std::error::Error;
use std::fmt;

/// No whole answer came.
///
/// It prints as `no answer from graph.microsoft.com: connection refused (os error 111)`. URLs appear in it by their host
/// only, because others may give access to what is uploaded or downloaded.
pub struct TransportError {
    host: String,
    client_request_id: Option<String>,
    cause: Box<dyn Error + Send + Sync>,
}

impl TransportError {
    /// An error with the host that was asked, and what went wrong.
    pub fn new(host: impl Into<String>, cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self { host: host.into(), client_request_id: None, cause: cause.into() }
    }

    /// Returns the host that was asked.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// Returns the id that the client gave the request.
    pub fn client_request_id(&self) -> Option<&str> {
        self.client_request_id.as_deref()
    }

    /// Tells whether a limit on time ended it.
    #[cfg(feature = "http")]
    pub fn is_timeout(&self) -> bool {
        crate::timed_out::timed_out(&*self.cause).is_some()
    }

    /// Tells whether a limit on time ended it; another transport tells by its own error.
    #[cfg(not(feature = "http"))]
    pub fn is_timeout(&self) -> bool {
        false
    }

    #[cfg(feature = "http")]
    pub(crate) fn with_id(self, id: &str) -> Self {
        Self { client_request_id: Some(id.to_owned()), ..self }
    }

    /// Returns the causes from the outermost to the innermost, without those that only wrap another and may show a whole URL.
    fn causes(&self) -> impl Iterator<Item = &(dyn Error + 'static)> {
        let outermost: &(dyn Error + 'static) = &*self.cause;
        chain(outermost).filter(|error| error.source().is_none() || !is_wrapper(*error))
    }
}

#[cfg(feature = "http")]
fn is_wrapper(error: &(dyn Error + 'static)) -> bool {
    error.is::<azure_core::Error>() || error.is::<reqwest::Error>()
}

#[cfg(not(feature = "http"))]
fn is_wrapper(_: &(dyn Error + 'static)) -> bool {
    false
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no answer from {}", self.host)?;
        let mut said = String::new();
        for cause in self.causes() {
            let text = without_url(&cause.to_string());
            // Many errors say again what their cause says.
            if !said.contains(&text) {
                write!(f, ": {text}")?;
                said = text;
            }
        }
        Ok(())
    }
}

/// Returns the words of an error on one line, without the URL that `reqwest` puts behind some.
fn without_url(text: &str) -> String {
    let text = match text.split_once(" for url (") {
        Some((before, _)) => before,
        None => text,
    };
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// As it prints: the causes may show a whole URL.
impl fmt::Debug for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TransportError")
            .field("host", &self.host)
            .field("client_request_id", &self.client_request_id)
            .field("cause", &self.causes().map(|cause| without_url(&cause.to_string())).collect::<Vec<_>>())
            .finish()
    }
}

impl Error for TransportError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        // Without the last one, if it is a wrapper: it has nothing to say but a URL.
        self.causes().find(|cause| !is_wrapper(*cause))
    }
}
