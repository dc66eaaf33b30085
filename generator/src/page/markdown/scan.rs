//! One walk over the markdown events: headings, paragraphs, notes, tables and code blocks with their places.

use std::ops::Range;

use pulldown_cmark::{
    BlockQuoteKind, BrokenLink, CodeBlockKind, CowStr, Event, HeadingLevel, LinkType, Options, Parser, Tag, TagEnd,
};

use super::mend::Mended;
use super::prose::ProseBuilder;
use crate::page::columns::Header;
use crate::page::sections::Headings;
use crate::page::{Note, Paragraph, Prose, Section, words};
use crate::span::{Span, Spanned};

/// The content of a page, before its meaning is known.
#[derive(Debug, Default)]
pub(in crate::page) struct Scanned {
    pub(in crate::page) sections: Vec<Section>,
    pub(in crate::page) paragraphs: Vec<Paragraph>,
    pub(in crate::page) notes: Vec<Note>,
    pub(in crate::page) tables: Vec<RawTable>,
    pub(in crate::page) blocks: Vec<RawBlock>,
    pub(in crate::page) links: Vec<Spanned<String>>,
    /// Tab headings and the rules between them, as [`crate::page::Page::tabs`] has them.
    pub(in crate::page) tabs: Vec<Spanned<String>>,
    /// Tables written in HTML.
    pub(in crate::page) html_tables: Vec<Span>,
    /// The blocks of all kinds in order, to see what stands next to what.
    pub(in crate::page) flow: Vec<Flow>,
}

/// A block of any kind.
#[derive(Clone, Copy, Debug)]
pub(in crate::page) struct Flow {
    pub(in crate::page) start: u32,
    pub(in crate::page) kind: FlowKind,
}

/// The kind of a block, with an index where something later needs it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::page) enum FlowKind {
    Heading,
    TabHeading,
    Paragraph(usize),
    Note,
    Table,
    Code(usize),
}

/// A table as it stands.
#[derive(Debug, Default)]
pub(in crate::page) struct RawTable {
    pub(in crate::page) header: Header,
    pub(in crate::page) rows: Vec<RawRow>,
    pub(in crate::page) section: Option<usize>,
    pub(in crate::page) span: Span,
}

/// A row as it stands; it has as many cells as the header.
#[derive(Debug, Default)]
pub(in crate::page) struct RawRow {
    pub(in crate::page) cells: Vec<Spanned<Prose>>,
    pub(in crate::page) span: Span,
}

impl RawRow {
    /// Returns the text of a cell; empty where there is none.
    pub(in crate::page) fn text(&self, column: usize) -> &str {
        self.cells.get(column).map_or("", |cell| cell.value.text.as_str())
    }
}

/// A code block as it stands.
#[derive(Debug, Default)]
pub(in crate::page) struct RawBlock {
    pub(in crate::page) language: String,
    pub(in crate::page) text: String,
    pub(in crate::page) section: Option<usize>,
    pub(in crate::page) span: Span,
}

/// Walks the events of a mended page; `end` is where the page ends.
pub(in crate::page) fn scan(mended: &Mended<'_>, end: u32) -> Scanned {
    let options = Options::ENABLE_TABLES | Options::ENABLE_GFM;
    let mut undefined = |link: BrokenLink<'_>| {
        matches!(link.link_type, LinkType::Reference | LinkType::Collapsed)
            .then(|| (CowStr::Borrowed(""), CowStr::Borrowed("")))
    };
    let parser = Parser::new_with_broken_link_callback(&mended.text, options, Some(&mut undefined));
    let mut scanner = Scanner {
        mended,
        out: Scanned { flow: Vec::with_capacity(64), ..Scanned::default() },
        headings: Headings::default(),
        prose: ProseBuilder::default(),
        prose_start: None,
        items: 0,
        lists: Vec::new(),
        note: None,
        table: None,
        cells: Vec::new(),
        block: None,
        heading: None,
        html: None,
    };
    for (event, range) in parser.into_offset_iter() {
        scanner.event(event, range);
    }
    scanner.flush(mended.text.len());
    Scanned { sections: scanner.headings.finish(end), ..scanner.out }
}

/// A heading that is being read.
struct OpenHeading {
    level: u8,
    anchor: Option<String>,
    tab: bool,
}

/// A quote that is being read.
struct OpenNote {
    /// How many quotes enclose this place.
    depth: u32,
    label: &'static str,
    range: Range<usize>,
    prose: Prose,
}

struct Scanner<'m> {
    mended: &'m Mended<'m>,
    out: Scanned,
    headings: Headings,
    prose: ProseBuilder,
    /// The start of the paragraph or list item that is being read.
    prose_start: Option<usize>,
    /// The number of list items around this place.
    items: u32,
    /// The lists that enclose this place: whether their items are numbered.
    lists: Vec<bool>,
    /// The outermost quote that encloses this place.
    note: Option<OpenNote>,
    table: Option<RawTable>,
    cells: Vec<Spanned<Prose>>,
    block: Option<RawBlock>,
    heading: Option<OpenHeading>,
    html: Option<Range<usize>>,
}

impl Scanner<'_> {
    fn event(&mut self, event: Event<'_>, range: Range<usize>) {
        match event {
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.end(tag, range),
            Event::Text(text) => self.text(&text, range),
            Event::Code(code) => {
                self.begin(range.start);
                self.prose.code(&code);
            }
            Event::InlineHtml(html) => self.inline_html(&html, range),
            Event::Html(html) => self.block_html(&html, range),
            Event::SoftBreak => self.prose.text(" "),
            Event::HardBreak => self.prose.line_break(),
            Event::Rule => self.out.tabs.push(Spanned { value: String::new(), span: self.mended.offsets.span(range) }),
            _ => {}
        }
    }

    /// Starts a paragraph, unless one is being read.
    fn begin(&mut self, at: usize) {
        if self.prose_start.is_none() {
            self.prose_start = Some(at);
        }
    }

    fn text(&mut self, text: &str, range: Range<usize>) {
        if let Some(block) = &mut self.block {
            let span = self.mended.offsets.span(range);
            if block.text.is_empty() {
                block.span = span;
            }
            block.span.end = span.end;
            block.text.push_str(text);
            return;
        }
        self.begin(range.start);
        self.prose.text(text);
    }

    fn inline_html(&mut self, html: &str, range: Range<usize>) {
        if let (Some(heading), Some(name)) = (&mut self.heading, anchor_name(html)) {
            heading.anchor = Some(name.to_owned());
            return;
        }
        self.begin(range.start);
        self.prose.html(html);
    }

    /// Reads HTML between blocks: its text is a paragraph.
    fn block_html(&mut self, html: &str, range: Range<usize>) {
        if html.trim_start().get(..6).is_some_and(|start| start.eq_ignore_ascii_case("<table")) {
            self.out.html_tables.push(self.mended.offsets.span(range));
        }
        let mut rest = html;
        while let Some(open) = rest.find('<') {
            self.prose.text(&rest[..open]);
            let close = rest[open..].find('>').map_or(rest.len(), |close| open + close + 1);
            self.prose.html(&rest[open..close]);
            rest = &rest[close..];
        }
        self.prose.text(rest);
    }

    fn start(&mut self, tag: Tag<'_>, range: Range<usize>) {
        match tag {
            Tag::Paragraph => self.begin(range.start),
            Tag::Heading { level, .. } => {
                self.flush(range.start);
                self.heading = Some(OpenHeading { level: number(level), anchor: None, tab: false });
            }
            Tag::BlockQuote(kind) => {
                self.flush(range.start);
                match &mut self.note {
                    Some(note) => note.depth += 1,
                    None => {
                        self.flow(&range, FlowKind::Note);
                        let label = kind.map_or("", label);
                        self.note = Some(OpenNote { depth: 1, label, range, prose: Prose::default() });
                    }
                }
            }
            Tag::CodeBlock(kind) => self.start_block(kind, range),
            Tag::List(first) => {
                self.flush(range.start);
                self.lists.push(first.is_some());
            }
            Tag::Item => {
                self.flush(range.start);
                self.items += 1;
                self.prose_start = Some(range.start);
            }
            Tag::Table(_) => {
                self.flush(range.start);
                self.flow(&range, FlowKind::Table);
                let section = self.headings.current();
                self.table = Some(RawTable { section, span: self.mended.offsets.span(range), ..RawTable::default() });
            }
            Tag::HtmlBlock => {
                self.flush(range.start);
                self.html = Some(range.clone());
                self.begin(range.start);
            }
            Tag::Emphasis => self.prose.emphasis(true),
            Tag::Strong => self.prose.strong(true),
            Tag::Link { dest_url, .. } => self.start_link(&dest_url, range),
            _ => {}
        }
    }

    fn start_link(&mut self, target: &str, range: Range<usize>) {
        self.begin(range.start);
        self.prose.start_link(target);
        match &mut self.heading {
            Some(heading) if target.starts_with("#tab/") => {
                heading.tab = true;
                let value = target["#tab/".len()..].to_owned();
                self.out.tabs.push(Spanned { value, span: self.mended.offsets.span(range) });
            }
            _ => self.out.links.push(Spanned { value: target.to_owned(), span: self.mended.offsets.span(range) }),
        }
    }

    fn start_block(&mut self, kind: CodeBlockKind<'_>, range: Range<usize>) {
        self.flush(range.start);
        self.flow(&range, FlowKind::Code(self.out.blocks.len()));
        let language = match kind {
            CodeBlockKind::Fenced(info) => info.split_whitespace().next().unwrap_or_default().to_ascii_lowercase(),
            CodeBlockKind::Indented => String::new(),
        };
        let span = self.mended.offsets.span(range.clone());
        let text = String::with_capacity(range.len());
        self.block = Some(RawBlock { language, text, section: self.headings.current(), span });
    }

    fn end(&mut self, tag: TagEnd, range: Range<usize>) {
        match tag {
            TagEnd::Paragraph | TagEnd::HtmlBlock => self.flush(range.end),
            TagEnd::Heading(_) => self.end_heading(range),
            TagEnd::BlockQuote(_) => self.end_quote(range.end),
            TagEnd::CodeBlock => self.end_block(),
            TagEnd::List(_) => _ = self.lists.pop(),
            TagEnd::Item => {
                self.flush(range.end);
                self.items = self.items.saturating_sub(1);
            }
            TagEnd::TableCell => {
                self.prose_start = None;
                let cell = Spanned { value: self.prose.finish(), span: self.trimmed_span(range) };
                if self.cells.capacity() == 0 {
                    self.cells.reserve_exact(self.table.as_ref().map_or(4, |table| table.header.len()));
                }
                self.cells.push(cell);
            }
            TagEnd::TableHead => {
                if let Some(table) = &mut self.table {
                    table.header = Header::of(self.cells.drain(..).map(|cell| cell.value.text).collect());
                }
            }
            TagEnd::TableRow => {
                let row = RawRow { cells: std::mem::take(&mut self.cells), span: self.trimmed_span(range) };
                if let Some(table) = &mut self.table {
                    table.rows.push(row);
                }
            }
            TagEnd::Table => self.out.tables.extend(self.table.take()),
            TagEnd::Emphasis => self.prose.emphasis(false),
            TagEnd::Strong => self.prose.strong(false),
            TagEnd::Link => self.prose.end_link(),
            _ => {}
        }
    }

    /// Returns the place of a cell or row without the blanks around it.
    fn trimmed_span(&self, range: Range<usize>) -> Span {
        let cell = self.mended.text.get(range.clone()).unwrap_or_default();
        let content = cell.trim_start();
        let start = range.start + (cell.len() - content.len());
        self.mended.offsets.span(start..start + content.trim_end().len())
    }

    fn end_block(&mut self) {
        let Some(mut block) = self.block.take() else { return };
        if block.text.is_empty() {
            block.span.end = block.span.start;
        }
        self.out.blocks.push(block);
    }

    fn end_heading(&mut self, range: Range<usize>) {
        let title = self.prose.finish().text;
        self.prose_start = None;
        let Some(heading) = self.heading.take() else { return };
        if heading.tab {
            return self.flow(&range, FlowKind::TabHeading);
        }
        self.flow(&range, FlowKind::Heading);
        self.headings.push(heading.level, title, heading.anchor, self.mended.offsets.span(range));
    }

    fn end_quote(&mut self, end: usize) {
        self.flush(end);
        match &mut self.note {
            Some(note) if note.depth > 1 => note.depth -= 1,
            _ => {
                let Some(OpenNote { label, range, mut prose, .. }) = self.note.take() else { return };
                let marked = words::alert(&prose.text);
                if let Some((_, length)) = marked {
                    prose.cut_front(length);
                }
                let label = marked.map_or(label, |(label, _)| label);
                let (section, span) = (self.headings.current(), self.mended.offsets.span(range));
                self.out.notes.push(Note { quoted: true, label, prose, section, span });
            }
        }
    }

    fn flow(&mut self, range: &Range<usize>, kind: FlowKind) {
        self.out.flow.push(Flow { start: self.mended.offsets.start(range), kind });
    }

    /// Ends the paragraph or list item that is being read.
    fn flush(&mut self, end: usize) {
        let Some(start) = self.prose_start.take() else { return };
        if self.table.is_some() || self.heading.is_some() {
            return;
        }
        let prose = self.prose.finish();
        if prose.is_empty() {
            return;
        }
        let ordered = self.lists.last().is_some_and(|ordered| *ordered);
        let depth = u8::try_from(self.lists.len().saturating_sub(1)).unwrap_or(u8::MAX);
        if let Some(note) = &mut self.note {
            let prose = if self.items > 0 { prose.into_item(ordered, depth) } else { prose };
            return note.prose.append(prose, 1);
        }
        let range = start..end.max(start);
        self.flow(&range, FlowKind::Paragraph(self.out.paragraphs.len()));
        self.out.paragraphs.push(Paragraph {
            section: self.headings.current(),
            prose,
            list_item: self.items > 0,
            ordered,
            depth,
            span: self.mended.offsets.span(range),
        });
    }
}

/// Returns what an alert calls itself.
fn label(kind: BlockQuoteKind) -> &'static str {
    match kind {
        BlockQuoteKind::Note => "Note",
        BlockQuoteKind::Tip => "Tip",
        BlockQuoteKind::Important => "Important",
        BlockQuoteKind::Warning => "Warning",
        BlockQuoteKind::Caution => "Caution",
    }
}

fn number(level: HeadingLevel) -> u8 {
    level as u8
}

/// Returns the name in `<a name="…">`.
fn anchor_name(html: &str) -> Option<&str> {
    let rest = html.strip_prefix("<a ")?.trim_start();
    let value = rest.strip_prefix("name=").or_else(|| rest.strip_prefix("id="))?;
    value.trim_start_matches(['"', '\'']).split(['"', '\'', '>', ' ']).next().filter(|name| !name.is_empty())
}
