//! Breaks long lines of documentation where Markdown doesn't see it.

use std::borrow::Cow;

/// The number of characters that a line of documentation has at most, where it can be broken.
const WIDTH: usize = 100;

/// Breaks long paragraphs and items of lists; code, headings and tables stay as they are. The lines may begin in a code block
/// that this fence ends.
pub(super) fn wrapped<'a>(docs: &'a [String], mut fence: Option<&'a str>) -> Vec<Cow<'a, str>> {
    let mut lines = Vec::with_capacity(docs.len());
    for line in docs {
        let marks = &line[..line.len() - line.trim_start_matches('`').len()];
        match fence {
            Some(open) if line.trim_end() == open => fence = None,
            None if marks.len() >= 3 => fence = Some(marks),
            None if line.len() > WIDTH && (mark(line) > 0 || !line.starts_with(['#', '|', ' '])) => {
                broken(line, &mut lines);
                continue;
            }
            _ => {}
        }
        lines.push(Cow::Borrowed(line.as_str()));
    }
    lines
}

/// Adds the parts of a long line; those of an item of a list are indented as the item is.
fn broken<'a>(line: &'a str, lines: &mut Vec<Cow<'a, str>>) {
    let indent = " ".repeat(mark(line));
    let (mut start, mut last) = (0, None);
    let mut add = |part: &'a str, first: bool| {
        lines.push(if first || indent.is_empty() { part.into() } else { format!("{indent}{part}").into() });
    };
    for at in breaks(line) {
        if let Some(end) = last.filter(|_| line[start..at].chars().count() > WIDTH) {
            add(&line[start..end], start == 0);
            start = end + 1;
        }
        last = Some(at);
    }
    if let Some(end) = last.filter(|end| *end > start && line[start..].chars().count() > WIDTH) {
        add(&line[start..end], start == 0);
        start = end + 1;
    }
    add(&line[start..], start == 0);
}

/// The spaces at which a line may be broken: outside of code and links, and not before what starts a block at the start of a line.
fn breaks(line: &str) -> Vec<usize> {
    let bytes = line.as_bytes();
    let mut found = Vec::new();
    // The mark of an item of a list belongs to its first word.
    let mut at = mark(line);
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 1,
            b'`' => at = end_of_code(line, at) - 1,
            b'[' => at += link(&line[at..]),
            b' ' if bytes[at - 1] != b' ' && bytes[at - 1] != b'\\' && !starts_block(&line[at + 1..]) => found.push(at),
            _ => {}
        }
        at += 1;
    }
    found
}

/// Returns the length of what makes a line an item of a list, `* `, `- `, `1. ` and what stands before it; nothing for other
/// lines.
fn mark(line: &str) -> usize {
    let indent = line.len() - line.trim_start_matches(' ').len();
    let line = &line[indent..];
    let digits = line.len() - line.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    match line.as_bytes() {
        [b'*' | b'-', b' ', ..] => indent + 2,
        _ if digits > 0 && line[digits..].starts_with(". ") => indent + digits + 2,
        _ => 0,
    }
}

/// Returns where a code span ends, or the backticks that start none.
fn end_of_code(line: &str, start: usize) -> usize {
    let run = |text: &str| text.len() - text.trim_start_matches('`').len();
    let length = run(&line[start..]);
    let mut at = start + length;
    while let Some(next) = line[at..].find('`') {
        let found = run(&line[at + next..]);
        at += next + found;
        if found == length {
            return at;
        }
    }
    start + length
}

/// Returns the length of a link up to its closing bracket; nothing where no link starts.
fn link(text: &str) -> usize {
    let end = text.find("](").and_then(|at| Some(at + text[at..].find(')')?));
    end.filter(|end| !text[1..*end].contains('[') || text[1..].starts_with('`')).unwrap_or(0)
}

/// Tells whether a line that starts so would be no part of the paragraph before it.
fn starts_block(text: &str) -> bool {
    let number = text.trim_start_matches(|c: char| c.is_ascii_digit());
    text.is_empty()
        || text.starts_with(['-', '+', '*', '>', '#', '=', '~', '|', ':', '<', ' '])
        || text.starts_with("```")
        || number.len() < text.len() && number.starts_with(['.', ')'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_broken_where_markdown_does_not_see_it() {
        let word = "word ".repeat(18);
        let cases = [
            (format!("{word}and `a b c d e f g` end"), vec![format!("{word}and"), "`a b c d e f g` end".to_string()]),
            (
                format!("{word}longer-one - a dash"),
                vec![word.trim_end().to_string(), "longer-one - a dash".to_string()],
            ),
            (format!("{word}a [link of words](x) end"), vec![format!("{word}a"), "[link of words](x) end".to_string()]),
            (format!("* {word}last words"), vec![format!("* {word}last"), "  words".to_string()]),
            (format!("10. {word}last words"), vec![format!("10. {word}last"), "    words".to_string()]),
            (format!("   * {word}last words"), vec![format!("   * {word}last"), "     words".to_string()]),
            (format!("# {word}heading"), vec![format!("# {word}heading")]),
            ("x".repeat(120), vec!["x".repeat(120)]),
            (format!("{}last", "é".repeat(99) + " "), vec!["é".repeat(99), "last".to_string()]),
        ];
        for (line, expected) in cases {
            let docs = [line];
            assert_eq!(wrapped(&docs, None), expected.iter().map(String::as_str).collect::<Vec<_>>());
        }
        let code = ["```text".to_string(), word.repeat(2), "```".to_string()];
        assert_eq!(wrapped(&code, None).len(), 3);
    }
}
