//! Makes the prose of a case from a line of markdown: `code`, **strong**, *emphasis* and [links](target).

use super::{Said, TypeWords};
use crate::page::{Inline, Link, Prose};

/// Marks with what opens and closes them.
const MARKS: [(&str, for<'t> fn(&'t str) -> Inline<'t>); 3] =
    [("`", |text| Inline::Code(text)), ("**", |text| Inline::Strong(text)), ("*", |text| Inline::Emphasis(text))];

/// Returns the prose of a line of markdown.
pub(in crate::page) fn prose(markdown: &str) -> Prose {
    let mut prose = Prose::default();
    let mut rest = markdown;
    while let Some(at) = rest.find(['`', '*', '[']) {
        prose.push(Inline::Text(&rest[..at]));
        rest = marked(&mut prose, &rest[at..]);
    }
    prose.push(Inline::Text(rest));
    prose
}

/// Adds what is marked at the start of a text, and returns the rest.
fn marked<'t>(prose: &mut Prose, text: &'t str) -> &'t str {
    if let Some((label, rest)) = text.strip_prefix('[').and_then(|text| text.split_once("]("))
        && let Some((target, rest)) = rest.split_once(')')
    {
        prose.push(Inline::Link(&Link { text: label.to_owned(), target: target.to_owned() }));
        return rest;
    }
    for (mark, inline) in MARKS {
        if let Some((inner, rest)) = text.strip_prefix(mark).and_then(|text| text.split_once(mark)) {
            prose.push(inline(inner));
            return rest;
        }
    }
    prose.push(Inline::Text(&text[..1]));
    &text[1..]
}

/// Returns what is said of a body or an answer as a case writes it: `nothing`, `bytes`, `json`, `json[]`, `user`, `user[]`,
/// `user|group`.
pub(super) fn said(said: &Said) -> String {
    match said {
        Said::Nothing => "nothing".to_owned(),
        Said::Bytes => "bytes".to_owned(),
        Said::Json { collection } => if *collection { "json[]" } else { "json" }.to_owned(),
        Said::Types(types) => types.iter().map(words).collect::<Vec<_>>().join("|"),
    }
}

/// Returns a type as a case writes it.
pub(super) fn words(words: &TypeWords) -> String {
    format!("{}{}", words.name, if words.collection { "[]" } else { "" })
}
