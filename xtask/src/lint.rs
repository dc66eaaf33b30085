//! `cargo xtask lint`: what is wrong with the pages, for those who write them.

use std::process::ExitCode;

use msgraph_codegen::diagnostic::{Counts, Diagnostic, render};
use msgraph_codegen::read::DocsTree;
use msgraph_codegen::{lint, understand_with};

use crate::Failure;
use crate::codegen::{prefix, read, threads};
use crate::flags::Lint;
use crate::output::{self, say};
use crate::summary;

/// Reads the pages, looks for all that is wrong and prints it.
pub(crate) fn run(flags: &Lint) -> Result<ExitCode, Failure> {
    threads(flags.threads)?;
    let mut tree = read(&flags.docs)?;
    if let Some(wanted) = &flags.version {
        tree.versions.retain(|version| version.name == *wanted);
        if tree.versions.is_empty() {
            return Err(format!("{} holds no version {wanted}", flags.docs.display()).into());
        }
    }
    let found = findings(&tree);
    let text = summary::text(&found, &tree, &prefix(&tree.root), flags.format, flags.all);
    output::print(&text).map_err(|error| format!("stdout: {error}"))?;
    let counts = Counts::of(&found);
    let Counts { errors, warnings, notes } = counts;
    say(&format!("{errors} errors, {warnings} warnings, {notes} notes"));
    Ok(ExitCode::from(u8::from(errors > 0 || flags.strict && warnings > 0)))
}

/// Returns all that is wrong with a tree, sorted.
fn findings(tree: &DocsTree) -> Vec<Diagnostic> {
    let mut found = tree.diagnostics.clone();
    for (mut api, of_rules) in understand_with(tree, lint::rules) {
        found.append(&mut api.diagnostics);
        found.extend(of_rules);
    }
    render::sort(&mut found);
    found
}
