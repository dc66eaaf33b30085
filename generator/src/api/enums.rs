//! The members of each enum type: its own page or section, an enum collection, or the value lists of descriptions.

use std::collections::{BTreeMap, BTreeSet};

use super::declare::member_rows;
use super::index::Declarations;
use super::link::{Linker, diagnostic};
use super::{EnumMember, EnumType, Evidence, PageId, Source, TypeId, TypeKind, TypeOf};
use crate::diagnostic::{Code, Diagnostic};
use crate::page::{EnumMemberRow, Page, Rows, TableRole};

/// The members of every enum type, by type.
pub fn members(linker: Linker, diagnostics: &mut Vec<Diagnostic>) -> BTreeMap<TypeId, EnumType> {
    let listed = listed(linker);
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
        let lists = listed.get(&id).map(Vec::as_slice).unwrap_or_default();
        members.insert(id, one(linker, &ty.name, &places, lists, diagnostics));
    }
    members
}

/// A value list of a description.
type List = (Evidence, Vec<String>);

/// The value lists of all property rows whose type is an enum type.
fn listed(linker: Linker) -> BTreeMap<TypeId, Vec<List>> {
    let mut lists: BTreeMap<TypeId, Vec<List>> = BTreeMap::new();
    for (on, page) in PageId::each(linker.pages) {
        for row in member_rows(page) {
            let Some(expr) = &row.ty else { continue };
            let TypeOf::Named(id) = linker.type_ref_quietly(on, expr).of else { continue };
            if !matches!(linker.types.types[id].kind, TypeKind::Enum(_)) {
                continue;
            }
            if !row.values.is_empty() {
                let evidence = Evidence { page: on, span: row.span, source: Source::ValueList };
                lists.entry(id).or_default().push((evidence, row.values.clone()));
            }
        }
    }
    lists
}

/// The members of one type: tables first, then what only descriptions list.
fn one(
    linker: Linker,
    name: &str,
    places: &[(PageId, Option<usize>)],
    lists: &[List],
    diagnostics: &mut Vec<Diagnostic>,
) -> EnumType {
    let mut ty = EnumType::default();
    let named = |on: &PageId, section: &Option<usize>| -> BTreeSet<String> {
        rows(&linker.pages[*on], *section).map(|row| row.name.to_ascii_lowercase()).collect()
    };
    let first = places.iter().map(|(on, section)| (on, named(on, section))).find(|(_, names)| !names.is_empty());
    for (on, section) in places {
        let page = &linker.pages[*on];
        if let Some((main, first)) = first.as_ref().filter(|(main, _)| *main != on) {
            let names = named(on, section);
            let differing: Vec<_> = names.symmetric_difference(first).map(|name| format!("`{name}`")).collect();
            if let Some(row) = rows(page, *section).next().filter(|_| !differing.is_empty()) {
                let other = &linker.pages[**main].path;
                let message =
                    format!("the members of `{name}` differ from those in {other}: {}", shortened(&differing));
                diagnostics.push(diagnostic(page, row.span, Code::EnumMembersDiffer, message));
            }
        }
        for row in rows(page, *section) {
            add(&mut ty.members, row, Evidence { page: *on, span: row.span, source: Source::Table });
        }
        ty.flags |= says_flags(page, *section);
    }
    let from_table = !ty.members.is_empty();
    for (evidence, values) in lists {
        let unknown = |v: &&String| *v != "null" && !ty.members.iter().any(|m| m.name.eq_ignore_ascii_case(v));
        let extra: Vec<&String> = values.iter().filter(unknown).collect();
        if from_table && !extra.is_empty() {
            let page = &linker.pages[evidence.page];
            let extra: Vec<_> = extra.iter().map(|v| format!("`{v}`")).collect();
            let message = format!("the description lists {}, which the members of `{name}` lack", shortened(&extra));
            diagnostics.push(diagnostic(page, evidence.span, Code::EnumMembersDiffer, message));
        } else {
            let extra: Vec<String> = extra.into_iter().cloned().collect();
            ty.members.extend(extra.into_iter().map(|name| EnumMember {
                name,
                evidence: *evidence,
                ..Default::default()
            }));
        }
    }
    if ty.members.iter().all(|member| member.value.is_some()) {
        ty.members.sort_by_key(|member| member.value);
    }
    ty
}

/// The first few of a list of names.
fn shortened(names: &[String]) -> String {
    const SHOWN: usize = 5;
    match names.len().saturating_sub(SHOWN) {
        0 => names.join(", "),
        more => format!("{} and {more} more", names[..SHOWN].join(", ")),
    }
}

/// The member rows of a section, or of a whole page.
fn rows(page: &Page, section: Option<usize>) -> impl Iterator<Item = &EnumMemberRow> {
    page.tables
        .iter()
        .filter(move |table| table.role == TableRole::Members && (section.is_none() || table.section == section))
        .filter_map(|table| match &table.rows {
            Rows::EnumMembers(rows) => Some(rows),
            _ => None,
        })
        .flatten()
}

fn add(members: &mut Vec<EnumMember>, row: &EnumMemberRow, evidence: Evidence) {
    let known = members.iter_mut().find(|member| member.name.eq_ignore_ascii_case(&row.name));
    match known {
        Some(member) => {
            member.value = member.value.or(row.value);
            if member.description.text.is_empty() {
                member.description = row.description.clone();
            }
        }
        None => members.push(EnumMember {
            name: row.name.clone(),
            value: row.value,
            description: row.description.clone(),
            evidence,
        }),
    }
}

/// Whether the page or section says that values are combined.
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
