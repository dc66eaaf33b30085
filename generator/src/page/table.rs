//! What a table holds: from its header row, its heading and the kind of its page. The words are data.

use super::markdown::RawTable;
use super::{PageKind, SectionRole, TableRole};

/// First header cells by which a table is known wherever it stands.
const FIRST_CELLS: &[(&str, TableRole)] = &[
    ("permission type", TableRole::Permissions),
    ("权限类型", TableRole::Permissions),
    ("relationship", TableRole::Relationships),
    ("relationship name", TableRole::Relationships),
    ("navigation property", TableRole::Relationships),
    ("关系", TableRole::Relationships),
    ("method", TableRole::Methods),
    ("methods", TableRole::Methods),
    ("方法", TableRole::Methods),
    ("header", TableRole::RequestHeaders),
    ("request header", TableRole::RequestHeaders),
    ("标头", TableRole::RequestHeaders),
    ("member", TableRole::Members),
    ("成员", TableRole::Members),
];

/// First header cells of tables that name properties or parameters.
const NAME_CELLS: &[&str] = &[
    "property",
    "property name",
    "properties",
    "name",
    "parameter",
    "parameter name",
    "parameters",
    "query parameter",
    "query option",
    "option",
    "属性",
    "名称",
    "参数",
    "url parameter",
    "attribute",
    "field",
    "key",
    "query parameters",
    "path parameter",
    "facet name",
    "field name",
    "property/parameter",
    "optional parameter",
    "$parameter",
];

/// First header cells of tables of enum members, under headings that announce such.
const MEMBER_CELLS: &[&str] = &[
    "value",
    "values",
    "name",
    "member name",
    "role",
    "type",
    "enum",
    "enumeration",
    "constant",
    "值",
    "名称",
    "property",
    "status",
    "state",
];

/// Words in the header cell of type columns.
const TYPE_CELLS: &[&str] = &["type", "data type", "类型", "property type", "parameter type"];

/// The place of the type column.
pub(super) fn type_column(header: &[String]) -> Option<usize> {
    header.iter().position(|cell| TYPE_CELLS.contains(&cell.as_str()))
}

/// The place of the type column under another title: `Name | Value | Description`.
pub(super) fn value_column(header: &[String]) -> Option<usize> {
    let described = header.len() > 2 && header.iter().any(|cell| cell == "description");
    let named = header.first().is_some_and(|cell| NAME_CELLS.contains(&cell.as_str()));
    (described && named && header[1] == "value").then_some(1)
}

/// What the table holds. The header cells are in lower case.
pub(super) fn role(table: &RawTable, header: &[String], section: SectionRole, kind: PageKind) -> TableRole {
    let first = header.first().map_or("", String::as_str);
    let typed = type_column(header).is_some();
    let permitted = section == SectionRole::Permissions
        && (is_permission_rows(table) || header.iter().any(|cell| cell == "permission"));
    if permitted || (is_permission_header(header) && !typed) {
        return TableRole::Permissions;
    }
    if section == SectionRole::Members && !typed && (first == "member" || MEMBER_CELLS.contains(&first)) {
        return if names_members(table) { TableRole::Members } else { TableRole::Explanatory };
    }
    // A table whose first column is a type explains types (derived ones, the supported ones): nothing is named in it.
    if type_column(header) == Some(0) {
        return TableRole::Explanatory;
    }
    let named = NAME_CELLS.contains(&first) || first.is_empty();
    let by_section = if named || typed { by_section(section, typed, header, kind) } else { None };
    if let Some((_, role)) = FIRST_CELLS.iter().find(|(cell, _)| *cell == first) {
        return known_role(*role, section, header, typed);
    }
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

/// A role that the first header cell gives, unless the place says otherwise.
fn known_role(role: TableRole, section: SectionRole, header: &[String], typed: bool) -> TableRole {
    match role {
        TableRole::Methods if !is_method_header(header) && section != SectionRole::Methods => TableRole::Explanatory,
        TableRole::Relationships if !typed && header.len() > 2 => TableRole::Explanatory,
        TableRole::Members if typed && section == SectionRole::Properties => TableRole::Properties,
        _ => role,
    }
}

/// The place of the column that names properties or parameters: the first, unless that holds titles of groups.
pub(super) fn name_column(header: &[String]) -> usize {
    let named = |cell: &String| NAME_CELLS.contains(&cell.as_str());
    if header.first().is_some_and(|cell| named(cell) || cell.is_empty()) {
        return 0;
    }
    header.iter().position(named).filter(|at| Some(*at) != type_column(header)).unwrap_or(0)
}

/// Whether a column beside the name says what it is for.
fn is_described(header: &[String]) -> bool {
    let describes =
        |cell: &String| matches!(cell.as_str(), "description" | "value" | "说明" | "描述" | "值" | "details");
    header.iter().skip(1).any(describes)
}

/// Whether most first cells are single words, as names of enum members are.
fn names_members(table: &RawTable) -> bool {
    let words = table.rows.iter().filter(|row| !row.text(0).contains(' ')).count();
    words * 4 >= table.rows.len() * 3
}

fn by_section(section: SectionRole, typed: bool, header: &[String], kind: PageKind) -> Option<TableRole> {
    let (described, valued) = (is_described(header), value_column(header).is_some());
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

fn is_method_header(header: &[String]) -> bool {
    let first = header.first().map_or("", String::as_str);
    header.iter().any(|cell| cell.contains("return type") || cell.contains("返回类型"))
        || matches!(first, "method" | "methods" | "function" | "task" | "common task" | "方法" | "operation" | "api")
}

/// Whether the header is that of a permission table: `Permission type`, or account types in the other cells.
fn is_permission_header(header: &[String]) -> bool {
    let first = header.first().map_or("", String::as_str);
    let scheme = |cell: &&String| {
        cell.starts_with("delegated")
            || cell.starts_with("委派")
            || cell.as_str() == "application"
            || cell.starts_with("应用")
    };
    first.contains("permission type") || first.contains("权限类型") || header.iter().skip(1).filter(scheme).count() > 1
}

/// Whether the rows start with account types.
fn is_permission_rows(table: &RawTable) -> bool {
    table.rows.iter().any(|row| {
        let text = row.text(0).to_lowercase();
        text.starts_with("delegated") || text.starts_with("委派")
    })
}
