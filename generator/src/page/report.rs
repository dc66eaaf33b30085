//! Collects what is wrong with one page and what became of its items.

use std::ops::Range;

use crate::diagnostic::{Code, Diagnostic, Edit};
use crate::ledger::{Entry, Fate, Item};
use crate::span::Span;

/// The findings and the ledger of the page that is being parsed.
#[derive(Debug, Default)]
pub(super) struct Report<'t> {
    file: String,
    text: &'t str,
    pub(super) diagnostics: Vec<Diagnostic>,
    pub(super) ledger: Vec<Entry>,
}

impl<'t> Report<'t> {
    pub(super) fn new(file: &str, text: &'t str) -> Self {
        Self { file: file.to_owned(), text, ..Self::default() }
    }

    /// Returns the page's own part of a place that was reckoned from text that isn't quite that of the page.
    pub(super) fn place(&self, range: Range<usize>) -> Span {
        Span::new(range).within(self.text)
    }

    /// Lets tests see that something stands outside of the page, or within a character.
    fn check(&self, span: Span) {
        debug_assert!(self.text.get(span.range()).is_some(), "{}: {span:?} is no place on the page", self.file);
    }

    pub(super) fn found(&mut self, code: Code, span: Span, message: impl Into<String>) {
        self.push(code, span, message.into(), None);
    }

    /// Tells of something that these edits mend for sure, if there are any.
    pub(super) fn found_with_edits(&mut self, finding: Diagnostic, edits: Vec<Edit>) {
        finding.edits.iter().chain(&edits).for_each(|edit| self.check(edit.span));
        self.check(finding.span);
        self.diagnostics.push(Diagnostic { edits, ..finding });
    }

    /// Makes a finding, to be told of with its edits.
    pub(super) fn finding(&self, code: Code, span: Span, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(&self.file, span, code, message)
    }

    /// Returns the text of the page.
    pub(super) fn text(&self) -> &'t str {
        self.text
    }

    pub(super) fn found_with_help(
        &mut self,
        code: Code,
        span: Span,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.push(code, span, message.into(), Some(help.into()));
    }

    fn push(&mut self, code: Code, span: Span, message: String, help: Option<String>) {
        self.check(span);
        self.diagnostics.push(Diagnostic::new(&self.file, span, code, message).with_help(help));
    }

    pub(super) fn enter(&mut self, item: Item, span: Span, fate: Fate) {
        self.check(span);
        self.ledger.push(Entry { span, item, fate });
    }
}
