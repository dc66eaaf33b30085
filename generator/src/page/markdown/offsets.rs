//! Edits to a page's text, and the way back from the edited text to the places on the page.

use std::borrow::Cow;
use std::ops::Range;

use crate::span::Span;

/// Something taken out of the text, something put in its place.
#[derive(Clone, Debug)]
pub(super) struct Edit {
    pub(super) range: Range<usize>,
    pub(super) with: Cow<'static, str>,
}

/// A stretch of edited text, and the place that it comes from.
#[derive(Clone, Copy, Debug)]
struct Piece {
    edited: usize,
    source: usize,
    /// True where it isn't from the page.
    inserted: bool,
}

impl Piece {
    /// Returns the place on the page of an offset in it.
    fn at(&self, edited: usize) -> usize {
        if self.inserted { self.source } else { self.source + (edited - self.edited) }
    }
}

/// Translates offsets of the edited text into offsets of the page.
#[derive(Clone, Debug, Default)]
pub(super) struct Offsets {
    pieces: Vec<Piece>,
}

impl Offsets {
    /// Returns the place on the page of an offset in the edited text; inserted text stands where it was inserted.
    fn source(&self, edited: usize) -> usize {
        self.piece(edited).map_or(edited, |piece| piece.at(edited))
    }

    /// Returns the stretch of edited text that an offset stands in.
    fn piece(&self, edited: usize) -> Option<&Piece> {
        self.pieces[..self.pieces.partition_point(|piece| piece.edited <= edited)].last()
    }

    /// Returns the place on the page of the start of a range of the edited text.
    pub(super) fn start(&self, range: &Range<usize>) -> u32 {
        let start = self.source(range.start);
        Span::new(start..start).start
    }

    /// Returns the span on the page of a range of the edited text.
    pub(super) fn span(&self, range: Range<usize>) -> Span {
        let start = self.source(range.start);
        if range.end <= range.start {
            return Span::new(start..start);
        }
        // What was cut right behind a range doesn't belong to it; what something was put in place of does.
        let end = match self.piece(range.end - 1) {
            Some(piece) if piece.inserted => self.source(range.end),
            Some(piece) => piece.at(range.end - 1) + 1,
            None => range.end,
        };
        Span::new(start..end.max(start))
    }
}

/// Applies edits, which may overlap (the first one wins) and need not be sorted.
pub(super) fn apply(text: &str, mut edits: Vec<Edit>) -> (Cow<'_, str>, Offsets) {
    if edits.is_empty() {
        return (Cow::Borrowed(text), Offsets::default());
    }
    edits.sort_by_key(|edit| edit.range.start);
    let mut out = String::with_capacity(text.len() + 64);
    let mut pieces = Vec::with_capacity(edits.len() + 1);
    let mut at = 0;
    for edit in &edits {
        if edit.range.start < at {
            continue;
        }
        if edit.range.start > at {
            pieces.push(Piece { edited: out.len(), source: at, inserted: false });
            out.push_str(&text[at..edit.range.start]);
        }
        if !edit.with.is_empty() {
            pieces.push(Piece { edited: out.len(), source: edit.range.start, inserted: true });
            out.push_str(&edit.with);
        }
        at = edit.range.end;
    }
    pieces.push(Piece { edited: out.len(), source: at, inserted: false });
    out.push_str(&text[at..]);
    (Cow::Owned(out), Offsets { pieces })
}

#[cfg(test)]
mod tests {
    use super::{Edit, apply};
    use crate::span::Span;

    #[test]
    fn spans_lead_back_to_the_page() {
        let text = "ab<!-- x -->cd\nef";
        let edits = vec![Edit { range: 15..15, with: "\n".into() }, Edit { range: 2..12, with: "".into() }];
        let (edited, offsets) = apply(text, edits);
        assert_eq!(edited, "abcd\n\nef");
        assert_eq!(offsets.span(0..2), Span { start: 0, end: 2 });
        assert_eq!(offsets.span(0..4), Span { start: 0, end: 14 });
        assert_eq!(offsets.span(2..4), Span { start: 12, end: 14 });
        assert_eq!(offsets.span(6..8), Span { start: 15, end: 17 });
    }
}
