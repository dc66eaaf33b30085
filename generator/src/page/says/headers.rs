//! Reads which headers a request takes where sentences say so: `include the `Prefer: x` header in the request`.

use std::ops::Range;

use crate::page::phrases::{Phrases, phrases};
use crate::page::{HeaderRow, Mark, MarkKind, Page, PageKind, Prose, SectionRole, sections};
use crate::span::Span;

/// What a header is called.
static CALLED: Phrases = phrases!["header", "标头", "请求头"];

/// Words in lower case that may stand between the name of a header and what it is called.
const KINDS: [&str; 2] = ["http", "request"];

/// Words in lower case that may stand between a name and the word that asks for it.
const BEFORE: [&str; 16] = [
    "a",
    "an",
    "the",
    "this",
    "that",
    "your",
    "following",
    "optional",
    "required",
    "additional",
    "custom",
    "both",
    "http",
    "request",
    "header",
    "headers",
];

/// Words in lower case in front of a header that ask for it.
const ASKS: [&str; 35] = [
    "use",
    "uses",
    "using",
    "include",
    "includes",
    "including",
    "provide",
    "provides",
    "providing",
    "specify",
    "specifies",
    "specifying",
    "add",
    "adds",
    "adding",
    "append",
    "send",
    "sends",
    "sending",
    "set",
    "sets",
    "setting",
    "supply",
    "supplies",
    "supplying",
    "pass",
    "passes",
    "passing",
    "require",
    "requires",
    "need",
    "needs",
    "supports",
    "accepts",
    "takes",
];

/// What stands directly in front of a header where Chinese asks for it.
const ASKS_BEFORE: [&str; 8] = ["使用", "包含", "包括", "指定", "提供", "添加", "设置", "需要"];

/// Words in lower case behind a header by which it is asked for.
const ASKED: [&str; 14] = [
    "required",
    "needed",
    "optional",
    "provided",
    "specified",
    "included",
    "added",
    "set",
    "supplied",
    "sent",
    "used",
    "present",
    "supported",
    "mandatory",
];

/// Words in lower case between a header and those.
const UNTIL_ASKED: [&str; 14] =
    ["is", "are", "was", "isn't", "must", "be", "can", "should", "has", "to", "not", "in", "the", "request"];

/// Words in lower case between a header and its value.
const UNTIL_VALUE: [&str; 11] = ["set", "to", "with", "value", "a", "an", "the", "of", "as", "preference", "equal"];

/// What speaks of an answer, in front of the header that it has.
static OF_ANSWERS: Phrases = phrases!["response", "returns", "returned", "responds", "响应", "返回"];

/// Words by which something is said of a case.
static CONDITIONS: Phrases = phrases!["if ", "when", "unless", "如果", "当"];

/// Further words by which a header isn't needed always.
static CASES: Phrases = phrases!["only ", "some ", "certain ", "because", "example", "$", "示例"];

/// Words that deny.
static DENIALS: Phrases = phrases![" not ", "n't ", "without", "never", "no longer", "不", "未", "没有"];

/// Words that leave it to the caller.
static CHOICES: Phrases =
    phrases![" can ", " may ", "optional", "recommend", "choice", "choose to", "可以", "可选", "建议"];

/// Words by which nothing else is taken.
static NEEDS: Phrases = phrases!["must", "require", "need", "have to", "has to", "mandatory", "必须", "需要", "必需"];

/// A header as a sentence names it.
#[derive(Debug, PartialEq, Eq)]
struct Named {
    /// Its name.
    name: String,
    /// Its value, as far as the sentence has it.
    told: Option<String>,
    /// Whether it must be sent; none where the sentence leaves it open.
    required: Option<bool>,
    /// Whether the sentence says that it isn't sent.
    denied: bool,
    /// The sentence, in bytes of the text.
    sentence: Range<usize>,
}

/// Returns the headers that sentences say the requests of a page take, with these sentences, each as a row of a table would be.
pub(super) fn headers(page: &Page) -> Vec<HeaderRow> {
    if page.kind != PageKind::Operation {
        return Vec::new();
    }
    let paragraphs = page.paragraphs.iter().map(|it| (&it.prose, it.section, it.span));
    let alerts = page.notes.iter().filter(|note| note.quoted).map(|note| (&note.prose, note.section, note.span));
    let texts = paragraphs.chain(alerts).filter(|(prose, ..)| CALLED.are_in(&prose.text));
    let sends = |method: &str| page.requests.iter().any(|request| request.method == method);
    let mut found: Vec<(Named, &Prose, Option<usize>, Span)> = Vec::new();
    for (prose, section, span) in texts {
        let named = named(prose).into_iter().filter(|it| !is_of_others(&prose.text[it.sentence.clone()], sends));
        found.extend(named.map(|named| (named, prose, section, span)));
    }
    let denied: Vec<String> =
        found.iter().filter(|(named, ..)| named.denied).map(|(named, ..)| named.name.to_ascii_lowercase()).collect();
    let mut rows: Vec<HeaderRow> = Vec::new();
    for (named, prose, section, span) in found {
        let known =
            rows.iter().find(|row| row.name.eq_ignore_ascii_case(&named.name) && says(row, named.told.as_deref()));
        if known.is_some() || denied.contains(&named.name.to_ascii_lowercase()) {
            continue;
        }
        let always = matches!(
            sections::nearest_role(&page.sections, section),
            SectionRole::Title | SectionRole::HttpRequest | SectionRole::RequestHeaders
        );
        let required = named.required.filter(|required| always || !required);
        let description = prose.part(named.sentence);
        rows.push(HeaderRow { name: named.name, description, value: named.told, required, span });
    }
    rows
}

/// Returns whether a row says all that a sentence tells of the value.
fn says(row: &HeaderRow, told: Option<&str>) -> bool {
    told.is_none_or(|told| row.value.as_deref() == Some(told) || row.description.text.contains(told))
}

/// Returns whether a sentence names methods and none of those that the page sends.
fn is_of_others(sentence: &str, sends: impl Fn(&str) -> bool) -> bool {
    let mut methods = sentence
        .split(|c: char| !c.is_ascii_alphabetic())
        .filter(|word| matches!(*word, "GET" | "POST" | "PUT" | "PATCH" | "DELETE"))
        .peekable();
    methods.peek().is_some() && !methods.any(sends)
}

/// Returns the headers that the sentences of a text ask for or deny.
fn named(prose: &Prose) -> Vec<Named> {
    let mut found: Vec<Named> = Vec::new();
    for called in CALLED.each(&prose.text) {
        let sentence = around(&prose.text, called.range());
        let marks = beside(prose, called.range());
        let first = marks.iter().map(|mark| mark.range.start as usize).min().unwrap_or(called.start());
        let Some((required, denied)) = claim(&prose.text, &sentence, first, called.end()) else { continue };
        for mark in marks {
            let whole = &prose.text[mark.range.start as usize..mark.range.end as usize];
            let Some((name, told)) = header(whole) else { continue };
            let told = told.or_else(|| value_behind(prose, called.end(), sentence.end));
            found.push(Named { name, told, required, denied, sentence: sentence.clone() });
        }
    }
    found
}

/// Returns the sentence around a place.
fn around(text: &str, place: Range<usize>) -> Range<usize> {
    let ends = [". ", "\n", "。", "; "];
    let start = ends.iter().filter_map(|end| Some(text[..place.start].rfind(end)? + end.len())).max().unwrap_or(0);
    // A full stop belongs to the sentence.
    let stop = |end: &str| end.chars().next().filter(|c| matches!(c, '.' | '。')).map_or(0, char::len_utf8);
    let end = ends.iter().filter_map(|end| Some(place.end + text[place.end..].find(end)? + stop(end))).min();
    start..end.unwrap_or(text.len())
}

/// Returns the marked words that are called headers: those in front of the word, or else those behind it.
fn beside(prose: &Prose, called: Range<usize>) -> Vec<&Mark> {
    let marked = || prose.marks.iter().filter(|mark| !matches!(mark.kind, MarkKind::Link(_) | MarkKind::Item { .. }));
    let mut found = Vec::new();
    let mut end = called.start;
    for mark in marked().rev().skip_while(|mark| mark.range.end as usize > called.start) {
        let between = prose.text.get(mark.range.end as usize..end).unwrap_or("?");
        if !words(between).all(|word| KINDS.contains(&&*word) || matches!(&*word, "and" | "or")) {
            break;
        }
        end = mark.range.start as usize;
        found.push(mark);
    }
    if found.is_empty() {
        let mut from = called.end + usize::from(prose.text[called.end..].starts_with('s'));
        for mark in marked().skip_while(|mark| (mark.range.start as usize) < called.end) {
            let between = prose.text.get(from..mark.range.start as usize).unwrap_or("?");
            if !words(between).all(|word| matches!(&*word, "and" | "or" | "the" | "named" | "called")) {
                break;
            }
            from = mark.range.end as usize;
            found.push(mark);
        }
    }
    found
}

/// Returns the words of a text, in lower case.
fn words(text: &str) -> impl DoubleEndedIterator<Item = String> {
    let separate = |c: char| c.is_whitespace() || matches!(c, ',' | ':' | '(' | ')' | '*' | '`' | '"');
    text.split(separate)
        .map(|word| word.trim_end_matches(['.', ';', '。']))
        .filter(|word| !word.is_empty())
        .map(str::to_ascii_lowercase)
}

/// Splits marked words into the name of a header and its value: a name has a capital letter, a hyphen, or a value
/// behind a colon.
fn header(marked: &str) -> Option<(String, Option<String>)> {
    let (name, told) = marked.split_once([':', '=']).unwrap_or((marked, ""));
    let is_label = marked.ends_with(':');
    let (name, told) = (name.trim(), told.trim());
    let is_token = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') && name.len() > 1;
    let is_header = name.starts_with(|c: char| c.is_ascii_uppercase()) || name.contains('-') || marked.contains(':');
    let shouts = name.chars().all(|c| c.is_ascii_uppercase());
    (is_token && is_header && !shouts && !is_label)
        .then(|| (name.to_owned(), (!told.is_empty()).then(|| told.to_owned())))
}

/// Returns the marked words behind a header that are its value: `set to `x``, `with value `x``.
fn value_behind(prose: &Prose, from: usize, end: usize) -> Option<String> {
    let mark = prose.marks.iter().find(|mark| mark.range.start as usize >= from && mark.range.end as usize <= end)?;
    let between = prose.text.get(from..mark.range.start as usize)?;
    let leads = words(between).any(|word| matches!(&*word, "set" | "with" | "value"));
    let value = &prose.text[mark.range.start as usize..mark.range.end as usize];
    let is_value = !matches!(mark.kind, MarkKind::Link(_)) && !value.contains(char::is_whitespace);
    (leads && is_value && words(between).all(|word| UNTIL_VALUE.contains(&&*word))).then(|| value.to_owned())
}

/// Returns what a sentence says of a header that stands from `at` to `end`: whether it must be sent, and whether it isn't to be.
fn claim(text: &str, sentence: &Range<usize>, at: usize, end: usize) -> Option<(Option<bool>, bool)> {
    let whole = &text[sentence.clone()];
    let before = &text[sentence.start..at];
    let clause = &before[before.rfind(", ").map_or(0, |comma| comma + 2)..];
    let behind = text[end..sentence.end].trim_start_matches('s');
    let asks = words(clause).rev().find(|word| !BEFORE.contains(&&**word)).is_some_and(|word| ASKS.contains(&&*word))
        || ASKS_BEFORE.iter().any(|verb| clause.trim_end().ends_with(verb));
    let asked =
        || words(behind).find(|word| !UNTIL_ASKED.contains(&&**word)).is_some_and(|word| ASKED.contains(&&*word));
    if OF_ANSWERS.are_in(clause) || behind.trim_start().starts_with("in the response") || !(asks || asked()) {
        return None;
    }
    if DENIALS.are_in(whole) && !CONDITIONS.are_in(whole) {
        return Some((None, true));
    }
    let depends = [&CONDITIONS, &CASES].iter().any(|phrases| phrases.are_in(whole))
        || ["To ", "For "].iter().any(|purpose| whole.starts_with(purpose));
    let required = if CHOICES.are_in(whole) { Some(false) } else { (NEEDS.are_in(whole) && !depends).then_some(true) };
    Some((required, false))
}

#[cfg(test)]
mod tests {
    use super::super::case::prose;
    use super::{is_of_others, named};

    #[test]
    fn sentences_about_headers() {
        let cases = [
            ("", ""),
            ("Include the `Prefer: sails` header in the request.", "Prefer: sails"),
            ("You must include the **Boat-Level** header.", "Boat-Level, required"),
            ("All calls require the `If-Match` header.", "If-Match, required"),
            ("This request requires the **BoatLevel** header set to `calm` because it counts.", "BoatLevel: calm"),
            (
                "If the request specifies `Prefer` header with `return=boats` preference, boats come.",
                "Prefer: return=boats",
            ),
            ("To see crews, add the `prefer:crews` header to your request.", "prefer: crews"),
            ("We recommend using the `Prefer: later` header.", "Prefer: later, optional"),
            ("You can add the header `X-Crew` to see the crew.", "X-Crew, optional"),
            ("The **Crew-Language** header in the request is optional.", "Crew-Language, optional"),
            ("When the `Prefer: oars` request header is provided, oars come.", "Prefer: oars"),
            ("To see more, you must use the `Prefer: more` header.", "Prefer: more"),
            ("The `X-Reader` request header must be set; the answer has a `Location` header.", "X-Reader, required"),
            ("Set the `X-One` and `X-Two` headers.", "X-Two; X-One"),
            ("If the `Prefer: make` header is *not* specified, nothing is made.", "Prefer: make"),
            ("使用 `Prefer: sails` 标头。", "Prefer: sails"),
            // What isn't sent, what comes back, what is no header.
            ("The boat does not require a `Crew` header.", "Crew, denied"),
            ("It returns `202 Accepted` with a `Location` header.", ""),
            ("The answer is in the `Location` header.", ""),
            ("The response includes a `Preference-Applied: x` header.", ""),
            ("To get the file, follow the `Location` header in the response.", ""),
            ("The boat begins with the **Boat-Range** header, which indicates the range.", ""),
            ("**Note:** The header can be added.", ""),
            ("Specify the `sails` of the header.", ""),
            ("Use the `PUT` header.", ""),
            ("Use [If-Match](x.md) headers.", ""),
            ("使用响应中的 `Location` 标头。", ""),
        ];
        for (text, expected) in cases {
            let shown = named(&prose(text)).into_iter().map(|named| {
                let told = named.told.map(|told| format!(": {told}")).unwrap_or_default();
                let needed = match (named.denied, named.required) {
                    (true, _) => ", denied",
                    (_, Some(true)) => ", required",
                    (_, Some(false)) => ", optional",
                    (_, None) => "",
                };
                format!("{}{told}{needed}", named.name)
            });
            assert_eq!(shown.collect::<Vec<_>>().join("; "), expected, "{text}");
        }
    }

    #[test]
    fn sentences_about_other_requests() {
        let cases = [
            ("Each PUT needs a range.", true),
            ("PATCH and DELETE need an etag.", true),
            ("POST and PUT do.", false),
            ("Nothing does.", false),
        ];
        for (sentence, others) in cases {
            assert_eq!(is_of_others(sentence, |method| method == "POST"), others, "{sentence}");
        }
    }
}
