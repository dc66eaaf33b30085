//! Gives the rows of a table to the decoder of its role.

use super::cells::leave_out;
use super::{enums, headers, members, methods, permissions};
use crate::ledger::Reason;
use crate::page::columns::Header;
use crate::page::markdown::RawRow;
use crate::page::report::Report;
use crate::page::{Rows, TableRole};

/// Decodes the rows; those that can't be are entered into the ledger.
pub(in crate::page) fn decode(role: TableRole, header: &Header, mut rows: Vec<RawRow>, report: &mut Report) -> Rows {
    rows.retain(|row| {
        let repeated = repeats_header(row, &header.titles);
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

/// Returns whether a row is the header or the delimiter row once more.
fn repeats_header(row: &RawRow, header: &[String]) -> bool {
    let first = row.text(0);
    let delimiter = |text: &str| text.bytes().all(|b| matches!(b, b'-' | b':'));
    let same = |at: usize| row.text(at).to_lowercase() == header[at];
    (first.starts_with(['-', ':']) && (0..header.len()).all(|at| delimiter(row.text(at))))
        || (header.first().is_some_and(|title| first.len() == title.len()) && (0..header.len()).all(same))
}
