//! Where findings stand, as people count: lines and columns from one.

use crate::read::DocsTree;
use crate::span::{Lines, Span};

/// The place of a finding, or of something else on a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place<'t> {
    /// The line that it begins in, from 1.
    pub line: usize,
    /// The character that it begins with, from 1.
    pub column: usize,
    /// The line that it ends in.
    pub end_line: usize,
    /// The character behind it.
    pub end_column: usize,
    /// The line that it begins in, without its end; none for the place of a page as a whole.
    pub text: Option<&'t str>,
    /// The bytes of that line that it begins at and ends before.
    pub(super) bytes: (usize, usize),
}

/// Finds places; those of one page after the other cost one walk over its text.
pub struct Places<'t> {
    tree: &'t DocsTree,
    /// What stands before the path of a page so that it can be opened.
    pub(super) prefix: String,
    /// Whether people see it on a terminal that knows colours.
    pub(super) colour: bool,
    /// The last page that was asked for: its path and its lines.
    last: Option<(String, Option<(&'t str, Lines<'t>)>)>,
}

impl<'t> Places<'t> {
    /// Has looked at no page yet. The prefix stands before the path of each page: `docs/`.
    pub fn new(tree: &'t DocsTree, prefix: &str) -> Self {
        Self { tree, prefix: prefix.to_owned(), colour: false, last: None }
    }

    /// Has findings for people printed in colour.
    pub fn in_colour(self, colour: bool) -> Self {
        Self { colour, ..self }
    }

    /// Returns the path of a page so that it can be opened.
    pub(super) fn path(&self, file: &str) -> String {
        format!("{}{file}", self.prefix)
    }

    /// Finds a span of a page, whose path is relative to the docs tree. What isn't on the page is at its start or end.
    pub fn of(&mut self, file: &str, span: Span) -> Place<'t> {
        if self.last.as_ref().is_none_or(|(path, _)| path != file) {
            let text = self.tree.file(file).map(|source| source.text.as_str());
            self.last = Some((file.to_owned(), text.map(|text| (text, Lines::of(text)))));
        }
        let nowhere = Place { line: 1, column: 1, end_line: 1, end_column: 1, text: None, bytes: (0, 0) };
        let Some((_, Some((text, lines)))) = &self.last else { return nowhere };
        // A finding about a page as a whole has an empty span at its start; its first line would say nothing.
        if span == Span::default() {
            return nowhere;
        }
        let span = span.within(text);
        let ((line, column), (end_line, end_column)) = (lines.place(span.start), lines.place(span.end));
        let start = lines.start(line);
        let shown = text[start..lines.start(line + 1)].trim_end_matches('\n');
        let byte = |offset: u32| (offset as usize - start).min(shown.len());
        Place { line, column, end_line, end_column, text: Some(shown), bytes: (byte(span.start), byte(span.end)) }
    }
}
