//! Retrying: what is tried again, when, and when that ends.

use crate::Headers;
use crate::service_error::{is_worth_retrying, retry_after};
use crate::timed_out::timed_out;
use async_trait::async_trait;
use azure_core::error::ErrorKind;
use azure_core::http::policies::{Policy, PolicyResult};
use azure_core::http::{AsyncRawResponse, Context, Method, Request};
use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::ops::Deref;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

/// How often and how long a request is tried again.
///
/// Tried again are answers that say it may help (`408`, `429`, `500`, `502`, `503`, `504`) and broken connections;
/// a `POST` only if Graph throttled it (`429`, `503` with `Retry-After`) or no connection was made at all, since
/// it may have been done otherwise. `Retry-After` is honoured; without it the delay doubles each time.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RetryOptions {
    /// How many times a request is tried again.
    pub max_retries: u32,
    /// The delay before the first retry when the service asks for none.
    pub initial_delay: Duration,
    /// The longest delay when the service asks for none.
    pub max_delay: Duration,
    /// How long trying may take in all; a `Retry-After` that goes beyond ends it at once.
    pub max_elapsed: Duration,
}

impl Default for RetryOptions {
    fn default() -> Self {
        Self {
            max_retries: 5,
            initial_delay: Duration::from_millis(500),
            max_delay: Duration::from_secs(60),
            max_elapsed: Duration::from_secs(300),
        }
    }
}

impl RetryOptions {
    /// Everything is tried once.
    pub fn none() -> Self {
        Self { max_retries: 0, ..Self::default() }
    }

    /// Returns the same with another number of retries.
    #[must_use]
    pub fn max_retries(self, max_retries: u32) -> Self {
        Self { max_retries, ..self }
    }

    /// Returns the same with another first delay.
    #[must_use]
    pub fn initial_delay(self, initial_delay: Duration) -> Self {
        Self { initial_delay, ..self }
    }

    /// Returns the same with another longest time.
    #[must_use]
    pub fn max_elapsed(self, max_elapsed: Duration) -> Self {
        Self { max_elapsed, ..self }
    }

    /// Returns the same with another longest delay when the service asks for none.
    #[must_use]
    pub fn max_delay(self, max_delay: Duration) -> Self {
        Self { max_delay, ..self }
    }
}

/// The options of a client, and what all its requests may retry together.
#[derive(Clone, Debug)]
pub(crate) struct Retrying {
    options: RetryOptions,
    shared: Arc<SharedBudget>,
}

impl Retrying {
    pub(crate) fn new(options: RetryOptions, shared: Arc<SharedBudget>) -> Self {
        Self { options, shared }
    }

    /// Returns the same with other options.
    pub(crate) fn with(&self, options: Option<&RetryOptions>) -> Self {
        Self { options: options.unwrap_or(&self.options).clone(), shared: Arc::clone(&self.shared) }
    }

    /// A count of the attempts at something.
    pub(crate) fn start(&self) -> Budget {
        Budget { options: self.options.clone(), shared: Arc::clone(&self.shared), started: Instant::now(), retries: 0 }
    }
}

impl Deref for Retrying {
    type Target = RetryOptions;

    fn deref(&self) -> &RetryOptions {
        &self.options
    }
}

/// What all requests of a client may retry together, so that they don't multiply the load of a service that is in trouble.
///
/// Each retry takes one; each answer that needs none gives back half of one. In the long run a client asks half as often
/// again as it has to, at most.
#[derive(Debug)]
pub(crate) struct SharedBudget {
    /// In halves.
    left: AtomicU32,
    full: u32,
}

/// How many retries a client has in hand, if nothing else is set.
pub(crate) const SHARED: u32 = 100;

impl SharedBudget {
    pub(crate) fn new(retries: u32) -> Self {
        let full = retries.saturating_mul(2);
        Self { left: AtomicU32::new(full), full }
    }

    /// Takes one, if there is any.
    fn take(&self) -> bool {
        self.change(|left| left.checked_sub(2))
    }

    fn give_back(&self) {
        self.change(|left| (left < self.full).then(|| left + 1));
    }

    fn change(&self, change: impl FnMut(u32) -> Option<u32>) -> bool {
        self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, change).is_ok()
    }
}

/// What is left of the attempts at something.
pub(crate) struct Budget {
    options: RetryOptions,
    shared: Arc<SharedBudget>,
    started: Instant,
    retries: u32,
}

impl Budget {
    /// Waits before the next attempt, or says that there is none.
    pub(crate) async fn wait(&mut self, asked: Option<Duration>) -> bool {
        if self.retries >= self.options.max_retries {
            return false;
        }
        let delay = asked.unwrap_or_else(|| self.backoff());
        if self.started.elapsed().saturating_add(delay) > self.options.max_elapsed || !self.shared.take() {
            return false;
        }
        self.retries += 1;
        sleep(delay).await;
        true
    }

    /// Starts counting again, because something went well in between.
    pub(crate) fn renew(&mut self) {
        self.started = Instant::now();
        self.retries = 0;
    }

    /// Doubles with each retry; up to a quarter is left off at random, so that clients don't come all at once.
    fn backoff(&self) -> Duration {
        let doubled = self.options.initial_delay.saturating_mul(1 << self.retries.min(16));
        let delay = doubled.min(self.options.max_delay);
        let random = (RandomState::new().hash_one(self.retries) % 256) as u32;
        delay - delay / 1024 * random
    }
}

/// How long silence may last in all, over several attempts.
const SILENCE_IN_ALL: Duration = Duration::from_secs(120);

pub(crate) async fn sleep(delay: Duration) {
    let delay = delay.try_into().unwrap_or(azure_core::time::Duration::MAX);
    azure_core::sleep::sleep(delay).await;
}

/// Marks a request in its context: it is sent once, because the caller has its own way to go on.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Once;

/// Retries around everything that follows in the pipeline.
#[derive(Debug)]
pub(crate) struct RetryPolicy(Retrying);

impl RetryPolicy {
    pub(crate) const fn new(retrying: Retrying) -> Self {
        Self(retrying)
    }
}

#[async_trait]
impl Policy for RetryPolicy {
    async fn send(&self, context: &Context, request: &mut Request, next: &[Arc<dyn Policy>]) -> PolicyResult {
        if context.value::<Once>().is_some() {
            return next[0].send(context, request, &next[1..]).await;
        }
        let mut budget = self.0.with(context.value()).start();
        let mut silence = Duration::ZERO;
        loop {
            let result = next[0].send(context, request, &next[1..]).await;
            let Some(asked) = verdict(&result, request.method() != Method::Post) else {
                self.0.shared.give_back();
                return result;
            };
            let silent = result.as_ref().err().and_then(|error| timed_out(error)).map(|ended| ended.after);
            silence = silence.saturating_add(silent.unwrap_or_default());
            // The next attempt may be as silent as this one was.
            if silence.saturating_add(silent.unwrap_or_default()) > SILENCE_IN_ALL || !budget.wait(asked).await {
                return result;
            }
            request.body_mut().reset().await?;
        }
    }
}

/// `None` if it ends here; else how long the service asks to wait, if it does.
fn verdict(result: &azure_core::Result<AsyncRawResponse>, idempotent: bool) -> Option<Option<Duration>> {
    match result {
        Ok(response) => {
            let headers = response.headers().iter().map(|(name, value)| (name.as_str(), value.as_str()));
            let asked = retry_after(&headers.collect::<Headers>());
            is_worth_retrying(response.status().into(), idempotent, asked).then_some(asked)
        }
        Err(error) => match error.kind() {
            ErrorKind::Connection => Some(None),
            ErrorKind::Io => idempotent.then_some(None),
            _ => None,
        },
    }
}
