//! Writes changes down: for people, as JSON lines, as a changelog in Markdown, in the schema of Microsoft's changelog.

mod graph_changelog;
mod human;
mod json;
mod markdown;
mod phrases;
mod words;

use std::collections::BTreeMap;

pub use graph_changelog::graph_changelog;
pub use human::human;
pub use json::json;
pub use markdown::markdown;
pub use words::sentence;

use super::{Change, Place, Snapshot};
use crate::read::DocsTree;
use crate::span::Lines;

/// Where changes stand: the pages of both trees.
pub struct Sides<'a> {
    /// Those of the older tree.
    pub old: Pages<'a>,
    /// Those of the newer tree.
    pub new: Pages<'a>,
}

/// The pages of one tree, to tell lines by.
pub struct Pages<'a> {
    snapshot: &'a Snapshot,
    tree: Option<&'a DocsTree>,
    prefix: String,
    lines: BTreeMap<u32, Option<Lines<'a>>>,
}

impl<'a> Pages<'a> {
    /// Makes the pages of a snapshot; without the tree places are files without lines. The prefix stands before each path, so
    /// that it can be opened.
    pub fn new(snapshot: &'a Snapshot, tree: Option<&'a DocsTree>, prefix: &str) -> Self {
        Self { snapshot, tree, prefix: prefix.to_owned(), lines: BTreeMap::new() }
    }

    /// Writes a place as `file:line`.
    fn place(&mut self, place: Option<Place>) -> Option<String> {
        let Place { page, offset } = place?;
        let path = &self.snapshot.pages.get(page as usize)?.path;
        let tree = self.tree;
        let lines = self.lines.entry(page).or_insert_with(|| Some(Lines::of(&tree?.file(path)?.text)));
        let line = lines.as_ref().map_or_else(String::new, |lines| format!(":{}", lines.place(offset).0));
        Some(format!("{}{path}{line}", self.prefix))
    }
}

impl Sides<'_> {
    /// Writes both places of a change.
    fn places(&mut self, change: &Change) -> (Option<String>, Option<String>) {
        (self.old.place(change.old), self.new.place(change.new))
    }
}

/// Gives the changes that people are told. What the page of a subtype repeats of its base type isn't among them.
fn told(changes: &[Change]) -> impl Iterator<Item = &Change> + Clone {
    changes.iter().filter(|change| !change.repeats())
}

impl Change {
    /// Tells whether nothing changed but the words of a description.
    pub fn is_of_words(&self) -> bool {
        self.kind.ends_with("-description-changed")
    }

    /// Tells whether it says of a subtype what is told of its base type.
    pub fn repeats(&self) -> bool {
        !self.of.is_empty() && matches!(self.kind.trim_start_matches("navigation-").split('-').next(), Some("property"))
    }
}
