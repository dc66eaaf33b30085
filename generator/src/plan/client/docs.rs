//! The documentation of builders, methods and operations.

use crate::api::{Api, Example, Operation, Permissions};
use crate::page::{Message, Prose};
use crate::plan::Docs;

/// How many lines of an example body are shown.
const EXAMPLE_LINES: usize = 60;

/// Prose as one line that rustdoc takes as text.
pub fn line(prose: &Prose) -> String {
    text(&prose.text.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// Text that rustdoc takes as it is: no link, HTML, emphasis or heading comes of it.
pub fn text(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '~' | '#' | '&') {
            escaped.push('\\');
        }
        escaped.push(if c.is_control() { ' ' } else { c });
    }
    escaped
}

/// Text as a code span.
pub fn code(text: &str) -> String {
    let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let space = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    format!("{fence}{space}{text}{space}{fence}")
}

/// The documentation of an operation's struct: all that its page says.
pub fn operation(api: &Api, operation: &Operation) -> Docs {
    let mut docs = summary(api, operation);
    docs.extend(paragraphs(&lines_of_paths(operation)));
    docs.extend(permissions(&operation.permissions));
    let headers: Vec<String> =
        operation.headers.iter().map(|header| item(&header.name, header.required, &header.description)).collect();
    docs.extend(list("Headers", &headers));
    let query: Vec<String> =
        operation.query.iter().map(|query| item(&query.name, query.required, &query.description)).collect();
    docs.extend(list("Query parameters", &query));
    for example in &operation.examples {
        docs.extend(self::example(example));
    }
    docs
}

/// The first lines: what it does, and where its page is.
pub fn summary(api: &Api, operation: &Operation) -> Docs {
    let mut sentence = line(&operation.description);
    if sentence.is_empty() {
        sentence = text(&operation.title);
    }
    if sentence.is_empty() {
        sentence = code(&operation.name);
    }
    let mut docs = vec![sentence];
    if let Some(page) = api.pages.get(operation.page.0 as usize).filter(|page| !page.url.is_empty()) {
        docs.extend([String::new(), format!("[Microsoft's page](<{}>)", plain_url(&page.url))]);
    }
    docs
}

/// A URL that can't end the link it stands in.
fn plain_url(url: &str) -> String {
    url.chars().filter(|c| !c.is_whitespace() && !c.is_control() && !matches!(c, '<' | '>' | '\\')).collect()
}

fn lines_of_paths(operation: &Operation) -> Vec<String> {
    operation.paths.iter().map(|path| format!("* {}", code(&format!("{} {}", operation.method, path.text)))).collect()
}

/// Lines with a blank one before them.
fn paragraphs(lines: &[String]) -> Docs {
    if lines.is_empty() {
        return Docs::new();
    }
    std::iter::once(String::new()).chain(lines.iter().cloned()).collect()
}

fn list(title: &str, items: &[String]) -> Docs {
    if items.is_empty() {
        return Docs::new();
    }
    let mut docs = vec![String::new(), format!("# {title}")];
    docs.extend(items.iter().cloned());
    docs
}

fn item(name: &str, required: Option<bool>, description: &Prose) -> String {
    let required = if required == Some(true) { " (required)" } else { "" };
    let description = line(description);
    let colon = if description.is_empty() { "" } else { ": " };
    format!("* {}{required}{colon}{description}", code(name))
}

/// The permissions as a list, from least to most privileged.
pub fn permissions(permissions: &Permissions) -> Docs {
    if !permissions.stated {
        return Docs::new();
    }
    let rows = [
        ("Delegated, work or school account", &permissions.delegated_work),
        ("Delegated, personal account", &permissions.delegated_personal),
        ("Application", &permissions.application),
    ];
    let items: Vec<String> = rows.iter().map(|(who, alternatives)| format!("* {who}: {}", names(alternatives))).collect();
    list("Permissions, least privileged first", &items)
}

fn names(alternatives: &[Vec<String>]) -> String {
    if alternatives.is_empty() {
        return "not supported".to_string();
    }
    let together = |names: &Vec<String>| {
        let names: Vec<String> = names.iter().map(|name| code(name)).collect();
        if names.is_empty() { "none needed".to_string() } else { names.join(" and ") }
    };
    alternatives.iter().map(together).collect::<Vec<_>>().join(", ")
}

fn example(example: &Example) -> Docs {
    let title = if example.title.is_empty() { "Example" } else { &example.title };
    let parts: Vec<String> = [&example.request, &example.response].into_iter().flatten().map(message).collect();
    if parts.is_empty() {
        return Docs::new();
    }
    let mut docs = vec![String::new(), format!("# {}", text(title))];
    for part in parts {
        docs.extend(fenced(&part));
    }
    docs
}

/// A message as it goes over the wire, its body cut if it is long.
fn message(message: &Message) -> String {
    let mut text = match message.status {
        Some(status) => format!("HTTP/1.1 {status}"),
        None => format!("{} {}", message.method, message.url),
    };
    for (name, value) in &message.headers {
        text += &format!("\n{name}: {value}");
    }
    if !message.body.trim().is_empty() {
        text += "\n\n";
        let body: Vec<&str> = message.body.trim_end().lines().collect();
        text += &body[..body.len().min(EXAMPLE_LINES)].join("\n");
        if body.len() > EXAMPLE_LINES {
            text += "\n…";
        }
    }
    text
}

/// Text in a block that nobody compiles; the fence is longer than any in the text.
fn fenced(text: &str) -> Docs {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    let clean = |line: &str| line.chars().map(|c| if c.is_control() { ' ' } else { c }).collect::<String>();
    let mut docs = vec![String::new(), format!("{fence}http")];
    docs.extend(text.lines().map(clean));
    docs.push(fence);
    docs
}
