//! Finds the name that a misspelled one was meant to be.

use std::collections::BTreeSet;
use std::fmt::Display;

/// Finds the candidate that a name was meant to be: the same words, one of them misspelled by a letter or two. A name with
/// another word in it is another name. The same name in other letter case is the nearest; of equals, the first wins.
pub fn suggest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let (letters, words) = (letters(name), words(name));
    let near = candidates.into_iter().filter(|candidate| *candidate != name && may_be_near(name, letters, candidate));
    near.filter_map(|near| Some((edits(&words, near)?, near))).min_by_key(|(edits, _)| *edits).map(|(_, near)| near)
}

/// Finds the candidate that a name was surely meant to be: no other one is near it, and it differs by letter case or one slip. A plural
/// is a word of its own; capitals within a name don't slip in, so that the name with more of them is the one that was meant.
pub fn sure<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let (letters, words) = (letters(name), words(name));
    let near = candidates.into_iter().filter(|candidate| *candidate != name && may_be_near(name, letters, candidate));
    let near: BTreeSet<(&str, usize)> = near.filter_map(|near| Some((near, edits(&words, near)?))).collect();
    let (Some((only, edits)), 1) = (near.first(), near.len()) else { return None };
    (*edits <= 1 && !is_plural(name, only) && keeps_capitals(name, only)).then_some(*only)
}

/// Tells whether one of two names is the plural of the other one.
fn is_plural(one: &str, other: &str) -> bool {
    let ends = |long: &str, short: &str| {
        ["s", "S"].iter().any(|end| long.strip_suffix(end).is_some_and(|stem| stem.eq_ignore_ascii_case(short)))
    };
    ends(one, other) || ends(other, one)
}

/// Tells whether a name that differs from another one in letter case has all its capitals but for the first letter, which is small.
fn keeps_capitals(name: &str, other: &str) -> bool {
    !name.eq_ignore_ascii_case(other)
        || !other.starts_with(|first: char| first.is_ascii_uppercase())
            && name.chars().zip(other.chars()).skip(1).all(|(was, is)| is == was || is.is_ascii_uppercase())
}

/// Asks whether something near was meant, as the remedy of a finding.
pub fn meant(near: impl Display) -> String {
    format!("is `{near}` meant?")
}

/// Returns how many edits make a candidate of a name; none where they are too many for a slip.
fn edits(name: &[String], candidate: &str) -> Option<usize> {
    let candidate = words(candidate);
    let glued = [name.concat(), candidate.concat()];
    if glued[0] == glued[1] {
        return Some(0);
    }
    if name.len() == 1 || candidate.len() == 1 {
        let shorter = glued[0].chars().count().min(glued[1].chars().count());
        return slips(&glued[0], &glued[1], shorter);
    }
    if name.len() != candidate.len() {
        return None;
    }
    let mut odd = name.iter().zip(&candidate).filter(|(left, right)| left != right);
    let (left, right) = odd.next()?;
    let longer = left.chars().count().max(right.chars().count());
    if odd.next().is_some() { None } else { slips(left, right, longer) }
}

/// Returns the edits between two words, if a word of this length may hold so many slips. Other numbers are no slips.
fn slips(left: &str, right: &str, length: usize) -> Option<usize> {
    let most = match length {
        0..=3 => 0,
        4..=5 => 1,
        _ => 2,
    };
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let edits = strsim::damerau_levenshtein(left, right);
    (edits <= most && digits(left) == digits(right)).then_some(edits)
}

/// Splits a name into its words, in lower case: `mailFolder`, `mail-folder`.
fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut last = ' ';
    for letter in name.chars() {
        if letter.is_alphanumeric() {
            let starts = !last.is_alphanumeric() || (last.is_lowercase() && letter.is_uppercase());
            match words.last_mut().filter(|_| !starts) {
                Some(word) => word.extend(letter.to_lowercase()),
                None => words.push(letter.to_lowercase().collect()),
            }
        }
        last = letter;
    }
    words
}

/// Many names that others may have been meant to be: looks only at those that stand beside the wanted one where they are
/// sorted, from the front or from behind, so that asking costs no more where there are more of them. A slip spoils one of the
/// two orders; where very many names are like each other, none of them was surely meant.
#[derive(Clone, Debug, Default)]
pub struct Known {
    names: Vec<String>,
    /// The letters of each name with its place among the names, sorted; then the same from behind.
    orders: [Vec<(String, usize)>; 2],
}

/// The number of names that are looked at on each side.
const NEIGHBOURS: usize = 24;

impl Known {
    /// Makes an index of names; their order decides between equals.
    pub fn new<'a>(names: impl IntoIterator<Item = &'a str>) -> Self {
        let names: Vec<String> = names.into_iter().map(str::to_owned).collect();
        let mut orders: [Vec<(String, usize)>; 2] = Default::default();
        for (index, name) in names.iter().enumerate() {
            for (order, key) in orders.iter_mut().zip(keys(name)) {
                order.push((key, index));
            }
        }
        orders.iter_mut().for_each(|order| order.sort());
        Self { names, orders }
    }

    /// Returns the name that is most like this one, see [`suggest`].
    pub fn near(&self, name: &str) -> Option<&str> {
        suggest(name, self.beside(name))
    }

    /// Returns the name that this one was surely meant to be, see [`sure`].
    pub fn sure(&self, name: &str) -> Option<&str> {
        sure(name, self.beside(name))
    }

    /// Gives the names that stand beside where this one would.
    fn beside(&self, name: &str) -> impl Iterator<Item = &str> {
        let mut candidates = BTreeSet::new();
        for (order, key) in self.orders.iter().zip(keys(name)) {
            let at = order.partition_point(|(other, _)| *other < key);
            let beside = &order[at.saturating_sub(NEIGHBOURS)..(at + NEIGHBOURS).min(order.len())];
            candidates.extend(beside.iter().map(|(_, index)| *index));
        }
        candidates.into_iter().map(|index| self.names[index].as_str())
    }
}

/// Returns the letters of a name in lower case, forth and back.
fn keys(name: &str) -> [String; 2] {
    let letters = || name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase);
    [letters().collect(), letters().collect::<Vec<char>>().into_iter().rev().collect()]
}

/// Rules out most candidates cheaply: two edits change the length by two and four letters at most, and a sign may stand
/// between words that the other name glues.
fn may_be_near(name: &str, letters_of_name: u64, candidate: &str) -> bool {
    name.len().abs_diff(candidate.len()) <= 4 && (letters_of_name ^ letters(candidate)).count_ones() <= 5
}

/// Returns the letters that a name has, as bits, in either case.
fn letters(name: &str) -> u64 {
    name.bytes().fold(0, |bits, byte| bits | 1 << (byte.to_ascii_lowercase() & 63))
}

#[cfg(test)]
mod tests {
    use super::{Known, suggest, sure};

    #[test]
    fn other_names() {
        let cases = [
            ("book-get.md", "book-list.md"),
            ("guestIdentity", "userIdentity"),
            ("containerSettings", "containerStatus"),
            ("criterion2", "criterion1"),
            ("meetingRole", "meetingBase"),
        ];
        for (name, other) in cases {
            assert_eq!(suggest(name, [other]), None, "{name}");
        }
    }

    #[test]
    fn sure_names() {
        let names = ["mailFolder", "messages", "geoCoordinates", "Reader", "subunit", "left", "lift", "kettle"];
        let cases = [
            ("mailFoldr", Some("mailFolder")),
            ("mialFoldr", None), // two slips
            ("geocoordinates", Some("geoCoordinates")),
            ("Kettle", Some("kettle")),
            ("subUnit", None), // nobody capitalises by a slip
            ("reader", None),
            ("message", None), // one of them
            ("loft", None),    // one or the other
            ("kettel", Some("kettle")),
        ];
        for (name, wanted) in cases {
            assert_eq!(sure(name, names), wanted, "{name}");
        }
        assert_eq!(sure("ketle", ["kettle", "kettle"]), Some("kettle"), "said twice");
    }

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
            ("messageBook", None), // a word of its own
            ("messageRul", Some("messageRule")),
            ("message-rule", Some("messageRule")),
        ];
        for (name, wanted) in cases {
            assert_eq!(suggest(name, names), wanted, "{name}");
            assert_eq!(Known::new(names).near(name), wanted, "{name}");
        }
    }
}
