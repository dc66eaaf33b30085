//! Changes for people: by area, breaking ones first.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::words::sentence;
use super::{Sides, told};
use crate::diff::{Change, Effect};

/// Writes all changes, with their places and verdicts.
pub fn human(changes: &[Change], sides: &mut Sides<'_>) -> String {
    let mut areas: BTreeMap<&str, Vec<&Change>> = BTreeMap::new();
    told(changes).for_each(|change| areas.entry(&change.area).or_default().push(change));
    let mut out = String::new();
    for (area, mut changes) in areas {
        changes.sort_by_key(|change| std::cmp::Reverse((change.service.effect, change.rust.effect)));
        _ = writeln!(out, "{}", if area.is_empty() { "(no area)" } else { area });
        changes.iter().for_each(|change| write(change, sides, &mut out));
        out.push('\n');
    }
    out + &totals(changes)
}

fn write(change: &Change, sides: &mut Sides<'_>, out: &mut String) {
    let mark = if change.service.effect.max(change.rust.effect) == Effect::Breaking { '!' } else { ' ' };
    _ = writeln!(out, "{mark} {}", visible(&sentence(change)));
    _ = writeln!(out, "    service: {}, {}", change.service.effect.as_str(), change.service.reason);
    _ = writeln!(out, "    Rust: {}, {}", change.rust.effect.as_str(), change.rust.reason);
    let (old, new) = sides.places(change);
    for (word, place) in [("old", old), ("new", new)] {
        if let Some(place) = place {
            _ = writeln!(out, "    {word}: {place}");
        }
    }
    if !change.link.is_empty() {
        _ = writeln!(out, "    {}", change.link);
    }
}

/// Replaces what a terminal would obey.
fn visible(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// Says how many changes there are of each effect.
fn totals(changes: &[Change]) -> String {
    let count = |effect: Effect, of: fn(&Change) -> Effect| told(changes).filter(|change| of(change) == effect).count();
    let line = |of: fn(&Change) -> Effect| {
        let [breaking, compatible, words, none] =
            [Effect::Breaking, Effect::Compatible, Effect::Documentation, Effect::None].map(|effect| count(effect, of));
        format!("{breaking} breaking, {compatible} compatible, {words} of documentation only, {none} no change")
    };
    if told(changes).next().is_none() {
        return "nothing in the API\n".to_owned();
    }
    format!(
        "{} changes\nservice: {}\nRust:    {}\n",
        told(changes).count(),
        line(|change| change.service.effect),
        line(|change| change.rust.effect)
    )
}
