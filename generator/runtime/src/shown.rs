//! How requests and answers are shown in errors, logs and `Debug`: without what gives access to something.

use crate::Headers;
use bytes::Bytes;
use msgraph_types::{Shown, is_secret};
use serde_json::Value;
use std::fmt::{self, Write};

/// Returns a URL as it may be shown: of its query, only OData's own options (`$select`, `$filter`) keep their values. What an
/// upload or a download is permitted by stands in the others. A user and a fragment aren't shown either.
pub(crate) fn url(url: &str) -> String {
    let (url, fragment) = url.split_once('#').map_or((url, ""), |(url, _)| (url, "#…"));
    let (place, query) = url.split_once('?').map_or((url, None), |(place, query)| (place, Some(query)));
    let mut shown = without_user(place);
    query.into_iter().for_each(|query| show_query(&mut shown, query));
    shown + fragment
}

fn without_user(place: &str) -> String {
    let Some((scheme, rest)) = place.split_once("://") else {
        return place.to_owned();
    };
    let host = rest.find(['/', '\\']).unwrap_or(rest.len());
    match rest[..host].rfind('@') {
        Some(at) => format!("{scheme}://…{}", &rest[at..]),
        None => place.to_owned(),
    }
}

fn show_query(shown: &mut String, query: &str) {
    for (index, option) in query.split('&').enumerate() {
        let (name, _) = option.split_once('=').unwrap_or_default();
        let is_open = (name.starts_with('$') || name.starts_with("%24")) && !is_secret(name);
        let mark = if index == 0 { '?' } else { '&' };
        // A write to a string can't fail.
        let _ = match (is_open, name) {
            (true, _) => write!(shown, "{mark}{option}"),
            (false, "") => write!(shown, "{mark}…"),
            (false, name) => write!(shown, "{mark}{name}=…"),
        };
    }
}

/// Returns the start of a text, which somebody else has chosen, on one line and without control characters.
pub(crate) fn short(text: &str) -> String {
    const ENOUGH: usize = 200;
    // More isn't looked at, however long it is.
    let start: String = text.chars().take(4 * ENOUGH).collect();
    let words = start.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty());
    let line = words.collect::<Vec<_>>().join(" ");
    let mut short: String = line.chars().take(ENOUGH).collect();
    if short.len() < line.len() || start.len() < text.len() {
        short.push('…');
    }
    short
}

/// Returns why JSON can't be read, without the text that stands in it where something else was expected.
pub(crate) fn reason(error: &serde_json::Error) -> String {
    let reason = error.to_string();
    match (reason.find("string \""), reason.rfind("\", expected")) {
        (Some(text), Some(end)) if text < end => format!("{}string{}", &reason[..text], &reason[end + 1..]),
        _ => reason,
    }
}

/// Tells whether a header's value is a secret.
pub(crate) fn is_secret_header(name: &str) -> bool {
    let others = ["authorization", "proxy-authorization", "cookie", "set-cookie"];
    others.iter().any(|other| name.eq_ignore_ascii_case(other)) || is_secret(name)
}

/// Returns the value of a header as it may be shown.
pub(crate) fn header(name: &str, value: &str) -> String {
    match name {
        _ if is_secret_header(name) => "(hidden)".to_owned(),
        _ if value.contains("://") => url(value),
        _ => value.to_owned(),
    }
}

/// A body as it may be shown: JSON without the secrets in it, the length of anything else.
pub(crate) struct Body<'a>(pub(crate) &'a Bytes);

impl fmt::Debug for Body<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match serde_json::from_slice::<Value>(self.0) {
            Ok(value) => Shown::new("", &value).fmt(f),
            Err(_) => write!(f, "({} bytes)", self.0.len()),
        }
    }
}

/// Headers as they may be shown.
pub(crate) fn headers(headers: &Headers, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    f.debug_map().entries(headers.iter().map(|(name, value)| (name, header(name, value)))).finish()
}

#[cfg(test)]
mod tests {
    #[test]
    fn urls_keep_what_is_public() {
        let cases = [
            ("https://h.example/a?$select=id&$top=5", "https://h.example/a?$select=id&$top=5"),
            ("https://h.example/a?tempauth=t&$select=id", "https://h.example/a?tempauth=…&$select=id"),
            ("https://h.example/a?$skiptoken=t", "https://h.example/a?$skiptoken=…"),
            ("https://h.example/a?t", "https://h.example/a?…"),
            ("https://h.example/a", "https://h.example/a"),
            ("https://a:b@h.example/a@b?$top=5#access_token=t", "https://…@h.example/a@b?$top=5#…"),
            ("https://a@b@h.example\\a@b", "https://…@h.example\\a@b"),
        ];
        for (url, shown) in cases {
            assert_eq!(super::url(url), shown);
        }
    }
}
