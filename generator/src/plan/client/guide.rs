//! The first page of the client crate's documentation: how to use it.
//!
//! The text is `guide.md`. Its examples are tests of the generated crate; one that needs what the crate doesn't have, since it
//! was made from other pages, stays as text.

use super::{Client, Context};
use crate::api::{Property, TypeId};
use crate::plan::types::{lineage, structure};
use crate::plan::{Docs, docs, model};

/// How an example starts that needs something of the crate: `needs=me.get,User.mail`.
const NEEDS: &str = "```rust needs=";

/// The documentation of the crate.
pub fn crate_docs(context: &Context<'_>, client: &Client) -> Docs {
    let name = model::package(&client.version, "client").replace('-', "_");
    let mut lines =
        vec![format!("A client of Microsoft Graph {}, made from its documentation.", client.version), String::new()];
    lines.extend(guide(context, client).into_iter().map(|line| line.replace("CRATE", &name)));
    lines.extend(features(client));
    lines
}

fn guide(context: &Context<'_>, client: &Client) -> Docs {
    let mut lines = Docs::new();
    let (mut in_code, mut is_test) = (false, true);
    for line in include_str!("guide.md").lines() {
        let fence = line.starts_with("```");
        if fence && !in_code {
            is_test =
                line.strip_prefix(NEEDS).is_none_or(|needs| needs.split(',').all(|need| has(context, client, need)));
            lines.push(if is_test { "```no_run" } else { "```text" }.to_string());
        } else if is_test || !in_code || !line.starts_with("# ") {
            lines.push(line.to_string());
        }
        in_code ^= fence;
    }
    lines.push(String::new());
    lines
}

/// Whether the crate has this: methods from the root down (`me.get`), a property (`User.mail`), or an operation
/// (`operations.messages.List`).
fn has(context: &Context<'_>, client: &Client, need: &str) -> bool {
    let words: Vec<&str> = need.split('.').collect();
    match words.as_slice() {
        ["operations", module, name] => client.operations.iter().any(|of| of.module == *module && of.name == *name),
        [ty, property] if ty.starts_with(|c: char| c.is_ascii_uppercase()) => has_property(context, ty, property),
        _ => has_method(client, &words),
    }
}

fn has_method(client: &Client, words: &[&str]) -> bool {
    let Some((last, steps)) = words.split_last() else { return false };
    let mut at = 0;
    for name in steps {
        match client.builders[at].steps.iter().find(|step| step.name == *name) {
            Some(step) => at = step.target,
            None => return false,
        }
    }
    client.builders[at].methods.iter().any(|method| method.name == *last)
}

fn has_property(context: &Context<'_>, ty: &str, property: &str) -> bool {
    let mut types = (0..).map(TypeId).zip(&context.api.types);
    let Some((id, _)) = types.find(|(id, _)| context.types.entry(*id).name.as_deref() == Some(ty)) else {
        return false;
    };
    let owners = lineage(context.api, id).into_iter().filter_map(|id| context.api.types.get(id.0 as usize));
    let mut properties = owners.filter_map(structure).flat_map(|structure| &structure.properties);
    properties.any(|own: &Property| own.name == property)
}

fn features(client: &Client) -> Docs {
    let mut lines = vec![
        "# Features".to_string(),
        String::new(),
        "Each area is a feature; `full` has all of them. `http`, which is on unless it is turned off, sends requests; without it \
         they are only built, and answers only read."
            .to_string(),
        String::new(),
    ];
    for area in &client.areas {
        lines.push(docs::feature(&area.feature, &area.description));
    }
    lines
}
