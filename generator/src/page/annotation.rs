//! Comments that hold JSON objects, and the code blocks they annotate.

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::mend::Comment;
use super::report::Report;
use super::scan::{Flow, FlowKind};
use super::sections::section_at;
use super::{Annotation, AnnotationFacts, AnnotationKind, Section, lenient_json};
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
    let annotation = |object: Object<'_>| {
        Some(Annotation { kind: kind(&object), facts: object.facts(), block: None, section, span })
    };
    if let Ok(object) = serde_json::from_str(&content[start..]) {
        return annotation(object);
    }
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
    annotation(value.as_ref().and_then(|value| Object::deserialize(value).ok()).unwrap_or_default())
}

/// The object of an annotation, as far as it means something to us.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Object<'t> {
    #[serde(borrow)]
    block_type: Word<'t>,
    #[serde(borrow, rename = "type")]
    ty: Word<'t>,
    #[serde(borrow, rename = "@odata.type")]
    odata_type: Word<'t>,
    #[serde(borrow, rename = "@type")]
    short_type: Word<'t>,
    #[serde(borrow)]
    base_type: Word<'t>,
    #[serde(borrow)]
    key_property: Word<'t>,
    #[serde(borrow)]
    namespace: Word<'t>,
    #[serde(borrow)]
    open_type: Word<'t>,
    #[serde(borrow)]
    r#abstract: Word<'t>,
    #[serde(borrow)]
    is_abstract: Word<'t>,
    #[serde(borrow)]
    is_collection: Word<'t>,
    #[serde(borrow)]
    truncated: Word<'t>,
}

impl Object<'_> {
    fn facts(self) -> AnnotationFacts {
        AnnotationFacts {
            is_open: self.open_type.truth().unwrap_or_default(),
            is_abstract: self.r#abstract.truth().or_else(|| self.is_abstract.truth()),
            is_collection: self.is_collection.truth(),
            is_truncated: self.truncated.truth().unwrap_or_default(),
            odata_type: self.odata_type.0.map(Cow::into_owned),
            short_type: self.short_type.0.map(Cow::into_owned),
            base_type: self.base_type.0.map(Cow::into_owned),
            key_property: self.key_property.0.map(Cow::into_owned),
            namespace: self.namespace.0.map(Cow::into_owned),
        }
    }
}

/// A value as text; one that is neither text nor truth is empty.
#[derive(Default)]
struct Word<'t>(Option<Cow<'t, str>>);

impl Word<'_> {
    fn is(&self, word: &str) -> bool {
        self.0.as_ref().is_some_and(|found| found.trim().eq_ignore_ascii_case(word))
    }

    fn truth(&self) -> Option<bool> {
        self.0.as_ref().map(|word| word.eq_ignore_ascii_case("true"))
    }
}

impl<'de: 't, 't> Deserialize<'de> for Word<'t> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(WordVisitor).map(|word| Self(Some(word)))
    }
}

struct WordVisitor;

impl<'de> Visitor<'de> for WordVisitor {
    type Value = Cow<'de, str>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("any value")
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(text.into())
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(text.to_owned().into())
    }

    fn visit_bool<E>(self, truth: bool) -> Result<Self::Value, E> {
        Ok(if truth { "true" } else { "false" }.into())
    }

    fn visit_i64<E>(self, _: i64) -> Result<Self::Value, E> {
        Ok("".into())
    }

    fn visit_u64<E>(self, _: u64) -> Result<Self::Value, E> {
        Ok("".into())
    }

    fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
        Ok("".into())
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok("".into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
        while items.next_element::<IgnoredAny>()?.is_some() {}
        Ok("".into())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Self::Value, A::Error> {
        while members.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok("".into())
    }
}

/// Where the object starts in a comment that holds one or tries to.
fn object_start(content: &str) -> Option<usize> {
    let brace = content.find('{')?;
    let before = content[..brace].trim();
    let opens = before.is_empty() && content[brace + 1..].trim_start().starts_with(['"', '}']);
    let named = || ["blockType", "#page.annotation", "@odata.type"].iter().any(|word| content.contains(word));
    (opens || named()).then_some(brace)
}

fn kind(object: &Object<'_>) -> AnnotationKind {
    if let Some((_, kind)) = KINDS.iter().find(|(name, _)| object.block_type.is(name)) {
        return *kind;
    }
    if object.ty.is("#page.annotation") { AnnotationKind::Page } else { AnnotationKind::Other }
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
