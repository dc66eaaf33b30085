//! Decides what a table holds: from its header row, its heading and the kind of its page.

use super::columns::{Column, Header};
use super::markdown::RawTable;
use super::{PageKind, SectionRole, TableRole, words};

/// Returns the role of a table whose first column holds this, wherever the table stands.
fn role_of_first(column: Column) -> Option<TableRole> {
    Some(match column {
        Column::Account => TableRole::Permissions,
        Column::Relationship => TableRole::Relationships,
        Column::Method => TableRole::Methods,
        Column::Header => TableRole::RequestHeaders,
        Column::Member => TableRole::Members,
        _ => return None,
    })
}

/// Returns what a table holds.
pub(super) fn role(table: &RawTable, section: SectionRole, kind: PageKind) -> TableRole {
    let header = &table.header;
    let first = header.first();
    let typed = header.has(Column::Type);
    let permitted =
        section == SectionRole::Permissions && (is_permission_rows(table) || header.has(Column::Permission));
    if permitted || (is_permission_header(header) && !typed) {
        return TableRole::Permissions;
    }
    if header.len() > 1 && header.columns.iter().all(|column| matches!(column, Column::Cloud(_))) {
        return TableRole::Clouds;
    }
    if section == SectionRole::Members && !typed && first.names_members() {
        return if names_members(table) { TableRole::Members } else { TableRole::Explanatory };
    }
    // A table whose first column is a type explains types (derived ones, the supported ones): nothing is named in it.
    if first == Column::Type {
        return TableRole::Explanatory;
    }
    if let Some(role) = role_of_first(first) {
        return known_role(role, section, header, typed);
    }
    let named = first.names() || first == Column::Untitled;
    let by_section = if named || typed { by_section(section, typed, header, kind) } else { None };
    if let Some(role) = by_section {
        return role;
    }
    if section == SectionRole::Methods && is_method_header(header) {
        return TableRole::Methods;
    }
    if section == SectionRole::RequestHeaders && header.len() > 1 {
        return TableRole::RequestHeaders;
    }
    TableRole::Explanatory
}

/// Tells whether a table in the section of properties names and describes some, and has an unknown column where their types should be.
pub(super) fn lacks_types(table: &RawTable, section: SectionRole) -> bool {
    let header = &table.header;
    section == SectionRole::Properties
        && header.first() == Column::Property
        && header.has(Column::Description)
        && header.has(Column::Other)
        && header.types().is_none()
}

/// Returns the role that the first column gives, unless the place says otherwise.
fn known_role(role: TableRole, section: SectionRole, header: &Header, typed: bool) -> TableRole {
    match role {
        TableRole::Methods if !is_method_header(header) && section != SectionRole::Methods => TableRole::Explanatory,
        TableRole::Relationships if !typed && header.len() > 2 => TableRole::Explanatory,
        TableRole::Members if typed && section == SectionRole::Properties => TableRole::Properties,
        _ => role,
    }
}

/// Returns whether most first cells are single words, as names of enum members are.
fn names_members(table: &RawTable) -> bool {
    let words = table.rows.iter().filter(|row| !row.text(0).contains(' ')).count();
    words * 4 >= table.rows.len() * 3
}

/// Returns the role that the section gives to a table of names.
fn by_section(section: SectionRole, typed: bool, header: &Header, kind: PageKind) -> Option<TableRole> {
    let described = header.columns.iter().skip(1).any(|column| column.describes());
    let valued = header.is_typed_by_value();
    Some(match section {
        SectionRole::Properties if typed => TableRole::Properties,
        SectionRole::Relationships => TableRole::Relationships,
        SectionRole::RequestBody if typed || described => TableRole::RequestBody,
        SectionRole::QueryParameters if typed || described => TableRole::QueryParameters,
        SectionRole::FunctionParameters if typed || described => TableRole::FunctionParameters,
        SectionRole::PathParameters if typed || described => TableRole::PathParameters,
        SectionRole::RequestHeaders => TableRole::RequestHeaders,
        SectionRole::Response if typed || valued => TableRole::Response,
        SectionRole::Title | SectionRole::Other | SectionRole::JsonRepresentation | SectionRole::TypeDefinition
            if typed && kind == PageKind::Resource =>
        {
            TableRole::Properties
        }
        SectionRole::HttpRequest if typed => TableRole::FunctionParameters,
        _ => return None,
    })
}

/// Returns whether the header is that of a table of methods.
fn is_method_header(header: &Header) -> bool {
    header.has(Column::Returns) || matches!(header.first(), Column::Method | Column::Task)
}

/// Returns whether the header is that of a permission table: `Permission type`, or account types over the other
/// columns.
fn is_permission_header(header: &Header) -> bool {
    let schemes = header.columns.iter().skip(1).filter(|column| **column == Column::Scheme).count();
    header.first() == Column::Account || schemes > 1
}

/// Returns whether rows start with the account types of delegated access.
fn is_permission_rows(table: &RawTable) -> bool {
    table.rows.iter().any(|row| words::is_delegated(row.text(0)))
}
