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
pub mod release;
pub mod model;
pub mod client;
pub mod account;
pub mod snippet;
mod all;
mod areas;
mod crates;
mod cycles;
mod features;
mod packages;

pub use all::{CRATES, plan};
pub use crates::{CratePlan, Dependency, File, Item, Manifest};
pub use release::Release;

use std::collections::BTreeSet;

use crate::api::{Api, AreaId, PageId};
use crate::diagnostic::{Code, Diagnostic, suggest};
use crate::span::Span;

/// The user's choices of what is written.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// The folder of the runtime crates, for crates that aren't members of this workspace; none: inherit from the
    /// workspace.
    pub runtime: Option<String>,
    /// The areas to write; empty: all.
    pub include: Vec<String>,
    /// Whether the code of examples is wanted in files of its own, too.
    pub snippets: bool,
    /// What makes packages of the crates that can be published; none: they are for programs beside them.
    pub release: Option<Release>,
}

impl Settings {
    /// Tells whether an area is to be written.
    pub fn includes(&self, api: &Api, area: AreaId) -> bool {
        self.include.is_empty() || self.include.contains(&api.areas[area].name)
    }

    /// Tells whether anything of a version is to be written.
    pub fn includes_any(&self, api: &Api) -> bool {
        self.include.is_empty() || api.areas.iter().any(|area| self.include.contains(&area.name))
    }

    /// Finds an area to write that no version has, and what it may have been meant to be.
    pub fn unknown_area<'a>(&self, apis: &'a [Api]) -> Option<(&str, Option<&'a str>)> {
        let areas: BTreeSet<&str> = apis.iter().flat_map(|api| &api.areas).map(|area| area.name.as_str()).collect();
        let unknown = self.include.iter().find(|name| !areas.contains(name.as_str()))?;
        Some((unknown, suggest(unknown, areas)))
    }
}

/// Lines of documentation, safe in rustdoc: no accidental link, HTML or doctest.
pub type Docs = Vec<String>;

/// The features, any of which an item needs; empty: it is always there.
pub type Features = Vec<String>;

/// A Rust type in a field, parameter or result.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
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

/// Makes a finding about a fact of the API.
pub(crate) fn finding(api: &Api, page: PageId, span: Span, code: Code, message: String) -> Diagnostic {
    Diagnostic::new(&api.pages[page].path, span, code, message)
}
