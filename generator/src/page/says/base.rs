//! Reads which type a type is derived from, and which are derived from it: the sentences of its page, its rows, its lists.

use super::sentence::sentences;
use super::{Claim, Source, Subtype, TypeWords};
use crate::page::phrases::{Phrases, phrases};
use crate::page::{Inline, Link, Page, PageKind, Paragraph, Prose, Rows};
use crate::span::Span;

/// Phrases before the name of a base type.
static PHRASES: Phrases = phrases![
    "inherits from",
    "inherits properties from",
    "derived from",
    "derives from",
    "are inherited from",
    "继承自",
    "subtype of",
    "sub-type of",
    "subclass of",
    "subclass from",
    "extends the",
];

/// Phrases of rows before the name of the type that declares them.
static ROW_PHRASES: Phrases = phrases!["inherited from", "继承自", "继承"];

/// Returns the base types that the description and the other paragraphs of a page name.
pub(super) fn bases(page: &Page) -> Vec<Claim<TypeWords>> {
    let described = page.description.iter().map(|description| (description.span, &description.value));
    let paragraphs = page.paragraphs.iter().map(|paragraph| (paragraph.span, &paragraph.prose));
    let claim = |span, value| Claim { value, source: Source::Prose, span };
    let read = |(span, prose)| named_after(prose, &PHRASES).into_iter().map(move |value| claim(span, value));
    described.chain(paragraphs).flat_map(read).collect()
}

/// Returns the type that a row says it is inherited from.
pub(super) fn of_row(description: &Prose) -> Vec<TypeWords> {
    named_after(description, &ROW_PHRASES)
}

/// Returns whether a description says that its row is inherited.
pub fn inherits(description: &Prose) -> bool {
    ROW_PHRASES.are_in(&description.text)
}

/// Returns whether a description says no more than from where its row is inherited.
pub fn only_inherits(description: &Prose) -> bool {
    let refers = |sentence: &str| ROW_PHRASES.each(sentence).any(|found| found.start() == 0);
    sentences(&description.text).all(refers)
}

/// Returns what may name the type that follows such a phrase within the same sentence: a word, which may be an ordinary one,
/// and the first thing that is marked up.
fn named_after(prose: &Prose, phrases: &Phrases) -> Vec<TypeWords> {
    let mut found = Vec::new();
    if !phrases.are_in(&prose.text) {
        return found;
    }
    let unlinked = |name: &str| TypeWords { name: name.to_owned(), ..TypeWords::default() };
    let mut open = false;
    for inline in prose.inlines() {
        match inline {
            Inline::Text(text) => {
                let phrase = phrases.each(text).map(|found| found.end()).max();
                let rest = &text[phrase.unwrap_or_default()..];
                open = (open || phrase.is_some()) && !rest.contains(". ");
                if phrase.is_some() && open && rest.split_whitespace().count() <= 2 {
                    let mut words = rest.split_whitespace().map(|word| word.trim_matches(['.', ',', ':']));
                    found.extend(words.find(|word| word.len() > 3).map(|word| unlinked(&word.to_ascii_lowercase())));
                }
            }
            Inline::Link(link) if open => {
                found.push(linked(link));
                return found;
            }
            Inline::Code(name) | Inline::Strong(name) | Inline::Emphasis(name) if open => {
                found.push(unlinked(name.trim()));
                return found;
            }
            _ => {}
        }
    }
    found
}

fn linked(link: &Link) -> TypeWords {
    TypeWords { name: link.text.clone(), target: Some(link.target.clone()), collection: false }
}

/// Phrases before the types that are derived from the one that a page is about.
static LISTS: Phrases =
    phrases!["following derived types", "the derived types are", "is the base type for the following"];

/// Phrases between a type and those that are derived from it.
static CALLS: Phrases = phrases![" is the base type for", " is the base type of"];

/// Phrases right before the types that are derived from the one that a page is about.
static DIRECTLY: Phrases =
    phrases!["base type of", "base type for", "base class of", "base class for", "base entity for"];

/// Words in lower case that may stand between such a phrase and the types, and between these.
const BETWEEN: [&str; 5] = ["the", "both", "and", "or", "types"];

/// Phrases behind the types that are derived from the one that a page is about.
static CALLED_SUBTYPES: Phrases = phrases!["are subclasses of this", "are derived from this"];

/// What the heading of a section says in lower case that lists derived types.
const HEADING: &str = "derived types";

/// Returns the types that the page of a base lists: in tables and paragraphs under a heading `Derived types`, or in a
/// paragraph that calls the type the base of those it links to. Only the page of a type lists them.
pub(super) fn subtypes(page: &Page) -> Vec<Claim<Subtype>> {
    if page.kind != PageKind::Resource {
        return Vec::new();
    }
    let listing: Vec<bool> =
        page.sections.iter().map(|section| section.title.to_ascii_lowercase().contains(HEADING)).collect();
    let derived = |section: Option<usize>| section.is_some_and(|at| listing[at]);
    let mut found = Vec::new();
    for table in page.tables.iter().filter(|table| derived(table.section)) {
        let Rows::Cells(rows) = &table.rows else { continue };
        let cells = rows.iter().filter_map(|row| row.first());
        found.extend(cells.flat_map(Prose::links).map(|link| subtype(link, None, table.span)));
    }
    let mut goes_on = false;
    for Paragraph { prose, span, section, list_item, .. } in &page.paragraphs {
        found.extend(listed(prose).into_iter().map(|(link, base)| subtype(link, base, *span)));
        if (goes_on && *list_item) || derived(*section) {
            found.extend(prose.links().map(|link| subtype(link, None, *span)));
        }
        goes_on = (goes_on && *list_item) || LISTS.are_in(&prose.text);
    }
    found
}

fn subtype(link: &Link, base: Option<String>, span: Span) -> Claim<Subtype> {
    // Lists of types are as good as the tables that list what a type can do.
    Claim { value: Subtype { words: linked(link), base }, source: Source::MethodTable, span }
}

/// Returns the links that follow a phrase within its sentence, with the word that names the base where the phrase has one.
/// Emphasis is read as plain text.
fn listed(prose: &Prose) -> Vec<(&Link, Option<String>)> {
    let mut found = Vec::new();
    if prose.links().next().is_none() {
        return found;
    }
    let (mut before, mut passed) = (String::new(), Vec::new());
    for inline in prose.inlines() {
        match inline {
            Inline::Text(text) | Inline::Code(text) | Inline::Strong(text) | Inline::Emphasis(text) => {
                before.push_str(text);
                if CALLED_SUBTYPES.are_in(&before) {
                    found.extend(passed.drain(..).map(|link| (link, None)));
                }
                if let Some(end) = before.rfind(". ") {
                    before.drain(..end + 2);
                    passed.clear();
                }
            }
            Inline::Link(link) => match called(&before) {
                Some(base) => found.push((link, base)),
                None => {
                    before.push(' ');
                    passed.push(link);
                }
            },
            Inline::Break => before.push(' '),
            Inline::Item { .. } => {}
        }
    }
    found
}

/// Returns which type the start of a sentence calls the base of what follows, if it does: none stands for the
/// one that the page is about.
fn called(before: &str) -> Option<Option<String>> {
    if LISTS.are_in(before) {
        return Some(None);
    }
    if let Some(at) = CALLS.each(before).map(|found| found.start()).max() {
        return Some(Some(before[..at].split_whitespace().next_back().unwrap_or_default().to_lowercase()));
    }
    let behind = DIRECTLY.each(before).map(|found| found.end()).max()?;
    let mut words = before[behind..].split([' ', ',']).filter(|word| !word.is_empty());
    words.all(|word| BETWEEN.contains(&word.to_lowercase().as_str())).then_some(None)
}

#[cfg(test)]
mod tests {
    use super::super::case::{prose, words};
    use super::{PHRASES, ROW_PHRASES, listed, named_after, only_inherits};

    #[test]
    fn sentences_about_bases() {
        let cases = [
            ("", ""),
            ("Represents a user.", ""),
            ("Represents a user. Inherits from [directoryObject](directoryobject.md).", "directoryObject"),
            ("It inherits from the **item** type.", "item"),
            ("This resource is derived from `entity`.", "entity"),
            ("This type is a subtype of [identity](identity.md).", "identity"),
            ("Inherits from outlookItem", "outlookitem"),
            ("继承自 [entity](entity.md)。", "entity"),
            ("A subclass of [resource](resource.md).", "resource"),
            ("This is a subclass from [grade](grade.md).", "grade"),
            ("Inherits from base class [item](item.md).", "base item"),
            ("Inherits from a type. See [user](user.md).", ""),
            ("It inherits nothing.", ""),
        ];
        for (text, expected) in cases {
            let found: Vec<String> = named_after(&prose(text), &PHRASES).iter().map(words).collect();
            assert_eq!(found.join(" "), expected, "{text}");
        }
    }

    #[test]
    fn rows_of_bases() {
        let cases = [
            ("The id. Inherited from [entity](entity.md).", "entity"),
            ("The id. Inherited from entity.", "entity"),
            ("继承自 [entity](entity.md)", "entity"),
            ("Permissions that are inherited.", ""),
        ];
        for (text, expected) in cases {
            let found: Vec<String> = named_after(&prose(text), &ROW_PHRASES).iter().map(words).collect();
            assert_eq!(found.join(" "), expected, "{text}");
        }
    }

    #[test]
    fn rows_without_words_of_their_own() {
        let cases = [
            ("", true),
            ("Inherited from [entity](entity.md).", true),
            ("The id. Inherited from [entity](entity.md).", false),
            ("Inherited from [entity](entity.md). Read-only.", false),
        ];
        for (text, expected) in cases {
            assert_eq!(only_inherits(&prose(text)), expected, "{text}");
        }
    }

    #[test]
    fn lists_of_subtypes() {
        let cases = [
            ("", ""),
            ("See [user](user.md).", ""),
            ("The derived types are [a](a.md) and [b](b.md).", "a b"),
            ("The item is the base type for [a](a.md), [b](b.md). See [c](c.md).", "a<item b<item"),
            ("**item** is the base type of [a](a.md).", "a<item"),
            ("Base type of [a](a.md).", "a"),
            ("Base type for [a](a.md), [b](b.md), and [c](c.md).", "a b c"),
            ("Represents a base item. The base class of both [a](a.md) and [b](b.md). See [c](c.md).", "a b"),
            ("An abstract base type for rules that guard [doors](door.md).", ""),
            ("Base type of [a](a.md), which a [b](b.md) holds.", "a"),
            ("The [a](a.md) and [b](b.md) resources are subclasses of this superclass.", "a b"),
            ("See [c](c.md). The [a](a.md) and [b](b.md) types are derived from this type.", "a b"),
        ];
        for (text, expected) in cases {
            let prose = prose(text);
            let shown = listed(&prose).into_iter().map(|(link, base)| match base {
                Some(base) => format!("{}<{base}", link.text),
                None => link.text.clone(),
            });
            assert_eq!(shown.collect::<Vec<_>>().join(" "), expected, "{text}");
        }
    }
}
