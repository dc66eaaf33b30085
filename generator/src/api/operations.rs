//! The operations of each page: request lines grouped by verb and by what they do, with parameters, headers and body.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use serde_json::{Map, Value as Json};

use super::answers::Answers;
use super::index::squeezed;
use super::link::{Linker, diagnostic};
use super::path_resolver::{PathResolver, PathStep, Resolution};
use super::requests::DocumentedRequest;
use super::samples::Sample;
use super::templates::Templates;
use super::translated::{is_other_script, pairs};
use super::weigh::weigh;
use super::{
    Body, Evidence, Fact, OperationKind, PageId, Parameter, PathTemplate, Primitive, RequestHeader, Segment, Source,
    TypeId, TypeOf, TypeRef,
};
use crate::diagnostic::{Code, Diagnostic, quoted};
use crate::page::path::{self, RequestPath};
use crate::page::says::options::option;
use crate::page::says::sentence::is_name;
use crate::page::says::{self, Said};
use crate::page::{Block, BlockRole, HeaderRow, MemberRow, Message, Page, QueryOption, Rows, SectionRole, TableRole};

/// What tells the operations of one page apart: the verb and what the last segment is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Target {
    /// An entity, a property or a collection of this type.
    Resource(Option<TypeRef>),
    Dollar(String),
    Stream,
    Procedure(String),
}

/// Reads what the operations of each page have in common, in the order of the pages.
pub fn shared(linker: Linker, lines: &[DocumentedRequest]) -> Vec<Shared> {
    let pages: BTreeSet<PageId> = lines.iter().map(|line| line.page).collect();
    pages.into_par_iter().map(|id| Shared::of(linker, id, &linker.pages[id])).collect()
}

/// An operation as far as its request lines and the tables about its request tell.
#[derive(Clone, Debug, Default)]
pub struct OperationDraft {
    /// Its unique name.
    pub name: String,
    /// The page.
    pub page: PageId,
    /// What it does.
    pub kind: OperationKind,
    /// The verb.
    pub method: String,
    /// Its paths, with what they lead to.
    pub paths: Vec<PathTemplate>,
    /// What tables say of the keys in the paths.
    pub keys: Vec<Parameter>,
    /// Arguments of a function in the path, in order.
    pub arguments: Vec<Parameter>,
    /// Query parameters.
    pub query: Vec<Parameter>,
    /// What the request sends.
    pub body: Body,
    /// The parts of the body of which one is sent.
    pub alternatives: Vec<Vec<String>>,
}

/// Groups the request lines of each page to operations, sorted by name.
pub fn operations(
    linker: Linker,
    resolver: &PathResolver,
    lines: &[DocumentedRequest],
    shared: &[Shared],
    answers: &BTreeMap<PageId, Answers>,
) -> Vec<OperationDraft> {
    let mut by_page: BTreeMap<PageId, Vec<&DocumentedRequest>> = BTreeMap::new();
    for line in lines {
        by_page.entry(line.page).or_default().push(line);
    }
    let unsaid = Answers::default();
    let each = shared.par_iter().map(|shared| {
        of_page(linker, resolver, shared, &by_page[&shared.id], answers.get(&shared.id).unwrap_or(&unsaid))
    });
    let mut operations: Vec<OperationDraft> = each.flatten_iter().collect();
    operations.sort_by(|a, b| a.name.cmp(&b.name));
    operations
}

/// The lines of one operation: its verb and target, and each line with where its path leads.
type Group = ((String, Target), Vec<(DocumentedRequest, Resolution)>);

fn of_page(
    linker: Linker,
    resolver: &PathResolver,
    shared: &Shared,
    lines: &[&DocumentedRequest],
    answers: &Answers,
) -> Vec<OperationDraft> {
    let page = &linker.pages[shared.id];
    let mut groups: Vec<Group> = Vec::new();
    // The places of the groups, the first group about a resource of each verb, and the paths of each group.
    let mut places: BTreeMap<(String, Target), usize> = BTreeMap::new();
    let mut resources: BTreeMap<String, usize> = BTreeMap::new();
    let mut paths: BTreeMap<(usize, &[Segment]), usize> = BTreeMap::new();
    // What the lines of each of them ask for.
    let mut asked: BTreeSet<(usize, usize, String)> = BTreeSet::new();
    for line in lines {
        let segments = line.path.segments.as_slice();
        let mut line = DocumentedRequest::clone(line);
        let resolution = resolver.resolve(&line.path.segments);
        line.path.resolved = resolution.ty.map(|ty| value_of(&resolution, ty));
        let about = answers.about(&resolver.bases, &line.method, &[&line.path.segments]);
        let answers_many = about.iter().any(|claim| claim.value.ty().is_some_and(|ty| ty.collection));
        let mut key = (line.method.clone(), target(page, resolver, &line, &resolution, answers_many));
        if is_content(page, answers, &line, &key.1) {
            key.1 = Target::Stream;
        }
        if key.1 == Target::Resource(None) {
            // A path that is lost belongs to what its page is about.
            key = resources.get(&key.0).map_or(key, |place| groups[*place].0.clone());
        }
        let place = *places.entry(key).or_insert_with_key(|key| {
            if matches!(key.1, Target::Resource(_)) {
                resources.entry(key.0.clone()).or_insert(groups.len());
            }
            groups.push((key.clone(), Vec::new()));
            groups.len() - 1
        });
        let at = *paths.entry((place, segments)).or_insert(groups[place].1.len());
        let mut names = line.path.query.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
        names.retain(|name| asked.insert((place, at, name.to_ascii_lowercase())));
        match groups[place].1.get_mut(at) {
            Some((known, _)) => known
                .path
                .query
                .extend(names.into_iter().filter(|name| is_added(name)).map(|name| (name, String::new()))),
            None => groups[place].1.push((line, resolution)),
        }
    }
    let names = names(linker, page, &groups);
    groups.into_iter().zip(names).map(|((key, group), name)| operation(linker, shared, key.1, group, name)).collect()
}

/// Tells whether a name in the query of a line whose path another line has is a parameter of its own.
fn is_added(name: &str) -> bool {
    option(name).is_none() && is_name(name)
}

/// Tells whether a page shows content where a path ends in a name that it doesn't call a function.
fn is_content(page: &Page, answers: &Answers, line: &DocumentedRequest, target: &Target) -> bool {
    let called = match (target, line.path.segments.last()) {
        (Target::Resource(_), _) => false,
        (Target::Procedure(name), Some(Segment::Literal(_))) => titled_procedure(page, name),
        _ => true,
    };
    line.method == "GET" && !called && answers.are_content(&line.method, &[&line.path.segments])
}

/// Returns what a path leads to: text where it asks for the bare value of a property that is no content.
fn value_of(resolution: &Resolution, ty: TypeRef) -> TypeRef {
    let stream = TypeOf::Primitive(Primitive::Stream);
    match resolution.before {
        Some(TypeRef { of: of @ TypeOf::Primitive(_), .. }) if resolution.last == PathStep::Value && of != stream => {
            TypeRef::primitive(Primitive::String)
        }
        _ => ty,
    }
}

/// Tells what the last segment of a request is.
fn target(
    page: &Page,
    resolver: &PathResolver,
    line: &DocumentedRequest,
    resolution: &Resolution,
    answers_many: bool,
) -> Target {
    let (name, called) = match line.path.segments.last() {
        Some(Segment::Literal(name)) => (name.as_str(), false),
        Some(Segment::Call { name, .. }) => (name.as_str(), resolution.last != PathStep::Key),
        _ => return Target::Resource(resolution.ty),
    };
    if name.starts_with('$') {
        return Target::Dollar(name.to_owned());
    }
    // An action that answers bytes takes parameters: it isn't written to.
    let acts = line.method == "POST" && resolution.last == PathStep::Procedure;
    if !acts && resolution.ty.as_ref().is_some_and(|ty| ty.of == TypeOf::Primitive(Primitive::Stream)) {
        return Target::Stream;
    }
    let simple = name.rsplit('.').next().unwrap_or(name);
    let known = matches!(resolution.last, PathStep::Root | PathStep::Property | PathStep::Cast | PathStep::Key)
        && resolution.ty.is_some();
    let unknown = resolution.last == PathStep::Unknown;
    // What can be created can be listed or addressed, so it would be known; a name that isn't is a procedure.
    let keyed = || resolver.keyed.contains(&path::shape(&line.path.segments));
    let posts = line.method == "POST" && unknown && resolution.before.is_some() && !keyed();
    let lists = line.method == "GET" && unknown && resolution.before.is_some() && answers_many;
    let titled = line.path.segments.len() > 1 && titled_procedure(page, simple);
    match called
        || resolution.last == PathStep::Procedure
        || (!known && (posts || lists || titled))
        || (called && titled)
    {
        true => Target::Procedure(simple.to_ascii_lowercase()),
        false => Target::Resource(resolution.ty),
    }
}

/// Tells whether the title calls a name a method, action or function: `X: name`, `name action`.
pub fn titled_procedure(page: &Page, name: &str) -> bool {
    let Some(title) = &page.title else { return false };
    let lower = title.value.to_lowercase();
    let name = name.to_lowercase();
    // In brackets stand parameters, and remarks: `x: stop (deprecated)`.
    let after_colon =
        lower.split([':', '：']).nth(1).map(|rest| rest.split(['(', '（']).next().unwrap_or_default().trim());
    // Behind the colon, a translation may stand: the anchor ends with what it is of.
    let anchored = || page.anchor().and_then(|anchor| anchor.rsplit_once('-')).is_some_and(|(_, last)| last == name);
    after_colon.is_some_and(|rest| squeezed(rest) == name || !rest.is_ascii() && anchored())
        || lower
            .strip_suffix(" action")
            .or_else(|| lower.strip_suffix(" function"))
            .is_some_and(|rest| rest.trim() == name)
}

/// Names each group: by the file name, with the verb and the target where there are several.
fn names(linker: Linker, page: &Page, groups: &[Group]) -> Vec<String> {
    let file = page.path.rsplit('/').next().unwrap_or_default();
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    let is_stated = |(_, lines): &Group| lines.iter().any(|(line, _)| !line.path.from_example);
    let only = if groups.iter().filter(|group| is_stated(group)).count() == 1 {
        groups.iter().position(is_stated)
    } else {
        None
    };
    let of_resource =
        |(key, _): &&((String, Target), _)| matches!(key.1, Target::Resource(_)) && key.0 == groups[0].0.0;
    let several = groups.iter().filter(of_resource).count() > 1;
    let label = |(method, target): &(String, Target)| {
        let method = method.to_ascii_lowercase();
        match target {
            Target::Resource(ty) if several => format!("{stem}-{method}-{}", short_name(linker, ty.as_ref())),
            Target::Resource(_) => format!("{stem}-{method}"),
            Target::Dollar(name) | Target::Procedure(name) => {
                format!("{stem}-{method}-{}", name.trim_start_matches('$'))
            }
            Target::Stream => format!("{stem}-{method}-stream"),
        }
    };
    let name = |(at, (key, _)): (usize, &Group)| if only == Some(at) { stem.to_owned() } else { label(key) };
    groups.iter().enumerate().map(name).collect()
}

/// Writes a type as a part of a name: `message`, `message-collection`.
fn short_name(linker: Linker, ty: Option<&TypeRef>) -> String {
    let Some(ty) = ty else { return "unresolved".to_owned() };
    let name = match ty.of {
        TypeOf::Named(id) => linker.types.types[id].name.to_ascii_lowercase(),
        TypeOf::Primitive(primitive) => {
            super::primitives::name(primitive).trim_start_matches("Edm.").to_ascii_lowercase()
        }
        TypeOf::Untyped => "json".to_owned(),
    };
    if ty.collection { format!("{name}-collection") } else { name }
}

/// What all operations of a page have in common.
pub struct Shared {
    /// The page.
    pub id: PageId,
    /// The documented request headers.
    pub headers: Vec<RequestHeader>,
    query: Vec<Parameter>,
    /// The rows of tables that are called parameters, of a function or of an action.
    parameters: Vec<Parameter>,
    /// The parts of the path, which some pages list.
    arguments: Vec<Parameter>,
    body: Vec<Parameter>,
    /// The names in each table of the body, where they are alternatives.
    alternatives: Vec<Vec<String>>,
    /// What the page says is sent.
    body_types: Vec<SaidBody>,
    /// The content types that header tables give.
    content_types: Vec<String>,
    sends_nothing: bool,
    /// What is wrong with the types of the tables.
    pub found: Vec<Diagnostic>,
}

impl Shared {
    fn of(linker: Linker, id: PageId, page: &Page) -> Self {
        let mut shared = Self {
            id,
            headers: Vec::new(),
            query: options(page),
            parameters: Vec::new(),
            arguments: Vec::new(),
            body: Vec::new(),
            alternatives: Vec::new(),
            body_types: body_types(linker, id, page),
            content_types: content_types(page),
            sends_nothing: page.says.bodies.iter().any(|said| said.value == Said::Nothing),
            found: Vec::new(),
        };
        let sent = sent_objects(page);
        let mut tables: Vec<Vec<String>> = Vec::new();
        let mut headers = Headers::default();
        for table in &page.tables {
            if let (Rows::Members(rows), TableRole::RequestBody) = (&table.rows, table.role) {
                tables.push(rows.iter().map(|row| row.name.clone()).collect());
            }
            match (&table.rows, table.role) {
                (Rows::Headers(rows), _) => {
                    rows.iter().for_each(|row| headers.add(&mut shared.headers, row));
                }
                (Rows::Members(rows), role) if role != TableRole::Response => {
                    for row in rows {
                        let mut parameter = parameter(linker, id, row, &mut shared.found);
                        if row.ty.is_none() {
                            parameter.ty = untyped(linker, &sent, role, &row.name);
                        }
                        shared.list(role, row).push(parameter);
                    }
                }
                _ => {}
            }
        }
        page.headers.iter().for_each(|row| headers.say(&mut shared.headers, row));
        if page.says.body_is_choice && tables.len() > 1 {
            shared.alternatives = tables;
        }
        merge(&mut shared.body, &shared.alternatives);
        let needed: BTreeSet<String> = page.says.needed.iter().map(|said| said.value.to_ascii_lowercase()).collect();
        let is_needed = |parameter: &&mut Parameter| needed.contains(&parameter.name.to_ascii_lowercase());
        for parameter in shared.body.iter_mut().filter(is_needed) {
            parameter.required = parameter.required.or(Some(true));
        }
        merge(&mut shared.query, &[]);
        let mut names: BTreeMap<String, &String> = BTreeMap::new();
        for name in sent.iter().flat_map(|sent| sent.keys()) {
            names.entry(name.to_ascii_lowercase()).or_insert(name);
        }
        if let Some((name, key)) = changed_by_translation(page, &shared.body, &sent) {
            shared.body.iter_mut().filter(|parameter| parameter.name == name).for_each(|it| it.name.clone_from(&key));
        }
        for parameter in &mut shared.body {
            if let Some(name) = names.get(&parameter.name.to_ascii_lowercase()) {
                parameter.name.clone_from(*name);
            }
        }
        shared
    }

    /// Chooses the list that a row of a table belongs to.
    fn list(&mut self, role: TableRole, row: &MemberRow) -> &mut Vec<Parameter> {
        let group = row.group.as_deref().unwrap_or_default().to_ascii_lowercase();
        match role {
            _ if group.contains("url") || group.contains("path") => &mut self.arguments,
            _ if row.name.starts_with('$') => &mut self.query,
            TableRole::QueryParameters => &mut self.query,
            TableRole::FunctionParameters => &mut self.parameters,
            TableRole::PathParameters => &mut self.arguments,
            _ => &mut self.body,
        }
    }
}

/// Returns the type of a parameter whose table has no types: text in a URL, in a body what the examples send.
fn untyped(linker: Linker, sent: &[&Map<String, Json>], role: TableRole, name: &str) -> TypeRef {
    if matches!(role, TableRole::QueryParameters | TableRole::PathParameters) {
        return TypeRef::primitive(Primitive::String);
    }
    let mut shown = sent.iter().copied().flatten().filter(|(key, _)| key.eq_ignore_ascii_case(name));
    shown.next().map(|(key, value)| Sample::Example(key).shows_at_least(linker, value)).unwrap_or_default()
}

/// Makes the rows of one name one parameter. What doesn't stand in all alternatives isn't required.
fn merge(parameters: &mut Vec<Parameter>, alternatives: &[Vec<String>]) {
    let mut merged: Vec<Parameter> = Vec::with_capacity(parameters.len());
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    for parameter in parameters.drain(..) {
        let place = *places.entry(parameter.name.to_ascii_lowercase()).or_insert(merged.len());
        let Some(known) = merged.get_mut(place) else {
            merged.push(parameter);
            continue;
        };
        if known.required != parameter.required {
            known.required = if alternatives.is_empty() { known.required.or(parameter.required) } else { None };
        }
        if known.description.text.is_empty() {
            known.description = parameter.description;
        }
    }
    let alternatives: Vec<BTreeSet<String>> =
        alternatives.iter().map(|names| names.iter().map(|name| name.to_ascii_lowercase()).collect()).collect();
    let everywhere = |name: &str| alternatives.iter().all(|names| names.contains(&name.to_ascii_lowercase()));
    for parameter in merged.iter_mut().filter(|parameter| !everywhere(&parameter.name)) {
        parameter.required = parameter.required.filter(|required| !required);
    }
    *parameters = merged;
}

/// The places of headers by their names in lower case, and what was said of each.
#[derive(Default)]
struct Headers<'p> {
    places: BTreeMap<String, usize>,
    said: BTreeSet<(usize, &'p str)>,
}

impl<'p> Headers<'p> {
    /// Adds a header; the rows of one name are one header, with what each says of it.
    fn add(&mut self, headers: &mut Vec<RequestHeader>, row: &'p HeaderRow) {
        let HeaderRow { name, description, value, required, .. } = row;
        let place = *self.places.entry(name.to_ascii_lowercase()).or_insert(headers.len());
        let is_new = self.said.insert((place, &description.text));
        let (description, value) = (description.clone(), value.clone());
        match headers.get_mut(place) {
            Some(known) => {
                if is_new {
                    known.description.append(description, 1);
                }
                known.required = known.required.or(*required);
                // Two values are a choice.
                known.value = known.value.take().filter(|known| value.is_none_or(|value| *known == value));
            }
            None => headers.push(RequestHeader { name: name.clone(), description, value, required: *required }),
        }
    }

    /// Adds what a sentence says, where no row says as much: of a header that has none, or of another value of it.
    fn say(&mut self, headers: &mut Vec<RequestHeader>, row: &'p HeaderRow) {
        let known = self.places.get(&row.name.to_ascii_lowercase()).and_then(|place| headers.get(*place));
        let is_told = |known: &RequestHeader| {
            row.value
                .as_deref()
                .is_none_or(|told| known.description.text.contains(told.split('=').next().unwrap_or(told)))
        };
        if !known.is_some_and(is_told) {
            self.add(headers, row);
        }
    }
}

/// Returns the one row of the body that a translation changed, and the one name that only the examples send.
fn changed_by_translation(page: &Page, body: &[Parameter], sent: &[&Map<String, Json>]) -> Option<(String, String)> {
    let names: Vec<&str> = body.iter().map(|parameter| parameter.name.as_str()).collect();
    let is_foreign = |name: &str| is_other_script(name) || page.is_translated();
    if !names.iter().any(|name| is_foreign(name)) {
        return None;
    }
    let keys = sent.iter().flat_map(|sent| sent.keys()).filter(|key| is_name(key));
    let keys: BTreeSet<&str> = keys.map(String::as_str).collect();
    match pairs(&names, &Vec::from_iter(keys), is_foreign).as_slice() {
        [(name, key)] => Some(((*name).to_owned(), (*key).to_owned())),
        _ => None,
    }
}

/// Returns the objects that the example requests of a page send.
fn sent_objects(page: &Page) -> Vec<&Map<String, Json>> {
    let requests = page.blocks.iter().filter(|block| block.role == BlockRole::RequestExample);
    requests.filter_map(object).collect()
}

/// Returns the object that a block shows.
fn object(block: &Block) -> Option<&Map<String, Json>> {
    block.json.as_ref()?.as_object()
}

/// Returns the samples of what is sent in the section about the body of a page.
fn body_samples(page: &Page) -> impl Iterator<Item = &Block> {
    let is_of_body =
        |block: &&Block| block.section.is_some_and(|at| page.sections[at].role == SectionRole::RequestBody);
    page.blocks.iter().filter(|block| block.role == BlockRole::JsonSample).filter(is_of_body)
}

/// Returns the requests of a page's examples that follow a line of a group: their blocks, and what they ask for.
fn followers<'p>(page: &'p Page, group: &[(DocumentedRequest, Resolution)]) -> Vec<(&'p Block, &'p RequestPath)> {
    let templates = Templates::of(group.iter().map(|(line, _)| line.path.segments.as_slice()));
    let follows = |message: &Message, asked: &[Segment]| {
        templates.like(asked).into_iter().any(|at| {
            let (line, own) = (&group[at].0, &group[at].0.path.segments);
            line.method == message.method && (path::matches(own, asked) || path::calls(own, asked, |_| true))
        })
    };
    let shown = page.examples.iter().filter_map(|shown| Some((&page.blocks[shown.request?], &shown.target)));
    shown.filter(|(block, asked)| block.message.as_ref().is_some_and(|it| follows(it, &asked.segments))).collect()
}

/// Collects what an action is sent: the rows of the page, and what only the examples that follow its lines send. Where the
/// rows describe the members of one object that the examples send, the parameter is that object.
fn sent_parameters(linker: Linker, shared: &Shared, followers: &[(&Block, &RequestPath)]) -> Vec<Parameter> {
    let mut parameters = shared.body.clone();
    let rows: BTreeSet<String> = shared.body.iter().map(|row| row.name.to_ascii_lowercase()).collect();
    let is_row = |name: &str| rows.contains(&name.to_ascii_lowercase());
    let mut known = rows.clone();
    let page = &linker.pages[shared.id];
    let mut sent: Vec<&Map<String, Json>> = followers.iter().filter_map(|(block, _)| object(block)).collect();
    if sent.is_empty() && rows.is_empty() {
        // Else a sample shows a part of what is sent.
        sent.extend(body_samples(page).filter_map(object));
    }
    for (name, value) in sent.iter().copied().flatten() {
        if !is_name(name) || !known.insert(name.to_ascii_lowercase()) {
            continue;
        }
        let wraps = value.as_object().is_some_and(|inner| !inner.is_empty() && inner.keys().all(|name| is_row(name)));
        if wraps && !sent.iter().any(|sent| sent.keys().any(|name| is_row(name))) {
            parameters.clear();
            known = BTreeSet::from([name.to_ascii_lowercase()]);
        }
        let evidence = Evidence { page: shared.id, source: Source::Example, ..Default::default() };
        let ty = Sample::Example(name).shows_at_least(linker, value);
        parameters.push(Parameter { name: name.clone(), ty, evidence, ..Default::default() });
    }
    let said = page
        .says
        .parameters
        .iter()
        .filter(|said| !known.contains(&said.value.to_ascii_lowercase()) && !titled_procedure(page, &said.value));
    let mut said: Vec<Parameter> = said.map(|said| called(linker, page, shared, said)).collect();
    let types: Vec<TypeId> = said.iter().filter_map(|parameter| parameter.ty.named()).collect();
    for parameter in said.iter_mut().filter(|parameter| parameter.ty.of == TypeOf::Untyped) {
        // In place of a parameter, a property of another one may be given.
        let alike = types.iter().find_map(|id| property(linker, *id, &parameter.name));
        parameter.ty = alike.unwrap_or_default();
    }
    // Without a type it may as well be a part of one.
    parameters.extend(said.into_iter().filter(|parameter| parameter.ty.of != TypeOf::Untyped));
    parameters
}

/// Makes a parameter of a name that prose calls so: of the type that has this name, if there is one.
fn called(linker: Linker, page: &Page, shared: &Shared, said: &says::Claim<String>) -> Parameter {
    let ty = linker.types.index.find(&said.value, &page.says.namespace);
    let ty = ty.map(|id| TypeRef::one(TypeOf::Named(id))).unwrap_or_default();
    let evidence = Evidence { page: shared.id, span: said.span, source: Source::Prose };
    let required = shared.sends_nothing.then_some(false);
    Parameter { name: said.value.clone(), ty, required, evidence, ..Default::default() }
}

/// Returns the type of a structural property of a type, its own or an inherited one.
fn property(linker: Linker, of: TypeId, name: &str) -> Option<TypeRef> {
    let own = |id: TypeId| {
        let mut properties = linker.types.types[id].structure()?.properties.iter();
        Some(properties.find(|property| property.name.eq_ignore_ascii_case(name))?.ty)
    };
    linker.types.bases.chain(of).find_map(own)
}

/// Makes a parameter of a row.
fn parameter(linker: Linker, on: PageId, row: &MemberRow, diagnostics: &mut Vec<Diagnostic>) -> Parameter {
    let mut ty = row.ty.as_ref().map(|expr| linker.type_ref(on, expr, diagnostics)).unwrap_or_default();
    // As with properties: a text that lists the members of one enum type is of it.
    if ty.of == TypeOf::Primitive(Primitive::String) && row.values.len() > 1 {
        ty.of = linker.types.enum_of(&row.values).map_or(ty.of, TypeOf::Named);
    }
    let evidence = Evidence { page: on, span: row.span, source: Source::Table };
    Parameter {
        name: row.name.clone(),
        ty,
        description: row.description.clone(),
        required: row.facts.required,
        evidence,
    }
}

/// Returns a query parameter for each one that the page's prose names.
fn options(page: &Page) -> Vec<Parameter> {
    let ty = TypeRef::primitive(Primitive::String);
    let required = page.says.options_required.then_some(true);
    let parameter = |said: &says::Claim<QueryOption>| {
        let QueryOption { name, description, .. } = said.value.clone();
        Parameter { name, ty, description, required, ..Default::default() }
    };
    page.options.iter().map(parameter).collect()
}

/// A type that a page says is sent.
struct SaidBody {
    /// The type, and where the page says so.
    fact: Fact<TypeRef>,
    /// Whether a link of the body section names it, not a word or the opening sentence: then it needs no support.
    linked: bool,
}

/// Returns the types that the page says are sent.
fn body_types(linker: Linker, id: PageId, page: &Page) -> Vec<SaidBody> {
    let said = page.says.bodies.iter().filter_map(|said| {
        let Said::Types(types) = &said.value else { return None };
        let is_structure = |id: TypeId| linker.types.types[id].structure().is_some();
        let value = linker.one_of(id, types).filter(|ty| ty.named().is_none_or(is_structure))?;
        let linked = said.source == Source::Prose && types.iter().any(|words| words.target.is_some());
        let fact = Fact { value, evidence: Evidence { page: id, span: said.span, source: said.source } };
        Some(SaidBody { fact, linked })
    });
    said.collect()
}

/// Returns the media types that the header tables of a page give for what is sent.
fn content_types(page: &Page) -> Vec<String> {
    let rows = page.tables.iter().flat_map(|table| match &table.rows {
        Rows::Headers(rows) => rows.as_slice(),
        _ => &[],
    });
    let content = rows.filter(|row| row.name.eq_ignore_ascii_case("content-type"));
    content.flat_map(|row| media_types(&row.description.text)).collect()
}

/// Returns the media types that a text names: `text/plain`.
fn media_types(text: &str) -> Vec<String> {
    let is_part = |part: &str| {
        let starts = part.starts_with(|c: char| c.is_ascii_alphabetic());
        starts && part.chars().all(|c| c.is_ascii_alphanumeric() || "-+.*".contains(c))
    };
    let words = text
        .split(|c: char| c.is_whitespace() || ",;\"'()".contains(c))
        .map(|word| word.trim_matches(['.', ':', '<', '>']));
    let is_media = |word: &&str| {
        word.split_once('/')
            .is_some_and(|(kind, of)| MEDIA.contains(&kind.to_ascii_lowercase().as_str()) && is_part(of))
    };
    words.filter(is_media).map(str::to_ascii_lowercase).collect()
}

/// The first parts of media types.
const MEDIA: [&str; 7] = ["application", "audio", "image", "message", "multipart", "text", "video"];

/// Returns the content type of what a group sends where it isn't JSON: that of the header table, or else of its examples.
fn content(shared: &Shared, followers: &[(&Block, &RequestPath)]) -> Option<String> {
    let messages = followers.iter().filter_map(|(block, _)| block.message.as_ref());
    let full = messages.filter(|message| !message.body.trim().is_empty());
    let headers = full.flat_map(|message| &message.headers);
    let shown = headers.filter(|(name, _)| name.eq_ignore_ascii_case("content-type"));
    let all: Vec<String> =
        shared.content_types.iter().cloned().chain(shown.flat_map(|(_, value)| media_types(value))).collect();
    if all.iter().any(|ty| is_json(ty)) {
        return None;
    }
    all.into_iter().next()
}

/// Returns the content type of what is uploaded: that of the header table, JSON only where it has no other.
fn uploaded(shared: &Shared) -> Option<String> {
    let types = &shared.content_types;
    types.iter().find(|ty| !is_json(ty)).or(types.first()).cloned()
}

/// Tells whether a media type is one of JSON.
fn is_json(ty: &str) -> bool {
    ty.contains("json")
}

fn operation(
    linker: Linker,
    shared: &Shared,
    target: Target,
    group: Vec<(DocumentedRequest, Resolution)>,
    name: String,
) -> OperationDraft {
    let (line, resolution) = &group[0];
    let method = line.method.clone();
    let resource = group.iter().map(|(_, r)| r).find(|r| r.ty.is_some()).unwrap_or(resolution);
    let kind = kind(&method, &target, resource, &linker.pages[shared.id]);
    let (keys, arguments, mut query) = divide(shared, kind, &group);
    let followers = followers(&linker.pages[shared.id], &group);
    add_shown(&mut query, &arguments, &followers, shared.id);
    let mut body = body(linker, shared, kind, resource, &followers);
    if let Body::Parameters(sent) = &mut body {
        // What an action takes and neither path nor query names is sent, whatever the table is called.
        let known = Known::of(&shared.parameters);
        let named = |parameter: &Parameter| known.has(parameter) && !is_asked(&group, &parameter.name);
        let mut places: BTreeMap<String, usize> = BTreeMap::new();
        for (place, known) in sent.iter().enumerate() {
            places.entry(known.name.to_ascii_lowercase()).or_insert(place);
        }
        for parameter in query.extract_if(.., |parameter| named(parameter)) {
            let place = *places.entry(parameter.name.to_ascii_lowercase()).or_insert(sent.len());
            // A row says more than an example.
            match sent.get_mut(place) {
                Some(known) => *known = parameter,
                None => sent.push(parameter),
            }
        }
    }
    let paths = group.into_iter().map(|(line, _)| line.path).collect();
    let sends = matches!(body, Body::Value(..) | Body::Parameters(_));
    let alternatives = if sends { shared.alternatives.clone() } else { Vec::new() };
    OperationDraft { name, page: shared.id, kind, method, paths, keys, arguments, query, body, alternatives }
}

/// Adds the query parameters that only examples show.
fn add_shown(query: &mut Vec<Parameter>, arguments: &[Parameter], followers: &[(&Block, &RequestPath)], page: PageId) {
    let lower = |known: &Parameter| known.name.to_ascii_lowercase();
    let mut in_query: BTreeSet<String> = query.iter().map(lower).collect();
    let in_brackets: BTreeSet<String> = arguments.iter().map(lower).collect();
    for (written, _) in followers.iter().flat_map(|(_, asked)| &asked.query) {
        let name = option(written).unwrap_or(written);
        // What begins with the sign of OData's options and is none of them is misspelled, or a token of the service.
        let is_parameter = option(written).is_some() || is_name(written);
        let lower = name.to_ascii_lowercase();
        let bare = in_query.contains(&written.to_ascii_lowercase());
        if is_parameter && !bare && !in_brackets.contains(&lower) && in_query.insert(lower) {
            let evidence = Evidence { page, source: Source::Example, ..Default::default() };
            let ty = TypeRef::primitive(Primitive::String);
            query.push(Parameter { name: name.to_owned(), ty, evidence, ..Default::default() });
        }
    }
}

/// Tells what the operation does.
fn kind(method: &str, target: &Target, resolution: &Resolution, page: &Page) -> OperationKind {
    let collection = resolution.ty.as_ref().is_some_and(|ty| ty.collection);
    let listed = || page.title.as_ref().is_some_and(|t| t.value.to_ascii_lowercase().starts_with("list"));
    match (method, target) {
        ("POST", Target::Dollar(name)) if name == "$ref" => OperationKind::AddReference,
        ("PUT" | "PATCH", Target::Dollar(name)) if name == "$ref" => OperationKind::SetReference,
        ("DELETE", Target::Dollar(name)) if name == "$ref" => OperationKind::RemoveReference,
        (_, Target::Dollar(name)) if name == "$ref" => OperationKind::GetReference,
        (_, Target::Dollar(name)) if name == "$count" => OperationKind::Count,
        ("GET", Target::Dollar(_) | Target::Stream) => OperationKind::Download,
        ("DELETE", _) => OperationKind::Delete,
        // Content that is changed in part takes what to change, which is no content.
        ("PATCH", Target::Stream) if content_types(page).iter().any(|ty| is_json(ty)) => OperationKind::Update,
        (_, Target::Stream) => OperationKind::Upload,
        (_, Target::Dollar(name)) if name == "$value" => OperationKind::Upload,
        ("GET", Target::Procedure(name)) if name == "delta" => OperationKind::Delta,
        ("GET", Target::Procedure(_)) => OperationKind::Function,
        ("POST", Target::Procedure(_)) => OperationKind::Action,
        ("POST", Target::Resource(_) | Target::Dollar(_)) => OperationKind::Create,
        ("PATCH", _) => OperationKind::Update,
        ("PUT", _) => OperationKind::Replace,
        _ if collection || (resolution.ty.is_none() && listed()) => OperationKind::List,
        _ => OperationKind::Get,
    }
}

/// Divides the rows into what is said of keys, arguments of the path and parameters of the query. Rows that no path mentions
/// are query parameters unless the operation is a function, whose pages often name its parameters in a table only.
fn divide(
    shared: &Shared,
    kind: OperationKind,
    group: &[(DocumentedRequest, Resolution)],
) -> (Vec<Parameter>, Vec<Parameter>, Vec<Parameter>) {
    let mut described: Vec<Parameter> = Vec::new();
    let called: Vec<&String> = group
        .iter()
        .flat_map(|(line, _)| &line.path.segments)
        .filter_map(|segment| match segment {
            Segment::Call { arguments, .. } => Some(arguments.iter().map(|(name, _)| name)),
            _ => None,
        })
        .flatten()
        .collect();
    let asked: Vec<&String> = group.iter().flat_map(|(line, _)| line.path.query.iter().map(|(name, _)| name)).collect();
    let lower =
        |names: &[&String]| -> BTreeSet<String> { names.iter().map(|name| name.to_ascii_lowercase()).collect() };
    let (in_brackets, in_queries) = (lower(&called), lower(&asked));
    let (stated_queries, stated_arguments) = (Known::of(&shared.query), Known::of(&shared.arguments));
    let function = matches!(kind, OperationKind::Function | OperationKind::Delta);
    let (mut arguments, mut query): (Vec<Parameter>, Vec<Parameter>) = (Vec::new(), Vec::new());
    // A function sends no body: what its page lists there are its arguments.
    let sent: &[Parameter] = if function { &shared.body } else { &[] };
    let keys = keys(group);
    for parameter in shared.parameters.iter().chain(&shared.arguments).chain(&shared.query).chain(sent) {
        let name = parameter.name.to_ascii_lowercase();
        let in_query = name.starts_with('$') || in_queries.contains(&name);
        let is_called = in_brackets.contains(&name);
        let of_path = !in_query && !is_called && !stated_queries.has(parameter);
        if of_path && (keys.contains(&squeezed(&parameter.name)) || stated_arguments.has(parameter) && !function) {
            described.push(parameter.clone()); // The path takes it as a key, which is an argument already.
            continue;
        }
        let argument = is_called || function && !in_query && !stated_queries.has(parameter);
        if argument { arguments.push(parameter.clone()) } else { query.push(parameter.clone()) }
    }
    let mut seen: BTreeSet<String> = arguments.iter().map(|known| known.name.to_ascii_lowercase()).collect();
    for name in called.into_iter().filter(|name| is_name(name)) {
        if seen.insert(name.to_ascii_lowercase()) {
            let in_body = shared.body.iter().find(|p| p.name.eq_ignore_ascii_case(name)).cloned();
            arguments.push(in_body.unwrap_or_else(|| unstated(name, shared.id)));
        }
    }
    let mut seen: BTreeSet<String> = query.iter().map(|known| known.name.to_ascii_lowercase()).collect();
    for name in asked {
        if seen.insert(name.to_ascii_lowercase()) {
            query.push(unstated(name, shared.id));
        }
    }
    (described, arguments, query)
}

/// Parameters by their names.
struct Known<'a>(BTreeMap<&'a str, Vec<&'a Parameter>>);

impl<'a> Known<'a> {
    fn of(parameters: &'a [Parameter]) -> Self {
        let mut known: BTreeMap<&str, Vec<&Parameter>> = BTreeMap::new();
        for parameter in parameters {
            known.entry(&parameter.name).or_default().push(parameter);
        }
        Self(known)
    }

    /// Tells whether this very parameter is among them.
    fn has(&self, parameter: &Parameter) -> bool {
        self.0.get(parameter.name.as_str()).is_some_and(|known| known.contains(&parameter))
    }
}

/// Collects the placeholders of the paths, squeezed.
fn keys(group: &[(DocumentedRequest, Resolution)]) -> BTreeSet<String> {
    let segments = group.iter().flat_map(|(line, _)| &line.path.segments);
    let names = segments.filter_map(|segment| match segment {
        Segment::Key(name) | Segment::ByPath(name) => Some(squeezed(name)),
        _ => None,
    });
    names.collect()
}

/// Tells whether a request line asks for a parameter in its query.
fn is_asked(group: &[(DocumentedRequest, Resolution)], name: &str) -> bool {
    group.iter().flat_map(|(line, _)| &line.path.query).any(|(asked, _)| asked.eq_ignore_ascii_case(name))
}

/// Makes a parameter of a name that only a request line has.
fn unstated(name: &str, page: PageId) -> Parameter {
    let evidence = Evidence { page, source: Source::RequestLine, ..Default::default() };
    Parameter { name: name.to_owned(), ty: TypeRef::primitive(Primitive::String), evidence, ..Default::default() }
}

/// Decides what the request sends.
fn body(
    linker: Linker,
    shared: &Shared,
    kind: OperationKind,
    resolution: &Resolution,
    followers: &[(&Block, &RequestPath)],
) -> Body {
    let writes = matches!(kind, OperationKind::Create | OperationKind::Update | OperationKind::Replace);
    let acts = kind == OperationKind::Action;
    let has_rows = !shared.body.is_empty();
    let content =
        if (writes || acts) && !shared.sends_nothing && !has_rows { content(shared, followers) } else { None };
    match kind {
        // What an example uploads is one of many things that may be.
        OperationKind::Upload => Body::Content(uploaded(shared)),
        OperationKind::AddReference | OperationKind::SetReference => Body::Reference,
        _ if content.is_some() => Body::Content(content),
        _ if writes && (has_rows || !shared.sends_nothing) => {
            let ty = value_sent(linker, shared, resolution).map(|fact| fact.value).unwrap_or_default();
            Body::Value(ty, properties(linker, shared, ty))
        }
        _ if acts => action_body(linker, shared, resolution, followers),
        _ => Body::None,
    }
}

/// Returns the properties that the page says can or must be given: its rows, and what sentences say must be sent.
fn properties(linker: Linker, shared: &Shared, ty: TypeRef) -> Vec<Parameter> {
    let mut properties = shared.body.clone();
    let mut known: BTreeSet<String> = properties.iter().map(|property| property.name.to_ascii_lowercase()).collect();
    for said in &linker.pages[shared.id].says.needed {
        let name = &said.value;
        if known.insert(name.to_ascii_lowercase()) {
            properties.push(Parameter {
                name: name.clone(),
                ty: ty.named().and_then(|id| property(linker, id, name)).unwrap_or_default(),
                required: Some(true),
                evidence: Evidence { page: shared.id, span: said.span, source: Source::Prose },
                ..Parameter::default()
            });
        }
    }
    properties
}

/// Decides what an action sends: its rows, else one value of the type that its page names, else what its examples show.
fn action_body(linker: Linker, shared: &Shared, resolution: &Resolution, followers: &[(&Block, &RequestPath)]) -> Body {
    let stated = value_sent(linker, shared, resolution).filter(|fact| fact.evidence.source == Source::Prose);
    if let Some(stated) = stated.filter(|_| shared.body.is_empty() && !shared.sends_nothing) {
        return Body::Value(stated.value, shared.body.clone());
    }
    let parameters = sent_parameters(linker, shared, followers);
    let unsettled = parameters.is_empty() && shared.parameters.is_empty() && !shared.sends_nothing;
    if unsettled && shows_unknown(followers) {
        Body::Value(TypeRef::default(), Vec::new())
    } else {
        Body::Parameters(parameters)
    }
}

/// Tells whether examples send something, and none an object without members: then nothing says what it is.
fn shows_unknown(followers: &[(&Block, &RequestPath)]) -> bool {
    let mut blocks = followers.iter().map(|(block, _)| block);
    let is_empty = |block: &&Block| block.json.as_ref().and_then(Json::as_object).is_some_and(Map::is_empty);
    let sends = |block: &&Block| block.message.as_ref().is_some_and(|message| !message.body.trim().is_empty());
    !blocks.clone().any(is_empty) && blocks.any(sends)
}

/// Weighs what type of value is sent: what the page says, then what the path leads to.
fn value_sent(linker: Linker, shared: &Shared, resolution: &Resolution) -> Option<Fact<TypeRef>> {
    let is_structured = |id: TypeId| linker.types.types[id].structure().is_some();
    let resolved = resolution.ty.filter(|ty| ty.named().is_some_and(is_structured));
    // A word and an opening sentence speak of other types, too: they only make what the path leads to more precise.
    let is_stated = |said: &&SaidBody| match (said.fact.value.named(), resolved.and_then(TypeRef::named)) {
        (Some(stated), Some(at_path)) if !said.linked => linker.types.bases.is_a(stated, at_path),
        _ => true,
    };
    let stated = shared.body_types.iter().filter(is_stated).map(|said| &said.fact);
    let evidence = Evidence { page: shared.id, source: Source::Inferred, ..Default::default() };
    let inferred = resolved.map(|ty| Fact { value: TypeRef { collection: false, ..ty }, evidence });
    let weighed = weigh(stated.chain(&inferred), &[Source::Prose, Source::Title, Source::Inferred])?;
    Some(weighed.taken.clone())
}

/// Reports bodies of another type than the path leads to: then the page is wrong, or speaks of a part of what is sent.
pub fn differing_bodies(linker: Linker, operations: &[OperationDraft], all: &[Shared], found: &mut Vec<Diagnostic>) {
    let shared: BTreeMap<PageId, &Shared> = all.iter().map(|shared| (shared.id, shared)).collect();
    let is_structured = |id: &TypeId| linker.types.types[*id].structure().is_some();
    let bases = &linker.types.bases;
    for draft in operations.iter().filter(|draft| draft.kind != OperationKind::Action) {
        let Body::Value(sent, _) = &draft.body else { continue };
        let path = draft.paths.iter().find(|path| path.main);
        let leads = path.and_then(|path| Some((path.span, path.resolved?.named().filter(is_structured)?)));
        let (Some(sent), Some((span, leads))) = (sent.named(), leads) else { continue };
        if bases.is_a(leads, sent) || bases.is_a(sent, leads) {
            continue;
        }
        let name = |id: TypeId| quoted(&linker.types.types[id].name);
        let page = &linker.pages[draft.page];
        let message = format!("the path leads to {}, the page says that {} is sent", name(leads), name(sent));
        let finding = diagnostic(page, span, Code::Disagreement, message);
        let mut said = shared.get(&draft.page).into_iter().flat_map(|shared| &shared.body_types);
        let said = said.find(|said| said.fact.value.named() == Some(sent));
        found.push(match said {
            Some(said) => finding.with_related(&page.path, said.fact.evidence.span, "said here".to_owned()),
            None => finding,
        });
    }
}
