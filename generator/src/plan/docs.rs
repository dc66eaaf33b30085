//! Prose of a page as documentation of Rust.
//!
//! Whatever a page says, the lines mean text to rustdoc: no accidental link, HTML, heading, list, code block or doctest, and
//! no character that ends a comment or turns the direction of text.

use crate::api::index::squeezed;
use std::borrow::Cow;

use crate::page::{Inline, Link, Prose};

use super::Docs;

/// A function that finds where the link of a page leads in documentation: an address, or the path of a Rust item; none
/// leaves the text alone.
pub type Resolve<'a> = dyn Fn(&Link) -> Option<String> + 'a;

/// Writes the paragraphs of a prose. A `<br>` starts a new one.
pub fn prose(prose: &Prose, resolve: &Resolve<'_>) -> Docs {
    let mut paragraphs = vec![(Kind::Text, String::new())];
    for inline in prose.inlines() {
        let (kind, paragraph) = match paragraphs.last_mut() {
            Some((kind, last)) if !matches!(inline, Inline::Break) => (kind, last),
            _ => {
                paragraphs.push((Kind::Text, String::new()));
                continue;
            }
        };
        match inline {
            Inline::Text(text) => paragraph.push_str(&escape(&plain(text))),
            Inline::Code(code) => paragraph.push_str(&self::code(code)),
            Inline::Strong(text) => paragraph.push_str(&emphasis("**", text)),
            Inline::Emphasis(text) => paragraph.push_str(&emphasis("*", text)),
            Inline::Link(link) => paragraph.push_str(&self::link(link, resolve)),
            Inline::Item { ordered, depth } => *kind = Kind::Item { ordered, depth: usize::from(depth) },
            Inline::Break => {}
        }
    }
    arrange(&paragraphs)
}

/// Puts what a note calls itself before what it says.
pub fn labelled(label: &str, mut note: Docs) -> Docs {
    let label = if label.is_empty() { String::new() } else { format!("**{label}:**") };
    match note.first_mut().filter(|_| !label.is_empty()) {
        Some(first) if is_item(first).is_none() => *first = format!("{label} {first}"),
        Some(_) => drop(note.splice(..0, [label, String::new()])),
        None => {}
    }
    note
}

/// What a paragraph is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Text,
    Item { ordered: bool, depth: usize },
}

/// A list that is being written.
struct Open {
    depth: usize,
    ordered: bool,
    /// The number of its last item.
    number: usize,
    /// What its last item begins with.
    mark: String,
}

/// Sets paragraphs one below the other, those of lists as items, those of lists in lists below what they belong to.
fn arrange(paragraphs: &[(Kind, String)]) -> Docs {
    let mut open: Vec<Open> = Vec::new();
    let mut lines = Vec::new();
    for (kind, text) in paragraphs.iter().map(|(kind, text)| (*kind, block(text))).filter(|(_, text)| !text.is_empty())
    {
        let Kind::Item { ordered, depth } = kind else {
            open.clear();
            lines.push(text);
            continue;
        };
        let outer = open.partition_point(|list| list.depth < depth);
        let same = open.get(outer).filter(|list| list.depth == depth && list.ordered == ordered);
        let number = same.map_or(0, |list| list.number) + 1;
        open.truncate(outer);
        let mark = if ordered { format!("{number}. ") } else { "* ".to_owned() };
        let indent = open.iter().map(|list| list.mark.len()).sum();
        lines.push(format!("{}{mark}{text}", " ".repeat(indent)));
        open.push(Open { depth, ordered, number, mark });
    }
    separate(lines)
}

/// Returns whether a paragraph is an item of a list, with or without a number.
pub fn is_item(text: &str) -> Option<bool> {
    let text = text.trim_start();
    let digits = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let numbered = digits.len() < text.len() && digits.starts_with(". ");
    (numbered || text.starts_with("* ")).then_some(numbered)
}

/// Takes the mark of an item without a number away.
pub fn without_bullet(text: &str) -> &str {
    text.trim_start().strip_prefix("* ").unwrap_or(text)
}

/// Makes plain text one paragraph.
pub fn text(text: &str) -> String {
    block(&escape(&plain(text)))
}

/// Writes text as code.
pub fn code(text: &str) -> String {
    let text = plain(text);
    let text = text.trim();
    if text.is_empty() {
        return String::new();
    }
    if !text.contains('`') {
        return ["`", text, "`"].concat();
    }
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest + 1);
    let space = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    format!("{fence}{space}{text}{space}{fence}")
}

/// Writes names as code, separated by commas.
pub fn codes<'a>(names: impl IntoIterator<Item = &'a String>) -> String {
    names.into_iter().map(|name| code(name)).collect::<Vec<_>>().join(", ")
}

/// Writes a link with any text to an address or, as `crate::…`, to a Rust item.
pub fn link_to(text: &str, target: &str) -> String {
    ["[", &escape_marks(&plain(text)), "](", &address(target), ")"].concat()
}

/// Paragraphs with empty lines between them.
pub fn separate(paragraphs: impl IntoIterator<Item = String>) -> Docs {
    let mut docs = Docs::new();
    for paragraph in paragraphs.into_iter().filter(|paragraph| !paragraph.is_empty()) {
        let item = is_item(&paragraph);
        if docs.last().is_some_and(|last| item.is_none() || is_item(last) != item) {
            docs.push(String::new());
        }
        docs.push(paragraph);
    }
    docs
}

/// Tells whether a character turns the direction of the text behind it.
pub(crate) fn turns(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Makes white space single spaces, and removes control characters and those that turn the direction of text.
fn plain(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) && !text.contains("  ") {
        return text.into();
    }
    let mut plain = String::with_capacity(text.len());
    for c in text.chars().filter(|c| !turns(*c)) {
        match c {
            c if c.is_whitespace() || c.is_control() => {
                if !plain.ends_with(' ') {
                    plain.push(' ');
                }
            }
            c => plain.push(c),
        }
    }
    plain.into()
}

/// Makes a paragraph that can't be taken for a heading, list, quote or indented code.
fn block(text: &str) -> String {
    let text = text.trim();
    let digits = text.trim_start_matches(|c: char| c.is_ascii_digit());
    if digits.len() < text.len() && digits.starts_with(['.', ')']) {
        return format!("{}\\{digits}", &text[..text.len() - digits.len()]);
    }
    if text.starts_with(['-', '+', '=', '|', ':']) { format!("\\{text}") } else { text.to_string() }
}

/// Escapes what has a meaning to Markdown; addresses become links.
fn escape(text: &str) -> Cow<'_, str> {
    if !text.contains("://") {
        return escape_marks(text);
    }
    let mut escaped = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = find_address(rest) {
        let (before, from) = rest.split_at(at);
        let end = from.find(|c: char| c.is_whitespace() || "<>\"'`|()[],;".contains(c)).unwrap_or(from.len());
        let (found, after) = from.split_at(end);
        let trimmed = found.trim_end_matches(['.', ':', '!', '?', '*', '_']);
        escaped.push_str(&escape_marks(before));
        escaped.push_str(&if is_plain_address(trimmed) { format!("<{trimmed}>") } else { code(trimmed) });
        escaped.push_str(&escape_marks(&found[trimmed.len()..]));
        rest = after;
    }
    escaped.push_str(&escape_marks(rest));
    escaped.into()
}

fn find_address(text: &str) -> Option<usize> {
    let starts = |end: usize, scheme: &str| {
        let at = end.checked_sub(scheme.len())?;
        text.get(at..end).is_some_and(|written| written.eq_ignore_ascii_case(scheme)).then_some(at)
    };
    text.match_indices("://").find_map(|(end, _)| starts(end, "http").or_else(|| starts(end, "https")))
}

fn is_plain_address(text: &str) -> bool {
    let rest = text.split_once("://").map_or("", |(_, rest)| rest);
    !rest.is_empty() && text.bytes().all(is_plain)
}

/// Tells whether a byte of an address needs no care.
fn is_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b":/.-_~?#@!$&+=%*".contains(&byte)
}

/// Puts a backslash before what Markdown or rustdoc would take for a mark.
fn escape_marks(text: &str) -> Cow<'_, str> {
    if !text.contains(is_mark) {
        return text.into();
    }
    let mut escaped = String::with_capacity(text.len());
    let mut before = ' ';
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        let next = rest.peek().copied().unwrap_or(' ');
        let mark = match c {
            '_' => !(before.is_alphanumeric() && next.is_alphanumeric()),
            '&' => next.is_ascii_alphabetic() || next == '#',
            c => is_mark(c),
        };
        if mark {
            escaped.push('\\');
        }
        escaped.push(c);
        before = c;
    }
    escaped.into()
}

/// Tells whether a character is a mark of Markdown or rustdoc; some are marks only beside certain characters.
fn is_mark(c: char) -> bool {
    matches!(c, '\\' | '`' | '*' | '[' | ']' | '<' | '>' | '~' | '|' | '$' | '#' | '_' | '&')
}

fn emphasis(marks: &str, text: &str) -> String {
    let text = plain(text);
    let inner = text.trim();
    if inner.is_empty() {
        return text.into_owned();
    }
    let (lead, tail) = (&text[..text.len() - text.trim_start().len()], &text[text.trim_end().len()..]);
    format!("{lead}{marks}{}{marks}{tail}", escape(inner))
}

fn link(link: &Link, resolve: &Resolve<'_>) -> String {
    let text = plain(&link.text);
    match resolve(link) {
        Some(target) if !text.trim().is_empty() => link_to(text.trim(), &target),
        _ => escape(&text).into_owned(),
    }
}

/// Returns a link's target between its brackets.
fn address(target: &str) -> Cow<'_, str> {
    if target.bytes().all(is_plain) {
        return target.into();
    }
    let mut address = String::with_capacity(target.len());
    for c in target.chars() {
        match c {
            ' ' | '<' | '>' | '(' | ')' | '\\' | '`' | '[' | ']' | '"' | '{' | '}' | '|' | '^' => {
                address.push_str(&format!("%{:02X}", u32::from(c)));
            }
            c if c.is_control() || c.is_whitespace() || turns(c) => {}
            c => address.push(c),
        }
    }
    address.into()
}

/// Writes a feature in a list of them, with what its area's description adds.
pub fn feature(name: &str, description: &str) -> String {
    match said_beyond(name, description) {
        Some(description) => format!("- {}: {}", code(name), text(description)),
        None => format!("- {}", code(name)),
    }
}

/// Returns the description of an area if it says more than the area's name.
pub fn said_beyond<'a>(name: &str, description: &'a str) -> Option<&'a str> {
    Some(description).filter(|description| squeezed(name) != squeezed(description))
}

#[cfg(test)]
mod tests {
    use super::{prose, without_bullet};
    use crate::page::{Inline, Prose};

    /// Makes prose of paragraphs: `- a` and `1. a` are items, two spaces before them a list in a list.
    fn paragraphs(text: &str) -> Prose {
        let mut prose = Prose::default();
        for (at, line) in text.split('|').enumerate() {
            if at > 0 {
                prose.push(Inline::Break);
            }
            let depth = u8::try_from((line.len() - line.trim_start().len()) / 2).expect("few lists");
            let (mark, rest) = line.trim_start().split_once(' ').expect("words");
            match mark {
                "-" | "1." => prose.push(Inline::Item { ordered: mark == "1.", depth }),
                _ => prose.push(Inline::Text("Text: ")),
            }
            prose.push(Inline::Text(rest));
        }
        prose
    }

    #[test]
    fn lists_in_lists() {
        let cases = [
            ("- a|- b", "* a|* b"),
            ("- a|  - b|  - c|- d", "* a|  * b|  * c|* d"),
            ("1. a|  - b|1. c", "1. a||   * b||2. c"),
            ("1. a|1. b|  1. c|    - d|1. e", "1. a|2. b|   1. c||      * d||3. e"),
            ("- a|Then b|- c", "* a||Text: b||* c"),
            ("  - a|  - b", "* a|* b"),
        ];
        for (text, expected) in cases {
            let docs = prose(&paragraphs(text), &|_| None);
            assert_eq!(docs.join("|"), expected, "{text}");
        }
    }

    #[test]
    fn bullets() {
        for (text, expected) in [("* a", "a"), ("  * a * b", "a * b"), ("1. a", "1. a"), ("a", "a"), ("*a* b", "*a* b")]
        {
            assert_eq!(without_bullet(text), expected);
        }
    }
}
