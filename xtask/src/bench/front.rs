//! Reading and parsing pages, against pulldown-cmark alone.

use std::hint::black_box;
use std::path::{Path, PathBuf};

use msgraph_codegen::page::Page;
use msgraph_codegen::parse;
use msgraph_codegen::read::{self, DocsTree};
use pulldown_cmark::{Options, Parser};
use rayon::prelude::*;

use super::clock;
use super::measure::{Measure, on_threads};
use crate::Failure;
use crate::flags::Bench;

/// Measures `read` and `page` over one version.
pub(super) fn measures(flags: &Bench) -> Result<Vec<Measure>, Failure> {
    let docs = one_version(&flags.docs);
    let files = files(&docs)?;
    let times = on_threads(flags.threads, || {
        let ours = || {
            let mut pages = None;
            let time = clock::time(|| pages = black_box(read_and_parse(&docs)));
            drop(pages);
            time
        };
        clock::in_turns(flags.runs, ours, || clock::time(|| walk(&files)))
    })?;
    let what = format!("`read` and `page` of {} files against pulldown-cmark walking them", files.len());
    Ok(vec![Measure::ratio(what, 3.0, "3.0 ×", times)])
}

/// Returns the folder of v1.0 where there is one.
pub(super) fn one_version(docs: &Path) -> PathBuf {
    let version = docs.join("v1.0");
    if version.is_dir() { version } else { docs.to_owned() }
}

/// Returns the pages and includes of a tree, as paths to open.
pub(super) fn files(docs: &Path) -> Result<Vec<PathBuf>, Failure> {
    let tree = crate::docs::read(docs)?;
    Ok(sources(&tree).map(|source| tree.root.join(&source.path)).collect())
}

/// Walks the floor: reads each file, and goes through all events with their places.
pub(super) fn walk(files: &[PathBuf]) {
    let events = |file: &PathBuf| {
        let text = std::fs::read_to_string(file).unwrap_or_default();
        Parser::new_ext(&text, Options::ENABLE_TABLES | Options::ENABLE_GFM).into_offset_iter().map(black_box).count()
    };
    black_box(files.par_iter().map(events).sum::<usize>());
}

/// Pages with the sources that they were read from: what the next stage is given, and drops when it pleases.
fn read_and_parse(docs: &Path) -> Option<(DocsTree, Vec<Vec<Page>>)> {
    let tree = read::read(docs).ok()?;
    let versions = tree.versions.iter().map(|version| &version.pages);
    let pages = versions.chain([&tree.includes]).map(|sources| parse(sources)).collect();
    Some((tree, pages))
}

/// Returns all that the page stage parses.
fn sources(tree: &DocsTree) -> impl Iterator<Item = &read::PageSource> {
    tree.versions.iter().flat_map(|version| &version.pages).chain(&tree.includes)
}
