//! The members of each enum type: its own page or section, an enum collection, or the value lists of descriptions.

use std::cell::LazyCell;
use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::index::Declarations;
use super::link::{Linker, diagnostic};
use super::rows::{member_rows, typed_rows};
use super::weigh::weigh;
use super::{EnumMember, EnumType, Evidence, Fact, PageId, Source, TypeId, TypeKind, TypeOf};
use crate::diagnostic::{Code, Diagnostic};
use crate::page::{EnumMemberRow, Page, PageKind};

/// Collects the members of every enum type, by type.
pub fn members(linker: Linker, diagnostics: &mut Vec<Diagnostic>) -> BTreeMap<TypeId, EnumType> {
    let mut listed = listed(linker);
    let mut sections: BTreeMap<TypeId, Vec<(PageId, Option<usize>)>> = BTreeMap::new();
    for (place, id) in &linker.types.of_section {
        sections.entry(*id).or_default().push(*place);
    }
    let mut members = BTreeMap::new();
    for (id, ty) in TypeId::each(&linker.types.types) {
        if !matches!(ty.kind, TypeKind::Enum(_)) {
            continue;
        }
        let mut places = sections.remove(&id).unwrap_or_default();
        // A page of its own is to be trusted more than a section among others.
        places.sort_by_key(|(page, section)| (section.is_some(), *page, *section));
        let listed = listed.remove(&id).unwrap_or_default();
        members.insert(id, one(linker, &ty.name, &places, &listed, diagnostics));
    }
    members
}

/// The names of members, as a table or a value list has them.
type Names = Fact<Vec<String>>;

/// What the rows of properties and parameters of an enum type say of it.
#[derive(Default)]
struct Listed {
    /// Their value lists.
    lists: Vec<Names>,
    /// Whether one of them says that several values go together.
    combined: bool,
}

/// Collects what rows say of their enum types. Tables of members know better than the lists of parameters, which say the
/// same on many pages: these count where nothing else defines the type.
fn listed(linker: Linker) -> BTreeMap<TypeId, Listed> {
    let mut found: BTreeMap<TypeId, Listed> = BTreeMap::new();
    for (on, page) in PageId::each(linker.pages) {
        let joined = LazyCell::new(|| joined_values(page));
        for row in typed_rows(page).filter(|row| row.combined || !row.values.is_empty()) {
            let Some(expr) = &row.ty else { continue };
            let TypeOf::Named(id) = linker.type_ref_quietly(on, expr).of else { continue };
            let ty = &linker.types.types[id];
            if !matches!(ty.kind, TypeKind::Enum(_)) {
                continue;
            }
            let listed = found.entry(id).or_default();
            listed.combined |= !expr.collection && (row.combined || are_joined(&joined, &row.name, &row.values));
            let counts = page.kind == PageKind::Resource || ty.evidence.source == Source::ValueList;
            if counts && !row.values.is_empty() {
                let evidence = Evidence { page: on, span: row.span, source: Source::ValueList };
                listed.lists.push(Fact { value: row.values.clone(), evidence });
            }
        }
    }
    found
}

/// Collects the texts with commas that examples of a page give, by the name of what they are given.
fn joined_values(page: &Page) -> BTreeMap<&str, Vec<&str>> {
    let shown = page.blocks.iter().filter(|block| block.message.is_some()).filter_map(|block| block.json.as_ref());
    let mut joined: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (name, value) in shown.filter_map(Value::as_object).flatten() {
        if let Some(text) = value.as_str().filter(|text| text.contains(',')) {
            joined.entry(name).or_default().push(text);
        }
    }
    joined
}

/// Tells whether one of the texts of a name is several of these values.
fn are_joined(joined: &BTreeMap<&str, Vec<&str>>, name: &str, values: &[String]) -> bool {
    let is_value = |part: &str| values.iter().any(|value| value == part.trim());
    let texts = joined.get(name).filter(|_| !values.is_empty());
    texts.is_some_and(|texts| texts.iter().any(|text| text.split(',').all(is_value)))
}

/// Joins the members of one type: those of tables, or where there is none those that descriptions list.
fn one(
    linker: Linker,
    name: &str,
    places: &[(PageId, Option<usize>)],
    listed: &Listed,
    diagnostics: &mut Vec<Diagnostic>,
) -> EnumType {
    let mut ty = EnumType { flags: listed.combined, ..EnumType::default() };
    let mut tables: Vec<Names> = Vec::new();
    let mut known = Known::default();
    for (on, section) in places {
        let page = &linker.pages[*on];
        let evidence = |row: &EnumMemberRow| Evidence { page: *on, span: row.span, source: Source::Table };
        let names = member_rows(page, *section).map(|row| row.name.clone()).collect();
        tables.extend(member_rows(page, *section).next().map(|row| Fact { value: names, evidence: evidence(row) }));
        let earlier = ty.members.len();
        member_rows(page, *section).for_each(|row| known.add(&mut ty.members, row, evidence(row)));
        known.settle(&ty.members[earlier..], earlier);
        ty.flags |= says_flags(page, *section);
    }
    let weighed = weigh(tables.iter().chain(&listed.lists), &[Source::Table, Source::ValueList]);
    if let Some(weighed) = weighed.filter(|weighed| weighed.taken.evidence.source == Source::Table) {
        for lost in weighed.lost(|_| false) {
            let differing = differing(linker, name, weighed.taken, lost, &ty.members);
            let page = &linker.pages[lost.evidence.page];
            let Evidence { page: other, span: there, .. } = weighed.taken.evidence;
            let finding = |message| {
                let finding = diagnostic(page, lost.evidence.span, Code::EnumMembersDiffer, message);
                finding.with_related(&linker.pages[other].path, there, "elsewhere they begin with this one")
            };
            diagnostics.extend(differing.map(finding));
        }
    } else {
        for list in &listed.lists {
            for name in unknown(list, &ty.members) {
                ty.members.push(EnumMember { name, evidence: list.evidence, ..Default::default() });
            }
        }
    }
    if ty.members.iter().all(|member| member.value.is_some()) {
        ty.members.sort_by_key(|member| member.value);
    }
    ty
}

/// Says how a table of another page, or a list, differs from the table that was taken; a list may leave members out.
fn differing(linker: Linker, name: &str, taken: &Names, lost: &Names, members: &[EnumMember]) -> Option<String> {
    let quoted = |names: Vec<String>| names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>();
    if lost.evidence.source == Source::ValueList {
        let extra = unknown(lost, members);
        let message = || {
            format!("the description lists {}, which the members of `{name}` lack", shortened(&quoted(extra.clone())))
        };
        return (!extra.is_empty()).then(message);
    }
    let lower = |names: &Names| names.value.iter().map(|name| name.to_ascii_lowercase()).collect::<BTreeSet<_>>();
    let differing: Vec<String> = lower(lost).symmetric_difference(&lower(taken)).cloned().collect();
    let elsewhere = lost.evidence.page != taken.evidence.page && !differing.is_empty();
    let other = &linker.pages[taken.evidence.page].path;
    elsewhere
        .then(|| format!("the members of `{name}` differ from those in {other}: {}", shortened(&quoted(differing))))
}

/// Returns the names of a list that no member has.
fn unknown(list: &Names, members: &[EnumMember]) -> Vec<String> {
    let known: BTreeSet<String> = members.iter().map(|member| member.name.to_ascii_lowercase()).collect();
    let is_new = |v: &&String| *v != "null" && !known.contains(&v.to_ascii_lowercase());
    list.value.iter().filter(is_new).cloned().collect()
}

/// Joins the first few of a list of names.
fn shortened(names: &[String]) -> String {
    const SHOWN: usize = 5;
    match names.len().saturating_sub(SHOWN) {
        0 => names.join(", "),
        more => format!("{} and {more} more", names[..SHOWN].join(", ")),
    }
}

/// The places of members by their names.
#[derive(Default)]
struct Known {
    by_name: BTreeMap<String, usize>,
    /// Those of earlier tables, by the name in lower case.
    earlier: BTreeMap<String, usize>,
}

impl Known {
    /// Adds the member of a row, or joins it with one of the same name. Members of earlier places may be written in another
    /// letter case; of one place, names that differ in letter case are different members.
    fn add(&mut self, members: &mut Vec<EnumMember>, row: &EnumMemberRow, evidence: Evidence) {
        let same = self.by_name.get(&row.name).or_else(|| self.earlier.get(&row.name.to_ascii_lowercase()));
        if let Some(member) = same.map(|at| &mut members[*at]) {
            member.value = member.value.or(row.value);
            if member.description.text.is_empty() {
                member.description = row.description.clone();
            }
            return;
        }
        self.by_name.insert(row.name.clone(), members.len());
        members.push(EnumMember {
            name: row.name.clone(),
            value: row.value,
            description: row.description.clone(),
            evidence,
        });
    }

    /// Makes the members that a place has added earlier ones; `first` is the place of the first of them.
    fn settle(&mut self, added: &[EnumMember], first: usize) {
        for (at, member) in (first..).zip(added) {
            self.earlier.entry(member.name.to_ascii_lowercase()).or_insert(at);
        }
    }
}

/// Tells whether the page or section says that values are combined.
fn says_flags(page: &Page, section: Option<usize>) -> bool {
    page.says.flags.iter().any(|said| section.is_none() || said.value == section)
}

/// Writes the members into the types.
pub fn apply(declarations: &mut Declarations, mut members: BTreeMap<TypeId, EnumType>) {
    for (id, ty) in TypeId::each(&mut declarations.types) {
        if let (TypeKind::Enum(old), Some(new)) = (&mut ty.kind, members.remove(&id)) {
            *old = new;
        }
    }
}
