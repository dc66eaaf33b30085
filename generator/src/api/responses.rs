//! What each operation answers: annotation, sentence, method table, example and model, weighed in a fixed order.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use serde_json::Value;

use super::link::{Linker, diagnostic};
use super::members::unwrap_collection;
use super::operations::{OperationDraft, in_section, shown_type};
use super::{Claim, Evidence, OperationKind, PageId, Primitive, Response, Source, TypeId, TypeOf, TypeRef, primitives};
use crate::diagnostic::{Code, Diagnostic, each};
use crate::page::{AnnotationKind, Block, BlockRole, Inline, Page, Paragraph, Prose, Rows, SectionRole};

/// What a page says of its own answers.
fn own_claims(linker: Linker, id: PageId, page: &Page) -> Vec<Claim> {
    let told = sentence(linker, id, page);
    let base = told.as_ref().filter(|told| shows_subtypes(linker, page, told));
    let annotated = annotation(linker, id, page).filter(|_| base.is_none());
    annotated.into_iter().chain(told).chain(example(linker, id, page)).collect()
}

/// What the pages say of the answers of the operations of each page, by page.
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

/// Whether the annotations of a page's responses name several types, all derived from the one that its sentence names.
fn shows_subtypes(linker: Linker, page: &Page, told: &Claim) -> bool {
    let Some(TypeRef { of: TypeOf::Named(base), .. }) = told.value else { return false };
    let namespace = super::declare::namespace(page);
    let named = page.annotations.iter().filter(|a| a.kind == AnnotationKind::Response).filter_map(|annotation| {
        let name = annotation.facts.odata_type.as_deref()?;
        linker.types.index.find(unwrap_collection(name.trim()).0, namespace)
    });
    let named: BTreeSet<TypeId> = named.collect();
    named.len() > 1 && named.into_iter().all(|id| linker.types.bases.derives(id, base))
}

/// Who says what is answered.
fn speaker(source: Source) -> &'static str {
    match source {
        Source::Annotation => "the annotation",
        Source::Prose => "the sentence",
        Source::MethodTable => "the method table",
        Source::Example => "the example",
        _ => "the type that the path leads to",
    }
}

/// Whether one answer is another one of a derived type.
fn refines(linker: Linker, answer: Option<TypeRef>, base: Option<TypeRef>) -> bool {
    match (answer, base) {
        (
            Some(TypeRef { collection: a, of: TypeOf::Named(id) }),
            Some(TypeRef { collection: b, of: TypeOf::Named(base) }),
        ) => a == b && linker.types.bases.derives(id, base),
        _ => false,
    }
}

/// The status codes that the response section names, in order.
pub fn statuses(page: &Page) -> Vec<u16> {
    let mut found = Vec::new();
    for paragraph in page.paragraphs.iter().filter(|p| in_section(page, p.section, SectionRole::Response)) {
        let codes = paragraph.prose.inlines().filter_map(|inline| match inline {
            Inline::Code(code) => Some(code),
            _ => None,
        });
        for code in codes.filter_map(status) {
            if !found.contains(&code) {
                found.push(code);
            }
        }
        let words = paragraph.prose.text.split_whitespace();
        for code in words.filter_map(status).filter(|_| found.is_empty()).collect::<Vec<_>>() {
            found.push(code);
        }
    }
    found
}

/// A status code of success at the start of a text.
fn status(text: &str) -> Option<u16> {
    let digits: String = text.trim().chars().take_while(char::is_ascii_digit).collect();
    let code = digits.parse().ok()?;
    (digits.len() == 3 && (200..400).contains(&code)).then_some(code)
}

/// The annotation of the first response block that names a type.
fn annotation(linker: Linker, id: PageId, page: &Page) -> Option<Claim> {
    page.annotations.iter().filter(|a| a.kind == AnnotationKind::Response).find_map(|annotation| {
        let named = annotation.facts.ty()?;
        let (inner, wrapped) = unwrap_collection(named.trim().trim_start_matches('#'));
        let flag = annotation.facts.is_collection;
        let block = annotation.block.map(|at| &page.blocks[at]).filter(|block| block.message.is_some());
        let status = block.and_then(|block| block.message.as_ref()?.status);
        if status == Some(204) {
            return None; // What has no content is of no type.
        }
        let shown = block.map(shows_list);
        let of = primitives::find(inner)
            .or_else(|| linker.types.index.find(inner, super::declare::namespace(page)).map(TypeOf::Named))?;
        let collection = wrapped
            || flag.unwrap_or(false)
            || (flag.is_none() && shown.unwrap_or(false) && primitives::find(inner).is_none());
        let evidence = Evidence { page: id, span: annotation.span, source: Source::Annotation };
        Some(Claim { value: Some(TypeRef { collection, of }), evidence })
    })
}

/// Returns whether a block shows an object whose `value` is an array.
fn shows_list(block: &Block) -> bool {
    block.json.as_ref().is_some_and(|json| json.get("value").is_some_and(Value::is_array))
}

/// The sentence of the response section.
fn sentence(linker: Linker, id: PageId, page: &Page) -> Option<Claim> {
    let paragraphs = || page.paragraphs.iter().filter(|p| in_section(page, p.section, SectionRole::Response));
    let claim = |span, value| Claim { value, evidence: Evidence { page: id, span, source: Source::Prose } };
    let named = paragraphs().find_map(|paragraph| {
        let text = paragraph.prose.text.to_ascii_lowercase();
        if denies(&text) {
            return Some(claim(paragraph.span, None));
        }
        Some(claim(paragraph.span, Some(returned(linker, id, &paragraph.prose)?)))
    });
    // What goes on and is looked for under an address in a header is no answer.
    let accepted = |paragraph: &Paragraph| {
        let text = paragraph.prose.text.to_ascii_lowercase();
        (text.contains("202 accepted") && text.contains("location")).then(|| claim(paragraph.span, None))
    };
    named.or_else(|| paragraphs().find_map(accepted)).or_else(|| {
        let worded = |paragraph: &Paragraph| Some(claim(paragraph.span, Some(primitive_words(&paragraph.prose.text)?)));
        paragraphs().find_map(worded)
    })
}

/// Whether a sentence in lower case says that nothing is answered.
fn denies(text: &str) -> bool {
    let never = ["does not return anything", "doesn't return anything"].iter().any(|words| text.contains(words));
    let empty = text.contains("no content") || text.contains("empty response");
    never || (empty && !text.contains("200 ok") && !text.contains("201 created"))
}

/// Whether what is linked stands in a header: it is where to look for it, and no answer.
fn in_header(clause: &str, after: &str) -> bool {
    let behind = after.split(['.', ';']).next().unwrap_or_default();
    clause.contains("header")
        || clause.contains("location:")
        || behind.contains("` header")
        || behind.contains(" header")
}

/// The type that a sentence says is returned.
fn returned(linker: Linker, id: PageId, prose: &Prose) -> Option<TypeRef> {
    let mut before = String::new();
    let mut inlines = prose.inlines().peekable();
    while let Some(inline) = inlines.next() {
        match inline {
            Inline::Link(link) => {
                let of = linker
                    .linked(id, &link.target, &link.text)
                    .map(TypeOf::Named)
                    .filter(|of| is_structured(linker, *of));
                let Some(of) = of else {
                    before.push_str(&link.text);
                    continue;
                };
                let after = match inlines.peek() {
                    Some(Inline::Text(text)) => text.to_ascii_lowercase(),
                    _ => String::new(),
                };
                let lower = before.to_ascii_lowercase();
                let sentence = lower.rsplit(". ").next().unwrap_or_default();
                let behind: String = inlines.clone().map(Inline::text).collect::<String>().to_ascii_lowercase();
                if in_header(sentence, &behind) {
                    return None;
                }
                let words = after.trim_start();
                let clause = lower.rsplit([',', '.']).next().unwrap_or_default();
                let collection = ["collection of", "list of", "array of", "collection containing", "a collection"]
                    .iter()
                    .any(|w| clause.contains(w))
                    || words.starts_with("collection")
                    || words.starts_with("objects")
                    || words.starts_with("object collection")
                    || link.text.to_ascii_lowercase().ends_with(" collection");
                return Some(TypeRef { collection, of });
            }
            Inline::Text(text) | Inline::Code(text) | Inline::Strong(text) | Inline::Emphasis(text) => {
                before.push_str(text)
            }
            Inline::Break => before.push(' '),
        }
    }
    None
}

fn is_structured(linker: Linker, of: TypeOf) -> bool {
    matches!(of, TypeOf::Named(id) if linker.types.types[id.0 as usize].structure().is_some())
}

/// `a String`, `a collection of Boolean`, `a String collection` in a sentence without links.
fn primitive_words(text: &str) -> Option<TypeRef> {
    let lower = text.to_ascii_lowercase();
    let at = lower.find(" and ").or_else(|| lower.find("returns"))?;
    let words: Vec<&str> = text[at..].split_whitespace().map(|w| w.trim_matches(['.', ',', '`', '*'])).collect();
    let found = words.iter().position(|w| {
        !w.eq_ignore_ascii_case("object")
            && !w.eq_ignore_ascii_case("json")
            && !["date", "url", "uri"].iter().any(|word| w.eq_ignore_ascii_case(word))
            && w.starts_with(|c: char| c.is_ascii_uppercase())
            && primitives::find(w).is_some()
    })?;
    let collection =
        words[..found].iter().any(|w| w.eq_ignore_ascii_case("collection") || w.eq_ignore_ascii_case("list"))
            || words.get(found + 1).is_some_and(|w| w.eq_ignore_ascii_case("collection"));
    Some(TypeRef { collection, of: primitives::find(words[found])? })
}

/// The first response example: its status, its `@odata.context` or `@odata.type`.
fn example(linker: Linker, id: PageId, page: &Page) -> Option<Claim> {
    let block = page.blocks.iter().find(|block| block.role == BlockRole::ResponseExample)?;
    let message = block.message.as_ref()?;
    let evidence = Evidence { page: id, span: block.span, source: Source::Example };
    if message.status == Some(204) {
        return Some(Claim { value: None, evidence });
    }
    let body = block.json.as_ref()?;
    let list = body.get("value").and_then(|value| value.as_array());
    let value = list.map_or(Some(body), |items| items.first())?;
    if let Some(scalar @ (Value::Bool(_) | Value::String(_))) = body.get("value") {
        return Some(Claim { value: Some(shown_type(linker, "value", scalar)), evidence });
    }
    let named = value.get("@odata.type")?.as_str()?;
    let found = linker.types.index.find(named.trim_start_matches('#'), super::declare::namespace(page))?;
    Some(Claim { value: Some(TypeRef { collection: list.is_some(), of: TypeOf::Named(found) }), evidence })
}

/// The order of trust; the scores of the real pages justify it. Where a path resolves in the model, the tables of types
/// are right more often than the pages of operations.
const ORDER: [Source; 5] = [Source::Inferred, Source::Annotation, Source::Prose, Source::MethodTable, Source::Example];

/// The answer that the claims and the model make most likely, and a finding where they disagree.
fn decide(
    linker: Linker,
    page_id: PageId,
    claims: &[Claim],
    model: Option<&Claim>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Response {
    let page = &linker.pages[page_id.0 as usize];
    let statuses = statuses(page);
    let empty = |claim: &&Claim| claim.value.is_none() && claim.evidence.source != Source::Example;
    // What changes an entity may answer it or nothing: the model knows only which entity.
    let own = |claim: &&Claim| claim.evidence.page == page_id;
    let silent =
        claims.iter().filter(own).find(empty).filter(|_| !claims.iter().filter(own).any(|c| c.value.is_some()));
    let claims: Vec<&Claim> = claims.iter().filter(|claim| silent.is_none() || own(claim)).collect();
    let all: Vec<&Claim> = claims.iter().copied().chain(model.filter(|_| silent.is_none())).collect();
    // A method table says `None` where its author knew nothing; an example that shows a value knows better.
    let shows = claims.iter().any(|claim| claim.value.is_some() && claim.evidence.source == Source::Example);
    let outdone = |claim: &Claim| shows && claim.value.is_none() && claim.evidence.source == Source::MethodTable;
    let says = |source: &Source| all.iter().find(|claim| claim.evidence.source == *source && !outdone(claim));
    let best = ORDER.iter().find_map(says);
    let Some(best) = best else {
        return Response { statuses, ..Default::default() };
    };
    let differs = |claim: &&&Claim| {
        claim.value != best.value && claim.evidence.page == page_id && claim.evidence.source != Source::Example
    };
    // A page about a derived type says the same more precisely.
    for claim in claims.iter().filter(differs).filter(|claim| !refines(linker, claim.value, best.value)) {
        let message = format!(
            "{} says that this answers {}, {} {}",
            speaker(claim.evidence.source),
            shown(linker, claim.value.as_ref()),
            speaker(best.evidence.source),
            shown(linker, best.value.as_ref())
        );
        diagnostics.push(diagnostic(page, claim.evidence.span, Code::ResponseType, message));
    }
    Response { statuses, value: best.value, evidence: best.evidence }
}

/// A type for people.
pub fn shown(linker: Linker, ty: Option<&TypeRef>) -> String {
    let Some(ty) = ty else { return "nothing".to_owned() };
    let name = match ty.of {
        TypeOf::Primitive(primitive) => primitives::name(primitive).to_owned(),
        TypeOf::Named(id) => linker.types.types[id.0 as usize].name.clone(),
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
