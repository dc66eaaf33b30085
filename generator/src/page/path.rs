//! The grammar of request paths: keys in braces, calls with arguments, casts, addressing by path, queries; and when a
//! concrete path follows a template.

use std::borrow::Cow;

use super::words;

/// A request path as a page writes it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RequestPath {
    /// The path with a leading `/` and without query.
    pub text: String,
    /// Its parts.
    pub segments: Vec<Segment>,
    /// The query behind it, names and values as written.
    pub query: Vec<(String, String)>,
}

/// A part of a path between slashes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Segment {
    /// A name as it stands: `users`, `$ref`, a navigation property, an action, a well-known key such as `inbox`.
    Literal(String),
    /// The key of an item: `{id | userPrincipalName}`; its placeholder as the page writes it, without braces.
    Key(String),
    /// A call with arguments: `delta()`, `range(address='{address}')`.
    Call {
        /// The name of the function or of a set with its key in brackets.
        name: String,
        /// Names and values of the arguments, values as written; an unnamed argument has an empty name.
        arguments: Vec<(String, String)>,
    },
    /// A type cast: `microsoft.graph.user`.
    Cast(String),
    /// OneDrive's addressing by path, `:/{path}:`; the placeholder without braces.
    ByPath(String),
}

/// What is odd about a path; the path holds what could be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Oddity {
    /// A bracket, brace or quote isn't closed.
    Unbalanced,
    /// Words follow the path.
    TrailingText,
    /// Part of the path is elided by `...`.
    Elision,
}

/// Reads a path with its query, as an HTTP block writes it.
pub(super) fn parse(target: &str) -> (RequestPath, Vec<Oddity>) {
    let mut oddities = Vec::new();
    let target = &*choice_in_braces(target.trim().trim_start_matches('~').trim_matches('*'));
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
    (RequestPath { text, segments: segments(&parts), query: query_pairs(query) }, oddities)
}

/// Takes another name of a key into its braces: `{id} | name/x` means `{id | name}/x`.
fn choice_in_braces(target: &str) -> Cow<'_, str> {
    const CHOICE: &str = "} | ";
    let named = |rest: &str| {
        let length = rest.find(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '_'))).unwrap_or(rest.len());
        (length > 0 && (rest.len() == length || rest[length..].starts_with('/'))).then_some(length)
    };
    let found = target.split_once(CHOICE).and_then(|(key, rest)| Some((key, rest.split_at(named(rest)?))));
    match found {
        Some((key, (name, rest))) => format!("{key} | {name}}}{rest}").into(),
        None => target.into(),
    }
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
            let keyed = segments.last().and_then(|set| named_key(set, part));
            match keyed {
                Some(keyed) => _ = segments.pop().map(|_| segments.push(keyed)),
                None => segments.push(segment(part)),
            }
        }
    }
    segments.extend(by_path.map(Segment::ByPath));
    segments
}

/// A set with an alternate key that is written behind a slash instead of in brackets: `sets/name={value}`. An id may end in
/// `=`, and holds it nowhere else.
fn named_key(set: &Segment, part: &str) -> Option<Segment> {
    let (Segment::Literal(set), (name, value)) = (set, part.split_once('=')?) else { return None };
    let is_name = name.starts_with(|c: char| c.is_ascii_lowercase()) && name.chars().all(|c| c.is_ascii_alphanumeric());
    let is_value = !value.is_empty() && !value.contains(['=', '(', ')']);
    let value = value.trim_matches('\'');
    (is_name && is_value)
        .then(|| Segment::Call { name: set.clone(), arguments: vec![(name.to_owned(), format!("'{value}'"))] })
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
        let (name, value) = split_outside_quotes(argument, '=').unwrap_or(("", argument));
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

/// A literal that is an id: a GUID, a long word with many digits, or the name of a host.
pub fn literal_id(segment: &Segment) -> Option<&str> {
    let Segment::Literal(name) = segment else { return None };
    let digits = name.chars().filter(char::is_ascii_digit).count();
    let is_host = words::ENDS_OF_HOSTS.iter().any(|end| name.ends_with(end));
    (is_host || name.len() >= 16 && digits * 4 >= name.len()).then_some(name)
}

/// The path of a URL without host and version.
pub(super) fn strip_host(url: &str) -> &str {
    let path = match url.find("://") {
        Some(at) => url[at + 3..].find('/').map_or("", |slash| &url[at + 3 + slash..]),
        None => url,
    };
    split_version(path).map_or(path, |(_, rest)| rest)
}

/// Reads the path of a URL below the version.
pub fn of_url(url: &str) -> RequestPath {
    parse(strip_host(url)).0
}

/// Returns the version that a URL asks for, in lower case: `beta`.
pub fn version(url: &str) -> Option<String> {
    let path = url.split_once("://").map_or(url, |(_, rest)| rest.split_once('/').map_or("", |(_, path)| path));
    split_version(path).map(|(version, _)| version.to_ascii_lowercase())
}

/// Splits a path behind its version, if it begins with one.
fn split_version(path: &str) -> Option<(&str, &str)> {
    let trimmed = path.trim_start_matches('/');
    let (version, rest) = trimmed.split_once('/').unwrap_or((trimmed, ""));
    let versioned = version.eq_ignore_ascii_case("v1.0") || version.eq_ignore_ascii_case("beta");
    versioned.then_some((version, rest))
}

/// A path whose sets have their keys behind a slash, not in brackets: `users('id')` is `users/{id}`.
pub fn unbracketed(path: &[Segment]) -> Vec<Segment> {
    let each = path.iter().flat_map(|segment| match segment {
        Segment::Call { name, arguments } if matches!(arguments.as_slice(), [(unnamed, _)] if unnamed.is_empty()) => {
            vec![Segment::Literal(name.clone()), Segment::Key("id".to_owned())]
        }
        segment => vec![segment.clone()],
    });
    each.collect()
}

/// Whether a concrete path follows a template.
pub fn matches(template: &[Segment], path: &[Segment]) -> bool {
    follows(template, path) || follows(template, &unbracketed(path))
}

fn follows(template: &[Segment], path: &[Segment]) -> bool {
    let (mut t, mut p) = (template.iter().peekable(), path.iter().peekable());
    loop {
        match (t.next(), p.next()) {
            (None, None) => return true,
            (Some(a), Some(b)) => {
                if !fits(a, b) {
                    return false;
                }
            }
            _ => return false,
        }
    }
}

/// Whether a concrete path follows a template, and calls the function at its end with documented arguments that the template
/// leaves out.
pub fn calls(template: &[Segment], path: &[Segment], documented: impl Fn(&str) -> bool) -> bool {
    match (template.split_last(), path.split_last()) {
        (Some((Segment::Literal(function), before)), Some((Segment::Call { name, arguments }, start))) => {
            simple(function) == simple(name)
                && arguments.iter().all(|(name, _)| documented(name))
                && matches(before, start)
        }
        _ => false,
    }
}

/// A name without its namespace, in lower case.
pub fn simple(name: &str) -> String {
    name.rsplit('.').next().unwrap_or(name).to_ascii_lowercase()
}

/// Whether a segment of a concrete path follows one of a template.
pub fn fits(template: &Segment, segment: &Segment) -> bool {
    match (template, segment) {
        (Segment::Key(_), Segment::Key(_) | Segment::Literal(_)) | (Segment::ByPath(_), Segment::ByPath(_)) => true,
        // An id that stands in a request line is a finding of its own.
        (known, Segment::Literal(_)) if literal_id(known).is_some() => true,
        (Segment::Literal(a) | Segment::Cast(a), Segment::Literal(b) | Segment::Cast(b)) => simple(a) == simple(b),
        (Segment::Call { name: a, arguments: x }, Segment::Call { name: b, arguments: y }) => {
            simple(a) == simple(b) && x.len() == y.len()
        }
        (Segment::Call { name, arguments }, Segment::Literal(b))
        | (Segment::Literal(b), Segment::Call { name, arguments }) => simple(name) == simple(b) && arguments.is_empty(),
        _ => false,
    }
}

/// Room for nearly all shapes, in bytes.
pub const ROOM: usize = 120;

/// A path with placeholders and letter case taken away, so that paths of different pages compare.
pub fn shape(segments: &[Segment]) -> String {
    let mut shape = String::with_capacity(ROOM);
    segments.iter().for_each(|segment| push_shape(&mut shape, segment));
    shape
}

/// Adds the shape of one segment.
pub fn push_shape(shape: &mut String, segment: &Segment) {
    let start = shape.len();
    shape.push('/');
    match segment {
        Segment::Literal(name) | Segment::Cast(name) => shape.push_str(name),
        Segment::Key(_) => shape.push_str("{}"),
        Segment::ByPath(_) => shape.push_str(":{}:"),
        Segment::Call { name, arguments } => {
            shape.push_str(name);
            shape.push('(');
            for (at, (name, _)) in arguments.iter().enumerate() {
                shape.push_str(if at > 0 { "," } else { "" });
                shape.push_str(name);
            }
            shape.push(')');
        }
    }
    shape[start..].make_ascii_lowercase();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_somebody() {
        let found = |name: &str| literal_id(&Segment::Literal(name.to_owned())).is_some();
        for name in ["8f7c1d0e-2b60-4c1f-9d4e-1a2b3c4d5e6f", "tenant.example.com", "contoso.org"] {
            assert!(found(name), "{name}");
        }
        for name in ["users", "microsoft.graph.user", "com", "getById2"] {
            assert!(!found(name), "{name}");
        }
    }

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
            ("users('AbC1_2=')/x", "users(='AbC1_2=') x"),
            ("sets/kind={kind}/x", "sets(kind='{kind}') x"),
            ("sets/kind=f00d-1/x", "sets(kind='f00d-1') x"),
            ("sets/AbC1_2==/x", "sets AbC1_2== x"),
            ("/a/.../b/(id)", "a b {id}"),
        ];
        for (input, expected) in cases {
            let (path, _) = parse(input);
            let shown: Vec<String> = path.segments.iter().map(show).collect();
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
