//! Cuts prose into sentences, and tells names from words.

/// Returns the sentences of a plain text, without their full stops.
pub fn sentences(text: &str) -> impl Iterator<Item = &str> {
    text.split(['\n', ';', '。', '；'])
        .flat_map(|line| line.split(". "))
        .flat_map(glued)
        .map(|sentence| sentence.trim().trim_end_matches('.').trim_end())
        .filter(|sentence| !sentence.is_empty())
}

/// Splits two sentences that no space stands between, the first of which ends with a bracket.
fn glued(text: &str) -> impl Iterator<Item = &str> {
    let end = text.match_indices(").").map(|(at, _)| at + 2).find(|end| {
        let next = text[*end..].chars().next();
        next.is_some_and(char::is_uppercase)
    });
    let (first, second) = end.map_or((text, ""), |end| text.split_at(end));
    [first, second].into_iter()
}

/// Returns whether a word is what names are made of: a letter or `_` first, then letters, digits, `_`, `.` and `-`.
pub fn is_name(word: &str) -> bool {
    let mut chars = word.chars();
    chars.next().is_some_and(|c| c.is_ascii_alphabetic() || c == '_')
        && chars.all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-'))
}

/// Returns whether a text holds what no name has, and what could be taken for something else where the name is written:
/// what can't be seen, quotes, angle brackets.
pub fn is_spoilt(name: &str) -> bool {
    let unseen = |c: char| {
        c.is_control()
            || matches!(c, '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
    };
    name.contains(|c| unseen(c) || matches!(c, '`' | '"' | '<' | '>' | '\\'))
}

/// Words in lower case that may stand between types of which it is one.
const ALTERNATIVE: [&str; 11] =
    ["or", "and/or", "either", "a", "an", "the", "object", "objects", "resource", "collection", "of"];

/// Returns whether a text between two links makes them alternatives: `or the`, `object or a`.
pub fn joins(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let mut words = lower.split(|c: char| c.is_whitespace() || c == ',').filter(|word| !word.is_empty());
    let joined = words.clone().any(|word| matches!(word, "or" | "and/or"));
    joined && words.all(|word| ALTERNATIVE.contains(&word))
}

/// Splits `Collection(x)` into `x` and whether it was one.
pub fn unwrap_collection(name: &str) -> (&str, bool) {
    let wrapped = name.get(..11).is_some_and(|start| start.eq_ignore_ascii_case("collection("));
    if wrapped { (name[11..].trim_end_matches(')').trim(), true) } else { (name, false) }
}

#[cfg(test)]
mod tests {
    use super::{is_name, is_spoilt, sentences};

    #[test]
    fn texts_become_sentences() {
        let cases: [(&str, &[&str]); 5] = [
            ("", &[]),
            ("The id. Read-only.", &["The id", "Read-only"]),
            ("Required; not nullable.", &["Required", "not nullable"]),
            ("Supports `$filter` (eq, ne).Not nullable", &["Supports `$filter` (eq, ne)", "Not nullable"]),
            ("One line\nand another", &["One line", "and another"]),
        ];
        for (text, expected) in cases {
            let found: Vec<&str> = sentences(text).collect();
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn names_and_words() {
        for name in ["id", "_hidden", "microsoft.graph.user", "a-b", "x1"] {
            assert!(is_name(name), "{name}");
        }
        for name in ["microsoft.graph.user", "Collection(x)", "{type}", "名", ""] {
            assert!(!is_spoilt(name), "{name}");
        }
        for name in ["x`", "a\nb", "a\r", "x\u{202e}", "a<b>", "\u{feff}x"] {
            assert!(is_spoilt(name), "{name:?}");
        }
        for word in ["", "1st", "two words", "a,b", "$select", "名"] {
            assert!(!is_name(word), "{word}");
        }
    }
}
