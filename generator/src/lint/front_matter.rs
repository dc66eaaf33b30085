//! What front matter must have: the keys that the pages of the tree have, and words of `doc_type` that fit.

use std::cmp::Reverse;

use super::input::{Input, Subject};
use crate::diagnostic::{Code, Diagnostic, meant, suggest, sure};
use crate::page::Page;
use crate::read::Folder;
use crate::span::Span;

/// The keys that a page must have; one of each list is enough. What no era of the pages had yet isn't asked of them: a key counts
/// where most pages of the tree have it.
const KEYS: &[&[&str]] = &[
    &["title"],
    &["description"],
    &["author", "ms.author"],
    &["doc_type"],
    &["ms.subservice", "ms.service", "ms.prod"],
    &["ms.localizationpriority", "localization_priority"],
];

/// The words of `doc_type`, and the folder that they are for; none where both may have such pages.
const DOC_TYPES: &[(&str, Option<Folder>)] = &[
    ("apiPageType", Some(Folder::Api)),
    ("resourcePageType", Some(Folder::Resources)),
    ("enumPageType", Some(Folder::Resources)),
    ("conceptualPageType", None),
];

/// Of a tree whose pages have front matter, fewer than one page in so many has none.
const PART: usize = 10;

/// What the front matter of most pages has.
#[derive(Clone, Debug)]
pub(super) struct Keys {
    /// Whether nearly all pages have front matter: else the tree is of the time when there was none yet.
    usual: bool,
    /// The keys; one of each list is enough, and the first one is the one that most pages write.
    keys: Vec<Vec<&'static str>>,
}

impl Keys {
    pub(super) fn of(input: &Input) -> Self {
        let pages = || input.pages.iter().filter(|page| !page.front_matter.is_empty());
        let all = pages().count();
        let usual = |keys: &&&[&str]| 2 * pages().filter(|page| value(page, keys).is_some()).count() > all;
        let by_use = |keys: &&'static [&'static str]| {
            let mut keys = keys.to_vec();
            keys.sort_by_cached_key(|key| Reverse(pages().filter(|page| page.stated(key).is_some()).count()));
            keys
        };
        Self {
            usual: PART * (input.pages.len() - all) < input.pages.len(),
            keys: KEYS.iter().filter(usual).map(by_use).collect(),
        }
    }
}

/// Tells of keys that a page lacks though most others have them, and of a page without front matter where nearly all have some.
pub(super) fn keys(usual: &Keys, subject: Subject, found: &mut Vec<Diagnostic>) {
    let page = subject.page;
    if page.folder == Folder::Includes {
        return;
    }
    if page.front_matter.is_empty() {
        if usual.usual {
            let finding = subject.finding(subject.title(), Code::FrontMatterKey, "this page has no front matter");
            found
                .push(finding.with_help("put the keys between two lines of `---` at the start of the page".to_owned()));
        }
        return;
    }
    let lacks = |keys: &&Vec<&str>| value(page, keys).is_none_or(|value| value.trim().is_empty());
    found.extend(usual.keys.iter().filter(lacks).map(|keys| missing(subject, keys)));
}

/// Returns the value of the first of these keys that a page has.
fn value<'p>(page: &'p Page, keys: &[&str]) -> Option<&'p str> {
    keys.iter().find_map(|key| page.stated(key))
}

fn missing(subject: Subject, keys: &[&str]) -> Diagnostic {
    let empty = keys.iter().find(|key| subject.page.stated(key).is_some());
    let (key, message) = match empty {
        Some(key) => (*key, format!("`{key}` has no value")),
        None => (keys[0], format!("the front matter has no `{}`", keys[0])),
    };
    subject.finding(line(subject, key), Code::FrontMatterKey, message).with_help(format!("add a line `{key}: …`"))
}

/// Returns the line of a key in the front matter; where it has none, its first line.
fn line(subject: Subject, key: &str) -> Span {
    let front = subject.front_matter();
    let mut at = front.start as usize;
    for line in subject.at(front).split_inclusive('\n') {
        let name = line.split(':').next().unwrap_or_default();
        if name.trim().eq_ignore_ascii_case(key) {
            return Span::new(at..at + line.trim_end().len());
        }
        at += line.len();
    }
    subject.line(front.start)
}

/// Tells of a `doc_type` that is no known word, or one of another folder.
pub(super) fn doc_type(_: &Input, subject: Subject, found: &mut Vec<Diagnostic>) {
    let page = subject.page;
    let Some(word) = page.stated("doc_type").filter(|word| !word.is_empty()) else { return };
    let known = DOC_TYPES.iter().find(|(known, _)| *known == word);
    let span = line(subject, "doc_type");
    let (message, help, edits) = match known {
        None => {
            let near = suggest(word, DOC_TYPES.iter().map(|(known, _)| *known)).map(meant);
            let fitting = fitting(page.folder, word);
            let edits = fitting.map(|fitting| subject.in_place_of(span, word, fitting)).unwrap_or_default();
            (format!("`{word}` is no kind of page"), near, edits)
        }
        Some((_, Some(folder))) if *folder != page.folder && page.folder != Folder::Includes => {
            let fitting = DOC_TYPES.iter().find(|(_, folder)| *folder == Some(page.folder));
            let help = fitting.filter(|_| page.folder == Folder::Api).map(|(word, _)| format!("write `{word}`"));
            (format!("`{word}` is for pages of another folder"), help, Vec::new())
        }
        Some(_) => return,
    };
    let finding = subject.finding(span, Code::DocType, message).with_help(help);
    found.push(Diagnostic { edits, ..finding });
}

/// Returns the word that was surely meant, if it is one for pages of this folder.
fn fitting(folder: Folder, word: &str) -> Option<&'static str> {
    let of_folder = |(_, of): &&(&str, Option<Folder>)| of.is_none_or(|of| of == folder);
    let near = sure(word, DOC_TYPES.iter().map(|(known, _)| *known))?;
    DOC_TYPES.iter().filter(of_folder).map(|(known, _)| *known).find(|known| *known == near)
}
