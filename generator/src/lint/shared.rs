//! What rules about a page need to know of all others: collected once, and kept while one page is being changed.

use std::collections::BTreeMap;

use super::input::Input;
use super::{exchanges, front_matter, links, targets, values};
use crate::api::{Api, Operation};

/// Facts of all pages of a version.
#[derive(Clone, Debug)]
pub(super) struct Shared {
    /// The keys that most pages have in their front matter.
    pub(super) keys: front_matter::Keys,
    /// The pages that are linked to.
    pub(super) linked: links::Linked,
    /// The names of examples.
    pub(super) names: exchanges::Names,
    /// The names of files.
    pub(super) files: targets::Files,
    /// The types, as examples name them.
    pub(super) types: values::Types,
    /// The places of the operations of each page that has any, by the place of the page.
    operations: BTreeMap<usize, Vec<usize>>,
}

impl Shared {
    /// Collects the facts.
    pub(super) fn of(input: &Input) -> Self {
        let mut operations: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (at, operation) in input.api.operations.iter().enumerate() {
            operations.entry(operation.page.place()).or_default().push(at);
        }
        Self {
            keys: front_matter::Keys::of(input),
            linked: links::Linked::of(input),
            names: exchanges::Names::of(input),
            files: targets::Files::of(input),
            types: values::Types::of(input),
            operations,
        }
    }

    /// Gives the operations of the page at a place.
    pub(super) fn operations<'a>(&self, api: &'a Api, page: usize) -> impl Iterator<Item = &'a Operation> {
        self.operations.get(&page).into_iter().flatten().map(|at| &api.operations[*at])
    }
}
