//! Where the entities that a navigation property leads to are looked up by id: `directoryObjects`, `appCatalogs/teamsApps`.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::index::Declarations;
use super::operations::OperationDraft;
use super::path_resolver::PathResolver;
use super::{Bases, Body, Evidence, Example, OperationKind, Property, Root, Segment, Source, TypeId, TypeOf, TypeRef};
use crate::page::path;

/// What follows the name of a property, where a value is linked to entities.
const BIND: &str = "@odata.bind";

/// Gives each navigation property the set of what it leads to: that of its type, else the one that examples bind. What only
/// examples bind becomes a navigation property.
pub fn apply(
    types: &mut Declarations,
    resolver: &PathResolver,
    operations: &[OperationDraft],
    examples: &[Vec<Example>],
    roots: &[Root],
) {
    let bound = bound(types, resolver, operations, examples);
    let sets = sets(resolver, operations, roots);
    for ((owner, name), shown) in &bound {
        let known = resolver.property(*owner, name).is_some();
        if let Some(structure) = types.types[*owner].structure_mut().filter(|_| !known) {
            let ty = TypeRef { collection: shown.many, of: shown.of };
            let property = Property { name: name.clone(), ty, evidence: shown.evidence, ..Property::default() };
            structure.navigation.push(property);
        }
    }
    let bases = types.bases.clone();
    for (owner, ty) in TypeId::each(&mut types.types) {
        for property in ty.structure_mut().into_iter().flat_map(|structure| &mut structure.navigation) {
            let family = || bases.chain(owner).chain(bases.below(owner).iter().copied());
            let shown = family().find_map(|id| bound.get(&(id, property.name.clone())));
            // An example may bind no more than one kind of what the property leads to.
            let narrow = shown.and_then(|shown| bases_of(&bases, shown.of, property.ty.of)).is_some();
            let of_type = property.ty.named().and_then(|target| set_of(&bases, &sets, target));
            let shown = shown.and_then(|shown| shown.set.clone());
            property.set = if narrow { of_type.or(shown) } else { shown.or(of_type) };
        }
    }
}

/// Returns the type of a property, if what an example binds is of a type derived from it.
fn bases_of(bases: &Bases, shown: TypeOf, property: TypeOf) -> Option<TypeId> {
    match (shown, property) {
        (TypeOf::Named(shown), TypeOf::Named(base)) if bases.derives(shown, base) => Some(base),
        _ => None,
    }
}

/// Finds the set of a type; else that of its nearest base that has one.
fn set_of(bases: &Bases, sets: &BTreeMap<TypeId, String>, target: TypeId) -> Option<String> {
    bases.chain(target).find_map(|id| sets.get(&id)).cloned()
}

/// Collects where entities of each type are listed: their set, else the shortest path without a key. What somebody has is
/// not all that there is: `me` is one of the `users`, so nothing below it counts.
fn sets(resolver: &PathResolver, operations: &[OperationDraft], roots: &[Root]) -> BTreeMap<TypeId, String> {
    let lists = operations.iter().filter(|o| matches!(o.kind, OperationKind::List | OperationKind::Create));
    let below = lists.flat_map(|operation| &operation.paths).filter_map(|path| {
        let names: Vec<&str> = path.segments.iter().filter_map(literal).collect();
        (names.len() > 1 && names.len() == path.segments.len()).then_some((path.resolved?, names))
    });
    let all = roots.iter().map(|root| (root.ty, vec![root.name.as_str()])).chain(below);
    let mut found: Vec<(TypeId, Vec<&str>)> =
        all.filter(|(ty, _)| ty.collection).filter_map(|(ty, path)| Some((ty.named()?, path))).collect();
    found.sort_by_key(|(id, path)| (*id, path.len(), path.clone()));
    let listed: BTreeSet<TypeId> = found.iter().map(|(id, _)| *id).collect();
    let somebody = |before: &[&str]| {
        let segments: Vec<Segment> = before.iter().map(|name| Segment::Literal((*name).to_owned())).collect();
        let one = resolver.resolve(&segments).ty.filter(|ty| !ty.collection).and_then(TypeRef::named);
        one.is_some_and(|one| listed.contains(&one))
    };
    found.retain(|(_, path)| !(1..path.len()).any(|end| somebody(&path[..end])));
    // Of several, the first one counts, which is the shortest.
    found.into_iter().rev().map(|(id, path)| (id, path.join("/"))).collect()
}

fn literal(segment: &Segment) -> Option<&str> {
    match segment {
        Segment::Literal(name) if name.bytes().all(|byte| byte.is_ascii_alphanumeric()) => Some(name),
        _ => None,
    }
}

/// What an example binds.
struct Bound {
    /// Where the entities are looked up, see [`Property::set`]; none where they are in several sets.
    set: Option<String>,
    /// The type of what is there; untyped where several types are.
    of: TypeOf,
    /// Whether it binds a list.
    many: bool,
    evidence: Evidence,
}

/// Collects what examples bind, by the type of the value and the name of the property.
fn bound(
    types: &Declarations,
    resolver: &PathResolver,
    operations: &[OperationDraft],
    examples: &[Vec<Example>],
) -> BTreeMap<(TypeId, String), Bound> {
    let mut found = BTreeMap::new();
    for (operation, example) in operations.iter().zip(examples).flat_map(|(o, all)| all.iter().map(move |e| (o, e))) {
        let Some(request) = example.request.as_ref().filter(|request| request.body.contains(BIND)) else { continue };
        let Ok(Value::Object(body)) = serde_json::from_str(&request.body) else { continue };
        let evidence = Evidence { page: operation.page, span: request.body_span, source: Source::Example };
        let mut walk = Walk { types, resolver, evidence, found: &mut found };
        match &operation.body {
            Body::Parameters(parameters) => {
                for parameter in parameters {
                    let value = body.get(&parameter.name).into_iter();
                    value.for_each(|value| walk.value(parameter.ty.named(), value));
                }
            }
            Body::Value(ty, _) => walk.object(ty.named(), &body),
            _ => walk.object(None, &body),
        }
    }
    found
}

/// The way through the body of an example.
struct Walk<'a> {
    types: &'a Declarations,
    resolver: &'a PathResolver,
    evidence: Evidence,
    found: &'a mut BTreeMap<(TypeId, String), Bound>,
}

impl Walk<'_> {
    fn value(&mut self, ty: Option<TypeId>, value: &Value) {
        match value {
            Value::Object(object) => self.object(ty, object),
            Value::Array(items) => items.iter().for_each(|item| self.value(ty, item)),
            _ => {}
        }
    }

    fn object(&mut self, ty: Option<TypeId>, object: &Map<String, Value>) {
        let named = object.get("@odata.type").and_then(Value::as_str).map(|name| name.trim_start_matches('#'));
        let Some(owner) = named.and_then(|name| self.types.index.find(name, "")).or(ty) else { return };
        for (name, value) in object {
            match name.strip_suffix(BIND) {
                Some(name) => {
                    if let Some(bound) = self.bound(value) {
                        self.found.entry((owner, name.to_owned())).or_insert(bound);
                    }
                }
                None => self.value(self.resolver.property(owner, name).and_then(TypeRef::named), value),
            }
        }
    }

    /// Reads the URLs of entities, which are one or a list.
    fn bound(&self, value: &Value) -> Option<Bound> {
        let urls = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
        let mut all = urls.iter().filter_map(|url| self.place(url.as_str()?));
        let (set, of) = all.next()?;
        let others: Vec<(String, TypeOf)> = all.collect();
        Some(Bound {
            of: if others.iter().all(|(_, other)| *other == of) { of } else { TypeOf::Untyped },
            set: others.iter().all(|(other, _)| *other == set).then_some(set),
            many: value.is_array(),
            evidence: self.evidence,
        })
    }

    /// Reads the URL of an entity: what stands before its id, and the type of what is there.
    fn place(&self, url: &str) -> Option<(String, TypeOf)> {
        let path = path::of_url(url);
        let (last, before) = path.segments.split_last()?;
        let mut before = before.to_vec();
        let in_brackets = matches!(last, Segment::Call { .. });
        if let Segment::Call { name, .. } = last {
            before.push(Segment::Literal(name.clone()));
        }
        let names: Vec<&str> = before.iter().filter_map(literal).collect();
        let of = self.resolver.resolve(&before).ty.map(|ty| ty.of).unwrap_or_default();
        let all = !names.is_empty() && names.len() == before.len();
        let set = names.join("/") + if in_brackets { "()" } else { "" };
        all.then_some((set, of))
    }
}
