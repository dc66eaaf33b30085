//! Finds the name that a misspelled one was meant to be.

/// How alike two names must be, from 0 to 1. Below it, a guess misleads more often than it helps.
const ALIKE: f64 = 0.8;
/// How alike names of the same letters must be.
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

/// Rules out most candidates cheaply: each edit changes the length by one at most, and two letters at most.
fn may_be_near(name: &str, letters_of_name: u64, candidate: &str) -> bool {
    let longest = name.len().max(candidate.len());
    // Two bytes of every ten: what `ALIKE` allows.
    let edits = longest / 5;
    name.len().abs_diff(candidate.len()) <= edits
        && (letters_of_name ^ letters(candidate)).count_ones() as usize <= 2 * edits
}

/// Which letters a name has, as bits, in either case.
fn letters(name: &str) -> u64 {
    name.bytes().fold(0, |bits, byte| bits | 1 << (byte.to_ascii_lowercase() & 63))
}

#[cfg(test)]
mod tests {
    use super::suggest;

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
        }
    }
}
