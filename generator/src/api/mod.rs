//! The third stage: all pages of one version become an [`Api`], in the terms of CSDL.
//!
//! Passes stand one a file; `resolve` lists them, with what each needs and gives. Every fact keeps its [`Evidence`]. No name of
//! Rust is known here.

mod amend;
mod answers;
mod areas;
mod bases;
mod check;
mod declare;
mod enums;
mod example_paths;
mod examples;
mod file_names;
mod ids;
pub mod index;
mod inherit;
mod kinds;
mod known_paths;
mod link;
mod members;
mod notes;
mod operations;
mod path_resolver;
mod permissions;
pub mod primitives;
mod procedures;
mod requests;
mod resolve;
mod responses;
mod root;
mod rows;
mod samples;
mod sets;
mod speaker;
mod templates;
mod translated;
mod weigh;

pub use bases::Bases;
pub use ids::{AreaId, OperationId, PageId, TypeId};
pub use resolve::resolve;

pub use crate::page::path::{shape, unbracketed, written};
pub use crate::page::primitives::Primitive;
pub use crate::page::says::{PropertyFacts, Source, inherits};
pub use crate::page::{Cloud, Inline, Needs, Note, Prose, Segment};

use crate::diagnostic::Diagnostic;
use crate::ledger::Entry;
use crate::page::{Page, RequestPath};
use crate::read::PageSource;
use crate::span::Span;

/// The member of an enum type that announces others behind it.
pub const SENTINEL: &str = "unknownFutureValue";

/// What one version of the API is resolved from.
#[derive(Clone, Copy, Debug)]
pub struct Input<'a> {
    /// `v1.0` or `beta`.
    pub version: &'a str,
    /// The pages of the version, sorted by path.
    pub pages: &'a [Page],
    /// The files that pages include, sorted by path.
    pub includes: &'a [Page],
    /// The table of contents.
    pub toc: Option<&'a PageSource>,
}

/// One version of the API, as its pages describe it.
#[derive(Clone, Debug, Default)]
pub struct Api {
    /// `v1.0` or `beta`.
    pub version: String,
    /// The pages it was read from, sorted by path.
    pub pages: Vec<PageInfo>,
    /// All types, sorted by qualified name without regard to case; a [`TypeId`] is an index into them.
    pub types: Vec<Type>,
    /// Which of them derive from which.
    pub bases: Bases,
    /// The root entity type, where the pages follow the convention that all entity types derive from one.
    pub root: Option<TypeId>,
    /// Entity sets and singletons, sorted by name.
    pub roots: Vec<Root>,
    /// Actions and functions, sorted by name and binding parameter.
    pub procedures: Vec<Procedure>,
    /// The documented HTTP operations, sorted by name.
    pub operations: Vec<Operation>,
    /// The areas that group types and operations, sorted by name; an [`AreaId`] is an index into them.
    pub areas: Vec<Area>,
    /// What is wrong with the pages.
    pub diagnostics: Vec<Diagnostic>,
}

/// What later stages need to know of a page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PageInfo {
    /// Path relative to the docs tree: `v1.0/resources/user.md`.
    pub path: String,
    /// The address of the published page.
    pub url: String,
    /// Its title.
    pub title: String,
    /// What became of its items.
    pub ledger: Vec<Entry>,
}

/// Where a fact comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Evidence {
    /// The page that says it.
    pub page: PageId,
    /// Where on the page.
    pub span: Span,
    /// What on the page says it.
    pub source: Source,
}

/// A value with its evidence.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fact<T> {
    /// What is true.
    pub value: T,
    /// Why.
    pub evidence: Evidence,
}

/// What one source says an operation answers.
pub type Claim = Fact<Answer>;

/// An area: a feature of the generated crates.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Area {
    /// A short name of letters, digits and `-`: `mail`, `device-management`.
    pub name: String,
    /// What is in it, in a sentence or a list of words.
    pub description: String,
}

/// A type.
#[derive(Clone, Debug, PartialEq)]
pub struct Type {
    /// `microsoft.graph` or below: `microsoft.graph.callRecords`.
    pub namespace: String,
    /// Its name in the namespace: `user`.
    pub name: String,
    /// What it is.
    pub kind: TypeKind,
    /// The meaning, from the description of its page.
    pub description: Prose,
    /// What its page says beside that.
    pub notes: Vec<Note>,
    /// The deprecation notice, if there is one.
    pub deprecated: Option<String>,
    /// Where it belongs.
    pub area: AreaId,
    /// The pages that describe it, the main one first; empty for a type that is only listed in others' descriptions.
    pub pages: Vec<PageId>,
    /// Why it exists.
    pub evidence: Evidence,
}

impl Type {
    /// Returns the contents of an entity or complex type.
    pub fn structure(&self) -> Option<&Structure> {
        match &self.kind {
            TypeKind::Entity(structure) | TypeKind::Complex(structure) => Some(structure),
            TypeKind::Enum(_) => None,
        }
    }

    /// Returns the contents of an entity or complex type, to change them.
    pub fn structure_mut(&mut self) -> Option<&mut Structure> {
        match &mut self.kind {
            TypeKind::Entity(structure) | TypeKind::Complex(structure) => Some(structure),
            TypeKind::Enum(_) => None,
        }
    }
}

/// What a type is.
#[derive(Clone, Debug, PartialEq)]
pub enum TypeKind {
    /// An entity type: it has a key.
    Entity(Structure),
    /// A complex type.
    Complex(Structure),
    /// An enum type.
    Enum(EnumType),
}

/// The contents of an entity or complex type.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Structure {
    /// The base type.
    pub base: Option<Fact<TypeId>>,
    /// Whether it is never instantiated itself; none where the pages are silent.
    pub is_abstract: Option<bool>,
    /// Whether pages call it the base of other types (`is the base type for …`), or examples of it name subtypes.
    pub polymorphic: bool,
    /// Whether values may have properties of their own.
    pub open: bool,
    /// The names of the key properties it declares itself.
    pub key: Vec<String>,
    /// The structural properties it declares itself, in the order of its page.
    pub properties: Vec<Property>,
    /// The navigation properties it declares itself, in the order of its page.
    pub navigation: Vec<Property>,
    /// What its own pages say in words of properties that a base type declares, in the order of its page: their meaning
    /// and their facts here.
    pub inherited: Vec<Property>,
    /// The types whose base it is, sorted.
    pub subtypes: Vec<TypeId>,
}

/// A structural or navigation property.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Property {
    /// Its wire name.
    pub name: String,
    /// Its type.
    pub ty: TypeRef,
    /// The description of its row.
    pub description: Prose,
    /// The facts that the description and the columns state.
    pub facts: PropertyFacts,
    /// The values it may take, where the description lists them and its type is no enum type.
    pub possible_values: Vec<String>,
    /// The values that the JSON representation of its page shows in place of one: `a | b`.
    pub sample_values: Vec<String>,
    /// Where the entities that a navigation property leads to are looked up by id: `directoryObjects`, `teamsTemplates()`
    /// where ids stand in brackets; none where no page tells.
    pub set: Option<String>,
    /// Why it exists.
    pub evidence: Evidence,
}

/// A use of a type.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TypeRef {
    /// Whether it is a collection of them.
    pub collection: bool,
    /// The type of the value or of the items.
    pub of: TypeOf,
}

impl TypeRef {
    /// Makes the type of a single value.
    pub fn one(of: TypeOf) -> Self {
        Self { collection: false, of }
    }

    /// Makes the type of a single value of a primitive type.
    pub fn primitive(of: Primitive) -> Self {
        Self::one(TypeOf::Primitive(of))
    }

    /// Returns the type of the API that the value or its items are of.
    pub fn named(self) -> Option<TypeId> {
        match self.of {
            TypeOf::Named(id) => Some(id),
            TypeOf::Primitive(_) | TypeOf::Untyped => None,
        }
    }
}

/// The type of a single value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TypeOf {
    /// A primitive type of Edm.
    Primitive(Primitive),
    /// A type of the API.
    Named(TypeId),
    /// JSON of any shape: the pages say so, or name a type that nobody defines (a diagnostic tells).
    #[default]
    Untyped,
}

/// The contents of an enum type.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EnumType {
    /// The members in the order of their numbers, else of the page.
    pub members: Vec<EnumMember>,
    /// Whether a value is a list of members.
    pub flags: bool,
}

/// A member of an enum type.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EnumMember {
    /// Its wire name.
    pub name: String,
    /// Its number, where a page gives it.
    pub value: Option<i64>,
    /// The description of its row.
    pub description: Prose,
    /// Why it exists.
    pub evidence: Evidence,
}

/// An entity set or a singleton.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Root {
    /// Its name: `users`, `me`.
    pub name: String,
    /// The type of the entity or of the set's items; a collection for a set.
    pub ty: TypeRef,
    /// Why.
    pub evidence: Evidence,
}

/// An action or a function.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Procedure {
    /// Its namespace.
    pub namespace: String,
    /// Its name in the namespace: `sendMail`.
    pub name: String,
    /// Whether it is a function, which has no side effects, or an action.
    pub function: bool,
    /// The type it is bound to; none if unbound.
    pub binding: Option<TypeRef>,
    /// Its parameters without the binding parameter.
    pub parameters: Vec<Parameter>,
    /// What it returns.
    pub returns: Option<TypeRef>,
    /// The description of its page.
    pub description: Prose,
    /// The operations that call it.
    pub operations: Vec<OperationId>,
    /// Why.
    pub evidence: Evidence,
}

/// A parameter of an operation.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Parameter {
    /// Its wire name.
    pub name: String,
    /// Its type.
    pub ty: TypeRef,
    /// The description of its row.
    pub description: Prose,
    /// Whether it must be given; none where the page is silent.
    pub required: Option<bool>,
    /// Why.
    pub evidence: Evidence,
}

/// A documented HTTP operation: what one page says of one verb.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Operation {
    /// A unique name from the page's file name, with the verb or a number where a page has several: `user-list-messages`.
    pub name: String,
    /// The page.
    pub page: PageId,
    /// The areas that have it, sorted: those that list its page, and that of each entity type that it speaks for a path to.
    pub areas: Vec<AreaId>,
    /// What it does, in OData's terms.
    pub kind: OperationKind,
    /// `GET`, `POST`, `PATCH`, `PUT` or `DELETE`.
    pub method: String,
    /// The documented paths; each is the same operation behind another anchor.
    pub paths: Vec<PathTemplate>,
    /// The title of its page.
    pub title: String,
    /// The description of its page.
    pub description: Prose,
    /// What its page and the files that it includes say beside that.
    pub notes: Vec<Note>,
    /// The clouds that have it; none where its page doesn't tell.
    pub clouds: Option<Vec<Cloud>>,
    /// The deprecation notice, if there is one.
    pub deprecated: Option<String>,
    /// The action or function that it calls, an index into [`Api::procedures`].
    pub procedure: Option<u32>,
    /// What its permission tables say.
    pub permissions: Permissions,
    /// What tables say of the keys in the paths.
    pub keys: Vec<Parameter>,
    /// Arguments of a function in the path, in order.
    pub arguments: Vec<Parameter>,
    /// Documented query parameters; the OData ones with their `$`.
    pub query: Vec<Parameter>,
    /// Documented request headers.
    pub headers: Vec<RequestHeader>,
    /// What the request sends.
    pub body: Body,
    /// The parts of the body of which one is sent, where the page gives alternatives: the names of each; else empty.
    pub alternatives: Vec<Vec<String>>,
    /// What the answer holds.
    pub response: Response,
    /// The documented examples in order.
    pub examples: Vec<Example>,
}

impl Operation {
    /// Tells whether its page speaks for a verb and path. One that doesn't is what other pages document, too.
    pub fn speaks(&self) -> bool {
        self.paths.iter().any(|path| path.main)
    }
}

/// What an operation does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OperationKind {
    /// Reads a collection.
    List,
    /// Reads an entity or a property.
    #[default]
    Get,
    /// Adds an entity to a collection.
    Create,
    /// Changes an entity or a property.
    Update,
    /// Puts an entity or a property in place of what is there.
    Replace,
    /// Removes an entity or a property.
    Delete,
    /// Calls an action.
    Action,
    /// Calls a function.
    Function,
    /// Calls the function `delta`.
    Delta,
    /// Reads the number of items: `$count`.
    Count,
    /// Adds a link to an entity: `POST …/$ref`.
    AddReference,
    /// Sets a link to an entity: `PUT …/$ref`.
    SetReference,
    /// Removes a link to an entity: `DELETE …/$ref`.
    RemoveReference,
    /// Reads links to entities: `GET …/$ref`.
    GetReference,
    /// Reads the bytes of a media entity or stream property: `$value`, `content`.
    Download,
    /// Writes the bytes of a media entity or stream property.
    Upload,
}

/// A path with placeholders.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PathTemplate {
    /// The path as the page writes it, with a leading `/` and without query.
    pub text: String,
    /// Its parts.
    pub segments: Vec<Segment>,
    /// The query that the page writes behind it, names and values as written; a name that only another line of the same path
    /// has comes without a value.
    pub query: Vec<(String, String)>,
    /// What the text before its block says of when it applies.
    pub scenario: Option<String>,
    /// The permissions that hold for this path, where its page divides them by what the path addresses.
    pub permissions: Option<Box<Permissions>>,
    /// Whether no request line has it, only an example.
    pub from_example: bool,
    /// Whether its page speaks for this verb and path: one does, of all that document them.
    pub main: bool,
    /// The type of the value that the last segment leads to, where the path resolves in the model.
    pub resolved: Option<TypeRef>,
    /// Where.
    pub span: Span,
}

impl PathTemplate {
    /// Makes a template of a path that stands at a place.
    fn of(path: &RequestPath, span: Span) -> Self {
        let RequestPath { text, segments, query } = path.clone();
        Self { text, segments, query, span, ..Self::default() }
    }
}

/// What the permission tables of an operation say.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Permissions {
    /// For a signed-in user with a work or school account; alternatives from least to most privileged.
    pub delegated_work: Needs,
    /// For a signed-in user with a personal account.
    pub delegated_personal: Needs,
    /// For the application itself.
    pub application: Needs,
    /// Whether the page says anything at all.
    pub stated: bool,
    /// The file that would say so, where the page includes one that isn't there.
    pub missing: Option<String>,
    /// What is needed for parts of the operation only (`acting on others`, `for channels`), as the page titles them; the
    /// union of all is in the lists above.
    pub subjects: Vec<(String, Permissions)>,
}

/// A documented request header.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RequestHeader {
    /// Its name: `Prefer`.
    pub name: String,
    /// Its value and meaning as the page gives them.
    pub description: Prose,
    /// The value, where it always is the same: `vNext`.
    pub value: Option<String>,
    /// Whether it must be sent; none where the page is silent.
    pub required: Option<bool>,
}

/// What a request sends.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Body {
    /// Nothing.
    #[default]
    None,
    /// One value of this type; the parameters are the properties that the page says can or must be given.
    Value(TypeRef, Vec<Parameter>),
    /// A JSON object with these parameters: an action.
    Parameters(Vec<Parameter>),
    /// Bytes or text, and its content type where the pages settle it: `image/jpeg`, `multipart/form-data`.
    Content(Option<String>),
    /// A link to an entity: `{"@odata.id": …}`.
    Reference,
}

/// What an answer holds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Response {
    /// The documented status codes of success, the usual one first.
    pub statuses: Vec<u16>,
    /// What comes.
    pub answer: Answer,
    /// Whether the pages document that nothing may come in its place.
    pub or_nothing: bool,
    /// Which of annotation, sentence, method table, example or model said so.
    pub evidence: Evidence,
}

/// What comes as an answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Answer {
    /// The pages don't tell: anything may come, or nothing.
    #[default]
    Unknown,
    /// Nothing: the pages say so.
    Nothing,
    /// Content that isn't JSON, or a redirect to it; with the type by which the pages call what is in it, if they do.
    Bytes(Option<TypeRef>),
    /// A value as plain text.
    Text,
    /// JSON of this type; untyped where no page defines the type.
    Json(TypeRef),
}

impl Answer {
    /// Makes the answer of a type: content for streams, else JSON.
    pub fn of(ty: TypeRef) -> Self {
        match ty {
            TypeRef { collection: false, of: TypeOf::Primitive(Primitive::Stream) } => Self::Bytes(Some(ty)),
            ty => Self::Json(ty),
        }
    }

    /// Returns the type of the JSON that comes.
    pub fn json(&self) -> Option<&TypeRef> {
        match self {
            Self::Json(ty) => Some(ty),
            _ => None,
        }
    }

    /// Returns the type of the JSON that comes.
    pub fn ty(self) -> Option<TypeRef> {
        self.json().copied()
    }

    /// Returns the type of the API that the JSON or its items are of.
    pub fn named(self) -> Option<TypeId> {
        self.ty()?.named()
    }

    /// Tells whether it is content.
    pub fn is_bytes(self) -> bool {
        matches!(self, Self::Bytes(_))
    }

    /// Returns the type that metadata would declare: that of the JSON or of what is in the content.
    pub fn declared(self) -> Option<TypeRef> {
        match self {
            Self::Unknown | Self::Nothing => None,
            Self::Bytes(ty) => Some(ty.unwrap_or(TypeRef::primitive(Primitive::Stream))),
            Self::Text => Some(TypeRef::primitive(Primitive::String)),
            Self::Json(ty) => Some(ty),
        }
    }
}

/// A documented example: a request and what answers it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Example {
    /// The heading it stands under.
    pub title: String,
    /// What the page calls it, in the annotation of the request.
    pub name: Option<String>,
    /// The request.
    pub request: Option<crate::page::Message>,
    /// Where the request stands.
    pub request_span: Span,
    /// The path and query of the request's URL.
    pub target: RequestPath,
    /// Whether the request follows a request line of its operation; an example that follows none of its page stands with
    /// the first operation of it.
    pub bound: bool,
    /// The answer.
    pub response: Option<crate::page::Message>,
    /// Where the answer stands.
    pub response_span: Span,
    /// The type that the answer's annotation names, as written, `Collection(…)` included.
    pub response_type: Option<String>,
    /// Whether the annotation says that the answer is shortened.
    pub truncated: bool,
}
