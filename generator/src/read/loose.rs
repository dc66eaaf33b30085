//! Places pages that stand in no version's folder: their own words tell the folder and the version.

use super::{DocsTree, Folder, PageSource};

/// The hosts' paths that name a version.
const BETA: &str = "graph.microsoft.com/beta";
const RELEASE: &str = "graph.microsoft.com/v1.0";

/// Gives each loose page its folder and version. A page whose addresses name no version goes where most others go.
pub(super) fn place(tree: &mut DocsTree, pages: Vec<PageSource>) {
    let beta = pages.iter().filter(|page| names_beta(page) == Some(true)).count();
    let release = pages.iter().filter(|page| names_beta(page) == Some(false)).count();
    for mut page in pages {
        page.folder = folder(&page.text);
        let version = if names_beta(&page).unwrap_or(beta > release) { "beta" } else { "v1.0" };
        tree.version(version).pages.push(page);
    }
}

/// Returns whether the page's addresses are those of beta; none if it has none.
fn names_beta(page: &PageSource) -> Option<bool> {
    let (beta, release) = (page.text.matches(BETA).count(), page.text.matches(RELEASE).count());
    (beta + release > 0).then_some(beta > release)
}

/// Returns the folder of a page by its title: types are titled `X resource type`, `X complex type`, `X enum type`.
fn folder(text: &str) -> Folder {
    let title = text.lines().find_map(|line| line.strip_prefix("# ")).unwrap_or_default();
    let words: Vec<&str> = title.split_whitespace().collect();
    match words.as_slice() {
        [.., "resource" | "complex" | "enum" | "facet" | "entity", "type"]
        | [.., "resource" | "enum" | "enumeration"] => Folder::Resources,
        _ => Folder::Api,
    }
}
