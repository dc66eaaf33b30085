//! What the names of files say: which page of a type the name of another page begins with, and what stands behind that.

use std::collections::BTreeMap;

use super::PageId;
use crate::page::{Page, PageKind};

/// The pages of types, by their file names.
#[derive(Debug, Default)]
pub struct FileNames {
    by_stem: BTreeMap<String, PageId>,
}

impl FileNames {
    /// Collects the pages of types.
    pub fn of(pages: &[Page]) -> Self {
        let types = PageId::each(pages).filter(|(_, page)| page.kind == PageKind::Resource);
        Self { by_stem: types.map(|(id, page)| (stem(&page.path), id)).collect() }
    }

    /// Returns the page of a type that a page's name begins with, the longest such name, and the words behind it:
    /// `list-messages` of `user-list-messages`.
    pub fn split(&self, path: &str) -> Option<(PageId, String)> {
        let stem = stem(path);
        let ends = stem.match_indices('-').map(|(at, _)| at).chain([stem.len()]);
        let (end, page) = ends.rev().find_map(|end| Some((end, *self.by_stem.get(&stem[..end])?)))?;
        Some((page, stem[end..].trim_start_matches('-').to_owned()))
    }
}

/// Returns the name of a file without its end, in lower case, its words parted by `-`.
pub fn stem(path: &str) -> String {
    let file = path.rsplit('/').next().unwrap_or_default();
    file.rsplit_once('.').map_or(file, |(stem, _)| stem).to_ascii_lowercase().replace('_', "-")
}
