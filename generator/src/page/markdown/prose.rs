//! Inline content: markdown events become a [`Prose`], markup gone from its text and kept in its parts.

use std::ops::Range;

use crate::page::{Inline, Link, Mark, MarkKind, Prose};

/// HTML elements whose tags carry no meaning here; any other tag is a placeholder such as `<token>` and stays as text.
const HTML_TAGS: &[&str] = &[
    "a",
    "abbr",
    "b",
    "blockquote",
    "center",
    "code",
    "del",
    "details",
    "div",
    "em",
    "font",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "hr",
    "i",
    "img",
    "ins",
    "nobr",
    "ol",
    "pre",
    "s",
    "small",
    "span",
    "strike",
    "strong",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
    "u",
    "ul",
];
/// HTML elements that start a new line.
const BREAKING_TAGS: &[&str] = &["br", "li", "p"];

/// The meaning of an HTML tag to prose.
enum Tag {
    Break,
    Ignored,
    Text,
}

fn tag(html: &str) -> Tag {
    let inner = html.trim_start_matches('<');
    let closing = inner.starts_with('/');
    let name = inner
        .trim_start_matches('/')
        .split(|c: char| !c.is_ascii_alphanumeric())
        .next()
        .unwrap_or_default()
        .to_ascii_lowercase();
    if BREAKING_TAGS.contains(&name.as_str()) {
        if closing && name != "br" { Tag::Ignored } else { Tag::Break }
    } else if HTML_TAGS.contains(&name.as_str()) || html.starts_with("<!--") {
        Tag::Ignored
    } else {
        Tag::Text
    }
}

/// Collects the inline events of one paragraph, heading or cell.
#[derive(Debug, Default)]
pub(super) struct ProseBuilder {
    text: String,
    marks: Vec<Mark>,
    strong: u32,
    emphasis: u32,
    in_link: bool,
    /// True where the last mark may still grow.
    open: bool,
}

impl ProseBuilder {
    pub(super) fn text(&mut self, text: &str) {
        let start = self.text.len();
        push_normalised(&mut self.text, text);
        let piece = &self.text[start..];
        if piece.is_empty() {
            return;
        }
        if self.in_link {
            if let Some(Mark { range, kind: MarkKind::Link(link) }) = self.marks.last_mut() {
                link.text.push_str(piece);
                range.end = offset(self.text.len());
            }
            return;
        }
        let kind = match (self.strong, self.emphasis) {
            (0, 0) => return,
            (0, _) => MarkKind::Emphasis,
            _ => MarkKind::Strong,
        };
        match self.marks.last_mut() {
            Some(last) if self.open => last.range.end = offset(self.text.len()),
            _ => {
                self.mark(start, kind);
                self.open = true;
            }
        }
    }

    /// Marks what was read from `start` on.
    fn mark(&mut self, start: usize, kind: MarkKind) {
        self.marks.push(Mark { range: offset(start)..offset(self.text.len()), kind });
    }

    pub(super) fn code(&mut self, code: &str) {
        if self.in_link {
            return self.text(code);
        }
        let start = self.text.len();
        push_normalised(&mut self.text, code);
        self.mark(start, MarkKind::Code);
        self.open = false;
    }

    pub(super) fn html(&mut self, html: &str) {
        match tag(html) {
            Tag::Break => self.line_break(),
            Tag::Ignored => {}
            Tag::Text => self.text(html),
        }
    }

    pub(super) fn line_break(&mut self) {
        let end = self.text.trim_end_matches(' ').len();
        self.cut(end);
        if self.in_link {
            return self.text.push(' ');
        }
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        self.open = false;
    }

    /// Cuts the text, and what of the marks is behind its end.
    fn cut(&mut self, end: usize) {
        self.text.truncate(end);
        let end = offset(end);
        for mark in self.marks.iter_mut().rev().take_while(|mark| mark.range.end > end) {
            mark.range = mark.range.start.min(end)..end;
        }
    }

    pub(super) fn strong(&mut self, starts: bool) {
        self.strong = if starts { self.strong + 1 } else { self.strong.saturating_sub(1) };
        self.open = false;
    }

    pub(super) fn emphasis(&mut self, starts: bool) {
        self.emphasis = if starts { self.emphasis + 1 } else { self.emphasis.saturating_sub(1) };
        self.open = false;
    }

    pub(super) fn start_link(&mut self, target: &str) {
        let link = Link { text: String::new(), target: target.to_owned() };
        self.mark(self.text.len(), MarkKind::Link(link));
        self.in_link = true;
    }

    pub(super) fn end_link(&mut self) {
        self.in_link = false;
        self.open = false;
    }

    /// Ends a prose and returns it, in memory of just its size; the builder is ready for the next.
    pub(super) fn finish(&mut self) -> Prose {
        self.cut(self.text.trim_ascii_end().len());
        let marks = if self.marks.is_empty() { Vec::new() } else { self.marks.drain(..).collect() };
        let prose = Prose { text: self.text.as_str().to_owned(), marks };
        self.text.clear();
        (self.strong, self.emphasis, self.in_link, self.open) = (0, 0, false, false);
        prose
    }
}

/// Makes an offset of a place in a prose; its text is far smaller than 4 GiB, so the conversion saturates.
fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// Appends text with every run of white space as one space, and without characters of no width.
fn push_normalised(out: &mut String, text: &str) {
    if is_plain(text) {
        let after_blank = matches!(out.as_bytes().last(), None | Some(b' ' | b'\n'));
        return out.push_str(if after_blank { text.trim_start() } else { text });
    }
    for c in text.chars() {
        if c.is_whitespace() || c.is_control() {
            if !out.is_empty() && !out.ends_with([' ', '\n']) {
                out.push(' ');
            }
        } else if !matches!(c, '\u{200B}'..='\u{200D}' | '\u{FEFF}') {
            out.push(c);
        }
    }
}

/// Returns whether a text is printable ASCII without two spaces in a row, as nearly all are.
fn is_plain(text: &str) -> bool {
    let bytes = text.as_bytes();
    // Many bytes at a time, without a look at each whether to go on.
    let printable = bytes.iter().fold(true, |all, byte| all & (b' '..=b'~').contains(byte));
    let blanks =
        || bytes.iter().zip(bytes.iter().skip(1)).fold(false, |any, (one, two)| any | (*one == b' ' && *two == b' '));
    printable && !blanks()
}

impl Prose {
    /// Returns whether it says nothing.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty() && self.marks.is_empty()
    }

    /// Returns the links in order.
    pub fn links(&self) -> impl Iterator<Item = &Link> {
        self.marks.iter().filter_map(|mark| match &mark.kind {
            MarkKind::Link(link) => Some(link),
            _ => None,
        })
    }

    /// Returns all of the text in parts.
    pub fn inlines(&self) -> Inlines<'_> {
        Inlines { prose: self, at: 0, marks: self.marks.iter() }
    }

    /// Puts a part behind it.
    pub fn push(&mut self, inline: Inline<'_>) {
        let start = offset(self.text.len());
        self.text.push_str(if inline == Inline::Break { "\n" } else { inline.text() });
        let kind = match inline {
            Inline::Text(_) | Inline::Break => return,
            Inline::Code(_) => MarkKind::Code,
            Inline::Strong(_) => MarkKind::Strong,
            Inline::Emphasis(_) => MarkKind::Emphasis,
            Inline::Link(link) => MarkKind::Link(link.clone()),
            Inline::Item { ordered, depth } => MarkKind::Item { ordered, depth },
        };
        self.marks.push(Mark { range: start..offset(self.text.len()), kind });
    }

    /// Makes it an item of a list.
    pub(in crate::page) fn into_item(mut self, ordered: bool, depth: u8) -> Prose {
        self.marks.insert(0, Mark { range: 0..0, kind: MarkKind::Item { ordered, depth } });
        self
    }

    /// Puts more text behind it, with line ends between.
    pub fn append(&mut self, more: Prose, breaks: usize) {
        if more.text.is_empty() {
            return;
        }
        if !self.text.is_empty() {
            self.text.extend(std::iter::repeat_n('\n', breaks));
        }
        let by = offset(self.text.len());
        self.text.push_str(&more.text);
        let moved = |mark: Mark| Mark { range: mark.range.start + by..mark.range.end + by, ..mark };
        self.marks.extend(more.marks.into_iter().map(moved));
    }

    /// Returns a part of it, by the bytes of the text.
    pub(in crate::page) fn part(&self, range: Range<usize>) -> Prose {
        let mut part = Prose { text: self.text[..range.end].to_owned(), marks: self.marks.clone() };
        part.marks.retain(|mark| mark.range.end as usize <= range.end && !matches!(mark.kind, MarkKind::Item { .. }));
        part.cut_front(range.start);
        part
    }

    /// Takes the first bytes of the text away.
    pub(in crate::page) fn cut_front(&mut self, length: usize) {
        self.text.drain(..length);
        let by = offset(length);
        self.marks.retain(|mark| mark.range.end > by);
        for mark in &mut self.marks {
            mark.range = mark.range.start.saturating_sub(by)..mark.range.end - by;
        }
    }
}

impl<'p> Inline<'p> {
    /// Its text; a space for a line end.
    pub fn text(self) -> &'p str {
        match self {
            Inline::Text(text) | Inline::Code(text) | Inline::Strong(text) | Inline::Emphasis(text) => text,
            Inline::Link(link) => &link.text,
            Inline::Break => " ",
            Inline::Item { .. } => "",
        }
    }
}

/// The parts of a [`Prose`] in order.
#[derive(Clone, Debug)]
pub struct Inlines<'p> {
    prose: &'p Prose,
    at: usize,
    marks: std::slice::Iter<'p, Mark>,
}

impl<'p> Iterator for Inlines<'p> {
    type Item = Inline<'p>;

    fn next(&mut self) -> Option<Inline<'p>> {
        let mark = self.marks.as_slice().first();
        let plain = &self.prose.text[self.at..mark.map_or(self.prose.text.len(), |mark| mark.range.start as usize)];
        if plain.starts_with('\n') {
            self.at += 1;
            return Some(Inline::Break);
        }
        if !plain.is_empty() {
            let length = plain.find('\n').unwrap_or(plain.len());
            self.at += length;
            return Some(Inline::Text(&plain[..length]));
        }
        let Mark { range, kind } = self.marks.next()?;
        let marked = &self.prose.text[range.start as usize..range.end as usize];
        self.at = range.end as usize;
        Some(match kind {
            MarkKind::Code => Inline::Code(marked),
            MarkKind::Strong => Inline::Strong(marked),
            MarkKind::Emphasis => Inline::Emphasis(marked),
            MarkKind::Link(link) => Inline::Link(link),
            MarkKind::Item { ordered, depth } => Inline::Item { ordered: *ordered, depth: *depth },
        })
    }
}
