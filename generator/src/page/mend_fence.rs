//! Fences that swallow what follows them, closers glued to the content, requests on the line of the opener.

use std::ops::Range;

use super::mend::Mender;
use super::{request, sections};
use crate::diagnostic::Code;
use crate::span::Span;

/// An open code fence.
#[derive(Clone, Debug)]
pub(super) struct Fence {
    mark: u8,
    length: usize,
    /// Whether a heading among its lines can only mean that its end was forgotten.
    plain: bool,
    /// Its opening line.
    pub(super) range: Range<usize>,
}

/// Languages in which no line starts with `## ` and a word.
const LANGUAGES_WITHOUT_HEADINGS: &[&str] = &["", "http", "json", "msgraph-interactive"];

/// The opener on a line: its mark, the number of marks, and the info string.
fn opener(line: &str) -> Option<(u8, usize, &str)> {
    let trimmed = line.trim_ascii_start();
    let mark = *trimmed.as_bytes().first().filter(|mark| matches!(mark, b'`' | b'~'))?;
    let length = trimmed.bytes().take_while(|b| *b == mark).count();
    let info = trimmed[length..].trim_ascii();
    (length >= 3 && !(mark == b'`' && info.contains('`'))).then_some((mark, length, info))
}

impl Mender<'_, '_> {
    /// Opens a fence, if one opens on this line.
    pub(super) fn opens(&mut self, range: Range<usize>) -> Option<Fence> {
        let line = &self.text[range.clone()];
        if !matches!(line.as_bytes().first(), Some(b'`' | b'~' | b' ' | b'\t')) {
            return None;
        }
        let (mark, length, info) = opener(line)?;
        let indent = line.len() - line.trim_ascii_start().len();
        if indent > 3 && !self.in_list {
            self.edit(range.start..range.start + indent, "");
        }
        let (language, rest) = info.split_once(char::is_whitespace).unwrap_or((info, ""));
        if request::starts_with_verb(rest) {
            let at = range.end - line.len() + line.rfind(rest).unwrap_or(line.len());
            self.edit(at..at, "\n");
            self.report.found(
                Code::FenceInfo,
                Span::new(range.clone()),
                "the request stands on the line that opens its fence",
            );
        }
        let language = language.to_ascii_lowercase();
        Some(Fence { mark, length, plain: LANGUAGES_WITHOUT_HEADINGS.contains(&language.as_str()), range })
    }

    /// The first line from the one at `at` on that may be more than content of the fence.
    pub(super) fn skip_code(&self, fence: &Fence, at: usize) -> usize {
        let code = &self.text.as_bytes()[at..];
        let starts_line = |place: usize| place == 0 || code[place - 1] == b'\n';
        let mut places = memchr::memchr3_iter(fence.mark, b'#', b'<', code);
        let place = places.find(|place| code[*place] == fence.mark || starts_line(*place));
        place.map_or(self.text.len(), |place| at + memchr::memrchr(b'\n', &code[..place]).map_or(0, |end| end + 1))
    }

    /// Whether this line ends the fence; the line belongs to it.
    pub(super) fn closes(&mut self, fence: &Fence, range: Range<usize>) -> bool {
        let line = &self.text[range.clone()];
        let trimmed = line.trim_ascii();
        let marks = trimmed.bytes().take_while(|b| *b == fence.mark).count();
        if marks >= fence.length && marks == trimmed.len() {
            let indent = line.len() - line.trim_ascii_start().len();
            if indent > 3 && !self.in_list {
                self.edit(range.start..range.start + indent, "");
            }
            return true;
        }
        let glued = fence.plain && trimmed.ends_with("```") && trimmed.trim_end_matches('`').ends_with(['}', ']']);
        if glued {
            let at = range.start + line.trim_ascii_end().len() - 3;
            self.edit(at..at, "\n");
            self.report.found(
                Code::UnclosedFence,
                Span::new(at..at + 3),
                "the end of this code fence doesn't stand on a line of its own",
            );
        }
        glued
    }

    /// Whether the fence should have ended before this line; ends it there.
    pub(super) fn swallows(&mut self, fence: &Fence, range: Range<usize>) -> bool {
        let line = &self.text[range.clone()];
        if !fence.plain
            || !matches!(line.as_bytes().first(), Some(b'#' | b'<' | b'`'))
            || !self.starts_anew(line, range.start)
        {
            return false;
        }
        if self.text[fence.range.end..range.start].trim_ascii().is_empty() {
            // An opener twice: the first one opens nothing.
            self.edit(fence.range.start..range.start, "");
            self.report.found(
                Code::UnclosedFence,
                Span::new(fence.range.clone()),
                "this code fence holds nothing and isn't closed",
            );
            return true;
        }
        let close = format!("{}\n", char::from(fence.mark).to_string().repeat(fence.length));
        self.edit(range.start..range.start, close);
        self.report.found_with_help(
            Code::UnclosedFence,
            Span::new(fence.range.clone()),
            "this code fence isn't closed before the next heading, annotation or fence",
            "close the fence with a line of three backticks",
        );
        true
    }

    /// Whether a line can only stand outside of a fence: a known heading, an annotation, an opener with a language.
    fn starts_anew(&self, line: &str, at: usize) -> bool {
        if let Some(heading) = line.strip_prefix('#') {
            let heading = heading.trim_start_matches('#');
            return heading.starts_with(' ') && sections::is_known(heading);
        }
        if let Some(rest) = line.strip_prefix("<!--") {
            let object = if rest.trim_ascii().is_empty() {
                self.text[at + 4..].trim_ascii_start()
            } else {
                rest.trim_ascii_start()
            };
            let start = object.char_indices().nth(40).map_or(object.len(), |(end, _)| end);
            return object.starts_with('{') && object[..start].contains("Type");
        }
        opener(line).is_some_and(|(_, _, info)| !info.is_empty())
    }
}
