//! Changes in the schema of Microsoft's changelog: entries by area, each with a list of changes.
//!
//! An id is a hash of what changed, so that it's the same in every run. When an entry was made is for its publisher to say.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::words::{subject, values};
use super::{Sides, told};
use crate::diff::{Change, Effect};

/// Writes all changes of the service.
pub fn graph_changelog(changes: &[Change], sides: &mut Sides<'_>) -> String {
    let version = &sides.new.snapshot.version;
    let mut areas: BTreeMap<&str, Vec<Value>> = BTreeMap::new();
    let of_service = |change: &&Change| matches!(change.service.effect, Effect::Breaking | Effect::Compatible);
    for change in told(changes).filter(of_service) {
        areas.entry(&change.area).or_default().push(entry(change, version));
    }
    let entries = areas.into_iter().map(|(area, changes)| {
        let ids: String = changes.iter().filter_map(|change| change["Id"].as_str()).collect();
        json!({
            "ChangeList": changes, "Id": id(&[version, area, &ids]), "Cloud": "Prod", "Version": version,
            "WorkloadArea": area, "SubArea": "",
        })
    });
    format!("{:#}\n", json!({ "changelog": entries.collect::<Vec<_>>() }))
}

fn entry(change: &Change, version: &str) -> Value {
    let (api, name) = api(change);
    let way = way(change);
    let description = match values(change) {
        Some(values) if way == "Change" => format!("Changed {}: {values}.", subject(change)),
        _ => format!("{} {api} {name} of {}.", done(way), target(change)),
    };
    let parts = [version, &change.kind, &change.ty, &change.of, &change.name, &change.method, &change.path];
    let values = [change.before.as_deref().unwrap_or_default(), change.after.as_deref().unwrap_or_default()];
    json!({
        "Id": id(&[&parts[..], &values[..]].concat()), "ApiChange": api, "ChangedApiName": name, "ChangeType": way,
        "Description": description, "Target": target(change),
    })
}

/// Returns Microsoft's word for what changed, and its name.
fn api(change: &Change) -> (&'static str, String) {
    let simple = |name: &str| name.rsplit('.').next().unwrap_or(name).trim_end_matches(')').to_owned();
    let request = || format!("{} {}", change.method, change.path);
    let kind = change.kind.as_str();
    let starts = |word: &str| kind.starts_with(word);
    match kind {
        _ if starts("type") && change.after.as_deref().or(change.before.as_deref()) == Some("enum") => {
            ("Enum type", simple(&change.ty))
        }
        _ if starts("type") => ("Resource", simple(&change.ty)),
        _ if starts("navigation-property") => ("Relationship", change.name.clone()),
        _ if starts("property") => ("Property", change.name.clone()),
        _ if starts("member") => ("Enumeration", change.name.clone()),
        _ if starts("permission") || starts("account") => ("Permission", change.name.clone()),
        _ if starts("operation") || starts("path") || starts("overload") => {
            ("Method", if change.name.is_empty() { request() } else { change.name.clone() })
        }
        _ => ("Parameter", change.name.clone()),
    }
}

fn target(change: &Change) -> String {
    let simple = |name: &str| name.rsplit('.').next().unwrap_or(name).trim_end_matches(')').to_owned();
    if change.ty.is_empty() { format!("{} {}", change.method, change.path) } else { simple(&change.ty) }
}

fn way(change: &Change) -> &'static str {
    match change.kind.rsplit('-').next() {
        Some("added") => "Addition",
        Some("removed") => "Deletion",
        Some("deprecated") => "Deprecation",
        _ => "Change",
    }
}

fn done(way: &str) -> &'static str {
    match way {
        "Addition" => "Added",
        "Deletion" => "Removed",
        "Deprecation" => "Deprecated",
        _ => "Changed",
    }
}

/// Makes an id, in the form of a GUID, of what it is of.
fn id(parts: &[&str]) -> String {
    let text = parts.join("\0");
    let [high, low] = ["a", "b"].map(|salt| crate::diff::take::hash(&format!("{salt}\0{text}")));
    let hex = format!("{high:016x}{low:016x}");
    format!("{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
}
