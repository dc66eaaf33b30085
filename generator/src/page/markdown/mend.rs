//! The pre-pass: takes comments and includes out of the text and mends fences and tables, so that the markdown parser
//! sees what the author meant. Every change is an [edit](super::offsets::Edit) of that text, so that spans still lead to the page.

use std::borrow::Cow;
use std::ops::Range;

use super::cut::{Comment, Cutter, IncludeDirective};
use super::draft::{Draft, Line, starts_list_item};
use super::fence::Fence;
use super::offsets::{Offsets, apply};
use super::table::Tables;
use crate::diagnostic::{Code, Edit};
use crate::page::report::Report;
use crate::span::Span;

/// A page's text, ready for the markdown parser, and what was taken out of it.
#[derive(Debug)]
pub(in crate::page) struct Mended<'t> {
    pub(super) text: Cow<'t, str>,
    pub(super) offsets: Offsets,
    pub(in crate::page) comments: Vec<Comment>,
    pub(in crate::page) includes: Vec<IncludeDirective>,
    /// The headers of the tables, as ranges of the page's text.
    pub(in crate::page) tables: Vec<Range<usize>>,
}

/// Mends the text from `body` on; what stands before is cut.
pub(in crate::page) fn mend<'t>(text: &'t str, body: usize, report: &mut Report<'t>) -> Mended<'t> {
    let draft = Draft { text, edits: Vec::with_capacity(32), in_list: false, report };
    let mut mender = Mender { draft, cutter: Cutter::of(text), tables: Tables::default() };
    if body > 0 {
        mender.draft.edit(0..body, "");
    }
    mender.lines(body);
    let Mender { draft, cutter: Cutter { comments, includes, .. }, tables } = mender;
    let (text, offsets) = apply(text, draft.edits);
    Mended { text, offsets, comments, includes, tables: tables.headers }
}

/// Goes through the lines of a page; fences, tables, comments and includes are each mended by a part of its own.
struct Mender<'t, 'r> {
    draft: Draft<'t, 'r>,
    cutter: Cutter,
    tables: Tables<'t>,
}

impl<'t> Mender<'t, '_> {
    /// Mends all lines from the one at `at` on.
    fn lines(&mut self, mut at: usize) {
        let text = self.draft.text;
        let mut fence: Option<Fence> = None;
        while at < text.len() {
            if let Some(open) = &fence {
                at = open.skip_code(text, at);
                let end = self.draft.line_end(at);
                if !open.swallows(&mut self.draft, at..end) {
                    if open.closes(&mut self.draft, at..end) {
                        fence = None;
                    }
                    at = end + 1;
                    continue;
                }
            }
            if !self.tables.is_open() && text.as_bytes()[at] == b'\n' {
                self.tables.forget_text();
                at += 1;
                continue;
            }
            let end = self.draft.line_end(at);
            fence = Fence::opened(&mut self.draft, at..end);
            if fence.is_some() {
                self.tables.stop(&mut self.draft);
                at = end + 1;
                continue;
            }
            let edits = self.draft.edits.len();
            let line = self.cutter.cut(&mut self.draft, at, end);
            at = line.end + 1;
            self.line(line, edits);
        }
        self.tables.end(&mut self.draft);
        if let Some(open) = fence {
            self.draft.report.found(Code::UnclosedFence, Span::new(open.range), "this code fence is never closed");
        }
    }

    /// Mends a line; before something was cut out of it there were so many edits.
    fn line(&mut self, line: Line<'t>, edits: usize) {
        let trimmed = line.content.trim_ascii();
        if trimmed.is_empty() {
            return self.blank_line(&line, edits);
        }
        let was_in_list = self.draft.in_list;
        if starts_list_item(trimmed) {
            self.draft.in_list = true;
        } else if line.indent() == 0 {
            self.draft.in_list = false;
        }
        if self.tables.line(&mut self.draft, &line) {
            return;
        }
        if !was_in_list && line.indent() > 3 && starts_list_item(trimmed) && !self.tables.follows_text() {
            // A list that is indented like code.
            self.draft.edit(line.start..line.start + line.indent(), "");
        }
        heading(&mut self.draft, &line);
        self.tables.remember_text(line);
    }

    /// Ends the table above a blank line, unless the line only held comments and includes: then its rows go on below.
    fn blank_line(&mut self, line: &Line<'_>, edits: usize) {
        if line.cut && self.tables.is_open() {
            self.draft.edits.truncate(edits);
            return self.draft.edit(line.start..(line.end + 1).min(self.draft.text.len()), "");
        }
        self.tables.suspend(&mut self.draft, line.start);
    }
}

/// Mends `#Title` and `# Title` with a space that isn't one: no headings to a markdown parser, but meant as such.
fn heading(draft: &mut Draft<'_, '_>, line: &Line<'_>) {
    let hashes = line.content.bytes().take_while(|b| *b == b'#').count();
    if !(1..=6).contains(&hashes) {
        return;
    }
    let at = line.start + hashes;
    let Some(next) = line.content[hashes..].chars().next() else { return };
    let range = if next.is_alphabetic() {
        at..at
    } else if next != ' ' && next.is_whitespace() {
        at..at + next.len_utf8()
    } else {
        return;
    };
    draft.edit(range.clone(), " ");
    let (span, message) = (Span::new(line.start..line.end), "no space stands between `#` and the heading");
    let finding = draft.report.finding(Code::HeadingWithoutSpace, span, message);
    draft.report.found_with_edits(finding, vec![Edit::new(range, " ")]);
}
