//! Decides what code blocks show: from annotation, section, language and first line.

use memchr::memmem;
use serde_json::Value;

use super::markdown::RawBlock;
use super::message::{self, FirstLine};
use super::report::Report;
use super::sections::nearest_role;
use super::{Annotation, AnnotationKind, Block, BlockRole, Message, Section, SectionRole, json, request, words};
use crate::diagnostic::Code;
use crate::span::Span;

/// Reads the code blocks of a page.
pub(super) fn read(
    raw: Vec<RawBlock>,
    bound: &[Option<usize>],
    annotations: &[Annotation],
    sections: &[Section],
    report: &mut Report,
) -> Vec<Block> {
    let each = raw.into_iter().enumerate().map(|(index, block)| {
        let annotation = bound.get(index).copied().flatten();
        let kind = annotation.and_then(|at| annotations.get(at)).map(|annotation| annotation.kind);
        one(block, annotation, kind, sections, report)
    });
    let mut blocks: Vec<Block> = each.collect();
    leave_out_other_services(&mut blocks);
    blocks
}

/// Leaves out what other services are asked, such as a web hook or an upload URL: such a request, and what answers it,
/// is no example of the API.
fn leave_out_other_services(blocks: &mut [Block]) {
    let mut elsewhere = false;
    for block in blocks {
        match block.role {
            BlockRole::RequestExample => {
                let url = block.message.as_ref().map_or("", |message| message.url.as_str());
                elsewhere = !request::is_of_graph(url);
            }
            BlockRole::ResponseExample => {}
            _ => continue,
        }
        if elsewhere {
            block.role = BlockRole::OtherService;
        }
    }
}

fn one(
    raw: RawBlock,
    annotation: Option<usize>,
    kind: Option<AnnotationKind>,
    sections: &[Section],
    report: &mut Report,
) -> Block {
    let section = nearest_role(sections, raw.section);
    let role = role(&raw, kind, section);
    let mut block = Block {
        role,
        language: raw.language,
        text: raw.text,
        annotation,
        section: raw.section,
        message: None,
        json: None,
        span: raw.span,
    };
    let is_message = matches!(role, BlockRole::RequestExample | BlockRole::ResponseExample)
        || (role == BlockRole::HttpRequest && kind == Some(AnnotationKind::Request));
    if is_message {
        block.message = Some(message(&mut block, report));
    }
    block.json = json(&block, report);
    block
}

fn role(block: &RawBlock, kind: Option<AnnotationKind>, section: SectionRole) -> BlockRole {
    let first = block.text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let wire = words::WIRE_LANGUAGES.contains(&block.language.as_str());
    if section == SectionRole::HttpRequest && wire && has_request_line(block) && kind != Some(AnnotationKind::Response)
    {
        return BlockRole::HttpRequest;
    }
    let first_line = if wire || kind.is_some() { message::first_line(first) } else { None };
    match (first_line, kind) {
        // The annotation of a type may be bound to a request that follows it for want of a representation.
        (Some(FirstLine::Request { .. }), _) => BlockRole::RequestExample,
        (_, Some(AnnotationKind::Resource)) => BlockRole::JsonRepresentation,
        (_, Some(AnnotationKind::Response)) => BlockRole::ResponseExample,
        (Some(FirstLine::Response { .. }), _) => BlockRole::ResponseExample,
        (None, _) if wire && first.trim_start().starts_with(['{', '[']) => {
            if section == SectionRole::JsonRepresentation {
                BlockRole::JsonRepresentation
            } else {
                BlockRole::JsonSample
            }
        }
        (None, Some(AnnotationKind::Request)) if matches!(request::line(first), request::Line::WithoutVerb { .. }) => {
            BlockRole::RequestExample
        }
        (None, _) => BlockRole::Other,
    }
}

/// Returns whether a block of an HTTP request section holds request lines.
fn has_request_line(block: &RawBlock) -> bool {
    let mut lines = block.text.lines().map(str::trim).filter(|line| !line.is_empty()).peekable();
    let response =
        lines.peek().is_some_and(|line| matches!(message::first_line(line), Some(FirstLine::Response { .. })));
    let json = lines.peek().is_some_and(|line| line.starts_with(['{', '[']));
    !response && !json && lines.any(|line| !matches!(request::line(line), request::Line::Other))
}

/// Reads the message of an example; a response without a status line is all body, a request without a verb has none.
/// The block's text becomes the body, unless request lines may be read from it, too.
fn message(block: &mut Block, report: &Report) -> Message {
    let (mut message, body) = message::parse(&block.text).unwrap_or_else(|| {
        let first = block.text.trim_start().lines().next().unwrap_or_default();
        match request::line(first) {
            request::Line::WithoutVerb { target } => {
                (Message { url: target.to_owned(), ..Message::default() }, block.text.len()..block.text.len())
            }
            _ => (Message::default(), message::trimmed(&block.text, 0)),
        }
    });
    message.body_span = part(block, body.clone(), report);
    message.body = if block.role == BlockRole::HttpRequest || body.is_empty() {
        block.text[body].to_owned()
    } else {
        let mut text = std::mem::take(&mut block.text);
        text.truncate(body.end);
        text.drain(..body.start);
        text
    };
    message
}

/// Returns the place on the page of a part of a block's text.
pub(super) fn part(block: &Block, range: std::ops::Range<usize>, report: &Report) -> Span {
    let start = block.span.start as usize;
    let end = block.span.end as usize;
    report.place((start + range.start).min(end)..(start + range.end).min(end))
}

/// Reads the JSON of a block, and reports what isn't valid in it.
fn json(block: &Block, report: &mut Report) -> Option<Value> {
    let (text, start) = match (&block.message, block.role) {
        (Some(message), _) if message.body.starts_with(['{', '[']) => (message.body.as_str(), message.body_span.start),
        (None, BlockRole::JsonRepresentation | BlockRole::JsonSample) => (block.text.as_str(), block.span.start),
        _ => return None,
    };
    if block.message.is_some() {
        check_placeholders(text, start, report);
    }
    let (value, problems) = json::parse(text);
    if let Some(problem) = problems.first() {
        let is_object = value.as_ref().is_some_and(Value::is_object);
        if describes_content(block, text) || !is_object && content_type(block).is_some_and(|ty| !ty.contains("json")) {
            return None;
        }
        let start = start as usize;
        let span = report.place(start + problem.at.start..start + problem.at.end);
        let finding = report.finding(Code::InvalidJson, span, format!("this JSON holds {}", problem.what));
        report.found_with_edits(finding, json::mended(report.text(), start, text, &problems));
    }
    value
}

/// Tells whether brackets describe content in words or placeholders, where nothing says that it is JSON: `{raw bytes}`, `{a}/{b}`.
fn describes_content(block: &Block, text: &str) -> bool {
    let says_json = block.language == "json" || content_type(block).is_some_and(|ty| ty.contains("json"));
    !says_json && !text.contains(['"', '\'', ':'])
}

/// Returns the content type that a message names, in lower case.
fn content_type(block: &Block) -> Option<String> {
    let headers = &block.message.as_ref()?.headers;
    let (_, ty) = headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("content-type"))?;
    Some(ty.to_ascii_lowercase())
}

/// Reports the first value of a body that is the name of a type; names of types are meant where a name says `type`, and
/// other names where the body has a value of this name.
fn check_placeholders(text: &str, start: u32, report: &mut Report) {
    for at in memmem::find_iter(text.as_bytes(), ": \"") {
        let value = text[at + 3..].split('"').next().unwrap_or_default();
        let key = text[..at].trim_end().trim_end_matches('"').rsplit('"').next().unwrap_or_default();
        if words::PLACEHOLDERS.contains(&value)
            && !key.to_ascii_lowercase().contains("type")
            && !text.contains(&format!("\"{value}\":"))
        {
            let from = start as usize + at + 2;
            let span = report.place(from..from + value.len() + 2);
            let message = format!("`\"{value}\"` stands for a value of `{key}`");
            return report.found(Code::Placeholder, span, message);
        }
    }
}
