//! How requests and answers are shown in errors, logs and `Debug`: without what gives access to something.

use crate::Headers;
use bytes::Bytes;
use msgraph_types::{Shown, is_secret};
use serde_json::Value;
use std::fmt::{self, Write};

/// Returns a URL as it may be shown: of its query, only OData's own options (`$select`, `$filter`) keep their values. What an
/// upload or a download is permitted by stands in the others.
pub(crate) fn url(url: &str) -> String {
    let Some((place, query)) = url.split_once('?') else {
        return url.to_owned();
    };
    let mut shown = place.to_owned();
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
    shown
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
        ];
        for (url, shown) in cases {
            assert_eq!(super::url(url), shown);
        }
    }
}
