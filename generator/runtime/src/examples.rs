//! The documented examples as a test: each request is built again by the generated client, each answer is read and written
//! again by the generated model, and both must equal what the documentation shows.
//!
//! A generated crate holds its examples as lines of JSON ([`Case`]), and code that knows which method makes which request
//! ([`Call`]) and which operation gave which answer ([`Answer`]). What is compared, and when two things are equal, is
//! decided here:
//!
//! - a request equals the documented one if method, path, query and body do; letter case of the path, percent-encoding and
//!   the order of query parameters don't count;
//! - the code that is shown for an example is right if what it sends has the same, and the headers; the letter case of texts
//!   doesn't count, since members of enums have one spelling in Rust;
//! - an answer equals the documented one if it is the same JSON: the same members, strings, numbers and instants, nothing
//!   lost and nothing added, and every value of a documented property fits the type of its field.

mod ask;
mod compare;
mod placeholder;
mod report;
#[cfg(feature = "http")]
mod run;

use crate::response::{Bytes, Count, DeltaPage, Maybe, MaybeValue, One, ResponseKind, Text, Value as Enveloped};
use crate::{Change, Changes, Headers, HttpResponse, Operation, Page, RawRequest};
use msgraph_types::{Additional, Edm, Mismatch, mismatches};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

pub use ask::Asked;
pub use report::{Report, Suite};
pub use serde_json;

/// What the code of an example comes to: its request is sent, and an answer read, which needn't be of the right type.
#[cfg(feature = "http")]
pub type Ran = crate::private::BoxFuture<'static, Result<(), Box<dyn std::error::Error + Send + Sync>>>;

/// Runs the code of an example with a client.
#[cfg(feature = "http")]
pub type Code<C> = fn(C) -> Ran;

/// A documented example.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Case {
    /// The page, relative to the docs tree.
    pub page: String,
    /// The heading over it.
    pub title: String,
    /// The name of its operation.
    pub operation: String,
    /// The request.
    pub request: Option<Asked>,
    /// The answer.
    pub response: Option<Answered>,
}

impl Case {
    /// Where it is documented.
    fn place(&self) -> String {
        if self.title.is_empty() { self.page.clone() } else { format!("{} ({})", self.page, self.title) }
    }
}

/// A documented answer.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Answered {
    /// The status code; success, where the page shows none.
    pub status: u16,
    /// The body; none where the answer is [`Operation::EXAMPLE`].
    pub body: Option<String>,
}

/// Builds the request of an example: a method of the generated client, with what it takes filled in from the example.
pub type Call<C> = fn(&C, &Asked) -> Result<RawRequest, Unfit>;

/// What keeps a request or an answer from being made of an example.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unfit {
    /// What it is.
    pub reason: String,
    /// Whether the page shows something that is no value: a placeholder, or a body that isn't JSON.
    pub flawed: bool,
}

impl From<String> for Unfit {
    fn from(reason: String) -> Self {
        Self { reason, flawed: false }
    }
}

/// Reads the answers of an operation.
#[derive(Clone, Copy, Debug)]
pub struct Answer {
    /// The name of the operation.
    operation: &'static str,
    /// The body of its own example.
    example: &'static str,
    /// Reads a body that came with a status, and writes it again.
    read: fn(u16, &str) -> Result<Read, String>,
}

impl Answer {
    /// Makes the reader of an operation's answers.
    pub const fn of<O: Operation<Response: Rewrite>>() -> Self {
        let example = match O::EXAMPLE {
            Some(example) => example.body,
            None => "",
        };
        Self { operation: O::NAME, example, read: read::<O> }
    }
}

/// An answer that was read and written again.
#[derive(Clone, Debug, Default)]
pub struct Read {
    /// What was written; none if the answer isn't JSON.
    pub written: Option<Value>,
    /// What of the answer was written, and where the paths of misfits start.
    pub part: Part,
    /// Values that don't fit the types of their fields.
    pub misfits: Vec<Mismatch>,
}

/// A part of an answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Part {
    /// All of it.
    #[default]
    Whole,
    /// Only what stands under `value`; beside it stand annotations that belong to no type.
    Value,
    /// All of it; misfits stand in the items under `value`.
    Items,
}

/// Reads an answer of an operation.
///
/// # Errors
/// If it can't be read.
fn read<O: Operation<Response: Rewrite>>(status: u16, body: &str) -> Result<Read, String> {
    let headers: Headers = [("content-type", "application/json")].into_iter().collect();
    let response = HttpResponse::new(status, headers, body.to_owned());
    let output = O::Response::read(response).map_err(|error| error.to_string())?;
    Ok(O::Response::rewrite(output))
}

/// An answer that can be written again.
pub trait Rewrite: ResponseKind {
    /// Writes it.
    fn rewrite(output: Self::Output) -> Read;
}

fn rewritten(value: &impl Edm) -> Read {
    Read { written: Some(value.to_value()), misfits: mismatches(value), ..Read::default() }
}

/// The items of a collection with what came beside them.
fn collected<T: Edm>(items: &[T], beside: &[(&str, Option<Value>)], mut other: Additional) -> Read {
    let mut misfits = Vec::new();
    for (index, item) in items.iter().enumerate() {
        misfits.extend(at_index(index, item));
    }
    for (name, value) in beside {
        value.clone().map(|value| other.insert(*name, value));
    }
    other.insert("value", items.iter().map(Edm::to_value).collect::<Value>());
    Read { written: serde_json::to_value(other).ok(), part: Part::Items, misfits }
}

fn at_index(index: usize, item: &impl Edm) -> impl Iterator<Item = Mismatch> {
    mismatches(item).into_iter().map(move |found| Mismatch { path: format!("{index}/{}", found.path), ..found })
}

impl Rewrite for () {
    fn rewrite((): ()) -> Read {
        Read::default()
    }
}

impl Rewrite for Bytes {
    fn rewrite(content: bytes::Bytes) -> Read {
        Read { written: serde_json::from_slice(&content).ok(), ..Read::default() }
    }
}

impl Rewrite for Text {
    fn rewrite(text: String) -> Read {
        Read { written: Some(text.into()), ..Read::default() }
    }
}

impl Rewrite for Count {
    fn rewrite(count: u64) -> Read {
        Read { written: Some(count.into()), ..Read::default() }
    }
}

impl<T: Edm + DeserializeOwned + Send> Rewrite for One<T> {
    fn rewrite(value: T) -> Read {
        rewritten(&value)
    }
}

impl<T: Edm + DeserializeOwned + Send> Rewrite for Maybe<T> {
    fn rewrite(value: Option<T>) -> Read {
        value.as_ref().map(rewritten).unwrap_or_default()
    }
}

impl<T: Edm + DeserializeOwned + Send> Rewrite for Enveloped<T> {
    fn rewrite(value: T) -> Read {
        Read { part: Part::Value, ..rewritten(&value) }
    }
}

impl<T: Edm + DeserializeOwned + Send> Rewrite for MaybeValue<T> {
    fn rewrite(value: Option<T>) -> Read {
        value.map(Enveloped::<T>::rewrite).unwrap_or_default()
    }
}

impl<T: Edm + DeserializeOwned + Send> Rewrite for Page<T> {
    fn rewrite(page: Self) -> Read {
        let beside =
            [("@odata.nextLink", page.next_link.map(Value::from)), ("@odata.count", page.count.map(Value::from))];
        collected(&page.value, &beside, page.other)
    }
}

impl<T: Edm + DeserializeOwned + Send> Rewrite for DeltaPage<T> {
    fn rewrite(changes: Changes<T>) -> Read {
        let links = [
            ("@odata.nextLink", changes.next_link.map(Value::from)),
            ("@odata.deltaLink", changes.delta_link.map(Value::from)),
        ];
        let mut misfits = Vec::new();
        let mut items: Vec<Value> = Vec::new();
        for change in changes.value {
            match change {
                Change::Present(item) => {
                    misfits.extend(at_index(items.len(), &item));
                    items.push(item.to_value());
                }
                Change::Removed { item, .. } => items.extend(serde_json::to_value(item)),
            }
        }
        Read { misfits, ..collected(&items, &links, changes.other) }
    }
}
