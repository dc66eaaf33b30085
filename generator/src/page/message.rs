//! HTTP messages in code blocks: first line, headers, body.

use std::ops::Range;

use super::{Message, request};

/// The first line of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum FirstLine<'l> {
    Request { method: &'static str, url: &'l str },
    Response { status: Option<u16> },
}

/// Reads a line that starts a request or a response.
pub(super) fn first_line(line: &str) -> Option<FirstLine<'_>> {
    let line = line.trim();
    if line.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("http")) && !line.contains("://") {
        let rest = line[4..]
            .trim_start_matches(|c: char| c == '/' || c == '.' || c.is_ascii_digit() && !line[4..].starts_with(' '));
        let status =
            rest.split(|c: char| !c.is_ascii_digit()).find(|part| part.len() == 3).and_then(|part| part.parse().ok());
        return (status.is_some() || line[4..].starts_with('/')).then_some(FirstLine::Response { status });
    }
    let (method, rest) = request::split_verb(line)?;
    let url = request::without_version(rest).trim();
    Some(FirstLine::Request { method, url })
}

/// Reads a message from the text of a block, and where its body is.
pub(super) fn parse(text: &str) -> Option<(Message, Range<usize>)> {
    let mut at = 0;
    let mut lines = text.split_inclusive('\n');
    let first = loop {
        let line = lines.next()?;
        at += line.len();
        if !line.trim().is_empty() {
            break line;
        }
    };
    let mut message = match first_line(first)? {
        FirstLine::Request { method, url } => {
            Message { method: method.to_owned(), url: url.to_owned(), ..Message::default() }
        }
        FirstLine::Response { status } => Message { status, ..Message::default() },
    };
    let mut lines = lines.peekable();
    while let Some(line) = lines.next() {
        if line.trim().is_empty() {
            at += line.len();
            // Some pages leave a line between the first line and the headers.
            let goes_on =
                message.headers.is_empty() && lines.peek().is_some_and(|next| request::header(next).is_some());
            if goes_on {
                continue;
            }
            break;
        }
        let is_query = message.headers.is_empty() && line.trim_start().starts_with(['?', '&']);
        // Other places of the same request are alternatives of its first line.
        let is_alternative = message.headers.is_empty() && matches!(first_line(line), Some(FirstLine::Request { .. }));
        if is_query && !message.method.is_empty() {
            message.url.push_str(line.trim());
        } else if is_alternative && !message.method.is_empty() {
            // Nothing is taken of it.
        } else if let Some((name, value)) = request::header(line) {
            message.headers.push((name.to_owned(), value.to_owned()));
        } else {
            break;
        }
        at += line.len();
    }
    Some((message, trimmed(text, at)))
}

/// Returns what stands in a text from `at` on, without the blanks around it.
pub(super) fn trimmed(text: &str, at: usize) -> Range<usize> {
    let start = text.len() - text[at..].trim_start().len();
    start..start + text[start..].trim_end().len()
}

#[cfg(test)]
mod tests {
    use super::{FirstLine, first_line, parse};

    #[test]
    fn first_lines() {
        let request = |method: &'static str, url: &'static str| Some(FirstLine::Request { method, url });
        let response = |status| Some(FirstLine::Response { status });
        let cases = [
            ("GET https://graph.microsoft.com/v1.0/me", request("GET", "https://graph.microsoft.com/v1.0/me")),
            ("patch /me HTTP/1.1", request("PATCH", "/me")),
            ("HTTP/1.1 204 No Content", response(Some(204))),
            ("HTTP/1.1\u{202f}202\u{202f}Accepted", response(Some(202))),
            ("HTTP 201 Created", response(Some(201))),
            ("HTTP/1.1", response(None)),
            ("https://graph.microsoft.com/v1.0/me", None),
            ("{", None),
        ];
        for (line, expected) in cases {
            assert_eq!(first_line(line), expected, "{line}");
        }
    }

    #[test]
    fn headers_behind_a_blank_line() {
        let text = "POST /me/x\n\nContent-type: a/b\n\n{\"a\": 1}\n";
        let (message, body) = parse(text).expect("a message");
        assert_eq!((message.headers.len(), &text[body]), (1, "{\"a\": 1}"));
    }

    #[test]
    fn a_body_without_a_blank_line() {
        let text = "POST /me/x\nContent-type: a/b\n{\"a\": 1}\n";
        let (message, body) = parse(text).expect("a message");
        assert_eq!((message.headers.len(), &text[body]), (1, "{\"a\": 1}"));
    }
}
