//! Tests without a network: a transport that answers with what it was given, or with documented examples.

use crate::{Headers, HttpRequest, HttpResponse, Method, Operation};
use async_trait::async_trait;
use azure_core::error::{Error, ErrorKind};
use azure_core::http::headers::{HeaderName, HeaderValue, Headers as AzureHeaders};
use azure_core::http::{AsyncRawResponse, Body, HttpClient, Method as AzureMethod, Request, Transport};
use bytes::Bytes;
use futures::TryStreamExt;
use serde_json::Value;
use std::borrow::Cow;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use url::Url;

/// Answers requests without a network, and remembers them.
///
/// A request without an answer fails, so that a test doesn't pass by chance. [`when`](Self::when) answers only requests with
/// a certain query, header or body; [`faults`](Self::faults) makes the network as bad as real ones are.
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
    faults: Option<Faults>,
}

#[derive(Debug)]
struct Route {
    method: Method,
    template: String,
    conditions: Vec<Condition>,
    /// What is still to come, the next at the end; the first one stays.
    answers: Vec<HttpResponse>,
}

/// What a request has to have beside method and path.
#[derive(Clone, Debug, PartialEq)]
enum Condition {
    Query(String, String),
    Header(String, String),
    Json(Value),
    Body(Bytes),
}

/// Answers to requests that have something beside method and path; made by [`Mock::when`].
#[derive(Debug)]
#[must_use = "it answers nothing before it has an answer"]
pub struct When {
    mock: Mock,
    method: Method,
    template: String,
    conditions: Vec<Condition>,
}

/// How bad a mocked network is. Chances are out of one, and come from a seed: the same requests in the same order meet
/// the same faults.
///
/// ```
/// use msgraph_core::mock::{Faults, Mock};
/// use std::time::Duration;
///
/// let bad = Faults::seeded(7).throttled(0.2).reset(0.1).latency(Duration::from_millis(5));
/// let mock = Mock::new().faults(bad);
/// ```
#[derive(Clone, Debug)]
pub struct Faults {
    state: u64,
    throttled: f64,
    reset: f64,
    latency: Duration,
}

/// What happens to a request on its way.
enum Fate {
    Answered,
    Throttled,
    /// The connection breaks before the request is there.
    Lost,
    /// The connection breaks before the answer is there.
    AnswerLost,
}

impl Faults {
    /// No fault yet; the seed chooses which requests meet those that are added.
    pub const fn seeded(seed: u64) -> Self {
        Self { state: seed, throttled: 0.0, reset: 0.0, latency: Duration::ZERO }
    }

    /// Answers some requests with `429 Too Many Requests`, to be tried again at once.
    #[must_use]
    pub const fn throttled(self, chance: f64) -> Self {
        Self { throttled: chance, ..self }
    }

    /// Breaks the connection of some requests: of one half before they are there, of the other before their answer is.
    #[must_use]
    pub const fn reset(self, chance: f64) -> Self {
        Self { reset: chance, ..self }
    }

    /// Answers late, by any time up to this one.
    #[must_use]
    pub const fn latency(self, most: Duration) -> Self {
        Self { latency: most, ..self }
    }

    /// The next number below one (SplitMix64).
    fn next(&mut self) -> f64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// What happens to a request, and how late.
    fn fate(&mut self) -> (Fate, Duration) {
        let (late, chance) = (self.next(), self.next());
        let fate = match chance {
            chance if chance < self.throttled => Fate::Throttled,
            chance if chance < self.throttled + self.reset / 2.0 => Fate::Lost,
            chance if chance < self.throttled + self.reset => Fate::AnswerLost,
            _ => Fate::Answered,
        };
        (fate, self.latency.mul_f64(late))
    }
}

impl When {
    /// Only requests with this query parameter, as it is before percent encoding.
    pub fn query(self, name: &str, value: &str) -> Self {
        self.with(Condition::Query(name.to_owned(), value.to_owned()))
    }

    /// Only requests with this header.
    pub fn header(self, name: &str, value: &str) -> Self {
        self.with(Condition::Header(name.to_owned(), value.to_owned()))
    }

    /// Only requests with this JSON as their body, whatever the order of its properties.
    pub fn body(self, body: &Value) -> Self {
        self.with(Condition::Json(body.clone()))
    }

    /// Only requests with these bytes as their body.
    pub fn content(self, body: impl Into<Bytes>) -> Self {
        self.with(Condition::Body(body.into()))
    }

    fn with(mut self, condition: Condition) -> Self {
        self.conditions.push(condition);
        self
    }

    /// Answers them. Several answers for the same conditions are given in their order, and the last one for good.
    #[must_use]
    pub fn answer(self, answer: HttpResponse) -> Mock {
        self.mock.route(self.method, &self.template, self.conditions, answer)
    }

    /// Answers them with `200 OK` and JSON.
    #[must_use]
    pub fn json(self, body: &Value) -> Mock {
        self.answer(HttpResponse::new(200, json_headers(), body.to_string()))
    }

    /// Answers them with an error of Graph's.
    #[must_use]
    pub fn error(self, status: u16, code: &str, message: &str) -> Mock {
        self.answer(error(status, code, message))
    }
}

impl Condition {
    fn holds(&self, request: &HttpRequest, url: &Url) -> bool {
        match self {
            Self::Query(name, value) => url.query_pairs().any(|(own, given)| own == *name && given == *value),
            Self::Header(name, value) => request.headers.get(name) == Some(value),
            Self::Json(body) => serde_json::from_slice::<Value>(&request.body).is_ok_and(|own| own == *body),
            Self::Body(body) => request.body == *body,
        }
    }
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
        self.route(method, path, Vec::new(), answer)
    }

    /// Answers requests for a path that have something more: a query parameter, a header, a body. Of several answers that
    /// fit a request, the one with the most conditions is given.
    ///
    /// ```
    /// # use msgraph_core::{Method, mock::Mock};
    /// # use serde_json::json;
    /// let mock = Mock::new()
    ///     .json(Method::Get, "/users", &json!({ "value": [{ "id": "1" }, { "id": "2" }] }))
    ///     .when(Method::Get, "/users").query("$top", "1").json(&json!({ "value": [{ "id": "1" }] }));
    /// ```
    pub fn when(self, method: Method, path: &str) -> When {
        When { mock: self, method, template: path.to_owned(), conditions: Vec::new() }
    }

    /// Lets requests meet faults, as on a bad network.
    #[must_use]
    pub fn faults(self, faults: Faults) -> Self {
        self.state().faults = Some(faults);
        self
    }

    fn route(self, method: Method, path: &str, conditions: Vec<Condition>, answer: HttpResponse) -> Self {
        let mut state = self.state();
        let same =
            |route: &&mut Route| route.method == method && route.template == path && route.conditions == conditions;
        match state.routes.iter_mut().find(same) {
            Some(route) => route.answers.insert(0, answer),
            None => {
                state.routes.push(Route { method, template: path.to_owned(), conditions, answers: vec![answer] });
            }
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
        self.on(method, path, error(status, code, message))
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

    /// Remembers a request, and says what happens to it.
    fn receive(&self, request: &HttpRequest) -> (Fate, Duration) {
        let mut state = self.state();
        state.requests.push(request.clone());
        state.faults.as_mut().map_or((Fate::Answered, Duration::ZERO), Faults::fate)
    }

    fn answer(&self, request: &HttpRequest, url: &Url) -> Option<HttpResponse> {
        let path = without_quoted_key(below_version(url.path()));
        let mut state = self.state();
        let fits = |route: &&mut Route| {
            route.method == request.method
                && matches(&route.template, &path)
                && route.conditions.iter().all(|condition| condition.holds(request, url))
        };
        // The first of those with the most conditions.
        let route = state.routes.iter_mut().filter(fits).rev().max_by_key(|route| route.conditions.len())?;
        if route.answers.len() > 1 { route.answers.pop() } else { route.answers.last().cloned() }
    }
}

#[async_trait]
impl HttpClient for Mock {
    async fn execute_request(&self, request: &Request) -> azure_core::Result<AsyncRawResponse> {
        let received = received(request).await?;
        let (fate, late) = self.receive(&received);
        if !late.is_zero() {
            crate::retry::sleep(late).await;
        }
        let answer = match fate {
            Fate::Throttled => HttpResponse::new(429, Headers::from_iter([("retry-after", "0")]), ""),
            Fate::Lost => return Err(reset()),
            Fate::Answered | Fate::AnswerLost => self.answer(&received, request.url()).ok_or_else(|| {
                let (method, shown) = (received.method, &received.url);
                Error::with_message(ErrorKind::Other, format!("the mock has no answer for {method} {shown}"))
            })?,
        };
        if matches!(fate, Fate::AnswerLost) {
            return Err(reset());
        }
        let mut headers = AzureHeaders::new();
        for (name, value) in answer.headers.iter() {
            headers.insert(HeaderName::from(name.to_ascii_lowercase()), HeaderValue::from(value.to_owned()));
        }
        Ok(AsyncRawResponse::from_bytes(answer.status.into(), headers, answer.body))
    }
}

fn reset() -> Error {
    Error::with_message(ErrorKind::Io, "the mock broke the connection")
}

fn error(status: u16, code: &str, message: &str) -> HttpResponse {
    let body = serde_json::json!({ "error": { "code": code, "message": message } });
    HttpResponse::new(status, json_headers(), body.to_string())
}

/// A path whose key stands in brackets and quotes because it begins with `$`, written as others are.
fn without_quoted_key(path: &str) -> Cow<'_, str> {
    match path.split_once("('$").and_then(|(before, rest)| Some((before, rest.split_once("')")?))) {
        Some((before, (key, after))) => format!("{before}/${key}{after}").into(),
        None => path.into(),
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
    let template = template.split('?').next().unwrap_or_default().to_ascii_lowercase();
    let path = path.to_ascii_lowercase();
    let (templates, segments): (Vec<_>, Vec<_>) = (template.split('/').collect(), path.split('/').collect());
    templates.len() == segments.len()
        && templates.iter().zip(segments).all(|(template, segment)| fits(template, segment))
}

/// Whether a segment is what the template of one describes. Each text behind a placeholder is taken where it comes first, so
/// that no segment takes long, whoever made it.
fn fits(template: &str, segment: &str) -> bool {
    let (before, placeholders) = template.split_at(template.find('{').unwrap_or(template.len()));
    let Some(mut rest) = segment.strip_prefix(before) else {
        return false;
    };
    let mut texts = placeholders.split('{').skip(1).map(|part| part.split_once('}').map(|(_, text)| text)).peekable();
    if texts.peek().is_none() {
        return rest.is_empty();
    }
    while let Some(text) = texts.next() {
        // A placeholder stands for one letter at least.
        let (Some(text), Some(first)) = (text, rest.chars().next()) else {
            return false;
        };
        rest = &rest[first.len_utf8()..];
        if texts.peek().is_none() {
            return rest.ends_with(text);
        }
        let Some(at) = rest.find(text) else {
            return false;
        };
        rest = &rest[at + text.len()..];
    }
    false
}

fn json_headers() -> Headers {
    [("content-type", "application/json")].into_iter().collect()
}
