//! The first page of the client crate's documentation: how to use it.
//!
//! The text is `guide.md`.

use super::{Client, Context};
use crate::plan::guide::{self, COMPILED};
use crate::plan::{Docs, areas, docs};

/// Writes the documentation of the crate.
pub fn crate_docs(context: &Context<'_>, client: &Client) -> Docs {
    let mut lines =
        vec![format!("A client of Microsoft Graph {}, made from its documentation.", client.version), String::new()];
    lines.extend(guide::lines(include_str!("guide.md"), &client.package, COMPILED, &|need| has(context, client, need)));
    lines.extend(features(client));
    lines
}

/// Tells whether the crate has this: methods from the root down (`me.get`), a property (`User.mail`), or an operation
/// (`operations.messages.List`).
pub(super) fn has(context: &Context<'_>, client: &Client, need: &str) -> bool {
    let words: Vec<&str> = need.split('.').collect();
    match words.as_slice() {
        ["operations", module, name] => client.operations.iter().any(|of| of.module == *module && of.name == *name),
        [ty, _] if ty.starts_with(|c: char| c.is_ascii_uppercase()) => {
            guide::has_property(context.api, context.types, need)
        }
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

fn features(client: &Client) -> Docs {
    let mut lines = vec![
        "# Features".to_string(),
        String::new(),
        format!(
            "Each area is a feature; `full` has all of them. On by default: {}. `AREAS.md` in the crate's folder says \
             what is in each. `http`, which is on unless it is turned off, sends requests; without it they are only built, and \
             answers only read. `browser`, `file-store` and `keyring-store` are for signing in, `rich-notifications` for webhooks.",
            docs::codes(&areas::defaults(&client.areas.iter().map(|area| area.feature.clone()).collect::<Vec<_>>()))
        ),
        String::new(),
    ];
    for area in &client.areas {
        lines.push(docs::feature(&area.feature, &area.description));
    }
    lines
}
