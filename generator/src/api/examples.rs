//! The documented examples: each request with what answers it, bound to the operation whose path it follows.

use std::cell::LazyCell;
use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::link::{Linker, diagnostic};
use super::operations::OperationDraft;
use super::templates::Templates;
use super::{Example, PageId, Segment};
use crate::diagnostic::{Code, Diagnostic, meant, sure};
use crate::page::path::{calls, fits, matches, simple};
use crate::page::{AnnotationKind, Exchange, Message, Page, SectionRole};

/// Gives the examples of every page to its operations; returns those of each operation.
pub fn bind(linker: Linker, operations: &[OperationDraft], diagnostics: &mut Vec<Diagnostic>) -> Vec<Vec<Example>> {
    let mut bound = vec![Vec::new(); operations.len()];
    let mut by_page: BTreeMap<PageId, Vec<usize>> = BTreeMap::new();
    for (at, operation) in operations.iter().enumerate() {
        by_page.entry(operation.page).or_default().push(at);
    }
    let pages = by_page.into_par_iter().map(|(id, own)| {
        let page = &linker.pages[id];
        let lines = Lines::of(operations, &own);
        let examples = page.examples.iter().map(|shown| {
            let example = example(page, shown);
            (choose(operations, &lines, asked(page, shown), &example.target.segments), example)
        });
        (page, examples.collect::<Vec<_>>(), own, lines)
    });
    let names = LazyCell::new(|| names(operations));
    for (page, examples, own, lines) in pages.collect::<Vec<_>>() {
        for (chosen, mut example) in examples {
            example.bound = matches!(chosen, Chosen::At(_));
            let held = |_: &&Message| !shown_by_the_way(page, &lines, &example);
            if let (Chosen::No, Some(request)) = (&chosen, example.request.as_ref().filter(held)) {
                let message = format!("`{} {}` follows no request line of the page", request.method, request.url);
                let help = expected(operations, &lines, &request.method, &example.target.segments);
                let finding = diagnostic(page, example.request_span, Code::RequestMismatch, message);
                let slip = slip(operations, &lines, &names, &request.method, &example.target.segments);
                let (written, meant) = slip.unzip();
                diagnostics.push(finding.with_help(help).with_slip(written.unwrap_or_default(), meant));
            }
            let at = match chosen {
                Chosen::At(at) => at,
                Chosen::No | Chosen::Unasked => own[0],
            };
            bound[at].push(example);
        }
    }
    bound
}

/// Tells whether a request outside of the examples is annotated as one that isn't documented here: it shows how something else is asked.
/// In the section of query parameters, which are those of the page's own requests, that is only what holds what they ask for.
fn shown_by_the_way(page: &Page, lines: &Lines, example: &Example) -> bool {
    // Blocks stand in the order of the page.
    let at = page.blocks.partition_point(|block| block.span.start < example.request_span.start);
    page.blocks.get(at).filter(|block| block.span == example.request_span).is_some_and(|block| {
        let kind = block.annotation.map(|at| page.annotations[at].kind);
        kind == Some(AnnotationKind::Ignored)
            && match page.role_around(block.section) {
                SectionRole::Examples | SectionRole::ExampleRequest => false,
                SectionRole::QueryParameters => lines.templates.begin_with(&example.target.segments),
                _ => true,
            }
    })
}

/// Suggests what the request lines of the page have instead: another verb for this path, or this verb for another path.
fn expected(operations: &[OperationDraft], lines: &Lines, method: &str, asked: &[Segment]) -> Option<String> {
    let line = |line: &usize| {
        let (at, path) = lines.of[*line];
        (operations[at].method.as_str(), &operations[at].paths[path])
    };
    let mut like = lines.templates.like(asked).iter().map(line).collect::<Vec<_>>().into_iter();
    if let Some((verb, path)) = like.find(|(_, path)| matches(&path.segments, asked)) {
        return Some(format!("the page documents `{verb} {}`", path.text));
    }
    let alike = |path: &super::PathTemplate| {
        path.segments.last().zip(asked.last()).is_some_and(|(known, shown)| fits(known, shown))
            && path.segments.len().abs_diff(asked.len()) <= 1
    };
    // A line that ends in another name is of another request.
    let ends = lines.by_end.get(&end(asked)?)?.iter().take(MOST_ALIKE).map(line);
    let named = ends.filter(|(verb, path)| *verb == method && alike(path));
    let near = |path: &&super::PathTemplate| {
        let pairs = path.segments.iter().zip(asked);
        pairs.take_while(|(known, shown)| fits(known, shown)).count()
    };
    let (verb, path) = named.max_by_key(|(_, path)| (near(path), std::cmp::Reverse(path.segments.len())))?;
    Some(meant(format_args!("{verb} {}", path.text)))
}

/// Returns the name that is misspelled in an example and the one that was surely meant: but for it the example follows one request
/// line, whose path leads to something, and no path has it.
fn slip<'a>(
    operations: &'a [OperationDraft],
    lines: &Lines,
    names: &BTreeSet<String>,
    method: &str,
    asked: &'a [Segment],
) -> Option<(&'a str, &'a str)> {
    let known = lines.of.iter().take(MOST_ALIKE).map(|(at, path)| (&operations[*at], &operations[*at].paths[*path]));
    let known = known.filter(|(operation, path)| operation.method == method && path.resolved.is_some());
    let odd = |segments: &'a [Segment]| {
        let mut odd = segments.iter().zip(asked).filter(|(known, shown)| !fits(known, shown));
        let (Some((Segment::Literal(known), Segment::Literal(shown))), None) = (odd.next(), odd.next()) else {
            return None;
        };
        sure(shown, [known.as_str()]).map(|known| (shown.as_str(), known))
    };
    let alike = known.filter(|(_, path)| path.segments.len() == asked.len());
    let slips: BTreeSet<(&str, &str)> = alike.filter_map(|(_, path)| odd(&path.segments)).collect();
    let mut slips = slips.into_iter();
    let (Some((written, meant)), None) = (slips.next(), slips.next()) else { return None };
    (!names.contains(&simple(written))).then_some((written, meant))
}

/// Collects the names that request lines go through, as names are compared.
fn names(operations: &[OperationDraft]) -> BTreeSet<String> {
    let segments = operations.iter().flat_map(|operation| &operation.paths).flat_map(|path| &path.segments);
    segments.filter_map(name).collect()
}

/// The number of lines that end alike, among which the one that was meant is looked for: more than any page has.
const MOST_ALIKE: usize = 256;

/// Returns the name that a path ends in, as names are compared; none where it ends in a key.
fn end(segments: &[Segment]) -> Option<String> {
    name(segments.last()?)
}

/// Returns the name of a segment, as names are compared; none of a key.
fn name(segment: &Segment) -> Option<String> {
    match segment {
        Segment::Literal(name) | Segment::Cast(name) | Segment::Call { name, .. } => Some(simple(name)),
        Segment::Key(_) | Segment::ByPath(_) => None,
    }
}

/// Takes the messages of an example over, with what the annotation of its response says.
fn example(page: &Page, exchange: &Exchange) -> Example {
    let block = |at: Option<usize>| at.map(|at| &page.blocks[at]);
    let (request, response) = (block(exchange.request), block(exchange.response));
    let name = request.and_then(|block| page.annotations[block.annotation?].facts.name.clone());
    let facts = response.and_then(|block| Some(&page.annotations[block.annotation?].facts));
    Example {
        title: exchange.title.clone(),
        name,
        request: request.and_then(|block| block.message.clone()),
        request_span: request.map(|block| block.span).unwrap_or_default(),
        target: exchange.target.clone(),
        bound: false,
        response: response.and_then(|block| block.message.clone()),
        response_span: response.map(|block| block.span).unwrap_or_default(),
        response_type: facts.and_then(|facts| facts.odata_type.clone()),
        truncated: facts.is_some_and(|facts| facts.is_truncated),
    }
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

/// Returns the verb of an example: of its request, or of the request line that its answer stands below.
fn asked<'p>(page: &'p Page, shown: &Exchange) -> Option<&'p str> {
    let block = &page.blocks[shown.request.or(shown.line)?];
    block.message.as_ref().map(|message| message.method.as_str())
}

/// The paths of the operations of a page.
struct Lines {
    /// For each the operation, and its place among the paths of that.
    of: Vec<(usize, usize)>,
    templates: Templates,
    /// By the name that they end in.
    by_end: BTreeMap<String, Vec<usize>>,
}

impl Lines {
    fn of(operations: &[OperationDraft], own: &[usize]) -> Self {
        let of = own.iter().flat_map(|at| (0..operations[*at].paths.len()).map(move |path| (*at, path))).collect();
        let paths = || own.iter().flat_map(|at| &operations[*at].paths).map(|path| path.segments.as_slice());
        let mut by_end: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (line, path) in paths().enumerate() {
            if let Some(end) = end(path) {
                by_end.entry(end).or_default().push(line);
            }
        }
        Self { of, templates: Templates::of(paths()), by_end }
    }
}

/// Chooses the operation that an example of a verb and a path follows.
fn choose(operations: &[OperationDraft], lines: &Lines, method: Option<&str>, asked: &[Segment]) -> Chosen {
    let Some(method) = method else { return Chosen::Unasked };
    let fits = |(at, path): &(usize, usize)| {
        let operation = &operations[*at];
        let documented = |name: &str| operation.arguments.iter().any(|known| known.name.eq_ignore_ascii_case(name));
        let known = &operation.paths[*path].segments;
        operation.method == method && (matches(known, asked) || calls(known, asked, documented))
    };
    let mut like = lines.templates.like(asked).into_iter().map(|line| lines.of[line]);
    like.find(fits).map_or(Chosen::No, |(at, _)| Chosen::At(at))
}
