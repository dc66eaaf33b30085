//! Paths and names against the model: letter case of segments, versions of request lines, namespaces.

use std::collections::{BTreeMap, BTreeSet};

use super::input::{Input, Subject};
use crate::api::{Api, PageId, Segment};
use crate::diagnostic::{Code, Diagnostic, Edit, sure};
use crate::page::{AnnotationKind, path};
use crate::span::Span;

/// Tells of names in paths that the model writes in other letter case. Each is told once a page.
pub(super) fn case(input: &Input, found: &mut Vec<Diagnostic>) {
    let known = known_names(input.api);
    let paths = || input.api.operations.iter().flat_map(|operation| &operation.paths);
    let names = paths().flat_map(|path| path.segments.iter().filter_map(name));
    let written: BTreeSet<&str> = names.collect();
    let mut told = BTreeSet::new();
    for operation in &input.api.operations {
        let Some(info) = input.api.pages.get(operation.page.place()) else { continue };
        for path in &operation.paths {
            // The first segment names a set: it is what makes the name known.
            for segment in path.segments.iter().skip(1) {
                let Some(name) = name(segment) else { continue };
                let Some(spellings) = known.get(&name.to_ascii_lowercase()) else { continue };
                // A spelling that no path has is that of a table, which may be the wrong one.
                let usual = spellings.iter().find(|usual| written.contains(**usual));
                let Some(usual) = usual.filter(|_| !spellings.contains(name)) else { continue };
                if !told.insert((operation.page, name)) {
                    continue;
                }
                let message = format!("`{name}` in `{}` is written `{usual}`", path.text);
                let finding = Diagnostic::new(&info.path, path.span, Code::SegmentCase, message);
                let finding = finding.with_help(format!("write `{usual}`"));
                let subject = subject(input, operation.page);
                found.push(match subject.and_then(|subject| repeated(subject, name)) {
                    Some(other) => finding.with_related(&info.path, other, "this line is the same in other letters"),
                    None => {
                        let edits = subject.map(|subject| in_lines(subject, name, usual)).unwrap_or_default();
                        Diagnostic { edits, ..finding }
                    }
                });
            }
        }
    }
}

fn subject<'a>(input: &Input<'a>, page: PageId) -> Option<Subject<'a>> {
    let (page, source) = (input.pages.get(page.place())?, input.version.pages.get(page.place())?);
    Some(Subject { page, text: &source.text })
}

/// Returns the edits that write a name in all request lines of a page as the model does; none where that isn't sure.
fn in_lines(subject: Subject, name: &str, usual: &str) -> Vec<Edit> {
    if sure(name, [usual]).is_none() {
        return Vec::new();
    }
    let of_line = |line: Span| {
        let start = line.start as usize;
        let places = segments(subject.at(line), name);
        places.map(move |at| Edit::new(start + at..start + at + name.len(), usual)).collect::<Vec<_>>()
    };
    subject.page.requests.iter().flat_map(|line| of_line(line.span)).collect()
}

/// Returns where a name is a segment of a request line.
fn segments(line: &str, name: &str) -> impl Iterator<Item = usize> {
    let is_whole = move |at: &usize| {
        let rest = &line[at + name.len()..];
        line[..*at].ends_with('/') && (rest.is_empty() || rest.starts_with(['/', '?', '(', ' ', '\n']))
    };
    line.match_indices(name).map(|(at, _)| at).filter(is_whole).collect::<Vec<_>>().into_iter()
}

/// Returns the line that a request line with this name would repeat if it were written in other letters: what was meant instead is
/// unknown then.
fn repeated(subject: Subject, name: &str) -> Option<Span> {
    let lines = || subject.page.requests.iter().map(|line| line.span);
    let has = |line: &Span| segments(subject.at(*line), name).next().is_some();
    let written: BTreeSet<String> = lines().filter(has).map(|line| subject.at(line).to_ascii_lowercase()).collect();
    lines().find(|line| !has(line) && written.contains(&subject.at(*line).to_ascii_lowercase()))
}

/// Returns the name that a segment is.
fn name(segment: &Segment) -> Option<&str> {
    match segment {
        Segment::Literal(name) | Segment::Call { name, .. } => Some(name),
        _ => None,
    }
}

/// Collects the names of the model by how they read in lower case: of properties.
fn known_names(api: &Api) -> BTreeMap<String, BTreeSet<&str>> {
    let mut known: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    let structures = api.types.iter().filter_map(|ty| ty.structure());
    let properties = structures.flat_map(|structure| structure.properties.iter().chain(&structure.navigation));
    let names = properties.map(|property| property.name.as_str());
    for name in names {
        known.entry(name.to_ascii_lowercase()).or_default().insert(name);
    }
    known
}

/// Tells of request lines that name another version than their page is of.
pub(super) fn versions(input: &Input, subject: Subject, found: &mut Vec<Diagnostic>) {
    let own = input.version.name.as_str();
    if path::version(&format!("{own}/")).is_none() {
        return;
    }
    for line in &subject.page.requests {
        let asked = line.host.as_ref().and_then(|host| path::version(&format!("{host}/")));
        if let Some(asked) = asked.filter(|asked| !asked.eq_ignore_ascii_case(own)) {
            let message = format!("the request line names `/{asked}/`, but its page is of {own}");
            found.push(subject.finding(line.span, Code::VersionMismatch, message));
        }
    }
}

/// Tells of annotations that name another namespace than the page does.
pub(super) fn namespaces(_: &Input, subject: Subject, found: &mut Vec<Diagnostic>) {
    let page = subject.page;
    let Some(told) = &page.namespace else { return };
    let title = page.title.as_ref().and_then(|title| title.value.split_whitespace().next()).unwrap_or_default();
    for annotation in page.annotations.iter().filter(|annotation| annotation.kind == AnnotationKind::Resource) {
        let Some(name) = annotation.facts.ty() else { continue };
        let Some((namespace, simple)) = name.trim_start_matches('#').rsplit_once('.') else { continue };
        if !simple.eq_ignore_ascii_case(title) || namespace.eq_ignore_ascii_case(&told.value) {
            continue;
        }
        let message = format!("the annotation names the namespace `{namespace}`, and the page `{}`", told.value);
        let finding = subject.finding(annotation.span, Code::NamespaceMismatch, message);
        found.push(finding.with_related(&page.path, told.span, "the page names its namespace here"));
    }
}
