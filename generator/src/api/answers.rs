//! What pages say of the answers of their requests: claims, linked, those of an example with the request that it shows.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::link::Linker;
use super::requests::DocumentedRequest;
use super::templates::Templates;
use super::{Answer, Bases, Claim, Evidence, PageId, Segment, Source, TypeId, TypeOf, TypeRef};
use crate::page::path;
use crate::page::says::{self, Said};
use crate::page::{Exchange, Page, Returned, Rows};

/// What is said of the answers of a page's requests.
#[derive(Clone, Debug, Default)]
pub struct Answers {
    /// What is said of all: by sentences, method tables, and examples without a request.
    general: Vec<Claim>,
    /// What each example says, with the verb and the path that it shows.
    shown: Vec<Shown>,
    /// What the examples say together: once, or twice where several say the same.
    together: Vec<Claim>,
    /// The examples that belong to each request of the page, by its path.
    of_lines: BTreeMap<Vec<Segment>, Followers>,
    /// Whether an example that shows that nothing comes is annotated with a type all the same.
    pub is_hollow: bool,
    /// Whether a sentence names a type that no page describes.
    pub name_a_missing_type: bool,
}

/// The examples of a path, by their places.
#[derive(Clone, Debug, Default)]
struct Followers {
    /// Those that ask for it.
    own: Vec<usize>,
    /// Those that ask for an item of what it leads to.
    items: Vec<usize>,
}

/// What an example says of its answer.
#[derive(Clone, Debug)]
struct Shown {
    method: String,
    target: Vec<Segment>,
    claims: Vec<Claim>,
}

/// Collects what the pages say of the answers of their requests, by page.
pub fn answers(linker: Linker) -> BTreeMap<PageId, Answers> {
    let asked: Vec<(PageId, &Page)> =
        (0..).map(PageId).zip(linker.pages).filter(|(_, page)| !page.requests.is_empty()).collect();
    let each = asked.into_par_iter().map(|(id, page)| (id, of_page(linker, id, page)));
    let mut answers: BTreeMap<PageId, Answers> = each.collect::<Vec<_>>().into_iter().collect();
    for (id, page) in (0..).map(PageId).zip(linker.pages) {
        for table in &page.tables {
            let Rows::Methods(rows) = &table.rows else { continue };
            for row in rows {
                let target = linker.page_index.follow(&page.path, &row.method.target);
                let Some(of_page) = target.and_then(|(to, _)| answers.get_mut(&to)) else { continue };
                let value = match &row.returns {
                    None => continue,
                    Some(Returned::Nothing) => Answer::Nothing,
                    Some(Returned::Value(expr)) => Answer::of(linker.type_ref_quietly(id, expr)),
                };
                if value.ty().is_none_or(|ty| ty.of != TypeOf::Untyped) {
                    let evidence = Evidence { page: id, span: row.span, source: Source::MethodTable };
                    of_page.general.push(Claim { value, evidence });
                }
            }
        }
    }
    answers
}

/// Links what a page says of its own answers.
fn of_page(linker: Linker, id: PageId, page: &Page) -> Answers {
    let link = |said: &[says::Claim<Said>]| {
        let claims = said.iter().filter_map(|said| {
            let evidence = Evidence { page: id, span: said.span, source: said.source };
            Some(Claim { value: linked(linker, id, said)?, evidence })
        });
        claims.collect::<Vec<Claim>>()
    };
    let is_missing = |said: &says::Claim<Said>| match &said.value {
        Said::Types(types) => {
            linker.one_of(id, types).is_none() && types.iter().any(|words| linker.is_missing(id, words))
        }
        _ => false,
    };
    let name_a_missing_type = page.says.answers.iter().any(is_missing);
    let mut answers = Answers { general: link(&page.says.answers), name_a_missing_type, ..Answers::default() };
    for example in &page.examples {
        let mut claims = link(&example.answers);
        if status(page, example) == Some(NO_CONTENT) {
            // What has no content is of no type.
            answers.is_hollow |= claims.iter().any(is_annotation);
            claims.retain(|claim| !is_annotation(claim));
        }
        match request(page, example) {
            Some((method, target)) => answers.shown.push(Shown { method, target, claims }),
            None => answers.general.extend(claims),
        }
    }
    let lines: Vec<&[Segment]> = page.requests.iter().map(|line| line.path.segments.as_slice()).collect();
    answers.of_lines = of_lines(&lines, &answers.shown);
    answers.together = together(&answers.shown);
    answers
}

/// Takes what examples say, the same of a source no more than twice: a page may have many examples, and each of its requests
/// asks for what all of them say.
fn together(shown: &[Shown]) -> Vec<Claim> {
    let mut times: BTreeMap<(Answer, Source), usize> = BTreeMap::new();
    let said = |claim: &&Claim| {
        let times = times.entry((claim.value, claim.evidence.source)).or_default();
        *times += 1;
        *times <= 2
    };
    shown.iter().flat_map(|shown| &shown.claims).filter(said).cloned().collect()
}

/// Gives requests that only examples show their examples, as request lines have theirs.
pub fn add_lines(answers: &mut BTreeMap<PageId, Answers>, requests: &[DocumentedRequest]) {
    let mut by_page: BTreeMap<PageId, Vec<&[Segment]>> = BTreeMap::new();
    for request in requests {
        by_page.entry(request.page).or_default().push(&request.path.segments);
    }
    for (page, lines) in by_page {
        if let Some(answers) = answers.get_mut(&page) {
            answers.of_lines.extend(of_lines(&lines, &answers.shown));
        }
    }
}

/// Gives each request line its examples.
fn of_lines(lines: &[&[Segment]], shown: &[Shown]) -> BTreeMap<Vec<Segment>, Followers> {
    let templates = Templates::of(lines.iter().copied());
    let mut found: BTreeMap<Vec<Segment>, Followers> =
        lines.iter().map(|line| (line.to_vec(), Followers::default())).collect();
    for (at, example) in shown.iter().enumerate() {
        let before = example.target.split_last().map_or(&[][..], |(_, before)| before);
        // Several lines may have the same path.
        let like: BTreeSet<&[Segment]> =
            templates.like(&example.target).into_iter().chain(templates.like(before)).map(|line| lines[line]).collect();
        for line in like {
            let Some(followers) = found.get_mut(line) else { continue };
            followers.own.extend(example.follows(line).then_some(at));
            followers.items.extend(example.asks_item(line).then_some(at));
        }
    }
    found
}

/// The status of an answer that has no content.
const NO_CONTENT: u16 = 204;

/// Returns the status of an example's answer.
fn status(page: &Page, example: &Exchange) -> Option<u16> {
    page.blocks[example.response?].message.as_ref()?.status
}

fn is_annotation(claim: &Claim) -> bool {
    claim.evidence.source == Source::Annotation
}

/// Returns the verb and the path of an example.
fn request(page: &Page, example: &Exchange) -> Option<(String, Vec<Segment>)> {
    let message = page.blocks[example.request.or(example.line)?].message.as_ref()?;
    Some((message.method.clone(), example.target.segments.clone()))
}

/// Returns what is said; nothing where it is a link to what is no type. A name that no page defines stands for JSON, and so
/// does a link to the missing page of a type.
fn linked(linker: Linker, on: PageId, said: &says::Claim<Said>) -> Option<Answer> {
    let json = |collection| Answer::Json(TypeRef { collection, of: TypeOf::Untyped });
    match &said.value {
        Said::Nothing => Some(Answer::Nothing),
        Said::Bytes => Some(Answer::Bytes(None)),
        Said::Json { collection } => Some(json(*collection)),
        Said::Types(types) => match linker.one_of(on, types) {
            Some(ty) => Some(Answer::of(ty)),
            None if said.source == Source::Prose && !types.iter().any(|words| linker.is_missing(on, words)) => None,
            None => types.first().map(|words| json(words.collection)),
        },
    }
}

/// Tells whether annotations name several types, all derived from the one that a sentence names.
fn shows_subtypes(bases: &Bases, claims: &[&Claim]) -> bool {
    let of = |source: Source| {
        let claims = claims.iter().filter(move |claim| claim.evidence.source == source);
        claims.filter_map(|claim| claim.value.named())
    };
    let Some(base) = of(Source::Prose).next() else { return false };
    let named: BTreeSet<TypeId> = of(Source::Annotation).collect();
    named.len() > 1 && named.into_iter().all(|id| bases.derives(id, base))
}

/// Takes the type that the method tables of several types agree on in place of a claim's own: that outweighs what the page of
/// an operation says. Whether it is a collection, tables tell less well.
pub fn outweighed(bases: &Bases, claims: &[&Claim], taken: &Claim) -> Option<Claim> {
    let mut listed = claims.iter().filter(|claim| claim.evidence.source == Source::MethodTable);
    let (first, own) = (listed.next()?, taken.value.ty()?);
    let (id, said) = (first.value.named()?, own.named()?);
    let others: Vec<&&Claim> = listed.filter(|claim| claim.evidence.page != first.evidence.page).collect();
    let agree = !others.is_empty() && others.iter().all(|claim| claim.value.named() == Some(id));
    let differs = agree && !bases.is_a(said, id);
    let value = Answer::Json(TypeRef { of: TypeOf::Named(id), ..own });
    differs.then_some(Claim { value, evidence: first.evidence })
}

impl Answers {
    /// Returns what is said of the answers to requests of a verb and of any of these paths: what their examples say, or
    /// where they have none all examples, then what is said of all. Annotations that name types derived from the one of the
    /// sentence speak of single examples.
    pub fn about<'a>(&'a self, bases: &Bases, method: &str, paths: &[&[Segment]]) -> Vec<&'a Claim> {
        let own: Vec<&Claim> = self.following(method, paths).into_iter().flat_map(|shown| &shown.claims).collect();
        // What an example of one of several changes shows to be empty isn't what the page says in words.
        let is_told = |shown: &Shown| shown.claims.iter().any(|claim| claim.value.ty().is_some());
        let is_empty = !own.is_empty() && own.iter().all(|claim| claim.value == Answer::Nothing);
        if method != "GET" && is_empty && self.shown.iter().any(|shown| shown.method == method && is_told(shown)) {
            return own;
        }
        let shown = if own.is_empty() { self.together.iter().collect() } else { own };
        let mut claims: Vec<&Claim> = shown.into_iter().chain(&self.general).collect();
        if shows_subtypes(bases, &claims) {
            claims.retain(|claim| !is_annotation(claim));
        }
        claims
    }

    /// Tells whether a claim is that of an example, and the example is none of these requests.
    pub fn is_of_another(&self, claim: &Claim, method: &str, paths: &[&[Segment]]) -> bool {
        let says = |shown: &Shown| shown.claims.iter().any(|own| own == claim);
        self.shown.iter().any(says) && !self.following(method, paths).into_iter().any(says)
    }

    /// Returns all that is said.
    pub fn all(&self) -> impl Iterator<Item = &Claim> {
        self.shown.iter().flat_map(|shown| &shown.claims).chain(&self.general)
    }

    /// Returns whether an example of these requests shows JSON; none where none shows an answer.
    pub fn show_json(&self, method: &str, paths: &[&[Segment]]) -> Option<bool> {
        let shown = self.following(method, paths).into_iter().filter_map(Shown::message);
        shown.map(|answer| answer.ty().is_some()).reduce(|one, other| one || other)
    }

    /// Tells whether these requests are answered by content: their first example shows it, or all examples do where they
    /// have none, or a sentence says so and no example shows JSON.
    pub fn are_content(&self, method: &str, paths: &[&[Segment]]) -> bool {
        let mut own = self.following(method, paths).into_iter().filter_map(Shown::message);
        if let Some(first) = own.next() {
            return first.is_bytes();
        }
        let mut others = self.shown.iter().filter(|shown| shown.method == method).filter_map(Shown::message).peekable();
        let spoken = || self.general.iter().any(|claim| claim.value.is_bytes());
        if others.peek().is_some() { others.all(Answer::is_bytes) } else { spoken() }
    }

    /// Returns the examples that follow any of these requests, or else those that ask for an item behind one.
    fn following<'a>(&'a self, method: &str, paths: &[&[Segment]]) -> Vec<&'a Shown> {
        let same_verb = |at: &usize| self.shown[*at].method == method;
        let all = |of_line: fn(&Followers) -> &Vec<usize>, follows: fn(&Shown, &[Segment]) -> bool| {
            let mut found: BTreeSet<usize> = BTreeSet::new();
            for path in paths {
                match self.of_lines.get(*path) {
                    Some(followers) => found.extend(of_line(followers).iter().filter(|at| same_verb(at))),
                    // No request of the page: one that another page shows.
                    None => found
                        .extend((0..self.shown.len()).filter(same_verb).filter(|at| follows(&self.shown[*at], path))),
                }
            }
            found.into_iter().map(|at| &self.shown[at]).collect::<Vec<_>>()
        };
        let own = all(|followers| &followers.own, Shown::follows);
        if own.is_empty() { all(|followers| &followers.items, Shown::asks_item) } else { own }
    }
}

impl Shown {
    /// Tells whether the example asks for this path.
    fn follows(&self, path: &[Segment]) -> bool {
        path::matches(path, &self.target) || path::calls(path, &self.target, |_| true)
    }

    /// Tells whether the example asks for an item of what this path leads to, by its id.
    fn asks_item(&self, path: &[Segment]) -> bool {
        let Some((last, before)) = self.target.split_last() else { return false };
        (matches!(last, Segment::Key(_)) || path::literal_id(last).is_some()) && path::matches(path, before)
    }

    /// Returns what the message shows.
    fn message(&self) -> Option<Answer> {
        self.claims.iter().find(|claim| claim.evidence.source == Source::Example).map(|claim| claim.value)
    }
}
