//! Comments that hold JSON objects, and the code blocks they annotate.

use serde::Deserialize;
use serde_json::Value;

use super::markdown::{Comment, Flow, FlowKind};
use super::report::Report;
use super::says::sentence::{is_name, is_spoilt};
use super::sections::section_at;
use super::{Annotation, AnnotationFacts, AnnotationKind, Section, json};
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
    let mut annotations = Vec::with_capacity(comments.len());
    annotations.extend(comments.iter().filter_map(|comment| one(text, comment, sections, report)));
    annotations
}

fn one(text: &str, comment: &Comment, sections: &[Section], report: &mut Report) -> Option<Annotation> {
    let content = &text[comment.content.clone()];
    let span = Span::new(comment.range.clone());
    let Some(start) = object_start(content) else {
        report.enter(Item::Comment, span, Fate::LeftOut(comment_reason(content)));
        return None;
    };
    let section = section_at(sections, span.start);
    let annotation = |object: Object, report: &mut Report| {
        let (kind, facts) = (kind(&object), sound(object.facts(), span, report));
        Some(Annotation { kind, facts, block: None, section, span })
    };
    if let Some(object) = strict(&content[start..]) {
        return annotation(object, report);
    }
    let (value, problems) = json::parse(&content[start..]);
    let offset = comment.content.start + start;
    if let Some(problem) = problems.first() {
        let at = report.place(offset + problem.at.start..offset + problem.at.end);
        let message = format!("this annotation isn't valid JSON: it holds {}", problem.what);
        let finding = report.finding(Code::InvalidAnnotation, at, message);
        report.found_with_edits(finding, json::mended(report.text(), offset, &content[start..], &problems));
    }
    annotation(value.as_ref().and_then(|value| Object::deserialize(value).ok()).unwrap_or_default(), report)
}

/// Refuses what can't be the name of a type, a property or a namespace.
fn sound(mut facts: AnnotationFacts, span: Span, report: &mut Report) -> AnnotationFacts {
    let keys = facts.key_property.iter().flat_map(|keys| keys.split(',')).map(str::trim);
    if let Some(refused) = keys.filter(|key| !key.is_empty()).find(|key| !is_spoilt(key) && !is_name(key)) {
        report.found(Code::InvalidName, span, format!("`{refused}` can't be the name of a key"));
    }
    let AnnotationFacts { odata_type, short_type, base_type, key_property, namespace, .. } = &mut facts;
    for name in [odata_type, short_type, base_type, key_property, namespace] {
        if let Some(refused) = name.take_if(|name| is_spoilt(name)) {
            let message = format!("`{refused}` can't be a name; this part of the annotation is left out");
            report.found(Code::InvalidName, span, message);
        }
    }
    facts
}

/// Reads an object that is valid JSON; behind it may stand a remark of whoever publishes the page: `// Note: …`.
fn strict(text: &str) -> Option<Object> {
    let mut values = serde_json::Deserializer::from_str(text).into_iter();
    let object = values.next()?.ok()?;
    let behind = text.get(values.byte_offset()..)?.trim_start();
    (behind.is_empty() || behind.starts_with("//")).then_some(object)
}

/// The object of an annotation, as far as it means something to us.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Object {
    block_type: Word,
    #[serde(rename = "type")]
    ty: Word,
    #[serde(rename = "@odata.type")]
    odata_type: Word,
    #[serde(rename = "@type")]
    short_type: Word,
    base_type: Word,
    key_property: Word,
    namespace: Word,
    open_type: Word,
    r#abstract: Word,
    is_abstract: Word,
    is_collection: Word,
    truncated: Word,
    is_empty: Word,
    name: Word,
    sample_keys: Words,
}

impl Object {
    fn facts(self) -> AnnotationFacts {
        AnnotationFacts {
            is_open: self.open_type.truth().unwrap_or_default(),
            is_abstract: self.r#abstract.truth().or_else(|| self.is_abstract.truth()),
            is_collection: self.is_collection.truth(),
            is_truncated: self.truncated.truth().unwrap_or_default(),
            is_empty: self.is_empty.truth(),
            odata_type: self.odata_type.0,
            short_type: self.short_type.0,
            base_type: self.base_type.0,
            key_property: self.key_property.0,
            namespace: self.namespace.0,
            name: self.name.0.filter(|name| !name.is_empty()),
            sample_keys: self.sample_keys.0,
        }
    }
}

/// A value as text; one that is neither text nor truth is empty.
#[derive(Default, Deserialize)]
#[serde(from = "Value")]
struct Word(Option<String>);

impl From<Value> for Word {
    fn from(value: Value) -> Self {
        Self(Some(match value {
            Value::String(text) => text,
            Value::Bool(truth) => truth.to_string(),
            _ => String::new(),
        }))
    }
}

/// The texts of a list; what is no list of texts is empty.
#[derive(Default, Deserialize)]
#[serde(from = "Value")]
struct Words(Vec<String>);

impl From<Value> for Words {
    fn from(value: Value) -> Self {
        Self(value.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect())
    }
}

impl Word {
    fn is(&self, word: &str) -> bool {
        self.0.as_ref().is_some_and(|found| found.trim().eq_ignore_ascii_case(word))
    }

    fn truth(&self) -> Option<bool> {
        self.0.as_ref().map(|word| word.eq_ignore_ascii_case("true"))
    }
}

/// Returns where the object starts in a comment that holds one or tries to.
fn object_start(content: &str) -> Option<usize> {
    let brace = content.find('{')?;
    let before = content[..brace].trim();
    let opens = before.is_empty() && content[brace + 1..].trim_start().starts_with(['"', '}']);
    let named = || ["blockType", "#page.annotation", "@odata.type"].iter().any(|word| content.contains(word));
    (opens || named()).then_some(brace)
}

fn kind(object: &Object) -> AnnotationKind {
    if let Some((_, kind)) = KINDS.iter().find(|(name, _)| object.block_type.is(name)) {
        return *kind;
    }
    if object.ty.is("#page.annotation") { AnnotationKind::Page } else { AnnotationKind::Other }
}

/// Returns why a comment without an object is left out.
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
