//! Reads what a request sends, from the prose of its body section.

use super::{Claim, Said, Source, TypeWords};
use crate::page::{Page, Prose, SectionRole, sections};

/// What a paragraph says in lower case where nothing is sent.
const DENIALS: [&str; 6] =
    ["do not supply", "don't supply", "does not supply", "doesn't supply", "not supply a request body", "请勿提供"];

/// Texts in lower case that are all that a section says where nothing is sent.
const NONE: [&str; 2] = ["none", "empty"];

/// Returns what the body section of a page says.
pub(super) fn bodies(page: &Page) -> Vec<Claim<Said>> {
    let paragraphs = sections::paragraphs(page, SectionRole::RequestBody);
    let claims = paragraphs.flat_map(|paragraph| {
        let span = paragraph.span;
        sent(&paragraph.prose).into_iter().map(move |value| Claim { value, source: Source::Prose, span })
    });
    claims.collect()
}

/// Returns what a paragraph says: that nothing is sent, or the types that it links to, or both.
fn sent(prose: &Prose) -> Vec<Said> {
    let lower = prose.text.to_ascii_lowercase();
    let denies = DENIALS.iter().any(|words| lower.contains(words)) || NONE.contains(&lower.trim_end_matches('.'));
    let collection = lower.contains("collection of");
    let words =
        prose.links().map(|link| TypeWords { name: link.text.clone(), target: Some(link.target.clone()), collection });
    let types: Vec<TypeWords> = words.collect();
    let nothing = denies.then_some(Said::Nothing);
    nothing.into_iter().chain((!types.is_empty()).then_some(Said::Types(types))).collect()
}

#[cfg(test)]
mod tests {
    use super::super::case::{prose, said};
    use super::sent;

    #[test]
    fn paragraphs_of_body_sections() {
        let cases = [
            ("", ""),
            ("Don't supply a request body for this method.", "nothing"),
            ("Do not supply a request body for this method.", "nothing"),
            ("请勿提供此方法的请求正文。", "nothing"),
            ("None.", "nothing"),
            ("Empty", "nothing"),
            ("The request body is empty of surprises.", ""),
            ("In the request body, supply a JSON representation of a [user](../resources/user.md) object.", "user"),
            ("Supply a collection of [user](user.md) objects.", "user[]"),
            ("Supply a [contact](contact.md) or a [user](user.md).", "contact|user"),
            ("Don't supply a body, or supply a [user](user.md).", "nothing; user"),
        ];
        for (text, expected) in cases {
            let found: Vec<String> = sent(&prose(text)).iter().map(said).collect();
            assert_eq!(found.join("; "), expected, "{text}");
        }
    }
}
