//! Actions and functions, from the operations that call them and from the paths that lead through them.

use std::collections::BTreeMap;

use super::declare::description;
use super::link::Linker;
use super::operations::{OperationDraft, titled_procedure};
use super::path_resolver::{PathResolver, Resolution};
use super::{
    Body, Evidence, OperationId, OperationKind, PageId, Parameter, Procedure, Response, Segment, Source, TypeOf,
    TypeRef,
};
use crate::page::Page;

/// Collects the procedures that operations call or lead through, sorted by name and binding type.
pub fn procedures(
    linker: Linker,
    resolver: &PathResolver,
    operations: &[OperationDraft],
    responses: &[Response],
) -> Vec<Procedure> {
    let mut found: BTreeMap<(String, Option<TypeRef>), Procedure> = BTreeMap::new();
    let called = |operation: &OperationDraft| {
        matches!(operation.kind, OperationKind::Action | OperationKind::Function | OperationKind::Delta)
    };
    let all = || OperationId::each(operations).zip(responses).filter(|((_, operation), _)| called(operation));
    // Pages that only add to what another one is about don't say what it takes, unless they are all there is.
    let paths = [true, false].into_iter().flat_map(|main| {
        all().flat_map(move |(of, response)| {
            of.1.paths.iter().filter(move |path| path.main == main).map(move |path| (of, response, path))
        })
    });
    for ((id, operation), response, path) in paths {
        let page = &linker.pages[operation.page];
        let Some((name, before)) = last_call(resolver, &path.segments) else { continue };
        let name = titled_spelling(title(page), name);
        let behind = path.segments.iter().rev().nth(1);
        let binding = binding(resolver, linker, &before, behind, operation);
        let Some(binding) = binding else { continue };
        let key = (name.to_ascii_lowercase(), Some(binding));
        let own = || Procedure {
            returns: response.answer.declared(),
            description: description(page),
            ..procedure(&name, binding, operation)
        };
        let is_about = |page: PageId| titled_procedure(&linker.pages[page], &name);
        let procedure = found.entry(key).or_insert_with(own);
        if is_about(operation.page) && !is_about(procedure.evidence.page) {
            // The page that is about it says more than one that calls it for something else.
            *procedure = Procedure {
                parameters: std::mem::take(&mut procedure.parameters),
                operations: std::mem::take(&mut procedure.operations),
                ..own()
            };
        }
        let speaks = |id: &OperationId| operations[*id].paths.iter().any(|path| path.main);
        if !procedure.operations.contains(&id) {
            if path.main || !procedure.operations.iter().any(speaks) {
                add_parameters(procedure, operation);
            }
            procedure.operations.push(id);
        }
    }
    passed_through(resolver, operations, &mut found);
    found.into_values().collect()
}

/// Returns the title of a page.
fn title(page: &Page) -> &str {
    page.title.as_ref().map_or("", |title| &title.value)
}

/// Returns the name of the last segment, and where the path before it leads.
fn last_call(resolver: &PathResolver, segments: &[Segment]) -> Option<(String, Resolution)> {
    let (last, before) = segments.split_last()?;
    let (Segment::Literal(name) | Segment::Call { name, .. } | Segment::Cast(name)) = last else { return None };
    let before = resolver.resolve(before);
    Some((name.rsplit('.').next().unwrap_or(name).to_owned(), before))
}

/// Finds the binding type: where the path leads, else the type whose page lists the operation; all values of it where the
/// segment that the call stands behind is its name in the plural.
fn binding(
    resolver: &PathResolver,
    linker: Linker,
    before: &Resolution,
    behind: Option<&Segment>,
    operation: &OperationDraft,
) -> Option<TypeRef> {
    let listed = linker.method_table_types(operation.page);
    let titled = || linker.types.index.find(title(&linker.pages[operation.page]).split([':', '：']).next()?.trim(), "");
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
        _ => {
            let id = titled().or(listed.first().copied())?;
            let collection = behind.is_some_and(|segment| is_plural(segment, &linker.types.types[id].name));
            Some(TypeRef { collection, of: TypeOf::Named(id) })
        }
    }
}

/// Tells whether a segment is the name of a type in the plural: `boats`, `libraries`.
fn is_plural(segment: &Segment, name: &str) -> bool {
    let Segment::Literal(plural) = segment else { return false };
    let singular = plural.strip_suffix("ies").map(|stem| format!("{stem}y"));
    let singular = singular.or_else(|| plural.strip_suffix('s').map(str::to_owned));
    singular.is_some_and(|singular| singular.eq_ignore_ascii_case(name))
}

/// Takes the spelling of a name in the title, where it differs from that of the path in letter case only.
fn titled_spelling(title: &str, name: String) -> String {
    let mut words = title.split(|c: char| !c.is_alphanumeric());
    words
        .find(|word| word.eq_ignore_ascii_case(&name) && word.starts_with(|c: char| c.is_ascii_lowercase()))
        .map_or(name, str::to_owned)
}

fn procedure(name: &str, binding: TypeRef, operation: &OperationDraft) -> Procedure {
    let namespace = super::index::DEFAULT_NAMESPACE.to_owned();
    Procedure {
        namespace,
        name: name.to_owned(),
        function: operation.method == "GET",
        binding: Some(binding),
        evidence: Evidence { page: operation.page, source: Source::RequestLine, ..Default::default() },
        ..Default::default()
    }
}

/// Tells whether an argument is one of a call that the path of an operation only leads through.
fn is_of_another_call(operation: &OperationDraft, name: &str) -> bool {
    let takes = |segment: &Segment| match segment {
        Segment::Call { arguments, .. } => arguments.iter().any(|(own, _)| own.eq_ignore_ascii_case(name)),
        _ => false,
    };
    let split = || operation.paths.iter().filter_map(|path| path.segments.split_last());
    split().any(|(_, before)| before.iter().any(takes)) && !split().any(|(last, _)| takes(last))
}

/// Adds the parameters of one operation more; arguments belong to their own call.
fn add_parameters(procedure: &mut Procedure, operation: &OperationDraft) {
    let body: &[Parameter] = match &operation.body {
        Body::Parameters(list) | Body::Value(_, list) => list,
        _ => &[],
    };
    let own = operation.arguments.iter().filter(|argument| !is_of_another_call(operation, &argument.name));
    for parameter in own.chain(body) {
        let known = procedure.parameters.iter().any(|known| known.name.eq_ignore_ascii_case(&parameter.name));
        if !known && super::members::is_member_name(&parameter.name) {
            procedure.parameters.push(parameter.clone());
        }
    }
}

/// Adds procedures that request lines lead through and no page is about.
fn passed_through(
    resolver: &PathResolver,
    operations: &[OperationDraft],
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
                        ..procedure(simple, binding, operation)
                    },
                );
            }
        }
    }
}
