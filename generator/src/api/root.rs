//! The root entity type: where the pages of a version follow the convention that all entity types derive from one that has
//! nothing but the key, entity types without a stated base derive from it.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::index::Declarations;
use super::members::Draft;
use super::{Bases, Fact, Source, TypeId};

/// So many annotations name the root at least: one or two follow no convention.
const NAMED: usize = 3;

/// Finds the root: of the types that have no base and nothing but a key, the one that most annotations name as base.
fn root(declarations: &Declarations, drafts: &[Draft]) -> Option<TypeId> {
    let mut named: BTreeMap<TypeId, usize> = BTreeMap::new();
    let bases = declarations.types.iter().filter_map(|ty| ty.structure()?.base.as_ref());
    for base in bases.filter(|base| base.evidence.source == Source::Annotation) {
        *named.entry(base.value).or_default() += 1;
    }
    let is_bare = |id: &TypeId| declarations.bases.above(*id).is_empty() && matches!(drafts[*id].members.len(), 0 | 1);
    let enough = named.into_iter().filter(|(id, count)| *count >= NAMED && is_bare(id));
    enough.max_by_key(|(id, count)| (*count, std::cmp::Reverse(*id))).map(|(id, _)| id)
}

/// Gives the root as base to the entity types that have none, unless they have a key of their own.
pub fn adopt(declarations: &mut Declarations, drafts: &[Draft], entities: &[bool]) {
    let Some(root) = root(declarations, drafts).filter(|root| entities[*root]) else { return };
    let key: Vec<&str> = drafts[root].members.iter().map(|member| member.property.name.as_str()).collect();
    let evidence = super::Evidence { source: Source::Inferred, ..declarations.types[root].evidence };
    let mut adopted = Vec::new();
    for (id, draft) in TypeId::each(drafts).filter(|(id, _)| entities[*id] && *id != root) {
        let same_key = draft.key.iter().all(|own| key.iter().any(|key| key.eq_ignore_ascii_case(own)));
        let Some(structure) = declarations.types[id].structure_mut() else { continue };
        if structure.base.is_none() && same_key {
            structure.base = Some(Fact { value: root, evidence });
            adopted.push(id);
        }
    }
    if let Some(structure) = declarations.types[root].structure_mut() {
        structure.subtypes.extend(adopted);
        structure.subtypes.sort();
    }
    let base = |ty: &super::Type| Some(ty.structure()?.base.as_ref()?.value);
    let direct: Vec<Option<TypeId>> = declarations.types.iter().map(base).collect();
    declarations.bases = Arc::new(Bases::new(&direct));
}
