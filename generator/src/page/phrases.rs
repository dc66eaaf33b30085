//! Phrases, and where a text has them: whatever the case of its letters, in one walk.

use std::cell::RefCell;
use std::sync::LazyLock;

use aho_corasick::packed::{self, Searcher};
use aho_corasick::{AhoCorasick, AhoCorasickKind, Match};

/// A table of phrases.
pub(super) struct Phrases {
    /// Finds whether there is one in a text in lower case, many bytes at a time; none where the processor can't.
    any: LazyLock<Option<Searcher>>,
    /// Finds where they are.
    each: LazyLock<AhoCorasick>,
}

/// Makes a table of phrases, which are literals, or of a list of such.
macro_rules! phrases {
    (of $list:expr) => {
        $crate::page::phrases::Phrases::new(
            || $crate::page::phrases::searcher($list),
            || $crate::page::phrases::automaton($list),
        )
    };
    ($($phrase:literal),+ $(,)?) => {
        phrases!(of &[$($phrase),+])
    };
}

pub(super) use phrases;

/// Makes what finds whether there are phrases.
pub(super) fn searcher(phrases: &[&str]) -> Option<Searcher> {
    packed::Config::new().builder().extend(phrases.iter().map(|phrase| phrase.to_ascii_lowercase())).build()
}

/// Makes what finds where phrases are.
pub(super) fn automaton(phrases: &[&str]) -> AhoCorasick {
    let mut builder = AhoCorasick::builder();
    builder
        .ascii_case_insensitive(true)
        // Their letters are those of all prose: to look for a rare one first only costs time.
        .prefilter(false)
        .kind(Some(AhoCorasickKind::DFA))
        .build(phrases)
        .expect("tables of phrases are far smaller than what is too large")
}

thread_local! {
    /// The text that is looked at, in lower case.
    static LOWER: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

impl Phrases {
    pub(super) const fn new(any: fn() -> Option<Searcher>, each: fn() -> AhoCorasick) -> Self {
        Self { any: LazyLock::new(any), each: LazyLock::new(each) }
    }

    /// Returns whether a text has one of them.
    pub(super) fn are_in(&self, text: &str) -> bool {
        let Some(any) = &*self.any else { return self.each.is_match(text) };
        LOWER.with_borrow_mut(|lower| {
            lower.clear();
            lower.extend_from_slice(text.as_bytes());
            lower.make_ascii_lowercase();
            any.find(lower.as_slice()).is_some()
        })
    }

    /// Returns where a text has one of them, in the order of their ends; those that overlap, too.
    pub(super) fn each<'t>(&'t self, text: &'t str) -> impl Iterator<Item = Match> + 't {
        self.each.find_overlapping_iter(text)
    }
}

#[cfg(test)]
mod tests {
    use super::Phrases;

    static PHRASES: Phrases = phrases!["one of", "of the", "可能的值", "n't "];

    #[test]
    fn both_ways_agree() {
        let long = "Nothing like them stands in a text that is far longer than what is looked at in one step. ";
        let cases = [
            ("", false),
            ("of", false),
            ("One Of", true),
            ("ONE OF THE", true),
            ("It isn't so.", true),
            ("It isn't", false),
            ("颜色。可能的值为：`red`", true),
            (long, false),
        ];
        for (text, expected) in cases {
            for text in [text.to_owned(), format!("{long}{text}"), format!("{text}{long}")] {
                assert_eq!(PHRASES.are_in(&text), expected, "{text}");
                assert_eq!(PHRASES.each.is_match(&text), expected, "{text}");
            }
        }
    }
}
