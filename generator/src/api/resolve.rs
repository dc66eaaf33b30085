//! The passes in their order.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;

use super::declare::declare;
use super::index::{Declarations, PageIndex};
use super::link::{Linker, diagnostic, listed};
use super::path_resolver::PathResolver;
use super::requests::{self, DocumentedRequest};
use super::responses::Claim;
use super::{
    Api, Evidence, Input, Operation, OperationKind, PageId, PageInfo, Root, Segment, Source, TypeId, TypeOf, TypeRef,
    amend, areas, check, enums, examples, inherit, members, operations, permissions, procedures, responses, shown,
};
use crate::diagnostic::{Code, Diagnostic};
use crate::page::{Page, path};
use crate::span::Span;

/// All pages of one version become its API.
pub fn resolve(input: Input) -> Api {
    let parsed = input.pages.iter().chain(input.includes);
    let mut diagnostics: Vec<Diagnostic> = parsed.flat_map(|page| page.diagnostics.iter().cloned()).collect();
    let page_index = PageIndex::new(input.pages);
    let listed = listed(input.pages, &page_index);
    fn linker<'a>(
        input: Input<'a>,
        page_index: &'a PageIndex,
        types: &'a Declarations,
        listed: &'a BTreeMap<PageId, Vec<PageId>>,
    ) -> Linker<'a> {
        Linker { pages: input.pages, page_index, types, listed }
    }

    // What pages refer to and which types they define has nothing to do with each other.
    let (references, typed) = rayon::join(
        || {
            let mut found = Vec::new();
            check::links(input, &page_index, &mut found);
            check::hosts(input.pages, &mut found);
            let missing = check::includes(input, &mut found);
            let requests = requests::requests(input.pages);
            (found, missing, areas::areas(input.pages, &page_index, input.toc), requests)
        },
        || {
            let mut found = Vec::new();
            let mut types = declare(input.pages, &page_index);
            let bases = inherit::bases(linker(input, &page_index, &types, &listed), &mut found);
            inherit::apply(&mut types, bases);
            let drafts = members::drafts(linker(input, &page_index, &types, &listed), &mut found);
            let enum_members = enums::members(linker(input, &page_index, &types, &listed), &mut found);
            members::apply(&mut types, drafts, input.pages, &mut found);
            enums::apply(&mut types, enum_members);
            amend::enums(&mut types);
            (found, types)
        },
    );
    let (found, missing, (areas, area_of), lines) = references;
    diagnostics.extend(found);
    let (found, mut types) = typed;
    diagnostics.extend(found);
    let claims = responses::claims(linker(input, &page_index, &types, &listed));
    let mut resolver = PathResolver::new(&types);
    procedures::seed(&mut resolver, linker(input, &page_index, &types, &listed), &lines, &claims);
    if amend::collections(&mut types, &resolver, &lines, &claims, input.pages, &mut diagnostics) {
        resolver = PathResolver::new(&types);
        procedures::seed(&mut resolver, linker(input, &page_index, &types, &listed), &lines, &claims);
    }
    let linker = linker(input, &page_index, &types, &listed);
    let (mut operations, procedures) = settle(linker, &mut resolver, lines, &claims, &mut diagnostics);
    duplicates(linker, &resolver, &claims, &operations, &mut diagnostics);
    check::answers(linker, &mut diagnostics);
    let include_index = PageIndex::new(input.includes);
    operations.par_iter_mut().for_each(|operation| {
        let page = &input.pages[operation.page];
        let include = |target: &str| include_index.follow(&page.path, target).map(|(id, _)| &input.includes[id]);
        let (permissions, by_row) = permissions::of_page(page, include);
        operation.permissions = permissions;
        if by_row && operation.permissions.subjects.len() > 1 {
            permit_paths(linker, &resolver, operation);
        }
    });
    check::permissions(input.pages, &operations, &mut diagnostics);
    examples::bind(linker, &mut operations, &mut diagnostics);

    let roots = roots(&resolver, &operations);
    for operation in &mut operations {
        operation.area = area_of[operation.page];
    }
    for ty in &mut types.types {
        ty.area = area_of[ty.evidence.page];
    }
    Api {
        version: input.version.to_owned(),
        pages: PageId::each(input.pages).map(|(id, page)| page_info(page, missing.get(&id))).collect(),
        types: types.types,
        bases: Arc::unwrap_or_clone(types.bases),
        roots,
        procedures,
        operations,
        areas,
        diagnostics,
    }
}

/// Operations and procedures need each other: paths lead through procedures, and procedures return what operations
/// answer. Three rounds settle it; after the first one is known what examples lead to.
fn settle(
    linker: Linker,
    resolver: &mut PathResolver,
    mut lines: Vec<DocumentedRequest>,
    claims: &BTreeMap<PageId, Vec<Claim>>,
    diagnostics: &mut Vec<Diagnostic>,
) -> (Vec<Operation>, Vec<super::Procedure>) {
    const ROUNDS: usize = 3;
    let shared = operations::shared(linker, &lines);
    for round in 1.. {
        let mut found = Vec::new();
        let mut operations = operations::operations(linker, resolver, &lines, &shared, claims, &mut found);
        answer(linker, &mut operations, claims, &mut found);
        let procedures = procedures::procedures(linker, resolver, &mut operations);
        if round == ROUNDS {
            diagnostics.extend(found);
            return (operations, procedures);
        }
        for procedure in &procedures {
            if let Some(binding) = &procedure.binding {
                let bindings = resolver.procedures.entry(procedure.name.to_ascii_lowercase()).or_default();
                bindings.insert(*binding, procedure.returns);
            }
        }
        if round == 1 {
            let shown = shown::lines(linker, resolver, &lines, diagnostics);
            lines.extend(shown);
        }
    }
    (Vec::new(), Vec::new())
}

/// Gives every operation its response.
fn answer(
    linker: Linker,
    operations: &mut [Operation],
    claims: &BTreeMap<PageId, Vec<Claim>>,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let each = operations.par_iter_mut().map(|operation| {
        let own = claims.get(&operation.page).map(Vec::as_slice).unwrap_or_default();
        let inferred = inferred(operation);
        let mut found = Vec::new();
        operation.response = responses::decide(linker, operation.page, own, inferred.as_ref(), &mut found);
        fit(operation);
        // What a page says of answers is about its first request.
        let first = linker.pages[operation.page].requests.first().map(|line| line.span);
        if operation.paths.iter().any(|path| Some(path.span) == first) { found } else { Vec::new() }
    });
    diagnostics.par_extend(each.flatten_iter());
}

/// Tells of request lines that another page documents too. Each derived type may have a page for the path that they
/// share.
fn duplicates(
    linker: Linker,
    resolver: &PathResolver,
    claims: &BTreeMap<PageId, Vec<Claim>>,
    operations: &[Operation],
    diagnostics: &mut Vec<Diagnostic>,
) {
    let mut first: BTreeMap<(&str, String, Option<TypeId>), PageId> = BTreeMap::new();
    for operation in operations {
        for path in &operation.paths {
            let about = about(linker, resolver, claims, operation.page, path.resolved);
            let key = (operation.method.as_str(), path::shape(&path.segments), about);
            let known = *first.entry(key).or_insert(operation.page);
            if known != operation.page {
                let [page, other] = [operation.page, known].map(|id| &linker.pages[id]);
                let message = format!("`{} {}` is documented by {} too", operation.method, path.text, other.path);
                diagnostics.push(diagnostic(page, path.span, Code::DuplicateOperation, message));
            }
        }
    }
}

/// The derived type that a page is about, where the path leads to a type with subtypes.
fn about(
    linker: Linker,
    resolver: &PathResolver,
    claims: &BTreeMap<PageId, Vec<Claim>>,
    page: PageId,
    path: Option<TypeRef>,
) -> Option<TypeId> {
    let TypeOf::Named(base) = path?.of else { return None };
    let said = claims.get(&page).into_iter().flatten().filter_map(|claim| match claim.value?.of {
        TypeOf::Named(id) => Some(id),
        _ => None,
    });
    said.chain(linker.listing(page)).find(|id| *id != base && resolver.bases.is_a(*id, base))
}

/// Gives each path of an operation the permissions of its subject.
fn permit_paths(linker: Linker, resolver: &PathResolver, operation: &mut Operation) {
    let known = |word: &str| linker.types.index.find(word, "").is_some();
    for path in &mut operation.paths {
        let trail: Vec<permissions::Step> = (1..=path.segments.len())
            .map(|end| {
                let walked = resolver.resolve(&path.segments[..end]);
                let ty = walked.ty.and_then(|ty| match ty.of {
                    TypeOf::Named(id) => Some(linker.types.types[id].name.to_ascii_lowercase()),
                    _ => None,
                });
                let literal = match &path.segments[end - 1] {
                    Segment::Literal(name) | Segment::Cast(name) => Some(name.to_ascii_lowercase()),
                    _ => None,
                };
                let singular = literal.as_ref().and_then(|name| name.strip_suffix('s')).map(str::to_owned);
                ty.into_iter().chain(literal).chain(singular).collect()
            })
            .collect();
        let permissions = permissions::of_path(&operation.permissions, &trail, known);
        path.permissions = permissions.map(Box::new);
    }
}

/// What the path says that an operation answers.
fn inferred(operation: &Operation) -> Option<Claim> {
    let resolved = operation.paths.first()?.resolved;
    let value = match operation.kind {
        OperationKind::List | OperationKind::Get => Some(resolved?),
        OperationKind::Create | OperationKind::Update | OperationKind::Replace => {
            Some(TypeRef { collection: false, ..resolved? })
        }
        _ => return None,
    };
    Some(Claim { value, evidence: Evidence { page: operation.page, source: Source::Inferred, ..Default::default() } })
}

/// What no kind of operation answers, whatever its page says.
fn fit(operation: &mut Operation) {
    match operation.kind {
        OperationKind::Delete
        | OperationKind::AddReference
        | OperationKind::SetReference
        | OperationKind::RemoveReference => {
            operation.response.value = None;
        }
        OperationKind::Download => operation.response.value = Some(TypeRef::primitive(super::Primitive::Stream)),
        OperationKind::Count => operation.response.value = Some(TypeRef::primitive(super::Primitive::Int32)),
        OperationKind::Create => {
            if let Some(value) = &mut operation.response.value {
                value.collection = false;
            }
        }
        _ => {}
    }
}

/// The first segments of all paths, with the spelling of most of them.
fn roots(resolver: &PathResolver, operations: &[Operation]) -> Vec<Root> {
    let mut roots: BTreeMap<String, Root> = BTreeMap::new();
    let mut spellings: BTreeMap<String, BTreeMap<&str, usize>> = BTreeMap::new();
    for operation in operations {
        for path in &operation.paths {
            let Some(Segment::Literal(name) | Segment::Call { name, .. }) = path.segments.first() else { continue };
            let Some(ty) = resolver.roots.get(&name.to_ascii_lowercase()) else { continue };
            let evidence = Evidence { page: operation.page, span: path.span, source: Source::RequestLine };
            *spellings.entry(name.to_ascii_lowercase()).or_default().entry(name).or_default() += 1;
            roots.entry(name.to_ascii_lowercase()).or_insert_with(|| Root { name: name.clone(), ty: *ty, evidence });
        }
    }
    for (name, root) in &mut roots {
        let spelled = spellings[name].iter().max_by_key(|(name, count)| (**count, std::cmp::Reverse(**name)));
        spelled.into_iter().for_each(|(name, _)| root.name = (*name).to_owned());
    }
    roots.into_values().filter(|root| matches!(root.ty.of, TypeOf::Named(_))).collect()
}

/// What later stages need of a page.
fn page_info(page: &Page, missing: Option<&BTreeSet<Span>>) -> PageInfo {
    let title = page.title.as_ref().map(|title| title.value.clone()).unwrap_or_default();
    let mut ledger = page.ledger.clone();
    missing.into_iter().for_each(|missing| check::account(&mut ledger, missing));
    PageInfo { path: page.path.clone(), url: url(&page.path), title, ledger }
}

/// The address of the published page.
fn url(path: &str) -> String {
    let mut parts = path.splitn(3, '/');
    let (version, folder, file) =
        (parts.next().unwrap_or_default(), parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    let stem = file.strip_suffix(".md").unwrap_or(file);
    let folder = if folder == "resources" { "resources/" } else { "" };
    let view = if version == "v1.0" { "graph-rest-1.0" } else { "graph-rest-beta" };
    format!("https://learn.microsoft.com/graph/api/{folder}{stem}?view={view}")
}
