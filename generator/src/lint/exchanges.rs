//! Examples as pairs: requests with their answers, their names, the keys and lengths of their URLs.

use std::collections::BTreeMap;

use super::input::{Input, Subject, each};
use crate::diagnostic::{Code, Diagnostic};
use crate::page::{Annotation, AnnotationKind, BlockRole, PageKind, SectionRole};
use crate::read::Folder;
use crate::span::Span;

/// Tells of requests without an answer, and answers without a request. Requests that follow each other below one heading are
/// alternatives, of which the last is answered. Those that their annotation tells tools to ignore are asked for nothing, and the only
/// answer of a page, in a section of its own, is that of all requests before it.
pub(super) fn pairs(_: &Input, subject: Subject, found: &mut Vec<Diagnostic>) {
    let page = subject.page;
    if page.kind != PageKind::Operation {
        return;
    }
    let shown = |block: usize| {
        let role = page.role_around(page.blocks[block].section);
        matches!(role, SectionRole::Examples | SectionRole::ExampleRequest | SectionRole::ExampleResponse)
    };
    let answered = |title: &str| page.examples.iter().any(|one| one.title == title && one.response.is_some());
    let ignored = |block: usize| {
        let annotation = page.blocks[block].annotation.map(|at| page.annotations[at].kind);
        annotation == Some(AnnotationKind::Ignored)
    };
    let answers_all = |block: usize| {
        let mut answers = page.examples.iter().filter_map(|one| one.response);
        let (Some(only), None) = (answers.next(), answers.next()) else { return false };
        only > block && page.blocks[only].section.is_some_and(|at| page.sections[at].level == 2)
    };
    for example in &page.examples {
        let (block, what) = match (example.request, example.response) {
            (Some(request), None)
                if shown(request) && !answered(&example.title) && !ignored(request) && !answers_all(request) =>
            {
                (request, "no answer follows this request")
            }
            (None, Some(response))
                if example.line.is_none()
                    && !ignored(response)
                    && !stands_below_lines(subject, response)
                    && !follows(subject, response, &example.title) =>
            {
                (response, "no request comes before this answer")
            }
            _ => continue,
        };
        let place = subject.first_line(&page.blocks[block]);
        found.push(subject.finding(place, Code::UnansweredRequest, what));
    }
}

/// Tells whether the block before an answer shows request lines, which it answers.
fn stands_below_lines(subject: Subject, response: usize) -> bool {
    let before = response.checked_sub(1).map(|before| &subject.page.blocks[before]);
    before.is_some_and(|block| block.role == BlockRole::HttpRequest)
}

/// Tells whether an answer is another one to the request before it.
fn follows(subject: Subject, response: usize, title: &str) -> bool {
    let page = subject.page;
    page.examples.iter().any(|one| one.title == title && one.request.is_some_and(|request| request < response))
}

/// The names of examples, in small letters, with the places of the annotations that give them, in the order of the pages.
#[derive(Clone, Debug)]
pub(super) struct Names(BTreeMap<String, Vec<(String, Span)>>);

impl Names {
    pub(super) fn of(input: &Input) -> Self {
        let mut names: BTreeMap<String, Vec<(String, Span)>> = BTreeMap::new();
        for subject in each(input) {
            for (name, span) in named(subject) {
                names.entry(name.to_ascii_lowercase()).or_default().push((subject.page.path.clone(), span));
            }
        }
        Self(names)
    }

    /// Returns the first place on another page before this one that has a name.
    fn before(&self, path: &str, name: &str) -> Option<(&str, Span)> {
        let (file, span) = self.0.get(name)?.first().filter(|(file, _)| file.as_str() < path)?;
        Some((file, *span))
    }
}

/// Gives the names of the examples of a page, with the places of what gives them.
fn named<'p>(subject: Subject<'p>) -> impl Iterator<Item = (&'p str, Span)> {
    let requests = subject.page.annotations.iter().filter(|one| one.kind == AnnotationKind::Request);
    requests.filter_map(move |annotation| {
        let name = annotation.facts.name.as_deref().filter(|name| !name.is_empty())?;
        Some((name, value(subject.text, annotation.span, "name")))
    })
}

/// Tells of examples with the name of one before them, on the page or on another one.
pub(super) fn names(known: &Names, subject: Subject, found: &mut Vec<Diagnostic>) {
    let path = subject.page.path.as_str();
    if subject.page.folder == Folder::Includes {
        return;
    }
    let mut own: BTreeMap<String, Span> = BTreeMap::new();
    for (name, span) in named(subject) {
        let key = name.to_ascii_lowercase();
        let before = known.before(path, &key);
        let first = *own.entry(key).or_insert(span);
        if let Some((file, other)) = before.or((first != span).then_some((path, first))) {
            let message = format!("another example is called `{name}`, too");
            let finding = subject.finding(span, Code::DuplicateExampleName, message);
            found.push(finding.with_related(file, other, "this is the other one"));
        }
    }
}

/// Returns the place of a key of an annotation, up to the end of its line.
fn value(text: &str, span: Span, key: &str) -> Span {
    let within = &text[span.range()];
    match within.find(&format!("\"{key}\"")) {
        Some(at) => {
            let start = span.start as usize + at;
            let length = text[start..].lines().next().map_or(0, |line| line.trim_end().len());
            Span::new(start..(start + length).min(span.end as usize))
        }
        None => span,
    }
}

/// Tells of sample keys that the URL of their example doesn't have.
pub(super) fn sample_keys(_: &Input, subject: Subject, found: &mut Vec<Diagnostic>) {
    let page = subject.page;
    for annotation in page.annotations.iter().filter(|annotation| !annotation.facts.sample_keys.is_empty()) {
        let Some(url) = url(subject, annotation) else { continue };
        for key in annotation.facts.sample_keys.iter().filter(|key| !url.contains(key.as_str())) {
            let span = value(subject.text, annotation.span, "sampleKeys");
            found.push(subject.finding(span, Code::SampleKey, format!("the URL of the example has no `{key}`")));
        }
    }
}

/// Returns the URL of the request that an annotation is about.
fn url<'p>(subject: Subject<'p>, annotation: &Annotation) -> Option<&'p str> {
    let message = subject.page.blocks.get(annotation.block?)?.message.as_ref()?;
    (!message.url.is_empty()).then_some(message.url.as_str())
}

/// The longest URL that all clients take.
const LONGEST: usize = 2083;

/// Tells of URLs that are too long.
pub(super) fn lengths(_: &Input, subject: Subject, found: &mut Vec<Diagnostic>) {
    let page = subject.page;
    for block in page.blocks.iter().filter(|block| block.role == BlockRole::RequestExample) {
        let Some(message) = &block.message else { continue };
        let length = message.url.chars().count();
        if length > LONGEST {
            let text = format!("this URL has {length} characters");
            found.push(subject.finding(subject.first_line(block), Code::LongUrl, text));
        }
    }
}
