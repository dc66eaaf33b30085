//! What `Debug` leaves out: secrets, by the names of the properties that hold them, and what follows `?` in a URL.

use std::fmt;

use serde_json::Value;

use crate::edm::View;

/// Words that make a secret of the text under their name.
const SECRET: &[&str] = &["pass", "pin", "bypass", "credential", "credentials", "assertion", "jwt", "proof"];

/// Words that do so at the end of others, too: `accesstoken`.
const SECRET_ENDS: &[&str] =
    &["secret", "secrets", "password", "passwords", "passphrase", "passcode", "token", "tokens"];

/// Last words of names that tell something about a secret: when it was changed, where one asks for it.
const ABOUT: &[&str] = &[
    "id",
    "ids",
    "name",
    "type",
    "kind",
    "format",
    "policy",
    "policies",
    "version",
    "lifetime",
    "description",
    "count",
    "date",
    "time",
    "url",
    "uri",
    "domain",
    "domains",
    "state",
    "status",
    "hint",
    "algorithm",
    "thumbprint",
];

/// What stands before `key` in names of keys that anybody may know.
const OPEN_KEYS: &[&str] = &["public", "change", "item", "sort", "partition", "config", "lookup", "display"];

/// Tells whether the text under a property's name is a secret, by the words of the name: `secretText`, `clientState`.
///
/// The rule knows no type, so that it holds for properties that aren't documented, too.
///
/// ```
/// use msgraph_types::is_secret;
///
/// for name in ["secretText", "password", "preSharedKey", "refresh_token", "clientState", "connectionString", "proof"] {
///     assert!(is_secret(name), "{name}");
/// }
/// for name in ["displayName", "lastPasswordChangeDateTime", "passwordPolicies", "changeKey", "secretId", "keywords"] {
///     assert!(!is_secret(name), "{name}");
/// }
/// ```
pub fn is_secret(name: &str) -> bool {
    let words = words(name);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words[..] {
        [] => false,
        [.., "client", "state"] | [.., "connection", "string"] | [.., "access", "signature"] => true,
        [.., before, "key"] => !OPEN_KEYS.contains(&before),
        [.., last] if ABOUT.contains(&last) => false,
        ["key"] => true,
        _ => words.iter().any(|word| SECRET.contains(word) || SECRET_ENDS.iter().any(|end| word.ends_with(end))),
    }
}

/// Returns the words of a name in any usual spelling, in small letters.
fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut fresh = true;
    let mut after_small = false;
    for letter in name.chars() {
        if !letter.is_alphanumeric() {
            fresh = true;
            continue;
        }
        if fresh || (letter.is_uppercase() && after_small) {
            words.push(String::new());
        }
        (fresh, after_small) = (false, !letter.is_uppercase());
        if let Some(word) = words.last_mut() {
            word.extend(letter.to_lowercase());
        }
    }
    words
}

/// The value of a property as `Debug` shows it: secrets are `(hidden)`, and what follows `?` in a URL is left out.
///
/// ```
/// use msgraph_types::Shown;
/// use serde_json::json;
///
/// let value = json!({ "id": 1, "secretText": "s3cret", "uploadUrl": "https://up.example/session?token=t" });
/// let shown = format!("{:?}", Shown::new("", &value));
/// assert_eq!(shown, r#"{"id": 1, "secretText": (hidden), "uploadUrl": "https://up.example/session?…"}"#);
/// ```
#[derive(Clone, Copy)]
pub struct Shown<'a> {
    name: &'a str,
    value: &'a Value,
}

impl<'a> Shown<'a> {
    /// Returns the value of a property with this name.
    pub const fn new(name: &'a str, value: &'a Value) -> Self {
        Self { name, value }
    }
}

impl fmt::Debug for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, value } = *self;
        match value {
            Value::String(text) => show_text(name, text, f),
            Value::Array(items) => f.debug_list().entries(items.iter().map(|value| Self { name, value })).finish(),
            Value::Object(map) => {
                f.debug_map().entries(map.iter().map(|(name, value)| (name, Self { name, value }))).finish()
            }
            Value::Null => f.write_str("null"),
            other => write!(f, "{other}"),
        }
    }
}

/// The same for a value with a type.
pub(crate) struct ShownView<'a> {
    pub(crate) name: &'a str,
    pub(crate) view: View<'a>,
}

impl fmt::Debug for ShownView<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.view {
            View::Str(text) => show_text(self.name, text, f),
            View::String(text) => show_text(self.name, text, f),
            View::Json(value) => Shown { name: self.name, value }.fmt(f),
            View::List(list) => {
                let items = (0..list.count()).map(|index| ShownView { name: self.name, view: list.at(index) });
                f.debug_list().entries(items).finish()
            }
            view => view.fmt(f),
        }
    }
}

fn show_text(name: &str, text: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    if is_secret(name) && !text.is_empty() {
        return f.write_str("(hidden)");
    }
    let is_link = !name.starts_with('@') || name.ends_with("downloadUrl");
    match text.split_once('?') {
        Some((place, _)) if is_link && is_url(place) => fmt::Debug::fmt(&format_args!("\"{place}?…\""), f),
        _ => fmt::Debug::fmt(text, f),
    }
}

/// Tells whether a text is the beginning of a URL, and nothing else.
fn is_url(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    rest.is_some_and(|rest| !rest.contains(|c: char| c.is_whitespace() || c.is_control()))
}
