//! The rows of a page that speak of enum types: their members, and properties and parameters of such a type.

use crate::page::{EnumMemberRow, MemberRow, Page, PageKind, Rows, TableRole};

/// Returns the rows of properties and parameters of a page, whose values may be of an enum type; relationships lead to
/// entities.
pub fn typed_rows(page: &Page) -> impl Iterator<Item = &MemberRow> {
    let described = matches!(page.kind, PageKind::Resource | PageKind::Operation);
    let tables = page.tables.iter().filter(move |_| described);
    let tables = tables.filter(|table| !matches!(table.role, TableRole::Relationships | TableRole::Response));
    let rows = tables.filter_map(|table| match &table.rows {
        Rows::Members(rows) => Some(rows),
        _ => None,
    });
    rows.flatten()
}

/// Returns the rows of the enum members of a section, or of a whole page.
pub fn member_rows(page: &Page, section: Option<usize>) -> impl Iterator<Item = &EnumMemberRow> {
    page.tables
        .iter()
        .filter(move |table| table.role == TableRole::Members && (section.is_none() || table.section == section))
        .filter_map(|table| match &table.rows {
            Rows::EnumMembers(rows) => Some(rows),
            _ => None,
        })
        .flatten()
}

/// Returns names in lower case, sorted and without the member that stands for members to come.
pub fn signature<'n>(names: impl Iterator<Item = &'n str>) -> Vec<String> {
    let mut names: Vec<String> =
        names.map(str::to_ascii_lowercase).filter(|name| !name.eq_ignore_ascii_case(super::SENTINEL)).collect();
    names.sort();
    names
}
