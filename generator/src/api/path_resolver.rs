//! Walking request paths through the types: what each segment leads to.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::index::{Declarations, TypeIndex};
use super::{Bases, Primitive, Procedure, Segment, TypeId, TypeOf, TypeRef};
use crate::page::path::{ROOM, push_shape};

/// What paths are resolved against.
#[derive(Clone, Debug, Default)]
pub struct PathResolver {
    /// Entity sets and singletons by lower-case name.
    pub roots: BTreeMap<String, TypeRef>,
    /// What the pages say that a path leads to, by its [`shape`](crate::page::path::shape).
    pub known: BTreeMap<String, TypeRef>,
    /// The shapes of paths that keys follow: only collections have keys, so what they end in is no procedure.
    pub keyed: BTreeSet<String>,
    /// What actions and functions return, by lower-case name and then by binding type.
    procedures: BTreeMap<String, BTreeMap<TypeRef, Option<TypeRef>>>,
    /// Which types derive from which.
    pub bases: Arc<Bases>,
    /// The types by name, for casts.
    index: Arc<TypeIndex>,
    /// The types that declare properties of a name themselves, by lower-case name, in order.
    members: BTreeMap<String, Vec<(TypeId, TypeRef)>>,
    /// How many names of properties each type declares itself.
    names: Vec<usize>,
}

/// Where a path leads.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Resolution {
    /// The type of the value; none where the path is lost or leads to nothing.
    pub ty: Option<TypeRef>,
    /// What the last segment is.
    pub last: PathStep,
    /// The type that the last segment stands behind.
    pub before: Option<TypeRef>,
    /// The actions and functions on the way: name, binding type and arguments.
    pub calls: Vec<(String, TypeRef, Vec<String>)>,
}

/// What a segment is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PathStep {
    /// Nothing known.
    #[default]
    Unknown,
    /// An entity set or singleton.
    Root,
    /// A key, by name, in brackets or by path.
    Key,
    /// A property.
    Property,
    /// A type cast.
    Cast,
    /// An action or function.
    Procedure,
    /// `$ref`.
    Reference,
    /// `$value`.
    Value,
    /// `$count`.
    Count,
}

impl PathResolver {
    /// Takes up the properties of the types; roots, known paths and procedures are added later.
    pub fn new(declarations: &Declarations) -> Self {
        let types = &declarations.types;
        let mut members: BTreeMap<String, Vec<(TypeId, TypeRef)>> = BTreeMap::new();
        let mut names = vec![0; types.len()];
        for (id, structure) in TypeId::each(types).filter_map(|(id, ty)| Some((id, ty.structure()?))) {
            for property in structure.properties.iter().chain(&structure.navigation) {
                let declaring = members.entry(property.name.to_ascii_lowercase()).or_default();
                match declaring.last_mut() {
                    // Of names that differ in letter case only, the last one counts.
                    Some((known, ty)) if *known == id => *ty = property.ty,
                    _ => {
                        declaring.push((id, property.ty));
                        names[id] += 1;
                    }
                }
            }
        }
        let (bases, index) = (declarations.bases.clone(), declarations.index.clone());
        Self { members, names, bases, index, ..Default::default() }
    }

    /// Finds the property of a type, declared by it, a base, or (a cast left out) a derived type.
    pub fn property(&self, of: TypeId, name: &str) -> Option<TypeRef> {
        let declaring = self.members.get(&name.to_ascii_lowercase())?;
        let declared = |id| declaring.binary_search_by_key(&id, |(id, _)| *id).ok().map(|at| declaring[at].1);
        // Derived types may declare it with types of their own.
        let derived = !self.bases.below(of).is_empty();
        self.bases.chain(of).find_map(declared).or_else(|| {
            let declaring = if derived { declaring.as_slice() } else { &[] };
            let below = declaring.iter().filter(|(id, _)| self.bases.derives(*id, of)).map(|(_, ty)| *ty);
            let distinct: BTreeSet<TypeRef> = below.clone().collect();
            self.shared_base(distinct.iter().copied()).or_else(|| below.clone().next())
        })
    }

    /// Finds the nearest type that all of these are, as one value or as collections; none where only what everything is
    /// derived from is shared.
    pub fn shared_base(&self, types: impl Iterator<Item = TypeRef> + Clone) -> Option<TypeRef> {
        let first = types.clone().next()?;
        if !types.clone().all(|ty| ty.collection == first.collection && ty.named().is_some()) {
            return None;
        }
        // The base of everything has nothing but a key.
        let says = |base: &TypeId| {
            Some(*base) == first.named() || !self.bases.above(*base).is_empty() || self.names[*base] > 1
        };
        let base = self.bases.shared(types.filter_map(TypeRef::named)).filter(says)?;
        Some(TypeRef { of: TypeOf::Named(base), ..first })
    }

    /// Gives the types that declare a property of this name.
    pub fn declaring(&self, name: &str) -> impl Iterator<Item = TypeId> {
        self.members.get(&name.to_ascii_lowercase()).into_iter().flatten().map(|(id, _)| *id)
    }

    /// Finds the type that a procedure called on a type is bound to, and what it returns; the inner none means nothing.
    fn procedure(&self, name: &str, on: &TypeRef) -> Option<(TypeRef, Option<TypeRef>)> {
        let TypeOf::Named(id) = on.of else { return None };
        let bindings = self.procedures.get(&name.to_ascii_lowercase())?;
        self.bases.chain(id).chain(self.bases.below(id).iter().copied()).find_map(|id| {
            let binding = TypeRef { collection: on.collection, of: TypeOf::Named(id) };
            Some((binding, *bindings.get(&binding)?))
        })
    }

    /// Remembers what a procedure returns, so that paths lead through it; tells whether that is new.
    pub fn lead_through(&mut self, procedure: &Procedure) -> bool {
        let Some(binding) = procedure.binding else { return false };
        let bindings = self.procedures.entry(procedure.name.to_ascii_lowercase()).or_default();
        bindings.insert(binding, procedure.returns) != Some(procedure.returns)
    }

    /// Walks a path.
    pub fn resolve(&self, segments: &[Segment]) -> Resolution {
        let mut at = Resolution::default();
        let mut prefix = String::with_capacity(ROOM);
        for (depth, segment) in segments.iter().enumerate() {
            push_shape(&mut prefix, segment);
            let before = at.ty.take();
            let collection = || self.known.get(&prefix).copied().filter(|_| self.keyed.contains(&prefix));
            let (last, ty) = match (depth, before.as_ref()) {
                (0, _) => self.root(segment),
                (_, Some(on)) => match self.undeclared(segment, on).then(collection).flatten() {
                    Some(ty) => (PathStep::Property, Some(ty)),
                    None => self.step(segment, on, &mut at.calls),
                },
                (_, None) => (PathStep::Unknown, None),
            };
            at.last = last;
            at.ty = ty;
            at.before = before;
            if at.ty.is_none() && matches!(at.last, PathStep::Unknown | PathStep::Root | PathStep::Key) {
                at.ty = self.known.get(&prefix).cloned();
            }
        }
        at
    }

    /// Takes the first segment.
    fn root(&self, segment: &Segment) -> (PathStep, Option<TypeRef>) {
        let (name, keyed) = match segment {
            Segment::Literal(name) => (name, false),
            Segment::Call { name, .. } => (name, true),
            _ => return (PathStep::Unknown, None),
        };
        let ty = self.roots.get(&name.to_ascii_lowercase()).cloned();
        match keyed {
            true => (PathStep::Key, ty.map(|ty| TypeRef { collection: false, ..ty })),
            false => (PathStep::Root, ty),
        }
    }

    /// Tells whether a segment is a plain name that the type declares no property of.
    fn undeclared(&self, segment: &Segment, on: &TypeRef) -> bool {
        match (segment, on.of) {
            (Segment::Literal(name), TypeOf::Named(id)) => !on.collection && self.property(id, name).is_none(),
            _ => false,
        }
    }

    /// Takes one segment behind a value of a type.
    fn step(
        &self,
        segment: &Segment,
        on: &TypeRef,
        calls: &mut Vec<(String, TypeRef, Vec<String>)>,
    ) -> (PathStep, Option<TypeRef>) {
        let item = || Some(TypeRef { collection: false, ..*on });
        match segment {
            Segment::Key(_) => (PathStep::Key, if on.collection { item() } else { None }),
            Segment::ByPath(_) => (PathStep::Key, item()),
            Segment::Literal(name) if name == "$ref" => (PathStep::Reference, Some(*on)),
            Segment::Literal(name) if name == "$value" => {
                (PathStep::Value, Some(TypeRef::primitive(Primitive::Stream)))
            }
            Segment::Literal(name) if name == "$count" => (PathStep::Count, Some(TypeRef::primitive(Primitive::Int32))),
            Segment::Cast(name) | Segment::Literal(name) => self.named(name, &[], on, calls),
            Segment::Call { name, arguments } => {
                let arguments: Vec<String> = arguments.iter().map(|(name, _)| name.clone()).collect();
                self.named(name, &arguments, on, calls)
            }
        }
    }

    /// Takes a name behind a value: a cast, a property, a procedure, or a well-known key.
    fn named(
        &self,
        name: &str,
        arguments: &[String],
        on: &TypeRef,
        calls: &mut Vec<(String, TypeRef, Vec<String>)>,
    ) -> (PathStep, Option<TypeRef>) {
        let TypeOf::Named(id) = on.of else { return (PathStep::Unknown, None) };
        if name.contains('.')
            && let Some(cast) =
                self.index.find(name, "").filter(|cast| self.bases.is_a(*cast, id) || self.bases.is_a(id, *cast))
        {
            return (PathStep::Cast, Some(TypeRef { collection: on.collection, of: TypeOf::Named(cast) }));
        }
        let simple = name.rsplit('.').next().unwrap_or(name);
        if let Some((binding, returns)) = self.procedure(simple, on) {
            calls.push((simple.to_owned(), binding, arguments.to_vec()));
            return (PathStep::Procedure, returns);
        }
        let property = if on.collection { None } else { self.property(id, simple) };
        match property {
            Some(ty) if arguments.is_empty() => (PathStep::Property, Some(ty)),
            Some(ty) => (PathStep::Key, Some(TypeRef { collection: false, ..ty })),
            None => (PathStep::Unknown, None),
        }
    }
}
