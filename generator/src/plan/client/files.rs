//! What stands where: an area's builders and operations each in a file of their own, so that features can leave them out.

use std::collections::{BTreeMap, BTreeSet};

use super::{Area, BuilderId, Client, OperationIndex};
use crate::api::{Api, AreaId, Body, Operation, TypeOf, TypeRef};
use crate::plan::names::{self, Scope};

/// A source file of the client crate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Its path in the crate.
    pub path: String,
    /// Its items in order.
    pub items: Vec<Item>,
}

/// Where builders stand that lead to several areas.
pub const SHARED: &str = "src/builders.rs";

/// An item of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Item {
    /// The root of the crate, with its guide.
    Lib,
    /// The modules of all areas, each with its builders and operations.
    Areas,
    /// What these areas have, by index, taken into the module of all builders or operations.
    Exports {
        /// `builders` or `operations`.
        of: &'static str,
        /// The areas.
        areas: Vec<usize>,
    },
    /// The struct of a builder.
    Builder(BuilderId),
    /// Those methods of a builder that belong to the file.
    Methods {
        /// The builder.
        builder: BuilderId,
        /// The steps, by index.
        steps: Vec<usize>,
        /// The requests, by index.
        methods: Vec<usize>,
    },
    /// A module of operations.
    Operations {
        /// Its name.
        module: String,
        /// The operations, sorted by name.
        operations: Vec<OperationIndex>,
    },
    /// The table of all operations.
    Table,
}

/// The areas that have operations, sorted by name.
pub fn areas(api: &Api) -> Vec<Area> {
    let mut types: BTreeMap<AreaId, BTreeSet<AreaId>> = BTreeMap::new();
    for operation in &api.operations {
        let named = types.entry(operation.area).or_default();
        for ty in types_of(operation) {
            if let TypeOf::Named(id) = ty.of {
                named.extend(api.types.get(id.0 as usize).map(|ty| ty.area));
            }
        }
    }
    // Names of modules and features that aren't an area's.
    let mut features = Scope::ignoring_case().reserve(&["default", "full", "http"], "the crate");
    let area = |(id, types): (AreaId, BTreeSet<AreaId>)| {
        let known = api.areas.get(id.0 as usize);
        let wire = known.map_or("other", |area| area.name.as_str());
        let wanted = names::feature(wire).unwrap_or_else(|| "other".to_string());
        let feature = features.claim(&wanted, wire).name.replace('_', "-");
        let module = names::snake(&feature).unwrap_or_default();
        let description = known.map(|area| area.description.clone()).unwrap_or_default();
        Area { id, feature, module, description, types }
    };
    let mut areas: Vec<Area> = types.into_iter().map(area).collect();
    areas.sort_by(|a, b| a.feature.cmp(&b.feature));
    areas
}

/// All types that an operation's signature names.
fn types_of(operation: &Operation) -> Vec<&TypeRef> {
    let mut types: Vec<&TypeRef> = operation.response.value.iter().collect();
    match &operation.body {
        Body::Value(ty, _) => types.push(ty),
        Body::Parameters(parameters) => types.extend(parameters.iter().map(|parameter| &parameter.ty)),
        Body::None | Body::Stream | Body::Reference => {}
    }
    types
}

/// The files of the crate, sorted by path.
pub fn files(client: &Client) -> Vec<File> {
    let mut files = Files::default();
    files.add("src/lib.rs", Item::Lib);
    files.add("src/areas.rs", Item::Areas);
    for area in &client.areas {
        // Both are there even if one stays empty: `areas.rs` names them.
        files.0.entry(in_area(area, "builders")).or_default();
        files.0.entry(in_area(area, "operations")).or_default();
    }
    for (id, builder) in client.builders.iter().enumerate() {
        if id > 0 {
            files.add(&builders_file(client, &builder.areas), Item::Builder(id));
        }
        for (path, steps, methods) in split(client, id) {
            files.add(&path, Item::Methods { builder: id, steps, methods });
        }
    }
    for (path, module, operations) in modules(client) {
        files.add(&path, Item::Operations { module, operations });
    }
    for of in ["builders", "operations"] {
        files.add(&format!("src/{of}.rs"), exports(client, &files, of));
    }
    files.add("src/operations.rs", Item::Table);
    files.0.into_iter().map(|(path, items)| File { path, items }).collect()
}

/// Files being filled.
#[derive(Default)]
struct Files(BTreeMap<String, Vec<Item>>);

impl Files {
    fn add(&mut self, path: &str, item: Item) {
        self.0.entry(path.to_string()).or_default().push(item);
    }
}

fn in_area(area: &Area, what: &str) -> String {
    format!("src/areas/{}/{what}.rs", area.module)
}

/// The areas that have something to take out.
fn exports(client: &Client, files: &Files, of: &'static str) -> Item {
    let has = |area: &Area| {
        let items = files.0.get(&in_area(area, of)).map_or(&[][..], Vec::as_slice);
        items.iter().any(|item| matches!(item, Item::Builder(_) | Item::Operations { .. }))
    };
    let areas = client.areas.iter().enumerate().filter(|(_, area)| has(area)).map(|(index, _)| index).collect();
    Item::Exports { of, areas }
}

fn area(client: &Client, id: AreaId) -> Option<&Area> {
    client.areas.iter().find(|area| area.id == id)
}

/// What one area needs alone stands in its file; what several need stands above them.
fn builders_file(client: &Client, areas: &BTreeSet<AreaId>) -> String {
    let only = if areas.len() == 1 { areas.first().and_then(|id| area(client, *id)) } else { None };
    only.map_or_else(|| SHARED.to_string(), |area| in_area(area, "builders"))
}

/// The methods of a builder by file.
fn split(client: &Client, id: BuilderId) -> Vec<(String, Vec<usize>, Vec<usize>)> {
    let builder = &client.builders[id];
    let mut parts: BTreeMap<String, (Vec<usize>, Vec<usize>)> = BTreeMap::new();
    for (index, step) in builder.steps.iter().enumerate() {
        parts.entry(builders_file(client, &step.areas)).or_default().0.push(index);
    }
    for (index, method) in builder.methods.iter().enumerate() {
        let area = BTreeSet::from([client.operations[method.operation].area]);
        parts.entry(builders_file(client, &area)).or_default().1.push(index);
    }
    parts.into_iter().map(|(path, (steps, methods))| (path, steps, methods)).collect()
}

fn modules(client: &Client) -> Vec<(String, String, Vec<OperationIndex>)> {
    let mut modules: BTreeMap<&str, Vec<OperationIndex>> = BTreeMap::new();
    for (index, operation) in client.operations.iter().enumerate() {
        modules.entry(&operation.module).or_default().push(index);
    }
    let mut placed = Vec::new();
    for (module, mut operations) in modules {
        operations.sort_by(|a, b| client.operations[*a].name.cmp(&client.operations[*b].name));
        let first = operations.first().and_then(|index| area(client, client.operations[*index].area));
        let Some(area) = first else { continue };
        placed.push((in_area(area, "operations"), module.to_string(), operations));
    }
    placed
}
