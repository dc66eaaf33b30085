//! Reads which OData options an operation takes, from the prose of its query section.

use super::sentence::sentences;
use super::{Claim, Source};
use crate::page::{Page, SectionRole, sections};

/// The options that prose may name.
const OPTIONS: [&str; 9] =
    ["$select", "$filter", "$orderby", "$expand", "$top", "$skip", "$search", "$count", "$skiptoken"];

/// What a sentence says in lower case where it denies the options that it names.
const DENIALS: [&str; 2] = ["not support", "n't support"];

/// Returns the options that a page says are supported, each once.
pub(super) fn options(page: &Page) -> Vec<Claim<String>> {
    let mut found: Vec<Claim<String>> = Vec::new();
    for paragraph in sections::paragraphs(page, SectionRole::QueryParameters) {
        for option in named(&paragraph.prose.text) {
            if !found.iter().any(|known| known.value == option) {
                found.push(Claim { value: option.to_owned(), source: Source::Prose, span: paragraph.span });
            }
        }
    }
    found
}

/// Returns the options that a text says are supported.
fn named(text: &str) -> Vec<&'static str> {
    if !text.contains('$') {
        return Vec::new();
    }
    let lower: Vec<String> = sentences(text).map(str::to_ascii_lowercase).collect();
    let affirming = lower.iter().filter(|sentence| !DENIALS.iter().any(|words| sentence.contains(words)));
    affirming.flat_map(|sentence| OPTIONS.into_iter().filter(|option| sentence.contains(option))).collect()
}

#[cfg(test)]
mod tests {
    use super::named;

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
}
