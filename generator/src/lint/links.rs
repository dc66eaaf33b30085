//! Links: targets that are no URLs, references without a definition, pages that nothing links to.

use std::collections::BTreeSet;

use rayon::prelude::*;

use super::input::{Input, Subject};
use crate::api::index::{resolve_path, split_anchor};
use crate::diagnostic::{Code, Diagnostic, Edit};
use crate::page::{Page, PageKind};
use crate::read::Folder;
use crate::span::Span;

/// The schemes of addresses that pages link to.
const SCHEMES: &[&str] = &["http", "https", "mailto", "tel", "ftp", "ms-appx", "msteams", "vscode"];

/// Tells of targets that can't be read as URLs, and of references without a definition.
pub(super) fn targets(input: &Input, subject: Subject, found: &mut Vec<Diagnostic>) {
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
            let finding = subject.finding(link.span, Code::MalformedUrl, message);
            let edits = with_slashes(input, subject, link.span, &link.value).unwrap_or_default();
            found.push(Diagnostic { edits, ..finding });
        }
    }
}

/// Returns the edits that write the slashes of a target as such, if it then leads to a page.
fn with_slashes(input: &Input, subject: Subject, span: Span, target: &str) -> Option<Vec<Edit>> {
    let slashed = target.replace('\\', "/");
    let path = resolve_path(&subject.page.path, split_anchor(&slashed).0)?;
    let is_page = input.pages.binary_search_by(|page| page.path.as_str().cmp(path.as_str())).is_ok();
    (slashed != target && is_page).then(|| Edit::everywhere(subject.text, span, target, &slashed))
}

/// Returns what is wrong with the target of a link.
fn malformed(target: &str) -> Option<&'static str> {
    let lower = target.to_ascii_lowercase();
    let scheme = lower.split_once(':').filter(|(scheme, _)| is_scheme(scheme));
    match scheme {
        Some((scheme, _)) if !SCHEMES.contains(&scheme) => Some("has a scheme that no link has"),
        Some(("http" | "https", rest)) if !rest.starts_with("//") => Some("has no `//` behind its scheme"),
        Some(("http" | "https", rest))
            if rest.split(['?', '#']).next().is_some_and(|rest| rest.trim().contains(' ')) =>
        {
            Some("holds a blank")
        }
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

/// The pages that pages and the table of contents link to, in small letters.
#[derive(Clone, Debug)]
pub(super) struct Linked {
    paths: BTreeSet<String>,
    contents: String,
    /// Whether many pages are without a link, since the tree is a part of one.
    is_part: bool,
}

impl Linked {
    pub(super) fn of(input: &Input) -> Self {
        let targets = |page: &Page| {
            let linked = page.links.iter().filter_map(|link| resolve_path(&page.path, split_anchor(&link.value).0));
            linked.filter(|path| *path != page.path.to_ascii_lowercase()).collect::<Vec<_>>()
        };
        let paths = input.pages.par_iter().flat_map_iter(targets).collect();
        let contents = input.version.toc.as_ref().map_or("", |toc| toc.text.as_str()).to_ascii_lowercase();
        let mut linked = Self { paths, contents, is_part: false };
        let orphans = input.pages.par_iter().filter(|page| linked.is_orphan(page)).count();
        linked.is_part = orphans * PART > input.pages.len();
        linked
    }

    /// Tells whether nothing leads to a page. Overviews are reached by the table of contents alone.
    fn is_orphan(&self, page: &Page) -> bool {
        let path = page.path.to_ascii_lowercase();
        let file = path.rsplit('/').next().unwrap_or_default();
        let apart = page.kind == PageKind::Overview && self.contents.is_empty();
        !apart && !self.paths.contains(&path) && !self.contents.contains(file)
    }
}

/// Tells of a page that no page and no table of contents links to.
pub(super) fn orphans(linked: &Linked, subject: Subject, found: &mut Vec<Diagnostic>) {
    if subject.page.folder != Folder::Includes && !linked.is_part && linked.is_orphan(subject.page) {
        found.push(subject.finding(subject.title(), Code::OrphanPage, "no page links to this one"));
    }
}
