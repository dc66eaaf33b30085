//! The first stage: finds the pages of a docs tree and reads each file once.
//!
//! [`find`] walks the folders and decides what each file is, [`loose`] places pages that stand in no version's folder,
//! [`text`] makes plain UTF-8 with `\n` line ends of any bytes. Symbolic links are never followed, so nothing outside
//! the tree is read.

mod corrections;
mod find;
mod loose;
mod text;
mod tree;

use std::path::PathBuf;

pub use corrections::{Change, Correction};
pub use text::as_read;
pub use tree::read;

use crate::diagnostic::Diagnostic;

/// The pages of one run and what else the tree holds.
#[derive(Clone, Debug, Default)]
pub struct DocsTree {
    /// The folder that all paths are relative to. Only for messages: no stage opens a file after this one.
    pub root: PathBuf,
    /// The versions found, in order: `v1.0` before `beta`.
    pub versions: Vec<DocsVersion>,
    /// All files that pages may include, by path relative to the tree; sorted by path.
    pub includes: Vec<PageSource>,
    /// `corrections.yaml` of the tree, if there is one.
    pub corrections: Option<PageSource>,
    /// The findings: all that went wrong while reading.
    pub diagnostics: Vec<Diagnostic>,
}

impl DocsTree {
    /// Returns the file with this path, if the tree holds it.
    pub fn file(&self, path: &str) -> Option<&PageSource> {
        let by_path = |files: &'_ [PageSource]| files.binary_search_by(|file| file.path.as_str().cmp(path)).ok();
        let in_version = |version: &'_ DocsVersion| by_path(&version.pages);
        self.versions
            .iter()
            .find_map(|version| in_version(version).map(|at| &version.pages[at]))
            .or_else(|| by_path(&self.includes).map(|at| &self.includes[at]))
            .or_else(|| self.asides().find(|file| file.path == path))
    }

    /// Returns the file with this path, to be changed.
    pub fn file_mut(&mut self, path: &str) -> Option<&mut PageSource> {
        let files = self.versions.iter_mut().flat_map(|version| version.pages.iter_mut().chain(&mut version.toc));
        files.chain(&mut self.includes).find(|file| file.path == path)
    }

    /// Returns all files that were read.
    pub fn files(&self) -> impl Iterator<Item = &PageSource> {
        let pages = self.versions.iter().flat_map(|version| &version.pages);
        pages.chain(&self.includes).chain(self.asides())
    }

    /// Counts the bytes of text that were read.
    pub fn bytes(&self) -> usize {
        self.files().map(|file| file.text.len()).sum()
    }

    /// Returns the files that are neither pages nor text for pages.
    fn asides(&self) -> impl Iterator<Item = &PageSource> {
        self.versions.iter().filter_map(|version| version.toc.as_ref()).chain(&self.corrections)
    }

    /// Returns the version of that name, which is made where it's new.
    fn version(&mut self, name: &str) -> &mut DocsVersion {
        let at = self.versions.iter().position(|version| version.name == name).unwrap_or_else(|| {
            self.versions.push(DocsVersion { name: name.to_owned(), ..DocsVersion::default() });
            self.versions.len() - 1
        });
        &mut self.versions[at]
    }
}

/// The pages of one version of the API.
#[derive(Clone, Debug, Default)]
pub struct DocsVersion {
    /// `v1.0` or `beta`.
    pub name: String,
    /// The pages of `api/` and `resources/`, sorted by path.
    pub pages: Vec<PageSource>,
    /// The table of contents, if there is one.
    pub toc: Option<PageSource>,
}

/// One file, as it was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PageSource {
    /// Its path relative to the docs tree, with `/` between folders: `v1.0/api/user-get.md`.
    pub path: String,
    /// The folder it stands in.
    pub folder: Folder,
    /// Its text. Bytes that aren't UTF-8 have become U+FFFD; a byte order mark is gone; line ends are `\n`.
    pub text: String,
}

/// Which folder of a version a page stands in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Folder {
    /// `api/`: operations.
    #[default]
    Api,
    /// `resources/`: types.
    Resources,
    /// `includes/` and others: text that pages include.
    Includes,
}
