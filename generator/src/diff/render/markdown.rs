//! Changes as an entry of a changelog that one could publish.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::phrases::sentence;
use super::{Sides, told};
use crate::diff::{Change, Effect, Next};

/// Writes all changes but those of words, with the next version of the crates.
pub fn markdown(changes: &[Change], sides: &mut Sides<'_>, next: &Next) -> String {
    let mut out = format!("## {}\n\n{}: {}.\n", next.version, sides.new.snapshot.version, next.why);
    let chapters: [(&str, fn(&Change) -> bool); 4] = [
        ("Breaking changes", |change| change.service.effect == Effect::Breaking),
        ("Breaking in Rust only", |change| {
            change.service.effect != Effect::Breaking && change.rust.effect == Effect::Breaking
        }),
        ("New and changed", |change| {
            change.rust.effect != Effect::Breaking && change.service.effect == Effect::Compatible
        }),
        ("Only in the documentation", |change| {
            change.rust.effect != Effect::Breaking
                && change.service.effect == Effect::Documentation
                && !change.is_of_words()
        }),
    ];
    for (title, belongs) in chapters {
        let mut areas: BTreeMap<&str, Vec<&Change>> = BTreeMap::new();
        told(changes)
            .filter(|change| belongs(change))
            .for_each(|change| areas.entry(&change.area).or_default().push(change));
        if !areas.is_empty() {
            _ = writeln!(out, "\n### {title}");
        }
        for (area, changes) in areas {
            _ = writeln!(out, "\n#### {}\n", if area.is_empty() { "Others" } else { area });
            changes.iter().for_each(|change| out.push_str(&item(change)));
        }
    }
    let words = told(changes).filter(|change| change.is_of_words()).count();
    if words > 0 {
        _ = writeln!(out, "\nThe words of {words} descriptions changed.");
    }
    out
}

fn item(change: &Change) -> String {
    let why = match (change.service.effect, change.rust.effect) {
        (Effect::Breaking, _) => format!(" ({})", change.service.reason),
        (_, Effect::Breaking) => format!(" ({})", change.rust.reason),
        _ => String::new(),
    };
    format!("- {}{why}\n", sentence(change))
}
