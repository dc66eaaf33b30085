//! What pages write where a value should stand.

use super::Unfit;
use msgraph_types::Mismatch;
use serde_json::Value;

/// Words for types that stand for values.
const TYPES: &[&str] = &[
    "binary",
    "boolean",
    "date",
    "datetime",
    "datetimeoffset",
    "double",
    "duration",
    "guid",
    "int32",
    "int64",
    "integer",
    "number",
    "string",
    "string (timestamp)",
    "timeofday",
    "timestamp",
];

/// Whether a text stands for a value: `String`, `date-value`, `{id}`, `MIIB...`.
pub(super) fn is_placeholder(text: &str) -> bool {
    let text = text.trim().to_lowercase();
    let numbered = text.trim_end_matches(|c: char| c.is_ascii_digit() || c == '-');
    let bracketed = |open, close| text.starts_with(open) && text.ends_with(close);
    TYPES.contains(&text.as_str())
        || [numbered, text.as_str()].iter().any(|text| text.ends_with("-value") || text.ends_with(" value"))
        || bracketed('{', '}')
        || bracketed('<', '>')
        || text.contains("...")
        || text.contains('…')
}

/// A value that isn't of its type.
pub(super) fn misfit(misfit: &Mismatch, whole: &Value) -> Unfit {
    let inner = |value: &Value, name: &str| match name.parse::<usize>() {
        Ok(index) if value.is_array() => value.get(index).cloned().unwrap_or_default(),
        _ => value.get(name).cloned().unwrap_or_default(),
    };
    let value =
        misfit.path.split('/').filter(|name| !name.is_empty()).fold(whole.clone(), |value, name| inner(&value, name));
    let reason = format!("`{}`, {value}, isn't of type {}", misfit.path, misfit.expected);
    // An empty object stands for a value of any type.
    let is_empty = value.as_object().is_some_and(serde_json::Map::is_empty);
    Unfit { reason, flawed: is_empty || value.as_str().is_some_and(is_placeholder) }
}

#[cfg(test)]
mod tests {
    use super::is_placeholder;

    #[test]
    fn placeholders() {
        for text in [
            "Boolean",
            "String (timestamp)",
            "datetime-value",
            "skuId-value-1",
            "<row>",
            "{id}",
            "MIIB...",
            "Key value",
        ] {
            assert!(is_placeholder(text), "{text}");
        }
        for text in ["false", "2020-01-01", "Adele", "value", "{a}b", ""] {
            assert!(!is_placeholder(text), "{text}");
        }
    }
}
