//! Uploads in chunks, which go on where they broke off.

mod ranges;

use self::ranges::Ranges;
use crate::response::check;
use crate::retry::Budget;
use crate::send::{How, Sender, Settings};
use crate::service_error::{is_worth_retrying, retry_after};
use crate::{
    Client, Error, ErrorKind, Headers, HttpRequest, HttpResponse, Method, Required, Result, RetryOptions, TimeLimits,
};
use bytes::Bytes;
use futures::io::AllowStdIo;
use futures::{AsyncRead, AsyncReadExt, AsyncSeek, AsyncSeekExt};
use msgraph_types::DateTimeOffset;
use serde_json::Value;
use std::fmt;
use std::io::SeekFrom;
use std::ops::Range;
use std::time::SystemTime;
use url::Url;

/// Chunks are multiples of this.
const STEP: u64 = 320 * 1024;
/// OneDrive and SharePoint take no larger chunk.
const LARGEST: u64 = 60 * 1024 * 1024 / STEP * STEP;
/// Outlook takes no larger chunk. It is the default everywhere: not every session says which service it is of.
const LARGEST_OF_OUTLOOK: u64 = 4_000_000 / STEP * STEP;

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
    settings: Settings,
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
            chunk: LARGEST_OF_OUTLOOK,
            resumed: false,
            settings: Settings::default(),
            progress: Box::new(|_, _| ()),
        }
    }
}

/// What came of sending a chunk, or of asking the session.
enum Answered {
    /// It says which bytes are missing.
    Missing(Ranges, HttpResponse),
    /// It took what was sent, and says nothing of what is missing.
    Taken(HttpResponse),
    /// It may help to try again.
    Failed(Error),
}

impl Upload {
    /// Sends chunks of about this many bytes: a multiple of 320 KiB, at most 60 MiB, for Outlook at most 4 MB. The default
    /// is somewhat less than 4 MB.
    pub fn chunk_size(mut self, bytes: u64) -> Self {
        self.chunk = (bytes / STEP * STEP).clamp(STEP, LARGEST);
        self
    }

    /// Calls a function after each chunk, with the bytes that are there and the bytes in all.
    pub fn on_progress(mut self, progress: impl FnMut(u64, u64) + Send + 'static) -> Self {
        self.progress = Box::new(progress);
        self
    }

    /// Limits the time of each request of the upload, in place of what its client says: all of it, by a `Duration`, or its parts.
    pub fn limit_time(mut self, limits: impl Into<TimeLimits>) -> Self {
        self.settings.limits = Some(limits.into());
        self
    }

    /// Sends chunks again as these options say, in place of what its client says; they count anew with each chunk that got
    /// on.
    pub fn retry(mut self, options: RetryOptions) -> Self {
        self.settings.retry = Some(options);
        self
    }

    /// Goes on with a session that was begun before, perhaps by a program that has ended since.
    pub const fn resume(mut self) -> Self {
        self.resumed = true;
        self
    }

    /// Sends the chunks, and gives the answer to the last one, which describes what was created. A session that defers its
    /// commit is committed. Outlook's has no body: its header `Location` says where the attachment is.
    ///
    /// The answer is an empty `204 No Content` if the one to the last chunk was lost, and the session has ended since:
    /// everything is stored, and what was created can be asked for by its path.
    ///
    /// # Errors
    /// If a chunk fails more often than the client's retry options allow, the session ended before everything was stored, or
    /// it asks for the same bytes again and again. [`ErrorKind::Upload`] says what is stored, as far as the session confirmed
    /// it, and what ended the upload; status and codes are those of its cause.
    pub async fn send(mut self) -> Result<HttpResponse> {
        let url = self.url.take().ok_or_else(|| Error::request("the URL of the upload session isn't given"))?;
        let parsed = self.client.check_foreign(&url)?;
        if self.source.is_empty() {
            return Err(Error::request("an upload session takes no empty content"));
        }
        if is_of_outlook(&parsed) {
            self.chunk = self.chunk.min(LARGEST_OF_OUTLOOK);
        }
        let client = self.client.clone();
        let settings = std::mem::take(&mut self.settings);
        let session = Session { sender: client.sender()?, url, len: self.source.len, settings };
        let mut rest = if self.resumed { session.begun().await? } else { Rest::new(Ranges::whole(session.len)) };
        self.run(&session, &mut rest).await.map_err(|cause| {
            let stored = rest.missing.others(session.len);
            let reason = format!("of {} bytes these are known to be stored: {stored}", session.len);
            ErrorKind::Upload { reason, cause: Some(cause) }.into()
        })
    }

    async fn run(&mut self, session: &Session<'_>, rest: &mut Rest) -> Result<HttpResponse> {
        let mut budget = session.sender.retry.with(session.settings.retry.as_ref()).start();
        // Nobody needs more; a session that asks for byte after byte isn't served for ever.
        let mut left = session.len.div_ceil(STEP).saturating_add(32).saturating_mul(4);
        loop {
            let Some(piece) = rest.piece(self.chunk) else {
                return session.commit(&mut budget, rest).await;
            };
            left = left.checked_sub(1).ok_or_else(stuck)?;
            let answered = session.put(&piece, self.source.read(piece.start, piece.end).await?).await?;
            let done = match rest.take(&piece, answered) {
                Took::Piece { got_on: true } => {
                    budget.renew();
                    None
                }
                Took::Piece { got_on: false } if budget.wait(None).await => None,
                Took::Piece { .. } => return Err(stuck()),
                Took::Nothing(error) => {
                    if error.is_timeout() {
                        // The line may be too slow for a chunk to arrive in time.
                        self.chunk = (self.chunk / 2 / STEP * STEP).max(STEP);
                    }
                    if !budget.wait(error.retry_after()).await {
                        return Err(error);
                    }
                    session.after(&error, &piece, rest).await?
                }
                Took::Last(answer) => Some(answer),
            };
            if let Some(answer) = done {
                (self.progress)(session.len, session.len);
                return Ok(answer);
            }
            (self.progress)(session.len - rest.missing.len(), session.len);
        }
    }
}

/// What is still to be sent.
struct Rest {
    missing: Ranges,
    /// What this program never sent. A service that claims to have it errs, unless an earlier program sent it.
    unsent: Ranges,
    /// The fewest bytes that were missing so far.
    least: u64,
    /// When the session ends, if it said so.
    ends: Option<SystemTime>,
}

/// What came of a piece.
enum Took {
    /// It was the last; this answers it.
    Last(HttpResponse),
    /// There is more to do; whether this was a step worth the name.
    Piece { got_on: bool },
    /// It failed, and it may help to try again.
    Nothing(Error),
}

impl Rest {
    fn new(missing: Ranges) -> Self {
        Self { least: missing.len(), unsent: missing.clone(), missing, ends: None }
    }

    /// The piece that comes next, of one chunk at most.
    fn piece(&self, chunk: u64) -> Option<Range<u64>> {
        self.missing.first().map(|range| range.start..range.end.min(range.start.saturating_add(chunk)))
    }

    /// Takes the answer to a piece.
    fn take(&mut self, piece: &Range<u64>, answered: Answered) -> Took {
        self.unsent = self.unsent.without(piece);
        let answer = match answered {
            Answered::Failed(error) => return Took::Nothing(error),
            Answered::Taken(answer) => {
                self.missing = self.missing.without(piece);
                answer
            }
            Answered::Missing(expected, answer) => {
                self.expect(&expected, &answer);
                answer
            }
        };
        // Sessions that defer their commit say `202` to the last chunk, too.
        if self.missing.is_empty() && answer.status != 202 {
            return Took::Last(answer);
        }
        // A tiny step isn't one, or a session could go on for as long as it likes.
        let sent = piece.end - piece.start;
        let got_on = self.least.saturating_sub(self.missing.len()) >= sent.div_ceil(2);
        self.least = self.least.min(self.missing.len());
        Took::Piece { got_on }
    }

    /// Takes what a session says is missing.
    fn expect(&mut self, expected: &Ranges, answer: &HttpResponse) {
        self.missing = expected.clone().and(&self.unsent);
        self.ends = ends(answer).or(self.ends);
    }

    /// Whether a session that is gone has taken everything: its answer to the last piece was lost, and it hasn't run out of
    /// time.
    fn is_done_by(&self, error: &Error, piece: &Range<u64>) -> bool {
        let unanswered = matches!(error.status(), None | Some(416 | 502 | 504));
        let in_time = self.ends.is_none_or(|ends| SystemTime::now() < ends);
        unanswered && in_time && self.missing.without(piece).is_empty()
    }
}

/// When a session ends.
fn ends(answer: &HttpResponse) -> Option<SystemTime> {
    let body: Value = serde_json::from_slice(&answer.body).ok()?;
    let ends: DateTimeOffset = body["expirationDateTime"].as_str()?.parse().ok()?;
    Some(ends.into())
}

/// Whether a session is one of Outlook's, by its host or its path.
fn is_of_outlook(url: &Url) -> bool {
    url.host_str().is_some_and(|host| host.split('.').any(|label| label.eq_ignore_ascii_case("outlook")))
        || url.path().to_ascii_lowercase().contains("/attachmentsessions")
}

/// A session on its service, for content that is so long.
struct Session<'a> {
    sender: &'a Sender,
    url: String,
    len: u64,
    settings: Settings,
}

impl Session<'_> {
    /// What is left of a session that was begun before.
    async fn begun(&self) -> Result<Rest> {
        match self.ask().await? {
            Answered::Missing(expected, answer) => Ok(Rest { ends: ends(&answer), ..Rest::new(expected) }),
            Answered::Taken(answer) => Err(Error::answer("it has no `nextExpectedRanges`", answer)),
            Answered::Failed(error) => Err(error),
        }
    }

    /// Asks how it stands after a piece failed; gives the answer of a session that is done.
    async fn after(&self, error: &Error, piece: &Range<u64>, rest: &mut Rest) -> Result<Option<HttpResponse>> {
        match self.ask().await {
            Ok(Answered::Missing(expected, answer)) => {
                rest.expect(&expected, &answer);
                rest.least = rest.least.min(rest.missing.len());
                Ok(None)
            }
            // It describes what was created.
            Ok(Answered::Taken(answer)) if rest.missing.without(piece).is_empty() => Ok(Some(answer)),
            Ok(Answered::Taken(answer)) => Err(Error::answer("it has no `nextExpectedRanges`", answer)),
            Err(gone) if is_gone(&gone) && rest.is_done_by(error, piece) => Ok(Some(unanswered())),
            Ok(Answered::Failed(error)) | Err(error) => Err(error),
        }
    }

    /// Sends a piece.
    async fn put(&self, piece: &Range<u64>, body: Bytes) -> Result<Answered> {
        let range = format!("bytes {}-{}/{}", piece.start, piece.end - 1, self.len);
        let headers = [("Content-Range", range), ("Content-Type", "application/octet-stream".to_owned())];
        self.request(Method::Put, headers.into_iter().collect(), body, How::AnonymousOnce).await
    }

    /// Asks which bytes are missing.
    async fn ask(&self) -> Result<Answered> {
        self.request(Method::Get, Headers::new(), Bytes::new(), How::Anonymous).await
    }

    /// Ends a session that has everything, and waits for its commit.
    async fn commit(&self, budget: &mut Budget, rest: &mut Rest) -> Result<HttpResponse> {
        let lacks = |rest: &mut Rest, missing| {
            rest.missing = missing;
            Err(stuck())
        };
        loop {
            match self.request(Method::Post, Headers::new(), Bytes::new(), How::AnonymousOnce).await? {
                Answered::Taken(answer) => return Ok(answer),
                Answered::Missing(missing, answer) if missing.is_empty() => return Ok(answer),
                Answered::Missing(missing, _) => return lacks(rest, missing),
                Answered::Failed(error) => {
                    if !budget.wait(error.retry_after()).await {
                        return Err(error);
                    }
                    match self.ask().await {
                        Ok(Answered::Missing(missing, _)) if missing.is_empty() => {}
                        Ok(Answered::Missing(missing, _)) => return lacks(rest, missing),
                        Ok(Answered::Taken(answer)) => return Ok(answer),
                        // It was done, and its answer lost.
                        Err(gone) if is_gone(&gone) && error.status().is_none() => return Ok(unanswered()),
                        Ok(Answered::Failed(error)) | Err(error) => return Err(error),
                    }
                }
            }
        }
    }

    async fn request(&self, method: Method, headers: Headers, body: Bytes, how: How) -> Result<Answered> {
        let request = HttpRequest { method, url: self.url.clone(), headers, body };
        let answer = match self.sender.fetch_as(request, how, &self.settings).await {
            Ok(answer) => answer,
            Err(error) if matches!(error.kind(), ErrorKind::Transport(_)) => return Ok(Answered::Failed(error)),
            Err(error) => return Err(error),
        };
        // `416`: the service has another idea of what is missing.
        let again = answer.status == 416 || is_worth_retrying(answer.status, true, retry_after(&answer.headers));
        let answer = match check(answer) {
            Ok(answer) => answer,
            Err(error) if again => return Ok(Answered::Failed(error)),
            Err(error) => return Err(error),
        };
        let Some(ranges) = next_expected(&answer) else {
            return Ok(Answered::Taken(answer));
        };
        match Ranges::read(&ranges, self.len) {
            Some(missing) => Ok(Answered::Missing(missing, answer)),
            None => Err(Error::answer(format!("its `nextExpectedRanges` aren't ranges of {} bytes", self.len), answer)),
        }
    }
}

/// The error for a session that doesn't get on.
fn stuck() -> Error {
    ErrorKind::Upload { reason: "the upload doesn't get on".to_owned(), cause: None }.into()
}

fn is_gone(error: &Error) -> bool {
    matches!(error.status(), Some(404 | 410))
}

/// The answer in place of one that was lost.
fn unanswered() -> HttpResponse {
    HttpResponse::new(204, Headers::new(), "")
}

/// What an answer says about the bytes that it expects, `["26214400-"]`; Outlook writes the name in another way.
fn next_expected(answer: &HttpResponse) -> Option<Value> {
    let mut body: Value = serde_json::from_slice(&answer.body).ok()?;
    let body = body.as_object_mut()?;
    body.remove("nextExpectedRanges").or_else(|| body.remove("NextExpectedRanges")).filter(|ranges| !ranges.is_null())
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
