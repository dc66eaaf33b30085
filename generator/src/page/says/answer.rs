//! Reads what an operation answers: annotations of its responses, the sentences of its response section, its first example.

use serde_json::Value;

use super::sentence::{is_name, joins, sentences, unwrap_collection};
use super::{Claim, Said, Source, TypeWords};
use crate::page::phrases::{Phrases, phrases};
use crate::page::{
    Annotation, AnnotationKind, Block, BlockRole, Inline, Link, Page, Paragraph, Prose, SectionRole, primitives,
    sections, words,
};

/// Returns what a page says of all its answers: annotations of what is no example, then the sentences of its response section.
pub(super) fn answers(page: &Page) -> Vec<Claim<Said>> {
    let shown: Vec<usize> = page.examples.iter().filter_map(|example| example.response).collect();
    let annotations = page.annotations.iter().filter(|annotation| annotation.kind == AnnotationKind::Response);
    // What another service answers is none of the answers of this one.
    let is_apart = |at: usize| !shown.contains(&at) && page.blocks[at].role != BlockRole::OtherService;
    let apart = annotations.filter(|annotation| annotation.block.is_none_or(is_apart));
    let mut claims: Vec<Claim<Said>> =
        apart.filter_map(|annotation| annotated(annotation, annotation.block.map(|at| &page.blocks[at]))).collect();
    claims.extend(told(page));
    claims.extend(sampled(page));
    claims
}

/// Returns what the answer of an example says of itself: the type of its annotation, then what its message shows.
pub(super) fn of_example(page: &Page, response: usize) -> Vec<Claim<Said>> {
    let block = &page.blocks[response];
    let annotation = block.annotation.map(|at| &page.annotations[at]);
    let annotation = annotation.filter(|annotation| annotation.kind == AnnotationKind::Response);
    let named = annotation.and_then(|annotation| annotated(annotation, Some(block)));
    let shown = shown(block).map(|value| Claim { value, source: Source::Example, span: block.span });
    named.into_iter().chain(shown).collect()
}

/// Returns the type that the annotation of a response names.
fn annotated(annotation: &Annotation, block: Option<&Block>) -> Option<Claim<Said>> {
    let block = block.filter(|block| block.message.is_some());
    let (name, wrapped) = unwrap_collection(annotation.facts.ty()?.trim().trim_start_matches('#'));
    if words::meaning(words::NO_TYPE, &name.to_ascii_lowercase()).is_some() {
        return None;
    }
    let listed = || block.is_some_and(shows_list) && primitives::find(name).is_none();
    let collection = wrapped || annotation.facts.is_collection.unwrap_or_else(listed);
    if collection && primitives::find(name).is_some() && block.is_some_and(shows_members) {
        return None;
    }
    let words = TypeWords { name: name.to_owned(), target: None, collection };
    Some(Claim { value: Said::Types(vec![words]), source: Source::Annotation, span: annotation.span })
}

/// Returns whether a block shows an object with members but `value`, which is no list.
fn shows_members(block: &Block) -> bool {
    let object = block.json.as_ref().and_then(Value::as_object);
    object.is_some_and(|object| !object.is_empty() && !object.contains_key("value"))
}

/// Returns whether a block shows an object whose `value` is an array.
fn shows_list(block: &Block) -> bool {
    block.json.as_ref().is_some_and(|json| json.get("value").is_some_and(Value::is_array))
}

/// Returns what the response section says: first the paragraphs that deny an answer or link to a type, then those by which
/// the work goes on, then those that name a primitive type, and last those that speak of content or of JSON and name none.
fn told(page: &Page) -> Vec<Claim<Said>> {
    let readers: [fn(&Prose) -> Vec<Said>; 5] = [linked, accepted, worded, emptied, spoken];
    let claim = |paragraph: &Paragraph, value| Claim { value, source: Source::Prose, span: paragraph.span };
    let read = |reader: fn(&Prose) -> Vec<Said>| {
        let paragraphs = sections::paragraphs(page, SectionRole::Response);
        paragraphs
            .flat_map(move |paragraph| reader(&paragraph.prose).into_iter().map(move |value| claim(paragraph, value)))
    };
    readers.into_iter().flat_map(read).collect()
}

/// Returns what JSON in the response section shows that is no message.
fn sampled(page: &Page) -> Option<Claim<Said>> {
    let in_response = |block: &&Block| sections::nearest_role(&page.sections, block.section) == SectionRole::Response;
    let mut samples = page.blocks.iter().filter(|block| block.role == BlockRole::JsonSample);
    let block = samples.find(in_response)?;
    Some(Claim { value: json(block.json.as_ref()?), source: Source::Example, span: block.span })
}

/// What says that nothing is answered, whatever else a paragraph says.
static DENIALS: Phrases = phrases![
    "does not return anything",
    "doesn't return anything",
    "does not return any content",
    "doesn't return any content",
    "does not return a response body",
    "doesn't return a response body",
    "does not return content",
    "doesn't return content",
    "不返回任何",
    "不会返回任何",
    "不在响应正文中返回",
];

/// What says that nothing is answered, beside what may be answered in another case.
static EMPTINESS: Phrases =
    phrases!["204", "no content", "empty response", "empty body", "no response body", "no body"];

/// Statuses that come with a value.
static FULL: Phrases = phrases!["200 ok", "201 created"];

/// What says that the work goes on.
static GOES_ON: Phrases = phrases!["202 accepted"];

/// What says where to look for the rest of an answer that is only accepted.
static PLACES: Phrases = phrases!["location", "link to", "url"];

/// What says that content comes, or the address of it.
static CONTENT: Phrases = phrases![
    "302 found",
    "redirect",
    "binary data",
    "binary content",
    "raw bytes",
    "raw content",
    "bytes of",
    "bytes for",
    "octet-stream",
    "二进制",
    "重定向",
];

/// What speaks of JSON in an answer.
static JSON: Phrases =
    phrases!["json object", "json representation", "in the response body", "response body contains", "响应正文中"];

/// What speaks of another answer than that of a success.
static FAILURES: Phrases = phrases!["error", "400 bad", "404 not", "409 conflict"];

/// Reads a paragraph that denies an answer, or links to types.
fn linked(prose: &Prose) -> Vec<Said> {
    let text = &prose.text;
    if DENIALS.are_in(text) || EMPTINESS.are_in(text) && !FULL.are_in(text) {
        return vec![Said::Nothing];
    }
    linked_types(prose).into_iter().map(Said::Types).collect()
}

/// Reads a paragraph by which the work goes on: what is looked for under an address is no answer.
fn accepted(prose: &Prose) -> Vec<Said> {
    let text = &prose.text;
    let only = GOES_ON.are_in(text) && !FULL.are_in(text);
    Vec::from_iter((only && PLACES.are_in(text)).then_some(Said::Nothing))
}

/// Reads a paragraph that offers an empty answer beside another one.
fn emptied(prose: &Prose) -> Vec<Said> {
    Vec::from_iter((EMPTINESS.are_in(&prose.text) && FULL.are_in(&prose.text)).then_some(Said::Nothing))
}

/// Reads a paragraph that speaks of content, or of JSON whose type it doesn't name. A link out of the reference names none.
fn spoken(prose: &Prose) -> Vec<Said> {
    let of_reference = |target: &str| target.split('#').next().is_some_and(|page| page.ends_with(".md"));
    if named(prose).is_some() || prose.links().any(|link| of_reference(&link.target)) {
        return Vec::new();
    }
    let speaks =
        |sentence: &&str| !FAILURES.are_in(sentence) && !EMPTINESS.are_in(sentence) && !DENIALS.are_in(sentence);
    let read = |sentence: &str| match () {
        () if CONTENT.are_in(sentence) => Some(Said::Bytes),
        () if JSON.are_in(sentence) => Some(Said::Json { collection: is_plural(&sentence.to_ascii_lowercase()) }),
        () => None,
    };
    sentences(&prose.text).filter(speaks).find_map(read).into_iter().collect()
}

/// Words before a link in its clause that make it a collection.
const COLLECTIONS: [&str; 7] =
    ["collection of", "list of", "array of", "collection containing", "a collection", "集合", "列表"];

/// Starts of what follows a link that make it a collection.
const PLURALS: [&str; 8] =
    ["collection", "objects", "object collection", "集合", "的集合", "对象集合", "对象的集合", "对象列表"];

/// Words before a link in its clause by which it is what is not answered, or only a part of what is.
static EXCEPTIONS: Phrases = phrases!["other than", "rather than", "instead of", "except", "expanded with"];

/// Returns whether a clause in lower case says when something is answered, and not what.
fn is_condition(clause: &str) -> bool {
    clause.trim_start().starts_with("when ") && !clause.contains("return")
}

/// Returns whether a link names the many of what it leads to: `[users](user.md)`, not followed by `object`.
fn names_many(link: &Link, after: &str) -> bool {
    let page = link.target.rsplit('/').next().unwrap_or_default();
    let one = page.split_once(".md").map(|(one, _)| one).filter(|one| !one.is_empty());
    let many = link.text.strip_suffix('s');
    many.is_some_and(|many| one.is_some_and(|one| many.eq_ignore_ascii_case(one)))
        && !after.trim_start().starts_with("object")
}

/// Returns whether a clause in lower case speaks of many.
fn is_plural(clause: &str) -> bool {
    COLLECTIONS.iter().any(|words| clause.contains(words))
}

/// Returns the types that a paragraph links to, but for those that stand in a header; those that "or" joins together.
fn linked_types(prose: &Prose) -> Vec<Vec<TypeWords>> {
    let mut found: Vec<Vec<TypeWords>> = Vec::new();
    let mut before = String::new();
    let mut end = None;
    let mut inlines = prose.inlines();
    while let Some(inline) = inlines.next() {
        let Inline::Link(link) = inline else {
            before.push_str(if inline == Inline::Break { " " } else { inline.text() });
            continue;
        };
        let lower = before.to_ascii_lowercase();
        let joined = end.and_then(|end: usize| before.get(end..)).is_some_and(joins);
        before.push_str(&link.text);
        let after = match inlines.clone().next() {
            Some(Inline::Text(text)) => text.to_ascii_lowercase(),
            _ => String::new(),
        };
        let behind: String = inlines.clone().map(Inline::text).collect::<String>().to_ascii_lowercase();
        let clause = lower.rsplit([',', '.', '，', '。']).next().unwrap_or_default();
        if is_condition(clause)
            || is_elsewhere(lower.rsplit(". ").next().unwrap_or_default(), &behind)
            || EXCEPTIONS.are_in(clause)
        {
            continue;
        }
        let collection = is_plural(clause)
            || PLURALS.iter().any(|words| after.trim_start().starts_with(words))
            || link.text.to_ascii_lowercase().ends_with(" collection")
            || names_many(link, &after);
        let words = TypeWords { name: link.text.clone(), target: Some(link.target.clone()), collection };
        match found.last_mut().filter(|_| joined) {
            Some(alternatives) => alternatives.push(words),
            None => found.push(vec![words]),
        }
        end = Some(before.len());
    }
    found
}

/// Returns whether what is linked stands in a header or at an address: it is where to look for it, and no answer.
fn is_elsewhere(sentence: &str, behind: &str) -> bool {
    let behind = behind.split(['.', ';']).next().unwrap_or_default();
    sentence.contains("link to")
        || sentence.contains("header")
        || sentence.contains("location:")
        || sentence.contains("标头")
        || behind.contains(" header")
}

/// Words that are spelled like primitive types and mean other things in a sentence.
const WORDS: [&str; 5] = ["object", "json", "date", "url", "uri"];

/// Reads a sentence without links: `a String`, `a collection of Boolean`, `a String collection`, `a parcelLabel`.
fn worded(prose: &Prose) -> Vec<Said> {
    named(prose).or_else(|| called(prose)).into_iter().collect()
}

/// Returns the primitive type that a sentence names.
fn named(prose: &Prose) -> Option<Said> {
    let is_primitive = |_: &str, word: &str| {
        word.starts_with(|c: char| c.is_ascii_uppercase())
            && !WORDS.iter().any(|other| word.eq_ignore_ascii_case(other))
            && primitives::find(word).is_some()
    };
    spelled(prose, is_primitive)
}

/// Returns what a sentence without a link names behind an article, where it is written as names are: `a parcelLabel`.
fn called(prose: &Prose) -> Option<Said> {
    let is_camel = |word: &str| {
        is_name(word)
            && word.starts_with(|c: char| c.is_ascii_lowercase())
            && word.contains(|c: char| c.is_ascii_uppercase())
    };
    let is_called = |before: &str, word: &str| BEFORE_TYPES.contains(&before) && is_camel(word);
    if prose.links().next().is_some() { None } else { spelled(prose, is_called) }
}

/// Words before the name of what is answered.
const BEFORE_TYPES: [&str; 3] = ["a", "an", "of"];

/// Returns the type that the first word is that is meant as one, given what stands before it.
fn spelled(prose: &Prose, is_meant: impl Fn(&str, &str) -> bool) -> Option<Said> {
    let text = &prose.text;
    let lower = text.to_ascii_lowercase();
    let at = lower.find(" and ").or_else(|| lower.find("returns"))?;
    let words: Vec<&str> = text[at..].split_whitespace().map(|w| w.trim_matches(['.', ',', '`', '*'])).collect();
    let found = (1..words.len()).find(|at| is_meant(words[at - 1], words[*at]))?;
    let is = |word: &str, names: &[&str]| names.iter().any(|name| word.eq_ignore_ascii_case(name));
    let collection = words[..found].iter().any(|word| is(word, &["collection", "list"]))
        || words.get(found + 1).is_some_and(|word| is(word, &["collection"]));
    let name = words[found].to_owned();
    Some(Said::Types(vec![TypeWords { name, target: None, collection }]))
}

/// Statuses of a redirect: what is asked for is content, which is elsewhere.
const REDIRECTS: [u16; 5] = [301, 302, 303, 307, 308];

/// Returns what the message of an answer shows: nothing, content, or JSON, with the type that it names.
fn shown(block: &Block) -> Option<Said> {
    let message = block.message.as_ref()?;
    match message.status {
        Some(204) => return Some(Said::Nothing),
        Some(status) if REDIRECTS.contains(&status) => return Some(Said::Bytes),
        Some(status) if status >= 400 => return None,
        _ => {}
    }
    if let Some(value) = &block.json {
        return Some(json(value));
    }
    let header = |name: &str| {
        let mut headers = message.headers.iter();
        headers.find(|(own, _)| own.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim().to_ascii_lowercase())
    };
    let (content, length) = (header("content-type"), header("content-length"));
    let is_json = content.as_ref().is_some_and(|content| content.contains("json"));
    match message.body.starts_with(['{', '[']) {
        true => Some(Said::Json { collection: false }),
        false if message.status == Some(202) || length.as_deref() == Some("0") => Some(Said::Nothing),
        // What is cut off may have been anything.
        false if is_json => None,
        false if content.is_some() => Some(Said::Bytes),
        false => message.body.is_empty().then_some(Said::Nothing),
    }
}

/// Returns what JSON shows that is an answer: the type that it names, a truth value or a text in an envelope that holds
/// nothing else, or no more than whether it is a page of items.
fn json(json: &Value) -> Said {
    let named =
        |name: &str, collection| Said::Types(vec![TypeWords { name: name.to_owned(), target: None, collection }]);
    let alone = || json.as_object().is_some_and(|object| object.keys().all(|key| key == "value" || key.contains('@')));
    match json.get("value") {
        Some(Value::Bool(_)) if alone() => named("Edm.Boolean", false),
        Some(Value::String(_)) if alone() => named("Edm.String", false),
        Some(Value::Array(items)) => match items.first() {
            Some(Value::String(_)) => named("Edm.String", true),
            first => first.and_then(type_name).map_or(Said::Json { collection: true }, |name| named(name, true)),
        },
        _ => type_name(json).map_or(Said::Json { collection: false }, |name| named(name, false)),
    }
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
    use crate::read::{Folder, PageSource};

    use super::{Prose, Said, accepted, emptied, linked, spoken, status, worded};

    #[test]
    fn paragraphs_of_response_sections() {
        let cases = [
            ("", ""),
            ("If successful, this method returns `204 No Content` response code.", "nothing"),
            ("If successful, this method returns an empty response body.", "nothing"),
            ("It does not return anything in the response body.", "nothing"),
            ("It does not return a response body.", "nothing"),
            ("If successful, this method returns a `204 OK` response code.", "nothing"),
            ("Returns `200 OK` with an empty response body, or a [user](user.md).", "user; nothing"),
            ("Returns `200 OK` and a [user](user.md), or `204 No Content` if there is none.", "user; nothing"),
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
            ("Returns a [contact](contact.md), of a [user](user.md).", "contact; user"),
            ("For anything other than a [post](post.md), returns the new [user](user.md).", "user"),
            ("When adding a [post](post.md) to a thread, returns the [thread](thread.md).", "thread"),
            ("When all is done it returns the [post](post.md).", "post"),
            ("Returns the JSON of the [users](../resources/user.md).", "users[]"),
            ("Returns a [news](news.md) object, and a [users](user.md) object.", "news; users"),
            ("The address of the [operation](operation.md) is in the `Location` header.", ""),
            ("Returns `202 Accepted` and a Location: [operation](operation.md).", "nothing"),
            ("Returns `202 Accepted` and a location to look at.", "nothing"),
            ("Returns `202 Accepted` and a link to the [operation](operation.md).", "nothing"),
            ("Returns `202 Accepted` and a [user](user.md) in the response body.", "user"),
            ("If successful, returns `200 OK` and a String in the response body.", "String"),
            ("Returns a collection of Boolean.", "Boolean[]"),
            ("Returns `200 OK` and a String collection.", "String[]"),
            ("Returns `200 OK` and a JSON object.", "json"),
            ("If successful, this method returns a `200 OK` response code and a parcelLabel.", "parcelLabel"),
            ("Returns `200 OK` and a collection of parcelLabel objects.", "parcelLabel[]"),
            ("Returns `200 OK` and a **parcelLabel** object in the response body.", "parcelLabel; json"),
            ("Returns `200 OK` and the labels that the parcelService holds in the response body.", "json"),
            // Another language.
            ("如果成功，此方法返回 `204 No Content` 响应代码。它不在响应正文中返回任何内容。", "nothing"),
            ("如果成功，此方法在响应正文中返回 `200 OK` 响应代码和 [user](user.md) 对象集合。", "user[]"),
            ("如果成功，此方法返回 `200 OK` 响应代码，以及响应正文中的 [user](user.md) 对象。", "user"),
            ("如果成功，此方法返回 `200 OK` 响应代码和 [user](user.md) 对象的集合。", "user[]"),
            ("它不返回任何值。", "nothing"),
            ("Returns `200 OK` and a list of whatever there is in the response body.", "json[]"),
            ("Returns `200 OK` and a [parcel](/graph/parcels) in the response body.", "parcel; json"),
            ("An error message is returned in the response body.", ""),
            ("Returns a `302 Found` response that redirects to a URL.", "bytes"),
            ("Returns `200 OK` and the binary data of the photo.", "bytes"),
        ];
        let readers: [fn(&Prose) -> Vec<Said>; 5] = [linked, accepted, worded, emptied, spoken];
        for (text, expected) in cases {
            let prose = prose(text);
            let found = readers.iter().flat_map(|reader| reader(&prose)).map(|found| said(&found));
            assert_eq!(found.collect::<Vec<_>>().join("; "), expected, "{text}");
        }
    }

    #[test]
    fn messages() {
        let cases = [
            ("HTTP/1.1 204 No Content\n\n{ }", "nothing"),
            ("HTTP/1.1 202 Accepted\nContent-Type: text/plain", "nothing"),
            ("HTTP/1.1 200 OK\nContent-Type: application/json\nContent-Length: 0", "nothing"),
            ("HTTP/1.1 200 OK", "nothing"),
            ("HTTP/1.1 200 OK\nContent-Type: application/json", ""),
            ("HTTP/1.1 302 Found\nLocation: https://example.com", "bytes"),
            ("HTTP/1.1 200 OK\nContent-Type: image/png", "bytes"),
            ("HTTP/1.1 200 OK\nContent-Type: text/csv\n\na,b", "bytes"),
            ("HTTP/1.1 404 Not Found\nContent-Type: text/plain\n\nno", ""),
            ("HTTP/1.1 200 OK\nContent-Type: text/plain\n\n{ \"a\": 1 }", "json"),
            ("HTTP/1.1 200 OK\n\n{ \"value\": [ { \"a\": 1 } ] }", "json[]"),
            ("HTTP/1.1 200 OK\n\n{ \"value\": [ { \"@odata.type\": \"#a.user\" } ] }", "a.user[]"),
            ("HTTP/1.1 200 OK\n\n{ \"@odata.type\": \"#a.user\" }", "a.user"),
            ("HTTP/1.1 200 OK\n\n{ \"value\": true }", "Edm.Boolean"),
            ("HTTP/1.1 200 OK\n\n{ \"@odata.context\": \"x\", \"value\": \"a\" }", "Edm.String"),
            ("HTTP/1.1 200 OK\n\n{ \"key\": \"a\", \"value\": \"b\" }", "json"),
            ("HTTP/1.1 200 OK\n\n{ \"value\": [ \"a\" ] }", "Edm.String[]"),
        ];
        for (text, expected) in cases {
            let source = format!("# Get x\n\n## Example\n\n### Response\n\n```http\n{text}\n```\n");
            let source = PageSource { path: "v1.0/api/x-get.md".to_owned(), folder: Folder::Api, text: source };
            let page = crate::page::parse(&source);
            let shown = page.examples[0].answers.iter().map(|claim| said(&claim.value));
            assert_eq!(shown.collect::<Vec<_>>().join("; "), expected, "{text}");
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
