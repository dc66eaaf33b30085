//! Type cells: collection or not, the name, the link, other types on offer, notes.

use std::borrow::Cow;

use super::{Inline, Link, Prose, TypeExpr, words};
use crate::span::{Span, Spanned};

/// Reads a type cell; none where it is empty.
pub(super) fn parse(cell: &Spanned<Prose>) -> Option<TypeExpr> {
    let (prose, span) = (&cell.value, cell.span);
    if prose.text.is_empty() {
        return None;
    }
    let links = current_first(prose);
    let expr = match links.split_first() {
        Some((first, others)) => linked(prose, first, others),
        None => unlinked(&prose.text),
    };
    (!expr.name.is_empty() || expr.target.is_some()).then_some(TypeExpr { span, ..expr })
}

/// Returns the links of a cell; where nothing else stands there, those that are offered no longer stand behind the others.
fn current_first(cell: &Prose) -> Vec<&Link> {
    let is_past = |link: &Link| before_past(&link.text).is_some();
    let is_bare = outside_links(cell).iter().all(|text| text.trim().is_empty());
    let (past, mut links): (Vec<&Link>, Vec<&Link>) = cell.links().partition(|link| is_bare && is_past(link));
    links.extend(past);
    links
}

/// Returns what stands before a word that it is no longer offered; none where there is no such word.
fn before_past(name: &str) -> Option<&str> {
    let lower = name.to_ascii_lowercase();
    words::PAST.iter().find_map(|word| lower.strip_suffix(word)).map(|before| &name[..before.len()])
}

/// Reads a cell with links: the first is the type, those joined to it by `or` are alternatives.
fn linked(cell: &Prose, first: &Link, others: &[&Link]) -> TypeExpr {
    let outside = outside_links(cell);
    // A translation may have drawn the word into the link.
    let inside = words::has_collection_sign(&first.text);
    let collection = inside || outside.iter().any(|text| says_collection(text));
    let name = if inside { without_collection(&first.text) } else { first.text.clone() };
    let joined = |text: &str| words::OR.contains(&text.trim());
    let alternatives =
        others.iter().zip(outside.iter().skip(1)).take_while(|(_, text)| joined(text)).map(|(link, _)| (*link).clone());
    let note = without_collection(&outside.join(" "));
    let note = if others.is_empty() { note } else { note.trim_start_matches("or ").to_owned() };
    let note = note.strip_prefix("of ").map(str::to_owned).unwrap_or(note);
    let note = if joined(&note) || note == "of" { String::new() } else { note };
    TypeExpr {
        collection,
        name: clean_name(before_past(&name).unwrap_or(&name)),
        target: (!first.target.is_empty()).then(|| first.target.clone()),
        alternatives: alternatives.collect(),
        note: note
            .trim_matches(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | ',' | '.' | '（' | '）'))
            .to_owned(),
        span: Span::default(),
    }
}

/// Returns the text before, between and after the links.
fn outside_links(cell: &Prose) -> Vec<String> {
    let mut parts = vec![String::new()];
    for inline in cell.inlines() {
        match (inline, parts.last_mut()) {
            (Inline::Link(_), _) => parts.push(String::new()),
            (Inline::Text(text) | Inline::Code(text) | Inline::Strong(text) | Inline::Emphasis(text), Some(part)) => {
                part.push_str(text)
            }
            (Inline::Break, Some(part)) => part.push(' '),
            (Inline::Item { .. }, _) | (_, None) => {}
        }
    }
    parts
}

fn split_words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | ',' | '.' | '[' | ']' | '（' | '）' | '，' | ';'))
        .filter(|word| !word.is_empty())
}

fn is_collection_word(word: &str) -> bool {
    words::COLLECTION_WORDS.iter().any(|known| word.eq_ignore_ascii_case(known))
}

fn says_collection(text: &str) -> bool {
    words::has_collection_sign(text) || split_words(text).any(is_collection_word) || text.trim() == "[]"
}

fn without_collection(text: &str) -> String {
    let mut text = Cow::Borrowed(text);
    if words::has_collection_sign(&text) {
        text = words::COLLECTION_SIGNS.iter().fold(text, |text, sign| Cow::Owned(text.replace(sign, " ")));
    }
    text.split_whitespace().filter(|word| !split_words(word).any(is_collection_word)).collect::<Vec<_>>().join(" ")
}

/// Returns a name without the marks that stand around it.
fn clean_name(text: &str) -> String {
    let text = text.trim_matches(|c: char| {
        c.is_whitespace() || matches!(c, '[' | ']' | '(' | ')' | '.' | ',' | '*' | '`' | '"' | ':' | ';')
    });
    text.trim_start_matches('#').replace("\\_", "_")
}

/// Reads a cell without links.
fn unlinked(text: &str) -> TypeExpr {
    let text = text.trim();
    let text = ["(optional)", "(required)"]
        .iter()
        .find_map(|word| {
            text.get(..word.len()).filter(|start| start.eq_ignore_ascii_case(word)).map(|_| &text[word.len()..])
        })
        .unwrap_or(text);
    let (collection, inner) = peel_collection(text);
    let lower = inner.to_lowercase();
    if let Some(name) = words::LONG_NAMES.iter().find(|name| lower.starts_with(**name)) {
        let note = inner.get(name.len()..).unwrap_or_default();
        return TypeExpr {
            collection,
            name: inner.get(..name.len()).unwrap_or(&inner).to_owned(),
            note: trim_note(note),
            ..TypeExpr::default()
        };
    }
    let offered = offered(&inner);
    if offered.len() > 1 {
        let name = offered[0].clone();
        let alternatives = offered.into_iter().skip(1).map(|text| Link { text, target: String::new() }).collect();
        return TypeExpr { collection, name, alternatives, ..TypeExpr::default() };
    }
    let (name, note) = name_and_note(&inner);
    TypeExpr { collection, name, note, ..TypeExpr::default() }
}

/// Takes `Collection(…)`, `collection of`, `… collection`, `array of`, `…[]`, `集合` away.
fn peel_collection(text: &str) -> (bool, String) {
    let text = text.trim().trim_end_matches('.');
    let lower = text.to_lowercase();
    if let Some(inner) = text.strip_suffix("[]") {
        return (true, inner.trim().to_owned());
    }
    for word in words::COLLECTION_WORDS.iter().chain(words::COLLECTION_SIGNS) {
        let Some(rest) = lower.strip_prefix(word).and_then(|rest| text.get(text.len().saturating_sub(rest.len())..))
        else {
            continue;
        };
        let rest = rest.trim_start();
        if let Some(inner) = rest.strip_prefix(['(', '（', '[']) {
            return (true, inner.trim_end_matches([')', '）', ']', '.', ' ']).to_owned());
        }
        if let Some(inner) = rest.strip_prefix("of ") {
            return (true, peel_collection(inner).1);
        }
    }
    if says_collection(text) {
        let rest = without_collection(text);
        if !rest.is_empty() {
            return (true, rest);
        }
    }
    (false, text.to_owned())
}

/// Returns the types that `a or b`, `a/b`, `(a or b or c)` offer.
fn offered(text: &str) -> Vec<String> {
    let text = text.trim().trim_matches(['(', ')']);
    let by_word = words::OR_WORDS
        .iter()
        .fold(vec![text], |parts, word| parts.into_iter().flat_map(|part| part.split(word)).collect());
    let parts: Vec<&str> = if by_word.len() > 1 { by_word } else { text.split('/').collect() };
    let names: Vec<String> = parts.iter().map(|part| clean_name(part)).collect();
    let all_names = names
        .iter()
        .all(|name| !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '_')));
    if all_names { names } else { Vec::new() }
}

fn name_and_note(text: &str) -> (String, String) {
    let text = text.trim().trim_start_matches('(');
    let all: Vec<&str> = text.split_whitespace().collect();
    let primitive = |word: &str| words::PRIMITIVES.iter().any(|known| word.eq_ignore_ascii_case(known));
    if let (true, Some(last)) = (all.len() > 3 && !primitive(all[0]), all.last().filter(|last| primitive(last))) {
        return ((*last).to_owned(), all[..all.len() - 1].join(" "));
    }
    if let Some(qualified) = all
        .iter()
        .find(|word| clean_name(word).contains('.'))
        .filter(|_| !clean_name(all[0]).contains('.') && all.len() > 1)
    {
        let name = clean_name(qualified);
        if name.split('.').all(|part| !part.is_empty() && part.chars().all(char::is_alphanumeric))
            && name.matches('.').count() > 1
        {
            return (name, trim_note(&text.replace(*qualified, "")));
        }
    }
    let end = text
        .find(|c: char| c.is_whitespace() || matches!(c, ',' | '(' | ';' | '，' | '（' | ':'))
        .unwrap_or(text.len());
    (clean_name(&text[..end]), trim_note(&text[end..]))
}

fn trim_note(text: &str) -> String {
    text.trim_matches(|c: char| {
        c.is_whitespace() || matches!(c, ',' | '(' | ')' | '，' | '（' | '）' | '.' | ':' | ';')
    })
    .to_owned()
}

#[cfg(test)]
mod tests {
    use super::parse;
    use crate::page::{Inline, Link, Prose};
    use crate::span::{Span, Spanned};

    fn show(cell: Prose) -> String {
        let Some(ty) = parse(&Spanned { value: cell, span: Span::default() }) else { return "none".to_owned() };
        let alternatives: String = ty.alternatives.iter().map(|link| format!(" or {}", link.text)).collect();
        let target = ty.target.map_or(String::new(), |target| format!(" -> {target}"));
        let note = if ty.note.is_empty() { String::new() } else { format!(" ({})", ty.note) };
        format!("{}{}{target}{alternatives}{note}", if ty.collection { "*" } else { "" }, ty.name)
    }

    #[test]
    fn without_links() {
        let cases = [
            ("String", "String"),
            ("String collection", "*String"),
            ("string Collection", "*string"),
            ("Collection(Edm.String)", "*Edm.String"),
            ("Collection (String)", "*String"),
            ("collection of String", "*String"),
            ("array of number", "*number"),
            ("userIdCollection", "userIdCollection"),
            ("list", "list"),
            ("string, maximum size 20", "string (maximum size 20)"),
            ("string (url)", "string (url)"),
            ("String (enum)", "String (enum)"),
            ("(Optional) String", "String"),
            ("Untyped JSON object", "Untyped JSON object"),
            ("Edm.ComplexType, JSON object", "Edm.ComplexType (JSON object)"),
            ("(boolean or string or number) collection", "*boolean or string or number"),
            ("string/number", "string or number"),
            (
                "microsoft.graph.windowsUpdates.updateCategory collection",
                "*microsoft.graph.windowsUpdates.updateCategory",
            ),
            ("Moment in time when it was made. DateTimeOffset", "DateTimeOffset (Moment in time when it was made.)"),
            (
                "Unknown Type microsoft.management.services.x collection",
                "*microsoft.management.services.x (Unknown Type)",
            ),
            ("routingPolicy collection collection", "*routingPolicy"),
            ("字符串集合", "*字符串"),
            ("集合（字符串）", "*字符串"),
            ("String コレクション", "*String"),
            ("Zeichenfolgenauflistung", "*Zeichenfolgen"),
            ("[alert]", "alert"),
            ("", "none"),
        ];
        for (text, expected) in cases {
            let cell = Prose { text: text.to_owned(), marks: Vec::new() };
            assert_eq!(show(cell), expected, "{text}");
        }
    }

    #[test]
    fn with_links() {
        let links = ["a", "b", "c", "d (deprecated)", "e (Deprecated)", "ipRangeCollection", "list", "a 集合"];
        let links = links.map(|text| Link { text: text.to_owned(), target: format!("{text}.md") });
        let link = |text: &str| Inline::Link(links.iter().find(|link| link.text == text).expect("a link"));
        let text = Inline::Text;
        let cases = [
            (vec![link("a")], "a -> a.md"),
            (vec![link("a"), text(" collection")], "*a -> a.md"),
            (vec![link("ipRangeCollection")], "ipRangeCollection -> ipRangeCollection.md"),
            (vec![text("Collection("), link("a"), text(")")], "*a -> a.md"),
            (vec![link("a"), text(" or "), link("b")], "a -> a.md or b"),
            (vec![link("d (deprecated)"), text(" "), link("b")], "b -> b.md"),
            (vec![link("e (Deprecated)"), text(" "), link("b")], "b -> b.md"),
            (vec![link("e (Deprecated)")], "e -> e (Deprecated).md"),
            (vec![link("d (deprecated)"), text(" or "), link("b")], "d -> d (deprecated).md or b"),
            (vec![link("a"), text(" collection. Holds b of "), link("c")], "*a -> a.md (Holds b of)"),
            (vec![link("a"), text("集合")], "*a -> a.md"),
            (vec![link("a 集合")], "*a -> a 集合.md"),
            (vec![link("list")], "list -> list.md"),
        ];
        for (inlines, expected) in cases {
            let mut cell = Prose::default();
            inlines.into_iter().for_each(|inline| cell.push(inline));
            assert_eq!(show(cell), expected);
        }
    }
}
