//! Decodes the rows of a table by its role.

mod enums;
mod headers;
mod members;
mod methods;
mod permission_cell;
mod permissions;

pub(super) use permissions::from_prose as permissions_from_prose;

use super::report::Report;
use super::scan::RawRow;
use super::{Inline, Prose, Rows, TableRole};
use crate::diagnostic::Code;
use crate::ledger::{Fate, Item, Reason};

/// Decodes the rows; those that can't be are entered into the ledger. The header cells are in lower case.
pub(super) fn decode(role: TableRole, header: &[String], mut rows: Vec<RawRow>, report: &mut Report) -> Rows {
    rows.retain(|row| {
        let repeated = repeats_header(row, header);
        if repeated {
            leave_out(row, Reason::RepeatedRow, report);
        }
        !repeated
    });
    match role {
        TableRole::Explanatory => {
            Rows::Cells(rows.into_iter().map(|row| row.cells.into_iter().map(|cell| cell.value).collect()).collect())
        }
        TableRole::Permissions => Rows::Permissions(permissions::decode(header, rows, report)),
        TableRole::Methods => Rows::Methods(methods::decode(header, rows, report)),
        TableRole::Members => Rows::EnumMembers(enums::decode(header, rows, report)),
        TableRole::RequestHeaders => Rows::Headers(headers::decode(header, rows, report)),
        _ => Rows::Members(members::decode(header, rows, report)),
    }
}

/// Enters a row that isn't used.
fn leave_out(row: &RawRow, reason: Reason, report: &mut Report) {
    report.enter(Item::Row, row.span, Fate::LeftOut(reason));
    if reason == Reason::UnreadableRow {
        let shown: String = row.text(0).chars().take(60).collect();
        report.found(Code::TableRow, row.span, format!("this row can't be read: its first cell says `{shown}`"));
    }
}

/// Whether a row is the header or the delimiter row once more.
fn repeats_header(row: &RawRow, header: &[String]) -> bool {
    let first = row.text(0);
    let delimiter = |text: &str| text.bytes().all(|b| matches!(b, b'-' | b':'));
    let same = |at: usize| row.text(at).to_lowercase() == header[at];
    (first.starts_with(['-', ':']) && (0..header.len()).all(|at| delimiter(row.text(at))))
        || (header.first().is_some_and(|title| first.len() == title.len()) && (0..header.len()).all(same))
}

/// Whether only the first cell says something.
fn is_alone(row: &RawRow) -> bool {
    row.cells.iter().skip(1).all(|cell| cell.value.text.is_empty())
}

fn is_blank(row: &RawRow) -> bool {
    row.cells.iter().all(|cell| cell.value.text.is_empty())
}

/// Whether all of a cell is bold or emphasised, as titles of groups are.
fn is_emphatic(cell: &Prose) -> bool {
    cell.inlines().all(|inline| match inline {
        Inline::Strong(_) | Inline::Emphasis(_) => true,
        Inline::Text(text) => text.trim().is_empty(),
        _ => false,
    })
}

/// Takes a cell out of a row.
fn take(row: &mut RawRow, column: Option<usize>) -> Prose {
    column.and_then(|column| row.cells.get_mut(column)).map(|cell| std::mem::take(&mut cell.value)).unwrap_or_default()
}

/// The place of the first header cell that is one of these words or contains one of them.
fn column(header: &[String], words: &[&str]) -> Option<usize> {
    header
        .iter()
        .position(|cell| words.contains(&cell.as_str()))
        .or_else(|| header.iter().position(|cell| words.iter().any(|word| cell.contains(word))))
}

/// Header words of description columns.
const DESCRIPTION: &[&str] = &["description", "说明", "描述", "details", "comments", "remarks"];
