//! Reading answers into memory, up to a limit: what a server sends has no end that a client could rely on.

use crate::json_size::{BYTES_FOR_A_VALUE, has_more_values, may_be_json};
use crate::{Error, Headers, HttpResponse};
use async_trait::async_trait;
use azure_core::error::ErrorKind;
use azure_core::http::policies::{Policy, PolicyResult};
use azure_core::http::{AsyncRawResponse, Context, Request};
use bytes::Bytes;
use futures::{Stream, StreamExt};
use std::fmt;
use std::sync::Arc;

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
        let own = Headers::from(&headers);
        match collect(body, self.limit).await? {
            Ok(body) => Ok(AsyncRawResponse::from_bytes(status, headers, body)),
            // No other attempt would end better.
            Err(limit) => Err(TooLong { status: status.into(), headers: own, limit }.into()),
        }
    }
}

/// A limit that a body is beyond.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Beyond {
    /// It is longer than so many bytes.
    Bytes(usize),
    /// It is JSON of more than so many values.
    Values(usize),
}

/// Reads a body, or tells which limit it is beyond. Nothing is set aside for a length that the server claims.
pub(crate) async fn collect<E>(
    body: impl Stream<Item = Result<Bytes, E>> + Unpin,
    limit: usize,
) -> Result<Result<Bytes, Beyond>, E> {
    let Some(body) = collect_bytes(body, limit).await? else { return Ok(Err(Beyond::Bytes(limit))) };
    let most = limit / BYTES_FOR_A_VALUE;
    Ok(if may_be_json(&body) && has_more_values(&body, most) { Err(Beyond::Values(most)) } else { Ok(body) })
}

/// Reads a body; none if it is longer than the limit.
async fn collect_bytes<E>(
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

/// An answer whose body is more than the client takes into memory.
#[derive(Debug)]
pub(crate) struct TooLong {
    pub(crate) status: u16,
    pub(crate) headers: Headers,
    pub(crate) limit: Beyond,
}

impl fmt::Display for TooLong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.limit {
            Beyond::Bytes(most) => write!(f, "it is longer than {most} bytes")?,
            Beyond::Values(most) => write!(f, "it is JSON of more than {most} values")?,
        }
        f.write_str("; take it as a stream, or set the client's `body_limit`")
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
