//! Inline content: markdown events become a [`Prose`], markup gone from its text and kept in its parts.

use super::{Inline, Link, Prose};

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

/// What an HTML tag means to prose.
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
    inlines: Vec<Inline>,
    strong: u32,
    emphasis: u32,
    in_link: bool,
    /// Whether the last inline may still grow.
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
            if let Some(Inline::Link(link)) = self.inlines.last_mut() {
                link.text.push_str(piece);
            }
            return;
        }
        match (self.inlines.last_mut(), self.open) {
            (Some(Inline::Text(last)), true) if self.strong == 0 && self.emphasis == 0 => last.push_str(piece),
            (Some(Inline::Strong(last)), true) if self.strong > 0 => last.push_str(piece),
            (Some(Inline::Emphasis(last)), true) if self.strong == 0 && self.emphasis > 0 => last.push_str(piece),
            _ => {
                let piece = piece.to_owned();
                self.inlines.push(match (self.strong, self.emphasis) {
                    (0, 0) => Inline::Text(piece),
                    (0, _) => Inline::Emphasis(piece),
                    _ => Inline::Strong(piece),
                });
                self.open = true;
            }
        }
    }

    pub(super) fn code(&mut self, code: &str) {
        if self.in_link {
            return self.text(code);
        }
        let start = self.text.len();
        push_normalised(&mut self.text, code);
        let piece = self.text[start..].to_owned();
        self.inlines.push(Inline::Code(piece));
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
        self.text.truncate(end);
        if self.in_link {
            return self.text.push(' ');
        }
        if !self.text.is_empty() {
            self.text.push('\n');
            self.inlines.push(Inline::Break);
        }
        self.open = false;
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
        self.inlines.push(Inline::Link(Link { text: String::new(), target: target.to_owned() }));
        self.in_link = true;
    }

    pub(super) fn end_link(&mut self) {
        self.in_link = false;
        self.open = false;
    }

    /// What was collected, in memory of just its size; the builder is ready for the next.
    pub(super) fn finish(&mut self) -> Prose {
        while let Some(last) = self.inlines.last_mut() {
            match last {
                Inline::Break => {}
                Inline::Text(part) => {
                    part.truncate(part.trim_end().len());
                    if !part.is_empty() {
                        break;
                    }
                }
                _ => break,
            }
            self.inlines.pop();
        }
        let prose = Prose { text: self.text.trim_end().to_owned(), inlines: self.inlines.drain(..).collect() };
        self.text.clear();
        (self.strong, self.emphasis, self.in_link, self.open) = (0, 0, false, false);
        prose
    }
}

/// Appends text with every run of white space as one space, and without characters of no width.
fn push_normalised(out: &mut String, text: &str) {
    if is_plain(text.as_bytes()) {
        let after_space = out.is_empty() || out.ends_with([' ', '\n']);
        return out.push_str(if after_space { text.trim_ascii_start() } else { text });
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

/// Whether a text is printable ASCII without two spaces in a row, as nearly all are. Without early ends, so that the
/// compiler can look at many bytes at once.
fn is_plain(text: &[u8]) -> bool {
    let printable = text.iter().fold(true, |all, byte| all & (0x20..0x7F).contains(byte));
    let pairs = text.iter().zip(text.get(1..).unwrap_or_default());
    printable && pairs.fold(true, |all, (one, next)| all & !((*one == b' ') & (*next == b' ')))
}

/// Puts one prose after another, with a break between.
pub(super) fn append(to: &mut Prose, more: Prose, breaks: usize) {
    if more.text.is_empty() {
        return;
    }
    if !to.text.is_empty() {
        for _ in 0..breaks {
            to.text.push('\n');
            to.inlines.push(Inline::Break);
        }
    }
    to.text.push_str(&more.text);
    to.inlines.extend(more.inlines);
}
