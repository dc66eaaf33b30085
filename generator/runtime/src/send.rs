//! Sending: the pipeline with retry and token, and what comes back.

use crate::auth::{Anonymous, TokenPolicy};
use crate::limit::{BODY_LIMIT, BodyPolicy, InMemory, TooLong, collect};
use crate::response::ResponseKind;
use crate::retry::{Once, RetryOptions, RetryPolicy};
use crate::{Cloud, Content, Error, ErrorKind, Headers, HttpRequest, HttpResponse, Method, RawRequest};
use crate::{Result, ServiceError};
use azure_core::credentials::TokenCredential;
use azure_core::error::ErrorKind as AzureErrorKind;
use azure_core::http::headers::{HeaderName, HeaderValue, Headers as AzureHeaders};
use azure_core::http::policies::{ClientRequestIdPolicy, Policy};
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
use url::Url;

/// What sends the requests of a client.
pub(crate) struct Sender {
    pipeline: Pipeline,
    pub(crate) retry: RetryOptions,
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

    pub(crate) fn finish(self, cloud: Cloud, endpoint: &Url) -> Sender {
        let mut options = self.options;
        options.transport = self.transport.or(options.transport);
        let mut per_try: Vec<Arc<dyn Policy>> = Vec::new();
        if let Some(credential) = self.credential {
            let scopes = if self.scopes.is_empty() { vec![cloud.default_scope().to_owned()] } else { self.scopes };
            per_try.push(Arc::new(TokenPolicy::new(credential, scopes, endpoint.clone())));
        }
        let body_limit = self.body_limit.unwrap_or(BODY_LIMIT);
        per_try.push(Arc::new(BodyPolicy { limit: body_limit }));
        // `azure_core`'s retry resends a POST after a 500, and doesn't read `Retry-After` on a 504.
        options.retry = azure_core::http::RetryOptions::none();
        options.per_call_policies.push(Arc::new(RetryPolicy::new(self.retry.clone())));
        // Graph's name for it, which its errors tell back.
        let request_id = ClientRequestIdPolicy::with_header_name("client-request-id");
        let per_call: Vec<Arc<dyn Policy>> = vec![Arc::new(request_id)];
        let (name, version) = (option_env!("CARGO_PKG_NAME"), option_env!("CARGO_PKG_VERSION"));
        let pipeline = Pipeline::new(name, version, options, per_call, per_try, None);
        Sender { pipeline, retry: self.retry, body_limit }
    }
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

impl Sender {
    /// Sends a request and reads the whole answer; one that breaks off counts as none and is tried again.
    pub(crate) async fn fetch(&self, request: HttpRequest, how: How) -> Result<HttpResponse> {
        self.fetch_body(request, None, how).await
    }

    /// The same, and goes where the service redirects to.
    pub(crate) async fn follow(&self, request: HttpRequest, how: How) -> Result<HttpResponse> {
        let answer = self.fetch(request.clone(), how).await?;
        match redirect(&request, answer.status, &answer.headers) {
            Some(next) => self.fetch(next, how).await,
            None => Ok(answer),
        }
    }

    async fn fetch_body(&self, request: HttpRequest, body: Option<Body>, how: How) -> Result<HttpResponse> {
        let options = PipelineStreamOptions { skip_checks: true, ..Default::default() };
        let mut request = azure_request(request, body)?;
        let context = how.context().with_value(InMemory);
        let answer = self.pipeline.stream(&context, &mut request, Some(options)).await;
        // The body is at hand already.
        Download::new(answer.map_err(not_sent)?, usize::MAX).into_response().await
    }

    /// Sends a request and waits for the head of the answer.
    pub(crate) async fn open(&self, request: HttpRequest, body: Option<Body>, how: How) -> Result<Download> {
        let options = PipelineStreamOptions { skip_checks: true, ..Default::default() };
        let mut request = azure_request(request, body)?;
        let answer = self.pipeline.stream(&how.context(), &mut request, Some(options)).await;
        Ok(Download::new(answer.map_err(not_sent)?, self.body_limit))
    }
}

impl RawRequest {
    /// Sends the request and reads the answer as `K` says.
    pub fn fetch<K: ResponseKind>(self) -> BoxFuture<'static, Result<K::Output>> {
        self.fetch_with(K::read)
    }

    /// Apart from [`fetch`](Self::fetch), so that it is compiled once for each output and not for each operation.
    fn fetch_with<T: Send + 'static>(self, read: fn(HttpResponse) -> Result<T>) -> BoxFuture<'static, Result<T>> {
        Box::pin(async move { read(self.send().await?) })
    }

    /// Sends the request and gives the answer as it came, whatever its status.
    ///
    /// # Errors
    /// If the request can't be built, or no whole answer came.
    pub async fn send(self) -> Result<HttpResponse> {
        let request = self.build()?;
        let sender = self.client().sender()?;
        match self.streamed() {
            Some(body) => sender.fetch_body(request, Some(body), How::Usual).await,
            None => sender.follow(request, How::Usual).await,
        }
    }

    /// Sends the request and gives the body of the answer as a stream.
    ///
    /// # Errors
    /// If the request can't be built, no answer came, or it is an error.
    pub async fn stream(self) -> Result<Download> {
        let request = self.build()?;
        let sender = self.client().sender()?;
        let mut answer = sender.open(request.clone(), self.streamed(), How::Usual).await?;
        if let Some(next) = redirect(&request, answer.status, &answer.headers) {
            answer = sender.open(next, None, How::Usual).await?;
        }
        if (200..=299).contains(&answer.status) {
            return Ok(answer);
        }
        Err(ServiceError::read(answer.into_response().await?).into())
    }

    fn streamed(&self) -> Option<Body> {
        match self.content_ref() {
            Content::Stream(stream) => Some(Body::SeekableStream(stream.clone())),
            _ => None,
        }
    }
}

/// The request for what a redirected GET leads to. Just the headers that choose what is sent go along.
///
/// The token doesn't: the policy adds it by the host that a request goes to.
fn redirect(request: &HttpRequest, status: u16, headers: &Headers) -> Option<HttpRequest> {
    let redirected = matches!(status, 301 | 302 | 303 | 307 | 308) && request.method == Method::Get;
    let location = headers.get("location").filter(|_| redirected)?;
    let url = Url::parse(&request.url).ok()?.join(location).ok()?;
    let kept = ["accept", "range", "if-none-match", "if-modified-since"];
    let headers = kept.iter().filter_map(|name| Some((*name, request.headers.get(name)?))).collect();
    let downgraded = request.url.starts_with("https:") && url.scheme() != "https";
    (!downgraded).then(|| HttpRequest { url: url.into(), headers, ..request.clone() })
}

fn azure_request(request: HttpRequest, body: Option<Body>) -> Result<Request> {
    let url = Url::parse(&request.url).map_err(|error| Error::request(error.to_string()))?;
    let mut sent = Request::new(url, azure_method(request.method));
    for (name, value) in request.headers.iter() {
        let name = HeaderName::from(name.to_ascii_lowercase());
        sent.insert_header(name, HeaderValue::from(value.to_owned()));
    }
    if let Some(Body::SeekableStream(stream)) = &body
        && let Some(len) = stream.len()
    {
        sent.insert_header("content-length", len.to_string());
    }
    sent.set_body(body.unwrap_or(Body::Bytes(request.body)));
    Ok(sent)
}

pub(crate) fn own_headers(headers: &AzureHeaders) -> Headers {
    headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
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

fn not_sent(error: azure_core::Error) -> Error {
    if let Some(error) = error.downcast_ref::<TooLong>() {
        return error.into();
    }
    match error.kind() {
        AzureErrorKind::Credential => ErrorKind::Credential(Box::new(error)).into(),
        _ => ErrorKind::Transport(Box::new(error)).into(),
    }
}

/// An answer whose body is still on its way: a [`Stream`](futures::Stream) of its chunks.
pub struct Download {
    /// The status code.
    pub status: u16,
    /// The headers.
    pub headers: Headers,
    body: BoxStream<'static, Result<Bytes>>,
    /// The most bytes that are read into memory.
    limit: usize,
}

impl Download {
    fn new(response: AsyncRawResponse, limit: usize) -> Self {
        let (status, headers, body) = response.deconstruct();
        let body = body.map(|chunk| chunk.map_err(not_sent)).boxed();
        Self { status: status.into(), headers: own_headers(&headers), body, limit }
    }

    /// How long the body is, if the service says so.
    pub fn len(&self) -> Option<u64> {
        self.headers.get("content-length")?.parse().ok()
    }

    /// Whether the service says that the body is empty.
    pub fn is_empty(&self) -> bool {
        self.len() == Some(0)
    }

    /// The next chunk; `None` at the end.
    ///
    /// # Errors
    /// If the connection breaks.
    pub async fn try_next(&mut self) -> Result<Option<Bytes>> {
        self.body.next().await.transpose()
    }

    /// Reads the whole body into memory.
    ///
    /// # Errors
    /// If the connection breaks, or the body is longer than the client's limit.
    pub async fn into_response(self) -> Result<HttpResponse> {
        let Self { status, headers, body, limit } = self;
        match collect(body, limit).await? {
            Some(body) => Ok(HttpResponse { status, headers, body }),
            None => Err((&TooLong { status, headers, limit }).into()),
        }
    }
}

impl futures::Stream for Download {
    type Item = Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut task::Context<'_>) -> task::Poll<Option<Self::Item>> {
        self.body.poll_next_unpin(context)
    }
}

impl fmt::Debug for Download {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Download").field("status", &self.status).field("headers", &self.headers).finish_non_exhaustive()
    }
}
