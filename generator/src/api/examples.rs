//! The documented examples: each request with what answers it, bound to the operation whose path it follows.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::link::{Linker, diagnostic};
use super::{Example, Operation, PageId, Segment, paths};
use crate::diagnostic::{Code, Diagnostic};
use crate::page::{BlockRole, Page, SectionRole};

/// Gives the examples of every page to its operations.
pub fn bind(linker: Linker, operations: &mut [Operation], diagnostics: &mut Vec<Diagnostic>) {
    let mut by_page: BTreeMap<PageId, Vec<usize>> = BTreeMap::new();
    for (at, operation) in operations.iter().enumerate() {
        by_page.entry(operation.page).or_default().push(at);
    }
    let pages = by_page.into_par_iter().map(|(id, own)| {
        let page = &linker.pages[id.0 as usize];
        (page, own, pairs(page))
    });
    for (page, own, examples) in pages.collect::<Vec<_>>() {
        for mut example in examples {
            let chosen = choose(operations, &own, &example);
            example.bound = matches!(chosen, Chosen::At(_));
            if let (Chosen::No, Some(request)) = (&chosen, &example.request) {
                let message = format!("`{} {}` follows no request line of the page", request.method, request.url);
                let help = expected(operations, &own, &request.method, &example.target.segments);
                let finding = diagnostic(page, example.request_span, Code::RequestMismatch, message);
                diagnostics.push(Diagnostic { help, ..finding });
            }
            let at = match chosen {
                Chosen::At(at) => at,
                Chosen::No | Chosen::Unasked => own[0],
            };
            operations[at].examples.push(example);
        }
    }
}

/// What the request lines of the page have instead: another verb for this path, or this verb for another path.
fn expected(operations: &[Operation], own: &[usize], method: &str, asked: &[Segment]) -> Option<String> {
    let lines =
        || own.iter().flat_map(|at| operations[*at].paths.iter().map(move |path| (&operations[*at].method, path)));
    let fitting = lines().find(|(_, path)| matches(&path.segments, asked));
    if let Some((verb, path)) = fitting {
        return Some(format!("the page documents `{verb} {}`", path.text));
    }
    let named = lines().filter(|(verb, _)| *verb == method);
    let near = |path: &&super::PathTemplate| {
        let pairs = path.segments.iter().zip(asked);
        pairs.take_while(|(known, shown)| fits(known, shown)).count()
    };
    let (verb, path) = named.max_by_key(|(_, path)| (near(path), std::cmp::Reverse(path.segments.len())))?;
    Some(format!("is `{verb} {}` meant?", path.text))
}

/// The examples of a page in order: a request and the responses up to the next request.
fn pairs(page: &Page) -> Vec<Example> {
    let mut examples: Vec<Example> = Vec::new();
    for block in &page.blocks {
        let Some(message) = &block.message else { continue };
        match block.role {
            BlockRole::RequestExample => examples.push(Example {
                title: title(page, block.section),
                target: paths::parse(strip_host(&message.url), block.span).0,
                request: Some(message.clone()),
                request_span: block.span,
                ..Default::default()
            }),
            BlockRole::ResponseExample => {
                let open = examples.last_mut().filter(|example| example.response.is_none());
                let facts = block.annotation.map(|at| &page.annotations[at].facts);
                let answer = Example {
                    title: title(page, block.section),
                    response: Some(message.clone()),
                    response_span: block.span,
                    response_type: facts.and_then(|facts| facts.odata_type.clone()),
                    truncated: facts.is_some_and(|facts| facts.is_truncated),
                    ..Default::default()
                };
                match open {
                    Some(example) => {
                        *example = Example {
                            request: example.request.take(),
                            request_span: example.request_span,
                            target: std::mem::take(&mut example.target),
                            title: std::mem::take(&mut example.title),
                            ..answer
                        }
                    }
                    None => examples.push(answer),
                }
            }
            _ => {}
        }
    }
    examples
}

/// The nearest heading that says what the example shows.
fn title(page: &Page, section: Option<usize>) -> String {
    let mut at = section;
    while let Some(index) = at {
        let section = &page.sections[index];
        if !matches!(section.role, SectionRole::ExampleRequest | SectionRole::ExampleResponse) {
            return section.title.clone();
        }
        at = section.parent;
    }
    String::new()
}

/// Which operation an example belongs to.
enum Chosen {
    /// This one.
    At(usize),
    /// It follows no request line of its page.
    No,
    /// It shows only an answer.
    Unasked,
}

fn choose(operations: &[Operation], own: &[usize], example: &Example) -> Chosen {
    let Some(request) = &example.request else { return Chosen::Unasked };
    let fits = |at: &&usize| {
        let operation = &operations[**at];
        let documented = |name: &str| operation.arguments.iter().any(|known| known.name.eq_ignore_ascii_case(name));
        let asked = &example.target.segments;
        let follows = |known: &[Segment]| matches(known, asked) || calls(known, asked, documented);
        operation.method == request.method && operation.paths.iter().any(|known| follows(&known.segments))
    };
    own.iter().find(fits).map_or(Chosen::No, |at| Chosen::At(*at))
}

/// The path of a URL without host and version.
pub fn strip_host(url: &str) -> &str {
    let path = match url.find("://") {
        Some(at) => url[at + 3..].find('/').map_or("", |slash| &url[at + 3 + slash..]),
        None => url,
    };
    let trimmed = path.trim_start_matches('/');
    let (version, rest) = trimmed.split_once('/').unwrap_or((trimmed, ""));
    let versioned = version.eq_ignore_ascii_case("v1.0") || version.eq_ignore_ascii_case("beta");
    if versioned { rest } else { path }
}

/// A path whose sets have their keys behind a slash, not in brackets: `users('id')` is `users/{id}`.
pub fn unbracketed(path: &[Segment]) -> Vec<Segment> {
    let each = path.iter().flat_map(|segment| match segment {
        Segment::Call { name, arguments } if matches!(arguments.as_slice(), [(unnamed, _)] if unnamed.is_empty()) => {
            vec![Segment::Literal(name.clone()), Segment::Key("id".to_owned())]
        }
        segment => vec![segment.clone()],
    });
    each.collect()
}

/// Whether a concrete path follows a template.
pub fn matches(template: &[Segment], path: &[Segment]) -> bool {
    follows(template, path) || follows(template, &unbracketed(path))
}

fn follows(template: &[Segment], path: &[Segment]) -> bool {
    let (mut t, mut p) = (template.iter().peekable(), path.iter().peekable());
    loop {
        match (t.next(), p.next()) {
            (None, None) => return true,
            (Some(a), Some(b)) => {
                if !fits(a, b) {
                    return false;
                }
            }
            _ => return false,
        }
    }
}

/// Whether a concrete path follows a template, and calls the function at its end with documented arguments that the template
/// leaves out.
pub fn calls(template: &[Segment], path: &[Segment], documented: impl Fn(&str) -> bool) -> bool {
    match (template.split_last(), path.split_last()) {
        (Some((Segment::Literal(function), before)), Some((Segment::Call { name, arguments }, start))) => {
            simple(function) == simple(name)
                && arguments.iter().all(|(name, _)| documented(name))
                && matches(before, start)
        }
        _ => false,
    }
}

/// A name without its namespace, in lower case.
fn simple(name: &str) -> String {
    name.rsplit('.').next().unwrap_or(name).to_ascii_lowercase()
}

fn fits(template: &Segment, segment: &Segment) -> bool {
    match (template, segment) {
        (Segment::Key(_), Segment::Key(_) | Segment::Literal(_)) | (Segment::ByPath(_), Segment::ByPath(_)) => true,
        // An id that stands in a request line is a finding of its own.
        (known, Segment::Literal(_)) if super::operations::literal_id(known).is_some() => true,
        (Segment::Literal(a) | Segment::Cast(a), Segment::Literal(b) | Segment::Cast(b)) => simple(a) == simple(b),
        (Segment::Call { name: a, arguments: x }, Segment::Call { name: b, arguments: y }) => {
            simple(a) == simple(b) && x.len() == y.len()
        }
        (Segment::Call { name, arguments }, Segment::Literal(b))
        | (Segment::Literal(b), Segment::Call { name, arguments }) => simple(name) == simple(b) && arguments.is_empty(),
        _ => false,
    }
}
