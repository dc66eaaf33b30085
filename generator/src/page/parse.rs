//! Puts the parts together: text in, page out.

use super::columns::Column;
use super::kind::Evidence;
use super::markdown::{self, Flow, FlowKind, IncludeDirective, Mended, RawTable, Scanned};
use super::path::Oddity;
use super::report::Report;
use super::says::sentence::is_spoilt;
use super::sections::{nearest_role, section_at};
use super::{
    Block, BlockRole, Include, Page, PageKind, Paragraph, Prose, RequestLine, RequestPath, Section, SectionRole,
    Segment, Table, TableRole, account, annotation, block, example, front_matter, kind, notes, path, request, rows,
    says, sections, table, words,
};
use crate::diagnostic::{Code, Edit, meant, suggest};
use crate::ledger::{Fate, Item, Reason};
use crate::read::PageSource;
use crate::span::{Span, Spanned};

/// Reads one page. Any text gives a page.
pub fn parse(source: &PageSource) -> Page {
    let text = source.text.as_str();
    let mut report = Report::new(&source.path, text);
    let (front_matter, body) = front_matter::parse(text, &mut report);
    let whole = Span::new(0..text.len());
    let mended = markdown::mend(text, body, &mut report);
    let mut scanned = markdown::scan(&mended, whole.end);
    let namespace = take_namespace(&mut scanned.paragraphs, &mut report);
    let mut annotations = annotation::read(text, &mended.comments, &scanned.sections, &mut report);
    let bound = annotation::bind(&mut annotations, &scanned.flow, scanned.blocks.len());
    let raw_blocks = std::mem::take(&mut scanned.blocks);
    let mut blocks = block::read(raw_blocks, &bound, &annotations, &scanned.sections, &mut report);
    let title = title(text, &scanned.sections);
    let kind = kind::kind(&Evidence {
        folder: source.folder,
        title: title.as_ref().map_or("", |title| title.value.as_str()),
        doc_type: front_matter::value(&front_matter, "doc_type").unwrap_or_default(),
        sections: &scanned.sections,
        annotations: &annotations,
        blocks: &blocks,
        tables: &scanned.tables,
    });
    if kind == PageKind::Operation {
        requests_elsewhere(&mut blocks, &scanned.sections);
    }
    lost_tables(&mended, &scanned, &mut report);
    let raw_tables = std::mem::take(&mut scanned.tables);
    let mut tables: Vec<Table> =
        raw_tables.into_iter().map(|raw| decode(raw, kind, &scanned.sections, &mut report)).collect();
    says::read::rows(&mut tables);
    let requests =
        if kind == PageKind::Overview { Vec::new() } else { requests(&blocks, &scanned, title.as_ref(), &mut report) };
    let description = description(&scanned);
    let includes = includes(text, &mended, &scanned.sections);
    let notes = notes::all(kind, &scanned, &tables);
    let Scanned { sections, paragraphs, links, tabs, .. } = scanned;
    let mut page = Page {
        path: source.path.clone(),
        folder: source.folder,
        kind,
        front_matter,
        title,
        namespace,
        description,
        notes,
        sections,
        tabs,
        paragraphs,
        annotations,
        tables,
        blocks,
        requests,
        includes,
        links,
        ..Page::default()
    };
    page.prose_permissions = prose_permissions(&page);
    page.examples = example::exchanges(&page);
    page.says = says::read::page(&page);
    page.options = says::read::options(&page);
    page.headers = says::read::headers(&page);
    check_headings(&page, &mut report);
    account::enter(&page, whole, &mut report);
    page.diagnostics = report.diagnostics;
    page.ledger = report.ledger;
    page.diagnostics.sort();
    page.ledger.sort();
    page
}

fn title(text: &str, sections: &[Section]) -> Option<Spanned<String>> {
    let section = sections.iter().find(|section| section.role == SectionRole::Title)?;
    // The section's span reaches to its end.
    let line = text[section.span.start as usize..].lines().next().map_or(0, |line| line.trim_end().len());
    let start = section.span.start as usize;
    Some(Spanned { value: section.title.clone(), span: Span::new(start..start + line) })
}

/// Finds the `Namespace:` line; text glued to it stays as a paragraph.
fn take_namespace(paragraphs: &mut [Paragraph], report: &mut Report) -> Option<Spanned<String>> {
    let paragraph = paragraphs.iter_mut().find(|paragraph| namespace_prefix(&paragraph.prose.text).is_some())?;
    let text = &paragraph.prose.text;
    let prefix = namespace_prefix(text)?;
    let rest = &text[prefix..];
    let length = rest.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '.' | '_'))).unwrap_or(rest.len());
    let name = rest[..length].trim_matches('.').to_owned();
    let word = rest.split_whitespace().next().unwrap_or_default();
    if is_spoilt(word) || word.chars().nth(length).is_some_and(char::is_alphanumeric) {
        report.found(Code::InvalidName, paragraph.span, format!("`{word}` can't be a namespace"));
        return None;
    }
    let glued = rest[length..].trim_start();
    if !glued.is_empty() {
        let start = text.len() - glued.len();
        paragraph.prose.cut_front(start);
    }
    (!name.is_empty()).then_some(Spanned { value: name, span: paragraph.span })
}

/// Returns the length of `Namespace: ` at the start of a text.
fn namespace_prefix(text: &str) -> Option<usize> {
    let rest = words::NAMESPACE.iter().find_map(|prefix| text.strip_prefix(prefix))?;
    Some(text.len() - rest.trim_start().len())
}

/// Returns the paragraphs between the title and the next heading, table or block.
fn description(scanned: &Scanned) -> Option<Spanned<Prose>> {
    let title = scanned.sections.iter().position(|section| section.role == SectionRole::Title)?;
    let start = scanned.sections[title].span.start;
    let stops = |flow: &&Flow| {
        flow.start > start && matches!(flow.kind, FlowKind::Heading | FlowKind::Table | FlowKind::Code(_))
    };
    let end = scanned.flow.iter().find(stops).map_or(u32::MAX, |flow| flow.start);
    let mut description: Option<Spanned<Prose>> = None;
    for paragraph in
        scanned.paragraphs.iter().filter(|paragraph| paragraph.section == Some(title) && paragraph.span.start < end)
    {
        if namespace_prefix(&paragraph.prose.text).is_some() {
            continue;
        }
        let prose = paragraph.prose.clone();
        let prose = if paragraph.list_item { prose.into_item(paragraph.ordered, paragraph.depth) } else { prose };
        match &mut description {
            Some(description) => {
                description.span.end = paragraph.span.end;
                description.value.append(prose, if paragraph.list_item { 1 } else { 2 });
            }
            None => description = Some(Spanned { value: prose, span: paragraph.span }),
        }
    }
    description
}

fn decode(raw: RawTable, kind: PageKind, sections: &[Section], report: &mut Report) -> Table {
    let header = &raw.header;
    let (section, span) = (raw.section, raw.span);
    let overview = kind == PageKind::Overview;
    let role = match table::role(&raw, nearest_role(sections, section), kind) {
        // Overviews list methods too, which the pages of types may leave out.
        role if overview && role != TableRole::Methods => TableRole::Explanatory,
        role => role,
    };
    if kind == PageKind::Resource && table::lacks_types(&raw, nearest_role(sections, section)) {
        let message =
            format!("no column of this table ({}) holds types, so that its rows aren't read", header.texts.join(", "));
        report.found(Code::TableWithoutRole, span, message);
    }
    if !overview && role == TableRole::Explanatory && header.place(Column::Type).is_some_and(|at| at > 0) {
        let message =
            format!("neither its heading nor its header row ({}) says what this table holds", header.titles.join(", "));
        report.found(Code::TableWithoutRole, span, message);
    }
    let rows = rows::decode(role, &raw.header, raw.rows, report);
    Table { role, header: raw.header.texts, rows, section, span }
}

/// Reports tables that the markdown parser doesn't take for such.
fn lost_tables(mended: &Mended<'_>, scanned: &Scanned, report: &mut Report) {
    let starts: Vec<u32> = scanned.tables.iter().map(|table| table.span.start).collect();
    let lost = mended.tables.iter().map(|header| Span::new(header.clone()));
    let lost = lost.filter(|header| starts.binary_search(&header.start).is_err());
    let lost = lost.map(|span| (span, "no markdown reader takes this for a table"));
    let html = scanned.html_tables.iter().map(|span| (*span, "a table in HTML isn't read"));
    for (span, message) in lost.chain(html) {
        report.found(Code::TableShape, span, message);
        report.enter(Item::Table, span, Fate::LeftOut(Reason::UnreadableTable));
    }
}

/// Takes requests under other headings for request lines, where a page has no HTTP request section.
fn requests_elsewhere(blocks: &mut [Block], sections: &[Section]) {
    if blocks.iter().any(|block| block.role == BlockRole::HttpRequest) {
        return;
    }
    for block in blocks.iter_mut().filter(|block| block.role == BlockRole::RequestExample) {
        let shown = matches!(
            nearest_role(sections, block.section),
            SectionRole::Examples | SectionRole::ExampleRequest | SectionRole::ExampleResponse
        );
        let relative =
            block.message.as_ref().is_some_and(|message| message.url.starts_with('/') && message.body.is_empty());
        if relative && !shown {
            block.role = BlockRole::HttpRequest;
        }
    }
}

fn requests(
    blocks: &[Block],
    scanned: &Scanned,
    title: Option<&Spanned<String>>,
    report: &mut Report,
) -> Vec<RequestLine> {
    let example =
        blocks.iter().filter(|block| block.role == BlockRole::RequestExample).find_map(|block| block.message.as_ref());
    let fallback = example.map(|message| message.method.clone()).filter(|method| !method.is_empty());
    let fallback =
        fallback.or_else(|| request::verb_of_title(title.map_or("", |title| title.value.as_str())).map(str::to_owned));
    let mut found = Vec::new();
    for (index, block) in blocks.iter().enumerate().filter(|(_, block)| block.role == BlockRole::HttpRequest) {
        let scenario = scenario(block, scanned);
        let mut verb = None;
        let mut at = 0;
        for line in block.text.split_inclusive('\n') {
            let span = block::part(block, at..at + line.trim_end().len(), report);
            at += line.len();
            if line.trim().is_empty() {
                continue;
            }
            let (method, target) = match request::line(line) {
                request::Line::Request { method, target } => (Some(method.to_owned()), target),
                request::Line::WithoutVerb { target } => {
                    report.found(Code::RequestWithoutVerb, span, format!("`{target}` stands without a verb"));
                    (verb.clone().or_else(|| fallback.clone()), target)
                }
                request::Line::UnknownVerb { word } => {
                    let near = suggest(word, request::VERBS.iter().copied());
                    let finding = report.finding(Code::UnknownVerb, span, format!("`{word}` is no verb of HTTP"));
                    // A line that would repeat another one means another verb.
                    let repeats = |near: &&str| {
                        let mended = line.trim().replacen(word, near, 1);
                        block.text.lines().any(|other| other.trim() == mended)
                    };
                    let sure = near.filter(|near| !repeats(near));
                    let edits = sure.map(|near| Edit::everywhere(report.text(), span, word, near)).unwrap_or_default();
                    report.found_with_edits(finding.with_help(near.map(meant)), edits.into_iter().take(1).collect());
                    report.enter(Item::RequestLine, span, Fate::LeftOut(Reason::UnreadableRequest));
                    continue;
                }
                request::Line::Unreadable => {
                    report.found(Code::MalformedPath, span, format!("`{}` can't be read as a path", line.trim()));
                    report.enter(Item::RequestLine, span, Fate::LeftOut(Reason::UnreadableRequest));
                    continue;
                }
                request::Line::Other => {
                    report.enter(Item::RequestLine, span, Fate::LeftOut(Reason::NotARequestLine));
                    continue;
                }
            };
            let Some(method) = method else {
                report.enter(Item::RequestLine, span, Fate::LeftOut(Reason::UnreadableRequest));
                continue;
            };
            verb = Some(method.clone());
            missing_slash(target, span, report);
            let target = request::split_host(target);
            report.enter(Item::RequestLine, span, Fate::Used("request"));
            found.push(RequestLine {
                method,
                target: target.path.to_owned(),
                path: request_path(target.path, span, report),
                host: target.host.map(str::to_owned),
                scenario: scenario.clone(),
                block: index,
                section: block.section,
                span,
            });
        }
    }
    found
}

/// Begins a word with a capital where another one does.
fn like(other: &str, word: &str) -> String {
    let capital = other.starts_with(char::is_uppercase);
    let mut letters = word.chars();
    let first = letters.next().map(|first| if capital { first.to_ascii_uppercase() } else { first });
    first.into_iter().chain(letters).collect()
}

/// Tells of a path that begins with a name.
fn missing_slash(target: &str, span: Span, report: &mut Report) {
    let scheme = target.contains("://") || target.to_ascii_lowercase().starts_with("http");
    if scheme || !target.starts_with(|first: char| first.is_ascii_alphabetic()) || !target.contains('/') {
        return;
    }
    let message = format!("no slash stands before `{target}`");
    let finding = report.finding(Code::MalformedPath, span, message).with_help("put a slash before it".to_owned());
    let line = report.text().get(span.range()).unwrap_or_default();
    let edit = line.find(target).map(|at| Edit::new(span.start as usize + at..span.start as usize + at, "/"));
    report.found_with_edits(finding, edit.into_iter().collect());
}

/// Reads the path of a request line and reports what is odd about it.
fn request_path(target: &str, span: Span, report: &mut Report) -> RequestPath {
    let (mut path, oddities) = path::parse(target);
    for oddity in oddities {
        let (code, what) = match oddity {
            Oddity::Unbalanced => (Code::MalformedArguments, "something isn't closed in"),
            Oddity::TrailingText => (Code::MalformedPath, "text follows the path in"),
            Oddity::Elision => (Code::MalformedPath, "`...` stands for a part of"),
        };
        report.found(code, span, format!("{what} `{target}`"));
    }
    for segment in &mut path.segments {
        if let Some(literal) = path::literal_id(segment) {
            report.found(Code::LiteralId, span, format!("`{literal}` looks like the id of somebody's object"));
            *segment = Segment::Key("id".to_owned());
        }
    }
    if path.segments.is_empty() {
        report.found(Code::MalformedPath, span, format!("`{target}` is no path"));
    }
    path
}

/// Returns the paragraph before a block, back to the block or heading before it.
fn scenario(block: &Block, scanned: &Scanned) -> Option<String> {
    let at = scanned.flow.partition_point(|flow| flow.start <= block.span.start).checked_sub(1)?;
    let before =
        scanned.flow[..at].iter().rev().take_while(|flow| !matches!(flow.kind, FlowKind::Code(_) | FlowKind::Heading));
    let paragraph = before.into_iter().find_map(|flow| match flow.kind {
        FlowKind::Paragraph(index) => scanned.paragraphs.get(index),
        _ => None,
    })?;
    Some(paragraph.prose.text.clone())
}

fn includes(text: &str, mended: &Mended<'_>, sections: &[Section]) -> Vec<Include> {
    let include = |directive: &IncludeDirective| {
        let span = Span::new(directive.range.clone());
        Include {
            label: text[directive.label.clone()].trim().to_owned(),
            target: text[directive.target.clone()].trim().to_owned(),
            section: section_at(sections, span.start),
            span,
        }
    };
    mended.includes.iter().map(include).collect()
}

/// Reads the permissions that the page names in paragraphs, where it has no table of them.
fn prose_permissions(page: &Page) -> Vec<super::PermissionRow> {
    if page.kind != PageKind::Operation || page.tables.iter().any(|table| table.role == TableRole::Permissions) {
        return Vec::new();
    }
    let in_section =
        |paragraph: &&Paragraph| nearest_role(&page.sections, paragraph.section) == SectionRole::Permissions;
    let noted =
        |note: &&super::Note| note.quoted && nearest_role(&page.sections, note.section) == SectionRole::Permissions;
    rows::permissions_from_prose(page.paragraphs.iter().filter(in_section), page.notes.iter().filter(noted))
}

fn check_headings(page: &Page, report: &mut Report) {
    if page.title.is_none() && page.kind != PageKind::Include {
        report.found(Code::NoTitle, Span::default(), "this page has no first-level heading");
    }
    if page.kind != PageKind::Operation {
        return;
    }
    let unknown = |section: &&Section| {
        section.level == 2 && section.role == SectionRole::Other && !sections::is_usual(&section.title)
    };
    for section in page.sections.iter().filter(unknown) {
        let start = section.span.start as usize;
        let line = report.text()[start..].lines().next().map_or(0, |line| line.trim_end().len());
        let line = report.place(start..start + line);
        let message = format!("`{}` is no heading that pages of operations have", section.title);
        let near = suggest(&section.title, sections::usual());
        let finding = report.finding(Code::UnknownHeading, line, message).with_help(near.map(meant));
        // Of more words than one nobody knows which have capitals.
        let near = near.filter(|_| !section.title.contains(char::is_whitespace)).map(|near| like(&section.title, near));
        let edits = near.map(|near| Edit::everywhere(report.text(), line, &section.title, &near)).unwrap_or_default();
        report.found_with_edits(finding, edits);
    }
}
