//! Reads what a request sends, from the prose of its body section.

use super::sentence::{is_name, joins, sentences};
use super::{Claim, Said, Source, TypeWords};
use crate::page::phrases::{Phrases, phrases};
use crate::page::{MarkKind, Page, Prose, Rows, SectionRole, TableRole, sections};
use crate::span::Span;

/// What a paragraph says where nothing is sent.
static DENIALS: Phrases = phrases![
    "do not supply",
    "don't supply",
    "does not supply",
    "doesn't supply",
    "not supply a request body",
    "not require a request body",
    "no request body is required",
    "请勿提供",
    "不要提供",
    "无需请求正文",
    "不需要请求正文",
];

/// Texts in lower case that are all that a section says where nothing is sent.
const NONE: [&str; 2] = ["none", "empty"];

/// What stands in lower case before the name of the type that is sent.
const REPRESENTATIONS: [&str; 2] = ["representation of", "representation for"];

/// What a paragraph holds in lower case where several values are sent.
const COLLECTIONS: [&str; 2] = ["collection of", "array of"];

/// Words in lower case that may stand before the name of a type.
const ARTICLES: [&str; 8] = ["a", "an", "the", "new", "updated", "one", "single", "following"];

/// What the opening sentence of a page begins with in lower case where it names what is sent.
const OPENINGS: [&str; 6] = ["create ", "creates ", "add ", "adds ", "update ", "updates "];

/// What a paragraph before a table holds in lower case where the table is one of several that may be sent.
const CHOICES: [&str; 6] = ["one of the following", " or ", " when ", "alternatively", "instead", " either "];

/// Returns what the body section of a page says, then what its opening sentence does.
pub(super) fn bodies(page: &Page) -> Vec<Claim<Said>> {
    let paragraphs = sections::paragraphs(page, SectionRole::RequestBody);
    let claims = paragraphs.flat_map(|paragraph| {
        let span = paragraph.span;
        sent(&paragraph.prose).into_iter().map(move |value| Claim { value, source: Source::Prose, span })
    });
    let opening = page.description.iter().filter_map(|description| {
        let types = vec![opened(&description.value)?];
        Some(Claim { value: Said::Types(types), source: Source::Title, span: description.span })
    });
    claims.chain(opening).collect()
}

/// Returns whether the tables of a page's body section are alternatives: what stands between them offers a choice.
pub(super) fn is_choice(page: &Page) -> bool {
    let tables: Vec<Span> = page
        .tables
        .iter()
        .filter(|table| table.role == TableRole::RequestBody && matches!(table.rows, Rows::Members(_)))
        .map(|table| table.span)
        .collect();
    let between = |span: Span| tables.windows(2).any(|pair| pair[0].end <= span.start && span.end <= pair[1].start);
    let mut paragraphs = sections::paragraphs(page, SectionRole::RequestBody);
    paragraphs.any(|paragraph| between(paragraph.span) && offers(&paragraph.prose.text))
}

/// Returns whether a paragraph offers what follows it as a choice.
fn offers(text: &str) -> bool {
    let lower = format!(" {} ", text.to_lowercase().trim_end_matches([':', '.', ',', ' ']));
    lower.starts_with(" to ") || CHOICES.iter().any(|words| lower.contains(words))
}

/// Returns the type that a text names behind its introduction without a link: a word that isn't the start of more.
fn named(text: &str) -> Option<TypeWords> {
    let lower = text.to_ascii_lowercase();
    let end = REPRESENTATIONS.iter().find_map(|words| lower.find(words).map(|at| at + words.len()))?;
    let mut words = text[end..].split_whitespace().map(|word| word.trim_end_matches(['.', ',', ':']));
    let name = words.find(|word| !ARTICLES.contains(&word.to_ascii_lowercase().as_str()))?;
    is_name(name).then(|| TypeWords { name: name.to_owned(), target: None, collection: false })
}

/// Returns the type that an opening sentence says is made or changed: its first link.
fn opened(prose: &Prose) -> Option<TypeWords> {
    let lower = prose.text.to_ascii_lowercase();
    OPENINGS.iter().find(|words| lower.starts_with(*words))?;
    let first = sentences(&prose.text).next()?;
    let link = prose.links().next().filter(|link| first.contains(&link.text))?;
    Some(TypeWords { name: link.text.clone(), target: Some(link.target.clone()), collection: false })
}

/// Returns what a paragraph says: that nothing is sent, or the types that it links to or else names, or both.
fn sent(prose: &Prose) -> Vec<Said> {
    let lower = prose.text.to_ascii_lowercase();
    let denies = DENIALS.are_in(&prose.text) || NONE.contains(&lower.trim_end_matches('.'));
    let collection = COLLECTIONS.iter().any(|words| lower.contains(words));
    let mut types: Vec<Vec<TypeWords>> = Vec::new();
    let mut end = None;
    for mark in &prose.marks {
        let MarkKind::Link(link) = &mark.kind else { continue };
        let words = TypeWords { name: link.text.clone(), target: Some(link.target.clone()), collection };
        let between = end.and_then(|end: u32| prose.text.get(end as usize..mark.range.start as usize));
        match types.last_mut().filter(|_| between.is_some_and(joins)) {
            Some(alternatives) => alternatives.push(words),
            None => types.push(vec![words]),
        }
        end = Some(mark.range.end);
    }
    if types.is_empty() {
        types.extend(named(&prose.text).map(|words| vec![words]));
    }
    denies.then_some(Said::Nothing).into_iter().chain(types.into_iter().map(Said::Types)).collect()
}

#[cfg(test)]
mod tests {
    use super::super::case::{prose, said};
    use super::{offers, opened, sent};

    #[test]
    fn paragraphs_of_body_sections() {
        let cases = [
            ("", ""),
            ("Don't supply a request body for this method.", "nothing"),
            ("Do not supply a request body for this method.", "nothing"),
            ("请勿提供此方法的请求正文。", "nothing"),
            ("不要提供此方法的请求正文。", "nothing"),
            ("None.", "nothing"),
            ("Empty", "nothing"),
            ("This method does not require a request body. You can still send MIME.", "nothing"),
            ("No request body is required.", "nothing"),
            ("The request body is empty of surprises.", ""),
            ("In the request body, supply a JSON representation of a [user](../resources/user.md) object.", "user"),
            ("Supply a collection of [user](user.md) objects.", "user[]"),
            ("Supply an array of [user](user.md) objects.", "user[]"),
            ("Supply a [contact](contact.md) or a [user](user.md).", "contact|user"),
            ("Supply a [contact](contact.md); see [user](user.md).", "contact; user"),
            ("Don't supply a body, or supply a [user](user.md).", "nothing; user"),
            ("In the request body, supply a JSON representation for the androidLobApp object.", "androidLobApp"),
            ("Supply a JSON representation of the new **contact** object.", "contact"),
            ("Supply a JSON representation of the `id`, then a [user](user.md).", "user"),
            ("The representation of all 12 parts.", "all"),
        ];
        for (text, expected) in cases {
            let found: Vec<String> = sent(&prose(text)).iter().map(said).collect();
            assert_eq!(found.join("; "), expected, "{text}");
        }
    }

    #[test]
    fn opening_sentences() {
        let cases = [
            ("Create a new [user](user.md).", "user"),
            ("Update the properties of a [user](user.md) object.", "user"),
            ("Creates something. Then see [user](user.md).", ""),
            ("Get a [user](user.md).", ""),
            ("Create a user.", ""),
        ];
        for (text, expected) in cases {
            let found = opened(&prose(text)).map(|words| words.name).unwrap_or_default();
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn choices() {
        let cases = [
            ("To lend it to another library:", true),
            ("Send one of the following properties.", true),
            ("Or:", true),
            ("You can specify the following properties when a sailor enters the boat.", true),
            ("The following table shows the properties.", false),
            ("", false),
        ];
        for (text, expected) in cases {
            assert_eq!(offers(text), expected, "{text}");
        }
    }
}
