//! Reads what a description states of its property: required, read-only, nullable, defaults, query support, limits.
//!
//! Every fact is one of three: stated, denied, not mentioned. A sentence above a table never speaks for its rows.
//!
//! Most sentences state nothing, so words that the phrases of all facts share are looked for before the phrases are.

use super::PropertyFacts;
use super::sentence::{is_name, sentences};
use crate::page::phrases::{Phrases, phrases};
use crate::page::{MemberRow, Prose, words};

/// Words of which a sentence that states a fact has one.
static TELLING: Phrases = phrases![
    "required",
    "mandatory",
    "optional",
    "null",
    "key",
    "read",
    "support",
    "$select",
    "max",
    "valid values",
    "default",
    "deprecated",
    "必",
    "可选",
    "空",
    "键",
    "只读",
    "支持",
    "默认",
];

/// Words in lower case for what must be given.
const REQUIRED: [&str; 8] = [
    "required",
    "mandatory",
    "this property is required",
    "this is required",
    "required property",
    "必需",
    "必需的",
    "必填",
];

/// Words for what need not be given.
const OPTIONAL: [&str; 6] =
    ["optional", "this property is optional", "optional field", "optional property", "可选", "可选的"];

/// Words for what may be null.
const NULLABLE: [&str; 6] = ["nullable", "can be null", "可为空", "可以为空", "可为 null", "可以为 null"];

/// Words for what is never null.
const NOT_NULLABLE: [&str; 8] = [
    "not nullable",
    "non-nullable",
    "cannot be null",
    "can't be null",
    "不可为空",
    "不能为空",
    "不可为 null",
    "不能为 null",
];

/// Words for the key of a type.
const KEY: [&str; 5] = ["key", "primary key", "key of the entity", "键", "主键"];

/// Words in lower case by which something isn't supported.
const UNSUPPORTED: [&str; 4] = ["not support", "n't support", "unsupported", "不支持"];

/// Returns the facts of a row: of its description, its extra columns, its marker and the note of its type cell.
pub(super) fn of_row(row: &MemberRow) -> PropertyFacts {
    let mut facts = of_prose(&row.description);
    for (header, cell) in &row.columns {
        column(&mut facts, header, cell);
    }
    if let Some(marker) = &row.marker
        && marker.to_ascii_lowercase().contains("deprecated")
    {
        facts.deprecated.get_or_insert_with(|| marker.clone());
    }
    if let Some(ty) = row.ty.as_ref().filter(|ty| !ty.note.is_empty()) {
        let note = ty.note.to_ascii_lowercase();
        facts.max_length = facts.max_length.or_else(|| number_after(&note, "maximum size"));
        facts.read_only = facts.read_only.or_else(|| says_alone(&note, &note, &READ_ONLY).then_some(true));
        facts.required = facts.required.or_else(|| note.contains("optional").then_some(false));
    }
    facts
}

/// Returns the facts of a description alone.
fn of_prose(prose: &Prose) -> PropertyFacts {
    let mut facts = PropertyFacts::default();
    if !TELLING.are_in(&prose.text) {
        return facts;
    }
    for sentence in sentences(&prose.text).filter(|sentence| TELLING.are_in(sentence)) {
        let lower = sentence.to_ascii_lowercase();
        if !lower.contains("possible values") {
            presence(&mut facts, sentence, &lower);
        }
        query(&mut facts, sentence, &lower);
        limits(&mut facts, &lower);
        deprecation(&mut facts, sentence, &lower);
        default_value(&mut facts, sentence, &lower);
    }
    facts
}

/// Required, read-only, nullable, key.
fn presence(facts: &mut PropertyFacts, sentence: &str, lower: &str) {
    for part in lower.split([',', '(', ')', '，', '（', '）']).map(str::trim) {
        let is = |words: &[&str]| words.contains(&part);
        facts.required = is(&REQUIRED).then_some(true).or(is(&OPTIONAL).then_some(false)).or(facts.required);
        facts.nullable = is(&NULLABLE).then_some(true).or(is(&NOT_NULLABLE).then_some(false)).or(facts.nullable);
        facts.key = is(&KEY).then_some(true).or(facts.key);
    }
    if lower.starts_with("required when") || lower.starts_with("required if") {
        facts.required = None;
    }
    if lower.contains("null") && (lower.contains("not nullable") || lower.contains("cannot be null")) {
        facts.nullable = Some(false);
    }
    if says_alone(sentence, lower, &READ_WRITE) {
        facts.read_only = Some(false);
    } else if says_alone(sentence, lower, &READ_ONLY) {
        facts.read_only = Some(true);
    }
}

/// Words for what only the service sets.
const READ_ONLY: [&str; 4] = ["read-only", "read only", "readonly", "只读"];

/// Words for what callers may set.
const READ_WRITE: [&str; 4] = ["read-write", "read/write", "not read-only", "not read only"];

/// Words behind which such a word is said of the property as a whole.
const OF_THE_WHOLE: [&str; 5] = ["property is ", "this is ", "this is a ", "this setting is ", "this field is "];

/// Words behind which it isn't, however it is written: `set it to Read-only`.
const WITHIN: [&str; 9] = ["to", "as", "is", "a", "or", "and", "the", "be", "not"];

/// Returns whether a sentence says one of the words of the property as a whole: alone, at its beginning or end, in
/// brackets. One with a capital is a sentence of its own where the full stop before it is missing.
fn says_alone(sentence: &str, lower: &str, words: &[&str]) -> bool {
    let said = |at: usize, word: &str| {
        let (before, after) = (&lower[..at], lower[at + word.len()..].trim_end_matches('*'));
        let ends = after.is_empty();
        let goes_on = after.trim_start().starts_with(',') || after.starts_with(" and ");
        let capital = sentence[at..].starts_with(|c: char| c.is_ascii_uppercase());
        let last = before.split_whitespace().next_back().unwrap_or_default();
        before.is_empty() && (ends || goes_on)
            || OF_THE_WHOLE.iter().any(|words| before.ends_with(words))
            || before.ends_with('(') && after.starts_with(')')
            || ends
                && (before.ends_with(", ")
                    || before.ends_with('，')
                    || before.ends_with("and ")
                    || capital && !WITHIN.contains(&last))
    };
    words.iter().any(|word| lower.match_indices(word).any(|(at, _)| said(at, word)))
}

/// What `$filter`, `$orderby`, `$search`, `$expand` and `$select` do with it.
fn query(facts: &mut PropertyFacts, sentence: &str, lower: &str) {
    if lower.contains("support") || lower.contains("支持") {
        let denied = UNSUPPORTED.iter().any(|words| lower.contains(words));
        for (option, fact) in [
            ("$filter", &mut facts.filter),
            ("orderby", &mut facts.order_by), // No other word, with or without its sign.
            ("$search", &mut facts.search),
            ("$expand", &mut facts.expand),
        ] {
            if lower.contains(option) {
                *fact = Some(!denied);
            }
        }
        if !denied && lower.contains("$filter") && facts.filter_operators.is_empty() {
            facts.filter_operators = operators(sentence, lower);
        }
    }
    if lower.contains("$select") {
        let only = [
            "only on",
            "only when",
            "only if",
            "requires",
            "not returned by default",
            "must use",
            "need to",
            "仅在",
            "需要",
        ];
        if only.iter().any(|words| lower.contains(words)) {
            facts.only_on_select = Some(true);
        }
    }
    if lower.starts_with("returned by default") || lower.starts_with("this property is returned by default") {
        facts.only_on_select = Some(false);
    }
}

/// The operators in the brackets behind `$filter`.
fn operators(sentence: &str, lower: &str) -> Vec<String> {
    const KNOWN: [&str; 13] =
        ["eq", "ne", "not", "ge", "le", "gt", "lt", "in", "startswith", "endswith", "contains", "any", "all"];
    let Some(at) = lower.find("$filter") else { return Vec::new() };
    let Some(open) = lower[at..].find('(').map(|open| at + open + 1) else { return Vec::new() };
    let close = lower[open..].find(')').map_or(lower.len(), |close| open + close);
    let Some(inside) = sentence.get(open..close) else { return Vec::new() };
    inside
        .split([',', ' ', '`'])
        .map(|word| word.trim_matches(|c: char| !c.is_ascii_alphanumeric()))
        .filter(|word| KNOWN.contains(&word.to_ascii_lowercase().as_str()))
        .map(str::to_owned)
        .collect()
}

/// Counts, lengths and ranges.
fn limits(facts: &mut PropertyFacts, lower: &str) {
    let mentions = lower.contains("max");
    if mentions && facts.max_items.is_none() {
        let counted = lower.contains("items") || lower.contains("elements") || lower.contains("contain a maximum of");
        let phrases = ["contain a maximum of", "maximum number of items is", "limited to a maximum of"];
        facts.max_items = phrases.iter().filter(|_| counted).find_map(|words| number_after(lower, words));
    }
    let length = ["maximum length is", "maximum length of", "maximum size is", "max length is", "maximum length:"];
    if mentions && facts.max_length.is_none() {
        facts.max_length = length.iter().find_map(|words| number_after(lower, words));
    }
    if lower.contains("valid values ")
        && let Some((least, rest)) = lower.find("valid values ").and_then(|at| signed(&lower[at + 13..]))
        && let Some((greatest, _)) = rest.trim_start().strip_prefix("to ").and_then(signed)
    {
        facts.range = Some((least, greatest));
    }
}

/// The number that follows some words, at most two words later.
fn number_after(lower: &str, words: &str) -> Option<u64> {
    let rest = &lower[lower.find(words)? + words.len()..];
    rest.split_whitespace().take(3).find_map(|word| {
        let digits: String = word.chars().filter(|c| *c != ',').take_while(char::is_ascii_digit).collect();
        digits.parse().ok()
    })
}

/// A signed number at the start of a text, and the rest.
fn signed(text: &str) -> Option<(i64, &str)> {
    let end = text.find(|c: char| c != '-' && !c.is_ascii_digit()).unwrap_or(text.len());
    Some((text[..end].parse().ok()?, &text[end..]))
}

/// A deprecation notice.
fn deprecation(facts: &mut PropertyFacts, sentence: &str, lower: &str) {
    let says = || {
        lower.starts_with("deprecated")
            || lower.starts_with("(deprecated")
            || lower.contains("is deprecated")
            || lower.contains("been deprecated")
            || lower.contains("property will be deprecated")
    };
    if lower.contains("deprecated") && says() {
        facts.deprecated.get_or_insert_with(|| sentence.to_owned());
    }
}

/// The default value, where a sentence is about nothing else.
fn default_value(facts: &mut PropertyFacts, sentence: &str, lower: &str) {
    const PHRASES: [&str; 9] = [
        "default value is set to ",
        "default value is ",
        "the default is ",
        "default is ",
        "default value: ",
        "defaults to ",
        "默认值为",
        "默认值是",
        "默认为",
    ];
    if !lower.contains("default") && !lower.contains("默认") {
        return;
    }
    if let Some(value) = lower.starts_with("default: ").then(|| sentence["default: ".len()..].trim_matches(['`', '"']))
    {
        if !value.is_empty() && !value.contains(' ') {
            facts.default.get_or_insert_with(|| value.to_owned());
        }
        return;
    }
    let found = PHRASES.iter().filter_map(|phrase| Some((lower.find(phrase)?, phrase.len())));
    let first = found.min_by_key(|(at, length)| (*at, std::cmp::Reverse(*length)));
    let Some(end) = first.map(|(at, length)| at + length) else { return };
    let value = sentence.get(end..).unwrap_or_default().trim_start_matches([' ', '：', ':']);
    let value = value.split([',', ' ', '，']).next().unwrap_or_default();
    let value = value.trim_matches(['`', '"', '\'', '.', '*']);
    let literal = matches!(value, "true" | "false" | "null") || value.parse::<f64>().is_ok() || is_name(value);
    if literal && !value.is_empty() && !matches!(value, "the" | "a" | "an" | "to" | "that" | "not" | "set" | "used") {
        facts.default.get_or_insert_with(|| value.to_owned());
    }
}

/// What an extra column says.
fn column(facts: &mut PropertyFacts, header: &str, cell: &str) {
    let yes = words::meaning(words::YES_OR_NO, &cell.trim().to_lowercase());
    if header.starts_with("required") {
        facts.required = yes;
    } else if header.starts_with("read") {
        facts.read_only = yes;
    } else if header.starts_with("nullable") {
        facts.nullable = yes;
    } else if header.starts_with("key") {
        facts.key = yes;
    } else if header.starts_with("default") && !cell.trim().is_empty() {
        facts.default = Some(cell.trim().to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::super::case::prose;
    use super::*;

    /// A fact as a case writes it: `fact` where it is so, `!fact` where it is denied, `fact=x` for a value.
    fn shown(facts: &PropertyFacts) -> String {
        let truths = [
            ("required", facts.required),
            ("read-only", facts.read_only),
            ("nullable", facts.nullable),
            ("key", facts.key),
            ("filter", facts.filter),
            ("orderby", facts.order_by),
            ("search", facts.search),
            ("expand", facts.expand),
            ("only-on-select", facts.only_on_select),
        ];
        let truths = truths.into_iter().filter_map(|(name, is)| Some(format!("{}{name}", if is? { "" } else { "!" })));
        let operators = Some(facts.filter_operators.join(",")).filter(|list| !list.is_empty());
        let values = [
            ("operators", operators),
            ("default", facts.default.clone()),
            ("items", facts.max_items.map(|count| count.to_string())),
            ("length", facts.max_length.map(|length| length.to_string())),
            ("range", facts.range.map(|(least, greatest)| format!("{least}..{greatest}"))),
            ("deprecated", facts.deprecated.clone()),
        ];
        let values = values.into_iter().filter_map(|(name, value)| Some(format!("{name}={}", value?)));
        truths.chain(values).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn descriptions() {
        let cases = [
            ("", ""),
            ("The name of the item.", ""),
            // Required, optional.
            ("The name. Required.", "required"),
            ("Optional. The name.", "!required"),
            ("The name. A text. (Required)", "required"),
            ("The name (optional).", "!required"),
            ("This property is required.", "required"),
            ("Required when the type is x.", ""),
            ("The required format is x.", ""),
            // Null.
            ("The name. Nullable.", "nullable"),
            ("The name. Not nullable.", "!nullable"),
            ("The name (not nullable).", "!nullable"),
            ("It cannot be null.", "!nullable"),
            // Read-only.
            ("Read-only.", "read-only"),
            ("The id. Read-only. Key.", "read-only key"),
            ("The id (read-only).", "read-only"),
            ("This property is read-only.", "read-only"),
            ("Optional, read-only.", "!required read-only"),
            ("Not read-only.", "!read-only"),
            ("Read-only, nullable.", "read-only nullable"),
            ("This is a read-only attribute.", "read-only"),
            ("This is read-only and automatically generated.", "read-only"),
            ("HTTP methods: GET Read-only. Nullable.", "read-only nullable"),
            ("Read-write.", "!read-only"),
            ("The name. Read/Write.", "!read-only"),
            ("Read-only users may see it.", ""),
            ("Read-only for what others own.", ""),
            ("Set it to Read-only.", ""),
            ("The link gives read-write access.", ""),
            ("Whether the calendar is read-only for others.", ""),
            // Queries.
            ("Supports `$filter` (`eq`, `ne`, `startsWith`).", "filter operators=eq,ne,startsWith"),
            ("Supports `$filter` and `$orderby`.", "filter orderby"),
            ("Supports `$filter` (`eq`) and `orderby`.", "filter orderby operators=eq"),
            ("Supports `orderBy`.", "orderby"),
            ("Does not support `$filter`.", "!filter"),
            ("Doesn't support `$search`.", "!search"),
            ("Supports $expand.", "expand"),
            ("Returned only on `$select`.", "only-on-select"),
            // Another language.
            ("名称。必需。", "required"),
            ("名称。可选，只读。", "!required read-only"),
            ("唯一标识符。键。不可为空。只读。", "read-only !nullable key"),
            ("名称。可为空。支持 `$filter`（`eq`）和 `$orderby`。", "nullable filter orderby"),
            ("大小。默认值为 `3`。", "default=3"),
            ("不支持 `$search`。仅在 `$select` 上返回。", "!search only-on-select"),
            ("Requires `$select` to retrieve.", "only-on-select"),
            ("Returned by default.", "!only-on-select"),
            // Limits.
            ("The maximum length is 64 characters.", "length=64"),
            ("The maximum length is 1,024 characters.", "length=1024"),
            ("Can contain a maximum of 20 items.", "items=20"),
            ("Valid values -10 to 10.", "range=-10..10"),
            // Defaults.
            ("The default value is `false`.", "default=false"),
            ("Default: `low`", "default=low"),
            ("Defaults to 5.", "default=5"),
            ("The default value is set to 50.", "default=50"),
            ("The default is to send it.", ""),
            // Deprecation.
            ("Deprecated. Use another one.", "deprecated=Deprecated"),
            (
                "This property is deprecated and must not be used.",
                "deprecated=This property is deprecated and must not be used",
            ),
            ("Whether deprecated items are shown.", ""),
        ];
        for (text, expected) in cases {
            assert_eq!(shown(&of_prose(&prose(text))), expected, "{text}");
        }
    }

    #[test]
    fn columns_and_markers() {
        let row = |header: &str, cell: &str| MemberRow {
            columns: vec![(header.to_owned(), cell.to_owned())],
            ..MemberRow::default()
        };
        let cases = [
            ("required", "Yes", "required"),
            ("required?", "N", "!required"),
            ("read only", "true", "read-only"),
            ("nullable", "No", "!nullable"),
            ("key", "✓", "key"),
            ("default value", "5", "default=5"),
            ("default", "", ""),
            ("required", "sometimes", ""),
        ];
        for (header, cell, expected) in cases {
            assert_eq!(shown(&of_row(&row(header, cell))), expected, "{header}: {cell}");
        }
        let marked = MemberRow { marker: Some("deprecated".to_owned()), ..MemberRow::default() };
        assert_eq!(shown(&of_row(&marked)), "deprecated=deprecated");
    }
}
