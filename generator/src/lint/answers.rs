//! The answers of examples against what the Response section says of them: status, body, headers, errors.

use serde_json::Value;

use super::headers::value;
use super::input::{Input, Subject};
use crate::diagnostic::{Code, Diagnostic, sure};
use crate::page::says::{Said, Source};
use crate::page::{Block, BlockRole, Message, PageKind, SectionRole};
use crate::span::Span;

/// The words of the status codes that answers of the service have.
const REASONS: &[(u16, &str)] = &[
    (100, "Continue"),
    (200, "OK"),
    (201, "Created"),
    (202, "Accepted"),
    (204, "No Content"),
    (206, "Partial Content"),
    (207, "Multi-Status"),
    (301, "Moved Permanently"),
    (302, "Found"),
    (303, "See Other"),
    (304, "Not Modified"),
    (307, "Temporary Redirect"),
    (308, "Permanent Redirect"),
    (400, "Bad Request"),
    (401, "Unauthorized"),
    (402, "Payment Required"),
    (403, "Forbidden"),
    (404, "Not Found"),
    (405, "Method Not Allowed"),
    (406, "Not Acceptable"),
    (409, "Conflict"),
    (410, "Gone"),
    (411, "Length Required"),
    (412, "Precondition Failed"),
    (413, "Payload Too Large"),
    (415, "Unsupported Media Type"),
    (416, "Range Not Satisfiable"),
    (422, "Unprocessable Entity"),
    (423, "Locked"),
    (429, "Too Many Requests"),
    (500, "Internal Server Error"),
    (501, "Not Implemented"),
    (503, "Service Unavailable"),
    (504, "Gateway Timeout"),
    (507, "Insufficient Storage"),
    (509, "Bandwidth Limit Exceeded"),
];

/// Headers by which an answer tells more, as response sections name them.
const TOLD: &[&str] = &["Location", "Operation-Location", "Content-Location", "Retry-After", "ETag"];

/// An answer that an example shows.
struct Answer<'p> {
    block: &'p Block,
    message: &'p Message,
}

/// Gives the answers of the examples of a page.
fn answers<'p>(subject: Subject<'p>) -> impl Iterator<Item = Answer<'p>> {
    let page = subject.page;
    let blocks = page.examples.iter().filter_map(|example| page.blocks.get(example.response?));
    blocks.filter_map(|block| Some(Answer { block, message: block.message.as_ref()? }))
}

/// Tells of a status other than the Response section names.
pub(super) fn status(_: &Input, subject: Subject, found: &mut Vec<Diagnostic>) {
    let page = subject.page;
    let told = || page.says.statuses.iter().filter(|claim| claim.source == Source::Prose);
    let Some(first) = told().next().filter(|_| page.kind == PageKind::Operation) else { return };
    for answer in answers(subject) {
        let Some(status) = answer.message.status.filter(|status| *status < 400) else { continue };
        // What a redirect leads to may be shown in its place.
        let redirects = told().all(|claim| (300..400).contains(&claim.value));
        if redirects || told().any(|claim| claim.value == status) {
            continue;
        }
        let message = format!("the example answers {status}, and the page says {}", first.value);
        let finding = subject.finding(subject.first_line(answer.block), Code::StatusDiffers, message);
        found.push(finding.with_related(&page.path, first.span, format!("{} is said here", first.value)));
    }
}

/// Tells of first lines that have no status code, the words of another one, or words that none has.
pub(super) fn first_lines(_: &Input, subject: Subject, found: &mut Vec<Diagnostic>) {
    for answer in answers(subject) {
        let line = subject.first_line(answer.block);
        let written = subject.at(line);
        if !written.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("http")) {
            continue;
        }
        let Some(status) = answer.message.status else {
            found.push(subject.finding(line, Code::StatusLine, format!("`{written}` has no status code")));
            continue;
        };
        let words = written.split_once(&status.to_string()).map_or("", |(_, words)| words);
        let words = words.trim_matches(|c: char| !c.is_alphanumeric());
        // Those of failures differ from one edition of HTTP to the next.
        let is_other = |code: u16, words: &str, reason: &str| {
            code < 300 && !words.is_empty() && squeezed(words) != squeezed(reason)
        };
        let usual = REASONS.iter().find(|(code, _)| *code == status);
        let other = REASONS.iter().find(|(code, reason)| *code != status && squeezed(reason) == squeezed(words));
        let help = usual.map(|(code, reason)| format!("write `{code} {reason}`"));
        if let Some((other, reason)) = other {
            let message = format!("`{reason}` are the words of {other}, not of {status}");
            found.push(subject.finding(line, Code::StatusLine, message).with_help(help));
        } else if let Some((_, reason)) = usual.filter(|(code, reason)| is_other(*code, words, reason)) {
            let message = format!("no status has the words `{words}`");
            let sure = sure(words, [*reason]);
            let edits = sure.map(|reason| subject.in_place_of(line, words, reason)).unwrap_or_default();
            let finding = subject.finding(line, Code::StatusLine, message).with_help(help);
            found.push(Diagnostic { edits, ..finding });
        } else if usual.is_none() {
            found.push(subject.finding(
                line,
                Code::StatusLine,
                format!("{status} is no status code that answers have"),
            ));
        }
    }
}

/// Returns the letters and digits of words, small.
fn squeezed(words: &str) -> String {
    words.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_ascii_lowercase()
}

/// Tells of bodies where none should be, and of none where one should be.
pub(super) fn bodies(_: &Input, subject: Subject, found: &mut Vec<Diagnostic>) {
    let page = subject.page;
    if page.kind != PageKind::Operation {
        return;
    }
    let told = || page.says.answers.iter().filter(|claim| claim.source == Source::Prose);
    let nothing = told().next().filter(|_| told().all(|claim| claim.value == Said::Nothing));
    let types = told().next().filter(|_| told().all(|claim| matches!(claim.value, Said::Types(_))));
    for answer in answers(subject) {
        let message = answer.message;
        let Some(status) = message.status.filter(|status| *status < 300) else { continue };
        let body = Span { end: message.body_span.start, ..message.body_span };
        let first = if message.body.is_empty() { subject.first_line(answer.block) } else { subject.line(body.start) };
        if !message.body.is_empty() && matches!(status, 204 | 205) {
            let text = format!("{status} comes without a body, and the example shows one");
            found.push(subject.finding(first, Code::UnexpectedBody, text));
        } else if let (Some(claim), false) = (nothing, message.body.is_empty()) {
            let text = "the page says that nothing is answered, and the example shows a body";
            let finding = subject.finding(first, Code::UnexpectedBody, text);
            found.push(finding.with_related(&page.path, claim.span, "this is said here"));
        } else if let (Some(claim), true, 200 | 201, false) =
            (types, message.body.is_empty(), status, is_media(message))
        {
            let (text, help) = if subject.is_continued(answer.block) {
                let help = "put it below the headers, with a blank line between".to_owned();
                ("the body stands outside of the fence of the answer", Some(help))
            } else {
                ("the page says what is answered, and the example shows no body", None)
            };
            let finding = subject.finding(first, Code::MissingBody, text).with_help(help);
            found.push(finding.with_related(&page.path, claim.span, "this is said here"));
        }
    }
}

/// Tells whether a message is of a kind of content that no page can show: neither text nor JSON.
fn is_media(message: &Message) -> bool {
    let ty = value(message, "content-type").unwrap_or_default().trim().to_ascii_lowercase();
    let kind = ty.split('/').next().unwrap_or_default();
    matches!(kind, "image" | "audio" | "video" | "font") || ty.starts_with("application/octet-stream")
}

/// Tells of headers that the Response section names and no answer shows.
pub(super) fn headers(_: &Input, subject: Subject, found: &mut Vec<Diagnostic>) {
    let page = subject.page;
    let named = |paragraph: &crate::page::Paragraph| {
        let text = paragraph.prose.text.to_ascii_lowercase();
        let is_named = |name: &&&str| {
            let lower = name.to_ascii_lowercase();
            [format!("a {lower} header"), format!("the {lower} header"), format!("{lower} response header")]
                .iter()
                .any(|phrase| text.contains(phrase.as_str()))
        };
        TOLD.iter().find(is_named).map(|name| (*name, paragraph.span))
    };
    let Some((name, span)) = page.paragraphs_of(SectionRole::Response).find_map(named) else { return };
    let success = |answer: &Answer| answer.message.status.is_some_and(|status| status < 400);
    if answers(subject).filter(success).any(|answer| value(answer.message, name).is_some()) {
        return;
    }
    if let Some(answer) = answers(subject).find(success) {
        let message = format!("the page says that a `{name}` header comes, and the answer doesn't show it");
        let finding = subject.finding(subject.first_line(answer.block), Code::AnswerHeader, message);
        found.push(finding.with_related(&page.path, span, "this is said here"));
    }
}

/// Tells of errors under a status of success, and of failures without an error.
pub(super) fn errors(_: &Input, subject: Subject, found: &mut Vec<Diagnostic>) {
    for answer in answers(subject) {
        let (Some(status), Some(Value::Object(body))) = (answer.message.status, &answer.block.json) else { continue };
        let shows =
            body.get("error").is_some_and(|error| error.get("code").is_some() && error.get("message").is_some());
        let message = match status {
            200..=399 if shows && body.keys().all(|key| key == "error" || key.starts_with('@')) => {
                format!("the answer shows an error under the status {status}")
            }
            400.. if !body.contains_key("error") && !body.contains_key("Error") => {
                format!("the status is {status}, and the body has no `error`")
            }
            _ => continue,
        };
        found.push(subject.finding(subject.first_line(answer.block), Code::ErrorObject, message));
    }
}

/// Tells of collections of which the annotation says that they are empty and the example shows items, or the reverse.
pub(super) fn emptiness(_: &Input, subject: Subject, found: &mut Vec<Diagnostic>) {
    let page = subject.page;
    for block in page.blocks.iter().filter(|block| block.role == BlockRole::ResponseExample) {
        let annotation = block.annotation.map(|at| &page.annotations[at]);
        let told = annotation.and_then(|annotation| Some((annotation, annotation.facts.is_empty?)));
        let items = block.json.as_ref().and_then(|body| body.get("value")?.as_array());
        let (Some((annotation, told)), Some(items)) = (told, items) else { continue };
        if told != items.is_empty() {
            let (said, shown) = if told { ("empty", "items") } else { ("not empty", "none") };
            let message = format!("the annotation says that the collection is {said}, and the example shows {shown}");
            let finding = subject.finding(annotation.span, Code::CollectionShape, message);
            found.push(finding.with_help("mend `isEmpty` or the example".to_owned()));
        }
    }
}
