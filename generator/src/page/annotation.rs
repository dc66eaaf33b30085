//! Comments that hold JSON objects, and the code blocks they annotate.

use serde_json::{Map, Value};

use super::mend::Comment;
use super::report::Report;
use super::scan::{Flow, FlowKind};
use super::sections::section_at;
use super::{Annotation, AnnotationKind, Section, lenient_json};
use crate::diagnostic::Code;
use crate::ledger::{Fate, Item, Reason};
use crate::span::Span;

/// The values of `blockType` and their meaning.
const KINDS: &[(&str, AnnotationKind)] = &[
    ("resource", AnnotationKind::Resource),
    ("request", AnnotationKind::Request),
    ("response", AnnotationKind::Response),
    ("example", AnnotationKind::Example),
    ("ignored", AnnotationKind::Ignored),
    ("ignore", AnnotationKind::Ignored),
    ("permissions", AnnotationKind::Permissions),
];

/// Reads the annotations among the comments; enters the other comments into the ledger.
pub(super) fn read(text: &str, comments: &[Comment], sections: &[Section], report: &mut Report) -> Vec<Annotation> {
    comments.iter().filter_map(|comment| one(text, comment, sections, report)).collect()
}

fn one(text: &str, comment: &Comment, sections: &[Section], report: &mut Report) -> Option<Annotation> {
    let content = &text[comment.content.clone()];
    let span = Span::new(comment.range.clone());
    let Some(start) = object_start(content) else {
        report.enter(Item::Comment, span, Fate::LeftOut(comment_reason(content)));
        return None;
    };
    let (value, problems) = lenient_json::parse(&content[start..]);
    let offset = comment.content.start + start;
    if let Some(problem) = problems.first() {
        let at = Span::new(offset + problem.at.start..offset + problem.at.end);
        report.found(
            Code::InvalidAnnotation,
            at,
            format!("this annotation isn't valid JSON: it holds {}", problem.what),
        );
    }
    let object = match value {
        Some(Value::Object(object)) => object,
        _ => Map::new(),
    };
    Some(Annotation { kind: kind(&object), object, block: None, section: section_at(sections, span.start), span })
}

/// Where the object starts in a comment that holds one or tries to.
fn object_start(content: &str) -> Option<usize> {
    let brace = content.find('{')?;
    let before = content[..brace].trim();
    let named = ["blockType", "#page.annotation", "@odata.type"].iter().any(|word| content.contains(word));
    (named || (before.is_empty() && content[brace + 1..].trim_start().starts_with(['"', '}']))).then_some(brace)
}

fn kind(object: &Map<String, Value>) -> AnnotationKind {
    let word = |key: &str| object.get(key).and_then(Value::as_str).unwrap_or_default().trim().to_ascii_lowercase();
    let block_type = word("blockType");
    if let Some((_, kind)) = KINDS.iter().find(|(name, _)| *name == block_type) {
        return *kind;
    }
    if word("type") == "#page.annotation" { AnnotationKind::Page } else { AnnotationKind::Other }
}

/// Why a comment without an object is left out.
fn comment_reason(content: &str) -> Reason {
    let hides = content.lines().any(|line| {
        let line = line.trim();
        line.starts_with("## ") || line.starts_with("### ") || line.starts_with("```") || line.starts_with('|')
    });
    if hides { Reason::HiddenContent } else { Reason::EditorialComment }
}

/// Binds annotations to the code blocks they stand before: at most a tab heading, a note and a paragraph stand between.
pub(super) fn bind(annotations: &mut [Annotation], flow: &[Flow], blocks: usize) -> Vec<Option<usize>> {
    let mut bound: Vec<Option<usize>> = vec![None; blocks];
    for index in (0..annotations.len()).rev() {
        let annotation = &annotations[index];
        if matches!(annotation.kind, AnnotationKind::Page | AnnotationKind::Permissions) {
            continue;
        }
        let after = flow.partition_point(|flow| flow.start < annotation.span.end);
        let Some(block) = next_block(&flow[after..], annotation.kind) else { continue };
        if let Some(slot @ None) = bound.get_mut(block) {
            *slot = Some(index);
            annotations[index].block = Some(block);
        }
    }
    bound
}

fn next_block(flow: &[Flow], kind: AnnotationKind) -> Option<usize> {
    let mut texts = 0;
    for item in flow.iter().take(6) {
        match item.kind {
            FlowKind::Code(block) => return Some(block),
            FlowKind::TabHeading | FlowKind::Note => {}
            FlowKind::Paragraph(_) if texts == 0 && kind != AnnotationKind::Ignored => texts += 1,
            _ => return None,
        }
    }
    None
}
