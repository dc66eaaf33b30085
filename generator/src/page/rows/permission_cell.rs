//! Permission cells: names that commas and `or` separate, `and` joins, and words that are none.

use std::borrow::Cow;
use std::collections::BTreeSet;

use crate::page::{Needs, words};

/// The content of a permission cell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Cell {
    /// The permissions; none where the cell doesn't tell.
    pub(super) needs: Needs,
    /// Notes, and words that are no permissions.
    pub(super) remark: String,
    /// Whether some of these words have no meaning here.
    pub(super) strange: bool,
}

/// Returns whether a cell says that there are no permissions.
pub(super) fn says_none(text: &str) -> bool {
    is_one_of(text, words::NO_PERMISSIONS)
}

fn is_one_of(text: &str, all: &[&str]) -> bool {
    let text = text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '.' | '。' | '*'));
    all.iter().any(|words| text.eq_ignore_ascii_case(words))
}

/// The way a permission is joined to the one before.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Joint {
    #[default]
    Alternative,
    Together,
    /// With each of the alternatives before.
    Plus,
}

/// Reads a permission cell: names that commas and `or` separate; `and` binds tighter. A clause that denies its
/// permissions is a note.
pub(super) fn parse_cell(written: &str) -> Cell {
    let text = if written.is_ascii() { Cow::Borrowed(written) } else { Cow::Owned(written.replace('。', ".")) };
    let mut lists = Lists { comma: true, ..Lists::default() };
    let (mut notes, mut none, mut none_needed) = (Vec::new(), false, false);
    for clause in clauses(&text) {
        none |= says_none(clause);
        if is_one_of(clause, words::NO_PERMISSION_NEEDED) {
            none_needed = true;
        } else if denies(clause) {
            notes.push(clause.to_owned())
        } else {
            tokens(clause).for_each(|token| lists.token(token))
        }
    }
    let Lists { base, alternatives, words, struck, .. } = lists;
    let mut alternatives = cross(base, alternatives);
    if none_needed && alternatives.is_empty() {
        alternatives.push(Vec::new());
    }
    let needs = (none || !alternatives.is_empty()).then_some(alternatives);
    let words = words.join(" ");
    let strange = !words.is_empty() && !none && !none_needed;
    let remark =
        if says_none(written) { vec![written.trim().to_owned()] } else { [vec![words], struck, notes].concat() };
    Cell { needs, remark: remark.join(" ").trim().to_owned(), strange }
}

/// Returns the clauses of a cell: sentences, lines, what stands in brackets, and what follows a `but`.
fn clauses(text: &str) -> impl Iterator<Item = &str> {
    let ends = |part: &str, at: usize, c: char| match c {
        '.' => part[at + 1..].chars().next().is_none_or(char::is_whitespace),
        c => matches!(c, '\n' | '(' | ')' | '（' | '）'),
    };
    let mut rest = Some(text);
    let cut = std::iter::from_fn(move || {
        let part = rest?;
        let end = part.char_indices().find(|(at, c)| ends(part, *at, *c));
        rest = end.map(|(at, c)| &part[at + c.len_utf8()..]);
        Some(&part[..end.map_or(part.len(), |(at, _)| at)])
    });
    cut.flat_map(|clause| clause.split(" but ")).map(str::trim).filter(|clause| !clause.is_empty())
}

/// Returns whether a clause names permissions to say that they don't count.
fn denies(clause: &str) -> bool {
    if !words::may_deny(clause) {
        return false;
    }
    let lower = format!(" {} ", clause.to_lowercase().replace('’', "'"));
    let denied = |word: &str| lower.match_indices(word).any(|(at, word)| is_whole(&lower, at, word.len()));
    (lower.contains("n't ") || words::DENIALS.iter().any(|word| denied(word)))
        && clause.split([' ', ',', ';']).any(|word| is_permission(word.trim_matches(|c: char| !c.is_alphanumeric())))
}

fn is_whole(text: &str, at: usize, length: usize) -> bool {
    let beside = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric() && c != '.');
    beside(text[..at].chars().next_back()) && beside(text[at + length..].chars().next())
}

/// The lists of a cell as its words come.
#[derive(Default)]
struct Lists {
    base: Vec<Vec<String>>,
    alternatives: Vec<Vec<String>>,
    /// The alternatives that are one permission.
    alone: BTreeSet<String>,
    joint: Joint,
    comma: bool,
    words: Vec<String>,
    struck: Vec<String>,
}

impl Lists {
    fn token(&mut self, token: Token<'_>) {
        match token {
            Token::Separator => (self.joint, self.comma) = (Joint::Alternative, true),
            Token::Word(word) if is_permission(word) => {
                self.add(word);
                (self.joint, self.comma) = (Joint::Alternative, false);
            }
            Token::Word(word) => match word.to_ascii_lowercase().as_str() {
                "or" | "或" | "either" => self.joint = Joint::Alternative,
                "and" | "和" if !self.comma => self.joint = Joint::Together,
                "and" => {}
                "plus" => {
                    self.base = cross(std::mem::take(&mut self.base), std::mem::take(&mut self.alternatives));
                    self.alone.clear();
                    self.joint = Joint::Plus;
                }
                _ => self.words.push(word.to_owned()),
            },
            Token::Struck(text) => self.struck.push(text.to_owned()),
        }
    }

    fn add(&mut self, word: &str) {
        match self.alternatives.last_mut() {
            Some(last) if self.joint == Joint::Together => {
                if let [only] = last.as_slice() {
                    self.alone.remove(only);
                }
                last.push(word.to_owned());
            }
            _ => {
                if self.alone.insert(word.to_owned()) {
                    self.alternatives.push(vec![word.to_owned()]);
                }
            }
        }
    }
}

/// Joins each of the first with each of the second.
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

/// Returns whether a word is the name of a permission: parts with dots between, the first a capitalised word.
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
            ("None.", "nothing", ""),
            ("none", "nothing", ""),
            ("None. For own things.", "nothing", "For own things"),
            ("None (for the owner)", "nothing", "for the owner"),
            ("Directory.Read.All. Directory.ReadWrite.All", "Directory.Read.All|Directory.ReadWrite.All", ""),
            ("Group.Read.All**, ~~User.Read~~", "Group.Read.All", "~~User.Read~~"),
            ("BackupRestore-Restore.Read.All", "BackupRestore-Restore.Read.All", ""),
            ("Bookings。Read.All，Bookings。Manage.All", "Bookings.Read.All|Bookings.Manage.All", ""),
            ("TODO: Provide applicable permissions.", "?", "TODO Provide applicable permissions"),
            ("不支持。", "", "不支持。"),
            ("", "?", ""),
            ("A.Read, B.Read. C.Read cannot be used.", "A.Read|B.Read", "C.Read cannot be used"),
            (
                "Not supported. A.Read doesn't work for personal accounts.",
                "",
                "Not supported A.Read doesn't work for personal accounts",
            ),
            ("A.Read (B.Read isn't supported)", "A.Read", "B.Read isn't supported"),
            ("A.Read but not B.Read", "A.Read", "not B.Read"),
            ("A.Read and (B.Read or C.Read)", "A.Read+B.Read|C.Read", ""),
            ("The application must not be a guest. A.Read", "A.Read", "The application must not be a guest"),
        ];
        let together = |names: &Vec<String>| if names.is_empty() { "nothing".to_owned() } else { names.join("+") };
        for (text, needs, remark) in cases {
            let cell = parse_cell(text);
            let all = |list: &Vec<Vec<String>>| list.iter().map(together).collect::<Vec<_>>().join("|");
            let shown = cell.needs.as_ref().map_or_else(|| "?".to_owned(), all);
            assert_eq!((shown.as_str(), cell.remark.as_str()), (needs, remark), "{text}");
        }
    }
}
