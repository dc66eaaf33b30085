//! What each operation answers: annotation, sentence, method table, example and path, weighed in a fixed order.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::link::{Linker, diagnostic};
use super::operations::OperationDraft;
use super::weigh::weigh;
use super::{
    Claim, Evidence, Fact, OperationKind, PageId, Primitive, Response, Source, TypeId, TypeOf, TypeRef, primitives,
};
use crate::diagnostic::{Code, Diagnostic, each};
use crate::page::says::Said;
use crate::page::{Page, Rows};

/// Links what a page says of its own answers: of each source the first claim that names a type, or nothing.
fn own_claims(linker: Linker, id: PageId, page: &Page) -> Vec<Claim> {
    let first = |source: Source| {
        let mut claims = page.says.answers.iter().filter(|claim| claim.source == source);
        claims.find_map(|said| {
            let evidence = Evidence { page: id, span: said.span, source };
            Some(Claim { value: linked(linker, id, &said.value)?, evidence })
        })
    };
    let told = first(Source::Prose);
    let base = told.as_ref().filter(|told| shows_subtypes(linker, id, page, told));
    let annotated = first(Source::Annotation).filter(|_| base.is_none());
    annotated.into_iter().chain(told).chain(first(Source::Example)).collect()
}

/// Returns the type that is said, or nothing where nothing is; none where no type is known.
fn linked(linker: Linker, on: PageId, said: &Said) -> Option<Option<TypeRef>> {
    match said {
        Said::Nothing => Some(None),
        Said::Types(types) => types.iter().find_map(|words| linker.named(on, words)).map(Some),
    }
}

/// Links what the pages say of the answers of each page's operations, by page.
pub fn claims(linker: Linker) -> BTreeMap<PageId, Vec<Claim>> {
    let asked: Vec<(PageId, &Page)> =
        (0..).map(PageId).zip(linker.pages).filter(|(_, page)| !page.requests.is_empty()).collect();
    let each = asked.into_par_iter().map(|(id, page)| (id, own_claims(linker, id, page)));
    let mut claims: BTreeMap<PageId, Vec<Claim>> = each.collect::<Vec<_>>().into_iter().collect();
    for (id, page) in (0..).map(PageId).zip(linker.pages) {
        for table in &page.tables {
            let Rows::Methods(rows) = &table.rows else { continue };
            for row in rows {
                let target = linker.page_index.follow(&page.path, &row.method.target);
                let Some(list) = target.and_then(|(to, _)| claims.get_mut(&to)) else { continue };
                let value = row.returns.as_ref().map(|expr| linker.type_ref_quietly(id, expr));
                if value.as_ref().is_none_or(|value| value.of != TypeOf::Untyped) {
                    let evidence = Evidence { page: id, span: row.span, source: Source::MethodTable };
                    list.push(Claim { value, evidence });
                }
            }
        }
    }
    claims
}

/// Tells whether the annotations of a page's responses name several types, all derived from the one that its sentence names.
fn shows_subtypes(linker: Linker, on: PageId, page: &Page, told: &Claim) -> bool {
    let Some(TypeRef { of: TypeOf::Named(base), .. }) = told.value else { return false };
    let annotated = page.says.answers.iter().filter(|claim| claim.source == Source::Annotation);
    let types = annotated.filter_map(|claim| match linked(linker, on, &claim.value)?? {
        TypeRef { of: TypeOf::Named(id), .. } => Some(id),
        _ => None,
    });
    let named: BTreeSet<TypeId> = types.collect();
    named.len() > 1 && named.into_iter().all(|id| linker.types.bases.derives(id, base))
}

/// Names who says what is answered.
fn speaker(source: Source) -> &'static str {
    match source {
        Source::Annotation => "the annotation",
        Source::Prose => "the sentence",
        Source::MethodTable => "the method table",
        Source::Example => "the example",
        _ => "the type that the path leads to",
    }
}

/// Tells whether one answer is another one of a derived type.
fn refines(linker: Linker, answer: Option<TypeRef>, base: Option<TypeRef>) -> bool {
    match (answer, base) {
        (
            Some(TypeRef { collection: a, of: TypeOf::Named(id) }),
            Some(TypeRef { collection: b, of: TypeOf::Named(base) }),
        ) => a == b && linker.types.bases.derives(id, base),
        _ => false,
    }
}

/// The order of trust; the scores of the real pages justify it. Where a path resolves, the tables of types are right
/// more often than the pages of operations.
const ORDER: [Source; 5] = [Source::Inferred, Source::Annotation, Source::Prose, Source::MethodTable, Source::Example];

/// Decides what the claims and the path make most likely, and tells where they disagree.
fn decide(
    linker: Linker,
    on: PageId,
    claims: &[Claim],
    inferred: Option<&Claim>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Response {
    let page = &linker.pages[on];
    let statuses = page.says.statuses.iter().map(|said| said.value).collect();
    let own = |claim: &&Claim| claim.evidence.page == on;
    let example = |claim: &Claim| claim.evidence.source == Source::Example;
    // What changes an entity may answer it or nothing: the path tells only which entity.
    let empties = claims.iter().filter(own).any(|claim| claim.value.is_none() && !example(claim));
    let silent = empties && !claims.iter().filter(own).any(|claim| claim.value.is_some());
    let heard = claims.iter().filter(|claim| !silent || own(claim));
    // A method table says `None` where its author knew nothing; an example that shows a value knows better.
    let shows = heard.clone().any(|claim| claim.value.is_some() && example(claim));
    let outdone = |claim: &Claim| shows && claim.value.is_none() && claim.evidence.source == Source::MethodTable;
    let all = heard.chain(inferred.filter(|_| !silent)).filter(|claim| !outdone(claim));
    let Some(weighed) = weigh(all, &ORDER) else {
        return Response { statuses, ..Default::default() };
    };
    let Fact { value, evidence } = *weighed.taken;
    // A page about a derived type says the same more precisely.
    let agrees = |claim: &Claim| !own(&claim) || example(claim) || refines(linker, claim.value, value);
    for claim in weighed.lost(agrees) {
        let message = format!(
            "{} says that this answers {}, {} {}",
            speaker(claim.evidence.source),
            describe(linker, claim.value),
            speaker(evidence.source),
            describe(linker, value)
        );
        diagnostics.push(diagnostic(page, claim.evidence.span, Code::ResponseType, message));
    }
    Response { statuses, value, evidence }
}

/// Describes a type for people.
fn describe(linker: Linker, ty: Option<TypeRef>) -> String {
    let Some(ty) = ty else { return "nothing".to_owned() };
    let name = match ty.of {
        TypeOf::Primitive(primitive) => primitives::name(primitive).to_owned(),
        TypeOf::Named(id) => linker.types.types[id].name.clone(),
        TypeOf::Untyped => "JSON".to_owned(),
    };
    if ty.collection { format!("a collection of `{name}`") } else { format!("`{name}`") }
}

/// Decides what every operation answers; the findings are those of each page's first request, which is what the page
/// speaks of.
pub fn responses(
    linker: Linker,
    operations: &[OperationDraft],
    claims: &BTreeMap<PageId, Vec<Claim>>,
) -> (Vec<Response>, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let responses = each(operations, &mut diagnostics, |_, operation, found| {
        let own = claims.get(&operation.page).map(Vec::as_slice).unwrap_or_default();
        let mut differing = Vec::new();
        let response = decide(linker, operation.page, own, inferred(operation).as_ref(), &mut differing);
        let first = linker.pages[operation.page].requests.first().map(|line| line.span);
        if operation.paths.iter().any(|path| Some(path.span) == first) {
            found.extend(differing);
        }
        fit(operation.kind, response)
    });
    (responses, diagnostics)
}

/// Infers what an operation answers from where its path leads.
fn inferred(operation: &OperationDraft) -> Option<Claim> {
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

/// Takes out what no kind of operation answers, whatever its page says.
fn fit(kind: OperationKind, mut response: Response) -> Response {
    match kind {
        OperationKind::Delete
        | OperationKind::AddReference
        | OperationKind::SetReference
        | OperationKind::RemoveReference => response.value = None,
        OperationKind::Download => response.value = Some(TypeRef::primitive(Primitive::Stream)),
        OperationKind::Count => response.value = Some(TypeRef::primitive(Primitive::Int32)),
        OperationKind::Create => {
            response.value = response.value.map(|value| TypeRef { collection: false, ..value });
        }
        _ => {}
    }
    response
}
