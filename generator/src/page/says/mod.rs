//! Reads the prose of a page: what its sentences, lists and notes say, as facts and claims. Each phrase table has a table of
//! cases beside it: text in, facts out.

#[cfg(test)]
mod case;
mod facts;
mod lists;
pub(super) mod read;
pub mod sentence;

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
