//! Many requests in one: `$batch`, at most twenty at a time, throttled ones tried again.

mod wire;

use crate::denied::explain;
use crate::response::{ResponseKind, check};
use crate::service_error::{is_worth_retrying, retry_after};
use crate::{Client, Error, HttpRequest, HttpResponse, Method, Origin, RawRequest, Result};
use serde_json::value::RawValue;
use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// How many requests Graph takes in one.
const AT_MOST: usize = 20;

/// Requests that are sent together, twenty in one, and answered each with its own type.
///
/// A client with a transport sends it:
///
#[cfg_attr(feature = "http", doc = "```no_run")]
#[cfg_attr(not(feature = "http"), doc = "```text")]
/// # use msgraph_core::{Batch, BatchItem, Client, Method, Path, RawRequest, Result, response::One};
/// # async fn run(client: &Client) -> Result<()> {
/// # let me = BatchItem::new::<One<serde_json::Value>>(RawRequest::new("", Method::Get, &Path::root(client)));
/// # let manager = BatchItem::new::<One<serde_json::Value>>(RawRequest::new("", Method::Get, &Path::root(client)));
/// let mut batch = Batch::new(client);
/// let me = batch.add(me);
/// let manager = batch.add(manager.after(&me));
///
/// let mut answers = batch.send().await?;
/// let me = answers.take(me)?;
/// match answers.take(manager) {
///     Ok(manager) => println!("{me} reports to {manager}"),
///     Err(error) => println!("{me}: {error}"),
/// }
/// # Ok(())
/// # }
/// ```
///
/// With a transport of one's own, it says what to send, and takes what came back:
///
/// ```
/// # use msgraph_core::{Batch, BatchItem, Client, Headers, HttpRequest, HttpResponse, Method, Path, RawRequest, Result};
/// # use msgraph_core::response::One;
/// # let client = &Client::offline("v1.0");
/// # let me = BatchItem::new::<One<serde_json::Value>>(RawRequest::new("", Method::Get, &Path::root(client).child("me")));
/// # fn sent_by_hand(request: HttpRequest) -> Result<HttpResponse> {
/// #     assert_eq!(request.url, "https://graph.microsoft.com/v1.0/$batch");
/// #     let body = r#"{"responses":[{"id":"1","status":200,"headers":{"Content-Type":"application/json"},"body":"Adele"}]}"#;
/// #     Ok(HttpResponse::new(200, Headers::new(), body))
/// # }
/// let mut batch = Batch::new(client);
/// let me = batch.add(me);
/// loop {
///     while let Some(request) = batch.next_request() {
///         batch.receive(sent_by_hand(request));
///     }
///     // What was throttled is sent again, after `batch.retry_after()`.
///     if !batch.retry() {
///         break;
///     }
/// }
/// let mut answers = batch.finish()?;
/// assert_eq!(answers.take(me)?, "Adele");
/// # Ok::<(), msgraph_core::Error>(())
/// ```
#[derive(Debug)]
pub struct Batch {
    client: Client,
    /// Tells the handles of this batch from those of others.
    id: u64,
    items: Vec<Item>,
    /// The items that this round has still to send.
    waiting: Vec<usize>,
    /// Those that were sent and not answered yet.
    sent: Vec<usize>,
    /// Those that have to be sent in another round.
    again: Vec<usize>,
    #[cfg(feature = "http")]
    settings: crate::send::Settings,
}

/// A request for a batch, with what reads its answer.
pub struct BatchItem<T> {
    request: RawRequest,
    read: fn(HttpResponse) -> Result<T>,
    after: Vec<(u64, usize)>,
}

/// Stands for the answer to a request of a batch.
#[must_use = "it is what the answer is taken with"]
pub struct Handle<T> {
    batch: u64,
    index: usize,
    origin: Option<&'static Origin>,
    read: fn(HttpResponse) -> Result<T>,
}

/// The answers to a batch.
#[derive(Debug)]
pub struct BatchAnswers {
    client: Client,
    batch: u64,
    answers: Vec<Result<HttpResponse>>,
}

/// What can be put in a batch: a generated request, or a [`BatchItem`].
pub trait IntoBatchItem {
    /// What its answer is read as.
    type Output;

    /// The item.
    fn into_batch_item(self) -> BatchItem<Self::Output>;
}

impl<T> BatchItem<T> {
    /// The request, its answer read as `K` says.
    pub fn new<K: ResponseKind<Output = T>>(request: RawRequest) -> Self {
        Self { request, read: K::read, after: Vec::new() }
    }

    /// Waits for another request of the batch, and isn't done if that one fails.
    #[must_use]
    pub fn after<U>(mut self, other: &Handle<U>) -> Self {
        self.after.push((other.batch, other.index));
        self
    }
}

impl<T> IntoBatchItem for BatchItem<T> {
    type Output = T;

    fn into_batch_item(self) -> Self {
        self
    }
}

impl<T> fmt::Debug for BatchItem<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("BatchItem").field(&self.request).finish()
    }
}

impl<T> fmt::Debug for Handle<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Handle").field(&self.index).finish()
    }
}

impl Batch {
    /// An empty batch.
    pub fn new(client: &Client) -> Self {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        Self {
            client: client.clone(),
            id: COUNT.fetch_add(1, Ordering::Relaxed),
            items: Vec::new(),
            waiting: Vec::new(),
            sent: Vec::new(),
            again: Vec::new(),
            #[cfg(feature = "http")]
            settings: Default::default(),
        }
    }

    /// Limits the time of the batch's own requests, in place of what its client says: all of it, by a `Duration`, or its parts.
    #[cfg(feature = "http")]
    #[must_use]
    pub fn limit_time(mut self, limits: impl Into<crate::TimeLimits>) -> Self {
        self.settings.limits = Some(limits.into());
        self
    }

    /// Tries the batch, and what is throttled in it, again as these options say, in place of what its client says.
    #[cfg(feature = "http")]
    #[must_use]
    pub fn retry_options(mut self, options: crate::RetryOptions) -> Self {
        self.settings.retry = Some(options);
        self
    }

    /// Adds a request; its answer is taken with the handle.
    pub fn add<I: IntoBatchItem>(&mut self, item: I) -> Handle<I::Output> {
        let item = item.into_batch_item();
        let index = self.items.len();
        let foreign = item.after.iter().any(|(batch, _)| *batch != self.id);
        let request = if foreign {
            Err(Error::request("it comes after a request of another batch"))
        } else {
            buildable(&item.request).and_then(|request| self.relative(request))
        };
        let after = item.after.into_iter().map(|(_, index)| index).collect();
        let planned = Item::new(request, after);
        if !planned.settled {
            self.waiting.push(index);
        }
        self.items.push(planned);
        Handle { batch: self.id, index, origin: item.request.origin(), read: item.read }
    }

    /// How many requests there are.
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether there is no request.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// The request with its URL relative to the version, as a batch wants it.
    fn relative(&self, request: HttpRequest) -> Result<HttpRequest> {
        let url = request.url.strip_prefix(&self.client.root()).filter(|url| url.starts_with('/'));
        let url = url.ok_or_else(|| Error::request(format!("`{}` is of another version", request.url)))?;
        Ok(HttpRequest { url: url.to_owned(), ..request })
    }

    /// The next request to send, with twenty of the batch's in it at most; none if there is nothing more to send for now.
    pub fn next_request(&mut self) -> Option<HttpRequest> {
        if !self.sent.is_empty() {
            self.receive(Err(Error::request("the answer to the request before wasn't received")));
        }
        for at in std::mem::take(&mut self.waiting) {
            if self.sent.len() == AT_MOST {
                self.waiting.push(at);
                continue;
            }
            match self.readiness(at) {
                Readiness::Ready => self.sent.push(at),
                Readiness::NotYet => self.again.push(at),
                Readiness::Never => self.items[at].settle(Ok(wire::failed_dependency())),
            }
        }
        let requests = self.sent.iter().filter_map(|at| wire::request(*at, &self.items[*at], &self.sent));
        let requests: Vec<_> = requests.collect();
        (!requests.is_empty()).then(|| HttpRequest {
            method: Method::Post,
            url: format!("{}/$batch", self.client.root()),
            headers: [("Content-Type", "application/json"), ("Accept", "application/json")].into_iter().collect(),
            body: wire::batch(&requests).into(),
        })
    }

    /// Takes what came back for the request that [`next_request`](Self::next_request) gave last.
    pub fn receive(&mut self, answer: Result<HttpResponse>) {
        let sent = std::mem::take(&mut self.sent);
        match answer.and_then(check).and_then(|answer| wire::answers(answer, &sent)) {
            Ok(answers) => answers.into_iter().for_each(|(at, answer)| self.items[at].answer = answer),
            Err(error) => sent.iter().for_each(|at| self.items[*at].answer = Err(error.clone())),
        }
        for at in sent {
            if self.is_to_be_sent_again(at) {
                self.again.push(at);
            } else {
                self.items[at].settled = true;
            }
        }
    }

    /// How long Graph asks to wait before what was throttled is sent again.
    pub fn retry_after(&self) -> Option<Duration> {
        self.again.iter().filter_map(|at| self.items[*at].asked()).max()
    }

    /// Takes up again what was throttled, or waits for what was; whether there is any.
    pub fn retry(&mut self) -> bool {
        self.waiting.append(&mut self.again);
        self.waiting.sort_unstable();
        !self.waiting.is_empty()
    }

    /// The answers so far.
    ///
    /// # Errors
    /// If nothing was answered at all; otherwise each request has its own answer or error.
    pub fn finish(self) -> Result<BatchAnswers> {
        let answers: Vec<_> = self.items.into_iter().map(|item| item.answer).collect();
        match answers.first() {
            Some(Err(error)) if answers.iter().all(Result::is_err) => Err(error.clone()),
            _ => Ok(BatchAnswers { client: self.client, batch: self.id, answers }),
        }
    }

    /// Sends the requests: twenty in one, in the order they were added. Those that are throttled are sent again,
    /// alone, after the time that Graph asks for.
    ///
    /// # Errors
    /// If nothing was answered at all; otherwise each request has its own answer or error.
    #[cfg(feature = "http")]
    pub async fn send(mut self) -> Result<BatchAnswers> {
        let client = self.client.clone();
        let sender = client.sender()?;
        let settings = self.settings.clone();
        let mut budget = sender.retry.with(settings.retry.as_ref()).start();
        loop {
            while let Some(request) = self.next_request() {
                self.receive(sender.fetch_set(request, &settings).await);
            }
            let asked = self.retry_after();
            if !self.retry() || !budget.wait(asked).await {
                return self.finish();
            }
        }
    }

    /// Whether a request can be sent now, together with those that were chosen before it.
    fn readiness(&self, at: usize) -> Readiness {
        let mut readiness = Readiness::Ready;
        for other in &self.items[at].after {
            let item = &self.items[*other];
            if item.settled && !item.succeeded() {
                return Readiness::Never;
            }
            if !item.settled && !self.sent.contains(other) {
                readiness = Readiness::NotYet;
            }
        }
        readiness
    }

    /// Whether a request has to be sent again: it was throttled, or it failed because one before it was.
    fn is_to_be_sent_again(&self, at: usize) -> bool {
        let item = &self.items[at];
        let (Ok(request), Ok(answer)) = (&item.request, &item.answer) else {
            return false;
        };
        if answer.status == 424 {
            return item.after.iter().any(|other| self.again.contains(other));
        }
        is_worth_retrying(answer.status, request.method.is_idempotent(), retry_after(&answer.headers))
    }
}

impl BatchAnswers {
    /// Reads the answer to a request.
    ///
    /// # Errors
    /// If the request failed, whatever became of the others.
    pub fn take<T>(&mut self, handle: Handle<T>) -> Result<T> {
        if handle.batch != self.batch {
            return Err(Error::request("the handle is of another batch"));
        }
        let used = Err(Error::request("the answer was taken before"));
        let answer = std::mem::replace(&mut self.answers[handle.index], used);
        (handle.read)(answer?).map_err(|error| explain(error, handle.origin, &self.client))
    }
}

fn buildable(request: &RawRequest) -> Result<HttpRequest> {
    match () {
        () if request.is_streamed() => Err(Error::request("a stream doesn't go into a batch")),
        () if request.has_settings() => {
            Err(Error::request("its own limits on time or retries don't go into a batch, which has them for all of it"))
        }
        () => request.build(),
    }
}

enum Readiness {
    Ready,
    NotYet,
    Never,
}

/// What becomes of a request.
#[derive(Debug)]
struct Item {
    request: Result<HttpRequest>,
    /// The body as it stands in a batch.
    body: Option<Box<RawValue>>,
    /// The requests that it waits for.
    after: Vec<usize>,
    /// The answer so far.
    answer: Result<HttpResponse>,
    /// Whether the answer is the last one.
    settled: bool,
}

impl Item {
    fn new(request: Result<HttpRequest>, after: Vec<usize>) -> Self {
        let (request, body) = match request.and_then(|request| Ok((wire::body_to_send(&request)?, request))) {
            Ok((body, request)) => (Ok(request), body),
            Err(error) => (Err(error), None),
        };
        let settled = request.is_err();
        let answer = match &request {
            Ok(_) => Ok(wire::failed_dependency()),
            Err(error) => Err(error.clone()),
        };
        Self { request, body, after, answer, settled }
    }

    fn settle(&mut self, answer: Result<HttpResponse>) {
        self.answer = answer;
        self.settled = true;
    }

    fn succeeded(&self) -> bool {
        self.answer.as_ref().is_ok_and(HttpResponse::is_success)
    }

    fn asked(&self) -> Option<Duration> {
        retry_after(&self.answer.as_ref().ok()?.headers)
    }
}
