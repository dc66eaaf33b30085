//! The permissions of an operation from the tables of its page, of its includes, or from prose.

use super::Permissions;
use crate::page::{Page, PermissionRow, PermissionScheme, Rows, SectionRole};

/// What a page says; `include` finds the page of an include directive.
pub fn of_page<'p>(page: &'p Page, include: impl Fn(&str) -> Option<&'p Page>) -> Permissions {
    let mut permissions = Permissions::default();
    let mut tables = 0;
    for (section, rows) in own_tables(page) {
        tables += 1;
        add(&mut permissions, rows, section.map(|at| page.sections[at].title.as_str()));
    }
    for directive in &page.includes {
        let Some(included) = include(&directive.target) else { continue };
        for (_, rows) in own_tables(included) {
            tables += 1;
            add(&mut permissions, rows, directive.section.map(|at| page.sections[at].title.as_str()));
        }
    }
    if tables == 0 {
        add(&mut permissions, &page.prose_permissions, None);
    }
    if tables < 2 && permissions.subjects.len() < 2 {
        permissions.subjects.clear();
    }
    permissions
}

/// The permission tables of a page with their sections; a permission section itself is no subject.
fn own_tables(page: &Page) -> impl Iterator<Item = (Option<usize>, &Vec<PermissionRow>)> {
    page.tables.iter().filter_map(|table| match &table.rows {
        Rows::Permissions(rows) => {
            let titled = table
                .section
                .filter(|at| page.sections[*at].role != SectionRole::Permissions || page.sections[*at].level > 2);
            Some((titled, rows))
        }
        _ => None,
    })
}

/// Adds rows to the whole and to their subject.
fn add(permissions: &mut Permissions, rows: &[PermissionRow], section: Option<&str>) {
    for row in rows {
        permissions.stated = true;
        extend(list(permissions, row.scheme), &row.alternatives);
        let Some(subject) = row.subject.as_deref().or(section) else { continue };
        let known = permissions.subjects.iter().position(|(name, _)| name == subject);
        let at = known.unwrap_or_else(|| {
            permissions.subjects.push((subject.to_owned(), Permissions { stated: true, ..Default::default() }));
            permissions.subjects.len() - 1
        });
        extend(list(&mut permissions.subjects[at].1, row.scheme), &row.alternatives);
    }
}

fn list(permissions: &mut Permissions, scheme: PermissionScheme) -> &mut Vec<Vec<String>> {
    match scheme {
        PermissionScheme::DelegatedWork => &mut permissions.delegated_work,
        PermissionScheme::DelegatedPersonal => &mut permissions.delegated_personal,
        PermissionScheme::Application => &mut permissions.application,
    }
}

fn extend(list: &mut Vec<Vec<String>>, alternatives: &[Vec<String>]) {
    for alternative in alternatives {
        if !list.contains(alternative) {
            list.push(alternative.clone());
        }
    }
}
