//! What an editor needs: a page that is being changed is read again in a moment, against an API that is kept.

use std::collections::BTreeSet;

use super::shared::Shared;
use super::{Input, Settings, Subject, disable, of_rules, page_rules, stages, values};
use crate::api::{Api, Operation};
use crate::diagnostic::{Diagnostic, Edit, render};
use crate::page::{self, Page};
use crate::read::{DocsVersion, PageSource};
use crate::span::Span;

/// One version of the docs as it was when it was read as a whole: its pages, and what was made and found of all of them.
#[derive(Clone, Debug)]
pub struct Editor {
    kept: Kept,
    shared: Shared,
    settings: Settings,
    /// All findings, sorted by page; no comment has turned any off yet.
    found: Vec<Diagnostic>,
}

/// What is kept: each page at the place of its file.
#[derive(Clone, Debug)]
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

impl Kept {
    fn input(&self) -> Input<'_> {
        let Self { version, pages, included, includes, api } = self;
        Input { version, pages, includes, included, api }
    }
}

impl Editor {
    /// Finds all that is wrong, and keeps it.
    pub fn new(kept: Kept, settings: Settings) -> Self {
        let input = kept.input();
        let shared = Shared::of(&input);
        let mut found = stages(&input);
        found.extend(of_rules(&input, &shared));
        render::sort(&mut found);
        Self { kept, shared, settings, found }
    }

    /// Returns the findings of a page with this text, sorted by place. The path is relative to the docs tree; spans and edits are
    /// places in the text, which has `\n` line ends and no byte order mark.
    ///
    /// What the page says is found anew, and held against what was known of all others when they were read as a whole: names,
    /// links, types, operations. What only a whole run can tell, since the page changes what is known, moves with the lines that it
    /// is about, and goes with those that changed: what the stages find, and the letter case of segments of paths.
    pub fn changed(&self, path: &str, text: &str) -> Vec<Diagnostic> {
        let input = self.kept.input();
        let pages = input.pages.iter().zip(&input.version.pages).chain(input.includes.iter().zip(input.included));
        let old = pages.enumerate().find(|(_, (page, _))| page.path == path);
        let folder = old.map_or_else(
            || {
                input
                    .pages
                    .iter()
                    .find(|other| parent(&other.path) == parent(path))
                    .map(|other| other.folder)
                    .unwrap_or_default()
            },
            |(_, (page, _))| page.folder,
        );
        let page = page::parse(&PageSource { path: path.to_owned(), folder, text: text.to_owned() });
        let subject = Subject { page: &page, text };
        let mut found = page_rules(&input, &self.shared, subject);
        if let Some((at, (before, source))) = old {
            let change = Change::between(&source.text, text);
            let operations = || self.shared.operations(input.api, at);
            let now: Vec<Operation> =
                operations().map(|operation| change.with_examples(operation, before, &page)).collect();
            found.extend(values::bodies(&input, &self.shared.types, subject, now.iter()));
            let was = Subject { page: before, text: &source.text };
            let mut own = page_rules(&input, &self.shared, was);
            own.extend(values::bodies(&input, &self.shared.types, was, operations()));
            let own: BTreeSet<&Diagnostic> = own.iter().chain(&before.diagnostics).collect();
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

/// Returns the folder that a file is in.
fn parent(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
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

    /// Returns an operation of a page with its examples where they are now. A block before the change is the one at its place as
    /// counted from the start of the page, one behind it as counted from its end.
    fn with_examples(&self, operation: &Operation, old: &Page, new: &Page) -> Operation {
        let now = |span: Span| {
            let at = old.blocks.iter().position(|block| block.span == span)?;
            let behind = old.blocks.len() - at;
            let is_before = span.range().start <= self.start;
            let at = if is_before { at } else { new.blocks.len().checked_sub(behind)? };
            new.blocks
                .get(at)
                .filter(|block| block.role == old.blocks[old.blocks.len() - behind].role)
                .map(|block| block.span)
        };
        let mut operation = operation.clone();
        for example in &mut operation.examples {
            example.request_span = now(example.request_span).unwrap_or_default();
            example.response_span = now(example.response_span).unwrap_or_default();
        }
        operation
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
