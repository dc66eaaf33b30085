//! The documentation of methods and operations.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::{Context, DocPart, answer};
use crate::api::{
    Answer, Body, Cloud, Example, Needs, Operation, OperationKind, Parameter, Permissions, TypeOf, TypeRef,
};
use crate::page::{Message, Prose};
use crate::plan::docs::{code, is_item, labelled, link_to, separate, text, turns, without_bullet};
use crate::plan::{Docs, names};

/// The number of lines of an example body that are shown.
const EXAMPLE_LINES: usize = 60;

/// The number of characters of such a line that are shown.
const EXAMPLE_WIDTH: usize = 240;

/// Writes prose of an operation's page as one line: marks and links stay, breaks become spaces, items of a list sentences.
pub fn line(context: &Context<'_>, prose: &Prose, operation: &Operation) -> String {
    let docs = context.prose(prose, operation);
    let paragraphs: Vec<&str> = docs.iter().filter(|line| !line.is_empty()).map(|line| without_bullet(line)).collect();
    paragraphs.join(" ")
}

/// Says what is open about an answer.
pub fn answered(operation: &Operation) -> Option<String> {
    let open = match operation.response.answer {
        Answer::Unknown => "Its page doesn't tell what comes as an answer: it is read as JSON, or as nothing.",
        Answer::Json(TypeRef { of: TypeOf::Untyped, .. }) => "No page defines the type of the answer.",
        _ => return None,
    };
    Some(open.to_string())
}

/// Writes the documentation of an operation's struct: all that its page says, then its examples.
pub fn operation(context: &Context<'_>, operation: &Operation) -> (Docs, Vec<DocPart>) {
    if !context.described {
        return Default::default();
    }
    let mut docs = context.prose(&operation.description, operation);
    if docs.is_empty() {
        docs.push(title(operation));
    }
    section(&mut docs, deprecation(operation));
    for note in operation.notes.iter().filter(|note| operation.deprecated.as_ref() != Some(&note.prose.text)) {
        section(&mut docs, labelled(note.label, context.prose(&note.prose, operation)));
    }
    if docs.last().is_some_and(|line| is_item(line).is_some()) {
        section(&mut docs, ["Requests:".to_string()]);
    }
    section(
        &mut docs,
        operation.paths.iter().map(|path| format!("* {}", code(&format!("{} {}", operation.method, path.text)))),
    );
    section(&mut docs, page(context, operation));
    section(&mut docs, clouds(operation));
    section(&mut docs, answered(operation));
    section(&mut docs, permissions(&operation.permissions));
    section(&mut docs, parts(&operation.permissions));
    // The token is the client's business.
    let set_here = operation.headers.iter().filter(|header| !header.name.eq_ignore_ascii_case("authorization"));
    let says = |description: &Prose| line(context, description, operation);
    let headers = set_here.map(|header| item(&header.name, header.required, &says(&header.description)));
    let in_path = operation.keys.iter().chain(&operation.arguments).filter(|it| !it.description.text.is_empty());
    let in_path = in_path.map(|it| item(&it.name, it.required, &says(&it.description)));
    list(&mut docs, "Path parameters", in_path.collect());
    list(&mut docs, "Headers", headers.collect());
    list(&mut docs, "Query parameters", parameters(&operation.query, says));
    match &operation.body {
        Body::Value(_, properties) => list(&mut docs, "Body", told(properties, says)),
        // Those that aren't required are methods of the request, which stand on its page, and those of all others with them.
        Body::Parameters(sent) => list(&mut docs, "Parameters", parameters(sent, says)),
        _ => {}
    }
    section(&mut docs, alternatives(operation));
    (docs, examples(operation))
}

/// Shows the examples of an operation: the code that sends each request, what is sent, what comes back. The body of the answer
/// that is the operation's own example stands in a file.
fn examples(operation: &Operation) -> Vec<DocPart> {
    let in_file = answer::shown(operation).filter(|message| is_plain(&message.body));
    let mut parts = Vec::new();
    let mut docs = Docs::new();
    for (at, example) in operation.examples.iter().enumerate() {
        docs.extend(heading(example).into_iter().flat_map(|line| [String::new(), line]));
        if example.request.is_some() {
            parts.extend([DocPart::Lines(std::mem::take(&mut docs)), DocPart::Snippet(at)]);
        }
        for message in [&example.request, &example.response].into_iter().flatten() {
            docs.push(String::new());
            if in_file.is_some_and(|shown| std::ptr::eq(shown, message)) {
                let (head, end) = around(message);
                docs.extend(head);
                parts.extend([DocPart::Lines(std::mem::replace(&mut docs, vec![end])), DocPart::Body]);
            } else {
                docs.extend(fenced(&self::message(message)));
            }
        }
    }
    parts.push(DocPart::Lines(docs));
    parts
}

/// Says which properties of the body go together, where its page gives alternatives.
fn alternatives(operation: &Operation) -> Docs {
    if operation.alternatives.is_empty() {
        return Docs::new();
    }
    let names = |names: &Vec<String>| names.iter().map(|name| code(name)).collect::<Vec<_>>().join(", ");
    let each = operation.alternatives.iter().map(|alternative| format!("* {}", names(alternative)));
    ["The body is one of these alternatives:".to_string(), String::new()].into_iter().chain(each).collect()
}

/// Writes the documentation of a method: the first paragraph of all that its page says, and where the page is.
pub fn brief(context: &Context<'_>, operation: &Operation, all: &Docs) -> Docs {
    let mut docs: Docs = all.iter().take(1).cloned().collect();
    if operation.kind == OperationKind::Count {
        // The page is about what is counted.
        docs.splice(..0, ["How many there are.".to_string(), String::new()]);
    }
    section(&mut docs, page(context, operation));
    docs
}

/// Names the properties that the value that is sent must have, where its page tells.
pub fn required(operation: &Operation) -> Option<String> {
    let Body::Value(_, properties) = &operation.body else { return None };
    let names = properties.iter().filter(|property| property.required == Some(true)).map(|property| &property.name);
    let names: Vec<String> = names.map(|name| code(name)).collect();
    (!names.is_empty()).then(|| format!("What is sent must have {}.", names.join(", ")))
}

/// Words of titles that nobody types who looks for something.
const IDLE: [&str; 4] = ["a", "an", "the", "new"];

/// Returns by which words people look a method up, besides its name: those of its page's title, of the action that the title names,
/// and of what stands behind the last place on the way. Letters and digits in lower case. The types of operations have none: they
/// would stand before the methods in what is found.
pub fn aliases(operation: &Operation, name: &str, place: Option<&str>) -> BTreeSet<String> {
    use OperationKind::*;
    let title = words(&operation.title);
    let action = operation.title.split_once(':').map(|(of, action)| match words(action) {
        action if action.contains(' ') => action,
        action => format!("{action} {}", words(of)),
    });
    let verb = match operation.kind {
        Get => Some("get"),
        List => Some("list"),
        Count => Some("count"),
        Download => Some("download"),
        Upload => Some("upload"),
        _ => None,
    };
    let at_place = verb.zip(place).map(|(verb, place)| format!("{verb} {}", words(place)));
    // The page of a count is about what is counted.
    let titles = [Some(title), action].into_iter().filter(|_| operation.kind != Count);
    let all = titles.chain([at_place]).flatten();
    // rustc takes no alias that is the name.
    all.filter(|alias| !alias.is_empty() && alias != name).collect()
}

/// Returns the words of a text that people type who look for something.
fn words(text: &str) -> String {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric()).flat_map(names::each_word);
    words.filter(|word| !IDLE.contains(&word.as_str())).collect::<Vec<_>>().join(" ")
}

fn title(operation: &Operation) -> String {
    let title = text(&operation.title);
    if title.is_empty() { code(&operation.name) } else { title }
}

/// Tells which clouds have an operation, if its page does.
fn clouds(operation: &Operation) -> Option<String> {
    let names: Vec<&str> = operation.clouds.as_ref()?.iter().map(|cloud| cloud_name(*cloud)).collect();
    Some(if names.is_empty() { "In no cloud.".to_string() } else { format!("In these clouds: {}.", names.join(", ")) })
}

fn cloud_name(cloud: Cloud) -> &'static str {
    match cloud {
        Cloud::Global => "global",
        Cloud::UsGovernmentL4 => "US Government L4",
        Cloud::UsGovernmentL5 => "US Government L5 (DoD)",
        Cloud::China => "China",
    }
}

fn deprecation(operation: &Operation) -> Option<String> {
    operation.deprecated.as_ref().map(|notice| format!("**Deprecated**: {}", text(notice)))
}

/// Writes the title of an operation's page, as a link to it.
pub fn titled(context: &Context<'_>, operation: &Operation) -> String {
    let url = &context.api.pages[operation.page].url;
    if url.is_empty() || operation.title.is_empty() { title(operation) } else { link_to(&operation.title, url) }
}

fn page(context: &Context<'_>, operation: &Operation) -> Option<String> {
    let page = Some(&context.api.pages[operation.page]).filter(|page| !page.url.is_empty())?;
    Some(link_to("Microsoft's page", &page.url))
}

/// Adds lines behind an empty one.
pub fn section(docs: &mut Docs, lines: impl IntoIterator<Item = String>) {
    let mut lines = lines.into_iter().peekable();
    if lines.peek().is_some() && !docs.is_empty() {
        docs.push(String::new());
    }
    docs.extend(lines);
}

fn list(docs: &mut Docs, title: &str, items: Vec<String>) {
    if !items.is_empty() {
        section(docs, std::iter::once(format!("# {title}")).chain(items));
    }
}

/// Lists what the page says of the properties of the value that is sent.
fn told(properties: &[Parameter], says: impl Fn(&Prose) -> String) -> Vec<String> {
    let is_told = |property: &&Parameter| property.required.is_some() || !property.description.text.is_empty();
    parameters(properties.iter().filter(is_told), says)
}

fn parameters<'a>(all: impl IntoIterator<Item = &'a Parameter>, says: impl Fn(&Prose) -> String) -> Vec<String> {
    all.into_iter().map(|it| item(&it.name, it.required, &says(&it.description))).collect()
}

fn item(name: &str, required: Option<bool>, description: &str) -> String {
    let says_so = description.to_lowercase().contains("required");
    let required = if required == Some(true) && !says_so { " (required)" } else { "" };
    let colon = if description.is_empty() { "" } else { ": " };
    format!("* {}{required}{colon}{description}", code(name))
}

/// Returns the permissions as a list, from least to most privileged.
pub fn permissions(permissions: &Permissions) -> Docs {
    let mut docs = vec!["# Permissions, least privileged first".to_string()];
    match &permissions.missing {
        Some(file) if !permissions.stated => {
            docs.push(format!("* unknown: the page includes them from {}, which isn't there", code(file)));
        }
        _ if !permissions.stated => docs.push("* unknown: the page says nothing of them".to_string()),
        _ => docs.extend(by_account(permissions).map(|(who, needs)| format!("* {who}: {}", listed(needs)))),
    }
    docs
}

/// Returns the permissions of the parts of an operation, if its page divides them.
fn parts(permissions: &Permissions) -> Docs {
    if permissions.subjects.len() < 2 {
        return Docs::new();
    }
    let parts = permissions.subjects.iter().map(|(subject, part)| self::part(subject, part));
    ["Of these, by what the operation is about:".to_string(), String::new()].into_iter().chain(parts).collect()
}

fn by_account(permissions: &Permissions) -> impl Iterator<Item = (&'static str, &Needs)> {
    [
        ("Delegated, work or school account", &permissions.delegated_work),
        ("Delegated, personal account", &permissions.delegated_personal),
        ("Application", &permissions.application),
    ]
    .into_iter()
}

/// The permissions of a part in one line.
fn part(subject: &str, part: &Permissions) -> String {
    let shown: Vec<String> = by_account(part).map(|(who, needs)| format!("{who}: {}", listed(needs))).collect();
    format!("* {}: {}", text(subject.trim_end_matches(':')), shown.join("; "))
}

fn listed(needs: &Needs) -> String {
    let Some(alternatives) = needs else { return "unknown".to_string() };
    if alternatives.is_empty() {
        return "not supported".to_string();
    }
    let together = |names: &Vec<String>| {
        let names: Vec<String> = names.iter().map(|name| code(name)).collect();
        if names.is_empty() { "none needed".to_string() } else { names.join(" and ") }
    };
    alternatives.iter().map(together).collect::<Vec<_>>().join(", ")
}

fn heading(example: &Example) -> Docs {
    if example.request.is_none() && example.response.is_none() {
        return Docs::new();
    }
    let title = text(&example.title);
    separate([format!("# {}", if title.is_empty() { "Example" } else { &title })])
}

/// Tells whether documentation can show a body as it is.
fn is_plain(body: &str) -> bool {
    !body.trim().is_empty() && !body.chars().any(|c| turns(c) || c.is_control() && c != '\n')
}

/// Writes a message as it is sent, its body cut if it is long.
fn message(message: &Message) -> String {
    let mut text = head(message);
    if !message.body.trim().is_empty() {
        text += "\n\n";
        let body: Vec<&str> = message.body.trim_end().lines().collect();
        let shown = body.iter().take(EXAMPLE_LINES).map(|line| start_of(line));
        text += &shown.collect::<Vec<_>>().join("\n");
        if body.len() > EXAMPLE_LINES {
            text += "\n…";
        }
    }
    text
}

/// Returns a line, or its start where it is long, as content in base64 is.
fn start_of(line: &str) -> Cow<'_, str> {
    match line.char_indices().nth(EXAMPLE_WIDTH) {
        Some((end, _)) => Cow::Owned(format!("{}…", &line[..end])),
        None => Cow::Borrowed(line),
    }
}

/// Writes the first line and the headers of a message.
fn head(message: &Message) -> String {
    let mut text = match message.status {
        Some(status) => format!("HTTP/1.1 {status}"),
        None => format!("{} {}", message.method, message.url),
    };
    for (name, value) in &message.headers {
        text += &format!("\n{name}: {value}");
    }
    text
}

/// Writes a code block of a message without its body: what stands before the body, and the line behind it.
fn around(message: &Message) -> (Docs, String) {
    let mut block = fenced(&head(message));
    let fence = fence(&message.body).max(block.pop().unwrap_or_default());
    block[0] = format!("{fence}http");
    block.push(String::new());
    (block, fence)
}

/// Puts text in a code block that nobody compiles.
fn fenced(text: &str) -> Docs {
    let clean = |line: &str| {
        if line.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
            return line.trim_end().to_string();
        }
        let shown = line.chars().filter(|c| !turns(*c));
        shown.map(|c| if c.is_control() { ' ' } else { c }).collect::<String>().trim_end().to_string()
    };
    let lines: Docs = text.lines().map(clean).collect();
    // What can't be seen may have stood between two of its characters.
    let fence = lines.iter().map(|line| fence(line)).max().unwrap_or_else(|| fence(""));
    let mut docs = vec![format!("{fence}http")];
    docs.extend(lines);
    docs.push(fence);
    docs
}

/// Returns a fence that is longer than any in the text.
fn fence(text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    "`".repeat(longest.max(2) + 1)
}
