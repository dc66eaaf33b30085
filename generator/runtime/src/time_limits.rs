//! Limits on time, and the transport that keeps them.

use crate::timed_out::{Limit, TimedOut};
use async_trait::async_trait;
use azure_core::error::{Error, ErrorKind};
use azure_core::http::headers::{CONTENT_LENGTH, Headers as AzureHeaders};
use azure_core::http::policies::{Policy, PolicyResult};
use azure_core::http::response::PinnedStream;
use azure_core::http::{AsyncRawResponse, Body, Context, Request, Transport};
use azure_core::stream::{BytesStream, SeekableStream};
use bytes::Bytes;
use futures::future::{self, BoxFuture, Either};
use futures::{AsyncRead, FutureExt, Stream, StreamExt};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::task::{self, Poll};
use std::time::{Duration, Instant};
use tracing::Instrument;
use tracing::field::Empty;

/// How long a request may take.
///
/// What counts as such is silence, not slowness: a large body on a slow line takes as long as it takes. An attempt that was met
/// with silence is made again like one whose connection broke, as long as silence costs two minutes at most in all.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct TimeLimits {
    /// How long the service may be silent: from the last piece of the request that it took to the head of its answer.
    /// 55 seconds if not set.
    pub silence: Duration,
    /// How long the body of an answer may stand still. 55 seconds if not set.
    pub standstill: Duration,
    /// How long an attempt may take, to the end of the answer's body. No limit if not set.
    pub attempt: Option<Duration>,
    /// How long all attempts may take, with the waits between them and the time for a token. One hour if not set, which a
    /// download as a stream doesn't count against.
    pub total: Option<Duration>,
}

impl Default for TimeLimits {
    fn default() -> Self {
        let silence = Duration::from_secs(55);
        Self { silence, standstill: silence, attempt: None, total: None }
    }
}

impl TimeLimits {
    /// Returns the same with another limit on silence.
    #[must_use]
    pub fn silence(self, silence: Duration) -> Self {
        Self { silence, ..self }
    }

    /// Returns the same with another limit on standstill.
    #[must_use]
    pub fn standstill(self, standstill: Duration) -> Self {
        Self { standstill, ..self }
    }

    /// Returns the same with a limit on each attempt.
    #[must_use]
    pub fn attempt(self, attempt: Duration) -> Self {
        Self { attempt: Some(attempt), ..self }
    }

    /// Returns the same with a limit on all attempts together.
    #[must_use]
    pub fn total(self, total: Duration) -> Self {
        Self { total: Some(total), ..self }
    }
}

/// A limit on all attempts together, and the others as they are if not set.
impl From<Duration> for TimeLimits {
    fn from(total: Duration) -> Self {
        Self::default().total(total)
    }
}

/// How long setting up a connection may take, if nothing else is set.
pub(crate) const CONNECT: Duration = Duration::from_secs(10);

/// How long all attempts may take, if nothing else is set.
pub(crate) const TOTAL: Duration = Duration::from_secs(3600);

/// Sleeps, as [`crate::retry::sleep`] does, in a future to keep.
fn timer(after: Duration) -> BoxFuture<'static, ()> {
    crate::retry::sleep(after).boxed()
}

/// Gives what a future gives, if it does in time.
pub(crate) async fn within<T>(future: impl Future<Output = T>, limit: Limit, after: Duration) -> Result<T, TimedOut> {
    match future::select(std::pin::pin!(future), timer(after)).await {
        Either::Left((done, _)) => Ok(done),
        Either::Right(_) => Err(TimedOut { limit, after }),
    }
}

fn ended(timed_out: TimedOut) -> Error {
    Error::new(ErrorKind::Io, timed_out)
}

/// Until when the body of an answer that is given as a stream may come, in the context of its request.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Deadline {
    at: Instant,
    total: Duration,
}

impl Deadline {
    pub(crate) fn new(total: Duration) -> Option<Self> {
        Some(Self { at: Instant::now().checked_add(total)?, total })
    }

    fn timer(&self) -> Timer {
        let left = self.at.saturating_duration_since(Instant::now());
        Timer { timer: timer(left), timed_out: TimedOut { limit: Limit::Total, after: self.total } }
    }
}

/// Counts the attempts at a request, in its context.
#[derive(Debug, Default)]
pub(crate) struct Attempts(AtomicU32);

impl Attempts {
    fn next(&self) -> u32 {
        self.0.fetch_add(1, Ordering::Relaxed) + 1
    }
}

/// A transport that keeps the limits on time that a request has in its context, with a span for each attempt.
#[derive(Debug)]
pub(crate) struct TimedTransport(pub(crate) Transport);

#[async_trait]
impl Policy for TimedTransport {
    async fn send(&self, context: &Context, request: &mut Request, _: &[Arc<dyn Policy>]) -> PolicyResult {
        let limits = context.value::<TimeLimits>().cloned().unwrap_or_default();
        let attempt = context.value::<Attempts>().map_or(1, Attempts::next);
        let span = tracing::info_span!(
            "graph attempt",
            attempt,
            host = request.url().host_str(),
            status = Empty,
            request_id = Empty,
            error = Empty,
        );
        let answer = self.timed(context, request, &limits).instrument(span.clone()).await;
        match &answer {
            Ok(answer) => {
                span.record("status", u16::from(answer.status()));
                span.record("request_id", request_id(answer.headers()));
            }
            Err(error) => drop(span.record("error", tracing::field::display(error.kind()))),
        }
        answer
    }
}

fn request_id(headers: &AzureHeaders) -> Option<&str> {
    headers.iter().find(|(name, _)| name.as_str() == "request-id").map(|(_, value)| value.as_str())
}

impl TimedTransport {
    async fn timed(&self, context: &Context<'_>, request: &mut Request, limits: &TimeLimits) -> PolicyResult {
        let attempt = limits.attempt.map(|after| Timer::new(Limit::Attempt, after));
        let total = context.value::<Deadline>().map(Deadline::timer);
        let mut ends: Vec<Timer> = attempt.into_iter().chain(total).collect();

        // The request keeps its own body, which can start again.
        let body = request.body().clone();
        let taken = watch(request);
        let answer = {
            let sending = std::pin::pin!(self.0.send(context, request));
            let ends = future::poll_fn(|cx| first(&mut ends, cx));
            let silence = silence(&taken, limits.silence);
            match future::select(sending, future::select(std::pin::pin!(silence), ends)).await {
                Either::Left((answer, _)) => answer,
                Either::Right((ended_by, _)) => Err(ended(ended_by.factor_first().0)),
            }
        };
        request.set_body(body);
        let (status, headers, body) = answer?.deconstruct();
        let body = TimedBody { body: body.boxed(), standstill: limits.standstill, timer: None, ends, over: None };
        Ok(AsyncRawResponse::new(status, headers, Box::pin(body)))
    }
}

/// Puts a count in the place of the body, of the pieces that the transport took from it.
fn watch(request: &mut Request) -> Arc<AtomicU64> {
    /// What is larger is sent in pieces.
    const PIECE: usize = azure_core::stream::DEFAULT_BUFFER_SIZE;
    let taken = Arc::default();
    let body: Box<dyn SeekableStream> = match request.body().clone() {
        Body::Bytes(bytes) if bytes.len() <= PIECE => return taken,
        Body::Bytes(bytes) => Box::new(BytesStream::new(bytes)),
        Body::SeekableStream(stream) => stream,
    };
    if let Some(len) = body.len() {
        request.insert_header(CONTENT_LENGTH, len.to_string());
    }
    let counted: Box<dyn SeekableStream> = Box::new(Counted { body, taken: Arc::clone(&taken) });
    request.set_body(counted);
    taken
}

/// Ends when nothing was taken for as long as may be, give or take a quarter.
async fn silence(taken: &AtomicU64, limit: Duration) -> TimedOut {
    let (mut before, mut quarters) = (0, 0);
    loop {
        crate::retry::sleep(limit / 4).await;
        let now = taken.load(Ordering::Relaxed);
        quarters = if now == before { quarters + 1 } else { 0 };
        before = now;
        if quarters == 4 {
            return TimedOut { limit: Limit::Silence, after: limit };
        }
    }
}

/// A limit that runs.
struct Timer {
    timer: BoxFuture<'static, ()>,
    timed_out: TimedOut,
}

impl Timer {
    fn new(limit: Limit, after: Duration) -> Self {
        Self { timer: timer(after), timed_out: TimedOut { limit, after } }
    }
}

/// Returns the first of some timers that ends.
fn first(timers: &mut [Timer], cx: &mut task::Context<'_>) -> Poll<TimedOut> {
    let mut ended = timers.iter_mut().filter_map(|one| one.timer.poll_unpin(cx).is_ready().then_some(one.timed_out));
    ended.next().map_or(Poll::Pending, Poll::Ready)
}

/// A body that counts the pieces that were taken.
#[derive(Clone, Debug)]
struct Counted {
    body: Box<dyn SeekableStream>,
    taken: Arc<AtomicU64>,
}

#[async_trait]
impl SeekableStream for Counted {
    async fn reset(&mut self) -> azure_core::Result<()> {
        self.body.reset().await
    }

    fn len(&self) -> Option<u64> {
        self.body.len()
    }

    fn buffer_size(&self) -> usize {
        self.body.buffer_size()
    }
}

impl AsyncRead for Counted {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut task::Context<'_>,
        buffer: &mut [u8],
    ) -> Poll<std::io::Result<usize>> {
        self.taken.fetch_add(1, Ordering::Relaxed);
        Pin::new(&mut self.body).poll_read(cx, buffer)
    }
}

/// The body of an answer, which ends with an error when it stands still.
struct TimedBody {
    body: PinnedStream,
    standstill: Duration,
    /// Runs only while the body is waited for, since a reader may take its time.
    timer: Option<BoxFuture<'static, ()>>,
    ends: Vec<Timer>,
    /// What ended it, which is told again to who asks again.
    over: Option<TimedOut>,
}

impl TimedBody {
    fn end(&mut self, timed_out: TimedOut) -> Poll<Option<azure_core::Result<Bytes>>> {
        self.over = Some(timed_out);
        Poll::Ready(Some(Err(ended(timed_out))))
    }
}

impl Stream for TimedBody {
    type Item = azure_core::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut task::Context<'_>) -> Poll<Option<Self::Item>> {
        if let Some(timed_out) = self.over {
            return self.end(timed_out);
        }
        if let Poll::Ready(timed_out) = first(&mut self.ends, cx) {
            return self.end(timed_out);
        }
        if let Poll::Ready(piece) = self.body.poll_next_unpin(cx) {
            self.timer = None;
            return Poll::Ready(piece);
        }
        let standstill = self.standstill;
        let waiting = self.timer.get_or_insert_with(|| timer(standstill));
        match waiting.poll_unpin(cx) {
            Poll::Ready(()) => self.end(TimedOut { limit: Limit::Standstill, after: standstill }),
            Poll::Pending => Poll::Pending,
        }
    }
}
