//! Reading answers into memory, up to a limit: what a server sends has no end that a client could rely on.

use crate::{Error, Headers, HttpResponse};
use async_trait::async_trait;
use azure_core::error::ErrorKind;
use azure_core::http::policies::{Policy, PolicyResult};
use azure_core::http::{AsyncRawResponse, Context, Request};
use bytes::Bytes;
use futures::{Stream, StreamExt};
use std::fmt;
use std::sync::Arc;

/// The most bytes of a body that are read into memory, if the client's builder says nothing else.
pub(crate) const BODY_LIMIT: usize = 64 * 1024 * 1024;

/// Marks a request in its context: its answer is read into memory, and one that breaks off counts as none.
#[derive(Clone, Copy, Debug)]
pub(crate) struct InMemory;

/// Reads the whole body of an answer within the attempt, so that one that breaks off is tried again.
#[derive(Debug)]
pub(crate) struct BodyPolicy {
    pub(crate) limit: usize,
}

#[async_trait]
impl Policy for BodyPolicy {
    async fn send(&self, context: &Context, request: &mut Request, next: &[Arc<dyn Policy>]) -> PolicyResult {
        let response = next[0].send(context, request, &next[1..]).await?;
        if context.value::<InMemory>().is_none() {
            return Ok(response);
        }
        let (status, headers, body) = response.deconstruct();
        let own = crate::send::own_headers(&headers);
        match collect(body, self.limit).await? {
            Some(body) => Ok(AsyncRawResponse::from_bytes(status, headers, body)),
            // No other attempt would end better.
            None => Err(TooLong { status: status.into(), headers: own, limit: self.limit }.into()),
        }
    }
}

/// Reads a body; none if it is longer than the limit. Nothing is set aside for a length that the server claims.
pub(crate) async fn collect<E>(
    mut body: impl Stream<Item = Result<Bytes, E>> + Unpin,
    limit: usize,
) -> Result<Option<Bytes>, E> {
    let first = body.next().await.transpose()?.unwrap_or_default();
    let mut next = body.next().await.transpose()?;
    if next.is_none() {
        return Ok((first.len() <= limit).then_some(first));
    }
    let mut whole = Vec::from(first);
    while let Some(chunk) = next {
        let len = whole.len().saturating_add(chunk.len());
        if len > limit {
            return Ok(None);
        }
        if len > whole.capacity() {
            whole.reserve_exact((whole.capacity() * 2).clamp(len, limit) - whole.len());
        }
        whole.extend_from_slice(&chunk);
        next = body.next().await.transpose()?;
    }
    Ok(Some(whole.into()))
}

/// An answer whose body is longer than the client takes into memory.
#[derive(Debug)]
pub(crate) struct TooLong {
    pub(crate) status: u16,
    pub(crate) headers: Headers,
    pub(crate) limit: usize,
}

impl fmt::Display for TooLong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "it is longer than {} bytes; take it as a stream, or set the client's `body_limit`", self.limit)
    }
}

impl std::error::Error for TooLong {}

impl From<TooLong> for azure_core::Error {
    fn from(error: TooLong) -> Self {
        Self::new(ErrorKind::Other, error)
    }
}

impl From<&TooLong> for Error {
    fn from(error: &TooLong) -> Self {
        Self::answer(error.to_string(), HttpResponse::new(error.status, error.headers.clone(), ""))
    }
}
