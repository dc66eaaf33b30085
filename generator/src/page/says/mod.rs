//! Reads the prose of a page: what its sentences, lists and notes say, as facts and claims. Each phrase table has a table of
//! cases beside it: text in, facts out.

mod answer;
mod base;
mod body;
#[cfg(test)]
pub(super) mod case;
mod facts;
mod headers;
mod lists;
pub mod options;
pub(super) mod read;
pub mod sentence;
mod traits;

pub use base::{inherits, only_inherits};

use crate::span::Span;

/// The namespace of pages that name none.
pub const DEFAULT_NAMESPACE: &str = "microsoft.graph";

/// What the prose, the annotations and the examples of a page claim about types and operations. Nothing is looked up yet,
/// and claims may contradict each other: the API stage links and weighs them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Says {
    /// The namespace that the page is about, by its line or its annotation, else that of pages that name none.
    pub namespace: String,
    /// The deprecation notice of what the page is about.
    pub deprecated: Option<String>,
    /// What the page says of its answers, but for what its [examples](crate::page::Exchange::answers) say.
    pub answers: Vec<Claim<Said>>,
    /// The status codes of success, in order.
    pub statuses: Vec<Claim<u16>>,
    /// What the request sends; a page may say of one request that nothing is sent, and name the type that another one sends.
    pub bodies: Vec<Claim<Said>>,
    /// Whether the tables of the body are alternatives, of which one is sent.
    pub body_is_choice: bool,
    /// The names that the opening of the page and what it says of the body call parameters.
    pub parameters: Vec<Claim<String>>,
    /// The names of what the request body must hold.
    pub needed: Vec<Claim<String>>,
    /// Whether the page says that its query parameters are required.
    pub options_required: bool,
    /// The base type of what the page is about: readings in the order of the text.
    pub bases: Vec<Claim<TypeWords>>,
    /// The types that are derived from what the page is about.
    pub subtypes: Vec<Claim<Subtype>>,
    /// What the type that the page is about is called.
    pub traits: Vec<Claim<Trait>>,
    /// The sections that say that values of an enum type are combined; none stands for what is before the first heading.
    pub flags: Vec<Claim<Option<usize>>>,
}

/// Something that a page says, and where.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Claim<T> {
    /// What is said.
    pub value: T,
    /// What on the page says it.
    pub source: Source,
    /// Where.
    pub span: Span,
}

/// What is said of the body of a request or an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    /// It is empty.
    Nothing,
    /// It is content, which isn't JSON, or the address of it.
    Bytes,
    /// It is JSON, and no more is known than whether it is a page of items.
    Json {
        /// Whether it is.
        collection: bool,
    },
    /// It is of this type; several are alternatives in the order of the text, at least one.
    Types(Vec<TypeWords>),
}

/// A type as a page names it, before anything is looked up.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TypeWords {
    /// Its name, as written.
    pub name: String,
    /// The target of its link, as written; none where the name is no link.
    pub target: Option<String>,
    /// Whether it is a collection of them.
    pub collection: bool,
}

/// A type that is called derived.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Subtype {
    /// The type.
    pub words: TypeWords,
    /// The word in lower case that names its base; none where that is what the page is about.
    pub base: Option<String>,
}

/// What a type is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trait {
    /// Never instantiated itself.
    Abstract,
    /// The base of other types.
    Base,
    /// Its values may have properties of their own.
    Open,
}

/// What on a page says a thing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Source {
    #[default]
    Annotation,
    Title,
    Table,
    JsonRepresentation,
    Prose,
    MethodTable,
    Example,
    RequestLine,
    FileName,
    /// A value list in a description: `Possible values are: …`.
    ValueList,
    /// Nothing says it; it follows from other facts.
    Inferred,
}

/// What a page states of a property; none where it is silent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PropertyFacts {
    /// Whether it must be given.
    pub required: Option<bool>,
    /// Whether only the service sets it.
    pub read_only: Option<bool>,
    /// Whether it may be null.
    pub nullable: Option<bool>,
    /// Whether it is part of the key.
    pub key: Option<bool>,
    /// The default value, as the page writes it.
    pub default: Option<String>,
    /// Whether `$filter` takes it.
    pub filter: Option<bool>,
    /// The operators that `$filter` takes with it (`eq`, `startsWith`); empty where the page names none.
    pub filter_operators: Vec<String>,
    /// Whether `$orderby` takes it.
    pub order_by: Option<bool>,
    /// Whether `$search` takes it.
    pub search: Option<bool>,
    /// Whether `$expand` takes it.
    pub expand: Option<bool>,
    /// `true`: only when `$select` names it; `false`: by default.
    pub only_on_select: Option<bool>,
    /// The most items the collection can hold.
    pub max_items: Option<u64>,
    /// The greatest length of the text.
    pub max_length: Option<u64>,
    /// The least and the greatest number.
    pub range: Option<(i64, i64)>,
    /// The deprecation notice.
    pub deprecated: Option<String>,
}
