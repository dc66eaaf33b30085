//! What changed in the API between two docs trees: which types, members, operations, parameters and permissions came, went or
//! are told otherwise, and whom that breaks.
//!
//! A [`Snapshot`] is an [`Api`](crate::api::Api) as flat facts, which a file can keep. [`snapshot`] takes one, [`compare`] gives the
//! changes between two, each told once and with two verdicts: for callers of the service, and for programs that use the
//! generated crates. No stage depends on this.

mod snapshot;
mod take;
mod subject;
mod telling;
mod compare;
mod operations;
mod renames;
mod implied;
mod verdict;
mod rust;
mod version;
mod ignore;
pub mod render;

pub use compare::compare;
pub use ignore::{Ignored, Ignores};
pub use snapshot::{Fact, Facts, Implied, Item, PageRef, Place, Snapshot, What};
pub use take::snapshot;
pub use version::{Next, next_version};

/// One change of the API.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Change {
    /// The kind in words with hyphens: `property-added`.
    pub kind: String,
    /// The qualified type, or for operations the binding type; empty for operations that call no action or function.
    pub ty: String,
    /// The name of the property, member, operation, parameter, header, permission; empty for types.
    pub name: String,
    /// For parameters the operation that has them; for a property that the page of a subtype lists as its own, the base
    /// type that has it.
    pub of: String,
    /// The verb, for operations.
    pub method: String,
    /// The documented path, for operations.
    pub path: String,
    /// The area it belongs to, for people.
    pub area: String,
    /// What the older tree says; none where it says nothing.
    pub before: Option<String>,
    /// What the newer tree says; none where it says nothing.
    pub after: Option<String>,
    /// What it means for callers of the service.
    pub service: Verdict,
    /// What it means for programs that use the generated crates.
    pub rust: Verdict,
    /// Where the older tree says it.
    pub old: Option<Place>,
    /// Where the newer tree says it.
    pub new: Option<Place>,
    /// The address of the published page.
    pub link: String,
}

/// What a change means for somebody, with the reason in a phrase.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verdict {
    /// How bad it is.
    pub effect: Effect,
    /// Why.
    pub reason: String,
}

/// How bad a change is, the least first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Effect {
    /// Nothing changes for them.
    #[default]
    None,
    /// Only the documentation changes: what it says was true before, as far as the pages tell.
    Documentation,
    /// Something is new or allowed; what worked goes on.
    Compatible,
    /// What worked may fail.
    Breaking,
}

impl Effect {
    /// Returns its name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Documentation => "documentation",
            Self::Compatible => "compatible",
            Self::Breaking => "breaking",
        }
    }
}
