//! Links: targets that are no URLs, references without a definition, pages that nothing links to.

use std::collections::BTreeSet;

use super::input::{Input, Subject, each};
use crate::api::index::{resolve_path, split_anchor};
use crate::diagnostic::{Code, Diagnostic};
use crate::page::PageKind;
/// The schemes of addresses that pages link to.
const SCHEMES: &[&str] = &["http", "https", "mailto", "tel", "ftp", "ms-appx", "msteams", "vscode"];

/// Tells of targets that can't be read as URLs, and of references without a definition.
pub(super) fn targets(_: &Input, subject: Subject, found: &mut Vec<Diagnostic>) {
    for link in &subject.page.links {
        if link.value.is_empty() {
            let written = subject.at(link.span);
            if written.ends_with("()") || written.ends_with("(<>)") {
                found.push(subject.finding(link.span, Code::MalformedUrl, "this link has no target"));
            } else {
                let message = "the page doesn't define what this link refers to";
                found.push(subject.finding(link.span, Code::UndefinedReference, message));
            }
        } else if let Some(what) = malformed(&link.value) {
            let message = format!("`{}` {what}", link.value);
            found.push(subject.finding(link.span, Code::MalformedUrl, message));
        }
    }
}

/// Returns what is wrong with the target of a link.
fn malformed(target: &str) -> Option<&'static str> {
    let lower = target.to_ascii_lowercase();
    let scheme = lower.split_once(':').filter(|(scheme, _)| is_scheme(scheme));
    match scheme {
        Some((scheme, _)) if !SCHEMES.contains(&scheme) => Some("has a scheme that no link has"),
        Some(("http" | "https", rest)) if !rest.starts_with("//") => Some("has no `//` behind its scheme"),
        Some(("http" | "https", rest)) if !is_host(&rest[2..]) => Some("has no host"),
        Some(("http" | "https", rest)) if rest[2..].contains("http://") && !rest.contains('?') => {
            Some("holds another URL")
        }
        _ if ["http//", "https//", "http/", "www."].iter().any(|start| lower.starts_with(start)) => {
            Some("begins like an address and is none")
        }
        _ if target.contains('\\') => Some("holds a backslash"),
        _ if target.trim().contains(' ') => Some("holds a blank"),
        _ if target.matches('#').count() > 1 => Some("has two anchors"),
        _ => None,
    }
}

/// Tells whether a word looks like the scheme of a URL.
fn is_scheme(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-'))
}

/// Tells whether what follows `//` begins with a host.
fn is_host(rest: &str) -> bool {
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let name = host.split(':').next().unwrap_or_default();
    !name.is_empty()
        && !name.contains(char::is_whitespace)
        && (name.contains('.') || name == "localhost" || name.starts_with(['{', '<']))
}

/// Of a whole tree, fewer than one page in so many has no link.
const PART: usize = 10;

/// Tells of pages that no page and no table of contents links to. Overviews are reached by the table alone; where many pages are
/// without a link, the tree is a part of one.
pub(super) fn orphans(input: &Input, found: &mut Vec<Diagnostic>) {
    let targets = |subject: Subject| {
        let page = subject.page;
        let linked = page.links.iter().filter_map(|link| resolve_path(&page.path, split_anchor(&link.value).0));
        linked.filter(|path| *path != page.path.to_ascii_lowercase()).collect::<Vec<_>>()
    };
    let linked: BTreeSet<String> = each(input).flat_map(targets).collect();
    let contents = input.version.toc.as_ref().map_or("", |toc| toc.text.as_str()).to_ascii_lowercase();
    let is_orphan = |subject: &Subject| {
        let path = subject.page.path.to_ascii_lowercase();
        let file = path.rsplit('/').next().unwrap_or_default();
        let apart = subject.page.kind == PageKind::Overview && contents.is_empty();
        !apart && !linked.contains(&path) && !contents.contains(file)
    };
    let orphans: Vec<Subject> = each(input).filter(is_orphan).collect();
    if orphans.len() * PART > input.pages.len() {
        return;
    }
    let tell = |subject: Subject| subject.finding(subject.title(), Code::OrphanPage, "no page links to this one");
    found.extend(orphans.into_iter().map(tell));
}
