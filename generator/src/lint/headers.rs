//! Headers of messages: names that some list knows, the content type and what it says of the body.

use super::input::{Input, Subject};
use crate::diagnostic::{Code, Diagnostic, meant, suggest, sure};
use crate::page::{Block, BlockRole, Message, PageKind, Rows, TableRole};
use crate::span::Span;

/// The headers that messages may have, in lower case: those of HTTP and of OData, then those of the service.
const KNOWN: &[&str] = &[
    "accept",
    "accept-charset",
    "accept-encoding",
    "accept-language",
    "accept-ranges",
    "access-control-allow-origin",
    "access-control-expose-headers",
    "age",
    "allow",
    "authorization",
    "cache-control",
    "client-request-id",
    "connection",
    "content-description",
    "content-disposition",
    "content-encoding",
    "content-id",
    "content-language",
    "content-length",
    "content-location",
    "content-range",
    "content-transfer-encoding",
    "content-type",
    "cookie",
    "date",
    "dataserviceversion",
    "etag",
    "expect",
    "expires",
    "from",
    "host",
    "if-match",
    "if-modified-since",
    "if-none-match",
    "if-range",
    "if-unmodified-since",
    "keep-alive",
    "last-modified",
    "link",
    "location",
    "maxdataserviceversion",
    "mime-version",
    "odata-entityid",
    "odata-isolation",
    "odata-maxversion",
    "odata-version",
    "operation-location",
    "origin",
    "pragma",
    "prefer",
    "preference-applied",
    "proxy-authenticate",
    "range",
    "referer",
    "request-id",
    "retry-after",
    "sdkversion",
    "server",
    "set-cookie",
    "slug",
    "strict-transport-security",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "user-agent",
    "vary",
    "via",
    "warning",
    "www-authenticate",
    // Those of mail, which is content of messages.
    "bcc",
    "cc",
    "in-reply-to",
    "message-id",
    "received",
    "references",
    "reply-to",
    "return-path",
    "sender",
    "subject",
    "thread-index",
    "thread-topic",
    "to",
    "consistencylevel",
    "deprecation",
    "duration",
    "return-client-request-id",
    "scenario",
    "workbook-session-id",
    "sunset",
    "outlook.timezone",
    "pop-token",
    "sensitivitylabel",
    "bypass-shared-lock",
];

/// Gives the messages of the examples with their blocks.
fn messages<'p>(subject: Subject<'p>) -> impl Iterator<Item = (&'p Block, &'p Message)> {
    let shown = |block: &&Block| matches!(block.role, BlockRole::RequestExample | BlockRole::ResponseExample);
    let blocks = subject.page.blocks.iter().filter(shown);
    blocks.filter_map(|block| Some((block, block.message.as_ref()?)))
}

/// Tells of headers that no list knows. One that the page documents is known.
pub(super) fn names(_: &Input, subject: Subject, found: &mut Vec<Diagnostic>) {
    let documented = |name: &str| {
        let tables = subject.page.tables.iter().filter(|table| table.role == TableRole::RequestHeaders);
        tables.flat_map(|table| rows(&table.rows)).any(|row| row.name.eq_ignore_ascii_case(name))
    };
    for (block, message) in messages(subject) {
        // Content without a blank line before it looks like headers.
        let known = message.headers.iter().take_while(|(name, _)| !name.bytes().all(|byte| byte.is_ascii_uppercase()));
        for (name, _) in known {
            let lower = name.to_ascii_lowercase();
            let custom = ["x-", "ocp-"].iter().any(|start| lower.starts_with(start));
            if custom || KNOWN.contains(&lower.as_str()) || documented(name) {
                continue;
            }
            let text = format!("no list knows the header `{name}`");
            let near = suggest(&lower, KNOWN.iter().copied()).map(meant);
            let line = subject.header(block, name);
            let sure = surely_meant(subject, message, &lower);
            let edits = sure.map(|sure| subject.in_place_of(line, name, sure)).unwrap_or_default();
            let finding = subject.finding(line, Code::UnknownHeader, text).with_help(near);
            found.push(Diagnostic { edits, ..finding });
        }
    }
}

/// Returns the header that a misspelled one was surely meant to be, as the page writes it elsewhere: in its table of headers or in a
/// message. The message doesn't have it besides.
fn surely_meant<'p>(subject: Subject<'p>, message: &Message, misspelled: &str) -> Option<&'p str> {
    let wanted = sure(misspelled, KNOWN.iter().copied())?;
    let tables = subject.page.tables.iter().filter(|table| table.role == TableRole::RequestHeaders);
    let listed = tables.flat_map(|table| rows(&table.rows)).map(|row| row.name.as_str());
    let shown = messages(subject).flat_map(|(_, message)| &message.headers).map(|(name, _)| name.as_str());
    let known = listed.chain(shown).find(|name| name.eq_ignore_ascii_case(wanted));
    known.filter(|_| value(message, wanted).is_none())
}

/// Returns the rows of a table of headers.
fn rows(rows: &Rows) -> &[crate::page::HeaderRow] {
    match rows {
        Rows::Headers(rows) => rows,
        _ => &[],
    }
}

/// Returns the value of a header.
pub(super) fn value<'m>(message: &'m Message, name: &str) -> Option<&'m str> {
    message.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
}

/// Tells of messages whose content type is missing, malformed, or of something else than the body.
pub(super) fn content_types(_: &Input, subject: Subject, found: &mut Vec<Diagnostic>) {
    if subject.page.kind != PageKind::Operation {
        return;
    }
    for (block, message) in messages(subject).filter(|(_, message)| !message.body.is_empty()) {
        if message.method.is_empty() && message.status.is_none() {
            continue;
        }
        // A body that shouldn't be there needs no type.
        if message.method == "GET" || matches!(message.status, Some(204 | 205)) {
            continue;
        }
        let json = block.json.as_ref().is_some_and(serde_json::Value::is_object);
        let (span, text, help) = match value(message, "content-type") {
            None if json => {
                let help = "add a line `Content-Type: application/json`".to_owned();
                (subject.first_line(block), "a body comes without `Content-Type`".to_owned(), Some(help))
            }
            None => (subject.first_line(block), "a body comes without `Content-Type`".to_owned(), None),
            Some(ty) => {
                let line = subject.header(block, "content-type");
                match odd(ty) {
                    Some(what) => (line, format!("`{ty}` {what}"), None),
                    None if json && !ty.to_ascii_lowercase().contains("json") => {
                        (line, format!("the body is JSON, and `Content-Type` says `{ty}`"), None)
                    }
                    None => continue,
                }
            }
        };
        found.push(subject.finding(span, Code::ContentType, text).with_help(help));
    }
}

/// Returns what is wrong with a content type.
fn odd(ty: &str) -> Option<&'static str> {
    let is_token = |word: &str| {
        let good = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$&-^_.+*".contains(&byte);
        !word.is_empty() && word.bytes().all(good)
    };
    let mut parts = ty.split(';').map(str::trim);
    let (main, sub) = parts.next().and_then(|ty| ty.split_once('/')).unwrap_or_default();
    if main.starts_with(['{', '<']) || sub.starts_with(['{', '<']) || main.contains("...") {
        return None;
    }
    if !is_token(main) || !is_token(sub) {
        return Some("is no content type");
    }
    let named = |parameter: &str| {
        parameter.is_empty()
            || parameter.split_once('=').is_some_and(|(name, value)| is_token(name.trim()) && !value.is_empty())
    };
    if parts.any(|parameter| !named(parameter)) {
        return Some("has a parameter without a value");
    }
    const KINDS: [&str; 10] =
        ["application", "audio", "example", "font", "image", "message", "model", "multipart", "text", "video"];
    (!KINDS.contains(&main.to_ascii_lowercase().as_str())).then_some("is of no kind of content that there is")
}

/// Tells of multipart bodies that aren't divided by the boundary of their message.
pub(super) fn multipart(_: &Input, subject: Subject, found: &mut Vec<Diagnostic>) {
    for (block, message) in messages(subject) {
        let Some(ty) =
            value(message, "content-type").filter(|ty| ty.trim().to_ascii_lowercase().starts_with("multipart/"))
        else {
            continue;
        };
        let line = subject.header(block, "content-type");
        let body = subject.at(message.body_span);
        if message.body.is_empty() || is_elided(body) {
            continue;
        }
        let boundary = boundary(ty).or_else(|| boundary(body.lines().next().unwrap_or_default()));
        let (span, text) = match boundary {
            None => (line, "this content type names no boundary".to_owned()),
            Some(boundary) => {
                let mark = format!("--{boundary}");
                let marks = || body.lines().map(str::trim).filter(|line| line.starts_with(&mark));
                let last = Span::new(message.body_span.start as usize..message.body_span.end as usize);
                match () {
                    () if marks().next().is_none() => (line, format!("no part of the body begins with `{mark}`")),
                    () if !marks().any(|line| line == format!("{mark}--")) => {
                        (subject.line(last.end.saturating_sub(1)), format!("the body isn't ended by `{mark}--`"))
                    }
                    () => continue,
                }
            }
        };
        found.push(subject.finding(span, Code::MultipartBody, text));
    }
}

/// Tells whether a body is left out, or stands for any.
fn is_elided(body: &str) -> bool {
    body.lines().count() < 2 || body.contains("...")
}

/// Returns the boundary that a content type names.
fn boundary(ty: &str) -> Option<&str> {
    let at = ty.to_ascii_lowercase().find("boundary=")? + "boundary=".len();
    let value = ty[at..].split(';').next().unwrap_or_default().trim().trim_matches('"');
    (!value.is_empty()).then_some(value)
}

/// Tells of headers that the page calls required and the example doesn't send. What every request needs isn't shown.
pub(super) fn required(_: &Input, subject: Subject, found: &mut Vec<Diagnostic>) {
    let page = subject.page;
    let tables = page.tables.iter().filter(|table| table.role == TableRole::RequestHeaders);
    let required: Vec<&str> = tables
        .flat_map(|table| rows(&table.rows))
        .filter(|row| row.required == Some(true))
        .map(|row| row.name.as_str())
        .filter(|name| {
            !["authorization", "content-type", "content-length"].contains(&name.to_ascii_lowercase().as_str())
        })
        .collect();
    if required.is_empty() {
        return;
    }
    for (block, message) in messages(subject).filter(|(block, _)| block.role == BlockRole::RequestExample) {
        for name in &required {
            if value(message, name).is_none() {
                let text = format!("the page calls `{name}` required, and this request doesn't send it");
                found.push(subject.finding(subject.first_line(block), Code::RequiredHeader, text));
            }
        }
    }
}
