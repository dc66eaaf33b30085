//! The fourth stage: an [`Api`] becomes the plans of the crates, in which every decision about Rust is taken.
//!
//! A plan is plain data: which items stand in which file, under which names and features, where a `Box` is needed. `emit`
//! turns it into text without deciding anything. Only [`names`] turns wire names into Rust names.

pub mod names;
pub mod types;
pub mod docs;
pub mod links;
pub mod facts;
pub mod guide;
pub mod model;
pub mod client;
mod areas;
mod cycles;
mod features;

use std::collections::BTreeSet;

use crate::api::{Api, AreaId, Evidence};
use crate::diagnostic::{Code, Diagnostic, suggest};

/// How the crates of a version are to be written.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// Where the runtime crates stand, for crates that aren't members of this workspace; none: inherit from the workspace.
    pub runtime: Option<String>,
    /// The areas to write; empty: all.
    pub include: Vec<String>,
}

impl Settings {
    /// Whether an area is to be written.
    pub fn includes(&self, api: &Api, area: AreaId) -> bool {
        let name = api.areas.get(area.0 as usize).map_or("", |area| &area.name);
        self.include.is_empty() || self.include.iter().any(|included| included == name)
    }

    /// Whether anything of a version is to be written.
    pub fn includes_any(&self, api: &Api) -> bool {
        self.include.is_empty() || api.areas.iter().any(|area| self.include.contains(&area.name))
    }

    /// An area to write that no version has, and what it may have been meant to be.
    pub fn unknown_area<'a>(&self, apis: &'a [Api]) -> Option<(&str, Option<&'a str>)> {
        let areas: BTreeSet<&str> = apis.iter().flat_map(|api| &api.areas).map(|area| area.name.as_str()).collect();
        let unknown = self.include.iter().find(|name| !areas.contains(name.as_str()))?;
        Some((unknown, suggest(unknown, areas)))
    }
}

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
    /// What couldn't be planned as the pages have it.
    pub diagnostics: Vec<Diagnostic>,
}

/// The `Cargo.toml` of a crate.
#[derive(Clone, Debug, Default)]
pub struct Manifest {
    /// The name of the package: `msgraph-model`.
    pub package: String,
    /// What it is, in a sentence.
    pub description: String,
    /// The crates it depends on.
    pub dependencies: Vec<Dependency>,
    /// Its features and what each turns on, sorted by name, `default` first.
    pub features: Vec<(String, Vec<String>)>,
    /// The crates that its tests depend on.
    pub dev_dependencies: Vec<Dependency>,
    /// Its tests, each with the features that it needs.
    pub tests: Vec<(String, Vec<String>)>,
    /// Where the runtime crates stand, see [`Settings::runtime`].
    pub runtime: Option<String>,
}

/// A crate that a generated crate depends on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dependency {
    /// The name of the package.
    pub package: String,
    /// Its folder, relative to the runtime folder or, with `sibling`, to the crate itself.
    pub path: String,
    /// Whether it is a generated crate of the same version.
    pub sibling: bool,
    /// Whether its default features are wanted.
    pub default_features: bool,
    /// Other features that are wanted.
    pub features: Vec<String>,
}

/// A source file.
#[derive(Clone, Debug, Default)]
pub struct File {
    /// Its path in the crate: `src/areas/mail.rs`; one that ends in `.md` has no items.
    pub path: String,
    /// Its `//!` documentation, or its lines.
    pub docs: Docs,
    /// Its items in order.
    pub items: Vec<Item>,
}

/// Lines of documentation, safe in rustdoc: no accidental link, HTML or doctest.
pub type Docs = Vec<String>;

/// The features, any of which an item needs; empty: it is always there.
pub type Features = Vec<String>;

/// An item of a file. Each kind has one function in `emit`.
#[derive(Clone, Debug)]
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
    Client(Box<client::files::Item>),
}

/// A Rust type in a field, parameter or result.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RustType {
    /// A type that Rust has itself: `String`, `bool`.
    BuiltIn(&'static str),
    /// A type that the model crate takes from `msgraph-types`: `Guid`, `Value`.
    Shared(&'static str),
    /// A struct or enum of the model crate: `MailFolder`.
    Model(String),
    /// `Vec<T>`.
    Vec(Box<RustType>),
    /// `Boxed<T>`: a field that would make its struct contain itself.
    Boxed(Box<RustType>),
    /// `Flags<T>`: the members of a flags enum that are set.
    Flags(Box<RustType>),
}

impl RustType {
    /// JSON of any shape.
    pub const VALUE: Self = Self::Shared("Value");
}

/// What plans the crates of a version, one each: the models, the client.
pub const CRATES: [fn(&Api, &Settings) -> CratePlan; 2] = [model::plan, client::plan];

/// Plans the crates of a version.
pub fn plan(api: &Api, settings: &Settings) -> Vec<CratePlan> {
    CRATES.iter().map(|plan| plan(api, settings)).collect()
}

/// A finding about a fact of the API.
pub(crate) fn finding(api: &Api, evidence: Evidence, code: Code, message: String) -> Diagnostic {
    let file = api.pages.get(evidence.page.0 as usize).map_or_else(String::new, |page| page.path.clone());
    Diagnostic { file, span: evidence.span, code, message, help: None }
}
