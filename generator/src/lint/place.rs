//! Places on pages, for findings: lines, headings, the parts of code blocks.

use super::input::Subject;
use crate::diagnostic::{Code, Diagnostic, Edit};
use crate::page::Block;
use crate::span::Span;

impl Subject<'_> {
    /// Makes a finding on the page.
    pub(super) fn finding(&self, span: Span, code: Code, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(&self.page.path, span.within(self.text), code, message)
    }

    /// Returns what stands at a place.
    pub(super) fn at(&self, span: Span) -> &str {
        &self.text[span.within(self.text).range()]
    }

    /// Returns the edits that put a name in the place of another one, wherever that stands there as a whole word.
    pub(super) fn in_place_of(&self, span: Span, name: &str, replacement: &str) -> Vec<Edit> {
        Edit::everywhere(self.text, span.within(self.text), name, replacement)
    }

    /// Returns the line that a byte stands in, without blanks around it.
    pub(super) fn line(&self, at: u32) -> Span {
        let at = (at as usize).min(self.text.len());
        let start = memchr::memrchr(b'\n', &self.text.as_bytes()[..at]).map_or(0, |end| end + 1);
        let end = memchr::memchr(b'\n', &self.text.as_bytes()[at..]).map_or(self.text.len(), |end| at + end);
        let line = &self.text[start..end];
        let content = line.trim();
        let start = start + (line.len() - line.trim_start().len());
        Span::new(start..start + content.len())
    }

    /// Returns the line of the title; where there is none, the start of the page.
    pub(super) fn title(&self) -> Span {
        self.page.title.as_ref().map(|title| title.span).unwrap_or_default()
    }

    /// Returns the front matter; where there is none, the start of the page.
    pub(super) fn front_matter(&self) -> Span {
        match self.text.trim_start().strip_prefix("---\n") {
            Some(rest) => {
                let start = self.text.len() - rest.len();
                Span::new(start..start + rest.find("\n---").map_or(0, |end| end + 1))
            }
            None => Span::default(),
        }
    }

    /// Returns the line that opens the fence of a block; none where the block is made by indentation.
    pub(super) fn fence(&self, block: &Block) -> Option<Span> {
        let above = self.line(self.line_start(block.span.start).saturating_sub(1));
        let own = self.line(block.span.start);
        [above, own].into_iter().find(|line| self.at(*line).starts_with(['`', '~']))
    }

    /// Returns where the line of a byte starts.
    fn line_start(&self, at: u32) -> u32 {
        let before = &self.text.as_bytes()[..(at as usize).min(self.text.len())];
        u32::try_from(memchr::memrchr(b'\n', before).map_or(0, |end| end + 1)).unwrap_or(u32::MAX)
    }

    /// Returns the first line of a block that isn't blank.
    pub(super) fn first_line(&self, block: &Block) -> Span {
        self.lines(block).next().unwrap_or(block.span)
    }

    /// Gives the lines of a block that aren't blank.
    pub(super) fn lines(&self, block: &Block) -> impl Iterator<Item = Span> {
        let start = block.span.start as usize;
        let text = self.at(block.span);
        let starts = std::iter::once(0).chain(memchr::memchr_iter(b'\n', text.as_bytes()).map(|at| at + 1));
        starts
            .map(move |at| self.line(u32::try_from(start + at).unwrap_or(u32::MAX)))
            .filter(|line| line.start < line.end)
    }

    /// Tells whether another fence or a line of nothing but code stands right behind a block, apart from comments: what the block lacks.
    pub(super) fn is_continued(&self, block: &Block) -> bool {
        let behind = self.text[block.span.end as usize..].trim_start();
        let mut rest = behind.trim_start_matches(['`', '~']).trim_start();
        while let Some((_, after)) = rest.strip_prefix("<!--").and_then(|comment| comment.split_once("-->")) {
            rest = after.trim_start();
        }
        let line = rest.lines().next().unwrap_or_default().trim();
        let is_code = line.len() > 2 && line.starts_with('`') && line.ends_with('`');
        (is_code || line.starts_with("```"))
            && !rest.trim_start_matches(|c| c != '\n').trim_start().starts_with("HTTP/")
    }

    /// Returns the line of a header of a message, by its place among the headers.
    pub(super) fn header(&self, block: &Block, name: &str) -> Span {
        let is_header = |line: &Span| {
            let key = self.at(*line).split(':').next().unwrap_or_default();
            key.trim_end().eq_ignore_ascii_case(name)
        };
        self.lines(block).skip(1).find(is_header).unwrap_or_else(|| self.first_line(block))
    }
}
