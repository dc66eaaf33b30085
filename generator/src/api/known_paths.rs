//! What pages say that paths lead to, and the entity sets and singletons that paths begin with.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::answers::{Answers, outweighed};
use super::index::DEFAULT_NAMESPACE;
use super::link::Linker;
use super::operations::OperationDraft;
use super::path_resolver::PathResolver;
use super::requests::DocumentedRequest;
use super::weigh::weigh;
use super::{Claim, Evidence, PageId, Root, Segment, Source, TypeId, TypeKind, TypeOf, TypeRef};
use crate::page::path;

/// Makes a resolver of the types, and of what pages say that paths lead to: every documented path that ends in no
/// procedure, and the roots.
pub fn resolver(linker: Linker, lines: &[DocumentedRequest], answers: &BTreeMap<PageId, Answers>) -> PathResolver {
    let mut resolver = PathResolver::new(linker.types);
    let (mut votes, mut dissent) = (Votes::new(), Votes::new());
    let mut first: BTreeMap<(PageId, &str), &DocumentedRequest> = BTreeMap::new();
    for line in lines {
        first.entry((line.page, &line.method)).or_insert(line);
    }
    let claim = |line: &DocumentedRequest| claimed(linker, answers.get(&line.page)?, line);
    let claims: Vec<Option<TypeRef>> = lines.par_iter().map(claim).collect();
    for (line, claim) in lines.iter().zip(claims) {
        let segments = &line.path.segments;
        let first = first.get(&(line.page, line.method.as_str()));
        let Some(ty) = claim else {
            // What the page speaks of is what its first request asks for.
            let is_meant = first.is_some_and(|first| listed(&first.path.segments).last() == listed(segments).last());
            let is_missing = || answers.get(&line.page).is_some_and(|answers| answers.name_a_missing_type);
            if line.method == "GET" && is_meant && is_missing() {
                vote(&mut dissent, path::shape(listed(segments)), UNDESCRIBED, READS);
            }
            continue;
        };
        let shape = path::shape(segments);
        let same_end = first.is_some_and(|first| dollar(first) == dollar(line));
        match line.method.as_str() {
            "GET" if same_end && line.path.query.is_empty() => vote(&mut votes, shape, ty, READS),
            "POST" if segments.len() == 1 => vote(&mut votes, shape, TypeRef { collection: true, ..ty }, CHANGES),
            "POST" => vote(&mut dissent, shape, TypeRef { collection: true, ..ty }, CHANGES),
            _ => {}
        }
        // What is addressed by path is of the type that the key before it leads to.
        let list = listed(segments);
        let weight = match line.method.as_str() {
            "GET" => READS,
            "PATCH" => CHANGES,
            _ => continue,
        };
        if list.len() < segments.len() {
            vote(&mut votes, path::shape(list), TypeRef { collection: true, ..ty }, weight);
        }
    }
    let keyed: BTreeSet<String> = lines.iter().flat_map(|line| keyed_prefixes(&line.path.segments)).collect();
    for (shape, types) in votes {
        let Some(ty) = elected(&resolver, &types, dissent.get(&shape).unwrap_or(&BTreeMap::new())) else { continue };
        let collection = ty.collection || keyed.contains(&shape);
        resolver.known.insert(shape, TypeRef { collection, ..ty });
    }
    resolver.keyed = keyed;
    roots(&mut resolver, linker, lines);
    resolver
}

/// The type of an item or a list where a page names one that no page describes.
const UNDESCRIBED: TypeRef = TypeRef { collection: true, of: TypeOf::Untyped };

/// Returns the path of the list that an item is in; the whole path where it doesn't end in a key.
fn listed(segments: &[Segment]) -> &[Segment] {
    match segments {
        [before @ .., Segment::Key(_)] | [before @ .., Segment::Key(_), Segment::ByPath(_)] => before,
        all => all,
    }
}

/// Elects the type of the greatest weight. Pages of derived types share paths: a base of half that weight holds for all. A type
/// that doesn't have more than half of all weight gives way to the nearest base that all types share; without one there is none.
/// Pages that create something there, and those that name a type which no page describes, have weight, but their types can't
/// be elected.
fn elected(
    resolver: &PathResolver,
    votes: &BTreeMap<TypeRef, usize>,
    dissent: &BTreeMap<TypeRef, usize>,
) -> Option<TypeRef> {
    let (best, count) = votes.iter().max_by_key(|(ty, count)| (**count, std::cmp::Reverse(**ty)))?;
    let base = resolver.shared_base(votes.keys().copied());
    let taken = base.filter(|base| votes.get(base).is_some_and(|votes| votes * 2 >= *count)).unwrap_or(*best);
    let means = |ty: &TypeRef| {
        let derives = ty.named().zip(taken.named()).is_some_and(|(id, taken)| resolver.bases.is_a(id, taken));
        ty.of == taken.of || derives
    };
    let all = || votes.iter().chain(dissent);
    let (meant, total) =
        all().fold((0, 0), |(meant, total), (ty, count)| (meant + if means(ty) { *count } else { 0 }, total + count));
    if meant * 2 > total { Some(taken) } else { resolver.shared_base(all().map(|(ty, _)| *ty)) }
}

/// Gives the shapes of what stands before each key: only collections have keys.
fn keyed_prefixes(segments: &[Segment]) -> impl Iterator<Item = String> {
    let keys = segments.iter().enumerate().skip(1).filter(|(_, segment)| matches!(segment, Segment::Key(_)));
    keys.map(|(at, _)| path::shape(&segments[..at]))
}

/// What it counts for that a page reads a type at a path.
const READS: usize = 2;

/// What it counts for that a page changes or creates something of a type there: it may be one of several.
const CHANGES: usize = 1;

/// How much pages say that a path leads to a type.
type Votes = BTreeMap<String, BTreeMap<TypeRef, usize>>;

/// Returns the last segment of a request where it begins with `$`.
fn dollar(line: &DocumentedRequest) -> Option<&str> {
    match line.path.segments.last()? {
        Segment::Literal(name) if name.starts_with('$') => Some(name),
        _ => None,
    }
}

fn vote(votes: &mut Votes, shape: String, ty: TypeRef, weight: usize) {
    *votes.entry(shape).or_default().entry(ty).or_default() += weight;
}

/// Returns the type that the most trusted claim about a request names.
fn claimed(linker: Linker, answers: &Answers, line: &DocumentedRequest) -> Option<TypeRef> {
    let path: &[&[Segment]] = &[&line.path.segments];
    if answers.are_content(&line.method, path) {
        return None;
    }
    let typed = |claim: &&Claim| claim.value.ty().is_some_and(|ty| ty.of != TypeOf::Untyped);
    let bases = &linker.types.bases;
    let types: Vec<&Claim> = answers.about(bases, &line.method, path).into_iter().filter(typed).collect();
    let taken = weigh(types.iter().copied(), &[Source::Annotation, Source::Prose, Source::MethodTable])?.taken;
    let value = outweighed(bases, &types, taken).map_or(taken.value, |agreed| agreed.value);
    value.named().and(value.ty())
}

/// Finds the type of each first segment: the one that pages name for it alone, else the one that has most of the names that
/// follow it.
fn roots(resolver: &mut PathResolver, linker: Linker, lines: &[DocumentedRequest]) {
    let mut names: BTreeMap<String, Vec<&DocumentedRequest>> = BTreeMap::new();
    for line in lines {
        if let Some(Segment::Literal(name) | Segment::Call { name, .. }) = line.path.segments.first() {
            names.entry(name.to_ascii_lowercase()).or_default().push(line);
        }
    }
    for (name, lines) in names {
        let own = resolver.known.get(&format!("/{name}")).cloned();
        if let Some(ty) = own.or_else(|| voted(resolver, linker, &name, &lines)) {
            resolver.roots.insert(name, ty);
        }
    }
}

/// Finds the type that is called like the root, else the entity type that has most of the names that follow it, if it has
/// more than half of them and no collection below the root holds it. None is better than a wrong one: longer paths are
/// known from their own pages.
fn voted(resolver: &PathResolver, linker: Linker, name: &str, lines: &[&DocumentedRequest]) -> Option<TypeRef> {
    let second = |line: &&DocumentedRequest| match line.path.segments.get(1) {
        Some(Segment::Literal(second) | Segment::Call { name: second, .. }) => Some(second.to_ascii_lowercase()),
        _ => None,
    };
    let names: BTreeSet<String> = lines.iter().filter_map(second).collect();
    let mut votes: BTreeMap<TypeId, usize> = BTreeMap::new();
    let namesake = linker.types.index.find(name, DEFAULT_NAMESPACE).filter(|id| linker.is_called(*id, name));
    votes.extend(namesake.filter(|id| matches!(linker.types.types[*id].kind, TypeKind::Entity(_))).map(|id| (id, 0)));
    for second in &names {
        resolver.declaring(second).for_each(|id| *votes.entry(id).or_default() += 1);
    }
    for line in lines.iter().filter(|line| line.path.segments.len() == 2) {
        linker.method_table_types(line.page).into_iter().for_each(|id| *votes.entry(id).or_default() += 1);
    }
    let related = |id: TypeId| {
        let ty = linker.types.types[id].name.to_ascii_lowercase();
        let stem = ty.strip_suffix("root").unwrap_or(&ty);
        stem == name
            || name.strip_suffix('s') == Some(stem)
            || ty.ends_with(name)
            || ty.strip_suffix("entity") == Some(name)
    };
    let below = format!("/{name}/");
    let held = |id: TypeId| {
        let mut known = resolver.known.range(below.clone()..).take_while(|(path, _)| path.starts_with(&below));
        known.any(|(_, ty)| ty.collection && ty.of == TypeOf::Named(id))
    };
    let entity = |id: TypeId| matches!(linker.types.types[id].kind, TypeKind::Entity(_));
    let most = |(id, count): &(TypeId, usize)| {
        related(*id) || (entity(*id) && !held(*id) && names.len() > 1 && count * 2 > names.len())
    };
    let best =
        votes.into_iter().filter(most).max_by_key(|(id, count)| (related(*id), *count, std::cmp::Reverse(*id)))?;
    Some(TypeRef { collection: false, of: TypeOf::Named(best.0) })
}

/// Collects the entity sets and singletons: the first segments of all paths, spelled as most paths do. What many pages lead
/// through, never with a key behind it, is a singleton: of the root entity type, where no page says which type it is of.
pub fn entry_points(resolver: &PathResolver, operations: &[OperationDraft], root: Option<TypeId>) -> Vec<Root> {
    let mut found: BTreeMap<String, EntryPoint> = BTreeMap::new();
    for operation in operations {
        for path in &operation.paths {
            let Some(Segment::Literal(name) | Segment::Call { name, .. }) = path.segments.first() else { continue };
            let evidence = Evidence { page: operation.page, span: path.span, source: Source::RequestLine };
            let place = found.entry(name.to_ascii_lowercase()).or_insert_with(|| EntryPoint::new(evidence));
            *place.spellings.entry(name).or_default() += 1;
            place.pages.insert(operation.page);
            place.keyed |= !leads_on(&path.segments);
        }
    }
    let roots = found.into_iter().filter_map(|(name, place)| {
        let unstated = root.filter(|_| place.pages.len() >= MANY && !place.keyed).map(TypeOf::Named);
        let unstated = unstated.map(|of| TypeRef { collection: false, of });
        let ty = resolver.roots.get(&name).copied().or(unstated)?;
        let spelled = place.spellings.iter().max_by_key(|(name, count)| (**count, std::cmp::Reverse(**name)));
        Some(Root { name: (*spelled?.0).to_owned(), ty, evidence: place.evidence })
    });
    roots.filter(|root| matches!(root.ty.of, TypeOf::Named(_))).collect()
}

/// So many pages lead through a place whose type no page states.
const MANY: usize = 3;

/// What request lines say of a first segment.
struct EntryPoint<'o> {
    spellings: BTreeMap<&'o str, usize>,
    pages: BTreeSet<PageId>,
    /// Whether a key or a cast follows it, or nothing does: then it may be a collection, or a function.
    keyed: bool,
    evidence: Evidence,
}

impl EntryPoint<'_> {
    fn new(evidence: Evidence) -> Self {
        Self { spellings: BTreeMap::new(), pages: BTreeSet::new(), keyed: false, evidence }
    }
}

/// Tells whether a path leads by name from its first segment to the next.
fn leads_on(segments: &[Segment]) -> bool {
    matches!(segments, [Segment::Literal(first), Segment::Literal(_) | Segment::Call { .. }, ..] if !first.contains('.'))
}
