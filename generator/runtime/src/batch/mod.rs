//! Many requests in one: `$batch`, at most twenty at a time, throttled ones tried again.

mod wire;

use crate::response::{ResponseKind, check, json};
use crate::retry::is_worth_retrying;
use crate::send::How;
use crate::service_error::retry_after;
use crate::{Client, Error, HttpRequest, HttpResponse, Method, RawRequest, Result};
use serde_json::{Map, Value, json as object};
use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// How many requests Graph takes in one.
const AT_MOST: usize = 20;

/// Requests that are sent together, twenty in one, and answered each with its own type.
///
/// ```no_run
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
#[derive(Debug)]
pub struct Batch {
    client: Client,
    /// Tells the handles of this batch from those of others.
    id: u64,
    items: Vec<Item>,
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
    read: fn(HttpResponse) -> Result<T>,
}

/// The answers to a batch.
#[derive(Debug)]
pub struct BatchAnswers {
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
        Self { client: client.clone(), id: COUNT.fetch_add(1, Ordering::Relaxed), items: Vec::new() }
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
        self.items.push(Item::new(request, after));
        Handle { batch: self.id, index, read: item.read }
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

    /// Sends the requests: twenty in one, in the order they were added. Those that are throttled are sent again,
    /// alone, after the time that Graph asks for.
    ///
    /// # Errors
    /// If nothing was answered at all; otherwise each request has its own answer or error.
    pub async fn send(mut self) -> Result<BatchAnswers> {
        let mut budget = self.client.sender()?.retry.start();
        let mut waiting: Vec<usize> = (0..self.items.len()).filter(|at| !self.items[*at].settled).collect();
        loop {
            waiting = self.round(waiting).await;
            if waiting.is_empty() {
                break;
            }
            let asked = waiting.iter().filter_map(|at| self.items[*at].asked()).max();
            if !budget.wait(asked).await {
                break;
            }
        }
        let answers: Vec<_> = self.items.into_iter().map(|item| item.answer).collect();
        let nothing = !answers.is_empty() && answers.iter().all(Result::is_err);
        match answers.into_iter().collect::<Vec<_>>() {
            mut answers if nothing => Err(answers.swap_remove(0).expect_err("nothing was answered")),
            answers => Ok(BatchAnswers { batch: self.id, answers }),
        }
    }

    /// Sends each of the waiting requests once, and gives those that have to be sent again.
    async fn round(&mut self, mut waiting: Vec<usize>) -> Vec<usize> {
        let mut again = Vec::new();
        while !waiting.is_empty() {
            let mut together = Vec::new();
            let mut rest = Vec::new();
            for at in waiting {
                if together.len() == AT_MOST {
                    rest.push(at);
                } else {
                    match self.readiness(at, &together) {
                        Readiness::Ready => together.push(at),
                        Readiness::NotYet => again.push(at),
                        Readiness::Never => self.items[at].settle(Ok(wire::failed_dependency())),
                    }
                }
            }
            if !together.is_empty() {
                self.send_together(&together).await;
            }
            for at in together {
                if self.is_worth_retrying(at, &again) {
                    again.push(at);
                } else {
                    self.items[at].settled = true;
                }
            }
            waiting = rest;
        }
        again.sort_unstable();
        again
    }

    /// Whether a request can be sent now, together with others.
    fn readiness(&self, at: usize, together: &[usize]) -> Readiness {
        let mut readiness = Readiness::Ready;
        for other in &self.items[at].after {
            let item = &self.items[*other];
            if item.settled && !item.succeeded() {
                return Readiness::Never;
            }
            if !item.settled && !together.contains(other) {
                readiness = Readiness::NotYet;
            }
        }
        readiness
    }

    /// Whether a request has to be sent again: it was throttled, or it failed because one before it was.
    fn is_worth_retrying(&self, at: usize, again: &[usize]) -> bool {
        let item = &self.items[at];
        let (Ok(request), Ok(answer)) = (&item.request, &item.answer) else {
            return false;
        };
        if answer.status == 424 {
            return item.after.iter().any(|other| again.contains(other));
        }
        is_worth_retrying(answer.status, request.method.is_idempotent(), retry_after(&answer.headers))
    }

    async fn send_together(&mut self, together: &[usize]) {
        match self.post(together).await {
            Ok(mut answers) => {
                for at in together {
                    let answer = answers.remove(&wire::name(*at)).as_ref().map(wire::answer);
                    self.items[*at].answer = answer.unwrap_or_else(|| Err(wire::not_answered()));
                }
            }
            Err(error) => together.iter().for_each(|at| self.items[*at].answer = Err(error.clone())),
        }
    }

    /// Sends requests in one, and gives the answers by their names.
    async fn post(&self, together: &[usize]) -> Result<Map<String, Value>> {
        let requests: Vec<Value> =
            together.iter().filter_map(|at| wire::request(*at, &self.items[*at], together)).collect();
        let request = HttpRequest {
            method: Method::Post,
            url: format!("{}/$batch", self.client.root()),
            headers: [("Content-Type", "application/json"), ("Accept", "application/json")].into_iter().collect(),
            body: object!({ "requests": requests }).to_string().into(),
        };
        let answer = check(self.client.sender()?.fetch(request, How::Usual).await?)?;
        let mut body: Value = json(answer)?;
        let mut answers = Map::new();
        if let Value::Array(responses) = body["responses"].take() {
            for response in responses {
                let name = response["id"].as_str().map(str::to_owned);
                answers.extend(name.map(|name| (name, response)));
            }
        }
        Ok(answers)
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
        (handle.read)(answer?)
    }
}

fn buildable(request: &RawRequest) -> Result<HttpRequest> {
    if request.is_streamed() { Err(Error::request("a stream doesn't go into a batch")) } else { request.build() }
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
    /// The requests that it waits for.
    after: Vec<usize>,
    /// The answer so far.
    answer: Result<HttpResponse>,
    /// Whether the answer is the last one.
    settled: bool,
}

impl Item {
    fn new(request: Result<HttpRequest>, after: Vec<usize>) -> Self {
        let settled = request.is_err();
        let answer = match &request {
            Ok(_) => Ok(wire::failed_dependency()),
            Err(error) => Err(error.clone()),
        };
        Self { request, after, answer, settled }
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
