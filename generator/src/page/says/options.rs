//! Reads which OData options an operation takes, from the prose of its query section.

use super::sentence::{is_name, sentences};
use super::{Claim, Source};
use crate::page::columns::{Column, Header};
use crate::page::phrases::{Phrases, phrases};
use crate::page::{
    Inline, MarkKind, Page, Paragraph, Prose, QueryOption, Rows, SectionRole, Table, TableRole, sections,
};
use crate::span::Span;

/// The options that prose may name.
const OPTIONS: [&str; 9] =
    ["$select", "$filter", "$orderby", "$expand", "$top", "$skip", "$search", "$count", "$skiptoken"];

/// The option that prose may name with its sign only: without it, it is another parameter.
const SIGNED: &str = "$format";

/// What a sentence says where it denies the options that it names.
static DENIALS: Phrases = phrases!["not support", "n't support", "不支持"];

/// What stands before the options of a sentence that aren't supported.
static EXCEPTIONS: Phrases = phrases!["but not", "except", "other than"];

/// What query parameters are called.
static CALLED: Phrases = phrases!["query parameter", "query option", "query string"];

/// What the parameters of an action are called.
static TAKEN: Phrases = phrases!["parameter"];

/// What the sentence says of what is sent before it names what that must hold.
static NEEDS: Phrases = phrases!["body must contain", "body must include", "body must have", "body must specify"];

/// What the sentence before a table says where all of its rows must be sent.
static ALL_NEEDED: Phrases = phrases!["following required properties", "following required parameters"];

/// What a description holds that says itself when the row must be sent.
static OWN_NEEDS: Phrases = phrases!["is required", "optional", "null"];

/// What a sentence holds that asks for parameters; others speak of what something else has.
static ASKS: Phrases = phrases!["specify", "supply", "provide", "include", "give", "pass", "set", "use"];

/// Words in lower case that may stand between the names of query parameters and what they are called.
const BETWEEN: [&str; 11] = ["and", "or", "and/or", "the", "odata", "following", "such", "as", "named", "a", "an"];

/// Marked words in lower case that are values or operators.
const VALUES: [&str; 8] = ["true", "false", "null", "eq", "ne", "and", "or", "not"];

/// What a sentence says where a call needs all the parameters that the page names.
static REQUIRED: Phrases = phrases!["query parameters are required", "query options are required"];

/// Returns the OData option that a name means, with or without its sign.
pub fn option(name: &str) -> Option<&'static str> {
    let bare = name.trim_start_matches('$');
    OPTIONS.into_iter().find(|option| option[1..].eq_ignore_ascii_case(bare))
}

/// Returns whether a page says that its query parameters are required.
pub(super) fn are_required(page: &Page) -> bool {
    sections::paragraphs(page, SectionRole::QueryParameters).any(|paragraph| REQUIRED.are_in(&paragraph.prose.text))
}

/// Returns the names that the opening of a page and what it says of the body call parameters.
pub(super) fn parameters(page: &Page) -> Vec<Claim<String>> {
    let opening = page.description.iter().map(|opening| (&opening.value, opening.span));
    let body = sections::paragraphs(page, SectionRole::RequestBody).map(|paragraph| (&paragraph.prose, paragraph.span));
    let mut found: Vec<Claim<String>> = Vec::new();
    for (prose, span) in opening.chain(body) {
        for value in beside(prose, &TAKEN, asks).into_iter().filter(|name| is_name(name)) {
            if !found.iter().any(|known| known.value.eq_ignore_ascii_case(&value)) {
                found.push(Claim { value, source: Source::Prose, span });
            }
        }
    }
    found
}

/// Returns the names of what the request body must hold, as sentences of its section say.
pub(super) fn needed(page: &Page) -> Vec<Claim<String>> {
    let mut found: Vec<Claim<String>> = Vec::new();
    for paragraph in sections::paragraphs(page, SectionRole::RequestBody) {
        for value in beside(&paragraph.prose, &NEEDS, affirms).into_iter().filter(|name| is_name(name)) {
            if !found.iter().any(|known| known.value == value) {
                found.push(Claim { value, source: Source::Prose, span: paragraph.span });
            }
        }
        let text = &paragraph.prose.text;
        if ALL_NEEDED.are_in(text) && affirms(text) {
            found.extend(rows_behind(page, paragraph.span));
        }
    }
    found
}

/// Returns the names of the rows of the table right behind a paragraph that don't say themselves whether they must be sent.
fn rows_behind(page: &Page, span: Span) -> impl Iterator<Item = Claim<String>> {
    let between = page.paragraphs.iter().map(|paragraph| paragraph.span).find(|next| next.start >= span.end);
    let is_right_behind = |table: &&Table| between.is_none_or(|next| table.span.start < next.start);
    let behind = |table: &&Table| table.role == TableRole::RequestBody && table.span.start >= span.end;
    let rows = match page.tables.iter().find(behind).filter(is_right_behind).map(|table| &table.rows) {
        Some(Rows::Members(rows)) => rows.as_slice(),
        _ => &[],
    };
    let silent = rows.iter().filter(|row| row.facts.required.is_none() && !OWN_NEEDS.are_in(&row.description.text));
    silent.map(|row| Claim { value: row.name.clone(), source: Source::Prose, span: row.span })
}

/// Returns whether a sentence says of query parameters that they are supported.
fn affirms(sentence: &str) -> bool {
    !DENIALS.are_in(sentence)
}

/// Returns whether a sentence asks for parameters.
fn asks(sentence: &str) -> bool {
    affirms(sentence) && ASKS.are_in(sentence)
}

/// Returns the marked names directly before or behind words that call them parameters, in sentences that mean it so;
/// OData's own with their sign.
fn beside(prose: &Prose, called: &Phrases, is_meant: fn(&str) -> bool) -> Vec<String> {
    let lower = prose.text.to_ascii_lowercase();
    let marked = || prose.marks.iter().filter(|mark| !matches!(mark.kind, MarkKind::Link(_)));
    let mut found: Vec<String> = Vec::new();
    for called in called.each(&prose.text) {
        let (start, last) = (called.start(), called.end());
        let before =
            [". ", "\n"].iter().filter_map(|end| Some(lower[..start].rfind(end)? + end.len())).max().unwrap_or(0);
        let behind = [". ", "\n"].iter().filter_map(|end| Some(start + lower[start..].find(end)?)).min();
        let behind = behind.unwrap_or(lower.len());
        if !is_meant(&prose.text[before..behind]) {
            continue;
        }
        let mut end = start;
        for mark in marked().rev().skip_while(|mark| mark.range.end as usize > start) {
            if !lower.get(mark.range.end as usize..end).is_some_and(joins) {
                break;
            }
            end = mark.range.start as usize;
            found.extend(parameter(&prose.text[mark.range.start as usize..mark.range.end as usize]));
        }
        let mut from = last + usize::from(lower[last..].starts_with('s'));
        for mark in marked().skip_while(|mark| (mark.range.start as usize) < last) {
            if !lower.get(from..mark.range.start as usize).is_some_and(joins) {
                break;
            }
            from = mark.range.end as usize;
            found.extend(parameter(&prose.text[mark.range.start as usize..mark.range.end as usize]));
        }
    }
    found
}

/// Returns whether nothing but joining words stands in a text in lower case.
fn joins(text: &str) -> bool {
    let mut words = text.split(|c: char| c.is_whitespace() || ",:".contains(c)).filter(|word| !word.is_empty());
    words.all(|word| BETWEEN.contains(&word))
}

/// Returns the name of the query parameter that marked words are, without a value.
fn parameter(marked: &str) -> Option<String> {
    let name = marked.split('=').next()?.trim().trim_start_matches('?');
    let starts = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '@');
    let is_word = starts && name.chars().all(|c| c.is_ascii_alphanumeric() || "@._-".contains(c));
    let named = is_word && !VALUES.contains(&name.to_ascii_lowercase().as_str());
    option(name).map(str::to_owned).or_else(|| named.then(|| name.to_owned()))
}

/// Returns the options that a page says are supported, each once.
pub(super) fn options(page: &Page) -> Vec<Claim<QueryOption>> {
    let mut found: Vec<Claim<QueryOption>> = Vec::new();
    for paragraph in sections::paragraphs(page, SectionRole::QueryParameters) {
        let options = named(&paragraph.prose.text).into_iter().map(str::to_owned);
        let beside = beside(&paragraph.prose, &CALLED, affirms).into_iter();
        let all: Vec<String> =
            options.chain(beside.filter(|name| name.starts_with('$') || !is_header(page, name))).collect();
        let alone = all.len() == 1;
        for name in all {
            if !found.iter().any(|known| known.value.name.eq_ignore_ascii_case(&name)) {
                let own = alone && !name.starts_with('$');
                let value =
                    if own { described(page, name, paragraph) } else { QueryOption { name, ..Default::default() } };
                found.push(Claim { value, source: Source::Prose, span: paragraph.span });
            }
        }
    }
    found
}

/// Makes an option of the paragraph that names it, and of the table of values behind that.
fn described(page: &Page, name: String, paragraph: &Paragraph) -> QueryOption {
    let mut description = paragraph.prose.clone();
    let values = page.tables.iter().position(|table| follows(page, paragraph, table) && lists_values(&table.header));
    let rows = match values.map(|at| &page.tables[at].rows) {
        Some(Rows::Cells(rows)) => rows.as_slice(),
        _ => &[],
    };
    for row in rows {
        let [value, meaning] = row.as_slice() else { continue };
        let mut item = Prose::default();
        item.push(Inline::Code(&value.text));
        if !meaning.text.is_empty() {
            item.push(Inline::Text(": "));
            item.append(meaning.clone(), 0);
        }
        description.append(item.into_item(false, 0), 1);
    }
    QueryOption { name, description, values }
}

/// Returns whether a table stands behind a paragraph with nothing between.
fn follows(page: &Page, paragraph: &Paragraph, table: &Table) -> bool {
    let between = |other: &Paragraph| other.span.start > paragraph.span.start && other.span.start < table.span.start;
    table.section == paragraph.section
        && table.span.start > paragraph.span.start
        && !page.paragraphs.iter().any(between)
}

/// Returns whether a header row is that of values and what they mean.
fn lists_values(header: &[String]) -> bool {
    let header = Header::of(header.to_vec());
    let valued = matches!(header.first(), Column::Value | Column::Values | Column::Choice | Column::Member);
    valued && header.len() == 2 && header.has(Column::Description)
}

/// Returns whether a table of the page has a header of this name, or with this value.
fn is_header(page: &Page, name: &str) -> bool {
    page.tables.iter().any(|table| match &table.rows {
        Rows::Headers(rows) => rows.iter().any(|row| {
            let mut values = row.description.text.split(|c: char| c.is_whitespace() || ".,:;=".contains(c));
            row.name.eq_ignore_ascii_case(name) || values.any(|value| value == name)
        }),
        _ => false,
    })
}

/// Returns the options that a text says are supported.
fn named(text: &str) -> Vec<&'static str> {
    if !text.contains('$') {
        return Vec::new();
    }
    let meant = |sentence: &str| {
        let end = EXCEPTIONS.each(sentence).map(|found| found.start()).min().unwrap_or(sentence.len());
        sentence[..end].to_ascii_lowercase()
    };
    let affirming = sentences(text).filter(|sentence| affirms(sentence)).map(meant);
    let options = || OPTIONS.into_iter().chain([SIGNED]);
    let named = |sentence: String| options().filter(move |option| holds(&sentence, option));
    affirming.flat_map(named).collect()
}

/// Returns whether a text has an option that isn't the start of a longer one.
fn holds(text: &str, option: &str) -> bool {
    let ends = |at: usize| !text[at + option.len()..].starts_with(|c: char| c.is_ascii_alphanumeric());
    text.match_indices(option).any(|(at, _)| ends(at))
}

#[cfg(test)]
mod tests {
    use super::super::case::prose;
    use super::{CALLED, NEEDS, TAKEN, affirms, asks, beside, named, needed};
    use crate::read::{Folder, PageSource};

    #[test]
    fn rows_of_a_table_that_are_all_needed() {
        let cases = [
            ("Provide the following required properties.\n", "stamp"),
            ("Provide the following required properties.\n\n- `seal`\n\nOthers stand here:\n", ""),
            ("Don't provide the following required properties twice; the service doesn't support that.\n", ""),
            ("Provide the following properties.\n", ""),
        ];
        for (before, expected) in cases {
            let rows =
                "|Property|Type|Description|\n|:--|:--|:--|\n|stamp|String|What it shows.|\n|wax|String|Optional.|\n";
            let request = "## HTTP request\n\n``` http\nPOST /items/{id}/seal\n```";
            let text = format!("# item: seal\n\nSeal it.\n\n{request}\n\n## Request body\n\n{before}\n{rows}");
            let source = PageSource { path: "v1.0/api/item-seal.md".to_owned(), folder: Folder::Api, text };
            let names = needed(&crate::page::parse(&source)).into_iter().map(|claim| claim.value);
            assert_eq!(names.collect::<Vec<_>>().join(" "), expected, "{before}");
        }
    }

    #[test]
    fn sentences_of_query_sections() {
        let cases = [
            ("", ""),
            ("This method supports the OData query parameters to help customize the response.", ""),
            ("This method supports $select and $top.", "$select $top"),
            ("Supports $Filter. It does not support $search.", "$filter"),
            ("Supports `$format` and `$top`; the file is asked for by `format=pdf`.", "$top $format"),
            ("It doesn't support $count; use $skipToken.", "$skiptoken"),
            ("Supports `$top` and `$skip`, but not `$filter`. Use $count, too.", "$top $skip $count"),
            ("It takes all options except `$search`.", ""),
            ("此方法支持 `$select` 和 `$top`。不支持 `$search`。", "$select $top"),
        ];
        for (text, expected) in cases {
            assert_eq!(named(text).join(" "), expected, "{text}");
        }
    }

    #[test]
    fn names_beside_what_they_are_called() {
        let cases = [
            ("Supports the `orderby` and `includeHidden` query parameters.", "includeHidden $orderby"),
            ("Supports the `@x.onClash` query parameter, which matters.", "@x.onClash"),
            ("Use the query parameter `format=pdf`; `id` is another thing.", "format"),
            ("Pass `deep` as a query parameter to see more.", "deep"),
            ("Does not support the `expand` query parameter. Set `a` to `true`.", ""),
            ("The `ids` of things are no query parameters.", ""),
            ("With `true` query parameters end.", ""),
            ("", ""),
        ];
        for (text, expected) in cases {
            assert_eq!(beside(&prose(text), &CALLED, affirms).join(" "), expected, "{text}");
        }
    }

    #[test]
    fn what_a_body_must_hold() {
        let cases = [
            (
                "The request body must contain **hull**, **crewSize**, and a valid **sponsor** reference.",
                "hull crewSize",
            ),
            ("The body **must** contain the **vendor** property with valid `name` and `place` fields.", "vendor"),
            ("The **boat** must be in the harbour. The request body must include `id`.", "id"),
            ("The body must contain one of **a** and **b**.", ""),
            ("The request body must not contain **hull**.", ""),
            ("Give **hull**.", ""),
        ];
        for (text, expected) in cases {
            assert_eq!(beside(&prose(text), &NEEDS, affirms).join(" "), expected, "{text}");
        }
    }

    #[test]
    fn parameters_of_actions() {
        let cases = [
            ("Give a note or the **text** property of the `letter` parameter.", "letter"),
            ("Give either the `readers` parameter or the property **readers** of it.", "readers"),
            ("Use the `from` and `until` parameters for a range.", "until from"),
            ("The notice has the `boat` parameter.", ""),
            ("Use the `page` query parameter for lists.", ""),
            ("It does not support the `size` parameter.", ""),
            ("Parameters are listed below.", ""),
            ("Give the [crew](crew.md) and [boat](boat.md) parameters.", ""),
        ];
        for (text, expected) in cases {
            assert_eq!(beside(&prose(text), &TAKEN, asks).join(" "), expected, "{text}");
        }
    }
}
