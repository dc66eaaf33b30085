//! Streams across pages: of pages, of items, of changes.

use crate::page::{Change, Changes};
use crate::response::DeltaPage;
use crate::{Error, Headers, HttpResponse, Page, RawRequest, Result};
use futures::future::BoxFuture;
use futures::{FutureExt, Stream, StreamExt};
use serde::de::DeserializeOwned;
use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::pin::Pin;
use std::task::{Context, Poll, ready};

/// The pages of a collection, each asked for when the one before was taken.
///
/// After an error the stream hasn't ended: asking again tries the same page again. [`next_link`](Self::next_link)
/// tells where it is, for a program that goes on later.
#[must_use = "a stream does nothing until it is asked for an item"]
pub struct Pages<T>(Walk<Page<T>>);

/// The items of a collection across its pages, each page asked for when the one before is used up.
///
/// After an error the stream hasn't ended: asking again tries the same page again. [`next_link`](Self::next_link)
/// tells where it is, for a program that goes on later.
#[must_use = "a stream does nothing until it is asked for an item"]
pub struct Items<T> {
    pages: Pages<T>,
    left: std::vec::IntoIter<T>,
    count: Option<u64>,
}

/// What changed, across the pages, and at the end the link that tells next time what changed since.
///
/// After an error the stream hasn't ended: asking again tries the same page again. A round that ends without a link for
/// the next one is an error, because a program that took it for an end would miss what changes later.
#[must_use = "a stream does nothing until it is asked for an item"]
pub struct ChangeStream<T> {
    pages: Walk<Changes<T>>,
    left: std::vec::IntoIter<Change<T>>,
    delta_link: Option<String>,
}

impl<T: DeserializeOwned + Send + 'static> Pages<T> {
    /// The pages that a request leads to.
    pub fn new(request: RawRequest) -> Self {
        Self(Walk::new(request, RawRequest::fetch::<Page<T>>, |page| page.next_link.as_deref()))
    }
}

impl<T> Pages<T> {
    /// The next page; `None` after the last.
    ///
    /// # Errors
    /// If the request for it fails, or its link leads to another host or to a page that was read before. The same page can
    /// be asked for again.
    pub async fn try_next(&mut self) -> Result<Option<Page<T>>> {
        self.next().await.transpose()
    }

    /// The link to the page that comes next; none before the first page and after the last.
    pub fn next_link(&self) -> Option<&str> {
        self.0.trail.link.as_deref()
    }
}

impl<T: DeserializeOwned + Send + 'static> Items<T> {
    /// The items that a request leads to.
    pub fn new(request: RawRequest) -> Self {
        Self { pages: Pages::new(request), left: Vec::new().into_iter(), count: None }
    }
}

impl<T: Unpin> Items<T> {
    /// The next item; `None` after the last.
    ///
    /// # Errors
    /// If the request for a page fails, or its link leads to another host or to a page that was read before. The same page
    /// can be asked for again.
    pub async fn try_next(&mut self) -> Result<Option<T>> {
        self.next().await.transpose()
    }

    /// All items that are left, in memory.
    ///
    /// # Errors
    /// If the request for a page fails, or its link leads to another host or to a page that was read before.
    pub async fn all(mut self) -> Result<Vec<T>> {
        let mut all = Vec::new();
        while let Some(item) = self.try_next().await? {
            all.push(item);
        }
        Ok(all)
    }

    /// How many items there are in all, if `$count` was asked for; known after the first item.
    pub const fn count(&self) -> Option<u64> {
        self.count
    }

    /// The link to the page behind the one whose items come now; none before the first page and on the last.
    pub fn next_link(&self) -> Option<&str> {
        self.pages.next_link()
    }
}

impl<T: DeserializeOwned + Send + 'static> ChangeStream<T> {
    /// The changes that a request leads to.
    pub fn new(request: RawRequest) -> Self {
        let pages = Walk::new(request, RawRequest::fetch::<DeltaPage<T>>, |page| page.next_link.as_deref());
        Self { pages, left: Vec::new().into_iter(), delta_link: None }
    }
}

impl<T: Unpin> ChangeStream<T> {
    /// The next change; `None` after the last, and then there is a [`delta_link`](Self::delta_link).
    ///
    /// # Errors
    /// If the request for a page fails; [`is_delta_expired`](crate::Error::is_delta_expired) if the link that
    /// it went on from can't be used any more. The same page can be asked for again. It is an error, too, if the last page
    /// has no delta link.
    pub async fn try_next(&mut self) -> Result<Option<Change<T>>> {
        self.next().await.transpose()
    }

    /// The link that tells what changed since; known at the end, to be stored for the next time.
    pub fn delta_link(&self) -> Option<&str> {
        self.delta_link.as_deref()
    }

    /// The link to the page behind the one whose changes come now; none before the first page and on the last.
    pub fn next_link(&self) -> Option<&str> {
        self.pages.trail.link.as_deref()
    }
}

/// The answers to a request and to the links that follow from it, each asked for when the one before was taken.
struct Walk<P> {
    fetch: fn(RawRequest) -> BoxFuture<'static, Result<P>>,
    link_of: fn(&P) -> Option<&str>,
    trail: Trail,
    /// The request that is on its way.
    asked: Option<BoxFuture<'static, Result<P>>>,
}

/// Where a walk is: apart from what it brings, so that it is compiled once.
struct Trail {
    /// The request for what comes next; none after the last.
    next: Option<RawRequest>,
    /// The link in that request; none in the first.
    link: Option<String>,
    /// What was read already, by the hashes of the URLs.
    seen: HashSet<u64>,
}

impl Trail {
    fn new(request: RawRequest) -> Self {
        Self { next: Some(request), link: None, seen: HashSet::new() }
    }

    /// The request for what comes next; an error if that was read before.
    fn request(&self) -> Option<Result<RawRequest>> {
        let request = self.next.as_ref()?;
        Some(match self.seen.contains(&key(request)) {
            true => Err(broken("its link to the next page leads back to one that was read before")),
            false => Ok(request.clone()),
        })
    }

    /// Goes on behind a page that was read.
    fn go_on(&mut self, link: Option<&str>) {
        self.link = link.map(str::to_owned);
        if let Some(read) = self.next.take() {
            self.seen.insert(key(&read));
            self.next = link.map(|link| read.following(link));
        }
    }
}

impl<P> Walk<P> {
    fn new(
        request: RawRequest,
        fetch: fn(RawRequest) -> BoxFuture<'static, Result<P>>,
        link_of: fn(&P) -> Option<&str>,
    ) -> Self {
        Self { fetch, link_of, trail: Trail::new(request), asked: None }
    }

    /// The page that was asked for. If that failed, the same one is asked for the next time.
    fn poll_page(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<P>>> {
        let mut asked = match self.asked.take() {
            Some(asked) => asked,
            None => match self.trail.request() {
                Some(Ok(request)) => (self.fetch)(request),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            },
        };
        let Poll::Ready(page) = asked.poll_unpin(context) else {
            self.asked = Some(asked);
            return Poll::Pending;
        };
        if let Ok(page) = &page {
            self.trail.go_on((self.link_of)(page));
        }
        Poll::Ready(Some(page))
    }
}

/// What tells a page from another.
fn key(request: &RawRequest) -> u64 {
    let mut hasher = DefaultHasher::new();
    // A request that can't be built fails by itself.
    let url = request.build().map(|request| request.url).unwrap_or_default();
    let (place, query) = url.split_once('?').unwrap_or((&url, ""));
    // The options of a query mean the same in any order.
    let mut options: Vec<_> = query.split('&').collect();
    options.sort_unstable();
    (place, options).hash(&mut hasher);
    hasher.finish()
}

/// An error in what an answer says, which was read as a page before.
fn broken(reason: &str) -> Error {
    Error::answer(reason, HttpResponse::new(200, Headers::new(), ""))
}

impl<T> Stream for Pages<T> {
    type Item = Result<Page<T>>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.poll_page(context)
    }
}

impl<T: Unpin> Stream for Items<T> {
    type Item = Result<T>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            if let Some(item) = self.left.next() {
                return Poll::Ready(Some(Ok(item)));
            }
            match ready!(self.pages.poll_next_unpin(context)) {
                Some(Ok(page)) => {
                    self.count = page.count.or(self.count);
                    self.left = page.value.into_iter();
                }
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }
}

impl<T: Unpin> Stream for ChangeStream<T> {
    type Item = Result<Change<T>>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            if let Some(change) = self.left.next() {
                return Poll::Ready(Some(Ok(change)));
            }
            match ready!(self.pages.poll_page(context)) {
                Some(Ok(page)) => {
                    self.delta_link = page.delta_link;
                    self.left = page.value.into_iter();
                }
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None if self.delta_link.is_none() => {
                    return Poll::Ready(Some(Err(broken("its last page has no `@odata.deltaLink`"))));
                }
                None => return Poll::Ready(None),
            }
        }
    }
}
