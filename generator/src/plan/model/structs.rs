//! Structs, their constants and tables.

use std::collections::{BTreeMap, BTreeSet};

use crate::api::{Property, Structure, Type, TypeId, TypeOf};
use crate::plan::docs;
use crate::plan::names::{self, Scope};
use crate::plan::types::{lineage, qualified};
use crate::plan::{Features, RustType};

use super::planner::Planner;
use super::{Constant, Constants, Field, Struct, Table};

/// A property that a type has, declared or inherited.
struct Effective<'a> {
    /// The property where it is declared.
    property: &'a Property,
    /// The same as the nearest type describes it.
    words: &'a Property,
}

impl<'a> Planner<'a> {
    pub(super) fn structure(
        &mut self,
        id: TypeId,
        ty: &Type,
        of: &'a Structure,
        features: &Features,
    ) -> (Struct, Constants, Table) {
        let name = self.types.entry(id).name.clone().unwrap_or_default();
        let about = self.type_docs(id, ty, of.base.as_ref().map(|base| base.value));
        let mut planned = Struct { name: name.clone(), docs: about, features: features.clone(), fields: Vec::new() };
        let mut constants = Constants { owner: name.clone(), features: features.clone(), constants: Vec::new() };
        let mut table = Table { owner: name, wire: qualified(ty), features: features.clone(), ..Table::default() };
        let mut fields = Scope::default().reserve(&["additional"], "the properties without a field");
        let mut names = Scope::default();
        let own = |properties: &'a [Property]| -> BTreeSet<&'a str> {
            properties.iter().map(|property| property.name.as_str()).collect()
        };
        let own_properties = own(&of.properties);
        for Effective { property, words } in self.effective(id, |structure| &structure.properties) {
            let own = own_properties.contains(property.name.as_str());
            let Some((field, constant)) = self.property_names(ty, property, own, &mut fields, &mut names) else {
                continue;
            };
            planned.fields.push(self.field(id, property, words, &field));
            constants.constants.push(Constant {
                name: constant,
                docs: vec![format!("Names {}.", docs::code(&property.name))],
                features: Features::new(),
                navigation: false,
                ty: self.types.value(&property.ty),
                wire: property.name.clone(),
            });
            if self.is_read_only(id, property, words) {
                table.read_only.push(table.fields.len());
            }
            table.fields.push((field, property.name.clone()));
        }
        let own_navigation = own(&of.navigation);
        let in_table: BTreeSet<&str> = table.fields.iter().map(|(_, wire)| wire.as_str()).collect();
        for Effective { property, words } in self.effective(id, |structure| &structure.navigation) {
            if !in_table.contains(property.name.as_str()) {
                let own = own_navigation.contains(property.name.as_str());
                constants.constants.extend(self.navigation(id, ty, property, words, own, &mut names));
                table.sets.extend(property.set.clone().map(|set| (property.name.clone(), set)));
            }
        }
        (planned, constants, table)
    }

    /// Tells whether only the service sets a property: its key, or what pages call read-only and no update of it lists.
    fn is_read_only(&self, owner: TypeId, property: &Property, words: &Property) -> bool {
        let is_key = lineage(self.api, owner).any(|structure| structure.key.contains(&property.name));
        let name = property.name.to_lowercase();
        let is_updated = || self.api.bases.chain(owner).any(|id| self.updated.contains(&(id, name.clone())));
        is_key || words.facts.read_only.or(property.facts.read_only) == Some(true) && !is_updated()
    }

    fn field(&self, owner: TypeId, property: &Property, words: &Property, name: &str) -> Field {
        let value = self.types.value(&property.ty);
        let boxed = match property.ty.of {
            TypeOf::Named(held) if !property.ty.collection && !self.types.entry(held).polymorphic => {
                self.contents.needs_box(owner, held)
            }
            _ => false,
        };
        Field {
            docs: self.property_docs(owner, property, words, name),
            name: name.to_string(),
            ty: if boxed { RustType::Boxed(Box::new(value)) } else { value },
        }
    }

    /// Returns the properties of a type and its base types, the farthest first. A type that repeats a property means
    /// its own, and the nearest type that says something of it is heard.
    fn effective(&self, id: TypeId, of: impl Fn(&Structure) -> &Vec<Property>) -> Vec<Effective<'a>> {
        let mut all: Vec<Effective<'a>> = Vec::new();
        let mut places: BTreeMap<&str, usize> = BTreeMap::new();
        let mut places_in_any_case: BTreeMap<String, usize> = BTreeMap::new();
        for structure in lineage(self.api, id) {
            for property in of(structure) {
                let effective = Effective { property, words: property };
                match places.get(property.name.as_str()) {
                    Some(place) => all[*place] = effective,
                    None => {
                        places.insert(&property.name, all.len());
                        places_in_any_case.entry(property.name.to_ascii_lowercase()).or_insert(all.len());
                        all.push(effective);
                    }
                }
            }
            for words in &structure.inherited {
                if let Some(place) = places_in_any_case.get(&words.name.to_ascii_lowercase()) {
                    all[*place].words = words;
                }
            }
        }
        all
    }

    /// Gives a property's field and constant their names; none if it can have none. What is wrong with the name of an
    /// inherited property is said where it is its type's own.
    fn property_names(
        &mut self,
        ty: &Type,
        property: &Property,
        own: bool,
        fields: &mut Scope,
        constants: &mut Scope,
    ) -> Option<(String, String)> {
        // Control information is reached through `Record`, and a path of names is no property.
        if property.name.starts_with("@odata.") || property.name.trim_start_matches('@').contains('@') {
            return None;
        }
        let is_path = property.name.contains(['.', '/']) && !property.name.starts_with('@');
        let wanted = names::field_and_constant(&property.name).filter(|_| !is_path);
        let Some((field, constant)) = wanted else {
            if own {
                self.invalid(&property.name, ty, "its values are kept as JSON", property.evidence);
            }
            return None;
        };
        let claim = fields.claim(&field, &property.name);
        if let Some(other) = claim.clash.filter(|_| own) {
            self.clash(&property.name, &other, ty, &claim.name, property.evidence);
        }
        Some((claim.name, constants.claim(&constant, &property.name).name))
    }

    fn navigation(
        &mut self,
        id: TypeId,
        ty: &Type,
        property: &Property,
        words: &Property,
        own: bool,
        constants: &mut Scope,
    ) -> Option<Constant> {
        let Some(wanted) = names::constant(&property.name) else {
            if own {
                self.invalid(&property.name, ty, "`$expand` takes it as text", property.evidence);
            }
            return None;
        };
        let features = match property.ty.of {
            TypeOf::Named(target) if self.needs.of(target).is_empty() => return None,
            TypeOf::Named(target) => self.needs.beyond(target, id),
            _ => Features::new(),
        };
        let claim = constants.claim(&wanted, &property.name);
        if let Some(other) = claim.clash.filter(|_| own) {
            self.clash(&property.name, &other, ty, &claim.name, property.evidence);
        }
        Some(Constant {
            name: claim.name,
            docs: self.navigation_docs(id, property, words),
            features,
            navigation: true,
            ty: self.types.value(&property.ty),
            wire: property.name.clone(),
        })
    }
}
