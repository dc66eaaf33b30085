//! The first page of the client crate's documentation: how to use it.

use super::{Client, Context};
use crate::plan::{Docs, docs};

/// The documentation of the crate.
pub fn crate_docs(_context: &Context<'_>, client: &Client) -> Docs {
    let mut lines = vec![
        format!("A client of Microsoft Graph {}, made from its documentation.", client.version),
        String::new(),
        "# Features".to_string(),
        String::new(),
        "Each area is a feature; `full` has all of them. `http` sends requests; without it they are only built and answers \
         only read."
            .to_string(),
        String::new(),
    ];
    for area in &client.areas {
        lines.push(format!("- {}: {}", docs::code(&area.feature), docs::text(&area.description)));
    }
    lines
}
