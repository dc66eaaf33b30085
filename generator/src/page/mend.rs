//! The pre-pass: takes comments and includes out of the text and mends fences and tables, so that the markdown parser
//! sees what the author meant. Every change is an [`Edit`], so that spans still lead to the page.

use std::borrow::Cow;
use std::ops::Range;

use super::mend_fence::Fence;
use super::mend_table::TableState;
use super::offsets::{Edit, Offsets, apply};
use super::report::Report;
use crate::diagnostic::Code;
use crate::span::Span;

/// A page's text, ready for the markdown parser, and what was taken out of it.
#[derive(Debug)]
pub(super) struct Mended<'t> {
    pub(super) text: Cow<'t, str>,
    pub(super) offsets: Offsets,
    pub(super) comments: Vec<Comment>,
    pub(super) includes: Vec<IncludeDirective>,
    /// The headers of the tables, as ranges of the page's text.
    pub(super) tables: Vec<Range<usize>>,
}

/// A comment, as ranges of the page's text.
#[derive(Clone, Debug)]
pub(super) struct Comment {
    pub(super) range: Range<usize>,
    /// What stands between the marks.
    pub(super) content: Range<usize>,
}

/// An include directive, as ranges of the page's text.
#[derive(Clone, Debug)]
pub(super) struct IncludeDirective {
    pub(super) range: Range<usize>,
    pub(super) label: Range<usize>,
    pub(super) target: Range<usize>,
}

/// A line outside fences; a comment that spans lines makes one line of them.
#[derive(Clone, Debug)]
pub(super) struct Line<'t> {
    pub(super) start: usize,
    /// Where it ends, without its line end.
    pub(super) end: usize,
    /// Its content with blanks in place of what was cut, so that positions hold; empty if nothing is left.
    pub(super) content: Cow<'t, str>,
    /// Whether something was cut.
    pub(super) cut: bool,
}

impl Line<'_> {
    pub(super) fn indent(&self) -> usize {
        self.content.len() - self.content.trim_ascii_start().len()
    }
}

/// Mends the text from `body` on; what stands before is cut.
pub(super) fn mend<'t>(text: &'t str, body: usize, report: &mut Report) -> Mended<'t> {
    let mut mender = Mender {
        text,
        edits: Vec::with_capacity(32),
        comments: Vec::with_capacity(8),
        includes: Vec::new(),
        tables: Vec::new(),
        next_cut: None,
        unclosed: false,
        report,
        previous: None,
        table: None,
        in_list: false,
        suspended: None,
    };
    if body > 0 {
        mender.edit(0..body, "");
    }
    mender.lines(body);
    let Mender { edits, comments, includes, tables, .. } = mender;
    let (text, offsets) = apply(text, edits);
    Mended { text, offsets, comments, includes, tables }
}

/// The last line that may be a table's header.
#[derive(Debug)]
pub(super) struct Previous<'t> {
    pub(super) line: Line<'t>,
    /// Whether a line of text stands right above it.
    pub(super) follows_text: bool,
}

pub(super) struct Mender<'t, 'r> {
    pub(super) text: &'t str,
    pub(super) edits: Vec<Edit>,
    comments: Vec<Comment>,
    includes: Vec<IncludeDirective>,
    pub(super) tables: Vec<Range<usize>>,
    /// The place that was found last where a comment or an include directive may start.
    next_cut: Option<usize>,
    /// Whether a comment was found that nothing closes; then nothing closes those behind it either.
    unclosed: bool,
    pub(super) report: &'r mut Report,
    pub(super) previous: Option<Previous<'t>>,
    pub(super) table: Option<TableState<'t>>,
    /// Whether a list item is open, so that indentation may belong to it.
    pub(super) in_list: bool,
    /// A table that a blank line ended, and where the blank starts.
    pub(super) suspended: Option<(TableState<'t>, usize)>,
}

impl<'t> Mender<'t, '_> {
    pub(super) fn edit(&mut self, range: Range<usize>, with: impl Into<Cow<'static, str>>) {
        self.edits.push(Edit { range, with: with.into() });
    }

    /// Where the line that starts at `at` ends, without its line end.
    pub(super) fn line_end(&self, at: usize) -> usize {
        memchr::memchr(b'\n', &self.text.as_bytes()[at..]).map_or(self.text.len(), |end| at + end)
    }

    fn lines(&mut self, mut at: usize) {
        let mut fence: Option<Fence> = None;
        while at < self.text.len() {
            if let Some(open) = &fence {
                at = self.skip_code(open, at);
                let end = self.line_end(at);
                if !self.swallows(open, at..end) {
                    if self.closes(open, at..end) {
                        fence = None;
                    }
                    at = end + 1;
                    continue;
                }
            }
            if self.table.is_none() && self.text.as_bytes()[at] == b'\n' {
                self.previous = None;
                at += 1;
                continue;
            }
            let end = self.line_end(at);
            fence = self.opens(at..end);
            if fence.is_some() {
                self.end_table();
                self.previous = None;
                self.suspended = None;
                at = end + 1;
                continue;
            }
            let mark = self.edits.len();
            let line = self.cut(at, end);
            at = line.end + 1;
            self.line(line, mark);
        }
        self.end_table();
        if let Some(open) = fence {
            self.report.found(Code::UnclosedFence, Span::new(open.range), "this code fence is never closed");
        }
    }

    /// Cuts comments and includes out of the line; a comment may lengthen it.
    fn cut(&mut self, start: usize, mut end: usize) -> Line<'t> {
        if self.next_cut(start) >= end {
            return Line { start, end, content: Cow::Borrowed(&self.text[start..end]), cut: false };
        }
        let mut left = String::new();
        let mut ticks = CodeSpans { at: start, open: false };
        let (mut at, mut kept) = (start, start);
        loop {
            let open = self.next_cut(at);
            if open >= end {
                break;
            }
            let cut = if ticks.covers(self.text, open, end) {
                None
            } else if self.text[open..].starts_with('<') {
                Some(self.comment(open))
            } else {
                self.include(open, end)
            };
            let Some(cut) = cut else {
                at = open + 1;
                continue;
            };
            leave(&mut left, start, kept, &self.text[kept..cut.start]);
            (at, kept) = (cut.end, cut.end);
            ticks.at = at;
            if at > end {
                end = self.line_end(at);
            }
            self.edit(cut, "");
        }
        if kept == start {
            return Line { start, end, content: Cow::Borrowed(&self.text[start..end]), cut: false };
        }
        leave(&mut left, start, kept, &self.text[kept..end]);
        Line { start, end, content: Cow::Owned(left), cut: true }
    }

    /// The next place from `at` on where a comment or an include directive may start.
    fn next_cut(&mut self, at: usize) -> usize {
        if let Some(next) = self.next_cut.filter(|next| *next >= at) {
            return next;
        }
        let rest = &self.text.as_bytes()[at..];
        let starts = |mark: &usize| match rest[..*mark].last() {
            Some(b'<') => rest[*mark..].starts_with(b"!--"),
            before => before == Some(&b'['),
        };
        let mark = memchr::memchr_iter(b'!', rest).find(starts);
        *self.next_cut.insert(mark.map_or(usize::MAX, |mark| at + mark - 1))
    }

    fn comment(&mut self, open: usize) -> Range<usize> {
        let content = open + 4;
        let rest = &self.text.as_bytes()[content..];
        let closes = |end: &usize| rest[..*end].ends_with(b"--");
        let close = if self.unclosed { None } else { memchr::memchr_iter(b'>', rest).find(closes) };
        if let Some(length) = close.map(|end| end - 2) {
            self.comments.push(Comment { range: open..content + length + 3, content: content..content + length });
            return open..content + length + 3;
        }
        self.unclosed = true;
        let range = open..self.unclosed_comment_end(content);
        self.report.found(Code::UnclosedComment, Span::new(range.start..content), "this comment is never closed");
        self.comments.push(Comment { range: range.clone(), content: content.min(range.end)..range.end });
        range
    }

    /// A comment without an end reaches to the next heading or fence.
    fn unclosed_comment_end(&self, content: usize) -> usize {
        let mut at = self.line_end(content);
        while at < self.text.len() {
            let rest = &self.text[at + 1..];
            if rest.starts_with("# ") || rest.starts_with("## ") || rest.starts_with("### ") || rest.starts_with("```")
            {
                return at;
            }
            at = self.line_end(at + 1);
        }
        self.text.len()
    }

    fn include(&mut self, open: usize, end: usize) -> Option<Range<usize>> {
        let line = &self.text[open..end];
        let name = line.get(2..9).filter(|name| name.eq_ignore_ascii_case("include"))?;
        let label = 2 + name.len() + line[2 + name.len()..].find(|c: char| c != ' ')?;
        let label = label + line[label..].strip_prefix('[').map(|_| 1)?;
        // A label ends before another bracket opens, a target before a blank.
        let label_end = label + line[label..].find(['[', ']']).filter(|end| line[label + end..].starts_with("]("))?;
        let target = label_end + 2;
        let target_end =
            target + line[target..].find([')', '(']).filter(|end| line[target + end..].starts_with(')'))?;
        let close = target_end + 1;
        let length = close + line[close..].bytes().take_while(|b| *b == b' ').count();
        let length = if line[length..].starts_with(']') { length + 1 } else { close };
        self.includes.push(IncludeDirective {
            range: open..open + length,
            label: open + label..open + label_end,
            target: open + target..open + target_end,
        });
        Some(open..open + length)
    }

    fn line(&mut self, line: Line<'t>, mark: usize) {
        let trimmed = line.content.trim_ascii();
        if trimmed.is_empty() {
            return self.blank_line(&line, mark);
        }
        let was_in_list = self.in_list;
        if starts_list_item(trimmed) {
            self.in_list = true;
        } else if line.indent() == 0 {
            self.in_list = false;
        }
        if self.table_line(&line) {
            return;
        }
        if !was_in_list && line.indent() > 3 && starts_list_item(trimmed) && self.previous.is_none() {
            // A list that is indented like code.
            self.edit(line.start..line.start + line.indent(), "");
        }
        self.heading(&line);
        let follows_text = self.previous.is_some();
        self.previous = Some(Previous { line, follows_text });
    }

    fn blank_line(&mut self, line: &Line<'t>, mark: usize) {
        if line.cut && self.table.is_some() {
            // Nothing but comments and includes among the rows of a table: the rows go on below.
            self.edits.truncate(mark);
            return self.edit(line.start..(line.end + 1).min(self.text.len()), "");
        }
        if self.table.is_some() {
            self.finish_row();
            self.suspended = self.table.take().map(|table| (table, line.start));
        }
        self.previous = None;
    }

    /// `#Title` and `# Title` with a space that isn't one: no headings to a markdown parser, but meant as such.
    fn heading(&mut self, line: &Line<'t>) {
        let hashes = line.content.bytes().take_while(|b| *b == b'#').count();
        if !(1..=6).contains(&hashes) {
            return;
        }
        let at = line.start + hashes;
        let Some(next) = line.content[hashes..].chars().next() else { return };
        if next.is_alphabetic() {
            self.edit(at..at, " ");
        } else if next != ' ' && next.is_whitespace() {
            self.edit(at..at + next.len_utf8(), " ");
        } else {
            return;
        }
        self.report.found(
            Code::HeadingWithoutSpace,
            Span::new(line.start..line.end),
            "no space stands between `#` and the heading",
        );
    }
}

/// Puts a part of a line that is left behind those before it, with blanks in place of what was cut; nothing before the first
/// part that says something.
fn leave(left: &mut String, line: usize, at: usize, part: &str) {
    if !left.is_empty() || !part.trim_ascii().is_empty() {
        left.extend(std::iter::repeat_n(' ', at - line - left.len()));
        left.push_str(part);
    }
}

/// Counts backticks along a line, to see what stands in code.
struct CodeSpans {
    at: usize,
    open: bool,
}

impl CodeSpans {
    /// Whether a place is inside a code span of the line; places are asked for in order.
    fn covers(&mut self, text: &str, place: usize, line_end: usize) -> bool {
        let bytes = text.as_bytes();
        let ticks = memchr::memchr_iter(b'`', &bytes[self.at..place]).count();
        self.at = place;
        self.open ^= ticks % 2 == 1;
        self.open = self.open && memchr::memchr(b'`', &bytes[place..line_end]).is_some();
        self.open
    }
}

/// Whether a trimmed line starts a list item.
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
