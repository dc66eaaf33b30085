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

/// For each value of a JSON body the limit must have so many bytes: as a value in memory, it takes many times what it takes
/// as text.
const BYTES_FOR_A_VALUE: usize = 128;

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
    // Text without structure is no JSON, whatever it says it is.
    let is_json = body.trim_ascii_start().starts_with(b"{") || body.trim_ascii_start().starts_with(b"[");
    Ok(if is_json && body.len() > most && values(&body) > most { Err(Beyond::Values(most)) } else { Ok(body) })
}

/// Counts the values of a JSON text, but for the last ones of objects and arrays.
fn values(json: &[u8]) -> usize {
    let (mut found, mut quoted, mut escaped) = (0, false, false);
    for byte in json {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = quoted,
            b'"' => quoted = !quoted,
            b',' | b'{' | b'[' if !quoted => found += 1,
            _ => {}
        }
    }
    found
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

#[cfg(test)]
mod tests {
    use super::values;

    #[test]
    fn values_of_texts() {
        let cases = [("", 0), ("{}", 1), (r#"{"a":1,"b":[2,3]}"#, 4), (r#"["a,b","c\",[\"d"]"#, 2), (r#"["\\",1]"#, 2)];
        for (json, expected) in cases {
            assert_eq!(values(json.as_bytes()), expected, "{json}");
        }
    }
}
