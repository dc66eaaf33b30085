//! Reading prose: sentences, links, code spans and the value lists that descriptions hold.

use crate::page::{Inline, Prose};

/// The sentences of a plain text, without their full stops.
pub fn sentences(text: &str) -> impl Iterator<Item = &str> {
    text.split(['\n', ';'])
        .flat_map(|line| line.split(". "))
        .flat_map(glued)
        .map(|sentence| sentence.trim().trim_end_matches('.').trim_end())
        .filter(|sentence| !sentence.is_empty())
}

/// Two sentences that no space stands between, the first of which ends with a bracket.
fn glued(text: &str) -> impl Iterator<Item = &str> {
    let end = text.match_indices(").").map(|(at, _)| at + 2).find(|end| {
        let next = text[*end..].chars().next();
        next.is_some_and(char::is_uppercase)
    });
    let (first, second) = end.map_or((text, ""), |end| text.split_at(end));
    [first, second].into_iter()
}

/// Whether a word is what names are made of: a letter or `_` first, then letters, digits, `_`, `.` and `-`.
pub fn is_name(word: &str) -> bool {
    let mut chars = word.chars();
    chars.next().is_some_and(|c| c.is_ascii_alphabetic() || c == '_')
        && chars.all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-'))
}

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

/// The values that a description lists as all that there are, in order; empty where it lists none.
pub fn value_list(prose: &Prose) -> Vec<String> {
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

/// What follows the first phrase that introduces a list.
fn after_phrase(text: &str) -> Option<&str> {
    let lower = text.to_ascii_lowercase();
    if !lower.contains("value") {
        return None; // It is in all phrases, and most texts have none.
    }
    let end = LISTS.iter().filter_map(|phrase| Some(lower.find(phrase)? + phrase.len())).min()?;
    text.get(end..)
}

/// Whether a sentence ends within a text that stands between two values.
fn ends_sentence(text: &str) -> bool {
    text.contains(". ") || text.trim_end().ends_with('.')
}

/// The values of a list that isn't marked up: `low, normal and high.`
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
