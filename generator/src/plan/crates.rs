//! The plan of a crate: its manifest and its files.

use super::account::Shares;
use super::release::OfPackage;
use super::snippet::Snippet;
use super::{Docs, client, model};
use crate::diagnostic::Diagnostic;

/// One crate.
#[derive(Clone, Debug, Default)]
pub struct CratePlan {
    /// The folder it is written to, relative to the output folder: `v1.0/model`.
    pub folder: String,
    /// Its manifest.
    pub manifest: Manifest,
    /// Its source files, sorted by path.
    pub files: Vec<File>,
    /// Files of JSON lines: path in the crate and lines, sorted by path.
    pub data: Vec<(String, String)>,
    /// Files that are taken as they are: path in the crate and text, sorted by path.
    pub texts: Vec<(String, String)>,
    /// The code of documented examples, in the order of their operations.
    pub snippets: Vec<Snippet>,
    /// Findings where the plan had to differ from the pages.
    pub diagnostics: Vec<Diagnostic>,
    /// The pages of which something stands in it.
    pub shares: Shares,
}

/// The `Cargo.toml` of a crate.
#[derive(Clone, Debug, Default)]
pub struct Manifest {
    /// The name of the package: `msgraph-model`.
    pub package: String,
    /// A description of it, in a sentence.
    pub description: String,
    /// The crates it depends on.
    pub dependencies: Vec<Dependency>,
    /// Its features and what each turns on, sorted by name, `default` first.
    pub features: Vec<(String, Vec<String>)>,
    /// The crates that its tests depend on.
    pub dev_dependencies: Vec<Dependency>,
    /// Its tests, each with the features that it needs.
    pub tests: Vec<(String, Vec<String>)>,
    /// The folder of the runtime crates, see [`Settings::runtime`](super::Settings::runtime).
    pub runtime: Option<String>,
    /// What a package says of itself that is to be published.
    pub release: Option<OfPackage>,
}

/// A crate that a generated crate depends on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dependency {
    /// The name by which the crate knows it.
    pub package: String,
    /// The name under which it is published, where that is another one.
    pub published: Option<String>,
    /// The versions that will do, for crates that are published.
    pub version: Option<String>,
    /// Its folder, relative to the runtime folder or, with `sibling`, to the crate itself.
    pub path: String,
    /// Is true if it is a generated crate of the same version.
    pub sibling: bool,
    /// Is true if its default features are wanted.
    pub default_features: bool,
    /// Other features that are wanted.
    pub features: Vec<String>,
}

/// A source file.
#[derive(Clone, Debug, Default, Hash)]
pub struct File {
    /// Its path in the crate: `src/areas/mail.rs`; one that ends in `.md` has no items.
    pub path: String,
    /// Its `//!` documentation, or its lines.
    pub docs: Docs,
    /// Its items in order.
    pub items: Vec<Item>,
}

/// An item of a file. Each kind has one function in `emit`.
#[derive(Clone, Debug, Hash)]
pub enum Item {
    /// The modules and re-exports of the model crate's root.
    ModelRoot(model::Root),
    /// `use crate::*;`
    UseCrate,
    /// The same, and what tables name of `msgraph-types`.
    UseTables,
    /// The struct of an entity or complex type.
    Struct(model::Struct),
    /// The constants that name its properties.
    Constants(model::Constants),
    /// The enum of an enum type.
    Enum(model::Enum),
    /// The enum of the subtypes of a type.
    SubtypeEnum(model::SubtypeEnum),
    /// The table of a struct's fields.
    Table(model::Table),
    /// The table of an enum's members.
    Members(model::Enum),
    /// The table of an enum of subtypes.
    Subtypes(model::SubtypeEnum),
    /// An item of the client crate.
    Client(Box<client::items::Item>),
}
