//! What the parts of the plan of the model share.

use std::collections::BTreeSet;

use crate::api::{Api, AreaId, Body, Evidence, OperationKind, PageId, Type, TypeId};
use crate::diagnostic::{Code, Diagnostic, quoted};
use crate::page::Prose;
use crate::plan::cycles::Contents;
use crate::plan::features::Needs;
use crate::plan::links::Links;
use crate::plan::types::{Types, qualified};
use crate::plan::{Docs, docs, finding};

/// The facts that planning the model needs, and its findings.
pub(super) struct Planner<'a> {
    pub(super) api: &'a Api,
    pub(super) types: &'a Types,
    pub(super) needs: Needs,
    pub(super) links: Links<'a>,
    pub(super) contents: Contents,
    /// What pages of updates list, by the type and the name in lower case.
    pub(super) updated: BTreeSet<(TypeId, String)>,
    /// Whether documentation is wanted; else only what the crate calls things.
    pub(super) described: bool,
    pub(super) diagnostics: Vec<Diagnostic>,
    /// The name of the package.
    pub(super) package: String,
}

impl Planner<'_> {
    pub(super) fn is_used(&self, area: AreaId) -> bool {
        TypeId::each(&self.api.types).any(|(id, _)| self.needs.of(id).contains(&area))
    }

    /// Makes prose documentation of a type; its links lead to what is there wherever the type is.
    pub(super) fn prose(&self, prose: &Prose, page: PageId, owner: TypeId) -> Docs {
        if !self.described {
            return Docs::new();
        }
        let visible = |target| self.needs.wherever(target, owner);
        docs::prose(prose, &|link| self.links.target(page, link, "", visible))
    }

    /// Notes that a name of a page can't be one in Rust; `outcome` says what becomes of it.
    pub(super) fn invalid(&mut self, name: &str, of: &Type, outcome: &str, evidence: Evidence) {
        let (name, of) = (quoted(name), quoted(&qualified(of)));
        let message = format!("{name} of {of} can't be a name in Rust; {outcome}");
        self.diagnostics.push(finding(self.api, evidence.page, evidence.span, Code::InvalidName, message));
    }

    /// Notes that two names of a page would be one in Rust.
    pub(super) fn clash(&mut self, name: &str, other: &str, of: &Type, given: &str, evidence: Evidence) {
        let (name, other, of, given) = (quoted(name), quoted(other), quoted(&qualified(of)), quoted(given));
        let message = format!("{name} and {other} of {of} want the same name in Rust; the first is {given}");
        self.diagnostics.push(finding(self.api, evidence.page, evidence.span, Code::NameClash, message));
    }
}

/// Collects the properties that pages of updates list, whatever else is said of them.
pub(super) fn updated(api: &Api) -> BTreeSet<(TypeId, String)> {
    let updates = api.operations.iter().filter(|o| matches!(o.kind, OperationKind::Update | OperationKind::Replace));
    let bodies = updates.filter_map(|operation| match &operation.body {
        Body::Value(ty, parameters) => Some((ty.named()?, parameters)),
        _ => None,
    });
    bodies.flat_map(|(id, all)| all.iter().map(move |parameter| (id, parameter.name.to_lowercase()))).collect()
}
