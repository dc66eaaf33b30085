//! Sending: the pipeline with retry and token, and what comes back.

use crate::auth::TokenPolicy;
use crate::response::ResponseKind;
use crate::retry::{Attempts, RetryOptions, RetryPolicy};
use crate::{
    Cloud, ErrorKind, Headers, HttpRequest, HttpResponse, Method, RawRequest, Result, ServiceError,
};
use azure_core::credentials::TokenCredential;
use azure_core::error::ErrorKind as AzureErrorKind;
use azure_core::http::headers::{HeaderName, HeaderValue};
use azure_core::http::policies::Policy;
use azure_core::http::{
    AsyncRawResponse, Body, ClientOptions, Context, Method as AzureMethod, Pipeline,
    PipelineStreamOptions, Request,
};
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
}

/// What a builder collects for a [`Sender`].
#[derive(Default)]
pub(crate) struct Setup {
    pub(crate) credential: Option<Arc<dyn TokenCredential>>,
    pub(crate) scopes: Vec<String>,
    pub(crate) options: ClientOptions,
    pub(crate) retry: RetryOptions,
}

impl Setup {
    pub(crate) fn finish(self, cloud: Cloud, endpoint: &Url) -> Sender {
        let mut options = self.options;
        let mut per_try: Vec<Arc<dyn Policy>> = Vec::new();
        if let Some(credential) = self.credential {
            let scopes = if self.scopes.is_empty() {
                vec![cloud.default_scope().to_owned()]
            } else {
                self.scopes
            };
            per_try.push(Arc::new(TokenPolicy::new(
                credential,
                scopes,
                endpoint.clone(),
            )));
        }
        // `azure_core`'s retry resends a POST after a 500, and doesn't read `Retry-After` on a 504.
        options.retry = azure_core::http::RetryOptions::none();
        options
            .per_call_policies
            .push(Arc::new(RetryPolicy::new(self.retry.clone())));
        let (name, version) = (
            option_env!("CARGO_PKG_NAME"),
            option_env!("CARGO_PKG_VERSION"),
        );
        let pipeline = Pipeline::new(name, version, options, Vec::new(), per_try, None);
        Sender {
            pipeline,
            retry: self.retry,
        }
    }
}

/// How a request is sent, where it differs from the usual.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct How {
    pub(crate) attempts: Attempts,
}

impl Sender {
    /// Sends a request and waits for the head of the answer.
    pub(crate) async fn send(
        &self,
        request: HttpRequest,
        body: Option<Body>,
        how: How,
    ) -> Result<Download> {
        let url =
            Url::parse(&request.url).map_err(|error| crate::Error::request(error.to_string()))?;
        let mut sent = Request::new(url, azure_method(request.method));
        for (name, value) in request.headers.iter() {
            let name = HeaderName::from(name.to_ascii_lowercase());
            sent.insert_header(name, HeaderValue::from(value.to_owned()));
        }
        sent.set_body(body.unwrap_or_else(|| Body::Bytes(request.body)));
        let context = Context::new().with_value(how.attempts);
        let options = PipelineStreamOptions {
            skip_checks: true,
            ..Default::default()
        };
        let response = self
            .pipeline
            .stream(&context, &mut sent, Some(options))
            .await
            .map_err(not_sent)?;
        Ok(Download::new(response))
    }
}

impl RawRequest {
    /// Sends the request and reads the answer as `K` says.
    pub fn fetch<K: ResponseKind>(mut self) -> BoxFuture<'static, Result<K::Output>> {
        if let Some(accept) = K::ACCEPT {
            self.default_header("Accept", accept);
        }
        self.fetch_with(K::read)
    }

    /// Apart from [`fetch`](Self::fetch), so that it is compiled once for each output and not for each operation.
    fn fetch_with<T: Send + 'static>(
        self,
        read: fn(HttpResponse) -> Result<T>,
    ) -> BoxFuture<'static, Result<T>> {
        Box::pin(async move { read(self.send().await?) })
    }

    /// Sends the request and gives the answer as it came, whatever its status.
    pub async fn send(self) -> Result<HttpResponse> {
        self.open().await?.into_response().await
    }

    /// Sends the request and gives the body of the answer as a stream.
    pub async fn stream(self) -> Result<Download> {
        let download = self.open().await?;
        if (200..=299).contains(&download.status) {
            return Ok(download);
        }
        Err(ServiceError::read(download.into_response().await?).into())
    }

    /// Sends the request, and goes where the service redirects to: without the token if that is elsewhere.
    async fn open(self) -> Result<Download> {
        let request = self.build()?;
        let body = self.streamed().cloned().map(Body::SeekableStream);
        let sender = self.client().sender()?;
        let answer = sender.send(request.clone(), body, How::default()).await?;
        match redirect(&request, &answer) {
            Some(next) => sender.send(next, None, How::default()).await,
            None => Ok(answer),
        }
    }
}

/// The request for what a redirected GET leads to. Just the headers that choose what is sent go along.
fn redirect(request: &HttpRequest, answer: &Download) -> Option<HttpRequest> {
    let redirected =
        matches!(answer.status, 301 | 302 | 303 | 307 | 308) && request.method == Method::Get;
    let location = answer.headers.get("location").filter(|_| redirected)?;
    let url = Url::parse(&request.url).ok()?.join(location).ok()?;
    let kept = ["accept", "range", "if-none-match", "if-modified-since"];
    let headers = kept
        .iter()
        .filter_map(|name| Some((*name, request.headers.get(name)?)))
        .collect();
    let downgraded = request.url.starts_with("https:") && url.scheme() != "https";
    (!downgraded).then(|| HttpRequest {
        url: url.into(),
        headers,
        ..request.clone()
    })
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

fn not_sent(error: azure_core::Error) -> crate::Error {
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
}

impl Download {
    fn new(response: AsyncRawResponse) -> Self {
        let (status, headers, body) = response.deconstruct();
        let headers = headers
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        Self {
            status: status.into(),
            headers,
            body: body.map(|chunk| chunk.map_err(not_sent)).boxed(),
        }
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

    /// Reads the whole body.
    ///
    /// # Errors
    /// If the connection breaks.
    pub async fn into_response(mut self) -> Result<HttpResponse> {
        let mut body = Vec::new();
        while let Some(chunk) = self.try_next().await? {
            body.extend_from_slice(&chunk);
        }
        Ok(HttpResponse {
            status: self.status,
            headers: self.headers,
            body: body.into(),
        })
    }
}

impl futures::Stream for Download {
    type Item = Result<Bytes>;

    fn poll_next(
        mut self: Pin<&mut Self>,
        context: &mut task::Context<'_>,
    ) -> task::Poll<Option<Self::Item>> {
        self.body.poll_next_unpin(context)
    }
}

impl fmt::Debug for Download {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Download")
            .field("status", &self.status)
            .field("headers", &self.headers)
            .finish_non_exhaustive()
    }
}
