//! The transport: `reqwest` for `azure_core`, so that no header is lost that comes several times.

use async_trait::async_trait;
use azure_core::error::{Error, ErrorKind};
use azure_core::http::headers::{HeaderName, HeaderValue, Headers};
use azure_core::http::{AsyncRawResponse, Body, HttpClient, Request, Transport};
use futures::TryStreamExt;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

/// `azure_core`'s own one keeps the last of the headers of one name: of two challenges in `WWW-Authenticate`, one is lost.
#[derive(Debug)]
struct Client(reqwest::Client);

/// Makes the transport, which waits so long for a connection.
///
/// As `azure_core` sets it up, but for the limit on reading: it doesn't see that a large body is still being sent.
pub(crate) fn transport(connect: Duration) -> crate::Result<Transport> {
    let builder = reqwest::Client::builder().connect_timeout(connect).redirect(reqwest::redirect::Policy::none());
    let client = builder.build();
    let client = client.map_err(|error| crate::Error::request(format!("the transport can't be set up: {error}")))?;
    Ok(Transport::new(Arc::new(Client(client))))
}

#[async_trait]
impl HttpClient for Client {
    async fn execute_request(&self, request: &Request) -> azure_core::Result<AsyncRawResponse> {
        let method = reqwest::Method::from_bytes(request.method().as_ref().as_bytes());
        let method = method.map_err(|error| Error::new(ErrorKind::Other, error))?;
        let mut sent = self.0.request(method, request.url().clone());
        for (name, value) in request.headers().iter() {
            sent = sent.header(name.as_str(), value.as_str());
        }
        sent = match request.body().clone() {
            Body::Bytes(bytes) => sent.body(bytes),
            Body::SeekableStream(stream) => sent.body(reqwest::Body::wrap_stream(stream)),
        };
        let sent = sent.build().map_err(|error| failed(ErrorKind::Other, error))?;
        let answer = self.0.execute(sent).await.map_err(|error| {
            let kind = if error.is_connect() { ErrorKind::Connection } else { ErrorKind::Io };
            failed(kind, error)
        })?;
        let (status, headers) = (answer.status().as_u16().into(), headers(answer.headers()));
        let body = answer.bytes_stream().map_err(|error| failed(ErrorKind::Io, error));
        Ok(AsyncRawResponse::new(status, headers, Box::pin(body)))
    }
}

/// Wraps an error, which may show a whole URL, so that the log shows none.
fn failed(kind: ErrorKind, error: reqwest::Error) -> Error {
    Error::with_error(kind, error, "the transport failed")
}

/// Returns headers; those that come several times are one list of what differs, as HTTP has it.
fn headers(map: &reqwest::header::HeaderMap) -> Headers {
    let mut headers = HashMap::new();
    for name in map.keys() {
        let mut values = Vec::new();
        for value in map.get_all(name).iter().map(|value| String::from_utf8_lossy(value.as_bytes())) {
            if !values.contains(&value) {
                values.push(value);
            }
        }
        headers.insert(HeaderName::from(name.as_str().to_owned()), HeaderValue::from(values.join(", ")));
    }
    Headers::from(headers)
}
