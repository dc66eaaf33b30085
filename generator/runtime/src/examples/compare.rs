//! When a request or an answer equals the documented one.

use super::ask::decoded;
use super::{Asked, Unfit};
use crate::HttpRequest;
use msgraph_types::{DateTimeOffset, Guid};
use serde_json::Value;
use std::str::FromStr;

/// What differs between a documented request and one that was built under a root; none if nothing does.
pub(super) fn requests(asked: &Asked, built: &HttpRequest, root: &str) -> Option<Unfit> {
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
    expected.sort();
    actual.sort();
    if expected != actual {
        return Some(format!("the query is {actual:?}").into());
    }
    body(asked, &built.body)
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

/// Names and values of a URL's query.
pub(super) fn query(url: &str) -> Vec<(String, String)> {
    let Some((_, query)) = url.split_once('?') else { return Vec::new() };
    let pair = |pair: &str| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        (decoded(name), decoded(value))
    };
    query.split('&').map(pair).collect()
}

fn body(asked: &Asked, built: &[u8]) -> Option<Unfit> {
    if built == asked.body.as_bytes() {
        return None;
    }
    let expected = match asked.json() {
        Ok(expected) => expected,
        Err(unfit) => return Some(unfit),
    };
    match serde_json::from_slice(built) {
        Ok(actual) => json(&expected, &actual, "").map(|difference| format!("in the body {difference}").into()),
        // An empty object says no more than no body.
        Err(_) if built.is_empty() && expected == Value::Object(serde_json::Map::new()) => None,
        Err(_) => Some("nothing is sent as body".to_owned().into()),
    }
}

/// The first difference between two JSON values.
pub(super) fn json(expected: &Value, actual: &Value, path: &str) -> Option<String> {
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
            left.iter().find_map(|(name, value)| json(value, &right[name], &format!("{path}{name}/")))
        }
        (Value::Array(left), Value::Array(right)) if left.len() == right.len() => {
            let items = left.iter().zip(right).enumerate();
            items.into_iter().find_map(|(index, (left, right))| json(left, right, &format!("{path}{index}/")))
        }
        (Value::String(left), Value::String(right)) if same_text(left, right) => None,
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
