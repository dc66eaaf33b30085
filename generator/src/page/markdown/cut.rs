//! Comments and include directives: they are cut out of the text, and kept. Of translations that stand beside what they translate,
//! the latter is kept: names and terms are right in it.

use std::borrow::Cow;
use std::ops::Range;

use super::draft::{Draft, Line};
use crate::diagnostic::Code;
use crate::span::Span;

/// A comment, as ranges of the page's text.
#[derive(Clone, Debug)]
pub(in crate::page) struct Comment {
    pub(in crate::page) range: Range<usize>,
    /// The text between the marks.
    pub(in crate::page) content: Range<usize>,
}

/// An include directive, as ranges of the page's text.
#[derive(Clone, Debug)]
pub(in crate::page) struct IncludeDirective {
    pub(in crate::page) range: Range<usize>,
    pub(in crate::page) label: Range<usize>,
    pub(in crate::page) target: Range<usize>,
}

/// Cuts comments and includes out of the lines, one line after the other.
#[derive(Debug, Default)]
pub(super) struct Cutter {
    pub(super) comments: Vec<Comment>,
    pub(super) includes: Vec<IncludeDirective>,
    /// Whether translations stand beside what they translate.
    bilingual: bool,
    /// The place that was found last where something may be cut.
    next: Option<usize>,
    /// True once a comment was found that nothing closes; then nothing closes those behind it either.
    unclosed: bool,
}

impl Cutter {
    /// Makes one for the lines of a text.
    pub(super) fn of(text: &str) -> Self {
        let bilingual = memchr::memmem::find(text.as_bytes(), BILINGUAL.as_bytes()).is_some();
        Self { bilingual, ..Self::default() }
    }

    /// Cuts comments, includes and translations out of the line; a comment may lengthen it.
    pub(super) fn cut<'t>(&mut self, draft: &mut Draft<'t, '_>, start: usize, mut end: usize) -> Line<'t> {
        let text = draft.text;
        let whole = |end: usize| Line { start, end, content: Cow::Borrowed(&text[start..end]), cut: false };
        if self.next_cut(text, start) >= end {
            return whole(end);
        }
        let mut left = String::new();
        let mut ticks = CodeSpans { at: start, open: false };
        let (mut at, mut kept) = (start, start);
        loop {
            let open = self.next_cut(text, at);
            if open >= end {
                break;
            }
            let cut = if ticks.covers(text, open, end) {
                None
            } else if text[open..].starts_with("<!--") {
                Some(self.comment(draft, open))
            } else if text[open..].starts_with('<') {
                translation(&text[open..end]).map(|length| open..open + length)
            } else {
                self.include(text, open, end)
            };
            let Some(cut) = cut else {
                at = open + 1;
                continue;
            };
            leave(&mut left, start, kept, &text[kept..cut.start]);
            (at, kept) = (cut.end, cut.end);
            ticks.at = at;
            if at > end {
                end = draft.line_end(at);
            }
            draft.edit(cut, "");
        }
        if kept == start {
            return whole(end);
        }
        leave(&mut left, start, kept, &text[kept..end]);
        Line { start, end, content: Cow::Owned(left), cut: true }
    }

    /// Returns the next place from `at` on where a comment, an include directive or a translation may start.
    fn next_cut(&mut self, text: &str, at: usize) -> usize {
        if let Some(next) = self.next.filter(|next| *next >= at) {
            return next;
        }
        let rest = &text.as_bytes()[at..];
        let starts = |mark: &usize| match rest[..*mark].last() {
            Some(b'<') => rest[*mark..].starts_with(b"!--"),
            before => before == Some(&b'['),
        };
        let mark = memchr::memchr_iter(b'!', rest).find(starts);
        let next = mark.map_or(usize::MAX, |mark| at + mark - 1);
        let end = next.saturating_sub(at).min(rest.len());
        let translated = self.bilingual.then(|| {
            memchr::memchr_iter(b'<', &rest[..end])
                .find(|open| TRANSLATED.iter().any(|tag| rest[*open..].starts_with(tag.as_bytes())))
        });
        *self.next.insert(translated.flatten().map_or(next, |open| at + open))
    }

    fn comment(&mut self, draft: &mut Draft<'_, '_>, open: usize) -> Range<usize> {
        let content = open + 4;
        let rest = &draft.text.as_bytes()[content..];
        let closes = |end: &usize| rest[..*end].ends_with(b"--");
        let close = if self.unclosed { None } else { memchr::memchr_iter(b'>', rest).find(closes) };
        let swallows = |length: &usize| swallows(draft, content, content + length);
        if let Some(length) = close.map(|end| end - 2).filter(|length| !swallows(length)) {
            self.comments.push(Comment { range: open..content + length + 3, content: content..content + length });
            return open..content + length + 3;
        }
        self.unclosed = close.is_none();
        let range = open..unclosed_comment_end(draft, content);
        draft.report.found(Code::UnclosedComment, Span::new(range.start..content), "this comment is never closed");
        self.comments.push(Comment { range: range.clone(), content: content.min(range.end)..range.end });
        range
    }

    fn include(&mut self, text: &str, open: usize, end: usize) -> Option<Range<usize>> {
        let line = &text[open..end];
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
}

/// What a translation begins with, and what ends the text behind it that it translates.
const TRANSLATED: [&str; 2] = ["<span data-ttu-id=", "</span></span>"];

/// What stands between a translation and the text that it translates, up to the name of the latter.
const BESIDE: &str = "</span><span class=\"sxs-lookup\"><span data-stu-id=";

/// What shows that translations stand beside what they translate.
const BILINGUAL: &str = "class=\"sxs-lookup\"";

/// Returns how much of a text that starts with a tag is a translation up to the text behind it, or ends that.
fn translation(text: &str) -> Option<usize> {
    if text.starts_with(TRANSLATED[1]) {
        return Some(TRANSLATED[1].len());
    }
    let beside = text.find(BESIDE)? + BESIDE.len();
    let is_next = text[TRANSLATED[0].len()..beside].find(TRANSLATED[0]).is_none();
    let end = text[beside..].find('>')?;
    is_next.then_some(beside + end + 1)
}

/// Tells whether a comment that ends at a place swallows a heading or a fence, and the start of another comment behind it: then the end
/// is that of the other one.
fn swallows(draft: &Draft<'_, '_>, content: usize, end: usize) -> bool {
    let last = draft.text[content..end].rfind("<!--").map(|at| content + at);
    last.is_some_and(|last| unclosed_comment_end(draft, content) < last)
}

/// Returns where a comment without an end is taken to end: at the next heading or fence.
fn unclosed_comment_end(draft: &Draft<'_, '_>, content: usize) -> usize {
    let mut at = draft.line_end(content);
    while at < draft.text.len() {
        let rest = &draft.text[at + 1..];
        if rest.starts_with("# ") || rest.starts_with("## ") || rest.starts_with("### ") || rest.starts_with("```") {
            return at;
        }
        at = draft.line_end(at + 1);
    }
    draft.text.len()
}

/// Puts a part of a line that is left behind those before it, with blanks in place of what was cut; nothing before the
/// first part that says something.
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
    /// Returns whether a place is inside a code span of the line; places are asked for in order.
    fn covers(&mut self, text: &str, place: usize, line_end: usize) -> bool {
        let bytes = text.as_bytes();
        let ticks = memchr::memchr_iter(b'`', &bytes[self.at..place]).count();
        self.at = place;
        self.open ^= ticks % 2 == 1;
        self.open = self.open && memchr::memchr(b'`', &bytes[place..line_end]).is_some();
        self.open
    }
}

#[cfg(test)]
mod tests {
    use super::translation;
    use crate::page::markdown::mend;
    use crate::page::report::Report;

    /// Writes a text with its translation in front, as the publishers of translated pages do.
    fn pair(translated: &str, original: &str) -> String {
        format!(
            "<span data-ttu-id=\"a1-1\">{translated}</span><span class=\"sxs-lookup\"><span data-stu-id=\"a1-1\">\
             {original}</span></span>"
        )
    }

    #[test]
    fn what_is_translated_stays() {
        let table = format!(
            "|{}|{}|\n|--|--|\n|{}|[{}](x.md)|\n",
            pair("名", "Name"),
            pair("型", "Type"),
            "a",
            pair("ボート", "boat")
        );
        let cases = [
            (pair("Ein Boot.", "A boat."), "A boat."),
            (
                format!("## <a name=\"x\"></a>{}", pair("Eigenschaften", "Properties")),
                "## <a name=\"x\"></a>Properties",
            ),
            (format!("{} {}", pair("Eins", "One."), pair("Zwei", "Two.")), "One. Two."),
            (format!("[{}](x.md)", pair("`a` oder [b](b.md)", "`a`")), "[`a`](x.md)"),
            (table, "|Name|Type|\n|--|--|\n|a|[boat](x.md)|\n"),
            ("A <span>boat</span>.".to_owned(), "A <span>boat</span>."),
            (format!("```\n{}\n```", pair("x", "y")), &format!("```\n{}\n```", pair("x", "y"))),
        ];
        for (text, expected) in &cases {
            let mended = mend(text, 0, &mut Report::new("x.md", text));
            assert_eq!(mended.text, *expected, "{text}");
        }
    }

    #[test]
    fn spans_that_are_no_pair_stay() {
        for text in [
            "<span data-ttu-id=\"a\">x</span>",
            "<span data-ttu-id=\"a\">x</span><span class=\"sxs-lookup\"><span data-stu-id=",
            "",
        ] {
            assert_eq!(translation(text), None, "{text}");
        }
    }
}
