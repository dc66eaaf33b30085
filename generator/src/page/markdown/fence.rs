//! Fences that swallow what follows them, closers glued to the content, requests on the line of the opener.

use std::ops::Range;

use super::draft::Draft;
use crate::diagnostic::{Code, Edit};
use crate::page::{request, sections, words};
use crate::span::Span;

/// An open code fence.
#[derive(Clone, Debug)]
pub(super) struct Fence {
    mark: u8,
    length: usize,
    /// True where a heading among its lines can only mean that its end was forgotten.
    plain: bool,
    /// Its opening line.
    pub(super) range: Range<usize>,
}

/// Returns the opener on a line: its mark, the number of marks, and the info string.
fn opener(line: &str) -> Option<(u8, usize, &str)> {
    let trimmed = line.trim_ascii_start();
    let mark = *trimmed.as_bytes().first().filter(|mark| matches!(mark, b'`' | b'~'))?;
    let length = trimmed.bytes().take_while(|b| *b == mark).count();
    let info = trimmed[length..].trim_ascii();
    (length >= 3 && !(mark == b'`' && info.contains('`'))).then_some((mark, length, info))
}

impl Fence {
    /// Opens a fence, if one opens on this line.
    pub(super) fn opened(draft: &mut Draft<'_, '_>, range: Range<usize>) -> Option<Self> {
        let line = &draft.text[range.clone()];
        if !matches!(line.as_bytes().first(), Some(b'`' | b'~' | b' ' | b'\t')) {
            return None;
        }
        let (mark, length, info) = opener(line)?;
        let indent = line.len() - line.trim_ascii_start().len();
        if indent > 3 && !draft.in_list {
            draft.edit(range.start..range.start + indent, "");
        }
        let (language, rest) = match info.split_once(char::is_whitespace).unwrap_or((info, "")) {
            _ if request::starts_with_verb(info) && info.contains('/') => ("", info),
            parts => parts,
        };
        if request::starts_with_verb(rest) {
            let at = range.end - line.len() + line.rfind(rest).unwrap_or(line.len());
            draft.edit(at..at, "\n");
            let before = draft.text[..at].trim_ascii_end().len();
            let (span, message) = (Span::new(range.clone()), "the request stands on the line that opens its fence");
            let finding = draft.report.finding(Code::FenceInfo, span, message);
            let named = if language.is_empty() { " http" } else { "" };
            let below = format!("{named}\n{}", &line[..indent]);
            draft.report.found_with_edits(finding, vec![Edit::new(before..at, below)]);
        }
        let language = language.to_ascii_lowercase();
        Some(Self { mark, length, plain: words::LANGUAGES_WITHOUT_HEADINGS.contains(&language.as_str()), range })
    }

    /// Returns the first line from the one at `at` on that may be more than content of the fence.
    pub(super) fn skip_code(&self, text: &str, at: usize) -> usize {
        let code = &text.as_bytes()[at..];
        let starts_line = |place: usize| place == 0 || code[place - 1] == b'\n';
        let mut places = memchr::memchr3_iter(self.mark, b'#', b'<', code);
        let place = places.find(|place| code[*place] == self.mark || starts_line(*place));
        place.map_or(text.len(), |place| at + memchr::memrchr(b'\n', &code[..place]).map_or(0, |end| end + 1))
    }

    /// Returns whether this line ends the fence; the line belongs to it.
    pub(super) fn closes(&self, draft: &mut Draft<'_, '_>, range: Range<usize>) -> bool {
        let line = &draft.text[range.clone()];
        let trimmed = line.trim_ascii();
        let marks = trimmed.bytes().take_while(|b| *b == self.mark).count();
        if marks >= self.length && marks == trimmed.len() {
            let indent = line.len() - line.trim_ascii_start().len();
            if indent > 3 && !draft.in_list {
                draft.edit(range.start..range.start + indent, "");
            }
            return true;
        }
        let glued = self.plain && trimmed.ends_with("```") && trimmed.trim_end_matches('`').ends_with(['}', ']']);
        if glued {
            let at = range.start + line.trim_ascii_end().len() - 3;
            draft.edit(at..at, "\n");
            draft.report.found(
                Code::UnclosedFence,
                Span::new(at..at + 3),
                "the end of this code fence doesn't stand on a line of its own",
            );
        }
        glued
    }

    /// Returns whether the fence should have ended before this line, and ends it there.
    pub(super) fn swallows(&self, draft: &mut Draft<'_, '_>, range: Range<usize>) -> bool {
        let line = &draft.text[range.clone()];
        if !self.plain
            || !matches!(line.as_bytes().first(), Some(b'#' | b'<' | b'`'))
            || !starts_anew(draft.text, line, range.start)
        {
            return false;
        }
        if draft.text[self.range.end..range.start].trim_ascii().is_empty() {
            // An opener twice: the first one opens nothing.
            draft.edit(self.range.start..range.start, "");
            draft.report.found(
                Code::UnclosedFence,
                Span::new(self.range.clone()),
                "this code fence holds nothing and isn't closed",
            );
            return true;
        }
        let close = format!("{}\n", char::from(self.mark).to_string().repeat(self.length));
        draft.edit(range.start..range.start, close);
        draft.report.found_with_help(
            Code::UnclosedFence,
            Span::new(self.range.clone()),
            "this code fence isn't closed before the next heading, annotation or fence",
            "close the fence with a line of three backticks",
        );
        true
    }
}

/// Returns whether a line can only stand outside of a fence: a known heading, an annotation, an opener with a language.
fn starts_anew(text: &str, line: &str, at: usize) -> bool {
    if let Some(heading) = line.strip_prefix('#') {
        let heading = heading.trim_start_matches('#');
        return heading.starts_with(' ') && sections::is_known(heading);
    }
    if let Some(rest) = line.strip_prefix("<!--") {
        let object =
            if rest.trim_ascii().is_empty() { text[at + 4..].trim_ascii_start() } else { rest.trim_ascii_start() };
        let start = object.char_indices().nth(40).map_or(object.len(), |(end, _)| end);
        return object.starts_with('{') && object[..start].contains("Type");
    }
    opener(line).is_some_and(|(_, _, info)| !info.is_empty())
}
