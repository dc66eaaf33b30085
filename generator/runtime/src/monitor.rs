//! Long running operations: `202 Accepted`, and a place that tells how far it is.

use crate::response::{ResponseKind, check};
use crate::retry::sleep;
use crate::send::Settings;
use crate::service_error::retry_after;
use crate::time_limits::within;
use crate::timed_out::{Limit, TimedOut};
use crate::transport_error::TransportError;
use crate::{
    Client, Error, ErrorKind, Headers, HttpRequest, HttpResponse, Method, RawRequest, Result, RetryOptions,
    ServiceError, Unfinished,
};
use bytes::Bytes;
use futures::future::BoxFuture;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::fmt;
use std::marker::PhantomData;
use std::time::{Duration, Instant};
use url::Url;

/// The longest time between two questions, if the service asks for none.
const LONGEST: Duration = Duration::from_secs(30);

/// Waits for a long running operation when it is awaited; made by `wait` of a request.
///
/// Without settings it waits for as long as [`RetryOptions::max_elapsed`](crate::RetryOptions::max_elapsed) of the request
/// says, or else of the client. Each question has the request's limits on time. If the waiting ends before the operation does,
/// [`Error::operation_location`] tells where it is asked for, and [`Client::wait_for`] goes on there.
#[must_use = "it does nothing until it is awaited"]
pub struct Wait<K> {
    start: Start,
    timeout: Option<Duration>,
    interval: Option<Duration>,
    progress: Box<dyn FnMut(&Progress) + Send>,
    kind: PhantomData<fn() -> K>,
}

enum Start {
    Request(Box<RawRequest>),
    Place(Client, String),
}

/// How far a long running operation is.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Progress {
    /// What the service calls its state, such as `inProgress`; empty if it doesn't say.
    pub status: String,
    /// How much of it is done, out of a hundred, if the service says so.
    pub percent: Option<f64>,
    /// Where it is asked for: [`Client::wait_for`] goes on there, perhaps in another program. Who knows it may need no token
    /// to ask.
    pub location: String,
    /// The whole answer.
    pub answer: HttpResponse,
}

/// What came of a long running operation, or of one that was over at once.
pub struct Finished<K = ()> {
    /// The last answer: what the place of the operation says, or the answer to the request if there was nothing to wait for.
    pub answer: HttpResponse,
    client: Client,
    headers: Headers,
    settings: Settings,
    /// Whether the answer tells of an operation; otherwise it is what was asked for.
    waited: bool,
    kind: PhantomData<fn() -> K>,
}

impl<K> Wait<K> {
    fn new(start: Start) -> Self {
        Self { start, timeout: None, interval: None, progress: Box::new(|_| ()), kind: PhantomData }
    }

    /// Waits for so long at most, and gives up at once if the service asks to wait longer.
    pub fn timeout(self, timeout: Duration) -> Self {
        Self { timeout: Some(timeout), ..self }
    }

    /// Asks as often as this, where the service doesn't say how often. Without it, the time between two questions doubles
    /// up to half a minute.
    pub fn interval(self, interval: Duration) -> Self {
        Self { interval: Some(interval), ..self }
    }

    /// Calls a function with each answer that says how far the operation is.
    pub fn on_progress(self, progress: impl FnMut(&Progress) + Send + 'static) -> Self {
        Self { progress: Box::new(progress), ..self }
    }

    async fn run(self) -> Result<Finished<K>> {
        let (client, headers, settings, place) = match self.start {
            Start::Place(client, place) => (client, Headers::new(), Settings::default(), place),
            Start::Request(request) => {
                let (client, headers, explain) = (request.client().clone(), asking(&request), request.explain());
                let settings = request.settings().clone();
                let answer = request.send().await.and_then(check).map_err(explain)?;
                let named = |name| answer.headers.get(name).filter(|place| !place.is_empty());
                let place = named("location").or_else(|| named("operation-location"));
                match place.filter(|_| answer.status == 202).map(str::to_owned) {
                    Some(place) => (client, headers, settings, place),
                    None => {
                        return Ok(Finished { answer, client, headers, settings, waited: false, kind: PhantomData });
                    }
                }
            }
        };
        let asked = Asked { client: &client, place: &place, headers: &headers, settings: &settings };
        match asked.until_over(self.timeout, self.interval, self.progress).await {
            Ok(answer) => Ok(Finished { answer, client, headers, settings, waited: true, kind: PhantomData }),
            Err(over) if matches!(over.kind(), ErrorKind::Operation(_)) => Err(over),
            Err(cause) => Err(ErrorKind::Unfinished(Unfinished { location: place, cause }).into()),
        }
    }
}

/// A place that is asked how far an operation is, and what it is asked with.
struct Asked<'a> {
    client: &'a Client,
    place: &'a str,
    headers: &'a Headers,
    settings: &'a Settings,
}

impl Asked<'_> {
    /// Asks until the operation is over, and gives the last answer.
    async fn until_over(
        &self,
        timeout: Option<Duration>,
        interval: Option<Duration>,
        mut progress: Box<dyn FnMut(&Progress) + Send>,
    ) -> Result<HttpResponse> {
        let options: &RetryOptions = self.settings.retry.as_ref().unwrap_or(&self.client.sender()?.retry);
        let (least, most) = (options.initial_delay, timeout.unwrap_or(options.max_elapsed));
        let started = Instant::now();
        let mut delay = least;
        loop {
            let left = most.saturating_sub(started.elapsed());
            let asking = self.client.ask(self.place, self.headers.clone(), self.settings);
            let answer = match within(asking, Limit::Operation, left).await {
                Ok(answer) => check(answer?)?,
                Err(_) => return Err(self.timed_out(most)?),
            };
            let said = Said::of(&answer);
            if said.failed {
                return Err(ErrorKind::Operation(ServiceError::read(answer)).into());
            }
            if !said.running {
                return Ok(answer);
            }
            let asked = retry_after(&answer.headers);
            let (status, percent) = (said.status, said.percent);
            progress(&Progress { status, percent, location: self.place.to_owned(), answer });
            let pause = asked.or(interval).unwrap_or(delay).max(least);
            if started.elapsed().saturating_add(pause) > most {
                return Err(self.timed_out(most)?);
            }
            sleep(pause).await;
            delay = delay.saturating_mul(2).min(LONGEST);
        }
    }

    /// The error for an operation that isn't over in time.
    fn timed_out(&self, after: Duration) -> Result<Error> {
        let place = self.client.place(self.place)?;
        let timed_out = TimedOut { limit: Limit::Operation, after };
        Ok(ErrorKind::Transport(TransportError::new(place.host_str().unwrap_or_default(), timed_out)).into())
    }
}

/// The headers of a request that questions about it have, too, such as the id of a session.
fn asking(request: &RawRequest) -> Headers {
    const OF_THE_REQUEST: [&str; 6] =
        ["content-type", "content-length", "prefer", "if-match", "if-none-match", "client-request-id"];
    let is_kept = |name: &str| !OF_THE_REQUEST.iter().any(|own| own.eq_ignore_ascii_case(name));
    request.headers().iter().filter(|(name, _)| is_kept(name)).collect()
}

impl<K: ResponseKind> IntoFuture for Wait<K> {
    type Output = Result<Finished<K>>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.run())
    }
}

impl<K> Finished<K> {
    /// Reads the last answer as JSON.
    ///
    /// # Errors
    /// If it isn't what it should be.
    pub fn json<T: DeserializeOwned>(self) -> Result<T> {
        self.answer.json()
    }

    /// The id of what was created or changed, if the service says so.
    pub fn resource_id(&self) -> Option<String> {
        self.said(["resourceId", "targetResourceId"])
    }

    /// The address of what was created or changed, if the service says so.
    pub fn resource_location(&self) -> Option<String> {
        self.said(["resourceLocation", "targetResourceLocation"])
    }

    fn said(&self, names: [&str; 2]) -> Option<String> {
        let body: Value = serde_json::from_slice(&self.answer.body).ok()?;
        names.iter().find_map(|name| body.get(name)?.as_str().map(str::to_owned))
    }
}

impl<K: ResponseKind> Finished<K> {
    /// Gives what the request was made for: asks the address that the operation tells, or reads the last answer if it tells
    /// none.
    ///
    /// # Errors
    /// If it can't be asked for, or isn't what it should be.
    pub async fn result(self) -> Result<K::Output> {
        match self.resource_location().filter(|_| self.waited) {
            Some(location) => K::read(self.client.ask(&location, self.headers, &self.settings).await?),
            None => K::read(self.answer),
        }
    }
}

impl<K> fmt::Debug for Finished<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Finished").field("answer", &self.answer).finish_non_exhaustive()
    }
}

impl<K> fmt::Debug for Wait<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Wait").field("timeout", &self.timeout).field("interval", &self.interval).finish_non_exhaustive()
    }
}

impl RawRequest {
    /// Sends the request; if it is accepted as a long running operation, asks how far it is until it is over. An answer is
    /// read as `K` says.
    pub fn wait<K: ResponseKind>(self) -> Wait<K> {
        Wait::new(Start::Request(Box::new(self)))
    }
}

impl Client {
    /// Asks the place that a `Location` names until the operation there is over.
    ///
    /// Places on other hosts are asked without a token.
    pub fn wait_for(&self, location: impl Into<String>) -> Wait<()> {
        Wait::new(Start::Place(self.clone(), location.into()))
    }

    async fn ask(&self, location: &str, headers: Headers, settings: &Settings) -> Result<HttpResponse> {
        let url = self.place(location)?;
        let headers = if self.owns(&url) { headers } else { Headers::new() };
        let request = HttpRequest { method: Method::Get, url: url.into(), headers, body: Bytes::new() };
        self.sender()?.follow(request, settings).await
    }

    /// The URL of a `Location`, which is whole, or relative to the version or to the host. Then it names a version, which needs
    /// not be the client's.
    fn place(&self, location: &str) -> Result<Url> {
        if location.starts_with("http") {
            return self.check_foreign(location);
        }
        let path = location.trim_start_matches('/');
        let first = path.split('/').next().unwrap_or_default();
        let root = self.root();
        let base = if first == self.version() || is_version(first) {
            root.strip_suffix(self.version()).unwrap_or(&root)
        } else {
            &root
        };
        self.resolve(&format!("{}/{path}", base.trim_end_matches('/')))
    }
}

/// Tells whether a segment is the name of a version of Graph: `beta`, `v1.0`.
fn is_version(segment: &str) -> bool {
    segment == "beta"
        || segment.strip_prefix('v').is_some_and(|number| number.starts_with(|c: char| c.is_ascii_digit()))
}

/// What an answer says about its operation.
struct Said {
    status: String,
    percent: Option<f64>,
    running: bool,
    failed: bool,
}

impl Said {
    /// States that are none of these are those of what came of it.
    const RUNNING: [&str; 12] = [
        "notstarted",
        "inprogress",
        "running",
        "waiting",
        "pending",
        "updating",
        "deletepending",
        "queued",
        "processing",
        "started",
        "accepted",
        "scheduled",
    ];
    const FAILED: [&str; 6] = ["failed", "cancelled", "canceled", "deletefailed", "aborted", "invalid"];

    fn of(answer: &HttpResponse) -> Self {
        let body: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
        let status = body["status"].as_str().or_else(|| body["status"]["state"].as_str()).unwrap_or_default();
        let plain = status.replace(' ', "").to_ascii_lowercase();
        let percent = ["percentageComplete", "percentComplete"].iter().find_map(|name| match &body[name] {
            Value::String(text) => text.trim_end_matches('%').parse().ok(),
            number => number.as_f64(),
        });
        let ends = |states: &[&str]| states.contains(&&*plain);
        let failed = ends(&Self::FAILED);
        let running = ends(&Self::RUNNING) || (answer.status == 202 && !failed && !ends(&["completed", "succeeded"]));
        Self { status: status.to_owned(), percent, running, failed }
    }
}
