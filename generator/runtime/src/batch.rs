//! Many requests in one: `$batch`.

use crate::response::ResponseKind;
use crate::{HttpResponse, RawRequest, Result};

/// A request for a batch, with what reads its answer.
pub struct BatchItem<T> {
    pub(crate) request: RawRequest,
    pub(crate) read: fn(HttpResponse) -> Result<T>,
}

impl<T> BatchItem<T> {
    /// The request, its answer read as `K` says.
    pub fn new<K: ResponseKind<Output = T>>(request: RawRequest) -> Self {
        Self {
            request,
            read: K::read,
        }
    }
}

/// What can be put in a batch: a generated request, or a [`BatchItem`].
pub trait IntoBatchItem {
    /// What its answer is read as.
    type Output;

    /// The item.
    fn into_batch_item(self) -> BatchItem<Self::Output>;
}

impl<T> IntoBatchItem for BatchItem<T> {
    type Output = T;

    fn into_batch_item(self) -> Self {
        self
    }
}
