//! An API as flat facts: what two trees are compared by, and what a file keeps of one.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

/// One version of the API as facts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snapshot {
    /// `v1.0` or `beta`.
    pub version: String,
    /// The pages, which places lead to.
    pub pages: Vec<PageRef>,
    /// The types, by qualified name; their properties and members are parts of them.
    pub types: BTreeMap<String, Item>,
    /// The actions and functions, by binding type (`Collection(…)` for one of a collection, empty if unbound) and name.
    pub procedures: BTreeMap<String, BTreeMap<String, Item>>,
    /// The documented operations, by name.
    pub operations: BTreeMap<String, Item>,
    /// What the pages imply without defining it.
    pub implied: Implied,
}

/// A page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageRef {
    /// Its path relative to the docs tree.
    pub path: String,
    /// Its published address.
    pub url: String,
}

/// What pages imply elsewhere: in examples, in lists of values, in paths.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Implied {
    /// For each type the names that paths, or the examples of several pages, give it besides its properties.
    pub members: BTreeMap<String, BTreeSet<String>>,
    /// For each enum type the values, in lower case, that descriptions of its properties list; under no name, what is marked
    /// up in any description and can't be an ordinary word.
    pub values: BTreeMap<String, BTreeSet<String>>,
    /// The requests that pages show: verb and shape of the path.
    pub requests: BTreeSet<String>,
}

/// Something with a name and facts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// Its name as the pages write it.
    pub name: String,
    /// What the pages state of it.
    pub facts: Facts,
    /// Where.
    pub place: Place,
    /// Its parts by their name; paths by their shape.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub parts: BTreeMap<What, BTreeMap<String, Item>>,
}

impl Item {
    /// Returns a fact.
    pub fn fact(&self, fact: Fact) -> Option<&str> {
        self.facts.get(&fact).map(String::as_str)
    }

    /// Tells whether a fact is stated to be true.
    pub fn is(&self, fact: Fact) -> bool {
        self.fact(fact) == Some("true")
    }

    /// Gives its parts of a kind.
    pub fn parts(&self, what: What) -> impl Iterator<Item = (&String, &Item)> {
        self.parts.get(&what).into_iter().flatten()
    }

    /// Returns the part of this kind and name.
    pub fn part(&self, what: What, name: &str) -> Option<&Item> {
        self.parts.get(&what)?.get(name)
    }

    /// Adds a part; of several with one name the first stays.
    pub fn add(&mut self, what: What, key: String, part: Item) {
        self.parts.entry(what).or_default().entry(key).or_insert(part);
    }

    /// States a fact.
    pub fn state(&mut self, fact: Fact, value: impl Into<String>) {
        self.facts.insert(fact, value.into());
    }
}

/// The facts of an item; what pages don't tell isn't there.
pub type Facts = BTreeMap<Fact, String>;

/// A place on a page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// An index into [`Snapshot::pages`].
    pub page: u32,
    /// The first byte on the page.
    pub offset: u32,
}

/// What an item is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum What {
    /// An area: a feature of the generated crates.
    Area,
    /// A type.
    Type,
    /// A structural or navigation property.
    Property,
    /// A property that the page of a subtype lists as its own.
    Inherited,
    /// A member of an enum type.
    Member,
    /// An action or function.
    Procedure,
    /// A parameter of an action or function.
    Parameter,
    /// A combination of parameters of a function, where it has several.
    Overload,
    /// A documented operation.
    Operation,
    /// A path of an operation.
    Path,
    /// A property of the body that a request sends.
    BodyProperty,
    /// An OData option or other query parameter.
    QueryOption,
    /// A request header.
    Header,
    /// A kind of account, with the permissions that it needs.
    Account,
    /// One of several permissions, or sets of them, any of which will do for a kind of account.
    Permission,
    /// A national cloud.
    Cloud,
}

impl What {
    /// Returns the word by which kinds of changes begin.
    pub fn word(self) -> &'static str {
        match self {
            Self::Area => "area",
            Self::Type => "type",
            Self::Property | Self::Inherited => "property",
            Self::Member => "member",
            Self::Procedure | Self::Operation => "operation",
            Self::Parameter => "parameter",
            Self::Overload => "overload",
            Self::Path => "path",
            Self::BodyProperty => "body-property",
            Self::QueryOption => "query-option",
            Self::Header => "header",
            Self::Account => "account",
            Self::Permission => "permission",
            Self::Cloud => "cloud",
        }
    }
}

/// What is stated of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Fact {
    /// `entity`, `complex` or `enum`; `action` or `function`; of an operation what it does.
    Kind,
    /// The base type.
    Base,
    /// Whether a type is never instantiated itself.
    Abstract,
    /// Whether values may have properties of their own.
    Open,
    /// The key properties.
    Key,
    /// Whether a value is a list of members.
    Flags,
    /// The type, as CSDL writes it.
    Type,
    /// Whether a property leads to other entities.
    Navigation,
    /// Whether it may be null.
    Nullable,
    /// Whether it must be given.
    Required,
    /// Whether only the service sets it.
    ReadOnly,
    /// Whether it comes without being selected.
    SelectedByDefault,
    /// The default value.
    Default,
    /// What `$filter`, `$orderby`, `$search` and `$expand` do with a property.
    Query,
    /// What an action or function returns.
    Returns,
    /// What an operation answers.
    Answer,
    /// What a request sends.
    Body,
    /// The value of a header that always is the same.
    Value,
    /// The permission that gives least; several in their order say what suffices.
    Least,
    /// Whether a kind of account can do it at all.
    Supported,
    /// All permissions, any of which will do, the least first, separated by `, `. Compared one by one.
    Permissions,
    /// The deprecation notice.
    Deprecated,
    /// A hash of the description.
    Description,
    /// What the generated crates call it, with its type.
    Rust,
    /// The values that a description lists, separated by blanks. Not compared.
    Listed,
    /// Where a member stands to the sentinel: `before`, `after`; absent where there is none. Not compared.
    Sentinel,
    /// The action or function that an operation calls. Not compared.
    Calls,
    /// Whether this page speaks for this path. Not compared.
    Main,
    /// The area. Not compared.
    Area,
}

impl Fact {
    /// Returns the word by which kinds of changes go on; none for facts that only explain others.
    pub fn word(self) -> Option<&'static str> {
        Some(match self {
            Self::Kind => "kind",
            Self::Base => "base",
            Self::Abstract => "abstract",
            Self::Open => "open",
            Self::Key => "key",
            Self::Flags => "flags",
            Self::Type => "type",
            Self::Navigation => "navigation",
            Self::Nullable => "nullable",
            Self::Required => "required",
            Self::ReadOnly => "read-only",
            Self::SelectedByDefault => "default-selection",
            Self::Default => "default",
            Self::Query => "query",
            Self::Returns | Self::Answer => "answer",
            Self::Body => "body",
            Self::Value => "value",
            Self::Least => "least",
            Self::Supported => "supported",
            Self::Deprecated => "deprecated",
            Self::Description => "description",
            Self::Rust => "rust",
            Self::Permissions | Self::Listed | Self::Sentinel | Self::Calls | Self::Main | Self::Area => return None,
        })
    }
}
