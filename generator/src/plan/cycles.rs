//! Where a field must be boxed because its struct would contain itself.

use crate::api::{Api, TypeId, TypeOf};

use super::types::{Types, lineage, structure};

/// The types that each struct contains one value of. Lists and the boxed variants of enums end such a chain.
pub struct Contents(Vec<Vec<TypeId>>);

impl Contents {
    /// Looks at the fields of all structs, inherited ones included.
    pub fn new(api: &Api, types: &Types) -> Self {
        Self(TypeId::each(&api.types).map(|(id, _)| held(api, types, id)).collect())
    }

    /// Tells whether a field of `owner` that holds a `held` must be boxed: whether that contains an `owner` in turn.
    pub fn needs_box(&self, owner: TypeId, held: TypeId) -> bool {
        let mut seen = vec![held];
        let mut open = vec![held];
        while let Some(next) = open.pop() {
            if next == owner {
                return true;
            }
            for inner in &self.0[next] {
                if !seen.contains(inner) {
                    seen.push(*inner);
                    open.push(*inner);
                }
            }
        }
        false
    }
}

fn held(api: &Api, types: &Types, id: TypeId) -> Vec<TypeId> {
    let properties =
        lineage(api, id).flat_map(|structure| &structure.properties).filter(|property| !property.ty.collection);
    let of_struct = |of: &TypeOf| match of {
        TypeOf::Named(id) if structure(&api.types[*id]).is_some() => Some(*id),
        _ => None,
    };
    let mut held: Vec<TypeId> = properties.filter_map(|property| of_struct(&property.ty.of)).collect();
    held.retain(|id| !types.entry(*id).polymorphic);
    held.sort();
    held.dedup();
    held
}
