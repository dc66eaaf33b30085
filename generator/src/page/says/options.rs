//! Reads which OData options an operation takes, from the prose of its query section.

use super::phrases::{Phrases, phrases};
use super::sentence::sentences;
use super::{Claim, Source};
use crate::page::{MarkKind, Page, Prose, Rows, SectionRole, sections};

/// The options that prose may name.
const OPTIONS: [&str; 9] =
    ["$select", "$filter", "$orderby", "$expand", "$top", "$skip", "$search", "$count", "$skiptoken"];

/// What a sentence says where it denies the options that it names.
static DENIALS: Phrases = phrases!["not support", "n't support"];

/// What query parameters are called.
static CALLED: Phrases = phrases!["query parameter", "query option", "query string"];

/// Words in lower case that may stand between the names of query parameters and what they are called.
const BETWEEN: [&str; 9] = ["and", "or", "and/or", "the", "odata", "following", "such", "as", "named"];

/// Marked words in lower case that are values or operators.
const VALUES: [&str; 8] = ["true", "false", "null", "eq", "ne", "and", "or", "not"];

/// What a sentence says where a call needs all the parameters that the page names.
static REQUIRED: Phrases = phrases!["query parameters are required", "query options are required"];

/// Returns the OData option that a name means, with or without its sign.
pub fn option(name: &str) -> Option<&'static str> {
    let bare = name.trim_start_matches('$');
    OPTIONS.into_iter().find(|option| option[1..].eq_ignore_ascii_case(bare))
}

/// Returns whether a page says that its query parameters are required.
pub(super) fn are_required(page: &Page) -> bool {
    sections::paragraphs(page, SectionRole::QueryParameters).any(|paragraph| REQUIRED.are_in(&paragraph.prose.text))
}

/// Returns the marked names directly before or behind words that call them query parameters; OData's own with their sign.
fn beside(prose: &Prose) -> Vec<String> {
    let lower = prose.text.to_ascii_lowercase();
    let marked = || prose.marks.iter().filter(|mark| !matches!(mark.kind, MarkKind::Link(_)));
    let mut found: Vec<String> = Vec::new();
    for called in CALLED.each(&prose.text) {
        let (start, last) = (called.start(), called.end());
        let before = lower[..start].rfind(". ").map_or(0, |at| at + 2);
        let behind = lower[start..].find(". ").map_or(lower.len(), |at| start + at);
        if DENIALS.are_in(&prose.text[before..behind]) {
            continue;
        }
        let mut end = start;
        for mark in marked().rev().skip_while(|mark| mark.range.end as usize > start) {
            if !lower.get(mark.range.end as usize..end).is_some_and(joins) {
                break;
            }
            end = mark.range.start as usize;
            found.extend(parameter(&prose.text[mark.range.start as usize..mark.range.end as usize]));
        }
        let mut from = last + usize::from(lower[last..].starts_with('s'));
        for mark in marked().skip_while(|mark| (mark.range.start as usize) < last) {
            if !lower.get(from..mark.range.start as usize).is_some_and(joins) {
                break;
            }
            from = mark.range.end as usize;
            found.extend(parameter(&prose.text[mark.range.start as usize..mark.range.end as usize]));
        }
    }
    found
}

/// Returns whether nothing but joining words stands in a text in lower case.
fn joins(text: &str) -> bool {
    let mut words = text.split(|c: char| c.is_whitespace() || ",:".contains(c)).filter(|word| !word.is_empty());
    words.all(|word| BETWEEN.contains(&word))
}

/// Returns the name of the query parameter that marked words are, without a value.
fn parameter(marked: &str) -> Option<String> {
    let name = marked.split('=').next()?.trim().trim_start_matches('?');
    let starts = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '@');
    let is_word = starts && name.chars().all(|c| c.is_ascii_alphanumeric() || "@._-".contains(c));
    let named = is_word && !VALUES.contains(&name.to_ascii_lowercase().as_str());
    option(name).map(str::to_owned).or_else(|| named.then(|| name.to_owned()))
}

/// Returns the options that a page says are supported, each once.
pub(super) fn options(page: &Page) -> Vec<Claim<String>> {
    let mut found: Vec<Claim<String>> = Vec::new();
    for paragraph in sections::paragraphs(page, SectionRole::QueryParameters) {
        let options = named(&paragraph.prose.text).into_iter().map(str::to_owned);
        let beside = beside(&paragraph.prose).into_iter();
        for option in options.chain(beside.filter(|name| name.starts_with('$') || !is_header(page, name))) {
            if !found.iter().any(|known| known.value.eq_ignore_ascii_case(&option)) {
                found.push(Claim { value: option, source: Source::Prose, span: paragraph.span });
            }
        }
    }
    found
}

/// Returns whether a table of the page has a header of this name, or with this value.
fn is_header(page: &Page, name: &str) -> bool {
    page.tables.iter().any(|table| match &table.rows {
        Rows::Headers(rows) => rows.iter().any(|row| {
            let mut values = row.description.text.split(|c: char| c.is_whitespace() || ".,:;=".contains(c));
            row.name.eq_ignore_ascii_case(name) || values.any(|value| value == name)
        }),
        _ => false,
    })
}

/// Returns the options that a text says are supported.
fn named(text: &str) -> Vec<&'static str> {
    if !text.contains('$') {
        return Vec::new();
    }
    let affirming = sentences(text).filter(|sentence| !DENIALS.are_in(sentence)).map(str::to_ascii_lowercase);
    let named = |sentence: String| OPTIONS.into_iter().filter(move |option| sentence.contains(option));
    affirming.flat_map(named).collect()
}

#[cfg(test)]
mod tests {
    use super::super::case::prose;
    use super::{beside, named};

    #[test]
    fn sentences_of_query_sections() {
        let cases = [
            ("", ""),
            ("This method supports the OData query parameters to help customize the response.", ""),
            ("This method supports $select and $top.", "$select $top"),
            ("Supports $Filter. It does not support $search.", "$filter"),
            ("It doesn't support $count; use $skipToken.", "$skip $skiptoken"),
        ];
        for (text, expected) in cases {
            assert_eq!(named(text).join(" "), expected, "{text}");
        }
    }

    #[test]
    fn names_beside_what_they_are_called() {
        let cases = [
            ("Supports the `orderby` and `includeHidden` query parameters.", "includeHidden $orderby"),
            ("Supports the `@x.onClash` query parameter, which matters.", "@x.onClash"),
            ("Use the query parameter `format=pdf`; `id` is another thing.", "format"),
            ("Does not support the `expand` query parameter. Set `a` to `true`.", ""),
            ("The `ids` of things are no query parameters.", ""),
            ("With `true` query parameters end.", ""),
            ("", ""),
        ];
        for (text, expected) in cases {
            assert_eq!(beside(&prose(text)).join(" "), expected, "{text}");
        }
    }
}
