//! The next version of the crates, by Cargo's rules.

use super::{Change, Effect};

/// A version number with the reason for it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Next {
    /// `0.2.0`.
    pub version: String,
    /// Why, in a phrase.
    pub why: String,
}

/// Proposes the version after this one: Cargo takes the first number that isn't zero for the one that breaks.
pub fn next_version(current: &str, changes: &[Change]) -> Next {
    let mut numbers = current.split('.').map(|number| number.parse::<u64>().unwrap_or_default());
    let [major, minor, patch] = std::array::from_fn(|_| numbers.next().unwrap_or_default());
    let worst = changes.iter().map(|change| change.rust.effect).max().unwrap_or_default();
    let count = changes.iter().filter(|change| change.rust.effect == worst).count();
    let many = |one: &str, more: &str| if count == 1 { one.to_owned() } else { format!("{count} {more}") };
    let breaking = || many("1 change breaks programs in Rust", "changes break programs in Rust");
    let compatible = || many("1 change that no program has to follow", "changes that no program has to follow");
    let (version, why) = match (worst, major, minor) {
        (Effect::None, ..) if changes.is_empty() => ((major, minor, patch), "nothing in the API".to_owned()),
        (Effect::Breaking, 0, 0) => ((0, 0, patch + 1), breaking()),
        (Effect::Breaking, 0, _) => ((0, minor + 1, 0), breaking()),
        (Effect::Breaking, ..) => ((major + 1, 0, 0), breaking()),
        (Effect::Compatible, 0, _) => ((0, minor, patch + 1), compatible()),
        (Effect::Compatible, ..) => ((major, minor + 1, 0), compatible()),
        _ => ((major, minor, patch + 1), "only words or values of constants changed".to_owned()),
    };
    Next { version: format!("{}.{}.{}", version.0, version.1, version.2), why }
}

#[cfg(test)]
mod tests {
    use super::super::{Change, Effect, Verdict};
    use super::next_version;

    #[test]
    fn versions() {
        use Effect::{Breaking, Compatible, Documentation, None};
        let cases: [(&str, &[Effect], &str); 9] = [
            ("1.2.3", &[], "1.2.3"),
            ("1.2.3", &[None], "1.2.4"),
            ("1.2.3", &[Documentation], "1.2.4"),
            ("1.2.3", &[Documentation, Compatible], "1.3.0"),
            ("1.2.3", &[Breaking, Compatible], "2.0.0"),
            ("0.2.3", &[Compatible], "0.2.4"),
            ("0.2.3", &[Breaking], "0.3.0"),
            ("0.0.3", &[Breaking], "0.0.4"),
            ("0.1.0", &[None, Documentation], "0.1.1"),
        ];
        for (current, effects, wanted) in cases {
            let change = |effect: &Effect| {
                let rust = Verdict { effect: *effect, reason: String::new() };
                Change { rust, ..Change::default() }
            };
            let changes: Vec<Change> = effects.iter().map(change).collect();
            assert_eq!(next_version(current, &changes).version, wanted, "{current} {effects:?}");
        }
    }
}
