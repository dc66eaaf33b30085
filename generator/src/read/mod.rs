//! The first stage: finds the pages of a docs tree and reads each file once.

/// The pages of one run and what else the tree holds.
#[derive(Clone, Debug, Default)]
pub struct DocsTree {
    /// The versions found, in order: `v1.0` before `beta`.
    pub versions: Vec<DocsVersion>,
    /// All files that pages may include, by path relative to the tree; sorted by path.
    pub includes: Vec<PageSource>,
    /// `corrections.yaml` of the tree, if there is one.
    pub corrections: Option<PageSource>,
    /// What went wrong while reading.
    pub diagnostics: Vec<crate::diagnostic::Diagnostic>,
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
