//! Reads Microsoft Graph's documentation pages and writes Rust crates from them.
//!
//! `PageSource → Page → Api → CratePlan → GeneratedFile`: one type for each stage, arrows one way. `ARCHITECTURE.md` has
//! the map. [`read::read`] comes first, [`understand`] and [`generate`] follow, [`write::apply`] comes last; the caller
//! strings them together, since it decides what a finding is worth.

use std::collections::BTreeMap;

use rayon::prelude::*;

pub mod diagnostic;
pub mod ledger;
pub mod span;

pub mod read;
pub mod page;
pub mod api;
pub mod lint;
pub mod plan;
pub mod emit;
pub mod write;
pub mod export;
pub mod diff;

/// Understands what the pages of a tree say: one API for each version.
pub fn understand(tree: &read::DocsTree) -> Vec<api::Api> {
    understand_with(tree, |_| ()).into_iter().map(|(api, ())| api).collect()
}

/// Understands as [`understand`] does, and looks at the pages of each version and what was made of them before they are dropped.
pub fn understand_with<T: Send>(tree: &read::DocsTree, look: impl Fn(&lint::Input) -> T + Sync) -> Vec<(api::Api, T)> {
    resolve(tree, Parsed::of(tree, &Same::new()), look)
}

/// Takes the facts of each version of two trees, to compare them; pages that are the same in both are parsed once.
pub fn snapshots_of_both(old: &read::DocsTree, new: &read::DocsTree) -> [Vec<diff::Snapshot>; 2] {
    let [before, after] = parsed_both(old, new);
    // Each is taken as soon as it can be: one tree may be understood long before the other.
    let taken = |tree, pages| {
        let apis = resolve(tree, pages, |input| diff::snapshot(input.api));
        apis.into_iter().map(|(_, snapshot)| snapshot).collect()
    };
    rayon::join(|| taken(old, before), || taken(new, after)).into()
}

/// Parses the pages of two trees; those that are the same in both once.
fn parsed_both(old: &read::DocsTree, new: &read::DocsTree) -> [Parsed; 2] {
    let before = Parsed::of(old, &Same::new());
    let after = Parsed::of(new, &before.by_path(old));
    [before, after]
}

/// The pages of a tree.
struct Parsed {
    /// Those of each version.
    versions: Vec<Vec<page::Page>>,
    includes: Vec<page::Page>,
}

/// Pages of another tree with their sources, by path.
type Same<'p> = BTreeMap<&'p str, (&'p read::PageSource, &'p page::Page)>;

impl Parsed {
    /// Parses the pages of a tree, but for those that are the same.
    fn of(tree: &read::DocsTree, same: &Same<'_>) -> Self {
        let one = |source: &read::PageSource| match same.get(source.path.as_str()) {
            Some((other, page)) if *other == source => (*page).clone(),
            _ => page::parse(source),
        };
        Self {
            versions: tree.versions.par_iter().map(|version| each(&version.pages, one)).collect(),
            includes: each(&tree.includes, one),
        }
    }

    /// Finds the pages by path.
    fn by_path<'p>(&'p self, tree: &'p read::DocsTree) -> Same<'p> {
        let sources = tree.versions.iter().flat_map(|version| &version.pages).chain(&tree.includes);
        let pages = self.versions.iter().flatten().chain(&self.includes);
        sources.zip(pages).map(|(source, page)| (source.path.as_str(), (source, page))).collect()
    }
}

/// Understands the pages of one version.
fn one_api(version: &read::DocsVersion, pages: &[page::Page], includes: &[page::Page]) -> api::Api {
    api::resolve(api::Input { version: &version.name, pages, includes, toc: version.toc.as_ref() })
}

/// Understands the pages of each version, and looks at them before they are dropped.
fn resolve<T: Send>(
    tree: &read::DocsTree,
    Parsed { versions, includes }: Parsed,
    look: impl Fn(&lint::Input) -> T + Sync,
) -> Vec<(api::Api, T)> {
    let one = |(version, pages): (&read::DocsVersion, Vec<page::Page>)| {
        let api = one_api(version, &pages, &includes);
        let seen =
            look(&lint::Input { version, pages: &pages, includes: &includes, included: &tree.includes, api: &api });
        // Pages are many small pieces: dropping them is work to be shared, too.
        pages.into_par_iter().for_each(drop);
        (api, seen)
    };
    tree.versions.par_iter().zip(versions).map(one).collect()
}

/// Returns all that is wrong with the pages of a tree, for those who write them, sorted by file and place: what reading and
/// understanding them finds, and what the rules of [`lint`] find. Settings and comments of pages have been followed.
pub fn findings(tree: &read::DocsTree, settings: &lint::Settings) -> Vec<diagnostic::Diagnostic> {
    findings_of(tree, Parsed::of(tree, &Same::new()), settings)
}

/// Returns what is wrong with the pages of two trees, as [`findings`] does; pages that are the same in both are parsed once.
pub fn findings_of_both(
    old: &read::DocsTree,
    new: &read::DocsTree,
    settings: &lint::Settings,
) -> [Vec<diagnostic::Diagnostic>; 2] {
    let [before, after] = parsed_both(old, new);
    rayon::join(|| findings_of(old, before, settings), || findings_of(new, after, settings)).into()
}

fn findings_of(tree: &read::DocsTree, pages: Parsed, settings: &lint::Settings) -> Vec<diagnostic::Diagnostic> {
    let mut found = tree.diagnostics.clone();
    let mut comments = Vec::new();
    for (_, (of_version, with)) in resolve(tree, pages, |input| (lint::all(input), lint::disable::all(input))) {
        found.extend(of_version);
        comments.extend(with);
    }
    lint::disable::apply(&mut found, comments, settings);
    settings.apply(&mut found);
    diagnostic::render::sort(&mut found);
    found
}

/// Keeps what an editor needs to tell what is wrong with a page while it is written; none if the tree has no such version.
///
/// ```
/// use msgraph_codegen::{editor, lint::{Settings, fix}, read};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let docs = std::path::Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs-input"));
/// let tree = read::read(docs)?;
/// let editor = editor(&tree, "v1.0", Settings::default()).ok_or("there is no v1.0")?;
///
/// let path = "v1.0/resources/driveitem.md";
/// let text = tree.file(path).ok_or("there is no such page")?.text.replace("## Properties", "##Properties");
/// let found = editor.changed(path, &text);
/// let heading = found.iter().find(|finding| finding.code.as_str() == "heading-without-space").ok_or("it is found")?;
/// assert_eq!(&text[heading.span.range()], "##Properties");
/// assert!(fix::applied(&text, &heading.edits).contains("## Properties"));
/// # Ok(())
/// # }
/// ```
pub fn editor(tree: &read::DocsTree, version: &str, settings: lint::Settings) -> Option<lint::Editor> {
    let version = tree.versions.iter().find(|found| found.name == version)?.clone();
    let (pages, includes) = rayon::join(|| parse(&version.pages), || parse(&tree.includes));
    let api = one_api(&version, &pages, &includes);
    let kept = lint::Kept { version, pages, included: tree.includes.clone(), includes, api };
    Some(lint::Editor::new(kept, settings))
}

/// The crates of all versions.
#[derive(Debug, Default)]
pub struct Generated {
    /// Their files.
    pub files: Vec<emit::GeneratedFile>,
    /// The code of their documented examples, as pages include it; empty where that isn't wanted.
    pub snippets: Vec<emit::GeneratedFile>,
    /// What identifies the plan of each source file, by path.
    pub plans: Vec<(String, u64)>,
    /// Findings where a plan had to differ from the pages.
    pub diagnostics: Vec<diagnostic::Diagnostic>,
    /// What became of every item of every page.
    pub accounts: Vec<ledger::Account>,
}

/// Plans and prints the crates of all versions.
pub fn generate(apis: &[api::Api], settings: &plan::Settings) -> Generated {
    generate_again(apis, settings, &|_, _| None)
}

/// Does as [`generate`] does, but for files that a run before has printed from the same plan.
pub fn generate_again(apis: &[api::Api], settings: &plan::Settings, before: &emit::Before<'_>) -> Generated {
    let wanted = (0..).zip(apis).filter(|(_, api)| settings.includes_any(api));
    let crates: Vec<_> = wanted.flat_map(|(at, api)| plan::CRATES.map(|plan| (at, api, plan))).collect();
    // Each crate goes its own way, so that one is printed while another one is still planned.
    let made = crates.into_par_iter().map(|(at, api, plan)| {
        let mut plan = plan(api, settings);
        let (found, shares) = (std::mem::take(&mut plan.diagnostics), std::mem::take(&mut plan.shares));
        (emit::printed(plan, settings.snippets, before), found, (at, shares))
    });
    let made: Vec<(emit::Printed, Vec<_>, (usize, plan::account::Shares))> = made.collect();
    let mut generated = Generated::default();
    let mut shares = vec![plan::account::Shares::new(); apis.len()];
    for (printed, found, (at, of_crate)) in made {
        generated.files.extend(printed.files);
        generated.snippets.extend(printed.snippets);
        generated.plans.extend(printed.plans);
        generated.diagnostics.extend(found);
        plan::account::join(&mut shares[at], of_crate);
    }
    if settings.release.is_some() {
        let manifests = generated.files.iter().filter_map(|file| file.path.strip_suffix("/Cargo.toml"));
        let members: Vec<String> = manifests.map(str::to_owned).collect();
        generated.files.push(emit::workspace(&members));
    }
    let accounts = apis.iter().zip(&shares).flat_map(|(api, shares)| plan::account::close(api, settings, shares));
    generated.accounts = accounts.collect();
    generated
}

/// Pages are of all lengths: in small shares the threads end at about the same time.
const SHARE: usize = 32;

/// Parses pages on all threads; the order stays.
pub fn parse(sources: &[read::PageSource]) -> Vec<page::Page> {
    each(sources, page::parse)
}

fn each(sources: &[read::PageSource], one: impl Fn(&read::PageSource) -> page::Page + Sync + Send) -> Vec<page::Page> {
    sources.par_iter().with_max_len(SHARE).map(one).collect()
}
