//! Finds the name that a misspelled one was meant to be.

/// How alike two names must be, from 0 to 1. Below it, a guess misleads more often than it helps.
const ALIKE: f64 = 0.8;

/// The candidate that is most like the name, if any is near; the same name in other letter case is the nearest.
/// Of equals, the first wins.
pub fn suggest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = name.to_lowercase();
    let mut best: Option<(f64, &str)> = None;
    for candidate in candidates {
        let near = nearness(&wanted, name, candidate);
        if near >= ALIKE && best.is_none_or(|(score, _)| near > score) {
            best = Some((near, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// One where only letter case differs; nothing where the lengths are far apart, which is cheap to see.
fn nearness(wanted: &str, name: &str, candidate: &str) -> f64 {
    if candidate == name || candidate.len().abs_diff(wanted.len()) > 1 + wanted.len() / 4 {
        return 0.0;
    }
    strsim::normalized_damerau_levenshtein(wanted, &candidate.to_lowercase()).max(0.0)
}

#[cfg(test)]
mod tests {
    use super::suggest;

    #[test]
    fn near_names() {
        let names = ["mailFolder", "message", "messageRule", "recipient", "Recipients"];
        let cases = [
            ("mailfolder", Some("mailFolder")),
            ("mailFoldr", Some("mailFolder")),
            ("mesage", None), // six letters, one lost: too short to be sure of
            ("recipents", Some("Recipients")),
            ("message", None),
            ("calendar", None),
            ("", None),
        ];
        for (name, wanted) in cases {
            assert_eq!(suggest(name, names), wanted, "{name}");
        }
    }
}
