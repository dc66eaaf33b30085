//! The sections that pages have, and their order: the outline is data, by kind of page and era.

use super::input::{Input, Subject};
use crate::diagnostic::{Code, Diagnostic, meant, suggest, sure};
use crate::page::{Page, PageKind, Section, SectionRole as Role};
use crate::span::Span;

/// How pages were laid out at a time.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Era {
    /// Before front matter told the kind of page: until 2019.
    Early,
    /// Since then.
    Typed,
}

/// The sections of pages of a kind.
struct Outline {
    kind: PageKind,
    era: Era,
    /// The orders of sections that pages have, the usual one first; roles side by side come in any.
    orders: &'static [&'static [&'static [Role]]],
    /// Sections that each such page has, with the heading to add, and those that stand in for them.
    required: &'static [(Role, &'static str, &'static [Role])],
}

const OPERATION: &[&[Role]] = &[
    &[Role::Permissions],
    &[Role::HttpRequest],
    &[Role::PathParameters, Role::FunctionParameters, Role::QueryParameters],
    &[Role::RequestHeaders],
    &[Role::RequestBody],
    &[Role::Response],
    &[Role::Examples, Role::ExampleRequest, Role::ExampleResponse],
    &[Role::SeeAlso],
];

const RESOURCE: &[&[&[Role]]] = &[
    &[&[Role::Methods], &[Role::Properties], &[Role::Relationships], &[Role::JsonRepresentation], &[Role::SeeAlso]],
    // Until 2018, and in parts of the reference since.
    &[&[Role::JsonRepresentation], &[Role::Properties], &[Role::Relationships], &[Role::Methods], &[Role::SeeAlso]],
    &[&[Role::Properties], &[Role::Relationships], &[Role::JsonRepresentation], &[Role::Methods], &[Role::SeeAlso]],
];

const OUTLINES: &[Outline] = &[
    Outline { kind: PageKind::Operation, era: Era::Early, orders: &[OPERATION], required: &[] },
    Outline { kind: PageKind::Resource, era: Era::Early, orders: RESOURCE, required: &[] },
    Outline {
        kind: PageKind::Operation,
        era: Era::Typed,
        orders: &[OPERATION],
        required: &[
            (Role::HttpRequest, "HTTP request", &[]),
            (Role::RequestHeaders, "Request headers", &[]),
            (Role::Response, "Response", &[]),
            (Role::Examples, "Examples", &[Role::ExampleRequest, Role::ExampleResponse]),
        ],
    },
    Outline {
        kind: PageKind::Resource,
        era: Era::Typed,
        orders: RESOURCE,
        required: &[
            (Role::Properties, "Properties", &[Role::Relationships, Role::TypeDefinition]),
            (Role::JsonRepresentation, "JSON representation", &[]),
        ],
    },
    Outline {
        kind: PageKind::Enum,
        era: Era::Typed,
        orders: &[&[&[Role::Members], &[Role::SeeAlso]]],
        required: &[(Role::Members, "Members", &[])],
    },
];

/// The headings as they are written, for their letter case; two have two spellings.
const HEADINGS: &[&str] = &[
    "Permissions",
    "Prerequisites",
    "HTTP request",
    "HTTP Request",
    "Path parameters",
    "Function parameters",
    "Query parameters",
    "Optional query parameters",
    "Request headers",
    "Optional request headers",
    "Request body",
    "Response",
    "Request",
    "Example",
    "Examples",
    "Methods",
    "Properties",
    "Relationships",
    "Members",
    "JSON representation",
    "JSON Representation",
    "See also",
    "Related content",
    "Next steps",
];

/// Gives the headings, each in its first spelling.
fn spelled_once() -> impl Iterator<Item = &'static str> {
    let known = |at: usize| HEADINGS[..at].iter().any(|usual| usual.eq_ignore_ascii_case(HEADINGS[at]));
    (0..HEADINGS.len()).filter(move |at| !known(*at)).map(|at| HEADINGS[at])
}

/// Returns the outline of a page.
fn outline(page: &Page) -> Option<&'static Outline> {
    let told = page.stated("doc_type");
    if page.kind == PageKind::Resource && told == Some("conceptualPageType") {
        return None;
    }
    let era = if told.is_some() { Era::Typed } else { Era::Early };
    OUTLINES.iter().find(|outline| outline.kind == page.kind && outline.era == era)
}

/// Gives the sections right below the title.
fn top(page: &Page) -> impl Iterator<Item = &Section> {
    page.sections.iter().filter(|section| section.level == 2)
}

/// Tells of sections that are missing.
pub(super) fn missing(_: &Input, subject: Subject, found: &mut Vec<Diagnostic>) {
    let page = subject.page;
    let Some(outline) = outline(page).filter(|_| top(page).next().is_some()) else { return };
    let has = |role: Role| page.sections.iter().any(|section| section.role == role);
    // One that stands behind the example means something else there, and isn't missing.
    let is_there = |heading: &str| top(page).any(|section| section.title.trim().eq_ignore_ascii_case(heading));
    for (role, heading, others) in outline.required {
        if !has(*role) && !is_there(heading) && !others.iter().any(|role| has(*role)) {
            let message = format!("this page has no section `{heading}`");
            let help = format!("add `## {heading}`");
            found.push(subject.finding(subject.title(), Code::MissingSection, message).with_help(help));
        }
    }
}

/// Tells of the first section that stands behind one that it comes before; a page in any of the orders is in order.
pub(super) fn order(_: &Input, subject: Subject, found: &mut Vec<Diagnostic>) {
    let Some(outline) = outline(subject.page) else { return };
    let misplaced: Vec<_> = outline.orders.iter().map(|order| misplaced(subject.page, order)).collect();
    let Some(Some((section, other))) = misplaced.first().filter(|_| misplaced.iter().all(Option::is_some)) else {
        return;
    };
    let message = format!("`{}` stands behind `{}`", section.title, other.title);
    let finding = subject.finding(heading(subject, section), Code::SectionOrder, message);
    let label = "this section comes later".to_owned();
    found.push(finding.with_related(&subject.page.path, heading(subject, other), label));
}

/// Finds a section that stands behind one that it comes before, and that one; a role counts where it first comes.
fn misplaced<'p>(page: &'p Page, order: &[&[Role]]) -> Option<(&'p Section, &'p Section)> {
    let mut seen = Vec::new();
    let mut last: Option<(usize, &Section)> = None;
    for section in top(page) {
        let rank = order.iter().position(|same| same.contains(&section.role));
        let Some(rank) = rank.filter(|_| !seen.contains(&section.role)) else { continue };
        seen.push(section.role);
        match last {
            Some((before, other)) if rank < before => return Some((section, other)),
            _ => last = Some((rank, section)),
        }
    }
    None
}

/// Tells of headings in other letter case than the usual one.
pub(super) fn case(_: &Input, subject: Subject, found: &mut Vec<Diagnostic>) {
    for section in subject.page.sections.iter().filter(|section| section.role != Role::Title) {
        if HEADINGS.contains(&section.title.as_str()) {
            continue;
        }
        let usual = HEADINGS.iter().find(|usual| usual.eq_ignore_ascii_case(&section.title));
        let Some(usual) = usual else { continue };
        let line = heading(subject, section);
        let message = format!("`{}` is written `{usual}`", section.title);
        let finding = subject.finding(line, Code::HeadingCase, message).with_help(format!("write `{usual}`"));
        found.push(match subject.at(line).find(&section.title) {
            Some(at) => {
                let start = line.start as usize + at;
                finding.with_edit(Span::new(start..start + section.title.len()), *usual)
            }
            None => finding,
        });
    }
}

/// Tells of headings that are nearly those of the outline, where no section beside them has that one. Of the sections of operations,
/// the reader tells those that it doesn't know.
pub(super) fn near(_: &Input, subject: Subject, found: &mut Vec<Diagnostic>) {
    let page = subject.page;
    if outline(page).is_none() {
        return;
    }
    let told =
        |section: &Section| page.kind == PageKind::Operation && section.level == 2 && section.role == Role::Other;
    let is = |section: &Section, heading: &str| section.title.eq_ignore_ascii_case(heading);
    for section in page.sections.iter().filter(|section| section.role != Role::Title && !told(section)) {
        if HEADINGS.iter().any(|usual| is(section, usual)) {
            continue;
        }
        let beside = |usual: &str| {
            page.sections.iter().any(|one| one.level == section.level && one.parent == section.parent && is(one, usual))
        };
        let Some(usual) = suggest(&section.title, HEADINGS.iter().copied()).filter(|usual| !beside(usual)) else {
            continue;
        };
        let line = heading(subject, section);
        let message = format!("`{}` is no heading of the outline", section.title);
        let finding = subject.finding(line, Code::UnknownHeading, message).with_help(meant(usual));
        // What is understood as it stands is only spelled anew; else nothing else may be meant.
        let edits = subject.in_place_of(line, &section.title, usual);
        let is_sure = || section.role != Role::Other || sure(&section.title, spelled_once()).is_some();
        found.push(Diagnostic { edits: if is_sure() { edits } else { Vec::new() }, ..finding });
    }
}

/// Returns the line of a heading.
fn heading(subject: Subject, section: &Section) -> Span {
    subject.line(section.span.start)
}
