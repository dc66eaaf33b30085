//! The page that introduces the client crate, for those who find its package.
//!
//! Its program is the first of `readme.md` that the crate has everything for.

use super::{Client, Context, guide};
use crate::plan::areas::defaults;
use crate::plan::docs::{code, codes, text};
use crate::plan::{Docs, File, Release, guide as programs, packages};

/// Writes the page.
pub(super) fn page(context: &Context<'_>, client: &Client, release: &Release) -> File {
    let about = format!(
        "A client of Microsoft Graph {} for Rust, made from its documentation: a method for each documented request, with the \
         permissions that it needs, what its answer is, and an example.",
        client.version
    );
    let program =
        programs::program(include_str!("readme.md"), &client.package, &|need| guide::has(context, client, need));
    packages::readme(release, &client.package, about, OTHERS, program, areas(client))
}

/// The crates that the programs need beside this one.
const OTHERS: &[&str] =
    &["azure_identity = \"1\"", "tokio = { version = \"1\", features = [\"macros\", \"rt-multi-thread\"] }"];

fn areas(client: &Client) -> Docs {
    let all: Vec<String> = client.areas.iter().map(|area| area.feature.clone()).collect();
    let mut lines = vec![
        "## Areas".to_string(),
        String::new(),
        "Each area of the API is a feature, so that a program compiles what it uses. `full` has all of them. On by default:".to_string(),
        format!("{}. `AREAS.md` says more of what is in each.", codes(&defaults(&all))),
        String::new(),
        "| Feature | What it is about | Operations |".to_string(),
        "| --- | --- | --: |".to_string(),
    ];
    for area in &client.areas {
        let is_of_it =
            |operation: &&super::Operation| operation.areas.contains(&area.id) && !operation.module.is_empty();
        let operations = client.operations.iter().filter(is_of_it).count();
        lines.push(format!("| {} | {} | {operations} |", code(&area.feature), text(&area.description)));
    }
    lines
}
