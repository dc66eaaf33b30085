//! Reads what an operation answers: annotations of its responses, the sentences of its response section, its first example.

use serde_json::Value;

use super::sentence::unwrap_collection;
use super::{Claim, Said, Source, TypeWords};
use crate::page::{
    AnnotationKind, Block, BlockRole, Inline, Page, Paragraph, Prose, SectionRole, primitives, sections,
};

/// Returns what a page says, for each source in the order of trust.
pub(super) fn answers(page: &Page) -> Vec<Claim<Said>> {
    let mut claims = annotated(page);
    claims.extend(told(page));
    claims.extend(shown(page));
    claims
}

/// Returns the type that each annotation of a response names; what has no content is of no type.
fn annotated(page: &Page) -> Vec<Claim<Said>> {
    let annotations = page.annotations.iter().filter(|annotation| annotation.kind == AnnotationKind::Response);
    let claims = annotations.filter_map(|annotation| {
        let block = annotation.block.map(|at| &page.blocks[at]).filter(|block| block.message.is_some());
        if block.is_some_and(|block| status_of(block) == Some(204)) {
            return None;
        }
        let (name, wrapped) = unwrap_collection(annotation.facts.ty()?.trim().trim_start_matches('#'));
        let listed = || block.is_some_and(shows_list) && primitives::find(name).is_none();
        let collection = wrapped || annotation.facts.is_collection.unwrap_or_else(listed);
        let words = TypeWords { name: name.to_owned(), target: None, collection };
        Some(Claim { value: Said::Types(vec![words]), source: Source::Annotation, span: annotation.span })
    });
    claims.collect()
}

/// Returns the status of the message in a block.
fn status_of(block: &Block) -> Option<u16> {
    block.message.as_ref()?.status
}

/// Returns whether a block shows an object whose `value` is an array.
fn shows_list(block: &Block) -> bool {
    block.json.as_ref().is_some_and(|json| json.get("value").is_some_and(Value::is_array))
}

/// Returns what the response section says: first the paragraphs that deny an answer or link to a type, then those by which
/// the work goes on, then those that name a primitive type.
fn told(page: &Page) -> Vec<Claim<Said>> {
    let readers = [linked, accepted, worded];
    let claim = |paragraph: &Paragraph, value| Claim { value, source: Source::Prose, span: paragraph.span };
    let read = |reader: fn(&Prose) -> Option<Said>| {
        let paragraphs = sections::paragraphs(page, SectionRole::Response);
        paragraphs.filter_map(move |paragraph| Some(claim(paragraph, reader(&paragraph.prose)?)))
    };
    readers.into_iter().flat_map(read).collect()
}

/// Reads a paragraph that denies an answer or links to types.
fn linked(prose: &Prose) -> Option<Said> {
    if denies(&prose.text.to_ascii_lowercase()) {
        return Some(Said::Nothing);
    }
    let types = linked_types(prose);
    (!types.is_empty()).then_some(Said::Types(types))
}

/// Returns whether a sentence in lower case says that nothing is answered.
fn denies(text: &str) -> bool {
    let never = ["does not return anything", "doesn't return anything"].iter().any(|words| text.contains(words));
    let empty = text.contains("no content") || text.contains("empty response");
    never || (empty && !text.contains("200 ok") && !text.contains("201 created"))
}

/// Reads a paragraph by which the work goes on: what is looked for under an address in a header is no answer.
fn accepted(prose: &Prose) -> Option<Said> {
    let text = prose.text.to_ascii_lowercase();
    (text.contains("202 accepted") && text.contains("location")).then_some(Said::Nothing)
}

/// Words before a link in its clause that make it a collection.
const COLLECTIONS: [&str; 5] = ["collection of", "list of", "array of", "collection containing", "a collection"];

/// Starts of what follows a link that make it a collection.
const PLURALS: [&str; 3] = ["collection", "objects", "object collection"];

/// Returns the types that a paragraph links to, but for those that stand in a header.
fn linked_types(prose: &Prose) -> Vec<TypeWords> {
    let mut found = Vec::new();
    let mut before = String::new();
    let mut inlines = prose.inlines();
    while let Some(inline) = inlines.next() {
        let Inline::Link(link) = inline else {
            before.push_str(if inline == Inline::Break { " " } else { inline.text() });
            continue;
        };
        let lower = before.to_ascii_lowercase();
        before.push_str(&link.text);
        let after = match inlines.clone().next() {
            Some(Inline::Text(text)) => text.to_ascii_lowercase(),
            _ => String::new(),
        };
        let behind: String = inlines.clone().map(Inline::text).collect::<String>().to_ascii_lowercase();
        if in_header(lower.rsplit(". ").next().unwrap_or_default(), &behind) {
            continue;
        }
        let clause = lower.rsplit([',', '.']).next().unwrap_or_default();
        let collection = COLLECTIONS.iter().any(|words| clause.contains(words))
            || PLURALS.iter().any(|words| after.trim_start().starts_with(words))
            || link.text.to_ascii_lowercase().ends_with(" collection");
        found.push(TypeWords { name: link.text.clone(), target: Some(link.target.clone()), collection });
    }
    found
}

/// Returns whether what is linked stands in a header: it is where to look for it, and no answer.
fn in_header(sentence: &str, behind: &str) -> bool {
    let behind = behind.split(['.', ';']).next().unwrap_or_default();
    sentence.contains("header") || sentence.contains("location:") || behind.contains(" header")
}

/// Words that are spelled like primitive types and mean other things in a sentence.
const WORDS: [&str; 5] = ["object", "json", "date", "url", "uri"];

/// Reads a sentence without links: `a String`, `a collection of Boolean`, `a String collection`.
fn worded(prose: &Prose) -> Option<Said> {
    let text = &prose.text;
    let lower = text.to_ascii_lowercase();
    let at = lower.find(" and ").or_else(|| lower.find("returns"))?;
    let words: Vec<&str> = text[at..].split_whitespace().map(|w| w.trim_matches(['.', ',', '`', '*'])).collect();
    let found = words.iter().position(|word| {
        word.starts_with(|c: char| c.is_ascii_uppercase())
            && !WORDS.iter().any(|other| word.eq_ignore_ascii_case(other))
            && primitives::find(word).is_some()
    })?;
    let is = |word: &str, names: &[&str]| names.iter().any(|name| word.eq_ignore_ascii_case(name));
    let collection = words[..found].iter().any(|word| is(word, &["collection", "list"]))
        || words.get(found + 1).is_some_and(|word| is(word, &["collection"]));
    let name = words[found].to_owned();
    Some(Said::Types(vec![TypeWords { name, target: None, collection }]))
}

/// Returns what the first example of a response shows: no content, a truth value or a text, or the type that it names.
fn shown(page: &Page) -> Option<Claim<Said>> {
    let block = page.blocks.iter().find(|block| block.role == BlockRole::ResponseExample)?;
    let claim = |value| Some(Claim { value, source: Source::Example, span: block.span });
    if status_of(block) == Some(204) {
        return claim(Said::Nothing);
    }
    let json = block.json.as_ref()?;
    let words = |name: &str, collection| TypeWords { name: name.to_owned(), target: None, collection };
    let words = match json.get("value") {
        Some(Value::Bool(_)) => words("Edm.Boolean", false),
        Some(Value::String(_)) => words("Edm.String", false),
        Some(Value::Array(items)) => words(type_name(items.first()?)?, true),
        _ => words(type_name(json)?, false),
    };
    claim(Said::Types(vec![words]))
}

/// Returns the type that an object says it is of.
fn type_name(object: &Value) -> Option<&str> {
    Some(object.get("@odata.type")?.as_str()?.trim_start_matches('#'))
}

/// Returns the status codes of success that the response section names, in order.
pub(super) fn statuses(page: &Page) -> Vec<Claim<u16>> {
    let mut found: Vec<Claim<u16>> = Vec::new();
    for paragraph in sections::paragraphs(page, SectionRole::Response) {
        let claim = |value| Claim { value, source: Source::Prose, span: paragraph.span };
        let codes = paragraph.prose.inlines().filter_map(|inline| match inline {
            Inline::Code(code) => Some(code),
            _ => None,
        });
        for code in codes.filter_map(status) {
            if !found.iter().any(|known| known.value == code) {
                found.push(claim(code));
            }
        }
        if found.is_empty() {
            found.extend(paragraph.prose.text.split_whitespace().filter_map(status).map(claim));
        }
    }
    found
}

/// Reads a status code of success at the start of a text.
fn status(text: &str) -> Option<u16> {
    let digits: String = text.trim().chars().take_while(char::is_ascii_digit).collect();
    let code = digits.parse().ok()?;
    (digits.len() == 3 && (200..400).contains(&code)).then_some(code)
}

#[cfg(test)]
mod tests {
    use super::super::case::{prose, said};
    use super::{Prose, Said, accepted, linked, status, worded};

    #[test]
    fn paragraphs_of_response_sections() {
        let cases = [
            ("", ""),
            ("If successful, this method returns `204 No Content` response code.", "nothing"),
            ("If successful, this method returns an empty response body.", "nothing"),
            ("It does not return anything in the response body.", "nothing"),
            ("Returns `200 OK` with an empty response body, or a [user](user.md).", "user"),
            (
                "If successful, this method returns a `200 OK` response code and a [user](../resources/user.md) object.",
                "user",
            ),
            ("Returns `200 OK` and a collection of [user](user.md) objects in the response body.", "user[]"),
            ("Returns a [user](user.md) collection.", "user[]"),
            ("Returns a [user collection](user.md).", "user collection[]"),
            ("Returns a list of [user](user.md).", "user[]"),
            ("Returns [user](user.md) objects.", "user[]"),
            ("Returns a [contact](contact.md) or a [user](user.md).", "contact|user"),
            ("The address of the [operation](operation.md) is in the `Location` header.", ""),
            ("Returns `202 Accepted` and a Location: [operation](operation.md).", "nothing"),
            ("Returns `202 Accepted` and a location to look at.", "nothing"),
            ("If successful, returns `200 OK` and a String in the response body.", "String"),
            ("Returns a collection of Boolean.", "Boolean[]"),
            ("Returns `200 OK` and a String collection.", "String[]"),
            ("Returns `200 OK` and a JSON object.", ""),
        ];
        let readers: [fn(&Prose) -> Option<Said>; 3] = [linked, accepted, worded];
        for (text, expected) in cases {
            let prose = prose(text);
            let found = readers.iter().find_map(|reader| reader(&prose));
            assert_eq!(found.as_ref().map(said).unwrap_or_default(), expected, "{text}");
        }
    }

    #[test]
    fn status_codes() {
        let cases = [("200 OK", Some(200)), ("204", Some(204)), ("404 Not Found", None), ("2000", None), ("OK", None)];
        for (text, expected) in cases {
            assert_eq!(status(text), expected, "{text}");
        }
    }
}
