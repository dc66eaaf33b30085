//! What each operation answers: annotation, sentence, method table, example and path, weighed in a fixed order.

use std::collections::{BTreeMap, BTreeSet};

use super::answers::{Answers, outweighed};
use super::link::{Linker, diagnostic};
use super::operations::OperationDraft;
use super::weigh::weigh;
use super::{
    Answer, Claim, Evidence, Fact, OperationKind, PageId, Primitive, Response, Segment, Source, TypeId, TypeOf,
    TypeRef, primitives,
};
use crate::diagnostic::{Code, Diagnostic, each};
use crate::page::PageKind;

/// Names who says what is answered.
fn speaker(source: Source) -> &'static str {
    match source {
        Source::Annotation => "the annotation",
        Source::Prose => "the sentence",
        Source::MethodTable => "the method table",
        Source::Example => "the example",
        _ => "the path",
    }
}

/// Tells whether one answer is another one of a derived type.
fn refines(linker: Linker, answer: Answer, base: Answer) -> bool {
    match (answer.ty(), base.ty()) {
        (Some(answer), Some(base)) if answer.collection == base.collection => {
            let ids = answer.named().zip(base.named());
            ids.is_some_and(|(id, base)| linker.types.bases.derives(id, base))
        }
        _ => false,
    }
}

/// The order of trust; the scores of the real pages justify it. Where a path resolves, the tables of types are right
/// more often than the pages of operations.
const ORDER: [Source; 5] = [Source::Inferred, Source::Annotation, Source::Prose, Source::MethodTable, Source::Example];

/// How much a claim says, the most first: an example that shows nothing may just leave out what comes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Says {
    /// A type, or in words that nothing comes.
    Type,
    /// That JSON comes.
    Json,
    /// No more than that an example shows nothing.
    Emptiness,
}

/// Returns how much a claim says; none where it speaks of content.
fn says(claim: &Claim) -> Option<Says> {
    match claim.value {
        Answer::Json(TypeRef { of: TypeOf::Untyped, .. }) => Some(Says::Json),
        Answer::Json(_) => Some(Says::Type),
        Answer::Nothing if claim.evidence.source == Source::Example => Some(Says::Emptiness),
        Answer::Nothing | Answer::Bytes(Some(_)) => Some(Says::Type),
        Answer::Unknown | Answer::Bytes(None) | Answer::Text => None,
    }
}

/// Takes the claims that count.
fn heard<'c>(linker: Linker, hollow: bool, operation: &OperationDraft, mut claims: Vec<&'c Claim>) -> Vec<&'c Claim> {
    let own = |claim: &Claim| claim.evidence.page == operation.page;
    let is_of = |claim: &Claim, source: Source| claim.evidence.source == source;
    // Tables that name different types speak of other requests of the page.
    let listed: BTreeSet<Option<TypeId>> =
        claims.iter().filter(|claim| is_of(claim, Source::MethodTable)).map(|claim| claim.value.named()).collect();
    if listed.len() > 1 {
        claims.retain(|claim| !is_of(claim, Source::MethodTable));
    }
    let types = |claim: &Claim| claim.value != Answer::Nothing && says(claim) == Some(Says::Type);
    // What changes an entity may answer it or nothing: path and tables tell only which entity.
    let denies = |claim: &Claim| claim.value == Answer::Nothing && !is_of(claim, Source::Example);
    let silent = claims.iter().any(|claim| own(claim) && denies(claim))
        && !claims.iter().any(|claim| own(claim) && !is_of(claim, Source::Inferred) && types(claim));
    if silent {
        let calls = matches!(operation.kind, OperationKind::Action | OperationKind::Function | OperationKind::Delta);
        // The table of a type says that this answers the value it is called on, and so does the annotation of nothing.
        let is_itself = |claim: &Claim| {
            let of_page = &linker.types.of_page[claim.evidence.page];
            claim.value.named().is_some_and(|id| of_page.contains(&id))
        };
        let returns = |claim: &Claim| hollow && calls && is_of(claim, Source::MethodTable) && is_itself(claim);
        claims.retain(|claim| own(claim) && !is_of(claim, Source::Inferred) || returns(claim));
        if claims.iter().any(|claim| returns(claim)) {
            claims.retain(|claim| !denies(claim));
        }
    }
    // A sentence that speaks of JSON in one case and of nothing in another: JSON is the answer, which may be nothing.
    if claims.iter().any(|claim| own(claim) && is_of(claim, Source::Prose) && says(claim) == Some(Says::Json)) {
        claims.retain(|claim| !(own(claim) && denies(claim)));
    }
    // A method table says `None` where its author knew nothing; a page that shows a value or speaks of one knows better.
    if claims.iter().any(|claim| own(claim) && claim.value.ty().is_some() && !is_of(claim, Source::Inferred)) {
        claims.retain(|claim| claim.value != Answer::Nothing || !is_of(claim, Source::MethodTable));
    }
    claims
}

/// The status of an answer that is only accepted.
const ACCEPTED: u16 = 202;

/// Leaves out the half of a sentence that examples refute, where it names a type and says that nothing comes: of what is only
/// accepted, it may be the type of what is looked for elsewhere.
fn settled(mut claims: Vec<&Claim>, shows_json: Option<bool>) -> Vec<&Claim> {
    let is_told = |claim: &Claim, nothing: bool| {
        claim.evidence.source == Source::Prose && (claim.value == Answer::Nothing) == nothing
    };
    let is_divided = [true, false].iter().all(|nothing| claims.iter().any(|claim| is_told(claim, *nothing)));
    if let Some(shows_json) = shows_json.filter(|_| is_divided) {
        claims.retain(|claim| !is_told(claim, shows_json));
    }
    claims
}

/// Returns the type that examples name in place of its base, which a path leads to, where the path names it, too:
/// `/halls/{id}/rooms` of places that are rooms.
fn named_by_path<'c>(
    linker: Linker,
    operation: &OperationDraft,
    claims: &[&'c Claim],
    taken: &Claim,
) -> Option<&'c Claim> {
    let Segment::Literal(last) = operation.paths.first()?.segments.last()? else { return None };
    let one = last.strip_suffix('s').filter(|_| taken.evidence.source == Source::Inferred)?;
    let is_named = |claim: &&&Claim| {
        claim.evidence.source == Source::Annotation
            && refines(linker, claim.value, taken.value)
            && claim.value.named().is_some_and(|id| linker.is_called(id, one))
    };
    claims.iter().find(is_named).copied()
}

/// Decides what the claims and the path make most likely, and tells where they disagree.
fn decide(
    linker: Linker,
    operation: &OperationDraft,
    answers: &Answers,
    others: &[TypeId],
    diagnostics: &mut Vec<Diagnostic>,
) -> Response {
    let page = &linker.pages[operation.page];
    let paths: Vec<&[Segment]> = operation.paths.iter().map(|path| path.segments.as_slice()).collect();
    let inferred = inferred(operation);
    let about: Vec<&Claim> =
        answers.about(&linker.types.bases, &operation.method, &paths).into_iter().chain(&inferred).collect();
    let statuses: Vec<u16> = page.says.statuses.iter().map(|said| said.value).collect();
    let shows_json = answers.show_json(&operation.method, &paths);
    let about = if statuses == [ACCEPTED] { settled(about, shows_json) } else { about };
    let claims = heard(linker, answers.is_hollow, operation, about.clone());
    let mut response = Response { statuses, ..Response::default() };
    let levels = [Says::Type, Says::Json, Says::Emptiness];
    let at = |level: Says| claims.iter().copied().filter(move |claim| says(claim) == Some(level));
    if let Some(mut weighed) = levels.into_iter().find_map(|level| weigh(at(level), &ORDER)) {
        let agreed = outweighed(&linker.types.bases, &claims, weighed.taken);
        if let Some(agreed) = agreed.as_ref().filter(|_| weighed.taken.evidence.source != Source::Inferred) {
            weighed.taken = agreed;
        } else if weighed.taken.evidence.source == Source::Annotation {
            let mut worded = weighed.claims.iter().filter(|claim| claim.evidence.source == Source::Prose);
            let refined = worded.find(|claim| refines(linker, claim.value, weighed.taken.value));
            weighed.taken = refined.copied().unwrap_or(weighed.taken);
        }
        weighed.taken = named_by_path(linker, operation, &claims, weighed.taken).unwrap_or(weighed.taken);
        let Fact { value, evidence } = *weighed.taken;
        (response.answer, response.evidence) = (value, evidence);
        let or_nothing = may_be_empty(operation, &response.statuses, &about);
        // One of two that name a type and its base says the same more precisely, and what may be empty is told twice.
        let is_same = |claim: &Claim| {
            claim.value == value || refines(linker, claim.value, value) || refines(linker, value, claim.value)
        };
        // Sentences that name other types beside the answer are about what it holds, or about other requests of the page.
        let is_told = |claim: &Claim| claim.evidence.page == operation.page && claim.evidence.source == Source::Prose;
        let worded = weighed.claims.iter().any(|claim| is_told(claim) && is_same(claim));
        // What other requests of the page lead to is what those answer.
        let is_of_another = |claim: &Claim| {
            let bases = &linker.types.bases;
            let named = claim.value.named().filter(|id| Some(*id) != value.named());
            named.is_some_and(|id| others.iter().any(|of| id == *of || bases.derives(id, *of)))
        };
        // Of a type without a page nobody knows what it derives from: it may be the other one, more precisely.
        let is_described = |page: &PageId| linker.pages[*page].kind == PageKind::Resource;
        let is_unknown =
            |answer: Answer| answer.named().is_some_and(|id| !linker.types.types[id].pages.iter().any(is_described));
        let may_be_same =
            |claim: &Claim| claim.value.named() != value.named() && (is_unknown(claim.value) || is_unknown(value));
        let agrees = |claim: &Claim| {
            claim.evidence.page != operation.page
                || may_be_same(claim)
                || is_of_another(claim)
                || answers.is_of_another(claim, &operation.method, &paths)
                || claim.evidence.source == Source::Example
                || claim.value == Answer::Nothing && or_nothing
                || is_same(claim)
                || worded && is_told(claim)
        };
        for claim in weighed.lost(agrees) {
            let inferred = evidence.source == Source::Inferred;
            let message = format!(
                "{} says that this answers {}, {} {}",
                speaker(claim.evidence.source),
                describe(linker, claim.value),
                if inferred { "and the path leads to" } else { speaker(evidence.source) },
                describe(linker, value)
            );
            let finding = diagnostic(page, claim.evidence.span, Code::ResponseType, message);
            let there = &linker.pages[evidence.page].path;
            let label = format!("elsewhere said {}", describe(linker, value));
            diagnostics.push(if inferred { finding } else { finding.with_related(there, evidence.span, label) });
        }
    }
    if answers.are_content(&operation.method, &paths) {
        response.answer = Answer::Bytes(response.answer.declared());
    }
    // What an example shows comes, even where such requests are answered by nothing.
    let is_plain = is_plain(operation.kind);
    if is_plain && shows_json != Some(true) {
        response.answer = Answer::Nothing;
    }
    fit(operation, &mut response);
    let or_nothing = is_plain || may_be_empty(operation, &response.statuses, &about);
    response.or_nothing = or_nothing && response.answer.ty().is_some();
    response
}

/// Tells whether a page documents an answer without a body next to the value. A read that is answered by `202 Accepted`
/// hasn't been answered yet: there is nothing to go on with, and an error says so.
fn may_be_empty(operation: &OperationDraft, statuses: &[u16], claims: &[&Claim]) -> bool {
    let reads = operation.method == "GET";
    let changes = matches!(operation.kind, OperationKind::Update | OperationKind::Replace | OperationKind::Action);
    let denies = |claim: &&Claim| {
        claim.value == Answer::Nothing
            && claim.evidence.page == operation.page
            && (claim.evidence.source == Source::Prose || changes && claim.evidence.source == Source::Example)
    };
    let accepts = !reads && statuses.len() > 1 && statuses.contains(&ACCEPTED);
    accepts || statuses.contains(&204) || claims.iter().any(denies)
}

/// Describes an answer for people.
fn describe(linker: Linker, answer: Answer) -> String {
    let ty = match answer {
        Answer::Json(ty) => ty,
        Answer::Unknown => return "something unknown".to_owned(),
        Answer::Nothing => return "nothing".to_owned(),
        Answer::Bytes(_) => return "content".to_owned(),
        Answer::Text => return "text".to_owned(),
    };
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
    answers: &BTreeMap<PageId, Answers>,
) -> (Vec<Response>, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let unsaid = Answers::default();
    let mut led_to: BTreeMap<PageId, Vec<(&str, TypeId)>> = BTreeMap::new();
    for operation in operations {
        let types = operation.paths.iter().filter_map(|path| path.resolved?.named());
        led_to.entry(operation.page).or_default().extend(types.map(|ty| (operation.name.as_str(), ty)));
    }
    let responses = each(operations, &mut diagnostics, |_, operation, found| {
        let answers = answers.get(&operation.page).unwrap_or(&unsaid);
        let mut differing = Vec::new();
        let of_page = led_to.get(&operation.page).into_iter().flatten();
        let others: Vec<TypeId> = of_page.filter(|(name, _)| *name != operation.name).map(|(_, ty)| *ty).collect();
        let response = decide(linker, operation, answers, &others, &mut differing);
        let first = linker.pages[operation.page].requests.first().map(|line| line.span);
        if operation.paths.iter().any(|path| Some(path.span) == first) {
            found.extend(differing);
        }
        response
    });
    (responses, diagnostics)
}

/// Infers what an operation answers from where its path leads.
fn inferred(operation: &OperationDraft) -> Option<Claim> {
    let resolved = operation.paths.first()?.resolved?;
    let ty = match operation.kind {
        OperationKind::List | OperationKind::Get => resolved,
        OperationKind::Create | OperationKind::Update | OperationKind::Replace => {
            TypeRef { collection: false, ..resolved }
        }
        _ => return None,
    };
    let evidence = Evidence { page: operation.page, source: Source::Inferred, ..Default::default() };
    Some(Claim { value: Answer::of(ty), evidence })
}

/// Tells whether a kind of operation answers nothing.
fn is_plain(kind: OperationKind) -> bool {
    use OperationKind::{AddReference, Delete, RemoveReference, SetReference};
    matches!(kind, Delete | AddReference | SetReference | RemoveReference)
}

/// Takes out what no kind of operation answers, whatever its page says.
fn fit(operation: &OperationDraft, response: &mut Response) {
    let resolved = operation.paths.first().and_then(|path| path.resolved);
    match operation.kind {
        OperationKind::Download if resolved == Some(TypeRef::primitive(Primitive::String)) => {
            response.answer = Answer::Text
        }
        OperationKind::Download => response.answer = Answer::Bytes(None),
        OperationKind::Count => response.answer = Answer::Json(TypeRef::primitive(Primitive::Int32)),
        OperationKind::Create => {
            if let Answer::Json(ty) = &mut response.answer {
                ty.collection = false;
            }
        }
        _ => {}
    }
}
