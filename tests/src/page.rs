//! Pages as text for snapshots, and what holds for every page.

use std::fmt::Write as _;

use msgraph_codegen::ledger::Fate;
use msgraph_codegen::page::{self, AnnotationFacts, Inline, Page, Prose, Returned, Rows, Table, TypeExpr};
use msgraph_codegen::read::{Folder, PageSource};
use msgraph_codegen::span::{Lines, Span};

/// A page as `read` would give it, from its path and text.
pub fn source(path: &str, text: &str) -> PageSource {
    let folder = match path {
        path if path.contains("/resources/") => Folder::Resources,
        path if path.contains("/includes/") => Folder::Includes,
        _ => Folder::Api,
    };
    PageSource { path: path.to_owned(), folder, text: text.to_owned() }
}

/// Panics if something about a page can't be: a span outside of its text, an index that leads nowhere, an item that
/// nobody accounted for.
pub fn check(page: &Page, text: &str) {
    let within = |span: Span, what: &str| {
        assert!(text.get(span.range()).is_some(), "{}: the span {span:?} of {what} is none of the text", page.path);
    };
    for entry in &page.ledger {
        assert_ne!(entry.fate, Fate::Unaccounted, "{}: {entry:?}", page.path);
        within(entry.span, "an entry");
    }
    page.diagnostics.iter().for_each(|diagnostic| within(diagnostic.span, &diagnostic.message));
    page.sections.iter().for_each(|section| within(section.span, &section.title));
    page.paragraphs.iter().for_each(|paragraph| within(paragraph.span, &paragraph.prose.text));
    page.requests.iter().for_each(|request| {
        within(request.span, &request.target);
        assert!(request.block < page.blocks.len() && !request.method.is_empty());
    });
    for table in &page.tables {
        within(table.span, "a table");
        if let Rows::Members(rows) = &table.rows {
            rows.iter().for_each(|row| within(row.span, &row.name));
            rows.iter().filter_map(|row| row.ty.as_ref()).for_each(|ty| within(ty.span, &ty.name));
        }
    }
    let section = |index: Option<usize>| assert!(index.is_none_or(|index| index < page.sections.len()));
    for block in &page.blocks {
        within(block.span, "a block");
        section(block.section);
        assert!(block.annotation.is_none_or(|index| index < page.annotations.len()));
        block.message.iter().for_each(|message| within(message.body_span, "a body"));
    }
    for annotation in &page.annotations {
        within(annotation.span, "an annotation");
        section(annotation.section);
        assert!(annotation.block.is_none_or(|index| index < page.blocks.len()));
    }
}

/// What a page says, for people to read.
pub fn show(page: &Page, text: &str) -> String {
    let mut shown = Shown { out: String::new(), text, lines: Lines::of(text) };
    shown.head(page);
    shown.body(page);
    shown.findings(page);
    shown.out
}

struct Shown<'t> {
    out: String,
    text: &'t str,
    lines: Lines<'t>,
}

impl Shown<'_> {
    fn line(&mut self, line: impl AsRef<str>) {
        let _ = writeln!(self.out, "{}", line.as_ref().replace('\n', "⏎"));
    }

    fn at(&self, span: Span) -> String {
        let (line, column) = self.lines.place(span.start);
        format!("{line}:{column}")
    }

    /// The text of a span, shortened.
    fn excerpt(&self, span: Span) -> String {
        let text = self.text.get(span.range()).unwrap_or("?");
        let start: String = text.chars().take(40).collect();
        if start.len() < text.len() { format!("`{start}…`") } else { format!("`{start}`") }
    }

    fn head(&mut self, page: &Page) {
        self.line(format!("{:?} {}", page.kind, page.path));
        for (key, value) in &page.front_matter {
            self.line(format!("front matter: {key} = {value}"));
        }
        if let Some(title) = &page.title {
            self.line(format!("title: {}", title.value));
        }
        if let Some(namespace) = &page.namespace {
            self.line(format!("namespace: {}", namespace.value));
        }
        if let Some(description) = &page.description {
            self.line(format!("description: {}", prose(&description.value)));
        }
        for note in &page.notes {
            let label = if note.label.is_empty() { String::new() } else { format!(" {}", note.label) };
            self.line(format!("note{label} {}: {}", self.at(note.span), prose(&note.prose)));
        }
    }

    fn body(&mut self, page: &Page) {
        for section in &page.sections {
            let title = format!("{} {:?}", "#".repeat(section.level.into()), section.title);
            let parent = section.parent.map_or(String::new(), |parent| format!(" in {}", page.sections[parent].title));
            let place = self.at(section.span);
            self.line(format!("section {place} {title} = {:?}, #{}{parent}", section.role, section.anchor()));
        }
        for paragraph in &page.paragraphs {
            let section = paragraph.section.map_or("-", |at| page.sections[at].title.as_str());
            let mark = if paragraph.list_item { "item" } else { "paragraph" };
            self.line(format!("{mark} {} ({section}) {}", self.at(paragraph.span), prose(&paragraph.prose)));
        }
        for table in &page.tables {
            self.table(page, table);
        }
        for (index, annotation) in page.annotations.iter().enumerate() {
            let block = annotation.block.map_or(String::new(), |block| format!(" of block {block}"));
            let place = self.at(annotation.span);
            self.line(format!("annotation {index} {place} {:?}{block}{}", annotation.kind, stated(&annotation.facts)));
        }
        for (index, block) in page.blocks.iter().enumerate() {
            let annotation = block.annotation.map_or(String::new(), |at| format!(" annotated by {at}"));
            let place = format!("{} {}", self.at(block.span), self.excerpt(block.span));
            self.line(format!("block {index} {:?} {:?}{annotation} {place}", block.role, block.language));
            if let Some(message) = &block.message {
                let start = format!("{} {} {:?}", message.method, message.url, message.status);
                let body = self.excerpt(message.body_span);
                self.line(format!("  message {} {:?} {body}", start.trim(), message.headers));
            }
        }
        for request in &page.requests {
            let host = request.host.as_deref().map_or(String::new(), |host| format!(" at {host}"));
            let scenario = request.scenario.as_deref().map_or(String::new(), |text| format!(" ({text})"));
            self.line(format!(
                "request {} {} {}{host}{scenario}",
                self.at(request.span),
                request.method,
                request.target
            ));
        }
        for row in &page.prose_permissions {
            self.permission("prose permission", row);
        }
        for include in &page.includes {
            self.line(format!("include {} {} -> {}", self.at(include.span), include.label, include.target));
        }
        for link in &page.links {
            self.line(format!("link {} {}", self.at(link.span), link.value));
        }
    }

    fn table(&mut self, page: &Page, table: &Table) {
        let section = table.section.map_or("-", |at| page.sections[at].title.as_str());
        let place = self.at(table.span);
        self.line(format!("table {place} {:?} ({section}) {}", table.role, table.header.join(" | ")));
        match &table.rows {
            Rows::Members(rows) => {
                for row in rows {
                    let ty = row.ty.as_ref().map_or("-".to_owned(), type_expr);
                    let mut line = format!("  {}: {ty} — {}", row.name, prose(&row.description));
                    row.columns.iter().for_each(|(name, value)| line += &format!(" [{name} = {value}]"));
                    row.marker.iter().for_each(|marker| line += &format!(" ({marker})"));
                    row.group.iter().for_each(|group| line += &format!(" in {group}"));
                    self.line(line);
                }
            }
            Rows::EnumMembers(rows) => {
                for row in rows {
                    let value = row.value.map_or(String::new(), |value| format!(" = {value}"));
                    self.line(format!("  {}{value} — {}", row.name, prose(&row.description)));
                }
            }
            Rows::Methods(rows) => {
                for row in rows {
                    let returns = match &row.returns {
                        None => "untold".to_owned(),
                        Some(Returned::Nothing) => "nothing".to_owned(),
                        Some(Returned::Value(ty)) => type_expr(ty),
                    };
                    let (name, target) = (&row.method.text, &row.method.target);
                    self.line(format!("  {name} -> {target}: {returns} — {}", prose(&row.description)));
                }
            }
            Rows::Permissions(rows) => rows.iter().for_each(|row| self.permission(" ", row)),
            Rows::Clouds(clouds) => self.line(format!("  {clouds:?}")),
            Rows::Headers(rows) => {
                for row in rows {
                    self.line(format!("  {}: {} (required: {:?})", row.name, prose(&row.description), row.required));
                }
            }
            Rows::Cells(rows) => {
                for row in rows {
                    self.line(format!("  {}", row.iter().map(prose).collect::<Vec<_>>().join(" | ")));
                }
            }
        }
    }

    fn permission(&mut self, mark: &str, row: &page::PermissionRow) {
        let subject = row.subject.as_deref().map_or(String::new(), |subject| format!(" ({subject})"));
        let all =
            |list: &Vec<Vec<String>>| list.iter().map(|together| together.join(" + ")).collect::<Vec<_>>().join(" or ");
        let needs = row.needs.as_ref().map_or_else(|| "unknown".to_owned(), all);
        let remark = if row.remark.is_empty() { String::new() } else { format!(" — {}", row.remark) };
        self.line(format!("{mark} {:?}{subject}: {}{remark}", row.scheme, needs));
    }

    fn findings(&mut self, page: &Page) {
        for diagnostic in &page.diagnostics {
            let help = diagnostic.help.as_deref().map_or(String::new(), |help| format!(" (help: {help})"));
            let place = format!("{} {}", self.at(diagnostic.span), self.excerpt(diagnostic.span));
            self.line(format!("finding {place} {}: {}{help}", diagnostic.code.as_str(), diagnostic.message));
        }
        for entry in &page.ledger {
            let place = format!("{} {}", self.at(entry.span), self.excerpt(entry.span));
            self.line(format!("ledger {:?} {:?} {place}", entry.item, entry.fate));
        }
    }
}

fn type_expr(ty: &TypeExpr) -> String {
    let mut out = if ty.collection { format!("[{}]", ty.name) } else { ty.name.clone() };
    ty.target.iter().for_each(|target| out += &format!(" -> {target}"));
    ty.alternatives.iter().for_each(|link| out += &format!(" or {} -> {}", link.text, link.target));
    if !ty.note.is_empty() {
        out += &format!(" ({})", ty.note);
    }
    out
}

/// What an annotation states.
fn stated(facts: &AnnotationFacts) -> String {
    let texts = [
        ("@odata.type", &facts.odata_type),
        ("@type", &facts.short_type),
        ("baseType", &facts.base_type),
        ("keyProperty", &facts.key_property),
        ("namespace", &facts.namespace),
    ];
    let truths = [
        ("openType", Some(facts.is_open).filter(|is| *is)),
        ("abstract", facts.is_abstract),
        ("isCollection", facts.is_collection),
        ("truncated", Some(facts.is_truncated).filter(|is| *is)),
    ];
    let texts = texts.iter().filter_map(|(name, text)| Some(format!(", {name} {}", text.as_ref()?)));
    texts.chain(truths.iter().filter_map(|(name, truth)| Some(format!(", {name} {}", (*truth)?)))).collect()
}

/// The parts of a prose, with marks.
fn prose(prose: &Prose) -> String {
    let part = |inline: Inline<'_>| match inline {
        Inline::Text(text) => text.to_owned(),
        Inline::Code(text) => format!("`{text}`"),
        Inline::Strong(text) => format!("**{text}**"),
        Inline::Emphasis(text) => format!("*{text}*"),
        Inline::Link(link) => format!("[{}]({})", link.text, link.target),
        Inline::Break => "⏎".to_owned(),
        Inline::Item { ordered, depth } => "  ".repeat(depth.into()) + if ordered { "# " } else { "* " },
    };
    prose.inlines().map(part).collect()
}
