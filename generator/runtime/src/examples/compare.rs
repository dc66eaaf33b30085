//! When a request or an answer equals the documented one.

use super::ask::{decoded, query};
use super::placeholder::is_placeholder;
use super::{Asked, Unfit};
use crate::HttpRequest;
use msgraph_types::{Binary, Date, DateTimeOffset, Duration, Guid, TimeOfDay};
use serde_json::Value;
use std::str::FromStr;

/// When two texts are the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Letters {
    /// In the same letter case.
    Exact,
    /// In any letter case: a member of an enum has one spelling in Rust, whatever the page's. Nor do the `#` and the
    /// namespace before the name of a type count, the `$` before the name of an option, and what a list of properties can be
    /// written without. A value stands for any placeholder that is none.
    #[cfg_attr(not(feature = "http"), allow(dead_code, reason = "code of examples is run with a transport"))]
    AnyCase,
}

/// What differs between a documented request and one that was built under a root; none if nothing does.
pub(super) fn requests(asked: &Asked, built: &HttpRequest, root: &str, letters: Letters) -> Option<Unfit> {
    if built.method.as_str() != asked.method {
        return Some(format!("the method is {}", built.method).into());
    }
    let below = built.url.strip_prefix(root).unwrap_or(&built.url);
    let path = below.split('?').next().unwrap_or_default();
    if place(path) != place(&asked.path) {
        return Some(format!("the path is `{}`", decoded(path)).into());
    }
    let mut expected: Vec<(String, String)> =
        asked.query.iter().map(|(name, value)| (decoded(name), decoded(value))).collect();
    let mut actual = query(&built.url);
    for (name, value) in expected.iter_mut().chain(&mut actual).filter(|_| letters == Letters::AnyCase) {
        *name = name.trim_start_matches('$').to_lowercase();
        *value = option(value);
    }
    expected.sort();
    actual.sort();
    if expected != actual {
        return Some(format!("the query is {actual:?}").into());
    }
    body(asked, &built.body, letters)
}

/// The headers of a documented request that a sent one lacks; those of the client itself don't count.
#[cfg(feature = "http")]
pub(super) fn headers(asked: &Asked, sent: &HttpRequest) -> Option<Unfit> {
    const OF_THE_CLIENT: [&str; 4] = ["authorization", "content-type", "content-length", "host"];
    let counts = |name: &str| !OF_THE_CLIENT.iter().any(|own| own.eq_ignore_ascii_case(name));
    let has = |name: &str, value: &str| {
        let sent = sent.headers.get(name).unwrap_or_default();
        // Preferences stand in one header.
        if name.eq_ignore_ascii_case("prefer") { sent.contains(value) } else { sent == value.trim() }
    };
    let mut shown = asked.headers.iter().filter(|(name, value)| counts(name) && !value.is_empty());
    let (name, value) = shown.find(|(name, value)| !has(name, value))?;
    Some(format!("the header `{name}: {value}` is lost").into())
}

/// An option in lower case, without what it means the same without: spaces behind commas, `asc`.
fn option(text: &str) -> String {
    let text = text.to_lowercase().replace(", ", ",").replace(" ,", ",").replace(" asc,", ",");
    text.strip_suffix(" asc").unwrap_or(&text).trim().to_owned()
}

/// A path as it is compared: `set('key')` is `set/key`, `call()` is `call`, spaces behind commas don't count.
fn place(path: &str) -> String {
    let text = decoded(path).replace(", ", ",").replace("()", "").to_lowercase();
    let segments = text.trim_end_matches([':', '/']).split('/').map(|segment| {
        let key = segment.strip_suffix("')").and_then(|rest| rest.split_once("('"));
        match key {
            Some((set, key)) if !key.contains('\'') => format!("{set}/{key}"),
            _ => segment.to_owned(),
        }
    });
    segments.collect::<Vec<_>>().join("/")
}

fn body(asked: &Asked, built: &[u8], letters: Letters) -> Option<Unfit> {
    if built == asked.body.as_bytes() {
        return None;
    }
    let expected = match asked.json() {
        Ok(expected) => expected,
        Err(unfit) => return Some(unfit),
    };
    match serde_json::from_slice(built) {
        Ok(actual) => {
            json(&expected, &actual, "", letters).map(|difference| format!("in the body {difference}").into())
        }
        // An empty object says no more than no body.
        Err(_) if built.is_empty() && expected == Value::Object(serde_json::Map::new()) => None,
        Err(_) => Some("nothing is sent as body".to_owned().into()),
    }
}

/// The first difference between two JSON values.
pub(super) fn json(expected: &Value, actual: &Value, path: &str, letters: Letters) -> Option<String> {
    match (expected, actual) {
        (Value::Object(left), Value::Object(right)) => {
            let lost = left.keys().find(|name| !right.contains_key(*name));
            let added = right.keys().find(|name| !left.contains_key(*name));
            if let Some(name) = lost {
                return Some(format!("`{path}{name}` is lost"));
            }
            if let Some(name) = added {
                return Some(format!("`{path}{name}` is added"));
            }
            left.iter().find_map(|(name, value)| json(value, &right[name], &format!("{path}{name}/"), letters))
        }
        (Value::Array(left), Value::Array(right)) if left.len() == right.len() => {
            let items = left.iter().zip(right).enumerate();
            items.into_iter().find_map(|(index, (left, right))| json(left, right, &format!("{path}{index}/"), letters))
        }
        (Value::String(left), Value::String(right)) if same_text(left, right) => None,
        (Value::String(left), Value::String(right)) if letters == Letters::AnyCase && same_member(left, right) => None,
        (Value::String(left), Value::String(right)) if letters == Letters::AnyCase && stands_for(left, right) => None,
        (Value::Number(left), Value::Number(right)) if left.as_f64() == right.as_f64() => None,
        _ if expected == actual => None,
        _ => Some(format!("`{}` is {actual}, not {expected}", path.trim_end_matches('/'))),
    }
}

/// The same text, instant or GUID.
fn same_text(left: &str, right: &str) -> bool {
    fn both<T: FromStr + PartialEq>(left: &str, right: &str) -> bool {
        matches!((left.parse::<T>(), right.parse::<T>()), (Ok(left), Ok(right)) if left == right)
    }
    left == right || both::<DateTimeOffset>(left, right) || both::<Guid>(left, right)
}

/// A value in the place of a placeholder that it can't be read from; a date with midnight or without it.
fn stands_for(left: &str, right: &str) -> bool {
    fn is<T: FromStr>(text: &str) -> bool {
        text.parse::<T>().is_ok()
    }
    let is_value = is::<DateTimeOffset>(right) || is::<Date>(right) || is::<TimeOfDay>(right) || is::<Duration>(right);
    let is_value = is_value || is::<Guid>(right) || is::<Binary>(right);
    let same_day = is::<Date>(left) && right.strip_prefix(left) == Some("T00:00:00Z");
    let same_day = same_day || is::<Date>(right) && is::<DateTimeOffset>(left) && left.starts_with(right);
    same_day || is_placeholder(left) && is_value
}

/// The same text, or list of members, but for letter case; the same name of a type, with or without its namespace; the same
/// address, percent-encoded or not, with a key in brackets or behind a slash.
fn same_member(left: &str, right: &str) -> bool {
    let plain = |text: &str| {
        decoded(text).trim_start_matches('#').replace(", ", ",").replace("('", "/").replace("')", "").to_lowercase()
    };
    let (left, right) = (plain(left), plain(right));
    left == right || right.strip_suffix(&left).is_some_and(|before| before.ends_with('.') && !left.contains('.'))
}
