//! Places in the pages: byte ranges, and the lines and columns that people read.

/// A range of bytes in the text of one page, as [`crate::read::PageSource::text`] holds it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The first byte.
    pub start: u32,
    /// The byte after the last.
    pub end: u32,
}

impl Span {
    /// Makes the span of a byte range; a page is far smaller than 4 GiB, so the conversion saturates.
    pub fn new(range: std::ops::Range<usize>) -> Self {
        let clamp = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Self { start: clamp(range.start), end: clamp(range.end) }
    }

    /// Returns the part of the span that lies in a text, widened to whole characters: for places that are reckoned from text
    /// that isn't quite that of the page.
    pub fn within(self, text: &str) -> Self {
        let mut range = self.range();
        range.start = range.start.min(text.len());
        range.end = range.end.clamp(range.start, text.len());
        while !text.is_char_boundary(range.start) {
            range.start -= 1;
        }
        while !text.is_char_boundary(range.end) {
            range.end += 1;
        }
        Self::new(range)
    }

    /// Returns the range to index a text with.
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// A value and where the page says it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Spanned<T> {
    /// The value that is said.
    pub value: T,
    /// The place where it stands.
    pub span: Span,
}

/// The lines of a text, for whoever asks many times where something stands in it.
#[derive(Clone, Debug)]
pub struct Lines<'t> {
    text: &'t str,
    /// Where each line starts.
    starts: Vec<usize>,
    /// How many characters begin before each [`STEP`]; empty where each byte is one.
    characters: Vec<usize>,
}

/// The number of bytes between two places whose characters are counted.
const STEP: usize = 256;

impl<'t> Lines<'t> {
    /// Walks the text once.
    pub fn of(text: &'t str) -> Self {
        let starts = std::iter::once(0).chain(memchr::memchr_iter(b'\n', text.as_bytes()).map(|at| at + 1)).collect();
        let mut characters = Vec::new();
        if !text.is_ascii() {
            characters.push(0);
            for part in text.as_bytes().chunks(STEP) {
                characters.push(characters[characters.len() - 1] + begun(part));
            }
        }
        Self { text, starts, characters }
    }

    /// Returns line and column of a byte offset, both counted from one, columns in characters.
    pub fn place(&self, offset: u32) -> (usize, usize) {
        let offset = (offset as usize).min(self.text.len());
        let line = self.starts.partition_point(|start| *start <= offset);
        let start = self.starts[line - 1];
        // A character that the offset stands in hasn't ended, but has begun.
        let within = usize::from(!self.text.is_char_boundary(offset));
        (line, self.before(offset) - self.before(start) + 1 - within)
    }

    /// Returns where a line starts, without its number being checked.
    pub fn start(&self, line: usize) -> usize {
        self.starts.get(line - 1).copied().unwrap_or(self.text.len())
    }

    /// Returns the characters that begin before a byte.
    fn before(&self, at: usize) -> usize {
        match self.characters.get(at / STEP) {
            Some(known) => known + begun(&self.text.as_bytes()[at / STEP * STEP..at]),
            None => at,
        }
    }
}

/// Counts the characters that begin in bytes.
fn begun(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| **byte & 0xC0 != 0x80).count()
}

#[cfg(test)]
mod tests {
    use super::{Lines, Span};

    /// Finds by a walk what [`Lines::place`] knows.
    fn line_and_column(text: &str, offset: u32) -> (usize, usize) {
        let mut end = (offset as usize).min(text.len());
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        let before = &text[..end];
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
    }

    #[test]
    fn spans_are_brought_into_the_text() {
        let within = |start, end| Span { start, end }.within("aéb").range();
        let cases = [((0, 4), 0..4), ((1, 2), 1..3), ((2, 3), 1..3), ((2, 9), 1..4), ((7, 9), 4..4), ((3, 1), 3..3)];
        for ((start, end), expected) in cases {
            assert_eq!(within(start, end), expected);
        }
    }

    #[test]
    fn lines_know_what_a_walk_finds() {
        let texts = ["", "a", "a\n", "\n\n", "abc\ndéf\n用户x", &"é用\nab".repeat(300), &"x".repeat(1000)];
        for text in texts {
            let lines = Lines::of(text);
            for offset in 0..=text.len() as u32 + 2 {
                assert_eq!(lines.place(offset), line_and_column(text, offset), "{offset} of {text:?}");
            }
        }
    }
}
