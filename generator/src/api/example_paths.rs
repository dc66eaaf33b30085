//! Requests that only examples show: the same operation from another place, calls with arguments, counts and casts of a list.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::link::{Linker, diagnostic};
use super::path_resolver::{PathResolver, PathStep, Resolution};
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
    let pages = by_page.into_par_iter().map(|(id, lines)| {
        let page = &linker.pages[id];
        let mut own = Own::of(resolver, lines);
        let asked: Vec<DocumentedRequest> =
            page.examples.iter().filter_map(|shown| asked(resolver, &own, page, shown)).collect();
        own.end_as_long_as(asked.iter().map(|asked| asked.path.segments.len()));
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
                    if !own.has_variant(&line) {
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

/// The request lines of a page, with what is asked of each of them for each example.
struct Own<'l> {
    lines: Vec<Line<'l>>,
    templates: Templates,
    paths: BTreeSet<&'l [Segment]>,
    /// The ends of longer lines, and of which lines they are.
    ends: Templates,
    end_of: Vec<usize>,
}

/// A request line with where it leads.
struct Line<'l> {
    request: &'l DocumentedRequest,
    walked: Resolution,
    /// The name of its last segment, in lower case.
    name: Option<String>,
}

impl<'l> Own<'l> {
    fn of(resolver: &PathResolver, requests: Vec<&'l DocumentedRequest>) -> Self {
        let paths = || requests.iter().map(|request| request.path.segments.as_slice());
        Self {
            templates: Templates::of(paths()),
            paths: paths().collect(),
            lines: requests.into_iter().map(|request| Line::of(resolver, request)).collect(),
            ends: Templates::of(std::iter::empty()),
            end_of: Vec::new(),
        }
    }

    /// Takes the ends of lines that have one of these lengths, of more than two segments.
    fn end_as_long_as(&mut self, lengths: impl Iterator<Item = usize>) {
        let lengths: BTreeSet<usize> = lengths.filter(|length| *length > 2).collect();
        let ends = |(at, line): (usize, &Line<'l>)| {
            let path = line.path();
            let shorter = lengths.range(..path.len()).map(move |length| (at, &path[path.len() - length..]));
            shorter.collect::<Vec<_>>()
        };
        let (of, ends): (Vec<usize>, Vec<&[Segment]>) = self.lines.iter().enumerate().flat_map(ends).unzip();
        (self.end_of, self.ends) = (of, Templates::of(ends.into_iter()));
    }

    /// Tells whether a line ends like a path: the same from a place further down.
    fn ends_like(&self, asked: &DocumentedRequest) -> bool {
        let short = &asked.path.segments;
        let ends = self.ends.like(short).into_iter().map(|end| &self.lines[self.end_of[end]]);
        let mut same_verb = ends.filter(|line| line.request.method == asked.method);
        same_verb.any(|line| path::matches(&line.path()[line.path().len() - short.len()..], short))
    }

    /// Gives the lines that a path may follow.
    fn like(&self, path: &[Segment]) -> impl Iterator<Item = &Line<'l>> {
        self.templates.like(path).into_iter().map(|at| &self.lines[at])
    }

    /// Tells whether a request is a line of the page with something behind it.
    fn has_variant(&self, line: &DocumentedRequest) -> bool {
        let segments = line.path.segments.as_slice();
        (0..segments.len()).any(|end| self.paths.contains(&segments[..end]))
    }
}

impl<'l> Line<'l> {
    fn of(resolver: &PathResolver, request: &'l DocumentedRequest) -> Self {
        let name = request.path.segments.last().and_then(name).map(str::to_ascii_lowercase);
        Self { request, walked: resolver.resolve(&request.path.segments), name }
    }

    fn path(&self) -> &'l [Segment] {
        &self.request.path.segments
    }
}

/// Returns what tells requests apart: verb and path, without placeholders and letter case.
fn key(line: &DocumentedRequest) -> (String, String) {
    (line.method.clone(), shape(&line.path.segments))
}

/// Takes the request of an example, unless it follows a request line of the page.
fn asked(resolver: &PathResolver, own: &Own, page: &Page, shown: &Exchange) -> Option<DocumentedRequest> {
    let block = &page.blocks[shown.request?];
    let (message, asked) = (block.message.as_ref()?, &shown.target);
    let mut same_verb = own.like(&asked.segments).filter(|line| line.request.method == message.method);
    let follows = |known: &[Segment]| {
        path::matches(known, &asked.segments) || path::calls(known, &asked.segments, |name| is_parameter(page, name))
    };
    if asked.segments.is_empty() || same_verb.any(|line| follows(line.path())) {
        return None;
    }
    let path = PathTemplate {
        query: Vec::new(),
        from_example: true,
        ..templated(resolver, PathTemplate::of(asked, block.span))
    };
    Some(DocumentedRequest { page: own.lines.first()?.request.page, method: message.method.clone(), path })
}

/// Finds the requests that an example adds to those of its page.
fn shown(resolver: &PathResolver, own: &Own, asked: &DocumentedRequest) -> Vec<DocumentedRequest> {
    let suffixed = suffixed(resolver, own, asked);
    if !suffixed.is_empty() {
        return suffixed;
    }
    let line = Line::of(resolver, asked);
    let mut same_verb = own.lines.iter().filter(|known| known.request.method == asked.method);
    let is_same = own.ends_like(asked) || same_verb.any(|known| leads_to_same(known, &line));
    if is_same { vec![asked.clone()] } else { Vec::new() }
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
fn suffixed(resolver: &PathResolver, own: &Own, example: &DocumentedRequest) -> Vec<DocumentedRequest> {
    let asked = example.path.segments.as_slice();
    let walked = resolver.resolve(asked);
    let is_suffix = |segment: &Segment| match segment {
        Segment::Cast(_) => true,
        Segment::Literal(name) if name == "$count" || name == "$value" => true,
        Segment::Literal(name) if name.contains('.') => !name.starts_with('$'),
        Segment::Literal(_) => walked.last == PathStep::Property,
        Segment::Key(_) => walked.last == PathStep::Key,
        _ => false,
    };
    let same_verb = |line: &&Line| line.request.method == example.method;
    let before = |end: usize| {
        let mut like = own.like(&asked[..end]).filter(same_verb);
        like.find(|line| path::matches(line.path(), &asked[..end]))
    };
    let ends = (1..=2).filter(|length| asked.len() > *length).map(|length| asked.len() - length);
    let mut followed =
        ends.filter(|end| asked[*end..].iter().all(is_suffix)).filter_map(|end| Some((end, before(end)?)));
    let Some((end, followed)) = followed.next() else { return Vec::new() };
    let add = |line: &Line| {
        let mut path = PathTemplate { query: Vec::new(), ..line.request.path.clone() };
        for segment in &asked[end..] {
            path.segments.push(segment.clone());
            path.text += &path::written(segment);
        }
        path.from_example = true;
        DocumentedRequest { path, ..line.request.clone() }
    };
    // Lines that lead to something else have nothing of it.
    let behind_same = |line: &&Line| line.walked.ty == followed.walked.ty;
    own.lines.iter().filter(same_verb).filter(behind_same).map(add).collect()
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
fn leads_to_same(line: &Line, asked: &Line) -> bool {
    let (own, other) = (&line.walked, &asked.walked);
    let same_name = || line.name.is_some() && line.name == asked.name;
    match (own.ty, other.ty) {
        // The same collection, property or call behind another place; the types are those that the model knows.
        _ if own.last == PathStep::Procedure && same_name() => {
            other.last == PathStep::Procedure && behind_same(&own.before, &other.before)
        }
        (Some(left), Some(right)) if left == right => {
            let is_item = |step: PathStep| matches!(step, PathStep::Key | PathStep::Root | PathStep::Property);
            same_name() || matches!(left.of, TypeOf::Named(_)) && own.last == PathStep::Key && is_item(other.last)
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
