//! The passes in their order: what each needs and what it gives.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;

use super::answers::Answers;
use super::areas::PageAreas;
use super::declare::{declare, description};
use super::index::{Declarations, PageIndex};
use super::link::{Linker, diagnostic, method_table_pages};
use super::notes::Includes;
use super::operations::{OperationDraft, Shared};
use super::path_resolver::PathResolver;
use super::permissions::Permitted;
use super::requests::DocumentedRequest;
use super::{
    Api, AreaId, EnumType, Evidence, Example, Input, Operation, PageId, PageInfo, PathTemplate, Permissions, Procedure,
    Response, Root, Type, TypeId, TypeKind, amend, answers, areas, check, enums, example_paths, examples, inherit,
    kinds, known_paths, members, notes, operations, permissions, procedures, requests, responses, root, sets, speaker,
};
use crate::diagnostic::{Code, Diagnostic};
use crate::page::{Include, Page, PageKind};
use crate::span::Span;

/// A part of the API, as passes need and give it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    /// The areas, and that of each page.
    Areas,
    /// The places of includes whose files aren't here.
    MissingIncludes,
    /// The documented requests.
    Requests,
    /// The names of types, and the pages that describe them.
    Names,
    /// The base type of each type.
    Bases,
    /// The rows of structured types, before properties and navigation properties are told apart.
    Members,
    /// Which types are entity types.
    Kinds,
    /// The contents of structured types.
    Structures,
    /// The members of enum types, as tables and lists have them.
    EnumMembers,
    /// The contents of enum types.
    Enums,
    /// All that is said of answers.
    Answers,
    /// What paths lead to.
    Paths,
    /// What the operations of a page have in common.
    Shared,
    Operations,
    Responses,
    Procedures,
    Permissions,
    Examples,
    Roots,
}

/// A step from pages to the API; findings may come of any.
struct Pass {
    name: &'static str,
    needs: &'static [Part],
    gives: &'static [Part],
    run: fn(&mut Work<'_>),
}

/// How passes follow each other.
enum Turn {
    /// One after the other.
    Once(&'static [Pass]),
    /// Two lists side by side: neither needs what the other gives.
    Beside(&'static [Pass], &'static [Pass]),
    /// Again until they change nothing that one before them has read.
    UntilSettled(&'static [Pass]),
}

const TURNS: &[Turn] = &[
    Turn::Beside(REFERENCES, TYPES),
    Turn::UntilSettled(PATHS),
    Turn::Once(SHARED),
    Turn::UntilSettled(OPERATIONS),
    Turn::Once(REST),
];

/// What pages refer to.
const REFERENCES: &[Pass] = &[
    Pass { name: "links", needs: &[], gives: &[], run: |w| check::links(w.input, w.page_index, &mut w.diagnostics) },
    Pass {
        name: "versions of examples",
        needs: &[],
        gives: &[],
        run: |w| check::versions(w.input, &mut w.diagnostics),
    },
    Pass { name: "hosts", needs: &[], gives: &[], run: |w| check::hosts(w.input.pages, &mut w.diagnostics) },
    Pass {
        name: "includes",
        needs: &[],
        gives: &[Part::MissingIncludes],
        run: |w| w.missing = check::includes(w.input, &mut w.diagnostics),
    },
    Pass {
        name: "requests",
        needs: &[],
        gives: &[Part::Requests],
        run: |w| w.requests = requests::requests(w.input.pages),
    },
    Pass {
        name: "areas",
        needs: &[],
        gives: &[Part::Areas],
        run: |w| w.areas = w.find(|w, found| areas::areas(w.input.pages, w.page_index, w.input.toc, found)),
    },
];

/// Which types there are, and what they hold.
const TYPES: &[Pass] = &[
    Pass {
        name: "names",
        needs: &[],
        gives: &[Part::Names],
        run: |w| w.types = w.find(|w, found| declare(w.input.pages, w.page_index, found)),
    },
    Pass {
        name: "bases",
        needs: &[Part::Names],
        gives: &[Part::Bases],
        run: |w| {
            let bases = w.find(|w, found| inherit::bases(w.linker(), found));
            inherit::apply(&mut w.types, bases);
        },
    },
    Pass {
        name: "members",
        needs: &[Part::Names, Part::Bases],
        gives: &[Part::Members],
        run: |w| w.members = w.find(|w, found| members::drafts(w.linker(), found)),
    },
    Pass {
        name: "enum members",
        needs: &[Part::Names, Part::Bases],
        gives: &[Part::EnumMembers],
        run: |w| w.enums = w.find(|w, found| enums::members(w.linker(), found)),
    },
    Pass {
        name: "answers",
        needs: &[Part::Names, Part::Bases],
        gives: &[Part::Answers],
        run: |w| w.answers = answers::answers(w.linker()),
    },
    Pass {
        name: "bases that answers tell",
        needs: &[Part::Names, Part::Bases, Part::Members, Part::Answers],
        gives: &[Part::Bases],
        run: |w| {
            let found = inherit::bases_of_answers(&w.types, &w.members, &w.answers);
            inherit::derive(&mut w.types, found);
        },
    },
    Pass {
        name: "kinds",
        needs: &[Part::Bases, Part::Members],
        gives: &[Part::Kinds],
        run: |w| w.entities = kinds::entities(&w.types, &w.members),
    },
    Pass {
        name: "kin of entity types",
        needs: &[Part::Bases, Part::Members, Part::Kinds],
        gives: &[Part::Bases, Part::Kinds],
        run: |w| {
            let kin = inherit::bases_of_kin(&w.types, &w.members, &w.entities);
            kin.iter().for_each(|(id, _)| w.entities[*id] = true);
            inherit::derive(&mut w.types, kin);
        },
    },
    // Only entity types have the root above them, and without a key of their own they take its key.
    Pass {
        name: "root",
        needs: &[Part::Bases, Part::Members, Part::Kinds],
        gives: &[Part::Bases],
        run: |w| {
            w.types.root = root::root(&w.types, &w.members).filter(|root| w.entities[*root]);
            let adopted = root::adopted(&w.types, &w.members, &w.entities);
            inherit::derive(&mut w.types, adopted);
        },
    },
    Pass {
        name: "structures",
        needs: &[Part::Bases, Part::Members, Part::Kinds],
        gives: &[Part::Structures],
        run: |w| {
            let members = std::mem::take(&mut w.members);
            members::apply(&mut w.types, members, &w.entities, w.input.pages, &mut w.diagnostics);
        },
    },
    Pass {
        name: "enums",
        needs: &[Part::EnumMembers],
        gives: &[Part::Enums],
        run: |w| enums::apply(&mut w.types, std::mem::take(&mut w.enums)),
    },
    // A text is of an enum type that only the members of all enums tell.
    Pass {
        name: "texts that are enums",
        needs: &[Part::Structures, Part::Enums],
        gives: &[Part::Structures],
        run: |w| amend::enums(&mut w.types),
    },
];

/// What paths lead to. A property that turns out to be a collection leads further than before, so paths are walked anew.
const PATHS: &[Pass] = &[
    Pass {
        name: "paths",
        needs: &[Part::Bases, Part::Structures, Part::Requests, Part::Answers],
        gives: &[Part::Paths],
        run: |w| w.resolver = known_paths::resolver(w.linker(), &w.requests, &w.answers),
    },
    Pass {
        name: "collections",
        needs: &[Part::Structures, Part::Paths, Part::Requests, Part::Answers],
        gives: &[Part::Structures],
        run: |w| {
            let pages = w.input.pages;
            let found =
                amend::collections(&mut w.types, &w.resolver, &w.requests, &w.answers, pages, &mut w.diagnostics);
            w.changed = w.changed.or(found);
        },
    },
];

/// Collects the procedures, as far as it is known which pages speak for their paths.
fn find_procedures(w: &mut Work<'_>) {
    w.procedures = procedures::procedures(w.linker(), &w.resolver, &w.operations, &w.responses);
}

/// What is the same whatever paths lead to.
const SHARED: &[Pass] = &[Pass {
    name: "shared by the operations of a page",
    needs: &[Part::Requests, Part::Structures],
    gives: &[Part::Shared],
    run: |w| {
        w.shared = operations::shared(w.linker(), &w.requests);
        w.diagnostics.extend(w.shared.iter().flat_map(|shared| shared.found.iter().cloned()));
    },
}];

/// What is asked and answered. Paths lead through procedures, and what these return is what operations answer.
const OPERATIONS: &[Pass] = &[
    Pass {
        name: "operations",
        needs: &[Part::Requests, Part::Shared, Part::Paths, Part::Answers],
        gives: &[Part::Operations],
        run: |w| {
            w.operations = operations::operations(w.linker(), &w.resolver, &w.requests, &w.shared, &w.answers);
        },
    },
    Pass {
        name: "responses",
        needs: &[Part::Operations, Part::Answers],
        gives: &[Part::Responses],
        run: |w| (w.responses, w.differing) = responses::responses(w.linker(), &w.operations, &w.answers),
    },
    Pass {
        name: "procedures",
        needs: &[Part::Operations, Part::Responses, Part::Paths],
        gives: &[Part::Procedures],
        run: find_procedures,
    },
    Pass {
        name: "paths through procedures",
        needs: &[Part::Procedures, Part::Paths],
        gives: &[Part::Paths],
        run: |w| {
            for procedure in &w.procedures {
                if w.resolver.lead_through(procedure) {
                    w.changed.get_or_insert(procedure.evidence);
                }
            }
        },
    },
    Pass {
        name: "requests that only examples show",
        needs: &[Part::Requests, Part::Paths, Part::Answers],
        gives: &[Part::Requests, Part::Answers],
        run: |w| {
            let shown = w.find(|w, found| example_paths::requests(w.linker(), &w.resolver, &w.requests, found));
            let first = shown.first().map(|shown| Evidence { page: shown.page, ..Evidence::default() });
            w.changed = w.changed.or(first);
            answers::add_lines(&mut w.answers, &shown);
            w.requests.extend(shown);
        },
    },
];

/// What needs the operations as they are in the end.
const REST: &[Pass] = &[
    Pass {
        name: "pages that speak",
        needs: &[Part::Operations, Part::Paths, Part::Areas],
        gives: &[Part::Operations],
        run: |w| {
            let mut found = std::mem::take(&mut w.differing);
            let mut operations = std::mem::take(&mut w.operations);
            speaker::elect(w.linker(), &w.resolver, &w.areas.listed, &mut operations, &mut found);
            w.operations = operations;
            w.diagnostics.append(&mut found);
        },
    },
    Pass {
        name: "procedures, as the pages that speak have them",
        needs: &[Part::Operations, Part::Responses, Part::Paths],
        gives: &[Part::Procedures],
        run: find_procedures,
    },
    Pass {
        name: "answers that other pages add",
        needs: &[Part::Operations, Part::Responses],
        gives: &[Part::Responses],
        run: |w| speaker::add_answers(&w.operations, &mut w.responses),
    },
    Pass {
        name: "bodies that pages tell otherwise",
        needs: &[Part::Operations, Part::Shared, Part::Structures],
        gives: &[],
        run: |w| w.find(|w, found| operations::differing_bodies(w.linker(), &w.operations, &w.shared, found)),
    },
    Pass {
        name: "segments that no type has",
        needs: &[Part::Requests, Part::Paths, Part::Structures],
        gives: &[],
        run: |w| w.find(|w, found| check::segments(w.linker(), &w.resolver, &w.requests, found)),
    },
    Pass {
        name: "calls that are bound to nothing",
        needs: &[Part::Operations, Part::Procedures],
        gives: &[],
        run: |w| check::unbound(w.input.pages, &w.operations, &w.procedures, &mut w.diagnostics),
    },
    Pass {
        name: "types of answers",
        needs: &[Part::Names],
        gives: &[],
        run: |w| w.find(|w, found| check::answers(w.linker(), found)),
    },
    Pass {
        name: "permissions",
        needs: &[Part::Names, Part::Operations, Part::Paths],
        gives: &[Part::Permissions],
        run: |w| {
            let linker = w.linker();
            let permitted = |operation| permissions::permitted(linker, &w.resolver, w.includes, operation);
            w.permitted = w.operations.par_iter().map(permitted).collect();
        },
    },
    Pass {
        name: "pages without permissions",
        needs: &[Part::Operations, Part::Permissions],
        gives: &[],
        run: |w| check::permissions(w.input.pages, &w.operations, &w.permitted, &mut w.diagnostics),
    },
    Pass {
        name: "examples",
        needs: &[Part::Operations],
        gives: &[Part::Examples],
        run: |w| w.examples = w.find(|w, found| examples::bind(w.linker(), &w.operations, found)),
    },
    Pass {
        name: "entry points",
        needs: &[Part::Operations, Part::Paths],
        gives: &[Part::Roots],
        run: |w| {
            let root = w.types.root;
            w.roots = known_paths::entry_points(&w.resolver, &w.operations, root);
        },
    },
    Pass {
        name: "where entities are looked up",
        needs: &[Part::Structures, Part::Operations, Part::Paths, Part::Examples, Part::Roots],
        gives: &[Part::Structures],
        run: |w| sets::apply(&mut w.types, &w.resolver, &w.operations, &w.examples, &w.roots),
    },
];

/// So often passes are repeated at most; what pages say has settled long before wherever it was looked at.
const ROUNDS: usize = 8;

/// What passes have made so far.
struct Work<'p> {
    input: Input<'p>,
    page_index: &'p PageIndex,
    includes: Includes<'p>,
    /// The pages whose method tables list each page.
    method_tables: &'p BTreeMap<PageId, Vec<PageId>>,
    areas: PageAreas,
    missing: BTreeMap<PageId, BTreeSet<Span>>,
    requests: Vec<DocumentedRequest>,
    types: Declarations,
    members: Vec<members::Draft>,
    entities: Vec<bool>,
    enums: BTreeMap<TypeId, EnumType>,
    answers: BTreeMap<PageId, Answers>,
    resolver: PathResolver,
    shared: Vec<Shared>,
    operations: Vec<OperationDraft>,
    responses: Vec<Response>,
    /// Where pages differ about the responses as they were last decided.
    differing: Vec<Diagnostic>,
    procedures: Vec<Procedure>,
    permitted: Vec<Permitted>,
    examples: Vec<Vec<Example>>,
    roots: Vec<Root>,
    diagnostics: Vec<Diagnostic>,
    /// The parts that are here.
    given: Vec<Part>,
    /// What has changed that a pass before has read already.
    changed: Option<Evidence>,
}

/// Makes the API of all pages of one version.
pub fn resolve(input: Input) -> Api {
    let [page_index, include_index] = [input.pages, input.includes].map(PageIndex::new);
    let method_tables = method_table_pages(input.pages, &page_index);
    let includes = Includes { index: &include_index, pages: input.includes };
    let mut work = Work::new(input, &page_index, includes, &method_tables);
    let parsed = input.pages.iter().chain(input.includes);
    work.diagnostics.extend(parsed.flat_map(|page| page.diagnostics.iter().cloned()));
    for turn in TURNS {
        match turn {
            Turn::Once(passes) => work.once(passes),
            Turn::Beside(first, second) => {
                let mut aside = Work::new(input, &page_index, includes, &method_tables);
                rayon::join(|| aside.once(first), || work.once(second));
                work.diagnostics.append(&mut aside.diagnostics);
                work.given.append(&mut aside.given);
                work = Work { areas: aside.areas, missing: aside.missing, requests: aside.requests, ..work };
            }
            Turn::UntilSettled(passes) => work.until_settled(passes),
        }
    }
    work.assemble()
}

impl<'p> Work<'p> {
    fn new(
        input: Input<'p>,
        page_index: &'p PageIndex,
        includes: Includes<'p>,
        method_tables: &'p BTreeMap<PageId, Vec<PageId>>,
    ) -> Self {
        Self {
            input,
            page_index,
            includes,
            method_tables,
            areas: Default::default(),
            missing: Default::default(),
            requests: Default::default(),
            types: Default::default(),
            members: Default::default(),
            entities: Default::default(),
            enums: Default::default(),
            answers: Default::default(),
            resolver: Default::default(),
            shared: Default::default(),
            operations: Default::default(),
            responses: Default::default(),
            differing: Default::default(),
            procedures: Default::default(),
            permitted: Default::default(),
            examples: Default::default(),
            roots: Default::default(),
            diagnostics: Default::default(),
            given: Default::default(),
            changed: None,
        }
    }

    fn linker(&self) -> Linker<'_> {
        Linker {
            pages: self.input.pages,
            page_index: self.page_index,
            types: &self.types,
            method_tables: self.method_tables,
        }
    }

    /// Runs what reads the work and has findings.
    fn find<R>(&mut self, read: impl FnOnce(&Self, &mut Vec<Diagnostic>) -> R) -> R {
        let mut found = Vec::new();
        let result = read(self, &mut found);
        self.diagnostics.append(&mut found);
        result
    }

    fn once(&mut self, passes: &[Pass]) {
        for pass in passes {
            let missing: Vec<&Part> = pass.needs.iter().filter(|part| !self.given.contains(part)).collect();
            debug_assert!(missing.is_empty(), "the pass `{}` comes before {missing:?}", pass.name);
            (pass.run)(self);
            self.given.extend(pass.gives);
        }
    }

    /// Runs passes until none changes what one before it has read; says so where they don't come to an end.
    fn until_settled(&mut self, passes: &[Pass]) {
        for _ in 0..ROUNDS {
            self.changed = None;
            self.once(passes);
            if self.changed.is_none() {
                return;
            }
        }
        if let Some(evidence) = self.changed {
            let message = format!("what follows from this was still changing when it had been read {ROUNDS} times");
            let page = &self.input.pages[evidence.page];
            self.diagnostics.push(diagnostic(page, evidence.span, Code::Disagreement, message));
        }
    }

    /// Puts the parts together.
    fn assemble(mut self) -> Api {
        let PageAreas { areas, of_page: area_of, .. } = std::mem::take(&mut self.areas);
        for ty in &mut self.types.types {
            ty.area = area_of[ty.evidence.page].first().copied().unwrap_or_default();
        }
        let operations = self.operations(&area_of);
        let made = self.made(&operations);
        let includes = self.includes;
        let mut of_page: BTreeMap<PageId, Vec<&Operation>> = BTreeMap::new();
        operations.iter().for_each(|operation| of_page.entry(operation.page).or_default().push(operation));
        let info = |(id, page): (PageId, &Page)| {
            let mut info = page_info(page, self.missing.get(&id), includes);
            let is_enum = |section| self.types.of_section.contains_key(&(id, section));
            check::account_members(page, &mut info.ledger, is_enum);
            check::account_sent(page, &mut info.ledger, of_page.get(&id).map_or(&[], Vec::as_slice));
            let found = if made.contains(&id) { None } else { check::nothing_made(page, &mut info.ledger) };
            (info, found)
        };
        let ids: Vec<(PageId, &Page)> = PageId::each(self.input.pages).collect();
        let (pages, found): (Vec<PageInfo>, Vec<Option<Diagnostic>>) = ids.into_par_iter().map(info).unzip();
        self.diagnostics.extend(found.into_iter().flatten());
        Api {
            version: self.input.version.to_owned(),
            pages,
            types: self.types.types,
            bases: Arc::unwrap_or_clone(self.types.bases),
            root: self.types.root,
            roots: self.roots,
            procedures: self.procedures,
            operations,
            areas,
            diagnostics: self.diagnostics,
        }
    }

    /// Returns the pages of which types or operations were made.
    fn made(&self, operations: &[Operation]) -> BTreeSet<PageId> {
        let of_types = self.types.types.iter().flat_map(|ty| ty.pages.iter().copied().chain([ty.evidence.page]));
        of_types.chain(operations.iter().map(|operation| operation.page)).collect()
    }

    /// Makes the operations of what passes gave for each.
    fn operations(&mut self, area_of: &[Vec<AreaId>]) -> Vec<Operation> {
        let mut procedures = vec![None; self.operations.len()];
        for (at, procedure) in (0..).zip(&self.procedures) {
            for id in &procedure.operations {
                procedures[*id].get_or_insert(at);
            }
        }
        let includes = self.includes;
        let shared: BTreeMap<PageId, &Shared> = self.shared.iter().map(|shared| (shared.id, shared)).collect();
        let drafts = std::mem::take(&mut self.operations).into_par_iter().zip(procedures);
        let given = std::mem::take(&mut self.permitted).into_par_iter().zip(std::mem::take(&mut self.responses));
        let all = drafts.zip(given).zip(std::mem::take(&mut self.examples));
        type Given = (((OperationDraft, Option<u32>), (Permitted, Response)), Vec<Example>);
        let operation = |(((draft, procedure), (permitted, response)), examples): Given| {
            let page = &self.input.pages[draft.page];
            Operation {
                notes: notes::of_operation(page, includes),
                clouds: notes::clouds(page, includes),
                areas: areas_of(&self.types.types, &area_of[draft.page], &draft.paths),
                title: page.title.as_ref().map(|title| title.value.clone()).unwrap_or_default(),
                description: description(page),
                deprecated: page.says.deprecated.clone(),
                procedure,
                paths: permit(draft.paths, permitted.by_path),
                permissions: permitted.whole,
                headers: shared.get(&draft.page).map(|shared| shared.headers.clone()).unwrap_or_default(),
                response,
                examples,
                name: draft.name,
                page: draft.page,
                kind: draft.kind,
                method: draft.method,
                arguments: draft.arguments,
                query: draft.query,
                keys: draft.keys,
                body: draft.body,
                alternatives: draft.alternatives,
            }
        };
        all.map(operation).collect()
    }
}

/// Collects the areas of an operation: those of its page, and that of each entity type that it speaks for a path to.
fn areas_of(types: &[Type], of_page: &[AreaId], paths: &[PathTemplate]) -> Vec<AreaId> {
    let led_to = paths.iter().filter(|path| path.main).filter_map(|path| path.resolved?.named());
    let entities = led_to.map(|id| &types[id]).filter(|ty| matches!(ty.kind, TypeKind::Entity(_)));
    let all: BTreeSet<AreaId> = of_page.iter().copied().chain(entities.map(|ty| ty.area)).collect();
    all.into_iter().collect()
}

/// Gives each path the permissions that hold for it alone.
fn permit(paths: Vec<PathTemplate>, permissions: Vec<Option<Permissions>>) -> Vec<PathTemplate> {
    let each = paths.into_iter().zip(permissions);
    each.map(|(path, permissions)| PathTemplate { permissions: permissions.map(Box::new), ..path }).collect()
}

/// Keeps what later stages need of a page.
fn page_info(page: &Page, missing: Option<&BTreeSet<Span>>, includes: Includes) -> PageInfo {
    let title = page.title.as_ref().map(|title| title.value.clone()).unwrap_or_default();
    let mut ledger = page.ledger.clone();
    missing.into_iter().for_each(|missing| check::account(&mut ledger, missing));
    if page.kind == PageKind::Operation {
        let carried =
            |include: &Include| Some((include.span, notes::carried(page, include, includes.follow(page, include)?)));
        check::account_carried(&mut ledger, &page.includes.iter().filter_map(carried).collect());
    }
    PageInfo { path: page.path.clone(), url: url(&page.path), title, ledger }
}

/// Returns the address of the published page.
fn url(path: &str) -> String {
    let mut parts = path.splitn(3, '/');
    let (version, folder, file) =
        (parts.next().unwrap_or_default(), parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    let stem = file.strip_suffix(".md").unwrap_or(file);
    let folder = if folder == "resources" { "resources/" } else { "" };
    let view = if version == "v1.0" { "graph-rest-1.0" } else { "graph-rest-beta" };
    format!("https://learn.microsoft.com/graph/api/{folder}{stem}?view={view}")
}
