//! Reads the value lists of descriptions: `Possible values are: …`.

use super::sentence::is_name;
use crate::page::{Inline, Prose};

/// Phrases that introduce the list of all values of a property.
const LISTS: [&str; 12] = [
    "possible values are",
    "possible values:",
    "possible values include",
    "possible value is",
    "the possible values",
    "valid values are",
    "valid values:",
    "supported values are",
    "supported values:",
    "allowed values are",
    "allowed values:",
    "one of the following values",
];

/// Returns the values that a description lists as all that there are, in order; none where it lists none.
pub(super) fn value_list(prose: &Prose) -> Vec<String> {
    let mut inlines = prose.inlines();
    let Some(rest) = inlines.find_map(|inline| match inline {
        Inline::Text(text) => after_phrase(text),
        _ => None,
    }) else {
        return Vec::new();
    };
    let mut values: Vec<String> = Vec::new();
    let mut add = |value: &str| {
        let value = value.trim().trim_matches(['"', '\'']);
        if is_name(value) && !values.iter().any(|known| known == value) {
            values.push(value.to_owned());
        }
    };
    let marked = |inline: Inline<'_>| matches!(inline, Inline::Code(_) | Inline::Strong(_) | Inline::Emphasis(_));
    if ends_sentence(rest) || !inlines.clone().any(marked) {
        bare_words(rest).for_each(add);
        return values;
    }
    for inline in inlines {
        match inline {
            Inline::Code(value) | Inline::Strong(value) | Inline::Emphasis(value) => {
                value.split([',', '|']).for_each(&mut add);
            }
            Inline::Text(text) if ends_sentence(text) => break,
            _ => {}
        }
    }
    values
}

/// Returns what follows the first phrase that introduces a list.
fn after_phrase(text: &str) -> Option<&str> {
    let lower = text.to_ascii_lowercase();
    if !lower.contains("value") {
        return None; // It is in all phrases, and most texts have none.
    }
    let end = LISTS.iter().filter_map(|phrase| Some(lower.find(phrase)? + phrase.len())).min()?;
    text.get(end..)
}

/// Returns whether a sentence ends within a text that stands between two values.
fn ends_sentence(text: &str) -> bool {
    text.contains(". ") || text.trim_end().ends_with('.')
}

/// Returns the values of a list that isn't marked up: `low, normal and high.`
fn bare_words(text: &str) -> impl Iterator<Item = &str> {
    let text = text.trim_start().trim_start_matches([':', '-']);
    let end = text.find(". ").unwrap_or(text.len());
    let list = text[..end].trim().trim_end_matches('.');
    let separated = list.contains(',') || list.contains(" or ") || list.contains(" and ");
    list.split([',', ';', '|'])
        .flat_map(|part| part.split(" or "))
        .flat_map(|part| part.split(" and "))
        .map(|part| part.trim().trim_start_matches("or ").trim_start_matches("and ").trim())
        .filter(move |part| separated && !part.is_empty() && !part.contains(' '))
}

#[cfg(test)]
mod tests {
    use super::super::case::prose;
    use super::value_list;

    #[test]
    fn descriptions() {
        let cases = [
            ("", ""),
            ("The color of the item.", ""),
            ("Possible values are: `red`, `green`, `blue`.", "red green blue"),
            ("The color. The possible values are: `red`, `green`. Use `any` for others.", "red green"),
            ("Possible values are **red** and **green**.", "red green"),
            ("Possible values are: low, normal and high.", "low normal high"),
            ("Possible values: low, normal.", "low normal"),
            ("Supported values are *red*, *green*.", "red green"),
            ("Valid values are: `1`, `two`.", "two"),
            ("One of the following values: `red`, `red`, `green`.", "red green"),
            ("Possible values are: `red, green`.", "red green"),
        ];
        for (text, expected) in cases {
            assert_eq!(value_list(&prose(text)).join(" "), expected, "{text}");
        }
    }
}
