//! Which areas are on by default.

/// Returns the features that `default` turns on, of these areas: those of a list, or all where none of that list is
/// there.
pub(in crate::plan) fn defaults(areas: &[String]) -> Vec<String> {
    let wanted = include_str!("default-areas.txt").lines().filter(|line| !line.starts_with('#'));
    let known: Vec<String> = wanted.filter(|name| areas.iter().any(|area| area == name)).map(str::to_string).collect();
    if known.is_empty() { vec!["full".to_string()] } else { known }
}
