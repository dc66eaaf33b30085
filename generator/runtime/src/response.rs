//! How answers are read: a marker for each shape that Graph answers with.

use crate::{Error, HttpResponse, Page, Result, ServiceError, shown};
use bytes::Bytes as Body;
use serde::de::DeserializeOwned;
use std::marker::PhantomData;

/// A shape of answers.
pub trait ResponseKind: 'static {
    /// What awaiting a request gives.
    type Output: Send + 'static;

    /// Reads an answer; one that isn't a success is an error.
    fn read(response: HttpResponse) -> Result<Self::Output>;
}

/// Nothing: `204 No Content`, or an answer whose body doesn't matter.
pub type Empty = ();

/// One value: an entity or a complex type.
pub struct One<T>(PhantomData<fn() -> T>);

/// One value, or nothing if the service answers without a body.
pub struct Maybe<T>(PhantomData<fn() -> T>);

/// A value in an envelope, `{"value": …}`: a primitive, an enum, or a collection that isn't paged.
pub struct Value<T>(PhantomData<fn() -> T>);

/// A value in an envelope, or nothing if the service answers without a body.
pub struct MaybeValue<T>(PhantomData<fn() -> T>);

/// One page of changes since a delta link, with removals in it.
pub struct DeltaPage<T>(PhantomData<fn() -> T>);

/// Raw content: a file, a photo, a report.
pub struct Bytes;

/// Plain text, such as a `$count` or a `$value`.
pub struct Text;

/// Plain text that is a number, a `$count`.
pub struct Count;

impl ResponseKind for () {
    type Output = ();

    fn read(response: HttpResponse) -> Result<()> {
        check(response).map(drop)
    }
}

impl<T: DeserializeOwned + Send + 'static> ResponseKind for One<T> {
    type Output = T;

    fn read(response: HttpResponse) -> Result<T> {
        json(check(response)?)
    }
}

impl<T: DeserializeOwned + Send + 'static> ResponseKind for Maybe<T> {
    type Output = Option<T>;

    fn read(response: HttpResponse) -> Result<Option<T>> {
        let response = check(response)?;
        if response.body.is_empty() { Ok(None) } else { json(response).map(Some) }
    }
}

/// What a value comes in.
#[derive(serde::Deserialize)]
struct Envelope<T> {
    value: T,
}

impl<T: DeserializeOwned + Send + 'static> ResponseKind for Value<T> {
    type Output = T;

    fn read(response: HttpResponse) -> Result<T> {
        // Straight into the type, so that no digit of a number is lost on the way.
        json(check(response)?).map(|envelope: Envelope<T>| envelope.value)
    }
}

impl<T: DeserializeOwned + Send + 'static> ResponseKind for MaybeValue<T> {
    type Output = Option<T>;

    fn read(response: HttpResponse) -> Result<Option<T>> {
        let response = check(response)?;
        if response.body.is_empty() { Ok(None) } else { Value::read(response).map(Some) }
    }
}

/// A page; an empty one if there is no content.
impl<T: DeserializeOwned + Send + 'static> ResponseKind for Page<T> {
    type Output = Self;

    fn read(response: HttpResponse) -> Result<Self> {
        let response = check(response)?;
        if response.status == NO_CONTENT { Ok(Self::empty()) } else { json(response) }
    }
}

impl<T: DeserializeOwned + Send + 'static> ResponseKind for DeltaPage<T> {
    type Output = crate::page::Changes<T>;

    fn read(response: HttpResponse) -> Result<Self::Output> {
        json(check(response)?)
    }
}

impl ResponseKind for Bytes {
    type Output = Body;

    fn read(response: HttpResponse) -> Result<Body> {
        Ok(check(response)?.body)
    }
}

impl ResponseKind for Text {
    type Output = String;

    fn read(response: HttpResponse) -> Result<String> {
        let response = check(response)?;
        match std::str::from_utf8(&response.body) {
            Ok(text) => Ok(text.trim_start_matches('\u{feff}').to_owned()),
            Err(error) => Err(Error::answer(error.to_string(), response)),
        }
    }
}

impl ResponseKind for Count {
    type Output = u64;

    fn read(response: HttpResponse) -> Result<u64> {
        let text = Text::read(response.clone())?;
        text.trim().parse().map_err(|_| Error::answer(format!("`{}` is no count", shown::short(&text)), response))
    }
}

/// The status of an answer that has no content.
const NO_CONTENT: u16 = 204;

/// Takes a success, and makes an error of anything else.
pub(crate) fn check(response: HttpResponse) -> Result<HttpResponse> {
    if response.is_success() { Ok(response) } else { Err(ServiceError::read(response).into()) }
}

/// The mark that some senders put before text in UTF-8.
const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// Reads a body as JSON.
pub(crate) fn json<T: DeserializeOwned>(response: HttpResponse) -> Result<T> {
    let body = response.body.strip_prefix(BYTE_ORDER_MARK).unwrap_or(&response.body);
    serde_json::from_slice(body).map_err(|error| {
        let other_type = response.headers.get("content-type").filter(|content_type| !content_type.contains("json"));
        let reason = match other_type {
            _ if response.body.is_empty() => "it has no body".to_owned(),
            Some(other) if error.is_syntax() => format!("it is no JSON, but `{}`", shown::short(other)),
            _ => shown::reason(&error),
        };
        Error::answer(reason, response)
    })
}
