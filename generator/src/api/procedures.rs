//! Actions and functions, from the operations that call them and from the paths that lead through them.

use std::collections::{BTreeMap, BTreeSet};

use super::link::Linker;
use super::path_resolver::{PathResolver, Resolution};
use super::requests::DocumentedRequest;
use super::responses::Claim;
use super::{
    Body, Evidence, Operation, OperationId, OperationKind, PageId, Parameter, Procedure, Segment, Source, TypeId,
    TypeOf, TypeRef,
};
use crate::page::path;

/// What pages say that paths lead to: roots first, then every documented path that ends in no procedure.
pub fn seed(
    resolver: &mut PathResolver,
    linker: Linker,
    lines: &[DocumentedRequest],
    claims: &BTreeMap<PageId, Vec<Claim>>,
) {
    let mut votes = Votes::new();
    let mut first: BTreeMap<(PageId, &str), &DocumentedRequest> = BTreeMap::new();
    for line in lines {
        first.entry((line.page, &line.method)).or_insert(line);
    }
    for line in lines {
        let Some(ty) = claimed(claims, line.page) else { continue };
        if !matches!(ty.of, TypeOf::Named(_)) {
            continue;
        }
        let segments = &line.path.segments;
        let shape = path::shape(segments);
        let same_end = first.get(&(line.page, line.method.as_str())).is_some_and(|first| end(first) == end(line));
        match line.method.as_str() {
            "GET" if same_end && line.path.query.is_empty() => vote(&mut votes, shape, *ty),
            "POST" if segments.len() == 1 => vote(&mut votes, shape, TypeRef { collection: true, ..*ty }),
            _ => {}
        }
        // What is addressed by path is of the type that the key before it leads to.
        if let ([before @ .., Segment::Key(_)] | [before @ .., Segment::Key(_), Segment::ByPath(_)], "GET" | "PATCH") =
            (segments.as_slice(), line.method.as_str())
        {
            vote(&mut votes, path::shape(before), TypeRef { collection: true, ..*ty });
        }
    }
    let keyed: BTreeSet<String> = lines.iter().flat_map(|line| keyed_prefixes(&line.path.segments)).collect();
    for (shape, types) in votes {
        let Some(ty) = elected(resolver, &types) else { continue };
        let collection = ty.collection || keyed.contains(&shape);
        resolver.known.insert(shape, TypeRef { collection, ..ty });
    }
    resolver.keyed = keyed;
    roots(resolver, linker, lines);
}

/// The type that most pages say. Pages of derived types share paths: a base that half as many pages name holds for all,
/// and where no type has more than half of the votes, so does the nearest base that all share.
fn elected(resolver: &PathResolver, votes: &BTreeMap<TypeRef, usize>) -> Option<TypeRef> {
    let (best, count) = votes.iter().max_by_key(|(ty, count)| (**count, std::cmp::Reverse(**ty)))?;
    let base = resolver.shared_base(votes.keys().copied());
    let named = base.filter(|base| votes.get(base).is_some_and(|votes| votes * 2 >= *count));
    let divided = count * 2 <= votes.values().sum();
    Some(named.or(base.filter(|_| divided)).unwrap_or(*best))
}

/// The shapes of what stands before each key: only collections have keys.
fn keyed_prefixes(segments: &[Segment]) -> impl Iterator<Item = String> {
    let keys = segments.iter().enumerate().skip(1).filter(|(_, segment)| matches!(segment, Segment::Key(_)));
    keys.map(|(at, _)| path::shape(&segments[..at]))
}

/// How many pages say that a path leads to a type.
type Votes = BTreeMap<String, BTreeMap<TypeRef, usize>>;

/// What the last segment of a line is: a key, a name, or a name with `$`.
fn end(line: &DocumentedRequest) -> Option<&str> {
    match line.path.segments.last()? {
        Segment::Literal(name) if name.starts_with('$') => Some(name),
        _ => Some(""),
    }
}

fn vote(votes: &mut Votes, shape: String, ty: TypeRef) {
    *votes.entry(shape).or_default().entry(ty).or_default() += 1;
}

/// The type that the most trusted claim of a page names.
fn claimed(claims: &BTreeMap<PageId, Vec<Claim>>, page: PageId) -> Option<&TypeRef> {
    let list = claims.get(&page)?;
    [Source::Annotation, Source::Prose, Source::MethodTable]
        .iter()
        .filter_map(|source| list.iter().find(|claim| claim.evidence.source == *source))
        .find_map(|claim| claim.value.as_ref())
}

/// The type of each first segment: what pages say of it alone, else the type that has most of the names that follow it.
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

/// The type that is called like the root, else the entity type that has most of the names that follow it, if it has
/// more than half of them and isn't what a collection below the root holds; none is better than a wrong one, since
/// longer paths are known from their own pages.
fn voted(resolver: &PathResolver, linker: Linker, name: &str, lines: &[&DocumentedRequest]) -> Option<TypeRef> {
    let second = |line: &&DocumentedRequest| match line.path.segments.get(1) {
        Some(Segment::Literal(second) | Segment::Call { name: second, .. }) => Some(second.to_ascii_lowercase()),
        _ => None,
    };
    let names: BTreeSet<String> = lines.iter().filter_map(second).collect();
    let mut votes: BTreeMap<TypeId, usize> = BTreeMap::new();
    for second in &names {
        resolver.declaring(second).for_each(|id| *votes.entry(id).or_default() += 1);
    }
    for line in lines.iter().filter(|line| line.path.segments.len() == 2) {
        linker.listing(line.page).into_iter().for_each(|id| *votes.entry(id).or_default() += 1);
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
    let entity = |id: TypeId| matches!(linker.types.types[id].kind, super::TypeKind::Entity(_));
    let most = |(id, count): &(TypeId, usize)| {
        related(*id) || (entity(*id) && !held(*id) && names.len() > 1 && count * 2 > names.len())
    };
    let best =
        votes.into_iter().filter(most).max_by_key(|(id, count)| (related(*id), *count, std::cmp::Reverse(*id)))?;
    Some(TypeRef { collection: false, of: TypeOf::Named(best.0) })
}

/// The procedures that operations call; their returns go into the resolver, so that paths through them resolve next time.
pub fn procedures(linker: Linker, resolver: &PathResolver, operations: &mut [Operation]) -> Vec<Procedure> {
    let mut found: BTreeMap<(String, Option<TypeRef>), Procedure> = BTreeMap::new();
    for (id, operation) in (0..).map(OperationId).zip(operations.iter()) {
        if !matches!(operation.kind, OperationKind::Action | OperationKind::Function | OperationKind::Delta) {
            continue;
        }
        for path in &operation.paths {
            let Some((name, before)) = last_call(resolver, &path.segments) else { continue };
            let name = titled_spelling(&operation.title, name);
            let binding = binding(resolver, linker, &before, operation);
            let Some(binding) = binding else { continue };
            let key = (name.to_ascii_lowercase(), Some(binding));
            let procedure = found.entry(key).or_insert_with(|| procedure(&name, binding, operation));
            if !procedure.operations.contains(&id) {
                procedure.operations.push(id);
                add_parameters(procedure, operation);
            }
        }
    }
    passed_through(resolver, operations, &mut found);
    let list: Vec<Procedure> = found.into_values().collect();
    for (at, procedure) in list.iter().enumerate() {
        for id in &procedure.operations {
            operations[*id].procedure.get_or_insert(u32::try_from(at).unwrap_or(u32::MAX));
        }
    }
    list
}

/// The name of the last segment and where the path before it leads.
fn last_call(resolver: &PathResolver, segments: &[Segment]) -> Option<(String, Resolution)> {
    let (last, before) = segments.split_last()?;
    let (Segment::Literal(name) | Segment::Call { name, .. } | Segment::Cast(name)) = last else { return None };
    let before = resolver.resolve(before);
    Some((name.rsplit('.').next().unwrap_or(name).to_owned(), before))
}

/// The binding type: where the path leads; else the type whose page lists the operation.
fn binding(resolver: &PathResolver, linker: Linker, before: &Resolution, operation: &Operation) -> Option<TypeRef> {
    let listed = linker.listing(operation.page);
    let titled = || linker.types.index.find(operation.title.split([':', '：']).next()?.trim(), "");
    match &before.ty {
        Some(TypeRef { collection, of: TypeOf::Named(id) }) => {
            // A page that lists the operation on a base type says more than a path through a derived one. If only one
            // type lists it, which is derived from that of the path, the path leaves a cast out.
            let bases = listed.iter().copied().filter(|listed| resolver.bases.is_a(*id, *listed));
            let base = bases.min_by_key(|base| resolver.bases.above(*base).len());
            let derived = match listed.as_slice() {
                [only] if resolver.bases.is_a(*only, *id) => Some(*only),
                _ => None,
            };
            Some(TypeRef { collection: *collection, of: TypeOf::Named(base.or(derived).unwrap_or(*id)) })
        }
        _ => titled().or(listed.first().copied()).map(|id| TypeRef { collection: false, of: TypeOf::Named(id) }),
    }
}

/// The spelling of a name in the title, where it differs from that of the path in letter case only.
fn titled_spelling(title: &str, name: String) -> String {
    let mut words = title.split(|c: char| !c.is_alphanumeric());
    words
        .find(|word| word.eq_ignore_ascii_case(&name) && word.starts_with(|c: char| c.is_ascii_lowercase()))
        .map_or(name, str::to_owned)
}

fn procedure(name: &str, binding: TypeRef, operation: &Operation) -> Procedure {
    let namespace = super::index::DEFAULT_NAMESPACE.to_owned();
    Procedure {
        namespace,
        name: name.to_owned(),
        function: operation.method == "GET",
        binding: Some(binding),
        returns: operation.response.value,
        description: operation.description.clone(),
        evidence: Evidence { page: operation.page, source: Source::RequestLine, ..Default::default() },
        ..Default::default()
    }
}

/// Joins the parameters of one operation more.
fn add_parameters(procedure: &mut Procedure, operation: &Operation) {
    let body: &[Parameter] = match &operation.body {
        Body::Parameters(list) | Body::Value(_, list) => list,
        _ => &[],
    };
    for parameter in operation.arguments.iter().chain(body) {
        let known = procedure.parameters.iter().any(|known| known.name.eq_ignore_ascii_case(&parameter.name));
        if !known && super::members::is_member_name(&parameter.name) {
            procedure.parameters.push(parameter.clone());
        }
    }
}

/// Procedures that no page is about but that request lines lead through.
fn passed_through(
    resolver: &PathResolver,
    operations: &[Operation],
    found: &mut BTreeMap<(String, Option<TypeRef>), Procedure>,
) {
    for operation in operations {
        for path in &operation.paths {
            for (at, segment) in path.segments.iter().enumerate().skip(1) {
                let Segment::Call { name, arguments } = segment else { continue };
                let before = resolver.resolve(&path.segments[..at]);
                let Some(TypeRef { collection, of: TypeOf::Named(id) }) = before.ty else { continue };
                let simple = name.rsplit('.').next().unwrap_or(name);
                let named = arguments.iter().all(|(name, _)| !name.is_empty());
                if !named || (!collection && resolver.property(id, simple).is_some()) {
                    continue;
                }
                let binding = TypeRef { collection, of: TypeOf::Named(id) };
                let chain_known = found.keys().any(|(known, on)| {
                    known.eq_ignore_ascii_case(simple)
                        && on.as_ref().is_some_and(|on| {
                            on.collection == collection
                                && matches!(on.of, TypeOf::Named(base) if resolver.bases.is_a(id, base))
                        })
                });
                if chain_known {
                    continue;
                }
                let parameters = arguments.iter().map(|(name, _)| Parameter {
                    name: name.clone(),
                    ty: TypeRef::primitive(super::Primitive::String),
                    ..Default::default()
                });
                found.insert(
                    (simple.to_ascii_lowercase(), Some(binding)),
                    Procedure {
                        name: simple.to_owned(),
                        function: true,
                        parameters: parameters.collect(),
                        description: Default::default(),
                        returns: None,
                        ..procedure(simple, binding, operation)
                    },
                );
            }
        }
    }
}
