//! Requests that only examples show: the same operation from another place, calls with arguments, counts and casts of a list.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::link::{Linker, diagnostic};
use super::path_resolver::{PathResolver, PathStep};
use super::requests::DocumentedRequest;
use super::templates::Templates;
use super::{PageId, PathTemplate, Segment, TypeOf};
use crate::diagnostic::{Code, Diagnostic};
use crate::page::path::{self, shape};
use crate::page::{Exchange, Page, Rows, TableRole};

/// Collects the requests that the pages' examples add to those that request lines document.
pub fn requests(
    linker: Linker,
    resolver: &PathResolver,
    lines: &[DocumentedRequest],
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<DocumentedRequest> {
    let mut by_page: BTreeMap<PageId, Vec<&DocumentedRequest>> = BTreeMap::new();
    let mut taken: BTreeSet<(String, String)> = BTreeSet::new();
    for line in lines {
        taken.insert(key(line));
        if !line.path.from_example {
            by_page.entry(line.page).or_default().push(line);
        }
    }
    let pages = by_page.into_par_iter().map(|(page, own)| {
        let page = &linker.pages[page];
        let templates = Templates::of(own.iter().map(|line| line.path.segments.as_slice()));
        let asked: Vec<DocumentedRequest> =
            page.examples.iter().filter_map(|shown| asked(resolver, (&own, &templates), page, shown)).collect();
        (page, own, asked)
    });
    let mut added: Vec<DocumentedRequest> = Vec::new();
    for (page, own, asked) in pages.collect::<Vec<_>>() {
        for asked in asked {
            if taken.contains(&key(&asked)) {
                continue; // Another page documents it.
            }
            for line in shown(resolver, &own, &asked) {
                if taken.insert(key(&line)) {
                    if !is_variant(&line, &own) {
                        let message = format!("the example's `{} {}` is no request line", line.method, line.path.text);
                        diagnostics.push(diagnostic(page, line.path.span, Code::RequestMismatch, message));
                    }
                    added.push(line);
                }
            }
        }
    }
    added
}

/// Returns what tells requests apart: verb and path, without placeholders and letter case.
fn key(line: &DocumentedRequest) -> (String, String) {
    (line.method.clone(), shape(&line.path.segments))
}

/// Takes the request of an example, unless it follows a request line of the page.
fn asked(
    resolver: &PathResolver,
    (own, templates): (&[&DocumentedRequest], &Templates),
    page: &Page,
    shown: &Exchange,
) -> Option<DocumentedRequest> {
    let block = &page.blocks[shown.request?];
    let (message, asked) = (block.message.as_ref()?, &shown.target);
    let like = templates.like(&asked.segments);
    let mut same_verb = like.into_iter().map(|at| own[at]).filter(|line| line.method == message.method);
    let follows = |known: &[Segment]| {
        path::matches(known, &asked.segments) || path::calls(known, &asked.segments, |name| is_parameter(page, name))
    };
    if asked.segments.is_empty() || same_verb.any(|line| follows(&line.path.segments)) {
        return None;
    }
    let path = PathTemplate {
        query: Vec::new(),
        from_example: true,
        ..templated(resolver, PathTemplate::of(asked, block.span))
    };
    Some(DocumentedRequest { page: own.first()?.page, method: message.method.clone(), path })
}

/// Finds the requests that an example adds to those of its page.
fn shown(resolver: &PathResolver, own: &[&DocumentedRequest], asked: &DocumentedRequest) -> Vec<DocumentedRequest> {
    let same_verb: Vec<&DocumentedRequest> = own.iter().copied().filter(|line| line.method == asked.method).collect();
    let suffixed = suffixed(resolver, &same_verb, &asked.path.segments);
    if suffixed.is_empty() && same_verb.iter().any(|line| leads_to_same(resolver, line, &asked.path)) {
        return vec![asked.clone()];
    }
    suffixed
}

/// Tells whether a table of the page describes this argument of its function.
fn is_parameter(page: &Page, name: &str) -> bool {
    let tables = page.tables.iter().filter(|table| table.role != TableRole::Response);
    let mut rows = tables.flat_map(|table| match &table.rows {
        Rows::Members(rows) => rows.as_slice(),
        _ => &[],
    });
    rows.any(|row| row.name.eq_ignore_ascii_case(name))
}

/// Adds the count, bare value, cast, item or property that an example has behind one request line to all lines of the page.
fn suffixed(resolver: &PathResolver, own: &[&DocumentedRequest], asked: &[Segment]) -> Vec<DocumentedRequest> {
    let walked = resolver.resolve(asked);
    let is_suffix = |segment: &Segment| match segment {
        Segment::Cast(_) => true,
        Segment::Literal(name) if name == "$count" || name == "$value" => true,
        Segment::Literal(name) if name.contains('.') => !name.starts_with('$'),
        Segment::Literal(_) => walked.last == PathStep::Property,
        Segment::Key(_) => walked.last == PathStep::Key,
        _ => false,
    };
    let ends: Vec<usize> = (1..=2).filter(|length| asked.len() > *length).map(|length| asked.len() - length).collect();
    let end = ends.into_iter().find(|end| {
        asked[*end..].iter().all(is_suffix) && own.iter().any(|line| path::matches(&line.path.segments, &asked[..*end]))
    });
    let Some(end) = end else { return Vec::new() };
    let add = |line: &&DocumentedRequest| {
        let mut path = PathTemplate { query: Vec::new(), ..line.path.clone() };
        for segment in &asked[end..] {
            path.segments.push(segment.clone());
            path.text += &path::written(segment);
        }
        path.from_example = true;
        DocumentedRequest { path, ..(*line).clone() }
    };
    // Lines that lead to something else have nothing of it.
    let behind = |line: &&&DocumentedRequest| resolver.resolve(&line.path.segments).ty;
    let followed =
        own.iter().find(|line| path::matches(&line.path.segments, &asked[..end])).and_then(|line| behind(&line));
    own.iter().filter(|line| behind(line) == followed).map(add).collect()
}

/// Tells whether a request is a line of the page with something behind it.
fn is_variant(line: &DocumentedRequest, own: &[&DocumentedRequest]) -> bool {
    own.iter().any(|known| {
        known.path.segments.len() < line.path.segments.len() && line.path.segments.starts_with(&known.path.segments)
    })
}

/// Makes a template of a concrete path: what stands behind a collection and is no member of it is a key.
fn templated(resolver: &PathResolver, asked: PathTemplate) -> PathTemplate {
    let mut segments = path::unbracketed(&asked.segments);
    let mut text = String::new();
    for at in 0..segments.len() {
        let walked = resolver.resolve(&segments[..=at]);
        let behind_set = walked.before.is_some_and(|ty| ty.collection);
        if let (true, PathStep::Unknown, Segment::Literal(name)) = (behind_set, walked.last, &segments[at])
            && !name.starts_with('$')
        {
            segments[at] = Segment::Key("id".to_owned());
        }
        text += &path::written(&segments[at]);
    }
    PathTemplate { segments, text, ..asked }
}

/// Tells whether a path leads to the same as a line of the page, from another place or with other arguments.
fn leads_to_same(resolver: &PathResolver, line: &DocumentedRequest, path: &PathTemplate) -> bool {
    let resolve = |segments: &[Segment]| resolver.resolve(segments);
    let (own, other) = (resolve(&line.path.segments), resolve(&path.segments));
    let last = |segments: &[Segment]| segments.last().and_then(name).map(str::to_ascii_lowercase);
    let same_name = last(&line.path.segments).is_some() && last(&line.path.segments) == last(&path.segments);
    let (long, short) = (&line.path.segments, &path.segments);
    if long.len() > short.len() && short.len() > 2 && path::matches(&long[long.len() - short.len()..], short) {
        // The same path from a place further down.
        return true;
    }
    match (own.ty, other.ty) {
        // The same collection, property or call behind another place; the types are those that the model knows.
        _ if same_name && own.last == PathStep::Procedure => {
            other.last == PathStep::Procedure && behind_same(&own.before, &other.before)
        }
        (Some(left), Some(right)) if left == right => {
            let is_item = |step: PathStep| matches!(step, PathStep::Key | PathStep::Root | PathStep::Property);
            same_name || matches!(left.of, TypeOf::Named(_)) && own.last == PathStep::Key && is_item(other.last)
        }
        _ => false,
    }
}

/// Tells whether two calls stand behind the same type.
fn behind_same(left: &Option<super::TypeRef>, right: &Option<super::TypeRef>) -> bool {
    left.is_some() && left == right
}

/// Returns the name of a segment, without namespace.
fn name(segment: &Segment) -> Option<&str> {
    match segment {
        Segment::Literal(name) | Segment::Cast(name) | Segment::Call { name, .. } => name.rsplit('.').next(),
        Segment::Key(_) | Segment::ByPath(_) => None,
    }
}
