//! Sending: the pipeline with retry and token, and what comes back.

use crate::auth::{Anonymous, TokenPolicy};
use crate::json_size::BODY_LIMIT;
use crate::limit::{BodyPolicy, InMemory, TooLong, collect};
use crate::response::ResponseKind;
use crate::retry::{Once, RetryOptions, RetryPolicy, Retrying, SHARED, SharedBudget};
use crate::time_limits::{Attempts, CONNECT, Deadline, TOTAL, TimeLimits, TimedTransport, within};
use crate::timed_out::Limit;
use crate::transport::transport;
use crate::transport_error::TransportError;
use crate::{Cloud, Content, Error, ErrorKind, Granted, Headers, HttpRequest, HttpResponse, Method, RawRequest};
use crate::{Result, ServiceError};
use azure_core::Uuid;
use azure_core::credentials::TokenCredential;
use azure_core::error::ErrorKind as AzureErrorKind;
use azure_core::http::headers::{HeaderName, HeaderValue, Headers as AzureHeaders};
use azure_core::http::policies::Policy;
use azure_core::http::request::options::ClientRequestId;
use azure_core::http::{AsyncRawResponse, Body, ClientOptions, Context, Method as AzureMethod, Request};
use azure_core::http::{Pipeline, PipelineStreamOptions, Transport};
use bytes::Bytes;
use futures::StreamExt;
use futures::future::BoxFuture;
use futures::stream::BoxStream;
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task;
use std::time::Duration;
use tracing::field::Empty;
use tracing::{Instrument, Span};
use url::Url;

/// Graph's name for the id that a client gives a request; its errors tell it back.
pub(crate) const CLIENT_REQUEST_ID: &str = "client-request-id";

/// How many redirects are followed, one after the other.
const HOPS: usize = 10;

/// What sends the requests of a client.
pub(crate) struct Sender {
    pipeline: Pipeline,
    limits: TimeLimits,
    pub(crate) retry: Retrying,
    token: Option<Arc<TokenPolicy>>,
    body_limit: usize,
}

/// What a builder collects for a [`Sender`].
#[derive(Default)]
pub(crate) struct Setup {
    pub(crate) credential: Option<Arc<dyn TokenCredential>>,
    pub(crate) scopes: Vec<String>,
    pub(crate) options: ClientOptions,
    pub(crate) transport: Option<Transport>,
    pub(crate) retry: RetryOptions,
    /// The most bytes of a body that are read into memory.
    pub(crate) body_limit: Option<usize>,
    pub(crate) retry_budget: Option<u32>,
    pub(crate) limits: TimeLimits,
    pub(crate) connect: Option<Duration>,
}

impl Setup {
    /// Checks that what was set can all be heeded.
    pub(crate) fn check(&self) -> Result<()> {
        if self.transport.is_some() && self.options.transport.is_some() {
            return Err(Error::request("two transports are set, one of them in the options"));
        }
        if self.credential.is_none() && !self.scopes.is_empty() {
            return Err(Error::request("scopes are set, and no credential that tokens for them come from"));
        }
        Ok(())
    }

    pub(crate) fn finish(mut self, cloud: Cloud, endpoint: &Url) -> Result<Sender> {
        let scopes = if self.scopes.is_empty() { vec![cloud.default_scope().to_owned()] } else { self.scopes };
        let token = self.credential.map(|credential| TokenPolicy::new(credential, scopes, endpoint.clone()));
        let token = token.map(Arc::new);
        self.options.transport = self.transport.take().or(self.options.transport);
        let body_limit = self.body_limit.unwrap_or(BODY_LIMIT);
        let mut per_try: Vec<Arc<dyn Policy>> = Vec::new();
        per_try.extend(token.iter().map(|token| Arc::clone(token) as Arc<dyn Policy>));
        per_try.push(Arc::new(BodyPolicy { limit: body_limit }));
        let shared = Arc::new(SharedBudget::new(self.retry_budget.unwrap_or(SHARED)));
        let retry = Retrying::new(self.retry, shared);
        let pipeline = pipeline(self.options, self.connect, retry.clone(), per_try)?;
        Ok(Sender { pipeline, limits: self.limits, retry, token, body_limit })
    }
}

/// A pipeline with our retry and our limits on time.
pub(crate) fn pipeline(
    mut options: ClientOptions,
    connect: Option<Duration>,
    retry: Retrying,
    per_try: Vec<Arc<dyn Policy>>,
) -> Result<Pipeline> {
    let transport = match (options.transport.take(), connect) {
        (Some(_), Some(_)) => {
            return Err(Error::request("a transport of one's own has its own limit on connecting"));
        }
        (Some(transport), None) => transport,
        (None, connect) => transport(connect.unwrap_or(CONNECT))?,
    };
    options.transport = Some(Transport::with_policy(Arc::new(TimedTransport(transport))));
    // `azure_core`'s retry resends a POST after a 500, and doesn't read `Retry-After` on a 504.
    options.retry = azure_core::http::RetryOptions::none();
    options.per_call_policies.push(Arc::new(RetryPolicy::new(retry)));
    let (name, version) = (option_env!("CARGO_PKG_NAME"), option_env!("CARGO_PKG_VERSION"));
    Ok(Pipeline::new(name, version, options, Vec::new(), per_try, None))
}

/// How a request is sent, where it differs from the usual.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum How {
    /// With a token if it goes to the client's own service, and tried again as configured.
    #[default]
    Usual,
    /// Without a token, and tried again as configured.
    Anonymous,
    /// Without a token, and once, because the caller has its own way to go on.
    AnonymousOnce,
}

impl How {
    fn context(self) -> Context<'static> {
        match self {
            Self::Usual => Context::new(),
            Self::Anonymous => Context::new().with_value(Anonymous),
            Self::AnonymousOnce => Context::new().with_value(Anonymous).with_value(Once),
        }
    }
}

/// What a request has of its own, in place of what its client has.
#[derive(Clone, Debug, Default)]
pub(crate) struct Settings {
    pub(crate) limits: Option<TimeLimits>,
    pub(crate) retry: Option<RetryOptions>,
}

/// A request on its way: how it is sent, and what its span says.
struct Sending<'a> {
    how: How,
    settings: &'a Settings,
    span: Span,
    id: String,
}

impl<'a> Sending<'a> {
    /// Gives the request an id, unless it has one.
    fn new(request: &mut HttpRequest, how: How, settings: &'a Settings, operation: &str, path: &str) -> Self {
        let id = request.headers.get(CLIENT_REQUEST_ID).map_or_else(|| Uuid::new_v4().to_string(), str::to_owned);
        request.headers.set(CLIENT_REQUEST_ID, id.as_str());
        let span = tracing::info_span!(
            "graph request",
            operation,
            method = request.method.as_str(),
            path,
            client_request_id = id,
            status = Empty,
            request_id = Empty,
        );
        Self { how, settings, span, id }
    }

    fn context(&self, limits: &TimeLimits) -> Context<'static> {
        // `azure_core` sends an id, too, under a name of its own.
        let id = ClientRequestId::new(self.id.clone());
        let context = self.how.context().with_value(id).with_value(Attempts::default()).with_value(limits.clone());
        match &self.settings.retry {
            Some(retry) => context.with_value(retry.clone()),
            None => context,
        }
    }

    /// Returns the headers of an answer. The id of the request is always among them, so that errors can tell it.
    fn answered(&self, status: u16, headers: &AzureHeaders) -> Headers {
        let mut headers = Headers::from(headers);
        if headers.get(CLIENT_REQUEST_ID).is_none() {
            headers.set(CLIENT_REQUEST_ID, self.id.as_str());
        }
        self.span.record("status", status);
        self.span.record("request_id", headers.get("request-id"));
        headers
    }
}

impl Sender {
    /// Sends a request with settings of its own and reads the whole answer; one that breaks off counts as none and is tried
    /// again.
    pub(crate) async fn fetch_as(
        &self,
        mut request: HttpRequest,
        how: How,
        settings: &Settings,
    ) -> Result<HttpResponse> {
        let sending = Sending::new(&mut request, how, settings, "", "");
        let span = sending.span.clone();
        self.fetch_body(request, None, &sending).instrument(span).await
    }

    /// Sends a batch, which has settings of its own.
    pub(crate) async fn fetch_set(&self, mut request: HttpRequest, settings: &Settings) -> Result<HttpResponse> {
        let sending = Sending::new(&mut request, How::Usual, settings, "batch", "/$batch");
        let span = sending.span.clone();
        self.fetch_body(request, None, &sending).instrument(span).await
    }

    /// Sends a request, reads the whole answer, and goes where the service redirects to.
    pub(crate) async fn follow(&self, mut request: HttpRequest, settings: &Settings) -> Result<HttpResponse> {
        // Without operation and path: it is what a client does by itself.
        let sending = Sending::new(&mut request, How::Usual, settings, "", "");
        let span = sending.span.clone();
        self.follow_body(request, None, &sending).instrument(span).await
    }

    async fn follow_body(
        &self,
        mut request: HttpRequest,
        body: Option<Body>,
        sending: &Sending<'_>,
    ) -> Result<HttpResponse> {
        let mut answer = self.fetch_body(request.clone(), body, sending).await?;
        for _ in 0..HOPS {
            let Some(next) = redirect(&request, answer.status, &answer.headers) else {
                return Ok(answer);
            };
            request = next;
            answer = self.fetch_body(request.clone(), None, sending).await?;
        }
        match redirect(&request, answer.status, &answer.headers) {
            Some(_) => Err(too_many_hops(answer.status, answer.headers)),
            None => Ok(answer),
        }
    }

    /// Returns what the token that was used last has permissions for, if it can be read.
    pub(crate) fn granted(&self) -> Option<Granted> {
        Granted::of_token(self.token.as_ref()?.last()?.secret())
    }

    fn limits<'a>(&'a self, sending: &Sending<'a>) -> &'a TimeLimits {
        sending.settings.limits.as_ref().unwrap_or(&self.limits)
    }

    async fn fetch_body(
        &self,
        request: HttpRequest,
        body: Option<Body>,
        sending: &Sending<'_>,
    ) -> Result<HttpResponse> {
        let limits = self.limits(sending);
        let context = sending.context(limits).with_value(InMemory);
        let answer = self.attempts(&context, &request, body, limits, sending).await?;
        // The body is at hand already.
        self.download(answer, &request, usize::MAX, sending).into_response().await
    }

    /// Sends a request as often as it takes, and waits for the head of the answer.
    async fn attempts(
        &self,
        context: &Context<'_>,
        request: &HttpRequest,
        body: Option<Body>,
        limits: &TimeLimits,
        sending: &Sending<'_>,
    ) -> Result<AsyncRawResponse> {
        let options = PipelineStreamOptions { skip_checks: true, ..Default::default() };
        let mut sent = azure_request(request, body)?;
        let answer = self.pipeline.stream(context, &mut sent, Some(options));
        let answer = match within(answer, Limit::Total, limits.total.unwrap_or(TOTAL)).await {
            Ok(answer) => answer,
            Err(timed_out) => Err(azure_core::Error::new(AzureErrorKind::Io, timed_out)),
        };
        answer.map_err(|error| not_sent(&request.url, &sending.id, error))
    }

    fn download(
        &self,
        answer: AsyncRawResponse,
        request: &HttpRequest,
        limit: usize,
        sending: &Sending<'_>,
    ) -> Download {
        let (status, headers, body) = answer.deconstruct();
        let status = status.into();
        let headers = sending.answered(status, &headers);
        let (url, id) = (request.url.clone(), sending.id.clone());
        let body = body.map(move |chunk| chunk.map_err(|error| not_sent(&url, &id, error))).boxed();
        Download { status, headers, body, limit, failed: None }
    }

    /// Sends a request and waits for the head of the answer, wherever the service redirects to.
    async fn open(&self, mut request: HttpRequest, body: Option<Body>, sending: &Sending<'_>) -> Result<Download> {
        let mut answer = self.open_one(&request, body, sending).await?;
        for _ in 0..HOPS {
            let Some(next) = redirect(&request, answer.status, &answer.headers) else {
                return Ok(answer);
            };
            request = next;
            answer = self.open_one(&request, None, sending).await?;
        }
        match redirect(&request, answer.status, &answer.headers) {
            Some(_) => Err(too_many_hops(answer.status, answer.headers)),
            None => Ok(answer),
        }
    }

    async fn open_one(&self, request: &HttpRequest, body: Option<Body>, sending: &Sending<'_>) -> Result<Download> {
        let limits = self.limits(sending);
        let mut context = sending.context(limits);
        if let Some(deadline) = limits.total.and_then(Deadline::new) {
            context.insert(deadline);
        }
        let answer = self.attempts(&context, request, body, limits, sending).await?;
        Ok(self.download(answer, request, self.body_limit, sending))
    }
}

impl RawRequest {
    /// Sends the request and reads the answer as `K` says.
    pub fn fetch<K: ResponseKind>(self) -> BoxFuture<'static, Result<K::Output>> {
        self.fetch_with(K::read)
    }

    /// Apart from [`fetch`](Self::fetch), so that it is compiled once for each output and not for each operation.
    fn fetch_with<T: Send + 'static>(self, read: fn(HttpResponse) -> Result<T>) -> BoxFuture<'static, Result<T>> {
        let explain = self.explain();
        Box::pin(async move { self.send().await.and_then(read).map_err(explain) })
    }

    /// Sends the request and gives the answer as it came, whatever its status.
    ///
    /// # Errors
    /// If the request can't be built, or no whole answer came.
    pub async fn send(self) -> Result<HttpResponse> {
        let mut request = self.build()?;
        let sender = self.client().sender()?;
        let sending = self.sending(&mut request);
        let span = sending.span.clone();
        match self.streamed() {
            Some(body) => sender.fetch_body(request, Some(body), &sending).instrument(span).await,
            None => sender.follow_body(request, None, &sending).instrument(span).await,
        }
    }

    /// Sends the request and gives the body of the answer as a stream.
    ///
    /// # Errors
    /// If the request can't be built, no answer came, or it is an error.
    pub async fn stream(self) -> Result<Download> {
        let mut request = self.build()?;
        let sender = self.client().sender()?;
        let sending = self.sending(&mut request);
        let span = sending.span.clone();
        let answer = sender.open(request, self.streamed(), &sending).instrument(span).await?;
        if (200..=299).contains(&answer.status) {
            return Ok(answer);
        }
        Err(self.explain()(ServiceError::read(answer.into_response().await?).into()))
    }

    fn sending(&self, request: &mut HttpRequest) -> Sending<'_> {
        let path = self.template(&request.url).unwrap_or_default();
        Sending::new(request, How::Usual, self.settings(), self.operation(), path)
    }

    /// Limits the time of this request, in place of what its client says.
    pub fn limit_time(&mut self, limits: TimeLimits) {
        self.settings_mut().limits = Some(limits);
    }

    /// Tries this request again as these options say, in place of what its client says.
    pub fn retry(&mut self, options: RetryOptions) {
        self.settings_mut().retry = Some(options);
    }

    fn streamed(&self) -> Option<Body> {
        match self.content_ref() {
            Content::Stream(stream) => Some(Body::SeekableStream(stream.clone())),
            _ => None,
        }
    }
}

/// Returns the request for what a redirected GET leads to. Just the headers that choose what is sent go along.
///
/// The token doesn't: the policy adds it by the host that a request goes to.
fn redirect(request: &HttpRequest, status: u16, headers: &Headers) -> Option<HttpRequest> {
    let redirected = matches!(status, 301 | 302 | 303 | 307 | 308) && request.method == Method::Get;
    let location = headers.get("location").filter(|_| redirected)?;
    let url = Url::parse(&request.url).ok()?.join(location).ok()?;
    let kept = ["accept", "range", "if-none-match", "if-modified-since", CLIENT_REQUEST_ID];
    let headers = kept.iter().filter_map(|name| Some((*name, request.headers.get(name)?))).collect();
    let downgraded = request.url.starts_with("https:") && url.scheme() != "https";
    let is_web = matches!(url.scheme(), "http" | "https");
    (is_web && !downgraded).then(|| HttpRequest { url: url.into(), headers, ..request.clone() })
}

fn too_many_hops(status: u16, headers: Headers) -> Error {
    let reason = format!("it is the last of {HOPS} redirects that were followed");
    Error::answer(reason, HttpResponse::new(status, headers, Bytes::new()))
}

fn azure_request(request: &HttpRequest, body: Option<Body>) -> Result<Request> {
    let url = Url::parse(&request.url).map_err(|error| Error::request(error.to_string()))?;
    let mut sent = Request::new(url, azure_method(request.method));
    for (name, value) in request.headers.iter() {
        let name = HeaderName::from(name.to_ascii_lowercase());
        sent.insert_header(name, HeaderValue::from(value.to_owned()));
    }
    sent.set_body(body.unwrap_or(Body::Bytes(request.body.clone())));
    Ok(sent)
}

const fn azure_method(method: Method) -> AzureMethod {
    match method {
        Method::Get => AzureMethod::Get,
        Method::Post => AzureMethod::Post,
        Method::Patch => AzureMethod::Patch,
        Method::Put => AzureMethod::Put,
        Method::Delete => AzureMethod::Delete,
        Method::Head => AzureMethod::Head,
    }
}

fn not_sent(url: &str, id: &str, error: azure_core::Error) -> Error {
    if let Some(error) = error.downcast_ref::<TooLong>() {
        return error.into();
    }
    match error.kind() {
        AzureErrorKind::Credential => ErrorKind::Credential(Box::new(error)).into(),
        _ => ErrorKind::Transport(TransportError::new(host(url), error).with_id(id)).into(),
    }
}

/// Returns the host of a URL, with its port if that isn't the usual one.
fn host(url: &str) -> String {
    let Ok(url) = Url::parse(url) else {
        return String::new();
    };
    let host = url.host_str().unwrap_or_default();
    url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

/// An answer whose body is still on its way: a [`Stream`](futures::Stream) of its chunks.
///
/// After an error there is nothing more to come: asking again tells the same error, and never that the body has ended.
pub struct Download {
    /// The status code.
    pub status: u16,
    /// The headers.
    pub headers: Headers,
    body: BoxStream<'static, Result<Bytes>>,
    /// The most bytes that are read into memory.
    limit: usize,
    /// What broke it off.
    failed: Option<Error>,
}

impl Download {
    /// Returns how long the body is, if the service says so.
    pub fn len(&self) -> Option<u64> {
        self.headers.get("content-length")?.parse().ok()
    }

    /// Tells whether the service says that the body is empty.
    pub fn is_empty(&self) -> bool {
        self.len() == Some(0)
    }

    /// Returns the next chunk; `None` at the end.
    ///
    /// # Errors
    /// If the connection breaks.
    pub async fn try_next(&mut self) -> Result<Option<Bytes>> {
        self.next().await.transpose()
    }

    /// Reads the whole body into memory.
    ///
    /// # Errors
    /// If the connection breaks, or the body is longer than the client's limit.
    pub async fn into_response(self) -> Result<HttpResponse> {
        let (status, headers, limit) = (self.status, self.headers.clone(), self.limit);
        match collect(self, limit).await? {
            Ok(body) => Ok(HttpResponse { status, headers, body }),
            Err(limit) => Err((&TooLong { status, headers, limit }).into()),
        }
    }
}

impl futures::Stream for Download {
    type Item = Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut task::Context<'_>) -> task::Poll<Option<Self::Item>> {
        if let Some(error) = &self.failed {
            return task::Poll::Ready(Some(Err(error.clone())));
        }
        let chunk = task::ready!(self.body.poll_next_unpin(context));
        self.failed = chunk.as_ref().and_then(|chunk| chunk.as_ref().err().cloned());
        task::Poll::Ready(chunk)
    }
}

impl fmt::Debug for Download {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Download").field("status", &self.status).field("headers", &self.headers).finish_non_exhaustive()
    }
}
