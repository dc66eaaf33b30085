//! What pages refer to and isn't there: linked pages, included files, hosts of others, types of answers, segments of paths;
//! operations without permissions, calls that are bound to nothing.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::index::{PageIndex, relative, resolve_path, split_anchor};
use super::link::{Linker, diagnostic};
use super::operations::OperationDraft;
use super::path_resolver::{PathResolver, PathStep};
use super::permissions::Permitted;
use super::requests::DocumentedRequest;
use super::{
    Body, Input, Operation, OperationId, OperationKind, PageId, Permissions, Procedure, Segment, TypeId, TypeOf,
    TypeRef, primitives,
};
use crate::diagnostic::{Code, Diagnostic, Known, meant, suggest, sure};
use crate::ledger::{Entry, Fate, Item, Reason};
use crate::page::says::sentence::unwrap_collection;
use crate::page::{AnnotationKind, BlockRole, Include, Page, PageKind, Rows, Table, TableRole, path};
use crate::span::Span;

/// The hosts of Graph in its national clouds.
const HOSTS: [&str; 5] = [
    "graph.microsoft.com",
    "graph.microsoft.us",
    "dod-graph.microsoft.us",
    "microsoftgraph.chinacloudapi.cn",
    "graph.microsoft.de",
];

/// Tells of links to pages that should be in this version of the reference and aren't.
pub fn links(input: Input, index: &PageIndex, diagnostics: &mut Vec<Diagnostic>) {
    let version = format!("{}/", input.version.to_ascii_lowercase());
    // A folder of which nothing is here was left out as a whole.
    let mut folders: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for page in input.pages {
        let (folder, file) = page.path.rsplit_once('/').unwrap_or(("", &page.path));
        folders.entry(folder.to_ascii_lowercase()).or_default().push(file.trim_end_matches(".md"));
    }
    let folders: BTreeMap<String, Known> = folders.into_iter().map(|(name, files)| (name, Known::new(files))).collect();
    let names = Known::new(folders.keys().map(String::as_str));
    // Unless only its name is misspelled.
    let meant_folder = |page: &Page, folder: &str, file: &str| {
        let id = index.get(&format!("{}/{file}", names.near(folder)?))?;
        Some(relative(&page.path, &input.pages[id].path))
    };
    let of_page = |page: &Page| {
        let mut found = Vec::new();
        let mut told = BTreeSet::new();
        let mut linked: Option<BTreeSet<String>> = None;
        for link in &page.links {
            let target = split_anchor(&link.value).0;
            let is_relative = target.ends_with(".md") && !target.starts_with('/') && !target.contains("://");
            let path = if is_relative { resolve_path(&page.path, target) } else { None };
            let Some(path) = path else { continue };
            let Some((folder, file)) = path.rsplit_once('/').filter(|_| path.starts_with(&version)) else { continue };
            if index.get(&path).is_some() || !told.insert(path.clone()) {
                continue;
            }
            let message = format!("there is no page `{target}`");
            let Some(files) = folders.get(folder) else {
                if let Some(other) = meant_folder(page, folder, file) {
                    let finding = diagnostic(page, link.span, Code::BrokenLink, message).with_help(meant(&other));
                    found.push(finding.with_slip(target, Some(&other)));
                }
                continue;
            };
            // What the page links to by itself isn't what this link means.
            let linked = linked.get_or_insert_with(|| {
                page.links.iter().map(|link| file_stem(&link.value).to_ascii_lowercase()).collect()
            });
            let near = files.near(file.trim_end_matches(".md"));
            let near = near.filter(|near| !linked.contains(&near.to_ascii_lowercase()));
            let help = near.map(|near| meant(format_args!("{near}.md")));
            found.push(diagnostic(page, link.span, Code::BrokenLink, message).with_help(help));
        }
        found
    };
    diagnostics.par_extend(input.pages.par_iter().flat_map_iter(of_page));
}

/// Returns the name of the file that a link leads to, without its end.
fn file_stem(target: &str) -> &str {
    let path = split_anchor(target).0;
    path.rsplit('/').next().unwrap_or(path).trim_end_matches(".md")
}

/// Tells of includes that can't be followed; gives for each page the places of those whose files aren't here.
pub fn includes(input: Input, diagnostics: &mut Vec<Diagnostic>) -> BTreeMap<PageId, BTreeSet<Span>> {
    let files = Files::of(input.includes);
    let mut missing: BTreeMap<PageId, BTreeSet<Span>> = BTreeMap::new();
    for (id, page) in PageId::each(input.pages) {
        for include in &page.includes {
            let (found, finding) = files.follow(page, include);
            diagnostics.extend(finding);
            if !found {
                missing.entry(id).or_default().insert(include.span);
            }
        }
    }
    for page in input.includes {
        for include in &page.includes {
            diagnostics.extend(files.follow(page, include).1);
            if files.leads_to(page, include, &page.path.to_ascii_lowercase()) {
                let message = format!("`{}` includes this file again", include.target);
                diagnostics.push(diagnostic(page, include.span, Code::BrokenInclude, message));
            }
        }
    }
    missing
}

/// The files that may be included, and the folders they are in.
struct Files<'p> {
    by_path: BTreeMap<String, &'p Page>,
    folders: BTreeMap<String, Known>,
    /// By their names without folders.
    by_name: BTreeMap<String, Vec<&'p Page>>,
}

impl<'p> Files<'p> {
    fn of(includes: &'p [Page]) -> Self {
        let by_path: BTreeMap<String, &Page> =
            includes.iter().map(|page| (page.path.to_ascii_lowercase(), page)).collect();
        let mut folders: BTreeMap<String, Vec<&str>> = BTreeMap::new();
        for (folder, file) in by_path.keys().filter_map(|path| path.rsplit_once('/')) {
            folders.entry(folder.to_owned()).or_default().push(file);
        }
        let folders = folders.into_iter().map(|(folder, files)| (folder, Known::new(files))).collect();
        let mut by_name: BTreeMap<String, Vec<&Page>> = BTreeMap::new();
        for (path, page) in &by_path {
            by_name.entry(path.rsplit('/').next().unwrap_or_default().to_owned()).or_default().push(page);
        }
        Self { by_path, folders, by_name }
    }

    /// Tells whether the file of a directive is here, and what is wrong with it. A folder of includes that as a whole isn't
    /// here was left out on purpose, unless facts are missing with it.
    fn follow(&self, page: &Page, include: &Include) -> (bool, Option<Diagnostic>) {
        let finding =
            |message, help| Some(diagnostic(page, include.span, Code::BrokenInclude, message).with_help(help));
        let Some(path) = resolve_path(&page.path, &include.target) else {
            return (false, finding(format!("`{}` leads out of the docs tree", include.target), None));
        };
        if self.by_path.contains_key(&path) {
            return (true, None);
        }
        let (folder, file) = path.rsplit_once('/').unwrap_or(("", &path));
        let elsewhere = self.elsewhere(page, folder, file);
        if !self.folders.contains_key(folder) && !include.carries_permissions() && elsewhere.is_none() {
            return (false, None);
        }
        let near = self.folders.get(folder).and_then(|files| files.near(file)).map(meant);
        let finding = finding(format!("there is no file `{}`", include.target), elsewhere.as_ref().map(meant).or(near));
        (false, finding.map(|finding| finding.with_slip(&include.target, elsewhere.as_deref())))
    }

    /// Returns how a page includes the only file of a name that is in another folder than the one that it looks in, if that is here, too,
    /// or is that other folder misspelled.
    fn elsewhere(&self, page: &Page, folder: &str, file: &str) -> Option<String> {
        let [only] = self.by_name.get(file)?.as_slice() else { return None };
        let other = only.path.rsplit_once('/').map_or("", |(folder, _)| folder).to_ascii_lowercase();
        let is_misspelled = || suggest(folder, [other.as_str()]).is_some();
        (self.folders.contains_key(folder) || is_misspelled()).then(|| relative(&page.path, &only.path))
    }

    /// Tells whether what a directive includes leads to a file, directly or through others.
    fn leads_to(&self, page: &Page, include: &Include, wanted: &str) -> bool {
        let mut seen = BTreeSet::new();
        let mut open: Vec<String> = resolve_path(&page.path, &include.target).into_iter().collect();
        while let Some(path) = open.pop() {
            if path == wanted {
                return true;
            }
            if let Some(page) = self.by_path.get(&path).filter(|_| seen.insert(path)) {
                open.extend(page.includes.iter().filter_map(|include| resolve_path(&page.path, &include.target)));
            }
        }
        false
    }
}

/// Enters in the ledger which included files aren't here.
pub fn account(ledger: &mut [Entry], missing: &BTreeSet<Span>) {
    for entry in ledger.iter_mut().filter(|entry| entry.item == Item::Include && missing.contains(&entry.span)) {
        entry.fate = Fate::LeftOut(Reason::MissingInclude);
    }
}

/// Enters in the ledger that nothing was made of a page that should define something, and tells so.
pub fn nothing_made(page: &Page, ledger: &mut [Entry]) -> Option<Diagnostic> {
    let message = match page.kind {
        PageKind::Resource => "no type could be made of this page",
        PageKind::Enum | PageKind::EnumCollection => "no enum type was made of this page: no row or parameter is of it",
        PageKind::Operation => "no operation could be made of this page",
        PageKind::Include | PageKind::Overview => return None,
    };
    for entry in ledger.iter_mut().filter(|entry| matches!(entry.fate, Fate::Used(_))) {
        entry.fate = Fate::LeftOut(Reason::NothingMade);
    }
    let title = page.title.as_ref();
    // A page that is no more than about types may list their properties.
    let is_concept = page.stated("doc_type").is_some_and(|word| word.to_lowercase().starts_with("conceptual"));
    if page.kind == PageKind::Resource && is_concept && !page.is_titled_type() {
        return None;
    }
    let span = title.map(|title| title.span).unwrap_or_default();
    Some(diagnostic(page, span, Code::NothingMade, message.to_owned()))
}

/// Enters in the ledger which tables list the members of no enum type; `is_enum` tells for a section, or the whole page, whether
/// it describes one.
pub fn account_members(page: &Page, ledger: &mut [Entry], is_enum: impl Fn(Option<usize>) -> bool) {
    let listing = |table: &&Table| table.role == TableRole::Members && !is_enum(None) && !is_enum(table.section);
    leave_out(page, ledger, Reason::ValuesOfText, listing);
}

/// Enters in the ledger which tables of bodies no operation of the page sends.
pub fn account_sent(page: &Page, ledger: &mut [Entry], operations: &[&Operation]) {
    let has_object = operations.iter().any(|operation| matches!(operation.body, Body::Value(..) | Body::Parameters(_)));
    let known = || {
        let lists = operations.iter().flat_map(|operation| [&operation.arguments, &operation.query, &operation.keys]);
        lists.flatten().map(|parameter| parameter.name.as_str())
    };
    let unsent = |table: &&Table| match &table.rows {
        Rows::Members(rows) if table.role == TableRole::RequestBody && !has_object => {
            !rows.iter().any(|row| known().any(|name| name.eq_ignore_ascii_case(&row.name)))
        }
        _ => false,
    };
    leave_out(page, ledger, Reason::NotSent, unsent);
}

/// Enters in the ledger why nothing is made of some tables.
fn leave_out(page: &Page, ledger: &mut [Entry], reason: Reason, which: impl Fn(&&Table) -> bool) {
    let spans: BTreeSet<Span> = page.tables.iter().filter(which).map(|table| table.span).collect();
    let tables = ledger.iter_mut().filter(|entry| entry.item == Item::Table && spans.contains(&entry.span));
    tables.filter(|entry| matches!(entry.fate, Fate::Used(_))).for_each(|entry| entry.fate = Fate::LeftOut(reason));
}

/// Enters in the ledger what operations take of the files that their pages include.
pub fn account_carried(ledger: &mut [Entry], carried: &BTreeMap<Span, Option<&'static str>>) {
    for entry in ledger.iter_mut().filter(|entry| entry.item == Item::Include) {
        if let Some(carried) = carried.get(&entry.span) {
            entry.fate = carried.map_or(Fate::LeftOut(Reason::ProseInclude), Fate::Used);
        }
    }
}

/// Tells of requests to hosts that aren't Graph's. An example may show what another service is asked; it is meant for
/// Graph if a version follows the host.
pub fn hosts(pages: &[Page], diagnostics: &mut Vec<Diagnostic>) {
    for page in pages {
        let lines = page.requests.iter().filter_map(|line| Some((line.span, line.host.as_deref()?)));
        let examples = page.blocks.iter().filter(|block| block.role == BlockRole::RequestExample).filter_map(|block| {
            let url = block.message.as_ref()?.url.as_str();
            let versioned = ["/v1.0/", "/beta/"].iter().find_map(|version| url.find(version));
            Some((block.span, &url[..versioned?]))
        });
        for (span, host) in lines.chain(examples) {
            let Some(name) = host_name(host).filter(|name| !HOSTS.contains(&name.to_ascii_lowercase().as_str())) else {
                continue;
            };
            let near = suggest(name, HOSTS).map(meant);
            let message = format!("`{name}` is no host of Microsoft Graph");
            let finding = diagnostic(page, span, Code::ForeignHost, message).with_help(near);
            diagnostics.push(finding.with_slip(name, sure(name, HOSTS)));
        }
    }
}

/// Returns the host of a URL; none where there is none, or a placeholder for it.
fn host_name(url: &str) -> Option<&str> {
    let rest = url.split_once("://")?.1;
    let name = rest.split(['/', '?', ':']).next()?;
    (!name.is_empty() && !name.contains(['{', '<', '['])).then_some(name)
}

/// Tells of examples that call another version than that of their page.
pub fn versions(input: Input, diagnostics: &mut Vec<Diagnostic>) {
    let of_graph = path::version(&format!("{}/", input.version)).is_some();
    for page in input.pages.iter().filter(|_| of_graph) {
        for block in page.blocks.iter().filter(|block| block.role == BlockRole::RequestExample) {
            let asked = block.message.as_ref().and_then(|message| path::version(&message.url));
            let Some(asked) = asked.filter(|asked| !asked.eq_ignore_ascii_case(input.version)) else { continue };
            let message = format!("the example calls `/{asked}/`, but its page is of {}", input.version);
            diagnostics.push(diagnostic(page, block.span, Code::VersionMismatch, message));
        }
    }
}

/// Tells of names in request lines that the type before them has no property of: each once, where it comes first. A type
/// whose own page lists no properties may have any.
pub fn segments(
    linker: Linker,
    resolver: &PathResolver,
    requests: &[DocumentedRequest],
    diagnostics: &mut Vec<Diagnostic>,
) {
    let of_request = |request: &DocumentedRequest| {
        let segments = &request.path.segments;
        let unknown = |at: usize| {
            let Segment::Literal(name) = &segments[at] else { return None };
            let (id, owner) = unknown_property(linker, resolver, &segments[..at], name)?;
            // A call may stand at the end, and is bound to what it stands behind.
            let walked = resolver.resolve(&segments[..=at]);
            if walked.last == PathStep::Procedure {
                return None;
            }
            let page = &linker.pages[request.page];
            let ty = &linker.types.types[id].name;
            let message = format!("`{}` goes through `{name}`, which `{ty}` has no property of", request.path.text);
            let help = Some(format!("is a row for `{name}` missing in {}?", owner.path));
            let finding = diagnostic(page, request.path.span, Code::UnknownSegment, message).with_help(help);
            Some(((id, name.to_ascii_lowercase()), finding))
        };
        (1..segments.len()).filter_map(unknown).collect::<Vec<_>>()
    };
    let written = requests.par_iter().filter(|request| !request.path.from_example);
    let found: Vec<_> = written.flat_map_iter(of_request).collect();
    let mut told = BTreeSet::new();
    diagnostics.extend(found.into_iter().filter_map(|(what, finding)| told.insert(what).then_some(finding)));
}

/// Returns the type behind a path, and its page, if that page lists what the type has, and this name isn't there.
fn unknown_property<'p>(
    linker: Linker<'p>,
    resolver: &PathResolver,
    before: &[Segment],
    name: &str,
) -> Option<(TypeId, &'p Page)> {
    let TypeRef { collection: false, of: TypeOf::Named(id) } = resolver.resolve(before).ty? else { return None };
    if name.contains(['$', '.']) || resolver.property(id, name).is_some() {
        return None;
    }
    let structures = || resolver.bases.chain(id).map(|id| linker.types.types[id].structure());
    let listed = structures().next().flatten().is_some_and(|own| !own.properties.is_empty());
    let open = structures().any(|structure| structure.is_none_or(|structure| structure.open));
    let page = linker.types.types[id].pages.first().filter(|_| listed && !open)?;
    Some((id, &linker.pages[*page]))
}

/// Tells of actions and functions that no type is known to be bound to.
pub fn unbound(
    pages: &[Page],
    operations: &[OperationDraft],
    procedures: &[Procedure],
    diagnostics: &mut Vec<Diagnostic>,
) {
    let bound: BTreeSet<OperationId> =
        procedures.iter().flat_map(|procedure| procedure.operations.iter().copied()).collect();
    for (id, operation) in OperationId::each(operations) {
        let calls = matches!(operation.kind, OperationKind::Action | OperationKind::Function | OperationKind::Delta);
        let Some(path) = operation.paths.first().filter(|_| calls && !bound.contains(&id)) else { continue };
        let message = format!("nothing tells which type `{} {}` is bound to", operation.method, path.text);
        diagnostics.push(diagnostic(&pages[operation.page], path.span, Code::UnboundCall, message));
    }
}

/// Tells of annotations of answers that name a type which nobody defines.
pub fn answers(linker: Linker, diagnostics: &mut Vec<Diagnostic>) {
    for page in linker.pages {
        for annotation in page.annotations.iter().filter(|a| a.kind == AnnotationKind::Response) {
            let Some(name) = annotation.facts.ty().map(str::trim) else { continue };
            let inner = unwrap_collection(name.trim_start_matches('#')).0;
            let nothing = inner.is_empty() || ["none", "null", "nothing"].iter().any(|word| inner.ends_with(word));
            let known =
                primitives::find(inner).is_some() || linker.types.index.find(inner, &page.says.namespace).is_some();
            if !known && !nothing {
                diagnostics.push(linker.undefined(page, inner, annotation.span, Code::UndefinedType));
            }
        }
    }
}

/// Tells of pages whose operations state no permissions. One that includes them from a file that isn't here says where they
/// are; that finding is another.
pub fn permissions(
    pages: &[Page],
    operations: &[OperationDraft],
    permitted: &[Permitted],
    diagnostics: &mut Vec<Diagnostic>,
) {
    let says = |permissions: &Permissions| permissions.stated || permissions.missing.is_some();
    let unstated = operations.iter().zip(permitted).filter(|(_, permitted)| !says(&permitted.whole));
    let silent: BTreeSet<PageId> = unstated.map(|(operation, _)| operation.page).collect();
    for id in silent {
        let page = &pages[id];
        let span = page.title.as_ref().map(|title| title.span).unwrap_or_default();
        let message = "this page says nothing about permissions".to_owned();
        diagnostics.push(diagnostic(page, span, Code::NoPermissions, message));
    }
}
