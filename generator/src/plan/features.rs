//! Which areas need which types.

use crate::api::{Api, AreaId, Body, Operation, TypeId, TypeOf, TypeRef};

use super::names::{self, Scope};
use super::types::lineage;
use super::{Features, Settings};

/// For each type the areas that need it: its own, those of the structs that it is part of, and those of the operations that
/// send or answer it.
pub struct Needs {
    areas: Vec<Vec<AreaId>>,
    /// The names of the features, by area.
    features: Vec<String>,
    /// The names of the modules, by area.
    modules: Vec<String>,
}

impl Needs {
    /// Follows the fields of all types and the operations. Only included areas count; if none is named, all are included.
    pub fn new(api: &Api, settings: &Settings) -> Self {
        let included = |area: AreaId| settings.includes(api, area);
        let mut areas: Vec<Vec<AreaId>> = vec![Vec::new(); api.types.len()];
        for (id, ty) in (0..).zip(&api.types).filter(|(_, ty)| included(ty.area)) {
            require(api, TypeId(id), ty.area, &mut areas);
        }
        for operation in &api.operations {
            for area in operation.areas.iter().filter(|area| included(**area)) {
                let needed = types_of(operation).into_iter().filter_map(|ty| ty.named());
                needed.for_each(|id| require(api, id, *area, &mut areas));
            }
        }
        areas.iter_mut().for_each(|areas| areas.sort());
        let mut scope = Scope::ignoring_case();
        let features: Vec<String> = api.areas.iter().map(|area| feature(&area.name, &mut scope)).collect();
        let mut scope = Scope::ignoring_case();
        let modules = features.iter().map(|feature| scope.claim(&names::area_module(feature), feature).name).collect();
        Self { areas, features, modules }
    }

    /// Returns the areas that need a type, sorted; none if the crate is to do without it.
    pub fn of(&self, id: TypeId) -> &[AreaId] {
        &self.areas[id]
    }

    /// Tells whether the first type is there wherever the second is.
    pub fn wherever(&self, id: TypeId, other: TypeId) -> bool {
        self.of(other).iter().all(|area| self.of(id).contains(area))
    }

    /// Returns the features of areas, by name.
    pub fn features(&self, areas: &[AreaId]) -> Features {
        areas.iter().map(|area| self.features[*area].clone()).collect()
    }

    /// Returns the name of an area's module.
    pub fn module(&self, area: AreaId) -> &str {
        &self.modules[area]
    }

    /// Returns the features, any of which brings the first type, where the second is there anyway.
    pub fn beyond(&self, id: TypeId, other: TypeId) -> Features {
        if self.wherever(id, other) { Features::new() } else { self.features(self.of(id)) }
    }
}

/// Names the feature of an area; no area has the name of a feature that every crate has.
fn feature(area: &str, scope: &mut Scope) -> String {
    let wanted = names::feature(area).unwrap_or_else(|| "other".to_string());
    // A dependency is a name of its own in a manifest, as a feature is.
    let is_taken =
        wanted.starts_with("msgraph-") || OWN_FEATURES.iter().chain(RUNTIME_FEATURES).any(|own| *own == wanted);
    let wanted = if is_taken { format!("{wanted}-area") } else { wanted };
    scope.claim(&wanted, area).name
}

/// The features of the runtime that a client hands on.
pub(crate) const RUNTIME_FEATURES: &[&str] = &["http", "browser", "file-store", "keyring-store", "rich-notifications"];

/// The features that aren't areas, beside those of the runtime.
const OWN_FEATURES: &[&str] = &["default", "full"];

/// Returns all types that an operation names.
fn types_of(operation: &Operation) -> Vec<&TypeRef> {
    let (value, parameters) = match &operation.body {
        Body::Value(value, parameters) => (Some(value), parameters.as_slice()),
        Body::Parameters(parameters) => (None, parameters.as_slice()),
        _ => (None, [].as_slice()),
    };
    let parameters =
        parameters.iter().chain(&operation.arguments).chain(&operation.query).map(|parameter| &parameter.ty);
    let resolved = operation.paths.iter().filter_map(|path| path.resolved.as_ref());
    value.into_iter().chain(parameters).chain(resolved).chain(operation.response.answer.json()).collect()
}

/// Marks a type and all that its fields name as needed by an area.
fn require(api: &Api, id: TypeId, area: AreaId, needs: &mut [Vec<AreaId>]) {
    let mut open = vec![id];
    while let Some(id) = open.pop() {
        if needs[id].contains(&area) {
            continue;
        }
        needs[id].push(area);
        for structure in lineage(api, id) {
            open.extend(structure.properties.iter().filter_map(|property| match property.ty.of {
                TypeOf::Named(of) => Some(of),
                _ => None,
            }));
        }
    }
}
