//! What the passes look things up in.

use std::collections::BTreeSet;

use crate::api::{Api, AreaId, Operation, OperationId, TypeId};
use crate::page::Prose;
use crate::plan::features::Needs;
use crate::plan::links::Links;
use crate::plan::types::Types;
use crate::plan::{Docs, Settings, docs};

/// The facts that all passes need.
pub struct Context<'a> {
    /// The API.
    pub api: &'a Api,
    /// The Rust types of the models.
    pub types: &'a Types,
    pub(super) links: Links<'a>,
    pub(super) needs: Needs,
    pub(super) settings: &'a Settings,
    /// Whether documentation is wanted; else only what the crate calls things.
    pub(super) described: bool,
}

impl Context<'_> {
    /// Tells whether the crate is to have an area.
    pub fn includes(&self, area: AreaId) -> bool {
        self.settings.includes(self.api, area)
    }

    /// Returns the areas of an operation that the crate is to have.
    pub fn areas_with(&self, operation: &Operation) -> BTreeSet<AreaId> {
        operation.areas.iter().copied().filter(|area| self.includes(*area)).collect()
    }

    /// Returns the areas that need a type.
    pub fn areas_of(&self, id: TypeId) -> &[AreaId] {
        self.needs.of(id)
    }

    /// Returns the feature of an area.
    pub fn feature(&self, area: AreaId) -> String {
        self.needs.features(&[area]).concat()
    }

    /// Returns the API's own record of an operation.
    pub fn operation(&self, id: OperationId) -> &Operation {
        &self.api.operations[id]
    }

    /// Makes prose of an operation's page documentation; a link leads only to what is there in all areas of the operation.
    pub fn prose(&self, prose: &Prose, operation: &Operation) -> Docs {
        if !self.described {
            return Docs::new();
        }
        let (page, areas) = (operation.page, self.areas_with(operation));
        let visible = |target: TypeId| areas.iter().all(|area| self.needs.of(target).contains(area));
        docs::prose(prose, &|link| self.links.target(page, link, "crate::model::", visible))
    }
}
