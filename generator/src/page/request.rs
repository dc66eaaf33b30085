//! The lines of HTTP request sections.

use super::words;

/// The verbs that requests start with.
pub(super) const VERBS: &[&str] = &["GET", "POST", "PATCH", "PUT", "DELETE", "HEAD", "OPTIONS", "MERGE"];

/// Returns whether a line starts with a verb that something like a path or URL follows.
pub(super) fn starts_with_verb(line: &str) -> bool {
    split_verb(line).is_some()
}

/// Returns the verb in upper case, and what follows it.
pub(super) fn split_verb(line: &str) -> Option<(&'static str, &str)> {
    let line = line.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '*' | '`' | '_' | '-'));
    let length = line.bytes().take_while(u8::is_ascii_alphabetic).count();
    let verb = VERBS.iter().find(|verb| line[..length].eq_ignore_ascii_case(verb))?;
    let rest = &line[length..];
    let target = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '*' || c == '`');
    let is_target = target.starts_with('/') || target.starts_with("http") || target.starts_with(['{', '~', '<', '$']);
    let is_word = rest.starts_with(char::is_whitespace) && !target.is_empty() && line[..length] == **verb;
    (is_target || is_word).then_some((verb, target))
}

/// Splits a line of the form `Name: value`, where the name is a token.
pub(super) fn header(line: &str) -> Option<(&str, &str)> {
    let (name, value) = line.split_once(':')?;
    let name = name.trim();
    let is_token = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    (!name.is_empty() && name.chars().all(is_token) && !value.starts_with("//")).then(|| (name, value.trim()))
}

/// Returns the line without `HTTP/1.1` at its end.
pub(super) fn without_version(line: &str) -> &str {
    let line = line.trim_end();
    if !line.ends_with(|c: char| c.is_ascii_digit() || matches!(c, '.' | '/')) {
        return line;
    }
    let Some(at) = line.rfind("HTTP/").or_else(|| line.rfind("http/")) else { return line };
    let version = &line[at + 5..];
    let before = &line[..at];
    if version.bytes().all(|b| b.is_ascii_digit() || b == b'.') && before.ends_with(char::is_whitespace) {
        before.trim_end()
    } else {
        line
    }
}

/// Returns the verb that a title means.
pub(super) fn verb_of_title(title: &str) -> Option<&'static str> {
    verb_of(&title.split_whitespace().next()?.to_lowercase())
}

/// Returns the verb of HTTP that a word of a title or of a file name means, in lower case: `POST` of `create`.
pub fn verb_of(word: &str) -> Option<&'static str> {
    words::TITLE_VERBS.iter().find(|(known, _)| *known == word).map(|(_, verb)| *verb)
}

/// A request target in two parts: host and version as written, and the path with its query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Target<'t> {
    pub(super) host: Option<&'t str>,
    pub(super) path: &'t str,
}

/// Splits a target; a host ends with the version if one follows it.
pub(super) fn split_host(target: &str) -> Target<'_> {
    let Some(scheme) = target.find("://").filter(|at| *at <= 5) else { return Target { host: None, path: target } };
    let authority = scheme + 3;
    let path = target[authority..].find('/').map_or(target.len(), |at| authority + at);
    let first = target[path..].trim_start_matches('/').split(['/', '?']).next().unwrap_or_default();
    let is_version =
        matches!(first.to_ascii_lowercase().as_str(), "v1.0" | "beta" | "{version}" | "<version>" | "v1.0beta");
    let end = if is_version {
        let skipped = target[path..].len() - target[path..].trim_start_matches('/').len();
        path + skipped + first.len()
    } else {
        path
    };
    Target { host: Some(&target[..end]), path: &target[end..] }
}

/// Returns whether a URL is meant for Graph: a path without host is, and what has a version behind the host. Each cloud
/// has its own host, with `graph` at the end of a label.
pub(super) fn is_of_graph(url: &str) -> bool {
    let Some((_, rest)) = url.split_once("://") else { return true };
    if ["/v1.0/", "/beta/"].iter().any(|version| rest.contains(version)) {
        return true;
    }
    let host = rest.split(['/', '?']).next().unwrap_or_default().to_ascii_lowercase();
    host.starts_with(['{', '<']) || host.split('.').any(|label| label.ends_with("graph"))
}

/// A line of a request block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Line<'t> {
    /// A verb and a target.
    Request { method: &'static str, target: &'t str },
    /// A target alone.
    WithoutVerb { target: &'t str },
    /// A word in capitals that is no verb, and a target.
    UnknownVerb { word: &'t str },
    /// A verb and something that can't be a target.
    Unreadable,
    /// A header, a body, a remark.
    Other,
}

/// Reads one line of a request block.
pub(super) fn line(line: &str) -> Line<'_> {
    let trimmed = line.trim();
    if let Some((method, rest)) = split_verb(trimmed) {
        let target = target(rest);
        return if is_path(target) { Line::Request { method, target } } else { Line::Unreadable };
    }
    if let Some((word, rest)) = trimmed.split_once(char::is_whitespace)
        && word.len() > 2
        && word.bytes().all(|byte| byte.is_ascii_uppercase())
        && (rest.trim_start().starts_with('/') || rest.trim_start().starts_with("http"))
        && is_path(target(rest))
    {
        return Line::UnknownVerb { word };
    }
    let target = target(trimmed);
    let is_url = target.starts_with("https://") || target.starts_with("http://");
    let is_lone_path = target.starts_with('/') && !target.starts_with("//") && !target.starts_with("/*");
    if (is_url || is_lone_path) && is_path(target) && header(trimmed).is_none() {
        return Line::WithoutVerb { target };
    }
    Line::Other
}

fn target(rest: &str) -> &str {
    let blank = |c: char| c.is_whitespace() || matches!(c, '\u{200B}' | '\u{FEFF}');
    let rest = without_version(rest.trim_matches(blank)).trim_matches(blank);
    rest.trim_start_matches("~").trim_end_matches(['`', ';']).trim()
}

/// Returns whether a target can be a path: words of prose, asterisks and error texts can't.
fn is_path(target: &str) -> bool {
    if target.is_empty() || target.contains("not found") || target.starts_with("**") || target.contains(" // ") {
        return false;
    }
    if target.starts_with('/') || target.starts_with("http") {
        return true;
    }
    // Without a leading slash a path still has no blanks outside of its placeholders.
    let mut depth = 0_i32;
    target.chars().all(|c| {
        match c {
            '{' | '(' | '<' => depth += 1,
            '}' | ')' | '>' => depth -= 1,
            _ => {}
        }
        !c.is_whitespace() || depth > 0
    })
}

#[cfg(test)]
mod tests {
    use super::{Line, line, split_host};

    #[test]
    fn lines() {
        let request = |method: &'static str, target: &'static str| Line::Request { method, target };
        let cases = [
            ("GET /users/{id | userPrincipalName}/x", request("GET", "/users/{id | userPrincipalName}/x")),
            ("DELETE/identity/b2xUserFlows/{id}", request("DELETE", "/identity/b2xUserFlows/{id}")),
            ("POST\u{202f}https://graph.microsoft.com/v1.0/e", request("POST", "https://graph.microsoft.com/v1.0/e")),
            ("GET /me/x HTTP/1.1", request("GET", "/me/x")),
            ("GET ~/onPremises/x", request("GET", "/onPremises/x")),
            ("GET groups/{group id}/x", request("GET", "groups/{group id}/x")),
            ("PUT ** Collection URI for x not found", Line::Unreadable),
            ("/me/x", Line::WithoutVerb { target: "/me/x" }),
            ("Content-type: application/json", Line::Other),
            ("{ \"a\": 1 }", Line::Other),
            ("// Get a reference", Line::Other),
            ("post the file", Line::Other),
        ];
        for (text, expected) in cases {
            assert_eq!(line(text), expected, "{text}");
        }
    }

    #[test]
    fn services() {
        let of_graph = [
            "/me",
            "https://graph.microsoft.com/v1.0/me",
            "https://dod-graph.microsoft.us/v1.0/me",
            "https://{host}/x",
        ];
        assert!(of_graph.iter().all(|url| super::is_of_graph(url)));
        assert!(!super::is_of_graph("https://example.com/graph/me"));
    }

    #[test]
    fn hosts() {
        let cases = [
            ("https://graph.microsoft.com/v1.0/me", Some("https://graph.microsoft.com/v1.0"), "/me"),
            ("https://graph.microsoft.com/me?x", Some("https://graph.microsoft.com"), "/me?x"),
            ("/me", None, "/me"),
            ("https://x", Some("https://x"), ""),
        ];
        for (text, host, path) in cases {
            let target = split_host(text);
            assert_eq!((target.host, target.path), (host, path), "{text}");
        }
    }
}
