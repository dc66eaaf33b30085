//! Where a field must be boxed because its struct would contain itself.

use crate::api::{Api, TypeId, TypeOf};

use super::types::{Types, lineage, structure};

/// Which structs contain a value of each other: they have one number. Lists and the boxed variants of enums end such a chain.
pub struct Contents(Vec<usize>);

impl Contents {
    /// Looks at the fields of all structs, inherited ones included.
    pub fn new(api: &Api, types: &Types) -> Self {
        let held: Vec<Vec<TypeId>> = TypeId::each(&api.types).map(|(id, _)| held(api, types, id)).collect();
        Self(circles(&held))
    }

    /// Tells whether a field of `owner` that holds a `held` must be boxed: whether that contains an `owner` in turn.
    pub fn needs_box(&self, owner: TypeId, held: TypeId) -> bool {
        self.0[owner] == self.0[held]
    }
}

/// Numbers the types so that those that reach each other have one number: backwards from the ones that are left last when
/// all are walked, everything that is reached and has no number yet belongs together.
fn circles(held: &[Vec<TypeId>]) -> Vec<usize> {
    let mut holders: Vec<Vec<TypeId>> = vec![Vec::new(); held.len()];
    for (id, inner) in TypeId::each(held) {
        inner.iter().for_each(|inner| holders[*inner].push(id));
    }
    let mut left = Vec::with_capacity(held.len());
    let mut seen = vec![false; held.len()];
    for (id, _) in TypeId::each(held) {
        // Each with how many of its own were walked: no recursion, however long a chain is.
        let mut open = vec![(id, 0)];
        while let Some((at, next)) = open.pop() {
            if next == 0 && std::mem::replace(&mut seen[at], true) {
                continue;
            }
            match held[at].get(next) {
                Some(inner) => open.extend([(at, next + 1), (*inner, 0)]),
                None => left.push(at),
            }
        }
    }
    let mut numbers = vec![usize::MAX; held.len()];
    for (number, id) in left.into_iter().rev().enumerate() {
        let mut open = vec![id];
        while let Some(at) = open.pop() {
            if numbers[at] == usize::MAX {
                numbers[at] = number;
                open.extend(&holders[at]);
            }
        }
    }
    numbers
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
