//! What the client crate of a version holds: builders for the places of the API, operations, and their parameters.
//!
//! Passes in order: [`tree`] (paths to places), [`operation`] (facts of each operation), [`place`] (operations to modules,
//! places to builders), [`methods`] (what each builder can do), [`files`] (what stands where).

pub mod answer;
mod areas;
mod context;
pub mod docs;
pub mod edge;
pub mod examples;
pub mod files;
pub mod guide;
pub mod items;
mod led_to;
pub mod methods;
pub mod naming;
pub mod operation;
pub mod parameter;
mod passes;
pub mod place;
mod readme;
pub mod route;
pub mod snippets;
pub mod spelling;
pub mod tree;

pub use context::Context;
pub use passes::{client, plan};

use std::collections::{BTreeMap, BTreeSet};

use super::{Docs, RustType};
pub use crate::api::Cloud;
use crate::api::{AreaId, OperationId, Permissions};
use crate::diagnostic::Diagnostic;

/// The client crate of a version.
#[derive(Clone, Debug, Default)]
pub struct Client {
    /// `v1.0` or `beta`.
    pub version: String,
    /// The name of the package.
    pub package: String,
    /// The areas that have operations, sorted by name.
    pub areas: Vec<Area>,
    /// The builders; the first one is the root, the others are sorted by name.
    pub builders: Vec<Builder>,
    /// The operations, in the order of the [`Api`](crate::api::Api), whose ids lead to them.
    pub operations: Vec<Operation>,
    /// Findings where the plan had to differ from the pages.
    pub diagnostics: Vec<Diagnostic>,
}

/// An area of the client: a feature.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Area {
    /// Its index in the [`Api`](crate::api::Api).
    pub id: AreaId,
    /// The name of the feature: `device-management`.
    pub feature: String,
    /// The name of its modules: `device_management`.
    pub module: String,
    /// A description of what is in it.
    pub description: String,
    /// Is true if the model crate has such a feature.
    pub has_types: bool,
}

/// An index into [`Client::builders`].
pub type BuilderId = usize;

/// A type that stands for a place in the API.
#[derive(Clone, Debug, Default)]
pub struct Builder {
    /// Its name: `MessagesItem`.
    pub name: String,
    /// Its documentation: what it is, and the places that it stands for.
    pub docs: Docs,
    /// Code that begins there, see [`CratePlan::snippets`](super::CratePlan::snippets).
    pub snippet: Option<usize>,
    /// The areas of the operations at and below it.
    pub areas: BTreeSet<AreaId>,
    /// The ways to other builders, in the order of their wire names.
    pub steps: Vec<Step>,
    /// The operations, in the order of their wire names.
    pub methods: Vec<Method>,
}

/// A method that leads to another builder.
#[derive(Clone, Debug, Hash)]
pub struct Step {
    /// Its name: `mail_folders`.
    pub name: String,
    /// Its documentation.
    pub docs: Docs,
    /// The parts that it adds to the path, one after the other.
    pub path: Vec<PathPart>,
    /// Its parameters.
    pub arguments: Vec<Argument>,
    /// The builder that it leads to.
    pub target: BuilderId,
    /// The areas of the operations that it leads to.
    pub areas: BTreeSet<AreaId>,
}

/// A part that a method adds to the path.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum PathPart {
    /// A segment as it stands: a name, `$ref`.
    Child(String),
    /// A type cast.
    Cast(String),
    /// A key, by the name of the argument that holds it.
    Key(String),
    /// A OneDrive path, by the name of the argument that holds it.
    ByPath(String),
    /// An alternate key.
    NamedKey(Vec<Argument>),
    /// A call.
    Call {
        /// Its name.
        name: String,
        /// Its arguments, which are arguments of the method too.
        arguments: Vec<Argument>,
    },
}

/// A method that makes a request.
#[derive(Clone, Debug, Hash)]
pub struct Method {
    /// Its name: `send_mail`.
    pub name: String,
    /// Its documentation.
    pub docs: Docs,
    /// What people look it up by beside its name, such as the title of its page.
    pub aliases: BTreeSet<String>,
    /// The operation.
    pub operation: OperationId,
    /// Other documented operations with the same verb and path, which differ in types only.
    pub also: Vec<OperationId>,
    /// The parts that it adds to the path.
    pub path: Vec<PathPart>,
    /// Its parameters.
    pub arguments: Vec<Argument>,
    /// The deprecation notice.
    pub deprecated: Option<String>,
}

/// A parameter of a method.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Argument {
    /// Its Rust name.
    pub name: String,
    /// Its wire name; empty for the body.
    pub wire: String,
    /// The value that is passed.
    pub value: Value,
    /// The part of the request that it is sent in.
    pub sent_in: SentIn,
    /// Its meaning, in a line.
    pub meaning: String,
}

/// A way to pass a value to a method.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Value {
    /// A key: text, a number, a GUID, or the optional one of a model.
    Required,
    /// Anything that can be displayed: a date, a GUID, a URL.
    Display,
    /// Text.
    Text,
    /// A value of a type that is cheap to copy.
    Copy(RustType),
    /// A reference to a value.
    Ref(RustType),
    /// A reference to a slice of values.
    Slice(RustType),
    /// A reference to a value of a struct or of any that derives from it.
    Item(RustType),
    /// A reference to a slice of them.
    Items(RustType),
    /// A reference to whatever is written as JSON.
    Json,
    /// Whatever becomes a value of the type, as in a field: a time of Rust, the name of a member, an array of texts.
    Field(RustType),
    /// A patch of a type.
    Patch(RustType),
    /// Bytes, in memory or as a stream.
    Content,
    /// Bytes in memory.
    Bytes,
}

/// The part of a request that holds the value of an argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SentIn {
    /// Into the path, see [`PathPart`].
    Path,
    /// Into the path as a literal in quotes.
    Quoted,
    /// Into the brackets of a function that the request line has without them.
    Call,
    /// The same as a literal in quotes.
    CallQuoted,
    /// Into the query.
    Query,
    /// It is the value of a header.
    Header,
    /// Into the JSON object of an action's parameters.
    Parameter,
    /// It is the body.
    Body,
    /// It is the body, where a value of its base type is expected: it names its type.
    TypedBody,
    /// It is the body as it stands.
    Content,
    /// It is the body, a message in MIME.
    Mime,
    /// It is the entity that a link leads to; the collection where ids are looked up stands with the operation.
    Reference,
}

/// A documented operation as a unit struct.
#[derive(Clone, Debug, Hash)]
pub struct Operation {
    /// Its index in the [`Api`](crate::api::Api).
    pub id: OperationId,
    /// The module: `messages`.
    pub module: String,
    /// The name in the module: `List`.
    pub name: String,
    /// The areas that have it.
    pub areas: BTreeSet<AreaId>,
    /// Its documentation, up to the examples.
    pub docs: Docs,
    /// The documentation of its examples.
    pub shown: Vec<DocPart>,
    /// The code of its examples, see [`CratePlan::snippets`](super::CratePlan::snippets): the index there, by the index of the
    /// example.
    pub snippets: BTreeMap<usize, usize>,
    /// The name of its page, as the runtime reports it.
    pub wire: String,
    /// The method.
    pub method: String,
    /// The documented paths.
    pub paths: Vec<String>,
    /// Its permissions.
    pub permissions: Permissions,
    /// The clouds that have it; none where its page doesn't tell.
    pub clouds: Option<Vec<Cloud>>,
    /// The address of its page.
    pub url: String,
    /// The documented headers, sorted.
    pub headers: Vec<String>,
    /// The headers that every request must have, with their values.
    pub sent_headers: Vec<(String, String)>,
    /// The documented query parameters, sorted.
    pub query: Vec<String>,
    /// The shape of its answer.
    pub answer: Answer,
    /// The first documented answer.
    pub example: Option<Example>,
    /// The parameters of every method that makes the request, besides those of the path, in order.
    pub arguments: Vec<Argument>,
    /// The setters of its request, each under its name.
    pub setters: Vec<Argument>,
    /// For links: the path under which an id is looked up.
    pub reference: Option<String>,
    /// The deprecation notice.
    pub deprecated: Option<String>,
}

/// A part of the documentation of an operation's examples.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum DocPart {
    /// Lines; behind a body they begin in its code block.
    Lines(Docs),
    /// The code of the example with this index, if there is any.
    Snippet(usize),
    /// The body of the operation's own example, from its file.
    Body,
}

/// A shape of answers: how they are read.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Answer {
    /// Nothing.
    Empty,
    /// One value.
    One(RustType),
    /// One value, or nothing.
    Maybe(RustType),
    /// A value in an envelope.
    Value(RustType),
    /// A value in an envelope, or nothing.
    MaybeValue(RustType),
    /// A page of items.
    Page(RustType),
    /// A page of changes.
    Delta(RustType),
    /// Bytes.
    Bytes,
    /// Text.
    Text,
    /// A number as text.
    Count,
}

/// A documented answer.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Example {
    /// The status code.
    pub status: u16,
    /// The content type; empty if there is no body.
    pub content_type: String,
    /// The body; it stands beside the operations of its module, once for all that show it.
    pub body: String,
    /// Its name there; empty if there is no body.
    pub name: String,
}
