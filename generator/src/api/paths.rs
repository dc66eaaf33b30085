//! The grammar of request paths: keys in braces, calls with arguments, casts, addressing by path, queries.

use super::{PathTemplate, Segment};
use crate::span::Span;

/// What is odd about a path; the template holds what could be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Oddity {
    /// A bracket, brace or quote isn't closed.
    Unbalanced,
    /// Words follow the path.
    TrailingText,
    /// Part of the path is elided by `...`.
    Elision,
}

/// Reads a path with its query, as an HTTP block writes it.
pub fn parse(target: &str, span: Span) -> (PathTemplate, Vec<Oddity>) {
    let mut oddities = Vec::new();
    let target = target.trim().trim_start_matches('~').trim_matches('*');
    let (path, query) = split_outside(target, '?').unwrap_or((target, ""));
    let path = path.trim_end_matches('[').trim();
    let (path, trailing) = split_outside(path, ' ').map_or((path, ""), |(path, rest)| (path, rest.trim()));
    if !trailing.is_empty() {
        oddities.push(Oddity::TrailingText);
    }
    let (parts, balanced) = split_segments(path);
    if !balanced {
        oddities.push(Oddity::Unbalanced);
    }
    if parts.iter().any(|part| is_elision(part)) {
        oddities.push(Oddity::Elision);
    }
    let text = format!("/{}", path.trim_matches('/'));
    let template = PathTemplate {
        text,
        segments: segments(&parts),
        query: query_pairs(query),
        resolved: None,
        permissions: None,
        scenario: None,
        shown: false,
        span,
    };
    (template, oddities)
}

fn is_elision(part: &str) -> bool {
    matches!(part, "..." | "…" | "..")
}

/// Splits at the first separator outside braces, brackets and quotes.
fn split_outside(text: &str, separator: char) -> Option<(&str, &str)> {
    if !text.contains(separator) {
        return None;
    }
    let mut nesting = Nesting::default();
    let at = text.char_indices().find(|(_, c)| !nesting.step(*c) && *c == separator)?.0;
    Some((&text[..at], &text[at + separator.len_utf8()..]))
}

/// Whether a character stands inside braces, angle brackets, parentheses or quotes.
#[derive(Default)]
struct Nesting {
    open: Vec<char>,
}

impl Nesting {
    /// Takes the next character; true if it stands inside, or opens or closes.
    fn step(&mut self, c: char) -> bool {
        let inside = !self.open.is_empty();
        match (self.open.last(), c) {
            (Some('\''), '\'') | (Some('{'), '}') | (Some('<'), '>') | (Some('('), ')') => _ = self.open.pop(),
            (Some('\'' | '{' | '<'), _) => {}
            (_, '{' | '<' | '(') => self.open.push(c),
            (Some('('), '\'') => self.open.push(c),
            _ => {}
        }
        inside || !self.open.is_empty()
    }
}

/// The parts between slashes, and whether all that opens is closed.
fn split_segments(path: &str) -> (Vec<&str>, bool) {
    let mut nesting = Nesting::default();
    let mut parts = Vec::new();
    let mut start = 0;
    for (at, c) in path.char_indices() {
        if !nesting.step(c) && c == '/' {
            parts.push(&path[start..at]);
            start = at + 1;
        }
    }
    if !nesting.open.is_empty() {
        // What isn't closed would swallow the rest: slashes split it after all.
        parts.extend(path[start..].split('/'));
        return (parts.into_iter().map(str::trim).filter(|part| !part.is_empty()).collect(), false);
    }
    parts.push(&path[start..]);
    (parts.into_iter().map(str::trim).filter(|part| !part.is_empty()).collect(), true)
}

/// The parts as segments; a part that ends in a colon opens or closes addressing by path.
fn segments(parts: &[&str]) -> Vec<Segment> {
    let mut segments = Vec::new();
    let mut by_path: Option<String> = None;
    for part in parts.iter().filter(|part| !is_elision(part)) {
        if let Some(path) = &mut by_path {
            if !path.is_empty() {
                path.push('/');
            }
            path.push_str(placeholder(part.trim_end_matches(':')));
            if part.ends_with(':') {
                segments.push(Segment::ByPath(by_path.take().unwrap_or_default()));
            }
        } else if let Some(name) = part.strip_suffix(':') {
            segments.push(segment(name));
            by_path = Some(String::new());
        } else {
            segments.push(segment(part));
        }
    }
    segments.extend(by_path.map(Segment::ByPath));
    segments
}

/// The name in a placeholder.
fn placeholder(part: &str) -> &str {
    let inner = part.strip_prefix('{').and_then(|part| part.strip_suffix('}'));
    inner.or_else(|| part.strip_prefix('<').and_then(|part| part.strip_suffix('>'))).unwrap_or(part).trim()
}

/// One part.
fn segment(part: &str) -> Segment {
    let bracketed = |open, close| part.starts_with(open) && part.ends_with(close);
    if bracketed('{', '}') || bracketed('<', '>') {
        return Segment::Key(placeholder(part).to_owned());
    }
    let Some(open) = part.find('(') else {
        return Segment::Literal(part.to_owned());
    };
    let arguments = arguments(part[open + 1..].trim_end_matches(')'));
    match &part[..open] {
        "" => Segment::Key(part[1..].trim_end_matches(')').to_owned()),
        name => Segment::Call { name: name.trim().to_owned(), arguments },
    }
}

/// The arguments of a call.
fn arguments(list: &str) -> Vec<(String, String)> {
    let mut rest = list;
    let mut arguments = Vec::new();
    while !rest.trim().is_empty() {
        let (argument, next) = split_outside_quotes(rest, ',').unwrap_or((rest, ""));
        let (name, value) = argument.split_once('=').unwrap_or(("", argument));
        arguments.push((name.trim().to_owned(), value.trim().to_owned()));
        rest = next;
    }
    arguments
}

/// Splits at the first separator outside quotes and braces.
fn split_outside_quotes(text: &str, separator: char) -> Option<(&str, &str)> {
    let (mut quoted, mut braces) = (false, 0_i32);
    for (at, c) in text.char_indices() {
        match c {
            '\'' => quoted = !quoted,
            '{' | '<' | '[' => braces += 1,
            '}' | '>' | ']' => braces -= 1,
            c if c == separator && !quoted && braces <= 0 => return Some((&text[..at], &text[at + 1..])),
            _ => {}
        }
    }
    None
}

/// A segment as pages write it, with the slash or colon before it.
pub fn written(segment: &Segment) -> String {
    match segment {
        Segment::Literal(name) | Segment::Cast(name) => format!("/{name}"),
        Segment::Key(placeholder) => format!("/{{{placeholder}}}"),
        Segment::ByPath(path) => format!(":/{path}:"),
        Segment::Call { name, arguments } => {
            let written = arguments.iter().map(|(name, value)| match name.as_str() {
                "" => value.clone(),
                name => format!("{name}={value}"),
            });
            format!("/{name}({})", written.collect::<Vec<_>>().join(","))
        }
    }
}

/// Names and values of a query.
fn query_pairs(query: &str) -> Vec<(String, String)> {
    query
        .trim_matches(['[', ']', '?', ' '])
        .split('&')
        .filter(|pair| !pair.trim().is_empty())
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .map(|(name, value)| (name.trim().to_owned(), value.trim().to_owned()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths() {
        let cases = [
            ("/users/{id | userPrincipalName}/messages", "users {id | userPrincipalName} messages"),
            (
                "/me/drive/root:/{item-path}:/workbook/range(address='<address>')/font",
                "me drive root :item-path: workbook range(address='<address>') font",
            ),
            ("/sites/{hostname}:/{server-relative-path}", "sites {hostname} :server-relative-path:"),
            ("/groups/<id>/members/$ref", "groups {id} members $ref"),
            (
                "reports/getActivity(period='{period_value}',date={date})?$format=json",
                "reports getActivity(period='{period_value}',date={date})",
            ),
            ("/workbook/range(address='<address>'/entireRow", "workbook range(address='<address>') entireRow"),
            ("users('{id}')/x", "users(='{id}') x"),
            ("/a/.../b/(id)", "a b {id}"),
        ];
        for (input, expected) in cases {
            let (template, _) = parse(input, Span::default());
            let shown: Vec<String> = template.segments.iter().map(show).collect();
            assert_eq!(shown.join(" "), expected, "{input}");
        }
    }

    fn show(segment: &Segment) -> String {
        match segment {
            Segment::Literal(name) | Segment::Cast(name) => name.clone(),
            Segment::Key(name) => format!("{{{name}}}"),
            Segment::ByPath(name) => format!(":{name}:"),
            Segment::Call { name, arguments } => {
                let list: Vec<String> = arguments.iter().map(|(n, v)| format!("{n}={v}")).collect();
                format!("{name}({})", list.join(","))
            }
        }
    }
}
