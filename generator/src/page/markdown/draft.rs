//! The text that is being mended: its lines, and the edits that were made so far.

use std::borrow::Cow;
use std::ops::Range;

use super::offsets::Edit;
use crate::page::report::Report;

/// A page's text with the edits that mend it.
pub(super) struct Draft<'t, 'r> {
    pub(super) text: &'t str,
    pub(super) edits: Vec<Edit>,
    /// True where a list item is open, so that indentation may belong to it.
    pub(super) in_list: bool,
    pub(super) report: &'r mut Report<'t>,
}

impl Draft<'_, '_> {
    /// Puts a text in the place of a range.
    pub(super) fn edit(&mut self, range: Range<usize>, with: impl Into<Cow<'static, str>>) {
        self.edits.push(Edit { range, with: with.into() });
    }

    /// Returns where the line that starts at `at` ends, without its line end.
    pub(super) fn line_end(&self, at: usize) -> usize {
        memchr::memchr(b'\n', &self.text.as_bytes()[at..]).map_or(self.text.len(), |end| at + end)
    }
}

/// A line outside fences; a comment that spans lines makes one line of them.
#[derive(Clone, Debug)]
pub(super) struct Line<'t> {
    pub(super) start: usize,
    /// Its end, without the line end.
    pub(super) end: usize,
    /// Its content with blanks in place of what was cut, so that positions hold; empty if nothing is left.
    pub(super) content: Cow<'t, str>,
    /// True where something was cut.
    pub(super) cut: bool,
}

impl Line<'_> {
    /// Counts the blanks that the line starts with.
    pub(super) fn indent(&self) -> usize {
        self.content.len() - self.content.trim_ascii_start().len()
    }
}

/// Returns whether a trimmed line starts a list item.
pub(super) fn starts_list_item(line: &str) -> bool {
    match line.as_bytes() {
        [b'-' | b'*' | b'+', b' ' | b'\t', ..] => true,
        [b'0'..=b'9', ..] => {
            let rest = line.trim_start_matches(|c: char| c.is_ascii_digit());
            rest.starts_with(". ") || rest.starts_with(") ")
        }
        _ => false,
    }
}
