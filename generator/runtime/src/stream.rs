//! Streams across pages: of pages, of items, of changes.

use crate::page::{Change, Changes};
use crate::response::{DeltaPage, ResponseKind};
use crate::{Page, RawRequest, Result};
use futures::stream::{self, BoxStream};
use futures::{Stream, StreamExt};
use serde::de::DeserializeOwned;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

/// The pages of a collection, each asked for when the one before was taken.
#[must_use = "a stream does nothing until it is asked for an item"]
pub struct Pages<T>(BoxStream<'static, Result<Page<T>>>);

/// The items of a collection across its pages, each page asked for when the one before is used up.
#[must_use = "a stream does nothing until it is asked for an item"]
pub struct Items<T> {
    pages: Pages<T>,
    left: std::vec::IntoIter<T>,
    count: Option<u64>,
}

/// What changed, across the pages, and at the end the link that tells next time what changed since.
#[must_use = "a stream does nothing until it is asked for an item"]
pub struct ChangeStream<T> {
    pages: BoxStream<'static, Result<Changes<T>>>,
    left: std::vec::IntoIter<Change<T>>,
    delta_link: Option<String>,
}

impl<T: DeserializeOwned + Send + 'static> Pages<T> {
    /// The pages that a request leads to.
    pub fn new(request: RawRequest) -> Self {
        Self(follow::<Page<T>, _>(request, |page| page.next_link.clone()))
    }
}

impl<T> Pages<T> {
    /// The next page; `None` after the last.
    ///
    /// # Errors
    /// If the request for it fails, or its link leads to another host.
    pub async fn try_next(&mut self) -> Result<Option<Page<T>>> {
        self.0.next().await.transpose()
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
    /// If the request for a page fails, or its link leads to another host.
    pub async fn try_next(&mut self) -> Result<Option<T>> {
        self.next().await.transpose()
    }

    /// All items that are left, in memory.
    ///
    /// # Errors
    /// If the request for a page fails, or its link leads to another host.
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
}

impl<T: DeserializeOwned + Send + 'static> ChangeStream<T> {
    /// The changes that a request leads to.
    pub fn new(request: RawRequest) -> Self {
        let pages = follow::<DeltaPage<T>, _>(request, |page| page.next_link.clone());
        Self { pages, left: Vec::new().into_iter(), delta_link: None }
    }
}

impl<T: Unpin> ChangeStream<T> {
    /// The next change; `None` after the last.
    ///
    /// # Errors
    /// If the request for a page fails; [`is_delta_expired`](crate::Error::is_delta_expired) if the link that
    /// it went on from can't be used any more.
    pub async fn try_next(&mut self) -> Result<Option<Change<T>>> {
        self.next().await.transpose()
    }

    /// The link that tells what changed since; known at the end, to be stored for the next time.
    pub fn delta_link(&self) -> Option<&str> {
        self.delta_link.as_deref()
    }
}

/// The answers to a request and to the links that follow from it. The first request's headers go along, because
/// Graph forgets `ConsistencyLevel` and `Prefer` otherwise.
fn follow<K, F>(request: RawRequest, next: F) -> BoxStream<'static, Result<K::Output>>
where
    K: ResponseKind,
    F: Fn(&K::Output) -> Option<String> + Send + Copy + 'static,
{
    let pages = stream::try_unfold(Some(request), move |request| async move {
        let Some(request) = request else {
            return Ok(None);
        };
        let mut following = request.clone();
        let page = request.fetch::<K>().await?;
        let rest = next(&page).map(|link| {
            following.url(&link);
            following
        });
        Ok(Some((page, rest)))
    });
    pages.boxed()
}

impl<T> Stream for Pages<T> {
    type Item = Result<Page<T>>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.poll_next_unpin(context)
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
            match ready!(self.pages.poll_next_unpin(context)) {
                Some(Ok(page)) => {
                    self.delta_link = page.delta_link;
                    self.left = page.value.into_iter();
                }
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }
}
