//! Collects what is wrong with one page and what became of its items.

use crate::diagnostic::{Code, Diagnostic};
use crate::ledger::{Entry, Fate, Item};
use crate::span::Span;

/// The findings and the ledger of the page that is being parsed.
#[derive(Debug, Default)]
pub(super) struct Report {
    file: String,
    pub(super) diagnostics: Vec<Diagnostic>,
    pub(super) ledger: Vec<Entry>,
}

impl Report {
    pub(super) fn new(file: &str) -> Self {
        Self { file: file.to_owned(), ..Self::default() }
    }

    pub(super) fn found(&mut self, code: Code, span: Span, message: impl Into<String>) {
        self.push(code, span, message.into(), None);
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
        self.diagnostics.push(Diagnostic { file: self.file.clone(), span, code, message, help });
    }

    pub(super) fn enter(&mut self, item: Item, span: Span, fate: Fate) {
        self.ledger.push(Entry { span, item, fate });
    }
}
