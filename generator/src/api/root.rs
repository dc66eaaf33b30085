//! The root entity type: where the pages of a version follow the convention that all entity types derive from one that has
//! nothing but the key, entity types without a stated base derive from it.

use std::collections::BTreeMap;

use super::index::Declarations;
use super::members::Draft;
use super::{Evidence, Fact, Source, TypeId};

/// So many annotations name the root at least: one or two follow no convention.
const NAMED: usize = 3;

/// Finds the root: of the types that have no base and nothing but a key, the one that most annotations name as base.
pub fn root(declarations: &Declarations, drafts: &[Draft]) -> Option<TypeId> {
    let mut named: BTreeMap<TypeId, usize> = BTreeMap::new();
    let bases = declarations.types.iter().filter_map(|ty| ty.structure()?.base.as_ref());
    for base in bases.filter(|base| base.evidence.source == Source::Annotation) {
        *named.entry(base.value).or_default() += 1;
    }
    let is_bare = |id: &TypeId| declarations.bases.above(*id).is_empty() && matches!(drafts[*id].members.len(), 0 | 1);
    let enough = named.into_iter().filter(|(id, count)| *count >= NAMED && is_bare(id));
    enough.max_by_key(|(id, count)| (*count, std::cmp::Reverse(*id))).map(|(id, _)| id)
}

/// Derives the entity types that have no base from the root, unless they have a key of their own.
pub fn adopted(declarations: &Declarations, drafts: &[Draft], entities: &[bool]) -> Vec<(TypeId, Fact<TypeId>)> {
    let Some(root) = declarations.root else { return Vec::new() };
    let key: Vec<&str> = drafts[root].members.iter().map(|member| member.property.name.as_str()).collect();
    let evidence = Evidence { source: Source::Inferred, ..declarations.types[root].evidence };
    let same_key = |own: &String| key.iter().any(|key| key.eq_ignore_ascii_case(own));
    let is_rootless = |id: TypeId| entities[id] && id != root && declarations.bases.above(id).is_empty();
    let adopted = TypeId::each(drafts).filter(|(id, draft)| is_rootless(*id) && draft.key.iter().all(same_key));
    adopted.map(|(id, _)| (id, Fact { value: root, evidence })).collect()
}
