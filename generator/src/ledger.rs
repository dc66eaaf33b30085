//! The account of every item of every page: used, or left out because of a reason from a closed list.

use serde::Serialize;

use crate::read::DocsTree;
use crate::span::{Lines, Span};

/// The kinds of items that are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Item {
    /// The page itself.
    Page,
    /// The YAML block at its top.
    FrontMatter,
    /// A table.
    Table,
    /// A row of a table.
    Row,
    /// A fenced code block.
    CodeBlock,
    /// A comment that holds a JSON object.
    Annotation,
    /// A comment that holds none.
    Comment,
    /// An include directive.
    Include,
    /// A line of an HTTP request section.
    RequestLine,
}

/// The fate of an item: what became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fate {
    /// A stage made something of it; the word says what (`property`, `permission`, `request example`, …).
    Used(&'static str),
    /// Nothing was made of it, for this reason.
    LeftOut(Reason),
    /// Nobody decided. This is a bug of the generator.
    Unaccounted,
}

/// Why something is left out. The list is closed: a new reason is a decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// The page explains and defines nothing of the API.
    Overview,
    /// The page defines something, but nothing could be made of it; a diagnostic says so.
    NothingMade,
    /// The item belongs to a page that explains and defines nothing.
    OverviewContent,
    /// The table explains (scenarios, examples, comparisons) and defines nothing of the API.
    ExplanatoryTable,
    /// A table without rows.
    EmptyTable,
    /// A table that can't be read; a diagnostic says why.
    UnreadableTable,
    /// A row without a name, such as the title of a group of rows.
    GroupRow,
    /// A row of an annotation of OData, which every value may have: `@odata.type`.
    AnnotationRow,
    /// A row with nothing in its cells.
    BlankRow,
    /// A row of an account type whose permissions nobody filled in.
    UnfilledRow,
    /// Text that wrapped into a row of its own; it was joined to the row above.
    WrappedRow,
    /// A row that repeats another row of the page.
    RepeatedRow,
    /// A row that can't be read; a diagnostic says why.
    UnreadableRow,
    /// Code of another language than HTTP and JSON.
    OtherLanguage,
    /// A code sample that shows neither a request, a response nor a type.
    IllustrativeCode,
    /// A request to another service than Graph, or its answer.
    OtherService,
    /// A comment for authors or tools.
    EditorialComment,
    /// The comment hides content on purpose.
    HiddenContent,
    /// An annotation that says `ignored`.
    MarkedIgnored,
    /// An annotation for the documentation's own build (tests, table of contents, suppressions).
    PublishingMetadata,
    /// An annotation that no code block follows.
    WithoutBlock,
    /// The include carries a disclaimer, a snippet or a link, and no fact of the API.
    ProseInclude,
    /// The included file isn't in this tree.
    MissingInclude,
    /// A line of a request block that is a header, a body or a blank.
    NotARequestLine,
    /// A request line that can't be read; a diagnostic says why.
    UnreadableRequest,
    /// A table of what an answer holds; the page of its type defines that.
    PartsOfAnswer,
    /// A table of values that no enum type has: those of a text or of a header.
    ValuesOfText,
    /// A table of what is sent, on a page whose requests send a link, content or nothing.
    NotSent,
    /// Another page speaks for the requests of this one; the crate refers to both.
    OtherPageSpeaks,
    /// The page belongs to areas that weren't asked for.
    NotIncluded,
}

/// One entry.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    /// The place on the page.
    pub span: Span,
    /// The kind of item.
    pub item: Item,
    /// The fate of an item: what became of it.
    pub fate: Fate,
}

/// The account of a page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Account {
    /// The path of the page.
    pub page: String,
    /// What became of its items.
    pub entries: Vec<Entry>,
}

/// Writes the account of pages as JSON lines: `{"page":…,"line":…,"column":…,"item":…,"used":…}`, with `left_out` or
/// `unaccounted` in place of `used`.
pub fn json_lines(accounts: &[Account], tree: &DocsTree) -> String {
    let mut out = String::new();
    for Account { page, entries } in accounts {
        let lines = Lines::of(tree.file(page).map_or("", |source| source.text.as_str()));
        for entry in entries {
            out += &json_line(page, &lines, entry);
            out.push('\n');
        }
    }
    out
}

fn json_line(page: &str, lines: &Lines<'_>, entry: &Entry) -> String {
    let (line, column) = lines.place(entry.span.start);
    let mut object = serde_json::json!({ "page": page, "line": line, "column": column, "item": entry.item });
    match entry.fate {
        Fate::Used(what) => object["used"] = what.into(),
        Fate::LeftOut(reason) => object["left_out"] = serde_json::json!(reason),
        Fate::Unaccounted => object["unaccounted"] = true.into(),
    }
    object.to_string()
}
