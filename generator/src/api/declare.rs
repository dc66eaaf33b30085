//! The first pass: which types there are, and which pages and sections describe them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::index::{Declarations, PageIndex, TypeIndex, split_anchor};
use super::link::diagnostic;
use super::rows::{self, signature, typed_rows};
use super::{EnumType, Evidence, PageId, Source, Structure, Type, TypeId, TypeKind, notes};
use crate::diagnostic::{Code, Diagnostic};
use crate::page::says::sentence::is_name;
use crate::page::says::{Claim, Said, TypeWords};
use crate::page::{
    AnnotationKind, BlockRole, MemberRow, Page, PageKind, Prose, Returned, Rows, SectionRole, TableRole,
};
use crate::span::Span;

/// A type before ids are given.
struct Candidate {
    namespace: String,
    name: String,
    is_enum: bool,
    page: PageId,
    section: Option<usize>,
    evidence: Evidence,
    /// What the row says that lists its values, where nothing else defines it.
    description: Option<Prose>,
}

/// Gives every type an id.
pub fn declare(pages: &[Page], page_index: &PageIndex, diagnostics: &mut Vec<Diagnostic>) -> Declarations {
    let mut candidates = Vec::new();
    let references = References::of(pages);
    for (id, page) in PageId::each(pages) {
        structured(id, page, &mut candidates, diagnostics);
        enums(id, page, &references, &mut candidates);
    }
    respell(&mut candidates, &references);
    call_as_derived_types_do(&mut candidates, &references, pages, diagnostics);
    candidates.retain(|candidate| !explains(candidate, &references, pages));
    let mut declarations = collect(&candidates, pages);
    let mut implied = listed_enums(pages, page_index, &declarations);
    implied.extend(sent_types(pages, page_index, &declarations));
    if !implied.is_empty() {
        candidates.extend(implied);
        declarations = collect(&candidates, pages);
    }
    diagnostics.extend(candidates.iter().filter_map(|candidate| same_name(candidate, &declarations, pages)));
    declarations
}

/// Reports members of an enum type that has the name of a type with properties, to which they can't belong.
fn same_name(candidate: &Candidate, declarations: &Declarations, pages: &[Page]) -> Option<Diagnostic> {
    let page = &pages[candidate.page];
    let listed = || rows::member_rows(page, candidate.section).next().is_some();
    if !candidate.is_enum || candidate.description.is_some() || !listed() {
        return None;
    }
    let ty = &declarations.types[declarations.index.find(&candidate.name, &candidate.namespace)?];
    ty.structure()?;
    let other = &pages[ty.evidence.page].path;
    let message = format!("`{}` has properties on {other}; the members listed here belong to no type", candidate.name);
    let finding = diagnostic(page, candidate.evidence.span, Code::Disagreement, message);
    Some(finding.with_related(other, ty.evidence.span, "the type with properties"))
}

/// How type cells and links spell the names of types, and which anchors they lead to.
#[derive(Default)]
struct References {
    /// How often each spelling occurs, by lower-case name.
    spellings: BTreeMap<String, BTreeMap<String, usize>>,
    /// Anchors in lower case.
    anchors: BTreeSet<String>,
    /// The value lists of properties, sorted and in lower case, with the lower-case name of their property.
    lists: BTreeSet<(String, Vec<String>)>,
}

impl References {
    fn of(pages: &[Page]) -> Self {
        let mut references = Self::default();
        for page in pages {
            for table in &page.tables {
                let Rows::Members(rows) = &table.rows else { continue };
                let cells = rows.iter().filter_map(|row| row.ty.as_ref());
                cells.for_each(|cell| references.add(&cell.name, cell.target.as_deref()));
            }
            let listed = member_rows(page).filter(|row| !row.values.is_empty());
            references.lists.extend(listed.map(|row| {
                let values = row.values.iter().map(String::as_str);
                (row.name.to_ascii_lowercase(), signature(values))
            }));
            for annotation in &page.annotations {
                annotation.facts.base_type.iter().for_each(|base| references.add(base, None));
            }
            for table in &page.tables {
                let Rows::Methods(rows) = &table.rows else { continue };
                let returns = rows.iter().filter_map(|row| match &row.returns {
                    Some(Returned::Value(expr)) => Some(expr),
                    _ => None,
                });
                returns.for_each(|cell| references.add(&cell.name, cell.target.as_deref()));
            }
        }
        references
    }

    fn add(&mut self, name: &str, target: Option<&str>) {
        let simple = name.rsplit('.').next().unwrap_or(name);
        *self.spellings.entry(simple.to_ascii_lowercase()).or_default().entry(simple.to_owned()).or_default() += 1;
        let anchor = target.and_then(|target| target.split_once('#')).map(|(_, anchor)| anchor.to_ascii_lowercase());
        self.anchors.extend(anchor);
    }

    /// Tells whether a section of members defines a type: a cell names it as such. On a page of nothing but enum types it
    /// is enough that no property of this name lists these values, which the section would explain.
    fn defines_type(&self, page: &Page, at: usize, name: &str) -> bool {
        let anchor = page.sections[at].anchor().to_ascii_lowercase();
        let name = name.to_ascii_lowercase();
        let named = self.spellings.contains_key(&name) || self.anchors.contains(&anchor);
        let members = || signature(rows::member_rows(page, Some(at)).map(|row| row.name.as_str()));
        named || (page.kind == PageKind::EnumCollection && !self.lists.contains(&(name, members())))
    }
}

/// Takes the spelling that most cells use where annotations and titles write a name in lower case only.
fn respell(candidates: &mut [Candidate], references: &References) {
    for candidate in candidates {
        let used = references.spellings.get(&candidate.name.to_ascii_lowercase());
        let most = used.and_then(|used| used.iter().max_by_key(|(name, count)| (**count, std::cmp::Reverse(*name))));
        let has_case = |name: &str| name.chars().any(|c| c.is_ascii_uppercase());
        let camel = |name: &str| has_case(name) && name.starts_with(|c: char| c.is_ascii_lowercase());
        if let Some((name, _)) = most.filter(|(name, _)| camel(name) && !has_case(&candidate.name)) {
            candidate.name.clone_from(name);
        }
    }
}

/// Takes the name by which pages of derived types link to a type, where its file has that name, too, and nothing else calls it as
/// its own page does.
fn call_as_derived_types_do(
    candidates: &mut [Candidate],
    references: &References,
    pages: &[Page],
    diagnostics: &mut Vec<Diagnostic>,
) {
    let linked: BTreeMap<String, &str> = pages
        .iter()
        .flat_map(|page| &page.says.bases)
        .filter_map(|claim| {
            let (target, name) = (claim.value.target.as_deref()?, claim.value.name.as_str());
            let file = target.split('#').next().unwrap_or_default();
            let is_called_so = is_name(name) && file_type(file).eq_ignore_ascii_case(name);
            is_called_so.then(|| (file.rsplit('/').next().unwrap_or_default().to_ascii_lowercase(), name))
        })
        .collect();
    let mut of_page: BTreeMap<PageId, usize> = BTreeMap::new();
    candidates.iter().for_each(|candidate| *of_page.entry(candidate.page).or_default() += 1);
    for candidate in candidates.iter_mut().filter(|candidate| !candidate.is_enum && of_page[&candidate.page] == 1) {
        let page = &pages[candidate.page];
        let file = page.path.rsplit('/').next().unwrap_or_default().to_ascii_lowercase();
        let named = references.spellings.contains_key(&candidate.name.to_ascii_lowercase());
        let Some(name) = linked.get(&file).filter(|name| !named && !name.eq_ignore_ascii_case(&candidate.name)) else {
            continue;
        };
        let message =
            format!("pages of derived types and the file call the type `{name}`, only this page `{}`", candidate.name);
        diagnostics.push(diagnostic(page, candidate.evidence.span, Code::Disagreement, message));
        candidate.name = (*name).to_owned();
    }
}

/// Tells whether a page only explains a word: it is called like a primitive type, or no cell names its type and the page shows
/// nothing of one but the title, or an enum type.
fn explains(candidate: &Candidate, references: &References, pages: &[Page]) -> bool {
    let page = &pages[candidate.page];
    let unnamed = !references.spellings.contains_key(&candidate.name.to_ascii_lowercase());
    let primitive = matches!(super::primitives::find(&candidate.name), Some(super::TypeOf::Primitive(_)));
    let titled = candidate.evidence.source == Source::Title && candidate.section.is_none() && !candidate.is_enum;
    primitive || (unnamed && (page.kind == PageKind::Enum || (titled && !shows_members(page))))
}

/// Tells whether a page has a row of a member or a JSON representation.
fn shows_members(page: &Page) -> bool {
    member_rows(page).next().is_some() || page.blocks.iter().any(|block| block.role == BlockRole::JsonRepresentation)
}

/// Collects the types of resource annotations, or that of the title where there is none.
fn structured(id: PageId, page: &Page, out: &mut Vec<Candidate>, found: &mut Vec<Diagnostic>) {
    if page.kind == PageKind::Include {
        return;
    }
    let before = out.len();
    for annotation in page.annotations.iter().filter(|a| a.kind == AnnotationKind::Resource) {
        let Some(name) = annotation.facts.ty() else { continue };
        let name = name.trim().trim_start_matches('#');
        let (space, simple) = name.rsplit_once('.').unwrap_or((page.says.namespace.as_str(), name));
        let space = if is_name(space) {
            space
        } else {
            found.push(refused(page, annotation.span, space, "a namespace"));
            page.says.namespace.as_str()
        };
        if is_name(simple) {
            let evidence = Evidence { page: id, span: annotation.span, source: Source::Annotation };
            out.push(candidate(space, simple, false, evidence, annotation.section));
        } else {
            found.push(refused(page, annotation.span, simple, "the name of a type"));
        }
    }
    if out.len() == before && page.kind == PageKind::Resource {
        let span = page.title.as_ref().map(|title| title.span).unwrap_or_default();
        let titled = page.title.as_ref().map(|title| (titled_type(&title.value), Source::Title));
        let (name, source) = match titled {
            // A title in another script may well call the type by a word of its language.
            Some((None, _))
                if shows_members(page) && page.title.as_ref().is_some_and(|title| !title.value.is_ascii()) =>
            {
                found.push(called_after_file(page, span));
                (Some(file_type(&page.path)), Source::FileName)
            }
            Some(titled) => titled,
            None => (Some(file_type(&page.path)), Source::FileName),
        };
        if let Some(name) = name.filter(|name| is_name(name)) {
            out.push(candidate(page.says.namespace.as_str(), name, false, Evidence { page: id, span, source }, None));
        }
    }
}

fn refused(page: &Page, span: Span, name: &str, what: &str) -> Diagnostic {
    diagnostic(
        page,
        span,
        Code::InvalidName,
        format!("`{name}` can't be {what}; this part of the annotation is left out"),
    )
}

fn called_after_file(page: &Page, span: Span) -> Diagnostic {
    let message =
        format!("the title names no type that a program can have; the file calls it `{}`", file_type(&page.path));
    let help = "name the type in the annotation of its JSON representation: `\"@odata.type\": \"microsoft.graph.…\"`";
    diagnostic(page, span, Code::InvalidName, message).with_help(help.to_owned())
}

/// Collects the enum types of a page and of its sections.
fn enums(id: PageId, page: &Page, references: &References, out: &mut Vec<Candidate>) {
    if page.kind == PageKind::Enum {
        let span = page.title.as_ref().map(|title| title.span).unwrap_or_default();
        let titled = page.title.as_ref().and_then(|title| titled_type(&title.value));
        let (name, source) = titled.map_or_else(|| (file_type(&page.path), Source::FileName), |n| (n, Source::Title));
        if is_name(name) {
            out.push(candidate(page.says.namespace.as_str(), name, true, Evidence { page: id, span, source }, None));
        }
        return;
    }
    for (at, section) in page.sections.iter().enumerate().filter(|(_, s)| s.role == SectionRole::Members) {
        let has_table = page.tables.iter().any(|t| t.role == TableRole::Members && t.section == Some(at));
        let name = first_name(&section.title);
        let defines = |name: &&str| references.defines_type(page, at, name);
        if let Some(name) = name.filter(defines).filter(|_| has_table) {
            let evidence = Evidence { page: id, span: section.span, source: Source::Title };
            out.push(candidate(page.says.namespace.as_str(), name, true, evidence, Some(at)));
        }
    }
}

/// Makes a candidate of a name, which may say its namespace itself.
fn candidate(space: &str, name: &str, is_enum: bool, evidence: Evidence, section: Option<usize>) -> Candidate {
    let (space, name) = name.rsplit_once('.').filter(|(_, name)| is_name(name)).unwrap_or((space, name));
    let (namespace, name) = (space.to_owned(), name.to_owned());
    Candidate { namespace, name, is_enum, page: evidence.page, section, evidence, description: None }
}

/// Reads the type that a title names: `X resource type`, `X enum type`, `X complex type`, `X facet`.
fn titled_type(title: &str) -> Option<&str> {
    let mut words = title.split_whitespace();
    let name = words.next().filter(|word| is_name(word))?;
    let next = words.next().map(str::to_ascii_lowercase).unwrap_or_default();
    let kinds = ["", "resource", "enum", "enumeration", "complex", "entity", "type", "facet", "values"];
    kinds.contains(&next.as_str()).then_some(name)
}

/// Reads the type that a file name names: its last part.
fn file_type(path: &str) -> &str {
    let stem = path.rsplit('/').next().unwrap_or_default();
    let stem = stem.rsplit_once('.').map_or(stem, |(stem, _)| stem);
    stem.rsplit(['-', '_']).next().unwrap_or_default()
}

/// Finds the first word of a heading that is a name.
fn first_name(heading: &str) -> Option<&str> {
    heading.split_whitespace().map(|word| word.trim_matches(['`', '*'])).find(|word| is_name(word))
}

/// Sorts the candidates, joins those of one name, and gives ids.
fn collect(candidates: &[Candidate], pages: &[Page]) -> Declarations {
    let mut groups: BTreeMap<(String, String), Vec<&Candidate>> = BTreeMap::new();
    for candidate in candidates {
        let key = (candidate.namespace.to_ascii_lowercase(), candidate.name.to_ascii_lowercase());
        groups.entry(key).or_default().push(candidate);
    }
    let mut declarations = Declarations { of_page: vec![Vec::new(); pages.len()], ..Default::default() };
    for group in groups.values_mut() {
        group.sort_by_key(|c| (rank(c, pages), c.evidence));
        let id = TypeId(u32::try_from(declarations.types.len()).unwrap_or(u32::MAX));
        let is_enum = group.iter().any(|c| c.is_enum) && !group.iter().any(|c| has_members(c, pages));
        declarations.types.push(new_type(group, is_enum, pages));
        for candidate in group.iter() {
            if candidate.evidence.source == Source::ValueList {
                continue;
            }
            if is_enum {
                declarations.of_section.insert((candidate.page, candidate.section), id);
            } else if !declarations.of_page[candidate.page].contains(&id) {
                declarations.of_page[candidate.page].push(id);
            }
        }
    }
    for types in &mut declarations.of_page {
        types.sort_by_key(|id| declarations.types[*id].evidence.span.start);
    }
    declarations.index = Arc::new(TypeIndex::new(&declarations.types));
    declarations
}

/// Tells whether a candidate is a structured type with properties of its own.
fn has_members(candidate: &Candidate, pages: &[Page]) -> bool {
    let page = &pages[candidate.page];
    !candidate.is_enum && page.tables.iter().any(|table| table.role == TableRole::Properties)
}

/// Ranks the page that is named after a type first, then the one with the most tables.
fn rank(candidate: &Candidate, pages: &[Page]) -> (bool, std::cmp::Reverse<usize>) {
    let page = &pages[candidate.page];
    let named = file_type(&page.path).eq_ignore_ascii_case(&candidate.name);
    (!named, std::cmp::Reverse(page.tables.len()))
}

fn new_type(group: &[&Candidate], is_enum: bool, pages: &[Page]) -> Type {
    let main = group[0];
    let page = &pages[main.page];
    let mut ids: Vec<PageId> = Vec::new();
    for candidate in group {
        if !ids.contains(&candidate.page) && candidate.evidence.source != Source::ValueList {
            ids.push(candidate.page);
        }
    }
    let own_page = (main.section.is_none() || !main.is_enum) && page.kind != PageKind::Operation;
    let kind = match is_enum {
        true => TypeKind::Enum(EnumType::default()),
        false => TypeKind::Complex(Structure::default()),
    };
    Type {
        namespace: main.namespace.clone(),
        name: main.name.clone(),
        kind,
        description: main.description.clone().or_else(|| own_page.then(|| description(page))).unwrap_or_default(),
        notes: notes::of_type(page, main.section.filter(|_| main.is_enum), own_page && main.description.is_none()),
        deprecated: page.says.deprecated.clone().filter(|_| own_page && main.description.is_none()),
        area: super::AreaId::default(),
        pages: ids,
        evidence: main.evidence,
    }
}

/// Returns the description of a page: its text, else that of its front matter.
pub fn description(page: &Page) -> Prose {
    let stated = page.description.as_ref().map(|d| d.value.clone()).filter(|prose| !prose.text.is_empty());
    stated.unwrap_or_else(|| {
        let text = page.stated("description").unwrap_or_default().to_owned();
        Prose { text, marks: Vec::new() }
    })
}

/// Types whose own pages aren't in the tree, as far as pages of operations show them: the body section links to the page
/// of a type, and a table lists what is sent of it.
fn sent_types(pages: &[Page], page_index: &PageIndex, known: &Declarations) -> Vec<Candidate> {
    let mut sent = Vec::new();
    for (id, page) in PageId::each(pages).filter(|(_, page)| page.kind == PageKind::Operation) {
        let Some(table) = page.tables.iter().find(|table| table.role == TableRole::RequestBody) else { continue };
        // What an action is sent is neither what it answers nor what its opening or a text behind the table speaks of.
        let acts = is_titled_procedure(page);
        let introduces = |said: &Claim<Said>| said.source != Source::Title && said.span.end <= table.span.start;
        let bodies = page.says.bodies.iter().filter(|said| !acts || introduces(said));
        let said = bodies.chain(page.says.answers.iter().filter(|_| !acts));
        let types = said.filter_map(|said| match &said.value {
            Said::Types(types) => Some(types.iter().map(move |words| (said.span, words))),
            _ => None,
        });
        let missing = |(_, words): &(_, &TypeWords)| {
            let target = words.target.as_deref().unwrap_or_default();
            split_anchor(target).0.contains("resources/")
                && is_name(&words.name)
                && page_index.follow(&page.path, target).is_none()
                && known.index.find(&words.name, &page.says.namespace).is_none()
        };
        if let Some((span, words)) = types.flatten().find(missing) {
            let evidence = Evidence { page: id, span, source: Source::Prose };
            sent.push(candidate(&page.says.namespace, &words.name, false, evidence, None));
        }
    }
    sent
}

/// Tells whether the title of a page calls it that of an action, function or method: `X: name`, `name action`.
fn is_titled_procedure(page: &Page) -> bool {
    let Some(title) = &page.title else { return false };
    let lower = title.value.to_lowercase();
    lower.contains([':', '：']) || [" action", " function", " method"].iter().any(|word| lower.ends_with(word))
}

/// Finds the enum types that only descriptions list: a type cell names what nobody defines, and the row gives its values.
fn listed_enums(pages: &[Page], page_index: &PageIndex, known: &Declarations) -> Vec<Candidate> {
    let mut listed = Vec::new();
    for (id, page) in PageId::each(pages) {
        let is_known = |name: &str| {
            let found = known.index.find(name, &page.says.namespace).map(|id| &known.types[id]);
            found.is_some_and(|ty| !is_of_other_namespace(ty, name, &page.says.namespace))
        };
        for row in typed_rows(page).filter(|row| !row.values.is_empty()) {
            let Some(ty) = &row.ty else { continue };
            let simple = ty.name.rsplit_once('.').map_or(ty.name.as_str(), |(_, simple)| simple);
            let namespace = page.says.namespace.as_str();
            let unknown = super::primitives::find(&ty.name).is_none() && !is_known(&ty.name);
            let linked = ty.target.as_deref().and_then(|target| page_index.follow(&page.path, target));
            let own_anchor = linked.is_none_or(|(to, anchor)| to == id && anchor.is_some());
            if unknown && own_anchor && is_name(simple) {
                let space = ty.name.rsplit_once('.').map_or(namespace, |(space, _)| space);
                let evidence = Evidence { page: id, span: row.span, source: Source::ValueList };
                let description = Some(row.description.clone());
                listed.push(Candidate { description, ..candidate(space, simple, true, evidence, None) });
            }
        }
    }
    listed
}

/// Tells whether an enum type has only the simple name of one that a page names with its own namespace.
fn is_of_other_namespace(ty: &Type, name: &str, own: &str) -> bool {
    let says_own = name.rsplit_once('.').is_some_and(|(space, _)| space.eq_ignore_ascii_case(own));
    says_own && ty.structure().is_none() && !ty.namespace.eq_ignore_ascii_case(own)
}

/// Gives all rows of the property and relationship tables of a page.
pub fn member_rows(page: &Page) -> impl Iterator<Item = &MemberRow> {
    page.tables
        .iter()
        .filter(|table| matches!(table.role, TableRole::Properties | TableRole::Relationships))
        .filter_map(|table| match &table.rows {
            Rows::Members(rows) => Some(rows),
            _ => None,
        })
        .flatten()
}
