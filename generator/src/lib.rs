//! Reads Microsoft Graph's documentation pages and writes Rust crates from them.
//!
//! `PageSource → Page → Api → CratePlan → GeneratedFile`: one type for each stage, arrows one way. `ARCHITECTURE.md` has
//! the map. [`read::read`] comes first, [`understand`] and [`generate`] follow, [`write::apply`] comes last; the caller
//! strings them together, since it decides what a finding is worth.

use rayon::prelude::*;

pub mod diagnostic;
pub mod ledger;
pub mod span;

pub mod read;
pub mod page;
pub mod api;
pub mod plan;
pub mod emit;
pub mod write;
pub mod export;

/// What the pages of a tree say: one API for each version.
pub fn understand(tree: &read::DocsTree) -> Vec<api::Api> {
    let includes = parse(&tree.includes);
    let version = |version: &read::DocsVersion| {
        let pages = parse(&version.pages);
        api::resolve(api::Input {
            version: &version.name,
            pages: &pages,
            includes: &includes,
            toc: version.toc.as_ref(),
        })
    };
    tree.versions.par_iter().map(version).collect()
}

/// The files of the crates of all versions, and what couldn't be planned as the pages have it.
pub fn generate(
    apis: &[api::Api],
    settings: &plan::Settings,
) -> (Vec<emit::GeneratedFile>, Vec<diagnostic::Diagnostic>) {
    let plans: Vec<plan::CratePlan> = apis.par_iter().flat_map(|api| plan::plan(api, settings)).collect();
    let files = plans.iter().flat_map(emit::files).collect();
    (files, plans.into_iter().flat_map(|plan| plan.diagnostics).collect())
}

/// Parses pages in parallel; the order stays.
fn parse(sources: &[read::PageSource]) -> Vec<page::Page> {
    sources.par_iter().map(page::parse).collect()
}
