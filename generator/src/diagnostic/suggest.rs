//! Finds the name that a misspelled one was meant to be.

use std::collections::{BTreeMap, BTreeSet};

/// The least likeness of two names, from 0 to 1. Below it, a guess misleads more often than it helps.
const ALIKE: f64 = 0.8;
/// The least likeness of names of the same letters.
const SWAPPED: f64 = 0.75;

/// The candidate that is most like the name, if any is near; the same name in other letter case is the nearest.
/// Of equals, the first wins.
pub fn suggest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = name.to_lowercase();
    let letters = letters(name);
    let mut best: Option<(f64, &str)> = None;
    for candidate in candidates {
        if candidate == name || !may_be_near(name, letters, candidate) {
            continue;
        }
        let near = strsim::normalized_damerau_levenshtein(&wanted, &candidate.to_lowercase());
        // Two letters in each other's place are one edit, even of a short name.
        let swapped = near >= SWAPPED && name.len() > 3 && letters == self::letters(candidate);
        if (near >= ALIKE || swapped) && best.is_none_or(|(score, _)| near > score) {
            best = Some((near, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// Many names that others may have been meant to be: looks only at those that begin or end like the wanted one, so that
/// asking costs no more where there are more of them.
#[derive(Clone, Debug, Default)]
pub struct Known<'a> {
    names: Vec<&'a str>,
    /// By the letters at the start and, apart from those, at the end.
    by_edge: BTreeMap<(Edge, String), Vec<usize>>,
    short: Vec<usize>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Edge {
    Start,
    End,
}

/// The number of letters at an edge that must be the same.
const SAME: usize = 3;
/// Names with fewer bytes are compared with each other: a slip can spoil both edges of them.
const SHORT: usize = 9;

impl<'a> Known<'a> {
    /// Makes an index of names; their order decides between equals.
    pub fn new(names: impl IntoIterator<Item = &'a str>) -> Self {
        let mut known = Self { names: names.into_iter().collect(), ..Self::default() };
        for (index, name) in known.names.iter().enumerate() {
            for edge in edges(name) {
                known.by_edge.entry(edge).or_default().push(index);
            }
            if name.len() < SHORT {
                known.short.push(index);
            }
        }
        known
    }

    /// Returns the name that is most like this one, see [`suggest`].
    pub fn near(&self, name: &str) -> Option<&'a str> {
        let alike = edges(name).into_iter().filter_map(|edge| self.by_edge.get(&edge)).flatten();
        let short = if name.len() < SHORT { self.short.as_slice() } else { &[] };
        let candidates: BTreeSet<usize> = alike.chain(short).copied().collect();
        suggest(name, candidates.into_iter().map(|index| self.names[index]))
    }
}

fn edges(name: &str) -> [(Edge, String); 2] {
    let lower = name.to_lowercase();
    let start = lower.chars().take(SAME).collect();
    let end = lower.chars().rev().take(SAME).collect();
    [(Edge::Start, start), (Edge::End, end)]
}

/// Rules out most candidates cheaply: each edit changes the length by one at most, and two letters at most.
fn may_be_near(name: &str, letters_of_name: u64, candidate: &str) -> bool {
    let longest = name.len().max(candidate.len());
    // Two bytes of every ten: what `ALIKE` allows.
    let edits = longest / 5;
    name.len().abs_diff(candidate.len()) <= edits
        && (letters_of_name ^ letters(candidate)).count_ones() as usize <= 2 * edits
}

/// Returns the letters that a name has, as bits, in either case.
fn letters(name: &str) -> u64 {
    name.bytes().fold(0, |bits, byte| bits | 1 << (byte.to_ascii_lowercase() & 63))
}

#[cfg(test)]
mod tests {
    use super::{Known, suggest};

    #[test]
    fn near_names() {
        let names = ["mailFolder", "message", "messageRule", "recipient", "Recipients", "user"];
        let cases = [
            ("mailfolder", Some("mailFolder")),
            ("mailFoldr", Some("mailFolder")),
            ("mialFolder", Some("mailFolder")),
            ("mesage", Some("message")),
            ("recipents", Some("Recipients")),
            ("message", None),
            ("uesr", Some("user")),
            ("usr", None), // too short to be sure of
            ("calendar", None),
            ("", None),
        ];
        for (name, wanted) in cases {
            assert_eq!(suggest(name, names), wanted, "{name}");
            assert_eq!(Known::new(names).near(name), wanted, "{name}");
        }
    }
}
