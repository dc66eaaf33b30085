//! Tests without a network: a transport that answers with what it was given, or with documented examples.

use crate::{Headers, HttpRequest, HttpResponse, Method, Operation};
use async_trait::async_trait;
use azure_core::error::{Error, ErrorKind};
use azure_core::http::headers::{HeaderName, HeaderValue, Headers as AzureHeaders};
use azure_core::http::{AsyncRawResponse, Body, HttpClient, Method as AzureMethod, Request, Transport};
use bytes::Bytes;
use futures::TryStreamExt;
use serde_json::Value;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Answers requests without a network, and remembers them.
///
/// A request without an answer fails, so that a test doesn't pass by chance.
///
/// ```
/// # use msgraph_core::*;
/// # define_client!("v1.0");
/// # define_request!();
/// # struct GetUser;
/// # impl Operation for GetUser {
/// #     const INFO: OperationInfo = OperationInfo::new("get user", Method::Get);
/// #     type Response = response::One<serde_json::Value>;
/// # }
/// use msgraph_core::mock::Mock;
/// use serde_json::json;
///
/// # tokio::runtime::Runtime::new().unwrap().block_on(async {
/// let mock = Mock::new().json(Method::Get, "/users/{id}", &json!({ "displayName": "Adele" }));
/// let client = GraphClient::builder().transport(mock.transport()).build()?;
///
/// # let request = Request::<GetUser>::new(&client.path().child("users").key("adele"));
/// let user = request.await?;
/// assert_eq!(user["displayName"], "Adele");
/// assert_eq!(mock.requests()[0].url, "https://graph.microsoft.com/v1.0/users/adele");
/// # Ok::<(), Error>(())
/// # }).unwrap();
/// ```
#[derive(Clone, Debug, Default)]
pub struct Mock(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    routes: Vec<Route>,
    requests: Vec<HttpRequest>,
}

#[derive(Debug)]
struct Route {
    method: Method,
    template: String,
    /// What is still to come, the next at the end; the first one stays.
    answers: Vec<HttpResponse>,
}

impl Mock {
    /// Answers nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Answers requests for a path, below the version, with `{…}` for any part of a segment. Several answers for
    /// one path are given in their order, and the last one for good.
    #[must_use]
    pub fn on(self, method: Method, path: &str, answer: HttpResponse) -> Self {
        let mut state = self.state();
        match state.routes.iter_mut().find(|route| route.method == method && route.template == path) {
            Some(route) => route.answers.insert(0, answer),
            None => state.routes.push(Route { method, template: path.to_owned(), answers: vec![answer] }),
        }
        drop(state);
        self
    }

    /// Answers requests for a path with `200 OK` and JSON.
    #[must_use]
    pub fn json(self, method: Method, path: &str, body: &Value) -> Self {
        self.on(method, path, HttpResponse::new(200, json_headers(), body.to_string()))
    }

    /// Answers requests for a path with an error of Graph's.
    #[must_use]
    pub fn error(self, method: Method, path: &str, status: u16, code: &str, message: &str) -> Self {
        let body = serde_json::json!({ "error": { "code": code, "message": message } });
        self.on(method, path, HttpResponse::new(status, json_headers(), body.to_string()))
    }

    /// Answers an operation, at all its documented paths, with its documented example. One without an example isn't
    /// answered.
    #[must_use]
    pub fn example<O: Operation>(mut self, _: O) -> Self {
        for path in O::PATHS.iter() {
            if let Some(example) = O::EXAMPLE {
                let mut headers = Headers::new();
                if !example.content_type.is_empty() {
                    headers.set("content-type", example.content_type);
                }
                self = self.on(O::METHOD, path, HttpResponse::new(example.status, headers, example.body));
            }
        }
        self
    }

    /// The transport, for a client's builder.
    pub fn transport(&self) -> Transport {
        Transport::new(Arc::new(self.clone()))
    }

    /// The requests so far.
    pub fn requests(&self) -> Vec<HttpRequest> {
        self.state().requests.clone()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // A test that panicked elsewhere has told what is wrong.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn answer(&self, request: HttpRequest, path: &str) -> Option<HttpResponse> {
        let mut state = self.state();
        let method = request.method;
        state.requests.push(request);
        let route = state.routes.iter_mut().find(|route| route.method == method && matches(&route.template, path))?;
        if route.answers.len() > 1 { route.answers.pop() } else { route.answers.last().cloned() }
    }
}

#[async_trait]
impl HttpClient for Mock {
    async fn execute_request(&self, request: &Request) -> azure_core::Result<AsyncRawResponse> {
        let received = received(request).await?;
        let path = below_version(request.url().path());
        let (method, shown) = (received.method, received.url.clone());
        let answer = self.answer(received, path).ok_or_else(|| {
            Error::with_message(ErrorKind::Other, format!("the mock has no answer for {method} {shown}"))
        })?;
        let mut headers = AzureHeaders::new();
        for (name, value) in answer.headers.iter() {
            headers.insert(HeaderName::from(name.to_ascii_lowercase()), HeaderValue::from(value.to_owned()));
        }
        Ok(AsyncRawResponse::from_bytes(answer.status.into(), headers, answer.body))
    }
}

async fn received(request: &Request) -> azure_core::Result<HttpRequest> {
    let headers = request.headers().iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let body = match request.body().clone() {
        Body::Bytes(bytes) => bytes,
        Body::SeekableStream(stream) => {
            let chunks: Vec<Bytes> = stream.try_collect().await?;
            chunks.concat().into()
        }
    };
    let method = match request.method() {
        AzureMethod::Get => Method::Get,
        AzureMethod::Post => Method::Post,
        AzureMethod::Patch => Method::Patch,
        AzureMethod::Put => Method::Put,
        AzureMethod::Delete => Method::Delete,
        AzureMethod::Head => Method::Head,
        other => {
            return Err(Error::with_message(ErrorKind::Other, format!("`{other}` isn't mocked")));
        }
    };
    Ok(HttpRequest { method, url: request.url().to_string(), headers: headers.collect(), body })
}

/// The path without the version in front.
fn below_version(path: &str) -> &str {
    let rest = path.trim_start_matches('/');
    rest.find('/').map_or("", |at| &rest[at..])
}

/// Whether a path is what a template describes; letters compare without regard to case, as in Graph.
pub(crate) fn matches(template: &str, path: &str) -> bool {
    let template = template.split('?').next().unwrap_or_default();
    let Some(open) = template.find('{') else {
        return template.eq_ignore_ascii_case(path);
    };
    let Some(close) = template[open..].find('}') else {
        return false;
    };
    let (before, after) = (&template[..open], &template[open + close + 1..]);
    let Some(rest) = path.get(open..).filter(|_| path[..open].eq_ignore_ascii_case(before)) else {
        return false;
    };
    let end = rest.find('/').unwrap_or(rest.len());
    (1..=end).filter(|at| rest.is_char_boundary(*at)).any(|at| matches(after, &rest[at..]))
}

fn json_headers() -> Headers {
    [("content-type", "application/json")].into_iter().collect()
}
