//! The page that says what is in each area.

use std::collections::{BTreeMap, BTreeSet};

use super::{Client, Context};
use crate::api::{AreaId, TypeId};
use crate::plan::File;
use crate::plan::areas::defaults;
use crate::plan::docs::{code, codes, text};
use crate::plan::types::qualified;

/// Writes the page that lists the areas, in Markdown.
pub(super) fn page(context: &Context<'_>, client: &Client) -> File {
    let areas: Vec<String> = client.areas.iter().map(|area| area.feature.clone()).collect();
    let packages = ["client", "model"].map(|kind| code(&context.settings.package(&client.version, kind)));
    let mut lines = vec![
        format!("# The areas of Microsoft Graph {}", client.version),
        String::new(),
        format!(
            "Each area is a feature of {} and of {}. It brings the operations of the area, its types, and the",
            packages[0], packages[1]
        ),
        format!(
            "types of other areas that those need. On by default: {}. `full` means all of them.",
            codes(&defaults(&areas))
        ),
        String::new(),
        "| Feature | What it is about | Operations | Types | Types of other areas |".to_string(),
        "| --- | --- | --: | --: | --- |".to_string(),
    ];
    let contents: Vec<Contents> = client.areas.iter().map(|area| contents(context, client, area.id)).collect();
    for (area, of) in client.areas.iter().zip(&contents) {
        let borrowed: Vec<String> =
            of.borrowed.iter().map(|(feature, count)| format!("{count} of {}", code(feature))).collect();
        let about = text(&area.description);
        let counts = format!("{} | {}", of.operations, of.types.len());
        lines.push(format!("| {} | {about} | {counts} | {} |", code(&area.feature), borrowed.join(", ")));
    }
    for (area, of) in client.areas.iter().zip(&contents) {
        lines.extend([String::new(), format!("## {}", code(&area.feature))]);
        for (what, listed) in [("Operations in", &of.modules), ("Types", &of.types)] {
            if !listed.is_empty() {
                lines.extend([String::new(), format!("{what}: {}", codes(listed))]);
            }
        }
    }
    File { path: "AREAS.md".to_string(), docs: lines, items: Vec::new() }
}

/// The contents of an area.
#[derive(Default)]
struct Contents {
    operations: usize,
    /// The modules of its operations.
    modules: BTreeSet<String>,
    /// The types of the area itself.
    types: BTreeSet<String>,
    /// The number of types that come with it from other areas, by their features.
    borrowed: BTreeMap<String, usize>,
}

fn contents(context: &Context<'_>, client: &Client, area: AreaId) -> Contents {
    let mut found = Contents::default();
    for (operation, planned) in context.api.operations.iter().zip(&client.operations) {
        if operation.areas.contains(&area) && !planned.module.is_empty() {
            found.operations += 1;
            found.modules.insert(planned.module.clone());
        }
    }
    for (id, ty) in (0..).map(TypeId).zip(&context.api.types) {
        if !context.areas_of(id).contains(&area) {
            continue;
        }
        if ty.area == area {
            found.types.insert(context.types.entry(id).name.clone().unwrap_or_else(|| qualified(ty)));
        } else {
            *found.borrowed.entry(context.feature(ty.area)).or_default() += 1;
        }
    }
    found
}
