//! The facts of actions, functions and documented operations.

use std::collections::{BTreeMap, BTreeSet};

use super::super::rust::Names;
use super::super::snapshot::{Fact, Item, Place, What};
use super::items::item;
use crate::api::{
    Answer, Api, Body, Cloud, Evidence, Needs, Operation, OperationId, Parameter, Permissions, Procedure, Segment,
    shape, unbracketed,
};
use crate::export::{answer, type_expression};

/// Takes the actions and functions; those of one binding and name are one, with its parameters together.
pub(super) fn procedures(api: &Api) -> BTreeMap<String, BTreeMap<String, Item>> {
    let mut taken: BTreeMap<String, BTreeMap<String, Item>> = BTreeMap::new();
    for procedure in &api.procedures {
        let binding = procedure.binding.as_ref().map(|ty| type_expression(api, ty)).unwrap_or_default();
        let of_binding = taken.entry(binding).or_default();
        let known = of_binding.entry(procedure.name.clone()).or_insert_with(|| self::procedure(api, procedure));
        for parameter in &procedure.parameters {
            known.add(What::Parameter, parameter.name.to_lowercase(), self::parameter(api, parameter));
        }
        for names in calls(api, procedure) {
            known.add(What::Overload, names.to_lowercase(), item(&names, procedure.evidence));
        }
    }
    taken
}

/// Returns the arguments that the documented paths of a function call it with, each as a sorted list of names.
fn calls(api: &Api, procedure: &Procedure) -> BTreeSet<String> {
    let operations = procedure.operations.iter().filter(|_| procedure.function);
    let paths = operations.filter_map(|id| api.operations.get(id.place())).flat_map(|operation| &operation.paths);
    let calls = paths.filter(|path| !path.from_example).filter_map(|path| match path.segments.last()? {
        Segment::Call { arguments, .. } => {
            let mut names: Vec<&str> = arguments.iter().map(|(name, _)| name.as_str()).collect();
            names.sort_unstable();
            Some(names.join(","))
        }
        _ => None,
    });
    calls.collect()
}

fn procedure(api: &Api, procedure: &Procedure) -> Item {
    let mut taken = item(&procedure.name, procedure.evidence);
    taken.state(Fact::Kind, if procedure.function { "function" } else { "action" });
    if let Some(returns) = &procedure.returns {
        taken.state(Fact::Returns, type_expression(api, returns));
    }
    if let Some(operation) = procedure.operations.first().and_then(|id| api.operations.get(id.place())) {
        taken.state(Fact::Area, area(api, operation));
    }
    taken.describe(&procedure.description);
    taken
}

fn parameter(api: &Api, parameter: &Parameter) -> Item {
    let mut taken = item(&parameter.name, parameter.evidence);
    taken.state(Fact::Type, type_expression(api, &parameter.ty));
    taken.state_if_known(Fact::Required, parameter.required);
    taken.describe(&parameter.description);
    taken
}

/// Takes the documented operations. Paths that only examples show aren't documented.
pub(super) fn operations(api: &Api) -> BTreeMap<String, Item> {
    let documented = api.operations.iter().filter(|operation| operation.paths.iter().any(|path| !path.from_example));
    documented.map(|operation| (operation.name.clone(), one(api, operation))).collect()
}

/// States what the crates call the methods that make the requests.
pub(super) fn name(api: &Api, names: &Names, operations: &mut BTreeMap<String, Item>) {
    for (id, operation) in OperationId::each(&api.operations) {
        if let Some((taken, rust)) = operations.get_mut(&operation.name).zip(names.of_operation(id)) {
            taken.state(Fact::Rust, rust);
        }
    }
}

fn one(api: &Api, operation: &Operation) -> Item {
    let at = operation.paths.iter().find(|path| !path.from_example).map(|path| path.span).unwrap_or_default();
    let here = Evidence { page: operation.page, span: at, ..Evidence::default() };
    let mut taken = item(&operation.method, here);
    taken.state(Fact::Kind, format!("{:?}", operation.kind).to_lowercase());
    taken.state(Fact::Area, area(api, operation));
    if operation.response.answer != Answer::Unknown {
        taken.state(Fact::Answer, answer(api, &operation.response));
    }
    if let Some(notice) = &operation.deprecated {
        taken.state(Fact::Deprecated, notice);
    }
    if let Some(procedure) = operation.procedure.and_then(|at| api.procedures.get(at as usize)) {
        let binding = procedure.binding.as_ref().map(|ty| type_expression(api, ty)).unwrap_or_default();
        taken.state(Fact::Calls, format!("{binding} {}", procedure.name));
    }
    for path in operation.paths.iter().filter(|path| !path.from_example) {
        let mut part = item(&path.text, Evidence { page: operation.page, span: path.span, ..Evidence::default() });
        part.state_if(Fact::Main, path.main);
        if let Some(permissions) = &path.permissions {
            accounts(permissions, part.place, &mut part);
        }
        taken.add(What::Path, shape(&unbracketed(&path.segments)), part);
    }
    body(api, operation, &mut taken);
    for option in &operation.query {
        let mut part = parameter(api, option);
        part.place.page = operation.page.0;
        taken.add(What::QueryOption, option.name.to_lowercase(), part);
    }
    for header in &operation.headers {
        let mut part = Item { name: header.name.clone(), place: taken.place, ..Item::default() };
        part.state_if_known(Fact::Required, header.required);
        if let Some(value) = &header.value {
            part.state(Fact::Value, value);
        }
        part.describe(&header.description);
        taken.add(What::Header, header.name.to_lowercase(), part);
    }
    accounts(&operation.permissions, taken.place, &mut taken);
    for cloud in operation.clouds.iter().flatten() {
        let name = cloud_name(*cloud);
        taken.add(What::Cloud, name.to_owned(), Item { name: name.to_owned(), place: taken.place, ..Item::default() });
    }
    taken.describe(&operation.description);
    taken
}

fn area(api: &Api, operation: &Operation) -> String {
    operation
        .areas
        .first()
        .and_then(|area| api.areas.get(area.place()))
        .map_or_else(String::new, |area| area.name.clone())
}

fn body(api: &Api, operation: &Operation, taken: &mut Item) {
    let text = match &operation.body {
        Body::None => "nothing".to_owned(),
        Body::Value(ty, _) => type_expression(api, ty),
        Body::Parameters(_) => "parameters".to_owned(),
        Body::Content(ty) => ty.clone().unwrap_or_else(|| "bytes".to_owned()),
        Body::Reference => "reference".to_owned(),
    };
    taken.state(Fact::Body, text);
    if let Body::Value(_, properties) = &operation.body {
        for property in properties {
            let mut part = parameter(api, property);
            // Its type and meaning are those of the property, but for what is required here.
            part.facts.retain(|fact, _| *fact == Fact::Required);
            taken.add(What::BodyProperty, property.name.to_lowercase(), part);
        }
    }
}

/// Takes what is needed for each kind of account; what the page doesn't tell isn't there.
fn accounts(permissions: &Permissions, place: Place, taken: &mut Item) {
    let accounts = [
        ("delegated work or school account", &permissions.delegated_work),
        ("delegated personal account", &permissions.delegated_personal),
        ("application", &permissions.application),
    ];
    for (name, needs) in accounts.into_iter().filter(|_| permissions.stated) {
        if let Some(part) = account(name, needs, place) {
            taken.add(What::Account, name.to_owned(), part);
        }
    }
}

fn account(name: &str, needs: &Needs, place: Place) -> Option<Item> {
    let alternatives: Vec<String> = needs.as_ref()?.iter().map(|all| all.join("+")).collect();
    let mut taken = Item { name: name.to_owned(), place, ..Item::default() };
    taken.state(Fact::Supported, (!alternatives.is_empty()).to_string());
    if let Some(least) = alternatives.first() {
        taken.state(Fact::Least, least);
        taken.state(Fact::Permissions, alternatives.join(", "));
    }
    Some(taken)
}

fn cloud_name(cloud: Cloud) -> &'static str {
    match cloud {
        Cloud::Global => "global",
        Cloud::UsGovernmentL4 => "us_government_l4",
        Cloud::UsGovernmentL5 => "us_government_l5",
        Cloud::China => "china",
    }
}
