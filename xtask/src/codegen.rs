//! `cargo xtask codegen`: the whole pipeline, then what it found.

use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

use msgraph_codegen::diagnostic::{Counts, render};
use msgraph_codegen::read;

use crate::Failure;
use crate::flags::Codegen;
use crate::progress::Progress;
use crate::summary::{self, Summary};

/// Runs the pipeline.
pub(crate) fn run(flags: &Codegen) -> Result<ExitCode, Failure> {
    let started = Instant::now();
    threads(flags.threads)?;
    let progress = Progress::new();
    progress.step("reading pages");
    let tree = read::read(&flags.docs).map_err(|error| format!("{}: {error}", flags.docs.display()))?;
    let mut found = tree.diagnostics.clone();
    render::sort(&mut found);
    drop(progress);
    summary::print(&found, &tree, &prefix(&tree.root), flags.format, flags.all)?;
    let counts = Counts::of(&found);
    Summary {
        pages: tree.versions.iter().map(|version| version.pages.len()).sum(),
        types: 0,
        properties: 0,
        operations: 0,
        found: counts,
        accounted: 0,
        unaccounted: 0,
        files: "none".into(),
        time: started.elapsed(),
    }
    .print();
    Ok(ExitCode::from(u8::from(counts.errors > 0 || flags.strict && counts.warnings > 0)))
}

/// Sets how many threads work; 0 means one for each core.
pub(crate) fn threads(number: usize) -> Result<(), Failure> {
    Ok(rayon::ThreadPoolBuilder::new().num_threads(number).build_global()?)
}

/// What stands before the path of a page so that it can be opened from the current folder.
fn prefix(root: &Path) -> String {
    let here = std::env::current_dir().unwrap_or_default();
    let shown = root.strip_prefix(&here).unwrap_or(root).display().to_string();
    if shown.is_empty() { shown } else { format!("{shown}/") }
}
