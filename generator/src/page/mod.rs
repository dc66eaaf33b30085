//! The second stage: one page's text becomes a [`Page`], what that page alone says, with a span for every fact.
//!
//! Total: any text gives a `Page` and diagnostics, never a panic, never an early stop. No name of Rust and no other
//! page is known here; a link is kept as it stands, an include is an entry to be resolved later.

mod account;
mod annotation;
mod block;
mod columns;
mod example;
mod front_matter;
mod json;
mod kind;
mod markdown;
mod message;
mod notes;
mod parse;
pub mod path;
mod phrases;
pub mod primitives;
mod report;
mod request;
mod rows;
pub mod says;
mod sections;
mod table;
mod type_expr;
mod words;

use std::ops::Range;

pub use json::{Place, places};
pub use markdown::Inlines;
pub use parse::parse;
pub use path::{RequestPath, Segment};
pub use request::verb_of;

use self::says::{Claim, PropertyFacts, Said, Says, TypeWords};
use crate::diagnostic::Diagnostic;
use crate::ledger::Entry;
use crate::read::Folder;
use crate::span::{Span, Spanned};

/// The content of one page.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// Path relative to the docs tree: `v1.0/resources/user.md`.
    pub path: String,
    /// The folder it stands in.
    pub folder: Folder,
    /// The kind of page, from folder, title and content; `doc_type` is only a hint.
    pub kind: PageKind,
    /// The keys of the front matter in lower case (`title`, `ms.prod`, …) and their values as text, sorted.
    pub front_matter: Vec<(String, String)>,
    /// The first-level heading as plain text. Tab headings are none.
    pub title: Option<Spanned<String>>,
    /// The name on the `Namespace:` line: `microsoft.graph.callRecords`.
    pub namespace: Option<Spanned<String>>,
    /// The paragraphs between the title and the first section, without namespace line, includes, alerts and banners.
    pub description: Option<Spanned<Prose>>,
    /// Alerts, banners and quoted notes, paragraphs that begin as such or stand between a heading and its table, in order; of
    /// a file for other pages all that it says. What is about publishing is left out.
    pub notes: Vec<Note>,
    /// The headings in order. Tab headings are none.
    pub sections: Vec<Section>,
    /// The tab headings, by what stands behind `#tab/` in their link; the rules `---`, which end a group of tabs, are between
    /// them with an empty name.
    pub tabs: Vec<Spanned<String>>,
    /// Paragraphs and list items outside tables, with their section, in order.
    pub paragraphs: Vec<Paragraph>,
    /// Comments that hold (or try to hold) a JSON object, in order.
    pub annotations: Vec<Annotation>,
    /// All tables in order, rows decoded by their role.
    pub tables: Vec<Table>,
    /// All fenced code blocks in order.
    pub blocks: Vec<Block>,
    /// The lines of all HTTP request sections, in order.
    pub requests: Vec<RequestLine>,
    /// The examples in order.
    pub examples: Vec<Exchange>,
    /// What its prose, annotations and examples claim.
    pub says: Says,
    /// The query parameters that sentences name, each once.
    pub options: Vec<Claim<QueryOption>>,
    /// The headers that sentences say the request takes, each with its sentence and what that says of the value; a name that has
    /// several values comes several times.
    pub headers: Vec<HeaderRow>,
    /// Permissions that paragraphs of the permission sections name, where the page has no permission table (2016 and
    /// 2017). They are those of delegated access; each row's remark is its paragraph.
    pub prose_permissions: Vec<PermissionRow>,
    /// Include directives in order, those in table cells too.
    pub includes: Vec<Include>,
    /// The definitions of reference links are resolved already; what is left of a link's target is kept here for
    /// checking.
    pub links: Vec<Spanned<String>>,
    /// The findings: all that is wrong with the page.
    pub diagnostics: Vec<Diagnostic>,
    /// The account of its items.
    pub ledger: Vec<Entry>,
}

/// The subject of a page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum PageKind {
    /// One or more structured types (`X resource type`, `X complex type`, a facet, …).
    Resource,
    /// One enum type.
    Enum,
    /// Several enum types, one a section (`enums.md`).
    EnumCollection,
    /// An operation.
    Operation,
    /// Nothing of the API: an overview or a concept.
    #[default]
    Overview,
    /// Text for other pages.
    Include,
}

/// Inline content of a paragraph or cell, without comments and include directives.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Prose {
    /// The text without markup: links are their text, code and emphasis are their content, `<br>` is a line end,
    /// entities and escapes are resolved, white space is single.
    pub text: String,
    /// The stretches that are more than plain text, in order. [`Prose::inlines`] gives all of the text in parts.
    pub marks: Vec<Mark>,
}

/// A stretch of a [`Prose`] that is marked up. Nested emphasis is flattened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// The bytes of the text.
    pub range: Range<u32>,
    /// Their markup.
    pub kind: MarkKind,
}

/// The markup of a stretch of text.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are those of the inlines")]
pub enum MarkKind {
    Code,
    Strong,
    Emphasis,
    Link(Link),
    /// The start of an item of a list, of no length.
    Item {
        /// Whether the items are numbered.
        ordered: bool,
        /// How many lists the list stands in.
        depth: u8,
    },
}

/// A part of a [`Prose`], for rustdoc, links and possible values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Inline<'p> {
    /// Plain text.
    Text(&'p str),
    /// A code span.
    Code(&'p str),
    /// Bold text.
    Strong(&'p str),
    /// Emphasised text.
    Emphasis(&'p str),
    /// A link.
    Link(&'p Link),
    /// `<br>`, or the start of a list item inside a cell.
    Break,
    /// The start of an item of a list.
    Item {
        /// Whether the items are numbered.
        ordered: bool,
        /// How many lists the list stands in.
        depth: u8,
    },
}

/// A link; reference links have the target of their definition, undefined ones an empty target.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Link {
    /// Its text, without markup.
    pub text: String,
    /// Its target, as written: `../resources/user.md#x-values`.
    pub target: String,
}

/// A heading and what follows it up to the next heading of the same or a higher level.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// 1 to 6.
    pub level: u8,
    /// The heading as plain text.
    pub title: String,
    /// The `<a name>` in the heading, if there is one; see [`Section::anchor`].
    pub named: Option<String>,
    /// The subject of the section, by its heading.
    pub role: SectionRole,
    /// The enclosing section, an index into [`Page::sections`].
    pub parent: Option<usize>,
    /// From the heading to the end of its content.
    pub span: Span,
}

/// The subject of a section. Unknown headings inherit nothing: they are `Other`, and a diagnostic where no page should
/// have them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the names are the headings")]
pub enum SectionRole {
    Title,
    Permissions,
    HttpRequest,
    QueryParameters,
    FunctionParameters,
    PathParameters,
    RequestHeaders,
    RequestBody,
    Response,
    Examples,
    ExampleRequest,
    ExampleResponse,
    Methods,
    Properties,
    Relationships,
    /// Members of the enum type that the page or the heading names (`### X values`); the name is in the heading.
    Members,
    JsonRepresentation,
    SeeAlso,
    /// A further type on the page: `### X resource type` below the title.
    TypeDefinition,
    #[default]
    Other,
}

/// A paragraph or list item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paragraph {
    /// Its section, an index into [`Page::sections`]; none before the first heading.
    pub section: Option<usize>,
    /// Its text.
    pub prose: Prose,
    /// True for an item of a list.
    pub list_item: bool,
    /// Whether the items of that list are numbered.
    pub ordered: bool,
    /// How many lists that list stands in.
    pub depth: u8,
    /// Its place on the page.
    pub span: Span,
}

/// An alert, a banner or a quoted note.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Note {
    /// Whether it is quoted; else it is a paragraph.
    pub quoted: bool,
    /// What kind of note its mark says it is: `Note`, `Important`; empty where its text does.
    pub label: &'static str,
    /// What it says.
    pub prose: Prose,
    /// Its section, an index into [`Page::sections`]; none before the first heading.
    pub section: Option<usize>,
    /// Where.
    pub span: Span,
}

/// A cloud that the service is deployed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "the names are those of the clouds")]
pub enum Cloud {
    Global,
    UsGovernmentL4,
    UsGovernmentL5,
    China,
}

/// A comment that holds a JSON object.
#[derive(Clone, Debug, PartialEq)]
pub struct Annotation {
    /// Its purpose.
    pub kind: AnnotationKind,
    /// The facts that it states of the API, as a lenient reader took them.
    pub facts: AnnotationFacts,
    /// The code block it annotates, an index into [`Page::blocks`].
    pub block: Option<usize>,
    /// Its section.
    pub section: Option<usize>,
    /// Its place on the page, comment marks included.
    pub span: Span,
}

/// The values of an annotation that mean something to the API; a value that is neither text nor truth is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AnnotationFacts {
    /// `@odata.type`: what the block shows.
    pub odata_type: Option<String>,
    /// `@type`, which some pages have in its place.
    pub short_type: Option<String>,
    /// `baseType`.
    pub base_type: Option<String>,
    /// `keyProperty`: names with commas between.
    pub key_property: Option<String>,
    /// `namespace`.
    pub namespace: Option<String>,
    /// `openType`.
    pub is_open: bool,
    /// `abstract` or `isAbstract`.
    pub is_abstract: Option<bool>,
    /// `isCollection`.
    pub is_collection: Option<bool>,
    /// `truncated`: whether the block leaves something out.
    pub is_truncated: bool,
    /// `isEmpty`: whether the collection that the block shows has no items.
    pub is_empty: Option<bool>,
    /// `name`: what the example is called.
    pub name: Option<String>,
    /// `sampleKeys`: the values that stand for keys in the URL of the example.
    pub sample_keys: Vec<String>,
}

impl AnnotationFacts {
    /// Returns the type that it is about.
    pub fn ty(&self) -> Option<&str> {
        self.odata_type.as_deref().or(self.short_type.as_deref())
    }
}

/// `blockType`, or `type` where it is `#page.annotation`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the names are the values of blockType")]
pub enum AnnotationKind {
    Resource,
    Request,
    Response,
    Example,
    Ignored,
    Permissions,
    Page,
    Other,
}

/// A table. Header cells that disagree with the delimiter row, surplus cells, wrapped rows and comments among the rows
/// are mended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// The meaning of its rows, from heading, header row and contents.
    pub role: TableRole,
    /// The header cells as plain text.
    pub header: Vec<String>,
    /// The rows, decoded by role.
    pub rows: Rows,
    /// Its section.
    pub section: Option<usize>,
    /// Its place on the page.
    pub span: Span,
}

/// A query parameter that prose names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct QueryOption {
    /// Its name: `$select`, `orderby`.
    pub name: String,
    /// What the prose says of it, where it isn't one of OData's own: the paragraph that names it and no other, with the values of
    /// the table behind that.
    pub description: Prose,
    /// That table.
    pub values: Option<usize>,
}

/// The meaning of the rows of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the names say it")]
pub enum TableRole {
    Properties,
    Relationships,
    Methods,
    Members,
    Permissions,
    /// National clouds and marks whether they have an operation.
    Clouds,
    QueryParameters,
    FunctionParameters,
    PathParameters,
    RequestHeaders,
    /// Properties or parameters of the request body.
    RequestBody,
    /// Properties of the response.
    Response,
    /// Explains and defines nothing.
    Explanatory,
}

/// Decoded rows. A row that can't be decoded is in the ledger, with a diagnostic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rows {
    /// Properties, relationships, parameters of any kind, body and response properties.
    Members(Vec<MemberRow>),
    /// Members of an enum type.
    EnumMembers(Vec<EnumMemberRow>),
    /// Methods of a type.
    Methods(Vec<MethodRow>),
    /// Permissions of an operation.
    Permissions(Vec<PermissionRow>),
    /// The clouds that have an operation.
    Clouds(Vec<Cloud>),
    /// Headers of a request.
    Headers(Vec<HeaderRow>),
    /// Any other: the cells as they are.
    Cells(Vec<Vec<Prose>>),
}

/// A property, relationship or parameter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MemberRow {
    /// Its wire name, without markup, markers and footnote signs.
    pub name: String,
    /// The type cell; none where the table has no such column or the cell is empty.
    pub ty: Option<TypeExpr>,
    /// The description; empty where the table has none.
    pub description: Prose,
    /// The cells of `Required`, `Optional`, `Nullable`, `ReadOnly`, `Key` and `Default` columns: lower-case header,
    /// plain cell.
    pub columns: Vec<(String, String)>,
    /// Words in brackets after the name: `deprecated`, `preview`.
    pub marker: Option<String>,
    /// The title of the group of rows it stands in (`URL parameters`), if any.
    pub group: Option<String>,
    /// The facts that the description, the columns, the marker and the type's note state of it.
    pub facts: PropertyFacts,
    /// The values that the description lists as all that there are; empty where it lists none.
    pub values: Vec<String>,
    /// The type that the description says it is inherited from: readings in the order of the text.
    pub inherited_from: Vec<TypeWords>,
    /// Whether the description says that several values go together, as those of flags do.
    pub combined: bool,
    /// Its place on the page.
    pub span: Span,
}

/// The content of a type cell, before any page is looked up.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TypeExpr {
    /// True where the cell says collection, array or list.
    pub collection: bool,
    /// The name in the cell, cleaned: without markup, `collection`, sizes and notes; as written (`Edm.String`,
    /// `microsoft.graph.x`).
    pub name: String,
    /// The target of its link, as written.
    pub target: Option<String>,
    /// Other types that the cell offers (`[a](a.md) or [b](b.md)`).
    pub alternatives: Vec<Link>,
    /// Words after the type, such as `maximum size 20`, `enum`, `url`.
    pub note: String,
    /// The place of the cell.
    pub span: Span,
}

/// A member of an enum type.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EnumMemberRow {
    /// Its wire name.
    pub name: String,
    /// Its number, where the table has one.
    pub value: Option<i64>,
    /// The description; empty where the table has none.
    pub description: Prose,
    /// Its place on the page.
    pub span: Span,
}

/// A row of a method table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MethodRow {
    /// The name of the method and the page it links to.
    pub method: Link,
    /// What the method answers; none where the table doesn't tell.
    pub returns: Option<Returned>,
    /// The description.
    pub description: Prose,
    /// Its place on the page.
    pub span: Span,
}

/// What a cell says that a method answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Returned {
    /// `None`, `No content`.
    Nothing,
    /// A value of this type.
    Value(TypeExpr),
}

/// Permissions of which one alternative is enough; each is a list of permissions that are needed together. Empty where
/// the page says that it isn't supported, none where it doesn't tell.
pub type Needs = Option<Vec<Vec<String>>>;

/// A row of a permission table, or one column of a matrix of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PermissionRow {
    /// Who signs in.
    pub scheme: PermissionScheme,
    /// The resource or purpose that the row or column is restricted to (`Device configuration`, `chat`, `on others`),
    /// if any.
    pub subject: Option<String>,
    /// What is needed, in the order least to most privileged, whatever the order on the page.
    pub needs: Needs,
    /// The rest of the cell beside permissions (`Not supported.`, a footnote, a placeholder).
    pub remark: String,
    /// Its place on the page.
    pub span: Span,
}

/// Who calls: a signed-in user with a work or personal account, or the application itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "the names are those of the tables")]
pub enum PermissionScheme {
    #[default]
    DelegatedWork,
    DelegatedPersonal,
    Application,
}

/// A header of a request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HeaderRow {
    /// Its name: `Prefer`.
    pub name: String,
    /// Value and description as the page gives them.
    pub description: Prose,
    /// The value, where the page gives one word that always is it: `vNext`.
    pub value: Option<String>,
    /// `true` or `false` where the page says that it is required or optional; none where it is silent.
    pub required: Option<bool>,
    /// Its place on the page.
    pub span: Span,
}

/// A fenced code block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// Its purpose.
    pub role: BlockRole,
    /// The first word of its info string, lower case.
    pub language: String,
    /// Its content; empty where the message has it.
    pub text: String,
    /// Its annotation, an index into [`Page::annotations`].
    pub annotation: Option<usize>,
    /// Its section.
    pub section: Option<usize>,
    /// For HTTP requests and responses of the examples: its parts.
    pub message: Option<Message>,
    /// The JSON that it shows, as the author means it: of a message, of its body.
    pub json: Option<serde_json::Value>,
    /// The place of the content, without the fences.
    pub span: Span,
}

/// The purpose of a code block.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the names say it")]
pub enum BlockRole {
    HttpRequest,
    RequestExample,
    ResponseExample,
    JsonRepresentation,
    /// A request to another service, or its answer.
    OtherService,
    /// JSON that is neither: a sample of a body or a value.
    JsonSample,
    Other,
}

/// An HTTP message of an example.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Message {
    /// `GET`; empty for a response.
    pub method: String,
    /// The URL as written; empty for a response.
    pub url: String,
    /// The status code; none for a request.
    pub status: Option<u16>,
    /// The header lines.
    pub headers: Vec<(String, String)>,
    /// The body as written; empty where there is none.
    pub body: String,
    /// The place of the body.
    pub body_span: Span,
}

/// A request that a page shows, and what answers it; either may be missing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Exchange {
    /// The heading that it stands under.
    pub title: String,
    /// The block of the request, an index into [`Page::blocks`].
    pub request: Option<usize>,
    /// The path and query of the request's URL.
    pub target: RequestPath,
    /// The block of an HTTP request section that shows the request instead, by a line of it.
    pub line: Option<usize>,
    /// The block of the response, an index into [`Page::blocks`].
    pub response: Option<usize>,
    /// What the response says of itself: the type of its annotation, then what its message shows.
    pub answers: Vec<Claim<Said>>,
}

/// A line of an HTTP request section.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RequestLine {
    /// `GET`, upper case.
    pub method: String,
    /// The path and query as written, without host and version, `HTTP/1.1` and surrounding white space.
    pub target: String,
    /// The path that the target is; without segments where it is none, and with a placeholder for what looks like
    /// somebody's id.
    pub path: RequestPath,
    /// The host and version as written, if any: `https://graph.microsoft.com/v1.0`.
    pub host: Option<String>,
    /// The text before its block that says when it applies, as plain text.
    pub scenario: Option<String>,
    /// The code block it stands in, an index into [`Page::blocks`].
    pub block: usize,
    /// Its section.
    pub section: Option<usize>,
    /// Its place on the page.
    pub span: Span,
}

/// An include directive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Include {
    /// The label in brackets.
    pub label: String,
    /// The path as written.
    pub target: String,
    /// Its section.
    pub section: Option<usize>,
    /// Its place on the page.
    pub span: Span,
}

impl Include {
    /// Returns whether the included file holds a permission table.
    pub fn carries_permissions(&self) -> bool {
        self.target.contains("/permissions/") || self.label.starts_with("permissions-table")
    }
}
