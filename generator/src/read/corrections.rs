//! Reviewed corrections to pages: what `corrections.yaml` says is mended in the text as it is read, before anything is
//! parsed.
//!
//! So a correction can mend whatever a page can say, a finding about the mended text never appears, and no stage knows
//! exceptions.

use serde::Deserialize;

use super::{DocsTree, PageSource, find};
use crate::diagnostic::{Code, Diagnostic};
use crate::span::Span;

/// An entry of `corrections.yaml`.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct Correction {
    /// The page, relative to the docs tree.
    pub page: String,
    /// The change.
    pub what: Change,
    /// The reason: in what the page is wrong, and where one can see it.
    pub why: String,
}

/// A text that stands exactly once on the page, and what stands in its place.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct Change {
    /// The text on the page.
    pub find: String,
    /// The text in its place.
    pub replace: String,
}

/// Applies the corrections of the tree; one that matches nothing, or more than one place, is an error.
pub fn apply(tree: &mut DocsTree) {
    let Some(source) = tree.corrections.clone() else { return };
    let corrections: Vec<Correction> = match serde_yaml::from_str::<Option<Vec<Correction>>>(&source.text) {
        Ok(list) => list.unwrap_or_default(),
        Err(error) => {
            let at = error.location().map_or(0, |location| location.index());
            tree.diagnostics.push(finding(&source, at, Code::InvalidCorrection, format!("{error}")));
            return;
        }
    };
    let mut from = 0;
    for correction in corrections {
        let at = source.text[from..].find(&correction.page).map_or(from, |found| from + found);
        // The next entry stands below, also if it is about the same page.
        from = (at + correction.page.len()).min(source.text.len());
        if let Err((code, message)) = mend(tree, &correction) {
            tree.diagnostics.push(finding(&source, at, code, message));
        }
    }
}

/// Applies one correction, or says why it can't be.
fn mend(tree: &mut DocsTree, correction: &Correction) -> Result<(), (Code, String)> {
    let Correction { page: path, what, why } = correction;
    if why.trim().is_empty() || what.find.is_empty() {
        return Err((Code::InvalidCorrection, format!("the correction of `{path}` must say what to find, and why")));
    }
    if other_version(tree, path) {
        return Ok(());
    }
    let pages = tree.versions.iter_mut().flat_map(|version| &mut version.pages).chain(&mut tree.includes);
    let Some(page) = pages.into_iter().find(|page| page.path == *path) else {
        return Err((Code::UnusedCorrection, format!("there is no page `{path}`")));
    };
    match page.text.matches(&what.find).count() {
        0 => Err((Code::UnusedCorrection, format!("`{path}` doesn't hold the text that is to be corrected"))),
        1 => {
            page.text = page.text.replacen(&what.find, &what.replace, 1);
            Ok(())
        }
        count => Err((Code::InvalidCorrection, format!("the text stands {count} times in `{path}`; quote more of it"))),
    }
}

/// Returns whether the page is one of a version that the tree holds, but this run doesn't read.
fn other_version(tree: &DocsTree, path: &str) -> bool {
    let folder = path.split('/').next().unwrap_or_default();
    find::VERSIONS.contains(&folder)
        && tree.versions.iter().all(|version| version.name != folder)
        && tree.root.join(folder).is_dir()
}

fn finding(source: &PageSource, at: usize, code: Code, message: String) -> Diagnostic {
    Diagnostic::new(&source.path, Span::new(at..at), code, message)
}
