//! The docs that a command works on: their pages, the settings beside them, how they are named, and on how many threads.

use std::path::Path;

use msgraph_codegen::lint::{Settings, settings};
use msgraph_codegen::read::DocsTree;

use crate::Failure;

/// Reads a docs tree; an error names it.
pub(crate) fn read(docs: &Path) -> Result<DocsTree, Failure> {
    Ok(msgraph_codegen::read::read(docs).map_err(|error| format!("{}: {error}", docs.display()))?)
}

/// Reads the settings that stand beside the docs.
pub(crate) fn settings_of(tree: &DocsTree) -> Result<Settings, Failure> {
    let file = tree.root.join(settings::FILE);
    match std::fs::read_to_string(&file) {
        Ok(text) => Ok(Settings::parse(&text).map_err(|error| format!("{}: {error}", file.display()))?),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Settings::default()),
        Err(error) => Err(format!("{}: {error}", file.display()).into()),
    }
}

/// Returns what stands before the path of a page so that it can be opened from the current folder.
pub(crate) fn prefix(root: &Path) -> String {
    let here = std::env::current_dir().unwrap_or_default();
    let shown = root.strip_prefix(&here).unwrap_or(root).display().to_string();
    if shown.is_empty() { shown } else { format!("{shown}/") }
}

/// Sets how many threads work; 0 means one for each core.
pub(crate) fn threads(number: usize) -> Result<(), Failure> {
    Ok(rayon::ThreadPoolBuilder::new().num_threads(number.min(MOST_THREADS)).build_global()?)
}

/// More threads than this no machine makes use of.
const MOST_THREADS: usize = 256;
