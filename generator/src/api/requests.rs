//! The requests that pages document: each of their request lines with its path as a template.

use super::index::DEFAULT_NAMESPACE;
use super::{PageId, PathTemplate, Segment};
use crate::page::path::{self, RequestPath};
use crate::page::{Page, RequestLine};

/// A request that a page documents.
#[derive(Clone, Debug)]
pub struct DocumentedRequest {
    /// The page it stands on.
    pub page: PageId,
    /// The verb.
    pub method: String,
    /// The path.
    pub path: PathTemplate,
}

/// Returns the request lines of all pages, in order.
pub fn requests(pages: &[Page]) -> Vec<DocumentedRequest> {
    let request = |page, line: &RequestLine, path: &RequestPath| {
        let scenario = line.scenario.clone();
        let path = PathTemplate { scenario, ..PathTemplate::of(path, line.span) };
        DocumentedRequest { page, method: line.method.clone(), path }
    };
    let of_line = |id: PageId, page: &Page, line: &RequestLine| {
        let narrowed = narrowed(page, line);
        let paths = if narrowed.is_empty() { std::slice::from_ref(&line.path) } else { narrowed.as_slice() };
        paths.iter().map(|path| request(id, line, path)).collect::<Vec<_>>()
    };
    let lines = PageId::each(pages).flat_map(|(id, page)| page.requests.iter().map(move |line| (id, page, line)));
    lines
        .filter(|(.., line)| !line.path.segments.is_empty())
        .flat_map(|(id, page, line)| of_line(id, page, line))
        .collect()
}

/// Returns the paths that a request line stands for whose last placeholder is no key: all examples of it have the name of a
/// type there, which casts what is listed.
fn narrowed(page: &Page, line: &RequestLine) -> Vec<RequestPath> {
    let [before @ .., Segment::Key(_)] = line.path.segments.as_slice() else { return Vec::new() };
    if line.method != "GET" || before.is_empty() {
        return Vec::new();
    }
    let mut paths: Vec<RequestPath> = Vec::new();
    for example in &page.examples {
        let [start @ .., last] = example.target.segments.as_slice() else { continue };
        if path::shape(start) != path::shape(before) {
            continue;
        }
        let Some(name) = type_name(last) else { return Vec::new() };
        if paths.iter().any(|known| known.segments.last() == Some(last)) {
            continue;
        }
        let folder = line.path.text.rsplit_once('/').map_or("", |(folder, _)| folder);
        let segments = before.iter().chain([last]).cloned().collect();
        paths.push(RequestPath { text: format!("{folder}/{name}"), segments, query: line.path.query.clone() });
    }
    paths
}

/// Returns the qualified name of a type that a segment is.
fn type_name(segment: &Segment) -> Option<&str> {
    let (Segment::Literal(name) | Segment::Cast(name)) = segment else { return None };
    let rest = name.get(DEFAULT_NAMESPACE.len()..)?;
    let is_qualified = name[..DEFAULT_NAMESPACE.len()].eq_ignore_ascii_case(DEFAULT_NAMESPACE) && rest.starts_with('.');
    is_qualified.then_some(name)
}
