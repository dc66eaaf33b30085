//! Permission cells: names that commas and `or` separate, `and` joins, and words that are none.

use std::borrow::Cow;

use crate::page::words;

/// What a permission cell says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Cell {
    pub(super) alternatives: Vec<Vec<String>>,
    pub(super) remark: String,
}

/// Returns whether a cell says that there are no permissions.
pub(super) fn says_none(text: &str) -> bool {
    let text = text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '.' | '。' | '*'));
    words::NO_PERMISSIONS.iter().any(|none| text.eq_ignore_ascii_case(none))
}

/// What joins a permission to the one before.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Joint {
    Alternative,
    Together,
    /// With each of the alternatives before.
    Plus,
}

/// Reads a permission cell: names that commas and `or` separate; `and` binds tighter.
pub(super) fn parse_cell(text: &str) -> Cell {
    let mut cell = Cell::default();
    if says_none(text) {
        cell.remark = text.trim().to_owned();
        return cell;
    }
    let text = if text.is_ascii() { Cow::Borrowed(text) } else { Cow::Owned(text.replace('。', ".")) };
    let mut joint = Joint::Alternative;
    let mut base: Vec<Vec<String>> = Vec::new();
    let mut remarks: Vec<String> = Vec::new();
    let mut comma = true;
    for token in tokens(&text) {
        match token {
            Token::Separator => (joint, comma) = (Joint::Alternative, true),
            Token::Word(word) if is_permission(word) => {
                add(&mut cell.alternatives, word, joint);
                (joint, comma) = (Joint::Alternative, false);
            }
            Token::Word(word) => match word.to_ascii_lowercase().as_str() {
                "or" | "或" | "either" => joint = Joint::Alternative,
                "and" | "和" if !comma => joint = Joint::Together,
                "and" => {}
                "plus" => {
                    base = cross(base, std::mem::take(&mut cell.alternatives));
                    joint = Joint::Plus;
                }
                _ => remarks.push(word.to_owned()),
            },
            Token::Struck(text) => remarks.push(text.to_owned()),
        }
    }
    cell.alternatives = cross(base, cell.alternatives);
    cell.remark = remarks.join(" ");
    cell
}

fn add(alternatives: &mut Vec<Vec<String>>, word: &str, joint: Joint) {
    let word = word.to_owned();
    match alternatives.last_mut() {
        Some(last) if joint == Joint::Together => last.push(word),
        _ => {
            if !alternatives.iter().any(|known| known.len() == 1 && known[0] == word) {
                alternatives.push(vec![word]);
            }
        }
    }
}

/// Each of the first together with each of the second.
fn cross(first: Vec<Vec<String>>, second: Vec<Vec<String>>) -> Vec<Vec<String>> {
    if first.is_empty() || second.is_empty() {
        return if first.is_empty() { second } else { first };
    }
    first.iter().flat_map(|one| second.iter().map(move |other| [one.as_slice(), other].concat())).collect()
}

enum Token<'t> {
    Separator,
    Word(&'t str),
    Struck(&'t str),
}

fn tokens(mut rest: &str) -> impl Iterator<Item = Token<'_>> {
    std::iter::from_fn(move || {
        while let Some(c) = rest.chars().next() {
            if let Some(end) = rest.strip_prefix("~~").and_then(|struck| struck.find("~~")) {
                let (struck, after) = rest.split_at(end + 4);
                rest = after;
                return Some(Token::Struck(struck));
            }
            let length = if is_word_char(c) { rest.find(|c| !is_word_char(c)) } else { Some(c.len_utf8()) };
            let (token, after) = rest.split_at(length.unwrap_or(rest.len()));
            rest = after;
            if matches!(c, ',' | ';' | '，' | '、' | '；' | '\n' | '|' | '/') {
                return Some(Token::Separator);
            }
            let word = token.trim_matches(|c| matches!(c, '.' | '-' | '_'));
            if is_word_char(c) && !word.is_empty() {
                return Some(Token::Word(word));
            }
        }
        None
    })
}

fn is_word_char(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '.' | '-' | '_')
}

/// Permissions of the sign-in protocol itself, which have no dots.
const PROTOCOL_PERMISSIONS: &[&str] = &["openid", "profile", "email", "offline_access"];

/// Whether a word is the name of a permission: parts with dots between, the first a capitalised word.
pub(super) fn is_permission(word: &str) -> bool {
    if PROTOCOL_PERMISSIONS.contains(&word) {
        return true;
    }
    let named = |part: &[u8]| {
        part.first().is_some_and(u8::is_ascii_alphabetic)
            && part.iter().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
    };
    let word = word.as_bytes();
    word.first().is_some_and(u8::is_ascii_uppercase)
        && word.contains(&b'.')
        && word.split(|byte| *byte == b'.').all(named)
}

#[cfg(test)]
mod tests {
    use super::parse_cell;

    #[test]
    fn cells() {
        let cases = [
            ("User.Read, User.ReadWrite", "User.Read|User.ReadWrite", ""),
            ("A.Read and B.Read, C.Read and D.Read", "A.Read+B.Read|C.Read+D.Read", ""),
            ("A.Read, B.Read, and C.Read", "A.Read|B.Read|C.Read", ""),
            (
                "One from A.Read, B.Read plus either C.Read or D.Read",
                "A.Read+C.Read|A.Read+D.Read|B.Read+C.Read|B.Read+D.Read",
                "One from",
            ),
            ("Not supported.", "", "Not supported."),
            ("Directory.Read.All. Directory.ReadWrite.All", "Directory.Read.All|Directory.ReadWrite.All", ""),
            ("Group.Read.All**, ~~User.Read~~", "Group.Read.All", "~~User.Read~~"),
            ("BackupRestore-Restore.Read.All", "BackupRestore-Restore.Read.All", ""),
            ("Bookings。Read.All，Bookings。Manage.All", "Bookings.Read.All|Bookings.Manage.All", ""),
            ("TODO: Provide applicable permissions.", "", "TODO Provide applicable permissions"),
            ("不支持。", "", "不支持。"),
            ("", "", ""),
        ];
        for (text, alternatives, remark) in cases {
            let cell = parse_cell(text);
            let shown = cell.alternatives.iter().map(|together| together.join("+")).collect::<Vec<_>>().join("|");
            assert_eq!((shown.as_str(), cell.remark.as_str()), (alternatives, remark), "{text}");
        }
    }
}
