//! Groups of tabs: HTTP first, ended by a rule, inside the examples.

use super::input::{Input, Subject};
use crate::diagnostic::{Code, Diagnostic};
use crate::page::{Page, PageKind, SectionRole};
use crate::span::Span;

/// The tab that comes first.
const FIRST: &str = "http";

/// Tells what is wrong with groups of tabs.
pub(super) fn groups(_: &Input, subject: Subject, found: &mut Vec<Diagnostic>) {
    let page = subject.page;
    let mut open: Option<(&str, Span)> = None;
    let mut last = "";
    for tab in &page.tabs {
        let before = std::mem::replace(&mut last, &tab.value);
        match (open, tab.value.as_str()) {
            (None, "") => {}
            (Some(_), "") => open = None,
            (None, name) => {
                begin(subject, name, tab.span, found);
                open = Some((name, tab.span));
            }
            (Some((_, span)), name) if name == before && !is_apart(page, span, tab.span) => {
                let finding = subject.finding(
                    subject.line(tab.span.start),
                    Code::TabGroup,
                    format!("the tab `{name}` comes twice in this group"),
                );
                found.push(finding.with_help("take one of them away".to_owned()));
            }
            // The first tab again: the group before isn't ended.
            (Some((first, span)), name) if first == name || is_apart(page, span, tab.span) => {
                unended(subject, span, found);
                begin(subject, name, tab.span, found);
                open = Some((name, tab.span));
            }
            (Some(_), _) => {}
        }
    }
    if let Some((_, span)) = open {
        unended(subject, span, found);
    }
}

/// Tells whether a heading stands between two places.
fn is_apart(page: &Page, one: Span, other: Span) -> bool {
    page.sections.iter().any(|section| section.span.start > one.start && section.span.start < other.start)
}

fn begin(subject: Subject, name: &str, span: Span, found: &mut Vec<Diagnostic>) {
    // In 2019 the groups had only programs; `doc_type` came later.
    if !name.eq_ignore_ascii_case(FIRST) && subject.page.stated("doc_type").is_some() {
        let message = format!("this group of tabs begins with `{name}`");
        let finding = subject.finding(subject.line(span.start), Code::TabGroup, message);
        found.push(finding.with_help("put the HTTP tab first".to_owned()));
    }
    let section = subject.page.sections.iter().rposition(|section| section.span.start <= span.start);
    let role = subject.page.role_around(section);
    let inside = matches!(role, SectionRole::Examples | SectionRole::ExampleRequest | SectionRole::ExampleResponse);
    if subject.page.kind == PageKind::Operation && !inside {
        let message = "this group of tabs stands outside of the examples";
        let finding = subject.finding(subject.line(span.start), Code::TabGroup, message);
        found.push(finding.with_help("move it below a heading `Examples`".to_owned()));
    }
}

fn unended(subject: Subject, span: Span, found: &mut Vec<Diagnostic>) {
    let message = "no line of `---` ends this group of tabs";
    let finding = subject.finding(subject.line(span.start), Code::TabGroup, message);
    found.push(finding.with_help("put a line of `---` behind the last tab".to_owned()));
}
