//! What an editor needs: a page that is being changed is read again in a moment, against an API that is kept.

use std::collections::BTreeSet;

use super::{Input, Settings, Subject, disable, mends, page_rules, rules};
use crate::api::Api;
use crate::diagnostic::{Diagnostic, Edit, render};
use crate::page::{self, Page};
use crate::read::{DocsVersion, PageSource};
use crate::span::Span;

/// One version of the docs as it was when it was read as a whole: its pages, and what was made and found of all of them.
#[derive(Clone, Debug)]
pub struct Editor {
    version: DocsVersion,
    included: Vec<PageSource>,
    pages: Vec<Page>,
    includes: Vec<Page>,
    api: Api,
    settings: Settings,
    /// All findings, sorted by page; no comment has turned any off yet.
    found: Vec<Diagnostic>,
}

/// What is kept: each page at the place of its file.
pub struct Kept {
    /// The files of the version.
    pub version: DocsVersion,
    /// What they say.
    pub pages: Vec<Page>,
    /// The files for other pages.
    pub included: Vec<PageSource>,
    /// What those say.
    pub includes: Vec<Page>,
    /// What was made of all of them.
    pub api: Api,
}

impl Editor {
    /// Finds all that is wrong, and keeps it.
    pub fn new(kept: Kept, settings: Settings) -> Self {
        let Kept { version, pages, included, includes, mut api } = kept;
        let mut found = std::mem::take(&mut api.diagnostics);
        let mut editor = Self { version, included, pages, includes, api, settings, found: Vec::new() };
        editor.api.diagnostics = found.clone();
        for (at, edit) in mends(&editor.input()) {
            found[at].edits.push(edit);
        }
        editor.api.diagnostics = Vec::new();
        found.extend(rules(&editor.input()));
        render::sort(&mut found);
        editor.found = found;
        editor
    }

    fn input(&self) -> Input<'_> {
        let Self { version, included, pages, includes, api, .. } = self;
        Input { version, pages, includes, included, api }
    }

    /// Returns the findings of a page with this text, sorted by place. The path is relative to the docs tree; spans and edits are
    /// places in the text, which has `\n` line ends and no byte order mark.
    ///
    /// What the page alone says is found anew. What only all pages together tell is what they told when they were read as a whole:
    /// findings move with the lines that they are about, and go with those that changed.
    pub fn changed(&self, path: &str, text: &str) -> Vec<Diagnostic> {
        let pages = self.pages.iter().zip(&self.version.pages).chain(self.includes.iter().zip(&self.included));
        let old = pages.into_iter().find(|(page, _)| page.path == path);
        let folder = old.map(|(page, _)| page.folder).unwrap_or_default();
        let page = page::parse(&PageSource { path: path.to_owned(), folder, text: text.to_owned() });
        let input = self.input();
        let mut found = page_rules(&input, Subject { page: &page, text });
        if let Some((before, source)) = old {
            let own = page_rules(&input, Subject { page: before, text: &source.text });
            let own: BTreeSet<&Diagnostic> = own.iter().chain(&before.diagnostics).collect();
            let change = Change::between(&source.text, text);
            let others = self.of_file(path).filter(|finding| !own.contains(finding));
            found.extend(others.filter_map(|finding| change.moved(finding)));
        }
        found.extend(page.diagnostics.iter().cloned());
        disable::apply(&mut found, disable::of_page(&page, text), &self.settings);
        self.settings.apply(&mut found);
        render::sort(&mut found);
        found
    }

    /// Returns the kept findings of a file.
    fn of_file(&self, path: &str) -> impl Iterator<Item = &Diagnostic> {
        let first = self.found.partition_point(|finding| finding.file.as_str() < path);
        self.found[first..].iter().take_while(move |finding| finding.file == path)
    }
}

/// The stretch in which two texts differ.
struct Change {
    /// Where it starts in both.
    start: usize,
    /// Where it ends in the older one.
    end: usize,
    /// How much longer the newer text is.
    longer: isize,
}

impl Change {
    fn between(old: &str, new: &str) -> Self {
        let start = old.bytes().zip(new.bytes()).take_while(|(one, other)| one == other).count();
        let most = old.len().min(new.len()) - start;
        let alike = old.bytes().rev().zip(new.bytes().rev()).take(most).take_while(|(one, other)| one == other);
        Self { start, end: old.len() - alike.count(), longer: new.len() as isize - old.len() as isize }
    }

    /// Returns a finding where it is now; none where its place changed.
    fn moved(&self, finding: &Diagnostic) -> Option<Diagnostic> {
        let mut moved = finding.clone();
        moved.span = self.span(finding.span)?;
        let edit = |edit: &Edit| Some(Edit { span: self.span(edit.span)?, replacement: edit.replacement.clone() });
        moved.edits = finding.edits.iter().map(edit).collect::<Option<_>>().unwrap_or_default();
        moved.related.retain_mut(|other| {
            let span = if other.file == finding.file { self.span(other.span) } else { Some(other.span) };
            span.map(|span| other.span = span).is_some()
        });
        Some(moved)
    }

    fn span(&self, span: Span) -> Option<Span> {
        let range = span.range();
        if range.end <= self.start {
            return Some(span);
        }
        let shifted = |at: usize| at.checked_add_signed(self.longer);
        (range.start >= self.end).then(|| Some(Span::new(shifted(range.start)?..shifted(range.end)?)))?
    }
}
