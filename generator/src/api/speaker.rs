//! Which page speaks for a verb and path that several pages document: the one that is about what the path leads to.
//!
//! The order stands in [`Rank`]; the others add what is theirs and replace nothing.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::file_names::FileNames;
use super::index::squeezed;
use super::link::{Linker, diagnostic};
use super::operations::OperationDraft;
use super::path_resolver::PathResolver;
use super::{Answer, OperationKind, PageId, PathTemplate, Response, Segment, TypeId, TypeRef};
use crate::diagnostic::{Code, Diagnostic};
use crate::page::{path, verb_of};

/// Marks the path of the page that speaks as [`main`](PathTemplate::main), one for each verb and path, and tells of the others.
pub fn elect(
    linker: Linker,
    resolver: &PathResolver,
    listed: &BTreeSet<PageId>,
    operations: &mut [OperationDraft],
    diagnostics: &mut Vec<Diagnostic>,
) {
    let files = FileNames::of(linker.pages);
    let drafts: &[OperationDraft] = operations;
    let rank = |(at, of): Place| {
        let operation = &drafts[at];
        let subject = Subject::of(linker, &files, operation);
        Rank::of(linker, resolver, listed, &subject, operation, &operation.paths[of])
    };
    let elected = |places: Vec<Place>| {
        let mut ranked = vec![(Rank::default(), places[0])];
        if places.len() > 1 {
            ranked = places.into_iter().map(|place| (rank(place), place)).collect();
            ranked.sort();
        }
        let others = ranked[1..].iter().filter_map(|other| also(linker, drafts, ranked[0], *other));
        (ranked[0].1, others.collect::<Vec<_>>())
    };
    for ((at, of), others) in shared(drafts).into_par_iter().map(elected).collect::<Vec<_>>() {
        diagnostics.extend(others);
        operations[at].paths[of].main = true;
    }
}

/// A path among those of an operation: the places of both in their lists.
type Place = (usize, usize);

/// Collects the places of each verb and path, in the order of the operations.
fn shared(operations: &[OperationDraft]) -> Vec<Vec<Place>> {
    let mut places: BTreeMap<(&str, String), Vec<Place>> = BTreeMap::new();
    for (at, operation) in operations.iter().enumerate() {
        for (of, path) in operation.paths.iter().enumerate() {
            let key = (operation.method.as_str(), path::shape(&path::unbracketed(&path.segments)));
            places.entry(key).or_default().push((at, of));
        }
    }
    places.into_values().collect()
}

/// Adds to the answer of a page that speaks what another page of its path documents: where one says that nothing comes and
/// the other that what the path leads to does, either may.
pub fn add_answers(operations: &[OperationDraft], responses: &mut [Response]) {
    for places in shared(operations) {
        let Some((main, of)) = places.iter().copied().find(|(at, of)| operations[*at].paths[*of].main) else {
            continue;
        };
        let Some(of) = operations[main].paths[of].resolved.filter(|ty| ty.named().is_some()) else { continue };
        let added = places.iter().map(|(at, _)| &responses[*at]).find(|response| response.answer.ty() == Some(of));
        if let (Answer::Nothing, Some(added)) = (responses[main].answer, added) {
            responses[main] =
                Response { or_nothing: true, statuses: responses[main].statuses.clone(), ..added.clone() };
        }
    }
}

/// Tells of a page that documents what another one speaks for. Each derived type may have a page for the path that they share, and a
/// line with a query of its own shows a use of what the other page documents.
fn also(
    linker: Linker,
    operations: &[OperationDraft],
    (winner, main): (Rank, Place),
    (rank, (at, of)): (Rank, Place),
) -> Option<Diagnostic> {
    let [operation, speaks] = [&operations[at], &operations[main.0]];
    if rank.about == About::Derived || speaks.page == operation.page {
        return None;
    }
    let (path, spoken) = (&operation.paths[of], &speaks.paths[main.1]);
    let asks = |name: &str| spoken.query.iter().any(|(known, _)| known == name);
    if path.query.iter().any(|(name, _)| !asks(name)) {
        return None;
    }
    let [page, other] = [operation.page, speaks.page].map(|id| &linker.pages[id]);
    let close = if rank.says() == winner.says() { ", and no more about it than this page" } else { "" };
    let message = format!("`{} {}` is documented by {} too{close}", operation.method, path.text, other.path);
    let finding = diagnostic(page, path.span, Code::DuplicateOperation, message);
    Some(finding.with_related(&other.path, spoken.span, "this page speaks for it"))
}

/// How well a page speaks for a verb and path: of two, the one with the first lesser part.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Rank {
    /// Only an example shows the path.
    from_example: bool,
    /// What the page is about, against what the path leads to.
    about: About,
    /// The page belongs to a further page about the type: that of another product.
    further: bool,
    /// How badly the page's name says what the verb does.
    does: u8,
    /// The table of contents doesn't list the page.
    unlisted: bool,
    /// How far the type that the page belongs to is from what the path addresses.
    distance: usize,
    /// The page of the type that the path leads to doesn't list the page among its methods.
    not_a_method: bool,
    /// How many paths the page has: one with many is about something else than each of them.
    paths: usize,
}

/// What a page is about, against what a path leads to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
enum About {
    /// The type that the path leads to, or what a type on the path has under this name.
    #[default]
    Resource,
    /// The same of a base type.
    Base,
    /// The same of a derived type.
    Derived,
    /// Anything else: an extension, another way of doing something.
    Other,
}

impl Rank {
    fn of(
        linker: Linker,
        resolver: &PathResolver,
        listed: &BTreeSet<PageId>,
        subject: &Subject,
        operation: &OperationDraft,
        path: &PathTemplate,
    ) -> Self {
        let walk = Walk::of(resolver, operation.kind, path);
        let mut rank = Self {
            from_example: path.from_example,
            about: About::Other,
            does: subject.does(operation, &walk),
            unlisted: !listed.is_empty() && !listed.contains(&operation.page),
            paths: operation.paths.len(),
            ..Self::default()
        };
        let best = subject.types(linker).filter_map(|(further, id)| {
            let (about, distance) = walk.about(resolver, subject, id)?;
            Some((about, further, distance))
        });
        if let Some((about, further, distance)) = best.min() {
            rank = Self { about, further, distance, ..rank };
        }
        let methods_of = linker.method_tables.get(&operation.page).map(Vec::as_slice).unwrap_or_default();
        let main = walk.leads_to.and_then(|id| linker.types.types[id].pages.first());
        rank.not_a_method = !main.is_some_and(|main| methods_of.contains(main));
        rank
    }

    /// Returns what pages say; the number of paths says little.
    fn says(self) -> Self {
        Self { paths: 0, ..self }
    }
}

/// What a path leads through.
struct Walk {
    /// The type that the path leads to; where it ends in a call, in a link or in content, that before it.
    leads_to: Option<TypeId>,
    /// The type of the value.
    value: Option<TypeId>,
    /// The type behind each segment.
    types: Vec<Option<TypeId>>,
    /// The names in the path, squeezed, with their places.
    names: Vec<(usize, String)>,
    /// The place that is addressed: the item where the path ends in a key, else the last key before the last name, or the
    /// root.
    addressed: usize,
}

impl Walk {
    fn of(resolver: &PathResolver, kind: OperationKind, path: &PathTemplate) -> Self {
        let segments = &path.segments;
        let types: Vec<Option<TypeId>> =
            (1..=segments.len()).map(|end| resolver.resolve(&segments[..end]).ty.and_then(TypeRef::named)).collect();
        let names: Vec<(usize, String)> = segments
            .iter()
            .enumerate()
            .filter_map(|(at, segment)| match segment {
                Segment::Literal(name) | Segment::Call { name, .. } => {
                    Some((at, squeezed(name.rsplit('.').next().unwrap_or(name))))
                }
                Segment::Key(_) | Segment::ByPath(_) | Segment::Cast(_) => None,
            })
            .collect();
        let last = names.last().map_or(0, |(at, _)| *at);
        let is_key = |at: &usize| matches!(segments[*at], Segment::Key(_) | Segment::ByPath(_));
        let item = segments.len().checked_sub(1).filter(is_key);
        let addressed = item.or_else(|| (0..last).rev().find(is_key)).unwrap_or_default();
        let value = path.resolved.and_then(TypeRef::named);
        let calls = matches!(kind, OperationKind::Action | OperationKind::Function | OperationKind::Delta);
        let before = if calls { last.checked_sub(1).and_then(|at| types[at]) } else { None };
        Self { leads_to: before.or(value), value, types, names, addressed }
    }

    /// Judges what a page that belongs to a type is about here, and how far that type is from what is addressed.
    fn about(&self, resolver: &PathResolver, subject: &Subject, id: TypeId) -> Option<(About, usize)> {
        let near = |of: TypeId| match () {
            () if of == id => Some(About::Resource),
            () if resolver.bases.derives(of, id) => Some(About::Base),
            () if resolver.bases.derives(id, of) => Some(About::Derived),
            () => None,
        };
        let itself = || self.leads_to.iter().chain(&self.value).filter_map(|of| Some((near(*of)?, 0))).min();
        let Aim::Part(part) = &subject.aim else { return itself() };
        // A set has the name of its items: `user-post-users`.
        if self.names.len() == 1 && self.names.iter().any(|(_, name)| same_noun(name, part)) {
            return itself();
        }
        let has = |at: usize| {
            let mut below = self.names.iter().filter(|(place, _)| *place > at);
            below.any(|(_, name)| same_noun(name, part))
        };
        let owners = self.types.iter().enumerate().filter(|(at, _)| has(*at));
        let judged = owners.filter_map(|(at, of)| Some((near((*of)?)?, self.distance(at))));
        judged.min()
    }

    /// Measures how far a place is from the one that is addressed; what lies behind that isn't addressed itself.
    fn distance(&self, at: usize) -> usize {
        match at {
            at if at == self.addressed => 0,
            at if at > self.addressed => 1,
            at => 1 + self.addressed - at,
        }
    }
}

/// Tells whether two squeezed words name the same, one or many.
fn same_noun(a: &str, b: &str) -> bool {
    let plural = |one: &str, many: &str| {
        let Some(end) = many.strip_prefix(one) else {
            return one.strip_suffix('y').and_then(|stem| many.strip_prefix(stem)) == Some("ies");
        };
        matches!(end, "" | "s" | "es")
    };
    plural(a, b) || plural(b, a)
}

/// What the name of a page says it is about, and the pages of types that it belongs to.
struct Subject {
    /// The pages of types: the one that the name begins with, else those that list the page among their methods.
    pages: Vec<PageId>,
    /// What the words behind that say.
    aim: Aim,
    /// The first of those words, in a title the first word.
    verb: Option<String>,
}

/// What of its type a page is about.
enum Aim {
    /// The type itself: `message-get`.
    Itself,
    /// What the type has under this name: `messages` of `user-list-messages`.
    Part(String),
    /// Something with a name of its own: `sendmail` of `user-sendmail`.
    Call(String),
}

impl Subject {
    /// Reads the name of an operation's page.
    fn of(linker: Linker, files: &FileNames, operation: &OperationDraft) -> Self {
        let page = &linker.pages[operation.page];
        let Some((own, rest)) = files.split(&page.path) else {
            let pages = linker.method_tables.get(&operation.page).cloned().unwrap_or_default();
            let title = page.title.as_ref().and_then(|title| title.value.split_whitespace().next());
            return Self { pages, aim: Aim::Itself, verb: title.map(str::to_lowercase) };
        };
        let (verb, part) = rest.split_once('-').unwrap_or((&rest, ""));
        let aim = match (verb_of(verb), part) {
            (Some(_), "") => Aim::Itself,
            (Some(_), part) => Aim::Part(squeezed(part)),
            (None, "") if verb.is_empty() => Aim::Itself,
            (None, _) => Aim::Call(squeezed(&rest)),
        };
        Self { pages: vec![own], aim, verb: Some(verb.to_owned()) }
    }

    /// Gives the types of its pages, and whether a type's main page is another one.
    fn types(&self, linker: Linker) -> impl Iterator<Item = (bool, TypeId)> {
        self.pages.iter().flat_map(move |page| {
            let types = linker.types.of_page[*page].iter();
            types.map(move |id| (linker.types.types[*id].pages.first() != Some(page), *id))
        })
    }

    /// Judges how badly the name says what an operation does: not at all, the verb only, or all of it.
    fn does(&self, operation: &OperationDraft, walk: &Walk) -> u8 {
        if let Aim::Call(name) = &self.aim {
            let last = walk.names.last().map(|(_, name)| name);
            return if last == Some(name) { 0 } else { 2 };
        }
        let Some((word, method)) = self.verb.as_deref().and_then(|word| Some((word, verb_of(word)?))) else { return 2 };
        let lists = word == "list";
        match method == operation.method {
            true if lists == (operation.kind == OperationKind::List) => 0,
            true => 1,
            false => 2,
        }
    }
}
