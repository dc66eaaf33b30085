//! Rows of tables that hold nothing but plain text, as most do: they are read here, and the markdown parser never sees them.

use std::ops::Range;

use super::Prose;
use super::scan::RawRow;
use crate::span::{Span, Spanned};

/// A row, as a range of the page's text that ends with its line.
#[derive(Clone, Debug)]
pub(super) struct PlainRow {
    pub(super) range: Range<usize>,
    /// Where the header of its table starts.
    pub(super) table: usize,
}

/// Whether a line is a row whose cells hold no sign that means something to markdown.
pub(super) fn is_plain(line: &str) -> bool {
    let line = line.as_bytes();
    line.len() > 2
        && line.starts_with(b"|")
        && memchr::memchr3(b'[', b'`', b'*', line).is_none()
        && memchr::memchr3(b'<', b'&', b'\\', line).is_none()
        && memchr::memchr(b'_', line).is_none()
}

/// Reads a row of a table of so many columns, which has no more cells than that.
pub(super) fn read(text: &str, row: &PlainRow, columns: usize) -> RawRow {
    let start = row.range.start;
    let line = text[row.range.clone()].trim_ascii_end();
    let end = start + line.len();
    let mut cells = Vec::with_capacity(columns);
    let mut at = 1;
    let ends = memchr::memchr_iter(b'|', &line.as_bytes()[1..]).map(|pipe| pipe + 1);
    for cell_end in ends.chain((!line.ends_with('|')).then_some(line.len())) {
        let cell = line[at..cell_end].trim_start();
        let from = start + cell_end - cell.len();
        let content = cell.trim_end();
        cells.push(Spanned { value: Prose::plain(content), span: Span::new(from..from + content.len()) });
        at = cell_end + 1;
    }
    cells.resize_with(columns, || Spanned { value: Prose::default(), span: Span::new(end..end) });
    RawRow { cells, span: Span::new(start..end) }
}

#[cfg(test)]
mod tests {
    use super::{PlainRow, is_plain, read};

    #[test]
    fn cells_and_their_places() {
        let cases = [
            ("| a | b |", "a@2..3 b@6..7 @9..9"),
            ("|a  b|\u{a0}c\t|d|  \n", "a b@1..5 c@8..9 d@11..12"),
            ("| a\n", "a@2..3 @3..3 @3..3"),
            ("||| x", "@1..1 @2..2 x@4..5"),
            ("|  ", "@1..1 @1..1 @1..1"),
        ];
        for (line, expected) in cases {
            assert!(is_plain(line.trim_end_matches('\n')), "{line:?}");
            let row = read(line, &PlainRow { range: 0..line.len(), table: 0 }, 3);
            let cell = |at: usize| format!("{}@{}..{}", row.text(at), row.cells[at].span.start, row.cells[at].span.end);
            assert_eq!([cell(0), cell(1), cell(2)].join(" "), expected, "{line:?}");
        }
        for line in ["a | b", "|", "| [a](b) |", "| **a** |", "| a\\|b |", "| a_b |", "| &lt; |", "| <a> |", "| `a` |"]
        {
            assert!(!is_plain(line), "{line:?}");
        }
    }
}
