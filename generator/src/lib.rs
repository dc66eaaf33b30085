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
pub mod diff;

/// Understands what the pages of a tree say: one API for each version.
pub fn understand(tree: &read::DocsTree) -> Vec<api::Api> {
    let includes = parse(&tree.includes);
    let version = |version: &read::DocsVersion| {
        let pages = parse(&version.pages);
        let api = api::resolve(api::Input {
            version: &version.name,
            pages: &pages,
            includes: &includes,
            toc: version.toc.as_ref(),
        });
        // Pages are many small pieces: dropping them is work to be shared, too.
        pages.into_par_iter().for_each(drop);
        api
    };
    tree.versions.par_iter().map(version).collect()
}

/// Plans and prints the crates of all versions; returns their files, and findings where a plan had to differ from the
/// pages.
pub fn generate(
    apis: &[api::Api],
    settings: &plan::Settings,
) -> (Vec<emit::GeneratedFile>, Vec<diagnostic::Diagnostic>) {
    let apis = apis.iter().filter(|api| settings.includes_any(api));
    let crates: Vec<_> = apis.flat_map(|api| plan::CRATES.map(|plan| (api, plan))).collect();
    // Each crate goes its own way, so that one is printed while another one is still planned.
    let made = crates.into_par_iter().map(|(api, plan)| {
        let mut plan = plan(api, settings);
        let found = std::mem::take(&mut plan.diagnostics);
        (emit::files(plan), found)
    });
    let (files, found): (Vec<_>, Vec<_>) = made.unzip();
    (files.into_iter().flatten().collect(), found.into_iter().flatten().collect())
}

/// Parses pages on all threads; the order stays.
pub fn parse(sources: &[read::PageSource]) -> Vec<page::Page> {
    // Pages are of all lengths: small shares let the threads end at about the same time.
    const SHARE: usize = 32;
    sources.par_iter().with_max_len(SHARE).map(page::parse).collect()
}
