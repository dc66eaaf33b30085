//! The base type of each type: from the annotation, the prose, or rows that are `Inherited from` another type.

use std::collections::BTreeMap;
use std::sync::Arc;

use heck::ToSnakeCase;

use super::answers::Answers;
use super::declare::member_rows;
use super::index::{Declarations, annotation_of};
use super::link::{Linker, diagnostic};
use super::members::{Draft, Member};
use super::weigh::weigh;
use super::{Bases, Evidence, Fact, PageId, Source, Type, TypeId, TypeKind};
use crate::diagnostic::{Code, Diagnostic, each};
use crate::page::PageKind;
use crate::page::says::{self, Subtype, TypeWords};

/// What the pages of a type say of its base, by kind of evidence; rows may name several types.
type Claims = BTreeMap<(Source, usize), Fact<TypeId>>;

/// Finds the base of every structured type, without loops; the list is parallel to that of the types.
pub fn bases(linker: Linker, diagnostics: &mut Vec<Diagnostic>) -> Vec<Option<Fact<TypeId>>> {
    let types = &linker.types.types;
    let mut claims: Vec<Claims> = each(types, diagnostics, |at, ty, found| claims(linker, TypeId(at), ty, found));
    for (subtype, fact) in listed_subtypes(linker) {
        claims[subtype].entry((Source::MethodTable, 0)).or_insert(fact);
    }
    let first = |claims: &Claims| weigh(claims.values(), &ORDER).map(|weighed| weighed.taken.value);
    let first: Vec<Option<TypeId>> = claims.iter().map(first).collect();
    let first = Bases::new(&first);
    let mut bases: Vec<_> = TypeId::each(&claims).map(|(id, c)| decide(linker, id, c, &first, diagnostics)).collect();
    break_loops(linker, &mut bases, diagnostics);
    bases
}

/// The order of trust.
const ORDER: [Source; 4] = [Source::Annotation, Source::Prose, Source::MethodTable, Source::Table];

/// Takes the claim to be trusted most, unless another one names a type that is itself derived from it: an annotation often
/// names only the root.
fn decide(
    linker: Linker,
    id: TypeId,
    claims: &Claims,
    first: &Bases,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Fact<TypeId>> {
    let weighed = weigh(claims.values(), &ORDER)?.refined(|claim, taken| first.derives(*claim, *taken));
    let base = weighed.taken.value;
    // Rows may come from any type above.
    let is_above = |claim: &Fact<TypeId>| first.derives(base, claim.value);
    for claim in weighed.lost(|claim| claim.evidence.source == Source::Table && is_above(claim)) {
        let page = &linker.pages[claim.evidence.page];
        let (own, taken, other) = (name(linker, id), name(linker, base), name(linker, claim.value));
        let message = match is_above(claim) {
            true => format!("the base type of `{own}` is said to be `{other}`, elsewhere more precisely `{taken}`"),
            false => format!("the base type of `{own}` is said to be `{other}`, elsewhere `{taken}`"),
        };
        let Evidence { page: there, span, .. } = weighed.taken.evidence;
        let finding = diagnostic(page, claim.evidence.span, Code::Disagreement, message);
        diagnostics.push(finding.with_related(&linker.pages[there].path, span, format!("elsewhere said `{taken}`")));
    }
    Some(weighed.taken.clone())
}

/// Returns the name of a type.
fn name(linker: Linker, id: TypeId) -> String {
    linker.types.types[id].name.clone()
}

/// The number of bases that a type has at most. Each struct has the fields of all of them: without a limit, a chain of types
/// would become far more text than it is. Real chains are a fifth of that.
const DEEPEST: usize = 32;

/// Takes the links out that close a loop, and those that make a chain too long.
fn break_loops(linker: Linker, bases: &mut [Option<Fact<TypeId>>], diagnostics: &mut Vec<Diagnostic>) {
    let mut depths: Vec<Option<usize>> = vec![None; bases.len()];
    let mut met: Vec<usize> = vec![usize::MAX; bases.len()];
    let told = |fact: &Fact<TypeId>, message: String| {
        let Evidence { page, span, .. } = fact.evidence;
        diagnostic(&linker.pages[page], span, Code::BaseTypeLoop, message)
    };
    for at in 0..bases.len() {
        let mut chain = vec![TypeId::at(at)];
        met[at] = at;
        // Up to what is known already; a type that was met on this way closes a loop.
        while let Some(fact) = chain.last().and_then(|here| bases[*here].clone()).filter(|_| depths[at].is_none()) {
            let (here, next) = (chain[chain.len() - 1], fact.value);
            if depths[next].is_some() {
                break;
            }
            if met[next] == at {
                let (a, b) = (name(linker, here), name(linker, next));
                let message = format!("`{a}` inherits from `{b}`, which inherits from `{a}`");
                diagnostics.push(told(&fact, message));
                bases[here] = None;
                break;
            }
            met[next] = at;
            chain.push(next);
        }
        for here in chain.into_iter().rev().filter(|here| depths[*here].is_none()).collect::<Vec<_>>() {
            let above = bases[here].clone().and_then(|fact| Some((depths[fact.value]? + 1, fact)));
            depths[here] = match above {
                Some((depth, fact)) if depth > DEEPEST => {
                    let message = format!(
                        "`{}` has more than {DEEPEST} base types; it is read as having none",
                        name(linker, here)
                    );
                    diagnostics.push(told(&fact, message));
                    bases[here] = None;
                    Some(0)
                }
                above => Some(above.map_or(0, |(depth, _)| depth)),
            };
        }
    }
}

/// Collects what the pages of a type say.
fn claims(linker: Linker, id: TypeId, ty: &Type, diagnostics: &mut Vec<Diagnostic>) -> Claims {
    let mut claims = Claims::new();
    if matches!(ty.kind, TypeKind::Enum(_)) {
        return claims;
    }
    for page_id in &ty.pages {
        let page = &linker.pages[*page_id];
        if page.kind != PageKind::Resource && page.kind != PageKind::Operation && page.kind != PageKind::Overview {
            continue;
        }
        let mut add = |fact: Fact<TypeId>, rank: usize| {
            if fact.value != id {
                claims.entry((fact.evidence.source, rank)).or_insert(fact);
            }
        };
        annotated(linker, *page_id, id, diagnostics).into_iter().for_each(|fact| add(fact, 0));
        if linker.types.of_page[*page_id].first() == Some(&id) {
            told(linker, *page_id, ty).into_iter().for_each(|fact| add(fact, 0));
            by_rows(linker, *page_id).into_iter().enumerate().for_each(|(rank, fact)| add(fact, rank));
        }
    }
    claims
}

/// Reads `baseType` of the annotation.
fn annotated(linker: Linker, on: PageId, id: TypeId, diagnostics: &mut Vec<Diagnostic>) -> Option<Fact<TypeId>> {
    let page = &linker.pages[on];
    let ty = &linker.types.types[id];
    let annotation = annotation_of(page, ty)?;
    let named = annotation.facts.base_type.as_deref().filter(|name| !name.trim().is_empty())?;
    let found = linker.types.index.find(named.trim(), &ty.namespace);
    if found.is_none() {
        diagnostics.push(linker.undefined(page, named, annotation.span, Code::UndefinedBaseType));
    } else if found == Some(id) {
        let message = format!("`{}` is named as the base type of itself", ty.name);
        diagnostics.push(diagnostic(page, annotation.span, Code::BaseTypeLoop, message));
    }
    Some(Fact { value: found?, evidence: Evidence { page: on, span: annotation.span, source: Source::Annotation } })
}

/// Returns the base type that the sentences of a page name.
fn told(linker: Linker, on: PageId, ty: &Type) -> Option<Fact<TypeId>> {
    linker.pages[on].says.bases.iter().find_map(|said| {
        let value = named(linker, on, &said.value).filter(|id| !linker.is_called(*id, &ty.name))?;
        Some(Fact { value, evidence: Evidence { page: on, span: said.span, source: said.source } })
    })
}

/// Returns the type that words name, of any kind.
fn named(linker: Linker, on: PageId, words: &TypeWords) -> Option<TypeId> {
    let linked = words.target.as_ref().and_then(|target| linker.linked(on, target, &words.name));
    linked.or_else(|| linker.find(on, &words.name))
}

/// Returns the types that the page of a base lists as derived from it.
fn listed_subtypes(linker: Linker) -> Vec<(TypeId, Fact<TypeId>)> {
    let mut found = Vec::new();
    for (on, page) in PageId::each(linker.pages).filter(|(_, page)| page.kind == PageKind::Resource) {
        let Some(base) = linker.types.of_page[on].first().copied() else { continue };
        let own = linker.types.types[base].name.to_ascii_lowercase();
        let is_own = |said: &&says::Claim<Subtype>| said.value.base.as_ref().is_none_or(|base| base.ends_with(&own));
        for said in page.says.subtypes.iter().filter(is_own) {
            let words = &said.value.words;
            let subtype = linker.linked(on, words.target.as_deref().unwrap_or_default(), &words.name);
            let is_other = |id: &TypeId| *id != base && linker.is_called(*id, &words.name);
            let evidence = Evidence { page: on, span: said.span, source: said.source };
            found.extend(subtype.filter(is_other).map(|subtype| (subtype, Fact { value: base, evidence })));
        }
    }
    found
}

/// Collects the types that rows are `Inherited from`, the one of most rows first; [`decide`] finds out which is the nearest.
fn by_rows(linker: Linker, on: PageId) -> Vec<Fact<TypeId>> {
    let page = &linker.pages[on];
    let mut counts: BTreeMap<TypeId, (usize, Evidence)> = BTreeMap::new();
    for row in member_rows(page) {
        if let Some(value) = row.inherited_from.iter().find_map(|words| named(linker, on, words)) {
            let evidence = Evidence { page: on, span: row.span, source: Source::Table };
            counts.entry(value).or_insert((0, evidence)).0 += 1;
        }
    }
    let mut ranked: Vec<(TypeId, (usize, Evidence))> = counts.into_iter().collect();
    ranked.sort_by_key(|(_, (count, _))| std::cmp::Reverse(*count));
    ranked.into_iter().map(|(value, (_, evidence))| Fact { value, evidence }).collect()
}

/// Writes the bases of types that had none into the types, with all that follows from them.
pub fn derive(declarations: &mut Declarations, found: Vec<(TypeId, Fact<TypeId>)>) {
    for (id, base) in found {
        if let Some(structure) = declarations.types[base.value].structure_mut() {
            structure.subtypes.push(id);
            structure.subtypes.sort();
        }
        if let Some(structure) = declarations.types[id].structure_mut() {
            structure.base = Some(base);
        }
    }
    let base = |ty: &Type| Some(ty.structure()?.base.as_ref()?.value);
    let direct: Vec<Option<TypeId>> = declarations.types.iter().map(base).collect();
    declarations.bases = Arc::new(Bases::new(&direct));
}

/// Finds bases that only answers tell: where pages say of one answer that it is of one type, and annotate it as another one
/// that has all members of the first and no stated base, the second derives from the first.
pub fn bases_of_answers(
    declarations: &Declarations,
    drafts: &[Draft],
    answers: &BTreeMap<PageId, Answers>,
) -> Vec<(TypeId, Fact<TypeId>)> {
    let mut found: BTreeMap<TypeId, Fact<TypeId>> = BTreeMap::new();
    for answers in answers.values() {
        let named = |of: &'static [Source]| {
            let claims = answers.all().filter(move |claim| of.contains(&claim.evidence.source));
            claims.filter_map(|claim| Some((claim.value.named()?, claim.evidence)))
        };
        for (id, evidence) in named(&[Source::Annotation]) {
            let base = named(&[Source::Prose, Source::MethodTable]).map(|(base, _)| base);
            let mut fitting = base.filter(|base| extends(declarations, drafts, id, *base));
            if let Some(value) = fitting.next() {
                found.entry(id).or_insert(Fact { value, evidence });
            }
        }
    }
    found.into_iter().collect()
}

/// Tells whether a type without a base has all members of another one, of which there must be more than a few.
fn extends(declarations: &Declarations, drafts: &[Draft], id: TypeId, base: TypeId) -> bool {
    const FEW: usize = 2;
    let (own, shared) = (&drafts[id].members, &drafts[base].members);
    let has = |name: &str| own.iter().any(|member| member.property.name.eq_ignore_ascii_case(name));
    id != base
        && declarations.bases.above(id).is_empty()
        && !declarations.bases.derives(base, id)
        && (FEW + 1..own.len() + 1).contains(&shared.len())
        && shared.iter().all(|member| has(&member.property.name))
}

/// Finds entity types that nothing says are any: a type with all members of an entity type, its key among them, that is
/// called by the same last word, derives from it, if that is the only one.
pub fn bases_of_kin(declarations: &Declarations, drafts: &[Draft], entities: &[bool]) -> Vec<(TypeId, Fact<TypeId>)> {
    let mut by_word: BTreeMap<String, Vec<TypeId>> = BTreeMap::new();
    for (id, _) in TypeId::each(drafts).filter(|(id, _)| entities[*id]) {
        by_word.entry(last_word(&declarations.types[id].name)).or_default().push(id);
    }
    let others = TypeId::each(drafts).filter(|(id, _)| !entities[*id] && declarations.types[*id].structure().is_some());
    let found = others.filter_map(|(id, draft)| {
        let same = |member: &Member| draft.members.iter().any(|own| own.is_like(member));
        let alike =
            |base: &&TypeId| drafts[**base].members.iter().all(same) && extends(declarations, drafts, id, **base);
        let mut kin = by_word.get(&last_word(&declarations.types[id].name))?.iter().filter(alike);
        let value = *kin.next().filter(|_| kin.next().is_none())?;
        let evidence = Evidence { source: Source::Inferred, ..declarations.types[id].evidence };
        Some((id, Fact { value, evidence }))
    });
    found.collect()
}

/// Returns the last word of a name, in lower case.
fn last_word(name: &str) -> String {
    name.to_snake_case().rsplit('_').next().unwrap_or_default().to_owned()
}

/// Writes the bases and the subtypes into the types.
pub fn apply(declarations: &mut Declarations, bases: Vec<Option<Fact<TypeId>>>) {
    let found = TypeId::each(bases).filter_map(|(id, base)| Some((id, base?))).collect();
    derive(declarations, found);
}
