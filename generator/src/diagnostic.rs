//! What is wrong with a page and how to mend it: a stable code, a place, a sentence, a remedy.
//!
//! [`render`] prints findings for people and for programs, [`suggest`] finds the name that was meant.

pub mod render;
mod suggest;

pub use suggest::{Known, meant, suggest, sure};

use rayon::prelude::*;

use crate::span::Span;

/// Works on all items, shared among the threads. The work is told each item's index; findings come in the items' order.
pub(crate) fn each<T: Sync, R: Send>(
    items: &[T],
    diagnostics: &mut Vec<Diagnostic>,
    work: impl Fn(u32, &T, &mut Vec<Diagnostic>) -> R + Sync,
) -> Vec<R> {
    let one = |(at, item)| {
        let mut found = Vec::new();
        (work(u32::try_from(at).unwrap_or(u32::MAX), item, &mut found), found)
    };
    let (results, found): (Vec<R>, Vec<Vec<Diagnostic>>) = items.par_iter().enumerate().map(one).unzip();
    diagnostics.extend(found.into_iter().flatten());
    results
}

/// The severity of a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Something of the page could not be used.
    Error,
    /// The page contradicts itself or another page; a documented order decided.
    Warning,
    /// Worth an author's time, but nothing was lost.
    Note,
}

impl Severity {
    /// Returns the word that is printed: `warning`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
}

/// Declares the codes once: name, severity, what it means and how to mend it. The page that lists them is made from here.
macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $variant:ident = $code:literal, $severity:ident;)+) => {
        /// A kind of finding. Its code never changes its meaning.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $($(#[doc = $doc])+ $variant,)+
        }

        impl Code {
            /// All codes, in the order of their declaration.
            pub const ALL: &'static [Code] = &[$(Code::$variant),+];

            /// Returns the code as it is printed: `undefined-type`.
            pub fn as_str(self) -> &'static str {
                match self { $(Code::$variant => $code,)+ }
            }

            /// Tells how bad a finding of this kind is.
            pub fn severity(self) -> Severity {
                match self { $(Code::$variant => Severity::$severity,)+ }
            }

            /// Returns what it means and what to do about it, as the page of codes prints it.
            pub fn explanation(self) -> &'static str {
                match self { $(Code::$variant => concat!($($doc, "\n"),+).trim_ascii(),)+ }
            }
        }
    };
}

codes! {
    /// The file isn't UTF-8. The damaged bytes are read as replacement characters. Save the page as UTF-8.
    NotUtf8 = "not-utf8", Error;
    /// A file or folder of the docs tree can't be read. What it says is missing from the output. Mend its permissions.
    UnreadableFile = "unreadable-file", Error;
    /// A symbolic link stands in the docs tree. Links aren't followed, as they could lead out of it. Put the file there.
    SymbolicLink = "symbolic-link", Warning;
    /// A file among the pages isn't named `*.md`, so no page is made of it. Rename it, or move it elsewhere.
    StrayFile = "stray-file", Note;
    /// The front matter isn't a YAML mapping; its lines are read one by one as `key: value`. Quote values that hold a colon.
    InvalidFrontMatter = "invalid-front-matter", Error;
    /// An annotation comment isn't a JSON object; a lenient reader took what it could. Write valid JSON.
    InvalidAnnotation = "invalid-annotation", Warning;
    /// A JSON representation or an example body isn't valid JSON. Mend the JSON, or mark the block as another language.
    InvalidJson = "invalid-json", Warning;
    /// A table's header and delimiter rows have different numbers of cells, so that other readers see no table at all.
    /// Give both the same number of cells.
    TableShape = "table-shape", Warning;
    /// A cell holds a pipe that isn't escaped, so that its row has more cells than the table has columns. The surplus
    /// cells were joined to the last one. Write a backslash before it.
    RawPipe = "raw-pipe", Warning;
    /// A table has no role: neither its heading nor its header row says what it holds. Use one of the usual headings
    /// and header rows.
    TableWithoutRole = "table-without-role", Warning;
    /// A table of properties names a primitive type by a word that isn't its name, such as `int`; it is read as the type that
    /// the word most likely means. Write the name of the type, such as `Int32`.
    LooseType = "loose-type", Note;
    /// A row of a table can't be read as what its table holds. Compare its cells with the header row; a pipe inside a
    /// cell needs a backslash.
    TableRow = "table-row", Warning;
    /// A heading that no page of this kind should have, or one that is nearly that of a section which the page lacks. Use the usual
    /// heading, or another level below it.
    UnknownHeading = "unknown-heading", Note;
    /// A page is one of a type or an operation, and nothing was made of it: it names none, shows neither members nor requests, or
    /// is of an enum type that no cell names. Name the type in the title, `x resource type`, or add what the page is about.
    NothingMade = "nothing-made", Warning;
    /// A page has no first-level heading. Begin the page with `# ` and its title.
    NoTitle = "no-title", Warning;
    /// A code fence is never closed, or swallows the headings after it. Close it on a line of its own, with as many
    /// backticks as opened it.
    UnclosedFence = "unclosed-fence", Warning;
    /// The request stands on the line that opens its code fence. It was read as the first line of the block. Put it on a
    /// line of its own.
    FenceInfo = "fence-info", Warning;
    /// A comment is never closed, or only by the end of another one. It was read up to the next heading or code fence. Close it with `-->`.
    UnclosedComment = "unclosed-comment", Warning;
    /// A heading's `#` isn't followed by a space, so that other readers see no heading. Put a space there.
    HeadingWithoutSpace = "heading-without-space", Warning;
    /// An include names a file that isn't there, leaves the docs tree, or includes itself. Mend the path, which is
    /// relative to the page.
    BrokenInclude = "broken-include", Warning;
    /// A link names a page that isn't there. Mend the target, which is relative to the page; file names are in lower
    /// case.
    BrokenLink = "broken-link", Note;
    /// A link or an include writes the name of a file in other letters than the file has, so that systems that tell capital from
    /// small letters find nothing there. Write it as the file is named.
    LetterCase = "letter-case", Note;
    /// A request line begins with a word that is no verb of HTTP. Write `GET`, `POST`, `PATCH`, `PUT` or `DELETE`.
    UnknownVerb = "unknown-verb", Warning;
    /// A request line has no verb. Write `GET /path`.
    RequestWithoutVerb = "request-without-verb", Warning;
    /// A request line can't be read as a path. Write names and `{placeholders}` between slashes.
    MalformedPath = "malformed-path", Warning;
    /// The arguments of a function in a path are malformed, such as an unbalanced parenthesis. Write
    /// `name(first={first},second='{second}')`.
    MalformedArguments = "malformed-arguments", Warning;
    /// A request line names another host than Graph's. Leave the host out, or write `https://graph.microsoft.com`.
    ForeignHost = "foreign-host", Warning;
    /// A path holds an id of somebody's tenant where a placeholder belongs. Write `{id}`.
    LiteralId = "literal-id", Note;
    /// The example request uses another verb or path than the HTTP section of its page. Mend the one that is wrong, or
    /// add the line to the HTTP section.
    RequestMismatch = "request-mismatch", Warning;
    /// The example calls another version of the API than its page is of. Show a call of the page's own version.
    VersionMismatch = "version-mismatch", Warning;
    /// A path goes on with a name that the type before it has no property of. Add its row to the page of the type, or mend
    /// the path.
    UnknownSegment = "unknown-segment", Note;
    /// Nothing tells which type an action or function is bound to, so that the CSDL can't have it. Add the page of the type
    /// that the path leads to before the call.
    UnboundCall = "unbound-call", Note;
    /// Two pages document the same verb and path, with the same query options. The page of what the path leads to speaks for
    /// it; where both are about it alike, the one with fewer paths. Describe it on one of them and link there from the other.
    DuplicateOperation = "duplicate-operation", Note;
    /// A cell of a permission table holds something that isn't a permission. Write permissions with commas between
    /// them, or `Not supported.`.
    NotAPermission = "not-a-permission", Warning;
    /// A page of the API says nothing about permissions. Add the table of permissions.
    NoPermissions = "no-permissions", Note;
    /// A type is named that no page defines. Its values are kept as opaque JSON. Link to its page, or add one.
    UndefinedType = "undefined-type", Warning;
    /// A base type is named that no page defines. The type is read as having no base. Mend the name, or add its page.
    UndefinedBaseType = "undefined-base-type", Warning;
    /// Base types form a loop, a type is its own base, or its base types are more than any has. The link that closes the loop
    /// or makes the chain too long is left out. Mend `baseType` in one of the annotations.
    BaseTypeLoop = "base-type-loop", Error;
    /// An entity type has no key, neither its own nor an inherited one. Name it as `keyProperty` in the annotation.
    KeyAbsent = "key-absent", Note;
    /// The annotation names a key that is no property, or leaves out what the table calls a key. Mend `keyProperty` or
    /// the row.
    KeyMismatch = "key-mismatch", Warning;
    /// The property table and the JSON representation disagree about a name, a type or letter case. Mend the one that
    /// is wrong.
    TableAgainstJson = "table-against-json", Warning;
    /// The same fact is said differently in two places; the more trusted one was taken. Mend the one that is wrong.
    Disagreement = "disagreement", Warning;
    /// Two places list different members of an enum type. List all of them in one place, and link there from the other.
    EnumMembersDiffer = "enum-members-differ", Warning;
    /// The response type can't be determined, or the places that name it disagree. Name it as `@odata.type` in the
    /// annotation of the response example.
    ResponseType = "response-type", Warning;
    /// Two things would get the same Rust name. Both are kept, the later one under a longer name. If one of them is
    /// misspelled, mend it.
    NameClash = "name-clash", Warning;
    /// A name in a page can't be a name in a program. It is kept as it is on the wire. Mend it if it is misspelled.
    InvalidName = "invalid-name", Warning;
    /// A correction matches nothing in the pages any more. Remove it from `corrections.yaml`.
    UnusedCorrection = "unused-correction", Error;
    /// A correction can't be read. Write `page`, `what` and `why` for each.
    InvalidCorrection = "invalid-correction", Error;
    /// A placeholder of a page template was never filled in, or stands for a value in the body of an example, as an empty text
    /// does where a member of an enum type, a date or a number is expected. Fill it in, or remove it.
    Placeholder = "placeholder", Note;
    /// A comment turns findings of a kind off, but there are none between it and the end of its section. Remove the comment.
    UnusedDisable = "unused-disable", Warning;
    /// A comment that should turn findings off gives no reason, or names no code that there is. Write
    /// `<!-- lint-disable CODE: reason -->`.
    InvalidDisable = "invalid-disable", Warning;
    /// A section is missing that pages of this kind have. Add it where the outline has it.
    MissingSection = "missing-section", Note;
    /// A section stands behind one that it comes before on pages of this kind. Move it there.
    SectionOrder = "section-order", Note;
    /// A heading is written in other letter case than the usual one, so that links to its anchor look different from page to
    /// page. Write it as the outline does.
    HeadingCase = "heading-case", Note;
    /// The front matter lacks a key that most pages of the tree have, or gives it no value, or all of it is missing. Add the key.
    FrontMatterKey = "front-matter-key", Note;
    /// The `doc_type` is no known word, or one for pages of another folder. Write `apiPageType` for an operation and
    /// `resourcePageType`, `enumPageType` or `conceptualPageType` for pages of resources.
    DocType = "doc-type", Note;
    /// A group of tabs doesn't begin with HTTP, has a tab twice, isn't ended by a line of `---`, or stands outside of the examples.
    /// Put the HTTP tab first and close the group.
    TabGroup = "tab-group", Note;
    /// The example answers with another status than the Response section says. Mend the one that is wrong.
    StatusDiffers = "status-differs", Warning;
    /// The first line of an answer has no status code, the words of another one, or words that none has. Write code and words as HTTP
    /// has them, such as `HTTP/1.1 204 No Content`.
    StatusLine = "status-line", Warning;
    /// The example shows a body though its status or the Response section says that none comes. Leave the body out, or mend
    /// the status.
    UnexpectedBody = "unexpected-body", Warning;
    /// The Response section says that an object comes, and the example shows none. Show the body.
    MissingBody = "missing-body", Warning;
    /// The Response section names a header that the answer of the example doesn't show. Show the header.
    AnswerHeader = "answer-header", Note;
    /// An answer shows an error under a status of success, or a failure without an `error` object. Mend the status or the body.
    ErrorObject = "error-object", Warning;
    /// The answer is a collection, and the example doesn't show it as an object with a `value` array, or its annotation says
    /// by `isEmpty` that there are no items, or some, and the example shows otherwise. Put the items into `value`.
    CollectionShape = "collection-shape", Warning;
    /// A value of an example isn't a date, time or duration as its property needs one. Write it as ISO 8601 does, with an offset:
    /// `2021-07-01T08:30:00Z`.
    DateValue = "date-value", Warning;
    /// A value of an example is no member of the enum type of its property. Use a member, or add the value to the type.
    EnumValue = "enum-value", Warning;
    /// An example shows null where the page of the type says that the property is never null. Show a value.
    NullValue = "null-value", Warning;
    /// The body of an example lacks a property that the page calls required. Add the property to the example.
    MissingProperty = "missing-property", Warning;
    /// An example has a property that its type doesn't declare. Add its row to the page of the type, or mend the name.
    SurplusProperty = "surplus-property", Note;
    /// A value of an example is of another JSON type than its property. Mend the value, or the type in the table.
    ValueType = "value-type", Warning;
    /// An example shows one value where its property is a collection, or an array where it is none. Mend the value, or the type
    /// in the table.
    ArrayValue = "array-value", Warning;
    /// A name in a path is written in other letter case than the model has it. Write it as the model does.
    SegmentCase = "segment-case", Note;
    /// A request of the examples has no answer, or an answer no request. Show both.
    UnansweredRequest = "unanswered-request", Note;
    /// Two examples have the same name, so that what is made of them takes each other's place. Give each a name of its own.
    DuplicateExampleName = "duplicate-example-name", Note;
    /// A value of `sampleKeys` doesn't stand in the URL of its example. Mend the value or the URL.
    SampleKey = "sample-key", Note;
    /// A URL is longer than 2,083 characters, which some clients refuse. Shorten it.
    LongUrl = "long-url", Warning;
    /// The table of request headers calls a header required, and the example doesn't send it. Add the header to the example.
    RequiredHeader = "required-header", Note;
    /// A message with a body has no `Content-Type`, or one that doesn't fit the body or can't be read. Write the type of the
    /// body, such as `application/json`.
    ContentType = "content-type", Note;
    /// The body of a multipart message has no boundary, doesn't use it, or isn't ended by it. Begin each part with `--` and the
    /// boundary, and end the last one with `--` behind it.
    MultipartBody = "multipart-body", Warning;
    /// A message has a header that no list knows. Mend the name.
    UnknownHeader = "unknown-header", Note;
    /// A code fence names no language, or one that publishing doesn't know. Write `http` for requests and answers, `json` for
    /// JSON.
    FenceLanguage = "fence-language", Note;
    /// A request, an answer or a representation has no annotation, so that tools don't know what it shows. Put a comment with its
    /// `blockType` before the fence.
    UnannotatedBlock = "unannotated-block", Note;
    /// The target of a link can't be read as a URL. Write `https://` and the address, or a path without blanks and backslashes.
    MalformedUrl = "malformed-url", Warning;
    /// A link refers to a definition that the page doesn't have. Add the line `[name]: target`, or write the target in
    /// parentheses.
    UndefinedReference = "undefined-reference", Warning;
    /// No page and no table of contents links to this page. Link to it from the page of its resource.
    OrphanPage = "orphan-page", Note;
    /// The annotation names another namespace than the page. Mend the one that is wrong.
    NamespaceMismatch = "namespace-mismatch", Warning;
}

impl Edit {
    /// Puts a text in the place of a range of the page.
    pub fn new(range: std::ops::Range<usize>, replacement: impl Into<String>) -> Self {
        Self { span: Span::new(range), replacement: replacement.into() }
    }
}

impl Code {
    /// Finds a code by its name.
    ///
    /// # Errors
    /// A sentence that says which one was meant, if there is none of that name.
    pub fn of_name(name: &str) -> Result<Self, String> {
        let known = || Self::ALL.iter().map(|code| code.as_str());
        let found = Self::ALL.iter().find(|code| code.as_str() == name);
        found.copied().ok_or_else(|| match suggest(name, known()) {
            Some(near) => format!("there is no code {name}; did you mean {near}?"),
            None => format!("there is no code {name}"),
        })
    }
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Diagnostic {
    /// The page, relative to the docs tree, with `/` between folders.
    pub file: String,
    /// The place on the page.
    pub span: Span,
    /// The kind of finding.
    pub code: Code,
    /// How bad it is: as its kind, unless somebody set that otherwise.
    pub severity: Severity,
    /// One sentence that says what is wrong here.
    pub message: String,
    /// A remedy that fits this finding better than that of its kind.
    pub help: Option<String>,
    /// Other places that have to do with it, such as where the opposite is said.
    pub related: Vec<Related>,
    /// What mends it for sure, changing nothing that the page says: edits that don't overlap, all of them or none.
    pub edits: Vec<Edit>,
    /// What stands there by a slip, for a stage that knows it and not the text: [`lint`](crate::lint) makes an edit of it.
    pub slip: Option<Slip>,
}

/// A name that stands at the place of a finding by a slip.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Slip {
    /// The name as it is written.
    pub written: String,
    /// The one that was surely meant.
    pub meant: String,
}

/// A place that a finding refers to, and what stands there.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Related {
    /// The page, relative to the docs tree.
    pub file: String,
    /// The place on the page.
    pub span: Span,
    /// What is said there, in a clause: "elsewhere said `Edm.String`".
    pub label: String,
}

/// A change of a page's text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edit {
    /// The text that goes, in the page as it was read: without byte order mark, with `\n` line ends. Empty where text is
    /// only put in.
    pub span: Span,
    /// The text in its place, with `\n` line ends.
    pub replacement: String,
}

impl Edit {
    /// Returns the edits of a page's text that put a name in the place of another one within a part of it, wherever that stands as a
    /// whole word.
    pub fn everywhere(text: &str, within: Span, name: &str, replacement: &str) -> Vec<Self> {
        let Some(part) = text.get(within.range()).filter(|_| !name.is_empty()) else { return Vec::new() };
        let is_letter = |c: char| c.is_alphanumeric() || c == '_';
        let is_whole = |at: &usize| {
            let joined =
                |own: Option<char>, other: Option<char>| own.is_some_and(is_letter) && other.is_some_and(is_letter);
            !joined(name.chars().next(), part[..*at].chars().next_back())
                && !joined(name.chars().next_back(), part[at + name.len()..].chars().next())
        };
        let places = part.match_indices(name).map(|(at, _)| at).filter(is_whole).map(|at| within.start as usize + at);
        places.map(|at| Self::new(at..at + name.len(), replacement)).collect()
    }
}

impl Code {
    /// Returns what to do about it, in the words of the explanation: its last sentence, as findings are written.
    pub fn remedy(self) -> String {
        let text = self.explanation().replace('\n', " ");
        let words: Vec<&str> = text.split_whitespace().collect();
        let text = words.join(" ");
        let last = text.trim_end_matches('.').rsplit(". ").next().unwrap_or_default();
        let mut chars = last.chars();
        chars.next().map(|first| first.to_ascii_lowercase().to_string() + chars.as_str()).unwrap_or_default()
    }
}

/// Quotes a name of a page in a message.
pub fn quoted(name: &str) -> String {
    format!("`{name}`")
}

impl Diagnostic {
    /// Makes a finding of a page (its path relative to the docs tree): the place on it, and a sentence that says what is wrong.
    pub fn new(file: &str, span: Span, code: Code, message: impl Into<String>) -> Self {
        let (file, message) = (file.to_owned(), message.into());
        Self {
            file,
            span,
            code,
            severity: code.severity(),
            message,
            help: None,
            related: Vec::new(),
            edits: Vec::new(),
            slip: None,
        }
    }

    /// Gives it a remedy of its own, if there is one.
    pub fn with_help(self, help: impl Into<Option<String>>) -> Self {
        Self { help: help.into(), ..self }
    }

    /// Adds another place, and what is said there.
    pub fn with_related(mut self, file: &str, span: Span, label: impl Into<String>) -> Self {
        self.related.push(Related { file: file.to_owned(), span, label: label.into() });
        self
    }

    /// Adds a change of its page that mends it, or a part of such a change.
    pub fn with_edit(mut self, span: Span, replacement: impl Into<String>) -> Self {
        self.edits.push(Edit { span, replacement: replacement.into() });
        self
    }

    /// Adds what was surely meant by the name that is written there, if that is known.
    pub fn with_slip(self, written: &str, meant: Option<&str>) -> Self {
        let slip = meant.map(|meant| Slip { written: written.to_owned(), meant: meant.to_owned() });
        Self { slip, ..self }
    }

    /// Returns what would mend it: what is known of this finding, else what holds for its kind.
    pub fn remedy(&self) -> String {
        self.help.clone().unwrap_or_else(|| self.code.remedy())
    }
}

/// The number of findings of each severity.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Of [`Severity::Error`].
    pub errors: usize,
    /// Of [`Severity::Warning`].
    pub warnings: usize,
    /// Of [`Severity::Note`].
    pub notes: usize,
}

impl Counts {
    /// Counts findings.
    pub fn of<'a>(diagnostics: impl IntoIterator<Item = &'a Diagnostic>) -> Self {
        let mut counts = Self::default();
        for diagnostic in diagnostics {
            match diagnostic.severity {
                Severity::Error => counts.errors += 1,
                Severity::Warning => counts.warnings += 1,
                Severity::Note => counts.notes += 1,
            }
        }
        counts
    }
}
