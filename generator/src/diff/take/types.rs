//! The facts of types, their properties and members.

use std::collections::{BTreeMap, BTreeSet};

use super::super::rust::{self, Names};
use super::super::snapshot::{Fact, Item, What};
use super::items::{item, place};
use crate::api::{Api, EnumType, Inline, Property, SENTINEL, Structure, Type, TypeId, TypeKind, inherits};
use crate::export::{type_expression, type_name};

/// Takes all types.
pub(super) fn types(api: &Api) -> BTreeMap<String, Item> {
    TypeId::each(&api.types).map(|(id, ty)| (type_name(ty), one(api, id, ty))).collect()
}

/// States what the crates call the types and their properties.
pub(super) fn name(api: &Api, names: &Names, types: &mut BTreeMap<String, Item>) {
    for (id, ty) in TypeId::each(&api.types) {
        let Some(taken) = types.get_mut(&type_name(ty)) else { continue };
        if let Some(name) = names.of_values(id) {
            taken.state(Fact::Rust, name);
        }
        let Some((structure, parts)) = ty.structure().zip(taken.parts.get_mut(&What::Property)) else { continue };
        for (list, navigation) in [(&structure.properties, false), (&structure.navigation, true)] {
            for property in list {
                let rust = names.of_property(id, property, navigation);
                if let Some((part, rust)) = parts.get_mut(&property.name).zip(rust) {
                    part.state(Fact::Rust, rust);
                }
            }
        }
    }
}

fn one(api: &Api, id: TypeId, ty: &Type) -> Item {
    let mut taken = item(&ty.name, ty.evidence);
    taken.describe(&ty.description);
    taken.state(Fact::Area, api.areas.get(ty.area.place()).map_or("", |area| area.name.as_str()));
    if let Some(notice) = &ty.deprecated {
        taken.state(Fact::Deprecated, notice);
    }
    match &ty.kind {
        TypeKind::Entity(structure) => structured(api, id, structure, "entity", &mut taken),
        TypeKind::Complex(structure) => structured(api, id, structure, "complex", &mut taken),
        TypeKind::Enum(members) => enumeration(members, &mut taken),
    }
    taken
}

fn structured(api: &Api, id: TypeId, structure: &Structure, kind: &str, taken: &mut Item) {
    taken.state(Fact::Kind, kind);
    if let Some(base) = &structure.base {
        taken.state(Fact::Base, type_name(&api.types[base.value]));
    }
    taken.state_if_known(Fact::Abstract, structure.is_abstract);
    taken.state_if(Fact::Open, structure.open);
    if !structure.key.is_empty() {
        taken.state(Fact::Key, structure.key.join(","));
    }
    for (list, navigation) in [(&structure.properties, false), (&structure.navigation, true)] {
        for property in list {
            let part = self::property(api, property, navigation);
            taken.add(What::Property, property.name.clone(), part);
        }
    }
    for property in structure.inherited.iter().filter(|property| !inherits(&property.description)) {
        let mut part = item(&property.name, property.evidence);
        part.state_if(Fact::Navigation, navigates(api, id, &property.name));
        taken.add(What::Inherited, property.name.clone(), part);
    }
}

/// Tells whether a base type declares a navigation property of this name.
fn navigates(api: &Api, id: TypeId, name: &str) -> bool {
    let mut above = api.bases.above(id).iter().filter_map(|base| api.types[*base].structure());
    above.any(|base| base.navigation.iter().any(|property| property.name.eq_ignore_ascii_case(name)))
}

fn property(api: &Api, property: &Property, navigation: bool) -> Item {
    let mut taken = item(&property.name, property.evidence);
    let facts = &property.facts;
    taken.state(Fact::Type, type_expression(api, &property.ty));
    taken.state_if(Fact::Navigation, navigation);
    taken.state_if_known(Fact::Nullable, facts.nullable);
    taken.state_if_known(Fact::Required, facts.required);
    taken.state_if_known(Fact::ReadOnly, facts.read_only);
    taken.state_if_known(Fact::SelectedByDefault, facts.only_on_select.map(|only| !only));
    if let Some(default) = &facts.default {
        taken.state(Fact::Default, default);
    }
    if let Some(notice) = &facts.deprecated {
        taken.state(Fact::Deprecated, notice);
    }
    let options =
        [("$filter", facts.filter), ("$orderby", facts.order_by), ("$search", facts.search), ("$expand", facts.expand)];
    let options = options.iter().filter_map(|(name, value)| match value {
        Some(true) => Some((*name).to_owned()),
        Some(false) => Some(format!("no {name}")),
        None => None,
    });
    let options: Vec<String> = options.collect();
    if !options.is_empty() {
        taken.state(Fact::Query, options.join(", "));
    }
    let listed = listed(property);
    if !listed.is_empty() {
        taken.state(Fact::Listed, listed.into_iter().collect::<Vec<_>>().join(" "));
    }
    taken.describe(&property.description);
    taken
}

/// Returns the values that a description lists: those that are known as such, and what stands in code.
fn listed(property: &Property) -> BTreeSet<&str> {
    let code = property.description.inlines().filter_map(|inline| match inline {
        Inline::Code(code) => Some(code),
        _ => None,
    });
    let values = property.possible_values.iter().chain(&property.sample_values).map(String::as_str);
    values.chain(code).filter(|value| !value.is_empty() && !value.contains(char::is_whitespace)).collect()
}

fn enumeration(of: &EnumType, taken: &mut Item) {
    taken.state(Fact::Kind, "enum");
    taken.state_if(Fact::Flags, of.flags);
    let sentinel = of.members.iter().position(|member| member.name.eq_ignore_ascii_case(SENTINEL));
    for (at, member) in of.members.iter().enumerate() {
        let mut part = item(&member.name, member.evidence);
        part.place = place(member.evidence);
        if let Some(value) = member.value {
            part.state(Fact::Value, value.to_string());
        }
        if let Some(sentinel) = sentinel {
            part.state(Fact::Sentinel, if at <= sentinel { "before" } else { "after" });
        }
        if let Some(variant) = rust::variant(&member.name) {
            part.state(Fact::Rust, variant);
        }
        part.describe(&member.description);
        taken.add(What::Member, member.name.clone(), part);
    }
}
