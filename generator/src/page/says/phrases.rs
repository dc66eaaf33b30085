//! Phrases, and where a text has them: whatever the case of its letters, in one walk.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind, Match};

/// A table of phrases.
pub(super) struct Phrases(LazyLock<AhoCorasick>);

/// Makes a table of phrases, which are literals.
macro_rules! phrases {
    ($($phrase:expr),+ $(,)?) => {
        $crate::page::says::phrases::Phrases::new(|| $crate::page::says::phrases::automaton(&[$($phrase),+]))
    };
}

pub(super) use phrases;

/// Makes what finds phrases.
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

impl Phrases {
    pub(super) const fn new(make: fn() -> AhoCorasick) -> Self {
        Self(LazyLock::new(make))
    }

    /// Returns whether a text has one of them.
    pub(super) fn are_in(&self, text: &str) -> bool {
        self.0.is_match(text)
    }

    /// Returns where a text has one of them, in the order of their ends; those that overlap, too.
    pub(super) fn each<'t>(&'t self, text: &'t str) -> impl Iterator<Item = Match> + 't {
        self.0.find_overlapping_iter(text)
    }
}
