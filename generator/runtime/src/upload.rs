//! Uploads in chunks, which go on where they broke off.

use crate::response::check;
use crate::send::{How, Sender};
use crate::service_error::{is_worth_retrying, retry_after};
use crate::{Client, Error, ErrorKind, Headers, HttpRequest, HttpResponse, Method, Required, Result};
use bytes::Bytes;
use futures::io::AllowStdIo;
use futures::{AsyncRead, AsyncReadExt, AsyncSeek, AsyncSeekExt};
use serde_json::Value;
use std::fmt;
use std::io::SeekFrom;
use url::Url;

/// Chunks are multiples of this.
const STEP: u64 = 320 * 1024;
/// The default size of a chunk, about 10 MiB.
const CHUNK: u64 = 32 * STEP;
/// Graph takes no larger chunk.
const LARGEST: u64 = 60 * 1024 * 1024 / STEP * STEP;

/// An upload to the URL of an upload session.
///
/// The URL is all the permission that is needed, so no token goes there. A chunk that fails is sent again from
/// where the service says that it goes on.
///
/// ```no_run
/// # use msgraph_core::{Client, Result, Source};
/// # async fn run(client: &Client, upload_url: &str) -> Result<()> {
/// let file = Source::file(std::fs::File::open("slides.pptx")?)?;
/// let item: serde_json::Value = client
///     .upload(upload_url, file)
///     .on_progress(|sent, total| println!("{sent} of {total}"))
///     .send()
///     .await?
///     .json()?;
/// # Ok(())
/// # }
/// ```
#[must_use = "an upload does nothing until it is sent"]
pub struct Upload {
    client: Client,
    /// The session's URL, if there is one.
    url: Option<String>,
    source: Source,
    chunk: u64,
    resumed: bool,
    progress: Box<dyn FnMut(u64, u64) + Send>,
}

/// What is uploaded: something that can be read again from any place.
pub struct Source {
    kind: SourceKind,
    len: u64,
}

enum SourceKind {
    Bytes(Bytes),
    Reader(Box<dyn ReadSeek>),
}

trait ReadSeek: AsyncRead + AsyncSeek + Send + Unpin {}

impl<T: AsyncRead + AsyncSeek + Send + Unpin> ReadSeek for T {}

impl Source {
    /// What a reader gives, from its start to its end.
    ///
    /// # Errors
    /// If its length can't be found out.
    pub async fn reader(mut reader: impl AsyncRead + AsyncSeek + Send + Unpin + 'static) -> std::io::Result<Self> {
        let len = reader.seek(SeekFrom::End(0)).await?;
        Ok(Self { kind: SourceKind::Reader(Box::new(reader)), len })
    }

    /// A file. Reading a chunk of it blocks the thread for as long as the disk takes.
    ///
    /// # Errors
    /// If its length can't be found out.
    pub fn file(file: std::fs::File) -> std::io::Result<Self> {
        let len = file.metadata()?.len();
        Ok(Self { kind: SourceKind::Reader(Box::new(AllowStdIo::new(file))), len })
    }

    /// How many bytes there are.
    pub const fn len(&self) -> u64 {
        self.len
    }

    /// Whether there is nothing.
    pub const fn is_empty(&self) -> bool {
        self.len == 0
    }

    async fn read(&mut self, start: u64, end: u64) -> Result<Bytes> {
        match &mut self.kind {
            SourceKind::Bytes(bytes) => Ok(bytes.slice(to_usize(start)..to_usize(end))),
            SourceKind::Reader(reader) => {
                reader.seek(SeekFrom::Start(start)).await?;
                let mut chunk = vec![0; to_usize(end - start)];
                reader.read_exact(&mut chunk).await?;
                Ok(chunk.into())
            }
        }
    }
}

/// An offset in what is in memory, or the size of a chunk of it.
fn to_usize(offset: u64) -> usize {
    usize::try_from(offset).unwrap_or(usize::MAX)
}

impl<T: Into<Bytes>> From<T> for Source {
    fn from(bytes: T) -> Self {
        let bytes = bytes.into();
        Self { len: bytes.len() as u64, kind: SourceKind::Bytes(bytes) }
    }
}

impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Source").field("len", &self.len).finish_non_exhaustive()
    }
}

impl fmt::Debug for Upload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The URL stays out of logs: who has it may write.
        f.debug_struct("Upload").field("source", &self.source).field("chunk", &self.chunk).finish_non_exhaustive()
    }
}

impl Client {
    /// An upload to the `uploadUrl` of an upload session.
    pub fn upload(&self, upload_url: impl Into<Required>, source: impl Into<Source>) -> Upload {
        Upload {
            client: self.clone(),
            url: upload_url.into().into_option(),
            source: source.into(),
            chunk: CHUNK,
            resumed: false,
            progress: Box::new(|_, _| ()),
        }
    }
}

/// What came of sending a chunk.
enum Sent {
    Whole(HttpResponse),
    NextIs(u64),
    Failed(Error),
}

impl Upload {
    /// Sends chunks of about this many bytes: a multiple of 320 KiB, at most 60 MiB.
    pub fn chunk_size(mut self, bytes: u64) -> Self {
        self.chunk = (bytes / STEP * STEP).clamp(STEP, LARGEST);
        self
    }

    /// Calls a function after each chunk, with the bytes that are there and the bytes in all.
    pub fn on_progress(mut self, progress: impl FnMut(u64, u64) + Send + 'static) -> Self {
        self.progress = Box::new(progress);
        self
    }

    /// Goes on with a session that was begun before, perhaps by a program that has ended since.
    pub const fn resume(mut self) -> Self {
        self.resumed = true;
        self
    }

    /// Sends the chunks, and gives the answer to the last one, which describes what was created.
    ///
    /// # Errors
    /// If a chunk fails more often than the client's retry options allow, or the session ended.
    pub async fn send(mut self) -> Result<HttpResponse> {
        let url = self.url.take().ok_or_else(|| Error::request("the URL of the upload session isn't given"))?;
        self.client.check_foreign(&url)?;
        if self.source.is_empty() {
            return Err(Error::request("an upload session takes no empty content"));
        }
        let client = self.client.clone();
        let sender = client.sender()?;
        let mut budget = sender.retry.start();
        let mut next = if self.resumed { expected(sender, &url).await? } else { 0 };
        loop {
            match self.send_chunk(sender, &url, next).await? {
                Sent::Whole(answer) => {
                    (self.progress)(self.source.len, self.source.len);
                    return Ok(answer);
                }
                Sent::NextIs(start) => {
                    if start > next {
                        budget.renew();
                    } else if !budget.wait(None).await {
                        return Err(Error::request(format!("the upload doesn't get beyond byte {start}")));
                    }
                    next = start;
                    (self.progress)(next, self.source.len);
                }
                Sent::Failed(error) => {
                    if !budget.wait(error.retry_after()).await {
                        return Err(error);
                    }
                    next = expected(sender, &url).await?;
                }
            }
        }
    }

    async fn send_chunk(&mut self, sender: &Sender, url: &str, start: u64) -> Result<Sent> {
        let total = self.source.len;
        let end = (start + self.chunk).min(total);
        if start >= end {
            return Err(Error::request(format!("the session goes on at byte {start} of {total}")));
        }
        let range = format!("bytes {start}-{}/{total}", end - 1);
        let request = HttpRequest {
            method: Method::Put,
            url: url.to_owned(),
            headers: [("Content-Range", range), ("Content-Type", "application/octet-stream".to_owned())]
                .into_iter()
                .collect(),
            body: self.source.read(start, end).await?,
        };
        let answer = match sender.fetch(request, How::AnonymousOnce).await {
            Ok(answer) => answer,
            Err(error) if matches!(error.kind(), ErrorKind::Transport(_)) => {
                return Ok(Sent::Failed(error));
            }
            Err(error) => return Err(error),
        };
        match answer.status {
            202 => Ok(Sent::NextIs(next_expected(&answer).unwrap_or(end))),
            // The service has another idea of where it goes on.
            416 => check(answer).map(Sent::Whole).or_else(|error| Ok(Sent::Failed(error))),
            status if is_worth_retrying(status, true, retry_after(&answer.headers)) => {
                check(answer).map(Sent::Whole).or_else(|error| Ok(Sent::Failed(error)))
            }
            _ => check(answer).map(Sent::Whole),
        }
    }
}

/// Where the session goes on.
async fn expected(sender: &Sender, url: &str) -> Result<u64> {
    let request = HttpRequest { method: Method::Get, url: url.to_owned(), headers: Headers::new(), body: Bytes::new() };
    let answer = check(sender.fetch(request, How::Anonymous).await?)?;
    next_expected(&answer).ok_or_else(|| Error::answer("it has no `nextExpectedRanges`", answer))
}

/// The start of the first of `nextExpectedRanges`, as in `["26214400-"]`.
fn next_expected(answer: &HttpResponse) -> Option<u64> {
    let body: Value = serde_json::from_slice(&answer.body).ok()?;
    let ranges = body.get("nextExpectedRanges").or_else(|| body.get("NextExpectedRanges"))?;
    ranges[0].as_str()?.split('-').next()?.parse().ok()
}

impl Client {
    /// Checks a URL that Graph gave and that is asked without a token: https, or like the client's endpoint on
    /// this machine.
    pub(crate) fn check_foreign(&self, url: &str) -> Result<Url> {
        let parsed =
            Url::parse(url).map_err(|error| Error::request(format!("`{}`: {error}", crate::shown::url(url))))?;
        let alike = self.root().starts_with("http:") && crate::client::is_loopback(&parsed);
        if parsed.scheme() == "https" || alike {
            return Ok(parsed);
        }
        Err(Error::foreign_link(url))
    }
}
