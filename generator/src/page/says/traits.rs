//! Reads what a page calls its type as a whole: abstract, open, the base of others, a combination of values, deprecated.

use super::{Claim, Source, Trait};
use crate::page::phrases::{Phrases, phrases};
use crate::page::{Page, PageKind, SectionRole, TableRole};
use crate::span::Span;

/// Phrases by which a text that stands before the first section calls a type abstract.
static ABSTRACT: Phrases = phrases![
    "abstract type",
    "abstract class",
    "abstract base",
    "abstract entity",
    "abstract resource",
    "is abstract",
    "never be instantiated",
    "can't be instantiated",
    "cannot be instantiated",
    "cannot instantiate",
    "抽象类型",
    "抽象基",
];

/// Phrases by which such a text calls a type the base of others.
static BASE: Phrases = phrases!["is the base ", "base type for", "base class"];

/// Phrases that call a type open, wherever they stand.
static OPEN: Phrases =
    phrases!["is an open type", "this is an open type", "open type that allows", "instances of this open type"];

/// Phrases that say of an enum type that a value is several members.
static FLAGS: Phrases =
    phrases!["multi-valued", "multivalued", "flags enum", "flagged enum", "bitmask", "combination of", "(flags)",];

/// Returns what the paragraphs and alerts of a page call its type.
pub(super) fn traits(page: &Page) -> Vec<Claim<Trait>> {
    let in_front = |section: Option<usize>| section.is_none_or(|at| page.sections[at].role == SectionRole::Title);
    let read = texts(page).flat_map(|(text, section, span)| {
        let traits = called(text, in_front(section));
        traits.into_iter().map(move |value| Claim { value, source: Source::Prose, span })
    });
    read.collect()
}

/// Returns the paragraphs of a page and its alerts, each with its section and place.
fn texts(page: &Page) -> impl Iterator<Item = (&str, Option<usize>, Span)> {
    let paragraphs = page.paragraphs.iter().map(|paragraph| (&paragraph.prose, paragraph.section, paragraph.span));
    let alerts = page.notes.iter().filter(|note| note.quoted).map(|note| (&note.prose, note.section, note.span));
    paragraphs.chain(alerts).map(|(prose, section, span)| (prose.text.as_str(), section, span))
}

/// Returns what a text calls its type; what it doesn't stand in front of may speak of other types.
fn called(text: &str, in_front: bool) -> Vec<Trait> {
    let tables = [(&ABSTRACT, Trait::Abstract, in_front), (&BASE, Trait::Base, in_front), (&OPEN, Trait::Open, true)];
    let said = tables.into_iter().filter(|(phrases, _, asked)| *asked && phrases.are_in(text));
    said.map(|(_, value, _)| value).collect()
}

/// Returns the sections of a page of enum types that say that their values are combined.
pub(super) fn flags(page: &Page) -> Vec<Claim<Option<usize>>> {
    let lists_members = page.tables.iter().any(|table| table.role == TableRole::Members);
    if page.kind != PageKind::Enum && !lists_members {
        return Vec::new();
    }
    let says = texts(page).filter(|(text, ..)| FLAGS.are_in(text));
    says.map(|(_, section, span)| Claim { value: section, source: Source::Prose, span }).collect()
}

/// Returns the deprecation notice of a page: a note about all of it, else the mark in its title.
pub(super) fn deprecation(page: &Page) -> Option<String> {
    let noted = page.notes.iter().filter(|note| note.quoted).map(|note| &note.prose.text).find(|text| deprecates(text));
    let titled = page.title.as_ref().filter(|title| title.value.to_ascii_lowercase().contains("(deprecated)"));
    noted.cloned().or_else(|| titled.map(|_| "Deprecated".to_owned()))
}

/// Returns whether a note deprecates what its page is about.
fn deprecates(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    lower.contains("deprecated") && (lower.contains("this ") || lower.starts_with("deprecated"))
}

#[cfg(test)]
mod tests {
    use super::{FLAGS, called, deprecates};

    #[test]
    fn paragraphs_about_types() {
        let cases = [
            ("", "[]", "[]"),
            ("Represents a user.", "[]", "[]"),
            ("This is an abstract type.", "[Abstract]", "[]"),
            ("The item is abstract.", "[Abstract]", "[]"),
            ("This type will never be instantiated.", "[Abstract]", "[]"),
            ("An abstract base type for items.", "[Abstract, Base]", "[]"),
            ("It is the base class of items.", "[Base]", "[]"),
            ("This resource is an open type.", "[Open]", "[Open]"),
            ("An open type that allows other properties.", "[Open]", "[Open]"),
            ("The API is open to all.", "[]", "[]"),
            ("这是一个抽象类型。", "[Abstract]", "[]"),
        ];
        for (text, in_front, behind) in cases {
            assert_eq!(format!("{:?}", called(text, true)), in_front, "{text}");
            assert_eq!(format!("{:?}", called(text, false)), behind, "{text}");
        }
    }

    #[test]
    fn combined_values() {
        let cases = [
            ("This is a multi-valued enumeration.", true),
            ("A flags enum.", true),
            ("A combination of values.", true),
            ("The possible values of the flag.", false),
        ];
        for (text, expected) in cases {
            assert_eq!(FLAGS.are_in(text), expected, "{text}");
        }
    }

    #[test]
    fn notices() {
        let cases = [
            ("This API is deprecated and will stop returning data.", true),
            ("Deprecated. Use another one.", true),
            ("The beta version is deprecated.", false),
            ("This API is new.", false),
        ];
        for (text, expected) in cases {
            assert_eq!(deprecates(text), expected, "{text}");
        }
    }
}
